"""Entry sheets: a form and its template's tables -> sheets to type into, laid out like them, and where each value is.

A table of the template in which each tag is a cell of its own becomes a sheet that looks like it. What stands in no
such table goes elsewhere: a grid to a sheet made of its labels, a list to an Excel table, any other field to the first
sheet.
"""

from __future__ import annotations

import re
import unicodedata
from math import ceil
from typing import TYPE_CHECKING, Any

import attrs

from docfill.data import split_path
from docfill.excel.contents import split_name
from docfill.excel.entry import Cell, ListTable, Sheet
from docfill.excel.entrywords import word
from docfill.forms.formulas import At, Formulas, ListAt
from docfill.forms.shape import follow
from docfill.forms.totals import cells_of, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from docfill.excel.entry import Kind, Look
    from docfill.forms.algebra import CellPath
    from docfill.forms.form import Field, Form, Grid
    from docfill.forms.lines import Line
    from docfill.places import Language
    from docfill.word.outlines import Outline, Slot

_VALUE = re.compile(r"\{\{[-r]?\s*([\w.]+)\s*(?:\|[^{}]*)?-?\}\}\Z")
GRID = re.compile(r"\{%-?\s*grid\s+([\w.]+)\s*-?%\}\Z")
_STATEMENT = re.compile(r"\{%")
_TAG = re.compile(r"\{[{%#].*?[}%#]\}")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TITLE = 31
# A table of Word's is as wide as a page; a screen has room for half as much again. In characters of Excel's.
_SCREEN = 120
_TWIPS = 8844
_NARROWEST = 9.0
_LINE = 14.0  # points
_TABLE_TOP = 4  # title, hint, an empty row
_LABEL_WIDTH, _INPUT_WIDTH, _NOTE_WIDTH = 30, 66, 40


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


def lay_out(
    form: Form, outlines: Iterable[Outline], values: Mapping[str, Any], lang: Language, kinds: Mapping[str, Kind]
) -> Sheets:
    """Return the sheets of *form*, whose template has the tables *outlines*, with *values* already in them.

    *kinds* says what may be typed for a name where the form's own types do not.
    """
    made = Sheets(form, lang, values, kinds)
    basics = Sheet(made.title(word("basics", lang)))
    made.sheets.append(basics)
    for outline in outlines:
        _official(made, outline)
    for grid in form.grids.values():
        if any(path not in made.cells for path in _paths_of(grid)):
            _plain_grid(made, grid)
    _fields(made, basics)
    for field in form.fields.values():
        if field.type == "list":
            _list(made, field)
    _totals(made)
    return made


def _paths_of(grid: Grid) -> list[CellPath]:
    rows: tuple[Line | None, ...] = grid.rows or (None,)
    return [(grid.name, *([row.key] if row else []), column.key) for row in rows for column in grid.columns]


# A table of the template


def _official(made: Sheets, outline: Outline) -> None:
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
        spot = (slot.row + _TABLE_TOP, slot.column + 1)
        path = bound.get((slot.row, slot.column))
        if path is None:
            text = _TAG.sub("…", slot.text)
            look: Look = "head" if _above_inputs(slot, bound) else "label"
            sheet.cells.append(Cell(*spot, look, text or None, rows=slot.rows, columns=slot.columns))
        else:
            sheet.cells.append(attrs.evolve(_input(made, path, spot), rows=slot.rows, columns=slot.columns))
            made.cells[path] = At(sheet.title, *spot)
    rows = [row + _TABLE_TOP for row, _ in bound]
    columns = [column + 1 for _, column in bound]
    sheet.repeat = min(rows) - 1
    # What is high scrolls below its header; what has several headers, or fits a screen, below its title.
    sheet.freeze = (min(rows), min(columns)) if len(set(rows)) > 12 else (_TABLE_TOP, 1)
    sheet.wide = len(outline.widths) > 10
    _heighten(sheet)


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
    return steps if grid is not None and steps in _paths_of(grid) else None


def _block(grid: Grid, anchor: Slot, outline: Outline) -> dict[tuple[int, int], CellPath]:
    """Return the cells that a grid from *anchor* on fills: row by row, each from the anchor's column on."""
    below: dict[int, list[int]] = {}
    for slot in outline.slots:
        if slot.row >= anchor.row and slot.column >= anchor.column:
            below.setdefault(slot.row, []).append(slot.column)
    spots = [(row, column) for row in sorted(below) for column in sorted(below[row])[: len(grid.columns)]]
    paths = _paths_of(grid)
    return dict(zip(spots, paths, strict=False)) if len(spots) >= len(paths) else {}


def _above_inputs(slot: Slot, bound: Mapping[tuple[int, int], CellPath]) -> bool:
    """Say whether *slot* heads columns, and does not name a row."""
    return not any(slot.row <= row < slot.row + slot.rows for row, _ in bound)


# A grid by its labels


def _plain_grid(made: Sheets, grid: Grid) -> None:
    sheet = Sheet(made.title(grid.label))
    made.sheets.append(sheet)
    depth = max(len(column.labels) for column in grid.columns)
    side = max((len(row.labels) for row in grid.rows), default=1)
    top = _TABLE_TOP + depth
    headed(sheet, grid.label, word("hint", made.lang), side + len(grid.columns))
    sheet.cells.append(Cell(_TABLE_TOP, 1, "head", rows=depth, columns=side))
    for first, last, level, end, text in _groups(grid.columns, depth):
        rows, columns = end - level, last - first + 1
        sheet.cells.append(Cell(_TABLE_TOP + level, side + 1 + first, "head", text, rows=rows, columns=columns))
    if grid.rows:
        for first, last, level, end, text in _groups(grid.rows, side):
            rows, columns = last - first + 1, end - level
            sheet.cells.append(Cell(top + first, 1 + level, "label", text, rows=rows, columns=columns))
    else:
        sheet.cells.append(Cell(top, 1, "label", grid.label, columns=side))
    for number, path in enumerate(_paths_of(grid)):
        spot = (top + number // len(grid.columns), side + 1 + number % len(grid.columns))
        sheet.cells.append(_input(made, path, spot))
        made.cells[path] = At(sheet.title, *spot)
    sheet.widths = dict.fromkeys(range(1, side + 1), 22.0)
    sheet.widths |= dict.fromkeys(range(side + 1, side + 1 + len(grid.columns)), 14.0)
    sheet.repeat, sheet.freeze = top - 1, (top, side + 1)
    sheet.wide = side * 22 + len(grid.columns) * 14 > 110
    _heighten(sheet)


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


# Fields and lists


def _fields(made: Sheets, sheet: Sheet) -> None:
    lang = made.lang
    headed(sheet, made.form.title, word("hint", lang), 3)
    for column, key in enumerate(("what", "here", "explained"), start=1):
        sheet.cells.append(Cell(3, column, "head", word(key, lang)))
    row = 4
    for field in made.form.fields.values():
        path = tuple(map(str, split_path(field.name)))
        if field.type == "list" or path in made.cells:
            continue
        sheet.cells.append(Cell(row, 1, "label", field.label))
        cell = _input(made, path, (row, 2))
        sheet.cells.append(cell)
        sheet.cells.append(Cell(row, 3, "hint", _explained(field, lang)))
        made.cells[path] = At(sheet.title, row, 2)
        lines = _lines(str(cell.value or ""), _INPUT_WIDTH)
        least = (8 if field.required else 4) * _LINE if field.type == "paragraphs" else 1.7 * _LINE
        sheet.heights[row] = min(max(least, _LINE * max(lines, _lines(_explained(field, lang), _NOTE_WIDTH))), 400)
        row += 1
    sheet.widths = {1: _LABEL_WIDTH, 2: _INPUT_WIDTH, 3: _NOTE_WIDTH}
    sheet.freeze, sheet.repeat = (4, 1), 3
    if row == 4:  # every value stands in a table
        made.sheets.remove(sheet)


def _explained(field: Field, lang: Language) -> str:
    said = [word("required" if field.required else "optional", lang)]
    if field.computed is not None:
        said = [word("computed", lang)]
    if field.type == "paragraphs":
        said.append(word("paragraphs", lang))
    if field.example is not None:
        said.append(word("example", lang, "是" if field.example is True else field.example))
    return ("；" if lang == "zh" else "; ").join(said)


def _list(made: Sheets, field: Field) -> None:
    sheet = Sheet(made.title(field.label), locked=False)
    made.sheets.append(sheet)
    headed(sheet, field.label, word("list-hint", made.lang), max(len(field.columns), 3))
    records = follow(made.values, tuple(map(str, split_path(field.name)))) or []
    headers = _headers(field)
    rows = tuple(tuple(plain(record.get(line.key)) for line in field.columns) for record in records)
    kinds: tuple[Kind, ...] = tuple(made.kinds.get(field.name) or line.type or "text" for line in field.columns)
    sheet.tables.append(ListTable(field.name, _TABLE_TOP, headers, kinds, rows))
    columns = {line.key: number for number, line in enumerate(field.columns, start=1)}
    made.lists[field.name] = ListAt(sheet.title, _TABLE_TOP, columns)
    sheet.widths = {n: 40.0 if kind == "text" else 18.0 for n, kind in enumerate(kinds, start=1)}
    sheet.freeze, sheet.repeat = (_TABLE_TOP + 1, 1), _TABLE_TOP


def _headers(field: Field) -> tuple[str, ...]:
    """Return what stands above the columns: their labels, where the reader takes each for its column; else the keys."""
    labels = [line.label for line in field.columns]
    plain = len(set(labels)) == len(labels) and all(len(split_name(label)) == 1 for label in labels)
    return tuple(labels if plain else [line.key for line in field.columns])


# Cells


def headed(sheet: Sheet, title: str, hint: str, columns: int) -> None:
    """Put the *title* over the *columns* of *sheet*, and below it what is to be done there."""
    sheet.cells.append(Cell(1, 1, "title", title, columns=columns))
    sheet.cells.append(Cell(2, 1, "hint", hint, columns=columns))
    sheet.heights |= {1: 26, 2: 18}


def _input(made: Sheets, path: CellPath, spot: tuple[int, int]) -> Cell:
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
    """Return *value* as a workbook can hold it; a day is a day, whatever it showed."""
    import datetime as dt
    from decimal import Decimal

    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, dt.datetime):
        return dt.datetime.combine(value.date(), value.time())
    if isinstance(value, dt.date):
        return dt.date(value.year, value.month, value.day)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, (float, Decimal)):
        return float(value)
    return str(getattr(value, "shown", value))


def _totals(made: Sheets) -> None:
    """Make the cells of totals formulas: the row or column that the form declares first."""
    covered: dict[CellPath, list[CellPath]] = {}
    for grid in made.form.grids.values():
        for total in grid.totals:
            for path in cells_of(grid, total):
                covered.setdefault(path, parts_of(total, path))
    for path in covered:
        made.cells[path] = made.cells[path]._replace(worked_out=True)
    for sheet in made.sheets:
        formulas = made.formulas(sheet.title)
        for number, cell in enumerate(sheet.cells):
            parts = covered.get(tuple(cell.name.split(".")))
            if parts is not None:
                # A report prints no total of figures that are all blank, but where a 0 was typed there, that stays.
                formula = formulas.total(parts, zero=cell.value is not None)
                sheet.cells[number] = attrs.evolve(cell, look="total", value=None, formula=formula, required=False)


# Sizes


def _lines(text: str, width: float) -> int:
    """Return how many lines *text* takes in a column of *width* characters; a Chinese character is two wide."""
    return sum(max(1, ceil(_wide(line) / max(width - 1, 1))) for line in text.split("\n"))


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def _heighten(sheet: Sheet) -> None:
    """Make every row high enough for its labels: Excel does not do so for merged cells."""
    needed: dict[int, float] = {}
    for cell in sheet.cells:
        width = sum(sheet.widths.get(column, 8.4) for column in range(cell.column, cell.column + cell.columns))
        if cell.look == "hint":
            sheet.heights[cell.row] = max(18, 13 * _lines(str(cell.value), width))
        if cell.row >= _TABLE_TOP:
            text = cell.value if cell.look in {"label", "head"} else None
            height = _LINE * _lines(str(text or ""), width) * 1.05 + 4
            for row in range(cell.row, cell.row + cell.rows):
                needed[row] = max(needed.get(row, 1.6 * _LINE), height / cell.rows)
    sheet.heights |= {row: round(height, 1) for row, height in needed.items()}
