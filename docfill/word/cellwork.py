"""Cell work: a printed row with marks in its cells -> the row with its cells merged, widened and coloured.

A mark is the number of a `Work`, what a cell's tag asked for as it was printed, or the part that the cell has in a
vertical merge. Rows come in the order of the report, so that a merge knows whether it has begun.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from docfill.word.ids import lone_ends
from docfill.word.looks import hex_colour, written
from docfill.word.properties import CELL_ORDER, with_property
from docfill.word.rows import cells_of, number, property_of
from docfill.word.scan import IDENTITY, scan_text
from docfill.word.spots import element_end
from docfill.word.whereabouts import members_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docfill.word.merges import CellSpec
    from docfill.word.rows import Cell
    from docfill.word.run import Run
    from docfill.word.scan import Part

CELL_MARK = "\x17"
_MARK = re.compile(f"{CELL_MARK}(\\d+){CELL_MARK}")
_TAGS = re.compile(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_MAX_SPAN = 63  # columns that a table of Word can have


class Work(NamedTuple):
    """What is to be done with one printed cell: *spec* says what, *value* is what its tag worked out.

    *region* counts how often the group began anew.
    """

    spec: CellSpec
    region: int
    value: Any


class _Done(NamedTuple):
    """One cell on its way: its markup, the columns it takes and its width (0 where it says none)."""

    text: str
    span: int
    width: int
    across: Any  # what it merges with sideways: its group, region and value; None for most


class CellWork:
    """Works on the rows of one part, in their order."""

    def __init__(self, works: Sequence[Work], run: Run) -> None:
        self._works = works
        self._run = run
        self._open: dict[int, tuple[Any, str]] = {}  # a vertical merge under way: what it goes by, what it shows

    def rework(self, row: str) -> str:
        """Return the markup of *row* with the work on its cells done, and without marks."""
        if CELL_MARK not in row:
            return row
        part = scan_text(row)
        element = next((child for child in part.root.children if child.kind == "tr"), None)
        if element is None:
            return _MARK.sub("", row)
        cells = cells_of(part, element)
        marks = [(mark.start(), self._works[int(mark[1])]) for mark in _MARK.finditer(row)]
        done: list[_Done] = []
        pieces: list[str] = []
        at = 0
        for cell in cells:
            own = cell.element
            works = [work for position, work in marks if own.start <= position < own.end]
            pieces.append(row[at : own.start])
            done.append(self._cell(part, cell, works))
            at = own.end
        joined = _joined(part, done)
        between = "".join(pieces)
        if any(piece.strip() for piece in pieces[1:]):  # a content control around a cell
            made = "".join(piece + each for piece, each in zip(pieces, joined, strict=True))
        else:
            made = between + "".join(joined)
        return _MARK.sub("", made + row[at:])

    def _cell(self, part: Part, cell: Cell, works: Sequence[Work]) -> _Done:
        text = _MARK.sub("", part.source(cell.element))
        span = cell.span
        width = number(part, property_of(cell.element, "tcPr", "tcW"), 0, "w")
        across = None
        for work in works:
            word = work.spec.word
            if word in {"vm", "merge", "joined"}:
                text = self._merged(part, cell, text, work)
            elif word == "hm":
                across = (work.spec.group, work.region, work.value)
            elif word == "colspan":
                text, span = self._spanned(part, text, span, work)
            else:
                text = self._coloured(part, text, work)
        return _Done(text, span, width, across)

    def _merged(self, part: Part, cell: Cell, text: str, work: Work) -> str:
        """Return the cell as the beginning of a vertical merge, or as one in which it goes on."""
        spec, w = work.spec, _prefix(part)
        shown = _shown(text)
        goes_by, begun = self._open.get(spec.group, (None, ""))
        wanted = (work.region, work.value, shown if spec.by_text else "")
        if spec.word == "joined":  # beside the cell with the tag, it goes on with whatever that began
            if goes_by is None or goes_by[0] != work.region:
                return text
        elif goes_by != wanted:
            self._open[spec.group] = (wanted, shown)
            if spec.label and not shown.strip():
                text = _with_content(text, w, spec.label)
            return text if cell.merge == "restart" else _with(text, w, "vMerge", {"val": "restart"})
        elif cell.merge == "continue":
            return text  # as the form has it
        elif spec.word == "merge" and shown.strip() not in {"", begun.strip()}:
            self._refuse("merge-hides-value", work, shown=begun.strip()[:40], hidden=shown.strip()[:40])
        text = _with_content(text, w, _blank(part, cell))
        return _with(text, w, "vMerge", {"val": "continue"})

    def _spanned(self, part: Part, text: str, span: int, work: Work) -> tuple[str, int]:
        value = work.value
        try:
            columns = int(str(value).strip())
        except ValueError:
            columns = 0
        if not 1 <= columns <= _MAX_SPAN:
            self._refuse("not-a-span", work, found=str(value))
            return text, span
        return _with(text, _prefix(part), "gridSpan", {"val": str(columns)} if columns > 1 else None), columns

    def _coloured(self, part: Part, text: str, work: Work) -> str:
        value = "" if work.value is None else str(work.value).strip()
        if not value:
            return text
        colour = hex_colour(value)
        if colour is None:
            self._refuse("colour-not-known", work, colour=value)
            return text
        return _with(text, _prefix(part), "shd", {"val": "clear", "color": "auto", "fill": colour})

    def _refuse(self, code: str, work: Work, **words: str) -> None:
        tag = work.spec.tag
        self._run.report(code, tag, [tag.place] if tag is not None else [], **words)


def _joined(part: Part, cells: Sequence[_Done]) -> list[str]:
    """Return the markup of *cells*; of those that merge sideways the first, over the columns of all, and blanks."""
    made = [cell.text for cell in cells]
    at = 0
    while at < len(cells):
        end = at + 1
        while cells[at].across is not None and end < len(cells) and cells[end].across == cells[at].across:
            end += 1
        if end - at > 1:
            merged = cells[at:end]
            span, width = sum(cell.span for cell in merged), sum(cell.width for cell in merged)
            w = _prefix(part)
            text = _with(merged[0].text, w, "gridSpan", {"val": str(span)})
            if all(cell.width for cell in merged):
                text = re.sub(rf"(<{w}tcW\b[^<>]*?\b{w or 'w:'}w=[\"'])\d+", rf"\g<1>{width}", text, count=1)
            made[at:end] = [text, *[""] * (end - at - 1)]
        at = end
    return made


def _prefix(part: Part) -> str:
    return part.root.children[0].tag.removesuffix("tr")


def _with(cell: str, prefix: str, name: str, attributes: dict[str, str] | None) -> str:
    """Return *cell* with the property *name*; without it where *attributes* is None."""
    markup = "" if attributes is None else written(name, attributes, prefix)
    start, end = _properties(cell, prefix)
    holder = cell[start:end] or f"<{prefix}tcPr/>"
    return cell[:start] + with_property(holder, name, markup, CELL_ORDER) + cell[end:]


def _with_content(cell: str, prefix: str, content: str) -> str:
    """Return *cell* with *content* behind its properties; the ends stay of what begins or ends beside the cell."""
    start, stop = _properties(cell, prefix)[1], cell.rindex("</")
    return cell[:start] + lone_ends(cell[start:stop]) + content + cell[stop:]


def _properties(cell: str, prefix: str) -> tuple[int, int]:
    """Return where the properties of *cell* begin and end; where they would stand, if it has none."""
    opening = _TAGS.match(cell)
    start = opening.end() if opening is not None else 0
    holder = re.compile(rf"<{prefix}tcPr(?=[\s/>])(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>").match(cell, start)
    if holder is None:
        return start, start
    return start, holder.end() if holder.group().endswith("/>") else element_end(cell, holder.end(), f"{prefix}tcPr")


def _blank(part: Part, cell: Cell) -> str:
    """Return an empty paragraph of the format of the cell's first."""
    model = next(members_of(cell.element, "p"), None)
    if model is None:
        w = _prefix(part)
        return f"<{w}p/>"
    properties = model.child("pPr")
    opening = re.sub(IDENTITY, "", part.opening(model)).rstrip("/> ")
    return f"{opening}>{part.source(properties) if properties is not None else ''}</{model.tag}>"


def _shown(cell: str) -> str:
    return _TAGS.sub("", cell)
