"""Room: a place in a part -> the width and the height that a picture has there, in English Metric Units.

In a table it is the cell's inside, in a text box the box's, elsewhere the text's own width and height by the section
(ECMA-376 part 1, 17.4.71, 17.6.11, 17.6.13).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from docfill.word.rows import cells_of, number, property_of

if TYPE_CHECKING:
    from docfill.word.scan import Element, Part

EMU_PER_TWIP = 635
_EMU_PER_POINT = 12_700

# In twips: A4 with Word's own margins; what a cell keeps free at its sides where nothing is said (17.4.43).
_PAGE, _MARGIN, _CELL_MARGIN = (11906, 16838), 1440, 108
# What a text box keeps free at its sides, and above and below (21.1.2.1.1).
_BOX_MARGINS = (2 * 91_440, 2 * 45_720)

_SECTION = re.compile(r"<(?:[\w.-]+:)?sectPr\b(?:[^>]*[^/])?>.*?</(?:[\w.-]+:)?sectPr>", re.DOTALL)
_BOX = re.compile(
    r"<(?:[\w.-]+:)?extent\s[^<>]*?\bcx=[\"'](?P<cx>\d{1,9})[\"'][^<>]*?\bcy=[\"'](?P<cy>\d{1,9})[\"']"
    r"|\bstyle=[\"'](?=[^\"']*?(?<![\w-])width:(?P<width>\d{1,9}(?:\.\d+)?)pt)(?=[^\"']*?(?<![\w-])height:(?P<height>\d{1,9}(?:\.\d+)?)pt)"
)


class Room(NamedTuple):
    """A *width* and a *height*."""

    width: int
    height: int


def room_at(part: Part, element: Element, main: str) -> Room:
    """Return the room at *element*, a paragraph or what stands in one; *main* is the text of the document itself."""
    at: Element | None = element
    while at is not None:
        if at.kind == "tc":
            return _in_cell(part, at, main)
        if at.kind == "txbxContent":
            box = _in_box(part, at)
            if box is not None:
                return box
        at = at.parent
    return _on_page(part.text, element.start, main)


def page_room(main: str) -> Room:
    """Return the room that every section of the document has."""
    rooms = [_of_section(section) for section in _SECTION.findall(main)] or [_of_section("")]
    return Room(min(room.width for room in rooms), min(room.height for room in rooms))


def _on_page(text: str, position: int, main: str) -> Room:
    # A paragraph belongs to the section whose properties come next; only the document itself has any.
    section = _SECTION.search(text, position) if text == main else None
    return _of_section(section.group()) if section is not None else page_room(main)


def _of_section(section: str) -> Room:
    size, margins, columns = (_attributes(section, name) for name in ("pgSz", "pgMar", "cols"))
    across = size.get("w", _PAGE[0]) - sum(margins.get(side, _MARGIN) for side in ("left", "right"))
    across -= margins.get("gutter", 0)
    count = columns.get("num", 1)
    if count > 1:
        own = re.search(r"<(?:[\w.-]+:)?col\s[^<>]*?\bw=[\"'](\d{1,9})[\"']", section)
        across = int(own[1]) if own else (across - (count - 1) * columns.get("space", 720)) // count
    down = size.get("h", _PAGE[1]) - sum(abs(margins.get(side, _MARGIN)) for side in ("top", "bottom"))
    return Room(max(across, 1) * EMU_PER_TWIP, max(down, 1) * EMU_PER_TWIP)


def _in_cell(part: Part, cell: Element, main: str) -> Room:
    row, table = cell.nearest("tr"), cell.nearest("tbl")
    if row is None or table is None:  # a cell stands in a row of a table, or it would not have been scanned as one
        raise AssertionError(part.source(cell)[:80])
    outer = room_at(part, table.parent, main) if table.parent is not None else page_room(main)
    # Of a cell that is repeated over columns, and so narrower in the report, only the template's width is known.
    width = _cell_width(part, cell, row, table)
    height_of_row = property_of(row, "trPr", "trHeight")
    height = outer.height
    if height_of_row is not None and part.attributes(height_of_row).get("hRule") == "exact":
        height = number(part, height_of_row, outer.height) * EMU_PER_TWIP
        height -= sum(_cell_margin(part, cell, table, (side,), 0) for side in ("top", "bottom")) * EMU_PER_TWIP
    if width is None:
        return Room(outer.width, max(height, 1))
    width -= _cell_margin(part, cell, table, ("left", "start"), _CELL_MARGIN)
    width -= _cell_margin(part, cell, table, ("right", "end"), _CELL_MARGIN)
    return Room(max(width, 1) * EMU_PER_TWIP, max(height, 1))


def _cell_width(part: Part, cell: Element, row: Element, table: Element) -> int | None:
    """Return the width of *cell* in twips: its own, else that of the grid's columns that it spans."""
    own = property_of(cell, "tcPr", "tcW")
    if own is not None and part.attributes(own).get("type", "dxa") == "dxa" and number(part, own, 0, "w"):
        return number(part, own, 0, "w")
    grid = table.child("tblGrid")
    columns = [number(part, column, 0, "w") for column in grid.children if column.kind == "gridCol"] if grid else []
    place = next((found for found in cells_of(part, row) if found.element is cell), None)
    return sum(columns[place.column : place.column + place.span]) or None if place is not None else None


def _cell_margin(part: Part, cell: Element, table: Element, sides: tuple[str, ...], default: int) -> int:
    for holder, properties, margins in ((cell, "tcPr", "tcMar"), (table, "tblPr", "tblCellMar")):
        found = property_of(holder, properties, margins)
        for side in sides:
            margin = found.child(side) if found is not None else None
            if margin is not None:
                return number(part, margin, default, "w")
    return default


def _in_box(part: Part, content: Element) -> Room | None:
    """Return the room in a text box; None where its size is not stated."""
    start = content.parent.start if content.parent is not None else 0
    sizes = list(_BOX.finditer(part.text, start, content.start))
    if not sizes:
        return None
    size = sizes[-1]
    across, down = (
        (int(size["cx"]), int(size["cy"]))
        if size["cx"]
        else (round(float(size["width"]) * _EMU_PER_POINT), round(float(size["height"]) * _EMU_PER_POINT))
    )
    return Room(max(across - _BOX_MARGINS[0], 1), max(down - _BOX_MARGINS[1], 1))


def _attributes(text: str, name: str) -> dict[str, int]:
    """Return the whole numbers among the attributes of the first element *name* in *text*."""
    element = re.search(rf"<(?:[\w.-]+:)?{name}\b([^<>]*)>", text)
    return {
        key: int(value) for key, value in re.findall(r"([\w]+)=[\"'](-?\d{1,9})[\"']", element[1] if element else "")
    }
