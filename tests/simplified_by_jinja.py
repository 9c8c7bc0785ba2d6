"""What `docfill.word.simplified` reads, read by Jinja's own parser: the judge of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import nodes

from docfill.word.assembly import MARKER
from docfill.word.environment import Environment
from docfill.word.generator import bound_name
from docfill.word.official import OFFICIAL_FILTERS
from docfill.word.runnable import GRID, PARAGRAPHS
from docfill.word.simplified import Simplified
from docfill.word.stretches import Stretch
from docfill.word.vocabulary import (
    AND,
    ASKED,
    BLANK,
    CHOICE,
    CONST,
    DEFAULT,
    DEFINED,
    FILL,
    FILTER,
    FOR,
    IF,
    LENGTH,
    LINES,
    LOOP,
    NAME,
    NOT,
    OR,
    PRINT,
    ROUND,
    TEXT,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docfill.word.assembly import Assembly
    from docfill.word.stretches import Piece
    from docfill.word.template import Template

_ENVIRONMENT = Environment({}, {})
_COMPARISONS = {"eq", "ne", "gt", "gteq", "lt", "lteq"}
_ARITHMETIC = {nodes.Add: "add", nodes.Sub: "sub", nodes.Mul: "mul", nodes.Div: "div"}
_PRINTED = (nodes.And, nodes.Or, nodes.Filter, nodes.CondExpr, *_ARITHMETIC)
_SPECIAL = {"self", "super", "caller", "varargs", "kwargs"}


class TakesJinjaError(Exception):
    """Raised at what `docfill.word.simple` cannot run."""


def simplified_by_jinja(program: Assembly) -> Simplified:
    """Return what *program* says. Raises TakesJinjaError, and TemplateSyntaxError where Jinja cannot read it."""
    reader = _Reader(program.pieces)
    body = _ENVIRONMENT.parse(program.source).body
    statements = reader.statements(body)
    if _asks_for_loop(body):
        raise TakesJinjaError
    return Simplified(statements, reader.stretches)


def look_at_programs(template: Template) -> None:
    """Hold what was read of *template* without Jinja against what Jinja reads. Raises AssertionError."""
    for program in template._programs.values():
        if program.simple is not None:
            statements, stretches = simplified_by_jinja(program.assembly)
            assert repr(program.simple) == repr(statements)
            assert [stretch.values for stretch in program.stretches] == [stretch.values for stretch in stretches]


class _Reader:
    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self.stretches: list[Stretch] = []

    def statements(self, body: Iterable[nodes.Node]) -> tuple[Any, ...]:
        found: list[Any] = []
        for node in body:
            if isinstance(node, nodes.Output):
                found.extend(self._outputs(node))
            elif isinstance(node, nodes.If):
                branches = tuple(
                    (_expression(branch.test), self.statements(branch.body)) for branch in (node, *node.elif_)
                )
                found.append((IF, branches, self.statements(node.else_)))
            elif isinstance(node, nodes.For) and not (node.else_ or node.test or node.recursive):
                if _name(node.target) == LOOP:
                    raise TakesJinjaError
                over = _expression(node.iter)
                found.append((FOR, _name(node.target), over, self.statements(node.body), _asks_for_loop(node.body)))
            else:
                raise TakesJinjaError
        return tuple(found)

    def _outputs(self, output: nodes.Output) -> Iterable[Any]:
        pieces: list[Piece] = []
        roots: dict[str, Any] = {}
        for node in [*output.nodes, None]:
            if isinstance(node, nodes.TemplateData):
                pieces.extend(self._pieces[int(number)] for number in MARKER.findall(node.data))
                continue
            name = bound_name(node, roots)
            if name is not None:
                _expression(node)
                pieces.append(name)
                continue
            if pieces:
                yield TEXT, len(self.stretches), tuple(map(_name, roots.values()))
                self.stretches.append(Stretch(pieces))
                pieces, roots = [], {}
            if node is not None:
                yield _worked_out(node)


def _worked_out(node: nodes.Expr) -> tuple[Any, ...]:
    if isinstance(node, _PRINTED):
        return PRINT, _expression(node)
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and len(node.args) == 2:
        first, second = node.args
        if node.node.name == GRID and isinstance(first, nodes.Const):
            return FILL, first.value, _expression(second)
        if node.node.name == PARAGRAPHS and isinstance(second, nodes.Const):
            return LINES, second.value, _expression(first)
    raise TakesJinjaError


def _name(node: nodes.Node | None) -> str:
    if not isinstance(node, nodes.Name) or node.name in _SPECIAL:
        raise TakesJinjaError
    return node.name


def _expression(node: nodes.Node | None) -> tuple[Any, ...]:
    if isinstance(node, nodes.Const):
        return CONST, node.value
    if isinstance(node, nodes.Not):
        return NOT, _expression(node.node)
    if isinstance(node, nodes.And | nodes.Or):
        return AND if isinstance(node, nodes.And) else OR, _expression(node.left), _expression(node.right)
    if isinstance(node, nodes.Compare) and len(node.ops) == 1 and node.ops[0].op in _COMPARISONS:
        return node.ops[0].op, _expression(node.expr), _expression(node.ops[0].expr)
    if isinstance(node, nodes.CondExpr) and node.expr2 is not None:
        return CHOICE, _expression(node.test), _expression(node.expr1), _expression(node.expr2)
    if type(node) in _ARITHMETIC:
        return _ARITHMETIC[type(node)], _expression(node.left), _expression(node.right)
    if isinstance(node, nodes.Test) and node.name in {"defined", "none"} and node.args == []:
        return (DEFINED, _looked_up(node.node)) if node.name == "defined" else (BLANK, _expression(node.node))
    if isinstance(node, nodes.Filter) and not (node.dyn_args or node.dyn_kwargs):
        return _filtered(node)
    steps: list[str] = []
    while isinstance(node, nodes.Getattr):
        steps.append(node.attr)
        node = node.node
    if _name(node) == LOOP and (len(steps) != 1 or steps[0] not in ASKED):
        raise TakesJinjaError
    return NAME, _name(node), tuple(reversed(steps))


def _looked_up(node: nodes.Node | None) -> tuple[Any, ...]:
    """Return the name that *node* is, of which is asked whether the data have it."""
    found = _expression(node)
    if found[0] != NAME or found[1] in {LOOP, "range", "dict", "namespace"}:
        raise TakesJinjaError
    return found


def _filtered(node: nodes.Filter) -> tuple[Any, ...]:
    given = tuple(argument.as_const() for argument in node.args if isinstance(argument, nodes.Const))
    named = [(option.key, option.value) for option in node.kwargs]
    options = tuple((name, value.as_const()) for name, value in named if isinstance(value, nodes.Const))
    if len(given) < len(node.args) or len(options) < len(named):
        raise TakesJinjaError
    if node.name in {"default", "d"} and given and not options:
        return DEFAULT, _looked_up(node.node), given[0], len(given) > 1 and bool(given[1])
    if node.name in {"length", "count"} and not given and not options:
        return LENGTH, _expression(node.node)
    if node.name == "round" and not options:
        return ROUND, _expression(node.node), given[0] if given else 0
    module = OFFICIAL_FILTERS.get(node.name, "pictures")
    if module == "pictures":
        raise TakesJinjaError
    return FILTER, module, node.name, _expression(node.node), given, options


def _asks_for_loop(body: Iterable[nodes.Node]) -> bool:
    """Tell whether *body* asks how far its own loop has come; what a loop within goes over belongs to it."""
    for node in body:
        if isinstance(node, nodes.Name) and node.name == LOOP:
            return True
        within = [node.iter] if isinstance(node, nodes.For) else node.iter_child_nodes()
        if _asks_for_loop(within):
            return True
    return False
