"""Shape: the data as a workbook gave it -> as a form's template needs it, typed and in the form's order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Literal

from docfill.data import Data, Fault, ShownInt, find_source, split_path
from docfill.forms import grids, records
from docfill.forms.values import is_blank, typed
from docfill.places import FilePlace, Source

if TYPE_CHECKING:
    from docfill.forms.form import Field, Form, Grid
    from docfill.forms.grids import Steps
    from docfill.forms.lines import FieldType, Line
    from docfill.problems import Problems

Missing = Literal["error", "blank", "keep"]

_COUNTS = frozenset({"count", "integer", "number", "amount"})


def shape(
    form: Form,
    data: Mapping[str, Any],
    problems: Problems,
    missing: Missing = "error",
    not_given: set[Steps] | None = None,
) -> Data:
    """Return *data* as *form*'s template needs it; what is wrong goes into *problems*.

    A grid may come as a list of lists, as a flat list where it has one row or column, or as a mapping by key
    or label; it leaves as a mapping row -> column -> value in the form's order (column -> value for a
    grid without rows), None where blank. Lists leave as records by key. Values have the types of the form. A
    field that is not required is None where the data lacks it. *missing* says what becomes of one that is
    required: an ``error``, None (``blank``), or nothing at all (``keep``). Names that the form does not know
    are passed on, and so are the places that values came from. *not_given* collects the steps to the cells of
    grids that *data* does not have at all, not even blank. *data* itself is not changed.
    """
    work = _Work(data, {*form.fields, *form.grids}, problems, missing)
    for field in form.fields.values():
        work.field(field)
    for grid in form.grids.values():
        work.grid(grid)
    if not_given is not None:
        not_given |= work.not_given
    work.report_unused()
    return Data(
        work.values,
        work.origins,
        settings=getattr(data, "settings", None),
        notes=getattr(data, "notes", ()),
        file=work.file,
    )


class _Work:
    """The values and origins being made, beside those that were given."""

    def __init__(self, data: Mapping[str, Any], known: Collection[str], problems: Problems, missing: Missing) -> None:
        self.given_origins: Mapping[str, Any] = getattr(data, "origins", {})
        self.file: str = getattr(data, "file", "")
        self.given = tuple(data)
        self.known = known
        self.asked_for: set[str] = set()
        self.values: dict[str, Any] = dict(data)
        self.origins: dict[str, Any] = dict(self.given_origins)
        self.problems = problems
        self.missing = missing
        self.not_given: set[Steps] = set()

    def field(self, field: Field) -> None:
        steps = tuple(split_path(field.name))
        value = follow(self.values, steps)
        if isinstance(value, Fault):
            self.told(value)
            put(self.values, steps, None)
            return
        if field.type != "list":
            value = self.typed(value, field.type, steps)
        elif not is_blank(value):
            value = self.records(field, value, steps)
        if (value is None or value == []) and field.required:
            self.report_missing(field, steps)
            if self.missing == "keep":
                return
        put(self.values, steps, value)

    def records(self, field: Field, given: Any, steps: Steps) -> Any:
        if isinstance(given, Mapping):
            given = [given]
        if not isinstance(given, (list, tuple)):
            self.report("wants-records", steps, name=field.name)
            return given
        made: list[dict[str, Any]] = []
        kept: list[int] = []
        for index, record, names in records.arrange(field, given, steps, self.report):
            for line in field.columns:
                where = (*steps, index, names[line.key])
                record[line.key] = self.typed(record[line.key], line.type or "text", where)
            made.append(record)
            kept.append(index)
        put(self.origins, steps, records.origins_of(_origin(self.given_origins, steps), kept, field))
        return made

    def grid(self, grid: Grid) -> None:
        steps: Steps = (grid.name,)
        given = self.values.get(grid.name)
        instead: str | None = None
        if isinstance(given, Fault):
            instead = self.told(given)
            given = {}
        elif is_blank(given):
            one_cell = len(grid.rows) <= 1 and len(grid.columns) == 1  # whose blank is a value like any other
            if grid.required and not (one_cell and grid.name in self.values):
                self.report_missing(grid, steps)
                if self.missing == "keep":
                    return
            given = {}
        origin = _origin(self.given_origins, steps)
        values: dict[str, Any] = {}
        origins: dict[str, Any] = {}
        for row, cells in grids.arrange(grid, given, steps, self.report):
            made: dict[str, Any] = {}
            sources: dict[str, Any] = {}
            for line in grid.columns:
                value, where = cells.get(line.key, (None, ()))
                if not where:
                    self.not_given.add((*steps, row.key, line.key) if row else (*steps, line.key))
                if isinstance(value, Fault) and value.lacks_result and _is_total(grid, row, line):
                    value = None  # a formula that nobody calculated yet: the form works the total out as if blank
                kind = (row.type if row else None) or line.type or grid.type
                made[line.key] = instead if value is None else self.typed(value, kind, where)
                if origin is not None and where:
                    sources[line.key] = find_source(self.given_origins, where)
            if row is None:
                values, origins = made, sources
            else:
                values[row.key], origins[row.key] = made, sources
        self.values[grid.name] = values
        if origin is not None and not isinstance(origin, Source):
            self.origins[grid.name] = {**origins, "": _whole(origin)}

    def typed(self, value: Any, kind: FieldType, steps: Steps) -> Any:
        # Nearly all values are counts that are right already: this spares 175 calls a report.
        if type(value) in (int, ShownInt) and value >= 0 and kind in _COUNTS:
            return value
        if isinstance(value, Fault):
            return self.told(value)
        return typed(value, kind, lambda code, **details: self.report(code, steps, **details))

    def told(self, value: Fault) -> str:
        """Report a value that the form wants and that could not be read, and return what stands for it from here on.

        It is not blank, which may count as 0 in a grid, and not a number either: nothing is added up with it.
        """
        self.problems.extend(value.problems)
        return "?"

    def report(self, code: str, steps: Steps, **details: object) -> None:
        """Report *code* where the value at *steps* of the data came from: its cell, or else its path."""
        source = find_source(self.given_origins, steps) or _whole(_origin(self.given_origins, steps))
        self.problems.add(code, source or Source(self.file, path=".".join(map(str, steps))), **details)

    def report_missing(self, wanted: Field | Grid, steps: Steps) -> None:
        if self.missing != "error":
            return
        words = {"name": wanted.name, "label": wanted.label}
        if source := find_source(self.given_origins, steps):
            self.problems.add("missing-field", source, **words)
            return
        from difflib import get_close_matches  # lazy: only for a message

        place = FilePlace(self.file) if self.file else None
        others = [str(other) for other in self.given if other not in self.known]
        if near := get_close_matches(wanted.name, others, 1, cutoff=0.5):
            self.asked_for.add(wanted.name)
            self.problems.add("missing-field-near", place, near=near[0], **words)
        else:
            self.problems.add("missing-field", place, **words)

    def report_unused(self) -> None:
        """Warn of names in the data that the form does not know, but that differ little from one it does."""
        groups = {name.partition(".")[0] for name in self.known}
        unknown = [str(name) for name in self.given if name not in self.known and name not in groups]
        if not unknown:
            return
        from difflib import get_close_matches  # lazy: only for a message

        missed = [name for name in self.known if name not in self.given and name not in self.asked_for]
        for name in unknown:
            if near := get_close_matches(name, missed, 1, cutoff=0.5):
                self.problems.add("name-not-used", find_source(self.given_origins, (name,)), name=name, near=near[0])


def follow(values: Any, steps: Steps) -> Any:
    """Return the value at *steps* of *values*; None where there is none."""
    for step in steps:
        values = values.get(step) if isinstance(values, Mapping) else None
    return values


def put(values: dict[str, Any], steps: Steps, value: Any) -> None:
    """Set the value at *steps* of *values*, in copies of the mappings on the way: they may be the caller's."""
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


def _is_total(grid: Grid, row: Line | None, column: Line) -> bool:
    """Tell whether the cell in *row* and *column* of *grid* is a total, which the form works out where it is blank."""
    keys = {"row": row.key if row is not None else "", "column": column.key}
    return any(total.key == keys[total.kind] for total in grid.totals)
