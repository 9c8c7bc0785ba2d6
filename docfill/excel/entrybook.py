"""Entry book: the description of an entry workbook -> the bytes of the .xlsx; the same description, the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.formatting.rule import Rule
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.views import BookView
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.writer.excel import ExcelWriter

from docfill.excel.entrylooks import FONT, TONES, dress
from docfill.excel.entrywords import word
from docfill.places import quoted_sheet

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as ExcelCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    from docfill.excel.entry import Book, Cell, Kind, ListTable, Sheet, Spot
    from docfill.places import Language

_MADE = dt.datetime(2024, 1, 1)  # noqa: DTZ001  Excel knows no time zones
_STAMP = (2024, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
# What XML 1.0 (2.2) does not allow, besides what openpyxl knows.
_UNFIT = "[\ud800-\udfff\ufffe\uffff]"
# A text that begins so is kept a text when somebody edits its cell, and by programs that read it from a .csv.
_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t")
# What a validation compares with; a text has no limit but Excel's own, the validation only brings its message.
_LIMITS: dict[Kind, dict[str, Any]] = {
    "count": {"type": "whole", "operator": "greaterThanOrEqual", "formula1": "0"},
    "integer": {"type": "whole", "operator": "between", "formula1": "-1000000000000", "formula2": "1000000000000"},
    "number": {"type": "decimal", "operator": "between", "formula1": "-1E+15", "formula2": "1E+15"},
    "amount": {"type": "textLength", "operator": "lessThan", "formula1": "100"},
    "date": {"type": "date", "operator": "between", "formula1": "1", "formula2": "109575"},  # to the end of 2199
    "year": {"type": "whole", "operator": "between", "formula1": "1900", "formula2": "2199"},
    "yesno": {"type": "list", "formula1": '"是,否"'},
    # Only offered: a tag may also ask whether a text is a certain one.
    "condition": {"type": "list", "formula1": '"是"'},
}


def write(book: Book) -> bytes:
    """Return the workbook that *book* describes."""
    made = Workbook()
    made.remove(made.worksheets[0])
    made.properties.creator = "docfill"
    made.properties.title = book.title
    made.properties.created = _MADE
    made.calculation.fullCalcOnLoad = True  # no result is saved with a formula yet
    for sheet in book.sheets:
        _write_sheet(made, sheet, book)
    settings = made.create_sheet("docfill")
    for row, (name, value) in enumerate(book.settings.items(), start=1):
        _put(settings.cell(row, 1), name)
        _put(settings.cell(row, 2), value)
    settings.column_dimensions["B"].width = 60
    settings.protection.sheet = True
    made.views = [BookView(activeTab=0)]
    return _packed(made)


class _Writer(ExcelWriter):
    """Writes sheets in memory: openpyxl puts each into a temporary file, which may find no room and stays if killed."""

    _archive: zipfile.ZipFile

    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = SpreadsheetDrawing()  # noqa: SLF001  for pictures and charts, of which there are none
        out = io.BytesIO()
        writer: Any = WorksheetWriter(ws, out)
        writer.write()
        ws._rels = writer._rels  # noqa: SLF001  as openpyxl does, whose class this is
        self._archive.writestr(ws.path[1:], out.getvalue())
        self.manifest.append(ws)


def _packed(book: Workbook) -> bytes:
    """Return *book* as bytes without the present time, which openpyxl puts into it and into the zip directory."""
    written, packed = io.BytesIO(), io.BytesIO()
    _Writer(book, zipfile.ZipFile(written, "w")).save()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>2024-01-01T00:00:00Z", content)
            member = zipfile.ZipInfo(name, _STAMP)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 0
            target.writestr(member, content)
    return packed.getvalue()


def _write_sheet(made: Workbook, sheet: Sheet, book: Book) -> None:
    worksheet = made.create_sheet(sheet.title)
    for cell in sheet.cells:
        _write_cell(worksheet, cell)
        if cell.name:
            target = f"{quoted_sheet(sheet.title)}!${get_column_letter(cell.column)}${cell.row}"
            made.defined_names[cell.name] = DefinedName(cell.name, attr_text=target)
    for table in sheet.tables:
        _write_table(worksheet, table)
    _limit(worksheet, sheet, book.lang)
    for alert in sheet.alerts:
        where = " ".join(map(_address, alert.spots))
        rule = Rule(type="expression", dxf=TONES[alert.tone], formula=[alert.formula])
        worksheet.conditional_formatting.add(where, rule)
    for column, width in sheet.widths.items():
        worksheet.column_dimensions[get_column_letter(column)].width = width
    for row, height in sheet.heights.items():
        worksheet.row_dimensions[row].height = height
    _view(worksheet, sheet, first_of_all=sheet is book.sheets[0])
    _print(worksheet, sheet, book)
    if sheet.locked:
        protection = worksheet.protection
        protection.sheet = True
        # False is "not forbidden": rows and columns may be inserted and made wider.
        protection.insertRows = protection.insertColumns = False
        protection.formatRows = protection.formatColumns = False


def _write_cell(worksheet: Worksheet, cell: Cell) -> None:
    last_row, last_column = cell.row + cell.rows - 1, cell.column + cell.columns - 1
    for row in worksheet.iter_rows(cell.row, last_row, cell.column, last_column):
        for part in row:
            dress(part, cell.look, cell.kind)
    first = worksheet.cell(cell.row, cell.column)
    if cell.formula:
        first.value = f"={cell.formula}"
    else:
        _put(first, cell.value)
    if cell.note:
        first.comment = Comment(cell.note, "docfill", height=30 + 18 * (1 + len(cell.note) // 16), width=240)
    if (last_row, last_column) != (cell.row, cell.column):
        worksheet.merge_cells(start_row=cell.row, start_column=cell.column, end_row=last_row, end_column=last_column)


def _put(cell: ExcelCell | MergedCell, value: Any) -> None:
    """Set the value of *cell*; a text stays one, whatever it looks like."""
    if not isinstance(value, str):
        cell.value = "是" if value is True else "否" if value is False else value
        return
    cell.value = re.sub(_UNFIT, "", ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"  # openpyxl takes =… for a formula and #N/A for an error
    if value.startswith(_LIKE_A_FORMULA):
        cell.quotePrefix = True


def _write_table(worksheet: Worksheet, table: ListTable) -> None:
    for column, (header, kind) in enumerate(zip(table.headers, table.kinds, strict=True), start=1):
        cell = worksheet.cell(table.row, column)
        dress(cell, "head", "text")
        _put(cell, header)
        for row in range(table.row + 1, table.bottom + 1):
            inner = worksheet.cell(row, column)
            dress(inner, "input", kind)
            index = row - table.row - 1
            if index < len(table.records):
                _put(inner, table.records[index][column - 1])
    for column, note in enumerate(table.notes, start=1):
        if note:
            worksheet.cell(table.row, column).comment = Comment(note, "docfill")
    made = Table(displayName=table.name, ref=f"A{table.row}:{get_column_letter(len(table.headers))}{table.bottom}")
    made.tableStyleInfo = TableStyleInfo("TableStyleLight1", showRowStripes=False)
    worksheet.add_table(made)


def _limit(worksheet: Worksheet, sheet: Sheet, lang: Language) -> None:
    """Say, and see to it, what may be typed into each open cell."""
    places: dict[Kind, list[str]] = {}
    for cell in sheet.cells:
        if cell.look == "input":
            places.setdefault(cell.kind, []).append(_address((cell.row, cell.column)))
    for table in sheet.tables:
        for column, kind in enumerate(table.kinds, start=1):
            letter = get_column_letter(column)
            places.setdefault(kind, []).append(f"{letter}{table.row + 1}:{letter}{table.bottom}")
    for kind, where in places.items():
        if kind not in _LIMITS:
            continue
        validation = DataValidation(
            **_LIMITS[kind],
            allow_blank=True,
            showErrorMessage=kind != "condition",
            showInputMessage=True,
            errorTitle=word("wrong", lang),
            error=word(kind, lang),
            prompt=word(kind, lang),
        )
        validation.sqref = " ".join(where)
        worksheet.add_data_validation(validation)


def _address(spot: Spot) -> str:
    return f"{get_column_letter(spot[1])}{spot[0]}"


def _view(worksheet: Worksheet, sheet: Sheet, *, first_of_all: bool) -> None:
    """Let the sheet open at its first cell to type into, with its header in sight."""
    inputs = [(cell.row, cell.column) for cell in sheet.cells if cell.look == "input"]
    inputs += [(table.row + 1, 1) for table in sheet.tables]
    worksheet.freeze_panes = _address(sheet.freeze)
    first = _address(min(inputs, default=(1, 1)))
    for selection in worksheet.sheet_view.selection:
        selection.activeCell = selection.sqref = first
    worksheet.sheet_view.showGridLines = False
    worksheet.sheet_view.tabSelected = first_of_all


def _print(worksheet: Worksheet, sheet: Sheet, book: Book) -> None:
    worksheet.page_setup.paperSize = worksheet.PAPERSIZE_A4
    worksheet.page_setup.orientation = "landscape" if sheet.wide else "portrait"
    worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = 1, 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.print_title_rows = f"1:{sheet.repeat}"
    worksheet.print_options.horizontalCentered = True
    # An ampersand begins a code of the header's; two of them print one. The space ends the size of the letters.
    assert worksheet.oddHeader is not None  # noqa: S101  a new sheet has both
    assert worksheet.oddFooter is not None  # noqa: S101
    worksheet.oddHeader.center.text = f'&"{FONT}"&9 ' + book.title.replace("&", "&&")
    worksheet.oddFooter.center.text = word("page", book.lang)
