"""Calling: a filter's name, a value and options as a template writes them -> what the filter makes of the value."""

from __future__ import annotations

import inspect
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from docfill.filters.faults import FilterError, shortened

if TYPE_CHECKING:
    from collections.abc import Callable

# What an option is called in Chinese; both names work with both names of a filter.
OPTIONS = {
    "位数": "digits",
    "单位": "unit",
    "四舍五入": "rounded",
    "人民币": "prefix",
    "角整": "whole_jiao",
    "样式": "pattern",
    "级": "level",
    "是": "yes",
    "否": "no",
    "文字": "text",
    "宽": "width",
    "高": "height",
    "适应": "fit",
    "说明": "alt",
    "链接": "link",
}
_IN_CHINESE = {english: chinese for chinese, english in OPTIONS.items()}


def apply(module: str, name: str, value: object, *given: object, **options: object) -> Any:
    """Return what the filter *name* of *module* makes of *value*.

    *given* and *options* stand in the brackets of the template. Raises FilterError.
    """
    function, signature = _find(module, name)
    try:
        bound = signature.bind(value, *given, **{OPTIONS.get(option, option): o for option, o in options.items()})
        for option, argument in list(bound.arguments.items())[1:]:
            _check(signature.parameters[option].annotation, argument)
    except (TypeError, _OptionError):
        shown = [*map(shortened, given), *(f"{option}={shortened(o)}" for option, o in options.items())]
        raise FilterError(
            "filter-argument", found=f"{name}({', '.join(shown)})", usage=_usage(name, signature)
        ) from None
    return function(*bound.args, **bound.kwargs)


@cache  # to look at a signature takes ten times as long as the filter itself
def _find(module: str, name: str) -> tuple[Callable[..., Any], inspect.Signature]:
    function = import_module(f"docfill.filters.{module}").FILTERS[name]
    return function, inspect.signature(function)


class _OptionError(Exception):
    """Raised for an option that has the wrong kind of value."""


def _check(wanted: str, argument: object) -> None:
    """Raise _OptionError unless *argument* is as a filter's function says that it wants it."""
    if wanted == "bool":
        fits = isinstance(argument, bool)
    elif "int" in wanted:
        # Thirty decimals are more than any statement has, and too few to fill the memory.
        whole = isinstance(argument, int) and not isinstance(argument, bool) and 0 <= argument <= 30
        fits = whole or (argument is None and "None" in wanted)
    else:
        fits = wanted == "object" or isinstance(argument, str)
    if not fits:
        raise _OptionError


def _usage(name: str, signature: inspect.Signature) -> str:
    """Return how the filter *name* is written, with all of its options."""
    written = []
    for option, parameter in list(signature.parameters.items())[1:]:
        said = option if name.isascii() else _IN_CHINESE[option]
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            said += f"={parameter.default}".lower() if isinstance(parameter.default, bool) else "=…"
        written.append(said)
    return f"{name}({', '.join(written)})"
