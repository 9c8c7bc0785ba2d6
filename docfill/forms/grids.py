"""Grids: what the data gave for a grid, as a block or by name -> each cell's value, with the steps that lead to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from docfill.data import Fault
from docfill.forms.lines import called, names_of, plain
from docfill.forms.values import is_blank

if TYPE_CHECKING:
    from docfill.forms.form import Grid
    from docfill.forms.lines import Line

Steps = tuple["str | int", ...]
# A value as given, and the steps that lead to it in the data.
Cell = tuple[Any, Steps]
# Reports a code at the steps, with the words of its sentence.
Report = Callable[..., None]


def arrange(grid: Grid, given: Any, steps: Steps, report: Report) -> list[tuple[Line | None, dict[str, Cell]]]:
    """Return each row of *grid* in the form's order with what *given*, at *steps* of the data, has for its columns.

    *given* is a block (a list of lists), a flat list for a grid of one row or column, one value for a grid of one cell,
    a mapping by names of rows and columns, or records with the row's name in the columns beside the figures.
    """
    if not grid.rows:
        labelled = _labelled_row(grid, given, steps)
        if labelled is not None:
            return [(None, labelled)]
        if isinstance(given, Mapping):
            return [(None, _row(grid, given, steps, report))]
    rows: tuple[Line | None, ...] = grid.rows or (None,)
    if isinstance(given, Mapping):
        found = _named(grid, grid.rows, _items(given, grid.rows, steps), report)
    elif grid.rows and _are_records(given):
        found = _named(grid, grid.rows, _row_items(grid, given, steps), report)
    else:
        block = _block(given, len(rows), len(grid.columns))
        if block is None:
            _report_size(grid, given, steps, report, rows=len(rows))
            block = []
        found = {row.key if row else "": cell for row, cell in zip(rows, _at(block, steps), strict=False)}
    blank: Cell = ({}, steps)
    return [(row, _row(grid, *found.get(row.key if row else "", blank), report)) for row in rows]


def _row(grid: Grid, given: Any, steps: Steps, report: Report) -> dict[str, Cell]:
    """Return what was given for one row, by column."""
    if isinstance(given, Fault):
        return {line.key: (given, steps) for line in grid.columns}
    if isinstance(given, Mapping):
        return _named(grid, grid.columns, _items(given, grid.columns, steps), report)
    if isinstance(given, (list, tuple)) and len(given) == len(grid.columns):
        return {line.key: (value, (*steps, i)) for i, (line, value) in enumerate(zip(grid.columns, given, strict=True))}
    if len(grid.columns) == 1 and not isinstance(given, (list, tuple)):
        return {grid.columns[0].key: (given, steps)}
    if not is_blank(given):
        _report_size(grid, given, steps, report, rows=1)
    return {}


def _report_size(grid: Grid, given: Any, steps: Steps, report: Report, *, rows: int) -> None:
    code = "grid-size" if isinstance(given, (list, tuple)) else "wants-a-grid"
    report(code, steps, name=grid.name, wanted=f"{rows} × {len(grid.columns)}", found=_size(given))


def _labelled_row(grid: Grid, given: Any, steps: Steps) -> dict[str, Cell] | None:
    """Return the figures of a grid of one row, by column, that were selected with labels; None where there are none.

    The row's own label may stand before the figures, or the columns' labels above or beside them, each of them once.
    """
    if isinstance(given, Mapping):
        ((name, inner),) = given.items() if len(given) == 1 else (("", None),)
        if not isinstance(inner, Mapping) or called(name, grid.columns):
            return None
        return _by_label(grid, [(label, value, (*steps, name, label)) for label, value in inner.items()])
    if not isinstance(given, (list, tuple)):
        return None
    if not any(isinstance(item, (list, tuple, Mapping)) for item in given):
        if len(given) != len(grid.columns) + 1 or not _is_label(given[0]):
            return None
        figures = enumerate(given[1:], 1)
        return {line.key: (value, (*steps, at)) for line, (at, value) in zip(grid.columns, figures, strict=True)}
    if not all(isinstance(item, (list, tuple)) for item in given):
        return None
    if len(given) == 2 and len(given[0]) == len(given[1]):
        above = [(label, given[1][at], (*steps, 1, at)) for at, label in enumerate(given[0])]
        return _by_label(grid, above) or _by_label(grid, above[1:])
    if all(len(item) == 2 for item in given):
        return _by_label(grid, [(label, value, (*steps, at, 1)) for at, (label, value) in enumerate(given)])
    return None


def _by_label(grid: Grid, items: Sequence[tuple[Any, Any, Steps]]) -> dict[str, Cell] | None:
    """Return the value and the steps of each of *items* by column; None unless each label is the grid's, once."""
    found: dict[str, Cell] = {}
    for label, value, at in items:
        matches = called(label, grid.columns) if _is_label(label) else ()
        if len(matches) != 1 or matches[0].key in found:
            return None
        found[matches[0].key] = (value, at)
    return found if len(found) == len(grid.columns) else None


def _is_label(value: Any) -> bool:
    return isinstance(value, str) and any(map(str.isalpha, value))


# By name


def _items(
    given: Mapping[Any, Any], lines: tuple[Line, ...], steps: Steps, above: str = ""
) -> Iterator[tuple[str, Any, Steps]]:
    """Yield each item of *given*: its name, its value, the steps to it.

    A name that is none of *lines* may be the label over several (法人或其他组织); then what lies within is yielded.
    """
    for key, value in given.items():
        name = f"{above}{key}"
        at = (*steps, key)
        if isinstance(value, Mapping) and not called(name, lines):
            within = list(_items(value, lines, at, f"{name}/"))
            if any(called(inner, lines) for inner, _, _ in within):
                yield from within
                continue
        yield name, value, at


def _are_records(given: Any) -> bool:
    return isinstance(given, (list, tuple)) and bool(given) and all(isinstance(item, Mapping) for item in given)


def _row_items(grid: Grid, given: Sequence[Mapping[Any, Any]], steps: Steps) -> Iterator[tuple[str, Any, Steps]]:
    """Yield each record as an item by its row's name: the last text in the columns that are none of the grid's.

    A sheet laid out like the form has the group's label in one column and the row's own in the next.
    """
    for index, record in enumerate(given):
        others = {key: value for key, value in record.items() if not called(key, grid.columns)}
        words = [key for key, value in others.items() if isinstance(value, str) and value.strip()]
        rest = {key: value for key, value in record.items() if key not in words}
        if words or not _all_blank(rest):
            yield others[words[-1]] if words else "", rest, (*steps, index)


def _named(
    grid: Grid, lines: tuple[Line, ...], items: Iterator[tuple[str, Any, Steps]], report: Report
) -> dict[str, Cell]:
    """Return *items* by the keys of *lines*; what is none of them, or might be several, is reported."""
    found: dict[str, Cell] = {}
    names: dict[str, str] = {}
    known = names_of(lines)
    for name, value, at in items:
        matches = known.get(name) or called(name, lines)
        if len(matches) == 1:
            key = matches[0].key
            if key in found:
                report("given-twice", at, name=name, other=names[key], label=matches[0].label)
            else:
                found[key], names[key] = (value, at), name
        elif matches and not _all_blank(value):
            labels = " / ".join(line.label for line in matches)
            report("ambiguous-label", at, grid=grid.name, name=name, labels=labels)
        elif not _all_blank(value):
            report("unknown-row-or-column", at, grid=grid.name, name=name, known=_nearest(name, lines))
    return found


def _nearest(name: str, lines: tuple[Line, ...]) -> str:
    from difflib import get_close_matches  # lazy: only for a message

    near = get_close_matches(plain(name), names_of(lines), 1, cutoff=0.5)
    return called(near[0], lines)[0].key if near else "、".join(line.key for line in lines)


def _all_blank(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(map(_all_blank, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(_all_blank, value))
    return is_blank(value)


# As a block


def _block(given: Any, height: int, width: int) -> list[tuple[Any, Steps]] | None:
    """Return the *height* rows of a block, each with the steps to it; None where *given* has another size."""
    if not isinstance(given, (list, tuple)):
        return [(given, ())] if height == width == 1 else None
    nested = [isinstance(item, (list, tuple)) for item in given]
    if not any(nested):
        if height == 1 and len(given) == width:
            return [(given, ())]
        return [(item, (i,)) for i, item in enumerate(given)] if width == 1 and len(given) == height else None
    if len(given) != height or not all(nested) or any(len(row) != width for row in given):
        return None
    return [(row, (i,)) for i, row in enumerate(given)]


def _at(block: list[tuple[Any, Steps]], steps: Steps) -> Iterator[Cell]:
    return ((row, (*steps, *trail)) for row, trail in block)


def _size(given: Any) -> str:
    """Return rows × columns as given, for a message."""
    if not isinstance(given, (list, tuple)):
        return "1 × 1"
    if not any(isinstance(row, (list, tuple)) for row in given):
        return f"1 × {len(given)}"
    widths = {len(row) if isinstance(row, (list, tuple)) else 1 for row in given}
    return f"{len(given)} × {'/'.join(map(str, sorted(widths)))}"
