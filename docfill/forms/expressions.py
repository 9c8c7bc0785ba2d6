"""Expressions: the text of a relation, in Jinja's words, and a form's names -> a tree of `docfill.forms.algebra`.

Nothing is run: `docfill.forms.syntax` parses, and what the algebra does not know is a fault of the form.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn, TypeVar

from docfill.forms.algebra import (
    Comparison,
    Condition,
    Figure,
    Given,
    Matches,
    Not,
    Number,
    Operation,
    Reference,
    Sum,
    Together,
    axis_of,
)
from docfill.forms.lines import FIGURE_TYPES
from docfill.forms.syntax import SyntaxFaultError, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from docfill.forms.lines import Line
    from docfill.forms.relations import Names
    from docfill.forms.syntax import Node

PREVIOUS = "previous"
# Before a column's name: the column, over all rows. Without it the name after a grid is a row's, as in a tag.
EACH_ROW = ("每行", "each_row")
_MAX_NODES = 300
_MOST = 10**300  # that a figure in a relation may be
_SUM = ("sum", "合计")
T = TypeVar("T")


class ExpressionError(Exception):
    """A relation that cannot be understood: the code of the problem, and the words that its sentence needs."""

    def __init__(self, code: str, **words: str) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


def parse_check(text: str, names: Names) -> Condition:
    """Return what must hold; raises ExpressionError. One comparison may run over rows or columns."""
    node = _parsed(text)
    if node.kind in {"==", "<=", ">="}:
        return _Reader(text, names).comparison(node)
    return _Reader(text, names).condition(node)


def parse_condition(text: str, names: Names) -> Condition:
    """Return a condition, which has one answer; raises ExpressionError."""
    return _Reader(text, names).condition(_parsed(text))


def parse_figure(text: str, names: Names) -> Figure:
    """Return what gives one figure; raises ExpressionError."""
    reader = _Reader(text, names)
    return reader.one(reader.figure(_parsed(text)))


def _parsed(text: str) -> Node:
    try:
        return parse(text)
    except SyntaxFaultError as error:
        raise ExpressionError("form-bad-expression", text=text) from error


class _Reader:
    """Turns nodes of the text into the algebra's, name by name."""

    def __init__(self, text: str, names: Names) -> None:
        self._text = text
        self._names = names
        self._nodes = 0

    def bad(self) -> NoReturn:
        raise ExpressionError("form-bad-expression", text=self._text)

    def comparison(self, node: Node) -> Comparison:
        left, right = map(self.figure, node.parts)
        self.same_axis(left, right)
        return Comparison(node.kind, left, right)  # type: ignore[arg-type]

    def count(self) -> None:
        """Refuse a relation of more nodes than anybody writes: what works it out goes as deep as they are nested."""
        self._nodes += 1
        if self._nodes > _MAX_NODES:
            self.bad()

    def condition(self, node: Node) -> Condition:
        self.count()
        if node.kind in {"==", "<=", ">="}:
            comparison = self.comparison(node)
            self.one(comparison)
            return comparison
        if node.kind == "not":
            return Not(self.condition(node.parts[0]))
        if node.kind in {"and", "or"}:
            left, right = map(self.condition, node.parts)
            return Together(node.kind, (left, right))
        if node.kind == "matching":
            return Matches(self.one(self.reference(node.parts[0], figure=False)), self.pattern(node.pattern))
        return Given(self.one(self.reference(node, figure=False)))

    def pattern(self, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ExpressionError("form-bad-pattern", pattern=pattern) from error
        from docfill.forms.patterns import never_ends  # lazy for start-up: few forms have patterns in their rules

        if never_ends(pattern):
            raise ExpressionError("form-endless-pattern", pattern=pattern)
        return pattern

    def figure(self, node: Node) -> Figure:
        self.count()
        if node.kind in {"+", "-", "*", "/"}:
            left, right = map(self.figure, node.parts)
            self.same_axis(left, right)
            return Operation(node.kind, left, right)
        if node.kind == "negative":
            return Operation("-", Number(0), self.figure(node.parts[0]))
        if node.kind == "number" and abs(node.number) < _MOST:
            return Number(node.number if isinstance(node.number, int) else Decimal(str(node.number)))
        if node.kind == "call":
            return self.sum(node)
        found = self.reference(node, figure=True)
        if found.kind == "list":
            self.bad()  # which record is meant? only all of them can be, within a sum
        return found

    def sum(self, node: Node) -> Sum:
        called, *parts = node.parts
        if called.kind != "path" or len(called.steps) > 1 or called.steps[0] not in _SUM or not parts:
            self.bad()
        return Sum(tuple(self.reference(part, figure=True) for part in parts))

    def one(self, node: T) -> T:
        """Return *node*, which has to be one value and not a row or a column."""
        if axis_of(node):  # type: ignore[arg-type]
            raise ExpressionError("form-not-one-value", text=self._text)
        return node

    def same_axis(self, left: Figure, right: Figure) -> None:
        axes = [axis for axis in (axis_of(left), axis_of(right)) if axis]
        if len(axes) == 2 and axes[0] != axes[1]:
            raise ExpressionError("form-different-lines", text=self._text)

    # Names

    def reference(self, node: Node, *, figure: bool) -> Reference:
        """Return what *node* names; where a *figure* is wanted, its type must be one of figures."""
        if node.kind != "path":
            self.bad()
        path = node.steps
        previous = path[0] == PREVIOUS
        steps = path[previous:]
        if not steps:
            self.bad()
        found, kind = self.field(steps) or self.in_grid(steps)
        if figure and kind not in FIGURE_TYPES:
            raise ExpressionError("form-not-a-figure", name=".".join(path))
        return found._replace(previous=previous)

    def field(self, steps: Sequence[str]) -> tuple[Reference, str] | None:
        whole = ".".join(steps)
        if field := self._names.fields.get(whole):
            return Reference("field", whole, optional=not field.required), field.type
        field = self._names.fields.get(".".join(steps[:-1]))
        if field is None or field.type != "list":
            return None
        column = self.line(field.columns, steps[-1], f"{field.name}.")
        return Reference("list", field.name, column=column.key, optional=True), column.type or "text"

    def in_grid(self, steps: Sequence[str]) -> tuple[Reference, str]:
        name, *rest = steps
        grid = self._names.grids.get(name)
        if grid is None:
            self.unknown(name, [*self._names.fields, *self._names.grids], "")
        if not rest or len(rest) > (2 if grid.rows else 1):
            self.bad()
        if not grid.rows:
            column = self.line(grid.columns, rest[0], f"{name}.")
            return Reference("cell", name, column=column.key), grid.type_of(None, column)
        if rest[0] in EACH_ROW:
            if len(rest) == 1:
                self.bad()
            column = self.line(grid.columns, rest[1], f"{name}.{rest[0]}.")
            axis = tuple(row.key for row in grid.rows if grid.is_figure(row, column))
            return Reference("column", name, column=column.key, axis=axis), column.type or grid.type
        row = self.line(grid.rows, rest[0], f"{name}.")
        if len(rest) == 1:
            axis = tuple(column.key for column in grid.columns if grid.is_figure(row, column))
            return Reference("row", name, row=row.key, axis=axis), row.type or grid.type
        column = self.line(grid.columns, rest[1], f"{name}.{row.key}.")
        return Reference("cell", name, row.key, column.key), grid.type_of(row, column)

    def line(self, lines: Sequence[Line], key: str, before: str) -> Line:
        found = next((line for line in lines if line.key == key), None)
        return found or self.unknown(key, [line.key for line in lines], before)

    def unknown(self, name: str, known: Sequence[str], before: str) -> NoReturn:
        from difflib import get_close_matches  # lazy: only for a message

        near = get_close_matches(name, known, 1, cutoff=0.4) or known[:3]
        raise ExpressionError("form-unknown-name", name=before + name, known=" / ".join(before + key for key in near))


def told(make: Callable[[str, Names], T], text: str, names: Names, wrong: Callable[..., None]) -> T | None:
    """Return what *make* reads from *text*; None where it cannot, and *wrong* is told why."""
    try:
        return make(text, names)
    except ExpressionError as error:
        wrong(error.code, **error.words)
        return None
