"""Charging: Jinja's filters and operators -> the same, counted against the budget of the fill that they work in.

A text may be made larger by each of many steps, and a list be gone through again and again, without one loop of the
template's; so whatever makes a text or goes through a list counts what it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jinja2 import pass_eval_context
from jinja2.filters import FILTERS, do_join, make_attrgetter
from jinja2.runtime import Undefined, markup_join
from jinja2.utils import Namespace

from docfill.word.bounds import (
    MAX_REPEAT,
    BoundError,
    bounded_format,
    bounded_int,
    bounded_replace,
    bounded_size,
    check,
    check_all,
)
from docfill.word.run import RUN
from docfill.word.values import without_noise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from jinja2.nodes import EvalContext

    from docfill.word.budget import Budget

# Left out: what is not the same every time, what lets raw markup in, what speaks of Python.
_LEFT_OUT = frozenset({"safe", "random", "xmlattr", "urlize", "pprint", "forceescape"})
# Filters whose numbers are widths.
_WIDE = frozenset({"center", "indent", "batch", "slice", "round"})
# Filters that give one item after the other, as long as somebody asks for more.
_LAZY = frozenset({"map", "select", "reject", "selectattr", "rejectattr", "batch", "slice", "unique"})
# Filters that go through a whole list.
_WHOLE = frozenset({"list", "sort", "groupby", "sum", "min", "max", "reverse", "dictsort", "length", "count", "items"})
# Filters that make more of a text than its own length, or more than a text.
_MORE = frozenset({"join", "tojson", "urlencode", "wordwrap"})
# Filters that neither go through a list nor make a text.
_FREE = frozenset({"first", "last", "default", "d", "attr", "abs", "int", "float", "round"})
# Filters that write a whole list in a notation of their own, and say so of what is blank.
_NOTATIONS = frozenset({"tojson", "urlencode"})
# Filters that compare texts whatever the case of their letters, of which they make others.
_COMPARING = frozenset({"sort", "unique", "groupby", "min", "max", "dictsort"})
_MEASURING = frozenset({"length", "count"})
_OF_A_TEXT = _MEASURING | {"reverse"}
# Filters that go through a mapping.
_MAPPINGS = frozenset({"dictsort", "items", "urlencode"})
_LISTS = (list, tuple, range, dict, set, frozenset)
# What is gone through as it is: short, or not at all.
_AS_IT_IS = (str, Undefined)


def textual(value: Any) -> Any:
    """Return *value* as a text is made of it: what is blank prints nothing there too.

    Raises FilterError for a list or a group, which has no text of its own.
    """
    if value is None:
        return ""
    if isinstance(value, _LISTS):
        from docfill.filters.faults import FilterError  # lazy for start-up

        raise FilterError("not-text")
    return value


def _joinable(value: Any) -> Any:
    """Return *value*, of which a text is joined, as it would be printed by itself."""
    return without_noise(value) if type(value) is float else textual(value)


def filled_in(values: Any) -> Any:
    """Return *values*, which are filled in for the ``%`` of a text: what is blank prints nothing there too."""
    if isinstance(values, tuple):
        return tuple(map(textual, values))
    if isinstance(values, dict):  # not all of them need be asked for
        return {name: "" if value is None else value for name, value in values.items()}
    return textual(values)


@pass_eval_context
def _join(context: EvalContext, value: Any, d: str = "", attribute: str | int | None = None) -> Any:
    if attribute is not None:
        value = map(make_attrgetter(context.environment, attribute), value)
    return do_join(context, map(_joinable, value), d)


_OURS: dict[str, Callable[..., Any]] = {
    "format": bounded_format,
    "replace": bounded_replace,
    "int": bounded_int,
    "join": _join,
}


def charged_filters() -> Mapping[str, Callable[..., Any]]:
    """Return the filters of Jinja that a template may use, within bounds and counted."""
    return {name: _charged(name, function) for name, function in FILTERS.items() if name not in _LEFT_OUT}


def _charged(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    function = _OURS.get(name, function)
    if name in _FREE - _WIDE:
        return function
    # Jinja tells by an attribute whether a filter wants the context or the environment first.
    passes = getattr(function, "jinja_pass_arg", None)
    at = 0 if passes is None else 1
    is_plain = name not in _LAZY | _WHOLE | _WIDE | _MORE
    is_wide, is_free = name in _WIDE, name in _FREE

    def within(*args: Any, **kwargs: Any) -> Any:
        if is_wide:
            check_all([*args[at + 1 :], *kwargs.values()] if kwargs else args[at + 1 :])
            if is_free:
                return function(*args, **kwargs)
        run = RUN.get(None)
        if run is None or len(args) <= at:  # folded while the template is compiled; given nothing, it will say so
            return function(*args, **kwargs)
        if is_plain and not kwargs and run.budget.made_of_short(args[at:] if at else args):
            result = function(*args)
        else:
            given = list(args)
            _prepare(name, given, at, kwargs, run.budget)
            result = function(*given, **kwargs)
        if isinstance(result, str):
            run.budget.made(len(result))
        return result

    if passes is not None:
        within.jinja_pass_arg = passes  # type: ignore[attr-defined]
    return within


def _prepare(name: str, given: list[Any], at: int, options: dict[str, Any], budget: Budget) -> None:
    """Count what the filter *name* is about to do with ``given[at]``; lists that it asks item by item count then."""
    value = given[at]
    if name in _MAPPINGS and isinstance(value, Mapping) and not isinstance(value, dict):
        given[at] = value = {key: value[key] for key in budget.counted(value)}
    if name in _LAZY or name in _WHOLE:
        budget.spend_items(value)
        if isinstance(value, str) and name not in _OF_A_TEXT:
            check(len(value), MAX_REPEAT)  # each of its characters becomes a value of its own
        if isinstance(value, _LISTS):
            if name in _COMPARING and not isinstance(value, range):
                budget.read(value.values() if isinstance(value, dict) else value)
            if name in _LAZY:
                given[at] = budget.timed(value)
        elif name not in _MEASURING and not isinstance(value, _AS_IT_IS) and hasattr(value, "__iter__"):
            given[at] = budget.counted(value)
        if name == "sum" and any(isinstance(other, (list, tuple)) for other in (*given[at + 1 :], *options.values())):
            given[at] = _growing(given[at], budget)
        return
    budget.look_at_clock()
    others = [*given[at + 1 :], *options.values()]
    if name == "join":
        between = len(others[0]) if others and isinstance(others[0], str) else 0
        if isinstance(value, (*_LISTS, str)):
            budget.spend_items(value)
            budget.made(budget.weight(value) + len(value) * between)
        elif not isinstance(value, _AS_IT_IS) and hasattr(value, "__iter__"):
            given[at] = budget.weighed(value)
            budget.made(between)
        return
    weight = sum(map(budget.weight, [value, *others]))
    budget.made(weight)
    if name == "tojson":  # which begins a line for each value
        budget.made(weight * max((other for other in others if isinstance(other, int)), default=0))
    if name not in _NOTATIONS:
        given[at] = value = textual(value)
    if name == "format":
        given[at + 1 :] = filled_in(tuple(given[at + 1 :]))
        options.update(filled_in({**options}))
    if isinstance(value, str):
        size = bounded_size(name, str(value), others)
        if size > budget.limits.characters:
            raise BoundError(f"{budget.limits.characters:,}")
    elif name == "urlencode" and not isinstance(value, (*_LISTS, *_AS_IT_IS)) and hasattr(value, "__iter__"):
        given[at] = budget.counted(value)


def _growing(items: Iterable[Any], budget: Budget) -> Iterator[Any]:
    """Yield *items*, lists that are added up: the sum so far is copied for each of them."""
    size = 0
    for item in items:
        size += len(item) if isinstance(item, (list, tuple)) else 0
        budget.spend_items(range(size))
        yield item


def spread(values: Any) -> Any:
    """Return *values*, what ``f(*values)`` or ``f(**values)`` gives a function, all at once, within bounds."""
    run = RUN.get(None)
    if run is None or isinstance(values, (str, Undefined)):
        return values
    if isinstance(values, Mapping):
        return {key: values[key] for key in run.budget.counted(values)}
    return [*run.budget.counted(values)]


def span(start: Any, stop: Any, step: Any) -> slice:
    """Return what ``a[start:stop:step]`` asks for; Jinja would not ask the environment for it."""
    return slice(start, stop, step)


def among(values: Any) -> Any:
    """Return *values*, in which ``a in b`` looks for something, within bounds."""
    budget = RUN.get().budget
    if isinstance(values, (list, tuple)):
        budget.spend_items(values)
    elif not hasattr(values, "__contains__") and hasattr(values, "__iter__"):
        return budget.counted(values)
    return values


def is_in(value: Any, values: Any) -> bool:
    """Tell whether *value* is one of *values* (the test ``in``), within bounds."""
    return value in (among(values) if RUN.get(None) is not None else values)


def joined(*values: Any) -> Any:
    """Return *values* joined into a text, as ``a ~ b`` has it, within bounds."""
    budget = RUN.get().budget
    budget.spend(1)
    budget.made(sum(map(budget.weight, values)))
    return markup_join(map(_joinable, values))


def timed_dict(*given: Any, **named: Any) -> dict[Any, Any]:
    """Return ``dict(…)``, the clock looked at meanwhile: numbers can be so chosen that each takes longer as a key."""
    run = RUN.get(None)
    timed = given if run is None else [one if isinstance(one, Mapping) else run.budget.timed(one) for one in given]
    return dict(*timed, **named)


def timed_namespace(*given: Any, **named: Any) -> Namespace:
    """Return ``namespace(…)``, which is made of what `dict` is made of."""
    return Namespace(timed_dict(*given, **named))


def charge_sum(left: Any, right: Any) -> None:
    """Count what ``left + right`` makes. Raises BoundError where that is too large."""
    run = RUN.get(None)
    if run is None:
        return
    if isinstance(left, str) and isinstance(right, str):
        run.budget.spend(1)
        run.budget.made(len(left) + len(right))
    elif isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        run.budget.spend_items(left)
        run.budget.spend_items(right)
