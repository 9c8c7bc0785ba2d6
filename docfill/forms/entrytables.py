"""Entry tables: a table of the template -> a sheet that looks like it, if each of its tags has a cell of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from docfill.data import split_path
from docfill.excel.entry import Cell, Sheet
from docfill.excel.entrywords import word
from docfill.forms.entrycells import TABLE_TOP, headed, heighten, input_at, paths_of
from docfill.forms.formulas import At

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docfill.excel.entry import Look
    from docfill.forms.algebra import CellPath
    from docfill.forms.entrycells import Sheets
    from docfill.forms.form import Form, Grid
    from docfill.word.outlines import Outline, Slot

_VALUE = re.compile(r"\{\{[-r]?\s*([\w.]+)\s*(?:\|[^{}]*)?-?\}\}\Z")
GRID = re.compile(r"\{%-?\s*grid\s+([\w.]+)\s*-?%\}\Z")
_STATEMENT = re.compile(r"\{%")
_TAG = re.compile(r"\{[{%#].*?[}%#]\}")
# A table of Word's is as wide as a page; a screen has room for half as much again. In characters of Excel's.
_SCREEN = 120
_TWIPS = 8844
_NARROWEST = 9.0


def add_table(made: Sheets, outline: Outline) -> None:
    """Add the sheet for *outline* to what is *made*; none where a tag shares its cell, or repeats rows."""
    bound = _bound(made, outline)
    texts = [slot.text for slot in outline.slots]
    if not bound or any(_STATEMENT.search(text) and not GRID.match(text) for text in texts):
        return
    # A paragraph with tags is no heading, but a text that happens to stand before the table.
    heading = "" if _TAG.search(outline.heading) else outline.heading
    sheet = Sheet(made.title(heading or word("table", made.lang, len(made.sheets))))
    made.sheets.append(sheet)
    scale = max(_SCREEN / max(sum(outline.widths), _TWIPS), 0.01)
    for number, width in enumerate(outline.widths, start=1):
        sheet.widths[number] = max(_NARROWEST, round(width * scale, 1))
    headed(sheet, heading or made.form.title, word("hint", made.lang), len(outline.widths))
    for slot in outline.slots:
        spot = (slot.row + TABLE_TOP, slot.column + 1)
        path = bound.get((slot.row, slot.column))
        if path is None:
            text = _TAG.sub("…", slot.text)
            look: Look = "head" if _above_inputs(slot, bound) else "label"
            sheet.cells.append(Cell(*spot, look, text or None, rows=slot.rows, columns=slot.columns))
        else:
            sheet.cells.append(attrs.evolve(input_at(made, path, spot), rows=slot.rows, columns=slot.columns))
            made.cells[path] = At(sheet.title, *spot)
    rows = [row + TABLE_TOP for row, _ in bound]
    columns = [column + 1 for _, column in bound]
    sheet.repeat = min(rows) - 1
    # What is high scrolls below its header; what has several headers, or fits a screen, below its title.
    sheet.freeze = (min(rows), min(columns)) if len(set(rows)) > 12 else (TABLE_TOP, 1)
    sheet.wide = len(outline.widths) > 10
    heighten(sheet)


def _bound(made: Sheets, outline: Outline) -> dict[tuple[int, int], CellPath]:
    """Return the cells of *outline* that hold a value of the form and nothing else, with the steps to it."""
    bound: dict[tuple[int, int], CellPath] = {}
    for slot in outline.slots:
        if found := GRID.match(slot.text):
            grid = made.form.grids.get(found[1])
            if grid is not None:
                bound |= _block(grid, slot, outline)
        elif (found := _VALUE.match(slot.text)) and (path := _path(made.form, found[1])):
            bound[slot.row, slot.column] = path
    return {spot: path for spot, path in bound.items() if path not in made.cells}


def _path(form: Form, name: str) -> CellPath | None:
    steps = tuple(map(str, split_path(name)))
    field = form.fields.get(name)
    if field is not None:
        return steps if field.type != "list" else None
    grid = form.grids.get(steps[0])
    return steps if grid is not None and steps in paths_of(grid) else None


def _block(grid: Grid, anchor: Slot, outline: Outline) -> dict[tuple[int, int], CellPath]:
    """Return the cells that a grid from *anchor* on fills: row by row, each from the anchor's column on."""
    below: dict[int, list[int]] = {}
    for slot in outline.slots:
        if slot.row >= anchor.row and slot.column >= anchor.column:
            below.setdefault(slot.row, []).append(slot.column)
    spots = [(row, column) for row in sorted(below) for column in sorted(below[row])[: len(grid.columns)]]
    paths = paths_of(grid)
    return dict(zip(spots, paths, strict=False)) if len(spots) >= len(paths) else {}


def _above_inputs(slot: Slot, bound: Mapping[tuple[int, int], CellPath]) -> bool:
    """Say whether *slot* heads columns, and does not name a row."""
    return not any(slot.row <= row < slot.row + slot.rows for row, _ in bound)
