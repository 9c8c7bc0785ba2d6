"""Calls: blocks that are printed elsewhere -> the tags that print them, and where what they print may stand.

A macro may hold more than text: whole paragraphs, whole rows, or several runs of one paragraph. So may what a
recursive loop repeats. The tag that calls it stands by itself, and in the place of its own paragraph or row, or from
run to run, comes what the block holds. Nothing else can be done with that, so no other tag may name the macro.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docfill.word.blocks import Level, innermost
from docfill.word.levels import KIND_OF_PREFIX
from docfill.word.statements import is_recursive, name_of_macro
from docfill.word.whereabouts import container_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from docfill.problems import Problems
    from docfill.word.blocks import Block
    from docfill.word.paragraphs import Tag
    from docfill.word.scan import Element, Part

_PREFIX_OF_LEVEL = {Level.PARAGRAPH: "p", Level.ROW: "tr", Level.TEXT: ""}
_NAME = re.compile(r"(?<![\w.])\w+")
_LOOP_CALLED = re.compile(r"(?<![\w.])loop\s*\(")
_LITERAL = re.compile(r"\"(?:[^\"\\]|\\.)*(?:\"|\Z)|'(?:[^'\\]|\\.)*(?:'|\Z)")


class Call:
    """A *tag* that prints what *block* holds; *unit* is the paragraph or row that goes away for it, if one does."""

    __slots__ = ("block", "tag", "unit")

    def __init__(self, tag: Tag, block: Block, unit: Element | None) -> None:
        self.tag = tag
        self.block = block
        self.unit = unit


def holds_structure(part: Part, block: Block) -> bool:
    """Tell whether more than text stands between the tags of *block*, be it only the end of a run."""
    return block.unit_cut or "<" in part.text[block.tags[0].pieces[-1][1] : block.tags[-1].pieces[0][0]]


def may_be_called(part: Part, block: Block) -> bool:
    """Tell whether *block*, which holds more than text, is one that tags can print elsewhere."""
    if block.word != "macro" or "sectPr" in part.text[block.tags[0].pieces[0][0] : block.tags[-1].pieces[0][0]]:
        return False  # a section may not end just anywhere
    return block.level is Level.TEXT or (block.unit_cut and block.level in {Level.PARAGRAPH, Level.ROW})


def find_calls(
    part: Part,
    tags: Sequence[Tag],
    blocks: Sequence[Block],
    stands_alone: Callable[[Tag, Element], bool],
    problems: Problems,
) -> list[Call]:
    """Return the tags that print a block of *blocks* which holds more than text.

    *stands_alone* tells whether a unit holds nothing but a tag. Other uses of such a block are reported.
    """
    calls: list[Call] = []
    told: set[Tag] = set()
    naming = _naming(tags)
    around = innermost(tags, [block for block in blocks if block.word == "for"])
    inside: dict[Block, list[Tag]] = {}
    for tag in naming.get("loop", ()):
        if tag in around:
            inside.setdefault(around[tag], []).append(tag)
    for block in blocks:
        part.look_at_clock()
        if block.word not in {"macro", "for"} or not holds_structure(part, block):
            continue
        if block.word == "macro" and may_be_called(part, block):
            name = name_of_macro(block.tags[0])
            users = [tag for tag in naming.get(name, ()) if tag is not block.tags[0]]
            own = len(re.findall(rf"(?<![\w.]){name}(?!\w)", block.tags[0].source))
            users.extend([block.tags[0]] if own > 1 else [])
        elif block.word == "for" and is_recursive(block.tags[0]):
            name = "loop"
            users = [tag for tag in inside.get(block, ()) if _LOOP_CALLED.search(_bare(tag))]
        else:
            continue
        for tag in users:
            call = _call(tag, name, block, stands_alone, problems)
            calls.extend([call] if call else [])
        told.update(users)
    for tag in tags:
        if tag.kind == "output" and tag.prefix in {"tr", "tc"} and tag not in told:
            problems.add("value-is-no-row", tag.place, tag=tag.typed)
    return calls


def _call(
    tag: Tag, name: str, block: Block, stands_alone: Callable[[Tag, Element], bool], problems: Problems
) -> Call | None:
    """Return the call of *block* that *tag* is, or report that it is none."""
    prefix = _PREFIX_OF_LEVEL.get(block.level, "")
    unit = None
    fits = block.unit_cut is bool(prefix) and tag.kind == "output" and _is_call(tag.source, name)
    fits = fits and not tag.paragraph.elsewhere  # a field's code, say, has no runs
    if fits and prefix:
        unit = tag.paragraph.element.nearest(KIND_OF_PREFIX[prefix])
        fits = tag.prefix == prefix and unit is not None
        if unit is not None and block.level is Level.ROW:
            # Rows of another table would have other columns.
            fits = fits and container_of(unit) is container_of(block.units[0])
    elif fits:
        fits = tag.prefix in {"", "r"}
    if not fits:
        usage = f"{{{{{prefix} {name}(…) }}}}"
        problems.add("macro-out-of-place", tag.place, block.tags[0].place, tag=tag.typed, name=name, usage=usage)
        return None
    if unit is not None and not stands_alone(tag, unit):
        return None
    return Call(tag, block, unit)


def _naming(tags: Sequence[Tag]) -> dict[str, list[Tag]]:
    """Return the tags that name each name, outside of literals and not as a part of something else."""
    naming: dict[str, list[Tag]] = {}
    for tag in tags:
        for name in dict.fromkeys(_NAME.findall(_bare(tag)) if tag.kind != "comment" else ()):
            naming.setdefault(name, []).append(tag)
    return naming


def _bare(tag: Tag) -> str:
    return _LITERAL.sub("''", tag.source)


def _is_call(source: str, name: str) -> bool:
    """Tell whether *source* is a call of *name* and nothing else."""
    bare = _LITERAL.sub(lambda literal: "'" * len(literal.group()), source)
    opened = re.match(rf"{name}\s*\(", bare)
    if not opened or not bare.endswith(")"):
        return False
    depth = 0
    for at in range(opened.end() - 1, len(bare)):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(bare[at], 0)
        if not depth:
            return at == len(bare) - 1
    return False
