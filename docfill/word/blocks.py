"""Blocks: a part's tags -> pairs of an opening and a closing tag, with the tags between their branches."""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docfill.problems import Problems
    from docfill.word.scan import Element
    from docfill.word.tags import Tag


class Level(enum.Enum):
    """What a block repeats or removes; docxtpl's runs (``{%r``) are cut as text, which keeps each run's format."""

    TEXT = "text"
    PARAGRAPH = "paragraph"
    ROW = "row"
    CELL = "cell"


MIDDLES = {"elif": ("if",), "else": ("if", "for")}
ENDS = {f"end{word}": word for word in ("for", "if", "set", "with", "filter", "macro", "call", "raw", "autoescape")}


class Block:
    """A pair of tags, with the tags between its branches: ``tags[0]`` opens and ``tags[-1]`` closes."""

    __slots__ = ("level", "parent", "tags", "unit_cut", "units")

    def __init__(self, opening: Tag, parent: Block | None) -> None:
        self.tags = [opening]
        self.parent = parent
        self.level = Level.TEXT
        self.units: list[Element] = []
        self.unit_cut = False

    @property
    def word(self) -> str:
        """The statement that opens it."""
        return self.tags[0].word

    @property
    def prefix(self) -> str:
        """Docxtpl's prefix of its tags; a tag that lacks the prefix of the others has it too."""
        return next((tag.prefix for tag in self.tags if tag.prefix), "")


def opens_block(tag: Tag) -> bool:
    """Tell whether *tag* opens a block; ``set`` does where it assigns nothing."""
    word = tag.word
    if word == "set":
        return "=" not in re.sub(r"\"[^\"]*\"|'[^']*'", "", tag.source)
    return word in {"for", "if", "with", "filter", "macro", "call", "raw", "autoescape"}


def pair(tags: Sequence[Tag], problems: Problems) -> list[Block]:
    """Return the blocks of *tags* in the order in which they open."""
    blocks: list[Block] = []
    stack: list[Block] = []
    crossed: set[int] = set()
    for index, tag in enumerate(tags):
        word = tag.word
        if opens_block(tag):
            block = Block(tag, stack[-1] if stack else None)
            stack.append(block)
            blocks.append(block)
        elif word in MIDDLES:
            if stack and stack[-1].word in MIDDLES[word]:
                stack[-1].tags.append(tag)
            else:
                problems.add("unopened-block", tag.place, tag=tag.typed, opening="if")
        elif word in ENDS and index not in crossed:
            _close(tag, index, tags, stack, crossed, problems)
    for block in stack:
        _report_unclosed(block, problems)
    return [block for block in blocks if block.tags[-1].word in ENDS]


def _close(  # what closing a block touches
    tag: Tag, index: int, tags: Sequence[Tag], stack: list[Block], crossed: set[int], problems: Problems
) -> None:
    word = ENDS[tag.word]
    if word not in (block.word for block in stack):
        problems.add("unopened-block", tag.place, tag=tag.typed, opening=word)
        return
    while stack[-1].word != word:
        block = stack.pop()
        own_end = _end_of(block.word, tags, index + 1)
        if own_end is None:
            _report_unclosed(block, problems)
        else:
            crossed.add(own_end)
            problems.add(
                "crossed-blocks",
                tag.place,
                block.tags[0].place,
                tag=tag.typed,
                other=block.tags[0].typed,
                closing=f"end{block.word}",
            )
    stack.pop().tags.append(tag)


def _end_of(word: str, tags: Sequence[Tag], index: int) -> int | None:
    depth = 1
    for at in range(index, len(tags)):
        if tags[at].word == word and opens_block(tags[at]):
            depth += 1
        elif tags[at].word == f"end{word}":
            depth -= 1
            if not depth:
                return at
    return None


def _report_unclosed(block: Block, problems: Problems) -> None:
    opening = block.tags[0]
    problems.add("unclosed-block", opening.place, tag=opening.typed, closing=f"{{% end{block.word} %}}")
