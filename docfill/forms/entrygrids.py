"""Entry grids: a grid that stands in no table of the template -> a sheet made of the labels of its rows and columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docfill.excel.entry import Cell, Sheet
from docfill.excel.entrywords import word
from docfill.forms.entrycells import TABLE_TOP, headed, heighten, input_at, paths_of
from docfill.forms.formulas import At

if TYPE_CHECKING:
    from docfill.forms.entrycells import Sheets
    from docfill.forms.form import Grid
    from docfill.forms.lines import Line


def add_grid(made: Sheets, grid: Grid) -> None:
    """Add the sheet for *grid* to what is *made*."""
    sheet = Sheet(made.title(grid.label))
    made.sheets.append(sheet)
    depth = max(len(column.labels) for column in grid.columns)
    side = max((len(row.labels) for row in grid.rows), default=1)
    top = TABLE_TOP + depth
    headed(sheet, grid.label, word("hint", made.lang), side + len(grid.columns))
    sheet.cells.append(Cell(TABLE_TOP, 1, "head", rows=depth, columns=side))
    for first, last, level, end, text in _groups(grid.columns, depth):
        rows, columns = end - level, last - first + 1
        sheet.cells.append(Cell(TABLE_TOP + level, side + 1 + first, "head", text, rows=rows, columns=columns))
    if grid.rows:
        for first, last, level, end, text in _groups(grid.rows, side):
            rows, columns = last - first + 1, end - level
            sheet.cells.append(Cell(top + first, 1 + level, "label", text, rows=rows, columns=columns))
    else:
        sheet.cells.append(Cell(top, 1, "label", grid.label, columns=side))
    for number, path in enumerate(paths_of(grid)):
        spot = (top + number // len(grid.columns), side + 1 + number % len(grid.columns))
        sheet.cells.append(input_at(made, path, spot))
        made.cells[path] = At(sheet.title, *spot)
    sheet.widths = dict.fromkeys(range(1, side + 1), 22.0)
    sheet.widths |= dict.fromkeys(range(side + 1, side + 1 + len(grid.columns)), 14.0)
    sheet.repeat, sheet.freeze = top - 1, (top, side + 1)
    sheet.wide = side * 22 + len(grid.columns) * 14 > 110
    heighten(sheet)


def _groups(lines: tuple[Line, ...], depth: int) -> list[tuple[int, int, int, int, str]]:
    """Return each label of *lines*: its first and last line, its level and the level where it ends, its text.

    Lines that follow each other under the same outer labels share those; the innermost label fills up the depth.
    """
    groups: list[tuple[int, int, int, int, str]] = []
    for level in range(depth):
        first = 0
        while first < len(lines):
            labels = lines[first].labels
            last = first
            inner = level < len(labels) - 1
            while inner and last + 1 < len(lines) and _shares(lines[last + 1].labels, labels, level):
                last += 1
            if level < len(labels):
                groups.append((first, last, level, level + 1 if inner else depth, labels[level]))
            first = last + 1
    return groups


def _shares(labels: tuple[str, ...], others: tuple[str, ...], level: int) -> bool:
    return level < len(labels) - 1 and labels[: level + 1] == others[: level + 1]
