"""What looks wrong in a template by itself: names of two kinds, conditions that are decided, grids without cells."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import docfill
from docfill import Severity, Template
from tests.building import Xml, body, doc, marked, p, root, row, save, table, text_box


def checked(tmp_path, *blocks: str) -> list[tuple[str, str]]:
    """Return the code of each finding, and what it marks."""
    found = docfill.check(save(tmp_path / "模板.docx", doc(*blocks)))
    return [(problem.code, marked(problem)) for problem in found]


@pytest.mark.parametrize(
    ("typed", "code", "under"),
    [
        ("{% for 项 in 明细 %}{{ 项.金额 }}{% endfor %}{{ 明细 }}", "list-and-value", "{% for 项 in 明细 %}"),
        ("{{ 明细|default('无') }}{% for 项 in 明细 %}文{% endfor %}", "list-and-value", "{% for 项 in 明细 %}"),
        ("{{ 明细 * 2 }}{% for 项 in 明细|sort %}文{% endfor %}", "list-and-value", "{% for 项 in 明细|sort %}"),
        ("{{ 明细|大写 }}{% for 项 in 明细 %}文{% endfor %}", "list-and-value", "{% for 项 in 明细 %}"),
        (
            "{% if 年度 == 2019 %}文{% endif %}{% for 年 in 年度 %}文{% endfor %}",
            "list-and-value",
            "{% for 年 in 年度 %}",
        ),
        ("{{ 年度 }}{{ 年度|sum }}", "list-and-value", "{{ 年度|sum }}"),
        ("{{ 负责人 }}{{ 负责人.电话 }}", "group-and-value", "{{ 负责人.电话 }}"),
        ("{{ '共' ~ 负责人 }}{{ 负责人.电话 }}", "group-and-value", "{{ 负责人.电话 }}"),
        ("{{ 负责人 if x else '' }}{{ 负责人.电话 }}", "group-and-value", "{{ 负责人.电话 }}"),
        ("{{p 情况 }}{{ 情况.一 }}", "group-and-value", "{{ 情况.一 }}"),
        (
            "{% for 项 in 明细 %}{{ 项 }}{{ 项.金额 }}{% endfor %}",
            "group-and-value",
            "{{ 项.金额 }}",
        ),
        ("{% for 项 in 明细 %}文{% endfor %}{{ 明细.合计 }}", "list-and-group", "{% for 项 in 明细 %}"),
        ("{% if 年度 == 2019 or 2020 %}文{% endif %}", "condition-always-holds", "{% if 年度 == 2019 or 2020 %}"),
        ("{% if x != 1 or x != 2 %}文{% endif %}", "condition-always-holds", "{% if x != 1 or x != 2 %}"),
        ("{{ '有' if 'x' else '无' }}", "condition-always-holds", "{{ '有' if 'x' else '无' }}"),
        ("{% if not 0 %}文{% endif %}", "condition-always-holds", "{% if not 0 %}"),
        ("{% if x and 0 %}文{% endif %}", "condition-never-holds", "{% if x and 0 %}"),
        ("{% if 1 > 2 %}文{% endif %}", "condition-never-holds", "{% if 1 > 2 %}"),
        (
            "{% if 类 == '甲' and 类 == '乙' %}文{% endif %}",
            "condition-never-holds",
            "{% if 类 == '甲' and 类 == '乙' %}",
        ),
        ("{% if x %}一{% elif y %}二{% elif x %}三{% endif %}", "condition-never-holds", "{% elif x %}"),
    ],
)
def test_what_looks_wrong_is_a_warning_at_its_tag(typed, code, under, tmp_path):
    assert checked(tmp_path, typed) == [(code, under)]
    (problem,) = docfill.check(tmp_path / "模板.docx")
    assert problem.severity is Severity.WARNING


@pytest.mark.parametrize(
    "typed",
    [
        "{% for 项 in 明细 %}{{ 项.金额 }}{% endfor %}{{ 明细|length }}{{ 明细|sum(attribute='金额') }}",
        "{% if 明细 %}{% for 项 in 明细 %}文{% endfor %}{% endif %}",
        "{{ 明细|map(attribute='x')|join('、') }}{% for 项 in 明细 %}文{% endfor %}",
        "{% if 备注 is string %}{{ 备注 }}{% else %}{% for 行 in 备注 %}{{ 行 }}{% endfor %}{% endif %}",
        "{{ 日期 }}{{ 日期.year }}年{{ 日期.strftime('%d') }}",
        "{{ 名称 }}{{ 名称.strip() }}",
        "{% if 负责人 %}{{ 负责人.电话 }}{% endif %}",
        "{% for 名, 值 in 申请.items() %}{{ 名 }}{% endfor %}{{ 申请.新收 }}",
        "{% for 号 in range(件数) %}{{ 号 }}{% endfor %}{{ 件数 }}",
        "{% set 合计 = 明细 %}{{ 合计 }}{% for 项 in 明细 %}文{% endfor %}",
        "{{ 明细[0].金额 }}{% for 项 in 明细 %}{{ 项.金额 }}{% endfor %}",
        "{% if x == 1 or x == 2 %}文{% elif x == 3 %}字{% endif %}",
        "{% if x != 1 and x != 2 %}文{% endif %}",
        "{% if x in [1, 2] or y %}文{% endif %}",
        "{{ x or '无' }}",
        "{% if '文'.x %}文{% endif %}{{ '一' if not 'x'[9] else '二' }}",
    ],
)
def test_what_goes_together_is_not_told(typed, tmp_path):
    assert checked(tmp_path, typed) == []


def test_a_name_in_any_kind_of_tag_is_one_use_of_it(tmp_path):
    rows = table(row("{% cellbg 颜色 %}文", "{% colspan 列数 %}文"))
    properties = '<wp:docPr id="1" name="x" descr="{{ 说明 }}"/>'
    title = p(Xml(f"<w:r><w:drawing><wp:inline>{properties}</wp:inline></w:drawing></w:r>"))
    used = (
        "{% for 项 in 颜色 %}文{% endfor %}",
        "{% for 项 in 列数 %}文{% endfor %}",
        "{% for 项 in 说明 %}文{% endfor %}",
    )
    expected = ["list-and-value"] * 3
    assert [code for code, _ in checked(tmp_path, *used, rows, title)] == expected
    found = [code for code, _ in checked(tmp_path, *used, rows, title, "{% if x %}")]
    assert found == [*expected, "unclosed-block"]


def test_a_grid_and_names_of_its_rows_go_together(tmp_path):
    rows = table(row("{% grid 申请 %}", ""), row("", ""))
    assert checked(tmp_path, rows, "{{ 申请.新收.自然人 }}") == []
    assert checked(tmp_path, rows, "{{ 申请 }}") == [("list-and-value", "{% grid 申请 %}")]


def test_a_grid_with_no_cell_but_its_own_is_told(tmp_path):
    assert checked(tmp_path, table(row("{% grid 申请 %}", "合计"), row("共", ""))) == [
        ("grid-without-cells", "{% grid 申请 %}")
    ]
    assert checked(tmp_path, table(row("{% grid 申请 %}", "合计"), row("", ""))) == []


def test_findings_come_in_the_order_of_the_document(tmp_path):
    template = doc(
        "{{ x|uper }}",
        table(row("{{ 一 }}{{ }}", "{% if 0 %}文{% endif %}"), row(p("{{ 二|uper }}"))),
        p(text_box("{{ 三|uper }}")),
        "{% for r in 明细 %}",
        "{{ x y }}{{ 明细 }}{{ z",
        stories={
            "footer1.xml": root("ftr", p("{{ 五 }}{{ }}")),
            "header1.xml": root("hdr", p("{{ 四|uper }}")),
        },
    )
    found = docfill.check(save(tmp_path / "模板.docx", template))
    assert [(problem.code, problem.place.spot()) for problem in found] == [
        ("unknown-filter", "paragraph 1"),
        ("empty-tag", "table 1, row 1, cell 1"),
        ("condition-never-holds", "table 1, row 1, cell 2"),
        ("unknown-filter", "table 1, row 2, cell 1"),
        ("unknown-filter", "text box 1"),
        ("unclosed-block", "paragraph 3"),
        ("tag-not-understood", "paragraph 4"),
        ("unclosed-tag", "paragraph 4"),
        ("empty-tag", "footer 1"),
        ("unknown-filter", "header 1"),
    ]


def test_a_name_is_found_to_be_of_two_kinds_though_a_block_is_never_ended(tmp_path):
    assert checked(tmp_path, "{% if x %}{% for r in 明细 %}{{ r.甲 }}{% endfor %}{{ 明细 }}") == [
        ("unclosed-block", "{% if x %}"),
        ("list-and-value", "{% for r in 明细 %}"),
    ]


def test_a_template_that_is_compiled_is_checked_as_it_is():
    content = doc("{{ 我的(x) }}{{ x|自己的 }}{% if 0 %}文{% endif %}")
    template = Template(content, filters={"自己的": str}, globals={"我的": str})
    assert [problem.code for problem in docfill.check(template)] == ["condition-never-holds"]
    assert [field.path for field in template.fields] == ["x"]


def test_the_fields_of_a_template_are_no_functions():
    template = Template(doc("{% for n in range(件数) %}{{ 日期.strftime('%Y') }}{% endfor %}"))
    assert [field.path for field in template.fields] == ["件数", "日期"]


TAGS = """\
{{ x }}  {{ x.y }}  {{ x  {{ }}  }}  {{ x y }}  {{ x|uper }}  {{p x }}  {{r x }}  {{ x[0] }}  {{ f(x) }}
{% for r in x %}  {% for %}  {% for a, b in x %}  {%tr for r in x %}  {% endfor %}  {%tr endfor %}
{% if x %}  {% if %}  {% elif x %}  {% else %}  {% endif %}  {%p if 1 %}  {%p endif %}  {%- if x -%}
{% grid %}  {% grid x %}  {% grid x, y %}  {% grid x.y) %}  {% set a = x %}  {% set a %}  {% endset %}
{% with a = x %}  {% endwith %}  {% macro m(a) %}  {% endmacro %}  {% call m(x) %}  {% endcall %}
{% raw %}  {% endraw %}  {% filter upper %}  {% endfilter %}  {% fi %}  {%%}  {# x #}  {# x
{% vm %}  {% hm %}  {% colspan x %}  {% cellbg x %}  {%- x -%}  文"""
SOUP = st.sampled_from([tag for line in TAGS.splitlines() for tag in line.split("  ")])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(SOUP, max_size=4).map("".join), min_size=1, max_size=4), st.booleans())
def test_whatever_stands_in_a_template_is_checked_and_annotated_without_a_crash(texts, in_a_table):
    content = doc(table(row(*texts)) if in_a_table else Xml("".join(map(p, texts))), "{{ x }}")
    with tempfile.TemporaryDirectory() as folder:
        path = save(Path(folder, "模板.docx"), content)
        found = docfill.check(path, {"x": 1, "y": [1]})
        steps = [problem.place.steps for problem in found if problem.place is not None]
        assert steps == sorted(steps, key=lambda way: (way[0][0] == "paragraph") if in_a_table else way)
        docfill.annotate(path, found, Path(folder, "批注.docx"))
        assert body(Path(folder, "批注.docx").read_bytes()) == body(content)
