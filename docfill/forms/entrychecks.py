"""Entry checks: a form's rules and totals -> the sheet that sums them up, and what turns red in the others.

Every rule is reckoned once, in the sheet of checks: a line for each row or column that it runs over, with both sides.
The sheets of figures repeat the answer below (or beside) the figures, and their colours look at that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docfill.excel.entry import Alert, Cell, Sheet
from docfill.excel.entrywords import word
from docfill.forms.entryalerts import mark_totals, repeat
from docfill.forms.entrylines import Line, line_of_total, lines_of_rule, quoted
from docfill.forms.formulas import NoFormulaError
from docfill.forms.totals import cells_of
from docfill.severity import Severity

if TYPE_CHECKING:
    from docfill.forms.entrycells import Sheets

_FIRST = 7  # the first line of the sheet of checks
_WIDTHS = {1: 12, 2: 8, 3: 64, 4: 30, 5: 12, 6: 12, 7: 10}


def add_checks(made: Sheets) -> None:
    """Add the sheet of checks to what is *made*, and to the others what turns red."""
    lang = made.lang
    sheet = Sheet(made.title(f"#{word('checks', lang)}"))  # the reader leaves out what begins so
    lines: list[list[Line]] = []
    unchecked: list[str] = []
    row = _FIRST
    for rule in made.form.rules:
        try:
            found = lines_of_rule(rule, made, sheet.title, row)
        except NoFormulaError as error:
            unchecked.append(word("because", lang, rule.message or rule.name, word(error.why, lang)))
            continue
        lines.append(found)
        row += len(found)
    for grid in made.form.grids.values():
        for total in grid.totals:
            if not cells_of(grid, total):
                continue  # of a row or a column of texts there is nothing to add up
            try:
                lines.append([line_of_total(total, grid, made, sheet.title)])
            except NoFormulaError as error:
                unchecked.append(word("because", lang, f"{grid.label} {total.key}", word(error.why, lang)))
    mentioning = [field for field in made.form.fields.values() if field.mentions]
    unchecked += [word("mentions", lang, field.label) for field in mentioning]
    if not lines and not unchecked:
        return
    _write(made, sheet, [line for found in lines for line in found], unchecked)
    row = _FIRST
    last_year = {spot.sheet for spot in made.past.values()}
    for found in lines:
        for other in (other for other in made.sheets if other.title not in last_year):
            repeat(made, other, sheet.title, row, found)
        row += len(found)
    mark_totals(made)
    made.sheets.append(sheet)


def _write(made: Sheets, sheet: Sheet, lines: list[Line], unchecked: list[str]) -> None:
    lang = made.lang
    last = _FIRST + max(len(lines), 1) - 1
    answers = f"$A${_FIRST}:$A${last}"
    wrong, look = (f"COUNTIF({answers},{quoted(word(key, lang))})" for key in ("no", "look"))
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
        none = ",".join(f"$A${row}={quoted(word(key, lang))}" for key in ("unchecked", "not-here"))
        sides = f'IF(OR({none}),"",ROUND(E{row}-F{row},9))'
        put(Cell(row, 7, "side", formula=sides if line.left else ""))
        spots = tuple((row, column) for column in range(1, 8))
        sheet.alerts.append(Alert(spots, f"$A${row}={quoted(word('no', lang))}"))
        sheet.alerts.append(Alert(spots, f"$A${row}={quoted(word('look', lang))}", "warning"))
        sheet.alerts.append(Alert(((row, 1),), f"$A${row}={quoted(word('yes', lang))}", "good"))
        sheet.heights[row] = 32
    if unchecked:
        put(Cell(last + 2, 1, "hint", word("by-docfill", lang), columns=7))
    for row, rule in enumerate(unchecked, start=last + 3):
        put(Cell(row, 1, "hint", rule, columns=7))
    sheet.alerts.append(Alert(((2, 1),), f"{wrong}>0"))
    done = quoted(word("all-filled", lang))
    sheet.alerts.append(Alert(((3, 1),), f"$A$3<>{done}", "warning"))
    sheet.widths = dict(_WIDTHS)
    sheet.heights |= {1: 26, 2: 36, 3: 20, 4: 18}
    sheet.freeze, sheet.repeat, sheet.wide = (_FIRST, 1), _FIRST - 1, True


def _counted(made: Sheets, key: str, *counts: str) -> str:
    """Return the sentence *key* as a text of a formula, with *counts* worked out in place of its braces."""
    sentence = word(key, made.lang, *("\0" for _ in counts)).split("\0")
    pieces = [piece for pair in zip(map(quoted, sentence), (*counts, ""), strict=True) for piece in pair]
    return "&".join(piece for piece in pieces if piece not in {"", '""'})


def _verdict(made: Sheets, wrong: str, look: str) -> str:
    right = f"IF({look}=0,{_counted(made, 'all-right')},{_counted(made, 'all-right-but', look)})"
    not_right = f"IF({look}=0,{_counted(made, 'wrong-count', wrong)},{_counted(made, 'wrong-count-but', wrong, look)})"
    return f"IF({wrong}=0,{right},{not_right})"


def _still_blank(made: Sheets, title: str) -> str:
    required = [tuple(cell.name.split(".")) for sheet in made.sheets for cell in sheet.cells if cell.required]
    if not required:
        return quoted(word("all-filled", made.lang))
    counted = "+".join(f"COUNTBLANK({cells})" for cells in made.formulas(title).ranges(required))
    return f"IF({counted}=0,{_counted(made, 'all-filled')},{_counted(made, 'not-filled', f'({counted})')})"
