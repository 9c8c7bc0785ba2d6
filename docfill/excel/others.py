"""Others: the bytes of an `.xls` or an `.et` -> its sheets and names, by the library xlrd, an optional extra.

xlrd because it keeps what docfill must not lose: the errors that cells show, their number formats, merged cells and
names. (python-calamine reads more kinds, and faster, but gives an error for a blank cell, and no formats.)
"""

from __future__ import annotations

import functools
import io
import struct
from typing import TYPE_CHECKING, Any

from docfill import archive
from docfill.excel.areas import LAST_COLUMN, LAST_ROW, Area
from docfill.excel.cells import Cell, Content, ErrorValue, Held, TooManyCellsError
from docfill.excel.chains import runs_in_circle
from docfill.excel.kinds import Kind
from docfill.excel.workbook import DefinedName, SheetContent, Workbook, Worksheet
from docfill.places import FilePlace
from docfill.problems import failure

if TYPE_CHECKING:
    import xlrd

    from docfill.limits import Limits

_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_DAMAGED = (
    # What xlrd raises at a file that is not as it should be, besides its own errors.
    struct.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
    EOFError,
    RecursionError,
)


def open_other(content: bytes, file: str, kind: Kind, limits: Limits) -> Workbook:
    """Return the workbook in *content*; what it takes, where it is of another *kind* than `.xls`, is a problem.

    Raises FillError.
    """
    if kind is not Kind.OLD:
        raise failure("other-workbook", FilePlace(file), kind=kind.value)
    try:
        import xlrd  # lazy: an optional extra, docfill[more]
        from xlrd.biffh import XLRDError
        from xlrd.compdoc import CompDocError
        from xlrd.formula import FormulaError
    except ImportError:
        raise failure("old-workbook", FilePlace(file)) from None
    if content.startswith(archive.OLE_MAGIC) and runs_in_circle(content):
        raise failure("unreadable-workbook", FilePlace(file))
    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, logfile=io.StringIO(), ragged_rows=True, on_demand=True
        )
        return _Opening(book, file, limits).workbook()
    except TooManyCellsError as error:
        raise failure("too-many-cells", FilePlace(file), limit=f"{error.limit:,}") from None
    except (XLRDError, CompDocError, FormulaError) as error:
        if "encrypted" in str(error).lower():
            raise failure("encrypted-workbook", FilePlace(file)) from error
        raise failure("unreadable-workbook", FilePlace(file)) from error
    except _DAMAGED as error:
        raise failure("unreadable-workbook", FilePlace(file)) from error


class _Opening:
    """An `.xls` being read."""

    def __init__(self, book: xlrd.Book, file: str, limits: Limits) -> None:
        self.limits = limits
        self.book = book
        self.file = file
        self.cells = self.spread = 0

    def workbook(self) -> Workbook:
        """Return the workbook. Its sheets are read at once: xlrd checks them only then."""
        sheets = []
        for number, title in enumerate(self.book.sheet_names()):
            sheet = self.book.sheet_by_index(number)
            content = SheetContent(self._content(sheet), (), {})
            sheets.append(Worksheet(title, sheet.visibility == 0, functools.partial(lambda found: found, content)))
            self.book.unload_sheet(number)
        names = [self._name(one) for one in self.book.name_obj_list]
        return Workbook(
            self.file, sheets, names, date1904=self.book.datemode == 1, stale=False, spread=self.count_spread
        )

    def count(self, cells: int) -> None:
        """Count cells that were read. Raises TooManyCellsError."""
        self.cells += cells
        if self.cells > self.limits.cells:
            raise TooManyCellsError(self.limits.cells)

    def count_spread(self, cells: int) -> None:
        """Count cells that merges, names and lists spread over. Raises TooManyCellsError."""
        self.spread += cells
        if self.spread > self.limits.cells:
            raise TooManyCellsError(self.limits.cells)

    def _content(self, sheet: Any) -> Content:
        content = Content()
        for row in range(sheet.nrows):
            cells: dict[int, Cell] = {}
            self.count(sheet.row_len(row) + 1)
            for column in range(sheet.row_len(row)):
                held = _held(sheet.cell_type(row, column), sheet.cell_value(row, column))
                if held not in (None, ""):
                    cells[column + 1] = Cell(held, self._format(sheet.cell_xf_index(row, column)))
            if cells:
                content.rows[row + 1] = cells
        # Rows and columns from 0, their ends not included.
        content.merged = [Area(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
        content.hidden = {row + 1 for row, told in sheet.rowinfo_map.items() if told.hidden}
        return content

    def _format(self, style: int) -> str:
        return str(self.book.format_map[self.book.xf_list[style].format_key].format_str)

    def _name(self, name: Any) -> DefinedName:
        result = name.result
        refers = ""
        if result is not None:
            ranges = result.value if isinstance(result.value, list) else []
            refers = self._reference(ranges[0].coords) if len(ranges) == 1 else str(result.text)
        made_by_excel = bool(name.hidden or name.func or name.vbasic or name.builtin)
        return DefinedName(name.name, refers or name.name, made_by_excel)

    def _reference(self, coords: tuple[int, ...]) -> str:
        first, last, top, bottom, left, right = coords
        titles = self.book.sheet_names()
        if last != first + 1 or not 0 <= first < len(titles):
            return "#REF!"
        if not (0 <= top < bottom <= LAST_ROW and 0 <= left < right <= LAST_COLUMN):
            return ""  # counted from the cell that uses the name, which is no value of its own
        title = titles[first].replace("'", "''")
        return f"'{title}'!{Area(top + 1, left + 1, bottom, right)}"


def _held(kind: int, value: Any) -> Held | None:
    import xlrd  # lazy: see open_other

    if kind == xlrd.XL_CELL_ERROR:
        return ErrorValue(_ERRORS.get(value, "#N/A"))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_TEXT:
        return str(value)
    return value if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE) else None
