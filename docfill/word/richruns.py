"""Rich runs: a RichText, docfill's own or docxtpl's -> runs and hyperlinks beside the text around its tag."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markupsafe import escape

from docfill.word.breaks import Sign, joined, split
from docfill.word.looks import changed_look, look_of, written
from docfill.word.pieces import Level, PieceError, TextPiece
from docfill.word.plain import address
from docfill.word.values import SPACE_BEGINS, SPACE_ENDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from docfill.richtext import Format, RichText
    from docfill.word.pieces import Sink
    from docfill.word.spots import Spot

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONSHIPS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
# What stands in a docxtpl value for the id of a relationship, where docfill's Template gave it.
LINK_SCHEME = "docfill-link:"


class Stretch(NamedTuple):
    """A text of one look: *format* changes the look of its tag, or *own* are the properties it has instead.

    *own* maps a property's name to its attributes, both without prefix. *link* is an address, or empty.
    """

    text: str
    format: Format | None
    own: Mapping[str, Mapping[str, str]]
    link: str


class RichRuns(TextPiece):
    """The runs of a rich text. Raises ForbiddenCharacterError for a character that no document may hold."""

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        self._ready = _ready(stretches)
        # A text with signs for paragraphs and pages ends its paragraph and begins another.
        self._parted = any(isinstance(part, Sign) for _, parts in self._ready for part in parts)
        self.level: Level = "break" if self._parted else "runs"

    def markup(self, spot: Spot, sink: Sink) -> str:
        """Return the runs; between two paragraphs of the text, what ends the one and begins the other."""
        made = _runs(self._ready, spot.close_around(), spot.open_around(), spot, sink)
        return spot.close_run() + made + spot.open_run() if self._parted else made


class RichParagraphs(TextPiece):
    """Whole paragraphs, each of a style ("" for none) and its runs, in place of the tag's own."""

    level: Level = "paragraphs"

    def __init__(self, paragraphs: Iterable[tuple[str, Iterable[Stretch]]]) -> None:
        self._paragraphs = [(style, _ready(stretches)) for style, stretches in paragraphs]

    def markup(self, spot: Spot, sink: Sink) -> str:
        """Return the paragraphs."""
        w = spot.prefix
        made = ""
        declared = spot.declared_for_paragraphs
        for style, ready in self._paragraphs:
            value = f"<{w}pPr>{written('pStyle', {'val': style}, w)}</{w}pPr>" if style else ""
            begin, end = f"<{w}p{declared}>{value}", f"</{w}p>"
            made += begin + _runs(ready, end, begin, spot, sink) + end
        return made


def _ready(stretches: Iterable[Stretch]) -> list[tuple[Stretch, list[str | Sign]]]:
    """Return *stretches*, each with its text at its signs, escaped. Raises ForbiddenCharacterError."""
    ready = []
    for stretch in stretches:
        # A run of its own keeps white space anyway, so the marks for it go.
        kept = SPACE_BEGINS + SPACE_ENDS
        parts = [part if isinstance(part, Sign) else part.strip(kept) for part in split(stretch.text)]
        ready.append((stretch, parts))
    return ready


def _runs(ready: Iterable[tuple[Stretch, list[str | Sign]]], end: str, begin: str, spot: Spot, sink: Sink) -> str:
    """Return the runs of stretches; *end* and *begin* stand between the paragraphs that their signs ask for."""
    w = spot.prefix
    declared = spot.declared_for_runs
    made: list[str | Sign] = []
    for stretch, parts in ready:
        if stretch.format is None:
            look = look_of({name: written(name, stretch.own[name], w) for name in stretch.own}, w)
        else:
            look = changed_look(spot.look, stretch.format, w)
        for part in parts:
            if isinstance(part, Sign):
                made.append(part)
            elif part:
                run = f'<{w}r{declared}>{look}<{w}t xml:space="preserve">{part}</{w}t></{w}r>'
                made.append(_linked(run, stretch.link, spot, sink) if stretch.link else run)
    return joined(made, end, begin, spot)


def _linked(run: str, link: str, spot: Spot, sink: Sink) -> str:
    """Return *run* in a hyperlink to *link*, an address or ``#`` and a bookmark (17.16.22)."""
    if any(item.kind == "hyperlink" for item in spot.chain):
        raise PieceError("link-in-link", link=link[:60])
    w = spot.prefix
    if link.startswith("#"):
        return f'<{w}hyperlink {w or "w:"}anchor="{escape(link[1:])}">{run}</{w}hyperlink>'
    target = address(link)
    relation = sink.additions.relate(sink.member, "hyperlink", target, external=True)
    namespace = STRICT_RELATIONSHIPS if sink.additions.strict else RELATIONSHIPS
    return f'<{w}hyperlink xmlns:r="{namespace}" r:id="{relation}">{run}</{w}hyperlink>'


def link_token(url: str) -> str:
    """Return what stands for a link to *url* in docxtpl's markup, where it has the id of a relationship."""
    return LINK_SCHEME + str(escape(url))


def rich_text(value: RichText) -> RichRuns:
    """Return the piece of docfill's own RichText."""
    return RichRuns(Stretch(text, look, {}, look.link) for text, look in value.stretches)
