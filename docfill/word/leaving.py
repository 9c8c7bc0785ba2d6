"""Leaving: tags that leave a loop, or one round of it -> a problem for each that would leave half of something behind.

``break`` and ``continue`` skip what follows them in the loop. Between two of the units that a loop repeats that is
whole; so it is in a loop over text, where nothing but text is skipped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docfill.word.blocks import Level, innermost
from docfill.word.statements import LEAVING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docfill.problems import Problems
    from docfill.word.blocks import Block
    from docfill.word.paragraphs import Tag
    from docfill.word.scan import Element, Part


def check_leaving(
    part: Part,
    tags: Sequence[Tag],
    blocks: Sequence[Block],
    markers: Mapping[Element, Sequence[Tag]],
    problems: Problems,
) -> None:
    """Report the tags among *tags* that leave their loop in the middle of what it repeats."""
    marker_of = {tag: unit for unit, its in markers.items() for tag in its}
    around = innermost(tags, blocks)
    for tag in tags:
        if tag.word not in LEAVING:
            continue
        loop = around.get(tag)
        while loop is not None and loop.word not in {"for", "macro", "call"}:
            loop = loop.parent
        if loop is None or loop.word != "for" or not _leaves_whole(part, loop, marker_of.get(tag)):
            problems.add("loop-cannot-stop-here", tag.place, tag=tag.typed)


def _leaves_whole(part: Part, loop: Block, marker: Element | None) -> bool:
    """Tell whether what follows *marker*, or a tag in the text of *loop*, is whole."""
    if loop.level is Level.TEXT:
        return "<" not in part.text[loop.tags[0].pieces[-1][1] : loop.tags[-1].pieces[0][0]]
    if marker is None or not loop.unit_cut or marker in loop.units:
        return False
    return marker.parent is loop.units[0].parent and loop.units[0].start < marker.start < loop.units[-1].start
