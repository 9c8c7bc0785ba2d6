"""Ids: what must be unique in a document, where a block repeats it -> a fresh one for every copy.

Drawings (`wp:docPr/@id`, 20.4.2.5), shapes (`v:shape/@id`, part 4, 19.1.2.19), bookmarks (`w:bookmarkStart`,
17.13.6.2), permissions (`w:permStart`, 17.13.7.2), tracked changes (`w:ins` and the like, 17.13.5), content controls
(`w:id`, 17.5.2.18) and Word's paragraph ids (`w14:paraId`, MS-DOCX 2.6.2.3). The first copy keeps the template's own.
A fresh id is one that no part of the document has, nor any other copy: of two bookmarks of one name, one in a header
and one in the body, Word forgets the first (MS-OI29500 2.1.362).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from docfill.word.whole import whole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from docfill.word.scan import Part

IdKind = Literal[
    "paragraph",
    "drawing",
    "bookmark",
    "bookmark end",
    "bookmark name",
    "permission",
    "permission end",
    "move",
    "move end",
    "revision",
    "shape",
    "shape end",
    "control",
    "once",
    "range begins",
    "range ends",
    "range anew",
    "range over",
]
# What is due where a slot of `ranges` stands: the range begins if it has not, ends if it has not, may begin again
# in the next round or call, and ends where a loop was left within it. The slot's value is both its ends.
RANGE_BEGINS, RANGE_ENDS, RANGE_ANEW, RANGE_OVER = "range begins", "range ends", "range anew", "range over"
TakenIds = Mapping[IdKind, frozenset[str]]

_VALUE = r"\s*=\s*[\"']([^\"']*)[\"']"


_SHAPES = ("shape", "rect", "roundrect", "oval", "line", "polyline", "curve", "arc", "image", "group")


class _Pattern(NamedTuple):
    """How ids of one *kind* are written; a text in which none of *words* stands has none of them.

    To look for a word takes a small part of the time that an expression does, and most parts have few of these kinds.
    """

    kind: IdKind
    words: tuple[str, ...]
    expression: re.Pattern[str]

    def find(self, text: str, start: int = 0, stop: int | None = None) -> Iterator[re.Match[str]]:
        """Yield the ids in ``text[start:stop]``; the first group is the id."""
        end = len(text) if stop is None else stop
        for word in self.words:
            if text.find(word, start, end) >= 0:
                yield from self.expression.finditer(text, start, end)
                return


def _in(kind: IdKind, words: tuple[str, ...], elements: str, attribute: str = "id") -> _Pattern:
    """Return how ids of *kind* are written that are an *attribute* of *elements*, whatever their prefixes."""
    return _Pattern(
        kind, words, re.compile(rf"<(?:[\w.-]+:)?(?:{elements})\b[^<>]*?\s(?:[\w.-]+:)?{attribute}{_VALUE}")
    )


def _begins(*names: str) -> tuple[str, ...]:
    """Return what tags begin with whose names begin with one of *names*."""
    return tuple(before + name for name in names for before in "<:")


_PATTERNS = (
    _Pattern("paragraph", (":paraId",), re.compile(rf"\s[\w.-]+:paraId{_VALUE}")),
    _Pattern("drawing", ("docPr",), re.compile(rf"<(?:[\w.-]+:)?docPr\b[^<>]*?\sid{_VALUE}")),
    _in("bookmark", ("bookmarkStart",), "bookmarkStart"),
    _in("bookmark end", ("bookmarkEnd",), "bookmarkEnd"),
    _in("bookmark name", ("bookmarkStart",), "bookmarkStart", "name"),
    _in("permission", ("permStart",), "permStart"),
    _in("permission end", ("permEnd",), "permEnd"),
    _in("move", ("RangeStart",), "move(?:From|To)RangeStart"),
    _in("move end", ("RangeEnd",), "move(?:From|To)RangeEnd"),
    _in(
        "revision",
        (*_begins("ins", "del", "move", "cell"), "Change"),
        r"ins|del|moveFrom|moveTo|cellIns|cellDel|cellMerge|\w+PrChange|tblGridChange|numberingChange",
    ),
    _in("shape", _begins(*_SHAPES), "|".join(_SHAPES)),
    _in("shape", _begins(*_SHAPES), "|".join(_SHAPES), "spid"),
    _in("shape end", ("OLEObject",), "OLEObject", "ShapeID"),  # an object names the shape that shows it
    _Pattern(
        "control",
        ("sdtPr",),
        re.compile(
            rf"<(?:[\w.-]+:)?sdtPr\b(?:(?!</(?:[\w.-]+:)?sdtPr>).)*?<(?:[\w.-]+:)?id\s[^<>]*?val{_VALUE}",
            re.DOTALL,
        ),
    ),
)
# A kind of shape is defined where it is used first (part 4, 19.1.2.20), and once; a comment is about one place.
_SINGLE = re.compile(
    r"<((?:[\w.-]+:)?(?:shapetype|commentRangeStart|commentRangeEnd|commentReference))\b[^<>]*?(?:/>|>.*?</\1>)",
    re.DOTALL,
)
# An end of what begins in one place and ends in another: its kind, which end it is, its id.
RANGE_END = re.compile(
    r"<(?:[\w.-]+:)?(bookmark|commentRange|perm|moveFromRange|moveToRange)(Start|End)\b"
    r"[^<>]*?\s(?:[\w.-]+:)?id\s*=\s*[\"']([^\"']*)[\"'][^<>]*?(?:/>|>\s*</[^<>]*>)"
)
_MAX_NAME = 40  # of a bookmark, in characters (17.13.6.2)
_MAX_PARAGRAPH_ID = 0x80000000
_MAX_CONTROL_ID = 0x7FFFFFFF


class IdSlot(NamedTuple):
    """One id in the text: ``text[start:stop]`` is its value. Of the kind ``once`` it is whatever one copy alone has."""

    start: int
    stop: int
    kind: IdKind
    value: str


def find_ids(part: Part, ranges: Iterable[tuple[int, int]]) -> list[IdSlot]:
    """Return the ids that stand in *ranges* of the part's text."""
    found: list[IdSlot] = []
    for start, stop in ranges:
        for pattern in _PATTERNS:
            found.extend(
                IdSlot(*match.span(1), pattern.kind, match[1]) for match in pattern.find(part.text, start, stop)
            )
    return found


def find_single(part: Part, ranges: Iterable[tuple[int, int]]) -> list[IdSlot]:
    """Return what stands in *ranges* of the part's text and may be there once only, however often they are repeated."""
    return [
        IdSlot(*match.span(), "once", match.group())
        for start, stop in ranges
        for match in _SINGLE.finditer(part.text, start, stop)
    ]


def count_ids(text: str, kinds: Collection[IdKind] | None = None) -> Counter[tuple[IdKind, str]]:
    """Return how often each id of *kinds*, or of all, stands in *text*."""
    return Counter(
        (pattern.kind, match[1])
        for pattern in _PATTERNS
        if kinds is None or pattern.kind in kinds
        for match in pattern.find(text)
    )


def lone_ends(text: str) -> str:
    """Return the ends of bookmarks and the like in *text*, which goes, whose other ends are not in it."""
    found = [(match[1], match[3], match.group()) for match in RANGE_END.finditer(text)]
    times = Counter((kind, value) for kind, value, _ in found)
    return "".join(end for kind, value, end in found if times[kind, value] % 2)


def ids_taken(texts: Iterable[str]) -> TakenIds:
    """Return all ids of *texts*, the parts of a document, by kind."""
    parts = list(texts)
    taken: dict[IdKind, frozenset[str]] = {}
    for pattern in _PATTERNS:
        values = (match[1] for text in parts for match in pattern.find(text))
        taken[pattern.kind] = taken.get(pattern.kind, frozenset()).union(values)
    return taken


def _ids_in(text: str) -> Iterator[IdSlot]:
    return (IdSlot(*match.span(1), pattern.kind, match[1]) for pattern in _PATTERNS for match in pattern.find(text))


def fresh_ids(text: str, pool: IdPool) -> str:
    """Return *text*, markup from another document, with an id of *pool* for every id in it."""
    slots = sorted(_ids_in(text))
    given: dict[tuple[str, str], str] = {}
    made: list[str] = []
    at = 0
    for slot in slots:
        kind = slot.kind.removesuffix(" end")
        if (kind, slot.value) not in given:
            # What only ends here began elsewhere, and has no partner either way.
            given[kind, slot.value] = pool.new(cast("IdKind", kind), slot.value)
        made += [text[at : slot.start], given[kind, slot.value]]
        at = slot.stop
    return "".join(made) + text[at:]


class IdPool:
    """The ids of one report, all its parts together: gives out such as nothing else in it has."""

    def __init__(self, taken: TakenIds) -> None:
        self._taken = {kind: set(values) for kind, values in taken.items()}
        self._next: dict[IdKind, int] = {}

    def new(self, kind: IdKind, like: str = "") -> str:
        """Return an id of *kind* that nothing has; a bookmark's name is made from the one that it is *like*."""
        taken = self._taken[kind]
        while True:
            number = self._next.get(kind) or self._first(kind)
            self._next[kind] = number + 1
            value = _written(kind, number, like)
            if value not in taken:
                taken.add(value)
                return value

    def _first(self, kind: IdKind) -> int:
        if kind == "bookmark name":
            return 2
        if kind == "shape":
            numbers = [int(value[8:]) for value in self._taken[kind] if re.fullmatch(r"_x0000_s\d{1,9}", value)]
            return max(numbers, default=2048) + 1
        numbers = [whole(value) for value in self._taken[kind]]
        return 1 if kind in {"paragraph", "control"} else max(numbers, default=0) + 1


class Ids:
    """The ids of one part of a report: gives each copy after the first an id from the report's *pool*."""

    def __init__(self, pool: IdPool) -> None:
        self.pool = pool
        self._copies: dict[IdSlot, int] = {}
        self._given: dict[tuple[IdKind, str, int], str] = {}
        self._now: dict[tuple[str, str], str] = {}  # the id of what begins and ends -> that of the copy that is open
        self._within: dict[tuple[int, int], bool] = {}  # a range that has begun -> whether it has not ended

    def fresh(self, slot: IdSlot) -> str:
        """Return the id for this copy of *slot*.

        An id may stand in several places of one copy, as in both forms of a text box; they get the same new one.
        """
        range_kind, _, end = slot.kind.partition(" ")
        if range_kind == "range":
            return self._range(slot)
        if end == "end":
            return self._now.get((range_kind, slot.value), slot.value)
        copy = self._copies.get(slot, 0)
        self._copies[slot] = copy + 1
        if slot.kind == "once":
            return "" if copy else slot.value
        value = slot.value
        if copy:
            key = (slot.kind, slot.value, copy)
            value = self._given.get(key) or self.pool.new(slot.kind, slot.value)
            self._given[key] = value
        if not end:
            self._now[slot.kind, slot.value] = value
        return value

    def _range(self, slot: IdSlot) -> str:
        """Return what is due of the ends of a range where *slot* stands."""
        begins, ends = slot.value.split("\x00")
        key = slot.start, slot.stop
        if slot.kind == RANGE_ANEW:
            if not self._within.get(key):
                self._within.pop(key, None)
            return ""
        due = ""
        if key not in self._within and slot.kind != RANGE_OVER:
            due = self._of_copy(begins, slot.start)
            self._within[key] = True
        if slot.kind != RANGE_BEGINS and self._within.get(key):
            due += self._of_copy(ends, slot.stop)
            self._within[key] = False
        return due

    def _of_copy(self, end: str, position: int) -> str:
        """Return *end*, which the template has at *position*, with the ids of this copy."""
        made, at = "", 0
        for slot in sorted(_ids_in(end)):
            made += end[at : slot.start] + self.fresh(
                slot._replace(start=position + slot.start, stop=position + slot.stop)
            )
            at = slot.stop
        return made + end[at:]


def _written(kind: IdKind, number: int, like: str) -> str:
    if kind == "paragraph":
        return f"{number % _MAX_PARAGRAPH_ID:08X}"
    if kind == "shape":
        return f"_x0000_s{number}"
    if kind == "control":
        return str(number % _MAX_CONTROL_ID)
    if kind == "bookmark name":
        suffix = f"_{number}"
        return like[: _MAX_NAME - len(suffix)] + suffix
    return str(number)
