"""What a form checks of its data: rules, totals, computed fields, texts that repeat figures, blanks."""

from __future__ import annotations

import copy
import datetime as dt
import io
from types import MappingProxyType
from typing import TYPE_CHECKING

import docx
import pytest
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

import docfill
from docfill.data import Data, ShownFloat, ShownInt
from docfill.forms.form import load_form
from docfill.places import FilePlace, Source
from docfill.severity import Severity
from tests.building import doc, row, table

if TYPE_CHECKING:
    from pathlib import Path

APPLICATIONS = """
title = "统计表"

[grids.申请]
blank = 0
rows = ["新收", "上年结转", "公开", "不公开", "总计", "结转下年度"]
columns = ["自然人", "企业", "总计"]
total = [
    { column = "总计" },
    { row = "总计", of = { from = "公开", to = "不公开" } },
]

[[rules]]
name = "第一项加第二项之和，等于第三项加第四项之和"
check = "申请.新收 + 申请.上年结转 == 申请.总计 + 申请.结转下年度"
"""
PRINTED = "第一项加第二项之和，等于第三项加第四项之和"
# Rows from D4 on, columns from D.
SOUND = {
    "新收": {"自然人": 7, "企业": 2, "总计": 9},
    "上年结转": {"自然人": 0, "企业": 1, "总计": 1},
    "公开": {"自然人": 4, "企业": 3, "总计": 7},
    "不公开": {"自然人": 2, "企业": 0, "总计": 2},
    "总计": {"自然人": 6, "企业": 3, "总计": 9},
    "结转下年度": {"自然人": 1, "企业": 0, "总计": 1},
}


def form_of(tmp_path: Path, declared: str, *body: str):
    (tmp_path / "form.toml").write_text(declared if "title" in declared else f'title = "表"\n{declared}', "utf-8")
    (tmp_path / "template.docx").write_bytes(doc(*body))
    return load_form(tmp_path)


@pytest.fixture
def applications(tmp_path):
    return form_of(tmp_path, APPLICATIONS)


def cell(name: str) -> Source:
    return Source("数据.xlsx", "申请情况", name)


def grid(values, **changed):
    """Return the data of a workbook whose block of figures begins at D4, some of them changed: 新收_自然人=5."""
    values = copy.deepcopy(values)
    for name, value in changed.items():
        row_key, column = name.split("_")
        values[row_key][column] = value
    origins = {
        key: {column: cell(f"{'DEFG'[x]}{4 + y}") for x, column in enumerate(cells)}
        for y, (key, cells) in enumerate(values.items())
    }
    return Data({"申请": values}, {"申请": origins}, file="数据.xlsx")


def told(problems):
    return [(problem.code, problem.place.spot()) for problem in problems]


def message(problems, lang="en"):
    (problem,) = problems
    return problem.message(lang)


# Rules over rows and columns


def test_figures_that_agree_give_no_problem(applications):
    assert applications.problems(grid(SOUND)) == ()


def test_a_broken_rule_names_the_column_both_sides_and_all_of_their_cells(applications):
    (problem,) = applications.problems(grid(SOUND, 结转下年度_自然人=0, 结转下年度_企业=1))[:1]
    assert problem.message("en") == ("第一项加第二项之和，等于第三项加第四项之和: 自然人: 7 + 0 = 7, but 6 + 0 = 6")
    assert problem.message("zh") == ("第一项加第二项之和，等于第三项加第四项之和：自然人: 7 + 0 = 7，而 6 + 0 = 6")
    assert problem.code == "rule-broken"
    assert problem.severity is Severity.ERROR
    assert problem.place == cell("D4")
    assert problem.related == (cell("D5,D8:D9"),)


def test_every_column_that_fails_is_a_problem_of_its_own(applications):
    found = applications.problems(grid(SOUND, 结转下年度_自然人=0, 结转下年度_企业=1))
    assert told(found) == [("rule-broken", "申请情况!D4"), ("rule-broken", "申请情况!E4")]


def test_a_rule_over_columns_is_checked_row_by_row(tmp_path):
    form = form_of(
        tmp_path,
        '[grids.申请]\nrows = ["甲", "乙"]\ncolumns = ["收", "办", "余"]\n'
        '[[rules]]\nname = "收等于办加余"\ncheck = "申请.每行.收 == 申请.each_row.办 + 申请.每行.余"\n',
    )
    found = form.problems(grid({"甲": {"收": 3, "办": 1, "余": 2}, "乙": {"收": 3, "办": 1, "余": 1}}))
    assert told(found) == [("rule-broken", "申请情况!D5")]
    assert message(found) == "收等于办加余: 乙: 3, but 1 + 1 = 2"


def limits(tmp_path, check):
    return form_of(
        tmp_path, f'[grids.申请]\ncolumns = ["新", "总"]\n[[rules]]\nname = "新不多于总"\ncheck = "{check}"\n'
    )


def test_a_limit_may_be_reached_but_not_passed(tmp_path):
    for check in ("申请.新 <= 申请.总", "申请.总 >= 申请.新"):
        form = limits(tmp_path, check)
        assert form.problems({"申请": {"新": 5, "总": 5}}) == ()
        found = form.problems({"申请": {"新": 6, "总": 5}})
        assert message(found) == "新不多于总: 6 is more than 5"
        assert message(found, "zh") == "新不多于总：6 大于 5"
        assert found[0].code == "limit-broken"


def test_a_warning_says_so_and_does_not_stop_a_fill(tmp_path):
    declared = (
        '[grids.申请]\ncolumns = ["新", "总"]\n[[rules]]\nname = "新不多于总"\ncheck = "申请.新 <= 申请.总"\n'
        'severity = "warning"\nmessage = "新公开的应计入总数"\n'
    )
    form = form_of(tmp_path, declared, "{{ 申请.新 }}")
    report = docfill.fill(form, {"申请": {"新": 6, "总": 5}}, tmp_path / "报告.docx")
    assert [(problem.code, problem.severity) for problem in report.problems] == [("limit-broken", Severity.WARNING)]
    assert report.problems[0].message() == "新公开的应计入总数: 6 is more than 5"


def test_sides_may_differ_by_the_tolerance_and_are_added_in_decimals(tmp_path):
    declared = (
        '[grids.经费]\ntype = "number"\nrows = ["甲", "乙", "合"]\ncolumns = ["万元"]\n'
        '[[rules]]\nname = "合"\ncheck = "经费.甲 + 经费.乙 == 经费.合"\n'
    )
    exact = form_of(tmp_path, declared)
    assert exact.problems({"经费": [0.1, 0.2, 0.3]}) == ()  # in binary they are not equal
    found = exact.problems({"经费": [0.1, 0.2, 0.35]})
    assert message(found) == "合: 万元: 0.1 + 0.2 = 0.3, but 0.35"
    within = form_of(tmp_path, declared + "tolerance = 0.05\n")
    assert within.problems({"经费": [0.1, 0.2, 0.35]}) == ()
    assert [p.code for p in within.problems({"经费": [0.1, 0.2, 0.36]})] == ["rule-broken"]


def test_sums_differences_products_and_quotients_are_written_as_they_are_meant(tmp_path):
    form = form_of(
        tmp_path,
        '[grids.表]\ntype = "number"\ncolumns = ["甲", "乙", "丙"]\n'
        '[[rules]]\nname = "一"\ncheck = "表.甲 - (表.乙 - 表.丙) == (表.甲 + 表.乙) * 2 / 表.丙"\n'
        '[[rules]]\nname = "二"\ncheck = "sum(表.甲, 表.乙, 表.丙) == -1.5"\n',
    )
    first, second = form.problems({"表": [6, 3, 2]})
    assert first.message() == "一: 6 - (3 - 2) = 5, but (6 + 3) × 2 ÷ 2 = 9"
    assert second.message() == "二: 6 + 3 + 2 = 11, but 0 - 1.5 = -1.5"


def test_a_rule_is_checked_only_when_its_condition_holds(tmp_path):
    form = form_of(
        tmp_path,
        '[fields.单位]\n[fields.规章]\ntype = "count"\n'
        '[[rules]]\nname = "乡镇没有规章"\ncheck = "规章 == 0"\nwhen = \'单位 is matching "(乡|镇)$"\'\n',
    )
    assert form.problems({"单位": "某市", "规章": 6}) == ()
    assert message(form.problems({"单位": "某镇", "规章": 6})) == "乡镇没有规章: 6, but 0"


def test_a_condition_that_must_hold_may_ask_what_is_given(tmp_path):
    form = form_of(
        tmp_path,
        '[fields.清单]\ntype = "list"\nrequired = false\ncolumns = ["单位"]\n'
        '[fields.未收]\ntype = "yesno"\nrequired = false\n'
        '[fields.件数]\ntype = "count"\nrequired = false\n'
        '[[rules]]\nname = "列出清单或注明未收"\ncheck = "清单 or 未收"\n'
        '[[rules]]\nname = "列了清单就不是未收"\ncheck = "not (清单 and 未收) or 件数 >= 1"\n',
    )
    assert form.problems({"清单": [{"单位": "甲"}]}) == ()
    assert form.problems({"未收": "是"}) == ()
    found = form.problems({"未收": "否"})
    assert (found[0].code, message(found), message(found, "zh")) == (
        "rule-not-met",
        "列出清单或注明未收",
        "不符合：列出清单或注明未收",
    )
    assert message(form.problems({"清单": [{"单位": "甲"}], "未收": "是"})) == "列了清单就不是未收"
    assert form.problems({"清单": [{"单位": "甲"}], "未收": "是", "件数": 1}) == ()


FEES = (
    '[fields.清单]\ntype = "list"\nrequired = false\ncolumns = ["单位", { key = "件数", type = "count" }]\n'
    '[fields.总件数]\ntype = "count"\nrequired = false\n'
    '[[rules]]\nname = "件数之和等于总件数"\ncheck = "sum(清单.件数) == 总件数"\n'
)


def test_the_records_of_a_list_are_added_up(tmp_path):
    form = form_of(tmp_path, FEES)
    records = [{"单位": "甲", "件数": 1}, {"单位": "乙", "件数": None}, {"单位": "丙", "件数": 3}]
    assert form.problems({"清单": records, "总件数": 4}) == ()
    (problem,) = form.problems({"清单": records, "总件数": 5})
    assert problem.message() == "件数之和等于总件数: 1 + 3 = 4, but 5"
    assert problem.place == Source("", path="清单[0].件数")
    assert form.problems({"清单": records}) == ()  # a field that may be blank says nothing


# Blanks and what is no number


def test_a_blank_counts_as_zero_only_where_the_grid_says_so(tmp_path, applications):
    assert applications.problems(grid(SOUND, 上年结转_自然人=None, 结转下年度_企业="")) == ()
    strict = form_of(tmp_path, APPLICATIONS.replace("blank = 0\n", ""))
    found = strict.problems(grid(SOUND, 上年结转_自然人=None))
    assert [(p.code, p.details["name"]) for p in found] == [
        ("rule-not-checked", "申请.上年结转.总计"),
        ("rule-not-checked", "第一项加第二项之和，等于第三项加第四项之和"),
    ]
    assert {p.place for p in found} == {cell("D5")}


def test_marks_for_nothing_count_as_blank(applications):
    found = applications.problems(grid(SOUND, 上年结转_自然人="-", 结转下年度_企业="/"))
    assert told(found) == [
        ("text-where-a-number-belongs", "申请情况!D5"),
        ("text-where-a-number-belongs", "申请情况!E9"),
    ]


def test_a_rule_that_meets_text_is_said_to_be_unchecked(applications):
    found = applications.problems(grid(SOUND, 结转下年度_自然人="1（已受理）"))
    assert told(found) == [
        ("text-where-a-number-belongs", "申请情况!D9"),
        ("rule-not-checked", "申请情况!D9"),
        ("rule-not-checked", "申请情况!D9"),
    ]
    assert (
        found[1].message()
        == "“申请.结转下年度.总计” could not be checked or worked out: a figure that it needs is not there"
    )
    assert found[1].message("zh") == "“申请.结转下年度.总计”无法核对或计算：缺少所需的数字"
    assert found[1].severity is Severity.NOTE


@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        ("若干", "not-a-number", "“若干” is not a number"),
        (dt.date(2019, 1, 2), "date-where-a-number-belongs", "the date 2019-01-02 stands where a number belongs"),
        (dt.time(1, 2), "date-where-a-number-belongs", "the date 01:02:00 stands where a number belongs"),
        (0.5, "not-a-whole-number", "0.5 is not a whole number"),
        (-1, "negative-number", "-1 is less than nothing"),
    ],
)
def test_what_is_no_count_is_an_error_at_its_cell_and_told_once(applications, value, code, said):
    found = [p for p in applications.problems(grid(SOUND, 结转下年度_自然人=value)) if p.place == cell("D9")]
    assert [(p.code, p.severity, p.message()) for p in found] == [(code, Severity.ERROR, said)]


def test_everything_is_told_at_once(tmp_path):
    form = form_of(tmp_path, APPLICATIONS + '[fields.单位]\nlabel = "单位名称"\n')
    data = grid(SOUND, 新收_企业="若干", 公开_自然人=5, 结转下年度_总计=None, 不公开_企业=-1)
    assert sorted(told(form.problems(data))) == [
        ("missing-field", ""),
        ("negative-number", "申请情况!E7"),
        ("not-a-number", "申请情况!E4"),
        ("total-computed", "申请情况!F9"),
        ("total-wrong", "申请情况!D8"),
        ("total-wrong", "申请情况!E8"),
        ("total-wrong", "申请情况!F6"),
        ("total-wrong", "申请情况!F7"),
    ]


def test_figures_left_blank_are_told_once_with_their_ranges(tmp_path):
    form = form_of(tmp_path, APPLICATIONS.replace("blank = 0", "blank = 0\nwarn_blank = true"))
    assert form.problems(grid(SOUND)) == ()
    (problem,) = form.problems(
        grid(SOUND, 上年结转_自然人=None, 结转下年度_企业=None, 不公开_企业=None),
    )
    assert (problem.code, problem.place) == ("figures-left-blank", cell("D5,E7,E9"))
    assert problem.message() == "3 figures are left blank"
    assert problem.message("zh") == "有 3 格数字空着"
    assert problem.severity is Severity.WARNING
    (problem,) = form.problems({"申请": {}})
    assert [place.path for place in (problem.place, *problem.related)] == ["申请"]


# Totals


def test_a_wrong_total_is_told_at_its_cell_with_the_sum(applications):
    (problem,) = applications.problems(grid(SOUND, 公开_总计=8, 总计_总计=9))[:1]
    assert problem.message() == "申请.公开.总计 is 8, but 4 + 3 = 7"
    assert problem.message("zh") == "申请.公开.总计 是 8，而 4 + 3 = 7"
    assert (problem.code, problem.place, problem.related) == ("total-wrong", cell("F6"), (cell("D6:E6"),))


def test_a_blank_total_is_computed_with_a_note_and_printed(tmp_path):
    form = form_of(tmp_path, APPLICATIONS, table(row("{{ 申请.公开.总计 }}", "{{ 申请.总计.总计 }}")))
    data = grid(SOUND, 公开_总计=None, 总计_总计=None)
    before = copy.deepcopy(data)
    report = docfill.fill(form, data, tmp_path / "报告.docx")
    assert told(report.problems) == [("total-computed", "申请情况!F6"), ("total-computed", "申请情况!F8")]
    assert report.problems[0].message() == "申请.公开.总计 is blank; the report has 4 + 3 = 7"
    assert report.problems[0].message("zh") == "申请.公开.总计 空着，成稿中为 4 + 3 = 7"
    assert report.problems[0].severity is Severity.NOTE
    (printed,) = docx.Document(str(tmp_path / "报告.docx")).tables
    assert [found.text for found in printed.rows[0].cells] == ["7", "9"]
    assert data == before


def test_a_computed_total_takes_part_in_the_rules(applications):
    found = applications.problems(grid(SOUND, 总计_自然人=None, 结转下年度_自然人=2, 结转下年度_总计=2))
    assert told(found) == [
        ("total-computed", "申请情况!D8"),
        ("rule-broken", "申请情况!D4"),
        ("rule-broken", "申请情况!F4"),
    ]
    assert found[1].details["right"] == "6 + 2 = 8"


def test_a_total_of_blanks_stays_blank_and_one_of_totals_waits_for_them(tmp_path):
    declared = (
        '[grids.表]\nblank = 0\nrows = ["甲", "乙", "小计", "丙", "合计"]\ncolumns = ["数", "额"]\ntotal = [\n'
        '    { row = "合计", of = ["小计", "丙"] },\n    { row = "小计", of = ["甲", "乙"] },\n]\n'
    )
    form = form_of(tmp_path, declared, "{{ 表.合计.数 }}/{{ 表.合计.额 }}")
    given = {"表": {"甲": {"数": 1}, "乙": {"数": 2}, "丙": {"数": 4}}}
    report = docfill.fill(form, given, tmp_path / "报告.docx")
    assert told(report.problems) == [("total-computed", "表.小计.数"), ("total-computed", "表.合计.数")]
    assert docx.Document(str(tmp_path / "报告.docx")).paragraphs[0].text == "7/"
    assert given == {"表": {"甲": {"数": 1}, "乙": {"数": 2}, "丙": {"数": 4}}}


@pytest.mark.parametrize(
    ("parts", "printed"),
    [
        ([ShownInt(1200, "1,200"), ShownInt(34, "34")], "1,234"),
        ([ShownFloat(1.5, "1.50"), ShownFloat(2.5, "2.50")], "4.00"),
        ([0.1, 0.2], "0.3"),
        ([1, 2.5], "3.5"),
        ([2, 3], "5"),
        ([2.0, 3.0], "5.0"),
        ([-2, 1], "-1"),
        ([ShownInt(-1200, "-1,200"), 0], "-1,200"),
        ([ShownFloat(0.125, "12.50%"), ShownFloat(0.5, "50.00%")], "62.50%"),
        ([ShownFloat(1234.5, "¥1,234.50"), ShownInt(1, "¥1.00")], "¥1,235.50"),
        ([ShownFloat(1.04, "1.0"), ShownFloat(1.04, "1.0")], "2.1"),  # as Excel would show the sum in that format
        ([ShownFloat(0.125, "12.50%"), 2], "2.125"),
        ([ShownInt(12000, "1.2万"), ShownInt(3000, "0.3万")], "15000"),
        ([ShownInt(5, "五"), 1], "6"),
        ([ShownInt(5, "5件"), "-"], "5件"),
    ],
)
def test_a_computed_total_is_printed_as_its_parts_are(tmp_path, parts, printed):
    declared = '[grids.表]\nblank = 0\ntype = "number"\ncolumns = ["甲", "乙", "合计"]\ntotal = { column = "合计" }\n'
    form = form_of(tmp_path, declared, "{{ 表.合计 }}")
    docfill.fill(form, {"表": dict(zip(("甲", "乙"), parts, strict=True))}, tmp_path / "报告.docx")
    assert docx.Document(str(tmp_path / "报告.docx")).paragraphs[0].text == printed


def test_a_long_sum_is_written_without_its_zeros(tmp_path):
    names = [f"第{n}项" for n in range(12)]
    declared = f'[grids.表]\ncolumns = {[*names, "合计"]}\ntotal = {{ column = "合计", tolerance = 1 }}\n'.replace(
        "'", '"'
    )
    form = form_of(tmp_path, declared)
    figures = dict.fromkeys(names, 0) | {"第3项": 5, "第7项": 6}
    assert form.problems({"表": figures | {"合计": 12}}) == ()
    assert message(form.problems({"表": figures | {"合计": 13}})) == "表.合计 is 13, but 5 + 6 = 11"


# Fields that are worked out


COMPUTED = (
    '[grids.表]\ncolumns = ["甲", "乙"]\n'
    '[fields.合计]\nlabel = "两项合计"\ntype = "count"\ncomputed = "表.甲 + 表.乙"\n'
    '[fields.占比]\ntype = "number"\ncomputed = "表.甲 / 合计 * 100"\n'
)


def test_a_computed_field_is_worked_out_where_it_is_blank(tmp_path):
    form = form_of(tmp_path, COMPUTED, "{{ 合计 }}，{{ 占比 }}%")
    report = docfill.fill(form, {"表": [1, 2]}, tmp_path / "报告.docx")
    assert report.problems == ()
    assert docx.Document(str(tmp_path / "报告.docx")).paragraphs[0].text == "3，33.3333333333333%"


def test_a_computed_field_that_is_typed_has_to_be_right(tmp_path):
    form = form_of(tmp_path, COMPUTED)
    assert form.problems({"表": [1, 3], "合计": 4, "占比": 25}) == ()
    found = form.problems({"表": [1, 3], "合计": 5, "占比": 20})
    assert (found[0].code, message(found)) == ("computed-wrong", "“两项合计” (合计) is 5, but 1 + 3 = 4")
    assert message(found, "zh") == "“两项合计”（合计）是 5，而 1 + 3 = 4"


def test_a_computed_field_that_lacks_a_figure_says_so(tmp_path):
    form = form_of(tmp_path, COMPUTED)
    assert [(p.code, p.details["name"]) for p in form.problems({"表": [0, 0]})] == [("rule-not-checked", "占比")]
    assert [p.details["name"] for p in form.problems({"表": [1, None]})] == ["两项合计", "占比"]
    assert form.problems({"表": {}}) == ()


def test_a_blank_prints_as_the_form_says(tmp_path):
    declared = (
        '[fields.其他]\nrequired = false\nblank_as = "无"\n[fields.人.电话]\nrequired = false\nblank_as = "—"\n'
        '[grids.表]\nblank_as = "0"\ncolumns = ["甲", "乙"]\n'
        '[grids.阵]\nblank_as = "-"\nrows = ["一"]\ncolumns = ["甲", "乙"]\n'
    )
    form = form_of(tmp_path, declared, "{{ 其他 }}{{ 人.电话 }}{{ 表.甲 }}{{ 表.乙 }}{{ 阵.一.甲 }}{{ 阵.一.乙 }}")
    data = {"表": {"甲": 5}, "阵": [[None, 3]], "人": {"电话": ""}}
    docfill.fill(form, data, tmp_path / "报告.docx")
    assert docx.Document(str(tmp_path / "报告.docx")).paragraphs[0].text == "无—50-3"
    assert data == {"表": {"甲": 5}, "阵": [[None, 3]], "人": {"电话": ""}}


# Figures that a text repeats


MENTIONED = r"""
[fields.说明]
type = "paragraphs"
mentions = [
    { pattern = '收到申请([\d,.]+|若干)件', equals = "申请.新收" },
    { pattern = '公开(\d+)件', equals = "申请.公开 + 申请.部分公开" },
]
[grids.申请]
columns = ["新收", "公开", "部分公开"]
"""
FIGURES = {"申请": {"新收": 1234, "公开": 3, "部分公开": 4}}


@pytest.mark.parametrize(
    "text",
    ["收到申请1,234件，公开7件。", "收到申请 １２３４ 件\n公开　7件", "公开7件，其中主动公开9件", "收到申请若干件", ""],
)
def test_a_text_that_agrees_with_the_table_gives_no_problem(tmp_path, text):
    form = form_of(tmp_path, MENTIONED.replace("[grids", "required = false\n[grids"))
    assert form.problems({"说明": text, **FIGURES}) == ()


def test_a_text_that_contradicts_the_table_is_a_warning_at_the_text(tmp_path):
    form = form_of(tmp_path, MENTIONED)
    origins = {"说明": cell("B2"), "申请": {"新收": cell("D4"), "公开": cell("E4"), "部分公开": cell("F4")}}
    first, second = form.problems(Data({"说明": "收到申请134件，公开8件。", **FIGURES}, origins))
    assert first.message() == "the text says “收到申请134件”, but 申请.新收 is 1234"
    assert first.message("zh") == "文中写“收到申请134件”，而 申请.新收 是 1234"
    assert (first.code, first.severity) == ("text-contradicts-figures", Severity.WARNING)
    assert (first.place, first.related) == (cell("B2"), (cell("D4"),))
    assert (second.details["figure"], second.related) == ("7", (cell("E4:F4"),))
    blank = form.problems({"说明": "收到申请134件", "申请": {"公开": 3}})
    assert blank == ()  # there is no figure to compare with


# Last year


CARRIED = APPLICATIONS + (
    '[fields.年度]\ntype = "year"\n'
    '[[rules]]\nname = "是上一年的"\ncheck = "年度 == previous.年度 + 1"\n'
    '[[rules]]\nname = "上年结转等于上一年的结转下年度"\ncheck = "申请.上年结转 == previous.申请.结转下年度"\n'
)
LAST = Data(
    {"年度": 2022, "申请": {"结转下年度": {"自然人": None, "企业": 1, "总计": 1}}},
    {"申请": {"结转下年度": {"自然人": Source("去年.xlsx", "表", "D9"), "企业": Source("去年.xlsx", "表", "E9")}}},
    file="去年.xlsx",
)


def test_rules_that_look_back_are_left_out_without_last_year(tmp_path):
    form = form_of(tmp_path, CARRIED)
    data = grid(SOUND)
    data["年度"] = 2023
    assert form.problems(data) == ()
    assert form.problems(data, LAST) == ()


def test_what_was_carried_over_is_compared_column_by_column(tmp_path):
    form = form_of(tmp_path, CARRIED)
    data = grid(SOUND, 上年结转_自然人=1, 上年结转_企业=0, 新收_自然人=6, 新收_企业=3)
    data["年度"] = 2024
    found = form.problems(data, LAST)
    assert [problem.message("zh") for problem in found if problem.code == "rule-broken"] == [
        "是上一年的：2024，而 2022 + 1 = 2023",
        "上年结转等于上一年的结转下年度：自然人: 1，而 0",
        "上年结转等于上一年的结转下年度：企业: 0，而 1",
    ]
    assert found[-1].place == cell("E5")
    assert found[-1].related == (Source("去年.xlsx", "表", "E9"),)


def test_what_last_year_lacks_is_not_checked_and_its_own_faults_are_past_mending(tmp_path):
    form = form_of(tmp_path, CARRIED)
    data = grid(SOUND)
    data["年度"] = 2023
    row_of_last_year = {"自然人": 0, "企业": "一", "总计": None}
    last = Data({"年度": 2022, "申请": {"结转下年度": row_of_last_year, "没有": {"企业": 3}}}, file="去年.xlsx")
    assert [(p.code, p.place) for p in form.problems(data, last)] == [
        ("rule-not-checked", Source("去年.xlsx", path="申请.结转下年度.企业")),
    ]
    assert [p.code for p in form.problems(data, {"年度": 2022})] == ["rule-not-checked"]


def test_last_year_is_of_no_use_to_a_form_that_does_not_look_back(applications, tmp_path):
    (problem,) = applications.problems(grid(SOUND), LAST)
    assert (problem.code, problem.place) == ("previous-not-used", FilePlace("去年.xlsx"))
    assert problem.message().startswith("last year's data are of no use here")
    assert problem.message("zh").startswith("这里用不到上一年的数据")
    (tmp_path / "模板.docx").write_bytes(doc("{{ 甲 }}"))
    report = docfill.fill(tmp_path / "模板.docx", {"甲": 1}, io.BytesIO(), previous={"甲": 2})
    assert [(p.code, p.place) for p in report.problems] == [("previous-not-used", None)]


# As a whole


def test_errors_stop_a_fill_and_are_told_with_all_others(tmp_path):
    form = form_of(tmp_path, APPLICATIONS, "{{ 申请.新收.自然人 }} {{ 没有 }}")
    with pytest.raises(docfill.FillError) as caught:
        docfill.fill(form, grid(SOUND, 结转下年度_自然人=0), tmp_path / "报告.docx")
    assert [problem.code for problem in caught.value.problems] == ["total-wrong", "rule-broken", "missing-value"]
    assert not (tmp_path / "报告.docx").exists()


def test_what_is_checked_is_not_changed(tmp_path):
    form = form_of(tmp_path, CARRIED + COMPUTED.replace("占比", "占"))
    values = {key: MappingProxyType(cells) for key, cells in SOUND.items()}
    values["公开"] = MappingProxyType({"自然人": 4, "企业": 3, "总计": None})
    given = MappingProxyType(
        {"年度": 2023, "申请": MappingProxyType(values), "表": MappingProxyType({"甲": 1, "乙": 2})}
    )
    assert [problem.code for problem in form.problems(given, LAST)] == ["total-computed"]


def test_the_problem_of_a_workbook_stands_at_its_cell(tmp_path):
    form_of(tmp_path, APPLICATIONS, "{{ 申请.新收.自然人 }}")
    book = Workbook()
    sheet = book.active
    sheet.title = "申请情况"
    for y, cells in enumerate(SOUND.values()):
        for x, value in enumerate(cells.values()):
            sheet.cell(4 + y, 4 + x, value)
    sheet["F9"] = 3
    book.defined_names["申请"] = DefinedName("申请", attr_text="申请情况!$D$4:$F$9")
    book.save(tmp_path / "数据.xlsx")
    with pytest.raises(docfill.FillError) as caught:
        docfill.fill(tmp_path, tmp_path / "数据.xlsx", tmp_path / "报告.docx")
    assert [problem.line() for problem in caught.value.problems] == [
        "数据.xlsx: 申请情况!F9: total-wrong: 申请.结转下年度.总计 is 3, but 1 + 0 = 1",
        f"数据.xlsx: 申请情况!F4: rule-broken: {PRINTED}: 总计: 9 + 1 = 10, but 9 + 3 = 12",
    ]


def test_conditions_and_computed_fields_may_look_back_too(tmp_path):
    declared = (
        '[fields.今年]\ntype = "count"\n[fields.去年]\ntype = "count"\ncomputed = "previous.今年"\n'
        '[fields.说明]\nrequired = false\nmentions = { pattern = "比去年的(\\\\d+)件", equals = "previous.今年" }\n'
        '[[rules]]\nname = "去年有了今年也有"\ncheck = "今年 >= 1"\nwhen = "previous.今年"\n'
    )
    form = form_of(tmp_path, declared, "{{ 去年 }}")
    given = {"今年": 0, "说明": "比去年的8件少"}
    assert [(p.code, p.details["name"]) for p in form.problems(given)] == [("rule-not-checked", "去年")]
    found = form.problems(given, {"今年": 7})
    assert [p.message() for p in found] == [
        "去年有了今年也有: 1 is more than 0",
        "the text says “比去年的8件”, but previous.今年 is 7",
    ]
    docfill.fill(form, {"今年": 3}, tmp_path / "报告.docx", previous={"今年": 7})
    assert docx.Document(str(tmp_path / "报告.docx")).paragraphs[0].text == "7"


def test_a_total_that_cannot_be_worked_out_is_said_to_be_so(tmp_path):
    form = form_of(tmp_path, '[grids.表]\ncolumns = ["甲", "乙", "合计"]\ntotal = { column = "合计" }\n')
    (problem,) = form.problems({"表": {"甲": 5}})  # what a blank counts as is not declared
    assert (problem.code, problem.place.path) == ("rule-not-checked", "表.乙")
    assert problem.details["name"] == "表.合计"
    assert form.problems({"表": {}}) == ()


def test_figures_beyond_all_measure_are_added_up_all_the_same(tmp_path):
    declared = '[grids.表]\ntype = "number"\ncolumns = ["甲", "乙", "合计"]\ntotal = { column = "合计" }\n'
    form = form_of(tmp_path, declared, "{{ 表.合计 }}")
    whole = {"甲": 10**40, "乙": 1, "合计": 10**40}
    assert [p.code for p in form.problems({"表": whole})] == ["total-wrong"]
    assert form.problems({"表": {"甲": 1e300, "乙": 1.0, "合计": 1e300}}) == ()  # no more digits than a cell keeps
    docfill.fill(form, {"表": {"甲": ShownInt(10**40, f"{10**40:,}"), "乙": 1}}, tmp_path / "报告.docx")
    assert docx.Document(str(tmp_path / "报告.docx")).paragraphs[0].text == f"{10**40 + 1:,}"
    endless = form.problems({"表": {"甲": float("inf"), "乙": float("nan"), "合计": 1}})
    assert [p.code for p in endless] == ["rule-not-checked"]


def test_a_share_may_be_typed_as_rounded_as_people_like(tmp_path):
    form = form_of(tmp_path, COMPUTED)
    for typed in (33, 33.3, 33.33):
        assert form.problems({"表": [1, 2], "合计": 3, "占比": typed}) == ()
    assert [p.code for p in form.problems({"表": [1, 2], "合计": 3, "占比": 33.4})] == ["computed-wrong"]


@pytest.mark.parametrize("given", [None, [], 3])
def test_a_total_of_a_list_that_has_no_records_stands_at_the_list(tmp_path, given):
    found = form_of(tmp_path, FEES).problems({"清单": given, "总件数": 5})
    assert [(p.place, p.message()) for p in found if p.code == "rule-broken"] == [
        (Source("", path="清单"), "件数之和等于总件数: 0, but 5"),
    ]


def test_a_figure_of_any_length_is_said_with_all_of_its_digits(tmp_path):
    form = form_of(
        tmp_path,
        "[fields.a]\ntype='integer'\n[fields.b]\ntype='integer'\n[[rules]]\nname = '同'\ncheck = 'a == b'",
        "{{ a }}{{ b }}",
    )
    for figure in (2**53 + 1, 10**400 + 7):
        with pytest.raises(docfill.FillError) as caught:
            docfill.fill(form, {"a": figure, "b": 2}, tmp_path / "报告.docx")
        (problem,) = caught.value.problems
        assert problem.code == "rule-broken"
        assert str(figure) in problem.message()
