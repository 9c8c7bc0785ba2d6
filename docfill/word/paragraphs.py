"""Paragraphs: an element that may hold tags -> its text, and for each character and tag in it where that stands.

A paragraph's text is that of its own ``w:t`` elements joined, wherever they stand in it (insertions, hyperlinks,
inline content controls), but not that of a text box nested in it, which holds paragraphs of its own. Deleted text
(``w:delText``) is no text. What stands in no paragraph (a property, a field's code, a picture's description) is read in
`elsewhere`, as texts that are like paragraphs.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from docfill.places import DocumentPlace
from docfill.word.lonetexts import is_one_run, single_text
from docfill.word.whereabouts import steps_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Self

    from docfill.places import Steps
    from docfill.word.expanses import Offsets, Owners
    from docfill.word.scan import Element, Part
    from docfill.word.texts import Text

TagKind = Literal["output", "statement", "comment"]

_PREFIX = re.compile(r"(p|tr|tc|r)\s+(?=\S)")
_WORD = re.compile(r"\w+")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
# A text of more characters is noted by stretches, which takes longer to ask and much less memory.
_LONG = 20_000
# Where two paragraphs of the template became one: what stands between them (see joins).
JOINT = "joint"
_WHITE_ELEMENTS = {"br": "\n", "cr": "\n", "tab": "\t", JOINT: "\n"}


class Tag:
    """One tag as a person typed it.

    *kind* and *prefix* (docxtpl's ``p``, ``tr``, ``tc``, ``r``) say what it is; *source* is the expression or the
    statement, with bent characters straightened, and *word* a statement's first (``for``), empty for other tags;
    *pieces* are the stretches of the part's text that its characters take. *trims_before* and *trims_after* say that it
    has Jinja's mark against white space there (``{%-``, ``-%}``).
    """

    __slots__ = (
        *("index", "kind", "paragraph", "pieces", "prefix", "source", "start", "stop"),
        *("trims_after", "trims_before", "word"),
    )

    def __init__(self, paragraph: Paragraph, kind: TagKind, start: int, stop: int, source: str) -> None:
        """Make the tag at *start* to *stop* of the paragraph's text, which has no prefix and no mark."""
        self.paragraph = paragraph
        self.kind: TagKind = kind
        self.start = start
        self.stop = stop
        self.prefix = self.word = ""
        self.source = source
        self.trims_before = self.trims_after = False
        self.pieces = paragraph.pieces(start, stop)
        self.index = -1

    def read(self, inside: str) -> Self:
        """Take the prefix, the marks and a statement's word from *inside*, what stands, straightened, in its braces."""
        self.trims_before, self.trims_after = inside.startswith("-"), inside.endswith("-")
        self.prefix, self.source = _read_inside(inside)
        first_word = _WORD.match(self.source) if self.kind == "statement" else None
        self.word = first_word.group() if first_word else ""
        return self

    @property
    def first(self) -> Element:
        """The ``w:t`` element in which it begins."""
        return self.paragraph.owners[self.start]

    @property
    def last(self) -> Element:
        """The ``w:t`` element in which it ends."""
        return self.paragraph.owners[self.stop - 1]

    @property
    def trims(self) -> bool:
        """Whether the tag takes white space beside it."""
        return self.trims_before or self.trims_after

    @property
    def typed(self) -> str:
        """The tag as it was typed."""
        return self.paragraph.text[self.start : self.stop]

    @property
    def drawing(self) -> tuple[int, int] | None:
        """The stretch of the part's text that is the drawing whose whole alternative text the tag is."""
        text = self.paragraph.elsewhere
        return text.drawing if text is not None and self.kind == "output" and not self.paragraph.rest.strip() else None

    @property
    def place(self) -> DocumentPlace:
        """Where the tag stands."""
        return self.paragraph.place(self.start, self.stop)


class Paragraph:
    """A paragraph that may hold tags: its *text*, and for each character its offsets and the element it stands in.

    *elsewhere* is the same object where it is no paragraph in truth, but a text of its own.
    """

    elsewhere: Text | None = None
    sound = True  # until a tag is found in it that is never closed
    is_tidy = False  # where nothing in it looks like the end of another tag
    is_name = False  # see NameParagraph
    braced = 0  # how many of its texts hold a brace
    starts: Sequence[int]

    def __init__(self, part: Part, element: Element, owners: Iterable[Element] | None = None) -> None:
        self.part = part
        self.element = element
        self.tags: list[Tag] = []
        self.opaque: list[str] = []  # its stretches of CDATA, in which nothing can be a tag
        single = single_text(part.text, element) if owners is None else None
        if single is not None:
            self.starts = single
            self.text = part.text[single.start : single.stop]
            self.braced = int("{" in self.text)
            return
        self._starts: list[int] | Offsets = []
        self._ends: list[int] | Offsets = []
        self._owners: list[Element] | Owners[Element] = []
        if element.inner_end - element.inner > _LONG:
            from docfill.word.expanses import Offsets, Owners  # lazy for start-up: no real template has any

            self._starts, self._ends, self._owners = Offsets(), Offsets(), Owners()
        self.text = "".join([self._read(owner) for owner in (own_text(element) if owners is None else owners)])
        self.starts, self.ends, self.owners = self._starts, self._ends, self._owners

    @cached_property
    def ends(self) -> Sequence[int]:
        """Where each character ends."""
        return range(self.starts[0] + 1, self.starts[-1] + 2)

    @cached_property
    def owners(self) -> Sequence[Element]:
        """The element that each character stands in."""
        if len(self.starts) > _LONG:
            from docfill.word.expanses import Same  # lazy for start-up

            return Same(next(own_text(self.element)), len(self.starts))
        return [owner for owner in own_text(self.element) for _ in range(owner.inner, owner.inner_end)]

    def _read(self, owner: Element, whose: Element | None = None) -> str:
        """Note the characters in *owner* as those of *whose*, or its own, and return them."""
        whose = whose or owner
        if owner.kind in _WHITE_ELEMENTS:
            self._note(whose, owner.start, owner.end)
            return _WHITE_ELEMENTS[owner.kind]
        raw = self.part.text[owner.inner : owner.inner_end]
        self.braced += "{" in raw
        if "&" not in raw and "<" not in raw:
            self._note_plain(whose, owner.inner, owner.inner_end)
            return raw
        texts: list[str] = []
        for match in re.finditer(r"&[^;]*;|<!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>|[^&<]+|.", raw, re.DOTALL):
            shown = match.group()
            if shown[0] not in "&<":
                self._note_plain(whose, owner.inner + match.start(), owner.inner + match.end())
                texts.append(shown)
                continue
            if shown.startswith("<"):
                # Opaque: a stretch of CDATA can hold no tag, since a value could not be escaped in it.
                if shown.startswith("<!["):
                    self.opaque.append(shown)
                shown = "\ufffc" if shown.startswith("<![") else ""
            elif len(shown) > 1:
                shown = character(shown[1:-1])
            for _ in shown:
                self._note(whose, owner.inner + match.start(), owner.inner + match.end())
            texts.append(shown)
        return "".join(texts)

    def _note_plain(self, owner: Element, start: int, stop: int) -> None:
        """Note characters that stand as they are in *owner*."""
        self._starts.extend(range(start, stop))
        self._ends.extend(range(start + 1, stop + 1))
        if isinstance(self._owners, list):
            self._owners.extend([owner] * (stop - start))
        else:
            self._owners.extend_same(owner, stop - start)

    def _note(self, owner: Element, start: int, end: int) -> None:
        self._starts.append(start)
        self._ends.append(end)
        self._owners.append(owner)

    def pieces(self, start: int, stop: int) -> Sequence[tuple[int, int]]:
        """Return the stretches of the part's text that the characters *start* to *stop* take, joined if they meet."""
        # Nearly always nothing stands between them.
        if isinstance(self.starts, range):
            return ((self.starts.start + start, self.starts.start + stop),)
        if start < stop and self.starts[stop - 1] - self.starts[start] == stop - 1 - start:
            return [(self.starts[start], self.ends[stop - 1])]
        pieces: list[tuple[int, int]] = []
        for begin, end in zip(self.starts[start:stop], self.ends[start:stop], strict=True):
            if pieces and pieces[-1][1] == begin:
                pieces[-1] = (pieces[-1][0], end)
            else:
                pieces.append((begin, end))
        return pieces

    def place(self, start: int, stop: int) -> DocumentPlace:
        """Return where the characters *start* to *stop* stand, with the paragraph's text around."""
        steps, text = self.steps, self.text
        joints = [at for at, owner in enumerate(self.owners) if owner.kind == JOINT] if self.part.crossed else []
        if joints and steps and steps[-1][0] == "paragraph":
            # As the template has it, where the paragraphs are not one yet.
            crossed = sum(self.part.crossed[self.owners[at]] for at in joints if at < start)
            steps = (*steps[:-1], ("paragraph", int(steps[-1][1]) + crossed))
            begin = max((at + 1 for at in joints if at < start), default=0)
            text = text[begin : min((at for at in joints if at >= stop), default=len(text))]
            start, stop = start - begin, stop - begin
        return DocumentPlace(self.part.file, steps, text, start, stop)

    @cached_property
    def steps(self) -> Steps:
        """The way to the paragraph, as a person counts."""
        return steps_to(self.part, self.element)

    @property
    def is_one_run(self) -> bool:
        """Whether it is certain that there is nothing in it but properties and one run with one text."""
        return isinstance(self.starts, range) and is_one_run(self.part.text, self.element)

    @property
    def rest(self) -> str:
        """The text beside the tags."""
        kept, at = "", 0
        for tag in self.tags:
            kept += self.text[at : tag.start]
            at = tag.stop
        return kept + self.text[at:]


class NameParagraph(Paragraph):
    """A paragraph in which *found*, a tag that prints a plain name, is all the text, as in most cells of a form."""

    is_name = is_tidy = True
    braced = 1

    def __init__(self, part: Part, element: Element, found: re.Match[str]) -> None:
        start, stop = found.start(), found.end(1) + len("}}")
        self.part = part
        self.element = element
        self.starts = range(start, stop)
        self.text = part.text[start:stop]
        self.tags = [Tag(self, "output", 0, stop - start, found[1].strip())]


def own_text(paragraph: Element) -> Iterator[Element]:
    """Yield the elements that make up the paragraph's own text, in order: ``w:t``, breaks and tabs of its runs."""
    stack = list(reversed(paragraph.children))
    while stack:
        element = stack.pop()
        kind = element.kind
        if kind in {"t", JOINT}:
            yield element
        elif kind in _WHITE_ELEMENTS:
            # A tab stop of w:tabs has the same name as a tab character, and a page break is no white space.
            if element.parent is not None and element.parent.kind == "r" and element.inner == element.end:
                yield element
        elif kind not in {"p", "txbxContent", "pPr", "rPr"}:
            stack.extend(reversed(element.children))


def character(reference: str) -> str:
    """Return what the inside of a reference stands for: ``amp``, ``#123``, ``#x7B`` (XML 1.0, 4.1 and 4.6)."""
    if reference.startswith("#x"):
        return chr(int("0" + reference[1:], 0))
    # Zeros may stand before it without end, and Python reads no figure of more than 4,300 digits.
    return chr(int(reference[1:].lstrip("0"))) if reference.startswith("#") else _ENTITIES[reference]


def _read_inside(inside: str) -> tuple[str, str]:
    """Return the prefix and the source of a tag from what stands *inside* its braces."""
    inside = inside.removeprefix("-").removeprefix("+").removesuffix("-").removesuffix("+")
    match = _PREFIX.match(inside)
    return (match.group(1), inside[match.end() :].strip()) if match else ("", inside.strip())
