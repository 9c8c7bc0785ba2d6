"""Every fault of a template: found before anything is written, all at once, each at its place, in both languages."""

from __future__ import annotations

import io
import json
import time

import pytest

from docfill import FillError, Limits, Severity, Source, Template
from docfill.catalogue import template as chapter
from docfill.data import Data, Records
from docfill.inputs import read_data
from tests.building import (
    Xml,
    cell,
    codes,
    control,
    doc,
    fill,
    found,
    marked,
    p,
    r,
    root,
    row,
    save,
    seen,
    table,
    text_box,
)

DATA = {
    "年度": 2019,
    "总额": 7,
    "单位名称": "街道",
    "明细": [{"名称": "甲", "显示": True}],
    "申请": [[1]],
    "x": 1,
    "负责人": {"姓名": "甲"},
    "公开": 1,
    "总数": 0,
    "总体情况": "一\n二",
}

FIRST, SECOND = (("paragraph", 1),), (("paragraph", 2),)
CELL = (("table", 1), ("row", 1), ("cell", 1))

FIELD = "".join(f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate"))

# The code; a template that provokes it; where it is; what stands over the marker.
CASES = [
    ("missing-value", doc("文", "见{{ 负责人.电话 }}"), SECOND, "{{ 负责人.电话 }}"),
    ("misspelt-name", doc("{{ 单位名稱 }}"), FIRST, "{{ 单位名稱 }}"),
    ("not-text", doc("{{ 明细 }}"), FIRST, "{{ 明细 }}"),
    ("loop-over-scalar", doc("a{% for x in 年度 %}…{% endfor %}"), FIRST, "{% for x in 年度 %}"),
    ("unclosed-tag", doc("经费合计{{ 总额 元整"), FIRST, "{{ 总额 元整"),
    ("unclosed-tag", doc("{% if x }}有"), FIRST, "{% if x }}有"),
    ("empty-tag", doc("a{{ }}"), FIRST, "{{ }}"),
    ("empty-tag", doc("{%%}"), FIRST, "{%%}"),
    ("tag-not-understood", doc("共{{ 总额 元 }}整"), FIRST, "{{ 总额 元 }}"),
    ("tag-not-understood", doc("{% if %}{% endif %}"), FIRST, "{% if %}"),
    ("tag-not-understood", doc("{{ it’s }}"), FIRST, "{{ it’s }}"),
    ("unknown-statement", doc("{% fro r in 明细 %}"), FIRST, "{% fro r in 明细 %}"),
    ("unknown-filter", doc("{{ 年度|uper }}"), FIRST, "{{ 年度|uper }}"),
    ("unknown-test", doc("{% if x is definde %}{% endif %}"), FIRST, "{% if x is definde %}"),
    ("tag-in-cdata", doc(p(Xml("<w:r><w:t><![CDATA[{{ x }}]]></w:t></w:r>"), "{{ x }}")), FIRST, "\ufffc{{ x }}"),
    ("loads-another-file", doc("{% include 'a' %}"), FIRST, "{% include 'a' %}"),
    ("loads-another-file", doc("文", "{% from 'a' import b %}"), SECOND, "{% from 'a' import b %}"),
    ("do-has-no-effect", doc("{% do 明细.append(1) %}"), FIRST, "{% do 明细.append(1) %}"),
    ("escaping-is-always-on", doc("{% autoescape false %}{{ x }}{% endautoescape %}"), FIRST, "{% autoescape false %}"),
    ("escaping-is-always-on", doc("{% autoescape x %}{{ x }}{% endautoescape %}"), FIRST, "{% autoescape x %}"),
    ("value-is-no-row", doc(table(row("{{tr x }}"))), CELL, "{{tr x }}"),
    ("value-is-no-row", doc("{{tc x }}"), FIRST, "{{tc x }}"),
    ("structure-cannot-be-kept", doc(p(r("{% set y %}"), r("{{ x }}{% endset %}"))), FIRST, "{% set y %}"),
    ("structure-cannot-be-kept", doc("{% filter upper %}", "文", "{% endfilter %}"), FIRST, "{% filter upper %}"),
    ("structure-cannot-be-kept", doc("a{% macro f() %}", "文", "{% endmacro %}"), FIRST, "{% macro f() %}"),
    (
        "structure-cannot-be-kept",
        doc(table(row("{%tc macro f() %}", "文", "{%tc endmacro %}", "末"))),
        CELL,
        "{%tc macro f() %}",
    ),
    (
        "macro-out-of-place",
        doc("{{ f()|upper }}", "{%p macro f() %}", "文", "{%p endmacro %}"),
        FIRST,
        "{{ f()|upper }}",
    ),
    ("loop-cannot-stop-here", doc("{% break %}"), FIRST, "{% break %}"),
    (
        "loop-cannot-stop-here",
        doc(table(row("{% for r in 明细 %}{% continue %}", "{% endfor %}"))),
        CELL,
        "{% continue %}",
    ),
    ("unclosed-block", doc("{% for r in 明细 %}{{ r.名称 }}"), FIRST, "{% for r in 明细 %}"),
    ("unclosed-block", doc("文", table(row("{%tr if x %}"))), (("table", 1), ("row", 1), ("cell", 1)), "{%tr if x %}"),
    ("unopened-block", doc("{{ x }}{% endif %}"), FIRST, "{% endif %}"),
    ("branch-after-else", doc("{% if x %}甲{% else %}乙{% else %}丙{% endif %}"), FIRST, "{% else %}"),
    (
        "branch-after-else",
        doc("{% if x %}", "{% else %}", "{% elif x %}", "{% endif %}"),
        (("paragraph", 3),),
        "{% elif x %}",
    ),
    ("branch-after-else", doc("{% for r in 明细 %}{% else %}无{%else%}{% endfor %}"), FIRST, "{%else%}"),
    ("unopened-block", doc("{% else %}"), FIRST, "{% else %}"),
    ("unopened-block", doc("{% for r in 明细 %}{% elif x %}{% endfor %}"), FIRST, "{% elif x %}"),
    ("crossed-blocks", doc("{% for r in 明细 %}{% if r.显示 %}{% endfor %}{% endif %}"), FIRST, "{% endfor %}"),
    (
        "mixed-prefixes",
        doc(table(row("{%tr for r in 明细 %}"), row("{%p endfor %}"))),
        (("table", 1), ("row", 2), ("cell", 1)),
        "{%p endfor %}",
    ),
    ("prefix-outside-table", doc("{%tr for r in 明细 %}", "文", "{%tr endfor %}"), FIRST, "{%tr for r in 明细 %}"),
    ("prefix-outside-table", doc("{%tc if x %}", "文", "{%tc endif %}"), FIRST, "{%tc if x %}"),
    ("unbalanced-block", doc(table(row("{% for r in 明细 %}")), "{% endfor %}"), CELL, "{% for r in 明细 %}"),
    ("unbalanced-block", doc("{% if x %}", table(row("文", "{% endif %}"))), FIRST, "{% if x %}"),
    (
        "unbalanced-block",
        doc(p("{% if x %}", Xml(f"<w:r><w:pict><w:txbxContent>{p('文{% endif %}')}</w:txbxContent></w:pict></w:r>"))),
        FIRST,
        "{% if x %}",
    ),
    ("unbalanced-block", doc(control(p("{% if x %}"), p("甲")), "{% endif %}"), FIRST, "{% if x %}"),
    ("text-in-marker", doc("标题{%p if x %}", "文", "{%p endif %}"), FIRST, "{%p if x %}"),
    ("text-in-marker", doc(table(row("{%tr if x %}", "字"), row("文"), row("{%tr endif %}"))), CELL, "{%tr if x %}"),
    (
        "block-cuts-field",
        doc(p(Xml(FIELD), "{% if x %}", Xml('<w:r><w:fldChar w:fldCharType="end"/></w:r>'), "{% endif %}")),
        FIRST,
        "{% if x %}",
    ),
    ("grid-without-name", doc(table(row("{% grid %}"))), CELL, "{% grid %}"),
    ("grid-outside-cell", doc("{% grid 申请 %}"), FIRST, "{% grid 申请 %}"),
    ("not-a-grid", doc(table(row("{% grid 年度 %}"))), CELL, "{% grid 年度 %}"),
    ("grid-does-not-fit", doc(table(row("{% grid 大 %}"))), CELL, "{% grid 大 %}"),
    ("grid-covers-text", doc(table(row("{% grid 大 %}", "合计"))), CELL, "{% grid 大 %}"),
    ("paragraphs-cannot-repeat", doc(p("{{p 总体情况 }}", properties="<w:sectPr/>")), FIRST, "{{p 总体情况 }}"),
    ("paragraphs-cannot-repeat", doc(p(control(r("{{p 总体情况 }}")))), FIRST, "{{p 总体情况 }}"),
    ("too-much-asked", doc('{{ "x" * 10 ** 9 }}'), FIRST, '{{ "x" * 10 ** 9 }}'),
    ("division-by-zero", doc("占{{ 公开 / 总数 }}"), FIRST, "{{ 公开 / 总数 }}"),
    ("values-do-not-match", doc("{{ 单位名称 + 1 }}"), FIRST, "{{ 单位名称 + 1 }}"),
    ("values-do-not-match", doc("{% if 单位名称 > 1 %}{% endif %}"), FIRST, "{% if 单位名称 > 1 %}"),
    ("tag-failed", doc("{{ 单位名称.encode('x') }}"), FIRST, "{{ 单位名称.encode('x') }}"),
    ("not-a-number-for-filter", doc("共{{ 单位名称|大写 }}"), FIRST, "{{ 单位名称|大写 }}"),
    ("not-a-date-for-filter", doc("{{ 年度|日期 }}"), FIRST, "{{ 年度|日期 }}"),
    ("not-whole-for-filter", doc("{{ (x + 0.5)|中文序号 }}"), FIRST, "{{ (x + 0.5)|中文序号 }}"),
    ("number-out-of-range", doc("{{ 总数|中文序号 }}"), FIRST, "{{ 总数|中文序号 }}"),
    ("rounding-not-said", doc("{{ 1.005|大写 }}"), FIRST, "{{ 1.005|大写 }}"),
    ("tick-is-not-clear", doc("{{ 单位名称|勾选 }}"), FIRST, "{{ 单位名称|勾选 }}"),
    ("filter-argument", doc("{{ x|小数 }}"), FIRST, "{{ x|小数 }}"),
]


def cases():
    return [pytest.param(*case, id=f"{case[0]}-{case[3]}") for case in CASES]


def templates():
    return [pytest.param(case[1], id=f"{case[0]}-{case[3]}") for case in CASES]


@pytest.mark.parametrize(("code", "template", "steps", "under"), cases())
def test_a_fault_is_a_problem_at_its_place(code, template, steps, under):
    (problem,) = found(template, {**DATA, "大": [[1, 2]]})
    assert problem.code == code
    assert problem.severity is Severity.ERROR
    assert problem.place.file == "template.docx"
    assert problem.place.steps == steps
    assert marked(problem) == under


@pytest.mark.parametrize("template", templates())
def test_a_fault_is_said_whole_in_both_languages(template):
    for problem in found(template, {**DATA, "大": [[1, 2]]}):
        for lang in ("en", "zh"):
            for sentence in (problem.message(lang), problem.hint(lang), problem.line(lang)):
                assert "${" not in sentence
                assert sentence.strip()


@pytest.mark.parametrize("template", templates())
def test_a_fault_leaves_no_file_and_the_old_file_as_it_was(template, tmp_path):
    old = save(tmp_path / "旧.docx", b"old")
    for out in (tmp_path / "新.docx", old):
        with pytest.raises(FillError):
            Template(template).fill({**DATA, "大": [[1, 2]]}, out)
    assert [path.name for path in tmp_path.iterdir()] == ["旧.docx"]
    assert old.read_bytes() == b"old"


def test_the_cases_cover_every_fault_of_the_chapter():
    elsewhere = {
        "forbidden-character",
        "raw-markup",
        "too-many-breaks",  # in test_sandbox.py
        "unsupported-value",  # in test_values.py
        "unclosed-comment",
        "unopened-tag",  # in test_tags.py
        "tag-not-reached",
        "tag-needs-paragraph",
        "not-of-this-kind",  # in test_elsewhere.py
        "not-a-figure",  # in test_values.py
        "merge-without-loop",
        "merge-hides-text",
        "merge-hides-value",
        "not-a-span",  # in test_merges.py
        "nothing-to-join",  # in test_joins.py
        "template-takes-too-long",  # in test_compiling.py
        "too-deep",
        "object-in-data",  # in test_sandbox.py
        "output-too-large",
        "text-too-long",  # below
        "colour-not-known",
        "link-in-link",
        "subdocument-with-notes",
        "subdocument-of-other-kind",  # in test_subdocuments.py
        "link-not-known",
        "text-beside-paragraphs",
        "value-needs-text",  # in test_rich_text.py
    }
    assert {case[0] for case in CASES} | elsewhere == set(chapter.ENTRIES)


# Places


@pytest.mark.parametrize(
    ("template", "steps"),
    [
        (doc("一", "二", "{{ y }}"), (("paragraph", 3),)),
        (
            doc("一", table(row("", "")), table(row("", ""), row("", "{{ y }}"))),
            (("table", 2), ("row", 2), ("cell", 2)),
        ),
        (doc(table(row(cell("一", "{{ y }}")))), (*CELL, ("paragraph", 2))),
        (
            doc(table(row(cell(table(row("", "{{ y }}")), "")), columns=1)),
            (*CELL, ("table", 1), ("row", 1), ("cell", 2)),
        ),
        (doc(control(p("一"), p("{{ y }}"))), SECOND),
        (doc(table(control(row("")), control(row("{{ y }}")), columns=1)), (("table", 1), ("row", 2), ("cell", 1))),
        (doc(table(row("", control(cell("{{ y }}"))), columns=2)), (("table", 1), ("row", 1), ("cell", 2))),
        (doc(p("一", control(r("{{ y }}")))), FIRST),
        (doc("一", p(text_box("{{ y }}"))), (("text box", 1),)),
        (doc(p(text_box("无")), p(text_box("一", "{{ y }}"))), (("text box", 2), ("paragraph", 2))),
    ],
)
def test_places_are_counted_as_a_person_counts(template, steps):
    assert found(template)[0].place.steps == steps


@pytest.mark.parametrize(
    ("name", "kind", "content", "steps"),
    [
        ("header2.xml", "hdr", p("{{ y }}"), (("header", 2),)),
        ("footer1.xml", "ftr", p("一") + p("{{ y }}"), (("footer", 1), ("paragraph", 2))),
        (
            "footnotes.xml",
            "footnotes",
            (
                f'<w:footnote w:type="separator" w:id="-1">{p("")}</w:footnote>'
                f'<w:footnote w:id="1">{p("{{ y }}")}</w:footnote>'
            ),
            (("footnote", 1),),
        ),
        (
            "endnotes.xml",
            "endnotes",
            f'<w:endnote w:id="5">{p("一")}</w:endnote><w:endnote w:id="1">{p("{{ y }}")}</w:endnote>',
            (("endnote", 2),),
        ),
        ("comments.xml", "comments", f'<w:comment w:id="1">{p("{{ y }}")}</w:comment>', (("comment", 1),)),
    ],
)
def test_places_in_other_stories_say_which(name, kind, content, steps):
    (problem,) = found(doc("文", stories={name: root(kind, content)}))
    assert problem.place.steps == steps
    assert problem.place.around == "{{ y }}"


def test_a_place_shows_the_paragraph_as_it_was_typed():
    (problem,) = found(doc(p("经费", "合计｛", "｛ 总", "额度 ｝｝元&<>")))
    assert problem.place.around == "经费合计｛｛ 总额度 ｝｝元&<>"
    assert marked(problem) == "｛｛ 总额度 ｝｝"


# All at once


def test_blocks_that_cross_when_their_rows_repeat_name_both_ends():
    template = doc(table(row("{% for r in 明细 %}", "{% endfor %}{% if x %}", "{% endif %}")))
    problems = found(template, DATA)
    assert problems[0].code == "crossed-blocks"
    assert marked(problems[0]) == "{% if x %}"
    assert problems[0].related[0].around == "{% for r in 明细 %}"


def test_blocks_that_cross_when_their_rows_repeat_are_told_once():
    template = doc(table(row("{% for r in 明细 %}", "{% endfor %}{% if x %}", "{% endif %}")))
    assert codes(template, DATA) == ["crossed-blocks"]


def test_all_faults_of_a_template_come_at_once():
    template = doc(
        "{% for r in 明细 %}",
        "{{ 总额 元 }}",
        "{{ x|uper }}",
        "{% fro %}",
        "{{ }}",
        "{{ x",
        stories={"header1.xml": root("hdr", p("{% endif %}"))},
    )
    assert set(codes(template)) == {
        "unclosed-block",
        "tag-not-understood",
        "unknown-filter",
        "unknown-statement",
        "empty-tag",
        "unclosed-tag",
        "unopened-block",
    }


def test_a_block_that_is_never_ended_hides_no_other_fault():
    template = doc(
        "{% if x %}",
        "标题{%p if x %}",
        "{%p endif %}",
        table(row("{% for r in 明细 %}", "{% endfor %}{% if x %}", "{% endif %}")),
        table(row("甲{% grid 申请 %}")),
        "{{ x|uper }}",
    )
    assert set(codes(template)) == {
        "unclosed-block",
        "text-in-marker",
        "grid-outside-cell",
        "unknown-filter",
    }
    rows = table(row("{% for r in 明细 %}", "{% endfor %}{% if x %}", "{% endif %}"))
    assert set(codes(doc("{% if x %}", rows, "{{ x|uper }}"))) == {"unclosed-block", "crossed-blocks", "unknown-filter"}


def test_a_part_that_cannot_be_read_hides_no_fault_of_the_others():
    template = doc("{{ }}", stories={"header1.xml": "<w:hdr>{{ x }}"})
    assert codes(template) == ["empty-tag", "malformed-part"]


def test_all_faults_of_a_fill_come_at_once():
    template = doc(
        "{{ a }}{{ b.c }}",
        "{% for r in 明细 %}{{ r.无 }}{% endfor %}",
        "{{ 1 / 0 }}",
        "{{ 单位名称 + 1 }}",
        "{{ 明细 }}",
        table(row("{% grid 年度 %}"), row("{{ 年度.无 }}")),
        "{{ 末 }}",
        stories={"header1.xml": root("hdr", p("{{ 眉 }}"))},
    )
    problems = found(template, DATA)
    expected = ["missing-value"] * 6 + ["division-by-zero", "values-do-not-match", "not-text", "not-a-grid"]
    assert sorted(problem.code for problem in problems) == sorted(expected)


def test_faults_in_both_branches_are_not_guessed():
    assert codes(doc("{% if x %}{{ a }}{% else %}{{ b }}{% endif %}"), DATA) == ["missing-value"]


def test_one_fault_in_a_loop_is_told_once():
    assert codes(doc("{% for n in [1, 2, 3] %}{{ a }}{% endfor %}"), DATA) == ["missing-value"]


def test_a_record_that_lacks_a_key_is_told_at_its_row():
    records = Records("数据.xlsx", "明细", (2, 3), {"名称": "A"})
    data = Data({"明细": [{"名称": "甲", "金额": 1}, {"名称": "乙"}]}, {"明细": records})
    (problem,) = found(doc("{% for r in 明细 %}{{ r.金额 }}{% endfor %}"), data)
    assert problem.code == "missing-value"
    assert problem.details["name"] == "r.金额"
    assert problem.related == (Source("数据.xlsx", "明细", "3:3"),)


def test_a_condition_on_a_name_without_a_value_is_a_problem():
    (problem,) = found(doc("{% if 没有 %}x{% endif %}"), DATA)
    assert (problem.code, marked(problem)) == ("missing-value", "{% if 没有 %}")


def test_a_name_that_is_calculated_with_is_told_once():
    assert codes(doc("{{ 没有 + 1 }}"), DATA) == ["missing-value"]
    assert codes(doc("{{ 没有.里面.更里面 }}"), DATA) == ["missing-value"]
    assert codes(doc("{% for r in 没有 %}{% endfor %}"), DATA) == ["missing-value"]


def test_a_name_that_is_called_is_told_once():
    assert codes(doc("{{ 没有() }}"), DATA) == ["missing-value"]


@pytest.mark.parametrize("missing", ["error", "blank", "keep"])
@pytest.mark.parametrize(
    "name",
    [
        *("upper", "join", "sum", "length", "title", "trim", "string", "replace('a', 'b')", "truncate(3)", "center"),
        *("int", "float", "indent", "first", "last", "min", "sort|first"),
    ],
)
def test_a_missing_name_is_told_as_missing_whatever_filter_it_goes_through(name, missing):
    expected = {"missing-value"} if missing == "error" else set()
    assert set(codes(doc(f"{{{{ 没有|{name} }}}}"), missing=missing)) == expected


@pytest.mark.parametrize("missing", ["error", "blank", "keep"])
@pytest.mark.parametrize("name", ["round", "abs", "tojson", "round(2)|int"])
def test_a_missing_name_is_told_as_missing_where_a_filter_fails_over_it(name, missing):
    expected = {"missing-value"} if missing == "error" else set()
    assert set(codes(doc(f"{{{{ 没有|{name} }}}}"), missing=missing)) == expected


@pytest.mark.parametrize("name", ["list", "unique|list", "reverse|list", "batch(2)|list"])
def test_a_missing_name_that_a_filter_made_a_list_of_is_missing_first(name):
    assert codes(doc(f"{{{{ 没有|{name} }}}}"))[0] == "missing-value"


# Suggestions


@pytest.mark.parametrize(
    ("typed", "data", "suggestion"),
    [
        ("{{ 单位名稱 }}", {"单位名称": 1}, "单位名称"),
        pytest.param("{{ 申请.新収 }}", {"申请": {"新收": 1}}, "申请.新收"),
        pytest.param("{% for r in 明细 %}{{ r.名稱 }}{% endfor %}", {"明细": [{"名称": 1}]}, "r.名称"),
        ("{{ 申请.新收件敷 }}", {"申请": {"新收件数": 1}}, "申请.新收件数"),
        ("{{ adress }}", {"address": 1, "name": 2}, "address"),
        ("{{ 申请['新收件敷'] }}", {"申请": {"新收件数": 1}}, "申请.新收件数"),
        ("{% if 单位名 %}{% endif %}", {"单位名称": 1}, "单位名称"),
    ],
)
def test_a_misspelt_name_is_suggested(typed, data, suggestion):
    (problem,) = found(doc(typed), data)
    assert problem.code == "misspelt-name"
    assert problem.details["suggestion"].rpartition(".")[2] == suggestion.rpartition(".")[2]
    assert suggestion.rpartition(".")[2] in problem.message("zh")


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("{{ x|uper }}", "upper"),
        ("{% if x is definde %}{% endif %}", "defined"),
        pytest.param("{% fro x in y %}", "for"),
        ("{% endfro %}", "endfor"),
    ],
)
def test_a_misspelt_word_of_the_language_is_suggested(typed, known):
    (problem,) = found(doc(typed), DATA)
    assert problem.details["known"] == known


# Policies


POLICIES = "[{{ a }}][{{ b.c|upper }}][{% if a %}x{% else %}y{% endif %}][{% for r in a %}z{% endfor %}][{{ x }}]"


def test_missing_values_may_be_left_blank():
    assert seen(doc(POLICIES), DATA, missing="blank") == ["[][][y][][1]"]


def test_missing_values_may_be_left_as_their_tags():
    assert seen(doc("[{{ a }}]", "[{{ b.c }}]{{ x }}"), DATA, missing="keep") == ["[{{ a }}]", "[{{ b.c }}]1"]


def test_a_kept_tag_is_what_was_typed_and_can_be_filled_later():
    first = fill(doc("{{ 单位名称 }}：{{ 稍后|default(“无”) }}{{ 后来 }}"), DATA, missing="keep")
    assert seen(first, {"后来": "到了"}) == ["街道：无到了"]


def test_other_faults_are_faults_under_every_policy():
    for missing in ("blank", "keep"):
        assert codes(doc("{{ 1 / 0 }}{{ 明细 }}{{ a }}"), DATA, missing=missing) == [
            "not-text",
            "division-by-zero",
        ] or set(codes(doc("{{ 1 / 0 }}{{ 明细 }}{{ a }}"), DATA, missing=missing)) == {"not-text", "division-by-zero"}


@pytest.mark.parametrize(
    "typed",
    [
        "{{ a|default('无') }}",
        "{{ a|d('无') }}",
        "{{ a.b|default('无') }}",
        "{{ a.b.c|default('无') }}",
        "{% if a is defined %}有{% else %}无{% endif %}",
        "{{ x2 if x2 is defined else '无' }}",
    ],
)
def test_a_name_that_may_be_absent_is_no_problem(typed):
    assert seen(doc(typed), DATA) == ["无"]


def test_none_is_a_value_and_no_problem():
    typed = "[{{ a }}][{% if a %}x{% endif %}][{% for r in a %}{% endfor %}][{{ a|default('无') }}][{{ a or '无' }}]"
    assert seen(doc(typed), {"a": None}) == ["[][][][][无]"]


# Bounds


def test_a_report_without_end_is_refused():
    endless = doc("{% for n in range(10000) %}", "文" * 1000, "{% endfor %}")
    with pytest.raises(FillError) as caught:
        Template(endless, limits=Limits(output_bytes=1_000_000)).fill({}, io.BytesIO())
    (problem,) = caught.value.problems
    assert problem.code == "output-too-large"
    assert "1,000,000" in problem.message("zh")


@pytest.mark.parametrize("typed", ["{{ x }}", "{% for i in range(4) %}{{ x }}{% endfor %}", "{{ x|upper }}"])
def test_a_text_that_lxml_and_python_docx_would_refuse_to_read_is_told(typed):
    long = "字" * (3_400_000 if "range" not in typed else 900_000)
    (problem,) = found(doc("前", typed, "后"), {"x": long})
    assert (problem.code, problem.place.member) == ("text-too-long", "word/document.xml")
    assert "字字" in problem.message()


def test_a_text_as_long_in_lines_is_printed():
    long = "\n".join(["字" * 1_000] * 3_400)
    assert seen(doc("{{ x }}"), {"x": long}) == [long]


def test_an_open_file_that_is_given_gets_nothing_where_a_fault_comes_late():
    out = io.BytesIO()
    with pytest.raises(FillError):
        Template(doc("{% for n in range(20000) %}", "{{ n }}", "{% endfor %}", "{{ 没有 }}")).fill({}, out)
    assert out.getvalue() == b""


def test_a_template_with_many_faults_is_looked_at_quickly():
    started = time.process_time()
    problems = found(doc(*[f"{{{{ 1 / 0 }}}}{{{{ 无{n} }}}}" for n in range(30)]))
    assert len(problems) == 60
    assert time.process_time() - started < 5


def test_a_tag_that_works_something_out_is_blank_only_where_a_value_is_missing():
    rows = {"行": [{"n": 1}, {"n": 2, "m": 5}]}
    template = doc("{% for r in 行 %}{{ r.n + 1 }}：{{ r.m * 2 }}；{% endfor %}", "{{ 无 - 1 }}。")
    assert seen(template, rows, missing="blank") == ["2：；3：10；", "。"]
    assert seen(template, rows, missing="keep") == ["2：{{ r.m * 2 }}；3：10；", "{{ 无 - 1 }}。"]
    caught = doc("{% macro m(x) %}[{{ x + 1 }}]{% endmacro %}{{ m(无) }}{{ m(2) }}")
    assert seen(caught, rows, missing="blank") == ["[][3]"]


def test_many_tags_that_lack_a_value_take_no_longer_than_one_each():
    template = Template(doc(*[f"{{{{ a{number} + 1 }}}}" for number in range(400)]))
    started = time.process_time()
    template.fill({}, io.BytesIO(), missing="blank")
    assert time.process_time() - started < 4


@pytest.mark.parametrize("value", ["甲\x01{}", "[{}]"], ids=["no character of a document", "a list"])
def test_thousands_of_records_that_cannot_be_printed_are_each_told_at_their_place_in_time(value, tmp_path):
    # Each used to be looked for through all of the data, until the time was up.
    records = [{"名": f"第{n}", "值": [n] if value == "[{}]" else value.format(n), "其他": n} for n in range(4_000)]
    path = save(tmp_path / "数据.json", json.dumps({"明细": records}).encode())
    template = doc(table(row("{% for r in 明细 %}{{ r.名 }}", "{{ r.值 }}{% endfor %}")))
    began = time.process_time()
    problems = found(template, read_data(path))
    assert time.process_time() - began < 10
    assert [problem.place.path for problem in problems] == [f"明细[{n}].值" for n in range(4_000)]
