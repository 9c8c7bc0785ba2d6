"""Simple: a program that only prints names, asks and repeats -> what it prints, without Jinja.

Most templates ask no more than `simplified` finds in their programs. Jinja's import takes more than half of what such a
fill takes. Whatever is not as plain as it looks when it comes to the values is left to the template itself.
"""

from __future__ import annotations

import datetime as dt
import operator
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

from markupsafe import escape

from docfill.data import SHOWN, ShownFloat, ShownInt
from docfill.limits import LIMITS
from docfill.problems import Problems
from docfill.word.chunks import finished
from docfill.word.clock import Clock
from docfill.word.values import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from docfill.word.assembly import GridCell
    from docfill.word.document import Document
    from docfill.word.ids import IdPool, Ids, IdSlot
    from docfill.word.runnable import Runnable
    from docfill.word.values import Structure

# What stands in a program. Of statements:
TEXT, PRINT, LINES, IF, FOR, FILL = "text", "print", "lines", "if", "for", "grid"
# And of expressions; a comparison has one of the signs below.
NAME, CONST, NOT, AND, OR, FILTER = "name", "const", "not", "and", "or", "filter"
CHOICE, DEFAULT, DEFINED, BLANK, LENGTH, ROUND = "if else", "default", "defined", "none", "length", "round"
COMPARISONS = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gteq": operator.ge,
    "lt": operator.lt,
    "lteq": operator.le,
}

ARITHMETIC = {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv}

# The name of a round of a loop, and what of it may be asked for.
LOOP, ASKED = "loop", frozenset({"index", "index0", "revindex", "revindex0", "first", "last", "length"})

# What is printed as its text is, and is true or false as Python has it.
_PLAIN = SHOWN | {str, int, float, bool, type(None), dt.date, dt.datetime, dt.time}
_SIZED = frozenset({dict, list})
_FIGURES = frozenset({int, float, ShownInt, ShownFloat})
_MOST_BITS = 4_096  # of two factors: whoever multiplies longer figures is told of their bounds by Jinja's way
_MAPPING_METHODS = frozenset({"items", "keys", "values", "get"})
_MISSING = object()
# A longer program is in no hurry to start, and Jinja's code is faster.
_MOST_ROUNDS = 5_000
# What takes longer is given up: together with what is done then it takes little longer than a fill may.
_SECONDS = LIMITS.seconds / 10


class NeedsTemplateError(BaseException):
    """Raised where a fill asks for what is not kept. Not for anything on the way to catch, as an Exception may be."""


class Simple:
    """Fills *document* by simple programs: its *parts* with the statements of each.

    It does so until a fill takes what it cannot do, or so many rounds of loops were run that Jinja's code is worth its
    import: from then on `made` returns None.
    """

    def __init__(self, document: Document, parts: Sequence[tuple[Runnable, tuple[Any, ...]]]) -> None:
        self._document = document
        self._parts = parts
        self._rounds = _MOST_ROUNDS

    def made(self, data: Mapping[str, Any]) -> list[bytes] | None:
        """Return the report's bytes for *data*; None where it takes Jinja to make it, or to say why not."""
        try:
            return list(self._written(data))
        except (Exception, NeedsTemplateError):  # noqa: BLE001  whatever it is, Jinja's way tells of it at its place
            return None

    def _written(self, data: Mapping[str, Any]) -> Iterator[bytes]:
        fill = _Fill(data, self._rounds)
        made = {
            part.member: self._document.package.pack(
                part.member, finished(_Part(fill, part).run(statements, {}), part, LIMITS)
            )
            for part, statements in self._parts
        }
        self._rounds = fill.rounds
        yield from self._document.report(made)


class _Fill:
    """One fill under way, with its *data*; *rounds* of loops are left to it."""

    def __init__(self, data: Mapping[str, Any], rounds: int) -> None:
        self.data = data
        self.rounds = rounds
        self._clock = Clock(_SECONDS)
        self._pool: IdPool | None = None  # shared by the parts; made by the first that needs one

    def pool(self, program: Runnable) -> IdPool:
        """Return the ids that may be given to copies."""
        from docfill.word.ids import IdPool  # lazy for start-up

        self._pool = self._pool or IdPool(program.taken())
        return self._pool

    def spend(self, rounds: int) -> None:
        """Count the *rounds* of a loop, before the first of them. Raises NeedsTemplateError."""
        self.rounds -= rounds
        if self.rounds < 0:
            raise NeedsTemplateError

    def look_at_clock(self) -> None:
        """Raise NeedsTemplateError where it took long enough."""
        if self._clock.is_over():
            raise NeedsTemplateError


class _Part:
    """The program of one part under way."""

    def __init__(self, fill: _Fill, program: Runnable) -> None:
        self._fill = fill
        self._data = fill.data
        self._program = program
        self._cells: dict[int, list[Structure]] = {}

    @cached_property
    def _ids(self) -> Ids:
        from docfill.word.ids import Ids  # lazy for start-up

        return Ids(self._fill.pool(self._program))

    def run(self, statements: tuple[Any, ...], names: Mapping[str, Any]) -> Iterator[bytes]:
        """Yield what *statements* print; *names* are those that loops give a value."""
        for statement in statements:
            kind = statement[0]
            if kind == TEXT:
                _, number, roots = statement
                stretch = self._program.stretches[number]
                given = tuple([self._named(root, names) for root in roots])
                yield stretch.printed(self._data, given, _needed, _printed, self._cell, self._fresh)
            elif kind == IF:
                _, branches, chosen = statement
                for test, body in branches:
                    if self._is_true(test, names):
                        chosen = body
                        break
                if chosen:
                    yield from self.run(chosen, names)
            elif kind == PRINT:
                yield _printed(self._value(statement[1], names), 0).encode()
            elif kind == LINES:
                yield self._lines(statement[1], self._value(statement[2], names)).encode()
            elif kind == FILL:
                yield self._filled(statement[1], self._value(statement[2], names)).encode()
            else:
                yield from self._repeat(statement, names)

    def _repeat(self, loop: tuple[Any, ...], names: Mapping[str, Any]) -> Iterator[bytes]:
        _, target, over, body, is_asked_for = loop
        items = self._value(over, names)
        if items is None:
            return  # an empty cell where a list might be is an empty list
        if type(items) is not list:
            raise NeedsTemplateError
        self._fill.spend(len(items))
        for index, item in enumerate(items):
            self._fill.look_at_clock()
            within = {**names, target: item}
            if is_asked_for:
                within[LOOP] = _round_of(index, len(items))
            yield from self.run(body, within)

    def _lines(self, number: int, value: Any) -> str:
        """Return *value* one paragraph a line; between two lines the paragraph is ended and begun again."""
        text = str(value if type(value) is str else _text(value))
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return self._program.bridges[number].join(_printed(line, 0) for line in lines)

    def _filled(self, number: int, value: Any) -> Structure:
        """Return the first cell of a grid that is filled with *value*; the others come with their stretches."""
        if type(value) not in _SIZED:
            raise NeedsTemplateError
        problems = Problems()
        self._cells[number] = self._program.grids[number].fill(value, problems, _text)
        if problems:
            raise NeedsTemplateError
        return self._cells[number][0]

    def _cell(self, cell: GridCell) -> str:
        cells = self._cells.get(cell.grid)
        return cells[cell.slot] if cells else self._program.grids[cell.grid].slots[cell.slot].blank

    def _fresh(self, slot: IdSlot) -> str:
        return self._ids.fresh(slot)

    def _named(self, name: str, names: Mapping[str, Any]) -> Any:
        found = names if name in names else self._data
        if name not in found:
            raise NeedsTemplateError
        return found[name]

    def _value(self, expression: tuple[Any, ...], names: Mapping[str, Any]) -> Any:
        kind = expression[0]
        if kind == NAME:
            _, name, steps = expression
            value = self._named(name, names)
            for step in steps:
                if type(value) is not dict or step not in value:
                    raise NeedsTemplateError
                value = value[step]
            return value
        if kind == CONST:
            return expression[1]
        if kind == FILTER:
            return self._filtered(expression, names)
        if kind == NOT:
            return not self._is_true(expression[1], names)
        if kind == CHOICE:
            _, test, then, otherwise = expression
            return self._value(then if self._is_true(test, names) else otherwise, names)
        if kind == DEFINED:
            return self._looked_up(expression[1], names) is not _MISSING
        if kind == DEFAULT:
            _, within, instead, is_for_blank_too = expression
            value = self._looked_up(within, names)
            return instead if value is _MISSING or (is_for_blank_too and not _truth(value)) else value
        first = self._value(expression[1], names)
        if kind in {AND, OR}:
            return first if _truth(first) == (kind == OR) else self._value(expression[2], names)
        if kind in {BLANK, LENGTH, ROUND}:
            return _asked_of(kind, first, expression)
        second = self._value(expression[2], names)
        if kind in ARITHMETIC:
            return _reckoned(kind, first, second)
        if type(first) not in _PLAIN or type(second) not in _PLAIN:
            raise NeedsTemplateError
        return COMPARISONS[kind](first, second)

    def _looked_up(self, name: tuple[Any, ...], names: Mapping[str, Any]) -> Any:
        """Return the value of *name*; `_MISSING` where what should hold it is there, and does not."""
        _, root, steps = name
        if not steps:
            return self._named(root, names) if root in names or root in self._data else _MISSING
        whole = self._value((NAME, root, steps[:-1]), names)
        if type(whole) is not dict or steps[-1] in _MAPPING_METHODS:
            raise NeedsTemplateError
        return whole.get(steps[-1], _MISSING)

    def _filtered(self, expression: tuple[Any, ...], names: Mapping[str, Any]) -> Any:
        from docfill.filters.calling import apply  # lazy for start-up

        _, module, name, within, given, options = expression
        value = self._value(within, names)
        if type(value) not in _PLAIN:
            raise NeedsTemplateError
        return apply(module, name, value, *given, **dict(options))

    def _is_true(self, expression: tuple[Any, ...], names: Mapping[str, Any]) -> bool:
        return _truth(self._value(expression, names))


def _asked_of(kind: str, value: Any, expression: tuple[Any, ...]) -> Any:
    """Return what `BLANK`, `LENGTH` or `ROUND` asks of *value*."""
    if kind == BLANK:
        return value is None
    if kind == LENGTH:
        if type(value) not in _SIZED and type(value) is not str:
            raise NeedsTemplateError
        return len(value)
    if type(value) not in _FIGURES:
        raise NeedsTemplateError
    return round(value, expression[2])


def _reckoned(kind: str, left: Any, right: Any) -> Any:
    if type(left) not in _FIGURES or type(right) not in _FIGURES:
        raise NeedsTemplateError
    is_product = kind == "mul" and isinstance(left, int) and isinstance(right, int)
    if is_product and left.bit_length() + right.bit_length() > _MOST_BITS:
        raise NeedsTemplateError
    return ARITHMETIC[kind](left, right)


def _round_of(index: int, length: int) -> dict[str, Any]:
    """Return what ``loop`` says in the round of that *index* among *length*."""
    left = length - index
    ends = {"first": not index, "last": left == 1, "length": length}
    return {"index0": index, "index": index + 1, "revindex0": left - 1, "revindex": left, **ends}


def _truth(value: Any) -> bool:
    if type(value) not in _PLAIN and type(value) not in _SIZED:
        raise NeedsTemplateError  # such as a value that could not be read
    return bool(value)


def _text(value: Any) -> Any:
    if type(value) not in _PLAIN:
        raise NeedsTemplateError
    return text_of(value)


def _printed(value: Any, _line: int) -> str:
    """Return what is printed for *value*, escaped, as `running` has it."""
    return escape(_text(value))


def _needed(*_: object) -> NoReturn:
    raise NeedsTemplateError
