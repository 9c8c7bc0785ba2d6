"""Markers: the paragraphs, rows and cells that hold nothing but the tags of blocks, and so go away."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING

from docfill.word.blocks import Level
from docfill.word.levels import BLOCK_CONTAINERS, KIND_OF_PREFIX
from docfill.word.merges import labels_of
from docfill.word.paragraphs import own_text
from docfill.word.whereabouts import container_of, kind_beside

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docfill.word.blocks import Block
    from docfill.word.paragraphs import Paragraph, Tag
    from docfill.word.scan import Element, Part

# A paragraph that holds one of these is more than its tags, and stays.
CONTENT = frozenset(
    [
        *("drawing", "pict", "object", "control", "sectPr", "fldChar", "instrText", "fldSimple", "ruby"),
        *("sym", "ptab", "noBreakHyphen", "pgNum", "dayLong", "monthLong", "yearLong", "Choice", "Fallback"),
        *("footnoteReference", "endnoteReference", "commentReference", "annotationRef"),
    ]
)


def find_markers(
    part: Part, tagged: dict[Element, Paragraph], blocks: Sequence[Block], elsewhere: Sequence[int]
) -> dict[Element, list[Tag]]:
    """Return the paragraphs, rows and cells that go away because they hold only block tags, with these tags.

    *elsewhere* is where the texts with tags begin that stand in no paragraph, in order; what holds one stays. Whether
    one goes depends on how the blocks in it are cut, and the other way round, so candidates are dropped until nothing
    changes.
    """
    block_of = {tag: block for block in blocks for tag in block.tags}
    candidates: dict[Element, list[Tag]] = {}
    for element, paragraph in tagged.items():
        if not paragraph.is_name and _is_bare(part, element, tagged, elsewhere):
            candidates[element] = paragraph.tags
    for block in blocks:
        for unit in block.units:
            if len(set(block.units)) > 1 and unit not in candidates and _is_bare(part, unit, tagged, elsewhere):
                candidates[unit] = _tags_in(unit, tagged)
    for paragraph in tagged.values():
        for tag in () if paragraph.is_name else paragraph.tags:
            # A statement by itself (set, break) in a row or a cell that its prefix says is its own.
            own = paragraph.element.nearest(KIND_OF_PREFIX[tag.prefix]) if tag.prefix in {"tr", "tc"} else None
            if own is None or tag in block_of or own in candidates:
                continue
            if _is_bare(part, own, tagged, elsewhere):
                candidates[own] = _tags_in(own, tagged)
    for block in blocks:
        if block.level is Level.PARAGRAPH and not block.prefix and _parts_tables(block):
            for unit in block.units:
                candidates.pop(unit, None)
    changed = True
    while changed:
        changed = False
        part.look_at_clock()
        for block in blocks:
            block.unit_cut = block.level is not Level.TEXT and (
                block.level is not Level.PARAGRAPH
                or bool(block.prefix)
                or all(unit in candidates for unit in block.units)
            )
        for unit in list(candidates):
            spaced = unit in tagged and tagged[unit].rest != ""
            if not all(_lets_go(unit, block_of.get(tag), spaced=spaced) for tag in candidates[unit]):
                del candidates[unit]
                changed = True
    return {unit: candidates[unit] for unit in _outermost(candidates)}


def _outermost(units: Iterable[Element]) -> list[Element]:
    """Return those of *units* that stand in no other, in document order."""
    found: list[Element] = []
    for unit in sorted(units, key=lambda unit: (unit.start, -unit.end)):
        if not found or unit.start >= found[-1].end:
            found.append(unit)
    return found


def _tags_in(unit: Element, tagged: dict[Element, Paragraph]) -> list[Tag]:
    return [tag for element in unit.walk() if element in tagged for tag in tagged[element].tags]


def _parts_tables(block: Block) -> bool:
    """Tell whether a paragraph of the block's tags keeps two tables apart, which Word would draw as one."""
    return any(kind_beside(unit, -1) == kind_beside(unit, 1) == "tbl" for unit in block.units)


def _lets_go(unit: Element, block: Block | None, *, spaced: bool) -> bool:
    """Tell whether a tag of *block* (None for a set or a comment) lets the *unit* that it stands in go away."""
    if block is None:
        # A set or a comment; a paragraph alone in its cell stays, for a cell must have one.
        return unit.kind != "p" or not _alone(unit)
    if len(set(block.units)) == 1 and _is_within(block.units[0], unit):
        return False  # the unit itself, or something in it, is what is repeated
    if block.level is Level.TEXT or all(_is_within(mine, unit) for mine in block.units):
        return unit.kind != "p" or not _alone(unit)
    if unit in block.units:
        return block.unit_cut
    # The block cuts outside of this unit: at the row, say, while this is a paragraph of a cell. With white space in
    # it, it was a blank line of the form before somebody put the tag there.
    return block.unit_cut and not spaced and not _alone(unit)


def _is_within(inner: Element, unit: Element) -> bool:
    """Tell whether *inner* is *unit* or stands in it."""
    return unit.start <= inner.start and inner.end <= unit.end


def _alone(paragraph: Element) -> bool:
    container = container_of(paragraph)
    if container is None or container.kind not in BLOCK_CONTAINERS - {"body"}:
        return False
    blocks = (child for child in container.children if child.kind in {"p", "tbl", "sdt"})
    return len(list(islice(blocks, 2))) == 1


def is_page_break(part: Part, element: Element) -> bool:
    """Tell whether *element* breaks the page or the column, not just the line (17.3.3.1)."""
    return element.kind == "br" and part.attributes(element).get("type", "textWrapping") != "textWrapping"


def _is_bare(part: Part, unit: Element, tagged: dict[Element, Paragraph], elsewhere: Sequence[int]) -> bool:
    """Tell whether *unit* holds statements and comments, and nothing else to see."""
    if unit in tagged and not _holds_only_blocks(tagged[unit]):
        return False
    next_text = bisect_left(elsewhere, unit.start)
    if next_text < len(elsewhere) and elsewhere[next_text] < unit.end:
        return False
    if part.text.find("oMath", unit.start, unit.end) >= 0:
        return False
    if unit in tagged and tagged[unit].is_one_run:
        return True
    some = False
    # A merged cell's label belongs to the rows below as well, and is printed with the first of them.
    labels = labels_of(part, unit, tagged) if unit.kind == "tr" else []
    beside = {element for label in labels for element in label.walk()}
    for element in unit.walk():
        if element in beside:
            some = some or element in tagged
            continue
        if element.kind in CONTENT:
            return False
        if is_page_break(part, element):
            return False
        if element.kind != "p":
            continue
        paragraph = tagged.get(element)
        if paragraph is None:
            if any(part.text[t.inner : t.inner_end].strip() for t in own_text(element) if t.kind == "t"):
                return False
            continue
        some = True
        if not _holds_only_blocks(paragraph):
            return False
    return some


def _holds_only_blocks(paragraph: Paragraph) -> bool:
    """Tell whether the text of *paragraph* is statements and comments, and white space."""
    for tag in paragraph.tags:
        if tag.kind == "output" or tag.word == "grid":
            return False
    return not paragraph.rest.strip()
