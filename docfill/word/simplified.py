"""Simplified: a program of pieces and lines -> the same as `simple` runs it, in values of Python's own; or None.

Most programs print names, ask for them and repeat, and use the filters of official documents, and no more. These are
read here: Jinja's import takes longer than all the rest of a cold fill, and its compiler a third of the rest of a
compile. What is read here means what it means to Jinja; of what is not surely the same nothing is read, and the whole
program is Jinja's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from docfill.word.assembly import Line, Name
from docfill.word.expressions import NotSimpleError, asks_for_loop, expression_of
from docfill.word.runnable import GRID, PARAGRAPHS
from docfill.word.stretches import Stretch
from docfill.word.vocabulary import (
    AND,
    ARITHMETIC,
    CHOICE,
    DEFAULT,
    FILL,
    FILTER,
    FOR,
    IF,
    LENGTH,
    LINES,
    LOOP,
    NAME,
    OR,
    PRINT,
    ROUND,
    TEXT,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from docfill.word.assembly import Assembly
    from docfill.word.expressions import Expression
    from docfill.word.stretches import Piece

# What a line of the source is made of: the marker of a piece, an output, a statement. (An end that stands in a literal
# leaves a quote before it that ends nothing, and such an expression is not read.)
_UNIT = re.compile("\x00(\\d+)\x00|\\{\\{(.*?)\\}\\}|\\{%(.*?)%\\}")
_STATEMENT = re.compile(r"\s*(if|elif|else|endif|for|endfor)\b\s*(.*?)\s*\Z")
_LOOP = re.compile(r"(\w+)\s+in\s+(.*)\Z")
_FILLING = re.compile(rf"\s*{GRID}\((\d+), (.*)\)\s*\Z")
_LINING = re.compile(rf"\s*{PARAGRAPHS}\(\((.*)\), (\d+)\)\s*\Z")
# What is printed besides names; that something is true or false is seldom meant to be.
_PRINTED = frozenset({AND, OR, FILTER, CHOICE, DEFAULT, LENGTH, ROUND, *ARITHMETIC})
# Of more branches Python might say that they are nested too deep.
_MOST_BRANCHES = 20


class Simplified(NamedTuple):
    """A program as it runs without Jinja: its *statements*, and the *stretches* that they print by their number."""

    statements: tuple[Any, ...]
    stretches: list[Stretch]


def simplified(program: Assembly, own_names: Collection[str] = ()) -> Simplified | None:
    """Return what *program* says; None where some of it takes Jinja.

    So do the *own_names* of a caller, of filters and globals, also those that are names of docfill's.
    """
    pieces = program.pieces
    reader = _Reader(pieces, own_names)
    number = 1  # of the line
    try:
        for unit in program.units:
            if isinstance(unit, Line):
                reader.read(unit.source, number)
                number += 1
            else:
                piece = pieces[unit]
                reader.pieces.append(piece)
                number += isinstance(piece, Name)
        return reader.done()
    except NotSimpleError:
        return None


class _Block:
    """A condition or a loop that is being read: what its statement says, and what stood before in what is around it."""

    def __init__(self, head: Any, around: list[Any], target: str = "") -> None:
        self.head: Any = head  # what is asked for, or repeated; None in the last branch of a condition
        self.around = around
        self.target = target  # of a loop
        self.is_asked_for = False  # whether something in it asks how far the loop has come
        self.branches: list[tuple[Any, tuple[Any, ...]]] = []


class _Reader:
    """Reads a program line by line; *pieces* are printed plainly since the last statement of `_body`."""

    def __init__(self, pieces: Sequence[Piece], own_names: Collection[str]) -> None:
        self._all = pieces
        self._own_names = own_names
        self._stretches: list[Stretch] = []
        self._open: list[_Block] = []
        self._body: list[Any] = []  # the statements of the innermost block, so far
        self.pieces: list[Piece] = []
        self._roots: list[str] = []  # what names in it begin with where blocks may give it a meaning

    def read(self, line: str, number: int) -> None:
        """Read *line*, the program's line of that *number*."""
        at = 0
        for unit in _UNIT.finditer(line):
            if unit.start() != at:
                raise NotSimpleError
            at = unit.end()
            piece, output, statement = unit.groups()
            if piece is not None:
                self.pieces.append(self._all[int(piece)])
            elif output is not None:
                self._output(output, number)
            else:
                self._statement(statement)
        if at != len(line):
            raise NotSimpleError

    def done(self) -> Simplified:
        """Return the program."""
        self._end_stretch()
        if self._open:
            raise NotSimpleError
        return Simplified(tuple(self._body), self._stretches)

    def _end_stretch(self) -> None:
        if self.pieces:
            self._body.append((TEXT, len(self._stretches), tuple(self._roots)))
            self._stretches.append(Stretch(self.pieces))
            self.pieces, self._roots = [], []

    def _output(self, source: str, number: int) -> None:
        if found := _FILLING.match(source):
            statement: Any = FILL, int(found[1]), self._expression(found[2], may_choose=True)
        elif found := _LINING.match(source):
            statement = LINES, int(found[2]), self._expression(found[1], may_choose=True)
        else:
            expression = self._expression(source, may_choose=True)
            if expression[0] == NAME:
                _, root, steps = expression
                if root not in self._roots:
                    self._roots.append(root)
                self.pieces.append(Name(steps, number, self._roots.index(root) + 1))
                return
            if expression[0] not in _PRINTED:
                raise NotSimpleError
            statement = PRINT, expression
        self._end_stretch()
        self._body.append(statement)

    def _expression(self, source: str, *, may_choose: bool = False) -> Expression:
        """Return the expression *source*. Raises NotSimpleError where it is more than `expressions` reads."""
        found = expression_of(source, self._own_names, may_choose=may_choose)
        if LOOP in source and asks_for_loop(found):
            loop = next((block for block in reversed(self._open) if block.target), None)
            if loop is None:
                raise NotSimpleError
            loop.is_asked_for = True
        return found

    def _statement(self, source: str) -> None:
        found = _STATEMENT.match(source)
        if found is None:
            raise NotSimpleError
        self._end_stretch()
        word, rest = found.groups()
        if word == "if":
            self._begin(_Block(self._expression(rest), self._body))
        elif word == "for":
            loop = _LOOP.match(rest)
            if loop is None:
                raise NotSimpleError
            target = self._expression(loop[1])
            if target != (NAME, loop[1], ()):
                raise NotSimpleError
            self._begin(_Block(self._expression(loop[2]), self._body, loop[1]))
        elif word == "elif":
            self._next_branch(self._expression(rest))
        elif rest:
            raise NotSimpleError
        elif word == "else":
            self._next_branch(None)
        else:
            self._end(is_loop=word == "endfor")

    def _begin(self, block: _Block) -> None:
        self._open.append(block)
        self._body = []

    def _next_branch(self, test: Any) -> None:
        if not self._open or self._open[-1].target or self._open[-1].head is None:
            raise NotSimpleError
        block = self._open[-1]
        if len(block.branches) == _MOST_BRANCHES:
            raise NotSimpleError
        block.branches.append((block.head, tuple(self._body)))
        block.head = test
        self._body = []

    def _end(self, *, is_loop: bool) -> None:
        if not self._open or bool(self._open[-1].target) != is_loop:
            raise NotSimpleError
        block = self._open.pop()
        last = tuple(self._body)
        self._body = block.around
        if is_loop:
            self._body.append((FOR, block.target, block.head, last, block.is_asked_for))
        elif block.head is None:
            self._body.append((IF, tuple(block.branches), last))
        else:
            self._body.append((IF, (*block.branches, (block.head, last)), ()))
