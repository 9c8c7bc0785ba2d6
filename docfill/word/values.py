"""Values: what the data holds -> text that may stand in a part, with marks for what only markup can say.

A line break in a value becomes ``w:br``, a tab ``w:tab``, and white space at its ends is kept. The marks are
characters that XML forbids, so they cannot be in the template's own text; `settle` turns them into markup last of
all, when values have been through filters and macros.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from markupsafe import Markup

# Characters that XML 1.0 (2.2) does not allow in a document, nor as a reference.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]|\\A | \\Z")

BREAK, TAB, SPACE_BEGINS, SPACE_ENDS = "\x0b", "\x0c", "\x0e", "\x0f"
_MARKS = re.compile(f"[{BREAK}{TAB}{SPACE_BEGINS}{SPACE_ENDS}]")
_TEXT_OR_MARK = re.compile(f"<((?:[\\w.-]+:)?)t(?:\\s[^<>]*)?>|[{BREAK}{TAB}{SPACE_BEGINS}{SPACE_ENDS}]")
# Stands before white space that would begin a w:t, and so be dropped, if nothing were printed before it.
EDGE = "\x13"
_EDGE = re.compile(rf"(<((?:[\w.-]+:)?t)(?:\s[^<>]*)?>){EDGE}+")
_AMPERSAND = re.compile(r"&(?!amp;|lt;|gt;|quot;|#34;|#39;)")


class Structure(Markup):
    """Markup that docfill itself made from the template: it is not checked again."""

    __slots__ = ()


class ForbiddenCharacterError(ValueError):
    """Raised for a value that no XML document can hold; ``character`` is the first of what it may not hold."""

    def __init__(self, value: str, character: str) -> None:
        super().__init__(value, character)
        self.value = value
        self.character = character


class RawMarkupError(ValueError):
    """Raised for a value that says it is markup: what it holds could break the document."""


class NotTextError(ValueError):
    """Raised for a value that has no text of its own: a list or a mapping where a figure is meant."""


def text_of(value: Any) -> Any:
    """Return *value* as what may be escaped and printed: its shown text, plain text with marks, a plain number.

    Raises ForbiddenCharacterError, RawMarkupError and NotTextError.
    """
    kind = type(value)
    if kind is str:
        return _marked(value) if _SPECIAL.search(value) else value
    if kind is int or kind is Structure:
        return value
    if value is None:
        return ""
    shown = getattr(value, "shown", None)
    if shown is not None:
        return text_of(shown)
    if isinstance(value, Markup):
        # Escaped by a filter, or caught by a macro: text already. Anything else could break the document.
        if "<" in value or _AMPERSAND.search(value):
            raise RawMarkupError(value)
        return value
    if isinstance(value, str):
        return text_of(str(value))
    if isinstance(value, float):
        return _without_noise(value)
    if isinstance(value, (int, Decimal, dt.date, dt.time)):
        return str(value)
    raise NotTextError(value)


def _without_noise(value: float) -> str:
    """Return *value* with 15 significant digits at most, as Excel has it: 0.1 + 0.2 is 0.3."""
    written = str(value)
    digits = len(re.sub(r"e.*|\D", "", written).strip("0"))
    return written if digits <= 15 else f"{value:.15g}"


def _marked(text: str) -> str:
    """Return *text* with marks in place of line breaks, tabs and around white space at its ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    forbidden = FORBIDDEN.search(text)
    if forbidden:
        raise ForbiddenCharacterError(text, forbidden.group())
    marked = text.replace("\n", BREAK).replace("\t", TAB)
    if marked.strip(" ") != marked:
        return f"{SPACE_BEGINS}{marked}{SPACE_ENDS}"
    return marked


def settle(text: str, prefix: str) -> str:
    """Return *text*, a stretch of output, with its marks turned into markup.

    *prefix* is the part's for WordprocessingML (``w:``); where an element declares another, a mark within takes that.
    """
    if EDGE in text:
        # Only what begins its w:t in truth needs another that keeps white space; elsewhere the mark just goes.
        text = _EDGE.sub(r'\1</\2><\2 xml:space="preserve">', text).replace(EDGE, "")
    if not _MARKS.search(text):
        return text
    settled: list[str] = []
    at = 0
    for match in _TEXT_OR_MARK.finditer(text):
        if match[1] is not None:
            prefix = match[1]
            continue
        closing, opening = f"</{prefix}t>", f'<{prefix}t xml:space="preserve">'
        between = {BREAK: f"<{prefix}br/>", TAB: f"<{prefix}tab/>"}.get(match.group(), "")
        settled += [text[at : match.start()], closing, between, opening]
        at = match.end()
    return "".join([*settled, text[at:]])
