"""Columns: a table whose cells were repeated or dropped -> the same with a grid and widths that agree.

Word reads a cell's own width (`w:tcW`), WPS the grid's (`w:gridCol`); the sum stays what the form's designer gave
the table (ECMA-376 part 1, 17.4.16, 17.4.48, 17.4.71). A row that comes to be shorter than others says that it leaves
the last columns out (17.4.14), as Word writes it, and a vertical merge whose first cell went begins in its next
(17.4.84).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docfill.word.looks import written
from docfill.word.properties import ROW_ORDER, with_property
from docfill.word.rows import cells_of, columns_of, number, property_of
from docfill.word.scan import Element, Part, scan_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEFAULT_WIDTH = 1000
_PROPERTIES = frozenset({"tblPr", "tblGrid", "sdtPr"})

# A row's cells, each with the columns that it takes and its width; None for a gap.
_Cells = list[tuple[Element | None, int, int]]
_Edit = tuple[int, int, str]


def fit_grid(table: str) -> str:
    """Return the markup of one *table* with as many grid columns as its widest row takes, in every row.

    Where the count is the grid's already, no width changes. Otherwise the columns' widths are those of the cells,
    scaled so that their sum is the sum that the grid had.
    """
    part = scan_text(table)
    element = next((child for child in part.root.walk() if child.kind == "tbl"), None)
    grid = element.child("tblGrid") if element is not None else None
    if element is None or grid is None:
        return table
    columns = [child for child in grid.children if child.kind == "gridCol"]
    rows = [(row, _cells(part, row)) for row in _rows(element)]
    count = max((_width(cells) for _, cells in rows), default=0)
    if count == 0:
        return table
    edits: list[_Edit] = []
    if count != len(columns):
        edits.extend(_grid_edits(part, grid, columns, [cells for _, cells in rows], count))
        rows = [(row, _widened(cells, len(columns), count)) for row, cells in rows]
    edits.extend(_gap_edit(part, row, count - _width(cells)) for row, cells in rows if _width(cells) < count)
    edits.extend(_merge_edits(part, [cells for _, cells in rows]))
    for start, end, text in sorted(edits, reverse=True):
        table = table[:start] + text + table[end:]
    return table


def _width(cells: _Cells) -> int:
    return sum(span for _, span, _ in cells)


def _grid_edits(part: Part, grid: Element, columns: list[Element], rows: list[_Cells], count: int) -> list[_Edit]:
    """Return what gives the *grid*, and the cells of the *rows*, the widths of *count* columns."""
    old = [number(part, column, _DEFAULT_WIDTH, "w") for column in columns]
    widths = _scaled(_widths(rows, count), sum(old))
    edits = [(grid.inner, grid.inner_end, _grid_columns(part, grid, columns, widths))]
    for given in rows:
        cells = _widened(given, len(columns), count)
        edits.extend(_span_edits(given, cells))
        at = 0
        for cell, span, _ in cells:
            edit = _width_edit(part, cell, sum(widths[at : at + span]))
            if edit:
                edits.append(edit)
            at += span
    return edits


def _merge_edits(part: Part, rows: list[_Cells]) -> list[_Edit]:
    """Return what lets vertical merges begin that go on from a cell which went, or which now has another column."""
    edits: list[_Edit] = []
    begun: set[int] = set()
    for cells in rows:
        at, here = 0, set()
        for cell, span, _ in cells:
            merge = property_of(cell, "tcPr", "vMerge") if cell is not None else None
            if merge is not None:
                here.add(at)
                if at not in begun and part.attributes(merge).get("val") != "restart":
                    restart = written("vMerge", {"val": "restart"}, merge.tag.removesuffix("vMerge"))
                    edits.append((merge.start, merge.end, restart))
            at += span
        begun = here
    return edits


def _gap_edit(part: Part, row: Element, more: int) -> _Edit:
    """Return what makes *row* leave *more* columns out behind its last cell than it does."""
    prefix = row.tag.removesuffix("tr")
    before = columns_of(part, property_of(row, "trPr", "gridAfter"))
    gap = written("gridAfter", {"val": str(before + more)}, prefix)
    properties = row.child("trPr")
    if properties is None:
        exceptions = row.child("tblPrEx")  # comes first (17.4.61)
        at = exceptions.end if exceptions is not None else row.inner
        return at, at, f"<{prefix}trPr>{gap}</{prefix}trPr>"
    holder = with_property(part.source(properties), "gridAfter", gap, ROW_ORDER)
    # A width that is said of the columns left out (17.4.85) is no longer that of these.
    return properties.start, properties.end, with_property(holder, "wAfter", "", ROW_ORDER)


def _widened(cells: _Cells, before: int, after: int) -> _Cells:
    """Return the cells of a row that did not take part, its last cell over several columns over *after* in all."""
    merged = [at for at, (cell, span, _) in enumerate(cells) if cell is not None and span > 1]
    if _width(cells) != before or not merged:
        return cells
    cell, span, width = cells[merged[-1]]
    span += after - before
    return [*cells[: merged[-1]], (cell, max(span, 1), width), *cells[merged[-1] + 1 :]]


def _span_edits(given: _Cells, cells: _Cells) -> list[_Edit]:
    edits = []
    for (cell, old, _), (_, new, _) in zip(given, cells, strict=True):
        span = property_of(cell, "tcPr", "gridSpan") if cell is not None else None
        if old != new and span is not None:
            edits.append(
                (span.start, span.end, written("gridSpan", {"val": str(new)}, span.tag.removesuffix("gridSpan")))
            )
    return edits


def _rows(table: Element) -> Iterator[Element]:
    """Yield the rows of *table*, whatever wraps them, and not those of tables in its cells."""
    stack = [table]
    while stack:
        element = stack.pop()
        if element.kind == "tr":
            yield element
        elif element.kind not in _PROPERTIES:  # which are half of a table, and scanned only where somebody asks
            stack.extend(reversed(element.children))


def _cells(part: Part, row: Element) -> _Cells:
    """Return the row's cells with the columns each takes and its width; the gaps before and after count too."""
    cells: _Cells = []
    before = columns_of(part, property_of(row, "trPr", "gridBefore"))
    if before:
        cells.append((None, before, 0))
    for cell in cells_of(part, row):
        width = number(part, property_of(cell.element, "tcPr", "tcW"), 0, "w")
        cells.append((cell.element, cell.span, width))
    after = columns_of(part, property_of(row, "trPr", "gridAfter"))
    if after:
        cells.append((None, after, 0))
    return cells


def _widths(rows: list[_Cells], count: int) -> list[int]:
    """Return a width for each column: a cell's own where one takes just that column, else a share of the rest."""
    widths = [0] * count
    for cells in rows:
        at = 0
        for _, span, width in cells:
            if span == 1 and width and not widths[at]:
                widths[at] = width
            at += span
    known = [width for width in widths if width]
    usual = sum(known) // len(known) if known else _DEFAULT_WIDTH
    return [width or usual for width in widths]


def _scaled(widths: list[int], total: int) -> list[int]:
    """Return *widths* scaled so that their sum is *total* exactly."""
    whole = sum(widths)
    scaled: list[int] = []
    done = 0
    for width in widths:
        done += width
        scaled.append(done * total // whole - sum(scaled))
    return scaled


def _grid_columns(part: Part, grid: Element, columns: list[Element], widths: list[int]) -> str:
    prefix = grid.tag.removesuffix("tblGrid")
    attribute = prefix or "w:"
    made = "".join(f'<{prefix}gridCol {attribute}w="{width}"/>' for width in widths)
    last = columns[-1].end if columns else grid.inner
    return made + part.text[last : grid.inner_end]


def _width_edit(part: Part, cell: Element | None, width: int) -> _Edit | None:
    own = property_of(cell, "tcPr", "tcW") if cell is not None else None
    if own is None or part.attributes(own).get("type") not in {"dxa", None}:
        return None
    opening = part.opening(own)
    value = part.attributes(own).get("w")
    if value is None:
        return None
    for quote in "\"'":
        opening = opening.replace(f"w={quote}{value}{quote}", f"w={quote}{width}{quote}", 1)
    return own.start, own.inner, opening
