"""Capturing: a program's tree -> the same, in which what a block catches is plain text wherever it is used.

``{% filter %}``, ``{% set x %}…{% endset %}``, ``{% call %}`` and macros catch what stands in them as it would be
printed: escaped, with marks for line breaks. Jinja would hand that on as markup, and ``{% filter upper %}`` would
make ``&AMP;`` of an ampersand. Here it is turned back into the text that a reader sees, filtered, and printed as any
value is. What is assigned is kept to a size, since a loop may add to it again and again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from jinja2 import nodes
from jinja2.runtime import LoopContext, Macro
from jinja2.visitor import NodeTransformer

from docfill.word.bounds import MAX_REPEAT, MAX_TEXT, check
from docfill.word.paragraphs import character
from docfill.word.values import BREAK, MARKS, PIECE, TAB, Structure

if TYPE_CHECKING:
    from collections.abc import Collection

# Names that the program gives to the helpers below.
TEXT, FLAT, KEPT = "_docfill_text", "_docfill_flat", "_docfill_kept"
_CAUGHT = "_docfill_caught_"
_HELPER = "_docfill_"

_REFERENCE = re.compile(r"&(#x[0-9A-Fa-f]+|#[0-9]+|amp|lt|gt|quot|apos);")
_OF_MARKS = str.maketrans({**dict.fromkeys((mark.decode() for mark in MARKS), ""), BREAK: "\n", TAB: "\t"})


def structure(origin: Any, caught: Any) -> Any:
    """Return what the macro or the loop *origin* printed, as it is to be printed again."""
    # Where the macro was not reached its name may stand for something else.
    return Structure(caught) if isinstance(origin, (Macro, LoopContext)) else caught


def plain(caught: Any) -> Any:
    """Return what a block *caught* as the text that a reader sees; as it is where it is more than text."""
    if not isinstance(caught, str) or "<" in caught or PIECE in caught:
        return caught
    return _REFERENCE.sub(lambda match: character(match[1]), str(caught).translate(_OF_MARKS))


def kept(value: Any) -> Any:
    """Return *value*, which is given a name. Raises BoundError where it is larger than a template may keep."""
    if isinstance(value, str):
        check(len(value), MAX_TEXT)
    elif isinstance(value, (list, tuple, dict)):
        _weigh(value)
    return value


def _weigh(value: list[Any] | tuple[Any, ...] | dict[Any, Any]) -> None:
    """Raise BoundError where *value*, with the lists in it, has more items than a template may keep."""
    waiting: list[Any] = [value]
    items = 0
    while waiting:
        one = waiting.pop()
        items += len(one)
        check(items, MAX_REPEAT)
        waiting.extend(each for each in (one.values() if type(one) is dict else one) if type(each) in _WEIGHED)


_WEIGHED = frozenset({list, tuple, dict})


def free(tree: nodes.Template, macros: Collection[str], count: str, structure: str) -> nodes.Template:
    """Return *tree*, in which *macros* catch text, with what blocks catch turned into text.

    *count* is the name of the helper that counts what is looped over, which a recursive loop must ask too, and
    *structure* that of the one which prints what a macro holds as it is.
    """
    _Freeing(macros, count, structure).visit(tree)
    return tree


class _Freeing(NodeTransformer):
    def __init__(self, macros: Collection[str], count: str, structure: str) -> None:
        self._macros = {*macros, "caller", "loop"}
        self._counter = count
        self._structure = structure
        self._count = 0

    def visit_FilterBlock(self, node: nodes.FilterBlock) -> list[nodes.Node]:  # noqa: N802  Jinja calls it so
        self.generic_visit(node)
        caught, text = self._caught(node, node.body)
        text.node = nodes.Name(FLAT, "load", lineno=node.lineno)
        return [caught, nodes.Output([_filtered(node.filter, text)], lineno=node.lineno)]

    def visit_AssignBlock(self, node: nodes.AssignBlock) -> list[nodes.Node]:  # noqa: N802
        self.generic_visit(node)
        caught, text = self._caught(node, node.body)
        value: nodes.Expr = text
        if node.filter is not None:
            text.node = nodes.Name(FLAT, "load", lineno=node.lineno)
            value = _filtered(node.filter, text)
        return [caught, nodes.Assign(node.target, _call(KEPT, value), lineno=node.lineno)]

    def visit_CallBlock(self, node: nodes.CallBlock) -> list[nodes.Node]:  # noqa: N802
        if isinstance(node.call.node, nodes.Name) and node.call.node.name.startswith(_HELPER):
            self.generic_visit(node)
            return [node]  # it looks at what is printed, and prints it
        self._inside(node.call)
        node.defaults = [self.visit(default) for default in node.defaults]
        node.body = [new for child in node.body for new in self.visit_list(child)]
        caught, text = self._caught(node, [node])
        return [caught, nodes.Output([text], lineno=node.lineno)]

    def visit_Assign(self, node: nodes.Assign) -> nodes.Assign:  # noqa: N802
        self.generic_visit(node)
        node.node = _call(KEPT, cast("nodes.Expr", node.node))
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Call:  # noqa: N802
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name == self._structure and isinstance(node.args[1], nodes.Call):
            self._inside(node.args[1])
            return node
        self._inside(node)
        return _call(TEXT, node) if name in self._macros else node

    def _inside(self, call: nodes.Call) -> None:
        """Visit what stands in *call*; what a recursive loop is given is counted as any loop's."""
        self.generic_visit(call)
        if isinstance(call.node, nodes.Name) and call.node.name == "loop":
            call.args = [_call(self._counter, argument) for argument in call.args]

    def _caught(self, node: nodes.Node, body: list[nodes.Node]) -> tuple[nodes.AssignBlock, nodes.Call]:
        """Return what catches *body* under a name of its own, and what stands for it as text."""
        self._count += 1
        name = f"{_CAUGHT}{self._count}"
        target = nodes.Name(name, "store", lineno=node.lineno)
        return (
            nodes.AssignBlock(target, None, body, lineno=node.lineno),
            _call(TEXT, nodes.Name(name, "load", lineno=node.lineno)),
        )


def _filtered(chain: nodes.Filter, text: nodes.Expr) -> nodes.Filter:
    """Return the filters of *chain*, of which the innermost has nothing to work on, upon *text*."""
    innermost = chain
    while isinstance(innermost.node, nodes.Filter):
        innermost = innermost.node
    innermost.node = text
    return chain


def _call(name: str, argument: nodes.Expr) -> nodes.Call:
    helper = nodes.Name(name, "load", lineno=argument.lineno)
    return nodes.Call(helper, [argument], [], None, None, lineno=argument.lineno)
