"""Grids: rows and columns of values -> the text of each of the cells that a grid fills."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import escape

from docfill.word.values import Structure

if TYPE_CHECKING:
    from docfill.problems import Problems
    from docfill.word.paragraphs import Tag


class Slot(NamedTuple):
    """One cell that a grid may fill: ``text[start:stop]`` is replaced by *before*, the value and *after*.

    *blank* is what stands there where there is no value; *occupied* is the cell's own text, where it is not empty
    and so may not be filled.
    """

    row: int
    column: int
    start: int
    stop: int
    before: str
    after: str
    blank: str
    occupied: str


class Grid:
    """The cells that one grid tag may fill, its own first."""

    def __init__(self, tag: Tag, name: str, slots: list[Slot], walls: dict[tuple[int, int], str]) -> None:
        self.tag = tag
        self.name = name
        self.slots = slots
        self.walls = walls  # by row and column: the text that ends a row of slots

    def fill(self, value: Any, problems: Problems, print_value: Any) -> list[Structure]:
        """Return the text of each slot for *value*: rows of columns, as lists or as mappings.

        A value that is larger than the table, or that would cover text, is a problem and prints nothing.
        """
        rows = _rows(value)
        if rows is None:
            problems.add("not-a-grid", self.tag.place, name=self.name)
            return self._blank()
        by_position = {(slot.row, slot.column): slot for slot in self.slots}
        texts: dict[tuple[int, int], Structure] = {}
        for i, cells in enumerate(rows):
            for j, cell in enumerate(cells):
                slot = by_position.get((i, j))
                if slot is None:
                    wall = self.walls.get((i, j), "")
                    problems.add(
                        "grid-covers-text" if wall else "grid-does-not-fit",
                        self.tag.place,
                        name=self.name,
                        rows=len(rows),
                        columns=max(map(len, rows)),
                        row=i + 1,
                        column=j + 1,
                        found=wall[:40],
                    )
                    return self._blank()
                text = str(escape(print_value(cell)))
                texts[i, j] = Structure(f"{slot.before}{text}{slot.after}" if text else slot.blank)
        return [texts.get((slot.row, slot.column)) or Structure(slot.blank) for slot in self.slots]

    def _blank(self) -> list[Structure]:
        return [Structure(slot.blank) for slot in self.slots]


def _rows(value: Any) -> list[list[Any]] | None:
    """Return *value* as rows of cells; a flat list or mapping is one row; None where it is no grid."""
    outer = _items(value)
    if outer is None:
        return None
    inner = [_items(item) for item in outer]
    if all(row is None for row in inner):
        return [outer]
    if any(row is None for row in inner):
        return None
    return [row for row in inner if row is not None]


def _items(value: Any) -> list[Any] | None:
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, (list, tuple)):
        return list(value)
    return None
