"""Bounds: how much an expression may ask for, and the functions of Jinja that ask for much, kept to it."""

from __future__ import annotations

import functools
import numbers
import re
from string import Formatter
from typing import TYPE_CHECKING, Any

from jinja2 import pass_eval_context
from jinja2.filters import do_int, do_replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jinja2.nodes import EvalContext

# Bounds on what one expression may ask for; far beyond any report. Those on a whole fill are in docfill/limits.py.
STEPS_OF_A_CALL = 100  # to call a macro takes as long as so many rounds of a loop
MAX_REPEAT = 1_000_000
MAX_WIDTH = 10_000
MAX_TEXT = 20_000_000
MAX_POWER_BITS = 4_096
MAX_PRODUCT_BITS = 1 << 16  # twenty thousand digits
_FIGURES = frozenset({int, float, bool})
_SHORT = 100  # characters of a pattern, which is the same in every row of a table
_WIDE = r"\d{5,}"
_NUMBER = r"\d+"
_WIDTH_FROM_VALUE = r":[^{}]*\{"


class BoundError(Exception):
    """Raised where an expression asks for more than a template may: ``args[0]`` says of what."""


class OutputBoundError(BoundError):
    """Raised where what tags print would be larger than a part of the report may be."""


def check(found: int, limit: int) -> None:
    """Raise BoundError where *found* is more than *limit*."""
    if found > limit:
        raise BoundError(f"{limit:,}")


def check_all(arguments: Iterable[Any]) -> None:
    """Raise BoundError where a number among *arguments* is more than a width may be."""
    for argument in arguments:
        if isinstance(argument, int):
            check(abs(argument), MAX_WIDTH)


def check_figure(value: Any) -> None:
    """Raise BoundError where *value* is a figure that would be too long once all of its digits are written."""
    if type(value).__name__ == "Decimal" and value.is_finite():  # by its name: few data hold one, and start-up counts
        check(abs(value.adjusted()), MAX_WIDTH)


def check_percent(pattern: str, values: Any) -> None:
    """Raise BoundError where ``pattern % values`` would pad to more than a width may be, or make too long a text."""
    check_widths(pattern)
    many = values if isinstance(values, tuple) else tuple(values.values()) if isinstance(values, dict) else (values,)
    if "*" not in pattern and _FIGURES.issuperset(map(type, many)):
        return  # as nearly always: no figure that is written out is longer than the widths of its pattern
    for one in many:
        check_figure(one)
    if "*" in pattern:  # a width that is one of the values
        check_all(many)
        check(pattern.count("*") * MAX_WIDTH, MAX_TEXT)
    check(pattern.count("%") * _longest(many), MAX_TEXT)


def check_widths(pattern: str) -> None:
    """Raise BoundError where a width is written in *pattern* that is more than one may be, or all are too much."""
    if len(pattern) > _SHORT:
        _look_at_widths.__wrapped__(pattern)
    else:
        _look_at_widths(pattern)


@functools.lru_cache(256)
def _look_at_widths(pattern: str) -> None:
    if re.search(_WIDE, pattern):
        raise BoundError(f"{MAX_WIDTH:,}")
    check(sum(map(int, re.findall(_NUMBER, pattern))), MAX_TEXT)


def check_format(pattern: str, values: Iterable[Any]) -> None:
    """Raise BoundError where ``pattern.format(values)`` would make too long a text."""
    many = list(values)
    check_widths(pattern)
    if re.search(_WIDTH_FROM_VALUE, pattern):
        check_all(many)
        check(pattern.count("{") * MAX_WIDTH, MAX_TEXT)
    check(pattern.count("{") * _longest(many), MAX_TEXT)


@functools.lru_cache(256)
def has_plain_fields(pattern: str) -> bool:
    """Tell whether the fields of *pattern*, for ``format``, name nothing but a value, each within bounds."""
    if len(pattern) > _SHORT:
        return False
    try:
        check_widths(pattern)
        fields = [*Formatter().parse(pattern)]
    except (BoundError, ValueError):  # told where it is filled in
        return False
    return all(
        field is None or (conversion is None and (not field or field.isdecimal()) and "{" not in (spec or ""))
        for _, field, spec, conversion in fields
    )


def _longest(values: Iterable[Any]) -> int:
    """Return about how many characters the longest of *values* has."""
    return max((len(value) for value in values if isinstance(value, (str, list, tuple, dict))), default=0)


def bounded_format(value: str, *args: Any, **kwargs: Any) -> str:
    """Return *value* with its ``%`` filled in (the filter ``format``)."""
    check_percent(str(value), args or tuple(kwargs.values()))
    return str(value) % (kwargs or args)


def bounded_int(value: Any, default: int = 0, base: int = 10) -> int:
    """Return *value* as a whole number (the filter ``int``), of at most so many digits as may be multiplied."""
    if isinstance(value, str):
        check(len(value), MAX_WIDTH)
    elif not isinstance(value, (int, float)):
        from decimal import Decimal  # lazy for start-up: few data hold one

        if isinstance(value, Decimal) and value.is_finite():
            check(value.adjusted(), MAX_WIDTH)
    return do_int(value, default, base)


def bounded_range(*bounds: int) -> range:
    """Return a range of at most `MAX_REPEAT` numbers."""
    numbers = range(*bounds)
    check(len(numbers), MAX_REPEAT)
    return numbers


def check_method(owner: str | int, name: str, arguments: Sequence[Any]) -> None:
    """Raise BoundError where calling the method *name* of *owner* could make a text, or a number, beyond bounds."""
    check_all(arguments)
    if isinstance(owner, str):
        check(bounded_size(name, owner, arguments), MAX_TEXT)


def check_power(base: Any, exponent: Any) -> None:
    """Raise BoundError where ``base ** exponent`` would have too many digits: of whole numbers and of fractions."""
    if isinstance(exponent, int) and isinstance(base, numbers.Rational):
        if isinstance(base, int):
            check(base.bit_length() * exponent, MAX_POWER_BITS)
        else:
            bits = int(base.numerator).bit_length() + int(base.denominator).bit_length()
            check(bits * abs(exponent), MAX_POWER_BITS)


def check_product(left: Any, right: Any) -> None:
    """Raise BoundError where to multiply or to divide *left* and *right*, whole numbers, would take long."""
    if isinstance(left, int) and isinstance(right, int):
        check(left.bit_length() + right.bit_length(), MAX_PRODUCT_BITS)


def bounded_size(name: str, text: str, arguments: Sequence[Any]) -> int:
    """Return how long a text the method or filter *name* may make of *text*; 0 where it can hardly grow."""
    first = arguments[0] if arguments else None
    if name == "replace" and len(arguments) > 1:
        return len(text) + text.count(str(first)) * len(str(arguments[1]))
    if name == "join" and isinstance(first, (list, tuple, str)):
        return len(text) * len(first) + sum(len(item) for item in first if isinstance(item, str))
    if name == "translate" and isinstance(first, dict):
        return len(text) * max(_longest(first.values()), 1)
    if name == "expandtabs":
        return len(text) + text.count("\t") * (first if isinstance(first, int) else 8)
    if name == "indent":
        return len(text) + (text.count("\n") + 1) * (first if isinstance(first, int) else max(_longest([first]), 4))
    if name == "wordwrap":
        # The text is cut off word by word, and what is left is copied each time.
        return max(len(text) * (1 + _longest(arguments)), len(text) ** 2 // 500)
    return 0


@pass_eval_context
def bounded_replace(context: EvalContext, text: Any, old: str, new: str, count: int | None = None) -> str:
    """Return *text* with *old* replaced by *new* (the filter ``replace``), within bounds."""
    check(bounded_size("replace", str(text), (old, new)), MAX_TEXT)
    return do_replace(context, text, old, new, count)
