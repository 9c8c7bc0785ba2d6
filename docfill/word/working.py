"""Working: the expressions of a program without Jinja -> functions that work them out.

Each is given the *slots* of a fill: the data, the part that is filled, and what the loops around have come to. A name's
slot is known beforehand, so that nothing is looked for in one scope after the other. Whatever is not as plain as it
looks when it comes to the values is left to Jinja, which tells what is wrong with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from docfill.data import SHOWN, ShownFloat, ShownInt
from docfill.word.vocabulary import (
    AND,
    ARITHMETIC,
    BLANK,
    CHOICE,
    COMPARISONS,
    CONST,
    DEFAULT,
    DEFINED,
    FILTER,
    LENGTH,
    NAME,
    NOT,
    OR,
)

Slots = list[Any]
Working = Callable[[Slots], Any]
Scope = Mapping[str, int]  # the slot of each name that a loop gives a value

DATA, PART, FIRST = 0, 1, 2  # slots, the last of the outermost loop

# What is printed as its text is, and is true or false as Python has it.
PLAIN = SHOWN | {str, int, float, bool, type(None), dt.date, dt.datetime, dt.time}
SIZED = frozenset({dict, list})
_HAS_A_TRUTH = PLAIN | SIZED
_FIGURES = frozenset({int, float, ShownInt, ShownFloat})
_MOST_BITS = 4_096  # of two factors: whoever multiplies longer figures is told of their bounds by Jinja's way
_MAPPING_METHODS = frozenset({"items", "keys", "values", "get"})
_MISSING = object()


class NeedsTemplateError(BaseException):
    """Raised where a fill asks for what is not kept. Not for anything on the way to catch, as an Exception may be."""


def working(expression: tuple[Any, ...], scope: Scope) -> Working:
    """Return what works *expression* out, in which loops have given names the slots of *scope*."""
    kind, *parts = expression
    if kind == NAME:
        return _name(parts[0], parts[1], scope)
    if kind == CONST:
        constant = parts[0]
        return lambda _: constant
    if kind in COMPARISONS:
        return _comparison(kind, working(parts[0], scope), working(parts[1], scope))
    if kind in ARITHMETIC:
        return _calculation(kind, working(parts[0], scope), working(parts[1], scope))
    if kind in {AND, OR}:
        return _either(working(parts[0], scope), working(parts[1], scope), stays=kind == OR)
    if kind == NOT:
        test = truth(parts[0], scope)
        return lambda slots: not test(slots)
    if kind == CHOICE:
        test, then, otherwise = truth(parts[0], scope), working(parts[1], scope), working(parts[2], scope)
        return lambda slots: then(slots) if test(slots) else otherwise(slots)
    if kind == DEFINED:
        look = _that_may_be_missing(parts[0], scope)
        return lambda slots: look(slots) is not _MISSING
    if kind == DEFAULT:
        return _default(_that_may_be_missing(parts[0], scope), *parts[1:])
    if kind == FILTER:
        return _filter(working(parts[2], scope), parts[0], parts[1], parts[3], dict(parts[4]))
    value = working(parts[0], scope)
    if kind == BLANK:
        return lambda slots: value(slots) is None
    return _length(value) if kind == LENGTH else _rounded(value, parts[1])


def truth(expression: tuple[Any, ...], scope: Scope) -> Working:
    """Return what tells whether *expression* is true."""
    value = working(expression, scope)
    if expression[0] in {*COMPARISONS, NOT, DEFINED, BLANK}:
        return value  # it is one or the other
    return lambda slots: is_true(value(slots))


def is_true(value: Any) -> bool:
    """Tell whether *value* is true. Raises NeedsTemplateError, as for a value that could not be read."""
    if type(value) not in _HAS_A_TRUTH:
        raise NeedsTemplateError
    return bool(value)


def needed(*_: object) -> NoReturn:
    """Raise NeedsTemplateError."""
    raise NeedsTemplateError


def _name(root: str, steps: tuple[str, ...], scope: Scope) -> Working:
    slot = scope.get(root)
    if slot is None:
        return _of_data(root, steps)
    if not steps:
        return lambda slots: slots[slot]
    if len(steps) > 1:
        return lambda slots: _stepped(slots[slot], steps)
    (step,) = steps

    def item(slots: Slots) -> Any:
        whole = slots[slot]
        if type(whole) is not dict or step not in whole:
            raise NeedsTemplateError
        return whole[step]

    return item


def _of_data(root: str, steps: tuple[str, ...]) -> Working:
    def item(slots: Slots) -> Any:
        data = slots[DATA]
        if root not in data:
            raise NeedsTemplateError
        return _stepped(data[root], steps) if steps else data[root]

    return item


def _stepped(value: Any, steps: tuple[str, ...]) -> Any:
    for step in steps:
        if type(value) is not dict or step not in value:
            raise NeedsTemplateError
        value = value[step]
    return value


def _that_may_be_missing(name: tuple[Any, ...], scope: Scope) -> Working:
    """Return what gives the value of *name*; `_MISSING` where what should hold it is there, and does not."""
    _, root, steps = name
    slot = scope.get(root)
    if not steps:
        return (lambda slots: slots[DATA].get(root, _MISSING)) if slot is None else (lambda slots: slots[slot])
    holder, last = _name(root, steps[:-1], scope), steps[-1]

    def look(slots: Slots) -> Any:
        whole = holder(slots)
        if type(whole) is not dict or last in _MAPPING_METHODS:
            raise NeedsTemplateError
        return whole.get(last, _MISSING)

    return look


def _default(look: Working, instead: Any, is_for_blank_too: bool) -> Working:
    def found(slots: Slots) -> Any:
        value = look(slots)
        return instead if value is _MISSING or (is_for_blank_too and not is_true(value)) else value

    return found


def _comparison(kind: str, left: Working, right: Working) -> Working:
    compare = COMPARISONS[kind]

    def compared(slots: Slots) -> Any:
        first, second = left(slots), right(slots)
        if type(first) not in PLAIN or type(second) not in PLAIN:
            raise NeedsTemplateError
        return compare(first, second)

    return compared


def _calculation(kind: str, left: Working, right: Working) -> Working:
    calculate, is_product = ARITHMETIC[kind], kind == "mul"

    def calculated(slots: Slots) -> Any:
        first, second = left(slots), right(slots)
        if type(first) not in _FIGURES or type(second) not in _FIGURES:
            raise NeedsTemplateError
        are_whole = is_product and isinstance(first, int) and isinstance(second, int)
        if are_whole and first.bit_length() + second.bit_length() > _MOST_BITS:
            raise NeedsTemplateError
        return calculate(first, second)

    return calculated


def _either(left: Working, right: Working, *, stays: bool) -> Working:
    """Return what gives *left* if it is true where *stays* says so, or false otherwise, and *right* if not."""

    def either(slots: Slots) -> Any:
        first = left(slots)
        return first if is_true(first) == stays else right(slots)

    return either


def _filter(value: Working, module: str, name: str, given: tuple[Any, ...], options: dict[str, Any]) -> Working:
    from docfill.filters.calling import apply  # lazy for start-up

    def filtered(slots: Slots) -> Any:
        found = value(slots)
        if type(found) not in PLAIN:
            raise NeedsTemplateError
        return apply(module, name, found, *given, **options)

    return filtered


def _length(value: Working) -> Working:
    def length(slots: Slots) -> int:
        found = value(slots)
        if type(found) not in SIZED and type(found) is not str:
            raise NeedsTemplateError
        return len(found)

    return length


def _rounded(value: Working, digits: int) -> Working:
    def rounded(slots: Slots) -> Any:
        found = value(slots)
        if type(found) not in _FIGURES:
            raise NeedsTemplateError
        return round(found, digits)

    return rounded
