"""Reader: a workbook -> Data, with no configuration: defined names, tables, then sheets that have neither."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from docfill.data import Data
from docfill.excel.contents import Contents, split_name
from docfill.excel.layouts import (
    begins_fields,
    below_titles,
    field_rows,
    is_field_header,
    pairs,
    read_records,
    read_table,
)
from docfill.excel.names import defined_names, left_out, read_name
from docfill.excel.sheets import sheets_of
from docfill.excel.workbook import open_workbook
from docfill.files import content_of
from docfill.places import Source
from docfill.problems import Problems

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.worksheet.worksheet import Worksheet

    from docfill.excel.sheets import Sheet
    from docfill.excel.workbook import Opened

SETTINGS_SHEET = "docfill"

# What the sheet `docfill` may say, in either language -> the setting's own name.
SETTINGS: dict[str, str] = {
    "form": "form",
    "表单": "form",
    "模板": "form",
    "output": "output",
    "输出": "output",
    "文件名": "output",
    "each": "each",
    "逐行": "each",
    "每行一份": "each",
}


def read(source: str | Path | BinaryIO) -> Data:
    """Return the data of the workbook at the path *source*, or in an open binary file.

    A defined name gives a scalar, a list or a block; an Excel table a list of records; any other visible
    sheet its fields, or records named by the sheet. Names and sheets that begin with ``_`` or ``#`` are
    left out. Raises FillError with all problems where a cell that is read cannot be, a name is given twice,
    or the file is no workbook.
    """
    if isinstance(source, (str, Path)):
        return read_content(content_of(Path(source)), Path(source).name)
    return read_content(source.read(), Path(str(getattr(source, "name", "-"))).name)


def read_content(content: bytes, file: str) -> Data:
    """Return the data of the workbook in *content*; *file* is its name for messages. See `read`."""
    problems = Problems()
    opened = open_workbook(content, file)
    sheets = sheets_of(opened, problems)
    contents = Contents(problems)
    taken = _read_names(opened, sheets, contents, problems) | _read_tables(opened, sheets, contents)
    for worksheet in opened.book.worksheets:
        title = worksheet.title
        if _is_for_settings(title) or not _is_shown(worksheet):
            continue
        if title not in taken:
            _read_sheet(sheets[title], contents)
        elif begins_fields(sheets[title]):
            problems.add("fields-not-read", sheets[title].whole(), sheet=title)
    settings = _read_settings(sheets, problems)
    opened.book.close()
    problems.raise_errors()
    return Data(contents.values, contents.origins, settings=settings, notes=tuple(problems), file=file)


def _is_shown(worksheet: Worksheet) -> bool:
    return worksheet.sheet_state == "visible" and not left_out(worksheet.title)


def _is_for_settings(title: str) -> bool:
    return title.strip().lower() == SETTINGS_SHEET


def _read_names(opened: Opened, sheets: Mapping[str, Sheet], contents: Contents, problems: Problems) -> set[str]:
    """Read the defined names; return the titles of the sheets that they point to."""
    titles = set()
    for named in defined_names(opened.book, sheets, opened.file, problems):
        if named.sheet is None:
            place = Source(opened.file, path=named.name)
            contents.put(split_name(named.name), named.constant, place, place)
        else:
            titles.add(named.sheet.title)
            found = read_name(named)
            contents.put(split_name(named.name), found.value, found.origin, found.place)
    return titles


def _read_tables(opened: Opened, sheets: Mapping[str, Sheet], contents: Contents) -> set[str]:
    """Read the tables of the visible sheets; return the titles of the sheets that have any."""
    titles = set()
    for worksheet in opened.book.worksheets:
        tables = list(worksheet.tables.values())
        if tables:
            titles.add(worksheet.title)
        for table in tables:
            name = table.displayName
            if _is_shown(worksheet) and not left_out(name):
                found = read_table(sheets[worksheet.title], table)
                contents.put(split_name(name), found.value, found.origin, found.place)
    return titles


def _read_sheet(sheet: Sheet, contents: Contents) -> None:
    area = below_titles(sheet)
    if area is None:
        return
    fields = field_rows(sheet, area)
    if fields is None:
        found = read_records(sheet, area)
        contents.put((sheet.title.strip(),), found.value, found.origin, found.place)
        return
    for name, row, column in fields:
        place = sheet.place(row, column)
        contents.put(split_name(name), sheet.value(row, column), place, place)


def _read_settings(sheets: Mapping[str, Sheet], problems: Problems) -> dict[str, str]:
    """Return what the sheet `docfill` says: names in its first column, values beside them."""
    sheet = next((sheet for title, sheet in sheets.items() if _is_for_settings(title)), None)
    if sheet is None or sheet.used is None:
        return {}
    contents = Contents(problems)
    rows = list(sheet.filled_rows)
    left = sheet.used.left
    if is_field_header([sheet.label(rows[0], column).lower() for column in sheet.filled_rows[rows[0]]]):
        rows = rows[1:]
    for name, row, column in pairs(sheet, rows, left):
        setting = SETTINGS.get(name.lower())
        place = sheet.place(row, left)
        if setting is None:
            near = difflib.get_close_matches(name.lower(), SETTINGS, 1) or ["form", "output", "each"]
            problems.add("unknown-setting", place, name=name, near=" / ".join(near))
        elif text := sheet.label(row, column):
            contents.put((setting,), text, None, place)
    return contents.values
