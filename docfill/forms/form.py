"""Form: a folder with template.docx and form.toml -> what the template's names mean to people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from docfill.forms.declaration import Declaration, parse_toml
from docfill.forms.lines import FIELD_TYPES, FIGURE_TYPES, VALUE_TYPES, Line
from docfill.forms.relations import Names, read_relations, read_totals
from docfill.limits import LIMITS
from docfill.places import FilePlace
from docfill.problems import Problems, failure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from pathlib import Path

    from docfill.forms.algebra import CellPath, Figure
    from docfill.forms.lines import FieldType, ValueType
    from docfill.forms.relations import Mention, Rule, Total
    from docfill.limits import Limits
    from docfill.problems import Problem


# What is a table in the declaration of a field, and no field of its own.
_FIELD_TABLES = frozenset({"mentions"})
_MOST_CELLS = 50_000  # of all grids: each is there in every fill, also where it is blank


class Field(NamedTuple):
    """One name that the template uses.

    *name* may have dots, for a value within a mapping; *label* is what people call it; *example* shows what
    to write; *columns* are those of a list, empty for any other type. A field that is not *required* is None
    where the data leaves it out, so that the template can ask for it; one with *blank_as* then prints that.
    *computed* says how it is worked out from others where the data leaves it out. *mentions* are the figures
    that a text repeats.
    """

    name: str
    type: FieldType
    label: str
    example: Any = None
    required: bool = True
    columns: tuple[Line, ...] = ()
    blank_as: str = ""
    computed: Figure | None = None
    mentions: tuple[Mention, ...] = ()


class Grid(NamedTuple):
    """A block of values with named rows and columns.

    A grid without *rows* is a single row that needs no name: its values are ``grid.column``, not
    ``grid.row.column``. *blank* is what an empty cell counts as in totals and rules, None where it stands for no
    figure; *blank_as* is what it prints as; *warn_blank* says that people should be told of it. *totals* are the
    rows and columns that are the sums of others.
    """

    name: str
    label: str
    columns: tuple[Line, ...]
    rows: tuple[Line, ...] = ()
    type: ValueType = "count"
    required: bool = True
    blank: int | Decimal | None = None
    blank_as: str = ""
    warn_blank: bool = False
    totals: tuple[Total, ...] = ()

    @property
    def paths(self) -> tuple[CellPath, ...]:
        """The steps to each of its cells that holds a figure, row by row."""
        rows: tuple[Line | None, ...] = self.rows or (None,)
        return tuple(
            (self.name, *([row.key] if row else []), column.key)
            for row in rows
            for column in self.columns
            if self.is_figure(row, column)
        )

    def type_of(self, row: Line | None, column: Line) -> ValueType:
        """Return the type of the cell of *row* and *column*."""
        return (row.type if row else None) or column.type or self.type

    def is_figure(self, row: Line | None, column: Line) -> bool:
        """Say whether the cell of *row* and *column* holds a figure, which can be added and compared."""
        return self.type_of(row, column) in FIGURE_TYPES


class Form(NamedTuple):
    """A form: its *template*, its *output* (a file name, with tags), what the template's names mean, its *rules*."""

    name: str
    title: str
    template: Path
    output: str
    fields: Mapping[str, Field]
    grids: Mapping[str, Grid]
    rules: tuple[Rule, ...] = ()

    def problems(self, data: Mapping[str, Any], previous: Mapping[str, Any] | None = None) -> tuple[Problem, ...]:
        """Return all that is wrong with *data* for this form, at once, each problem at its cell.

        *data* is what `docfill.fill` takes as a mapping: names, values, grids by key, by label or as blocks; a `Data`
        knows the cells. *previous* is last year's, for the rules that look back; they are left out without it. Only
        errors stop a fill, not warnings and notes. Neither mapping is changed.
        """
        from docfill.forms.examining import examine  # lazy: start-up, and it needs this module

        found = Problems()
        examine(self, data, found, previous=previous)
        return tuple(found)

    @property
    def paragraph_fields(self) -> frozenset[str]:
        """The names of the fields that bring one paragraph a line."""
        return frozenset(name for name, field in self.fields.items() if field.type == "paragraphs")


def load_form(folder: Path, limits: Limits = LIMITS) -> Form:
    """Return the form in *folder*, which holds ``form.toml`` and ``template.docx``.

    Raises FillError with all that is wrong in form.toml, each at its line.
    """
    path = folder / "form.toml"
    template = folder / "template.docx"
    if _is_absent(path):
        raise failure("form-file-missing", FilePlace(str(folder)), file="form.toml")
    problems = Problems()
    if _is_absent(template):
        problems.add("form-file-missing", FilePlace(str(folder)), file="template.docx")
    top = Declaration.of(parse_toml(path, limits), problems)
    title = top.text("title", required=True)
    output = top.text("output") or f"{folder.name}.docx"
    tables = dict(top.tables("fields", options=_FIELD_TABLES))
    fields = {name: _field(name, table) for name, table in tables.items()}
    grids = {}
    cells = 0
    for name, table in top.tables("grids"):
        grids[name] = _grid(name, table)
        cells += max(len(grids[name].rows), 1) * len(grids[name].columns)
        if cells > _MOST_CELLS:
            table.wrong("form-grids-too-large", found=f"{cells:,}", limit=f"{_MOST_CELLS:,}")
            break
        if name in fields:
            table.wrong("form-given-twice", name=name)
    # Relations come last: they may name any of the others.
    fields, rules = read_relations(top, tables, Names(fields, grids))
    top.finish()
    problems.raise_errors()
    return Form(folder.resolve().name, title, template, output, fields, grids, rules)


def _is_absent(path: Path) -> bool:
    """Tell whether there is no file at *path*; where nobody may look, what reads it says so."""
    try:
        return not path.is_file()
    except OSError:
        return False


def _field(name: str, table: Declaration) -> Field:
    """Return the field but for its relations; whoever reads them says what else is in *table*."""
    table.check_name(name, dotted=True)
    kind = cast("FieldType", table.choice("type", FIELD_TYPES, "text"))
    return Field(
        name,
        kind,
        table.text("label") or name,
        table.take("example"),
        table.flag("required", default="computed" not in table),
        _lines(table, "columns") if kind == "list" else (),
        table.text("blank_as"),
    )


def _grid(name: str, table: Declaration) -> Grid:
    table.check_name(name, dotted=False)
    columns = _lines(table, "columns")
    rows = _lines(table, "rows") if "rows" in table else ()
    kind = cast("ValueType", table.choice("type", VALUE_TYPES, "count"))
    grid = Grid(
        name,
        table.text("label") or name,
        columns,
        rows,
        kind,
        table.flag("required", default=True),
        table.number("blank"),
        table.text("blank_as"),
        table.flag("warn_blank", default=False),
        read_totals(table, rows, columns, kind),
    )
    table.finish()
    return grid


def _lines(table: Declaration, key: str) -> tuple[Line, ...]:
    """Return the rows or columns listed under *key*: texts, or tables with key, label (or several), type."""
    lines: dict[str, Line] = {}
    for item in table.items(key):
        line = Line(
            item.text("key", required=True),
            item.texts("label"),
            cast("ValueType | None", item.choice("type", VALUE_TYPES, None)),
        )
        item.finish()
        item.check_name(line.key, dotted=False)
        if line.key in lines:
            item.wrong("form-given-twice", "key", line.key, name=line.key)
        lines[line.key] = line if line.labels else line._replace(labels=(line.key,))
    return tuple(lines.values())
