"""Elsewhere: a part's elements -> the texts that stand in no paragraph of it, each as a paragraph that may hold tags.

Such are the properties of the document, the codes of fields, formulas, the text of charts and diagrams, what describes
a picture or a table, the addresses of links. A tag is found in them, paired and printed as in a paragraph, but only as
text: nothing around it is repeated or removed.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from docfill.places import FilePlace
from docfill.word.assembly import covered, merged
from docfill.word.plain import kind_wanted
from docfill.word.scan import Element, scan_every
from docfill.word.signs import LOOKS_LIKE_A_TAG
from docfill.word.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docfill.places import Steps
    from docfill.problems import Problems
    from docfill.word.plain import Wanted
    from docfill.word.scan import Part

_ATTRIBUTE = re.compile(r"([^\s=:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_MAY_HOLD_TAG = re.compile(r"[{｛]|&#|%7[Bb]")
# Fields that other programs keep their data in.
_ADDIN = re.compile(r"\s*ADDIN\b", re.IGNORECASE)
# Text of paragraphs, and text that is deleted.
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
# What content controls are bound to (ECMA-376 part 1, 17.5.2.6): Word puts the text from there into the control.
_DATA_FOLDER = "customXml/"
_PART_WORDS = {
    "chart:chartSpace": "chart",
    "chartex:chartSpace": "chart",
    "chart:userShapes": "chart",
    "diagram:dataModel": "diagram",
    "diagram:drawing": "diagram",
}
_LABELS = frozenset({"chart:v", "chartex:v", "chartex:pt"})
_AXES = frozenset({"chart:catAx", "chart:valAx", "chart:dateAx", "chart:serAx", "chartex:axis"})


def find_texts(part: Part, problems: Problems) -> list[Text]:
    """Return the texts elsewhere in *part* that may hold tags, in document order; warn of tags that are in none."""
    finder = _Finder(part)
    finder.look()
    reached = merged(finder.reached)
    for match in re.finditer(LOOKS_LIKE_A_TAG, part.text):
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
        self._is_data = part.member.startswith(_DATA_FOLDER)

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
            elif kind in _LABELS or ((self._is_data or self._top in _PROPERTIES) and not element.children):
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
            about = found.get("name", ("", 0))[0] if what == "document variable" else 0
            whole = element.nearest("drawing", "pict", "object") if what in _DESCRIPTIONS else None
            drawing = (whole.start, whole.end) if whole is not None else None
            self._add([owner], anchor, (*steps, (what, about)) if what else steps, drawing)

    # --- words for places ---

    def _steps_within(self, group: Element) -> Steps:
        """Return the way to the text of *group* from its paragraph, or from the part that it stands in."""
        if self._is_data:
            return (("data", group.kind.rpartition(":")[2]),)
        if self._top in _PROPERTIES:
            return (("property", self._name_of_property(group)),)
        word = _PART_WORDS.get(self._top)
        anchor = _anchor_of(group)
        if word is None:
            thing = "formula" if group.nearest("math:oMath") is not None else "shape text"
            return ((thing, self._count(anchor, thing)),)
        number = re.search(r"(?<!\d)(\d{1,9})\.xml$", self.part.member)
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
