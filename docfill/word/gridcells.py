"""Grid cells: a `{% grid name %}` in a cell of a table -> the empty cells that it fills."""

from __future__ import annotations

import re
from itertools import dropwhile
from typing import TYPE_CHECKING

from docfill.word.grids import Grid, Slot
from docfill.word.paragraphs import own_text
from docfill.word.rows import cells_of
from docfill.word.whereabouts import members_of

if TYPE_CHECKING:
    from docfill.problems import Problems
    from docfill.word.paragraphs import Tag
    from docfill.word.scan import Element, Part

# What is there to see in a cell without text.
_CONTENT = ("tbl", "drawing", "pict", "object", "fldChar")
_IDENTIFIER = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*\Z")


def find_grid(part: Part, tag: Tag, problems: Problems) -> Grid | None:
    """Return the grid of *tag*; a problem where it does not stand alone in a table's cell or names nothing."""
    name = tag.source.removeprefix("grid").strip()
    cell = tag.paragraph.element.nearest("tc", "txbxContent")
    if not _IDENTIFIER.match(name):
        problems.add("grid-without-name", tag.place, tag=tag.typed)
        return None
    if cell is None or cell.kind != "tc" or tag.paragraph.rest.strip() or len(tag.paragraph.tags) > 1:
        problems.add("grid-outside-cell", tag.place, tag=tag.typed)
        return None
    table = cell.nearest("tbl")
    if table is None:
        return None
    own_row = cell.nearest("tr")
    rows = list(dropwhile(lambda row: row is not own_row, members_of(table, "tr")))
    own = _columns(part, rows[0]) if rows else []
    own_column = next((column for column, other in own if other is cell), None)
    if own_column is None:  # a prefix has taken its row away, or it stands in none
        problems.add("grid-outside-cell", tag.place, tag=tag.typed)
        return None
    slots: list[Slot] = []
    walls: dict[tuple[int, int], str] = {}
    width = len(own)
    for i, row in enumerate(rows):
        cells = _columns(part, row)
        starts = [column for column, _ in cells]
        # What is below a label in the grid's first column belongs to something else, as what is beside one does.
        if own_column not in starts or (i - 1, 0) in walls:
            break
        for j, (_, other) in enumerate(cells[starts.index(own_column) :][:width]):
            slot = _slot(part, other, i, j, tag if other is cell else None)
            if slot.occupied:
                # A label, or the tag of the next grid in this row: a value may neither cover it nor pass it.
                walls[i, j] = slot.occupied
                break
            slots.append(slot)
        width = min(width, len([slot for slot in slots if slot.row == 0]))
    return Grid(tag, name, slots, walls)


def _columns(part: Part, row: Element) -> list[tuple[int, Element]]:
    """Return the row's cells, each with the grid column at which it begins; continued vertical merges left out."""
    return [(cell.column, cell.element) for cell in cells_of(part, row) if cell.merge != "continue"]


def _slot(part: Part, cell: Element, row: int, column: int, tag: Tag | None) -> Slot:
    if tag is not None:
        start, _ = tag.pieces[0]
        return Slot(row, column, start, start, "", "", "", "")
    paragraphs = list(members_of(cell, "p"))
    if not paragraphs:  # a damaged cell, in which no value could stand
        return Slot(row, column, cell.inner, cell.inner, "", "", "", "…")
    texts = [t for paragraph in paragraphs for t in own_text(paragraph)]
    occupied = "".join(part.text[t.inner : t.inner_end] for t in texts if t.kind == "t").strip()
    if not occupied and any(part.mentions(cell, kind) for kind in _CONTENT):
        occupied = "…" if any(element.kind in _CONTENT for element in cell.walk()) else ""
    if texts and texts[0].kind == "t" and texts[0].end > texts[0].inner_end:
        inner = texts[0]
        return Slot(
            row,
            column,
            inner.inner,
            inner.inner_end,
            "",
            "",
            part.text[inner.inner : inner.inner_end],
            occupied,
        )
    return _new_run(part, paragraphs[0], row, column, occupied)


def _new_run(part: Part, paragraph: Element, row: int, column: int, occupied: str) -> Slot:
    """Return the slot of a paragraph without text: a run after what it holds, in the paragraph mark's format."""
    prefix = paragraph.tag.removesuffix("p")
    holder = paragraph.child("r") or paragraph.child("pPr")
    mark = holder.child("rPr") if holder is not None and part.mentions(holder, "rPr") else None
    # The mark's own properties may tell of its insertion or deletion, which a run's may not (17.3.1.29, 17.3.2.28).
    look = "" if mark is None else re.sub(rf"<{prefix}(?:ins|del|moveFrom|moveTo)\b[^<>]*/>", "", part.source(mark))
    before, after = f"<{prefix}r>{look}<{prefix}t>", f"</{prefix}t></{prefix}r>"
    if paragraph.end > paragraph.inner_end:
        return Slot(row, column, paragraph.inner_end, paragraph.inner_end, before, after, "", occupied)
    opening = part.opening(paragraph)
    opened = opening.rstrip("/> ") + ">"
    return Slot(
        row,
        column,
        paragraph.start,
        paragraph.end,
        opened + before,
        f"{after}</{paragraph.tag}>",
        opening,
        occupied,
    )
