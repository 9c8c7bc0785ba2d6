"""Reader: a workbook -> Data, with no configuration: defined names, tables, then sheets that have neither."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from docfill.data import Data, Fault, Setting
from docfill.excel.contents import Contents, split_name
from docfill.excel.kinds import OTHER_KINDS, Kind, kind_of, refused
from docfill.excel.layouts import (
    Found,
    begins_fields,
    below_titles,
    field_rows,
    is_field_header,
    pairs,
    read_records,
    read_table,
)
from docfill.excel.names import defined_names, left_out, read_name
from docfill.excel.sheets import count_spread, sheets_of
from docfill.excel.workbook import open_workbook
from docfill.files import bounded, content_of
from docfill.limits import LIMITS
from docfill.places import FilePlace, Source
from docfill.problems import Problems
from docfill.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from docfill.excel.sheets import Sheet
    from docfill.excel.workbook import Workbook, Worksheet
    from docfill.limits import Limits

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


def read(source: str | Path | BinaryIO, *, recalc: bool = False, limits: Limits = LIMITS) -> Data:
    """Return the data of the workbook at the path *source*, or in an open binary file.

    A defined name gives a scalar, a list or a block; an Excel table a list of records; any other visible
    sheet its fields, or records named by the sheet. Names and sheets that begin with ``_`` or ``#`` are
    left out. *recalc* lets LibreOffice calculate the formulas of a copy first. A value that cannot be read is
    a Fault, which raises its problem where it is used. Raises FillError with all problems where a name is given
    twice, a value has no name, or the file is no workbook.
    """
    if isinstance(source, (str, Path)):
        content, name = content_of(Path(source), limits), Path(source).name
    else:
        name = Path(str(getattr(source, "name", "-"))).name
        content = bounded(source, FilePlace(name), limits)
    return read_content(content, name, recalc=recalc, limits=limits)


def read_content(content: bytes, file: str, *, recalc: bool = False, limits: Limits = LIMITS) -> Data:
    """Return the data of the workbook in *content*; *file* is its name for messages. See `read`."""
    problems = Problems()
    book = _open(content, file, problems, limits, recalc=recalc)
    sheets = sheets_of(book, problems)
    contents = Contents(problems, functools.partial(count_spread, book))
    taken = _read_names(book, sheets, contents, problems) | _read_tables(book, sheets, contents)
    for worksheet in book.sheets:
        title = worksheet.title
        if _is_for_settings(title) or not _is_shown(worksheet):
            continue
        if title not in taken:
            _read_sheet(sheets[title], contents)
        elif _begins_fields(sheets[title]):
            problems.add("fields-not-read", sheets[title].whole(), sheet=title)
    settings = _read_settings(sheets, problems)
    if book.stale and any(sheet.is_calculated for sheet in sheets.values()):
        problems.add("wants-calculation", FilePlace(file))
    problems.raise_errors()
    return Data(contents.values, contents.origins, settings=settings, notes=tuple(problems), file=file)


def _open(content: bytes, file: str, problems: Problems, limits: Limits, *, recalc: bool) -> Workbook:
    """Return the workbook in *content*, whatever its kind. Raises FillError for what is none."""
    kind = kind_of(content, file, limits)
    if kind is Kind.WORKBOOK:
        # Its sheets ask for it one after the other.
        calculated = functools.cache(lambda: _calculated(content, file, kind, problems, limits))
        return open_workbook(content, file, limits, calculated if recalc else None)
    if kind not in OTHER_KINDS:
        raise refused(content, file, kind)
    if recalc:
        return _calculated(content, file, kind, problems, limits)
    from docfill.excel.others import open_other  # lazy: few have such workbooks

    return open_other(content, file, kind, limits)


def _calculated(content: bytes, file: str, kind: Kind, problems: Problems, limits: Limits) -> Workbook:
    """Return the workbook in *content* as LibreOffice calculates it."""
    from docfill.excel.recalc import recalculated  # lazy: only for those who ask for it

    problems.add("calculated-by-libreoffice", FilePlace(file))
    return open_workbook(recalculated(content, file, kind), file, limits)


def _is_shown(worksheet: Worksheet) -> bool:
    return worksheet.is_visible and not left_out(worksheet.title)


def _is_for_settings(title: str) -> bool:
    return title.strip().lower() == SETTINGS_SHEET


def _read_names(book: Workbook, sheets: Mapping[str, Sheet], contents: Contents, problems: Problems) -> set[str]:
    """Read the defined names; return the titles of the sheets that they point to."""
    titles = set()
    for named in defined_names(book, sheets, problems):
        if named.sheet is None:
            place = Source(book.file, path=named.name)
            contents.put(split_name(named.name), named.constant, place, place)
        else:
            titles.add(named.sheet.title)
            found = _apart(named.sheet, functools.partial(read_name, named))
            contents.put(split_name(named.name), found.value, found.origin, found.place)
    return titles


def _read_tables(book: Workbook, sheets: Mapping[str, Sheet], contents: Contents) -> set[str]:
    """Read the tables of the visible sheets; return the titles of the sheets that have any."""
    titles = set()
    for worksheet in book.sheets:
        if not _is_shown(worksheet):
            continue
        sheet = sheets[worksheet.title]
        if sheet.tables:
            titles.add(sheet.title)
        for table in sheet.tables:
            if not left_out(table.name):
                found = _apart(sheet, functools.partial(read_table, sheet, table))
                contents.put(split_name(table.name), found.value, found.origin, found.place)
    return titles


def _begins_fields(sheet: Sheet) -> bool:
    with sheet.apart():
        return begins_fields(sheet)


def _read_sheet(sheet: Sheet, contents: Contents) -> None:
    area = below_titles(sheet)
    if area is None:
        return
    with sheet.apart():  # a header that cannot be read is told where the list under it is wanted
        fields = field_rows(sheet, area)
    if fields is None:
        found = _apart(sheet, functools.partial(read_records, sheet, area))
        contents.put((sheet.title.strip(),), found.value, found.origin, found.place)
        return
    for name, row, column in fields:
        place = sheet.place(row, column)
        contents.put(split_name(name), sheet.value(row, column), place, place)


def _apart(sheet: Sheet, read: Callable[[], Found]) -> Found:
    """Return what *read* finds on *sheet*; if any of it cannot be, a Fault in place of the whole.

    So a sheet that is no list after all stops no fill that needs nothing of it.
    """
    with sheet.apart() as problems:
        found = read()
    errors = problems.errors
    sheet.problems.extend(problem for problem in problems if problem.severity is not Severity.ERROR)
    return found._replace(value=Fault(errors), origin=found.place) if errors else found


def _read_settings(sheets: Mapping[str, Sheet], problems: Problems) -> dict[str, str]:
    """Return what the sheet `docfill` says: names in its first column, values beside them."""
    sheet = next((sheet for title, sheet in sheets.items() if _is_for_settings(title)), None)
    if sheet is None or sheet.used is None:
        return {}
    contents = Contents(problems, sheet.spread)
    rows = list(sheet.filled_rows)
    left = sheet.used.left
    if is_field_header([sheet.label(rows[0], column).lower() for column in sheet.filled_rows[rows[0]]]):
        rows = rows[1:]
    for name, row, column in pairs(sheet, rows, left):
        setting = SETTINGS.get(name.lower())
        place = sheet.place(row, left)
        if setting is None:
            from difflib import get_close_matches  # lazy for start-up: only for a message

            near = get_close_matches(name.lower(), SETTINGS, 1) or ["form", "output", "each"]
            problems.add("unknown-setting", place, name=name, near=" / ".join(near))
        elif text := sheet.label(row, column):
            contents.put((setting,), Setting.of(text, sheet.place(row, column)), None, place)
    return contents.values
