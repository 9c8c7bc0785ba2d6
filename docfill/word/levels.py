"""Levels: a block -> what it repeats or removes, and the unit (paragraph, row, cell) in which each of its tags stands.

The level follows from docxtpl's prefix or from where the tags stand. A pair that can have no level is a problem that
names both its ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docfill.word.blocks import Level
from docfill.word.whereabouts import container_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docfill.problems import Problems
    from docfill.word.blocks import Block
    from docfill.word.scan import Element

BLOCK_CONTAINERS = frozenset({"body", "tc", "txbxContent", "hdr", "ftr", "footnote", "endnote", "comment"})
_LOOK_THROUGH = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo"})
LEVEL_OF_PREFIX = {"p": Level.PARAGRAPH, "tr": Level.ROW, "tc": Level.CELL, "r": Level.TEXT}
KIND_OF_PREFIX = {"p": "p", "tr": "tr", "tc": "tc"}
_KIND_OF_LEVEL = {Level.PARAGRAPH: "p", Level.ROW: "tr", Level.CELL: "tc"}


def choose_level(block: Block, problems: Problems) -> bool:
    """Set the block's level and, for each tag, the unit (paragraph, row, cell) it stands in; report if it has none."""
    prefixes = {tag.prefix for tag in block.tags} - {""}
    if len(prefixes) > 1:
        odd = next(tag for tag in block.tags if tag.prefix not in {"", block.prefix})
        problems.add("mixed-prefixes", odd.place, block.tags[0].place, tag=odd.typed, other=block.tags[0].typed)
        return False
    paragraphs = [tag.paragraph.element for tag in block.tags]
    same_paragraph = all(paragraph is paragraphs[0] for paragraph in paragraphs)
    level = LEVEL_OF_PREFIX.get(block.prefix)
    if level is None:
        level = Level.TEXT if same_paragraph else _level_of(_common(paragraphs))
    if level is Level.TEXT and same_paragraph:
        block.level = level
        return True
    if level is None or level is Level.TEXT:
        report_unbalanced(block, problems)
        return False
    units = [paragraph.nearest(_KIND_OF_LEVEL[level]) for paragraph in paragraphs]
    found = [unit for unit in units if unit is not None]
    if len(found) < len(units):
        outside = block.tags[units.index(None)]
        problems.add("prefix-outside-table", outside.place, tag=outside.typed)
        return False
    block.level = level
    if all(unit is found[0] for unit in found):
        if len(block.tags) > 2:
            # One row cannot be both branches; within one paragraph the branches are stretches of text.
            if same_paragraph:
                block.level = Level.TEXT
                return True
            report_unbalanced(block, problems)
            return False
        block.units = found
        return True
    common = _common(found)
    if common is None or common in found or _level_of(common, cells=level is Level.CELL) is not level:
        report_unbalanced(block, problems)
        return False
    lifted = [_lift(unit, common) for unit in found]
    if any(unit is None for unit in lifted):
        report_unbalanced(block, problems)
        return False
    block.units = [unit for unit in lifted if unit is not None]
    if any(unit is block.units[0] for unit in block.units[1:-1]):
        report_unbalanced(block, problems)  # the row that opens it would belong to two branches
        return False
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


def report_unbalanced(block: Block, problems: Problems) -> None:
    """Report that nothing whole lies between the tags of *block*."""
    opening, closing = block.tags[0], block.tags[-1]
    problems.add(
        "unbalanced-block",
        opening.place,
        *(tag.place for tag in block.tags[1:]),
        tag=opening.typed,
        closing=closing.typed,
    )
