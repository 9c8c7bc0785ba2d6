"""Sheets: a worksheet -> a grid of values with their places; a cell that cannot be read gives a Fault."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import re
from typing import TYPE_CHECKING, Any

from docfill.data import Fault
from docfill.excel.areas import Area, Spot, letters
from docfill.excel.cells import UNSAVED, ErrorValue, TooManyCellsError
from docfill.excel.pictures import Placed
from docfill.excel.unshown import BrokenFormatError, ShowsHashesError, UnknownFormatError
from docfill.excel.values import value_of
from docfill.filters.faults import shortened
from docfill.places import FilePlace, Source
from docfill.problems import Problems, failure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from docfill.excel.cells import Cell
    from docfill.excel.workbook import SheetContent, Table, Workbook, Worksheet

_LINE_BREAK = re.compile(r"(?<=[0-9A-Za-z])\s*\n\s*(?=[0-9A-Za-z])|(\s*\n\s*)")
# What names something: no blank, no picture, nothing that cannot be read.
_NAMES = (str, int, float, dt.date, dt.time)
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"


class Sheet:
    """A worksheet of *book*; what is found wrong in reading it goes to *problems*."""

    def __init__(self, book: Workbook, worksheet: Worksheet, problems: Problems) -> None:
        self.book = book
        self.worksheet = worksheet
        self.problems = problems

    @property
    def title(self) -> str:
        """The sheet's title."""
        return self.worksheet.title

    @property
    def file(self) -> str:
        """The name of the workbook's file."""
        return self.book.file

    @property
    def tables(self) -> tuple[Table, ...]:
        """The Excel tables on the sheet."""
        return self._content.tables

    @property
    def hidden_rows(self) -> Collection[int]:
        """The rows that are hidden, by a filter or by hand."""
        return self._content.cells.hidden

    @property
    def is_calculated(self) -> bool:
        """Whether any of the values that were read is what a formula gave."""
        return self.worksheet.was_read and self._content.cells.calculated

    @property
    def _content(self) -> SheetContent:
        return self.worksheet.content

    @functools.cached_property
    def _rows(self) -> Mapping[int, Mapping[int, Cell]]:
        return self._content.cells.rows

    @functools.cached_property
    def filled_rows(self) -> Mapping[int, list[int]]:
        """The columns that are not blank, for each row that is not, in order; mere spaces are blank."""
        filled = {}
        for row in sorted(self._rows):
            cells = self._rows[row]
            columns = [column for column in cells if not _is_blank(cells[column].value)]
            if columns:
                filled[row] = sorted(columns)
        return filled

    @functools.cached_property
    def last_rows(self) -> Mapping[int, int]:
        """The last row that is not blank in each column that is not."""
        return {column: row for row, columns in self.filled_rows.items() for column in columns}

    @functools.cached_property
    def used(self) -> Area | None:
        """The rectangle around all cells that are not blank; None for an empty sheet."""
        rows = self.filled_rows
        if not rows:
            return None
        left, right = (min(columns[0] for columns in rows.values()), max(columns[-1] for columns in rows.values()))
        return Area(min(rows), left, max(rows), right)

    @functools.cached_property
    def merged(self) -> Mapping[Spot, Area]:
        """The area of each cell that belongs to a merged one, as far as there is anything in the sheet."""
        spots = [*self._content.placed, *((row, columns[-1]) for row, columns in self.filled_rows.items())]
        bottom, right = (max((spot[axis] for spot in spots), default=0) for axis in (0, 1))
        found: dict[Spot, Area] = {}
        for area in self._content.cells.merged:
            inside = Area(area.top, area.left, min(area.bottom, bottom), min(area.right, right))
            self.spread(len(inside.rows) * len(inside.columns))
            found.update(dict.fromkeys(((row, column) for row in inside.rows for column in inside.columns), area))
        return found

    def spread(self, cells: int) -> None:
        """Count *cells* that something spreads over; see `count_spread`."""
        count_spread(self.book, cells)

    @functools.cached_property
    def _placed(self) -> Mapping[Spot, list[Placed]]:
        """The pictures over each cell; over a merged cell, those over any part of it."""
        found: dict[Spot, list[Placed]] = {}
        for spot, pictures in self._content.placed.items():
            area = self.merged.get(spot)
            found.setdefault((area.top, area.left) if area else spot, []).extend(pictures)
        return found

    @contextlib.contextmanager
    def apart(self) -> Iterator[Problems]:
        """Let what is found wrong go to a collection of its own for a while."""
        before, self.problems = self.problems, Problems()
        try:
            yield self.problems
        finally:
            self.problems = before

    def place(self, row: int, column: int) -> Source:
        """Return the place of one cell."""
        return Source(self.file, self.title, f"{letters(column)}{row}")

    def whole(self, area: Area | None = None) -> Source:
        """Return the place of an *area*, or of the sheet."""
        return Source(self.file, self.title, str(area) if area else "")

    def value(self, row: int, column: int) -> Any:
        """Return the value of a cell, None for a blank one; a Fault for one that cannot be read."""
        cells = self._rows.get(row)
        cell = cells.get(column) if cells else None
        if cell is None:
            return self._picture_over(row, column, None)
        held, code = cell
        if _is_blank(held):
            return self._picture_over(row, column, str(held))
        if isinstance(held, ErrorValue):
            return self._fault("error-cell", row, column, error=held)
        if held is UNSAVED:
            return self._fault("formula-without-value", row, column)
        if isinstance(held, Placed):
            return held.picture()
        try:
            return value_of(held, code, date1904=self.book.date1904)  # type: ignore[arg-type]
        except BrokenFormatError:
            return self._fault("broken-number-format", row, column, format=shortened(code))
        except UnknownFormatError:
            return self._fault("unknown-number-format", row, column, format=shortened(code))
        except ShowsHashesError:
            from docfill.excel.display import show  # lazy for start-up: only for a message

            number = show(held, "General", date1904=self.book.date1904)  # type: ignore[arg-type]
            return self._fault("shows-hashes", row, column, number=number, format=shortened(code))

    def _picture_over(self, row: int, column: int, instead: str | None) -> Any:
        pictures = self._placed.get((row, column)) if self._content.placed else None
        if not pictures:
            return instead
        if len(pictures) > 1:
            return self._fault("several-pictures", row, column, count=len(pictures))
        return pictures[0].picture()

    def _fault(self, code: str, row: int, column: int, **details: object) -> Fault:
        found = Problems()
        found.add(code, self.place(row, column), **details)
        return Fault(tuple(found))

    def seen(self, row: int, column: int) -> Any:
        """Return the value that a reader sees at a cell: that of the cell above where they are merged."""
        area = self.merged.get((row, column)) if self.merged else None
        return self.value(area.top if area and area.left == column else row, column)

    def is_text(self, row: int, column: int) -> bool | None:
        """Say whether a cell holds text; None for a blank one."""
        cell = self._rows.get(row, {}).get(column)
        return type(cell.value) is str if cell is not None else None

    def label(self, row: int, column: int) -> str:
        """Return the text of a header or a label, without the blanks around it and the line breaks in it.

        One that cannot be read is a problem: what it names could not be found.
        """
        value = self.value(row, column)
        if isinstance(value, Fault):
            self.problems.extend(value.problems)
        if not isinstance(value, _NAMES):
            return ""
        return as_label(str(getattr(value, "shown", value)))


def count_spread(book: Workbook, cells: int) -> None:
    """Count *cells* that something spreads over. Raises FillError where all together are too many for *book*."""
    try:
        book.spread(cells)
    except TooManyCellsError as error:
        raise failure("too-many-cells", FilePlace(book.file), limit=f"{error.limit:,}") from None


def as_label(text: str) -> str:
    """Return *text* as it names something: without the blanks around it and the line breaks in it."""
    return _LINE_BREAK.sub(lambda found: "" if found[1] else " ", text.strip(_INVISIBLE)).strip()


def _is_blank(value: object) -> bool:
    return type(value) is str and value.isspace()


def sheets_of(book: Workbook, problems: Problems) -> dict[str, Sheet]:
    """Return the worksheets of a workbook by title; problems found in reading go to *problems*.

    Raises FillError where two have one title, which Excel takes for damage.
    """
    sheets = {worksheet.title: Sheet(book, worksheet, problems) for worksheet in book.sheets}
    if len(sheets) < len(book.sheets):  # one of the two would be lost
        raise failure("unreadable-workbook", FilePlace(book.file))
    return sheets
