"""Formats: the bytes of a file that is no Word document -> the problem that says what it is and what to do about it."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from docfill.archive import OLE_MAGIC, is_archive, is_encrypted, is_rights_managed, shortened
from docfill.places import FilePlace
from docfill.problems import failure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docfill.problems import FillError
    from docfill.word.parts import Opened

_HEAD = 4096
# What other formats begin with; a file of theirs is often just renamed.
_BEGINNINGS = (
    (b"{\\rtf", "RTF"),
    (b"%pdf-", "PDF"),
    (b"\xdb\xa5\x2d\x00", "Word 2.0"),
    (b"\x31\xbe\x00\x00", "Write / Word 1.0"),
)
# The same of files that Word does not open: pictures, and archives of which the document is yet to be unpacked.
_PICTURES = ((b"\x89png", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"gif8", "GIF"))
_ARCHIVES = ((b"rar!", "RAR"), (b"7z\xbc\xaf", "7-Zip"), (b"\x1f\x8b", "gzip"))
# What stands near the beginning of texts of other formats. Of a zip package of OpenDocument the first member is its
# type, packed plainly (OpenDocument 1.3 part 2, 3.3).
_SIGNS = (
    (b"mimetypeapplication/vnd.oasis.opendocument", "OpenDocument (.odt, .ods)"),
    (b"http://schemas.microsoft.com/office/2006/xmlpackage", "Word XML (Flat OPC)"),
    (b'progid="word.document"', "Word XML"),
    (b"http://schemas.microsoft.com/office/word/2003/wordml", "Word XML 2003"),
    (b"mime-version:", "MHTML"),
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
    (b"<body", "HTML"),
    (b"<table", "HTML"),
)
# The streams of an OLE file that tell what it is, and what that is called (MS-DOC 2.1.1, MS-XLS 2.1.2, MS-PPT 2.1.2).
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_BOOK_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "WORKBOOK", "Book\0", "BOOK\0"))
_OTHER_STREAMS = (
    ("PowerPoint Document".encode("utf-16-le"), "PowerPoint (.ppt)"),
    ("__substg1.0_".encode("utf-16-le"), "Outlook (.msg)"),
    ("VisioDocument".encode("utf-16-le"), "Visio (.vsd)"),
    ("HwpSummaryInformation".encode("utf-16-le"), "HWP"),
)
# Members of zip packages that only other formats have.
_OTHER_MEMBERS = (
    ("ppt/", "PowerPoint (.pptx)"),
    ("visio/", "Visio (.vsdx)"),
    ("ofd.xml", "OFD"),
    ("content.xml", "OpenDocument (.odt, .ods)"),
    ("index/document.iwa", "Pages / Numbers"),
    ("meta-inf/container.xml", "EPUB"),
)
_OFFICE_SUFFIXES = (".docx", ".docm", ".dotx", ".dotm", ".doc", ".wps", ".xlsx", ".xlsm", ".xls", ".et")
# What macOS writes for a file on a disk of another system (RFC 1740, appendix B).
_APPLE_DOUBLE = b"\x00\x05\x16\x07"
_OWNER_FILE = "~$"  # what Word puts before the name of a document that is open, in place of its first two characters
_LARGEST_OWNER_FILE = 1024


def refuse_other_formats(data: bytes, file: str) -> None:
    """Raise FillError where *data*, a file's content, is told to be no zip package by how it begins."""
    place = FilePlace(file)
    if not data.strip(b"\x00"):
        raise failure("empty-file", place)
    if data.startswith(_APPLE_DOUBLE):
        raise failure("side-file", place, name=file.removeprefix("._"))
    if file.startswith(_OWNER_FILE) and len(data) <= _LARGEST_OWNER_FILE and not is_archive(data):
        raise failure("side-file", place, name=f"…{file.removeprefix(_OWNER_FILE)}")
    if data.startswith(OLE_MAGIC):
        raise _ole(data, place)
    # A text may have a byte order mark, and two bytes a character.
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lower()
    for code, beginnings in (("packed-template", _ARCHIVES), ("picture-for-template", _PICTURES)):
        if kind := _begun(head, beginnings):
            raise failure(code, place, kind=kind)
    kind = _begun(head, _BEGINNINGS)
    if not kind:
        head = head.replace(b"\x00", b"")
        kind = next((kind for sign, kind in _SIGNS if sign in head), "")
    if not kind and not is_archive(data) and _is_text(data[:_HEAD]):
        kind = "XML" if b"<?xml" in head else "TXT"
    if kind:
        raise failure("other-format", place, kind=kind)
    if not data.startswith(b"PK") and not is_archive(data):
        raise failure("not-a-document", place)


def _begun(head: bytes, beginnings: Iterable[tuple[bytes, str]]) -> str:
    """Return what begins as *head* does, in small letters; "" where that is none of *beginnings*."""
    return next((kind for sign, kind in beginnings if head.startswith(sign)), "")


def _ole(data: bytes, place: FilePlace) -> FillError:
    """Return the problem that *data*, an OLE file, is: Word 97's own format, an encrypted package, or another."""
    if is_rights_managed(data):
        return failure("rights-managed", place)
    if is_encrypted(data):
        return failure("encrypted-file", place)
    if _WORD_STREAM in data:
        return failure("old-word-file", place)
    if any(stream in data for stream in _BOOK_STREAMS):
        return failure("workbook-for-template", place)
    kind = next((kind for stream, kind in _OTHER_STREAMS if stream in data), "")
    return failure("other-format", place, kind=kind) if kind else failure("not-a-document", place)


def _is_text(head: bytes) -> bool:
    """Say whether *head*, the beginning of a file, is a text that people wrote."""
    return not any(byte < 9 or 13 < byte < 32 for byte in head)


def no_document(package: Opened, main: str, kind: str | None) -> FillError:
    """Return the problem that *package* is no Word document; *main* is its main part, of the content type *kind*."""
    place = FilePlace(package.file)
    names = [name.lower() for name in package.names]
    if "spreadsheetml" in (kind or "") or (not main.lower().startswith("word/") and _has(names, "xl/")):
        return failure("workbook-for-template", place)
    other = next((told for beginning, told in _OTHER_MEMBERS if _has(names, beginning)), "")
    if other:
        return failure("other-format", place, kind=other)
    packed = next((name for name in package.names if name.lower().endswith(_OFFICE_SUFFIXES)), "")
    if packed and not main:
        return failure("file-in-zip", place, name=shortened(PurePath(packed).name))
    if main:
        return failure("wrong-content-type", FilePlace(package.file, member=main), found=(kind or "—")[:120])
    return failure("not-a-document", place)


def _has(names: list[str], beginning: str) -> bool:
    return any(name.startswith(beginning) for name in names)
