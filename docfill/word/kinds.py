"""Kinds: a value that has no text of its own -> the piece that prints it, if it is of a kind that can be printed.

docxtpl's value classes are known by their names and read by what they hold, so that docxtpl need not be there.
"""

from __future__ import annotations

from html import unescape
from importlib import import_module
from typing import TYPE_CHECKING, Any

from docfill.word.values import ForbiddenCharacterError, UnknownValueError, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from docfill.word.pieces import Piece


def piece_of(value: Any) -> Piece | str:
    """Return the piece that prints *value*, or its plain text where that is all there is to it.

    Raises UnknownValueError where it is a list, a mapping, or an object of a class that is not known.
    """
    if isinstance(value, str):
        from docfill.word.breaks import Breaks

        return Breaks(value)
    maker = _maker(value)
    if maker is None:
        raise UnknownValueError("unsupported-value" if type(value).__module__.startswith("docxtpl") else "not-text")
    return maker(value)


def is_rich(value: Any) -> bool:
    """Tell whether *value* is of a class that is more than text."""
    return isinstance(value, str) or _maker(value) is not None


def _maker(value: Any) -> Callable[[Any], Piece | str] | None:
    """Return what makes the piece of a value like *value*, which may be of a class derived from a known one."""
    for kind in type(value).__mro__:
        maker = _MAKERS.get((kind.__module__.partition(".")[0], kind.__name__))
        if maker is not None:
            return maker
    return None


def _listing(value: Any) -> Piece | str:
    """Return what docxtpl's Listing holds: plain text, escaped already."""
    text = unescape(value.xml)
    try:
        return str(text_of(text))
    except ForbiddenCharacterError:
        return piece_of(text)


def _made_by(module: str, maker: str) -> Callable[[Any], Piece]:
    """Return the *maker* of a *module* beside this one, which is imported when it first makes something."""

    def make(value: Any) -> Piece:
        piece: Piece = getattr(import_module(f"docfill.word.{module}"), maker)(value)
        return piece

    return make


_MAKERS: dict[tuple[str, str], Callable[[Any], Piece | str]] = {
    ("docfill", "Image"): _made_by("pictures", "Picture"),
    ("docfill", "RichText"): _made_by("richruns", "rich_text"),
    ("docfill", "Subdocument"): _made_by("insertion.insertion", "of_subdocument"),
    ("docx", "Document"): _made_by("insertion.insertion", "of_document"),
    ("docxtpl", "InlineImage"): _made_by("pictures", "of_docxtpl"),
    ("docxtpl", "Listing"): _listing,
    ("docxtpl", "RichText"): _made_by("foreign", "rich_text"),
    ("docxtpl", "RichTextParagraph"): _made_by("foreign", "rich_paragraphs"),
    ("docxtpl", "Subdoc"): _made_by("insertion.insertion", "of_docxtpl"),
}
