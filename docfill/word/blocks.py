"""Blocks: a part's tags -> pairs, each with the level at which it cuts and the very cuts, proved to nest.

A block that has a level is cut so that what it repeats or removes is balanced: at whole paragraphs, rows or cells,
or at two spots of one depth. A pair that can have no level is a problem that names both its ends.
"""

from __future__ import annotations

import enum
import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from docfill.word.tags import container_of, own_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docfill.problems import Problems
    from docfill.word.scan import Element, Part
    from docfill.word.tags import Paragraph, Tag


class Level(enum.Enum):
    """What a block repeats or removes; docxtpl's runs (``{%r``) are cut as text, which keeps each run's format."""

    TEXT = "text"
    PARAGRAPH = "paragraph"
    ROW = "row"
    CELL = "cell"


_LEVEL_OF_PREFIX = {"p": Level.PARAGRAPH, "tr": Level.ROW, "tc": Level.CELL, "r": Level.TEXT}
_KIND_OF_LEVEL = {Level.PARAGRAPH: "p", Level.ROW: "tr", Level.CELL: "tc"}

MIDDLES = {"elif": ("if",), "else": ("if", "for")}
ENDS = {f"end{word}": word for word in ("for", "if", "set", "with", "filter", "macro", "call", "raw", "autoescape")}
# Blocks whose content Jinja catches as a string: it must be text and no structure, wherever it is printed later.
CAPTURING = frozenset({"set", "filter", "macro", "call"})

BLOCK_CONTAINERS = frozenset({"body", "tc", "txbxContent", "hdr", "ftr", "footnote", "endnote", "comment"})
_LOOK_THROUGH = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo"})
# A paragraph that holds one of these is more than its tags, and stays.
_CONTENT = frozenset(
    [
        *("drawing", "pict", "object", "control", "sectPr", "fldChar", "instrText", "fldSimple", "ruby"),
        *("sym", "ptab", "noBreakHyphen", "pgNum", "dayLong", "monthLong", "yearLong", "Choice", "Fallback"),
        *("footnoteReference", "endnoteReference", "commentReference", "annotationRef"),
    ]
)
# These may stand between paragraphs and between rows as well, so a marker that goes away leaves them behind.
_RANGE_MARKUP = frozenset(
    f"{kind}{edge}"
    for kind in ("bookmark", "commentRange", "perm", "moveFromRange", "moveToRange")
    for edge in ("Start", "End")
)

# Order of what is inserted at one offset. An element's own marks (END, BEGIN) stand inside of a block around it
# (CLOSE, OPEN), and that block stands inside of the container which begins or ends there (ENTER, LEAVE).
RANK_ENTER, RANK_END, RANK_CLOSE, RANK_LEAVE, RANK_MIDDLE, RANK_OPEN, RANK_BEGIN = range(7)


class Spot(NamedTuple):
    """Where a tag's line of the program goes: at *offset*, and among others there by *rank*."""

    offset: int
    rank: int


class Block:
    """A pair of tags, with the tags between its branches: ``tags[0]`` opens and ``tags[-1]`` closes."""

    __slots__ = ("level", "parent", "tags", "unit_cut", "units")

    def __init__(self, opening: Tag, parent: Block | None) -> None:
        self.tags = [opening]
        self.parent = parent
        self.level = Level.TEXT
        self.units: list[Element] = []
        self.unit_cut = False

    @property
    def word(self) -> str:
        """The statement that opens it."""
        return self.tags[0].word

    @property
    def prefix(self) -> str:
        """Docxtpl's prefix of its tags; a tag that lacks the prefix of the others has it too."""
        return next((tag.prefix for tag in self.tags if tag.prefix), "")


class Plan:
    """What blocks decided: where each tag's line goes, and which stretches of the text go away."""

    def __init__(self) -> None:
        self.spots: dict[Tag, Spot] = {}
        self.removed: list[tuple[int, int]] = []
        self.gone: set[Element] = set()
        self.gone_tags: set[Tag] = set()


def opens_block(tag: Tag) -> bool:
    """Tell whether *tag* opens a block; ``set`` does where it assigns nothing."""
    word = tag.word
    if word == "set":
        return "=" not in re.sub(r"\"[^\"]*\"|'[^']*'", "", tag.source)
    return word in {"for", "if", "with", "filter", "macro", "call", "raw", "autoescape"}


def pair(tags: Sequence[Tag], problems: Problems) -> list[Block]:
    """Return the blocks of *tags* in the order in which they open."""
    blocks: list[Block] = []
    stack: list[Block] = []
    crossed: set[int] = set()
    for index, tag in enumerate(tags):
        word = tag.word
        if opens_block(tag):
            block = Block(tag, stack[-1] if stack else None)
            stack.append(block)
            blocks.append(block)
        elif word in MIDDLES:
            if stack and stack[-1].word in MIDDLES[word]:
                stack[-1].tags.append(tag)
            else:
                problems.add("unopened-block", tag.place, tag=tag.typed, opening="if")
        elif word in ENDS and index not in crossed:
            _close(tag, index, tags, stack, crossed, problems)
    for block in stack:
        _report_unclosed(block, problems)
    return [block for block in blocks if block.tags[-1].word in ENDS]


def _close(  # what closing a block touches
    tag: Tag, index: int, tags: Sequence[Tag], stack: list[Block], crossed: set[int], problems: Problems
) -> None:
    word = ENDS[tag.word]
    if word not in (block.word for block in stack):
        problems.add("unopened-block", tag.place, tag=tag.typed, opening=word)
        return
    while stack[-1].word != word:
        block = stack.pop()
        own_end = _end_of(block.word, tags, index + 1)
        if own_end is None:
            _report_unclosed(block, problems)
        else:
            crossed.add(own_end)
            problems.add(
                "crossed-blocks",
                tag.place,
                block.tags[0].place,
                tag=tag.typed,
                other=block.tags[0].typed,
                closing=f"end{block.word}",
            )
    stack.pop().tags.append(tag)


def _end_of(word: str, tags: Sequence[Tag], index: int) -> int | None:
    depth = 1
    for at in range(index, len(tags)):
        if tags[at].word == word and opens_block(tags[at]):
            depth += 1
        elif tags[at].word == f"end{word}":
            depth -= 1
            if not depth:
                return at
    return None


def _report_unclosed(block: Block, problems: Problems) -> None:
    opening = block.tags[0]
    problems.add("unclosed-block", opening.place, tag=opening.typed, closing=f"{{% end{block.word} %}}")


def plan(part: Part, paragraphs: Sequence[Paragraph], blocks: Sequence[Block], problems: Problems) -> Plan:
    """Choose the level and the cuts of every block of *part*."""
    tagged = {paragraph.element: paragraph for paragraph in paragraphs}
    levelled = [block for block in blocks if _choose_level(block, problems)]
    markers = _markers(part, tagged, levelled)
    result = Plan()
    for paragraph in paragraphs:
        for tag in paragraph.tags:
            # A line goes where its tag's first piece was; one that opens a block, where its last piece was, so that
            # what it repeats begins in the run that it begins in to the reader's eye.
            piece = tag.pieces[-1 if opens_block(tag) else 0]
            result.spots[tag] = Spot(piece[0], RANK_MIDDLE)
            result.removed.extend(tag.pieces)
    inside_gone = {element for unit in markers for element in unit.walk()}
    result.gone = set(markers)
    result.gone_tags = {tag for tags in markers.values() for tag in tags}
    for block in levelled:
        _cut(part, block, inside_gone, tagged, result, problems)
    for unit, tags in markers.items():
        _vanish(unit, tags, result)
    _check_fields(part, levelled, result, problems)
    return result


# --- levels ---


def _choose_level(block: Block, problems: Problems) -> bool:
    """Set the block's level and, for each tag, the unit (paragraph, row, cell) it stands in; report if it has none."""
    prefixes = {tag.prefix for tag in block.tags} - {""}
    if len(prefixes) > 1:
        odd = next(tag for tag in block.tags if tag.prefix not in {"", block.prefix})
        problems.add("mixed-prefixes", odd.place, block.tags[0].place, tag=odd.typed, other=block.tags[0].typed)
        return False
    paragraphs = [tag.paragraph.element for tag in block.tags]
    same_paragraph = all(paragraph is paragraphs[0] for paragraph in paragraphs)
    level = _LEVEL_OF_PREFIX.get(block.prefix)
    if level is None:
        level = Level.TEXT if same_paragraph else _level_of(_common(paragraphs))
    if level is Level.TEXT and same_paragraph:
        block.level = level
        return True
    if level is None or level is Level.TEXT:
        _report_unbalanced(block, problems)
        return False
    units = [paragraph.nearest(_KIND_OF_LEVEL[level]) for paragraph in paragraphs]
    found = [unit for unit in units if unit is not None]
    if len(found) < len(units):
        outside = block.tags[units.index(None)]
        problems.add("prefix-outside-table", outside.place, tag=outside.typed)
        return False
    block.level = level
    if all(unit is found[0] for unit in found):
        block.units = found
        return True
    common = _common(found)
    if common is None or common in found or _level_of(common, cells=level is Level.CELL) is not level:
        _report_unbalanced(block, problems)
        return False
    lifted = [_lift(unit, common) for unit in found]
    if any(unit is None for unit in lifted):
        _report_unbalanced(block, problems)
        return False
    block.units = [unit for unit in lifted if unit is not None]
    return True


def _level_of(common: Element | None, *, cells: bool = False) -> Level | None:
    """Return the level at which children of *common* are repeated; a row's cells only where *cells* says so."""
    at = common
    while at is not None and at.kind in _LOOK_THROUGH:
        at = container_of(at) if at.parent is None else at.parent
    if at is None:
        return None
    if at.kind in BLOCK_CONTAINERS:
        return Level.PARAGRAPH
    if at.kind == "tbl":
        return Level.ROW
    if at.kind == "tr":
        return Level.CELL if cells else Level.ROW
    return None


def _common(elements: Iterable[Element]) -> Element | None:
    """Return the innermost element that holds all of *elements* (or is one of them)."""
    paths = [list(element.ancestors())[::-1] for element in elements]
    common = None
    for step in zip(*paths, strict=False):
        if any(element is not step[0] for element in step):
            break
        common = step[0]
    return common


def _lift(unit: Element, common: Element) -> Element | None:
    """Return the child of *common* that is *unit*, or a content control around it alone; None where it holds more."""
    at = unit
    while at.parent is not common:
        if at.parent is None or at.parent.kind not in _LOOK_THROUGH:
            return None
        siblings = [child for child in at.parent.children if child.kind not in {"sdtPr", "sdtEndPr"}]
        if siblings != [at]:
            return None
        at = at.parent
    return at


def _report_unbalanced(block: Block, problems: Problems) -> None:
    opening, closing = block.tags[0], block.tags[-1]
    problems.add(
        "unbalanced-block",
        opening.place,
        *(tag.place for tag in block.tags[1:]),
        tag=opening.typed,
        closing=closing.typed,
    )


# --- markers: units that hold nothing but tags ---


def _markers(part: Part, tagged: dict[Element, Paragraph], blocks: Sequence[Block]) -> dict[Element, list[Tag]]:
    """Return the paragraphs, rows and cells that go away because they hold only block tags, with these tags.

    Whether one goes depends on how the blocks in it are cut, and the other way round, so candidates are dropped
    until nothing changes.
    """
    block_of = {tag: block for block in blocks for tag in block.tags}
    candidates: dict[Element, list[Tag]] = {}
    for element, paragraph in tagged.items():
        if _is_bare(part, element, tagged):
            candidates[element] = paragraph.tags
    for block in blocks:
        for unit in block.units:
            if len(set(block.units)) > 1 and unit not in candidates and _is_bare(part, unit, tagged):
                candidates[unit] = [tag for e in unit.walk() if e in tagged for tag in tagged[e].tags]
    changed = True
    while changed:
        changed = False
        for block in blocks:
            block.unit_cut = block.level is not Level.TEXT and (
                block.level is not Level.PARAGRAPH
                or bool(block.prefix)
                or all(unit in candidates for unit in block.units)
            )
        for unit in list(candidates):
            if not all(_lets_go(unit, block_of.get(tag)) for tag in candidates[unit]):
                del candidates[unit]
                changed = True
    inside = {element for unit in candidates for element in unit.walk() if element is not unit}
    return {unit: tags for unit, tags in candidates.items() if unit not in inside}


def _lets_go(unit: Element, block: Block | None) -> bool:
    """Tell whether a tag of *block* (None for a set or a comment) lets the *unit* that it stands in go away."""
    if block is None:
        # A set or a comment; a paragraph alone in its cell stays, for a cell must have one.
        return unit.kind != "p" or not _alone(unit)
    if len(set(block.units)) == 1 and block.units[0] in unit.walk():
        return False  # the unit itself, or something in it, is what is repeated
    if block.level is Level.TEXT or all(mine in unit.walk() for mine in block.units):
        return unit.kind != "p" or not _alone(unit)
    if unit in block.units:
        return block.unit_cut
    # The block cuts outside of this unit: at the row, say, while this is a paragraph of a cell.
    return block.unit_cut and not _alone(unit)


def _alone(paragraph: Element) -> bool:
    container = container_of(paragraph)
    return (
        container is not None
        and container.kind in BLOCK_CONTAINERS - {"body"}
        and (sum(1 for child in container.children if child.kind in {"p", "tbl", "sdt"}) == 1)
    )


def _is_bare(part: Part, unit: Element, tagged: dict[Element, Paragraph]) -> bool:
    """Tell whether *unit* holds statements and comments, and nothing else to see."""
    some = False
    for element in unit.walk():
        if element.kind in _CONTENT:
            return False
        if element.kind == "br" and part.attributes(element).get("type", "textWrapping") != "textWrapping":
            return False
        if element.kind != "p":
            continue
        paragraph = tagged.get(element)
        if paragraph is None:
            if any(part.text[t.inner : t.inner_end].strip() for t in own_text(element) if t.kind == "t"):
                return False
            continue
        some = True
        if paragraph.rest.strip() or any(tag.kind == "output" or tag.word == "grid" for tag in paragraph.tags):
            return False
    return some


def _vanish(unit: Element, tags: Sequence[Tag], result: Plan) -> None:
    """Take the marker *unit* away; what may stand between units stays, outside of the block that it marks."""
    kept = sorted((element.start, element.end) for element in unit.walk() if element.kind in _RANGE_MARKUP)
    at = unit.start
    for start, end in kept:
        result.removed.append((at, start))
        at = end
    result.removed.append((at, unit.end))
    own = [tag for tag in tags if unit.start <= result.spots[tag].offset < unit.end]  # not those that go by the row
    if kept and all(tag.word in ENDS for tag in own):
        result.spots.update(dict.fromkeys(own, Spot(unit.start, RANK_CLOSE)))
    elif kept and all(opens_block(tag) for tag in own):
        result.spots.update(dict.fromkeys(own, Spot(unit.end, RANK_OPEN)))


# --- cuts ---


def _cut(
    part: Part,
    block: Block,
    gone: set[Element],
    tagged: dict[Element, Paragraph],
    result: Plan,
    problems: Problems,
) -> None:
    if block.word in CAPTURING and (block.unit_cut or _spans_structure(block)):
        opening = block.tags[0]
        problems.add("unsupported-tag", opening.place, block.tags[-1].place, tag=opening.typed)
        return
    if not block.unit_cut:
        # Cut at the tags: both ends must stand at one depth, or what repeats could not be balanced.
        if len({tag.paragraph.element.parent for tag in block.tags}) > 1:
            _report_unbalanced(block, problems)
        return
    if len(set(block.units)) == 1:
        _hoist(block, result)
        return
    for tag, unit in zip(block.tags, block.units, strict=True):
        if unit in gone:
            continue
        if tag.prefix or block.prefix:
            beside = _text_beside(part, unit, tagged)
            problems.add("text-in-marker", tag.place, tag=tag.typed, found=beside[:40], unit=unit.kind)
            continue
        result.spots[tag] = _edge(tag, unit, block)


def _text_beside(part: Part, unit: Element, tagged: dict[Element, Paragraph]) -> str:
    """Return the text that stands in *unit* beside the tags, for a message."""
    texts = []
    for element in unit.walk():
        if element in tagged:
            outputs = [tag.typed for tag in tagged[element].tags if tag.kind == "output"]
            texts.extend([tagged[element].rest.strip(), *outputs])
        elif element.kind == "t" and element.nearest("p") not in tagged:
            texts.append(part.text[element.inner : element.inner_end])
    return " ".join(text for text in texts if text) or "…"


def _hoist(block: Block, result: Plan) -> None:
    for tag, unit in zip(block.tags, block.units, strict=True):
        result.spots[tag] = _edge(tag, unit, block)


def _edge(tag: Tag, unit: Element, block: Block) -> Spot:
    if tag is block.tags[-1]:
        return Spot(unit.end, RANK_CLOSE)
    return Spot(unit.start, RANK_OPEN if tag is block.tags[0] else RANK_MIDDLE)


def _spans_structure(block: Block) -> bool:
    """Tell whether the block holds markup: whether its tags stand in different ``w:t`` elements."""
    return any(tag.first is not block.tags[0].last for tag in block.tags[1:])


def _check_fields(part: Part, blocks: Sequence[Block], result: Plan, problems: Problems) -> None:
    """Report blocks that would take one end of a field (17.16.18) and leave the other."""
    if "fldChar" not in part.text:
        return
    fields = [
        (element.start, {"begin": 1, "end": -1}.get(part.attributes(element).get("fldCharType", ""), 0))
        for element in part.root.walk()
        if element.kind == "fldChar"
    ]
    for block in blocks:
        offsets = [result.spots[tag].offset for tag in block.tags]
        for start, stop in pairwise(offsets):
            depth = 0
            lowest = 0
            for at, step in fields:
                if start <= at < stop:
                    depth += step
                    lowest = min(lowest, depth)
            if depth or lowest:
                opening = block.tags[0]
                problems.add("block-cuts-field", opening.place, block.tags[-1].place, tag=opening.typed)
                break
