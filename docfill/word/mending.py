"""Mending: output with guards' marks -> the same without, its cells, rows and tables whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docfill.word.marks import (
    CELL_BEGINS,
    CELL_ENDS,
    CELL_SPARE,
    CONTROL_BEGINS,
    CONTROL_ENDS,
    GRID_BEGINS,
    GRID_ENDS,
    ROW_BEGINS,
    ROW_ENDS,
    TABLE_BEGINS,
    TABLE_ENDS,
    TABLE_HEAD_ENDS,
    TABLE_OVER,
    WORK_BEGINS,
    WORK_ENDS,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_BEGINNINGS = (CELL_BEGINS, ROW_BEGINS, TABLE_BEGINS, GRID_BEGINS, WORK_BEGINS, CONTROL_BEGINS)
_MARKS = "\x01\x02\x03\x04\x05\x06\x07\x08\x10\x11\x12\x15\x16\x18\x19"
_MARK = re.compile(f"([{_MARKS}])")
# As bytes of UTF-8, in which they can be nothing else, and are found many times faster.
_MARKS_AS_BYTES = tuple(mark.encode() for mark in _MARKS)
_ENDS_IN_PARAGRAPH = re.compile(
    r"(?:</[\w.-]*:?p>|<[\w.-]*:?p(?:\s[^<>]*)?/>)\s*(?:</[\w.-]*:?(?:sdt|sdtContent|ins)>\s*)*\Z"
)
_RANGE_MARKUP = re.compile(r"<[\w.-]*:?(?:bookmark|comment|perm|move)\w*(?:Start|End)\b[^<>]*(?:/>|(?<!/)></[^<>]*>)")
_RANGE_MARKUP_AT_END = re.compile(rf"(?:{_RANGE_MARKUP.pattern}\s*)+\Z")
_HAS_CELL = re.compile(r"<[\w.-]*:?tc[\s>]")
_EMPTIED = re.compile(
    rf"<[\w.-]*:?sdtContent(?:\s[^<>]*)?>\s*((?:{_RANGE_MARKUP.pattern}\s*)*)</[\w.-]*:?sdtContent>\s*</[\w.-]*:?sdt>\Z"
)
_HAS_ROW = re.compile(r"<[\w.-]*:?tr[\s>]")


class _Frame:
    """What is open and not yet known to be needed."""

    __slots__ = ("flushed", "head", "kind", "pieces")

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.pieces: list[str] = []
        self.head = ""
        self.flushed = False


class Mender:
    """Takes the output piece by piece and gives it back without its marks; holds back no more than it must."""

    def __init__(self, rework: Callable[[str], str]) -> None:
        """Begin; *rework* does the work that the cells of a row are marked for."""
        self._stack: list[_Frame] = []
        self._rework = rework

    def minds(self, content: bytes) -> bool:
        """Tell whether *content*, the next stretch in UTF-8, must pass through here."""
        # The rows of a long table, once its head is out, go by.
        holds = any(not frame.flushed for frame in self._stack)
        return holds or any(mark in content for mark in _MARKS_AS_BYTES)

    def mend(self, text: str) -> str:
        """Return what of the output so far can be given away, with *text* at its end."""
        out: list[str] = []
        for token in _MARK.split(text):
            if token:
                self._take(token, out)
        return "".join(out)

    def _take(self, token: str, out: list[str]) -> None:
        if len(token) > 1 or not _MARK.match(token):
            self._put(token, out)
        elif token in _BEGINNINGS:
            self._stack.append(_Frame(token))
        elif token == TABLE_HEAD_ENDS:
            frame = self._stack[-1]
            frame.head, frame.pieces = "".join(frame.pieces), []
        elif token in {CELL_ENDS, TABLE_ENDS}:
            self._stack.append(_Frame(token))
        elif token == CELL_SPARE:
            spare = "".join(self._stack.pop().pieces)
            content = "".join(self._stack.pop().pieces)
            self._put(_with_paragraph(content, spare), out)
        elif token == TABLE_OVER:
            foot = "".join(self._stack.pop().pieces)
            table = self._stack.pop()
            self._put(foot if table.flushed else _ends_in("".join(table.pieces)), out)
        elif token == ROW_ENDS:
            content = "".join(self._stack.pop().pieces)
            self._put(content if _HAS_CELL.search(content) else _ends_in(content), out)
        elif token == WORK_ENDS:
            self._put(self._rework("".join(self._stack.pop().pieces)), out)
        elif token == CONTROL_ENDS:
            content = "".join(self._stack.pop().pieces)
            emptied = _EMPTIED.search(content)
            self._put(emptied[1] if emptied else content, out)  # bookmarks in it that end elsewhere stay in pairs
        elif token == GRID_ENDS:
            from docfill.word.columns import fit_grid  # lazy for start-up: few templates repeat columns

            self._put(fit_grid("".join(self._stack.pop().pieces)), out)

    def _put(self, text: str, out: list[str]) -> None:
        """Hand *text* to the innermost that is held back, or out; the first row lets its table's head go."""
        frames = self._stack
        for depth in range(len(frames) - 1, -1, -1):
            frame = frames[depth]
            if frame.kind == TABLE_BEGINS and (frame.head or frame.flushed):
                if not frame.flushed and _HAS_ROW.search(text):
                    frame.flushed = True
                    text = frame.head + "".join(frame.pieces) + text
                if frame.flushed:
                    continue
            frame.pieces.append(text)
            return
        out.append(text)


def _ends_in(content: str) -> str:
    """Return the ends of bookmarks and the like in *content*, which goes, whose other ends stand elsewhere."""
    if not _RANGE_MARKUP.search(content):
        return ""
    from docfill.word.ids import lone_ends  # lazy for start-up

    return lone_ends(content)


def _with_paragraph(content: str, spare: str) -> str:
    bare = _RANGE_MARKUP_AT_END.sub("", content.rstrip())
    return content if _ENDS_IN_PARAGRAPH.search(bare) else content + spare
