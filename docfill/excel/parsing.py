"""Parsing: how the parts of a workbook are read: by expat, in pieces, no document type, no encoding that hides tags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Callable

MAIN_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",  # Strict Open XML
)
_BUFFER = 1 << 16
# In which a tag begins with the byte of "<", by which tags are counted; programs write the first.
_ENCODINGS = r"utf-?8|utf-?16(?:-?[lb]e)?|(?:us-)?ascii|iso-8859-\d{1,2}|windows-125\d|koi8-r"
_PIECE, _LONGEST_TAG = 1 << 20, 8 << 20  # bytes


class Readable(Protocol):
    """What a parser reads from."""

    def read(self, size: int = ..., /) -> bytes:
        """Return up to *size* bytes more, none at the end."""


class DocumentTypeError(ValueError):
    """A part declares a document type, which no workbook does: it defines text that grows when it is read."""

    def __init__(self) -> None:
        super().__init__("it declares a DOCTYPE")


class EncodingError(ValueError):
    """A part is in an encoding in which its tags cannot be counted before they are read."""


def make_parser() -> expat.XMLParserType:
    """Return a parser that gives names as ``namespace name``, joins texts, and refuses document types."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = _BUFFER

    def refuse(*_: object) -> None:
        raise DocumentTypeError

    def look_at_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and not re.fullmatch(_ENCODINGS, encoding.lower()):
            raise EncodingError(encoding)

    parser.StartDoctypeDeclHandler = refuse
    parser.XmlDeclHandler = look_at_encoding
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
