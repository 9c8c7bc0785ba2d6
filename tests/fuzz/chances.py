"""Chance: a number -> a source of chance that comes out the same each time, and says how wild a case is to be."""

from __future__ import annotations

from random import Random


class Chance(Random):
    """A source of chance. *wild* is how much of a case is nonsense: 0 for what a careful author would write, to 1."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.wild = self.choice([0.0, 0.0, 0.0, 0.02, 0.1, 1.0])

    def goes_wild(self) -> bool:
        """Tell whether this is to be nonsense."""
        return self.random() < self.wild
