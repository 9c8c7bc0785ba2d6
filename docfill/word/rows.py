"""Rows: a table's row -> its cells, each with the grid column at which it begins and how many it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docfill.word.whereabouts import members_of
from docfill.word.whole import whole

if TYPE_CHECKING:
    from docfill.word.scan import Element, Part


# Word takes 63 columns and others some hundreds; a number beyond is damage, and would be counted column by column.
MOST_COLUMNS = 1_000


class Cell(NamedTuple):
    """One cell of a row: its first grid *column* (from 0), the columns it *spans*, its part in a vertical *merge*.

    *merge* is ``restart`` where a merge begins, ``continue`` where it goes on, and empty elsewhere (17.4.84).
    """

    element: Element
    column: int
    span: int
    merge: str


def cells_of(part: Part, row: Element) -> list[Cell]:
    """Return the cells of *row*, also those in content controls; columns that it leaves out before them count."""
    cells: list[Cell] = []
    column = columns_of(part, property_of(row, "trPr", "gridBefore"))
    for element in members_of(row, "tc"):
        merge = property_of(element, "tcPr", "vMerge") if part.mentions(element, "vMerge") else None
        kind = "" if merge is None else part.attributes(merge).get("val", "continue")
        wide = part.mentions(element, "gridSpan")
        span = max(columns_of(part, property_of(element, "tcPr", "gridSpan"), 1), 1) if wide else 1
        cells.append(Cell(element, column, span, kind))
        column += span
    return cells


def property_of(element: Element, properties: str, kind: str) -> Element | None:
    """Return the *kind* among the *properties* (``tcPr``) of *element*."""
    holder = element.child(properties)
    return holder.child(kind) if holder is not None else None


def number(part: Part, element: Element | None, default: int, name: str = "val") -> int:
    """Return the number in the attribute *name* of *element*, or *default* where there is none."""
    value = part.attributes(element).get(name, "") if element is not None else ""
    return whole(value, default)


def columns_of(part: Part, element: Element | None, default: int = 0) -> int:
    """Return how many columns *element* says, such as ``gridSpan``; no more than a table could ever have."""
    return min(number(part, element, default), MOST_COLUMNS)
