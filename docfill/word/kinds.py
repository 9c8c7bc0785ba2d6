"""Kinds: a value that has no text of its own -> the piece that prints it, if it is of a kind that can be printed.

docxtpl's value classes are known by their names and read by what they hold, so that docxtpl need not be there.
"""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

from docfill.word.values import ForbiddenCharacterError, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from docfill.word.pieces import Piece


class UnknownValueError(Exception):
    """Raised for a value that nothing is printed for; *code* is the problem's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def piece_of(value: Any) -> Piece | str:
    """Return the piece that prints *value*, or its plain text where that is all there is to it.

    Raises UnknownValueError where it is a list, a mapping, or an object of a class that is not known.
    """
    if isinstance(value, str):
        from docfill.word.breaks import Breaks

        return Breaks(value)
    for kind in type(value).__mro__:
        package = kind.__module__.partition(".")[0]
        maker = _MAKERS.get((package, kind.__name__))
        if maker is not None:
            return maker(value)
    raise UnknownValueError("unsupported-value" if type(value).__module__.startswith("docxtpl") else "not-text")


def _listing(value: Any) -> Piece | str:
    """Return what docxtpl's Listing holds: plain text, escaped already."""
    text = unescape(value.xml)
    try:
        return str(text_of(text))
    except ForbiddenCharacterError:
        return piece_of(text)


_MAKERS: dict[tuple[str, str], Callable[[Any], Piece | str]] = {
    ("docxtpl", "Listing"): _listing,
}
