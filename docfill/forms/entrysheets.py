"""Entry sheets: a form and its template's tables -> sheets to type into, laid out like them, and where each value is.

A table of the template in which each tag is a cell of its own becomes a sheet that looks like it. What stands in no
such table goes elsewhere: a grid to a sheet made of its labels, a list to an Excel table, any other field to the first
sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from docfill.data import split_path
from docfill.excel.contents import split_name
from docfill.excel.entry import Cell, ListTable, Sheet
from docfill.excel.entrywords import word
from docfill.forms.entrycells import LINE, TABLE_TOP, Sheets, headed, input_at, lines_of, paths_of, plain
from docfill.forms.entrygrids import add_grid
from docfill.forms.entrytables import add_table
from docfill.forms.formulas import At, ListAt
from docfill.forms.shape import follow
from docfill.forms.totals import cells_of, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docfill.excel.entry import Kind
    from docfill.forms.algebra import CellPath
    from docfill.forms.form import Field, Form
    from docfill.places import Language
    from docfill.word.outlines import Outline

_LABEL_WIDTH, _INPUT_WIDTH, _NOTE_WIDTH = 30, 66, 40


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
        add_table(made, outline)
    for grid in form.grids.values():
        if any(path not in made.cells for path in paths_of(grid)):
            add_grid(made, grid)
    _fields(made, basics)
    for field in form.fields.values():
        if field.type == "list":
            _list(made, field)
    _totals(made)
    return made


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
        cell = input_at(made, path, (row, 2))
        sheet.cells.append(cell)
        sheet.cells.append(Cell(row, 3, "hint", _explained(field, lang)))
        made.cells[path] = At(sheet.title, row, 2)
        lines = lines_of(str(cell.value or ""), _INPUT_WIDTH)
        least = (8 if field.required else 4) * LINE if field.type == "paragraphs" else 1.7 * LINE
        sheet.heights[row] = min(max(least, LINE * max(lines, lines_of(_explained(field, lang), _NOTE_WIDTH))), 400)
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
    given = follow(made.values, tuple(map(str, split_path(field.name))))
    # What is no record has been told as a problem, and has no row.
    records = [record for record in given if isinstance(record, Mapping)] if isinstance(given, list) else []
    headers = _headers(field)
    rows = tuple(tuple(plain(record.get(line.key)) for line in field.columns) for record in records)
    kinds: tuple[Kind, ...] = tuple(made.kinds.get(field.name) or line.type or "text" for line in field.columns)
    sheet.tables.append(ListTable(field.name, TABLE_TOP, headers, kinds, rows))
    columns = {line.key: number for number, line in enumerate(field.columns, start=1)}
    made.lists[field.name] = ListAt(sheet.title, TABLE_TOP, columns)
    sheet.widths = {n: 40.0 if kind == "text" else 18.0 for n, kind in enumerate(kinds, start=1)}
    sheet.freeze, sheet.repeat = (TABLE_TOP + 1, 1), TABLE_TOP


def _headers(field: Field) -> tuple[str, ...]:
    """Return what stands above the columns: their labels, where the reader takes each for its column; else the keys."""
    labels = [line.label for line in field.columns]
    plain = len(set(labels)) == len(labels) and all(len(split_name(label)) == 1 for label in labels)
    return tuple(labels if plain else [line.key for line in field.columns])


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
