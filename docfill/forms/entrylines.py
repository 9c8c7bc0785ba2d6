"""Entry lines: a rule or a total of a form -> the lines of the sheet of checks: an answer, both sides, a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docfill.excel.entrywords import word
from docfill.forms.algebra import Comparison, axis_of, references
from docfill.forms.formulas import At, NoFormulaError
from docfill.forms.totals import cells_of, parts_of
from docfill.severity import Severity

if TYPE_CHECKING:
    from docfill.forms.algebra import CellPath, Reference
    from docfill.forms.entrycells import Sheets
    from docfill.forms.form import Grid
    from docfill.forms.formulas import Formulas
    from docfill.forms.relations import Rule, Total

_LONGEST_FORMULA = 8000  # Excel takes 8,192 characters


class Line(NamedTuple):
    """A line of the sheet of checks: the formulas of its answer and both sides, and the figures that it is about."""

    rule: str
    severity: Severity
    answer: str
    left: str
    right: str
    where: str
    spots: tuple[At, ...]
    axis: str = ""  # "row" or "column": what the figures of the other lines of this rule stand in beside each other


def lines_of_rule(rule: Rule, made: Sheets, title: str, first: int) -> list[Line]:
    """Return the lines of *rule* for the sheet *title*, from its row *first* on. Raises NoFormulaError."""
    formulas = made.formulas(title)
    lines = []
    for at, key in enumerate(axis_of(rule.check) or ("",)):
        row = first + at
        answer, left, right = _formulas(rule, formulas, made, at, row)
        named = list(references(rule.check))
        spots = dict.fromkeys(spot for reference in named for spot in _spots(made, reference, at))
        kinds = {reference.kind for reference in named if reference.axis and len(axis_of(rule.check)) > 0}
        axis = next((kind for kind in ("row", "column") if key and kind in kinds), "")
        where = _where(made, [each for each in named if not each.previous], at, key, tuple(spots))
        lines.append(Line(rule.message or rule.name, rule.severity, answer, left, right, where, tuple(spots), axis))
    return lines


def _formulas(rule: Rule, formulas: Formulas, made: Sheets, at: int, row: int) -> tuple[str, str, str]:
    lang = made.lang
    broken = quoted(word("no" if rule.severity is Severity.ERROR else "look", lang))
    left = right = ""
    if isinstance(rule.check, Comparison):
        sides = []
        for node in (rule.check.left, rule.check.right):
            gaps = formulas.gaps(node, at)
            figure = formulas.figure(node, at)
            # The zero makes a figure of a cell that is blank, which LibreOffice else passes on as it is.
            worked_out = f"0+{figure}"
            if gaps:
                worked_out = f'IF(OR({",".join(gaps)}),"",{worked_out})'
            sides.append(f'IFERROR({worked_out},"")')
        left, right = sides
        agrees = formulas.holds(rule.check, f"E{row}", f"F{row}", rule.tolerance)
        answer = f"IF({agrees},{quoted(word('yes', lang))},{broken})"
        answer = f'IF(OR(E{row}="",F{row}=""),{quoted(word("unchecked", lang))},{answer})'
    else:
        answer = f"IF({formulas.condition(rule.check)},{quoted(word('yes', lang))},{broken})"
    if rule.when is not None:
        answer = f"IF({formulas.condition(rule.when)},{answer},{quoted(word('not-here', lang))})"
    return _short(answer), _short(left), _short(right)


def line_of_total(total: Total, grid: Grid, made: Sheets, title: str) -> Line:
    """Return the one line of *total*, for the sheet *title*. Raises NoFormulaError."""
    formulas = made.formulas(title)
    paths = cells_of(grid, total)
    parts = [part for path in paths for part in parts_of(total, path)]
    wrong = f"OR({','.join(off(formulas, total, path) for path in paths)})"
    answer = _short(f"IF({wrong},{quoted(word('no', made.lang))},{quoted(word('yes', made.lang))})")
    left, right = (f"SUM({','.join(formulas.ranges(cells))})" for cells in (paths, parts))
    line = next(line for line in (grid.rows if total.kind == "row" else grid.columns) if line.key == total.key)
    rule = word("total-rule", made.lang, f"{grid.label}：{line.label}")
    where = f"HYPERLINK({quoted('#' + '.'.join(paths[0]))},{quoted(line.labels[-1])})"
    return Line(rule, Severity.ERROR, answer, _short(left), _short(right), where, ())


def off(formulas: Formulas, total: Total, path: CellPath) -> str:
    """Return the condition that the cell at *path* of *total* is not the sum of its parts."""
    (cell,) = formulas.ranges([path])
    parts = ",".join(formulas.ranges(parts_of(total, path)))
    return f"ABS(ROUND(N({cell})-SUM({parts}),9))>{total.tolerance}"


def _short(formula: str) -> str:
    if len(formula) > _LONGEST_FORMULA:
        raise NoFormulaError("long")
    return formula


def quoted(text: str) -> str:
    """Return *text* as a formula writes it."""
    return '"' + text.replace('"', '""') + '"'


def _spots(made: Sheets, reference: Reference, at: int) -> list[At]:
    """Return the cells that *reference* is about; for a list, the header of its column."""
    if reference.name in made.lists:
        found = made.lists[reference.name]
        columns = [found.columns[reference.column]] if reference.column else list(found.columns.values())
        return [At(found.sheet, found.header, column) for column in columns]
    return [(made.past if reference.previous else made.cells)[reference.path(at)]]


def _where(made: Sheets, named: list[Reference], at: int, key: str, spots: tuple[At, ...]) -> str:
    """Return what shows the place of a line's first figure, and goes there."""
    reference = next((each for each in named if each.axis), named[0] if named else None)
    if reference is None:
        return ""
    listed = reference.name in made.lists
    name = reference.name if listed else ".".join(reference.path(at))
    past = {spot.sheet for spot in made.past.values()}
    said = next((spot.sheet for spot in spots if spot.sheet not in past), spots[0].sheet)
    if key:
        grid = made.form.grids.get(reference.name)
        lines = () if grid is None else grid.rows if reference.kind == "column" else grid.columns
        said = next((line.labels[-1] for line in lines if line.key == key), key)
    return f"HYPERLINK({quoted('#' + name)},{quoted(said)})"
