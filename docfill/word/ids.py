"""Ids: what must be unique in a document, where a block repeats it -> a fresh one for every copy.

Drawings (`wp:docPr/@id`, 20.4.2.5), bookmarks (`w:bookmarkStart`, 17.13.6.2), content controls (`w:id`, 17.5.2.18)
and Word's paragraph ids (`w14:paraId`, MS-DOCX 2.6.2.3). The first copy keeps the template's own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docfill.word.scan import Part

IdKind = Literal["paragraph", "drawing", "bookmark", "bookmark end", "bookmark name", "control"]

_VALUE = r"\s*=\s*[\"']([^\"']*)[\"']"
_PATTERNS: tuple[tuple[IdKind, re.Pattern[str]], ...] = (
    ("paragraph", re.compile(rf"\s[\w.-]+:paraId{_VALUE}")),
    ("drawing", re.compile(rf"<(?:[\w.-]+:)?docPr\b[^<>]*?\sid{_VALUE}")),
    ("bookmark", re.compile(rf"<(?:[\w.-]+:)?bookmarkStart\b[^<>]*?\s(?:[\w.-]+:)?id{_VALUE}")),
    ("bookmark end", re.compile(rf"<(?:[\w.-]+:)?bookmarkEnd\b[^<>]*?\s(?:[\w.-]+:)?id{_VALUE}")),
    ("bookmark name", re.compile(rf"<(?:[\w.-]+:)?bookmarkStart\b[^<>]*?\s(?:[\w.-]+:)?name{_VALUE}")),
    (
        "control",
        re.compile(
            rf"<(?:[\w.-]+:)?sdtPr\b(?:(?!</(?:[\w.-]+:)?sdtPr>).)*?<(?:[\w.-]+:)?id\s[^<>]*?val{_VALUE}",
            re.DOTALL,
        ),
    ),
)
_MAX_NAME = 40  # of a bookmark, in characters (17.13.6.2)
_MAX_PARAGRAPH_ID = 0x80000000
_MAX_CONTROL_ID = 0x7FFFFFFF


class IdSlot(NamedTuple):
    """One id in the text: ``text[start:stop]`` is its value."""

    start: int
    stop: int
    kind: IdKind
    value: str


def find_ids(part: Part, ranges: Iterable[tuple[int, int]]) -> list[IdSlot]:
    """Return the ids that stand in *ranges* of the part's text."""
    return [
        IdSlot(*match.span(1), kind, match.group(1))
        for start, stop in ranges
        for kind, pattern in _PATTERNS
        for match in pattern.finditer(part.text, start, stop)
    ]


def ids_taken(part: Part) -> dict[IdKind, frozenset[str]]:
    """Return all ids of *part*, by kind."""
    return {kind: frozenset(match.group(1) for match in pattern.finditer(part.text)) for kind, pattern in _PATTERNS}


class Ids:
    """The ids of one output: gives each copy after the first an id that nothing else has."""

    def __init__(self, taken: dict[IdKind, frozenset[str]]) -> None:
        self._taken = {kind: set(values) for kind, values in taken.items()}
        self._copies: dict[IdSlot, int] = {}
        self._given: dict[tuple[IdKind, str, int], str] = {}
        self._now: dict[str, str] = {}  # a bookmark's id -> that of the copy that is open
        self._next: dict[IdKind, int] = {}

    def fresh(self, slot: IdSlot) -> str:
        """Return the id for this copy of *slot*.

        An id may stand in several places of one copy, as in both forms of a text box; they get the same new one.
        """
        if slot.kind == "bookmark end":
            return self._now.get(slot.value, slot.value)
        copy = self._copies.get(slot, 0)
        self._copies[slot] = copy + 1
        value = slot.value
        if copy:
            key = (slot.kind, slot.value, copy)
            value = self._given.get(key) or self._new(slot)
            self._given[key] = value
        if slot.kind == "bookmark":
            self._now[slot.value] = value
        return value

    def _new(self, slot: IdSlot) -> str:
        taken = self._taken[slot.kind]
        while True:
            number = self._next.get(slot.kind) or self._first(slot.kind)
            self._next[slot.kind] = number + 1
            value = _written(slot, number)
            if value not in taken:
                taken.add(value)
                return value

    def _first(self, kind: IdKind) -> int:
        if kind == "bookmark name":
            return 2
        numbers = [int(value) for value in self._taken[kind] if value.isdigit()]
        return 1 if kind in {"paragraph", "control"} else max(numbers, default=0) + 1


def _written(slot: IdSlot, number: int) -> str:
    if slot.kind == "paragraph":
        return f"{number % _MAX_PARAGRAPH_ID:08X}"
    if slot.kind == "control":
        return str(number % _MAX_CONTROL_ID)
    if slot.kind == "bookmark name":
        suffix = f"_{number}"
        return slot.value[: _MAX_NAME - len(suffix)] + suffix
    return str(number)
