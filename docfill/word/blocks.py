"""Blocks: a part's tags -> pairs of an opening and a closing tag, with the tags between their branches."""

from __future__ import annotations

import enum
import re
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docfill.problems import Problems
    from docfill.word.paragraphs import Tag
    from docfill.word.scan import Element


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
    pairing = _Pairing(tags, problems)
    for index, tag in enumerate(tags):
        if opens_block(tag):
            pairing.open(tag)
        elif tag.word in MIDDLES:
            pairing.part(tag)
        elif tag.word in ENDS:
            pairing.close(tag, index)
    for block in pairing.stack:
        _report_unclosed(block, problems)
    return [block for block in pairing.blocks if block.tags[-1].word in ENDS]


def innermost(tags: Sequence[Tag], blocks: Sequence[Block]) -> dict[Tag, Block]:
    """Return the innermost of *blocks* that each of *tags* stands in, between its first tag and its last."""
    opening = {block.tags[0]: block for block in blocks}
    closing = {block.tags[-1] for block in blocks}
    around: list[Block] = []
    found: dict[Tag, Block] = {}
    for tag in sorted(tags, key=_index):
        if tag in closing:
            while around and around.pop().tags[-1] is not tag:
                pass
        if around:
            found[tag] = around[-1]
        if tag in opening:
            around.append(opening[tag])
    return found


def _index(tag: Tag) -> int:
    return tag.index


def falls(depths: Sequence[int]) -> list[int]:
    """Return for each of *depths* where the first one behind it stands that is less; their number where none does."""
    found = [len(depths)] * len(depths)
    waiting: list[int] = []
    for at, depth in enumerate(depths):
        while waiting and depth < depths[waiting[-1]]:
            found[waiting.pop()] = at
        waiting.append(at)
    return found


class _Pairing:
    """Pairs *tags* in their order: *blocks* are all that have opened, *stack* those that are open."""

    def __init__(self, tags: Sequence[Tag], problems: Problems) -> None:
        self.blocks: list[Block] = []
        self.stack: list[Block] = []
        self._tags = tags
        self._problems = problems
        self._open: Counter[str] = Counter()  # how many blocks of a word are open
        self._crossed: set[int] = set()
        self._falls: dict[str, list[int]] = {}

    def open(self, tag: Tag) -> None:
        """Open a block with *tag*."""
        block = Block(tag, self.stack[-1] if self.stack else None)
        self.stack.append(block)
        self.blocks.append(block)
        self._open[block.word] += 1

    def part(self, tag: Tag) -> None:
        """Begin another branch with *tag*."""
        block = self.stack[-1] if self.stack else None
        if block is None or block.word not in MIDDLES[tag.word]:
            self._problems.add("unopened-block", tag.place, tag=tag.typed, opening="if")
            return
        last = block.tags[-1]
        if last.word == "else":
            closing = f"end{block.word}"
            self._problems.add(
                "branch-after-else", tag.place, last.place, tag=tag.typed, other=last.typed, closing=closing
            )
        else:
            block.tags.append(tag)

    def close(self, tag: Tag, index: int) -> None:
        """Close a block with *tag*, the *index*-th; what else is open in it crosses it, or is never closed."""
        if index in self._crossed:
            return
        word = ENDS[tag.word]
        if not self._open[word]:
            self._problems.add("unopened-block", tag.place, tag=tag.typed, opening=word)
            return
        while self.stack[-1].word != word:
            block = self._pop()
            own_end = self._end_of(block.word, index)
            if own_end is None:
                _report_unclosed(block, self._problems)
            else:
                self._crossed.add(own_end)
                self._problems.add(
                    "crossed-blocks",
                    tag.place,
                    block.tags[0].place,
                    tag=tag.typed,
                    other=block.tags[0].typed,
                    closing=f"end{block.word}",
                )
        self._pop().tags.append(tag)

    def _pop(self) -> Block:
        block = self.stack.pop()
        self._open[block.word] -= 1
        return block

    def _end_of(self, word: str, index: int) -> int | None:
        """Return which tag behind the *index*-th ends a block of *word* that is open there; None where none does."""
        if word not in self._falls:
            steps = (
                1 if tag.word == word and opens_block(tag) else -1 if tag.word == f"end{word}" else 0
                for tag in self._tags
            )
            self._falls[word] = falls(list(accumulate(steps, initial=0)))
        end = self._falls[word][index + 1]
        return end - 1 if end <= len(self._tags) else None


def _report_unclosed(block: Block, problems: Problems) -> None:
    opening = block.tags[0]
    problems.add("unclosed-block", opening.place, tag=opening.typed, closing=f"{{% end{block.word} %}}")
