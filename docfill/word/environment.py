"""Environment: the sandbox in which a template's expressions are worked out.

Strict, autoescaping, without a loader and without anything that is not the same every time.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEscapeFormatter, SandboxedFormatter
from markupsafe import Markup

from docfill.data import Fault, ShownFloat, ShownInt
from docfill.word.bounds import (
    MAX_REPEAT,
    bounded_range,
    check,
    check_figure,
    check_format,
    check_method,
    check_percent,
    check_power,
    check_product,
    check_widths,
    has_plain_fields,
)
from docfill.word.budget import LONG
from docfill.word.charging import charge_sum, charged_filters, filled_in, is_in, textual, timed_dict, timed_namespace
from docfill.word.generator import Generator
from docfill.word.objects import Objects
from docfill.word.official import OFFICIAL_FILTERS
from docfill.word.run import RUN, Missing, printed
from docfill.word.vocabulary import ASKED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from types import CodeType

    from jinja2 import Template
    from jinja2.compiler import CodeGenerator

_FIGURES = frozenset({int, float})
_SHOWN_FIGURES = _FIGURES | {bool, ShownInt, ShownFloat}
_BYTES = (bytes, bytearray)
_SIMPLE = frozenset({str, int, float, bool, type(None)})


@cache
def _apply() -> Callable[..., Any]:
    from docfill.filters.calling import apply  # lazy for start-up: many templates have no such filter

    return apply


def _official(module: str, name: str) -> Callable[..., Any]:
    """Return the filter *name* of ``docfill.filters``, imported when it first works: start-up counts."""

    def filtered(value: Any, *given: Any, **options: Any) -> Any:
        for one in (value, *given, *options.values()):
            if type(one) in _SIMPLE:
                continue
            if isinstance(one, (Missing, Fault)):
                return one  # what is missing is told, left blank or kept where it is printed
            if module != "pictures" and (run := RUN.get(None)) is not None:
                run.budget.weight(one)  # a message may quote it, and so it must be data
        return _apply()(module, name, value, *given, **options)

    return filtered


_FILTERS = charged_filters()
_OFFICIAL = {name: _official(module, name) for name, module in OFFICIAL_FILTERS.items()}


class Environment(ImmutableSandboxedEnvironment):
    """The sandbox: mappings are looked in before attributes, sizes are bounded, and nothing is loaded."""

    code_generator_class: type[CodeGenerator] = Generator
    intercepted_binops = frozenset({"+", "*", "**", "%", "//"})

    def __init__(
        self,
        filters: Mapping[str, Callable[..., Any]],
        globals_: Mapping[str, Any],
        objects: Collection[type] = (),
    ) -> None:
        super().__init__(autoescape=True, undefined=Missing, finalize=printed, cache_size=0, optimized=False)
        self.filters = {**_FILTERS, **_OFFICIAL, **filters}
        self.tests = {**self.tests, "in": is_in}
        self.globals = {"range": bounded_range, "dict": timed_dict, "namespace": timed_namespace, **globals_}
        self.objects = Objects(objects, globals_.values())

    def loaded(self, code: CodeType) -> Template:
        """Return the program that *code* is, which this environment, or one like it, compiled."""
        return self.template_class.from_code(self, code, self.globals)

    def parse(self, source: str, name: str | None = None, filename: str | None = None) -> nodes.Template:
        """Return the tree of *source*. Raises TemplateSyntaxError."""
        try:
            tree = super().parse(source, name, filename)
        except ValueError as error:  # Python reads no figure of more digits, and Jinja lets that pass
            raise _too_long(1) from error
        # In other bases it reads them, and then cannot write them into the program.
        if re.search(_LONG_IN_OTHER_BASE, source):
            for figure in tree.find_all(nodes.Const):
                if isinstance(figure.value, int) and figure.value.bit_length() > _MOST_BITS:
                    raise _too_long(figure.lineno)
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return ``obj.attribute``, looked for in a mapping's keys first: keys named ``items`` work."""
        if isinstance(obj, (dict, Mapping)):  # of a caller's class too: what it maps is data, its methods are a program
            try:
                return obj[attribute]
            except KeyError:
                if attribute not in _MAPPING_METHODS:
                    return self.undefined(obj=obj, name=attribute)
        if type(obj) is LoopContext and attribute in ASKED:
            return getattr(obj, attribute)  # nothing of it leads anywhere
        if not self.objects.may_read(obj, attribute):
            return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Tell whether a tag may have ``obj.attr``: nothing of docxtpl's values, which read and write files."""
        return not type(obj).__module__.startswith("docxtpl") and super().is_safe_attribute(obj, attr, value)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return ``obj[argument]``."""
        if type(obj) is list and type(argument) is int:
            try:
                return obj[argument]
            except IndexError:
                return self.undefined(obj=obj, name=str(argument))
        if isinstance(obj, Missing):
            return obj[argument]
        if isinstance(argument, str) and not hasattr(type(obj), "__getitem__"):
            return self.getattr(obj, argument)
        found = obj[argument] if isinstance(argument, slice) else super().getitem(obj, argument)
        run = RUN.get(None)
        if run is not None:
            if isinstance(found, str) and len(found) >= LONG:
                run.budget.made(len(found))  # filters look here for what they sort and group by, and make texts of it
            elif isinstance(argument, slice):
                run.budget.spend_items(found)
        return found

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Return *left operator right* within bounds."""
        if type(left) in _FIGURES and type(right) in _FIGURES and operator != "**":  # as nearly always
            check_product(left, right)
            return self.binop_table[operator](left, right)
        if isinstance(left, _BYTES) or isinstance(right, _BYTES):  # which `encode` makes; nobody reckons with them
            raise TypeError(operator)
        if operator == "*":
            for sized, times in ((left, right), (right, left)):
                if isinstance(sized, (str, list, tuple)) and isinstance(times, int):
                    check(len(sized) * times, MAX_REPEAT)
                    _charge_repeated(len(sized) * times, is_text=isinstance(sized, str))
            check_product(left, right)
        elif operator == "+":
            charge_sum(left, right)
        elif operator == "**":
            check_power(left, right)
        elif operator == "%" and isinstance(left, str):
            check_percent(left, right)
            run = RUN.get(None)
            if run is None or not run.budget.made_of_short((left, right)):
                _charge_texts([left, right])
                right = filled_in(right)
        else:
            check_product(left, right)
        return super().call_binop(context, operator, left, right)

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call *obj* within bounds; ``"x".ljust(10**9)`` is a call too."""
        if isinstance(obj, Missing):
            obj._fail_with_undefined_error()  # noqa: SLF001  of our own class
        owner = getattr(obj, "__self__", None)
        check_figure(owner)
        if isinstance(owner, (str, int)):
            check_method(owner, obj.__name__, (*args, *kwargs.values()))
        self.objects.check_call(obj)
        result = super().call(context, obj, *args, **kwargs)
        run = RUN.get(None)
        if run is not None and isinstance(owner, str):
            run.budget.spend_items(result)
            if isinstance(result, str):
                run.budget.made(len(result))
        return result

    def filled(self, context: Any, pattern: str, *values: Any) -> Any:
        """Return ``pattern.format(*values)`` within bounds."""
        if has_plain_fields(pattern) and all(
            type(value) in _SHOWN_FIGURES or (type(value) is str and len(value) < LONG) for value in values
        ):  # as nearly always: it can ask for nothing, and it makes little
            text = pattern.format(*values)
            RUN.get().budget.made(len(text))
            return text
        return self.call(context, self.getattr(pattern, "format"), *values)

    def wrap_str_format(self, value: Any) -> Any:
        """Return ``"…".format`` as a function that keeps to the sandbox and to bounds; None for anything else."""
        function = super().wrap_str_format(value)
        if function is None:
            return None
        text = value.__self__
        pattern = str(text)
        formatter = _EscapeFormatter(self, escape=text.escape) if isinstance(text, Markup) else _Formatter(self)
        by_map = value.__name__ == "format_map"

        def within(*args: Any, **kwargs: Any) -> str:
            given = args[0] if by_map and len(args) == 1 else kwargs
            check_format(pattern, [*args, *kwargs.values()])
            _charge_texts([pattern, *args, *kwargs.values()])
            return formatter.vformat(pattern, () if by_map else args, given)

        return within


# Of so many bits a figure has more than 4,300 digits; the shortest way to write one is in base 16.
_MOST_BITS = 14_280
_LONG_IN_OTHER_BASE = r"0[xXoObB]\w{3500}"


def _too_long(line: int) -> TemplateSyntaxError:
    return TemplateSyntaxError(f"number of more than {sys.get_int_max_str_digits():,} digits", line)


class _Bounded:
    """What fills in the braces of ``"…".format``: a width is looked at as it turns out, however it is put together."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        check_widths(format_spec)
        check_figure(value)
        return super().format_field(textual(value), format_spec)  # type: ignore[misc]


class _Formatter(_Bounded, SandboxedFormatter):
    pass


class _EscapeFormatter(_Bounded, SandboxedEscapeFormatter):
    pass


def _charge_texts(values: list[Any]) -> None:
    """Count the characters of *values*, of which a text is made."""
    run = RUN.get(None)
    if run is not None:
        run.budget.made(run.budget.weight(values))


def _charge_repeated(size: int, *, is_text: bool) -> None:
    """Count *size* characters or items that ``*`` makes."""
    run = RUN.get(None)
    if run is not None and is_text:
        run.budget.spend(1)
        run.budget.made(max(size, 0))
    elif run is not None:
        run.budget.spend_items(range(size))


_MAPPING_METHODS = frozenset({"items", "keys", "values", "get"})
