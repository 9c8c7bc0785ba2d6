"""A template can ask for nothing but its data: no way to Python, no endless time or memory, no change to the data."""

from __future__ import annotations

import copy
import time

import pytest

from docfill import Template
from tests.building import codes, doc, fill, found, seen


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


def test_what_a_programmer_passes_may_be_read_and_called():
    assert seen(doc("{{ x.name }}{{ x.greeting() }}{{ f(numbers) }}"), DATA) == ["街道你好，街道3"]


# No time or memory without end


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
    ],
)
def test_a_template_that_asks_for_too_much_is_refused_quickly(typed):
    started = time.monotonic()
    problems = found(doc(typed))
    assert time.monotonic() - started < 10
    assert problems
    assert all(problem.place.around == typed for problem in problems if problem.place)


def test_what_a_report_may_need_is_not_too_much():
    typed = "{{ '%08.2f' % 3.14 }}{{ 'x' * 20 }}{{ 2 ** 10 }}{{ 'x'|center(9) }}{{ '{:>5}'.format(1) }}"
    assert seen(doc(typed)) == ["00003.14" + "x" * 20 + "1024    x        1"]


def test_many_records_are_not_too_much():
    template = doc("{% for r in rows %}{% if r %}{% endif %}{% endfor %}完")
    assert seen(template, {"rows": [1] * 200_000}) == ["完"]


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
