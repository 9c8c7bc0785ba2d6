"""Parts: a package -> what its members are and how they are related (ECMA-376 part 2, 9 and 10)."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple, Protocol

from docfill.word.decoding import encode, read
from docfill.word.formats import no_document

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from docfill.limits import Limits

CONTENT_TYPES = "[Content_Types].xml"
RELATIONSHIPS = "_rels/.rels"

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
MACRO = "application/vnd.ms-word."
# The main part's content type -> what a document filled from it is (ECMA-376 part 1, 11.3.10; MS-OFFMACRO2 2.2.1).
MAIN_TYPES = {
    f"{WORD}document.main+xml": f"{WORD}document.main+xml",
    f"{WORD}template.main+xml": f"{WORD}document.main+xml",
    f"{MACRO}document.macroEnabled.main+xml": f"{MACRO}document.macroEnabled.main+xml",
    f"{MACRO}template.macroEnabledTemplate.main+xml": f"{MACRO}document.macroEnabled.main+xml",
}
_TYPE = re.compile(r"<(?:[\w.-]+:)?(?:Override|Default)\b([^<>]*?)/?>")
_COMMENT = r"(?s)<!--.*?-->"  # compiled when first used, as start-up counts
_RELATIONSHIP = re.compile(r"<(?:[\w.-]+:)?Relationship\b([^<>]*?)/?>")
# Transitional and Strict (ECMA-376 part 1, 11.3.10; part 2, 9.2), and whether it is Strict.
_MAIN_RELATIONSHIPS = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument": False,
    "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument": True,
}
_ATTRIBUTE = re.compile(r"([\w.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


class Opened(Protocol):
    """A package whose members can be read; *file* is its name for messages."""

    @property
    def file(self) -> str:
        """The name of its file, for messages."""

    @property
    def limits(self) -> Limits:
        """How large its parts may be."""

    @property
    def names(self) -> Collection[str]:
        """The names of its members."""

    def read(self, name: str, /) -> bytes:
        """Return the content of the member *name*."""


class Relationship(NamedTuple):
    """A relationship of a part: its *kind* (a whole type), and its *target*: a member's name, or an outer address."""

    kind: str
    target: str
    external: bool


def content_types(package: Opened) -> dict[str, str]:
    """Return the content type of every part, by member name (ECMA-376 part 2, 10.1.2.2)."""
    if CONTENT_TYPES not in package.names:
        raise no_document(package, "", None)
    text = _text(package, CONTENT_TYPES)
    declared = [attributes_of(element) for element in _TYPE.findall(text)]
    of_extension = {
        each["Extension"].lower(): each["ContentType"]
        for each in declared
        if {"Extension", "ContentType"} <= each.keys()
    }
    types = {name: of_extension.get(name.rpartition(".")[2].lower(), "") for name in package.names}
    by_lower = {name.lower(): name for name in package.names}
    for each in declared:
        # Part names are the same whatever the case of their letters (10.1.1.1).
        name = _member(each.get("PartName", "").lstrip("/"), by_lower)
        if name:
            types[name] = each.get("ContentType", "")
    return types


def main_part(package: Opened) -> tuple[str, bool]:
    """Return the member that holds the document itself ("" where the package names none), and whether it is Strict."""
    if RELATIONSHIPS not in package.names:
        return "", False
    text = _text(package, RELATIONSHIPS)
    by_lower = {name.lower(): name for name in package.names}
    for each in map(attributes_of, _RELATIONSHIP.findall(text)):
        if each.get("Type") in _MAIN_RELATIONSHIPS:
            target = posixpath.normpath("/" + each.get("Target", ""))
            return _member(target.lstrip("/"), by_lower), _MAIN_RELATIONSHIPS[each["Type"]]
    return "", False


def _member(written: str, by_lower: Mapping[str, str]) -> str:
    """Return which member a name means that stands in an attribute; "" where there is none.

    There a character may be a reference, and one that addresses lack is written as ``%XX`` (part 2, 6.2.2 and 6.4).
    """
    name = by_lower.get(written.lower(), "")
    if name or ("&" not in written and "%" not in written):
        return name
    from html import unescape  # lazy for start-up: no part of Word's own has such a name
    from urllib.parse import unquote

    plain = unescape(written).lower()
    return by_lower.get(plain) or by_lower.get(unquote(plain).lower(), "")


def relationships_of(package: Opened, member: str) -> dict[str, Relationship]:
    """Return the relationships of the part *member*, by id; none where it has none."""
    from html import unescape  # lazy for start-up

    folder, name = posixpath.split(member)
    relationships = posixpath.join(folder, "_rels", f"{name}.rels")
    by_lower = {name.lower(): name for name in package.names}
    found: dict[str, Relationship] = {}
    if relationships.lower() not in by_lower:
        return found
    text = _text(package, by_lower[relationships.lower()])
    for each in map(attributes_of, _RELATIONSHIP.findall(text)):
        external = each.get("TargetMode") == "External"
        target = unescape(each.get("Target", ""))
        if not external:
            target = _member(posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/"), by_lower)
        found[each.get("Id", "")] = Relationship(each.get("Type", ""), target, external)
    return found


def attributes_of(element: str) -> dict[str, str]:
    """Return the attributes in *element*, an opening tag or what stands in it, by local name, as written."""
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(element)}


def _text(package: Opened, member: str) -> str:
    """Return the text of *member*, without comments."""
    text, _ = read(package.read(member), package.file, member, package.limits)
    return re.sub(_COMMENT, "", text) if "<!--" in text else text


def filled_types(package: Opened, main: str, kind: str) -> bytes | None:
    """Return the content types of a filled document where they differ: a filled template is a document."""
    filled = MAIN_TYPES[kind]
    if filled == kind:
        return None
    text, encoding = read(package.read(CONTENT_TYPES), package.file, CONTENT_TYPES, package.limits)
    extension = main.rpartition(".")[2].lower()
    # A part's own type goes before that of its extension.
    declared = sorted(
        re.finditer(rf"{_COMMENT}|{_TYPE.pattern}", text), key=lambda match: "PartName" not in match.group()
    )
    for match in declared:
        attributes = attributes_of(match[1] or "")
        name = _member(attributes.get("PartName", "").lstrip("/"), {main.lower(): main})
        if name or attributes.get("Extension", "").lower() == extension:
            changed = match.group().replace(kind, filled)
            return encode(text[: match.start()] + changed + text[match.end() :], encoding)
    return None
