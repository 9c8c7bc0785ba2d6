"""Kinds: the first bytes of a file, and the parts in it -> what it is, whatever its name says."""

from __future__ import annotations

import contextlib
import enum
from typing import TYPE_CHECKING

from docfill import archive
from docfill.excel.package import Package
from docfill.limits import LIMITS
from docfill.places import FilePlace
from docfill.problems import failure

if TYPE_CHECKING:
    from docfill.limits import Limits
    from docfill.problems import FillError


class Kind(enum.Enum):
    """What a file is, by its content."""

    WORKBOOK = ".xlsx"
    BINARY = ".xlsb"
    OPEN_DOCUMENT = ".ods"
    OLD = ".xls"
    ENCRYPTED = "encrypted"
    DOCUMENT = ".docx"
    WEB_PAGE = "HTML"
    XML = "XML"
    TEXT = "text"
    EMPTY = "empty"
    DAMAGED = "damaged"
    UNKNOWN = "unknown"


# What can only be read with another library.
OTHER_KINDS = (Kind.OLD, Kind.OPEN_DOCUMENT, Kind.BINARY)

_BLANK = b"\xef\xbb\xbf\xfe\xff\r\n\t \x00"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# Bytes that stand in no text: all controls but those that part words and lines, and what DOS ends a text with.
_IN_NO_TEXT = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1a")
# The first record of a workbook without an OLE file around it (MS-XLS 2.4.21), of Excel 2 to 4 and of 5.
_BARE_RECORDS = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
# The names of the streams in an OLE file that hold a workbook (MS-XLS 2.1.2) or a document (MS-DOC 2.1.1).
_BOOK_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "WORKBOOK", "Book", "BOOK"))
_WORD_STREAM = "WordDocument".encode("utf-16-le")


def kind_of(content: bytes, file: str, limits: Limits = LIMITS) -> Kind:
    """Return what *content*, of the file with the name *file*, is. Raises FillError where a package cannot be read."""
    if not content.strip():
        return Kind.EMPTY
    if content.startswith(archive.OLE_MAGIC):
        if archive.is_encrypted(content):
            return Kind.ENCRYPTED
        if any(name in content for name in _BOOK_STREAMS):
            return Kind.OLD
        return Kind.DOCUMENT if _WORD_STREAM in content else Kind.UNKNOWN
    if content.startswith(_BARE_RECORDS):
        return Kind.OLD
    if archive.is_archive(content):
        return _kind_of_package(content, file, limits)
    if content.startswith(b"PK"):
        return Kind.DAMAGED
    return _kind_of_text(content)


def _kind_of_package(content: bytes, file: str, limits: Limits) -> Kind:
    package = Package(content, file, limits)
    names = package.members
    main = package.related("", "officeDocument") or ""
    if main.endswith(".bin"):
        return Kind.BINARY
    if main.startswith("word/") or (not main and any(name.startswith("word/") for name in names)):
        return Kind.DOCUMENT
    if main:
        return Kind.WORKBOOK if _is_workbook(package, main) else Kind.UNKNOWN
    if "xl/workbook.bin" in names:
        return Kind.BINARY
    if "content.xml" in names and "mimetype" in names:
        return Kind.OPEN_DOCUMENT if b"spreadsheet" in package.read("mimetype") else Kind.UNKNOWN
    return Kind.DAMAGED if "xl/workbook.xml" in names else Kind.UNKNOWN


def _is_workbook(package: Package, main: str) -> bool:
    return package.tree(main).name == "workbook"


def _kind_of_text(content: bytes) -> Kind:
    start = content[:4096].replace(b"\x00", b"").lstrip(_BLANK).lower()
    if not start:
        return Kind.DAMAGED  # zeros alone: a disk or a copy that failed
    if b"<html" in start or b"<table" in start or start.startswith((b"<!doctype html", b"mime-version")):
        return Kind.WEB_PAGE
    if start.startswith(b"<"):
        return Kind.XML
    if content.startswith(_UTF_16):
        return Kind.TEXT  # its characters have any byte
    return Kind.UNKNOWN if start.startswith(b"%pdf-") or not _IN_NO_TEXT.isdisjoint(start) else Kind.TEXT


def refused(content: bytes, file: str, kind: Kind) -> FillError:
    """Return the problem that a file of this *kind* is not read, in the words that say what it is."""
    place = FilePlace(file)
    if kind is Kind.EMPTY:
        return failure("empty-data-file", place)
    if kind is Kind.ENCRYPTED:
        return failure("encrypted-workbook", place)
    if kind is Kind.DOCUMENT:
        return failure("document-for-data", place)
    if kind is Kind.DAMAGED:
        return failure("unreadable-workbook", place)
    if kind is Kind.WEB_PAGE:
        return failure("web-page-for-workbook", place)
    if kind is Kind.XML:
        return failure("xml-for-workbook", place)
    if kind is Kind.TEXT:
        return failure("text-for-workbook", place, found=_first_words(content))
    return failure("not-a-workbook", place, found=_first_words(content))


def _first_words(content: bytes) -> str:
    """Return how a file begins, as people may read it: a text in Chinese is in UTF-8 or in GB 18030."""
    start = content[:60].lstrip(_BLANK)
    for encoding in ("utf-8", "gb18030"):
        for end in range(len(start), max(len(start) - 4, 0), -1):  # the last character may be cut off
            with contextlib.suppress(UnicodeDecodeError):
                line = start[:end].decode(encoding).splitlines()[0][:30]
                if line.isprintable():
                    return line
    return start[:30].decode("ascii", "replace")
