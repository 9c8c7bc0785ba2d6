"""Totals: a grid's figures -> its blank totals worked out, with a note each, and those that are typed checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docfill.forms.figures import GapError, differ, plain_number, printed_like, written_sum
from docfill.forms.spans import together

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docfill.forms.algebra import CellPath
    from docfill.forms.figures import Exact, Figures
    from docfill.forms.form import Grid
    from docfill.forms.relations import Total
    from docfill.forms.unchecked import Unchecked
    from docfill.problems import Problems


def complete(figures: Figures, grid: Grid, problems: Problems, unchecked: Unchecked) -> None:
    """Work out the blank totals of *grid* and set them in the data of *figures*; check those that are typed.

    A total whose parts are all blank stays blank: an office that has nothing to report leaves such rows empty.
    """
    if not grid.totals or grid.name not in figures.data:
        return
    covering: dict[CellPath, list[Total]] = {}
    for total in grid.totals:
        for path in cells_of(grid, total):
            covering.setdefault(path, []).append(total)
    typed = [path for path in covering if figures.value(path) is not None]
    for path in covering:
        _fill(figures, covering, path, problems)
    for path in covering:
        if path in figures.unknown:
            unchecked.add(".".join(path), figures.unknown[path])
    for path in typed:
        for total in covering[path]:
            _check(figures, total, path, problems, unchecked)


def cells_of(grid: Grid, total: Total) -> list[CellPath]:
    """Return the path of each cell of *total*: one in every row for a column, one in every column for a row."""
    if total.kind == "row":
        row = next(line for line in grid.rows if line.key == total.key)
        return [(grid.name, total.key, line.key) for line in grid.columns if grid.is_figure(row, line)]
    column = next(line for line in grid.columns if line.key == total.key)
    if not grid.rows:
        return [(grid.name, total.key)]
    return [(grid.name, line.key, total.key) for line in grid.rows if grid.is_figure(line, column)]


def parts_of(total: Total, path: CellPath) -> list[CellPath]:
    """Return the paths of the figures whose sum is the cell at *path* of *total*."""
    if total.kind == "row":
        return [(path[0], key, path[2]) for key in total.of]
    return [(*path[:-1], key) for key in total.of]


def _fill(figures: Figures, covering: Mapping[CellPath, list[Total]], path: CellPath, problems: Problems) -> None:
    """Set the total at *path* if it is blank; a total may be the sum of totals, and those come first."""
    if figures.value(path) is not None:
        return
    for total in covering.get(path, ()):
        parts = parts_of(total, path)
        for part in parts:
            _fill(figures, covering, part, problems)
        if all(map(figures.is_blank, parts)):
            continue
        try:
            numbers = [figures.number(part) for part in parts]
        except GapError as gap:
            figures.unknown[path] = gap
            continue
        value = printed_like(sum(numbers), map(figures.value, parts))
        figures.value(path[:-1])[path[-1]] = value
        figures.unknown.pop(path, None)
        words = {"name": ".".join(path), "sum": written_sum(numbers)}
        problems.add("total-computed", figures.place(path), *together(map(figures.place, parts)), **words)
        return


def _check(figures: Figures, total: Total, path: CellPath, problems: Problems, unchecked: Unchecked) -> None:
    parts = parts_of(total, path)
    name = ".".join(path)
    try:
        found = figures.number(path)
        numbers: list[Exact] = [figures.number(part) for part in parts]
    except GapError as gap:
        unchecked.add(name, gap)
        return
    if differ(found, sum(numbers), total.tolerance) == 0:
        return
    words = {"name": name, "found": plain_number(found), "sum": written_sum(numbers)}
    problems.add("total-wrong", figures.place(path), *together(map(figures.place, parts)), **words)
