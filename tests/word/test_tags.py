"""Tags as people type them, and as Word and input methods bend them: found, read, and gone from the report."""

from __future__ import annotations

import itertools
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docfill import Severity, annotate, check
from docfill.word import paragraphs
from tests.building import Xml, body, codes, control, doc, elements, fill, found, looks, marked, p, r, save, seen

DATA = {"单位": "世纪街道", "a": 1, "p": "段", "r": {"n": "甲"}, "tr": "行", "rows": [{"n": "一"}, {"n": "二"}]}

LINES = [
    "单位：{{ 单位|upper }}，完。",
    "{% if a %}有{{ a }}{% else %}无{% endif %}",
    "{% for x in rows %}[{{ x.n }}]{% endfor %}",
    '{{ "}}" }}和{# 给自己的话 {{ x }} #}后',
    "｛｛ 单位 ｝｝｛％ if a ％｝是｛％ endif ％｝",
    '{_{ 不是标签 }_}{{ {"k": {"n": 1}}["k"].n }}',
]


def split(text: str, spots: set[int]) -> list[str]:
    """Cut *text* at *spots*."""
    edges = [0, *sorted(spots & set(range(1, len(text)))), len(text)]
    return [text[start:stop] for start, stop in itertools.pairwise(edges)]


@given(st.sampled_from(LINES), st.sets(st.integers(1, 60)))
def test_splitting_a_tag_over_runs_anywhere_changes_nothing(line, spots):
    assert seen(doc(p(*split(line, spots))), DATA) == seen(doc(line), DATA)


@given(st.sampled_from(LINES), st.sets(st.integers(1, 60)), st.data())
def test_splitting_over_runs_of_different_looks_changes_no_text(line, spots, data):
    runs = [r(piece, data.draw(st.sampled_from(["", "<w:b/>", "<w:i/>"]))) for piece in split(line, spots)]
    assert seen(doc(p(*runs)), DATA) == seen(doc(line), DATA)


def test_a_tag_is_found_when_every_character_has_its_own_run():
    assert seen(doc(p(*"前{{ 单位 }}后")), DATA) == ["前世纪街道后"]


def test_a_value_takes_the_format_of_the_run_in_which_its_tag_begins():
    report = fill(doc(p(r("前{{ 单", "<w:b/>"), r("位", "<w:u/>"), r(" }}后", "<w:i/>"))), DATA)
    assert looks(report) == [[("前世纪街道", "b"), ("后", "i")]]


def test_runs_that_held_only_parts_of_a_tag_stay_empty_with_their_properties():
    report = fill(doc(p(r("{{ 单", "<w:b/>"), r("位", "<w:u/>"), r(" }}", "<w:i/>"))), DATA)
    assert len(elements(report, "r")) == 3
    assert [e.tag.rpartition("}")[2] for run in elements(report, "rPr") for e in run] == ["b", "u", "i"]


@pytest.mark.parametrize(
    "between",
    [
        '<w:proofErr w:type="spellStart"/>',
        '<w:bookmarkStart w:id="1" w:name="b"/><w:bookmarkEnd w:id="1"/>',
        "<w:r><w:lastRenderedPageBreak/></w:r>",
    ],
)
def test_what_word_puts_between_the_runs_of_a_tag_stays(between):
    report = fill(doc(p("{{ 单", Xml(between), "位 }}")), DATA)
    assert looks(report) == [[("世纪街道", "")]]
    assert len(elements(report, between.partition("w:")[2].split()[0].rstrip("/>"))) + len(elements(report, "r")) >= 3


@pytest.mark.parametrize(
    "wrapped",
    [
        '<w:hyperlink r:id="rId9">{}</w:hyperlink>',
        '<w:ins w:id="1" w:author="a">{}</w:ins>',
        '<w:smartTag w:element="x">{}</w:smartTag>',
        "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
        '<w:fldSimple w:instr="AUTHOR">{}</w:fldSimple>',
    ],
)
def test_a_tag_may_begin_outside_of_what_wraps_its_end(wrapped):
    inside = Xml(wrapped.format(r("位 }}尾")))
    assert seen(doc(p("头{{ 单", inside)), DATA) == ["头世纪街道尾"]


def test_what_was_deleted_is_no_part_of_a_tag():
    deleted = Xml('<w:del w:id="1" w:author="a"><w:r><w:delText>xx</w:delText></w:r></w:del>')
    assert seen(doc(p("{{ 单", deleted, "位 }}")), DATA)[0].replace("xx", "") == "世纪街道"


# Bent tags


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("｛｛ 单位 ｝｝", "世纪街道"),
        ("{｛单位｝}", "世纪街道"),
        ("{ { 单位 } }", "世纪街道"),
        ("{\u3000{ 单位 }\u3000}", "世纪街道"),
        ("{\u00a0{单位}\u00a0}", "世纪街道"),
        ("{{ 单位 } }", "世纪街道"),
        ("{{\u00a0单位\u3000}}", "世纪街道"),
        ("｛％ if a ％｝有｛％ endif ％｝", "有"),
        ("{％ if a %｝有{% endif ％}", "有"),
        ("{ % if a % }有{ % endif % }", "有"),
        ("｛＃ 注 ＃｝后", "后"),
        ("{{ 单位｜upper }}", "世纪街道"),
        ("{{ 无|default（“没有”） }}", "没有"),
        ("{{ 无|default(‘没有’) }}", "没有"),
        ("{{ 无|default(”没有”) }}", "没有"),
        ("{{ r[“n”] }}", "甲"),
        ("{{ r。n }}", "甲"),
        ("{{ r．n }}", "甲"),
        ("{{ range（1，4）｜join（“，”） }}", "1，2，3"),
        ("{{ a＋1 }}{{ a－1 }}{{ a＊2 }}{{ 1／2 }}", "2020.5"),
        ("{% if a ＝＝ 1 %}是{% endif %}{% if a ＞＝ 1 %}也是{% endif %}", "是也是"),
        ("{% set m ＝ ｛“x”：1｝ %}{{ m.x }}", "1"),
        ("{% set l ＝ ［1，2］ %}{{ l[1] }}", "2"),
        ("{{ 单位 ～ “办” }}", "世纪街道办"),
        ("{% for x in rows %}{{ loop＿index0 if false else x.n }}{% endfor %}", "一二"),
    ],
)
def test_a_tag_bent_by_an_input_method_is_understood(typed, printed):
    assert seen(doc(typed), DATA) == [printed]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("{{ “（甲，乙）” }}", "（甲，乙）"),
        ("{{ '他说“好”。' }}", "他说“好”。"),
        ('{{ "他说‘好’。" }}', "他说‘好’。"),
        ("{{ '｛｛ x ｝｝' }}", "｛｛ x ｝｝"),
        ('{{ "}}" }}', "}}"),
        ("{{ '%}' }}", "%}"),
        ("{% if '%}' %}是{% endif %}", "是"),
        ('{{ "a\\"b}}" }}', 'a"b}}'),
        ('{{ "#}" }}', "#}"),
        ("{{ '\u3000' ~ a }}", "\u30001"),
        ("{{ '１２' }}", "１２"),
    ],
)
def test_what_stands_in_a_literal_is_never_touched(typed, printed):
    assert seen(doc(typed), DATA) == [printed]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('{{ {"x": 5}["x"] }}', "5"),
        ('{{ {"x": {"y": 6}}["x"]["y"] }}', "6"),
        ('{% set m = {"x": {"y": 7}} %}{{ m.x.y }}', "7"),
        ("{{ {'x': '}}'}['x'] }}", "}}"),
    ],
)
def test_a_mapping_may_be_written_in_a_tag(typed, printed):
    assert seen(doc(typed), DATA) == [printed]


def test_a_line_break_within_a_tag_is_white_space():
    typed = p(Xml("<w:r><w:t>{{ 单位</w:t><w:br/><w:t>|upper</w:t><w:tab/><w:t>}}后</w:t></w:r>"))
    assert seen(doc(typed), DATA) == ["世纪街道后"]


def test_characters_may_be_written_as_references():
    assert seen(doc(p(Xml(f"<w:r><w:t>&#{'0' * 5_000}65;{{{{ a }}}}</w:t></w:r>"))), {"a": 1}) == ["A1"]
    typed = "<w:r><w:t>&#123;&#x7B; a + 1 if a &lt; 2 &#125;}&amp;&#x7B;</w:t></w:r>"
    assert seen(doc(p(Xml(typed))), DATA) == ["2&{"]


# Prefixes, comments, raw, escapes


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("{{ p }}", "段"),
        ("{{p}}", "段"),
        ("{{ p|upper }}", "段"),
        ("{{ r.n }}", "甲"),
        ("{{r.n}}", "甲"),
        ("{{ tr }}", "行"),
        ("{{ p if a else tr }}", "段"),
        ("{% if p %}有{% endif %}", "有"),
    ],
)
def test_a_name_that_looks_like_a_prefix_is_a_name(typed, printed):
    assert seen(doc(typed), DATA) == [printed]


@pytest.mark.parametrize(
    "comment", ["{# 注 #}", "{#注#}", "{# {{ x }} {% if %} #}", "{# 引号 ' 不成对 #}", "{#r 注 #}"]
)
def test_a_comment_is_not_printed_and_not_read(comment):
    assert seen(doc(f"前{comment}后"), DATA) == ["前后"]


def test_a_paragraph_with_only_a_comment_goes():
    assert seen(doc("一", "{# 给经办人 #}", "二")) == ["一", "二"]


def test_raw_prints_tags_as_they_stand():
    typed = "{% raw %}{{ x }}{% if %}{% endraw %}{{ a }}"
    assert seen(doc(typed), DATA) == ["{{ x }}{% if %}1"]


def test_raw_reaches_over_paragraphs():
    assert seen(doc("{% raw %}", "{{ x }}", "{% endraw %}", "{{ a }}"), DATA)[-2:] == ["{{ x }}", "1"]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("{_{ x }_}{{ a }}", "{{ x }}1"),
        ("{_% x %_}{{ a }}", "{% x %}1"),
        ("{_{ {{ a }} }_}", "{{ 1 }}"),
        ("a_b {_x_} {{ a }}", "a_b {_x_} 1"),
    ],
)
def test_an_underscore_keeps_braces_from_being_a_tag(typed, printed):
    assert seen(doc(typed), DATA) == [printed]


def test_an_underscore_keeps_braces_from_being_a_tag_where_there_is_no_other_tag_too():
    assert seen(doc("{_{ x }_}", "{{ a }}"), DATA) == ["{{ x }}", "1"]


@pytest.mark.parametrize(
    "text",
    ["{ {1, 2}, {3} }", "集合 { {a}, {b} } 与 {c}", "f(x) { return {}; }", "{x} {y}", "{ }", "{", "}", "{ { } }"],
)
def test_braces_that_are_text_stay_text(text):
    assert found(doc(f"{text} {{{{ a }}}}"), DATA) == []
    assert seen(doc(f"{text} {{{{ a }}}}"), DATA) == [f"{text} 1"]


def test_a_comment_that_never_ends_is_text_and_a_warning():
    template = doc("编号{# 不是注释 {{ a }}")
    (warning,) = found(template, DATA)
    assert (warning.code, warning.severity) == ("unclosed-comment", Severity.WARNING)
    assert marked(warning).startswith("{#")
    assert seen(template, DATA) == ["编号{# 不是注释 1"]


@pytest.mark.parametrize("tag", ['{{ "a" in {"a": 1} }}', '{{ "a" in {"a":1}}}', '｛｛ "a" in {"a": 1} ｝｝'])
def test_a_tag_may_end_with_braces_of_its_own(tag):
    assert seen(fill(doc(tag), {})) == ["True"]


def test_braces_that_close_nothing_are_text_and_a_warning():
    template = doc("{{ a }} 后 }}")
    (warning,) = found(template, DATA)
    assert (warning.code, warning.severity) == ("unopened-tag", Severity.WARNING)
    assert seen(template, DATA) == ["1 后 }}"]


def test_braces_that_close_nothing_are_a_warning_in_a_paragraph_without_a_tag_too():
    template = doc("单位 }}", "{{ a }}")
    assert codes(template, DATA) == ["unopened-tag"]
    assert seen(template, DATA) == ["单位 }}", "1"]


def test_a_tag_does_not_reach_over_paragraphs():
    assert "unclosed-tag" in codes(doc("{{ 单", "位 }}"), DATA)


def test_a_tag_in_a_control_in_the_line_is_found():
    assert seen(doc(p("前", control(r("{{ a }}")), "后")), DATA) == ["前1后"]


def test_tags_stand_side_by_side():
    assert seen(doc("{{a}}{{a}}{{ a }}{% if a %}{{a}}{% endif %}"), DATA) == ["1111"]


def test_two_tags_share_runs():
    assert seen(doc(p("{{ a }}{", "{ 单位 }", "}{", "% if a %", "}有{% endif %}")), DATA) == ["1世纪街道有"]


def test_a_quotation_mark_that_is_not_closed_never_reaches_into_the_next_tag():
    problems = found(doc("{{ a + ' }}", "文", "{{ b + ' }}", "{{ 'it\\'s' }}"), {"a": "x", "b": "y"})
    assert [(problem.code, problem.place.steps) for problem in problems] == [
        ("tag-not-understood", (("paragraph", 1),)),
        ("tag-not-understood", (("paragraph", 3),)),
    ]


# --- long texts, which are noted by stretches ---

ODD = [
    p("前&<", "{{ a", " }}后{%- if a %} ", "&amp;{% endif %}"),
    Xml("<w:p><w:r><w:t>前&amp;{{ 单位</w:t><w:tab/><w:t>}}&#123;&#x7b; a }}</w:t><w:br/><w:t>&lt;</w:t></w:r></w:p>"),
    Xml("<w:p><w:r><w:t>x<!-- {{ --><![CDATA[甲]]>{% for x in rows %}&quot;{{ x.n }}</w:t></w:r>"
        "<w:r><w:rPr><w:b/></w:rPr><w:t>;{% endfor %}尾{{ zz|default('无') }}</w:t></w:r></w:p>"),
    Xml('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>QUOTE "{{ a }}&amp;"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'),
    *map(p, LINES),
]  # fmt: skip


@pytest.mark.parametrize("paragraph", ODD)
def test_a_long_text_is_filled_and_annotated_as_a_short_one(paragraph, monkeypatch, tmp_path):
    sound = doc(paragraph, p("{%- if a -%}"), p("行", " {%- endif %}"))
    path = save(tmp_path / "模板.docx", doc(paragraph, p("{{ 单 位 }}", "与{{ a"), p("{{ 单位|upper }}")))

    def made():
        annotated = tmp_path / "批注.docx"
        annotate(path, check(path), annotated)
        return fill(sound, DATA), annotated.read_bytes()

    short = made()
    monkeypatch.setattr(paragraphs, "_LONG", 0)
    assert made() == short


def test_a_paragraph_of_very_many_characters_takes_some_bytes_for_each():
    template = doc(p("一" * 500_000, "二&" * 20_000 + "{{ a }}"))
    tracemalloc.start()
    try:
        filled = fill(template, DATA)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert body(filled)[0].endswith("二&1")
    assert peak < 20_000_000
