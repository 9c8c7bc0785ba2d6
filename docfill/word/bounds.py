"""Bounds: how much an expression may ask for, and the functions of Jinja that ask for much, kept to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jinja2 import pass_eval_context
from jinja2.filters import do_replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jinja2.nodes import EvalContext

# Bounds on what one template may ask for; far beyond any report.
MAX_STEPS = 5_000_000
STEPS_OF_A_CALL = 100  # to call a macro takes as long as so many rounds of a loop
MAX_REPEAT = 1_000_000
MAX_WIDTH = 10_000
MAX_TEXT = 20_000_000
MAX_POWER_BITS = 4_096
_WIDE = re.compile(r"\d{5,}")
WIDTH_FROM_VALUE = re.compile(r":[^{}]*\{")


class BoundError(Exception):
    """Raised where an expression asks for more than a template may: ``args[0]`` says of what."""


def check(found: int, limit: int) -> None:
    """Raise BoundError where *found* is more than *limit*."""
    if found > limit:
        raise BoundError(f"{limit:,}")


def check_all(arguments: Iterable[Any]) -> None:
    """Raise BoundError where a number among *arguments* is more than a width may be."""
    for argument in arguments:
        if isinstance(argument, int):
            check(abs(argument), MAX_WIDTH)


def check_percent(pattern: str, values: Any) -> None:
    """Raise BoundError where ``pattern % values`` would pad to more than a width may be."""
    check_widths(pattern)
    if "*" in pattern:  # a width that is one of the values
        check_all(values if isinstance(values, tuple) else [values])


def check_widths(pattern: str) -> None:
    """Raise BoundError where a width is written in *pattern* that is more than one may be."""
    if _WIDE.search(pattern):
        raise BoundError(f"{MAX_WIDTH:,}")


def bounded(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return *function*, a filter, with its numbers kept to what a width may be."""

    def within(*args: Any, **kwargs: Any) -> Any:
        check_all([*args[1:], *kwargs.values()])
        return function(*args, **kwargs)

    # Jinja tells by an attribute whether a filter wants the context or the environment first.
    passes = getattr(function, "jinja_pass_arg", None)
    if passes is not None:
        within.jinja_pass_arg = passes  # type: ignore[attr-defined]
    return within


def bounded_format(value: str, *args: Any, **kwargs: Any) -> str:
    """Return *value* with its ``%`` filled in (the filter ``format``)."""
    check_percent(str(value), args or tuple(kwargs.values()))
    return str(value) % (kwargs or args)


def bounded_range(*bounds: int) -> range:
    """Return a range of at most `MAX_REPEAT` numbers."""
    numbers = range(*bounds)
    check(len(numbers), MAX_REPEAT)
    return numbers


def check_method(owner: str, name: str, arguments: tuple[Any, ...]) -> None:
    """Raise BoundError where calling the method *name* of the text *owner* could make a text beyond bounds."""
    check_all(arguments)
    if name == "replace" and len(arguments) > 1:
        check(len(owner) * max(len(str(arguments[1])), 1), MAX_TEXT)
    elif name == "join" and arguments and isinstance(arguments[0], (list, tuple, str)):
        check(len(owner) * len(arguments[0]), MAX_TEXT)


@pass_eval_context
def bounded_replace(context: EvalContext, text: Any, old: str, new: str, count: int | None = None) -> str:
    """Return *text* with *old* replaced by *new* (the filter ``replace``), within bounds."""
    check(len(str(text)) * max(len(str(new)), 1), MAX_TEXT)
    return do_replace(context, text, old, new, count)
