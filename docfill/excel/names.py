"""Names: a workbook's defined names -> the values of the cells they stand for (ECMA-376 part 1, 18.2.5)."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from docfill.data import Fault
from docfill.excel.areas import LAST_ROW, Area, column_of
from docfill.excel.layouts import Found
from docfill.excel.values import value_of
from docfill.filters.faults import shortened
from docfill.places import Source
from docfill.problems import Problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from docfill.excel.sheets import Sheet
    from docfill.excel.workbook import Workbook

_SHEET = r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>[^\s'!\[\]:,;()+*/&<>=\"{}^-]+))!"
_REFERENCE = re.compile(
    _SHEET + r"(?:\$?(?P<left>[A-Za-z]{1,3})\$?(?P<top>\d+)(?::\$?(?P<right>[A-Za-z]{1,3})\$?(?P<bottom>\d+))?"
    r"|\$?(?P<first>[A-Za-z]{1,3}):\$?(?P<last>[A-Za-z]{1,3})|\$?(?P<from>\d+):\$?(?P<to>\d+))\Z",
)
_PIECE = re.compile(r"((?:'(?:[^']|'')*'|[^',])+)(?:,|\Z)")
# Compiled when first used, as start-up counts: few names stand for what is no cell.
_TEXT = r'"((?:[^"]|"")*)"\Z'
_WHOLE_NUMBER = r"[+-]?\d{1,15}\Z"
_NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([Ee][+-]?\d{1,3})?\Z"

# A cell of a block, with a place of its own, costs so many times what one in a list of records does.
_COST = 2
_LARGE = 1_000_000  # cells; a larger range means "to the end of what is there"


class Named(NamedTuple):
    """A defined name with what it stands for: an *area* of a *sheet*, or a *constant*, a Fault where that is broken."""

    name: str
    sheet: Sheet | None = None
    area: Area | None = None
    constant: Any = None


def left_out(name: str) -> bool:
    """Say whether a *name* is one of Excel's own or of those that are kept out of the data."""
    return name.startswith(("_", "#"))


def defined_names(book: Workbook, sheets: Mapping[str, Sheet], problems: Problems) -> Iterator[Named]:
    """Return the defined names that give values, the workbook's and its sheets'; a broken one gives a Fault."""
    for defined in book.names:
        if not left_out(defined.name) and not defined.for_excel:
            found = _resolve(defined.name, defined.refers, sheets, book.file, problems)
            if found is not None:
                yield found


def _resolve(name: str, text: str, sheets: Mapping[str, Sheet], file: str, problems: Problems) -> Named | None:
    pieces = [_REFERENCE.match(piece.strip()) for piece in _PIECE.findall(text.strip("()"))]
    broken = ""
    if "#REF!" in text:
        broken = "broken-name"
    elif pieces and all(pieces):
        title = _title(pieces[0])
        area = _area(pieces[0], sheets[title]) if title in sheets else None
        if len(pieces) > 1:
            broken = "several-areas-name"
        elif area is not None:
            return Named(name, sheets[title], area)
        elif "[" not in title:
            broken = "broken-name"
    elif (constant := _constant(text)) is not None:
        return Named(name, constant=constant)
    place = Source(file, path=name)
    if broken:
        found = Problems()
        found.add(broken, place, name=name, refers=shortened(text))
        return Named(name, constant=Fault(tuple(found)))
    problems.add("name-not-read", place, name=name, refers=shortened(text))
    return None


def _title(found: re.Match[str] | None) -> str:
    assert found is not None  # noqa: S101  only matches are asked
    return (found["quoted"] or "").replace("''", "'") or found["bare"]


def _area(found: re.Match[str] | None, sheet: Sheet) -> Area | None:
    """Return the area of a reference, None where Excel has no such cells.

    One without an end, such as a whole column, ends with the data.
    """
    assert found is not None  # noqa: S101  only matches are asked
    used = sheet.used or Area(1, 1, 1, 1)
    try:
        first = column_of(found["left"] or found["first"] or "A")
        last = column_of(found["right"] or found["last"] or "A")
        top = int(found["top"] or found["from"] or 1)
        bottom = int(found["bottom"] or found["to"] or top)
    except ValueError:  # no such column, or digits without end
        return None
    if found["first"]:
        return Area(1, min(first, last), used.bottom, max(first, last))
    if not 0 < min(top, bottom) <= max(top, bottom) <= LAST_ROW:
        return None
    if found["from"]:
        first, last = 1, used.right
    elif not found["right"]:
        last = first
    area = Area(min(top, bottom), min(first, last), max(top, bottom), max(first, last))
    if len(area.rows) * len(area.columns) > _LARGE:
        return Area(area.top, area.left, max(area.top, used.bottom), max(area.left, min(area.right, used.right)))
    return area


def _constant(text: str) -> Any:
    """Return the value of a name that stands for a number or a text itself; None for a formula."""
    if found := re.match(_TEXT, text):
        return found[1].replace('""', '"')
    number: float
    if re.match(_WHOLE_NUMBER, text):
        number = int(text)
    elif not re.match(_NUMBER, text) or not math.isfinite(number := float(text)):
        return None
    return value_of(number, "General", date1904=False)  # as a cell would show it


def read_name(named: Named) -> Found:
    """Return the value of a name: a scalar, a list for one row or column, else a block.

    A block is a list of the lists of its rows; where its first row and its first column are labels, it is a
    mapping from the row's label to the column's label to the value.
    """
    sheet, area = named.sheet, named.area
    assert sheet is not None  # noqa: S101  constants are not read from cells
    assert area is not None  # noqa: S101
    place = sheet.whole(area)
    sheet.spread(_COST * len(area.rows) * len(area.columns))
    one_cell = sheet.merged.get((area.top, area.left))
    if (area.top == area.bottom and area.left == area.right) or one_cell == area:
        place = sheet.place(area.top, area.left)
        return Found(sheet.value(area.top, area.left), place, place)
    if area.top == area.bottom or area.left == area.right:
        spots = [(row, column) for row in area.rows for column in area.columns]
        return Found(
            [sheet.value(*spot) for spot in spots],
            {"": place, **{index: sheet.place(*spot) for index, spot in enumerate(spots)}},
            place,
        )
    rows = [[sheet.value(row, column) for column in area.columns] for row in area.rows]
    if _is_labelled(rows):
        return _by_labels(sheet, area, rows, place)
    origin: dict[Any, Any] = {"": place}
    for index, row in enumerate(area.rows):
        origin[index] = {"": sheet.whole(area._replace(top=row, bottom=row))}
        origin[index].update((number, sheet.place(row, column)) for number, column in enumerate(area.columns))
    return Found(rows, origin, place)


def _is_labelled(rows: list[list[Any]]) -> bool:
    """Say whether a block has texts all along its first row and column, and mostly figures inside."""
    (corner, *top), *body = rows
    if not all(_is_label(value) for value in (*top, *(row[0] for row in body))):
        return False
    inside = [value for row in body for value in row[1:] if value is not None]
    # A figure may be stored as text, be a dash or carry a note; a block of words is a list of rows.
    words = sum(
        isinstance(value, str) and not any(letter.isdigit() for letter in value) and len(value) > 1 for value in inside
    )
    return (corner is None or isinstance(corner, str)) and words * 2 <= len(inside)


def _is_label(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _by_labels(sheet: Sheet, area: Area, rows: list[list[Any]], place: Source) -> Found:
    columns = _labels(sheet, [(area.top, column) for column in area.columns[1:]])
    labels = _labels(sheet, [(row, area.left) for row in area.rows[1:]])
    value: dict[str, Any] = {}
    origin: dict[str, Any] = {"": place}
    for (row, _), label in labels.items():
        value[label] = {name: rows[row - area.top][column - area.left] for (_, column), name in columns.items()}
        origin[label] = {"": sheet.whole(area._replace(top=row, bottom=row))}
        origin[label].update((name, sheet.place(row, column)) for (_, column), name in columns.items())
    return Found(value, origin, place)


def _labels(sheet: Sheet, spots: list[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Return the label at each of *spots*; one that is there already is a problem and left out."""
    first: dict[str, tuple[int, int]] = {}
    for spot in spots:
        label = sheet.label(*spot)
        if label in first:
            sheet.problems.add("duplicate-header", sheet.place(*spot), sheet.place(*first[label]), name=label)
        else:
            first[label] = spot
    return {spot: label for label, spot in first.items()}
