"""Expressions: the source of one, in Jinja's language -> the same as `simple` works it out, in tuples.

Names with their steps, figures and texts, compared, joined by ``and``, ``or`` and ``not``, and put through the filters
of official documents: what is read here means what it means to Jinja. Anything else is Jinja's to read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docfill.word.assembly import MOST_STEPS
from docfill.word.official import OFFICIAL_FILTERS
from docfill.word.simple import AND, ASKED, CONST, FILTER, LOOP, NAME, NOT, OR

if TYPE_CHECKING:
    from collections.abc import Collection

Expression = tuple[Any, ...]

_DOTTED = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_PATH = re.compile(rf"\s*({_DOTTED})\s*\Z")
# In an expression: a name with its steps, a figure, a literal in which nothing is escaped, a sign.
_FIGURE, _LITERAL, _SIGN = r"(?:\d+\.\d+|[1-9]\d*|0)(?![\w.])", r"'[^'\\\r\n]*'|\"[^\"\\\r\n]*\"", r"[=!<>]=|[<>()|,=]"
_WORD = re.compile(rf"\s*(?:({_DOTTED})|({_FIGURE})|({_LITERAL})|({_SIGN}))")
# Of more words Python might say that they are nested too deep.
_MOST_WORDS = 60
_COMPARISONS = {"==": "eq", "!=": "ne", ">": "gt", ">=": "gteq", "<": "lt", "<=": "lteq"}
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


def expression_of(source: str, own_filters: Collection[str] = ()) -> Expression:
    """Return the expression *source*. Raises NotSimpleError, also at a filter that is one of the *own_filters*."""
    path = _PATH.match(source)  # as nearly all are
    return _named(path[1]) if path else _Words(source, own_filters).whole()


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

    def __init__(self, source: str, own_filters: Collection[str]) -> None:
        self._own_filters = own_filters
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

    def whole(self) -> Expression:
        """Return what all the words say."""
        found = self._either()
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
        found = self._filtered()
        sign = self._takes(*_COMPARISONS)
        return (_COMPARISONS[sign], found, self._filtered()) if sign else found

    def _filtered(self) -> Expression:
        found = self._value()
        while self._takes("|"):
            name = self._next()[0]
            module = OFFICIAL_FILTERS.get(name, _PICTURES)
            if module == _PICTURES or name in self._own_filters:
                raise NotSimpleError
            found = FILTER, module, name, found, *self._arguments()
        return found

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
        found = self._either()
        if not self._takes(")"):
            raise NotSimpleError
        return found
