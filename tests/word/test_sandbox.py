"""A template can ask for nothing but its data: no way to Python, no endless time or memory, no change to the data."""

from __future__ import annotations

import copy
import io
import itertools
import sqlite3
import time
import tracemalloc
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

import attrs
import pytest

from docfill import FillError, Limits, RichText, Template
from docfill.data import ShownFloat
from docfill.word.pattern import render_text
from tests.building import body, codes, doc, fill, found, seen


class Office:
    """A record as a programmer might pass one."""

    def __init__(self) -> None:
        self.name = "街道"
        self._private = "密"

    def greeting(self) -> str:
        return f"你好，{self.name}"


DATA = {"x": Office(), "text": "文", "numbers": [3, 1, 2], "record": {"a": [1]}, "f": len}


# No way out


@pytest.mark.parametrize(
    "typed",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''['__class__'] }}",
        "{{ ''|attr('__class__') }}",
        "{{ x.__init__.__globals__ }}",
        "{{ x.__init__.__globals__['__builtins__'] }}",
        "{{ x.__dict__ }}",
        "{{ x._private }}",
        "{{ x['_private'] }}",
        "{{ x|attr('_private') }}",
        "{{ x.greeting.__func__ }}",
        "{{ x.greeting.__self__ }}",
        "{{ f.__self__ }}",
        "{{ [].append.__self__ }}",
        "{{ numbers.__len__() }}",
        "{{ '{0.__class__}'.format(x) }}",
        "{{ '{0._private}'.format(x) }}",
        "{{ '{a.__class__}'.format_map({'a': x}) }}",
        "{{ self.__init__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ loop.__class__ }}",
        "{% for i in [1] %}{{ loop.__class__ }}{% endfor %}",
        "{% for i in [1] %}{{ loop._iterable }}{% endfor %}",
        "{% macro m() %}{% endmacro %}{{ m.__globals__ }}",
        "{% macro m() %}{% endmacro %}{{ m._func }}",
        "{{ numbers|map(attribute='__class__')|list }}",
        "{{ [x]|map(attribute='__class__')|join }}",
        "{{ [x]|map(attribute='_private')|join }}",
        "{{ [x]|groupby('__class__') }}",
        "{{ [x]|sum(attribute='__class__') }}",
        "{{ dict.__mro__ }}",
        "{{ range.__class__ }}",
    ],
)
def test_nothing_leads_out_of_the_data(typed):
    problems = found(doc(typed), DATA)
    assert problems
    assert all(problem.place is not None for problem in problems)
    for missing in ("blank", "keep"):
        if not codes(doc(typed), DATA, missing=missing):
            (text,) = seen(doc(typed), DATA, missing=missing)
            assert text in {"", typed} or text.startswith("{{")


@pytest.mark.parametrize(
    "name",
    [
        "lipsum",
        "cycler",
        "joiner",
        "open",
        "eval",
        "exec",
        "__import__",
        "print",
        "getattr",
        "type",
        "globals",
    ],
)
def test_no_function_of_python_or_of_jinjas_own_is_there(name):
    assert set(codes(doc(f"{{{{ {name}() }}}}"))) == {"missing-value"}
    assert codes(doc(f"{{{{ {name} }}}}")) == ["missing-value"]


@pytest.mark.parametrize("name", ["safe", "random", "xmlattr", "urlize", "pprint", "forceescape"])
def test_filters_that_let_markup_in_or_differ_each_time_are_not_there(name):
    assert codes(doc(f"{{{{ text|{name} }}}}"), DATA) == ["unknown-filter"]


@pytest.mark.parametrize(
    "typed",
    [
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% from 'x' import y %}",
        "{% extends 'x' %}",
        "{% block b %}{% endblock %}",
        "{% do x %}",
        "{% debug %}",
        "{% trans %}{% endtrans %}",
    ],
)
def test_nothing_is_loaded(typed):
    assert set(codes(doc(typed), DATA)) <= {"loads-another-file", "do-has-no-effect", "unknown-statement"}
    assert codes(doc(typed), DATA)


def test_the_helpers_of_the_program_are_no_way_out():
    for name in ("_docfill_count", "_docfill_paragraphs", "_docfill_grid", "_docfill_structure", "_docfill_plain"):
        for typed in (
            f"{{{{ {name} }}}}",
            f"{{{{ {name}(x, '<w:p/>') }}}}",
            f"{{% set {name} = 1 %}}",
            f"{{{{ {name}.__globals__ }}}}",
            f"{{{{ {name}.__self__ }}}}",
        ):
            assert codes(doc(typed), DATA)


# Objects and functions


def text_of(typed: str, data: object, **given: object) -> str:
    out = io.BytesIO()
    Template(doc(typed), **given).fill(data, out)
    return "".join(body(out.getvalue()))


class Place(NamedTuple):
    street: str


@dataclass
class Person:
    name: str
    place: Place

    @property
    def secret(self) -> str:
        return "密"

    def forget(self) -> str:
        return "忘"


@attrs.frozen
class Unit:
    head: Person


UNIT = Unit(Person("甲", Place("世纪街道")))


def test_records_are_read_by_their_fields_however_deep_they_stand():
    assert text_of("{{ u.head.name }}{{ us[0].head.place.street }}", {"u": UNIT, "us": [UNIT]}) == "甲世纪街道"
    assert (
        text_of("{{ us|map(attribute='head.name')|join }}{{ u['head']['name'] }}", {"u": UNIT, "us": [UNIT]}) == "甲甲"
    )


class Lines(Mapping):
    """A mapping of a caller's own, and none of Python's."""

    def __init__(self, **lines):
        self._lines = lines

    def __getitem__(self, key):
        return self._lines[key]

    def __iter__(self):
        return iter(self._lines)

    def __len__(self):
        return len(self._lines)


@pytest.mark.parametrize("kind", [dict, Lines, lambda **lines: MappingProxyType(lines)])
def test_mappings_of_any_class_are_read_by_their_keys_and_by_nothing_else(kind):
    data = {"r": kind(甲=1, values=kind(乙=2))}
    assert (
        text_of("{{ r.甲 }}{{ r['甲'] }}{{ r.values.乙 }}{{ r['values']['乙'] }}{{ r.values['乙'] }}", data) == "11222"
    )
    assert codes(doc("{{ r.丙 }}{{ r['丙'] }}{{ r._lines }}"), data) == ["missing-value"] * 3


def test_what_has_items_only_is_read_in_brackets():
    with closing(sqlite3.connect(":memory:")) as base:
        base.row_factory = sqlite3.Row
        rows = base.execute("select '甲' as 名称, 1 as 数").fetchall()
    assert text_of("{% for r in rows %}{{ r['名称'] }}{{ r['数'] }}{% endfor %}", {"rows": rows}) == "甲1"


def test_names_in_brackets_are_told_as_any_when_they_have_no_value():
    template = doc("{% for r in rows %}{{ r['金额(元)'] }}{{ r['单位'] }}{% endfor %}")
    assert seen(template, {"rows": [{"金额(元)": 1.5, "单位": "A & B"}]}) == ["1.5A & B"]
    (problem,) = found(template, {"rows": [{"金额(元)": 1}]})
    assert (problem.code, problem.place.around) == (
        "missing-value",
        "{% for r in rows %}{{ r['金额(元)'] }}{{ r['单位'] }}{% endfor %}",
    )
    assert problem.details["name"] == "单位"


@pytest.mark.parametrize("typed", ["{{ u.head.forget() }}", "{{ u.head.secret }}", "{{ u.head['secret'] }}"])
def test_of_records_nothing_but_their_fields_is_read(typed):
    assert set(codes(doc(typed), {"u": UNIT})) == {"missing-value"}


@pytest.mark.parametrize(
    "typed",
    [
        "{{ x.name }}",
        "{{ x.greeting() }}",
        "{{ x['name'] }}",
        "{{ x|attr('name') }}",
        "{{ [x]|map(attribute='name')|join }}",
        "{{ [x]|sum(attribute='name') }}",
        "{{ [x]|groupby('name') }}",
        "{{ [x, x]|sort(attribute='name') }}",
        "{{ f(numbers) }}",
        "{{ (x.greeting)() }}",
        "{{ deep.within.name }}",
        "{{ kind() }}",
        "{% for i in [1] %}{{ f([i]) }}{% endfor %}",
    ],
)
def test_objects_and_functions_in_the_data_are_not_for_templates(typed):
    problems = found(doc(typed), {**DATA, "deep": {"within": Office()}, "kind": Office})
    assert {problem.code for problem in problems} == {"object-in-data"}
    assert all(problem.place.around == typed for problem in problems)


def test_each_tag_that_asks_an_object_is_told_at_its_place():
    template = doc("{{ n }} {{ x.name }}", "{%p for r in rows %}", "{{ r.n }} {{ r.x.name }}", "{%p endfor %}")
    problems = found(template, {"n": 1, "x": Office(), "rows": [{"n": 1, "x": Office()}]})
    assert [(problem.code, problem.details["tag"]) for problem in problems] == [
        ("object-in-data", "{{ x.name }}"),
        ("object-in-data", "{{ r.x.name }}"),
    ]
    assert [problem.place.start for problem in problems] == [8, 10]


def test_no_code_of_an_object_in_the_data_runs_for_its_attributes():
    ran = []

    class Trap:
        def __getattr__(self, name):
            ran.append(name)
            raise AttributeError(name)

        @property
        def name(self):
            ran.append("name")

    codes(doc("{{ t.name }}{{ t.other }}{{ t['name'] }}{{ [t]|map(attribute='name')|join }}"), {"t": Trap()})
    assert "name" not in ran
    assert "other" not in ran


@pytest.mark.parametrize(
    "typed",
    [
        "{{ t }}",
        "{{ t|string }}",
        "{{ t|upper }}",
        "{{ t|replace('a', 'b') }}",
        "{{ t ~ '' }}",
        "{{ '' ~ [t] }}",
        "{{ '%s' % t }}",
        "{{ '%s' % (t,) }}",
        "{{ '%s'|format(t) }}",
        "{{ '{}'.format(t) }}",
        "{{ '{a}'.format(a=t) }}",
        "{{ [t]|string }}",
        "{{ [t]|join }}",
        "{{ {'a': t}|string }}",
        "{{ [t]|map('string')|join }}",
        "{{ t|tojson }}",
    ],
)
def test_an_object_in_the_data_has_no_text_that_a_tag_could_print(typed):
    class Trap:
        def __str__(self):
            raise AssertionError

        __repr__ = __html__ = __str__

    for value in (Trap(), len, Office, UNIT):
        (problem,) = found(doc(typed), {"t": value})
        assert problem.code == "not-text"
        assert problem.place.around == typed


@pytest.mark.parametrize("typed", ["{{ x.ljust(9) }}", "{{ x.hex() }}", "{{ x.decode() }}"])
@pytest.mark.parametrize("value", [b"x", bytearray(b"x"), memoryview(b"x")], ids=["bytes", "bytearray", "memoryview"])
def test_bytes_in_the_data_are_not_for_templates(typed, value):
    assert codes(doc(typed), {"x": value}) == ["object-in-data"]


@pytest.mark.parametrize("typed", ["{{ x * 999999999999 }}", "{{ 999999999999 * x }}", "{{ x % 1 }}", "{{ x + x }}"])
@pytest.mark.parametrize("value", [b"%999999999999d", bytearray(b"%999999999999d")], ids=["bytes", "bytearray"])
def test_nothing_is_reckoned_with_bytes_which_could_grow_without_bounds(typed, value):
    assert codes(doc(typed), {"x": value}) == ["values-do-not-match"]
    assert codes(doc(typed.replace("x", "'%999999999999d'.encode()")), {}) == ["values-do-not-match"]


@pytest.mark.parametrize("mark", [*"\x00\x01\x02\x04\x06\x0b\x0e\x13\x1a", "\x140\x14", "\x170\x17"])
def test_no_data_forge_the_marks_that_docfill_works_with(mark):
    for typed in (
        "{{ x }}",
        "{{ x|upper }}",
        "{{ x ~ 'a' }}",
        "{{ [x]|join }}",
        "{% set y %}{{ x }}{% endset %}{{ y }}",
    ):
        (problem,) = found(doc(typed), {"x": f"甲{mark}乙"})
        assert problem.code == "forbidden-character"


def test_what_a_programmer_passes_on_purpose_may_be_read_and_called():
    typed = "{{ x.name }}{{ x.greeting() }}{{ f(numbers) }}"
    assert text_of(typed, {"numbers": [3, 1, 2]}, globals={"x": Office(), "f": len}) == "街道你好，街道3"
    assert text_of(typed, DATA, objects=[Office], globals={"f": len}) == "街道你好，街道3"
    assert text_of("{{ x|called }}", DATA, filters={"called": Office.greeting}) == "你好，街道"


def test_templates_that_may_read_objects_may_be_sent_to_other_processes():
    template = copy.deepcopy(Template(doc("{{ x.name }}"), objects=[Office], limits=Limits(seconds=5)))
    out = io.BytesIO()
    template.fill(DATA, out)
    assert body(out.getvalue()) == ["街道"]


# No time or memory without end


class Endless:
    """Goes on and on, as a record of a database that loads what it is asked for may."""

    def __iter__(self):
        return itertools.count()


@pytest.mark.parametrize(
    "typed",
    [
        "{{ range(10 ** 9) }}",
        "{{ range(10 ** 9)|list }}",
        "{% for i in range(999999999) %}{{ i }}{% endfor %}",
        "{% for i in range(0, 999999999, 3) %}{% endfor %}",
        "{{ 'x' * 10 ** 9 }}",
        "{{ 10 ** 9 * 'x' }}",
        "{{ [1] * 10 ** 9 }}",
        "{{ (1, 2) * 10 ** 9 }}",
        "{{ 2 ** 100000 }}",
        "{{ '%999999999d' % 1 }}",
        "{{ '%*d' % (999999, 1) }}",
        "{{ '%.999999999f' % 1 }}",
        "{{ '%999999999d'|format(1) }}",
        "{{ '%*d'|format(999999, 1) }}",
        "{{ '{:999999}'.format(1) }}",
        "{{ '{:{w}}'.format(1, w=999999) }}",
        "{{ '{:{}}'.format(1, 999999) }}",
        "{{ '{a:999999}'.format_map({'a': 1}) }}",
        "{{ 'x'|center(999999999) }}",
        "{{ 'x'|center(width=999999999) }}",
        "{{ 'x'.center(999999999) }}",
        "{{ 'x'.ljust(999999999) }}",
        "{{ 'x'.rjust(999999999) }}",
        "{{ '1'.zfill(999999999) }}",
        "{{ '\\t'.expandtabs(999999999) }}",
        "{{ 'x'|indent(999999999) }}",
        "{{ [1]|batch(999999999, 0)|list }}",
        "{{ [1]|slice(999999999, 0)|list }}",
        "{{ 1|round(-999999) }}",
        "{{ 1.5|round(999999999) }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}",
        "{{ 2 ** 4097 }}",
        "{{ ('x' * 100000)|replace('x', 'y' * 100000) }}",
        "{{ ('x' * 100000).replace('x', 'y' * 100000) }}",
        "{{ ('x' * 100000).join(range(100000)|list) }}",
        "{{ range(-10 ** 9, 10 ** 9) }}",
        "{% set ns = range(1000000) %}{{ ns|list * 1000 }}",
        "{% set ns = namespace(a='x' * 100000) %}{% for i in range(60) %}{% set ns.a = ns.a ~ ns.a %}{% endfor %}",
        "{% set ns = namespace(a='x' * 100000) %}{% for i in range(60) %}{% set ns.a = ns.a + ns.a %}{% endfor %}",
        "{% set ns = namespace(a=[1] * 100000) %}{% for i in range(60) %}{% set ns.a = ns.a + ns.a %}{% endfor %}",
        "{% set ns = namespace(a=[]) %}{% for i in range(9999) %}{% set ns.a = ns.a + ['x' * 99999 ~ i] %}{% endfor %}",
        "{{ ([('x' * 1000000)] * 1000000)|join|length }}",
        "{{ ([('x' * 1000000)] * 1000000)|select|join|length }}",
        "{{ ''.join([('x' * 1000000)] * 1000000) }}",
        "{{ ([('x' * 1000000)] * 1000000)|string|length }}",
        "{{ ([('x' * 1000000)] * 1000000)|tojson|length }}",
        "{{ [('x' * 1000000)] * 1000000 ~ '' }}",
        "{{ ([1] * 1000000)|join('x' * 1000)|length }}",
        "{{ range(1000000)|map('string')|map('center', 10000)|join|length }}",
        "{{ ('%9999d' * 100000) % (([1] * 100000)|list) }}",
        "{{ ('%(a)9999d' * 100000) % {'a': 1} }}",
        "{{ ('%(a)s' * 100000) % {'a': 'x' * 100000} }}",
        "{{ ('{0:9999}' * 100000).format(1)|length }}",
        "{{ ('{0}' * 100000).format('x' * 100000)|length }}",
        "{{ ('x' * 1000000).translate({120: 'y' * 1000000})|length }}",
        "{{ ('\\t' * 100000).expandtabs(9999)|length }}",
        "{{ ('\\n' * 100000)|indent(9999)|length }}",
        "{{ ('x' * 1000000)|wordwrap(1, wrapstring='y' * 100000)|length }}",
        "{{ ('x' * 1000000)|wordwrap(1)|length }}",
        "{{ ('x' * 1000)|replace('', 'y' * 100000)|length }}",
        "{% set ns = namespace(a=2 ** 2000) %}{% for i in range(60) %}{% set ns.a = ns.a * ns.a %}{% endfor %}",
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
        "{% set ns = namespace(a=[1]) %}{% for i in range(99) %}{% set ns.a = [ns.a, ns.a] %}{% endfor %}",
        "{{ '\\t'.expandtabs(tabsize=999999999) }}",
        "{{ (5).to_bytes(999999999, 'big') }}",
        "{{ (5).to_bytes(length=999999999, byteorder='big') }}",
        "{{ 'x'.encode().ljust(999999999) }}",
        "{{ ('f' * 1000000)|int(base=16) }}",
        "{% set a = ('f' * 9999)|int(base=16) %}{{ a // (a - 1) }}",
        "{% set a = ('f' * 9999)|int(base=16) %}{{ a % (a - 1) }}",
        "{{ ([[1] * 1000] * 100000)|sum(start=[])|length }}",
        "{% set a = ['x' * 1000000] %}{{ (a * 100000)|sort|length }}",
        "{% set a = ['x' * 1000000] %}{{ (a * 100000)|unique|list|length }}",
        "{% set a = {'k': 'x' * 1000000} %}{{ ([a] * 100000)|sort(attribute='k')|length }}",
        "{% set a = {'k': 'x' * 1000000} %}{{ ([a] * 100000)|map(attribute='k')|map('upper')|list|length }}",
        "{% set a = 'x' * 1000000 %}{% for i in range(9999) %}{% set b = [a[1:], a[2:]] %}{% endfor %}",
        "{{ '%s%s%s' % (['x' * 9000000], ['x' * 9000000], ['x' * 9000000]) }}",
        "{{ '{}{}{}'.format(['x' * 9000000], ['x' * 9000000], ['x' * 9000000]) }}",
    ],
)
def test_a_template_that_asks_for_too_much_is_refused_quickly(typed):
    started = time.process_time()
    problems = found(doc(typed))
    assert time.process_time() - started < 10
    assert problems
    assert all(problem.place.around == typed for problem in problems if problem.place)


@pytest.mark.parametrize(
    "typed",
    [
        "{% for i in range(2000) %}{% for j in range(2000) %}{{ i }}{% endfor %}{% endfor %}",
        "{% for i in range(2000) %}{% for j in range(2000) %}{% set z = i * j %}{% endfor %}{% endfor %}",
        "{% for i in range(10000) %}{% set z = range(1000000)|sort|length %}{% endfor %}",
        "{% for i in range(10000) %}{{ range(1000000)|sum }}{% endfor %}",
        "{% for i in range(9999) %}{{ range(1000000)|map('string')|map('upper')|select|list|length }}{% endfor %}",
        "{{ range(1000000)|select('in', range(1000000)|list)|list|length }}",
        "{{ range(1000000)|select('in', [1] * 1000000)|list|length }}",
        "{% set a = 'a' * 1000000 %}{% for i in range(99999) %}{% if 'ab' in a %}{% endif %}{% endfor %}",
        "{% for i in range(1000000) %}{% set z = ('a ' * 500000).split() %}{% endfor %}",
        "{% macro m() %}{% for i in range(9999) %}{{ i }}{% endfor %}{% endmacro %}" + "{{ m() }}" * 400,
        "{% set ns = namespace(a=[1]) %}{% for i in range(100000) %}{% set ns.a = [ns.a] %}{% endfor %}{{ ns.a }}",
    ],
)
def test_a_fill_that_takes_too_long_is_broken_off_at_its_tag(typed):
    template = Template(doc("前", typed), limits=Limits(seconds=1))
    started = time.process_time()
    with pytest.raises(FillError) as caught:
        template.fill({}, io.BytesIO())
    assert time.process_time() - started < 8
    (problem,) = caught.value.problems
    assert problem.code == "too-much-asked"
    assert problem.place.steps == (("paragraph", 2),)


@pytest.mark.parametrize(
    "typed",
    [
        "{% for i in x %}{{ i }}{% endfor %}",
        "{{ x|list|length }}",
        "{{ x|sort|length }}",
        "{{ x|join }}",
        "{{ x|sum }}",
        "{{ x|max }}",
        "{{ x|batch(2)|list|length }}",
        "{{ x|slice(2)|list|length }}",
        "{{ x|unique|list|length }}",
        "{{ x|groupby(0) }}",
        "{{ x|map('string')|list|length }}",
        "{{ x|select|list|length }}",
        "{% if -1 in x %}{% endif %}",
        "{% if -1 not in x %}{% endif %}",
        "{{ [-1]|select('in', x)|list }}",
    ],
)
@pytest.mark.parametrize("endless", [itertools.count, Endless], ids=["iterator", "object"])
def test_data_without_end_are_broken_off_at_their_tag(typed, endless):
    template = Template(doc("前", typed), limits=Limits(seconds=1, steps=200_000))
    started = time.process_time()
    with pytest.raises(FillError) as caught:
        template.fill({"x": endless()}, io.BytesIO())
    assert time.process_time() - started < 8
    assert [problem.code for problem in caught.value.problems] == ["too-much-asked"]
    assert caught.value.problems[0].place.around == typed


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("{{ x|int }}", Decimal("1e99999999")),
        ("{{ x ** 99999999 }}", Fraction(1, 3)),
        ("{{ x ** -99999999 }}", Fraction(1, 3)),
        ("{{ x // (x - 1) }}", 10**20_000),
        ("{{ x * x }}", 10**20_000),
    ],
    ids=itertools.count(),
)
def test_figures_of_the_data_make_no_endless_ones(typed, value):
    started = time.process_time()
    assert codes(doc(typed), {"x": value}) == ["too-much-asked"]
    assert time.process_time() - started < 8


@pytest.mark.parametrize("typed", ["{{ x }}", "{{ r.x }}", "{{ x + 1 }}"])
def test_a_figure_that_is_too_long_to_be_written_is_told_at_its_tag(typed):
    figure = 10**5_000
    template = doc("{{ a }}", f"{{% for r in [{{'x': x}}] %}}{{{{ a }}}} {typed}{{% endfor %}}")
    (problem,) = found(template, {"a": 1, "x": figure})
    assert (problem.code, problem.details["tag"]) == ("tag-failed", typed)


def test_a_value_of_many_lines_takes_a_time_that_grows_with_them():
    (text,) = seen(doc("{{ x }}"), {"x": "行\n" * 20_000})
    assert text == "行\n" * 20_000


def test_the_time_is_one_for_all_that_a_fill_tries():
    # Each tag that fails is left out and the fill begins anew, which must not give it its time again.
    slow = "{% for i in range(1000) %}{% for j in range(1000) %}{% set z = i * j %}{% endfor %}{% endfor %}"
    template = Template(doc(slow, *[f"{{{{ x{n} + 1 }}}}" for n in range(40)]), limits=Limits(seconds=1))
    started = time.process_time()
    with pytest.raises(FillError):
        template.fill({}, io.BytesIO(), missing="blank")
    assert time.process_time() - started < 8


def test_limits_can_be_set_lower_and_higher():
    typed = "{% for i in range(100) %}{% for j in range(100) %}{% endfor %}{% endfor %}{{ 'x' ~ 'y' }}"
    for limits in (Limits(steps=9_999), Limits(characters=1), Limits(all_characters=1)):
        with pytest.raises(FillError, match="too-much-asked"):
            Template(doc(typed), limits=limits).fill({}, io.BytesIO())
    Template(doc(typed), limits=Limits(steps=11_000)).fill({}, io.BytesIO())
    with pytest.raises(FillError, match="output-too-large"):
        Template(doc("{{ x }}"), limits=Limits(output_bytes=1_000)).fill({"x": "x" * 100_000}, io.BytesIO())


@pytest.mark.parametrize("typed", ["{{ x|upper }}", "{{ x|replace('甲', '乙') }}", "{{ '%s'|format(x) }}"])
def test_short_texts_count_as_long_ones_do(typed):
    def fill_within(limits, text):
        Template(doc(f"{{% for i in range(50) %}}{typed}{{% endfor %}}"), limits=limits).fill({"x": text}, io.BytesIO())

    fill_within(Limits(characters=30, all_characters=5_000), "甲" * 20)
    for limits in (Limits(characters=19), Limits(all_characters=900)):
        with pytest.raises(FillError, match="too-much-asked"):
            fill_within(limits, "甲" * 20)


def test_a_pattern_is_looked_at_however_often_it_was_seen():
    for _ in range(2):
        assert codes(doc("{{ '%99999d'|format(1) }}"), {}) == ["too-much-asked"]
        assert codes(doc("{{ ('%d' ~ ' ' * 200 ~ '%99999d')|format(1, 2) }}"), {}) == ["too-much-asked"]
    assert seen(doc("{{ '%9d'|format(1) }}"), {}) == ["        1"]


def test_loops_over_many_records_know_where_they_are():
    typed = "{% for r in rows %}{{ loop.index }}/{{ loop.length }}{{ '。' if loop.last else '、' }}{% endfor %}"
    (text,) = seen(doc(typed), {"rows": [1] * 50})
    assert text.startswith("1/50、2/50、")
    assert text.endswith("、50/50。")


def test_whatever_a_loop_knows_of_its_round_is_printed_and_nothing_else_is_there():
    typed = (
        "{% for r in rows %}{{ loop.index }}{{ loop.revindex0 }}{{ loop.depth }}{{ loop.previtem }}{{ r }};{% endfor %}"
    )
    assert seen(doc(typed.replace("{{ loop.previtem }}", "")), {"rows": ["a", "b"]}) == ["111a;201b;"]
    assert codes(doc(typed), {"rows": ["a", "b"]}) == ["missing-value"]
    assert seen(doc("{% set loop = {'index': 'x'} %}{{ loop.index }}{{ 1 + 1 }}")) == ["x2"]
    problems = found(doc("{{ 1 + 1 }}{{ loop.index }}", "{% for r in [1] %}{{ loop.nosuch }}{{ loop }}{% endfor %}"))
    assert [(problem.code, problem.place.start) for problem in problems] == [
        ("missing-value", 11),
        ("missing-value", 18),
        ("not-text", 35),
    ]


def test_figures_are_filled_into_a_text_as_python_has_it():
    shown = ShownFloat(1234.5, "1,234.5元")
    data = {"x": 1234567.891, "n": 7, "t": "甲 & 乙", "shown": shown, "none": None, "r": {"a": 1}}
    typed = {
        "{{ '{:,.2f}'.format(x) }}": "1,234,567.89",
        "{{ '{0}/{1}/{0}'.format(n, t) }}": "7/甲 & 乙/7",
        "{{ '{:.1f}|{}'.format(shown, shown) }}": "1234.5|1,234.5元",
        "{{ '[{}]{:>3}'.format(none, n) }}": "[]  7",
        "{{ '{:%}'.format(0.5) }}{{ '{{}}'.format() }}": "50.000000%{}",
        "{{ '{r[a]}{n!r:>3}'.format(r=r, n=n) }}": "1  7",
        "{% for i in [1, 2] %}{{ '{:03d}'.format(i) }}{% endfor %}": "001002",
    }
    for tag, text in typed.items():
        assert seen(doc(tag), data) == [text], tag
    for tag in ("{{ '{:d}'.format(t) }}", "{{ '{}{}'.format(n) }}", "{{ '{'.format(n) }}", "{{ '{!z}'.format(n) }}"):
        assert codes(doc(tag), data) == ["tag-failed"], tag
    assert codes(doc("{{ '{}'.format(nosuch) }}"), data) == ["missing-value"]
    assert codes(doc("{{ '{}'.format(r) }}"), data) == ["not-text"]
    assert codes(doc("{{ '{:>99999}'.format(n) }}"), data) == ["too-much-asked"]


def test_what_a_report_may_need_is_not_too_much():
    typed = "{{ '%08.2f' % 3.14 }}{{ 'x' * 20 }}{{ 2 ** 10 }}{{ 'x'|center(9) }}{{ '{:>5}'.format(1) }}"
    assert seen(doc(typed)) == ["00003.14" + "x" * 20 + "1024    x        1"]


def test_many_records_are_not_too_much():
    template = doc("{% for r in rows %}{% if r %}{% endif %}{% endfor %}完")
    assert seen(template, {"rows": [1] * 200_000}) == ["完"]


@pytest.mark.parametrize(
    "typed",
    [
        "{{ " + "(" * 3_000 + "1" + ")" * 3_000 + " }}",
        "{{ " + "[" * 3_000 + "1" + "]" * 3_000 + " }}",
        "{{ " + "not " * 3_000 + "1 }}",
        "{{ " + "-" * 3_000 + "1 }}",
        "{{ " + "+".join(["1"] * 5_000) + " }}",
        "{{ a" + "|upper" * 5_000 + " }}",
        "{% for i in [1] %}" * 25 + "{% endfor %}" * 25,
        "{% for i in [1] %}" * 1_000 + "{% endfor %}" * 1_000,
        "{% if 1 %}" * 120 + "{% endif %}" * 120,
        "{% macro m() %}" * 120 + "{% endmacro %}" * 120,
        "{% if 0 %}" + "{% elif 0 %}" * 3_000 + "{% endif %}",
        "{{" * 20_000,
        "{%" * 20_000,
        "{#" * 20_000,
        "{{ '" * 20_000,
        "{{ {" * 20_000,
        "{{ a" + ".b" * 5_000 + " }}",
        "{{ a" + "[0]" * 3_000 + " }}",
        "{{ " + "1 if 1 else " * 2_000 + "2 }}",
    ],
    ids=itertools.count(),
)
def test_what_is_nested_without_end_is_a_problem_at_its_tag(typed):
    started = time.process_time()
    problems = found(doc("前", typed))
    assert time.process_time() - started < 20
    assert problems
    assert {problem.code for problem in problems} <= {"too-deep", "too-much-asked", "unclosed-tag", "unclosed-comment"}
    assert {problem.place.steps for problem in problems} == {(("paragraph", 2),)}


def test_what_never_depends_on_data_is_worked_out_in_the_fill_as_all_else():
    for typed in ("{% for x in ''.a and [1] %}{% endfor %}", "{{ ''.__class__ and 1 }}", "{{ ''.a or 1 }}"):
        assert codes(doc(typed)) == ["missing-value"]


# The data stays as it is


@pytest.mark.parametrize(
    "typed",
    [
        "{{ numbers.append(4) }}",
        "{{ numbers.sort() }}",
        "{{ numbers.pop() }}",
        "{{ numbers.clear() }}",
        "{{ numbers.insert(0, 1) }}",
        "{{ record.update({'b': 2}) }}",
        "{{ record.setdefault('b', 2) }}",
        "{{ record.pop('a') }}",
        "{{ record.clear() }}",
        "{{ record.a.append(2) }}",
        "{% set numbers = numbers + [4] %}{{ numbers|length }}",
        "{% set record = 1 %}{{ record }}",
        "{% set record.a = 1 %}{{ record.a }}",
        "{% for numbers in numbers %}{{ numbers }}{% endfor %}",
        "{{ numbers|sort|reverse|join }}{{ numbers|unique|list|length }}",
        "{% set _ = numbers.__iadd__([4]) %}",
        "{{ numbers.extend([4]) }}",
        "{{ numbers.__setitem__(0, 4) }}",
        "{% set ns = namespace(record) %}{% set ns.a = 2 %}{{ ns.a }}",
        "{% set ns = namespace(n=numbers) %}{% set ns.n = ns.n + [4] %}{{ ns.n|length }}",
    ],
)
def test_no_template_changes_the_data(typed):
    data = {"numbers": [3, 1, 2], "record": {"a": [1]}}
    before = copy.deepcopy(data)
    found(doc(typed), data)
    assert data == before


def test_no_template_changes_what_the_next_fill_sees():
    template = Template(doc("{% set numbers = [1] %}{{ numbers|length }}"), globals={"g": {"a": 1}})
    assert template.fields == ()
    first = fill(doc("{% set y = 1 %}{{ y }}{{ range(3)|join }}"))
    assert first == fill(doc("{% set y = 1 %}{{ y }}{{ range(3)|join }}"))
    assert codes(doc("{% if false %}{% set y = 1 %}{% endif %}{{ y }}")) == ["missing-value"]


# What a filter escaped is text, and no markup


ESCAPED = [
    "{{ x|e }}",
    "{{ x|escape|e }}",
    "{{ x|e ~ '' }}",
    "{{ [x|e]|join }}",
    "{{ x|e|trim('y') }}",
    "{% set y = x|e %}{{ y }}",
    "{% set y %}{{ x|e }}{% endset %}{{ y|e }}",
    "{% filter upper %}{{ x|e }}{% endfilter %}",
    "{% macro m() %}{{ x|e }}{% endmacro %}{{ m()|e }}",
]


@pytest.mark.parametrize("typed", ESCAPED)
@pytest.mark.parametrize(
    "text", ["\0", "\ud800", "\x14", "\x140\x14", "\x149\x14", "\x170\x17", "\x0b", "\x13", "\ufffe"]
)
def test_characters_that_no_document_may_hold_are_told_also_where_they_were_escaped(typed, text):
    assert codes(doc(typed), {"x": f"a{text}b"}) == ["forbidden-character"]


def test_a_line_break_and_a_tab_stay_what_they_are_where_they_were_escaped():
    assert seen(doc("{{ x|e }}"), {"x": "甲 & 乙\n丙\t丁"}) == seen(doc("{{ x }}"), {"x": "甲 & 乙\n丙\t丁"})


def test_a_picture_may_be_forged_by_no_text():
    from docfill import Image
    from tests.pictures import png

    template = doc("{{ 图 }}", "{% set y %}{{ 图 }}{{ x|e }}{% endset %}{{ y }}")
    assert codes(template, {"图": Image(png()), "x": "甲"}) == []
    assert codes(template, {"图": Image(png()), "x": "\x140\x14"}) == ["forbidden-character"]


# What is given to a function, and what it makes


class Endless:
    """What never ends when it is gone through."""

    def __iter__(self):
        return itertools.count()


class EndlessMapping(Mapping):
    """A mapping that has ever more keys."""

    def __getitem__(self, key):
        return key

    def __iter__(self):
        return map(str, itertools.count())

    def __len__(self):
        return 1


@pytest.mark.parametrize(
    "typed",
    [
        "{{ range(*x) }}",
        "{{ '%s'.format(*x) }}",
        "{{ 1|round(*x) }}",
        "{% macro m() %}{{ varargs|length }}{% endmacro %}{{ m(*x) }}",
        "{{ dict(**y) }}",
        "{% for i in y %}{% endfor %}",
        "{{ y|list }}",
        "{{ y|sort }}",
        "{{ y|join }}",
        "{{ y|map('upper')|list }}",
        "{{ z|urlencode }}",
        "{{ (t ~ t)|sort|length }}",
        "{{ l|groupby('a') }}",
        "{% set z %}{% for i in range(1000000) %}" + "长" * 300 + "{% endfor %}{% endset %}",
        "{% macro m() %}{% for i in range(1000000) %}" + "长" * 300 + "{% endfor %}{% endmacro %}{{ m()|length }}",
        "{{ '{:{}}'.format('x', '>99999999') }}",
        "{{ '{:>{}{}}'.format('x', 9999, 9999) }}",
        "{{ '{0:{1}{2}}'.format('x', '>9999', '9999') }}",
        "{{ '{a:{b}}'.format_map({'a': 'x', 'b': '>99999999'}) }}",
        "{{ ('{:{}}'|e).format('x', '>99999999') }}",
        "{{ '{:f}'.format(d) }}",
        "{{ '%d' % d }}",
        "{{ d.as_integer_ratio() }}",
        "{{ ([1] * 100000)|tojson(indent=10000) }}",
        "{{ dict(range(0, 600000 * 2305843009213693951, 2305843009213693951)|batch(2)|list)|length }}",  # of one hash
        "{% set n = namespace(range(0, 600000 * 2305843009213693951, 2305843009213693951)|batch(2)|list) %}{{ n.x }}",
    ],
)
def test_what_takes_no_end_of_memory_or_time_is_stopped_at_its_tag(typed):
    data = {"x": Endless(), "y": EndlessMapping(), "d": Decimal("1e99999999")}
    data |= {"t": "x" * 1_000_000, "z": zip(Endless(), Endless(), strict=True), "l": ["x" * 1_000] * 2_000_000}
    started = time.process_time()
    with pytest.raises(FillError) as caught:
        Template(doc("前", typed), limits=Limits(seconds=2, steps=200_000)).fill(data, io.BytesIO())
    assert time.process_time() - started < 10
    assert {problem.code for problem in caught.value.problems} <= {"too-much-asked", "tag-failed"}
    assert "too-much-asked" in {problem.code for problem in caught.value.problems}
    assert {problem.place.steps for problem in caught.value.problems} == {(("paragraph", 2),)}


def test_what_is_spread_over_a_call_arrives_as_it_is():
    template = "{% macro m(a, b) %}{{ a }}{{ b }}{% endmacro %}{{ m(*x) }}{{ m(**y) }}{{ '{:>{}}'.format(*z) }}"
    assert seen(doc(template), {"x": [1, 2], "y": {"a": 3, "b": 4}, "z": ["甲", 3]}) == ["1234  甲"]


def test_data_with_keys_without_end_are_a_problem():
    template = Template(doc("{{ x }}"), limits=Limits(values=1_000))
    with pytest.raises(FillError) as caught:
        template.fill(EndlessMapping(), io.BytesIO())
    assert [problem.code for problem in caught.value.problems] == ["too-many-values"]


@pytest.mark.parametrize("typed", ["{{ x }}", "{{p x }}", "{{ x|upper }}", "{{ x|e }}", "{{ [x]|join }}", "{{ rich }}"])
@pytest.mark.parametrize("sign", ["\n", "\t", "\a", "\f", "\r\n"])
def test_a_value_of_more_breaks_than_anybody_reads_is_told_at_its_tag(typed, sign):
    text = f"甲{sign}" * 100_001
    problems = found(doc("前", typed), {"x": text, "rich": RichText(text)})
    assert [(problem.code, problem.place.steps) for problem in problems] == [("too-many-breaks", (("paragraph", 2),))]
    assert (problems[0].details["found"], problems[0].details["limit"]) == ("100,001", "100,000")


def test_the_breaks_of_a_value_have_a_limit_that_can_be_set():
    few, many = Limits(breaks=2), Limits(breaks=1_000_000)
    for typed in ("{{ x }}", "{{p x }}", "{{ x or 1 }}"):
        with pytest.raises(FillError) as caught:
            Template(doc(typed), limits=few).fill({"x": "1\n2\n3\n4"}, io.BytesIO())
        assert [problem.code for problem in caught.value.problems] == ["too-many-breaks"]
        Template(doc(typed), limits=few).fill({"x": "1\n2\n3"}, io.BytesIO())
    Template(doc("{{ x }}"), limits=many).fill({"x": "1\n" * 100_001}, io.BytesIO())


FEW = Limits(output_bytes=1_000_000)
LONG = {"x": "x" * 250_000}
PRINTING = ["{{ x }}", "{{ x or '' }}", "{{p x }}", "{% for i in [1, 2] %}{{ x or i }}{% endfor %}"]


@pytest.mark.parametrize("typed", [*PRINTING, "{{ x|upper }}"])
def test_one_long_value_that_many_tags_print_is_too_large_before_it_fills_the_memory(typed):
    template = Template(doc(*[typed] * 100), limits=FEW)
    tracemalloc.start()
    with pytest.raises(FillError) as caught:
        template.fill(LONG, io.BytesIO())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert {problem.code for problem in caught.value.problems} == {"output-too-large"}
    assert peak < 5_000_000


@pytest.mark.parametrize("typed", [*PRINTING[:3], "{% for i in r %}{{ x or i }}{{ x }}{% endfor %}"])
def test_what_is_too_large_is_left_to_jinja_before_it_fills_the_memory(typed, monkeypatch):
    template = Template(doc(*[typed] * 100))
    for module in ("steps", "simple"):
        monkeypatch.setattr(f"docfill.word.{module}.LIMITS", FEW)
    tracemalloc.start()
    assert template._simple.made({**LONG, "r": [1]}) is None
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("typed", "place"),
    [("{{ x }}", "paragraph 2"), ("{{ x }}{{ x|upper }}", "paragraph 2"), ("{{ x[:9] }}", "word/document.xml")],
)
def test_a_report_that_is_too_large_is_told_with_its_tag_or_its_part(typed, place):
    template = Template(
        doc("前", typed, "{% for i in range(9000) %}{{ i }}{% endfor %}"), limits=Limits(output_bytes=10_000)
    )
    with pytest.raises(FillError) as caught:
        template.fill({"x": "x" * 100_000}, io.BytesIO())
    (problem,) = caught.value.problems
    assert problem.place.text("en") == f"template.docx: {place}"


class Talking:
    """An object of a program whose text is nobody's business."""

    def __str__(self):
        raise AssertionError

    __repr__ = __str__


@pytest.mark.parametrize("name", ["日期", "大写", "千分位", "中文数字", "勾选", "百分比"])
@pytest.mark.parametrize("value", ["x", "[x]", "{'a': x}"])
def test_no_message_quotes_an_object_that_is_no_data(name, value):
    assert codes(doc(f"{{{{ {value}|{name} }}}}"), {"x": Talking()}) == ["not-text"]


@pytest.mark.parametrize("figure", ["0x" + "f" * 5_000, "0o" + "7" * 9_000, "0b" + "1" * 20_000, "9" * 5_000])
@pytest.mark.parametrize("typed", ["{{{{ {} }}}}", "{{% set y = {} %}}", "{{% if a == {} %}}甲{{% endif %}}"])
def test_a_figure_that_python_could_not_write_is_told_at_its_tag(figure, typed):
    typed = typed.format(figure)
    (problem,) = found(doc("前", "{{ a }}", typed), {"a": 1})
    assert (problem.code, problem.place.steps) == ("tag-not-understood", (("paragraph", 3),))
    assert "4,300" in problem.message("zh")


def test_a_figure_without_end_is_no_name_and_what_cannot_be_called_is_told_as_such():
    assert codes(doc("{{ a[b * b * b * b * b] }}"), {"a": {}, "b": 10**1_000}) == ["missing-value"]
    for typed in ("{{ n() }}", "{{ t() }}", "{% call t() %}甲{% endcall %}", "{{ rows() }}"):
        (problem,) = found(doc(typed), {"n": 1, "t": "甲", "rows": []})
        assert problem.code == "values-do-not-match"


@pytest.mark.parametrize(
    "pattern",
    [
        "{% for i in range(1000000) %}{% for j in range(1000000) %}{% endfor %}{% endfor %}",
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
        "{% for x in xs recursive %}{% if loop.depth < 60 %}{{ loop(xs) }}{{ loop(xs) }}{% endif %}{% endfor %}",
    ],
)
def test_the_name_of_a_report_has_bounds_too(pattern):
    with pytest.raises(FillError) as caught:
        render_text(pattern + "报告.docx", {"xs": [1, 2]})
    assert [problem.code for problem in caught.value.problems] == ["too-much-asked"]


def test_what_is_blank_is_not_printed_in_the_name_of_a_report_either():
    data = {"单位": "某县", "科室": None, "人": ["甲", None]}
    assert render_text("{{ 单位 ~ 科室 }}{% for x in 人 %}{{ x }}{% endfor %}.docx", data) == "某县甲.docx"
