"""The verdict against a world."""


class Violation(AssertionError):
    """An invariant does not hold."""
