"""Elsewhere: a part's elements -> the texts that stand in no paragraph of it, each as a paragraph that may hold tags.

Such are the properties of the document, the codes of fields, formulas, the text of charts and diagrams, what describes
a picture or a table, the addresses of links. A tag is found in them, paired and printed as in a paragraph, but only as
text: nothing around it is repeated or removed.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from docfill.places import FilePlace
from docfill.word.assembly import covered, merged
from docfill.word.blocks import opens_block
from docfill.word.bridges import close, reopen
from docfill.word.plain import Writer, kind_wanted
from docfill.word.scan import Element, scan_every
from docfill.word.tags import LOOKS_LIKE_A_TAG, Paragraph
from docfill.word.whereabouts import steps_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docfill.places import Steps
    from docfill.problems import Problems
    from docfill.word.plain import Wanted
    from docfill.word.scan import Part
    from docfill.word.tags import Tag

_ATTRIBUTE = re.compile(r"([^\s=:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_MAY_HOLD_TAG = re.compile(r"[{｛]|&#|%7[Bb]")
_ESCAPED_BYTES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
# Fields that other programs keep their data in.
_ADDIN = re.compile(r"\s*ADDIN\b", re.IGNORECASE)

# What they make or take is more than text.
_NEED_PARAGRAPH = frozenset({"macro", "call", "set"})
_INERT = frozenset({"t", "delText", "delInstrText"})


_ABOUT_A_PICTURE = {"descr": "alternative text", "title": "alternative title", "name": "picture name"}
# Attributes that hold text for the reader. By the kind of their element (its local name alone where vocabularies share
# it): what a person sees it belong to, and what the attribute is of that.
_ATTRIBUTES: dict[str, tuple[str, dict[str, str]]] = {
    "docPr": ("picture", _ABOUT_A_PICTURE),
    "cNvPr": ("picture", _ABOUT_A_PICTURE),
    "hlinkClick": ("picture", {"tooltip": "screen tip"}),
    "vml:shape": ("shape", {"alt": "alternative text", "title": "alternative title"}),
    "vml:textpath": ("WordArt", {"string": ""}),
    "fldSimple": ("field code", {"instr": ""}),
    "hyperlink": ("link", {"tooltip": "screen tip"}),
    "tblCaption": ("", {"val": "alternative title"}),
    "tblDescription": ("", {"val": "alternative text"}),
    "alias": ("", {"val": "control title"}),
    "helpText": ("", {"val": "help text"}),
    "statusText": ("", {"val": "help text"}),
    "docVar": ("", {"val": "document variable"}),
    "Relationship": ("", {"Target": ""}),
}
_DESCRIPTIONS = frozenset({"alternative text", "alternative title"})
# These are about a thing that was counted already, by the element around them.
_NOT_COUNTED = frozenset({"cNvPr", "hlinkClick"})
# The roots of the parts whose every text is a property of the document (Transitional and Strict).
_PROPERTIES = frozenset(
    {
        "core-properties:coreProperties",
        *("extended-properties:Properties", "extendedProperties:Properties"),
        *("custom-properties:Properties", "customProperties:Properties"),
    }
)
_PART_WORDS = {
    "chart:chartSpace": "chart",
    "chartex:chartSpace": "chart",
    "chart:userShapes": "chart",
    "diagram:dataModel": "diagram",
    "diagram:drawing": "diagram",
}
_LABELS = frozenset({"chart:v", "chartex:v", "chartex:pt"})
_AXES = frozenset({"chart:catAx", "chart:valAx", "chart:dateAx", "chart:serAx", "chartex:axis"})


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
            return Writer(kept, f"{close(chain)}<{prefix}br/>{reopen(self.part, chain)}")
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

    def _read(self, owner: Element) -> str:
        if owner.kind == "fldChar":  # a field within the code of a field
            self._note(owner, owner.start, owner.end)
            return "\ufffc"
        if not self._is_address:
            return super()._read(owner)
        text, at = "", owner.inner
        raw = self.part.text[: owner.inner_end]
        for match in _ESCAPED_BYTES.finditer(raw, owner.inner):
            text += self._read_plain(owner, at, match.start()) + self._read_escaped(owner, match)
            at = match.end()
        return text + self._read_plain(owner, at, owner.inner_end)

    def _read_plain(self, owner: Element, start: int, stop: int) -> str:
        stretch = Element(owner.kind, owner.tag, owner.parent, start, start)
        stretch.inner_end = stretch.end = stop
        before = len(self.owners)
        text = super()._read(stretch)
        self.owners[before:] = [owner] * len(text)
        return text

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


def find_texts(part: Part, problems: Problems) -> list[Text]:
    """Return the texts elsewhere in *part* that may hold tags, in document order; warn of tags that are in none."""
    finder = _Finder(part)
    finder.look()
    reached = merged(finder.reached)
    for match in LOOKS_LIKE_A_TAG.finditer(part.text):
        if not covered(match.start(), reached):
            problems.add("tag-not-reached", FilePlace(part.file, member=part.member), tag=match.group())
    return sorted(finder.texts, key=lambda text: text.element.start)


class _Field:
    """A field that has begun: the elements of its code, until its result begins."""

    def __init__(self, anchor: Element | None, number: int) -> None:
        self.anchor = anchor
        self.number = number
        self.owners: list[Element] = []
        self.in_code = True


class _Finder:
    """Goes through all elements of a part; *texts* are those that may hold tags, *reached* is where all texts are."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.texts: list[Text] = []
        self.reached: list[tuple[int, int]] = []
        self._root = scan_every(part.text)
        self._fields: list[_Field] = []
        self._seen: Counter[tuple[Element | None, str]] = Counter()
        self._top = next(iter(self._root.children), self._root).kind

    def look(self) -> None:
        """Find the texts."""
        gathered: dict[Element, list[Element]] = {}
        for element in self._root.walk():
            kind = element.kind
            local = kind.rpartition(":")[2]
            if kind in _INERT:
                self.reached.append((element.inner, element.inner_end))
            elif kind == "fldChar":
                self._field_character(element)
            elif kind == "instrText":
                self._field_code(element)
            elif kind == "main:t":
                gathered.setdefault(element.nearest("main:p") or element, []).append(element)
            elif kind == "math:t" and element.parent is not None:
                gathered.setdefault(element.parent.parent or element, []).append(element)
            elif kind in _LABELS or (self._top in _PROPERTIES and not element.children):
                gathered[element] = [element]
            elif local in _ATTRIBUTES and (kind == local or kind not in _ATTRIBUTES):
                self._described(element, *_ATTRIBUTES[local])
            elif kind in _ATTRIBUTES:
                self._described(element, *_ATTRIBUTES[kind])
        for group, owners in gathered.items():
            self._add(owners, _anchor_of(group), self._steps_within(group), wanted=kind_wanted(group))
        for field in self._fields:
            self._end_of_code(field)  # of a field that never ends

    def _add(
        self,
        owners: Sequence[Element],
        anchor: Element | None,
        steps_on: Steps,
        drawing: tuple[int, int] | None = None,
        wanted: Wanted | None = None,
    ) -> None:
        self.reached.extend((owner.inner, owner.inner_end) for owner in owners)
        raw = "".join(self.part.text[owner.inner : owner.inner_end] for owner in owners)
        if _MAY_HOLD_TAG.search(raw):
            self.texts.append(Text(self.part, owners, anchor, steps_on, drawing=drawing, wanted=wanted))

    def _count(self, anchor: Element | None, thing: str) -> int:
        self._seen[anchor, thing] += 1
        return self._seen[anchor, thing]

    # --- fields (ECMA-376 part 1, 17.16) ---

    def _field_character(self, element: Element) -> None:
        what = next((value for name, value, _ in _attributes(self.part, element) if name == "fldCharType"), "")
        inner = self._fields[-1] if self._fields else None
        if what == "begin":
            if inner is not None and inner.in_code:
                inner.owners.append(element)
            anchor = _anchor_of(element)
            self._fields.append(_Field(anchor, self._count(anchor, "field code")))
        elif inner is not None:
            self._end_of_code(inner)
            if what == "end":
                self._fields.pop()

    def _field_code(self, element: Element) -> None:
        if self._fields and self._fields[-1].in_code:
            self._fields[-1].owners.append(element)

    def _end_of_code(self, field: _Field) -> None:
        if field.in_code and field.owners:
            code = "".join(self.part.text[owner.inner : owner.inner_end] for owner in field.owners)
            if _ADDIN.match(code):
                self.reached.extend((owner.inner, owner.inner_end) for owner in field.owners)
            else:
                self._add(field.owners, field.anchor, (("field code", field.number),))
        field.in_code = False

    # --- attributes ---

    def _described(self, element: Element, thing: str, wanted: dict[str, str]) -> None:
        """Take the attributes of *element* that tell of a *thing*."""
        anchor = _anchor_of(element)
        steps: Steps = ()
        if thing:
            counted = element.kind.rpartition(":")[2] not in _NOT_COUNTED
            number = self._count(anchor, thing) if counted else max(self._seen[anchor, thing], 1)
            steps = ((thing, number),)
        found = {name: (value, start) for name, value, start in _attributes(self.part, element)}
        if element.kind == "relationships:Relationship" and found.get("TargetMode", ("", 0))[0] != "External":
            return
        for name, what in wanted.items():
            if name not in found:
                continue
            value, start = found[name]
            owner = Element("attribute", "", element, start, start)
            owner.inner_end = owner.end = start + len(value)
            about = found["name"][0] if what == "document variable" else 0
            whole = element.nearest("drawing", "pict", "object") if what in _DESCRIPTIONS else None
            drawing = (whole.start, whole.end) if whole is not None else None
            self._add([owner], anchor, (*steps, (what, about)) if what else steps, drawing)

    # --- words for places ---

    def _steps_within(self, group: Element) -> Steps:
        """Return the way to the text of *group* from its paragraph, or from the part that it stands in."""
        if self._top in _PROPERTIES:
            return (("property", self._name_of_property(group)),)
        word = _PART_WORDS.get(self._top)
        anchor = _anchor_of(group)
        if word is None:
            thing = "formula" if group.nearest("math:oMath") is not None else "shape text"
            return ((thing, self._count(anchor, thing)),)
        number = re.search(r"(\d+)\.xml$", self.part.member)
        return ((word, int(number[1]) if number else 1), *self._steps_in_chart(group))

    def _name_of_property(self, element: Element) -> str:
        if element.parent is not None and element.parent.kind.endswith(":property"):
            return next((value for name, value, _ in _attributes(self.part, element.parent) if name == "name"), "")
        return element.kind.rpartition(":")[2]

    def _steps_in_chart(self, group: Element) -> Steps:
        if group.nearest("chart:title", "chartex:title") is not None:
            return (("axis title" if group.nearest(*_AXES) is not None else "chart title", 0),)
        series = group.nearest("chart:ser")
        if series is None or series.parent is None:
            return (("text", self._count(None, "text")),)
        number = [child for child in series.parent.children if child.kind == "chart:ser"].index(series) + 1
        if group.nearest("chart:tx") is not None:
            return (("series", number), ("series name", 0))
        thing = "category" if group.nearest("chart:cat", "chart:xVal") is not None else "value"
        return (("series", number), (thing, self._count(series, thing)))


def _anchor_of(element: Element) -> Element | None:
    """Return what a person finds *element* by: its paragraph or table, or the first paragraph of its control."""
    nearest = element.nearest("p", "tbl")
    if nearest is not None:
        return nearest
    control = element.nearest("sdt")
    return next((inner for inner in control.walk() if inner.kind == "p"), None) if control is not None else None


def _attributes(part: Part, element: Element) -> Iterator[tuple[str, str, int]]:
    """Yield the attributes of *element*: local name, value as written, and where the value begins."""
    for match in _ATTRIBUTE.finditer(part.text, element.start, element.inner):
        which = 2 if match[2] is not None else 3
        yield match[1].rpartition(":")[2], match[which], match.start(which)
