"""Insertion: a document as a value -> its blocks in place of the tag's paragraph, as they stand in the report."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from docfill.word.ids import fresh_ids
from docfill.word.insertion.lists import Shelf, definitions_in
from docfill.word.insertion.live import Live
from docfill.word.insertion.members import Members
from docfill.word.insertion.numbering import Numbering
from docfill.word.insertion.source import Source, namespaces_in
from docfill.word.insertion.styles import Styles
from docfill.word.package import Package
from docfill.word.parts import main_part, relationships_of
from docfill.word.pieces import Level, PieceError, TextPiece

if TYPE_CHECKING:
    from docfill.subdocument import Subdocument
    from docfill.word.additions import Additions
    from docfill.word.pieces import Sink
    from docfill.word.spots import Spot


# What was read of a Subdocument, which never changes, for all reports that it is printed in.
_SOURCES: WeakKeyDictionary[Subdocument, Source] = WeakKeyDictionary()


class Insertion(TextPiece):
    """The blocks of a document. *key* tells it from others, so that what it brings is taken over once a report."""

    level: Level = "paragraphs"

    def __init__(self, source: Source, key: object) -> None:
        self._source = source
        self._key = key

    def markup(self, spot: Spot, sink: Sink) -> str:
        """Return the blocks, with styles, lists, ids and relationships of the report."""
        kept = sink.additions.kept
        taker = kept.get(self._key)
        source = self._source if taker is None else taker.source
        if source.strict != sink.additions.strict:
            raise PieceError("subdocument-of-other-kind", file=source.package.file)
        if source.notes:
            raise PieceError("subdocument-with-notes", file=source.package.file)
        if taker is None:
            taker = kept[self._key] = _Taker(source, sink.additions)
        declared = namespaces_in(sink.part.text[: sink.part.root.children[0].inner])
        markup = taker.taken(source.blocks(declared), sink.member)
        return fresh_ids(markup, sink.ids.pool) or spot.empty_paragraph()


class _Taker:
    """Takes what one source's blocks need over into one report."""

    def __init__(self, source: Source, additions: Additions) -> None:
        self.source = source
        self._additions = additions
        self._main, _ = main_part(additions.package)
        lists = definitions_in(source.package, source.related("numbering"))
        self._numbering = Numbering(lists, partial(self._shelf, "numbering"))
        styles = definitions_in(source.package, source.related("styles"))
        self._styles = Styles(styles, partial(self._shelf, "styles"), self._numbering.mapped)
        self._numbering.styled = self._styles.mapped
        self._members = Members(source, additions)

    def _shelf(self, kind: str) -> Shelf:
        """Return the report's list of *kind*, one for all sources; it is made where something is put into it first."""
        kept = self._additions.kept
        if ("shelf", kind) not in kept:
            ours = relationships_of(self._additions.package, self._main).values()
            member = next((related.target for related in ours if related.kind.endswith(f"/{kind}")), "")
            kept["shelf", kind] = Shelf(self._additions, self._main, member, kind)
        shelf: Shelf = kept["shelf", kind]
        return shelf

    def taken(self, markup: str, member: str) -> str:
        """Return the blocks in *markup* as they stand in the part *member* of the report."""
        self._numbering.begin()
        return self._members.mapped(self._styles.mapped(self._numbering.mapped(markup)), member)


def of_subdocument(value: Subdocument) -> Insertion:
    """Return the piece of docfill's own Subdocument. Raises FillError where it is no Word document."""
    source = _SOURCES.get(value)
    if source is None:
        source = _SOURCES[value] = Source(Package(value.content, value.name, value.limits))
    return Insertion(source, value.content)


def of_document(value: Any) -> Insertion:
    """Return the piece of python-docx's Document."""
    return Insertion(Source(Live(value.part.package, "document.docx")), id(value))


def of_docxtpl(value: Any) -> Insertion:
    """Return the piece of docxtpl's Subdoc: a body of its own, in the package of docxtpl's template."""
    from lxml import etree

    body = etree.tostring(value.subdocx.element.body, encoding="unicode")
    word = value.subdocx.element.nsmap["w"]
    main = f'<w:document xmlns:w="{word}">{body}</w:document>'
    return Insertion(Source(Live(value.docx.part.package, "subdoc.docx"), main), id(value))
