"""Values: what the data holds comes out as text that a reader sees, and what cannot be printed is a problem."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import docxtpl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import Markup

from docfill import Source, Template
from docfill.data import Data, Records, ShownDate, ShownDateTime, ShownFloat, ShownInt, ShownTime
from tests.building import (
    W,
    Xml,
    body,
    cell,
    codes,
    control,
    doc,
    elements,
    faults,
    fill,
    found,
    ids,
    looks,
    marked,
    member,
    p,
    r,
    row,
    seen,
    table,
    text_box,
)

BOLD = "<w:b/>"
MOMENT = dt.datetime(2019, 12, 31, 8, 30)  # noqa: DTZ001  Excel knows no time zones


def printed(value: object, typed: str = "{{ x }}") -> str:
    """Return the text of a paragraph that holds just *value*."""
    (text,) = seen(doc(typed), {"x": value})
    return text


# Text


@pytest.mark.parametrize(
    "value",
    [
        "a & b",
        "<w:p/>",
        "]]>",
        "&amp;",
        "&#65;",
        "&lt;b&gt;",
        '"',
        "'",
        "{{ x }}",
        "{% if %}",
        "}}",
        "\\n",
        "\\g<0>",
        "𠀀😀",
    ],
)
def test_any_text_comes_out_as_it_is(value):
    assert printed(value) == value
    assert printed(value, "{{ x|upper|lower }}") == value.lower()
    assert printed(value, "{% set y %}{{ x }}{% endset %}{{ y }}") == value
    assert printed(value, "{% macro f(v) %}{{ v }}{% endmacro %}{{ f(x) }}") == value
    assert printed(value, "{{ x ~ '' }}") == value
    assert printed(value, "{{ x|e }}") == value
    assert printed(value, "{{ x|trim|default('') }}") == value
    assert printed([value], "{{ x|join('、') }}") == value


@pytest.mark.parametrize("value", ["一\n二", "一\r\n二", "一\r二"])
def test_a_line_break_becomes_a_break_in_the_same_run(value):
    report = fill(doc(p(r("前{{ x }}后", BOLD))), {"x": value})
    assert looks(report) == [[("前一\n二后", "b")]]
    assert len(elements(report, "br")) == 1
    assert len(elements(report, "r")) == 1


def test_a_tab_becomes_a_tab():
    report = fill(doc("{{ x }}"), {"x": "一\t二"})
    assert (body(report), len(elements(report, "tab")), faults(report)) == (["一\t二"], 1, [])


@pytest.mark.parametrize(
    "value", [" 一", "一 ", "\u3000\u3000一", "一\u3000", "  ", "\n一\n", "\t", " \n ", "\u00a0一\u00a0", "\u2003一"]
)
def test_white_space_at_the_ends_is_kept(value):
    assert printed(value) == value
    report = fill(doc("{{ x }}"), {"x": value})
    for t in elements(report, "t"):
        if (t.text or "") != (t.text or "").strip(" \t\n"):
            assert t.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("{% if x %}甲 {% endif %}{{ y }}", "甲 "),
        ("甲 {{ y }}", "甲 "),
        ("甲 {{ y }} {{ y }}", "甲  "),
        ("甲 {{ z }}", "甲  一"),
        ("{{ y }} {{ y }}", " "),
        ("{{ x }} {{ x }}", "一 一"),
        (" {{ x }}", " 一"),
        ("{{ x }} ", "一 "),
        ("{% for i in [1, 2] %}{{ i }} {% endfor %}", "1 2 "),
        ("{{ x }} {{ y }}", "一 "),
        ("{% if x %}甲 {% endif %}", "甲 "),
        ("{{ y }} 甲", " 甲"),
        ("{% if y %}甲{% endif %} 乙", " 乙"),
    ],
)
def test_white_space_of_the_template_beside_a_tag_is_kept(typed, text):
    report = fill(doc(typed), {"x": "一", "y": "", "z": " 一"})
    assert body(report) == [text]
    for t in elements(report, "t"):
        if (t.text or "") != (t.text or "").strip(" "):
            assert t.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"


def test_white_space_at_the_end_of_a_run_that_a_loop_repeats_is_kept_in_each_copy():
    report = fill(doc(p("{% for x in n %}甲 ", "乙{% endfor %}")), {"n": [1, 2]})
    assert body(report) == ["甲 乙甲 乙"]
    for t in elements(report, "t"):
        if (t.text or "") != (t.text or "").strip(" "):
            assert t.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"


@pytest.mark.parametrize("value", ["一 二  三", "a  b"])
def test_white_space_within_is_kept(value):
    assert printed(value) == value


def test_values_of_several_lines_in_filters_and_loops_stay_whole():
    data = {"x": ["一\n二", " 三 "]}
    assert seen(doc("{% for i in x %}[{{ i }}]{% endfor %}"), data) == ["[一\n二][ 三 ]"]
    assert seen(doc("{{ x|join('；') }}"), data) == ["一\n二； 三 "]
    assert seen(doc("{{ x[1]|trim }}"), data) == ["三"]
    assert seen(doc("{{ x[0]|replace('\n', '，') }}"), data) == ["一，二"]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")))
def test_any_legal_text_is_read_back_equal(value):
    assert printed(value) == value


# Numbers, dates, nothing


@given(st.floats(allow_nan=False, allow_infinity=False) | st.decimals(-1000, 1000, places=2).map(float))
@example(1e15)
@example(-123456789012345.6)
@example(5e-324)
def test_a_figure_is_the_same_whether_it_is_named_or_worked_out(value):
    named, worked_out, caught = seen(doc("{{ x }}", "{{ x * 1 }}", "{% set y = x %}{{ y }}"), {"x": value})
    assert named == worked_out == caught
    assert float(named) == float(f"{value:.15g}")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-8, "-8"),
        (10**30, "1" + "0" * 30),
        (1.5, "1.5"),
        (0.1 + 0.2, "0.3"),
        (1.1 * 3, "3.3"),
        (1234567.891, "1234567.891"),
        (160.5964, "160.5964"),
        (2792220.8, "2792220.8"),
        (Decimal("12.50"), "12.50"),
        (Decimal("0.1") + Decimal("0.2"), "0.3"),
        (dt.date(2019, 12, 31), "2019-12-31"),
        (MOMENT, "2019-12-31 08:30:00"),
        (dt.time(8, 30), "08:30:00"),
        (None, ""),
        ("", ""),
        (ShownInt(1234, "1,234"), "1,234"),
        (ShownFloat(0.125, "12.50%"), "12.50%"),
        (ShownDate.of(dt.date(2019, 12, 31), "2019年12月31日"), "2019年12月31日"),
        (ShownDateTime.of(MOMENT, "12月31日"), "12月31日"),
        (ShownTime.of(dt.time(8, 30), "8时30分"), "8时30分"),
        (ShownInt(3, " 3 "), " 3 "),
        (ShownFloat(1.0, "<1>"), "<1>"),
    ],
)
def test_a_value_is_printed_as_it_is_shown(value, text):
    assert printed(value) == text
    assert printed(value, "{% set y = x %}{{ y }}") == text


BLANKS = [
    ("[{{ x ~ '-' ~ x }}]", "[-]"),
    ("[{{ [1, x, '甲']|join('、') }}]", "[1、、甲]"),
    ("[{{ rows|map(attribute='n')|join('、') }}]", "[1、]"),
    ("[{{ rows|join('、', attribute='n') }}]", "[1、]"),
    ("[{{ x|upper }}{{ x|trim }}{{ x|string }}{{ x|title }}{{ x|lower }}{{ x|e }}]", "[]"),
    ("[{{ x|replace('o', '0') }}{{ x|truncate(3) }}{{ x|wordcount }}]", "[0]"),
    ("[{{ [x, 'a']|map('upper')|join }}]", "[A]"),
    ("[{{ '%s、%s'|format(1, x) }}][{{ '%(n)s'|format(n=x) }}]", "[1、][]"),
    ("[{{ '%s、' % x }}][{{ '%s、%s' % (x, 1) }}][{{ '%(n)s' % rows[1] }}]", "[、][、1][]"),
    ("[{{ '{}、{n}'.format(x, n=x) }}][{{ '{0[n]:>3}'.format(rows[1]) }}]", "[、][   ]"),
]


@pytest.mark.parametrize(("typed", "text"), BLANKS)
def test_what_is_blank_prints_nothing_within_a_text_either(typed, text):
    assert seen(doc(typed), {"x": None, "rows": [{"n": 1}, {"n": None}]}) == [text]


TEXTS = ["'共' ~ x", "[x]|join", "x|upper", "x|string", "'%s'|format(x)", "'%s' % (x,)", "'{}'.format(x)"]


@pytest.mark.parametrize(
    ("typed", "value"),
    [*((f"{{{{ {text} }}}}", value) for text in TEXTS for value in ([1, "甲"], {"甲": 1})), ("{{ '%s' % x }}", [1])],
)
def test_a_list_or_a_group_is_no_text_within_a_text_either(typed, value):
    assert codes(doc(typed), {"x": value}) == ["not-text"]


def test_a_figure_within_a_text_is_written_as_it_is_by_itself():
    assert seen(doc("{{ (x + y) ~ '%' }}、{{ [x + y]|join }}、{{ x + y }}"), {"x": 0.1, "y": 0.2}) == ["0.3%、0.3、0.3"]


def test_a_number_keeps_its_value_for_arithmetic_and_conditions():
    typed = "{{ x + 1 }}{% if x > 1000 %}多{% endif %}{{ x }}"
    assert printed(ShownInt(1234, "1,234"), typed) == "1235多1,234"


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("{{ '%.1f'|format(x) }}", "0.1"),
        ("{{ x|round(2) }}", "0.12"),
        ("{{ x * 100 }}", "12.5"),
        ("{{ (x * 100)|int }}%", "12%"),
        ("{{ x|string }}", "12.50%"),
        ("{{ [x, x]|join('、') }}", "12.50%、12.50%"),
        ("{{ x ~ '左右' }}", "12.50%左右"),
    ],
)
def test_filters_work_with_shown_numbers(typed, text):
    assert printed(ShownFloat(0.125, "12.50%"), typed) == text


@pytest.mark.parametrize(("value", "text"), [(True, "True"), (False, "False")])
def test_truth_is_printed_as_jinja_has_it(value, text):
    assert printed(value) == text


# What cannot be printed


def test_a_control_character_is_a_problem_at_its_cell():
    source = Source("数据.xlsx", "基本情况", "B3")
    data = Data({"x": {"y": "一\x08二"}}, {"x": {"y": source}}, file="数据.xlsx")
    (problem,) = found(doc("前{{ x.y }}后"), data)
    assert (problem.code, problem.place) == ("forbidden-character", source)
    assert problem.details["character"] == "U+0008"
    assert problem.related[0].steps == (("paragraph", 1),)


def test_a_control_character_in_a_record_is_a_problem_at_its_row():
    records = Records("数据.xlsx", "明细", (2, 3), {"名称": "A"})
    data = Data({"明细": [{"名称": "甲"}, {"名称": "乙\x0b"}]}, {"明细": records})
    (problem,) = found(doc("{% for r in 明细 %}{{ r.名称 }}{% endfor %}"), data)
    assert problem.place == Source("数据.xlsx", "明细", "A3")


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x08", "\x0e", "\x1f", "\x01", "\ud800", "\ufffe", "\uffff"])
def test_no_character_that_xml_forbids_gets_through(character):
    for typed in ("{{ x }}", "{{ x|upper }}", "{{p x }}", "{{ x ~ 1 }}", "{% set y %}{{ x }}{% endset %}{{ y }}"):
        assert codes(doc(typed), {"x": f"一{character}二"}) == ["forbidden-character"]
    assert codes(doc("{{ x|join }}"), {"x": [f"一{character}"]}) == ["forbidden-character"]


@pytest.mark.parametrize("value", [[1, 2], {"a": 1}, (), object(), {1}, b"bytes", range(3)])
def test_a_list_or_a_group_cannot_be_printed(value):
    (problem,) = found(doc("前{{ x }}后"), {"x": value})
    assert problem.code == "not-text"
    assert marked(problem) == "{{ x }}"


def test_a_list_that_cannot_be_printed_is_told_at_its_cells():
    source = Source("数据.xlsx", "申请", "B2:C3")
    data = Data({"申请": [[1, 2]]}, {"申请": source})
    (problem,) = found(doc("{{ 申请 }}"), data)
    assert problem.place == source
    assert problem.related[0].around == "{{ 申请 }}"


@pytest.mark.parametrize("value", [Markup("<w:b/>"), Markup("a & b"), Markup("&nbsp;")])
def test_markup_in_the_data_is_refused(value):
    for typed in ("{{ x }}", "{% set y %}{{ x }}{% endset %}{{ y }}", "{{p x }}"):
        assert codes(doc(typed), {"x": value}) == ["raw-markup"]


def test_an_object_of_docxtpl_that_is_no_value_is_refused_clearly():
    (problem,) = found(doc("{{ x }}"), {"x": docxtpl.DocxTemplate(io.BytesIO(doc("x")))})
    assert problem.code == "unsupported-value"
    assert problem.place.steps == (("paragraph", 1),)


@pytest.mark.parametrize("typed", ["{{tr x }}", "{{tc x }}"])
def test_the_tags_of_docxtpl_for_rich_values_are_refused_clearly(typed):
    (problem,) = found(doc(typed), {"x": "文"})
    assert (problem.code, marked(problem)) == ("value-is-no-row", typed)


# Filters over blocks: what comes out of them is text, whatever the filter does


@pytest.mark.parametrize(
    "typed",
    [
        "{% filter upper %}a&b{{ x }}{% endfilter %}",
        "{% filter title %}a<b{{ x }}{% endfilter %}",
        "{% filter striptags %}&{{ x }}{% endfilter %}",
        "{% filter truncate(4, true, '') %}&&{{ x }}{% endfilter %}",
        "{% filter reverse %}a&{{ x }}{% endfilter %}",
        "{% filter string %}&{{ x }}{% endfilter %}",
        "{% filter trim|upper %}&{{ x }}{% endfilter %}",
        "{% filter replace('a', '<') %}a{{ x }}{% endfilter %}",
        "{% filter length %}a{% endfilter %}",
        "{% filter list %}a{% endfilter %}",
        "{% set y %}a&{{ x }}{% endset %}{{ y|upper }}",
        "{% set y %}a&{{ x }}{% endset %}{{ y|reverse }}",
        "{% set y | upper %}a&{{ x }}{% endset %}{{ y }}",
        "{% macro f() %}a&{{ x }}{% endmacro %}{{ f()|upper }}",
        "{% macro f() %}a&{{ x }}{% endmacro %}{{ f()[3] }}",
        "{% macro f() %}&{{ caller() }}{% endmacro %}{% call f() %}<{{ x }}{% endcall %}",
        "{{ x|escape }}",
        "{{ x|e|upper }}",
        "{{ (x|e)[0:2] }}",
        "{{ x|tojson }}",
        "{{ x|urlencode }}",
        "{{ x|wordwrap(1) }}",
        "{{ x|indent }}",
        "{{ x|center(20) }}",
        "{{ x|list|join('<') }}",
        "{{ {'k': x}|xmlattr }}",
        "{{ x|striptags }}",
        "{{ '<b>'|safe }}",
        "{% autoescape false %}{{ x }}{% endautoescape %}",
        "{% autoescape false %}{{ x|upper }}<{% endautoescape %}",
        "{% autoescape false %}{% set y %}{{ x }}{% endset %}{{ y }}{% endautoescape %}",
    ],
)
def test_whatever_an_expression_makes_of_text_the_report_is_sound_or_refused(typed):
    problems = found(doc(typed), {"x": " <&>\n\"'"})
    assert all(problem.place.around == typed for problem in problems)
    if not problems:
        assert faults(fill(doc(typed), {"x": " <&>\n\"'"})) == []


# One paragraph a line


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("一\n二\n三", ["一", "二", "三"]),
        ("一\r\n二", ["一", "二"]),
        ("一", ["一"]),
        ("", [""]),
        (None, [""]),
        ("一\n\n二", ["一", "", "二"]),
        pytest.param(" 一 \n\t二 & <三>", [" 一 ", "\t二 & <三>"]),
        (12, ["12"]),
        (ShownInt(1234, "1,234"), ["1,234"]),
    ],
)
def test_a_value_of_several_lines_brings_one_paragraph_a_line(value, lines):
    assert seen(doc("前", "{{p x }}", "后"), {"x": value}) == ["前", *lines, "后"]


def test_each_paragraph_of_a_value_has_the_format_of_its_paragraph_and_run():
    report = fill(
        doc(p(r("一、", "<w:i/>"), r("{{p x }}", BOLD), r("。", "<w:u/>"), properties='<w:jc w:val="center"/>')),
        {"x": "甲\n乙\n丙"},
    )
    assert looks(report) == [[("一、", "i"), ("甲", "b")], [("乙", "b")], [("丙", "b"), ("。", "u")]]
    assert [e.get(f"{{{W}}}val") for e in elements(report, "jc")] == ["center"] * 3
    assert faults(report) == []


@pytest.mark.parametrize("wrap", [lambda x: table(row(cell(x))), lambda x: p(text_box(x)), lambda x: control(p(x))])
def test_a_value_brings_its_paragraphs_wherever_a_paragraph_can_stand(wrap):
    report = fill(doc(wrap("{{p x }}")), {"x": "一\n二"})
    assert faults(report) == []
    assert member(report).decode().count("<w:t>二</w:t>") + member(report).decode().count(">二<") >= 1


def test_a_field_of_paragraphs_brings_them_without_a_prefix():
    assert seen(doc("{{ 总体情况 }}{{ x }}"), {"总体情况": "一\n二", "x": "三\n四"}, paragraphs=["总体情况"]) == [
        "一",
        "二三\n四",
    ]


def test_a_value_of_paragraphs_in_a_loop():
    template = doc("{% for x in n %}", "{{p x }}", "{% endfor %}")
    assert seen(template, {"n": ["一\n二", "三"]}) == ["一", "二", "三"]


def test_paragraphs_of_a_value_have_no_ids_twice():
    paragraph = Xml(f'<w:p w14:paraId="0000000A" w:rsidR="00000001">{r("{{p x }}")}</w:p>')
    assert ids(fill(doc(paragraph), {"x": "一\n二"}), "paragraph") == ["0000000A"]


# What the caller gave


def test_what_the_caller_passes_is_never_changed():
    data = {"rows": [{"n": 1, "m": [3, 1, 2]}], "x": {"y": "文"}}
    before = repr(data)
    fill(doc("{% for r in rows %}{{ r.m|sort|join }}{% set x = 1 %}{% endfor %}{{ x.y }}"), data)
    assert repr(data) == before


def test_filters_and_globals_of_the_caller_are_used():
    template = Template(
        doc("{{ x|twice }}{{ office }}{{ f(2) }}"),
        filters={"twice": lambda v: v * 2},
        globals={"office": "办&公室", "f": lambda n: n + 1},
    )
    out = io.BytesIO()
    template.fill({"x": "一"}, out)
    assert body(out.getvalue()) == ["一一办&公室3"]


def test_a_name_in_the_data_goes_before_a_global():
    template = Template(doc("{{ office }}"), globals={"office": "甲"})
    out = io.BytesIO()
    template.fill({"office": "乙"}, out)
    assert body(out.getvalue()) == ["乙"]


def test_a_name_of_python_in_the_data_is_a_name():
    assert seen(doc("{{ range }}{{ dict }}{{ self }}{{ class }}"), {"range": 1, "dict": 2, "self": 3, "class": 4}) == [
        "1234"
    ]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_no_figure_is_refused(value):
    (problem,) = found(doc("{{ x }}"), {"x": value})
    assert problem.code == "not-a-figure"


def test_data_that_hold_themselves_are_looked_into_as_any_others():
    data = {"a": "甲"}
    data["me"] = data
    template = doc("{%p for x in [me] %}", "{{ x.a }}{{ x.me.a }}", "{%p endfor %}")
    assert seen(template, data) == ["甲甲"]
    assert [problem.code for problem in found(doc("{% for x in [me] %}{{ x.range }}{% endfor %}"), data)] == [
        "missing-value"
    ]
