"""Pieces: values that are more than text -> markup, put into the output where their marks ended up.

A tag prints a mark, a number between two characters that XML forbids; the piece of that number waits in the run. When
a stretch of output is whole, each mark is replaced: the text and the run are ended, what the piece brings stands
between, and the run goes on. A piece of whole paragraphs takes the place of the paragraph that its tag stands in.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Literal, NamedTuple

from docfill.word.spots import Spot, element_end, spot_at
from docfill.word.values import EDGE, PIECE

if TYPE_CHECKING:
    from docfill.word.additions import Additions
    from docfill.word.ids import Ids
    from docfill.word.paragraphs import Tag
    from docfill.word.run import Run
    from docfill.word.scan import Part

Level = Literal["runs", "break", "paragraphs"]

MARK = re.compile(f"{PIECE}(\\d+){PIECE}")
_TAGS = re.compile(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_SEEN = re.compile(
    r"<(?:[\w.-]+:)?(?:drawing|pict|object|fldChar|instrText|footnoteReference|endnoteReference|sym|br)\b"
)
_RANGE = re.compile(r"<(?:[\w.-]+:)?(?:bookmark|commentRange|perm|move)\w*(?:Start|End)\b")
_ENDS_IN_TABLE = re.compile(r"</(?:[\w.-]+:)?tbl>\s*\Z")


class Brought(NamedTuple):
    """What a value brought into the part *member*: *markup*, with the marks of `values`, in place of its mark.

    None stands for what nobody wrote down: then the whole part is looked at.
    """

    member: str
    markup: str | None
    level: Level


class Sink:
    """What a piece may ask of the fill that it is printed in."""

    def __init__(self, part: Part, additions: Additions, ids: Ids, run: Run) -> None:
        self.part = part
        self.additions = additions
        self.ids = ids
        self.run = run
        self.printed: Printed | None = None  # what is being put where its mark stands

    @property
    def member(self) -> str:
        """The name of the part that is being filled."""
        return self.part.member

    def bring(self, markup: str | None, level: Level = "runs") -> None:
        """Note that *markup* was brought, so that it is looked at in the end; see `Brought`."""
        self.run.brought.append(Brought(self.member, markup, level))

    def report(self, code: str, **words: str) -> None:
        """Record the problem *code* of what is being put where its mark stands."""
        if self.printed is not None:
            tag = self.printed.tag
            self.run.report(code, tag, self.run.places_of(self.printed.value, tag), **words)


class Piece(ABC):
    """A value that is more than text, as a tag printed it: it puts itself where its mark stands."""

    @abstractmethod
    def put(self, text: str, mark: re.Match[str], sink: Sink) -> tuple[str, int]:
        """Return *text* with what the piece brings in place of its *mark*, and where to go on.

        Parts that it needs are added to *sink*, and it is told of what was brought. Raises PieceError.
        """


class TextPiece(Piece):
    """A piece that stands in the text of a paragraph, or in its place.

    *level* says what it brings: ``runs``, to stand beside the text around its tag; a ``break``, which ends the
    paragraph and begins it anew; or whole ``paragraphs`` (and tables), in place of its paragraph.
    """

    level: Level = "runs"

    def put(self, text: str, mark: re.Match[str], sink: Sink) -> tuple[str, int]:
        """Return *text* with the markup of the piece in place of its *mark*, and where to go on."""
        spot = spot_at(text, mark.start())
        if spot is None or not spot.in_text:
            raise PieceError("value-needs-text")
        if self.level == "paragraphs":
            return _put_paragraphs(text, mark, self, spot, sink)
        if self.level == "break" and not spot.may_part:
            raise PieceError("paragraphs-cannot-repeat")
        made = self.markup(spot, sink)
        if not made:
            return text[: mark.start()] + text[mark.end() :], mark.start()
        sink.bring(made, self.level)
        if self.level == "break":
            return text[: mark.start()] + made + text[mark.end() :], mark.start() + len(made)
        return _put_runs(text, mark, made, spot)

    @abstractmethod
    def markup(self, spot: Spot, sink: Sink) -> str:
        """Return what stands in place of the value at *spot*; parts that it needs are added to *sink*.

        Text in it is escaped, and may hold the marks of `values`. Raises PieceError.
        """


class PieceError(Exception):
    """Raised where a value cannot be printed: a code of the catalogue, and the words that its sentence needs."""

    def __init__(self, code: str, **words: str) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


class Printed:
    """A piece as *tag* printed it, and the *value* that it was made of."""

    def __init__(self, piece: Piece, tag: Tag | None, value: object) -> None:
        self.piece = piece
        self.tag = tag
        self.value = value


def put_pieces(text: str, run: Run, sink: Sink) -> str:
    """Return *text*, whole paragraphs of output, with its marks replaced by what their pieces bring.

    What cannot be printed is recorded in *run*.
    """
    at = 0
    while (mark := MARK.search(text, at)) is not None:
        printed = run.printed_at(mark[1])
        sink.printed = printed
        try:
            text, at = printed.piece.put(text, mark, sink)
        except PieceError as error:
            sink.report(error.code, **error.words)
            text, at = text[: mark.start()] + text[mark.end() :], mark.start()
    return text


def _put_runs(text: str, mark: re.Match[str], made: str, spot: Spot) -> tuple[str, int]:
    """Return *text* with the runs *made* in place of *mark*, the run around it ended and begun anew."""
    before, after = text[: mark.start()], text[mark.end() :].lstrip(EDGE)
    run, own_text = spot.chain[-2:]
    # A run that has nothing before the piece, or nothing behind it, would be left there empty.
    if run.stop == own_text.start and own_text.stop == mark.start():
        before = before[: run.start]
    else:
        before += spot.close_run()
    over = spot.close_run()
    after = after[len(over) :] if after.startswith(over) else spot.open_run() + after
    return before + made + after, len(before) + len(made)


def _put_paragraphs(text: str, mark: re.Match[str], piece: TextPiece, spot: Spot, sink: Sink) -> tuple[str, int]:
    paragraph = spot.paragraph
    end = element_end(text, mark.end(), paragraph.name)
    if end < 0:
        raise PieceError("paragraphs-cannot-repeat")
    beside = text[paragraph.stop : mark.start()] + text[mark.end() : end]
    others = "".join(MARK.findall(beside))
    bare = MARK.sub("", beside)
    if _TAGS.sub("", bare).strip(f" {EDGE}") or _SEEN.search(bare):
        raise PieceError("text-beside-paragraphs")
    made = piece.markup(spot, sink)
    # One end of a bookmark that goes with the paragraph leaves the other behind.
    sink.bring(None if _RANGE.search(beside) else made, "paragraphs")
    if others or "sectPr" in paragraph.properties:
        # Another value follows in this paragraph, or a section ends with it.
        rest = text[paragraph.start : mark.start()] + text[mark.end() :]
        return text[: paragraph.start] + made + rest, paragraph.start + len(made)
    after = text[end:]
    if _ENDS_IN_TABLE.search(made) and not after.startswith(f"<{paragraph.name}"):
        # Two tables that nothing parts are one to Word, and a cell must end with a paragraph (17.4.65).
        made += spot.empty_paragraph()
    return text[: paragraph.start] + made + after, paragraph.start + len(made)
