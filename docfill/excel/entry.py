"""Entry: what an entry workbook consists of: sheets, cells to type into, names, lists, what turns red.

Neutral: it knows neither forms nor Word. `docfill.forms.entry` describes a form in these words, and
`docfill.excel.entrybook` writes them as a workbook. Rows and columns are counted from 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docfill.places import Language

# What may be typed into a cell; the types of a form, and what a template without one knows.
Kind = Literal[
    "text", "paragraphs", "count", "integer", "number", "amount", "date", "year", "yesno", "condition", "any"
]
# How a cell looks; only an `input` is open.
Look = Literal["title", "hint", "label", "head", "input", "total", "state", "side", "message", "big"]
Tone = Literal["error", "warning", "good"]
Spot = tuple[int, int]


@attrs.frozen
class Cell:
    """One cell, over *rows* and *columns* where it is merged.

    *value* is what stands in it: a label, or a figure that is carried over; *formula* goes before it. *name* is the
    defined name that leads from the cell to the data, *note* the cell's comment. *required* says that it must not stay
    empty.
    """

    row: int
    column: int
    look: Look
    value: Any = None
    formula: str = ""
    name: str = ""
    kind: Kind = "any"
    note: str = ""
    rows: int = 1
    columns: int = 1
    required: bool = False


@attrs.frozen
class Alert:
    """The cells that take on a *tone* where *formula*, which looks at their own sheet, is true.

    An error is red, a warning orange, and what is good has green letters.
    """

    spots: tuple[Spot, ...]
    formula: str
    tone: Tone = "error"


@attrs.frozen
class ListTable:
    """A list, as an Excel table: a header at *row*, then *records*, and empty rows to type into."""

    name: str
    row: int
    headers: tuple[str, ...]
    kinds: tuple[Kind, ...]
    records: Sequence[Sequence[Any]] = ()
    notes: tuple[str, ...] = ()

    @property
    def bottom(self) -> int:
        """Its last row; the empty ones are for typing into."""
        return self.row + max(len(self.records) + 10, 20)


@attrs.define
class Sheet:
    """One sheet: its *cells*, the *widths* of its columns in characters, the *heights* of its rows in points.

    *freeze* is the first spot that scrolls; *repeat* is the last row of the header that each printed page has. One that
    is not *locked* may be changed everywhere: Excel lets no table of a protected sheet grow.
    """

    title: str
    cells: list[Cell] = attrs.Factory(list)
    widths: dict[int, float] = attrs.Factory(dict)
    heights: dict[int, float] = attrs.Factory(dict)
    alerts: list[Alert] = attrs.Factory(list)
    tables: list[ListTable] = attrs.Factory(list)
    freeze: Spot = (2, 1)
    repeat: int = 1
    locked: bool = True
    wide: bool = False

    @property
    def bottom(self) -> int:
        """The last row that has anything in it."""
        rows = [cell.row + cell.rows - 1 for cell in self.cells]
        return max([*rows, *(table.bottom for table in self.tables)], default=0)

    @property
    def right(self) -> int:
        """The last column that has anything in it."""
        columns = [cell.column + cell.columns - 1 for cell in self.cells]
        return max([*columns, *(len(table.headers) for table in self.tables)], default=0)


@attrs.frozen
class Book:
    """A whole entry workbook; *settings* is what its sheet ``docfill`` says."""

    title: str
    lang: Language
    sheets: tuple[Sheet, ...]
    settings: Mapping[str, str]
