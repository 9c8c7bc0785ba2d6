"""Additions: what a fill adds to a package -> new members, and the relationships and content types spliced in.

A picture needs a part of its own, a relationship from the part that shows it and a content type (ECMA-376 part 2, 9
and 10). Each is put into the text that is there; the rest of that text stays as it was.
"""

from __future__ import annotations

import posixpath
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from docfill.word.decoding import decoded, encode
from docfill.word.parts import CONTENT_TYPES, attributes_of
from docfill.word.scan import scan
from docfill.word.whole import whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docfill.word.package import Package
    from docfill.word.scan import Part

RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"

_RELATIONSHIPS_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
# What a relationship's type begins with: Transitional, Strict (ECMA-376 part 1, 9.2 and part 4).
_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships/"
_RELATIONSHIP_ID = re.compile(r"\sId\s*=\s*[\"']([^\"']*)[\"']")
_DEFAULT = re.compile(r"<(?:[\w.-]+:)?Default\b[^<>]*>")
# What may stand behind the root of a part: white space, comments, processing instructions (XML 1.0, 2.8).
# Possessive, for the steps that one might go back by, of millions of comments, fill the memory.
_BEHIND = r"(?P<behind>(?:\s|<!--(?:(?!-->).)*+-->|<\?(?:(?!\?>).)*+\?>)*+)\Z"
_ROOT_END = re.compile(rf"</(?P<closed>(?:[\w.-]+:)?(?:Types|Relationships))\s*>{_BEHIND}", re.DOTALL)
_EMPTY_ROOT = re.compile(
    rf"<(?P<opened>(?:[\w.-]+:)?(?:Types|Relationships))\b(?P<attributes>[^<>]*)/>{_BEHIND}", re.DOTALL
)


class Additions:
    """What one fill adds to *package*. Nothing is done to the package itself.

    *main* is the part that is the document itself; *strict* says that the package's relationships are those of Strict
    documents; *replaced* holds members that the fill changes already, so that what is added goes into their new text.
    """

    def __init__(
        self, package: Package, main: str = "", *, strict: bool = False, replaced: Mapping[str, bytes] | None = None
    ) -> None:
        self.strict = strict
        self._main = main
        self.kept: dict[object, Any] = {}  # what pieces took over already, by what they are
        self.package = package
        self._changed: dict[str, bytes] = dict(replaced or {})
        self._new: dict[str, bytes] = {}
        self._taken = {name.lower() for name in package.names}
        self._numbers: dict[
            tuple[str, str], int
        ] = {}  # of the members that were named, the last, by stem and extension
        self._declared: set[tuple[str, str]] = set()  # extensions whose type is declared
        self._lists: dict[str, _Relationships] = {}  # those that are being added to
        self._media: dict[tuple[str, bytes], str] = {}
        self._relations: dict[tuple[str, str, str], str] = {}

    @property
    def changed(self) -> dict[str, bytes]:
        """The members of the package that get new content, by name."""
        self._settle(*self._lists)
        return self._changed

    @property
    def new(self) -> dict[str, bytes]:
        """The members that the package has not, by name."""
        self._settle(*self._lists)
        return self._new

    @cached_property
    def main(self) -> str:
        """The text of the document itself, as the template has it."""
        return decoded(self.package.read(self._main))

    @cached_property
    def styles(self) -> str:
        """The text of the document's styles; empty where it has none."""
        name = posixpath.join(posixpath.dirname(self._main), "styles.xml")
        if name not in self.package.names:
            return ""
        return decoded(self.package.read(name))

    def read(self, name: str) -> bytes | None:
        """Return the content that the member *name* has by now; None where there is no such member."""
        self._settle(name)
        if name in self._changed:
            return self._changed[name]
        if name in self._new:
            return self._new[name]
        return self.package.read(name) if name in self.package.names else None

    def replace(self, name: str, content: bytes) -> None:
        """Give the member *name*, which exists, new *content*."""
        self._settle(name)
        if name in self._new:
            self._new[name] = content
        else:
            self._changed[name] = content

    def media(self, stem: str, extension: str, content: bytes, content_type: str) -> str:
        """Return the member that holds *content*, added where no other call gave the same before.

        *stem* is its name without number (``word/media/image``), *extension* is without the dot.
        """
        key = (extension, content)
        if key not in self._media:
            name = self.free_name(stem, extension)
            self._media[key] = self.add(name, content, content_type)
        return self._media[key]

    def free_name(self, stem: str, extension: str) -> str:
        """Return the first ``stem1.extension``, ``stem2.extension`` that no member has."""
        number = self._numbers.get((stem, extension), 0) + 1
        while f"{stem}{number}.{extension}".lower() in self._taken:
            number += 1
        self._numbers[stem, extension] = number - 1
        return f"{stem}{number}.{extension}"

    def add(self, name: str, content: bytes, content_type: str) -> str:
        """Add the member *name* with its *content* and declare its type; return *name*."""
        self._new[name] = content
        self._taken.add(name.lower())
        self._declare(name, content_type)
        return name

    def relate(self, member: str, kind: str, target: str, *, external: bool = False) -> str:
        """Return the id of the relationship from the part *member* to *target*, added where there is none from here.

        *kind* is the last word of its type (``image``), or a whole type; *target* is a member's name, or an address
        if it is *external*.
        """
        key = (member, kind, target)
        if key not in self._relations:
            base = _STRICT if self.strict else _TRANSITIONAL
            whole = kind if "/" in kind else base + kind
            self._relations[key] = self._add_relationship(member, whole, target, external=external)
        return self._relations[key]

    def relationship_ids(self, member: str) -> list[str]:
        """Return the ids of the relationships that the part *member* has by now."""
        folder, name = posixpath.split(member)
        content = self.read(posixpath.join(folder, "_rels", f"{name}.rels"))
        return _RELATIONSHIP_ID.findall(decoded(content)) if content is not None else []

    def _add_relationship(self, member: str, kind: str, target: str, *, external: bool) -> str:
        folder, name = posixpath.split(member)
        relationships = posixpath.join(folder, "_rels", f"{name}.rels")
        if relationships not in self._lists:
            content = self.read(relationships)
            if content is None:
                content = f'<Relationships xmlns="{_RELATIONSHIPS_NAMESPACE}"/>'.encode()
                self.add(relationships, content, RELATIONSHIPS_TYPE)
            self._lists[relationships] = _Relationships(
                scan(content, self.package.file, relationships, self.package.limits)
            )
        where = target if external else posixpath.relpath(target, folder or ".")
        mode = ' TargetMode="External"' if external else ""
        return self._lists[relationships].add(f'Type="{escape(kind)}" Target="{escape(where)}"{mode}')

    def _settle(self, *names: str) -> None:
        """Put the relationships that were added to the members *names* into their text."""
        for name in names:
            listed = self._lists.pop(name, None)
            if listed is not None:
                self.replace(name, listed.content())

    def _declare(self, name: str, content_type: str) -> None:
        """Say what the member *name* is: by its extension where that may be, by its own name elsewhere."""
        extension = name.rpartition(".")[2]
        if (extension, content_type) in self._declared:
            return
        content = self.read(CONTENT_TYPES)
        if content is None:  # a package without them was refused as it was opened
            raise AssertionError(CONTENT_TYPES)
        part = scan(content, self.package.file, CONTENT_TYPES, self.package.limits)
        declared = [attributes_of(match.group()) for match in _DEFAULT.finditer(part.text)]
        own = next((d for d in declared if d.get("Extension", "").lower() == extension.lower()), None)
        if own is not None and own.get("ContentType", "").lower() == content_type.lower():
            self._declared.add((extension, content_type))
            return
        # What the package has of this kind without a word on its type would come to have one by a word on them all.
        undeclared = any(other.lower().endswith(f".{extension.lower()}") for other in self.package.names)
        of_all = own is None and extension.lower() != "xml" and not undeclared
        if of_all:
            self._declared.add((extension, content_type))
        entry = f'Default Extension="{escape(extension)}"' if of_all else f'Override PartName="/{escape(name)}"'
        entry += f' ContentType="{escape(content_type)}"/>'
        self.replace(CONTENT_TYPES, encode(splice_last(part.text, entry), part.encoding))


class _Relationships:
    """The relationships that *part* holds, and others: they are put in all at once, for there may be thousands."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._entries: list[str] = []
        taken = {value.lower() for value in _RELATIONSHIP_ID.findall(part.text)}
        numbers = [whole(value[3:]) for value in taken if value.startswith("rid")]
        self._next = max(numbers, default=0) + 1

    def add(self, attributes: str) -> str:
        """Add a relationship with *attributes* and return its id."""
        new_id = f"rId{self._next}"
        self._next += 1
        self._entries.append(f'Relationship Id="{new_id}" {attributes}/>')
        return new_id

    def content(self) -> bytes:
        """Return the member with what was added."""
        return encode(splice_last(self._part.text, *self._entries), self._part.encoding)


def splice_last(text: str, *entries: str) -> str:
    """Return *text*, a list of content types or of relationships, with *entries* as its last.

    They are elements without their opening bracket and prefix; they take the prefix of the list.
    """
    end = _ROOT_END.search(text)
    if end is not None:
        prefix = end["closed"].rpartition(":")[0]
        made = "".join(f"<{prefix + ':' if prefix else ''}{entry}" for entry in entries)
        return f"{text[: end.start()]}{made}{text[end.start() :]}"
    empty = _EMPTY_ROOT.search(text)
    if empty is None:  # well-formed and of this kind, so it has one of the two
        raise AssertionError(text[-80:])
    name = empty["opened"]
    prefix = name.rpartition(":")[0]
    start = f"{text[: empty.start()]}<{name}{empty['attributes']}>"
    made = "".join(f"<{prefix + ':' if prefix else ''}{entry}" for entry in entries)
    return f"{start}{made}</{name}>{empty['behind']}"
