"""Simplified: the tree of a program -> the same as `simple` runs it, in values of Python's own; or None."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import nodes

from docfill.word.generator import is_call, stretch_of
from docfill.word.runnable import COUNT, GRID, PARAGRAPHS
from docfill.word.simple import AND, COMPARISONS, CONST, FILL, FOR, IF, LINES, NAME, NOT, OR, PRINT, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable

_PAIRS: dict[type[nodes.Node], str] = {nodes.And: AND, nodes.Or: OR}
_CONSTANTS = (str, int, float, bool, type(None))
# What Jinja gives a meaning of its own.
_SPECIAL = frozenset({"loop", "self", "super", "caller", "varargs", "kwargs"})


class _NotSimpleError(Exception):
    """Raised at the first thing that takes Jinja to run."""


def simplified(tree: nodes.Template) -> tuple[Any, ...] | None:
    """Return the statements of *tree*, a program with its stretches; None where some of it takes Jinja."""
    try:
        return _statements(tree.body)
    except _NotSimpleError:
        return None


def _statements(body: Iterable[nodes.Node]) -> tuple[Any, ...]:
    found: list[Any] = []
    for node in body:
        if isinstance(node, nodes.Output):
            found.extend(map(_output, node.nodes))
        elif isinstance(node, nodes.If):
            branches = tuple((_expression(branch.test), _statements(branch.body)) for branch in (node, *node.elif_))
            found.append((IF, branches, _statements(node.else_)))
        elif isinstance(node, nodes.For):
            found.append(_loop(node))
        else:
            raise _NotSimpleError
    return tuple(found)


def _output(node: nodes.Expr) -> tuple[Any, ...]:
    stretch = stretch_of(node)
    if stretch is not None:
        number, roots = stretch
        return TEXT, number, tuple(map(_name, roots))
    if isinstance(node, (nodes.And, nodes.Or)):
        return PRINT, _expression(node)
    if is_call(node, GRID):
        at, value = _arguments(node, GRID, 2)
        return FILL, at.as_const(), _expression(value)
    value, at = _arguments(node, PARAGRAPHS, 2)
    return LINES, at.as_const(), _expression(value)


def _loop(node: nodes.For) -> tuple[Any, ...]:
    if node.else_ or node.test or node.recursive:
        raise _NotSimpleError
    (items,) = _arguments(node.iter, COUNT, 1)
    return FOR, _name(node.target), _expression(items), _statements(node.body)


def _arguments(node: nodes.Node, helper: str, count: int) -> list[nodes.Expr]:
    """Return what *node*, a call of the program's own *helper*, gives it."""
    if not is_call(node, helper) or len(node.args) != count:
        raise _NotSimpleError
    return node.args


def _name(node: nodes.Node) -> str:
    if not isinstance(node, nodes.Name) or node.name in _SPECIAL:
        raise _NotSimpleError
    return node.name


def _expression(node: nodes.Node | None) -> tuple[Any, ...]:
    if isinstance(node, nodes.Const) and type(node.value) in _CONSTANTS:
        return CONST, node.value
    if isinstance(node, nodes.Not):
        return NOT, _expression(node.node)
    if isinstance(node, (nodes.And, nodes.Or)):
        return _PAIRS[type(node)], _expression(node.left), _expression(node.right)
    if isinstance(node, nodes.Compare) and len(node.ops) == 1 and node.ops[0].op in COMPARISONS:
        return node.ops[0].op, _expression(node.expr), _expression(node.ops[0].expr)
    steps: list[str] = []
    while isinstance(node, nodes.Getattr):
        steps.append(node.attr)
        node = node.node
    if node is None:
        raise _NotSimpleError
    return NAME, _name(node), tuple(reversed(steps))
