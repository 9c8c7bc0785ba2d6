"""Sheets: a worksheet -> a grid of values with their places; a cell that cannot be read is a problem."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any, cast

import attrs

from docfill.excel.display import show
from docfill.excel.formats import BUILTIN_FORMATS, BrokenFormatError, ShowsHashesError, UnknownFormatError
from docfill.excel.values import value_of
from docfill.excel.workbook import Spot, formula_cells
from docfill.filters.faults import shortened
from docfill.places import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from docfill.excel.workbook import Opened
    from docfill.problems import Problems

_FIRST_CUSTOM_FORMAT = 164
_LINE_BREAK = re.compile(r"(?<=[0-9A-Za-z])\s*\n\s*(?=[0-9A-Za-z])|(\s*\n\s*)")
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"


def letters(column: int) -> str:
    """Return a column's letters: 28 is ``AB``."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@attrs.frozen
class Area:
    """A rectangle of cells: rows *top* to *bottom*, columns *left* to *right*, counted from 1, both included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        first, last = f"{letters(self.left)}{self.top}", f"{letters(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"

    def __contains__(self, spot: Spot) -> bool:
        return self.top <= spot[0] <= self.bottom and self.left <= spot[1] <= self.right

    @property
    def rows(self) -> range:
        """The rows' numbers."""
        return range(self.top, self.bottom + 1)

    @property
    def columns(self) -> range:
        """The columns' numbers."""
        return range(self.left, self.right + 1)


@attrs.define(eq=False)
class Sheet:
    """A worksheet.

    *cells* holds the cells that are not blank, *merged* the area of each cell that belongs to one;
    *unsaved* gives the cells whose formula has no saved value, and *hollow* the blank ones among which they
    are.
    """

    file: str
    title: str
    cells: Mapping[Spot, Cell]
    hollow: frozenset[Spot]
    merged: Mapping[Spot, Area]
    date1904: bool
    problems: Problems
    unsaved: Callable[[], frozenset[Spot]]

    @functools.cached_property
    def used(self) -> Area | None:
        """The rectangle around all cells that are not blank; None for an empty sheet."""
        rows = self.filled_rows
        if not rows:
            return None
        left, right = (
            min(columns[0] for columns in rows.values()),
            max(columns[-1] for columns in rows.values()),
        )
        return Area(min(rows), left, max(rows), right)

    @functools.cached_property
    def filled_rows(self) -> Mapping[int, list[int]]:
        """The columns that are not blank, for each row that is not, in order; mere spaces are blank."""
        spots = [
            spot for spot, cell in self.cells.items() if not (isinstance(cell.value, str) and cell.value.isspace())
        ]
        if self.hollow:
            spots.extend(self.unsaved())
        rows: dict[int, list[int]] = {}
        for row, column in sorted(spots):
            rows.setdefault(row, []).append(column)
        return rows

    def place(self, row: int, column: int) -> Source:
        """Return the place of one cell."""
        return Source(self.file, self.title, f"{letters(column)}{row}")

    def whole(self, area: Area | None = None) -> Source:
        """Return the place of an *area*, or of the sheet."""
        return Source(self.file, self.title, str(area) if area else "")

    def value(self, row: int, column: int) -> Any:
        """Return the value of a cell, None for a blank one; what cannot be read is a problem and None."""
        cell = self.cells.get((row, column))
        if cell is None:
            if (row, column) in self.hollow and (row, column) in self.unsaved():
                self.problems.add("formula-without-value", self.place(row, column))
            return None
        if cell.data_type == "e":
            self.problems.add("error-cell", self.place(row, column), error=cell.value)
            return None
        code = _format_of(cell)
        try:
            return value_of(cell.value, code, date1904=self.date1904)  # type: ignore[arg-type]
        except BrokenFormatError:
            self.problems.add("broken-number-format", self.place(row, column), format=shortened(code))
        except UnknownFormatError:
            self.problems.add("unknown-number-format", self.place(row, column), format=shortened(code))
        except ShowsHashesError:
            number = show(cell.value, "General", date1904=self.date1904)  # type: ignore[arg-type]
            self.problems.add("shows-hashes", self.place(row, column), number=number, format=shortened(code))
        return None

    def seen(self, row: int, column: int) -> Any:
        """Return the value that a reader sees at a cell: that of the cell above where they are merged."""
        area = self.merged.get((row, column))
        return self.value(area.top if area and area.left == column else row, column)

    def label(self, row: int, column: int) -> str:
        """Return the text of a header or a label, without the blanks around it and the line breaks in it."""
        value = self.value(row, column)
        if value is None:
            return ""
        text = str(getattr(value, "shown", value))
        return _LINE_BREAK.sub(lambda found: "" if found[1] else " ", text.strip(_INVISIBLE)).strip()


def _format_of(cell: Cell) -> str:
    if not cell.has_style:
        return "General"
    # openpyxl's own property takes an id it does not know (27 to 36, 50 to 58) for General, so the id is
    # read.
    number = cell._style.numFmtId  # type: ignore[attr-defined]  # noqa: SLF001
    if number >= _FIRST_CUSTOM_FORMAT:
        try:
            return cell.number_format
        except IndexError:  # an id that the workbook does not define
            return _undefined(number)
    return BUILTIN_FORMATS.get(number) or _undefined(number)


def _undefined(number: int) -> str:
    return f"[numFmtId {number}]"  # in brackets, as something that a format may ask for and that is not known


def sheets_of(opened: Opened, problems: Problems) -> dict[str, Sheet]:
    """Return the worksheets of a workbook by title; problems found in reading go to *problems*."""
    from openpyxl.utils.datetime import MAC_EPOCH  # lazy: see workbook.load

    date1904 = opened.book.epoch == MAC_EPOCH

    formulas = functools.cache(lambda: formula_cells(opened))

    def sheet(worksheet: Worksheet) -> Sheet:
        # openpyxl's public ways to the cells make every cell of the rectangle around them.
        held = cast("Mapping[Spot, Cell]", worksheet._cells)  # noqa: SLF001
        # A formula whose saved value is the empty text keeps the type "str": it is blank, and saved.
        hollow = frozenset(
            spot for spot, cell in held.items() if cell.value is None and cell.data_type not in ("str", "s")
        )
        merged: dict[Spot, Area] = {}
        for found in worksheet.merged_cells.ranges:
            area = Area(found.min_row, found.min_col, found.max_row, found.max_col)
            merged.update(dict.fromkeys(((row, column) for row in area.rows for column in area.columns), area))
        return Sheet(
            opened.file,
            worksheet.title,
            {spot: cell for spot, cell in held.items() if cell.value not in (None, "")},
            hollow if opened.has_formulas else frozenset(),
            merged,
            date1904,
            problems,
            functools.cache(lambda: formulas().get(worksheet.title, frozenset()) & hollow),
        )

    return {worksheet.title: sheet(worksheet) for worksheet in opened.book.worksheets}
