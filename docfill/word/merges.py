"""Merges: the tags and the vertical merges of a table with blocks -> which cells are worked on as rows are printed.

A vertical merge (ECMA-376 part 1, 17.4.84) is one cell that begins in a row and goes on below. Where a block repeats
or removes the row that it begins in, but not all the rows of the merge, the first row that is printed begins it and
the others go on. What a cell's tag asks for (``{% vm %}``, ``{% hm %}``, ``{% colspan %}``, ``{% cellbg %}``) is done
when its row is whole; see `cellwork`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from docfill.word.blocks import Level
from docfill.word.rows import cells_of
from docfill.word.scan import IDENTITY
from docfill.word.whereabouts import container_of, members_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from docfill.problems import Problems
    from docfill.word.blocks import Block
    from docfill.word.cuts import Plan
    from docfill.word.paragraphs import Paragraph, Tag
    from docfill.word.rows import Cell
    from docfill.word.scan import Element, Part

CELL_STATEMENTS = frozenset({"vm", "hm", "colspan", "cellbg"})


class CellSpec(NamedTuple):
    """What is to be done with a cell: *word* says what, *group* with which others.

    *label* is the content that a vertical merge had in a row that is not printed. With *by_text* the cells merge as
    long as they show the same.
    """

    word: str
    group: int
    tag: Tag | None = None
    label: str = ""
    by_text: bool = False


class Member(NamedTuple):
    """A cell that takes part in a merge without a tag of its own."""

    cell: Element
    spec: CellSpec


class Merges:
    """All that the cells of one part need: *specs* by tag, *members* without one, and when a group begins anew.

    *before* and *within* map the opening tag of a loop to the groups that begin anew before it, and in each of its
    repetitions.
    """

    def __init__(self) -> None:
        self.specs: dict[Tag, CellSpec] = {}
        self.members: list[Member] = []
        self.before: dict[Tag, list[int]] = {}
        self.within: dict[Tag, list[int]] = {}
        self._groups = 0

    def new_group(self) -> int:
        """Return the number of a new group."""
        self._groups += 1
        return self._groups

    def rows(self) -> list[Element]:
        """Return the rows that hold a cell to be worked on."""
        cells = [member.cell for member in self.members]
        cells += [cell for tag in self.specs if (cell := cell_of(tag)) is not None]
        rows = (cell.nearest("tr") for cell in cells)
        return sorted({row for row in rows if row is not None}, key=lambda row: row.start)

    def tables(self) -> list[Element]:
        """Return the tables whose rows may come to have other columns."""
        cells = [cell_of(tag) for tag, spec in self.specs.items() if spec.word in {"hm", "colspan"}]
        tables = (cell.nearest("tbl") for cell in cells if cell is not None)
        return [table for table in tables if table is not None]


def cell_of(tag: Tag) -> Element | None:
    """Return the table cell that *tag* stands in; None outside of tables, and in a text box of its own."""
    cell = tag.paragraph.element.nearest("tc", "txbxContent")
    return cell if cell is not None and cell.kind == "tc" else None


def labels_of(part: Part, row: Element, tagged: Mapping[Element, Paragraph]) -> list[Element]:
    """Return the cells of *row* that begin a vertical merge which goes on below, and print no value.

    What such a cell shows belongs to the rows below as much as to this one, so it does not keep a row of tags alive.
    """
    if "vMerge" not in part.source(row):
        return []
    below = _row_below(row)
    going_on = {cell.column for cell in cells_of(part, below) if cell.merge == "continue"} if below else set()
    return [
        cell.element
        for cell in cells_of(part, row)
        if cell.merge == "restart" and cell.column in going_on and not _prints(cell.element, tagged)
    ]


def find_merges(
    part: Part, tagged: Mapping[Element, Paragraph], blocks: Sequence[Block], the_plan: Plan, problems: Problems
) -> Merges:
    """Return what the cells of *part* need; *tagged* are its paragraphs with tags."""
    merges = Merges()
    if "vMerge" in part.text:
        holders = _Holders(blocks, the_plan)
        for table in _tables_of(blocks):
            if not part.mentions(table, "vMerge"):
                continue
            for chain in _chains(part, table, the_plan):
                part.look_at_clock()
                _add_chain(part, chain, holders, the_plan, tagged, merges)
    own = [tag for paragraph in tagged.values() for tag in paragraph.tags if tag.word in CELL_STATEMENTS]
    holders = _Holders(blocks if own else (), the_plan)
    for tag in own:
        part.look_at_clock()
        _add_tag(part, tag, holders, the_plan, tagged, merges, problems)
    return merges


# --- merges of the template ---


def _tables_of(blocks: Iterable[Block]) -> list[Element]:
    tables = (container_of(block.units[0]) for block in blocks if block.level is Level.ROW and block.units)
    return list(dict.fromkeys(table for table in tables if table is not None and table.kind == "tbl"))


def _chains(part: Part, table: Element, the_plan: Plan) -> Iterator[list[tuple[Element, Cell]]]:
    """Yield the vertical merges of *table*, each as its rows with their cells, from the one that begins it.

    A row that holds tags only, and is not printed, ends no merge.
    """
    open_chains: dict[int, list[tuple[Element, Cell]]] = {}
    for row in members_of(table, "tr"):
        part.look_at_clock()
        still = dict(open_chains) if row in the_plan.gone else {}
        for cell in cells_of(part, row):
            if cell.merge == "restart":
                still[cell.column] = [(row, cell)]
            elif cell.merge == "continue" and cell.column in open_chains:
                still[cell.column] = open_chains[cell.column]
                still[cell.column].append((row, cell))
        yield from (chain for column, chain in open_chains.items() if still.get(column) is not chain)
        open_chains = still
    yield from open_chains.values()


def _add_chain(
    part: Part,
    chain: list[tuple[Element, Cell]],
    holders: _Holders,
    the_plan: Plan,
    tagged: Mapping[Element, Paragraph],
    merges: Merges,
) -> None:
    """Add the merge of *chain* where a block parts the row that begins it from others, or repeats that row alone."""
    first, beginning = chain[0]
    gone = first in the_plan.gone
    printed = [row for row, _ in chain if row not in the_plan.gone]
    everywhere = holders.of(first)
    around = [block for block in everywhere if block.level is Level.ROW]
    whole = [first, *printed]
    start, end = min(row.start for row in whole), max(row.end for row in whole)
    parted = gone or any(not _holds(block, start, end, the_plan) for block in around)
    loop = next((block for block in reversed(around) if block.word == "for"), None)
    alone = len(chain) == 1 and loop is not None
    if not (parted or alone) or not printed:
        return
    group = merges.new_group()
    if alone and loop is not None:
        merges.before.setdefault(loop.tags[0], []).append(group)
    else:
        holding = [b for b in everywhere if b.word == "for" and _holds(b, start, end, the_plan)]
        if holding:
            merges.within.setdefault(holding[-1].tags[0], []).append(group)
    label = "" if _prints(beginning.element, tagged) else _content(part, beginning.element, tagged)
    tag = next(iter(_tags_in(beginning.element, tagged)), None)
    spec = CellSpec("merge", group, tag, label=label, by_text=alone)
    merges.members.extend(Member(cell.element, spec) for row, cell in chain if row not in the_plan.gone)


def _holds(block: Block, start: int, end: int, the_plan: Plan) -> bool:
    """Tell whether *block* repeats or removes what stands from *start* to *end*."""
    first, last = the_plan.span(block)
    return first <= start and end <= last


class _Holders:
    """Which blocks repeat or remove an element: found by way of those that hold others, for there may be thousands."""

    def __init__(self, blocks: Sequence[Block], the_plan: Plan) -> None:
        self._plan = the_plan
        self._outer: dict[Block, Block | None] = {}
        edges = {block: the_plan.span(block) for block in blocks}
        self._blocks = sorted(blocks, key=lambda block: (edges[block][0], -edges[block][1]))
        self._starts = [edges[block][0] for block in self._blocks]
        around: list[Block] = []
        for block in self._blocks:
            while around and edges[around[-1]][1] < edges[block][1]:
                around.pop()
            self._outer[block] = around[-1] if around else None
            around.append(block)

    def of(self, element: Element) -> list[Block]:
        """Return the blocks that hold *element*, from the outermost inwards."""
        found: list[Block] = []
        at = bisect_right(self._starts, element.start) - 1
        block = self._blocks[at] if at >= 0 else None
        while block is not None:
            if _holds(block, element.start, element.end, self._plan):
                found.append(block)
            block = self._outer[block]
        return found[::-1]


def _tags_in(cell: Element, tagged: Mapping[Element, Paragraph]) -> list[Tag]:
    return [tag for element in cell.walk() if element in tagged for tag in tagged[element].tags]


def _prints(cell: Element, tagged: Mapping[Element, Paragraph]) -> bool:
    """Tell whether a tag in *cell* prints a value."""
    return any(tag.kind == "output" or tag.word == "grid" for tag in _tags_in(cell, tagged))


def _content(part: Part, cell: Element, tagged: Mapping[Element, Paragraph]) -> str:
    """Return what stands in *cell* behind its properties, without its tags and what must be unique."""
    from docfill.word.ids import RANGE_END  # lazy for start-up

    properties = cell.child("tcPr")
    at = properties.end if properties is not None else cell.inner
    kept = ""
    for start, end in (piece for tag in _tags_in(cell, tagged) for piece in tag.pieces):
        kept += part.text[at:start]
        at = end
    # The ends of bookmarks and the like are kept where the row stood, or printed with it.
    return RANGE_END.sub("", re.sub(IDENTITY, "", kept + part.text[at : cell.inner_end]))


def _row_below(row: Element) -> Element | None:
    beside = row.parent.children if row.parent is not None else []
    at = bisect_right(beside, row.start, key=lambda other: other.start)
    if at < len(beside) and beside[at].kind == "tr":
        return beside[at]
    table = container_of(row)  # the next one may stand in a content control, or this one
    rows = members_of(table, "tr") if table is not None else ()
    return next((other for other in rows if other.start > row.start), None)


# --- tags ---


def _add_tag(
    part: Part,
    tag: Tag,
    holders: _Holders,
    the_plan: Plan,
    tagged: Mapping[Element, Paragraph],
    merges: Merges,
    problems: Problems,
) -> None:
    cell = cell_of(tag)
    row = cell.nearest("tr") if cell is not None else None
    if cell is None or row is None:
        problems.add("prefix-outside-table", tag.place, tag=tag.typed)
        return
    group = merges.new_group()
    merges.specs[tag] = CellSpec(tag.word, group, tag)
    if tag.word in {"colspan", "cellbg"}:
        if tag.source == tag.word:
            problems.add("empty-tag", tag.place, tag=tag.typed)
        return
    level, unit = (Level.ROW, row) if tag.word == "vm" else (Level.CELL, cell)
    table = cell.nearest("tbl")  # a loop of the table around this one repeats this one whole
    loops = [
        block
        for block in holders.of(unit)
        if block.word == "for" and block.level is level
        if block.units[0].nearest("tbl") is table
    ]
    if not loops:
        problems.add("merge-without-loop", tag.place, tag=tag.typed)
        return
    # What merges by a value merges over all that the table repeats; else the innermost loop is meant.
    loop = loops[0] if tag.source != tag.word else loops[-1]
    merges.before.setdefault(loop.tags[0], []).append(group)
    if tag.word == "vm":
        for other in _cells_beside(part, cell, row, loop, the_plan):
            if _tags_in(other, tagged) or _has_text(part, other):
                problems.add("merge-hides-text", tag.place, tag=tag.typed)
                return
            merges.members.append(Member(other, CellSpec("joined", group, tag)))


def _cells_beside(part: Part, cell: Element, row: Element, loop: Block, the_plan: Plan) -> Iterator[Element]:
    """Yield the cells of the same column in the other rows that *loop* repeats."""
    table = container_of(row)
    column = next((other.column for other in cells_of(part, row) if other.element is cell), None)
    for other_row in members_of(table, "tr") if table is not None else ():
        if other_row is row or other_row in the_plan.gone:
            continue
        if _holds(loop, other_row.start, other_row.end, the_plan):
            yield from (other.element for other in cells_of(part, other_row) if other.column == column)


def _has_text(part: Part, cell: Element) -> bool:
    return any(element.kind == "t" and part.text[element.inner : element.inner_end].strip() for element in cell.walk())
