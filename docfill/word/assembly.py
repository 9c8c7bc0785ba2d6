"""Assembly: a part's text, what goes away of it and what goes into it -> a program of pieces and lines, one tag a line.

As a source for Jinja it holds no text of the part. Each stretch between two tags is a marker, a number between zero
characters, that stands for a piece: text, or something plain enough to be printed without Jinja.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from typing import TypeAlias

    from docfill.word.ids import IdSlot
    from docfill.word.paragraphs import Tag

    # Something that goes into the output: at what offset, its rank and its order among others there, and what it is. A
    # text or a piece is inserted as it is, a Line is that of a tag or of docfill's own. A tag with steps prints the
    # name of these steps, and no more; nearly all are such, so it takes no Line and no class of its own.
    Insert: TypeAlias = "tuple[int, int, int, Any, tuple[str, ...] | None]"

# A longer name goes Jinja's way, which ends where nothing could read it: what walks its tree does so step within step.
MOST_STEPS = 100
MARKER = re.compile("\x00(\\d+)\x00")


class Line(NamedTuple):
    """One tag in the program: *source* is what Jinja reads for it, *neutral* the same with nothing to work out."""

    source: str
    neutral: str
    tag: Tag | None


class Subscript(str):
    """A step of a name that is written in brackets, ``r["金额(元)"]``: not all that has items has attributes."""

    __slots__ = ()


class Name(NamedTuple):
    """A plain dotted name that is printed: its steps, the line of its tag (from 1), and what it begins with.

    That is the data, or what a block such as a loop gives a meaning: the *root* of that number, of which it has the
    steps that follow.
    """

    path: tuple[str, ...]
    line: int
    root: int = 0


class GridCell(NamedTuple):
    """One cell of a grid: the number of the grid, and of the slot in it."""

    grid: int
    slot: int


class Assembly:
    """A program under construction: its lines, and the *pieces* that its markers stand for.

    *units* is what it consists of, in order: a number is that of a piece, a Line stands for itself. A piece that is a
    Name is the line of its tag.
    """

    def __init__(self) -> None:
        self._lines: list[Line | Tag] = []
        self.pieces: list[str | Name | GridCell | IdSlot] = []
        self.units: list[int | Line] = []

    def marker(self, piece: str | Name | GridCell | IdSlot) -> str:
        """Return the marker of a new *piece*; "" for an empty text."""
        if piece == "":
            return ""
        self.pieces.append(piece)
        return f"\x00{len(self.pieces) - 1}\x00"

    def assemble(self, text: str, inserts: list[Insert], removed: list[tuple[int, int]]) -> None:
        """Make the program of *text* without what is *removed* and with the *inserts*, in their order."""
        lines, units, pieces, at = self._lines, self.units, self.pieces, 0
        gone = merged(removed)[::-1]  # the next one stands at the end, where it is cheap to take away
        for offset, _, _, content, path in sorted(inserts, key=itemgetter(0, 1, 2)):
            if offset > at:
                kept = _kept(text, at, offset, gone)
                if kept:
                    units.append(len(pieces))
                    pieces.append(kept)
                at = offset
            if path is not None:
                lines.append(content)
                units.append(len(pieces))
                pieces.append(Name(path, len(lines)))
            elif isinstance(content, Line):
                lines.append(content)
                units.append(content)
            elif content != "":
                units.append(len(pieces))
                pieces.append(content)
        kept = _kept(text, at, len(text), gone)
        if kept:
            units.append(len(pieces))
            pieces.append(kept)

    @property
    def tags(self) -> list[Tag | None]:
        """The tag of each line, None where there is none."""
        return [line.tag if isinstance(line, Line) else line for line in self._lines]

    @cached_property
    def lines(self) -> list[Line]:
        """The lines in the order in which they run."""
        return [line if isinstance(line, Line) else Line(f"{{{{ {line.source} }}}}", "", line) for line in self._lines]

    @property
    def source(self) -> str:
        """What Jinja reads: each of *lines* ends a line, which begins with the markers before it."""
        written: list[str] = []
        for unit in self.units:
            if isinstance(unit, Line):
                written.append(f"{unit.source}\n")
            else:
                ending = "\n" if isinstance(self.pieces[unit], Name) else ""
                written.append(f"\x00{unit}\x00{ending}")
        return "".join(written)


def merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return *ranges* in the order of their beginnings, those that meet joined."""
    joined: list[tuple[int, int]] = []
    for start, stop in sorted(ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], stop))
        else:
            joined.append((start, stop))
    return joined


def covered(offset: int, ranges: list[tuple[int, int]]) -> bool:
    """Tell whether *offset* lies in one of the *ranges*, which are merged."""
    index = bisect_right(ranges, (offset, sys.maxsize)) - 1
    return index >= 0 and offset < ranges[index][1]


def _kept(text: str, start: int, stop: int, gone: list[tuple[int, int]]) -> str:
    """Return what stays of *text* from *start* to *stop*; *gone*, last range first, is used up on the way."""
    if gone and gone[-1][0] == start and gone[-1][1] <= stop and (len(gone) == 1 or gone[-2][0] >= stop):
        return text[gone.pop()[1] : stop]  # as nearly always: the tag that was before goes, and nothing else
    kept: list[str] = []
    while start < stop and gone and gone[-1][0] < stop:
        begin, end = gone[-1]
        kept.append(text[start : max(start, begin)])
        start = max(start, min(end, stop))
        if end > stop:
            break
        gone.pop()
    kept.append(text[start:stop])
    return "".join(kept)
