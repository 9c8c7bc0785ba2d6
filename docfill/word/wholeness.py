"""Wholeness: the members that are carried over unread -> whether Word will be able to read them in the report.

A member without tags is never looked into by a fill, and its bytes are copied as they are: a template whose pictures or
styles were damaged on the way would give a report that Word cannot open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from docfill.places import FilePlace
from docfill.problems import FillError, failure

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import IO

    from docfill.problems import Problems
    from docfill.word.package import Package

_PIECE = 1 << 20
# What Word reads itself; data of other programs (customXml) are their own affair.
_OFFICE = ("application/vnd.openxmlformats-", "application/vnd.ms-")
# Expat knows few encodings, none of them Chinese.
_UNKNOWN_ENCODING = expat.errors.codes[expat.errors.XML_ERROR_UNKNOWN_ENCODING]


def prove_whole(package: Package, types: Mapping[str, str], judged: Collection[str], problems: Problems) -> None:
    """Report each member of *package* that is damaged, or is no XML where its type says so.

    *types* are the content types by member; those *judged* were read already.
    """
    for name in package.names:
        if name in judged or name.endswith("/"):
            continue
        kind = types.get(name, "")
        is_xml = kind.startswith(_OFFICE) and kind.endswith("+xml")
        try:
            with package.open(name) as stream:
                if is_xml:
                    _judge(stream, FilePlace(package.file, member=name))
                while stream.read(_PIECE):  # whose sum is proved at the end
                    pass
        except FillError as error:
            problems.extend(error.problems)


def _judge(stream: IO[bytes], place: FilePlace) -> None:
    """Raise FillError unless what is in *stream* is well-formed XML without a document type."""

    def refuse(*_: object) -> None:
        raise failure("document-type-in-part", place)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.ParseFile(stream)
    except expat.ExpatError as error:
        if error.code != _UNKNOWN_ENCODING:
            raise failure("malformed-part", place, line=error.lineno, column=error.offset + 1) from error
