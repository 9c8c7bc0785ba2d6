"""Texts: elements that make up a text in no paragraph -> one that is read, paired and printed like a paragraph."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from docfill.word.blocks import opens_block
from docfill.word.bridges import close, reopen
from docfill.word.paragraphs import Paragraph
from docfill.word.plain import Writer
from docfill.word.prefixes import declarations
from docfill.word.scan import Element
from docfill.word.whereabouts import steps_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docfill.places import Steps
    from docfill.problems import Problems
    from docfill.word.paragraphs import Tag
    from docfill.word.plain import Wanted
    from docfill.word.scan import Part

_ESCAPED_BYTES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
# What they make or take is more than text.
_NEED_PARAGRAPH = frozenset({"macro", "call", "set"})


class Text(Paragraph):
    """A text that stands in no paragraph: like one to what reads tags, with its own way to print what they bring.

    *owners* are the elements that make it up; the value of an attribute is one too, of the kind ``attribute``.
    *anchor* is the paragraph, table or control that a person finds it by, *steps_on* lead there from it. *drawing* is
    the stretch of the part's text that is the drawing which this text describes. *wanted* says what must come out
    where text will not do.
    """

    def __init__(
        self,
        part: Part,
        owners: Sequence[Element],
        anchor: Element | None,
        steps_on: Steps,
        *,
        drawing: tuple[int, int] | None = None,
        wanted: Wanted | None = None,
    ) -> None:
        self.elsewhere = self
        self.drawing = drawing
        self.wanted = wanted
        self._anchor = anchor
        self._steps_on = steps_on
        # Detached from the tree: no block can reach from one text into another, or into a paragraph.
        element = Element("", "", None, owners[0].start, owners[0].inner)
        element.inner_end, element.end = owners[-1].inner_end, owners[-1].end
        self._owner = owners[0]
        super().__init__(part, element, owners)

    @property
    def _is_address(self) -> bool:
        """Whether it is the address of a link, in which most characters are written as ``%XX``."""
        return self._owner.parent is not None and self._owner.parent.kind == "relationships:Relationship"

    @cached_property
    def steps(self) -> Steps:
        """The way to the text, as a person counts."""
        if self._is_address:
            return (("link to", self.text[:40]),)
        return (*self._steps_to_anchor(), *self._steps_on)

    def kept(self, tag: Tag) -> str:
        """Return the markup of *tag* as it stands in the part."""
        return "".join(self.part.text[start:stop] for start, stop in tag.pieces)

    def writer(self, tag: Tag) -> Writer:
        """Return how the values of *tag* are written."""
        kept = self.kept(tag)
        owner = tag.first
        if tag.drawing is not None:
            from docfill.word.frames import frame_at  # lazy for start-up: few templates have any

            if frame_at(self.part.text, owner.start) is not None:
                return Writer(kept, "&#10;", "&#9;", frame=True)
        if self._names_check_box(tag):
            return Writer(kept, "&#10;", "&#9;", box=True)
        if owner.kind == "instrText" or (owner.parent is not None and owner.parent.kind == "fldSimple"):
            return Writer(kept, " ", quoted=self._quotes_before(tag) % 2 == 1)
        if owner.kind == "attribute":
            return Writer(kept, "&#10;", "&#9;", address=self._is_address)
        if owner.kind == "main:t" and owner.parent is not None and owner.parent.kind == "main:r":
            chain = [owner.parent, owner]
            prefix = owner.tag.removesuffix("t")
            # A prefix that the run declares for itself is none where the break stands.
            own = declarations(self.part.opening(owner)) or declarations(self.part.opening(owner.parent))
            return Writer(kept, f"{close(chain)}<{prefix}br{own}/>{reopen(self.part, chain)}")
        return Writer(kept, "\n")

    def _names_check_box(self, tag: Tag) -> bool:
        """Tell whether *tag* is all of the title of a check box."""
        title = self._owner.parent
        if title is None or title.kind != "alias" or tag.kind != "output" or tag.typed != self.text.strip():
            return False
        from docfill.word.checkboxes import is_check_box  # lazy for start-up: few templates have any

        return title.parent is not None and is_check_box(self.part.source(title.parent))

    def check(self, problems: Problems) -> None:
        """Report the tags that need a paragraph."""
        for tag in self.tags:
            by_prefix = tag.prefix and not (tag.prefix == "r" and tag.kind == "statement")
            by_word = tag.word in _NEED_PARAGRAPH and (tag.word != "set" or opens_block(tag))
            if by_prefix or by_word:
                problems.add("tag-needs-paragraph", tag.place, tag=tag.typed)

    def _quotes_before(self, tag: Tag) -> int:
        """Return how many quotation marks stand before *tag*, those within tags not counted."""
        beside, at = "", 0
        for other in self.tags[: self.tags.index(tag)]:
            beside += self.text[at : other.start]
            at = other.stop
        beside += self.text[at : tag.start]
        return len(re.findall(r"(?<!\\)\"", beside))

    def _read(self, owner: Element, whose: Element | None = None) -> str:
        if owner.kind == "fldChar":  # a field within the code of a field
            self._note(owner, owner.start, owner.end)
            return "\ufffc"
        if not self._is_address:
            return super()._read(owner, whose)
        text, at = "", owner.inner
        for match in _ESCAPED_BYTES.finditer(self.part.text, owner.inner, owner.inner_end):
            text += self._read_plain(owner, at, match.start()) + self._read_escaped(owner, match)
            at = match.end()
        return text + self._read_plain(owner, at, owner.inner_end)

    def _read_plain(self, owner: Element, start: int, stop: int) -> str:
        stretch = Element(owner.kind, owner.tag, owner.parent, start, start)
        stretch.inner_end = stretch.end = stop
        return super()._read(stretch, owner)

    def _read_escaped(self, owner: Element, match: re.Match[str]) -> str:
        """Note the characters that a run of ``%XX`` stands for, and return them."""
        at = match.start()
        content = bytes.fromhex(match.group().replace("%", ""))
        text = content.decode("utf-8", "replace")
        if "\ufffd" in text:  # no UTF-8: an address from elsewhere, in which a byte is a character
            text = content.decode("latin-1")
        for character in text:
            width = 3 * (1 if len(text) == len(content) else len(character.encode()))
            self._note(owner, at, at + width)
            at += width
        return text

    def _steps_to_anchor(self) -> Steps:
        if self._anchor is None:
            return ()
        # The tree of all elements is another than the part's own, in which steps are counted.
        kind, at = self._anchor.kind, self._anchor.start
        around = [one for one in self.part.root.walk() if one.kind == kind and one.start <= at < one.end]
        return steps_to(self.part, around[-1]) if around else ()
