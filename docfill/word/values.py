"""Values: what the data holds -> text that may stand in a part, with marks for what only markup can say.

A line break in a value becomes ``w:br``, a tab ``w:tab``, and white space at its ends is kept. The marks are
characters that XML forbids, so they cannot be in the template's own text; `settle` turns them into markup last of
all, when values have been through filters and macros.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from docfill.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator

# Characters that XML 1.0 (2.2) does not allow in a document, nor as a reference.
# (Compiled when first used, as start-up counts; in three, for a set of far apart characters takes long to compile.)
FORBIDDEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f]|[\ud800-\udfff]|[\ufffe\uffff]"
# And what may not stand in what was caught, which has marks in it.
_UNFIT_IN_CAUGHT = r"[\x00-\x08\x10-\x12\x15-\x19\x1b-\x1f]|[\ud800-\udfff]|[\ufffe\uffff]"

BREAK, TAB, SPACE_BEGINS, SPACE_ENDS = "\x0b", "\x0c", "\x0e", "\x0f"
# Stands before white space that would begin a w:t, and so be dropped, if nothing were printed before it.
EDGE = "\x13"
# Stands before white space that would end a w:t, and so be dropped, if nothing were printed behind it.
TAIL = "\x1a"
# What prints nothing: these two, and the mark of a cell that is worked on later (see cellwork).
_UNSEEN = rb"(?:[\x13\x1a]|\x17\d+\x17)*"
_NOTHING_YET = re.compile(_UNSEEN + rb"\Z")
# docxtpl's signs in a value for a new paragraph and a new page.
PARAGRAPH_MARKS = "\a\f"
# Stands around the number of a piece (see pieces.py): of something that is more than text.
PIECE = "\x14"
# All that is settled here, as bytes of UTF-8, in which they can be nothing else.
MARKS = tuple(mark.encode() for mark in (BREAK, TAB, SPACE_BEGINS, SPACE_ENDS, EDGE, TAIL))
_ENDS_THERE = re.compile(_UNSEEN + rb"(?:\s" + _UNSEEN + rb")*(?=[<\x0b\x0c\x0e\x0f]|\Z)")
_EDGE, _TAIL = EDGE.encode(), TAIL.encode()
_BLANKS = b" \t\r\n"
# What stands last before a text that has printed nothing yet, and first behind one that prints no more: a tag of XML,
# or a mark; nothing, where marks stand side by side or a stretch ends.
_MAY_BEGIN, _MAY_END = b">\x13\x1a\x17", b"<\x0b\x0c\x0e\x0f\x13\x1a\x17"
_BETWEEN = {BREAK.encode(): b"<w:br/>", TAB.encode(): b"<w:tab/>"}
_OPENING = re.compile(rb"<((?:[^\s<>/:]+:)?)t(?:\s[^<>]*)?>")
_DECLARED = re.compile(rb"\sxmlns(?::[^\s=]+)?\s*=\s*(?:\"[^\"]*\"|'[^']*')")
# `repr` of a figure of at most so many characters has no more than the 15 digits that Excel shows.
_EXACT = 16
_LARGEST = 1e15
_AMPERSAND = r"&(?!amp;|lt;|gt;|quot;|#34;|#39;)"


class Structure(Markup):
    """Markup that docfill itself made from the template: it is not checked again."""

    __slots__ = ()


class ForbiddenCharacterError(ValueError):
    """Raised for a value that no XML document can hold; ``character`` is the first of what it may not hold."""

    def __init__(self, value: str, character: str) -> None:
        super().__init__(value, character)
        self.value = value
        self.character = character


class TooManyBreaksError(ValueError):
    """Raised for a value with more breaks, as many as were *found*, than anybody would read."""

    def __init__(self, found: int) -> None:
        super().__init__(found)
        self.found = found


class RawMarkupError(ValueError):
    """Raised for a value that says it is markup: what it holds could break the document."""


class NotAFigureError(ValueError):
    """Raised for what stands in a number's place and is none: NaN, an infinity."""


class UnknownValueError(ValueError):
    """Raised for a value that nothing is printed for: the problem's *code*, and the words of its sentence."""

    def __init__(self, code: str, **words: str) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


class NotTextError(ValueError):
    """Raised for a value that has no text of its own: a list or a mapping where a figure is meant."""


def is_plain(text: str) -> bool:
    """Tell whether *text* is printed as it stands: what needs a mark is not printable, but for a space at an end."""
    return text.isprintable() and text[:1] != " " and text[-1:] != " "


def text_of(value: Any, most: int = LIMITS.breaks) -> Any:
    """Return *value* as what may be escaped and printed: its shown text, plain text with marks, a plain number.

    Raises ForbiddenCharacterError, RawMarkupError, NotAFigureError, NotTextError, and TooManyBreaksError past *most*.
    """
    kind = type(value)
    if kind is str:
        return value if is_plain(value) else _marked(value, most)
    if kind is int or kind is Structure:
        return value
    if value is None:
        return ""
    shown = getattr(value, "shown", None)
    if shown is not None:
        return text_of(shown, most)
    if isinstance(value, Markup):
        if type(value) is not Markup:  # a class of the caller's, which might say another thing when it is asked again
            value = Markup(str.__str__(value))  # noqa: S704  looked at below
        # Escaped by a filter, or caught by a macro: text already. Anything else could break the document.
        if "<" in value or re.search(_AMPERSAND, value):
            raise RawMarkupError(value)
        if PIECE not in value:  # no mark of docfill's can be in it
            return Markup(text_of(str(value), most))  # noqa: S704  it is escaped
        if unfit := re.search(_UNFIT_IN_CAUGHT, value):
            raise ForbiddenCharacterError(value, unfit.group())
        return Markup(f"{SPACE_BEGINS}{value}{SPACE_ENDS}") if value.strip(" ") != value else value  # noqa: S704
    if isinstance(value, str):
        return text_of(str(value), most)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise NotAFigureError(value)
        return without_noise(value)
    from decimal import Decimal  # lazy for start-up: few data hold one

    if isinstance(value, Decimal) and not value.is_finite():
        raise NotAFigureError(value)
    if isinstance(value, (int, Decimal, dt.date, dt.time)):
        return str(value)
    raise NotTextError(value)


def plain_figure(value: float) -> str:
    """Return what is printed for *value* where that needs no thought; "" where it does."""
    if -_LARGEST < value < _LARGEST:
        text = repr(value)
        return text if len(text) <= _EXACT else ""
    return ""


def without_noise(value: float) -> str:
    """Return *value* with 15 significant digits at most, as Excel has it: 0.1 + 0.2 is 0.3."""
    written = str(value)
    digits = len(re.sub(r"e.*|\D", "", written).strip("0"))
    return written if digits <= 15 else f"{value:.15g}"


def check_breaks(text: str, most: int) -> None:
    """Raise TooManyBreaksError where *text* has more than *most*: to each belongs markup of many times its size."""
    if len(text) > most and (found := sum(map(text.count, "\n\t\a\f"))) > most:
        raise TooManyBreaksError(found)


def _marked(text: str, most: int) -> str:
    """Return *text* with marks in place of line breaks, tabs and around white space at its ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    check_breaks(text, most)
    forbidden = re.search(FORBIDDEN, text)
    if forbidden:
        raise ForbiddenCharacterError(text, forbidden.group())
    marked = text.replace("\n", BREAK).replace("\t", TAB)
    if marked.strip(" ") != marked:
        return f"{SPACE_BEGINS}{marked}{SPACE_ENDS}"
    return marked


def settle(content: bytes, prefix: bytes) -> bytes:
    """Return *content*, a stretch of output in UTF-8, with its marks turned into markup.

    *prefix* is the part's for WordprocessingML (``w:``); where an element declares another, a mark within takes that.
    Bytes, because finding a character in them is many times faster than in text; see benchmarks/.
    """
    content = _without_idle(content)
    found = sorted(position for mark in MARKS for position in _positions(content, mark))
    if not found:
        return content
    settled: list[bytes] = []
    at = parted = opened = 0
    opening = _OPENING.match(content, opened)
    for position in found:
        # The tag before a value is that of its w:t, which may have a prefix of its own. One value may have many marks.
        nearer = content.rfind(b"<", at, position)
        if nearer >= 0:
            opened = nearer
            opening = _OPENING.match(content, opened)
        own = opening[1] if opening else prefix
        settled.append(content[at:position])
        at = position + 1
        mark = content[position:at]
        # White space that begins or ends its w:t in truth needs another that keeps it; elsewhere that mark just goes.
        if mark == _EDGE:
            bare = opening is not None and _NOTHING_YET.match(content, opening.end(), position) is not None
            needed = bare and parted <= opened
        else:
            needed = mark != _TAIL or (parted <= opened and _ENDS_THERE.match(content, at) is not None)
        if needed:
            parted = position
            declared = (
                b"".join(_DECLARED.findall(opening[0])) if opening is not None and b"xmlns" in opening[0] else b""
            )
            between = _BETWEEN.get(mark, b"").replace(b"w:", own).replace(b"/>", declared + b"/>")
            settled.append(b'</%st>%s<%st%s xml:space="preserve">' % (own, between, own, declared))
    return b"".join([*settled, content[at:]])


def _without_idle(content: bytes) -> bytes:
    """Return *content* without most of the marks `EDGE` and `TAIL` beside which a text goes on, as nearly always.

    They stand at every tag with a blank beside it. To part the content at them takes a tenth of looking at each.
    """
    if _EDGE in content:
        first, *others = content.split(_EDGE)
        kept, before = [first], first
        for after in others:
            if before[-1:] in _MAY_BEGIN:
                kept.append(_EDGE)
            kept.append(after)
            before = after
        content = b"".join(kept)
    if _TAIL in content:
        first, *others = content.split(_TAIL)
        kept = [first]
        for after in others:
            if after.lstrip(_BLANKS)[:1] in _MAY_END:
                kept.append(_TAIL)
            kept.append(after)
        content = b"".join(kept)
    return content


def _positions(content: bytes, mark: bytes) -> Iterator[int]:
    at = content.find(mark)
    while at >= 0:
        yield at
        at = content.find(mark, at + 1)
