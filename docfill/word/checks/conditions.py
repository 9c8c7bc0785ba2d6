"""Conditions: the tests of a part's blocks -> those that come out the same whatever the data say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Undefined, nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docfill.problems import Problems
    from docfill.word.checks.draft import Statements


def check_conditions(statements: Statements, problems: Problems) -> None:
    """Warn of each condition that always or never holds, as far as the tag itself shows it."""
    tree, lines = statements
    for node in tree.find_all((nodes.If, nodes.CondExpr)):
        earlier: list[nodes.Expr] = []
        for branch in [node, *(node.elif_ if isinstance(node, nodes.If) else ())]:
            tag = lines[branch.lineno - 1].tag
            holds = False if branch.test in earlier else _outcome(branch.test)
            earlier.append(branch.test)
            if holds is None or tag is None:
                continue
            code = "condition-always-holds" if holds else "condition-never-holds"
            problems.add(code, tag.place, tag=tag.typed)


def _outcome(test: nodes.Expr) -> bool | None:
    """Return what *test* comes to whatever the data say; None where they decide."""
    if isinstance(test, nodes.Not):
        inner = _outcome(test.node)
        return None if inner is None else not inner
    if isinstance(test, (nodes.And, nodes.Or)):
        return _joined(test)
    if test.find(nodes.Filter) is not None:
        return None  # what filters make of a constant may take as long as a fill, and has no bounds here
    try:
        value = test.as_const()
    except nodes.Impossible:
        return None
    return None if isinstance(value, Undefined) else bool(value)  # the fill tells of what is not there


def _joined(test: nodes.And | nodes.Or) -> bool | None:
    """Return what a chain of ``and`` or of ``or`` comes to."""
    decisive = isinstance(test, nodes.Or)  # one side of this outcome decides the whole
    sides = list(_sides(test, type(test)))
    outcomes = [_outcome(side) for side in sides]
    if decisive in outcomes:
        return decisive
    # `x == 1 and x == 2` is never true; `x != 1 or x != 2` always is.
    against = [pair for side in sides if (pair := _against_a_constant(side, "ne" if decisive else "eq"))]
    for at, (expression, value) in enumerate(against):
        if any(expression == other and value != another for other, another in against[:at]):
            return decisive
    return None if None in outcomes else not decisive


def _sides(test: nodes.Expr, kind: type[nodes.BinExpr]) -> Iterator[nodes.Expr]:
    if isinstance(test, kind):
        yield from _sides(test.left, kind)
        yield from _sides(test.right, kind)
    else:
        yield test


def _against_a_constant(side: nodes.Expr, operator: str) -> tuple[nodes.Expr, object] | None:
    """Return what *side* compares, and with which text or number; None where it is no such comparison."""
    if isinstance(side, nodes.Compare) and len(side.ops) == 1 and side.ops[0].op == operator:
        other = side.ops[0].expr
        if isinstance(other, nodes.Const):
            return side.expr, other.value
    return None
