"""Generator: a program's tree -> Python code in which the template's own text is never looked at.

Jinja's generator asks the sandbox before each call, prints what it got, escapes it and copies it, all of which is lost
on text that the template itself holds. Here a call of a stretch is written as it is; outside of macros and of what
catches its output it gives bytes, ready for the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import nodes
from jinja2.compiler import CodeGenerator

if TYPE_CHECKING:
    from jinja2.compiler import Frame

STRETCH = "_docfill_stretch"


def stretch_call(number: int, roots: list[nodes.Expr], line: int) -> nodes.Call:
    """Return the node that prints the stretch of that *number*, whose names begin with the values of *roots*."""
    given = [nodes.Const(number, lineno=line), *roots]
    return nodes.Call(nodes.Name(STRETCH, "load"), given, [], None, None, lineno=line)


def _is_stretch(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == STRETCH


class Generator(CodeGenerator):
    """Jinja's, with stretches of the program printed straight."""

    def visit_Call(  # noqa: N802  Jinja's name
        self,
        node: nodes.Call,
        frame: Frame,
        forward_caller: bool = False,
    ) -> None:
        """Write a call."""
        if not _is_stretch(node):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.write("context.stretch(" if frame.buffer is None else "context.caught_stretch(")
        self.write(repr(node.args[0].as_const()))
        for root in node.args[1:]:
            self.write(", ")
            self.visit(root, frame)
        self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if not _is_stretch(node):
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if not _is_stretch(node):
            super()._output_child_post(node, frame, finalize)
