"""Ranges: blocks -> bookmarks, comments and permissions of which a block holds one end only, kept in pairs.

Such an end must be there once whatever becomes of the block (ECMA-376 part 1, 17.13.6.2, 17.13.4.4): where the block
is left out, it is printed in its place; of a block that is repeated, the first copy has it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from docfill.word.ids import IdSlot, find_ids

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from docfill.word.blocks import Block
    from docfill.word.cuts import Spot
    from docfill.word.scan import Part
    from docfill.word.tags import Tag

_END = re.compile(
    r"<(?:[\w.-]+:)?(bookmark|commentRange|perm|moveFromRange|moveToRange)(Start|End)\b"
    r"[^<>]*?\s(?:[\w.-]+:)?id\s*=\s*[\"']([^\"']*)[\"'][^<>]*?(?:/>|>\s*</[^<>]*>)"
)


class Kept(NamedTuple):
    """What keeps ranges whole: what stands before and after a tag's own source, and ends that only a first copy has."""

    around: dict[Tag, tuple[str, str]]
    once: list[IdSlot]


def keep_ranges(
    part: Part, blocks: Sequence[Block], spots: Mapping[Tag, Spot], marker: Callable[[str | IdSlot], str]
) -> Kept:
    """Return what keeps the ranges of *part* whole, whatever becomes of *blocks*, whose tags' lines go to *spots*.

    *marker* gives the Jinja source that stands for a piece of the output.
    """
    kept = Kept({}, [])
    pairs = _pairs(part.text)
    # Between the runs of a line there is no place for an end whose branch is left out; a copy of it is one too many.
    cut = [block for block in blocks if block.word == "for" or (block.unit_cut and block.word == "if")] if pairs else []
    lone: dict[Block, list[list[tuple[int, int]]]] = {}
    # Both ends of all pairs in their order: those in a block are found without a look at all others.
    ends = sorted((end[0], number) for number, pair in enumerate(pairs) for end in pair)
    for block in cut:
        part.look_at_clock()
        edges = [spots[tag].offset for tag in block.tags]
        branches: list[list[tuple[int, int]]] = [[] for _ in edges[1:]]
        inside = ends[bisect_left(ends, (edges[0], 0)) : bisect_left(ends, (edges[-1], 0))]
        for pair in (pairs[number] for number in sorted({number for _, number in inside})):
            where = [_branch(edges, end[0]) for end in pair]
            if where[0] != where[1]:
                for at, end in zip(where, pair, strict=True):
                    if at is not None:
                        branches[at].append(end)
        if any(branches) and not (block.word == "for" and _in_loop(block)):
            lone[block] = branches
    once = {
        end: IdSlot(*end, "once", part.text[slice(*end)])
        for block, branches in lone.items()
        if block.word == "for"
        for end in branches[0]
    }
    kept.once.extend(once[end] for end in sorted(once))
    for block, branches in lone.items():
        printed = ["".join(map(marker, _pieces(part, block, branch, once))) for branch in branches]
        if block.unit_cut:
            kept.around.update(_around(block, printed))
    return kept


def _pairs(text: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return both ends of each range in *text*, as offsets."""
    begun: dict[tuple[str, str], tuple[int, int]] = {}
    pairs = []
    for match in _END.finditer(text):
        kind, edge, value = match.groups()
        if edge == "Start":
            begun[kind, value] = match.span()
        elif (kind, value) in begun:
            pairs.append((begun.pop((kind, value)), match.span()))
    return pairs


def _branch(edges: list[int], offset: int) -> int | None:
    """Return the branch of a block, whose branches begin and end at *edges*, in which *offset* lies."""
    at = bisect_right(edges, offset) - 1
    return at if 0 <= at < len(edges) - 1 else None


def _in_loop(block: Block) -> bool:
    """Tell whether *block* stands in a loop: then its own copies come again, and none of them is the first."""
    outer = block.parent
    while outer is not None:
        if outer.word == "for":
            return True
        outer = outer.parent
    return False


def _pieces(
    part: Part, block: Block, ends: list[tuple[int, int]], once: Mapping[tuple[int, int], IdSlot]
) -> list[str | IdSlot]:
    """Return what is printed for *ends* where they are left out with their branch; in a loop with fresh ids."""
    pieces: list[str | IdSlot] = []
    for end in ends:
        start, stop = end
        if end in once:
            pieces.append(once[end])
            continue
        for slot in sorted(find_ids(part, [end])) if _in_loop(block) else ():
            pieces.extend([part.text[start : slot.start], slot])
            start = slot.stop
        pieces.append(part.text[start:stop])
    return pieces


def _around(block: Block, printed: list[str]) -> dict[Tag, tuple[str, str]]:
    """Return what stands around the tags of *block*, so that each branch prints what the others keep to themselves."""
    tags = block.tags
    before, after = dict.fromkeys(tags, ""), dict.fromkeys(tags, "")
    if block.word == "for":
        if len(tags) > 2:
            after[tags[1]] = printed[0]
            before[tags[1]] = f"{{% if loop.last %}}{printed[1]}{{% endif %}}" if printed[1] else ""
        else:
            before[tags[1]] = f"{{% else %}}{printed[0]}"
    else:
        for at, tag in enumerate(tags[:-1]):
            after[tag] = "".join(printed[:at])
            before[tags[at + 1]] = "".join(printed[at + 1 :])
        if not any(tag.word == "else" for tag in tags):
            before[tags[-1]] += "{% else %}" + "".join(printed)
    return {tag: (before[tag], after[tag]) for tag in tags}
