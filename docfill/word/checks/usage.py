"""Usage: a program's tree -> every use of the data in it, with the shape that the use takes the value to have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from jinja2 import nodes

from docfill.word.fields import FieldKind, Visitor
from docfill.word.official import OFFICIAL_FILTERS
from docfill.word.runnable import CELL, PARAGRAPHS, PLAIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docfill.word.assembly import Line
    from docfill.word.paragraphs import Tag

# What a use takes a value for: one value, a list, the rows of a grid; "open" where any of these will do, "either" where
# the template asks which it is.
Shape = Literal["value", "list", "grid", "open", "either"]

_FILTERS_OF_LISTS = frozenset(
    ["join", "sum", "map", "select", "reject", "selectattr", "rejectattr", "groupby", "batch", "slice"]
)
_FILTERS_OF_VALUES = frozenset(
    [
        *OFFICIAL_FILTERS,
        *("upper", "lower", "title", "capitalize", "trim", "truncate", "wordcount", "wordwrap", "center", "indent"),
        *("replace", "format", "striptags", "int", "float", "round", "abs", "filesizeformat"),
    ]
)
_FILTERS_THAT_KEEP = frozenset({"default", "d", "空白为", "blank_as"})
# A list stays one through these.
_FILTERS_FROM_LIST_TO_LIST = frozenset(
    ["sort", "unique", "reverse", "select", "reject", "selectattr", "rejectattr", "map", "list", "default", "d"]
)
_TESTS_OF_SHAPE = frozenset({"string", "number", "mapping", "sequence", "iterable"})
_HELPERS = frozenset({PARAGRAPHS, PLAIN, CELL})
_CALCULATIONS = (nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg, nodes.Pos)


class Usage(NamedTuple):
    """One use of a name by a *tag*.

    *path* is that of `fields.Field`, *shape* what the use takes the value for. *needed* says that the tag is wrong
    without a value there, *asked* are the paths that a condition around it asked for first. A *whole* use may reach
    anything within the value, whatever its path says.
    """

    path: str
    shape: Shape
    tag: Tag | None
    needed: bool
    asked: frozenset[str]
    whole: bool


def usages_of(tree: nodes.Template, lines: Sequence[Line]) -> list[Usage]:
    """Return every use of the data in *tree*, whose line numbers are indexes into *lines*, from 1."""
    visitor = _Usages(lines)
    visitor.statements(tree.body, {}, frozenset())
    return visitor.usages


class _Usages(Visitor):
    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__(lines)
        self.usages: list[Usage] = []
        self._around: list[nodes.Node] = []
        self._printed: nodes.Node | None = None
        self._asked: frozenset[str] = frozenset()

    def _output(self, node: nodes.Expr, scope: dict[str, str], asked: frozenset[str]) -> None:
        self._printed = node
        super()._output(node, scope, asked)
        self._printed = None

    def expression(self, node: nodes.Node, scope: dict[str, str], asked: frozenset[str], kind: FieldKind) -> str:
        before, self._asked = self._asked, asked
        self._around.append(node)
        try:
            return super().expression(node, scope, asked, kind)
        finally:
            self._around.pop()
            self._asked = before

    def _note(self, path: str, kind: FieldKind, node: nodes.Node, *, optional: bool) -> None:
        super()._note(path, kind, node, optional=optional)
        around = [outer for outer in self._around if outer is not node]
        shape: Shape = "grid" if kind == "grid" else self._shape(node, around)
        if kind == "list" and all(_keeps_lists(outer) for outer in around):
            shape = "list"
        whole = shape == "open" and kind != "condition"
        self.usages.append(Usage(path, shape, self.uses[-1].tag, not optional, self._asked, whole))

    def _shape(self, node: nodes.Node, around: list[nodes.Node]) -> Shape:
        """Return what the innermost of the nodes *around* takes *node* for."""
        inner = node
        for outer in reversed(around):
            if isinstance(outer, nodes.Filter) and outer.node is inner:
                if outer.name in _FILTERS_OF_LISTS:
                    return "list"
                if outer.name in _FILTERS_OF_VALUES - _FILTERS_THAT_KEEP:
                    return "value"
                if outer.name not in _FILTERS_THAT_KEEP:
                    return "open"
            elif isinstance(outer, nodes.Test) and outer.name in _TESTS_OF_SHAPE:
                return "either"
            elif isinstance(outer, (*_CALCULATIONS, nodes.Concat)):
                return "value"
            elif isinstance(outer, nodes.Add):
                return (
                    "value" if isinstance(outer.left, nodes.Const) or isinstance(outer.right, nodes.Const) else "open"
                )
            elif isinstance(outer, nodes.Compare):
                return "value" if _with_a_constant(outer, inner) else "open"
            elif isinstance(outer, nodes.CondExpr):
                if inner is outer.test:
                    return "open"
            elif not isinstance(outer, (nodes.Or, nodes.And, nodes.Operand)) and not _is_own_helper(outer):
                return "open"
            inner = outer
        return "value" if inner is self._printed else "open"


def _keeps_lists(outer: nodes.Node) -> bool:
    return isinstance(outer, nodes.Filter) and outer.name in _FILTERS_FROM_LIST_TO_LIST


def _is_own_helper(outer: nodes.Node) -> bool:
    """Tell whether *outer* is what the program itself calls to print a value, such as the colour of a cell."""
    return isinstance(outer, nodes.Call) and isinstance(outer.node, nodes.Name) and outer.node.name in _HELPERS


def _with_a_constant(compare: nodes.Compare, side: nodes.Node) -> bool:
    """Tell whether *side* of a comparison stands against a text or a number that the tag itself writes."""
    operands = [operand.expr for operand in compare.ops if operand.op not in {"in", "notin"}]
    others = operands if side is compare.expr else [compare.expr] if len(operands) == len(compare.ops) else []
    return any(isinstance(other, nodes.Const) and other.value is not None for other in others)
