"""Expressions: the source of one, in Jinja's language -> the same as `simple` works it out, in tuples.

Names with their steps, figures and texts, reckoned with, compared, joined by ``and``, ``or``, ``not``, ``if … else``,
and put through the filters of official documents and some of Jinja's: what is read here means what it means to Jinja.
All else is Jinja's to read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docfill.word.assembly import MOST_STEPS
from docfill.word.official import OFFICIAL_FILTERS
from docfill.word.vocabulary import (
    AND,
    ASKED,
    BLANK,
    CHOICE,
    CONST,
    DEFAULT,
    DEFINED,
    FILTER,
    LENGTH,
    LOOP,
    NAME,
    NOT,
    OR,
    ROUND,
)

if TYPE_CHECKING:
    from collections.abc import Collection

Expression = tuple[Any, ...]

_DOTTED = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_PATH = re.compile(rf"\s*({_DOTTED})\s*\Z")
# In an expression: a name with its steps, a figure, a literal in which nothing is escaped, a sign.
_FIGURE, _LITERAL, _SIGN = (
    r"(?:\d+\.\d+|[1-9]\d*|0)(?![\w.])",
    r"'[^'\\\r\n]*'|\"[^\"\\\r\n]*\"",
    r"[=!<>]=|//|\*\*|[<>()|,=+*/-]",
)
_WORD = re.compile(rf"\s*(?:({_DOTTED})|({_FIGURE})|({_LITERAL})|({_SIGN}))")
# Of more words Python might say that they are nested too deep.
_MOST_WORDS = 60
_COMPARISONS = {"==": "eq", "!=": "ne", ">": "gt", ">=": "gteq", "<": "lt", "<=": "lteq"}
_SUMS, _PRODUCTS = {"+": "add", "-": "sub"}, {"*": "mul", "/": "div"}
# Jinja's own filters and tests that are known here; and the globals of the sandbox, which have a value without data.
_DEFAULT, _LENGTH, _ROUND = frozenset({"default", "d"}), frozenset({"length", "count"}), frozenset({"round"})
_TESTS = {"defined": DEFINED, "none": BLANK}
_GLOBALS = frozenset({"range", "dict", "namespace"})
_MOST_DECIMALS = 30
_EQUALS = ("", "", "", "=")
_PICTURES = "pictures"  # filters that make more than text
_VALUES = {"true": True, "True": True, "false": False, "False": False, "none": None, "None": None}
# What is no name to Jinja, or one to which it gives a meaning of its own.
_NO_NAMES = frozenset(
    [
        *("and", "or", "not", "in", "is", "if", "else", *_VALUES),
        *(LOOP, "self", "super", "caller", "varargs", "kwargs"),
    ]
)


class NotSimpleError(Exception):
    """Raised at the first thing that takes Jinja to read or to run."""


def expression_of(source: str, own_names: Collection[str] = (), *, may_choose: bool = False) -> Expression:
    """Return the expression *source*. Raises NotSimpleError, also at what is one of a caller's *own_names*.

    *may_choose* says that ``if … else`` may stand in it without brackets, as in what prints.
    """
    path = _PATH.match(source)  # as nearly all are
    return _named(path[1]) if path else _Words(source, own_names).whole(may_choose=may_choose)


def asks_for_loop(expression: Expression) -> bool:
    """Tell whether *expression* asks how far a loop has come."""
    return expression[:2] == (NAME, LOOP) or any(
        asks_for_loop(part) for part in expression[1:] if isinstance(part, tuple)
    )


def _named(path: str) -> Expression:
    if path in _VALUES:
        return CONST, _VALUES[path]
    root, *steps = path.split(".")
    if root == LOOP and len(steps) == 1 and steps[0] in ASKED:
        return NAME, LOOP, (steps[0],)
    if root in _NO_NAMES or len(steps) > MOST_STEPS or not all(map(str.isidentifier, (root, *steps))):
        raise NotSimpleError
    return NAME, root, tuple(steps)


class _Words:
    """The words of an expression, read from the first to the last; what binds less tightly comes first."""

    def __init__(self, source: str, own_names: Collection[str]) -> None:
        self._own_names = own_names
        self._words: list[tuple[str, str, str, str]] = []
        self._at = 0
        source = source.rstrip()
        at = 0
        while at < len(source):
            word = _WORD.match(source, at)
            if word is None or len(self._words) == _MOST_WORDS:
                raise NotSimpleError
            name, figure, literal, sign = word.groups("")
            self._words.append((name, figure, literal, sign))
            at = word.end()
        self._words.append(("", "", "", ""))

    def whole(self, *, may_choose: bool) -> Expression:
        """Return what all the words say."""
        found = self._chosen() if may_choose else self._either()
        if self._at != len(self._words) - 1:
            raise NotSimpleError
        return found

    def _next(self) -> tuple[str, str, str, str]:
        self._at += 1
        return self._words[self._at - 1]

    def _takes(self, *words: str) -> str:
        """Return the next word, and pass it, if it is one of *words*; "" otherwise."""
        name, _, _, sign = self._words[self._at]
        word = name or sign
        if word not in words:
            return ""
        self._at += 1
        return word

    def _chosen(self) -> Expression:
        found = self._either()
        if not self._takes("if"):
            return found
        test = self._either()
        if not self._takes("else"):
            raise NotSimpleError
        return CHOICE, test, found, self._chosen()

    def _either(self) -> Expression:
        found = self._both()
        while self._takes("or"):
            found = OR, found, self._both()
        return found

    def _both(self) -> Expression:
        found = self._negated()
        while self._takes("and"):
            found = AND, found, self._negated()
        return found

    def _negated(self) -> Expression:
        return (NOT, self._negated()) if self._takes("not") else self._compared()

    def _compared(self) -> Expression:
        found = self._sum()
        sign = self._takes(*_COMPARISONS)
        return (_COMPARISONS[sign], found, self._sum()) if sign else found

    def _sum(self) -> Expression:
        found = self._product()
        while sign := self._takes(*_SUMS):
            found = _SUMS[sign], found, self._product()
        return found

    def _product(self) -> Expression:
        found = self._filtered()
        while sign := self._takes(*_PRODUCTS):
            found = _PRODUCTS[sign], found, self._filtered()
        return found

    def _filtered(self) -> Expression:
        found = self._value()
        while sign := self._takes("|", "is"):
            found = self._through_filter(found) if sign == "|" else self._tested(found)
        return found

    def _through_filter(self, value: Expression) -> Expression:
        name = self._next()[0]
        given, options = self._arguments()
        if name in self._own_names:
            raise NotSimpleError
        if name in _DEFAULT and len(given) in {1, 2} and not options:
            return DEFAULT, self._that_may_be_missing(value), given[0], bool(given[1:] and given[1])
        if name in _LENGTH and not given and not options:
            return LENGTH, value
        if name in _ROUND and not options:
            (digits,) = given or (0,)
            if type(digits) is int and digits <= _MOST_DECIMALS:
                return ROUND, value, digits
        module = OFFICIAL_FILTERS.get(name, _PICTURES)
        if module == _PICTURES:
            raise NotSimpleError
        return FILTER, module, name, value, given, options

    def _tested(self, value: Expression) -> Expression:
        is_not = self._takes("not")
        kind = _TESTS.get(self._next()[0])
        if kind is None or self._begins_value():  # which would be given to the test
            raise NotSimpleError
        found = kind, self._that_may_be_missing(value) if kind == DEFINED else value
        return (NOT, found) if is_not else found

    def _begins_value(self) -> bool:
        name, figure, literal, sign = self._words[self._at]
        return bool(figure or literal or sign == "(" or (name and name not in {"and", "or", "else"}))

    def _that_may_be_missing(self, value: Expression) -> Expression:
        """Return *value*, a name of which it is asked whether the data have it. Raises NotSimpleError otherwise."""
        if value[0] != NAME or value[1] == LOOP or value[1] in _GLOBALS or value[1] in self._own_names:
            raise NotSimpleError
        return value

    def _arguments(self) -> tuple[tuple[Any, ...], tuple[tuple[str, Any], ...]]:
        """Return what stands in the brackets behind a filter: values, and options with their names."""
        given: list[Any] = []
        options: dict[str, Any] = {}
        if not self._takes("("):
            return (), ()
        while True:
            option = self._words[self._at][0] if self._words[self._at + 1 :][:1] == [_EQUALS] else ""
            if option:
                self._at += 2
            kind, *value = self._value()
            if kind != CONST or option in options or (options and not option) or "." in option:
                raise NotSimpleError
            if option:
                options[option] = value[0]
            else:
                given.append(value[0])
            if self._takes(")"):
                return tuple(given), tuple(options.items())
            if not self._takes(","):
                raise NotSimpleError

    def _value(self) -> Expression:
        name, figure, literal, sign = self._next()
        if name:
            return _named(name)
        if figure:
            return CONST, float(figure) if "." in figure else int(figure)
        if literal:
            return CONST, literal[1:-1]
        if sign != "(":
            raise NotSimpleError
        found = self._chosen()
        if not self._takes(")"):
            raise NotSimpleError
        return found
