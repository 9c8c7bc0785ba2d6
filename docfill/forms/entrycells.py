"""Entry cells: what the sheets of an entry workbook share: where each value is, open cells, heights."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING, Any

import attrs

from docfill.excel.entry import Cell, Sheet
from docfill.excel.entrywords import word
from docfill.forms.formulas import At, Formulas, ListAt
from docfill.forms.shape import follow

if TYPE_CHECKING:
    from docfill.excel.entry import Kind
    from docfill.forms.algebra import CellPath
    from docfill.forms.form import Form, Grid
    from docfill.forms.lines import Line
    from docfill.places import Language

TABLE_TOP = 4  # title, hint, an empty row
LINE = 14.0  # points
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TITLE = 31
_MOST_EXACT = 10**15  # Excel keeps fifteen digits of a number, and of a text all of them


@attrs.define
class Sheets:
    """What is laid out: the *sheets* in order, and where each figure and each list stands in them.

    *past* says where last year's figures stand.
    """

    form: Form
    lang: Language
    values: Mapping[str, Any]
    kinds: Mapping[str, Kind] = attrs.Factory(dict)
    sheets: list[Sheet] = attrs.Factory(list)
    cells: dict[CellPath, At] = attrs.Factory(dict)
    lists: dict[str, ListAt] = attrs.Factory(dict)
    past: dict[CellPath, At] = attrs.Factory(dict)

    def title(self, wanted: str) -> str:
        """Return *wanted* as a title that Excel takes and no other sheet has."""
        plain = _NOT_IN_TITLES.sub("_", " ".join(wanted.split())).strip("' ")[:_LONGEST_TITLE]
        taken = {sheet.title.lower() for sheet in self.sheets} | {"docfill", "history"}
        made, number = plain or word("table", self.lang, len(self.sheets)), 2
        while made.lower() in taken or not made:
            made, number = f"{plain[: _LONGEST_TITLE - 3]}_{number}", number + 1
        return made

    def formulas(self, of: str) -> Formulas:
        """Return the writer of formulas for the sheet *of*."""
        return Formulas(self.form, self.cells, self.lists, self.past, of)


def paths_of(grid: Grid) -> list[CellPath]:
    """Return the steps to all cells of *grid*, row by row."""
    rows: tuple[Line | None, ...] = grid.rows or (None,)
    return [(grid.name, *([row.key] if row else []), column.key) for row in rows for column in grid.columns]


def headed(sheet: Sheet, title: str, hint: str, columns: int) -> None:
    """Put the *title* over the *columns* of *sheet*, and below it what is to be done there."""
    sheet.cells.append(Cell(1, 1, "title", title, columns=columns))
    sheet.cells.append(Cell(2, 1, "hint", hint, columns=columns))
    sheet.heights |= {1: 26, 2: 18}


def input_at(made: Sheets, path: CellPath, spot: tuple[int, int]) -> Cell:
    """Return the open cell for the value at *path*."""
    form = made.form
    name = ".".join(path)
    value = plain(follow(made.values, path))
    field = form.fields.get(name)
    if field is not None:
        kind: Kind = made.kinds.get(name) or (field.type if field.type != "list" else "any")
        if kind == "condition" and value is False:
            value = None  # a template without a form takes 否 for a text, which is something
        note = "" if field.example is None else word("example", made.lang, field.example)
        return Cell(*spot, "input", value, name=name, kind=kind, note=note, required=field.required)
    grid = form.grids[path[0]]
    row = next((line for line in grid.rows if line.key == path[1]), None) if grid.rows else None
    column = next(line for line in grid.columns if line.key == path[-1])
    required = grid.required and grid.blank is None and grid.is_figure(row, column)
    return Cell(
        *spot, "input", value, name=name, kind=made.kinds.get(path[0]) or grid.type_of(row, column), required=required
    )


def plain(value: Any) -> Any:
    """Return *value* as a workbook can hold it; a day is a day, whatever it showed.

    A list or a group that stands where one value belongs was told when the data were read; no cell holds it.
    """
    if isinstance(value, (list, tuple, Mapping)):
        return None
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, dt.datetime):
        return dt.datetime.combine(value.date(), value.time())
    if isinstance(value, dt.date):
        return dt.date(value.year, value.month, value.day)
    if isinstance(value, int):
        return int(value) if abs(value) < _MOST_EXACT else str(int(value))
    if isinstance(value, (float, Decimal)):
        return float(value)
    return str(getattr(value, "shown", value))


# Sizes


def lines_of(text: str, width: float) -> int:
    """Return how many lines *text* takes in a column of *width* characters; a Chinese character is two wide."""
    return sum(max(1, ceil(_wide(line) / max(width - 1, 1))) for line in text.split("\n"))


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def heighten(sheet: Sheet) -> None:
    """Make every row high enough for its labels: Excel does not do so for merged cells."""
    needed: dict[int, float] = {}
    for cell in sheet.cells:
        width = sum(sheet.widths.get(column, 8.4) for column in range(cell.column, cell.column + cell.columns))
        if cell.look == "hint":
            sheet.heights[cell.row] = max(18, 13 * lines_of(str(cell.value), width))
        if cell.row >= TABLE_TOP:
            text = cell.value if cell.look in {"label", "head"} else None
            height = LINE * lines_of(str(text or ""), width) * 1.05 + 4
            for row in range(cell.row, cell.row + cell.rows):
                needed[row] = max(needed.get(row, 1.6 * LINE), height / cell.rows)
    sheet.heights |= {row: round(height, 1) for row, height in needed.items()}
