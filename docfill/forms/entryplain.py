"""Entry of a plain template: what its tags ask for -> a form of names alone, that an entry workbook can be made from.

Nothing is known of types: a figure stays a figure, a text a text, and what only a condition asks for is 是 or nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docfill.forms.entrytables import GRID
from docfill.forms.form import Field, Form, Grid
from docfill.forms.lines import Line
from docfill.places import FilePlace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docfill.excel.entry import Kind
    from docfill.problems import Problems
    from docfill.word.fields import Field as Wanted
    from docfill.word.outlines import Outline, Slot


def form_of(
    file: str, wanted: Iterable[Wanted], outlines: Iterable[Outline], problems: Problems
) -> tuple[Form, dict[str, Kind]]:
    """Return a form with all that the template *file* has *wanted*, and what may be typed for each of its names.

    *problems* are told of what no cell can hold: a list within a list, a list of mere values, the columns of a list
    that is filled in as a grid as well.
    """
    fields: dict[str, Field] = {}
    grids: dict[str, Grid] = {}
    kinds: dict[str, Kind] = {}
    sizes = _sizes(outlines)
    columns: dict[str, dict[str, Line]] = {}
    for want in wanted:
        name, inside, rest = want.path.partition("[]")
        column = rest.removeprefix(".")
        if inside and (not column or "[]" in column):
            problems.add("name-without-a-cell", FilePlace(file), name=want.path)
        elif inside:
            columns.setdefault(name, {})[column] = Line(column, (column,))
        elif want.kind == "list":
            columns.setdefault(name, {})
        elif want.kind == "grid":
            if name in sizes:
                rows, across = (tuple(Line(f"_{n}", (str(n),)) for n in range(1, size + 1)) for size in sizes[name])
                grids[name], kinds[name] = Grid(name, name, across, rows, "text", required=not want.optional), "any"
            else:
                problems.add("name-without-a-cell", FilePlace(file), name=name)
        else:
            fields[name] = Field(name, "text", name, required=not want.optional)
            kinds[name] = "condition" if want.kind == "condition" else "any"
    for name in grids.keys() & fields.keys():
        del fields[name]  # asked for as a whole, as a condition does: its cells say it
    for name, lines in columns.items():
        if name in grids:
            for column in lines:
                problems.add("name-without-a-cell", FilePlace(file), name=f"{name}[].{column}")
        elif lines:
            fields[name] = Field(name, "list", name, required=False, columns=tuple(lines.values()))
            kinds[name] = "any"
    stem = Path(file).stem
    return Form(stem, stem, Path(file), "", fields, grids), kinds


def _sizes(outlines: Iterable[Outline]) -> dict[str, tuple[int, int]]:
    """Return how many rows and columns each grid has: as many empty cells as there are right and below of its tag."""
    sizes = {}
    for outline in outlines:
        for slot in outline.slots:
            if found := GRID.match(slot.text):
                across = _empty(outline.slots, slot.row, slot)
                rows = 1
                while _empty(outline.slots, slot.row + rows, slot) >= across:
                    rows += 1
                sizes[found[1]] = (rows, across)
    return sizes


def _empty(slots: Sequence[Slot], row: int, anchor: Slot) -> int:
    """Return how many cells of *row* are empty from the column of *anchor* on, the tag itself counted."""
    count = 0
    for slot in slots:
        if slot.row == row and slot.column >= anchor.column:
            if slot.text and slot != anchor:
                break
            count += 1
    return count
