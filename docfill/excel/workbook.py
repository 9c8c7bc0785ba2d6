"""Workbook: the bytes of an `.xlsx` or `.xlsm` -> its sheets and names, each sheet read when it is first asked for."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from docfill.excel.areas import Area, Spot
from docfill.excel.cells import (
    BadCellError,
    Cell,
    Content,
    ErrorValue,
    Held,
    InCell,
    Reading,
    TooManyCellsError,
    read_cells,
)
from docfill.excel.package import DAMAGED, Package, relationship_id
from docfill.excel.pictures import InCellPictures, Placed, placed_over_cells
from docfill.excel.strings import TooManyStringsError, read_strings
from docfill.excel.styles import NO_FORMATS, Formats, number_formats
from docfill.limits import LIMITS
from docfill.memory import refuse_shortage
from docfill.places import FilePlace, Source
from docfill.problems import failure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from docfill.excel.tree import Element
    from docfill.limits import Limits

_TABLE_ROWS = {"0": 0, "1": 1}  # a header and a row of totals are there or not
_MARKS_OF_A_CELL = 8  # opening and closing: a cell, its formula and its value; a few for what is not of cells
_TRUE = frozenset({"1", "true", "on"})


class DefinedName(NamedTuple):
    """A name and what it *refers* to; *for_excel* says that Excel made it for itself."""

    name: str
    refers: str
    for_excel: bool = False


class Table(NamedTuple):
    """An Excel table: its *area* with header and totals, and how many rows those take (18.5.1.2)."""

    name: str
    area: Area
    header_rows: int
    totals_rows: int
    columns: tuple[str, ...]


class SheetContent(NamedTuple):
    """What a sheet holds: *cells*, the *tables* on it, and the pictures *placed* over its cells."""

    cells: Content
    tables: tuple[Table, ...]
    placed: Mapping[Spot, list[Placed]]


class Worksheet:
    """A worksheet of a workbook; its content is read when it is first asked for, by *read*."""

    def __init__(self, title: str, is_visible: bool, read: Callable[[], SheetContent]) -> None:
        self.title = title
        self.is_visible = is_visible
        self.read = read

    @functools.cached_property
    def content(self) -> SheetContent:
        """What the sheet holds. Raises FillError where it cannot be read."""
        return self.read()

    @property
    def was_read(self) -> bool:
        """Whether the content was asked for."""
        return "content" in self.__dict__


class Workbook(NamedTuple):
    """A workbook: its sheets in order, its names, and which day its dates are counted from.

    *stale* says that it asks to be calculated when it is opened; *spread* counts cells that merges, names and lists
    spread over: a few letters may name all of a sheet.
    """

    file: str
    sheets: list[Worksheet]
    names: list[DefinedName]
    date1904: bool
    stale: bool
    spread: Callable[[int], None]


def open_workbook(
    content: bytes, file: str, limits: Limits = LIMITS, calculated: Callable[[], Workbook] | None = None
) -> Workbook:
    """Return the workbook in *content*; *file* is its name for messages.

    *calculated* gives the same workbook after it was calculated; it is only asked where a formula has no saved
    value. Raises FillError if the workbook cannot be read.
    """
    package = Package(content, file, limits)
    main = package.related("", "officeDocument")
    if main is None:
        raise package.damaged("")  # it does not say which of its parts is the workbook
    try:
        return _Opening(package, main, calculated).workbook()
    except DAMAGED as error:
        raise package.damaged(main) from error


class _Opening:
    """A workbook being read: what its sheets need to be read later."""

    def __init__(self, package: Package, main: str, calculated: Callable[[], Workbook] | None) -> None:
        self.package = package
        self.calculated = calculated
        self.main = main
        self._refuse_names(package.read(main))
        self.root = package.tree(main)
        self.cells = self.marks = self.spread = 0
        settings = self.root.first("calcPr")
        self.stale = settings is not None and settings.get("fullCalcOnLoad") in _TRUE
        self.in_cell = InCellPictures(package, main)

    def _refuse_names(self, content: bytes) -> None:
        """Refuse more names than a workbook may have, before they are held as elements. Raises FillError."""
        # Each has an opening and a closing tag; in UTF-16 each character has a zero beside it.
        found = content.replace(b"\x00", b"").count(b"definedName") // 2
        limit = self.package.limits.names
        if found > limit:
            place = FilePlace(self.package.file, member=self.main)
            raise failure("too-many-names", place, found=f"{found:,}", limit=f"{limit:,}")

    def workbook(self) -> Workbook:
        """Return the workbook. What looks at its sheets' parts is put off."""
        properties = self.root.first("workbookPr")
        return Workbook(
            self.package.file,
            self._sheets(),
            [_defined_name(one) for one in self.root.each("definedNames/definedName")],
            date1904=properties is not None and properties.get("date1904") in _TRUE,
            stale=self.stale,
            spread=self.count_spread,
        )

    def _sheets(self) -> list[Worksheet]:
        related = self.package.relationships(self.main)
        sheets: list[Worksheet] = []
        declared = lost = 0
        read: set[str] = set()
        for one in self.root.each("sheets/sheet"):
            declared += 1
            if not relationship_id(one):
                continue  # a module of macros, as Excel 5 kept them
            part = related.get(relationship_id(one))
            if part is None or part.part not in self.package.members:
                lost += 1
            elif part.kind == "worksheet":  # sheets of charts, dialogues and old macros have no cells
                if part.part in read:  # read again and again, a single part would be as many sheets as are listed
                    raise self.package.damaged(part.part)  # two sheets of it are one part
                read.add(part.part)
                visible = one.get("state", "visible") == "visible"
                title = one.get("name")
                sheets.append(Worksheet(title, visible, functools.partial(self.read_sheet, title, part.part)))
        if lost:
            raise failure("sheets-lost", FilePlace(self.package.file), found=declared - lost, declared=declared)
        return sheets

    def count(self, cells: int) -> None:
        """Count cells that were read, of all sheets together. Raises TooManyCellsError."""
        self.cells += cells
        if self.cells > self.package.limits.cells:
            raise TooManyCellsError(self.package.limits.cells)

    def count_spread(self, cells: int) -> None:
        """Count cells that merges, names and lists spread over. Raises TooManyCellsError."""
        self.spread += cells
        if self.spread > self.package.limits.cells:
            raise TooManyCellsError(self.package.limits.cells)

    def count_marks(self, marks: int) -> None:
        """Count marks of sheets: what is no cell takes time as well. Raises TooManyCellsError."""
        self.marks += marks
        if self.marks > self.package.limits.cells * _MARKS_OF_A_CELL:
            raise TooManyCellsError(self.package.limits.cells)

    def is_unsaved(self, held: Held | None) -> bool:
        """Say whether *held* beside a formula is no result.

        A workbook that asks to be calculated when it is opened comes from a program that put in zeros instead.
        """
        return held is None or (self.stale and (self.calculated is not None or (held == 0 and held is not False)))

    def read_sheet(self, title: str, part: str) -> SheetContent:
        """Return what the worksheet with this *title*, in *part*, holds. Raises FillError."""
        try:
            reading = Reading(self.strings, self.formats, self.is_unsaved, self.count, self.count_marks)
            content = read_cells(self.package.open(part), reading)
            self._find_pictures(content)
            if content.unsaved and self.calculated is not None:
                self._take_results(content, self.calculated(), title)
            related = self.package.relationships(part)
            parts = dict.fromkeys(related[one].part for one in content.tables if one in related)
            tables = [self._table(one) for one in parts]
            drawings = dict.fromkeys(related[one].part for one in content.drawings if one in related)
            placed: dict[Spot, list[Placed]] = {}
            for drawing in drawings:
                if drawing in self.package.members:
                    placed.update(placed_over_cells(self.package, drawing))
        except TooManyCellsError as error:
            raise failure("too-many-cells", FilePlace(self.package.file), limit=f"{error.limit:,}") from None
        except BadCellError as error:
            place = Source(self.package.file, title, error.cell)
            raise failure("cell-not-readable", place, found=error.found[:40]) from error
        except DAMAGED as error:
            refuse_shortage(error)
            raise self.package.damaged(part) from error
        return SheetContent(content, tuple(tables), placed)

    def _table(self, part: str) -> Table:
        root = self.package.tree(part)
        try:
            return _table(root)
        except DAMAGED as error:
            raise self.package.damaged(part) from error

    def _find_pictures(self, content: Content) -> None:
        """Put the picture into each cell that is one; what else a rich value is stays the error that it shows."""
        for row, column in content.in_cell:
            cell = content.rows[row].get(column)
            if cell is not None and isinstance(cell.value, InCell):
                found = self.in_cell.find(cell.value)
                content.rows[row][column] = Cell(ErrorValue(cell.value.error) if found is None else found, cell.format)

    def _take_results(self, content: Content, calculated: Workbook, title: str) -> None:
        """Put into each cell without a saved value what it has in the workbook that was *calculated*."""
        there = next((sheet.content.cells for sheet in calculated.sheets if sheet.title == title), Content())
        for row, column in content.unsaved:
            if column not in content.rows[row]:
                continue  # a merged cell covers it
            cell = there.rows.get(row, {}).get(column)
            if cell is None:
                del content.rows[row][column]
            else:
                content.rows[row][column] = Cell(cell.value, content.rows[row][column].format)

    @functools.cached_property
    def strings(self) -> list[str]:
        """The shared texts."""
        part = self.package.related(self.main, "sharedStrings")
        if part is None:
            return []
        try:
            return read_strings(self.package.open(part), self.package.limits.strings)
        except TooManyStringsError as error:
            place = FilePlace(self.package.file, member=part)
            raise failure("too-many-strings", place, limit=f"{error.limit:,}") from None
        except DAMAGED as error:
            refuse_shortage(error)
            raise self.package.damaged(part) from error

    @functools.cached_property
    def formats(self) -> Formats:
        """The number formats by the number of the style."""
        part = self.package.related(self.main, "styles")
        if part is None:
            return NO_FORMATS
        try:
            found = number_formats(self.package.tree(part))
        except DAMAGED as error:
            raise self.package.damaged(part) from error
        limit = self.package.limits.styles
        if len(found) > limit:
            place = FilePlace(self.package.file, member=part)
            raise failure("too-many-styles", place, found=f"{len(found):,}", limit=f"{limit:,}")
        return found


def _defined_name(element: Element) -> DefinedName:
    made_by_excel = any(element.get(mark) in _TRUE for mark in ("hidden", "function", "vbProcedure", "xlm"))
    return DefinedName(element.get("name"), element.text.strip().removeprefix("="), made_by_excel)


def _table(root: Element) -> Table:
    """Return the table with the element *root*. Raises ValueError and LookupError where it is not as it should be."""
    table = Table(
        root.get("displayName") or root.get("name"),
        Area.of(root.get("ref")),
        _TABLE_ROWS[root.get("headerRowCount", "1")],
        _TABLE_ROWS[root.get("totalsRowCount", "0")],
        tuple(column.get("name") for column in root.each("tableColumns/tableColumn")),
    )
    # Without a header nothing else says what the columns are called.
    if not table.header_rows and (len(table.columns) != len(table.area.columns) or not all(table.columns)):
        raise ValueError(f"{table.name} has columns without a name")
    return table
