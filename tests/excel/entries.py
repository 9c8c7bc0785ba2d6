"""Entry workbooks in tests: type into one as staff would, let LibreOffice work it out, look at what it says."""

from __future__ import annotations

import re

import openpyxl

from tests.libreoffice import convert


def cell_of(book, name):
    """Return the cell that the defined *name* leads to."""
    ((title, where),) = book.defined_names[name].destinations
    return book[title][where.replace("$", "")]


def leaves(values, above=""):
    """Yield each single value of nested *values* with its dotted path."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{above}{name}.")
        elif not isinstance(value, list):
            yield f"{above}{name}", value


def type_in(book, values):
    """Type *values* into the open cells of *book*, and records below the header of their table."""
    for name, value in leaves(values):
        cell = cell_of(book, name)
        if not cell.protection.locked:
            cell.value = value
    for name, records in values.items():
        if isinstance(records, list):
            ((sheet, table),) = [(sheet, sheet.tables[name]) for sheet in book.worksheets if name in sheet.tables]
            first = openpyxl.utils.range_boundaries(table.ref)
            for row, record in enumerate(records, start=first[1] + 1):
                for column, value in enumerate(record.values(), start=first[0]):
                    sheet.cell(row, column, value)


def recalculated(*paths):
    """Let LibreOffice work out the workbooks at *paths*; return where they are then."""
    return convert("xlsx", *paths)


def shown(path):
    """Return the workbook at *path* with the values that were saved."""
    return openpyxl.load_workbook(path, data_only=True)


def answers(book, sheet="#核对"):
    """Return the lines of the sheet of checks: the answer, the rule, the place."""
    rows = book[sheet].iter_rows(min_row=7, values_only=True)
    return [(row[0], row[2], row[3]) for row in rows if row[2]]


def red_cells(book, title):
    """Return the cells of a sheet that a condition on what another cell shows makes red or orange."""
    sheet, red = book[title], set()
    for ranges in sheet.conditional_formatting:
        for rule in ranges.rules:
            asked = re.fullmatch(r'COUNTIF\(\$([A-Z]+)\$(\d+),"(.*)\*"\)>0', rule.formula[0])
            if (
                asked
                and asked[3] in {"不符", "留意"}
                and str(sheet[asked[1] + asked[2]].value or "").startswith(asked[3])
            ):
                red |= {
                    f"{openpyxl.utils.get_column_letter(column)}{row}"
                    for part in ranges.sqref.ranges
                    for row, column in part.cells
                }
    return red
