"""Objects: whether a tag may look into a value of the data: into records, lists and figures, not into a program."""

from __future__ import annotations

from numbers import Number
from typing import TYPE_CHECKING, Any

from jinja2.runtime import Undefined

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from docfill.filters.faults import FilterError

# Where the classes come from whose values are plain data, or are Jinja's and docfill's own.
_PLAIN = frozenset(
    {
        *("builtins", "datetime", "decimal", "fractions", "collections", "types", "markupsafe"),
        *("jinja2.runtime", "jinja2.utils", "jinja2.environment"),
    }
)
# Of builtins: what is a piece of a program and no data, and bytes, whose methods nobody bounds.
_CODE = frozenset(
    [
        *("function", "builtin_function_or_method", "method", "type", "module", "generator", "coroutine"),
        *("bytes", "bytearray", "memoryview"),
    ]
)
_OF_JINJA = ("jinja2.", "docfill.")


class Objects:
    """Which objects tags may look into and call: those of the *classes* that a caller names, and what is *given*.

    *given* are the values of the globals that the caller passes: they are there to be used.
    """

    def __init__(self, classes: Collection[type], given: Iterable[Any]) -> None:
        values = list(given)
        self._classes = (*classes, *{type(value) for value in values if not _is_plain(type(value))})
        self._given = {id(value): value for value in values}
        self._textual: set[type] = set()

    def may_read(self, value: Any, attribute: str) -> bool:
        """Tell whether *value* has *attribute* for a tag; False where it is a record that has no such field.

        Raises FilterError for an object that is no data.
        """
        kind = type(value)
        if _is_plain(kind) or isinstance(value, Undefined) or self._is_allowed(value):
            return True
        names = _fields(kind)
        if names is not None:
            return attribute in names
        if kind.__module__.partition(".")[0] in {"docxtpl", "docx"}:
            return False  # they read and write files
        raise _no_data(attribute)

    def check_text(self, value: Any) -> None:
        """Raise FilterError where *value* is an object whose text is its program's business, and not data's."""
        kind = type(value)
        if kind in self._textual:
            return
        if _is_plain(kind) or isinstance(value, (Number, Undefined)):
            self._textual.add(kind)
        elif not self._is_allowed(value):
            from docfill.filters.faults import FilterError  # lazy for start-up

            raise FilterError("not-text")

    def check_call(self, function: Any) -> None:
        """Raise FilterError where *function* comes from the data and is no method of plain data."""
        kind = type(function)
        if self._is_allowed(function) or _is_our_own(function, kind):
            return
        if _is_plain(kind) and not callable(function):
            return  # a figure or a text: that it cannot be called is said of the tag
        owner = getattr(function, "__self__", None)
        if owner is not None and (_is_plain(type(owner)) or self._is_allowed(owner)):
            return
        raise _no_data(getattr(function, "__name__", kind.__name__))

    def _is_allowed(self, value: Any) -> bool:
        return id(value) in self._given or isinstance(value, self._classes)


def _no_data(name: str) -> FilterError:
    from docfill.filters.faults import FilterError  # lazy for start-up: filters load when one is used

    return FilterError("object-in-data", name=name)


def _is_plain(kind: type) -> bool:
    module = kind.__module__
    return (module in _PLAIN and kind.__name__ not in _CODE) or module.startswith("docfill.")


def _is_our_own(function: Any, kind: type) -> bool:
    """Tell whether *function* is Jinja's or docfill's: a macro, a loop, a helper of the program, a method of theirs."""
    homes = [kind.__module__, getattr(function, "__module__", None) or ""]
    owner = getattr(function, "__self__", None)
    if owner is not None:
        homes.append(type(owner).__module__)
    return any(home.startswith(_OF_JINJA) for home in homes)


def _fields(kind: type) -> frozenset[str] | None:
    """Return the fields of a record's class: attrs, dataclasses and named tuples; None for any other."""
    attrs = getattr(kind, "__attrs_attrs__", None)
    if attrs is not None:
        return frozenset(field.name for field in attrs)
    fields: Iterable[str] | None = getattr(kind, "__dataclass_fields__", None)
    if fields is None and issubclass(kind, tuple):
        fields = getattr(kind, "_fields", None)
    return None if fields is None else frozenset(fields)
