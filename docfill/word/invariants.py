"""Invariants: a part -> what in it breaks a rule that Word relies on and no XML parser knows of.

What a template's blocks do is proved when it is compiled, and the mender sees to what they leave empty. Markup that
comes with the data (pictures, rich text, whole documents) is only known when it is printed; `proving` then looks at
what was made, before anything is written. The tests look at every report in this way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from docfill.word.ids import find_ids
from docfill.word.rows import cells_of, columns_of, property_of
from docfill.word.whereabouts import members_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from docfill.word.scan import Element, Part

_STORIES = frozenset({"hdr", "ftr", "footnote", "endnote", "comment", "txbxContent"})
_BLOCKS_HOLD = frozenset({"body", "tc", "docPartBody", *_STORIES})
# What the named elements may stand in (17.2.2, 17.4.37, 17.4.78, 17.4.65, 17.3.2.25), whatever wraps them there.
_STANDS_IN = {
    "p": _BLOCKS_HOLD,
    "tbl": _BLOCKS_HOLD,
    "tr": frozenset({"tbl"}),
    "tc": frozenset({"tr"}),
    "r": frozenset({"p"}),
    "t": frozenset({"r"}),
    "pPr": frozenset({"p"}),
}
_WRAP_BLOCKS = frozenset({"sdt", "sdtContent", "customXml", "ins", "del", "moveFrom", "moveTo", "Choice", "Fallback"})
_WRAP_RUNS = frozenset(
    {*_WRAP_BLOCKS, "hyperlink", "smartTag", "fldSimple", "dir", "bdo", "ruby", "rt", "rubyBase", "sdtEndPr"}
)
_WRAP = {"r": _WRAP_RUNS, "t": frozenset({"Choice", "Fallback"})}
_PARTNERS = {
    f"{kind}Start": f"{kind}End" for kind in ("bookmark", "commentRange", "perm", "moveFromRange", "moveToRange")
}
_ENDS = {end: start for start, end in _PARTNERS.items()}
# Of these each must come first in its parent, or right behind the one named.
_FIRST = {"pPr": "", "rPr": "", "tcPr": "", "tblPr": "", "sdtPr": "", "trPr": "tblPrEx", "tblPrEx": ""}
# Between these tags only white space may stand: text has an element of its own (17.3.3.31).
_LOOSE_TEXT = (
    r"<(?:/{0}(?:t|r|p|tc|tr|tbl|rPr|pPr|tcPr|trPr|tblPr|tblGrid|hyperlink)|{0}(?:p|r|tc|tr|tbl)(?:\s[^<>]*)?)>"
    r"\s*[^<\s]"
)
_RELATIONSHIPS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
UNRESOLVED = "a reference to nothing"


class Breach(NamedTuple):
    """A rule that is broken: *rule* says which, *found* what breaks it: an id, an element's opening tag."""

    rule: str
    found: str


def check_part(part: Part, relationships: Collection[str] | None = None) -> list[Breach]:
    """Return every rule that *part* breaks, in the order of the rules, then of the document.

    *relationships* are the ids that the part's relationships have (ECMA-376 part 2, 9.3); None where they are not
    known, and then no reference is looked at.
    """
    elements = list(_structure(part.root))
    breaches = [*_misplaced(part, elements), *_empty(part, elements), *_loose_text(part)]
    # The other form of a text box has the same ids and bookmarks, as Word writes it.
    shown = _without_fallbacks(part, elements)
    breaches.extend(_unbalanced(part, elements, shown))
    breaches.extend(_used_twice(part, shown))
    breaches.extend(_off_the_grid(part, elements))
    if relationships is not None:
        breaches.extend(unresolved(part.text, frozenset(relationships)))
    return breaches


def _structure(root: Element) -> Iterator[Element]:
    """Yield *root* and what is below it, in document order, without the inside of properties, which is never cut."""
    stack = [root]
    while stack:
        element = stack.pop()
        yield element
        if not element.kind.endswith("Pr"):
            stack.extend(reversed(element.children))


def _misplaced(part: Part, elements: list[Element]) -> Iterator[Breach]:
    for element in elements:
        allowed = _STANDS_IN.get(element.kind)
        if allowed is not None:
            wrappers = _WRAP.get(element.kind, _WRAP_BLOCKS)
            parent = element.parent
            while parent is not None and parent.kind in wrappers:
                parent = parent.parent
            # A stretch that is looked at by itself has no parent to judge by.
            if parent is not None and parent.kind and parent.kind not in allowed:
                yield Breach(f"{element.kind} in {parent.kind}", part.opening(element))
        if element.kind in _FIRST and element.parent is not None:
            first = element.parent.children[0]
            after = first.kind == _FIRST[element.kind] and element.parent.children[1] is element
            if first is not element and not after and element.parent.kind not in {"pPr", "rPr", "sdtPr", "sdtEndPr"}:
                yield Breach(f"{element.kind} not first in {element.parent.kind}", part.opening(element))


def _empty(part: Part, elements: list[Element]) -> Iterator[Breach]:
    for element in elements:
        kind = element.kind
        if (kind == "tc" or kind in _STORIES) and _last_block(element) != "p":
            yield Breach(f"no paragraph at the end of {kind}", part.opening(element))
        elif kind == "tr" and next(members_of(element, "tc"), None) is None:
            yield Breach("no cell in a row", part.opening(element))
        elif kind == "tbl" and next(members_of(element, "tr"), None) is None:
            yield Breach("no row in a table", part.opening(element))


def _last_block(element: Element) -> str:
    """Return the kind of the last block in *element*, whatever wraps it looked into; "" where there is none."""
    for child in reversed(element.children):
        if child.kind in {"p", "tbl", "altChunk"}:
            return child.kind
        if child.kind in {"sdt", "sdtContent", "customXml", "Choice", "Fallback"}:
            return _last_block(child)
    return ""


def _loose_text(part: Part) -> Iterator[Breach]:
    prefix = next((element.tag.rpartition(":")[0] for element in part.root.children), "")
    found = re.search(_LOOSE_TEXT.format(f"{prefix}:" if prefix else ""), part.text)
    if found:
        yield Breach("text outside of w:t", found.group()[-40:])


def _without_fallbacks(part: Part, elements: list[Element]) -> list[tuple[int, int]]:
    """Return the ranges of the text that are no second form of something."""
    ranges, at = [], 0
    for element in elements:
        if element.kind == "Fallback" and element.start >= at:
            ranges.append((at, element.start))
            at = element.end
    return [*ranges, (at, len(part.text))]


def _unbalanced(part: Part, elements: list[Element], shown: list[tuple[int, int]]) -> Iterator[Breach]:
    """Yield fields (17.16.18) and ranges (17.13.6.2, 17.13.4.4) of which one end is missing."""
    depth = lowest = 0
    open_ranges: set[tuple[str, str]] = set()
    ranges = iter(shown)
    start, stop = next(ranges)
    for element in elements:
        while element.start >= stop and stop < len(part.text):
            start, stop = next(ranges)
        if element.start < start:
            continue
        kind = element.kind
        if kind == "fldChar":
            depth += {"begin": 1, "end": -1}.get(part.attributes(element).get("fldCharType", ""), 0)
            lowest = min(lowest, depth)
        elif kind in _PARTNERS:
            open_ranges.add((_PARTNERS[kind], part.attributes(element).get("id", "")))
        elif kind in _ENDS:
            key = kind, part.attributes(element).get("id", "")
            if key not in open_ranges:
                yield Breach(f"{kind} without {_ENDS[kind]}", part.opening(element))
            open_ranges.discard(key)
    if depth or lowest < 0:
        yield Breach("half a field", "fldChar")
    for end, value in sorted(open_ranges):
        yield Breach(f"{_ENDS[end]} without {end}", value)


def _used_twice(part: Part, shown: list[tuple[int, int]]) -> Iterator[Breach]:
    seen: set[tuple[str, str]] = set()
    for slot in find_ids(part, shown):
        key = (slot.kind, slot.value)
        if key in seen:
            yield Breach(f"{slot.kind} id used twice", slot.value)
        seen.add(key)


def _off_the_grid(part: Part, elements: list[Element]) -> Iterator[Breach]:
    """Yield tables whose rows take another number of columns than their grid has (17.4.48), or whose merges hang."""
    for table in elements:
        if table.kind != "tbl":
            continue
        grid = table.child("tblGrid")
        columns = sum(child.kind == "gridCol" for child in grid.children) if grid is not None else 0
        open_merges: set[int] = set()
        for row in members_of(table, "tr"):
            cells = cells_of(part, row)
            after = columns_of(part, property_of(row, "trPr", "gridAfter"))
            width = cells[-1].column + cells[-1].span + after if cells else columns
            if columns and width != columns:
                yield Breach("a row off the grid", f"{width} columns of {columns}")
            if any(cell.merge == "continue" and cell.column not in open_merges for cell in cells):
                yield Breach("a merge that goes on from nothing", "vMerge")
            open_merges = {cell.column for cell in cells if cell.merge}


def unresolved(text: str, relationships: Collection[str]) -> Iterator[Breach]:
    """Yield the references to other parts in *text* that are none of *relationships*."""
    declared = re.findall(r"xmlns:([\w.-]+)\s*=\s*[\"']([^\"']*)[\"']", text)
    prefixes = {re.escape(prefix) for prefix, namespace in declared if namespace in _RELATIONSHIPS}
    if not prefixes:
        return
    for match in re.finditer(rf"\s(?:{'|'.join(sorted(prefixes))}):\w+\s*=\s*[\"']([^\"']*)[\"']", text):
        if match[1] and match[1] not in relationships:
            yield Breach(UNRESOLVED, match[1])
