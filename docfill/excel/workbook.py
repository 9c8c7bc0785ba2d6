"""Workbook: a file -> openpyxl's workbook, within limits, or the problem that says what it is instead."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from typing import TYPE_CHECKING

import attrs

from docfill.places import FilePlace
from docfill.problems import failure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl import Workbook

    from docfill.problems import FillError

Spot = tuple[int, int]  # row and column, both from 1

MAX_UNPACKED = 1 << 30  # bytes, all members together
MAX_CELLS = 5_000_000  # cells written in the sheets, and cells that merges and links spread over

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BROKEN = (
    # What zipfile, the XML parsers and openpyxl's descriptors raise at a file that is not as it should be.
    # (The parsers' own errors are SyntaxErrors.)
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    AssertionError,
)

_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_SPREAD = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink)\s[^>]*?ref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)[\"']")


@attrs.frozen
class Opened:
    """A workbook in memory: *book* with the values that Excel saved; *content* to look at its formulas."""

    file: str
    book: Workbook
    content: bytes
    has_formulas: bool


@attrs.frozen
class Inside:
    """What a first look into the package tells: how many *sheets* it declares, and whether any has a formula."""

    sheets: int
    has_formulas: bool


def open_workbook(content: bytes, file: str) -> Opened:
    """Return the workbook in *content*; *file* is its name for messages. Raises FillError if it is none."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise _not_a_zip(content, file)
    try:
        inside = _look_inside(content, file)
        book = load(content, formulas=False)
        # openpyxl passes over a sheet whose part is missing or of the Strict kind; its values would be gone silently.
        if len(book.sheetnames) != inside.sheets:
            raise failure("sheets-lost", FilePlace(file), found=len(book.sheetnames), declared=inside.sheets)
        return Opened(file, book, content, inside.has_formulas)
    except _BROKEN as error:
        raise failure("unreadable-workbook", FilePlace(file), reason=_first_line(error)) from error


def load(content: bytes, *, formulas: bool) -> Workbook:
    """Return openpyxl's workbook: with saved values, or, read only and cheaper, with its *formulas*."""
    from openpyxl import load_workbook  # lazy: half of a second that only a workbook has to pay

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it would not write back; nothing is written here
        return load_workbook(io.BytesIO(content), data_only=not formulas, read_only=formulas, keep_links=False)


def formula_cells(opened: Opened) -> Mapping[str, frozenset[Spot]]:
    """Return the cells of each sheet that have a formula, from a second look at the workbook."""
    try:
        book = load(opened.content, formulas=True)
        found = {}
        for worksheet in book.worksheets:
            worksheet.reset_dimensions()  # WPS declares A1:A1, which openpyxl believes when it only reads
            cells = (cell for row in worksheet.iter_rows() for cell in row if cell.data_type == "f")
            found[worksheet.title] = frozenset((int(cell.row or 0), int(cell.column or 0)) for cell in cells)
        book.close()
    except _BROKEN as error:
        raise failure("unreadable-workbook", FilePlace(opened.file), reason=_first_line(error)) from error
    return found


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]


def _not_a_zip(content: bytes, file: str) -> FillError:
    place = FilePlace(file)
    if not content.strip():
        return failure("empty-data-file", place)
    if content.startswith(_OLE):
        return failure("encrypted-workbook" if _ENCRYPTED in content else "old-workbook", place)
    if content.startswith(b"PK"):
        return failure("unreadable-workbook", place, reason="the zip directory at its end is missing")
    return failure(
        "not-a-workbook", place, found=content.lstrip(b"\xef\xbb\xbf\r\n\t ")[:30].decode("ascii", "replace")
    )


def _look_inside(content: bytes, file: str) -> Inside:
    """Check that the package is a workbook within the limits, and look for what openpyxl would not tell."""
    place = FilePlace(file)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        if any(name.startswith("word/") for name in names):
            raise failure("document-for-data", place)
        if "xl/workbook.bin" in names or "mimetype" in names:
            raise failure("other-workbook", place, kind=".xlsb" if "xl/workbook.bin" in names else ".ods")
        if "xl/workbook.xml" not in names:
            raise failure("not-a-workbook", place, found=", ".join(names[:3]))
        if sum(member.file_size for member in package.infolist()) > MAX_UNPACKED:
            raise failure("workbook-too-large", place, limit=f"{MAX_UNPACKED >> 20} MB")
        sheets = len(_SHEET.findall(_as_utf8(package.read("xl/workbook.xml"))))
        cells, formulas = 0, False
        for name in names:
            if not name.lower().endswith((".xml", ".rels")):
                continue
            if not name.startswith("xl/worksheets/"):
                with package.open(name) as member:
                    _refuse_doctype(member.read(4096), name)
                continue
            text = _as_utf8(package.read(name))
            _refuse_doctype(text[:4096], name)
            cells += sum(1 for _ in _CELL.finditer(text)) + sum(_area(*found) for found in _SPREAD.findall(text))
            formulas = formulas or _FORMULA.search(text) is not None
            if cells > MAX_CELLS:
                raise failure("workbook-too-large", place, limit=f"{MAX_CELLS:,} cells")
    return Inside(sheets, formulas)


def _refuse_doctype(start: bytes, name: str) -> None:
    # A workbook never has one; in a file made to do harm it defines text that grows when it is read.
    if b"<!DOCTYPE" in start:
        raise ValueError(f"{name} declares a DOCTYPE")


def _as_utf8(text: bytes) -> bytes:
    return text.decode("utf-16").encode() if text[:2] in (b"\xff\xfe", b"\xfe\xff") else text


def _area(left: bytes, top: bytes, right: bytes, bottom: bytes) -> int:
    return (abs(_column(right) - _column(left)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
