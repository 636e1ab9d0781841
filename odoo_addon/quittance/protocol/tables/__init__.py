"""One table per provider: what its answers say, tested with recorded ones."""
