"""Shape: the data as a workbook gave it -> as a form's template needs it, typed and in the form's order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import attrs

from docfill.data import Data, Records, ShownInt, find_source, split_path
from docfill.forms.values import is_blank, plain, typed
from docfill.places import FilePlace, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docfill.forms.form import Field, Form, Grid, Line, ValueType
    from docfill.places import Place
    from docfill.problems import Problems

Missing = Literal["error", "blank", "keep"]
Steps = tuple["str | int", ...]
# A cell of a grid on its way: its value as given, and the steps that lead to it in the data.
Cell = tuple[Any, Steps]

_COUNTS = frozenset({"count", "integer", "number", "amount"})


def shape(form: Form, data: Mapping[str, Any], problems: Problems, missing: Missing = "error") -> Data:
    """Return *data* as *form*'s template needs it; what is wrong goes into *problems*.

    A grid may come as a list of lists, as a flat list where it has one row or column, or as a mapping by key
    or label; it leaves as a mapping row -> column -> value in the form's order (column -> value for a
    grid without rows), None where blank. Lists leave as records by key. Values have the types of the form. A
    field that is not required is None where the data lacks it. *missing* says what becomes of one that is
    required: an ``error``, None (``blank``), or nothing at all (``keep``). Names that the form does not know
    are passed on, and so are the places that values came from. *data* itself is not changed.
    """
    work = _Work(data, problems, missing)
    for field in form.fields.values():
        work.field(field)
    for grid in form.grids.values():
        work.grid(grid)
    return Data(
        work.values,
        work.origins,
        settings=getattr(data, "settings", None),
        notes=getattr(data, "notes", ()),
        file=work.file,
    )


class _Work:
    """The values and origins being made, beside those that were given."""

    def __init__(self, data: Mapping[str, Any], problems: Problems, missing: Missing) -> None:
        self.given_origins: Mapping[str, Any] = getattr(data, "origins", {})
        self.file: str = getattr(data, "file", "")
        self.values: dict[str, Any] = dict(data)
        self.origins: dict[str, Any] = dict(self.given_origins)
        self.problems = problems
        self.missing = missing

    def field(self, field: Field) -> None:
        steps = tuple(split_path(field.name))
        value = _follow(self.values, steps)
        if field.type == "list":
            if not is_blank(value):
                value = self.records(field, value, steps)
        else:
            value = self.typed(value, field.type, steps)
        if (value is None or value == []) and field.required:
            if self.missing == "error":
                self.report_missing(field.name, field.label, steps)
            if self.missing == "keep":
                return
        _put(self.values, steps, value)

    def report_missing(self, name: str, label: str, steps: Steps) -> None:
        source = find_source(self.given_origins, steps)
        near = ""
        if source is None:
            from difflib import get_close_matches  # lazy: only for a message

            others = [str(other) for other in self.values if other != name]
            near = "".join(get_close_matches(name, others, 1, cutoff=0.5))
        code = "missing-field-near" if near else "missing-field"
        place = source or (FilePlace(self.file) if self.file else None)
        self.problems.add(code, place, name=name, label=label, **({"near": near} if near else {}))

    def place(self, steps: Steps) -> Source:
        """Return where the value at *steps* of the data came from: its cell, or else its path."""
        source = find_source(self.given_origins, steps)
        return source or Source(self.file, path=".".join(map(str, steps)))

    def typed(self, value: Any, kind: Any, steps: Steps) -> Any:
        # Nearly all values are counts that are right already: this spares 161 calls a report.
        if type(value) in (int, ShownInt) and value >= 0 and kind in _COUNTS:
            return value

        def report(code: str, **details: object) -> None:
            self.problems.add(code, self.place(steps), **details)

        return typed(value, kind, report)

    # Lists

    def records(self, field: Field, given: Any, steps: Steps) -> Any:
        """Return the records of a list, by key; those that are blank throughout are left out."""
        if isinstance(given, Mapping):
            given = [given]
        if not isinstance(given, (list, tuple)):
            self.problems.add("wants-records", self.place(steps), name=field.name)
            return given
        origin = _origin(self.given_origins, steps)
        names: dict[str, str] = {}  # the data's name for a column -> the form's key
        numbers = {line.key: number for number, line in enumerate(field.columns)}
        records: list[dict[str, Any]] = []
        kept: list[int] = []
        for index, item in enumerate(given):
            at = (*steps, index)
            record = self.record(field, item, at, names)
            if record is None:
                continue
            if all(is_blank(record[line.key]) for line in field.columns):
                continue
            for line in field.columns:
                where = (*at, _called(line, item, names) if isinstance(item, Mapping) else numbers[line.key])
                record[line.key] = self.typed(record[line.key], line.type or "text", where)
            records.append(record)
            kept.append(index)
        _put(self.origins, steps, _origins_of_records(origin, kept, names, field))
        return records

    def record(self, field: Field, item: Any, at: Steps, names: dict[str, str]) -> dict[str, Any] | None:
        """Return one record by key with every column of the form, and whatever else it holds."""
        if isinstance(item, (list, tuple)):
            if len(item) != len(field.columns):
                self.problems.add(
                    "grid-size",
                    self.place(at),
                    name=field.name,
                    wanted=f"1 × {len(field.columns)}",
                    found=f"1 × {len(item)}",
                )
                return None
            return {line.key: value for line, value in zip(field.columns, item, strict=True)}
        if not isinstance(item, Mapping):
            self.problems.add("wants-records", self.place(at), name=field.name)
            return None
        record: dict[str, Any] = dict.fromkeys(line.key for line in field.columns)
        for name, value in item.items():
            key = names.get(name)
            if key is None:
                lines = _names(field.columns).get(plain(str(name)), ())
                key = names[name] = lines[0].key if len(lines) == 1 else name
            record[key] = value
        return record

    # Grids

    def grid(self, grid: Grid) -> None:
        steps: Steps = (grid.name,)
        given = self.values.get(grid.name)
        if is_blank(given):
            one_cell = len(grid.rows) <= 1 and len(grid.columns) == 1
            if grid.required and not (one_cell and grid.name in self.values):
                if self.missing == "error":
                    self.report_missing(grid.name, grid.label, steps)
                if self.missing == "keep":
                    return
            given = {}
        origin = _origin(self.given_origins, steps)
        values: dict[str, Any] = {}
        origins: dict[str, Any] = {}
        for row, cells in self.rows(grid, given, steps):
            by_column = dict(cells)
            made: dict[str, Any] = {}
            sources: dict[str, Any] = {}
            for line in grid.columns:
                value, where = by_column.get(line.key, (None, ()))
                kind: ValueType = (row.type if row else None) or line.type or grid.type
                made[line.key] = None if value is None else self.typed(value, kind, where)
                if origin is not None and where:
                    sources[line.key] = find_source(self.given_origins, where)
            if row is None:
                values, origins = made, sources
            else:
                values[row.key], origins[row.key] = made, sources
        self.values[grid.name] = values
        if origin is not None and not isinstance(origin, Source):
            self.origins[grid.name] = {**origins, "": _whole(origin)}

    def rows(self, grid: Grid, given: Any, steps: Steps) -> Iterator[tuple[Line | None, Iterator[tuple[str, Cell]]]]:
        """Yield each row of the form in its order, with what was given for its cells, by column."""
        height, width = max(1, len(grid.rows)), len(grid.columns)
        found: dict[str, Cell] = {}
        if isinstance(given, Mapping):
            if not grid.rows:
                yield None, self.cells(grid, given, steps)
                return
            found = dict(self.named(grid, grid.rows, given, steps))
        else:
            block = _block(given, height, width)
            if block is None:
                code = "grid-size" if isinstance(given, (list, tuple)) else "wants-a-grid"
                place = _whole(_origin(self.given_origins, steps)) or self.place(steps)
                self.problems.add(code, place, name=grid.name, wanted=f"{height} × {width}", found=_size(given))
                block = []
            if not grid.rows:
                for row, trail in block:
                    yield None, self.cells(grid, row, (*steps, *trail))
                return
            found = {line.key: (row, (*steps, *trail)) for line, (row, trail) in zip(grid.rows, block, strict=False)}
        for line in grid.rows:
            value, where = found.get(line.key, ({}, steps))
            yield line, self.cells(grid, value, where)

    def cells(self, grid: Grid, row: Any, steps: Steps) -> Iterator[tuple[str, Cell]]:
        """Yield what was given for one row, by column."""
        if isinstance(row, Mapping):
            yield from self.named(grid, grid.columns, row, steps)
        elif isinstance(row, (list, tuple)) and len(row) == len(grid.columns):
            for index, (line, value) in enumerate(zip(grid.columns, row, strict=True)):
                yield line.key, (value, (*steps, index))
        elif len(grid.columns) == 1 and not isinstance(row, (list, tuple)):
            yield grid.columns[0].key, (row, steps)
        elif not is_blank(row):
            code = "grid-size" if isinstance(row, (list, tuple)) else "wants-a-grid"
            wanted = f"1 × {len(grid.columns)}"
            self.problems.add(code, self.place(steps), name=grid.name, wanted=wanted, found=_size([row]))

    def named(
        self, grid: Grid, lines: tuple[Line, ...], given: Mapping[str, Any], steps: Steps
    ) -> Iterator[tuple[str, Cell]]:
        """Yield the items of *given* by the keys of *lines*, which the data may call by printed label."""
        taken: dict[str, str] = {}
        names = _names(lines)
        for name, value in given.items():
            at = (*steps, name)
            matches = names.get(name) or names.get(plain(str(name)), ())
            if len(matches) != 1:
                if not _all_blank(value):
                    self.unknown(grid, lines, matches, str(name), at)
                continue
            key = matches[0].key
            if key in taken:
                self.problems.add(
                    "given-twice",
                    self.place(at),
                    grid=grid.name,
                    name=name,
                    other=taken[key],
                    label=matches[0].label,
                )
                continue
            taken[key] = name
            yield key, (value, at)

    def unknown(self, grid: Grid, lines: tuple[Line, ...], matches: Sequence[Line], name: str, at: Steps) -> None:
        """Report a row or column that the form does not have, or that could be any of *matches*."""
        place: Place = self.place(at)
        if isinstance(place, Source) and not place.sheet:
            place = _whole(_origin(self.given_origins, at)) or place
        if matches:
            labels = " / ".join(line.label for line in matches)
            self.problems.add("ambiguous-label", place, grid=grid.name, name=name, labels=labels)
            return
        from difflib import get_close_matches  # lazy: only for a message

        near = get_close_matches(plain(name), _names(lines), 1, cutoff=0.5)
        known = _names(lines)[near[0]][0].key if near else "、".join(line.key for line in lines)
        self.problems.add("unknown-row-or-column", place, grid=grid.name, name=name, known=known)


@lru_cache(maxsize=256)
def _names(lines: tuple[Line, ...]) -> Mapping[str, tuple[Line, ...]]:
    """Return the lines by all that they may be called: the key, the printed label or the end of its path.

    A key goes before any label: where 其他 is a key, it is not in doubt because other labels end so.
    """
    names: dict[str, tuple[Line, ...]] = {}
    for line in lines:
        for start in range(len(line.labels)):
            name = plain("/".join(line.labels[start:]))
            if line not in names.get(name, ()):
                names[name] = (*names.get(name, ()), line)
    return names | {plain(line.key): (line,) for line in lines}


def _block(given: Any, height: int, width: int) -> list[tuple[Any, Steps]] | None:
    """Return the *height* rows of a block, each with the steps to it; None where *given* has another size."""
    if not isinstance(given, (list, tuple)):
        return [(given, ())] if height == width == 1 and not isinstance(given, Mapping) else None
    nested = [isinstance(item, (list, tuple)) for item in given]
    if not any(nested):
        if height == 1 and len(given) == width:
            return [(given, ())]
        if width == 1 and len(given) == height:
            return [(item, (index,)) for index, item in enumerate(given)]
        return None
    if len(given) != height or not all(nested) or any(len(row) != width for row in given):
        return None
    return [(row, (index,)) for index, row in enumerate(given)]


def _size(given: Any) -> str:
    """Return rows × columns as given, for a message."""
    if not isinstance(given, (list, tuple)):
        return "1 × 1"
    widths = {len(row) if isinstance(row, (list, tuple)) else 1 for row in given}
    if not any(isinstance(row, (list, tuple)) for row in given):
        return f"1 × {len(given)}"
    return f"{len(given)} × {'/'.join(map(str, sorted(widths)))}"


def _all_blank(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(map(_all_blank, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(_all_blank, value))
    return is_blank(value)


def _follow(values: Any, steps: Steps) -> Any:
    for step in steps:
        values = values.get(step) if isinstance(values, Mapping) else None
    return values


def _put(values: dict[str, Any], steps: Steps, value: Any) -> None:
    """Set the value at *steps*, in copies of the mappings on the way: they may be the caller's."""
    for step in steps[:-1]:
        inner = values.get(str(step))
        if inner is not None and not isinstance(inner, Mapping):
            return  # a plain value stands where the form wants a mapping; the field is reported as missing
        copy = dict(inner or {})
        values[str(step)] = copy
        values = copy
    values[str(steps[-1])] = value


def _origin(origins: Any, steps: Steps) -> Any:
    """Return the origin at *steps* as it stands: a source, records, or a nest of them."""
    for step in steps:
        try:
            origins = origins[step]
        except (KeyError, IndexError, TypeError):
            return None
    return origins


def _whole(origin: Any) -> Source | None:
    """Return the place of a whole: its own, or else that of its first cell."""
    while origin is not None:
        if source := find_source(origin, ()):
            return source
        inner = list(origin.values()) if isinstance(origin, Mapping) else origin
        origin = inner[0] if inner else None
    return None


def _called(line: Line, item: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return what the record *item* calls the column *line*."""
    return next((name for name, key in names.items() if key == line.key and name in item), line.key)


def _origins_of_records(origin: Any, kept: Sequence[int], names: Mapping[str, str], field: Field) -> Any:
    """Return the origins of the records *kept*, under the form's names for the columns."""
    if isinstance(origin, Records):
        columns = {names.get(name, name): letter for name, letter in origin.columns.items()}
        return attrs.evolve(origin, rows=[origin.rows[index] for index in kept], columns=columns)
    if not isinstance(origin, (list, tuple)):
        return origin
    keys = [line.key for line in field.columns]
    return [
        {names.get(name, name): source for name, source in item.items()}
        if isinstance(item, Mapping)
        else dict(zip(keys, item, strict=False))
        if isinstance(item, (list, tuple))
        else item
        for item in (origin[index] for index in kept if index < len(origin))
    ]
