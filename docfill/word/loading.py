"""Loading: the source of a program -> Jinja's code, which holds the pieces of text in place of their markers.

The pieces are put in after Jinja has parsed: so it never looks at them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2 import TemplateSyntaxError, nodes

from docfill.word.assembly import MARKER, Name
from docfill.word.generator import bound_name, helper_call, stretch_call
from docfill.word.run import PROGRAM_FILE
from docfill.word.runnable import AMONG, COUNT, FILLED, JOINED, SPAN, SPREAD, STRUCTURE, TRIED, Loaded
from docfill.word.statements import LEAVING, names_of_macros
from docfill.word.stretches import Stretch
from docfill.word.syntax import check_names, look_at_each, report_syntax

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docfill.problems import Problems
    from docfill.word.program import Program
    from docfill.word.stretches import Piece

# What means another thing within a block of its own.
_OF_ITS_BLOCK = r"\b(?:caller|varargs|kwargs|loop\s*\()"
# What is given to a function, and all else in a tree that is done within bounds or in a way of our own.
_CALLS = (nodes.Call, nodes.Filter, nodes.Test)
_BOUNDED = (nodes.Output, nodes.For, nodes.Concat, nodes.Operand, nodes.Getitem, *_CALLS)


def load(program: Program, problems: Problems) -> LoadedProgram | None:
    """Return *program* as Jinja runs it; None where there are *problems*: tags that Jinja cannot read."""
    if any(tag.word in LEAVING for tag in program.tags):
        program.environment.add_extension("jinja2.ext.loopcontrols")
    tree = _parsed(program, problems)
    return LoadedProgram(program, program.assembly.source, tree) if tree is not None and not problems.errors else None


def _parsed(program: Program, problems: Problems) -> nodes.Template | None:
    """Return the tree of the source, its text still markers; every tag that Jinja cannot read is a problem."""
    lines, environment = program.lines, program.environment
    source_lines = program.assembly.source.split("\n")
    while True:
        program.part.look_at_clock()
        try:
            tree = environment.parse("\n".join(source_lines), filename=PROGRAM_FILE)
            break
        except TemplateSyntaxError as error:
            if not problems.errors:
                # Nearly always a tag is wrong by itself: all of them are found at once.
                look_at_each(program.tags, environment, problems)
                if problems.errors:
                    return None
            index = min(max(error.lineno, 1), len(lines)) - 1
            line = lines[index]
            report_syntax(error, line.tag or program.tags[-1], problems)
            if source_lines[index] == line.neutral:
                return None
            source_lines[index] = line.neutral
    check_names(tree, [line.tag for line in lines], environment, problems)
    return tree


class LoadedProgram(Loaded):
    """A *program* as Jinja runs it: its *source*, or another that was made of it, of which *tree* is Jinja's."""

    def __init__(self, program: Program, source: str, tree: nodes.Template) -> None:
        self.part, self.member = program.part, program.member
        self.encoding, self.prefix = program.encoding, program.prefix
        self.taken = program.taken
        self.environment = program.environment
        self.bridges, self.grids = program.bridges, program.grids
        self.writers, self.expecting, self.specs = program.writers, program.expecting, program.specs
        self.guarded, self.catches = program.guarded, program.catches
        self.line_tags = [line.tag for line in program.lines]
        self.stretches = []
        self._program = program
        self._source = source
        if self.catches:
            from docfill.word.capturing import free  # lazy for start-up: few templates catch what they print

            tree = free(tree, names_of_macros(program.tags), COUNT, STRUCTURE)
        self._adapt(tree)
        tree.set_environment(self.environment)
        self.part.look_at_clock()
        self.code = self.environment.compile(tree, None, PROGRAM_FILE)
        self.jinja = self.environment.loaded(self.code)

    def _adapt(self, tree: nodes.Template) -> None:
        """Let *tree* do within bounds what could take without end, and print stretches."""
        for node in tree.find_all(_BOUNDED):
            if isinstance(node, nodes.Concat):
                node.nodes = [helper_call(JOINED, node.nodes, node)]
            elif isinstance(node, nodes.Operand) and node.op in {"in", "notin"}:
                node.expr = helper_call(AMONG, [node.expr], node)
            elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Slice):
                ends = [node.arg.start, node.arg.stop, node.arg.step]
                node.arg = helper_call(SPAN, [end or nodes.Const(None, lineno=node.lineno) for end in ends], node)
            elif isinstance(node, _CALLS):
                node.dyn_args = node.dyn_args and helper_call(SPREAD, [node.dyn_args], node)
                node.dyn_kwargs = node.dyn_kwargs and helper_call(SPREAD, [node.dyn_kwargs], node)
                pattern = _pattern_of(node)
                if pattern is not None:
                    filled = helper_call(FILLED, [pattern, *node.args], node)
                    node.node, node.args = filled.node, filled.args
            elif isinstance(node, nodes.For):
                node.iter = helper_call(COUNT, [node.iter], node)
            elif isinstance(node, nodes.Output):
                node.nodes = self._stretched(node.nodes)

    def _stretched(self, children: list[nodes.Expr]) -> list[nodes.Expr]:
        """Return *children*, what is printed one after the other, with stretches in place of all that is plain.

        The line breaks between tags were Jinja's only.
        """
        new: list[nodes.Expr] = []
        pieces: list[Piece] = []
        roots: dict[str, nodes.Expr] = {}
        for child in [*children, None]:
            if isinstance(child, nodes.TemplateData):
                pieces.extend(self._pieces[int(number)] for number in MARKER.findall(child.data))
                continue
            name = bound_name(child, roots)
            if name is not None:
                pieces.append(name)
                continue
            if pieces:
                stretch = Stretch(pieces)
                number, line = len(self.stretches), children[0].lineno
                self.stretches.append(stretch)
                new.append(stretch_call(number, list(roots.values()), line, is_fixed=stretch.is_fixed))
                pieces, roots = [], {}
            if child is not None:
                new.append(child)
        return new

    @property
    def _pieces(self) -> Sequence[Piece]:
        return self._program.assembly.pieces

    def without(self, line: int, *, kept: bool = False) -> LoadedProgram:
        """Return this program with the tag on *line* made neutral; an output's own text is printed if *kept*."""
        source_lines = self._source.split("\n")
        at = self._program.lines[line - 1]
        instead = at.neutral + self._program.assembly.marker(self.typed(line) if kept else "")
        written = source_lines[line - 1]
        plain = (mark.group() for mark in MARKER.finditer(written) if isinstance(self._pieces[int(mark[1])], Name))
        source_lines[line - 1] = written.replace(next(plain, at.source), instead, 1)
        return self._of(source_lines)

    def trying(self) -> LoadedProgram:
        """Return this program with each tag that works something out tried: one that lacks a value stops no other.

        For many tags it takes as long to compile as to leave out one.
        """
        source_lines = self._source.split("\n")
        for number, line in enumerate(self._program.lines):
            source = line.source
            # A line may print something before a statement, and a statement is no part of a block of its own.
            prints = source.startswith("{{") and "{%" not in source
            if line.tag is not None and prints and not re.search(_OF_ITS_BLOCK, source):
                tried = f"{{% call {TRIED}({number + 1}) %}}{source}{{% endcall %}}"
                source_lines[number] = source_lines[number].replace(source, tried, 1)
        return self._of(source_lines)

    def _of(self, source_lines: list[str]) -> LoadedProgram:
        """Return this program compiled of other *source_lines*."""
        source = "\n".join(source_lines)
        return LoadedProgram(self._program, source, self.environment.parse(source, filename=PROGRAM_FILE))


def _pattern_of(call: nodes.Node) -> nodes.Const | None:
    """Return the text of *call* where that is ``"{:,.2f}".format(…)``, as figures are often written."""
    if not isinstance(call, nodes.Call) or call.kwargs or call.dyn_args or call.dyn_kwargs:
        return None
    method = call.node
    if not isinstance(method, nodes.Getattr) or method.attr != "format" or not isinstance(method.node, nodes.Const):
        return None
    return method.node if isinstance(method.node.value, str) else None
