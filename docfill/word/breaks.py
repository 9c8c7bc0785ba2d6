"""Breaks: a text with docxtpl's signs, a bell for a new paragraph and a form feed for a new page -> their markup.

A new paragraph has the format of the one that its tag stands in; a page break stands in a paragraph of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from markupsafe import escape

from docfill.word.pieces import Level, Piece
from docfill.word.values import text_of

if TYPE_CHECKING:
    from docfill.word.pieces import Sink
    from docfill.word.spots import Spot

_SIGNS = re.compile("([\a\f])")


class Breaks(Piece):
    """The *text*, its signs turned into new paragraphs and pages. Raises ForbiddenCharacterError for other controls."""

    level: ClassVar[Level] = "break"

    def __init__(self, text: str) -> None:
        self._pieces = [sign if sign in "\a\f" and sign else str(escape(text_of(sign))) for sign in _SIGNS.split(text)]

    def markup(self, spot: Spot, sink: Sink) -> str:  # noqa: ARG002  every piece is asked in one way
        """Return the text with what ends a paragraph and begins another in place of its signs."""
        w = spot.prefix
        page = f'<{w}p><{w}r><{w}br {w or "w:"}type="page"/></{w}r></{w}p>'
        parted = spot.close_paragraph() + spot.open_paragraph()
        instead = {"\a": parted, "\f": spot.close_paragraph() + page + spot.open_paragraph()}
        return "".join(instead.get(piece, piece) for piece in self._pieces)
