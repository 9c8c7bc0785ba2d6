"""Generator: a program's tree -> Python code in which the template's own text is never looked at.

Jinja's generator asks the sandbox before each call, prints what it got, escapes it and copies it, all of which is lost
on text that the template itself holds. Here a call of a stretch is written as it is; outside of macros and of what
catches its output it gives bytes, ready for the file. So does the printing of any other value there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import nodes
from jinja2.compiler import CodeGenerator

from docfill.word.assembly import MOST_STEPS, Name, Subscript
from docfill.word.vocabulary import LOOP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2.compiler import Frame

# Of all nodes that Jinja leaves to others an ExtensionAttribute has nothing below it: its tree is walked a dozen times.
# So it stands for a stretch, for one that is the same in each report, and for a function of docfill's own.
_STRETCH, _FIXED, _HELPER = "docfill.stretch", "docfill.fixed", "docfill.helper"


def stretch_call(number: int, roots: list[nodes.Expr], line: int, *, is_fixed: bool) -> nodes.Expr:
    """Return the node that prints the stretch of that *number*, whose names begin with the values of *roots*."""
    stretch = nodes.ExtensionAttribute(_FIXED if is_fixed else _STRETCH, str(number), lineno=line)
    return nodes.Call(stretch, roots, [], None, None, lineno=line) if roots else stretch


def helper_call(name: str, arguments: Sequence[nodes.Node], at: nodes.Node) -> nodes.Call:
    """Return the node that calls docfill's own function *name* where *at* stands; nobody need ask whether it may."""
    helper = nodes.ExtensionAttribute(_HELPER, name, lineno=at.lineno)
    return nodes.Call(helper, [*arguments], [], None, None, lineno=at.lineno)


def bound_name(node: nodes.Node | None, roots: dict[str, nodes.Expr]) -> Name | None:
    """Return the plain name that *node* prints, its root added to *roots*; None where it is none."""
    steps: list[str] = []
    at = node
    while True:
        if isinstance(at, nodes.Getattr):
            steps.append(at.attr)
        elif isinstance(at, nodes.Getitem) and isinstance(at.arg, nodes.Const) and type(at.arg.value) is str:
            steps.append(Subscript(at.arg.value))
        else:
            break
        at = at.node
    if not isinstance(at, nodes.Name) or node is None or len(steps) > MOST_STEPS:
        return None
    roots.setdefault(at.name, at)
    return Name(tuple(reversed(steps)), node.lineno, list(roots).index(at.name) + 1)


def stretch_of(node: nodes.Node) -> tuple[int, list[nodes.Expr]] | None:
    """Return the number and the roots of the stretch that *node* prints; None where it prints none."""
    at, roots = (node.node, node.args) if isinstance(node, nodes.Call) else (node, [])
    if not isinstance(at, nodes.ExtensionAttribute) or at.identifier not in {_STRETCH, _FIXED}:
        return None
    return int(at.name), roots


class Generator(CodeGenerator):
    """Jinja's, with stretches of the program printed straight."""

    def visit_Call(  # noqa: N802  Jinja's name
        self,
        node: nodes.Call,
        frame: Frame,
        forward_caller: bool = False,
    ) -> None:
        """Write a call, as it is where it is one of a stretch or of docfill's own."""
        called = node.node
        if not isinstance(called, nodes.ExtensionAttribute):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        if called.identifier == _HELPER:
            self.write(f"context.helpers[{called.name!r}](")
            for argument in node.args:
                self.visit(argument, frame)
                self.write(", ")
            self.write(")")
            return
        self._begin_stretch(called, frame)
        for root in node.args:
            is_loop = isinstance(root, nodes.Name) and root.name == LOOP
            self.write(", context.round_of(" if is_loop else ", ")
            self.visit(root, frame)
            if is_loop:
                self.write(")")
        self.write(")")

    def visit_ExtensionAttribute(self, node: nodes.ExtensionAttribute, frame: Frame) -> None:  # noqa: N802  Jinja's name
        """Write the call of a stretch in which nothing has its meaning from a block."""
        if node.identifier == _FIXED and frame.buffer is None:
            self.write(f"context.fixed[{node.name}]")
            return
        self._begin_stretch(node, frame)
        self.write(")")

    def _begin_stretch(self, node: nodes.ExtensionAttribute, frame: Frame) -> None:
        self.write(f"context.{'stretch' if frame.buffer is None else 'caught_stretch'}({node.name}")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if stretch_of(node) is not None:
            return
        if frame.buffer is None:
            self.write("context.shown(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if stretch_of(node) is not None:
            return
        if frame.buffer is None:
            self.write(")")
        else:
            super()._output_child_post(node, frame, finalize)
