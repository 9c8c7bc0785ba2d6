"""Programs that run without Jinja: they say what they would say to Jinja, and are left to it where they must be."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import TemplateSyntaxError

import docfill
from docfill import FillError, Template
from docfill.data import ShownFloat
from docfill.limits import LIMITS
from docfill.word.assembly import MARKER, Assembly, Line, Name
from docfill.word.simplified import simplified
from tests.building import body, doc, filled_by_jinja, p, row, save, table
from tests.simplified_by_jinja import TakesJinjaError, simplified_by_jinja

PIECES = ("甲", Name(("a", "b"), 1), "乙")
NAME = 1

# What expressions are made of, and what might be taken for the end of one.
WORDS = (
    *("a", "b.c", "甲.乙", "x", "_", "not", "and", "or", "in", "is", "if", "else", "true", "False", "none", "a.if"),
    *("loop", "loop.index", "loop.nosuch", "loop.first.x", "self", "caller", "b._c", "²", "a.²", "not a", "a or b"),
    *("==", "!=", "<", "<=", ">", ">=", "=", "(", ")", "[0]", ",", ".", "-", "+", "|upper", "~", "*", "%", "a == 1"),
    *("1", "0", "01", "1.5", "1.", ".5", "1_0", "1e3", "0x1", "'x'", '"y"', "'", '"', r"'\n'", "'%}'", "'}}'", "'{{'"),
    *(
        "is",
        "is defined",
        "is not none",
        "is none",
        "|default(1)",
        "|d('x', true)",
        "|length",
        "|round(1)",
        "/",
        "//",
        "**",
    ),
    *("%}", "}}", "{{", "{%", "{#", "#}", "-%}", "recursive", "(a)", "|元", "|小数(", "|日期('m月')", "|元(1,)"),
    *("|万元(2, unit=False)", "|图片", "|no.such", "位数=2", "|小数(位数=b)", "|日期()", "|小数(位数=1, 位数=2)"),
)
ODD_EXPRESSIONS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).flatmap(
    lambda words: st.sampled_from([" ".join(words), "".join(words)])
)
FILTERS = (
    "日期",
    "日期('m月d日')",
    "小数( 2 )",
    "小数(位数=2)",
    "大写(rounded=True, prefix=false) | check",
    "元(1, unit=none)",
    "default('无')",
    "d(0, True)",
    "length",
    "round",
    "round(2)",
)
EXPRESSIONS = st.recursive(
    st.sampled_from(
        ("a", "b.c", "甲.乙", "x", "x.y", "loop.index", "loop.last", "0", "1.5", "'x'", '"y\'s"', "none", "True")
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from((" and ", " or ", "==", " < ", " >=", "!= ")), inner).map("".join),
        inner.map("not {}".format),
        st.tuples(inner, st.sampled_from(FILTERS)).map("|".join),
        st.tuples(inner, st.sampled_from((" + ", "-", "*", " /")), inner).map("".join),
        st.tuples(inner, inner, inner).map("({0[0]} if {0[1]} else {0[2]})".format),
        inner.map("{} is defined".format),
        inner.map("( {})".format),
    ),
    max_leaves=6,
)
ODD_UNITS = st.sampled_from(
    [
        *("{% else %}", "{% endif %}", "{% endfor %}", "{%- if a %}", "{% if a -%}", "{% set a = 1 %}", "{%if a%}"),
        *("{% if(a) %}", "{% endif a %}", "{% else a %}", "{# a #}", "{% raw %}", "{% endraw %}", "x", "{%break%}"),
        *("{% for x,y in a %}", "{% for x in a if b %}", "{% for x in a recursive %}", "{% for x.y in a %}"),
    ]
)


def units(expressions):
    """Return what stands in a program, and asks for one of *expressions* if anything."""
    return st.one_of(
        *(st.just(f"\x00{number}\x00") for number in range(len(PIECES))),
        st.just("\n"),
        expressions.map("{{{{ {} }}}}".format),
        expressions.map("{{{{{}}}}}".format),
        expressions.map("{{{{ _docfill_grid(0, {}) }}}}".format),
        expressions.map("{{{{ _docfill_paragraphs(({}), 0) }}}}".format),
    )


def blocks(inner, expressions):
    """Return conditions and loops around *inner*."""
    return st.one_of(
        st.tuples(expressions, inner).map("{{% if {0[0]} %}}{0[1]}{{% endif %}}".format),
        st.tuples(expressions, inner, expressions, inner, inner).map(
            "{{% if {0[0]} %}}{0[1]}{{% elif {0[2]} %}}{0[3]}{{% else %}}{0[4]}{{% endif %}}".format
        ),
        st.tuples(st.sampled_from(("x", "a", "甲")), expressions, inner).map(
            "{{% for {0[0]} in {0[1]} %}}{0[2]}{{% endfor %}}".format
        ),
    )


def programs(expressions, others):
    """Return programs of *expressions* that are blocks within blocks, with *others* in them."""
    one = units(expressions) | others
    return st.recursive(
        st.lists(one, max_size=3).map("".join),
        lambda inner: st.lists(one | blocks(inner, expressions), max_size=4).map("".join),
        max_leaves=6,
    )


def assembled(source):
    """Return the program of the lines of *source*; a marker that stands alone in one is a unit of its own."""
    program = Assembly()
    program.pieces.extend(PIECES)
    for text in source.split("\n"):
        alone = MARKER.fullmatch(text)
        if alone and int(alone[1]) != NAME:
            program.units.append(int(alone[1]))
        else:
            program.lines.append(Line(text, "", None))
            program.units.append(program.lines[-1])
    return program


@given(programs(EXPRESSIONS, st.nothing()) | programs(EXPRESSIONS | ODD_EXPRESSIONS, ODD_UNITS))
@example("{% if a %}{% else %}{% elif b %}{% endif %}")
@example("{% if a == '%}' %}{% endif %}")
@example("{% for x in a %}{% else %}{% endfor %}")
@example("{% if a %}{% endfor %}")
@example("{% for true in a %}{% endfor %}")
@example("{{ '}}' }}")
@example("{% if a < b < c %}{% endif %}")
@example("{{ a if b }}")
@example("{{ a if b else c if d else e }}")
@example("{{ a - b - c * d / e + 1|round }}")
@example("{% if a is not defined and b.c is none or not d is defined %}{% endif %}")
@example("{% if a is defined b %}{% endif %}")
@example("{% for x in a if b else c %}{% endfor %}")
@example("{% if a if b else c %}{% endif %}")
@example("{{ a|default(b) }}")
@example("{{ (a + b)|default(1) }}")
@example("{{- a -}}")
def test_what_is_read_without_jinja_is_what_jinja_reads(source):
    program = assembled(source)
    found = simplified(program)
    try:
        right = simplified_by_jinja(program)
    except (TakesJinjaError, TemplateSyntaxError):
        assert found is None
    else:
        if found is not None:
            assert repr(found.statements) == repr(right.statements)
            assert [one.values for one in found.stretches] == [one.values for one in right.stretches]


VALUES = st.one_of(
    st.integers(-5, 5),
    st.floats(-10, 10),
    st.sampled_from(["", "甲", "<b>", " x ", "1.5", 10**40, True, False, None, [], [1, 2], {}, {"c": 3}]),
    st.builds(ShownFloat, st.floats(-10, 10), st.just("1.50元")),
    st.dictionaries(st.sampled_from(["c", "y", "index", "乙", "items"]), st.integers(0, 3)),
)
ROOTS = st.dictionaries(st.sampled_from(["a", "b", "x", "甲"]), VALUES)


@given(EXPRESSIONS, EXPRESSIONS, ROOTS)
@example("a|default('无')", "b.items|default(1)", {"b": {}})
@example("range|default(1)", "b.c.d|d('x')", {"b": {}})
@example("a / b", "1", {"a": 1, "b": 0})
@example("a * b", "1", {"a": 10**2000, "b": 10**2000})
@example("a|round(2)", "1", {"a": ShownFloat(1.005, "1.01"), "b": 0})
@example("x|length", "x is none", {"x": {"a": 1}})
def test_what_is_worked_out_without_jinja_is_what_jinja_works_out(printed, asked, data):
    typed = f"{{{{ ({printed}) or '无' }}}}{{% if {asked} %}}是{{% endif %}}"
    try:
        template = Template(doc(f"{{% for 一 in 圈 %}}{typed}{{% endfor %}}"))
    except FillError:  # such as a test of what a test tells
        return
    if template._simple is None:
        return
    data["圈"] = [1, 2]
    report = template._simple.made(data)
    if report is not None:
        assert filled_by_jinja(template, data) == ((), b"".join(report))


@pytest.mark.parametrize(
    "source",
    [
        "\x000\x00\x001\x00\n\x002\x00",
        "{{ x }}{{ x.y }}",
        "{% if 年度 > 2020 and not (a.b or 'x' == c) %}\x000\x00{% elif d %}{% else %}{{ e or '无' }}{% endif %}",
        "{% for x in 表.行 %}\n{{ x.名 }}{% if x.数 >= 1.5 %}\x000\x00{% endif %}\n{% endfor %}",
        "{{ _docfill_grid(0, 格.一) }}\x000\x00{{ _docfill_paragraphs((说明), 0) }}",
        "{%if a==none%}{%endif%}",
        "{{ 金额|万元(2) }}{{ 日期 | 日期('yyyy年') | blank_as('无') }}",
        "{% if a|check == '☑' %}{{ a|小数(位数=2) }}{% endif %}",
        "{{ a|default('无') }}{{ b.c|d('', true) }}{{ (a + b * 2)|round(1) }}{{ x|length }}",
        "{{ '是' if a.b is defined and a.b is not none else '否' }}{% if x|length > 1 %}{{ a / b - 1 }}{% endif %}",
        "{% for x in a %}{{ loop.index }}{% if not loop.last %}\x000\x00{% endif %}{% endfor %}",
    ],
)
def test_conditions_loops_names_and_official_filters_take_no_jinja(source):
    assert simplified(assembled(source)) is not None


SIMPLE = (
    "{{ 单位 }}{% if 年度 == 2025 %}今年{% endif %}",
    table(row("{%tr for x in 表 %}"), row("{{ x.名 }}"), row("{%tr endfor %}")),
)
DATA = {"单位": "甲<乙", "年度": 2025, "表": [{"名": "一"}, {"名": "二"}]}


def modules_after(tmp_path: Path, *fills: object) -> set[str]:
    """Return the modules that a process has which fills SIMPLE with each of the data."""
    save(tmp_path / "t.docx", doc(*SIMPLE))
    code = (
        "import io, json, sys, docfill\n"
        "template = docfill.Template('t.docx')\n"
        "for data in json.load(sys.stdin):\n"
        "    try: template.fill(data, io.BytesIO())\n"
        "    except docfill.FillError: pass\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    project = str(Path(docfill.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(fills).encode(),
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": project},
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_a_simple_template_is_compiled_and_filled_without_jinja(tmp_path):
    assert not {"jinja2", "lxml"} & modules_after(tmp_path, DATA, {**DATA, "表": []})


@pytest.mark.parametrize(
    "others",
    [{"表": [{}]}, {"表": [{"名": ["一"]}]}, {"表": [{"名": "一"}] * 20_001}],
    ids=["missing", "no-text", "long"],
)
def test_what_takes_more_is_left_to_jinja(tmp_path, others):
    assert "jinja2" in modules_after(tmp_path, {**DATA, **others})


def test_jinja_takes_over_when_many_reports_have_run_many_rounds(tmp_path):
    long = {**DATA, "表": [{"名": "一"}] * 8_000}
    assert "jinja2" not in modules_after(tmp_path, long, long)
    assert "jinja2" in modules_after(tmp_path, long, long, long)


def test_the_reports_are_the_same_before_and_after_jinja_takes_over(monkeypatch):
    monkeypatch.setattr("docfill.word.simple._MOST_ROUNDS", 1_000)
    template = Template(doc(*SIMPLE))
    reports = []
    for others in ({}, {"表": [{"名": "一"}] * 1_001}, {}):
        out = io.BytesIO()
        template.fill({**DATA, **others}, out)
        reports.append(out.getvalue())
    assert reports[0] == reports[2] == filled_by_jinja(template, DATA)[1]
    assert "_rendering" in template.__dict__
    assert len(body(reports[1])[1]) == 1_001


def test_a_fill_that_lacks_a_value_is_told_as_ever_and_the_next_is_made():
    template = Template(doc(*SIMPLE))
    with pytest.raises(FillError) as caught:
        template.fill({**DATA, "表": [{"名": "一"}, {"明": "二"}]}, io.BytesIO())
    assert [problem.code for problem in caught.value.problems] == ["missing-value"]
    out = io.BytesIO()
    assert template.fill(DATA, out) == ()
    assert body(out.getvalue()) == ["甲<乙今年", [["一"], ["二"]]]


def test_limits_of_the_callers_hold_for_simple_templates():
    limits = LIMITS._replace(steps=1)
    with pytest.raises(FillError) as caught:
        Template(doc(*SIMPLE), limits=limits).fill(DATA, io.BytesIO())
    assert [problem.code for problem in caught.value.problems] == ["too-much-asked"]


def test_a_condition_of_many_branches_and_words_compiles():
    branches = (
        "{% if a == 0 %}0" + "".join(f"{{% elif a == {number} %}}{number}" for number in range(1, 60)) + "{% endif %}"
    )
    words = "{% if " + " or ".join(f"a == {number}" for number in range(40)) + " %}甲{% endif %}"
    out = io.BytesIO()
    Template(doc(p(branches), p(words))).fill({"a": 37}, out)
    assert body(out.getvalue()) == ["37", "甲"]


def test_a_fill_that_takes_too_long_without_jinja_is_made_by_it(monkeypatch):
    monkeypatch.setattr("docfill.word.simple._SECONDS", -1)
    template = Template(doc(*SIMPLE))
    out = io.BytesIO()
    template.fill(DATA, out)
    assert "_rendering" in template.__dict__
    assert body(out.getvalue()) == ["甲<乙今年", [["一"], ["二"]]]


def test_a_name_that_loops_within_one_another_share_is_that_of_the_innermost():
    typed = (
        "{% for x in x %}{{ loop.index }}{{ x.n }}"
        "{% for x in x.b %}{{ loop.index }}{{ x.n }}{% for y in x.c %}{{ y }}{{ x.n }}{{ loop.last }}{% endfor %}"
        "{{ x.n }}{{ loop.length }}{% endfor %}{{ x.n }}{{ loop.index }};{% endfor %}{{ y }}{{ x|length }}"
    ).replace("{{ loop.last }}", "{% if loop.last %}!{% endif %}")
    template = Template(doc(typed))
    out = io.BytesIO()
    inner = [{"n": "丙", "c": [1, 2]}, {"n": "丁", "c": []}]
    template.fill({"x": [{"n": "甲", "b": inner}, {"n": "乙", "b": []}], "y": "外"}, out)
    assert "_rendering" not in template.__dict__
    assert body(out.getvalue()) == ["1甲1丙1丙2丙!丙22丁丁2甲1;2乙乙2;外2"]


def test_threads_may_fill_one_template_while_jinja_takes_over(monkeypatch):
    monkeypatch.setattr("docfill.word.simple._MOST_ROUNDS", 2_000)
    template = Template(doc(*SIMPLE))
    counts = [number * 20 for number in range(20)]

    def rows(count: int) -> int:
        out = io.BytesIO()
        template.fill({**DATA, "表": [{"名": "一"}] * count}, out)
        return len([block for block in body(out.getvalue()) if isinstance(block, list) for _ in block])

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(rows, counts)) == counts
