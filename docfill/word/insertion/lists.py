"""Lists: a part that holds definitions by id (styles, numberings) -> its entries, and the part with more of them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from docfill.word.decoding import encode
from docfill.word.insertion.source import namespaces_in
from docfill.word.scan import Element, scan

if TYPE_CHECKING:
    from docfill.word.additions import Additions
    from docfill.word.parts import Opened

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT_NAMESPACE = "http://purl.oclc.org/ooxml/wordprocessingml/main"
# The kinds of entries of each list that others are added to or stand behind, in the order of the schema (17.7, 17.9).
_KINDS = {"styles": ("style",), "numbering": ("abstractNum", "num", "numIdMacAtCleanup")}
_LARGEST_KEPT = 1 << 20  # bytes
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."


class Definition(NamedTuple):
    """One entry: its *markup*, with the namespaces that it needs, and its attributes and its name as written."""

    markup: str
    attributes: dict[str, str]
    name: str


class Definitions:
    """The entries of one part: *root* is its outermost element's name without prefix (``styles``)."""

    def __init__(self, content: bytes, file: str, member: str) -> None:
        self._part = scan(content, file, member)
        self._top = self._part.root.children[0]
        self.prefix = self._top.tag.removesuffix(self._top.kind)
        self._namespaces = namespaces_in(self._part.opening(self._top))
        self._entries: dict[str, tuple[Definition, ...]] = {}

    def entries(self, kind: str) -> tuple[Definition, ...]:
        """Return the entries of *kind*."""
        if kind not in self._entries:
            self._entries[kind] = tuple(self._entry(child) for child in self._top.children if child.kind == kind)
        return self._entries[kind]

    def _entry(self, element: Element) -> Definition:
        markup = self._part.source(element)
        declared = "".join(
            f' xmlns{":" if prefix else ""}{prefix}="{name}"' for prefix, name in sorted(self._namespaces.items())
        )
        at = len(element.tag) + 1
        name = element.child("name")
        return Definition(
            markup[:at] + declared + markup[at:],
            self._part.attributes(element),
            self._part.attributes(name).get("val", "") if name is not None else "",
        )

    def with_more(self, entries: dict[str, list[str]]) -> bytes:
        """Return the part with *entries*, markup by kind, each behind those of its kind.

        Kinds come in the order in which the schema wants them; a kind that the part has none of stands before the
        next that it has.
        """
        text = self._part.text
        top = self._top
        if top.end == top.inner:  # an empty element has no inside yet
            opening = text[top.start : top.end].removesuffix("/>").rstrip()
            text = f"{text[: top.start]}{opening}></{top.tag}>{text[top.end :]}"
            inserts = [(top.start + len(opening) + 1, "".join(markup)) for markup in entries.values()]
        else:
            inserts = [(self._behind(kind, list(entries)), "".join(markup)) for kind, markup in entries.items()]
        for at, markup in reversed(inserts):
            text = text[:at] + markup + text[at:]
        return encode(text, self._part.encoding)

    def _behind(self, kind: str, kinds: list[str]) -> int:
        own = [child for child in self._top.children if child.kind == kind]
        if own:
            return own[-1].end
        later = kinds[kinds.index(kind) + 1 :]
        return next((child.start for child in self._top.children if child.kind in later), self._top.inner_end)


def definitions_in(package: Opened, member: str) -> Definitions | None:
    """Return the definitions in *member* of *package*; None where there is no such member."""
    return definitions(package.read(member), package.file, member) if member else None


def definitions(content: bytes, file: str, member: str) -> Definitions:
    """Return the definitions in *content*. Those of a template and of what is inserted are the same in every report."""
    return (_kept if len(content) <= _LARGEST_KEPT else Definitions)(content, file, member)


@lru_cache(maxsize=8)
def _kept(content: bytes, file: str, member: str) -> Definitions:
    return Definitions(content, file, member)


class Shelf:
    """A part of the report that holds definitions, which others are added to; it is made where there is none.

    *member* is its name, *main* that of the part which refers to it, *kind* (``styles``) its root and its relationship.
    """

    def __init__(self, additions: Additions, main: str, member: str, kind: str) -> None:
        self._additions = additions
        if not member:
            member = f"{main.rpartition('/')[0]}/{kind}.xml".lstrip("/")
            namespace = _STRICT_NAMESPACE if additions.strict else _NAMESPACE
            content = f'<?xml version="1.0" encoding="UTF-8"?>\n<w:{kind} xmlns:w="{namespace}"/>'.encode()
            additions.add(member, content, f"{_WORD}{kind}+xml")
            additions.relate(main, kind, member)
        self.member = member
        found = additions.read(member)
        if found is None:  # it is a member, or was made
            raise AssertionError(member)
        self._own = definitions(found, member, member)
        self._added: dict[str, list[Definition]] = {entries: [] for entries in _KINDS[kind]}

    def entries(self, kind: str) -> list[Definition]:
        """Return the entries of *kind* that the part holds by now."""
        return [*self._own.entries(kind), *self._added[kind]]

    def add(self, kind: str, entry: Definition) -> None:
        """Add *entry*, one of *kind*."""
        self._added[kind].append(entry)
        added = {kind: [entry.markup for entry in entries] for kind, entries in self._added.items()}
        self._additions.replace(self.member, self._own.with_more(added))
