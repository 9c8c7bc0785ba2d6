"""Wholeness: the members that are carried over unread -> whether Word will be able to read them in the report.

A member without tags is never looked into by a fill, and its bytes are copied as they are: a template whose pictures or
styles were damaged on the way would give a report that Word cannot open.

The templates of an office have styles, themes and fonts in common, often larger than all the rest: what was found whole
is remembered, byte for byte, and is not looked at again in the same process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from docfill.memory import refuse_shortage
from docfill.places import FilePlace
from docfill.problems import FillError, failure
from docfill.word.parts import MAIN_TYPES
from docfill.word.scan import WORD_NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from docfill.limits import Limits
    from docfill.problems import Problems
    from docfill.word.package import Package

_PIECE = 1 << 20
# What Word reads itself; data of other programs (customXml) are their own affair.
_OFFICE = ("application/vnd.openxmlformats-", "application/vnd.ms-")
# What was found whole, and as what: at most so many members, none of more bytes than that as they are packed.
_MOST_KNOWN, _LONGEST_KNOWN = 64, 1 << 16
_known: set[tuple[object, ...]] = set()
_LARGE = frozenset({"package-too-large", "packed-bomb"})
_DOCUMENTS = frozenset(f"{namespace} document" for namespace in WORD_NAMESPACES)
# Expat knows few encodings, none of them Chinese.
_UNKNOWN_ENCODING = expat.errors.codes[expat.errors.XML_ERROR_UNKNOWN_ENCODING]


def prove_whole(
    package: Package, types: Mapping[str, str], main: str, judged: Collection[str], problems: Problems
) -> None:
    """Report each member of *package* that is damaged, or is no XML where its type says so.

    Reported, too, is a *main* part that is no document. *types* are the content types by member; those *judged* were
    read already.
    """
    for name in package.names:
        if name in judged or name.endswith("/"):
            continue
        kind = types.get(name, "")
        is_xml = name == main or _is_read_by_word(kind)
        found = (is_xml, name == main, package.limits, *package.sealed(name))
        if found in _known:
            continue
        try:
            if is_xml:
                _judge(package.read(name), FilePlace(package.file, member=name), is_document=name == main)
            else:
                with package.open(name) as stream:
                    while stream.read(_PIECE):  # whose sum is proved at the end
                        pass
        except FillError as error:
            # What is too large to be unpacked is not, since nobody here needs what is in it.
            problems.extend(each for each in error.problems if is_xml or each.code not in _LARGE)
        else:
            _remember(found)


def _remember(found: tuple[bool, bool, Limits, int, int, int, bytes]) -> None:
    """Remember what was *found* to be whole; all else is forgotten where that is too much."""
    if len(found[-1]) <= _LONGEST_KNOWN:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known.add(found)


def _is_read_by_word(kind: str) -> bool:
    """Say whether a part of this content type is XML that Word cannot do without."""
    # A whole document that is embedded bears the type of a main part, and Word makes new properties for damaged ones.
    return (
        kind.startswith(_OFFICE)
        and kind.endswith("+xml")
        and not kind.endswith("-properties+xml")
        and (kind not in MAIN_TYPES)
    )


def _judge(content: bytes, place: FilePlace, *, is_document: bool) -> None:
    """Raise FillError unless *content* is well-formed XML without a document type, and the main part's."""

    def refuse(*_: object) -> None:
        raise failure("document-type-in-part", place)

    def begin(name: str, _: object) -> None:
        if name not in _DOCUMENTS:
            raise failure("not-a-document", place)
        parser.StartElementHandler = None

    parser = expat.ParserCreate(namespace_separator=" ")
    if is_document:
        parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)  # at once: in small pieces, a long attribute takes the square of its length
    except expat.ExpatError as error:
        refuse_shortage(error)
        if error.code != _UNKNOWN_ENCODING:
            raise failure("malformed-part", place, line=error.lineno, column=error.offset + 1) from error
    except (LookupError, ValueError):
        pass  # what expat leaves to Python: an encoding that it does not know either, or of several bytes, such as GBK
