"""Breaks: a text with docxtpl's signs, a bell for a new paragraph and a form feed for a new page -> their markup.

A new paragraph has the format of the one that its tag stands in; a page break stands in a paragraph of its own.
"""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING

from markupsafe import escape

from docfill.limits import LIMITS
from docfill.word.pieces import Level, TextPiece
from docfill.word.values import check_breaks, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docfill.word.pieces import Sink
    from docfill.word.spots import Spot

_SIGNS = re.compile("([\a\f])")


class Sign(enum.Enum):
    """What a sign in a text asks for."""

    PARAGRAPH = "\a"
    PAGE = "\f"


def split(text: str) -> list[str | Sign]:
    """Return *text* at its signs, what stands between them escaped.

    Raises ForbiddenCharacterError and TooManyBreaksError.
    """
    check_breaks(text, LIMITS.breaks)
    parts = _SIGNS.split(text)
    return [Sign(part) if at % 2 else str(escape(text_of(part))) for at, part in enumerate(parts)]


def joined(parts: Sequence[str | Sign], end: str, begin: str, spot: Spot) -> str:
    """Return *parts* as markup: where a sign stands, *end* and *begin* of *spot*'s paragraph, and a page between."""
    prefix = spot.prefix
    run = f'<{prefix}r><{prefix}br {prefix or "w:"}type="page"/></{prefix}r>'
    page = f"<{prefix}p{spot.declared_for_paragraphs}>{run}</{prefix}p>"
    instead = {Sign.PARAGRAPH: end + begin, Sign.PAGE: end + page + begin}
    return "".join(part if isinstance(part, str) else instead[part] for part in parts)


class Breaks(TextPiece):
    """The *text*, its signs turned into new paragraphs and pages. Raises ForbiddenCharacterError for other controls."""

    level: Level = "break"

    def __init__(self, text: str) -> None:
        self._parts = split(text)

    def markup(self, spot: Spot, sink: Sink) -> str:  # noqa: ARG002  every piece is asked in one way
        """Return the text with what ends a paragraph and begins another in place of its signs."""
        return joined(self._parts, spot.close_paragraph(), spot.open_paragraph(), spot)
