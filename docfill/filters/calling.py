"""Calling: a filter's name, a value and options as a template writes them -> what the filter makes of the value."""

from __future__ import annotations

import inspect
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from docfill.filters.faults import FilterError, shortened

if TYPE_CHECKING:
    from collections.abc import Callable

    _Bound = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]

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
# What is remembered of what stands in a tag's brackets: nothing that is long, or could be changed.
_KINDS, _LONG = frozenset({int, float, bool, str, type(None)}), 100
_IN_CHINESE = {english: chinese for chinese, english in OPTIONS.items()}


def apply(module: str, name: str, value: object, *given: object, **options: object) -> Any:
    """Return what the filter *name* of *module* makes of *value*.

    *given* and *options* stand in the brackets of the template. Raises FilterError.
    """
    if not given and not options:
        function, others, named = _as_written(module, name)
    elif all(type(one) in _KINDS and (type(one) is not str or len(one) < _LONG) for one in (*given, *options.values())):
        kinds = tuple(map(type, given)), tuple(map(type, options.values()))  # for 1 is True, and is no true
        function, others, named = _as_written(module, name, given, tuple(options.items()), kinds)
    else:
        function, others, named = _bound(module, name, given, options)
    return function(value, *others, **named)


@lru_cache(256)  # what stands in the brackets is the same in every row of a table
def _as_written(
    module: str,
    name: str,
    given: tuple[object, ...] = (),
    options: tuple[tuple[str, object], ...] = (),
    _kinds: tuple[tuple[type, ...], ...] = (),
) -> _Bound:
    return _bound(module, name, given, dict(options))


def _bound(module: str, name: str, given: tuple[object, ...], options: dict[str, object]) -> _Bound:
    """Return the function of the filter, and what it is given besides the value. Raises FilterError."""
    function, signature = _find(module, name)
    try:
        bound = signature.bind(None, *given, **{OPTIONS.get(option, option): o for option, o in options.items()})
        for option, argument in list(bound.arguments.items())[1:]:
            _check(signature.parameters[option].annotation, argument)
    except (TypeError, _OptionError):
        shown = [*map(shortened, given), *(f"{option}={shortened(o)}" for option, o in options.items())]
        raise FilterError(
            "filter-argument", found=f"{name}({', '.join(shown)})", usage=_usage(name, signature)
        ) from None
    return function, bound.args[1:], bound.kwargs


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
