"""Spans: the places of many figures -> a few: one a sheet, its cells joined to ranges (``D6:D25,F6``)."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from docfill.places import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docfill.places import Place

_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d*)\Z")
# Beyond this many, paths in a file of data are told by what they begin with.
_MANY_PATHS = 8


def together(places: Iterable[Place]) -> list[Place]:
    """Return *places*, each once; those in one sheet as one, whose cells Excel's name box takes all at once."""
    once = list(dict.fromkeys(places))
    cells: dict[tuple[str, str], list[tuple[int, int]]] = {}
    rest: list[Place] = []
    for place in once:
        found = _CELL.match(place.cell) if isinstance(place, Source) else None
        if isinstance(place, Source) and found:
            cells.setdefault((place.file, place.sheet), []).append((int(found[2]), _number(found[1])))
        else:
            rest.append(place)
    if len(rest) > _MANY_PATHS:
        rest = list(dict.fromkeys(map(_whole, rest)))
    return [*(Source(file, sheet, ",".join(_ranges(found))) for (file, sheet), found in cells.items()), *rest]


def _whole(place: Place) -> Place:
    return place._replace(path=re.split(r"[.\[]", place.path)[0]) if isinstance(place, Source) else place


def _ranges(cells: list[tuple[int, int]]) -> Iterator[str]:
    """Yield the ranges that *cells*, each a row and a column, make up: first stretches of rows, then blocks of them."""
    stretches: dict[tuple[int, int], list[int]] = {}  # first and last column -> rows
    for row, columns in groupby(sorted(cells), key=lambda cell: cell[0]):
        for first, last in _runs([column for _, column in columns]):
            stretches.setdefault((first, last), []).append(row)
    blocks = [(top, left, bottom, right) for (left, right), rows in stretches.items() for top, bottom in _runs(rows)]
    for top, left, bottom, right in sorted(blocks):
        start, end = f"{_letters(left)}{top}", f"{_letters(right)}{bottom}"
        yield start if start == end else f"{start}:{end}"


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Return the stretches of consecutive ones of sorted *numbers*, each by its first and last."""
    groups = groupby(enumerate(numbers), key=lambda item: item[1] - item[0])
    return [(run[0], run[-1]) for run in ([number for _, number in group] for _, group in groups)]


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
