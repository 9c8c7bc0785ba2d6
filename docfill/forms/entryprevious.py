"""Entry previous: the rules of a form that look back -> a sheet for last year's figures, typed or taken from last year.

docfill does not read the sheet: what counts when a report is made are last year's own data (``--previous``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docfill.excel.entry import Cell, Sheet
from docfill.excel.entrywords import word
from docfill.forms.algebra import references
from docfill.forms.entrycells import headed, plain
from docfill.forms.formulas import At
from docfill.forms.shape import follow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docfill.excel.entry import Kind
    from docfill.forms.algebra import CellPath, Reference
    from docfill.forms.entrycells import Sheets
    from docfill.forms.form import Form

_TOP = 4


def add_previous(made: Sheets, previous: Mapping[str, Any] | None) -> None:
    """Add to what is *made* a sheet with a line for each of last year's figures that a rule of the form asks for."""
    wanted = _wanted(made.form)
    if not wanted:
        return
    lang = made.lang
    sheet = Sheet(made.title(f"#{word('last-year', lang)}"))  # the reader leaves out what begins so
    headed(sheet, word("last-year", lang), word("last-year-hint", lang), 2)
    for column, key in enumerate(("what", "here"), start=1):
        sheet.cells.append(Cell(_TOP - 1, column, "head", word(key, lang)))
    for row, (path, reference) in enumerate(wanted.items(), start=_TOP):
        label, kind = _label(made.form, path, reference)
        value = plain(follow(previous, path)) if previous is not None else None
        if value is None and previous is not None and path[0] in made.form.grids and path[0] in previous:
            value = made.form.grids[path[0]].blank
        sheet.cells.append(Cell(row, 1, "label", label))
        sheet.cells.append(Cell(row, 2, "input", value, kind=kind))
        sheet.heights[row] = 30
        made.past[path] = At(sheet.title, row, 2)
    sheet.widths = {1: 70, 2: 20}
    sheet.freeze, sheet.repeat = (_TOP, 1), _TOP - 1
    made.sheets.append(sheet)


def _wanted(form: Form) -> dict[CellPath, Reference]:
    """Return last year's figures that the rules of *form* name, each once."""
    conditions = [condition for rule in form.rules for condition in (rule.check, rule.when) if condition is not None]
    named = [each for condition in conditions for each in references(condition) if each.previous]
    return {path: each for each in named if not _is_list(form, each) for path in each.paths}


def _is_list(form: Form, reference: Reference) -> bool:
    field = form.fields.get(reference.name)
    return field is not None and field.type == "list"


def _label(form: Form, path: CellPath, reference: Reference) -> tuple[str, Kind]:
    if reference.kind == "field":
        field = form.fields[reference.name]
        return field.label, field.type if field.type != "list" else "any"
    grid = form.grids[path[0]]
    row = next((line for line in grid.rows if line.key == path[1]), None) if grid.rows else None
    column = next(line for line in grid.columns if line.key == path[-1])
    labels = [grid.label, *([row.label] if row else []), column.label]
    return "，".join(labels), grid.type_of(row, column)
