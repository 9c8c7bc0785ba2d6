"""Grids: the grid tags of a part -> those that have no cells to fill, or not as many as their form has values."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docfill.problems import Problems
    from docfill.word.program import Program


def check_grids(program: Program, sizes: Mapping[str, tuple[int, int]], problems: Problems) -> None:
    """Look at the cells of each grid tag; *sizes* are the rows and columns of those grids that a form declares."""
    for grid in program.grids:
        size = sizes.get(grid.name)
        if size is not None:
            rows, columns = size
            grid.fill([[""] * columns] * rows, problems, str)
        elif len(grid.slots) == 1:
            problems.add("grid-without-cells", grid.tag.place, tag=grid.tag.typed)
