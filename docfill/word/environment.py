"""Environment: the sandbox in which a template's expressions are worked out, and what happens to names without a value.

Strict, autoescaping, without a loader and without anything that is not the same every time. A name that does not
exist records its tag and renders on, so that one run finds all of them.
"""

from __future__ import annotations

import re
import sys
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from jinja2 import Undefined
from jinja2.filters import FILTERS
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from docfill.data import Data
from docfill.problems import Problems
from docfill.word.values import (
    ForbiddenCharacterError,
    NotTextError,
    RawMarkupError,
    Structure,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import FrameType

    from docfill.places import DocumentPlace, Place
    from docfill.word.tags import Tag

MissingPolicy = Literal["error", "blank", "keep"]

# Jinja's frames carry this name, so that a line of the program can be found from inside an expression.
PROGRAM_FILE = "<docfill template>"

# Bounds on what one template may ask for; far beyond any report.
MAX_STEPS = 5_000_000
MAX_REPEAT = 1_000_000
MAX_WIDTH = 10_000
MAX_POWER_BITS = 4_096
_WIDE = re.compile(r"\d{5,}")
_WIDTH_FROM_VALUE = re.compile(r":[^{}]*\{")

# Left out: what is not the same every time, what lets raw markup in, what speaks of Python.
_LEFT_OUT_FILTERS = ("safe", "random", "xmlattr", "urlize", "pprint", "forceescape")


class BoundError(Exception):
    """Raised where an expression asks for more than a template may: ``args[0]`` says of what."""


class Run:
    """One fill under way: its data, what it has found wrong, and how far it has gone."""

    def __init__(self, data: Mapping[str, Any], policy: MissingPolicy) -> None:
        self.data = data
        self.policy = policy
        self.problems = Problems()
        self.steps = 0
        self.lines: list[Tag | None] = []
        self.without_value: set[int] = set()  # lines on which a name without a value was used
        self.suspects: list[tuple[Missing, int]] = []  # every name without a value that was met, and on which line
        self.member = ""
        self.line_of: Callable[[int], int] = int
        self.at = 0  # the line of a name that is printed without Jinja, whose frames tell of all others

    # --- where we are ---

    def line(self) -> int:
        """Return the line of the program that is being worked out, from 1; 0 where none is."""
        if self.at:
            return self.at
        frame: FrameType | None = sys._getframe(1)  # noqa: SLF001  the documented way to the caller's frame
        while frame is not None and frame.f_code.co_filename != PROGRAM_FILE:
            frame = frame.f_back
        return self.line_of(frame.f_lineno) if frame is not None else 0

    def tag(self, line: int | None = None) -> Tag | None:
        """Return the tag on *line* of the program, or on the one that is being worked out."""
        at = self.line() if line is None else line
        return self.lines[at - 1] if 0 < at <= len(self.lines) else None

    def place(self) -> DocumentPlace | None:
        """Return the place in Word of the tag that is being worked out."""
        tag = self.tag()
        return tag.place if tag is not None else None

    # --- names without a value ---

    def missing(self, value: Missing) -> str:
        """Record that *value* is missing, and return what is printed for it."""
        line = self.line()
        tag = self.tag(line)
        self.without_value.add(line)
        if self.policy == "keep":
            return tag.typed if tag is not None else ""
        if self.policy == "error":
            name, candidates = value.full_name(tag)
            place = tag.place if tag is not None else None
            from difflib import get_close_matches  # lazy for start-up: only a fault needs a guess

            wanted = name.rpartition(".")[2]
            # Of a name of two characters, which is what many are in Chinese, one is half.
            close = get_close_matches(wanted, candidates, 1, 0.5 if len(wanted) <= 3 else 0.6)
            if close:
                prefix = name.rpartition(".")[0]
                suggestion = f"{prefix}.{close[0]}" if prefix else close[0]
                self.problems.add("misspelt-name", place, *self._sources(value), name=name, suggestion=suggestion)
            else:
                self.problems.add("missing-value", place, *self._sources(value), name=name)
        return ""

    def suspects_on(self, line: int) -> list[Missing]:
        """Return the names without a value that were met on *line*."""
        return [suspect for suspect, at in self.suspects if at == line]

    def report_suspects(self, line: int) -> None:
        """Record that the tag on *line* failed for want of a value, unless it said so itself."""
        if line not in self.without_value:
            self.at = line
            self.missing(self.suspects_on(line)[-1])
            self.at = 0

    def _sources(self, value: Missing) -> list[Place]:
        """Return where the whole stands in the data that lacks the name."""
        whole = value._undefined_obj  # noqa: SLF001  Jinja's name for it
        if not isinstance(self.data, Data) or not isinstance(whole, dict):
            return []
        path = self.data.path_of(whole)
        source = self.data.source(path) if path else None
        return [source] if source else []

    # --- printing ---

    def print_slowly(self, value: Any) -> Any:
        """Return what is printed for *value* where that is not plain, or record why nothing can be."""
        if isinstance(value, Missing):
            return self.missing(value)
        if isinstance(value, Undefined):
            return ""  # what Jinja gives for an `if` within a tag that has no `else`
        try:
            return text_of(value)
        except ForbiddenCharacterError as error:
            code = f"U+{ord(error.character):04X}"
            self._bad_value(value, "forbidden-character", character=code)
        except RawMarkupError:
            self._bad_value(value, "raw-markup", found=str(value)[:40])
        except NotTextError:
            suspects = self.suspects_on(self.line())
            if suspects and not value:
                return self.missing(suspects[-1])  # a filter made an empty list of a name without a value
            if type(value).__module__.startswith("docxtpl"):
                self._bad_value(value, "unsupported-value")
            else:
                self._bad_value(value, "not-text")
        return ""

    def _bad_value(self, value: Any, code: str, **details: str) -> None:
        tag = self.tag()
        place: Place | None = tag.place if tag is not None else None
        typed = tag.typed if tag is not None else ""
        source = None
        if isinstance(self.data, Data):
            path = self.data.path_of(value)
            source = self.data.source(path) if path else None
        places = [found for found in (source, place) if found is not None]
        words: dict[str, object] = {"tag": typed, **details}
        self.problems.add(code, places[0] if places else None, *places[1:], **words)

    def count(self, items: Any) -> Any:
        """Return *items* to loop over, their number added to the steps of this run."""
        if isinstance(items, Missing):
            self.missing(items)
            return ()
        if items is None:
            return ()  # an empty cell where a list might be is an empty list
        if isinstance(items, (str, int, float)):
            self._bad_value(items, "loop-over-scalar", found=str(items)[:40])
            return ()
        try:
            self._add_steps(len(items))
        except TypeError:
            return self._counted(items)
        return items

    def _counted(self, items: Iterable[Any]) -> Iterable[Any]:
        for item in items:
            self._add_steps(1)
            yield item

    def _add_steps(self, steps: int) -> None:
        self.steps += steps
        if self.steps > MAX_STEPS:
            raise BoundError(f"{MAX_STEPS:,}")


RUN: ContextVar[Run] = ContextVar("RUN")


class Missing(Undefined):
    """What a name without a value stands for: it records its tag where it is used, and renders on."""

    __slots__ = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        run = RUN.get(None)
        if run is not None:
            run.suspects.append((self, run.line()))

    def full_name(self, tag: Tag | None) -> tuple[str, list[str]]:
        """Return the name as the tag writes it, and the names that would have had a value."""
        name = str(self._undefined_name)
        whole = self._undefined_obj
        run = RUN.get()
        if isinstance(whole, Missing):
            outer, _ = whole.full_name(tag)
            return f"{outer}.{name}", []
        # Jinja's sentinel stands for the context: the name was looked up there, not in a value.
        candidates = whole if isinstance(whole, dict) else run.data if whole is missing else ()
        names = [str(key) for key in candidates]
        if tag is not None and isinstance(whole, dict):
            written = re.search(rf"[\w.\[\]]+\.{re.escape(name)}(?!\w)", tag.source)
            if written:
                return written.group(), names
        return name, names

    def _record(self) -> str:
        return RUN.get().missing(self)

    def _deeper(self, name: str) -> Missing:
        return Missing(obj=self, name=name)

    def _fail_with_undefined_error(self, *_: Any, **__: Any) -> NoReturn:
        self._record()
        raise MissingUsedError

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._deeper(name)

    def __getitem__(self, key: Any) -> Any:
        return self._deeper(str(key))

    def __str__(self) -> str:
        return self._record()

    def __html__(self) -> str:
        return self._record()

    def __bool__(self) -> bool:
        self._record()
        return False

    def __len__(self) -> int:
        self._record()
        return 0

    def __iter__(self) -> Any:
        self._record()
        return iter(())

    def __contains__(self, _: object) -> bool:
        self._record()
        return False

    def __eq__(self, other: object) -> bool:
        self._record()
        return self is other

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return id(self)

    __add__ = __radd__ = __sub__ = __rsub__ = _fail_with_undefined_error
    __mul__ = __rmul__ = __div__ = __rdiv__ = _fail_with_undefined_error
    __truediv__ = __rtruediv__ = _fail_with_undefined_error
    __floordiv__ = __rfloordiv__ = _fail_with_undefined_error
    __mod__ = __rmod__ = __pos__ = __neg__ = _fail_with_undefined_error
    __call__ = __lt__ = __le__ = __gt__ = __ge__ = _fail_with_undefined_error
    __int__ = __float__ = __complex__ = __pow__ = __rpow__ = _fail_with_undefined_error


class MissingUsedError(Exception):
    """Raised where a missing value is calculated with: it is recorded already, and its tag can go no further."""


def printed(value: Any) -> Any:
    """Return what a tag prints for *value* (Jinja's ``finalize``)."""
    kind = type(value)
    if kind is int or kind is Structure:
        return value
    if kind is str:
        try:
            return text_of(value)
        except ForbiddenCharacterError:
            return RUN.get().print_slowly(value)
    return RUN.get().print_slowly(value)


class Environment(ImmutableSandboxedEnvironment):
    """The sandbox: mappings are looked in before attributes, sizes are bounded, and nothing is loaded."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, filters: Mapping[str, Callable[..., Any]], globals_: Mapping[str, Any]) -> None:
        super().__init__(autoescape=True, undefined=Missing, finalize=printed, cache_size=0)
        self.filters = {name: f for name, f in self.filters.items() if name not in _LEFT_OUT_FILTERS}
        for name in ("center", "indent", "batch", "slice", "round"):
            self.filters[name] = _bounded(FILTERS[name])
        self.filters["format"] = _bounded_format
        self.filters.update(filters)
        self.globals = {"range": _bounded_range, "dict": dict, **globals_}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return ``obj.attribute``, looked for in a mapping's keys first: keys named ``items`` work."""
        if isinstance(obj, dict):
            try:
                return obj[attribute]
            except KeyError:
                if attribute not in _MAPPING_METHODS:
                    return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return ``obj[argument]``."""
        if type(obj) is list and type(argument) is int:
            try:
                return obj[argument]
            except IndexError:
                return self.undefined(obj=obj, name=str(argument))
        if isinstance(obj, Missing):
            return obj[argument]
        return super().getitem(obj, argument)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Return *left operator right* within bounds."""
        if operator == "*":
            for sized, times in ((left, right), (right, left)):
                if isinstance(sized, (str, list, tuple)) and isinstance(times, int):
                    _check(len(sized) * times, MAX_REPEAT)
        elif operator == "**" and isinstance(left, int) and isinstance(right, int):
            _check(left.bit_length() * right, MAX_POWER_BITS)
        elif operator == "%" and isinstance(left, str):
            _check_percent(left, right)
        return super().call_binop(context, operator, left, right)

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call *obj* within bounds; ``"x".ljust(10**9)`` is a call too."""
        if isinstance(obj, Missing):
            obj._fail_with_undefined_error()  # noqa: SLF001  of our own class
        if isinstance(getattr(obj, "__self__", None), str):
            _check_all(args)
        return super().call(context, obj, *args, **kwargs)

    def wrap_str_format(self, value: Any) -> Any:
        """Return ``"…".format`` as a function that keeps to the sandbox and to bounds; None for anything else."""
        function = super().wrap_str_format(value)
        if function is None:
            return None
        pattern = str(value.__self__)

        def bounded(*args: Any, **kwargs: Any) -> str:
            _check_widths(pattern)
            if _WIDTH_FROM_VALUE.search(pattern):
                _check_all([*args, *kwargs.values()])
            return str(function(*args, **kwargs))

        return bounded


_MAPPING_METHODS = frozenset({"items", "keys", "values", "get"})


def _check(found: int, limit: int) -> None:
    if found > limit:
        raise BoundError(f"{limit:,}")


def _check_all(arguments: Iterable[Any]) -> None:
    for argument in arguments:
        if isinstance(argument, int):
            _check(abs(argument), MAX_WIDTH)


def _check_percent(pattern: str, values: Any) -> None:
    _check_widths(pattern)
    if "*" in pattern:  # a width that is one of the values
        _check_all(values if isinstance(values, tuple) else [values])


def _check_widths(pattern: str) -> None:
    if _WIDE.search(pattern):
        raise BoundError(f"{MAX_WIDTH:,}")


def _bounded(function: Callable[..., Any]) -> Callable[..., Any]:
    def bounded(*args: Any, **kwargs: Any) -> Any:
        _check_all([*args[1:], *kwargs.values()])
        return function(*args, **kwargs)

    # Jinja tells by an attribute whether a filter wants the context or the environment first.
    passes = getattr(function, "jinja_pass_arg", None)
    if passes is not None:
        bounded.jinja_pass_arg = passes  # type: ignore[attr-defined]
    return bounded


def _bounded_format(value: str, *args: Any, **kwargs: Any) -> str:
    _check_percent(str(value), args or tuple(kwargs.values()))
    return str(value) % (kwargs or args)


def _bounded_range(*bounds: int) -> range:
    numbers = range(*bounds)
    _check(len(numbers), MAX_REPEAT)
    return numbers
