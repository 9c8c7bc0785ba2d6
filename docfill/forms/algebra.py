"""Algebra: what the relations of a form are made of: names of figures, sums of them, comparisons of sums.

A tree of plain values, made by `docfill.forms.expressions` from what a form says. Whoever wants to write a relation in
another language (a formula of Excel) walks the tree; a `Reference` says which cells it stands for.

Named tuples and no attrs classes: making so many of those takes as long as filling a report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

# The steps that lead to one figure in the data: field, or grid, row, column.
CellPath = tuple[str, ...]


class Reference(NamedTuple):
    """What a relation names.

    *kind* says what *name* is: ``field`` (one value), ``cell`` (one value of a grid), ``row`` (a grid's row, over its
    columns), ``column`` (a grid's column, over its rows), ``list`` (a *column* of a list, over its records). *row* and
    *column* are empty where the kind has none. *axis* holds the keys that a row or column runs over, in the form's
    order; it is empty for one value, and for a list, whose length only the data know. *previous* says that last year's
    value is meant. *optional* says that the form does not require it.
    """

    kind: Literal["field", "cell", "row", "column", "list"]
    name: str
    row: str = ""
    column: str = ""
    axis: tuple[str, ...] = ()
    previous: bool = False
    optional: bool = False

    def path(self, at: int = 0) -> CellPath:
        """Return the steps to its value number *at* along the axis."""
        if self.kind == "field":
            return tuple(self.name.split("."))
        row = self.axis[at] if self.kind == "column" else self.row
        column = self.axis[at] if self.kind == "row" else self.column
        return tuple(filter(None, (*self.name.split("."), row, column)))

    @property
    def paths(self) -> tuple[CellPath, ...]:
        """The steps to all its values; for a list, those to the column as a whole."""
        return tuple(self.path(at) for at in range(len(self.axis) or 1))


class Number(NamedTuple):
    """A number written out in the relation."""

    value: int | Decimal


class Operation(NamedTuple):
    """*left* and *right* joined by *sign*."""

    sign: Literal["+", "-", "*", "/"]
    left: Figure
    right: Figure


class Sum(NamedTuple):
    """The sum of all the figures of *parts*: one figure, as by Excel's SUM."""

    parts: tuple[Reference, ...]


Figure = Reference | Number | Operation | Sum


class Comparison(NamedTuple):
    """*left* and *right*, which must be equal (``==``), or at most (``<=``) or at least (``>=``) as large."""

    sign: Literal["==", "<=", ">="]
    left: Figure
    right: Figure


class Given(NamedTuple):
    """Holds where there is something, as in a tag: a text, a figure other than 0, 是, a list with a record."""

    what: Reference


class Matches(NamedTuple):
    """Holds where the regular expression *pattern* is found in the text."""

    what: Reference
    pattern: str


class Not(NamedTuple):
    """Holds where *condition* does not."""

    condition: Condition


class Together(NamedTuple):
    """Holds where both *conditions* do (``and``), or one of them does (``or``)."""

    word: Literal["and", "or"]
    conditions: tuple[Condition, ...]


Condition = Comparison | Given | Matches | Not | Together


def references(node: Figure | Condition) -> Iterator[Reference]:
    """Yield all that *node* names, from left to right."""
    if isinstance(node, Reference):
        yield node
    elif isinstance(node, (Operation, Comparison)):
        yield from references(node.left)
        yield from references(node.right)
    elif isinstance(node, Sum):
        yield from node.parts
    elif isinstance(node, (Given, Matches)):
        yield node.what
    elif isinstance(node, Not):
        yield from references(node.condition)
    elif isinstance(node, Together):
        for condition in node.conditions:
            yield from references(condition)


def divides(node: Figure) -> bool:
    """Say whether *node* divides, so that what it gives may have no end of decimals."""
    return isinstance(node, Operation) and (node.sign == "/" or divides(node.left) or divides(node.right))


def axis_of(node: Figure | Condition) -> tuple[str, ...]:
    """Return the keys that *node* runs over: those of its rows or columns; empty where it is one figure."""
    if isinstance(node, (Operation, Comparison)):
        return axis_of(node.left) or axis_of(node.right)
    return node.axis if isinstance(node, Reference) else ()
