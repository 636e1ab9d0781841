"""What the benchmarks are made of: a seeded company, the ways to draft, the comparison."""
