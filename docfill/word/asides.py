"""Asides: comments with a prefix (``{#p … #}``) -> paragraphs, rows and cells that go away with all they hold.

As in docxtpl, ``p``, ``tr`` and ``tc`` say that the whole paragraph, row or cell is the aside, other text and tags
in it included.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from docfill.word.levels import KIND_OF_PREFIX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docfill.problems import Problems
    from docfill.word.paragraphs import Paragraph, Tag
    from docfill.word.scan import Element


def find_asides(paragraphs: Sequence[Paragraph], problems: Problems) -> dict[Element, Tag]:
    """Return the units that are asides, each with the comment that says so; those within others are left out."""
    asides: dict[Element, Tag] = {}
    for paragraph in paragraphs:
        if paragraph.elsewhere:
            continue  # a picture's description, say, is no paragraph
        for tag in paragraph.tags:
            kind = KIND_OF_PREFIX.get(tag.prefix) if tag.kind == "comment" else None
            if kind is None:
                continue
            unit = paragraph.element.nearest(kind)
            if unit is None:
                problems.add("prefix-outside-table", tag.place, tag=tag.typed)
            else:
                asides.setdefault(unit, tag)
    return {
        unit: tag
        for unit, tag in asides.items()
        if not any(outer in asides for outer in unit.ancestors() if outer is not unit)
    }


def _start(unit: Element) -> int:
    return unit.start


def without_asides(tags: Sequence[Tag], asides: dict[Element, Tag]) -> list[Tag]:
    """Return *tags* without those that stand in *asides* and are not what makes them asides."""
    kept: list[Tag] = []
    units = sorted(asides, key=_start)
    for tag in tags:
        # By where it stands, for what is in no paragraph, a picture's description, is in no tree either.
        at = tag.pieces[0][0]
        index = bisect_right(units, at, key=_start) - 1
        if index < 0 or at >= units[index].end or asides[units[index]] is tag:
            kept.append(tag)
        else:
            tag.paragraph.tags.remove(tag)
    return kept
