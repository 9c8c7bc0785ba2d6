"""Signatures: a signed package -> the members that sign it, and the lists of parts without them.

A filled document is not what was signed. With what is left of the signatures Word would say that they are not valid,
so they go: their parts, the relationship that leads to them, and their content types (ECMA-376 part 2, clause 10).
What signs the macros, `vbaProjectSignature.bin`, stays: they are as they were.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from docfill.word.decoding import encode
from docfill.word.parts import CONTENT_TYPES, RELATIONSHIPS, attributes_of, relationships_of
from docfill.word.scan import scan

if TYPE_CHECKING:
    from collections.abc import Callable

    from docfill.word.package import Package

_FOLDER = "_xmlsignatures/"  # where Office puts them; the relationships say where others do
_ORIGIN = "/digital-signature/origin"
_SIGNATURE = "/digital-signature/signature"
_ENTRY = re.compile(r"<(?:[\w.-]+:)?(?:Override|Relationship)\b([^<>]*?)/>")


def signatures(package: Package) -> frozenset[str]:
    """Return the members of *package* that sign it: where all signatures begin, each of them, their relationships."""
    if not _may_be_signed(package):
        return frozenset()
    signing = {name for name in package.names if name.lower().startswith(_FOLDER)}
    for origin in _targets(package, "", _ORIGIN):
        signing.update((origin, *_targets(package, origin, _SIGNATURE)))
    lists = {_relationships_of(name).lower() for name in signing}
    return frozenset(signing | {name for name in package.names if name.lower() in lists})


def _may_be_signed(package: Package) -> bool:
    return RELATIONSHIPS in package.names and b"digital-signature" in package.read(RELATIONSHIPS).replace(b"\x00", b"")


def _targets(package: Package, part: str, kind: str) -> list[str]:
    related = relationships_of(package, part).values()
    return [one.target for one in related if one.kind.endswith(kind) and one.target and not one.external]


def _relationships_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def without_signatures(package: Package, signing: frozenset[str], types: bytes | None) -> dict[str, bytes]:
    """Return the members of *package* that speak of those in *signing*, without what they say of them.

    *types* are the content types where they are no longer those of the package.
    """
    gone = {name.lower() for name in signing}
    content = package.read(CONTENT_TYPES) if types is None else types
    return {
        CONTENT_TYPES: _without(
            content, package, CONTENT_TYPES, lambda of: of.get("PartName", "").lstrip("/").lower() in gone
        ),
        RELATIONSHIPS: _without(
            package.read(RELATIONSHIPS), package, RELATIONSHIPS, lambda of: of.get("Type", "").endswith(_ORIGIN)
        ),
    }


def _without(content: bytes, package: Package, member: str, goes: Callable[[dict[str, str]], bool]) -> bytes:
    part = scan(content, package.file, member, package.limits)
    kept = _ENTRY.sub(lambda entry: "" if goes(attributes_of(entry[1])) else entry[0], part.text)
    return encode(kept, part.encoding)
