"""Source: a document to be inserted -> its blocks as text that can stand in another part, and what they refer to."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from docfill.word.formats import no_document
from docfill.word.parts import MAIN_TYPES, Relationship, content_types, main_part, relationships_of
from docfill.word.scan import IDENTITY, scan
from docfill.word.spots import element_end

if TYPE_CHECKING:
    from docfill.word.parts import Opened

_TAG = re.compile(r"<((?:[\w.-]+:)?[\w.-]+)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_NAMESPACE = re.compile(r"\sxmlns(?::([\w.-]+))?\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TAGS = re.compile(r"</?(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_PREFIX = re.compile(r"[<\s/]([\w.-]+):[\w.-]+")
_REQUIRED = re.compile(r"\sRequires\s*=\s*[\"']([^\"']*)[\"']")
_RELATIONSHIPS = frozenset(
    {
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
)
# Where Word last edited a drawing; a copy has none of it (MS-DOCX 2.6.2).
_EDITED = re.compile(r"\s[\w.-]+:(?:anchorId|editId)=(?:\"[^\"]*\"|'[^']*')")
# Comments, and the headers and footers of sections within, stay behind.
_LEFT_BEHIND = re.compile(
    r"<(?:[\w.-]+:)?(?:commentRangeStart|commentRangeEnd|commentReference|headerReference|footerReference)\b[^<>]*/>"
)
_NOTE = re.compile(r"<(?:[\w.-]+:)?(footnote|endnote)Reference\b")


class Source:
    """The document in *package*; *main* is the text of its main part where not its own.

    Raises FillError where it is none, or damaged.
    """

    def __init__(self, package: Opened, main: str | None = None) -> None:
        self.package = package
        self.types = content_types(self.package)
        self.member, self.strict = main_part(self.package)
        if self.types.get(self.member) not in MAIN_TYPES:
            raise no_document(self.package, self.member, self.types.get(self.member))
        self._main = main
        self._made: dict[frozenset[tuple[str, str]], str] = {}

    @cached_property
    def relationships(self) -> dict[str, Relationship]:
        """The relationships of the main part."""
        return relationships_of(self.package, self.member)

    def related(self, kind: str) -> str:
        """Return the member that the main part has as its *kind* (``styles``); "" where it has none."""
        return next((rel.target for rel in self.relationships.values() if rel.kind.endswith(f"/{kind}")), "")

    @cached_property
    def namespaces(self) -> dict[str, str]:
        """The namespaces that hold for all blocks, by prefix ("" for the one without)."""
        body, text = self._body
        return namespaces_in(text[: body[0]])

    @cached_property
    def relation_prefixes(self) -> list[str]:
        """The prefixes of attributes that hold the id of a relationship."""
        return [prefix for prefix, name in self.namespaces.items() if name in _RELATIONSHIPS]

    @cached_property
    def _body(self) -> tuple[tuple[int, int], str]:
        content = self.package.read(self.member) if self._main is None else self._main.encode()
        part = scan(content, self.package.file, self.member, self.package.limits)
        body = next(element for element in part.root.walk() if element.kind == "body")
        last = body.children[-1:]
        # The last section's properties are the page layout of the document itself (17.6.17).
        end = last[0].start if last and last[0].kind == "sectPr" else body.inner_end
        return (body.inner, end), part.text

    @cached_property
    def notes(self) -> str:
        """Which kind of notes the blocks refer to; "" where to none."""
        (start, end), text = self._body
        found = _NOTE.search(text, start, end)
        return found[1] if found else ""

    def blocks(self, declared: dict[str, str]) -> str:
        """Return the blocks, each with the namespaces that it needs and that are not *declared* where it will stand."""
        key = frozenset(declared.items())
        if key not in self._made:  # the same for each report of a template
            self._made[key] = self._blocks(declared)
        return self._made[key]

    def _blocks(self, declared: dict[str, str]) -> str:
        (start, end), text = self._body
        text = _LEFT_BEHIND.sub("", _EDITED.sub("", re.sub(IDENTITY, "", text[start:end])))
        made: list[str] = []
        at = 0
        while (tag := _TAG.search(text, at)) is not None:
            stop = tag.end() if tag.group().endswith("/>") else element_end(text, tag.end(), tag[1])
            block = text[tag.start() : stop]
            name = len(tag[1]) + 1
            made.append(block[:name] + self._declarations(block, declared) + block[name:])
            at = stop
        return "".join(made)

    def _declarations(self, block: str, declared: dict[str, str]) -> str:
        tags = "".join(_TAGS.findall(block))
        used = {"", *_PREFIX.findall(_QUOTED.sub("", tags))}
        for required in _REQUIRED.findall(tags):  # markup compatibility names prefixes in a value
            used.update(required.split())
        needed = {prefix: name for prefix, name in self.namespaces.items() if prefix in used}
        return "".join(
            f' xmlns{":" if prefix else ""}{prefix}="{name}"'
            for prefix, name in sorted(needed.items())
            if declared.get(prefix) != name
        )


def namespaces_in(text: str) -> dict[str, str]:
    """Return the namespaces declared in *text*, opening tags."""
    return {prefix: double or single for prefix, double, single in _NAMESPACE.findall(text)}
