"""Nesting: blocks and the tags in the order in which they run -> which blocks cross, and which stand too deep."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docfill.problems import Problems
    from docfill.word.blocks import Block
    from docfill.word.paragraphs import Tag

# Python takes twenty loops within one another, and about a hundred conditions.
_SURELY_COMPILED, _NEVER_COMPILED = 18, 100
_SHORT = 200  # characters of a tag, in which too little can be nested for Python to give up


def _depths(blocks: list[Block]) -> dict[Block, int]:
    """Return in how many of *blocks* each of them stands, itself among them."""
    depths: dict[Block, int] = {}
    for block in blocks:
        depths[block] = depths.get(block.parent, 0) + 1 if block.parent is not None else 1
    return depths


def is_nested_too_deep(blocks: list[Block]) -> bool:
    """Tell whether *blocks* are nested deeper than any that can be compiled."""
    return max(_depths(blocks).values(), default=0) > _NEVER_COMPILED


def is_surely_compiled(blocks: list[Block], tags: list[Tag]) -> bool:
    """Tell whether nothing is nested so deep in *blocks* or in the expressions of *tags* that it cannot be compiled."""
    deepest = max(_depths(blocks).values(), default=0)
    return deepest <= _SURELY_COMPILED and all(len(tag.source) <= _SHORT for tag in tags)


def report_too_deep(blocks: list[Block], tags: list[Tag], problems: Problems) -> None:
    """Report what is nested deeper than can be compiled: blocks within blocks, or else the longest expression."""
    depths = _depths(blocks)
    deepest = max(blocks, key=depths.__getitem__, default=None)
    tag = max(tags, key=lambda tag: len(tag.source))
    if deepest is not None and depths[deepest] > _SURELY_COMPILED:
        tag = deepest.tags[0]
    problems.add("too-deep", tag.place, tag=tag.typed[:80])


def check_nesting(tags: list[Tag | None], blocks: list[Block], problems: Problems) -> None:
    """Report blocks that came to cross when they were hoisted to their rows: each alone is sound, not both.

    *tags* are in the order in which they run.
    """
    block_of = {tag: block for block in blocks for tag in block.tags}
    known = set(blocks)  # a parent that is never ended is none of them
    stack: list[Block] = []
    stacked: set[Block] = set()
    for tag in tags:
        block = block_of.get(tag) if tag is not None else None
        if block is None:
            continue
        if tag is block.tags[0]:
            if block.parent is not None and block.parent in known and block.parent not in stacked:
                _report_crossed(block, block.parent, problems)
            stack.append(block)
            stacked.add(block)
        elif not stack or stack[-1] is not block:
            _report_crossed(block, stack[-1] if stack else block, problems)
            return
        elif tag is block.tags[-1]:
            stacked.remove(stack.pop())


def _report_crossed(block: Block, other: Block, problems: Problems) -> None:
    first, second = sorted((block.tags[0], other.tags[0]), key=lambda tag: tag.index)
    problems.add(
        "crossed-blocks",
        second.place,
        first.place,
        tag=second.typed,
        other=first.typed,
        closing=f"end{second.word}",
    )
