"""Numbering: the lists of inserted blocks -> lists of the report (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docfill.word.insertion.lists import Definition
from docfill.word.whole import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from docfill.word.insertion.lists import Definitions, Shelf

_USE = re.compile(r"(<(?:[\w.-]+:)?numId\s[^<>]*?val\s*=\s*[\"'])(\d+)")
_ABSTRACT_ID = re.compile(r"(<(?:[\w.-]+:)?abstractNum\s[^<>]*?abstractNumId\s*=\s*[\"'])\d+")
_NUMBER_ID = re.compile(r"(<(?:[\w.-]+:)?num\s[^<>]*?numId\s*=\s*[\"'])\d+")
_REFERENCE = re.compile(r"(<(?:[\w.-]+:)?abstractNumId\s[^<>]*?val\s*=\s*[\"'])(\d+)")
# What tells Word that two definitions are one list, and pictures for bullets, which have a list of their own.
_LEFT_BEHIND = re.compile(r"<(?:[\w.-]+:)?(?:nsid|tmpl|lvlPicBulletId)\s[^<>]*/>")

_CLOSING = re.compile(r"</(?P<prefix>(?:[\w.-]+:)?)num>\s*\Z")
_RESTART = (
    r'<\g<prefix>lvlOverride \g<prefix>ilvl="0"><\g<prefix>startOverride \g<prefix>val="1"/></\g<prefix>lvlOverride>'
)


class Numbering:
    """Takes lists over from *theirs*, the source's (None where it has none), to the shelf that *shelf* gives."""

    def __init__(self, theirs: Definitions | None, shelf: Callable[[], Shelf]) -> None:
        abstract = theirs.entries("abstractNum") if theirs is not None else []
        numbers = theirs.entries("num") if theirs is not None else []
        self._abstract = {entry.attributes.get("abstractNumId", ""): entry.markup for entry in abstract}
        self._numbers = {entry.attributes.get("numId", ""): entry.markup for entry in numbers}
        self._shelf = shelf
        self._abstract_ids: dict[str, str] = {}
        self._number_ids: dict[str, str] = {}
        self._insertions = 0
        self.styled: Callable[[str], str] = str  # gives markup with the styles of the report

    def begin(self) -> None:
        """Begin another insertion: its lists count from their beginning again."""
        self._insertions += 1
        self._number_ids = {}

    def mapped(self, markup: str) -> str:
        """Return *markup* with the numbers that its lists have in the report; what it lacks is taken over."""
        return _USE.sub(lambda match: match[1] + self._number(match[2]), markup)

    def _number(self, number: str) -> str:
        """Return the id that the source's list *number* has in the report."""
        if number not in self._number_ids:
            markup = self._numbers.get(number)
            # Zero says that there is no list (17.9.18), and what the source does not define is none either.
            self._number_ids[number] = "0" if markup is None else self._take(markup)
        return self._number_ids[number]

    def _take(self, markup: str) -> str:
        shelf = self._shelf()
        markup = _REFERENCE.sub(lambda match: match[1] + self._abstract_number(match[2], shelf), markup)
        if self._insertions > 1 and "lvlOverride" not in markup:
            markup = _CLOSING.sub(rf"{_RESTART}\g<0>", markup)
        new_id = _free(entry.attributes.get("numId", "") for entry in shelf.entries("num"))
        shelf.add("num", Definition(_NUMBER_ID.sub(rf"\g<1>{new_id}", markup, count=1), {"numId": new_id}, ""))
        return new_id

    def _abstract_number(self, number: str, shelf: Shelf) -> str:
        if number not in self._abstract_ids:
            taken = (entry.attributes.get("abstractNumId", "") for entry in shelf.entries("abstractNum"))
            new_id = self._abstract_ids[number] = _free(taken)
            markup = self.styled(_LEFT_BEHIND.sub("", self._abstract.get(number, "")))
            markup = _ABSTRACT_ID.sub(rf"\g<1>{new_id}", markup, count=1)
            shelf.add("abstractNum", Definition(markup, {"abstractNumId": new_id}, ""))
        return self._abstract_ids[number]


def _free(taken: Iterable[str]) -> str:
    return str(max(map(whole, taken), default=0) + 1)
