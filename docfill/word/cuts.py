"""Cuts: blocks -> where each tag's line of the program goes, and which stretches of the text go away.

A block is cut so that what it repeats or removes is balanced: at whole paragraphs, rows or cells, or at two spots of
one depth.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from docfill.word.assembly import covered, merged
from docfill.word.blocks import ENDS, Block, falls, opens_block
from docfill.word.levels import LEVEL_OF_PREFIX, choose_level, report_unbalanced
from docfill.word.markers import CONTENT, find_markers, is_page_break
from docfill.word.merges import Merges, find_merges
from docfill.word.statements import LEAVING, is_recursive
from docfill.word.whereabouts import RANGE_MARKUP

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docfill.problems import Problems
    from docfill.word.calls import Call
    from docfill.word.paragraphs import Paragraph, Tag
    from docfill.word.scan import Element, Part

# Blocks whose content Jinja catches as a string: it must be text and no structure, wherever it is printed later.
CAPTURING = frozenset({"set", "filter", "macro", "call"})
# Order of what is inserted at one offset. An element's own marks (END, BEGIN) stand inside of a block around it
# (CLOSE, OPEN), and that block stands inside of the container which begins or ends there (ENTER, LEAVE).
RANK_ENTER, RANK_END, RANK_CLOSE, RANK_LEAVE, RANK_MIDDLE, RANK_OPEN, RANK_BEGIN = range(7)


class Spot(NamedTuple):
    """Where a tag's line of the program goes: at *offset*, and among others there by *rank*."""

    offset: int
    rank: int


class Plan:
    """What blocks decided: where each tag's line goes, and which stretches of the text go away."""

    def __init__(self) -> None:
        self.spots: dict[Tag, Spot] = {}  # of those whose first character is not their spot
        self.removed: list[tuple[int, int]] = []
        self.gone: set[Element] = set()
        self.gone_tags: set[Tag] = set()
        self.merges = Merges()
        self.calls: list[Call] = []
        self.asides: list[Block] = []

    def spot(self, tag: Tag) -> Spot:
        """Return where the line of *tag* goes: where its first piece was, unless a block or a unit decided else."""
        return self.spots.get(tag) or Spot(tag.pieces[0][0], RANK_MIDDLE)

    def span(self, block: Block) -> tuple[int, int]:
        """Return the offsets of the first and the last line of *block*."""
        return self.spot(block.tags[0]).offset, self.spot(block.tags[-1]).offset


def plan(
    part: Part,
    paragraphs: Sequence[Paragraph],
    blocks: Sequence[Block],
    asides: Mapping[Element, Tag],
    problems: Problems,
) -> Plan:
    """Choose the level and the cuts of every block of *part*; the units that are *asides* go away."""
    tagged = {paragraph.element: paragraph for paragraph in paragraphs if not paragraph.elsewhere}
    levelled = [block for block in blocks if choose_level(block, problems)]
    beside = sorted(paragraph.element.start for paragraph in paragraphs if paragraph.elsewhere)
    markers = find_markers(part, tagged, levelled, beside)
    result = Plan()
    for paragraph in paragraphs:
        for tag in paragraph.tags:
            result.removed.extend(tag.pieces)
            if tag.word and opens_block(tag):
                # It goes where its last piece was, so that what it repeats begins in the run that it begins in to the
                # reader's eye.
                result.spots[tag] = Spot(tag.pieces[-1][0], RANK_MIDDLE)
    gone = merged([(unit.start, unit.end) for unit in markers])
    result.gone = set(markers)
    result.gone_tags = {tag for tags in markers.values() for tag in tags}
    for block in levelled:
        _cut(part, block, gone, tagged, result, problems)
    for unit, tags in markers.items():
        _vanish(part, unit, tags, result)
    result.asides = [_aside(part, unit, tag, result) for unit, tag in asides.items()]
    tags = [tag for paragraph in paragraphs for tag in paragraph.tags]
    working = [tag for tag in tags if tag.word or tag.prefix]  # all but those that print a value where they stand
    if any(tag.word in LEAVING for tag in working):
        from docfill.word.leaving import check_leaving  # lazy for start-up, as are the calls

        check_leaving(part, tags, levelled, markers, problems)
    if any(tag.word == "macro" or is_recursive(tag) or _asks_for_rows(tag) for tag in working):
        _find_calls(part, tags, levelled, tagged, result, problems)
    # What goes away within something that goes away leaves nothing behind that would have to be mended.
    away = {*asides, *(call.unit for call in result.calls)}
    result.gone = {unit for unit in result.gone if unit in away or not away.intersection(unit.ancestors())}
    _check_fields(part, [*levelled, *result.asides], result, problems)
    result.merges = find_merges(part, tagged, [*levelled, *result.asides], result, problems)
    return result


def _find_calls(
    part: Part,
    tags: Sequence[Tag],
    blocks: Sequence[Block],
    tagged: Mapping[Element, Paragraph],
    result: Plan,
    problems: Problems,
) -> None:
    """Find the tags that print what another block holds, and take the paragraphs and rows away that stand for it."""
    from docfill.word.calls import find_calls

    def stands_alone(tag: Tag, unit: Element) -> bool:
        beside = _text_beside(part, unit, tagged, but=tag)
        if beside:
            problems.add("text-in-marker", tag.place, tag=tag.typed, found=beside[:40], unit=unit.kind)
        return not beside

    result.calls = find_calls(part, tags, blocks, stands_alone, problems)
    for call in result.calls:
        if call.unit is not None:
            _vanish(part, call.unit, [], result)
            result.gone.add(call.unit)
            result.spots[call.tag] = Spot(call.unit.start, RANK_MIDDLE)


def _asks_for_rows(tag: Tag) -> bool:
    return tag.kind == "output" and tag.prefix in {"tr", "tc"}


def _aside(part: Part, unit: Element, tag: Tag, result: Plan) -> Block:
    """Take the *unit* away that *tag* says is a remark, and return it as a block, which is never printed."""
    block = Block(tag, None)
    block.level, block.units, block.unit_cut = LEVEL_OF_PREFIX[tag.prefix], [unit], True
    properties = unit.child("pPr")
    if properties is not None and properties.child("sectPr") is not None:
        result.removed.append((properties.end, unit.inner_end))  # the end of a section is no remark
    else:
        _vanish(part, unit, [], result)
        result.gone.add(unit)
    return block


def _vanish(part: Part, unit: Element, tags: Sequence[Tag], result: Plan) -> None:
    """Take the marker *unit* away; what may stand between units stays, outside of the block that it marks."""
    may_hold_any = part.mentions(unit, "Start") or part.mentions(unit, "End")
    inside = unit.walk() if may_hold_any else ()
    kept = sorted((element.start, element.end) for element in inside if element.kind in RANGE_MARKUP)
    at = unit.start
    for start, end in kept:
        result.removed.append((at, start))
        at = end
    result.removed.append((at, unit.end))
    own = [tag for tag in tags if unit.start <= result.spot(tag).offset < unit.end]  # not those that go by the row
    if kept and all(tag.word in ENDS for tag in own):
        result.spots.update(dict.fromkeys(own, Spot(unit.start, RANK_CLOSE)))
    elif kept and all(opens_block(tag) for tag in own):
        result.spots.update(dict.fromkeys(own, Spot(unit.end, RANK_OPEN)))


def _cut(
    part: Part,
    block: Block,
    gone: list[tuple[int, int]],
    tagged: Mapping[Element, Paragraph],
    result: Plan,
    problems: Problems,
) -> None:
    if block.word in CAPTURING:
        from docfill.word.calls import holds_structure, may_be_called

        if holds_structure(part, block) and not may_be_called(part, block):
            opening = block.tags[0]
            problems.add("structure-cannot-be-kept", opening.place, block.tags[-1].place, tag=opening.typed)
            return
    if not block.unit_cut:
        # Cut at the tags: both ends must stand at one depth, or what repeats could not be balanced.
        if len({tag.paragraph.element.parent for tag in block.tags}) > 1:
            report_unbalanced(block, problems)
        return
    if len(set(block.units)) == 1:
        _hoist(block, result)
        return
    for tag, unit in zip(block.tags, block.units, strict=True):
        if covered(unit.start, gone):
            continue
        if tag.prefix or block.prefix:
            beside = _text_beside(part, unit, tagged) or "…"
            problems.add("text-in-marker", tag.place, tag=tag.typed, found=beside[:40], unit=unit.kind)
            continue
        result.spots[tag] = _edge(tag, unit, block)


def _text_beside(part: Part, unit: Element, tagged: Mapping[Element, Paragraph], but: Tag | None = None) -> str:
    """Return what stands in *unit* beside the tags, for a message; with *but*, other tags and pictures count too."""
    texts = []
    for element in unit.walk():
        if element in tagged:
            tags = [tag for tag in tagged[element].tags if tag is not but and (but or tag.kind == "output")]
            texts.extend([tagged[element].rest.strip(), *(tag.typed for tag in tags if tag.kind != "comment")])
        elif element.kind == "t" and element.nearest("p") not in tagged:
            texts.append(part.text[element.inner : element.inner_end])
        elif but and (element.kind in CONTENT or is_page_break(part, element)):
            texts.append("…")
    return " ".join(text for text in texts if text)


def _hoist(block: Block, result: Plan) -> None:
    for tag, unit in zip(block.tags, block.units, strict=True):
        result.spots[tag] = _edge(tag, unit, block)


def _edge(tag: Tag, unit: Element, block: Block) -> Spot:
    if tag is block.tags[-1]:
        return Spot(unit.end, RANK_CLOSE)
    return Spot(unit.start, RANK_OPEN if tag is block.tags[0] else RANK_MIDDLE)


def _check_fields(part: Part, blocks: Sequence[Block], result: Plan, problems: Problems) -> None:
    """Report blocks that would take one end of a field (17.16.18) and leave the other."""
    if "fldChar" not in part.text:
        return
    characters = [element for element in part.root.walk() if element.kind == "fldChar"]
    starts = [element.start for element in characters]
    steps = [{"begin": 1, "end": -1}.get(part.attributes(element).get("fldCharType", ""), 0) for element in characters]
    depths = list(accumulate(steps, initial=0))
    fall = falls(depths)
    asides = set(result.asides)
    for block in blocks:
        offsets = [result.spot(tag).offset for tag in block.tags]
        if block in asides:
            offsets = [block.units[0].start, block.units[0].end]
        for start, stop in pairwise(offsets):
            first, last = bisect_left(starts, start), bisect_left(starts, stop)
            if first < last and (depths[first] != depths[last] or fall[first] <= last):
                opening = block.tags[0]
                problems.add("block-cuts-field", opening.place, block.tags[-1].place, tag=opening.typed)
                break
