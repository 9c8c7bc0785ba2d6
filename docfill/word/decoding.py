"""Decoding: a part's bytes -> its text, once it is known to be XML that may be read; and back.

An XML parser judges whether the part is well-formed and without a document type, so that others may trust what they
read in it.
"""

from __future__ import annotations

import codecs
import re
from xml.parsers import expat

from docfill.limits import UNLIMITED, Limits, count_of_elements
from docfill.memory import refuse_shortage
from docfill.places import FilePlace
from docfill.problems import failure

# (These patterns are compiled when first used, as start-up counts.)
_VERSION = r"1\.\d+"
_UTF8 = ("utf-8", "utf8")
_DECLARED_ENCODING = rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']"
_USUAL_DECLARATIONS = (b'<?xml version="1.0" encoding="UTF-8"', b"<?xml version='1.0' encoding='UTF-8'")

# Of the names that Python knows, those that readers of XML do too.
_KNOWN_ENCODING = (
    r"utf-?(?:8|16(?:-?[lb]e)?)|(?:us-)?ascii|iso-8859-\d{1,2}|windows-125\d|gb(?:2312|k|18030)|big5|shift_jis"
    r"|euc-(?:jp|kr)|koi8-r"
)


def read(content: bytes, file: str, member: str, limits: Limits = UNLIMITED) -> tuple[str, str]:
    """Return the text of the part *member* of *file*, and its encoding.

    Raises FillError where it is not XML that may be read.
    """
    place = FilePlace(file, member=member)
    if len(content) > limits.xml_bytes:
        raise failure("package-too-large", place, found=f"{len(content):,} B", limit=f"{limits.xml_bytes:,} B")
    encoding = _encoding(content)
    plain = encoding in _UTF8
    if not plain and not re.fullmatch(_KNOWN_ENCODING, encoding):
        raise failure("part-encoding", place, encoding=encoding[:80])
    try:
        text = content.decode(encoding)
        # UTF-8 is read in one way only; of other encodings several bytes may be read as one character.
        if not plain and text.encode(encoding) != content:
            raise failure("part-encoding", place, encoding=encoding)
    except (UnicodeError, LookupError) as error:
        raise failure("part-encoding", place, encoding=encoding) from error
    found = count_of_elements(text) if len(text) > limits.elements else 0  # each takes a character at least
    if found > limits.elements:
        raise failure("too-many-elements", place, found=f"{found:,}", limit=f"{limits.elements:,}")
    _judge(content if plain else text.encode("utf-8", "surrogatepass"), place)
    return text, encoding


def encode(text: str, encoding: str) -> bytes:
    """Return *text* in the part's *encoding*; what the encoding lacks becomes a character reference."""
    return text.encode(encoding, "xmlcharrefreplace")


def decoded(content: bytes) -> str:
    """Return the text of a part that is only looked at; what its encoding does not allow is replaced."""
    return content.decode(_encoding(content), "replace")


def _encoding(content: bytes) -> str:
    if content.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if content.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    # Without a byte order mark the zero byte beside "<" tells the order (XML 1.0, appendix F).
    if content.startswith(b"<\x00"):
        return "utf-16-le"
    if content.startswith(b"\x00<"):
        return "utf-16-be"
    head = content[: content.find(b">")]
    if b"encoding" not in head or head.startswith(_USUAL_DECLARATIONS):
        return "utf-8"
    declared = re.search(_DECLARED_ENCODING, head)
    return declared.group(1).decode("ascii").lower() if declared else "utf-8"


class _DocumentTypeFoundError(Exception):
    """Raised inside the parser, which has no other way to stop."""


def _judge(content: bytes, place: FilePlace) -> None:
    """Raise FillError unless *content*, in UTF-8, is well-formed XML without a document type, so without entities."""

    def refuse(*_: object) -> None:
        raise _DocumentTypeFoundError

    def look_at_version(version: str, *_: object) -> None:
        if version != "1.0" and not re.fullmatch(_VERSION, version):  # of which expat takes any
            raise failure("malformed-part", place, line=1, column=1)

    parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.XmlDeclHandler = look_at_version
    try:
        parser.Parse(content, True)
    except _DocumentTypeFoundError:
        raise failure("document-type-in-part", place) from None
    except expat.ExpatError as error:
        refuse_shortage(error)
        raise failure("malformed-part", place, line=error.lineno, column=error.offset + 1) from error
