"""Edges: tags beside white space -> where it may come to an end of its ``w:t``, where Word drops it (17.3.3.31)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docfill.word.values import EDGE, TAIL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docfill.word.paragraphs import Tag
    from docfill.word.scan import Part


def edges_of(part: Part, tags: Iterable[Tag]) -> list[tuple[int, str]]:
    """Return the offsets in *part* at which a mark is needed, and which, for the sake of white space beside *tags*."""
    text = part.text
    edges: list[tuple[int, str]] = []
    for tag in (tag for tag in tags if not tag.paragraph.elsewhere):
        for start, stop in tag.pieces:
            behind, before_it = text[stop : stop + 1].isspace(), text[start - 1].isspace()
            if not (behind or before_it):
                continue
            inner, opening = _text_around(part, tag, start)
            if "preserve" in opening:
                continue
            if behind:
                edges.append((stop, EDGE))
            if before_it:
                before = start - inner
                while before and text[inner + before - 1].isspace():
                    before -= 1
                if before:  # white space that begins the form's own w:t is dropped with the tag as without it
                    edges.append((inner + before, TAIL))
    return edges


def _text_around(part: Part, tag: Tag, start: int) -> tuple[int, str]:
    """Return where the inside begins of the ``w:t`` in which the piece of *tag* at *start* stands, and its opening."""
    starts = tag.paragraph.starts
    if isinstance(starts, range):  # all of the paragraph is one text, so nobody need look for its element
        inner = starts.start
        return inner, part.text[part.text.rfind("<", 0, inner) : inner]
    spot = tag.first if start < tag.first.inner_end else tag.last
    return spot.inner, part.opening(spot)
