"""Guards: blocks -> marks in the output, wherever they may empty a cell, a row or a table.

`mending` reads the marks, so that the document stays valid: a cell (and whatever else holds paragraphs) never ends
without one, a row never without a cell, an emptied table or content control goes whole, and a table whose columns
were repeated or dropped gets a grid that agrees (ECMA-376 part 1, 17.4.65, 17.4.78, 17.4.37, 17.5.2.34, 17.4.48).
The marks are those of `marks`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from docfill.word.assembly import covered, merged
from docfill.word.blocks import Level
from docfill.word.cuts import RANK_BEGIN, RANK_END, RANK_ENTER, RANK_LEAVE
from docfill.word.levels import BLOCK_CONTAINERS
from docfill.word.marks import (
    CELL_BEGINS,
    CELL_ENDS,
    CELL_SPARE,
    CONTROL_BEGINS,
    CONTROL_ENDS,
    GRID_BEGINS,
    GRID_ENDS,
    ROW_BEGINS,
    ROW_ENDS,
    TABLE_BEGINS,
    TABLE_ENDS,
    TABLE_HEAD_ENDS,
    TABLE_OVER,
    WORK_BEGINS,
    WORK_ENDS,
)
from docfill.word.scan import IDENTITY
from docfill.word.whereabouts import container_of, members_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docfill.word.blocks import Block
    from docfill.word.merges import Merges
    from docfill.word.scan import Element, Part

_MAY_NOT_BE_EMPTY = frozenset({*BLOCK_CONTAINERS, "tbl", "tr"}) - {"body"}
_HELD = frozenset({"p", "tbl", "tr", "tc"})  # what a control may hold and a block may take away


class Guard(NamedTuple):
    """A mark (with what belongs to it) to be put into the output at *offset*."""

    offset: int
    rank: int
    text: str


def find_guards(
    part: Part, blocks: Sequence[Block], gone: Iterable[Element], merges: Merges
) -> tuple[list[Guard], list[tuple[int, int]]]:
    """Return the guards that *blocks*, the markers that are *gone* and *merges* make needful, and what they take over.

    What a guard takes over (a table's closing tag) is not to be printed by anything else.
    """
    at_risk: dict[Element, None] = {}
    judged: set[Element] = set()
    tables_cut: dict[Element, None] = {}
    away = set(gone)
    cuts: dict[Element | None, list[Block]] = {}
    for block in blocks:
        if block.units:
            cuts.setdefault(container_of(block.units[0]), []).append(block)
    for unit in [*gone, *(unit for block in blocks if block.unit_cut for unit in block.units)]:
        container = container_of(unit)
        if container is not None and container not in judged:
            part.look_at_clock()
            judged.add(container)
            if container.kind != "tbl" and not _safe(container, cuts.get(container, ()), away):
                at_risk[container] = None
                if container.kind == "tr":
                    away.add(container)  # to its table a row that may go is one that cannot be counted on
        if container is not None and container.kind == "tr":
            container = container_of(container)
        if container is not None and container.kind == "tbl":
            tables_cut[container] = None
    for table in tables_cut:  # once it is known of all their rows
        part.look_at_clock()
        if not _safe(table, cuts.get(table, ()), away):
            at_risk[table] = None
    for around in dict.fromkeys(container_of(table) for table in tables_cut):
        if around is not None and around not in at_risk and not _safe(around, cuts.get(around, ()), away):
            at_risk[around] = None
    guards = [
        guard
        for control in _emptied(blocks, gone)
        for guard in (
            Guard(control.start, RANK_BEGIN, CONTROL_BEGINS),
            Guard(control.end, RANK_END, CONTROL_ENDS),
        )
    ]
    taken: list[tuple[int, int]] = []
    # A table's grid is fitted around everything else, so its marks come first.
    cells = {unit for block in blocks if block.level is Level.CELL and block.unit_cut for unit in block.units}
    nearest = [*(cell.nearest("tbl") for cell in cells), *merges.tables()]
    tables = sorted({table for table in nearest if table is not None}, key=lambda table: table.start)
    rows = merges.rows()
    guards.extend(Guard(table.start, RANK_BEGIN, GRID_BEGINS) for table in tables)
    guards.extend(Guard(row.start, RANK_BEGIN, WORK_BEGINS) for row in rows)
    for element in at_risk:
        if element.kind == "tbl":
            guards.extend(_guard_table(part, element, taken))
        elif element.kind == "tr":
            guards.append(Guard(element.start, RANK_BEGIN, ROW_BEGINS))
            guards.append(Guard(element.end, RANK_END, ROW_ENDS))
        else:
            guards.extend(_guard_cell(part, element))
    guards.extend(Guard(row.end, RANK_END, WORK_ENDS) for row in rows)
    guards.extend(Guard(table.end, RANK_END, GRID_ENDS) for table in tables)
    return guards, taken


def _emptied(blocks: Sequence[Block], gone: Iterable[Element]) -> list[Element]:
    """Return the content controls that *blocks*, and the markers that are *gone*, may leave with nothing in them.

    The schema lets an empty one stand (17.5.2.34), but Word shows a box there, or a blank line of its own.
    """
    away = set(gone)
    cut = [unit for block in blocks if block.unit_cut for unit in block.units]
    spans = merged([(block.units[0].start, block.units[-1].end) for block in blocks if block.unit_cut and block.units])
    controls = {
        control: None
        for unit in [*away, *cut]
        for control in unit.ancestors()
        if control.kind == "sdt" and control is not unit
    }

    def lasts(element: Element) -> bool:
        return not any(at in away for at in element.ancestors()) and not covered(element.start, spans)

    return sorted(
        (
            control
            for control in controls
            if not any(element.kind in _HELD and lasts(element) for element in control.walk())
        ),
        key=lambda control: control.start,
    )


def _safe(container: Element, blocks: Sequence[Block], gone: set[Element]) -> bool:
    """Tell whether something that the container must have stands in it whatever the data say.

    *blocks* are those that cut directly in it, *gone* what goes away for good.
    """
    if container.kind not in _MAY_NOT_BE_EMPTY:
        return True
    kind = {"tbl": "tr", "tr": "tc"}.get(container.kind, "p")
    level = {"tbl": Level.ROW, "tr": Level.CELL}.get(container.kind, Level.PARAGRAPH)
    members = list(members_of(container, kind))
    cut = merged(
        [
            (min(unit.start for unit in block.units), max(unit.end for unit in block.units))
            for block in blocks
            if block.level is level
        ]
    )
    lasting = [
        member
        for member in members
        if not any(element in gone for element in member.ancestors()) and not covered(member.start, cut)
    ]
    if kind != "p":
        return bool(lasting)
    # The last of what the cell holds must be a paragraph, and a table may come to be last.
    last = [child for child in container.children if child.kind in {"p", "tbl", "sdt"}][-1:]
    return bool(lasting) and bool(last) and (lasting[-1] is last[0])


def _guard_cell(part: Part, cell: Element) -> list[Guard]:
    model = next(members_of(cell, "p"), None)
    if model is None:
        return []
    properties = model.child("pPr")
    if properties is not None and properties.child("sectPr") is not None:
        properties = None
    opening = re.sub(IDENTITY, "", part.opening(model)).rstrip("/> ")
    spare = f"{opening}>{part.source(properties) if properties else ''}</{model.tag}>"
    return [
        Guard(cell.inner, RANK_ENTER, CELL_BEGINS),
        Guard(cell.inner_end, RANK_LEAVE, CELL_ENDS + spare + CELL_SPARE),
    ]


def _guard_table(part: Part, table: Element, taken: list[tuple[int, int]]) -> list[Guard]:
    rows = [child for child in table.children if child.kind not in {"tblPr", "tblGrid", "tblPrEx"}]
    head_end = rows[0].start if rows else table.inner_end
    head_end = max(
        (child.end for child in table.children if child.kind in {"tblPr", "tblGrid"}),
        default=min(head_end, table.inner),
    )
    taken.append((table.inner_end, table.end))
    foot = part.text[table.inner_end : table.end]
    return [
        Guard(table.start, RANK_BEGIN, TABLE_BEGINS),
        Guard(head_end, RANK_ENTER, TABLE_HEAD_ENDS),
        Guard(table.inner_end, RANK_LEAVE, TABLE_ENDS + foot + TABLE_OVER),
    ]
