"""Merges: blocks of rows -> those that would cut a vertical merge (ECMA-376 part 1, 17.4.84) in two.

A merge that goes on in rows that a block repeats is one merge still. One that begins in them and goes on below would
begin again in every copy, and lose its beginning where the rows are removed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docfill.word.blocks import Level
from docfill.word.rows import cells_of
from docfill.word.whereabouts import container_of, members_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docfill.problems import Problems
    from docfill.word.blocks import Block
    from docfill.word.scan import Part


def check_merges(part: Part, blocks: Sequence[Block], problems: Problems) -> None:
    """Report the blocks in whose rows a vertical merge begins that goes on below them."""
    if "vMerge" not in part.text:
        return
    for block in blocks:
        if block.level is not Level.ROW or not block.units:
            continue
        table = container_of(block.units[0])
        rows = list(members_of(table, "tr")) if table is not None else []
        start, stop = block.units[0].start, block.units[-1].end
        inside = [row for row in rows if start <= row.start < stop]
        below = next((row for row in rows if row.start >= stop), None)
        if below is None:
            continue
        going_on = {cell.column for cell in cells_of(part, below) if cell.merge == "continue"}
        begun = {cell.column for row in inside for cell in cells_of(part, row) if cell.merge == "restart"}
        if going_on & begun:
            opening = block.tags[0]
            problems.add("block-cuts-merge", opening.place, block.tags[-1].place, tag=opening.typed)
