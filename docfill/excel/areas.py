"""Areas: rectangles of cells, and the letters and numbers by which Excel names cells."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

Spot = tuple[int, int]  # row and column, both from 1

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?\Z")


def letters(column: int) -> str:
    """Return a column's letters: 28 is ``AB``."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@functools.lru_cache(maxsize=LAST_COLUMN)
def column_of(text: str) -> int:
    """Return the number of the column with the letters *text*. Raises ValueError where there is none."""
    number = 0
    for letter in text.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(f"there is no column {text}")
        number = number * 26 + ord(letter) - 64
    if not 0 < number <= LAST_COLUMN:
        raise ValueError(f"there is no column {text}")
    return number


class Area(NamedTuple):
    """A rectangle of cells: rows *top* to *bottom*, columns *left* to *right*, counted from 1, both included."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def of(cls, reference: str) -> Area:
        """Return the area of *reference* (``B2:C9``, ``B2``). Raises ValueError where it names none."""
        found = _REFERENCE.match(reference.strip())
        if found is None:
            raise ValueError(f"{reference} is no range of cells")
        left, top = column_of(found[1]), int(found[2])
        right, bottom = (column_of(found[3]), int(found[4])) if found[3] else (left, top)
        if not 0 < min(top, bottom) <= max(top, bottom) <= LAST_ROW:
            raise ValueError(f"{reference} is no range of cells")
        return cls(min(top, bottom), min(left, right), max(top, bottom), max(left, right))

    def __str__(self) -> str:
        first, last = f"{letters(self.left)}{self.top}", f"{letters(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"

    @property
    def rows(self) -> range:
        """The rows' numbers."""
        return range(self.top, self.bottom + 1)

    @property
    def columns(self) -> range:
        """The columns' numbers."""
        return range(self.left, self.right + 1)
