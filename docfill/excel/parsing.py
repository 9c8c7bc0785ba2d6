"""Parsing: how the parts of a workbook are read: by expat, in pieces, and never with a document type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Callable

MAIN_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",  # Strict Open XML
)
_BUFFER = 1 << 16
_PIECE, _LONGEST_TAG = 1 << 20, 8 << 20  # bytes


class Readable(Protocol):
    """What a parser reads from."""

    def read(self, size: int = ..., /) -> bytes:
        """Return up to *size* bytes more, none at the end."""


class DocumentTypeError(ValueError):
    """A part declares a document type, which no workbook does: it defines text that grows when it is read."""

    def __init__(self) -> None:
        super().__init__("it declares a DOCTYPE")


def make_parser() -> expat.XMLParserType:
    """Return a parser that gives names as ``namespace name``, joins texts, and refuses document types."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = _BUFFER

    def refuse(*_: object) -> None:
        raise DocumentTypeError

    parser.StartDoctypeDeclHandler = refuse
    return parser


def feed(parser: expat.XMLParserType, stream: Readable, markup: Callable[[int], None] | None = None) -> None:
    """Let *parser* read *stream*; *markup* is told of the tags in it before they are read.

    Raises ValueError where one tag in it is longer than any real one.
    """
    # Expat reads a tag that has not ended from its beginning for each further piece.
    fed = 0
    while piece := stream.read(_PIECE):
        if markup is not None:
            markup(piece.count(b"<"))
        parser.Parse(piece, False)
        fed += len(piece)
        if fed - parser.CurrentByteIndex > _LONGEST_TAG:
            raise ValueError("a tag in it has no end")
    parser.Parse(b"", True)
