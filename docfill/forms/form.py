"""Form: a folder with template.docx and form.toml -> what the template's names mean to people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import attrs

from docfill.forms.declaration import Declaration, parse_toml
from docfill.forms.lines import FIELD_TYPES, VALUE_TYPES, Line
from docfill.places import FilePlace
from docfill.problems import Problems, failure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from docfill.forms.lines import FieldType, ValueType


@attrs.frozen
class Field:
    """One name that the template uses.

    *name* may have dots, for a value within a mapping; *label* is what people call it; *example* shows what
    to write; *columns* are those of a list, empty for any other type. A field that is not *required* is None
    where the data leaves it out, so that the template can ask for it.
    """

    name: str
    type: FieldType
    label: str
    example: Any = None
    required: bool = True
    columns: tuple[Line, ...] = ()


@attrs.frozen
class Grid:
    """A block of values with named rows and columns.

    A grid without *rows* is a single row that needs no name: its values are ``grid.column``, not
    ``grid.row.column``.
    """

    name: str
    label: str
    columns: tuple[Line, ...]
    rows: tuple[Line, ...] = ()
    type: ValueType = "count"
    required: bool = True


@attrs.frozen
class Form:
    """A form: its *template*, its *output* (a file name, with tags), and what the template's names mean."""

    name: str
    title: str
    template: Path
    output: str
    fields: Mapping[str, Field]
    grids: Mapping[str, Grid]

    @property
    def paragraph_fields(self) -> frozenset[str]:
        """The names of the fields that bring one paragraph a line."""
        return frozenset(name for name, field in self.fields.items() if field.type == "paragraphs")


def load_form(folder: Path) -> Form:
    """Return the form in *folder*, which holds ``form.toml`` and ``template.docx``.

    Raises FillError with all that is wrong in form.toml, each at its line.
    """
    path = folder / "form.toml"
    template = folder / "template.docx"
    if not path.is_file():
        raise failure("form-file-missing", FilePlace(str(folder)), file="form.toml")
    problems = Problems()
    if not template.is_file():
        problems.add("form-file-missing", FilePlace(str(folder)), file="template.docx")
    top = Declaration.of(parse_toml(path), problems)
    title = top.text("title", required=True)
    output = top.text("output") or f"{folder.name}.docx"
    fields = {name: _field(name, table) for name, table in top.tables("fields")}
    grids = {}
    for name, table in top.tables("grids"):
        grids[name] = _grid(name, table)
        if name in fields:
            table.wrong("form-given-twice", name=name)
    top.finish()
    problems.raise_errors()
    return Form(folder.resolve().name, title, template, output, fields, grids)


def _field(name: str, table: Declaration) -> Field:
    table.check_name(name, dotted=True)
    kind = cast("FieldType", table.choice("type", FIELD_TYPES, "text"))
    field = Field(
        name,
        kind,
        table.text("label") or name,
        table.take("example"),
        table.flag("required", default=True),
        _lines(table, "columns") if kind == "list" else (),
    )
    table.finish()
    return field


def _grid(name: str, table: Declaration) -> Grid:
    table.check_name(name, dotted=False)
    grid = Grid(
        name,
        table.text("label") or name,
        _lines(table, "columns"),
        _lines(table, "rows") if "rows" in table else (),
        cast("ValueType", table.choice("type", VALUE_TYPES, "count")),
        table.flag("required", default=True),
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
        lines[line.key] = line if line.labels else attrs.evolve(line, labels=(line.key,))
    return tuple(lines.values())
