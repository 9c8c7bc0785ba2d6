"""Outlines: a document's main part -> its tables as a reader sees them: heading, widths, each cell with its place.

Only the outermost tables are outlined. Merged cells are one cell: over columns by `w:gridSpan`, over rows by `w:vMerge`
(ECMA-376 part 1, 17.4.17, 17.4.84).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docfill.memory import refuse_shortage
from docfill.problems import failure
from docfill.word.rows import MOST_COLUMNS
from docfill.word.whole import whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from docfill.places import FilePlace

_DEFAULT_WIDTH = 1000  # twips, of a column that says nothing


class Slot(NamedTuple):
    """One cell of a table: where it begins, counted from 0, how many *rows* and *columns* it takes, its *text*."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


class Outline(NamedTuple):
    """One table: the text of the paragraph before it, the *widths* of its columns in twips, its cells row by row."""

    heading: str
    widths: tuple[int, ...]
    slots: tuple[Slot, ...]


def outlines_of(content: bytes, place: FilePlace) -> tuple[Outline, ...]:
    """Return the tables of the main part *content*, at *place*, in order. Raises FillError where it is no XML."""
    from lxml import etree  # lazy: only an entry workbook asks

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        body = etree.fromstring(content, parser).find("{*}body")
    except etree.XMLSyntaxError as error:
        refuse_shortage(error)
        line, column = error.position
        raise failure("malformed-part", place, line=line, column=column) from error
    outlines: list[Outline] = []
    heading = ""
    for element in _blocks(body) if body is not None else ():
        if _kind(element) == "tbl":
            outlines.append(_outline(element, heading))
        else:
            heading = _text(element) or heading
    return tuple(outlines)


def _kind(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _blocks(parent: _Element) -> Iterator[_Element]:
    """Yield the paragraphs and tables right in *parent*; content controls and the like are looked through."""
    for child in parent:
        if _kind(child) in {"p", "tbl"}:
            yield child
        elif _kind(child) in {"sdt", "sdtContent", "customXml", "ins", "smartTag"}:
            yield from _blocks(child)


def _text(element: _Element) -> str:
    paragraphs = element.iter("{*}p") if _kind(element) != "p" else [element]
    lines = ("".join(text.text or "" for text in paragraph.iter("{*}t")).strip() for paragraph in paragraphs)
    return "\n".join(filter(None, lines))


def _value(element: _Element | None, path: str) -> str | None:
    """Return the attribute ``w:val`` of the element at *path*, empty where it has none; None without the element."""
    found = element.find(path) if element is not None else None
    if found is None:
        return None
    return next((str(value) for name, value in found.attrib.items() if str(name).rpartition("}")[2] == "val"), "")


def _columns(element: _Element, path: str, default: int) -> int:
    """Return how many columns the element at *path* says, *default* where it says none."""
    return min(whole(_value(element, path) or "", default), MOST_COLUMNS)


def _outline(table: _Element, heading: str) -> Outline:
    slots: list[Slot] = []
    open_at: dict[int, int] = {}  # the column of a cell that may go on in the next row -> its number in slots
    count = 0
    for number, row in enumerate(_inner(table, "tr")):
        column = _columns(row, "{*}trPr/{*}gridBefore", 0)
        going_on: dict[int, int] = {}
        for cell in _inner(row, "tc"):
            span = max(_columns(cell, "{*}tcPr/{*}gridSpan", 1), 1)
            merge = _value(cell, "{*}tcPr/{*}vMerge")
            above = open_at.get(column)
            if merge in {"", "continue"} and above is not None:
                slots[above] = slots[above]._replace(rows=slots[above].rows + 1)
                going_on[column] = above
            else:
                if merge is not None:
                    going_on[column] = len(slots)
                slots.append(Slot(number, column, 1, span, _text(cell)))
            column += span
        open_at = going_on
        count = max(count, column)
    widths = [_width(column) for column in table.iterfind("{*}tblGrid/{*}gridCol")]
    widths += [_DEFAULT_WIDTH] * (count - len(widths))
    return Outline(heading, tuple(widths[:count]), tuple(slots))


def _inner(parent: _Element, kind: str) -> Iterator[_Element]:
    """Yield the rows of a table or the cells of a row; content controls and the like are looked through."""
    for child in parent:
        if _kind(child) == kind:
            yield child
        elif _kind(child) in {"sdt", "sdtContent", "customXml", "ins"}:
            yield from _inner(child, kind)


def _width(column: _Element) -> int:
    width = next((value for name, value in column.attrib.items() if str(name).endswith("}w")), "")
    return whole(str(width), _DEFAULT_WIDTH)
