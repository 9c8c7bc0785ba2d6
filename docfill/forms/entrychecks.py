"""Entry checks: a form's rules and totals -> the sheet that sums them up, and what turns red in the others.

Every rule is reckoned once, in the sheet of checks: a line for each row or column that it runs over, with both sides.
The sheets of figures repeat the answer below (or beside) the figures, and their colours look at that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import attrs

from docfill.excel.areas import letters
from docfill.excel.entry import Alert, Cell, Sheet
from docfill.excel.entrywords import word
from docfill.forms.algebra import Comparison, axis_of, references
from docfill.forms.formulas import At, NoFormulaError
from docfill.forms.totals import cells_of, parts_of
from docfill.places import quoted_sheet
from docfill.severity import Severity

if TYPE_CHECKING:
    from docfill.excel.entry import Tone
    from docfill.forms.algebra import CellPath, Reference
    from docfill.forms.entrysheets import Sheets
    from docfill.forms.form import Grid
    from docfill.forms.formulas import Formulas
    from docfill.forms.relations import Rule, Total

_LONGEST_FORMULA = 8000  # Excel takes 8,192 characters
_FIRST = 7  # the first line of the sheet of checks
_WIDTHS = {1: 12, 2: 8, 3: 64, 4: 30, 5: 12, 6: 12, 7: 10}


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


def add_checks(made: Sheets) -> None:
    """Add the sheet of checks to what is *made*, and to the others what turns red."""
    lang = made.lang
    sheet = Sheet(made.title(f"#{word('checks', lang)}"))  # the reader leaves out what begins so
    lines: list[list[Line]] = []
    unchecked: list[str] = []
    row = _FIRST
    for rule in made.form.rules:
        try:
            found = _lines_of(rule, made, sheet.title, row)
        except NoFormulaError as error:
            unchecked.append(f"{rule.message or rule.name}：{word(error.why, lang)}")
            continue
        lines.append(found)
        row += len(found)
    for grid in made.form.grids.values():
        for total in grid.totals:
            try:
                lines.append([_line_of_total(total, grid, made, sheet.title)])
            except NoFormulaError as error:
                unchecked.append(f"{grid.label}，{total.key}：{word(error.why, lang)}")
    mentioning = [field for field in made.form.fields.values() if field.mentions]
    unchecked += [word("mentions", lang, field.label) for field in mentioning]
    if not lines and not unchecked:
        return
    _write(made, sheet, [line for found in lines for line in found], unchecked)
    row = _FIRST
    last_year = {spot.sheet for spot in made.past.values()}
    for found in lines:
        for other in (other for other in made.sheets if other.title not in last_year):
            _repeat(made, other, sheet.title, row, found)
        row += len(found)
    _mark_totals(made)
    made.sheets.append(sheet)


# What each line says


def _lines_of(rule: Rule, made: Sheets, title: str, first: int) -> list[Line]:
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
    broken = _text(word("no" if rule.severity is Severity.ERROR else "look", lang))
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
        answer = f"IF({agrees},{_text(word('yes', lang))},{broken})"
        answer = f'IF(OR(E{row}="",F{row}=""),{_text(word("unchecked", lang))},{answer})'
    else:
        answer = f"IF({formulas.condition(rule.check)},{_text(word('yes', lang))},{broken})"
    if rule.when is not None:
        answer = f"IF({formulas.condition(rule.when)},{answer},{_text(word('not-here', lang))})"
    return _short(answer), _short(left), _short(right)


def _line_of_total(total: Total, grid: Grid, made: Sheets, title: str) -> Line:
    formulas = made.formulas(title)
    paths = cells_of(grid, total)
    parts = [part for path in paths for part in parts_of(total, path)]
    off = f"OR({','.join(_off(formulas, total, path) for path in paths)})"
    answer = _short(f"IF({off},{_text(word('no', made.lang))},{_text(word('yes', made.lang))})")
    left, right = (f"SUM({','.join(formulas.ranges(cells))})" for cells in (paths, parts))
    line = next(line for line in (grid.rows if total.kind == "row" else grid.columns) if line.key == total.key)
    rule = word("total-rule", made.lang, f"{grid.label}：{line.label}")
    where = f"HYPERLINK({_text('#' + '.'.join(paths[0]))},{_text(line.labels[-1])})"
    return Line(rule, Severity.ERROR, answer, _short(left), _short(right), where, ())


def _off(formulas: Formulas, total: Total, path: CellPath) -> str:
    (cell,) = formulas.ranges([path])
    parts = ",".join(formulas.ranges(parts_of(total, path)))
    return f"ABS(ROUND(N({cell})-SUM({parts}),9))>{total.tolerance}"


def _short(formula: str) -> str:
    if len(formula) > _LONGEST_FORMULA:
        raise NoFormulaError("long")
    return formula


def _text(text: str) -> str:
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
    return f"HYPERLINK({_text('#' + name)},{_text(said)})"


# The sheet of checks


def _write(made: Sheets, sheet: Sheet, lines: list[Line], unchecked: list[str]) -> None:
    lang = made.lang
    last = _FIRST + max(len(lines), 1) - 1
    answers = f"$A${_FIRST}:$A${last}"
    wrong, look = (f"COUNTIF({answers},{_text(word(key, lang))})" for key in ("no", "look"))
    put = sheet.cells.append
    put(Cell(1, 1, "title", made.form.title, columns=7))
    put(Cell(2, 1, "big", formula=_verdict(made, wrong, look), columns=7))
    put(Cell(3, 1, "message", formula=_still_blank(made, sheet.title), columns=7))
    put(Cell(4, 1, "hint", word("check-hint", lang), columns=7))
    for column, key in enumerate(("result", "severity", "rule", "where", "left", "right", "difference"), start=1):
        put(Cell(_FIRST - 1, column, "head", word(key, lang)))
    for row, line in enumerate(lines, start=_FIRST):
        put(Cell(row, 1, "state", formula=line.answer))
        put(Cell(row, 2, "side", word("error" if line.severity is Severity.ERROR else "warning", lang)))
        put(Cell(row, 3, "message", line.rule))
        put(Cell(row, 4, "side", formula=line.where))
        put(Cell(row, 5, "side", formula=line.left))
        put(Cell(row, 6, "side", formula=line.right))
        none = ",".join(f"$A${row}={_text(word(key, lang))}" for key in ("unchecked", "not-here"))
        sides = f'IF(OR({none}),"",ROUND(E{row}-F{row},9))'
        put(Cell(row, 7, "side", formula=sides if line.left else ""))
        spots = tuple((row, column) for column in range(1, 8))
        sheet.alerts.append(Alert(spots, f"$A${row}={_text(word('no', lang))}"))
        sheet.alerts.append(Alert(spots, f"$A${row}={_text(word('look', lang))}", "warning"))
        sheet.alerts.append(Alert(((row, 1),), f"$A${row}={_text(word('yes', lang))}", "good"))
        sheet.heights[row] = 32
    if unchecked:
        put(Cell(last + 2, 1, "hint", word("by-docfill", lang), columns=7))
    for row, rule in enumerate(unchecked, start=last + 3):
        put(Cell(row, 1, "hint", rule, columns=7))
    sheet.alerts.append(Alert(((2, 1),), f"{wrong}>0"))
    done = _text(word("all-filled", lang))
    sheet.alerts.append(Alert(((3, 1),), f"$A$3<>{done}", "warning"))
    sheet.widths = dict(_WIDTHS)
    sheet.heights |= {1: 26, 2: 36, 3: 20, 4: 18}
    sheet.freeze, sheet.repeat, sheet.wide = (_FIRST, 1), _FIRST - 1, True


def _counted(made: Sheets, key: str, *counts: str) -> str:
    """Return the sentence *key* as a text of a formula, with *counts* worked out in place of its braces."""
    sentence = word(key, made.lang, *("\0" for _ in counts)).split("\0")
    pieces = [piece for pair in zip(map(_text, sentence), (*counts, ""), strict=True) for piece in pair]
    return "&".join(piece for piece in pieces if piece not in {"", '""'})


def _verdict(made: Sheets, wrong: str, look: str) -> str:
    right = f"IF({look}=0,{_counted(made, 'all-right')},{_counted(made, 'all-right-but', look)})"
    not_right = f"IF({look}=0,{_counted(made, 'wrong-count', wrong)},{_counted(made, 'wrong-count-but', wrong, look)})"
    return f"IF({wrong}=0,{right},{not_right})"


def _still_blank(made: Sheets, title: str) -> str:
    required = [tuple(cell.name.split(".")) for sheet in made.sheets for cell in sheet.cells if cell.required]
    if not required:
        return _text(word("all-filled", made.lang))
    counted = "+".join(f"COUNTBLANK({cells})" for cells in made.formulas(title).ranges(required))
    return f"IF({counted}=0,{_counted(made, 'all-filled')},{_counted(made, 'not-filled', f'({counted})')})"


# The other sheets


def _repeat(made: Sheets, sheet: Sheet, checks: str, first: int, lines: list[Line]) -> None:
    """Repeat the answers of one rule in *sheet*, if figures of it stand there; its colours look at them."""
    here = [
        (number, line, [spot for spot in line.spots if spot.sheet == sheet.title]) for number, line in enumerate(lines)
    ]
    here = [(number, line, spots) for number, line, spots in here if spots]
    if not here:
        return
    message, states = _spots_of_answers(sheet, here)
    sheet.cells.append(attrs.evolve(message, value=here[0][1].rule))
    sheet.heights[message.row] = 34
    tone: Tone = "error" if here[0][1].severity is Severity.ERROR else "warning"
    broken = word("no" if tone == "error" else "look", made.lang)
    for (number, _, spots), (row, column) in zip(here, states, strict=True):
        line = f"{quoted_sheet(checks)}!$A${first + number}"
        off = f"{quoted_sheet(checks)}!$G${first + number}"
        more = f"IF(AND({line}={_text(broken)},ISNUMBER({off})),CHAR(10)&{_text(word('off', made.lang))}&ABS({off}),"
        sheet.cells.append(Cell(row, column, "state", formula=f'{line}&{more}"")'))
        asked = f"COUNTIF(${letters(column)}${row},{_text(broken + '*')})>0"
        cells = ((row, column), *((spot.row, spot.column) for spot in spots))
        sheet.alerts.append(Alert(cells, asked, tone))
        good = f"${letters(column)}${row}={_text(word('yes', made.lang))}"
        sheet.alerts.append(Alert(((row, column),), good, "good"))
    (top, left), (bottom, right) = min(states), max(states)
    cells_of_states = f"${letters(left)}${top}:${letters(right)}${bottom}"
    asked = f"COUNTIF({cells_of_states},{_text(broken + '*')})>0"
    sheet.alerts.append(Alert(((message.row, message.column),), asked, tone))


def _spots_of_answers(sheet: Sheet, here: list[tuple[int, Line, list[At]]]) -> tuple[Cell, list[tuple[int, int]]]:
    """Return the cell for the rule's name, and one for each of its answers.

    Below the figures, each answer under its column; where a rule runs over rows, beside them; beside a list, which
    grows downwards.
    """
    if sheet.tables:
        column = len(sheet.tables[0].headers) + 2
        row = max([sheet.tables[0].row, *(cell.row for cell in sheet.cells if cell.column == column)]) + 1
        sheet.widths |= {column: 50, column + 1: 12}
        return Cell(row, column, "message"), [(row, column + 1)] * len(here)
    below = max(cell.row + cell.rows - 1 for cell in sheet.cells) + 1
    below += not any(cell.look == "state" for cell in sheet.cells)
    spots = [spots[0] for _, _, spots in here]
    if len(here) > 1 and here[0][1].axis == "column" and len({spot.row for spot in spots}) == len(spots):
        column = sheet.right + 1
        sheet.widths[column] = 12
        return Cell(below, 1, "message", columns=max(column - 1, 1)), [(spot.row, column) for spot in spots]
    columns = [max(spot.column, 2) for spot in spots]
    if len(set(columns)) < len(columns):
        columns = list(range(2, 2 + len(columns)))
    return Cell(below, 1, "message", columns=min(columns) - 1), [(below, column) for column in columns]


def _mark_totals(made: Sheets) -> None:
    """Let a total that somebody typed over turn red where it is wrong, and what must be filled in stand out."""
    at = {(spot.sheet, spot.row, spot.column): path for path, spot in made.cells.items()}
    for sheet in made.sheets:
        formulas = made.formulas(sheet.title)
        for grid in made.form.grids.values():
            for total in grid.totals:
                for path in cells_of(grid, total):
                    spot = made.cells[path]
                    if spot.sheet == sheet.title:
                        asked = _off(formulas, total, path)
                        sheet.alerts.append(Alert(((spot.row, spot.column),), asked))
        for cell in sheet.cells:
            if cell.required and (sheet.title, cell.row, cell.column) in at:
                blank = f"LEN(TRIM(${letters(cell.column)}${cell.row}))=0"
                beside = (cell.row, cell.column + 1)
                if any((other.row, other.column, other.look) == (*beside, "hint") for other in sheet.cells):
                    sheet.alerts.append(Alert((beside,), blank, "warning"))
