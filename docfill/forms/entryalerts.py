"""Entry alerts: the lines of the sheet of checks -> their answers beside the figures, and what turns red there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from docfill.excel.areas import letters
from docfill.excel.entry import Alert, Cell, Sheet
from docfill.excel.entrywords import word
from docfill.forms.entrylines import Line, off, quoted
from docfill.forms.totals import cells_of
from docfill.places import quoted_sheet
from docfill.severity import Severity

if TYPE_CHECKING:
    from docfill.excel.entry import Tone
    from docfill.forms.entrycells import Sheets
    from docfill.forms.formulas import At


def repeat(made: Sheets, sheet: Sheet, checks: str, first: int, lines: list[Line]) -> None:
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
        difference = f"{quoted_sheet(checks)}!$G${first + number}"
        by = f"CHAR(10)&{quoted(word('off', made.lang))}&ABS({difference})"
        more = f'IF(AND({line}={quoted(broken)},ISNUMBER({difference})),{by},"")'
        sheet.cells.append(Cell(row, column, "state", formula=f"{line}&{more}"))
        asked = f"COUNTIF(${letters(column)}${row},{quoted(broken + '*')})>0"
        cells = ((row, column), *((spot.row, spot.column) for spot in spots))
        sheet.alerts.append(Alert(cells, asked, tone))
        good = f"${letters(column)}${row}={quoted(word('yes', made.lang))}"
        sheet.alerts.append(Alert(((row, column),), good, "good"))
    (top, left), (bottom, right) = min(states), max(states)
    cells_of_states = f"${letters(left)}${top}:${letters(right)}${bottom}"
    asked = f"COUNTIF({cells_of_states},{quoted(broken + '*')})>0"
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


def mark_totals(made: Sheets) -> None:
    """Let a total that somebody typed over turn red where it is wrong, and what must be filled in stand out."""
    at = {(spot.sheet, spot.row, spot.column): path for path, spot in made.cells.items()}
    for sheet in made.sheets:
        formulas = made.formulas(sheet.title)
        for grid in made.form.grids.values():
            for total in grid.totals:
                for path in cells_of(grid, total):
                    spot = made.cells[path]
                    if spot.sheet == sheet.title:
                        asked = off(formulas, total, path)
                        sheet.alerts.append(Alert(((spot.row, spot.column),), asked))
        for cell in sheet.cells:
            if cell.required and (sheet.title, cell.row, cell.column) in at:
                blank = f"LEN(TRIM(${letters(cell.column)}${cell.row}))=0"
                beside = (cell.row, cell.column + 1)
                if any((other.row, other.column, other.look) == (*beside, "hint") for other in sheet.cells):
                    sheet.alerts.append(Alert((beside,), blank, "warning"))
