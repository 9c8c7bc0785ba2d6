"""Layouts: a sheet or a table -> what it says: records under a header, or fields and their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from docfill.data import Records
from docfill.excel.areas import Area, letters
from docfill.excel.contents import Contents, nested, split_name
from docfill.excel.sheets import as_label
from docfill.excel.values import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docfill.excel.sheets import Sheet
    from docfill.excel.workbook import Table
    from docfill.places import Source

# What stands above two columns that are names and their values, and above a third that only explains them.
FIELD_HEADERS = frozenset({"字段", "项目", "名称", "指标", "field", "name", "key"})
VALUE_HEADERS = frozenset({"值", "内容", "数值", "数据", "value"})
# No header has more rows; a merged cell beside a list may be as tall as the list.
_TALLEST_HEADER = 100
NOTE_HEADERS = frozenset({"说明", "备注", "单位", "note"})


class Found(NamedTuple):
    """A value with where it came from, nested as the value is, and the place of the whole."""

    value: Any
    origin: Any
    place: Source


def below_titles(sheet: Sheet) -> Area | None:
    """Return the sheet from its header down, without the titles above it; None for an empty sheet."""
    used = sheet.used
    if used is None:
        return None
    rows = sheet.filled_rows
    top = next((row for row, columns in rows.items() if len(columns) > 1), used.top)
    if top - 1 in rows and _begins_header(sheet, top - 1, rows[top]):
        top -= 1
    return used._replace(top=top)


def _begins_header(sheet: Sheet, row: int, columns: Sequence[int]) -> bool:
    """Say whether the lone cell of *row* names a group of the header's *columns* below it, and is no title.

    A title stands over all columns or begins at the first; a group stands over some that come later.
    """
    (column,) = sheet.filled_rows[row]
    area = sheet.merged.get((row, column))
    return area is not None and area.right > area.left > columns[0] and area.bottom == row


def field_rows(sheet: Sheet, area: Area) -> Iterator[tuple[str, int, int]] | None:
    """Return each field's name with its value's row and column; None where *area* is no list of fields."""
    headers = [sheet.label(area.top, column).lower() for column in sheet.filled_rows[area.top]]
    columns = sheet.filled_rows[area.top]
    if not is_field_header(headers) or columns[1] != columns[0] + 1 or area.right > columns[-1]:
        return None
    return pairs(sheet, [row for row in sheet.filled_rows if row > area.top], columns[0])


def begins_fields(sheet: Sheet) -> bool:
    """Say whether the first row of *sheet* with more than one cell begins like the header of a list of fields."""
    area = below_titles(sheet)
    headers = [sheet.label(area.top, column).lower() for column in sheet.filled_rows[area.top]] if area else []
    return is_field_header(headers[:2])


def is_field_header(headers: Sequence[str]) -> bool:
    """Say whether *headers*, in lower case, stand above names and their values."""
    return (
        2 <= len(headers) <= 3
        and headers[0] in FIELD_HEADERS
        and headers[1] in VALUE_HEADERS
        and set(headers[2:]) <= NOTE_HEADERS
    )


def pairs(sheet: Sheet, rows: Sequence[int], column: int) -> Iterator[tuple[str, int, int]]:
    """Return each name in *column* with the place of the value beside it; a value alone is a problem."""
    for row in rows:
        area = sheet.merged.get((row, column))
        if area is not None and area.right > column:
            continue  # a heading over several fields
        name = sheet.label(row, column)
        if name:
            yield name, row, column + 1
        elif column + 1 in sheet.filled_rows[row]:
            sheet.problems.add("value-without-name", sheet.place(row, column + 1))


def read_records(sheet: Sheet, area: Area) -> Found:
    """Return the records in *area*: a header, of several rows where it is merged, and a record a row."""
    last = _last_header_row(sheet, area)
    keys = _keys(sheet, Area(area.top, area.left, last, area.right), area.bottom)
    rows = [row for row in _rows_within(sheet, range(last + 1, area.bottom + 1)) if _holds(sheet, row, keys)]
    notes = _notes_below(sheet, rows, keys)
    for row in rows[len(rows) - notes :]:
        sheet.problems.add(
            "note-below-list", sheet.place(row, sheet.filled_rows[row][0]), text=_first_words(sheet, row)
        )
    return records(sheet, keys, rows[: len(rows) - notes], sheet.whole())


def _notes_below(sheet: Sheet, rows: Sequence[int], keys: dict[int, tuple[str, ...]]) -> int:
    """Return how many of the last of *rows* are notes to the list and no records.

    A note fills the first column alone. The first of them stands below a blank row, or is one cell over others.
    """
    if len(keys) < 2 or not rows:
        return 0
    notes = 0
    for count, row in enumerate(reversed(rows), 1):
        if sheet.filled_rows[row] != [min(keys)]:
            break
        area = sheet.merged.get((row, min(keys)))
        if row - 1 not in sheet.filled_rows or (area is not None and area.right > area.left):
            notes = count
    return notes if notes < len(rows) else 0


def _first_words(sheet: Sheet, row: int) -> str:
    text = sheet.label(row, sheet.filled_rows[row][0])
    return text if len(text) <= 20 else f"{text[:20]}…"


def _rows_within(sheet: Sheet, rows: range) -> list[int]:
    """Return those of *rows* that are not blank."""
    filled = sheet.filled_rows
    return [row for row in rows if row in filled] if len(rows) < len(filled) else [row for row in filled if row in rows]


def _holds(sheet: Sheet, row: int, keys: dict[int, tuple[str, ...]]) -> bool:
    return any(column in keys for column in sheet.filled_rows[row])


def records(sheet: Sheet, keys: dict[int, tuple[str, ...]], rows: Sequence[int], whole: Source) -> Found:
    """Return a record for each of *rows*, with the values of the columns that have a key."""
    hidden = [row for row in rows if row in sheet.hidden_rows] if sheet.hidden_rows else []
    if hidden:
        sheet.problems.add("hidden-rows-read", sheet.whole(), count=len(hidden), first=hidden[0])
    sheet.spread(len(rows) * sum(map(len, keys.values())))
    if all(len(key) == 1 for key in keys.values()):
        plain = [(column, key[0]) for column, key in keys.items()]
        value = [{key: sheet.seen(row, column) for column, key in plain} for row in rows]
    else:
        value = [nested((key, sheet.seen(row, column)) for column, key in keys.items()) for row in rows]
    columns = {".".join(key): letters(column) for column, key in keys.items()}
    return Found(value, Records(sheet.file, sheet.title, tuple(rows), columns), whole)


def _last_header_row(sheet: Sheet, area: Area) -> int:
    """Return the header's last row: merged cells carry it down, and so does a group over several columns."""
    last = area.top
    row = area.top
    while row <= last:
        for column in area.columns:
            merged = sheet.merged.get((row, column))
            if merged is not None:
                last = max(last, min(merged.bottom + _names_a_group(sheet, merged, area), area.bottom))
        row += 1
        last = min(last, area.top + _TALLEST_HEADER)
    return last


def _names_a_group(sheet: Sheet, merged: Area, area: Area) -> bool:
    """Say whether a header cell over several columns has headers of their own below it; else it is just wide.

    They are texts, and there is something under another column than the first: a cell that is wide only for
    its looks has one column of data, or data in cells as wide.
    """
    below = merged.bottom + 1
    columns = range(merged.left, merged.right + 1)
    inner = sheet.merged.get((below, merged.left))
    if len(columns) == 1 or below > area.bottom or (inner is not None and inner.columns == columns):
        return False
    texts = [text for column in columns if (text := sheet.is_text(below, column)) is not None]
    return bool(texts) and all(texts) and any(sheet.last_rows.get(column, 0) >= below for column in columns[1:])


def _keys(sheet: Sheet, header: Area, bottom: int) -> dict[int, tuple[str, ...]]:
    """Return the key of each column; data without a header, and a header used twice, are problems."""
    keys: dict[int, tuple[str, ...]] = {}
    contents = Contents(sheet.problems, sheet.spread, twice="duplicate-header")
    sheet.spread(len(header.rows) * len(header.columns))
    below = range(header.bottom + 1, bottom + 1)
    filled: set[int] | None = None  # the columns with data; few sheets have a column without a header
    for column in header.columns:
        labels = _labels(sheet, header, column)
        if labels:
            key = tuple(step for label in labels.values() for step in split_name(label))
            if contents.put(key, None, None, sheet.place(*list(labels)[-1])):
                keys[column] = key
            continue
        if filled is None:
            filled = {column for row in _rows_within(sheet, below) for column in sheet.filled_rows[row]}
        if column in filled:
            sheet.problems.add("blank-header", sheet.place(header.bottom, column), column=letters(column))
    return keys


def _keys_by_name(sheet: Sheet, table: Table) -> dict[int, tuple[str, ...]]:
    """Return the key of each column of a *table* that hides its header: its columns keep their names."""
    keys: dict[int, tuple[str, ...]] = {}
    contents = Contents(sheet.problems, sheet.spread, twice="duplicate-header")
    for column, name in zip(table.area.columns, table.columns, strict=False):
        key = split_name(as_label(text_of(name)))
        if contents.put(key, None, None, sheet.place(table.area.top, column)):
            keys[column] = key
    return keys


def _labels(sheet: Sheet, header: Area, column: int) -> dict[tuple[int, int], str]:
    """Return the labels over *column* from the top, by their cells; none where it has no name of its own."""
    labels: dict[tuple[int, int], str] = {}
    named = False
    for row in header.rows:
        area = sheet.merged.get((row, column)) or Area(row, column, row, column)
        just_wide = area.bottom >= header.bottom
        if just_wide and column > area.left:
            continue  # a cell over several columns with no header below it belongs to the first of them
        label = sheet.label(area.top, area.left)
        if label:
            labels[area.top, area.left] = label
            named = named or just_wide or area.left == area.right
    return labels if named else {}


def read_table(sheet: Sheet, table: Table) -> Found:
    """Return the records of an Excel table, without its row of totals (ECMA-376 part 1, 18.5.1.2)."""
    area = table.area
    header = area._replace(bottom=area.top + table.header_rows - 1)
    body = area._replace(top=header.bottom + 1, bottom=area.bottom - table.totals_rows)
    keys = _keys(sheet, header, body.bottom) if table.header_rows else _keys_by_name(sheet, table)
    rows = [row for row in _rows_within(sheet, body.rows) if _holds(sheet, row, keys)]
    below = area.bottom + 1
    if not table.totals_rows and set(area.columns) & set(sheet.filled_rows.get(below, ())):
        sheet.problems.add("rows-below-table", sheet.place(below, area.left), table=table.name)
    return records(sheet, keys, rows, sheet.whole(area))
