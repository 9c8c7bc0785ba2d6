"""Bridges: two spots in the text of paragraphs -> the markup that leads from one to the other.

A block that is cut at its tags may begin in one run and end in another. Whatever comes after a repetition, or in
place of what was removed, must stand in the run that it was written in, with that run's format. So the program
closes what is open at the one spot and opens again what is open at the other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docfill.word.prefixes import declarations
from docfill.word.scan import IDENTITY
from docfill.word.whereabouts import block_beside, kind_beside

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from docfill.problems import Problems
    from docfill.word.blocks import Block
    from docfill.word.calls import Call
    from docfill.word.paragraphs import Tag
    from docfill.word.scan import Element, Part

_TEXTS = frozenset({"t", "instrText", "main:t", "math:t"})
_RUNS = frozenset({"r", "main:r", "math:r"})
_REOPENABLE = _TEXTS | _RUNS | {"hyperlink", "ins", "moveTo", "smartTag"}
_PROPERTIES = {
    "r": ("rPr",),
    "smartTag": ("smartTagPr",),
    "main:r": ("main:rPr",),
    "math:r": ("math:rPr", "rPr", "main:rPr"),
}
# Revision marks say who typed a run when, not how it looks.
_REVISION = r"\s[\w.-]+:rsid\w*=(?:\"[^\"]*\"|'[^']*')"


class NoBridgeError(Exception):
    """Raised where what is open cannot be opened twice: a content control, a field."""


def chain(spot: Element) -> list[Element]:
    """Return the elements that are open at *spot*, a ``w:t``, from the paragraph (left out) inwards."""
    open_there: list[Element] = []
    for element in spot.ancestors():
        if element.kind == "p":
            break
        open_there.append(element)
    return open_there[::-1]


def bridge(part: Part, start: Element, stop: Element) -> str:
    """Return the markup that leads from inside the ``w:t`` *start* to inside *stop*; empty where none is needed.

    Raises NoBridgeError.
    """
    leaving, entering = chain(start), chain(stop)
    shared = 0
    for ours, theirs in zip(leaving, entering, strict=False):
        if ours is not theirs:
            break
        shared += 1
    leaving, entering = leaving[shared:], entering[shared:]
    # What a w:t that keeps its white space has at its end, one that does not would drop (17.3.3.31).
    kept = "preserve" in part.opening(start) or "preserve" not in part.opening(stop)
    if kept and _look(part, leaving) == _look(part, entering):
        return ""
    return close(leaving) + reopen(part, entering)


def bridge_blocks(
    part: Part, blocks: Sequence[Block], marker: Callable[[str], str], problems: Problems
) -> dict[Tag, tuple[str, str]]:
    """Return what stands before and after each tag's own source, where a block begins and ends in different runs.

    *marker* gives the Jinja source that stands for a piece of markup.
    """
    around: dict[Tag, tuple[str, str]] = {}
    for block in blocks:
        if block.unit_cut or block.word not in {"if", "for", "macro"}:
            continue
        # Where each branch begins, and at last where the block ends.
        spots = [block.tags[0].last, *(tag.first for tag in block.tags[1:])]
        if all(spot is spots[0] for spot in spots):
            continue

        def lead(start: int, stop: int, spots: Sequence[Element] = spots) -> str:
            return marker(bridge(part, spots[start], spots[stop]))

        try:
            if block.word == "macro":
                around[block.tags[-1]] = ("", lead(0, 1))  # what it holds is not printed here
            else:
                around.update(_around_if(block, lead) if block.word == "if" else _around_for(block, lead))
        except NoBridgeError:
            opening, closing = block.tags[0], block.tags[-1]
            problems.add("unbalanced-block", opening.place, closing.place, tag=opening.typed, closing=closing.typed)
    return around


def bridge_calls(
    part: Part,
    calls: Sequence[Call],
    gone: Collection[Element],
    marker: Callable[[str], str],
    problems: Problems,
) -> dict[Tag, tuple[str, str]]:
    """Return what stands before and after each tag of *calls*, where the paragraphs *gone* are no longer there."""
    around: dict[Tag, tuple[str, str]] = {}
    for call in calls:
        opening, closing = call.block.tags[0], call.block.tags[-1]
        if call.unit is not None:
            before, after = _apart(call.block, call.unit, gone)
        else:
            try:
                before = bridge(part, call.tag.first, opening.last)
                after = bridge(part, closing.first, call.tag.first)
            except NoBridgeError:
                names = {"tag": opening.typed, "closing": closing.typed}
                problems.add("unbalanced-block", opening.place, closing.place, **names)
                continue
        around[call.tag] = marker(before), marker(after)
    return around


def _apart(block: Block, unit: Element, gone: Collection[Element]) -> tuple[str, str]:
    """Return the empty paragraphs that keep tables in *block* apart from those beside *unit*, where it is printed."""
    first, last = block.units[0], block.units[-1]
    if unit.kind != "p" or first is last:
        return "", ""
    empty = f"<{unit.tag}/>"
    above, below = block_beside(unit, -1), block_beside(unit, 1)
    begins, ends = kind_beside(first, 1) == "tbl", kind_beside(last, -1) == "tbl"
    return (
        empty if begins and above is not None and above.kind == "tbl" else "",
        empty if ends and below is not None and (below.kind == "tbl" or below in gone) else "",
    )


def _around_if(block: Block, lead: Callable[[int, int], str]) -> dict[Tag, tuple[str, str]]:
    """Lead from where the block begins into the branch that is chosen, and from its end to where the block ends."""
    tags, end = block.tags, len(block.tags) - 1
    before, after = dict.fromkeys(tags, ""), dict.fromkeys(tags, "")
    for index, tag in enumerate(tags[:-1]):
        after[tag] = lead(0, index)
        before[tags[index + 1]] = lead(index + 1, end)
    if not any(tag.word == "else" for tag in tags):
        skipped = lead(0, end)
        before[tags[-1]] += f"{{% else %}}{skipped}" if skipped else ""
    return {tag: (before[tag], after[tag]) for tag in tags}


def _around_for(block: Block, lead: Callable[[int, int], str]) -> dict[Tag, tuple[str, str]]:
    """Lead from the end of a repetition to the beginning of the next, and past a loop over nothing."""
    tags, end = block.tags, len(block.tags) - 1
    again, over, skipped = lead(1, 0), lead(1, end), lead(0, 1)
    around = dict.fromkeys(tags, ("", ""))
    around[tags[0]] = ("", f"{{% if not loop.first %}}{again}{{% endif %}}" if again else "")
    ended = f"{{% if loop.last %}}{over}{{% endif %}}" if over else ""
    if len(tags) > 2:
        around[tags[1]] = (ended, skipped)
    else:
        around[tags[1]] = (ended + (f"{{% else %}}{skipped}" if skipped else ""), "")
    return around


def next_paragraph(part: Part, spot: Element) -> str:
    """Return the markup that ends the paragraph at *spot* and begins another of the same format there.

    Raises NoBridgeError.
    """
    paragraph = spot.nearest("p")
    if paragraph is None:  # a w:t stands in a paragraph; the tag was found by way of it
        raise NoBridgeError
    properties = paragraph.child("pPr")
    if properties is not None and properties.child("sectPr") is not None:
        raise NoBridgeError  # the section would end after every line
    open_there = chain(spot)
    return (
        close(open_there)
        + f"</{paragraph.tag}>"
        + re.sub(IDENTITY, "", part.opening(paragraph))
        + (part.source(properties) if properties is not None else "")
        + reopen(part, open_there)
    )


def close(elements: list[Element]) -> str:
    """Return the closing tags of *elements*, which are open from the outside inwards."""
    return "".join(f"</{element.tag}>" for element in reversed(elements))


def reopen(part: Part, elements: list[Element]) -> str:
    """Return the opening tags of *elements* with their properties, as they are written."""
    opened = ""
    for element in elements:
        if element.kind not in _REOPENABLE:
            raise NoBridgeError
        if element.kind == "t":
            opened += f'<{element.tag}{declarations(part.opening(element))} xml:space="preserve">'
            continue
        opened += part.opening(element)
        own = _PROPERTIES.get(element.kind, ())
        opened += "".join(part.source(child) for child in element.children if child.kind in own)
    return opened


def _look(part: Part, elements: list[Element]) -> str | None:
    """Return what tells the format of *elements*: runs without their revision marks; unlike anything for others."""
    if any(element.kind not in _TEXTS | _RUNS for element in elements):
        return None if not elements else f"{id(elements[0])}"
    return re.sub(_REVISION, "", reopen(part, elements))
