"""Patterns: a regular expression -> whether it may be looked for; one that lists words -> a condition of Excel's.

Excel itself has no expressions. ``(县|乡|镇)(人民政府)?$`` stands for six endings. One that stands for no end of
texts (``[0-9]+``) has no such condition.
"""

from __future__ import annotations

import re
from re import _constants as signs  # type: ignore[attr-defined]  # the parser that re itself uses; there is no other
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_WORDS = 100
_REPEATS = frozenset({signs.MAX_REPEAT, signs.MIN_REPEAT})
_FEW = 9  # times


class Word(NamedTuple):
    """A text to be found, at the start or the end only where it says so."""

    text: str = ""
    at_start: bool = False
    at_end: bool = False


def never_ends(pattern: str) -> bool:
    """Say whether *pattern* repeats what repeats itself: ``(a+)+$`` takes twice as long for each further letter."""
    # Most patterns are passed over without being taken apart: a group is repeated by what stands behind its bracket.
    return re.search(r"\)[+*{]", pattern) is not None and _repeats_repeated(parser.parse(pattern), within=False)


def _repeats_repeated(steps: Any, *, within: bool) -> bool:
    for sign, detail in steps:
        repeats = sign in _REPEATS and detail[1] > _FEW
        if repeats and within:
            return True
        if any(_repeats_repeated(inner, within=within or repeats) for inner in _inside(detail)):
            return True
    return False


def _inside(detail: Any) -> Iterator[Any]:
    """Yield the patterns within what the parser has of a step."""
    if isinstance(detail, parser.SubPattern):
        yield detail
    elif isinstance(detail, (tuple, list)):
        for item in detail:
            yield from _inside(item)


def words_of(pattern: str) -> list[Word] | None:
    """Return the words that *pattern* lists; None where it is not such a list."""
    try:
        parsed = parser.parse(pattern)
        if parsed.state.flags & ~re.UNICODE:
            return None  # with other cases or lines than as they are written
        return _expanded(parsed)
    except _EndlessError:
        return None


def condition(words: list[Word], address: str) -> str:
    """Return the condition that one of *words* is in the text at *address*."""
    found = [_found(word, address) for word in words]
    return found[0] if len(found) == 1 else f"OR({','.join(found)})"


def _found(word: Word, address: str) -> str:
    text = '"' + word.text.replace('"', '""') + '"'
    if word.at_start and word.at_end:
        return f"EXACT({address},{text})"
    if word.at_start:
        return f"EXACT(LEFT({address},{len(word.text)}),{text})"
    if word.at_end:
        return f"EXACT(RIGHT({address},{len(word.text)}),{text})"
    return f"ISNUMBER(FIND({text},{address}))"


class _EndlessError(Exception):
    """The pattern stands for no end of texts, or for something else than texts."""


def _expanded(steps: Any) -> list[Word]:
    words = [Word()]
    for sign, detail in steps:
        words = [_joined(left, right) for left in words for right in _choices(sign, detail)]
        if len(words) > _MOST_WORDS:
            raise _EndlessError
    return words


def _joined(left: Word, right: Word) -> Word:
    if (left.at_end and (right.text or right.at_start)) or (right.at_start and left.text):
        raise _EndlessError  # a word that goes on after the end of the text is never found
    return Word(left.text + right.text, left.at_start or right.at_start, left.at_end or right.at_end)


def _choices(sign: Any, detail: Any) -> list[Word]:
    if sign is signs.LITERAL:
        return [Word(chr(detail))]
    if sign is signs.AT and detail in {signs.AT_BEGINNING, signs.AT_BEGINNING_STRING}:
        return [Word(at_start=True)]
    if sign is signs.AT and detail in {signs.AT_END, signs.AT_END_STRING}:
        return [Word(at_end=True)]
    if sign is signs.BRANCH:
        return [word for branch in detail[1] for word in _expanded(branch)]
    if sign is signs.SUBPATTERN:
        return _expanded(detail[-1])
    if sign is signs.IN and all(inner is signs.LITERAL for inner, _ in detail):
        return [Word(chr(letter)) for _, letter in detail]
    if sign is signs.MAX_REPEAT and detail[:2] == (0, 1):
        return [Word(), *_expanded(detail[2])]
    raise _EndlessError
