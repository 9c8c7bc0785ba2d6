from __future__ import annotations

import copy
import datetime as dt
from pathlib import Path

import pytest

from docfill.data import Data, Records, ShownDateTime, ShownFloat, ShownInt
from docfill.forms.form import Field, Form, Grid, Line
from docfill.forms.shape import shape
from docfill.places import Source
from docfill.problems import Problems


def lines(*keys):
    return tuple(key if isinstance(key, Line) else Line(key, (key,)) for key in keys)


def form(*parts):
    fields = {part.name: part for part in parts if isinstance(part, Field)}
    grids = {part.name: part for part in parts if isinstance(part, Grid)}
    return Form("测试", "测试", Path("template.docx"), "", fields, grids)


def shaped(wanted, data, missing="error"):
    problems = Problems()
    return shape(wanted, data, problems, missing), list(problems)


def one(kind, value):
    """Shape the one value of a field of type *kind*; return it and the codes of what was found."""
    data, problems = shaped(form(Field("项", kind, "一项", required=False)), {"项": value})
    assert all(p.message("en") and p.message("zh") and p.place.path == "项" for p in problems)
    return data["项"], [problem.code for problem in problems]


def cell(name):
    return Source("数据.xlsx", "申请", name)


APPLICATIONS = Grid(
    "申请",
    "申请情况",
    columns=lines("自然人", Line("企业", ("法人或其他组织", "商业企业")), Line("其他", ("法人或其他组织", "其他"))),
    rows=lines(
        Line("新收", ("一、本年新收政府信息公开申请数量",)),
        Line("其他处理", ("三、办理结果", "（六）其他处理", "1.其他")),
        Line("无法提供", ("三、办理结果", "（四）无法提供", "1.其他")),
    ),
)
REVIEW = Grid("行政复议", "行政复议", columns=lines("维持", "纠正", "总计"))
WHOLE = {
    "新收": {"自然人": 1, "企业": 2, "其他": 3},
    "其他处理": {"自然人": 4, "企业": 5, "其他": 6},
    "无法提供": {"自然人": 7, "企业": 8, "其他": None},
}


# Grids


def test_a_block_of_cells_comes_out_by_row_and_column_name():
    data, problems = shaped(form(APPLICATIONS), {"申请": [[1, 2, 3], [4, 5, 6], [7, 8, " 　"]]})
    assert data["申请"] == WHOLE
    assert not problems


def test_rows_and_columns_come_out_in_the_order_of_the_form():
    given = {"无法提供": {"企业": 8, "自然人": 7}, "其他处理": [4, 5, 6], "新收": {"其他": 3, "自然人": 1, "企业": 2}}
    data, problems = shaped(form(APPLICATIONS), {"申请": given})
    assert not problems
    assert data["申请"] == WHOLE
    assert list(data["申请"]) == list(WHOLE)
    assert list(data["申请"]["新收"]) == ["自然人", "企业", "其他"]


def test_rows_and_columns_may_be_called_by_what_the_form_prints():
    given = {
        "一、本年新收 政府信息公开申请数量": {"自然人": 1, "法人或其他组织/商业企业": 2, "其他": 3},
        "(六)其他处理/１．其他": {"自然人": 4, "商业企业": 5, "其他": 6},
        "无法提供": {"自然人": 7, "企业": 8},
    }
    data, problems = shaped(form(APPLICATIONS), {"申请": given})
    assert not problems
    assert data["申请"] == WHOLE


def test_rows_and_columns_may_lie_within_the_labels_over_them():
    figures = {"自然人": 7, "法人或其他组织": {"商业企业": 8}}
    given = {
        "新收": {"自然人": 1, "法人或其他组织": {"商业企业": 2, "其他": 3}},
        "三、办理结果": {"（六）其他处理": {"1.其他": [4, 5, 6]}, "（四）无法提供": {"1.其他": figures}},
    }
    origins = {"申请": {"三、办理结果": {"（四）无法提供": {"1.其他": {"法人或其他组织": {"商业企业": cell("F9")}}}}}}
    data, problems = shaped(form(APPLICATIONS), Data({"申请": given}, origins))
    assert not problems
    assert data["申请"] == WHOLE
    assert data.source("申请.无法提供.企业") == cell("F9")


def test_a_sheet_with_a_column_of_row_names_is_a_grid_too():
    given = [
        {"类别": "一、本年新收政府信息公开申请数量", "项目": None, "自然人": 1, "商业企业": 2, "其他": 3},
        {"类别": "（四）无法提供", "项目": "无法提供", "自然人": 7, "商业企业": 8, "其他": None},
        {"类别": None, "项目": None, "自然人": None, "商业企业": "", "其他": None},
        {"类别": None, "项目": "其他处理", "自然人": 4, "商业企业": "若干", "其他": 6},
    ]
    records = Records("数据.xlsx", "申请", [2, 3, 4, 5], {"自然人": "C", "商业企业": "D", "其他": "E"})
    data, (problem,) = shaped(form(APPLICATIONS), Data({"申请": given}, {"申请": records}))
    assert (problem.code, problem.place) == ("not-a-number", cell("D5"))
    assert data["申请"] == {**WHOLE, "其他处理": {"自然人": 4, "企业": "若干", "其他": 6}}
    assert data.source("申请.无法提供.自然人") == cell("C3")


def test_a_row_of_figures_without_a_name_is_a_problem():
    _, (problem,) = shaped(form(APPLICATIONS), {"申请": [{"项目": None, "自然人": 1}]})
    assert problem.code == "unknown-row-or-column"


def test_a_label_that_stands_in_two_places_is_a_problem_that_names_both():
    _, (problem,) = shaped(form(APPLICATIONS), {"申请": {"1.其他": {"自然人": 4}}})
    assert problem.code == "ambiguous-label"
    assert "（六）其他处理" in problem.message("zh")
    assert "（四）无法提供" in problem.message("zh")


def test_an_unknown_row_or_column_is_met_with_the_nearest():
    _, problems = shaped(form(APPLICATIONS), {"申请": {"新收件": {"自然人": 1}, "新收": {"自燃人": 2}}})
    assert [(p.code, p.details["name"], p.details["known"]) for p in problems] == [
        ("unknown-row-or-column", "新收件", "新收"),
        ("unknown-row-or-column", "自燃人", "自然人"),
    ]


def test_an_unknown_column_that_is_blank_loses_nothing_and_is_no_problem():
    assert shaped(form(APPLICATIONS), {"申请": {"新收": {"备注": None}}})[1] == []


def test_a_row_given_under_two_names_is_a_problem():
    given = {"新收": {"自然人": 1}, "一、本年新收政府信息公开申请数量": {"自然人": 2}}
    _, (problem,) = shaped(form(APPLICATIONS), {"申请": given})
    assert problem.code == "given-twice"


def test_cells_that_are_not_given_are_blank():
    data, problems = shaped(form(APPLICATIONS, REVIEW), {"申请": {}, "行政复议": {"总计": 5}})
    assert not problems
    assert set(data["申请"]["新收"].values()) == {None}
    assert data["行政复议"] == {"维持": None, "纠正": None, "总计": 5}


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ([[1, 2, 3], [4, 5, 6]], "2 × 3"),
        ([[1, 2], [3, 4], [5, 6]], "3 × 2"),
        ([[1, 2, 3], [4, 5], [6, 7, 8]], "3 × 2/3"),
        ([1, 2, 3], "1 × 3"),
        ([], "1 × 0"),
    ],
)
def test_a_block_of_another_size_is_a_problem_that_names_both_sizes(given, found):
    origins = {"申请": [[cell("D4"), cell("E4")], [cell("D5"), cell("E5")]]}
    data, (problem,) = shaped(form(APPLICATIONS), Data({"申请": given}, origins))
    assert (problem.code, problem.details["wanted"], problem.details["found"]) == ("grid-size", "3 × 3", found)
    assert problem.place == cell("D4")
    assert set(data["申请"]["新收"].values()) == {None}


def test_a_row_of_another_size_is_a_problem():
    _, (problem,) = shaped(form(APPLICATIONS), {"申请": {"新收": [1, 2]}})
    assert (problem.code, problem.place.path, problem.details["found"]) == ("grid-size", "申请.新收", "1 × 2")


def test_a_single_value_for_a_block_is_a_problem():
    _, problems = shaped(form(APPLICATIONS), {"申请": 3})
    assert [problem.code for problem in problems] == ["wants-a-grid"]
    _, problems = shaped(form(APPLICATIONS), {"申请": {"新收": 3}})
    assert [problem.code for problem in problems] == ["wants-a-grid"]


@pytest.mark.parametrize("given", [[1, 2, 3], [[1, 2, 3]], [[1], [2], [3]], {"维持": 1, "纠正": 2, "总计": 3}])
def test_a_grid_without_rows_is_a_single_row(given):
    data, problems = shaped(form(REVIEW), {"行政复议": given})
    if given == [[1], [2], [3]]:
        assert [problem.code for problem in problems] == ["grid-size"]
        assert data["行政复议"] == {"维持": None, "纠正": None, "总计": None}
    else:
        assert data["行政复议"] == {"维持": 1, "纠正": 2, "总计": 3}


@pytest.mark.parametrize("given", [7, [7], [[7]], {"处理决定": 7}])
def test_a_grid_of_one_cell_may_be_given_as_its_value(given):
    data, problems = shaped(form(Grid("许可", "许可", columns=lines("处理决定"))), {"许可": given})
    assert not problems
    assert data["许可"] == {"处理决定": 7}


def test_a_grid_of_one_cell_may_be_blank():
    data, problems = shaped(form(Grid("许可", "许可", columns=lines("处理决定"))), {"许可": None})
    assert not problems
    assert data["许可"] == {"处理决定": None}


def test_one_column_of_cells_fills_a_grid_of_one_column():
    grid = Grid("人数", "人数", columns=lines("今年"), rows=lines("男", "女"))
    assert shaped(form(grid), {"人数": [3, 4]})[0]["人数"] == {"男": {"今年": 3}, "女": {"今年": 4}}
    assert shaped(form(grid), {"人数": {"男": 3, "女": 4}})[0]["人数"] == {"男": {"今年": 3}, "女": {"今年": 4}}


def test_a_column_or_a_row_may_have_its_own_type():
    grid = Grid("收费", "收费", columns=(Line("增减", ("本年增/减",), "integer"), Line("说明", ("说明",), "text")))
    data, problems = shaped(form(grid), {"收费": {"本年增/减": -8, "说明": " 无 "}})
    assert not problems
    assert data["收费"] == {"增减": -8, "说明": "无"}


# Places


def test_values_keep_the_cells_that_they_came_from():
    origins = {"申请": [[cell(f"{c}{r}") for c in "DEF"] for r in (4, 5, 6)]}
    data, _ = shaped(form(APPLICATIONS), Data({"申请": [[1, 2, 3], [4, 5, 6], [7, 8, 9]]}, origins))
    assert data.source("申请.其他处理.企业") == cell("E5")
    assert data.source("申请") == cell("D4")


def test_a_value_by_printed_label_keeps_its_cell_too():
    origins = {"申请": {"一、本年新收政府信息公开申请数量": {"商业企业": cell("E4")}}}
    given = Data({"申请": {"一、本年新收政府信息公开申请数量": {"商业企业": 5}}}, origins)
    assert shaped(form(APPLICATIONS), given)[0].source("申请.新收.企业") == cell("E4")


def test_a_fault_in_a_block_is_shown_at_its_cell():
    origins = {"申请": [[cell(f"{c}{r}") for c in "DEF"] for r in (4, 5, 6)]}
    given = Data({"申请": [[1, 2, 3], [4, "若干", 6], [7, -8, 9]]}, origins)
    _, problems = shaped(form(APPLICATIONS), given)
    assert [(p.code, p.place.cell) for p in problems] == [("not-a-number", "E5"), ("negative-number", "E6")]


def test_settings_notes_and_the_file_are_carried_over():
    given = Data({}, settings={"form": "测试"}, file="数据.xlsx")
    data, _ = shaped(form(), given)
    assert (data.settings, data.file) == ({"form": "测试"}, "数据.xlsx")


def test_names_that_the_form_does_not_know_are_passed_on():
    assert shaped(form(REVIEW), {"行政复议": {}, "备注": "内部"})[0]["备注"] == "内部"


def test_what_the_caller_passed_is_not_changed():
    wanted = form(
        APPLICATIONS, Field("负责人.姓名", "text", "姓名"), Field("明细", "list", "明细", columns=lines("品名"))
    )
    given = {"申请": [["１", 2, 3], [4, 5, 6], [7, 8, 9]], "负责人": {"姓名": " 张三 "}, "明细": [{"品名": " 笔 "}]}
    before = copy.deepcopy(given)
    data, _ = shaped(wanted, given)
    assert given == before
    assert data["负责人"] == {"姓名": "张三"}
    assert data["明细"] == [{"品名": "笔"}]


# Values


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("１２３", "123"),
        ("　 133　", "133"),
        ("1,234", "1234"),
        ("+14", "+14"),
        ("－8", "-8"),
        ("59237.2449", "59237.2449"),
    ],
)
def test_a_number_stored_as_text_becomes_a_number_with_a_note(text, shown):
    number, codes = one("number", text)
    assert codes == ["number-stored-as-text"]
    assert number == float(shown)
    assert number.shown == shown


@pytest.mark.parametrize("text", ["22（其中修订16件）", "251000元", "-", "/", "—", "无", "12.5%", "1,23"])
def test_text_that_offices_write_for_a_number_is_kept_with_a_warning(text):
    assert one("count", f" {text}　") == (text, ["text-where-a-number-belongs"])


@pytest.mark.parametrize("value", ["若干", "约22件", True])
def test_what_is_no_number_at_all_is_an_error(value):
    assert one("count", value)[1] == ["not-a-number"]


def test_counts_are_whole_and_not_negative():
    assert one("count", 5.0) == (5, [])
    assert type(one("count", 5.0)[0]) is int
    assert one("count", ShownFloat(5.0, "5.00"))[0].shown == "5.00"
    assert one("count", 2.5)[1] == ["not-a-whole-number"]
    assert one("count", -3)[1] == ["negative-number"]
    assert one("count", "-3")[1] == ["number-stored-as-text", "negative-number"]
    assert one("integer", -3) == (-3, [])
    assert one("number", -2.5) == (-2.5, [])


def test_a_number_keeps_what_excel_showed():
    assert one("count", ShownInt(1234, "1,234"))[0].shown == "1,234"


def test_an_amount_may_carry_its_unit():
    assert one("amount", " 160.5964万元 ") == ("160.5964万元", [])
    assert one("amount", 251000) == (251000, [])
    assert one("amount", "251000块")[1] == ["text-where-a-number-belongs"]


@pytest.mark.parametrize("value", [2019, "2019", "２０１９年", ShownInt(2019, "2,019"), 2019.0, dt.date(2019, 5, 1)])
def test_a_year_is_four_plain_digits(value):
    year, codes = one("year", value)
    assert (year, type(year), codes) == (2019, int, [])


@pytest.mark.parametrize("value", ["一九年", 19, 2019.5, True, ""])
def test_what_is_no_year_is_an_error(value):
    assert one("year", value)[1] == ([] if value == "" else ["not-a-year"])


@pytest.mark.parametrize(
    "value",
    [
        "2019.1.1",
        "2019-01-01",
        "2019/1/1",
        "２０１９年１月１日",
        "2019年01月01日",
        " 2019 年 1 月 1 日",
        dt.date(2019, 1, 1),
        ShownDateTime.of(dt.datetime(2019, 1, 1), "2019/1/1"),  # noqa: DTZ001
    ],
)
def test_a_date_is_shown_as_official_documents_show_it(value):
    date, codes = one("date", value)
    assert codes == []
    assert date.shown == "2019年1月1日"
    assert date == dt.date(2019, 1, 1)


@pytest.mark.parametrize("value", ["2019.2.30", "2019.1-1", "2019年1月", "元旦", 43466])
def test_what_is_no_date_is_an_error(value):
    assert one("date", value)[1] == ["not-a-date"]


@pytest.mark.parametrize(("value", "answer"), [("是", True), ("否", False), (True, True), (0, False), ("√", True)])
def test_yes_or_no(value, answer):
    assert one("yesno", value) == (answer, [])


def test_neither_yes_nor_no_is_an_error():
    assert one("yesno", "不清楚")[1] == ["not-yes-or-no"]


def test_text_loses_the_white_space_around_it():
    assert one("text", "　世纪街道 \n") == ("世纪街道", [])
    assert one("text", ShownInt(7, "007"))[0].shown == "007"


def test_paragraphs_lose_their_typed_indents_and_blank_lines():
    assert one("paragraphs", "　　一是 公开。\r\n\n   二是回应。　\n") == ("一是 公开。\n二是回应。", [])
    assert one("paragraphs", ["一", None, " ", "二"]) == ("一\n二", [])
    assert one("paragraphs", " \n　")[0] is None
    assert one("paragraphs", [["一"], ["二"]])[1] == ["wants-one-value"]


@pytest.mark.parametrize("value", [["甲", "乙"], {"甲": 1}])
def test_several_values_where_one_is_wanted_are_an_error(value):
    assert one("text", value)[1] == ["wants-one-value"]


# What is missing


def test_a_required_field_that_is_absent_or_blank_is_an_error_at_its_cell():
    wanted = form(Field("单位", "text", "单位名称"), REVIEW)
    _, problems = shaped(wanted, Data({"单位": " "}, {"单位": cell("B2")}, file="数据.xlsx"))
    assert [(p.code, p.details["label"]) for p in problems] == [
        ("missing-field", "单位名称"),
        ("missing-field", "行政复议"),
    ]
    assert problems[0].place == cell("B2")
    assert problems[1].place.text() == "数据.xlsx"


def test_a_name_that_is_nearly_right_is_named_with_what_is_missing():
    _, (problem,) = shaped(form(Field("单位名称", "text", "单位")), {"单位名": "世纪街道"})
    assert problem.code == "missing-field-near"
    assert "单位名”" in problem.message("zh")


def test_an_optional_field_that_is_absent_is_none():
    wanted = form(Field("电话", "text", "电话", required=False), Field("人.名", "text", "名", required=False))
    data, problems = shaped(wanted, {})
    assert not problems
    assert data == {"电话": None, "人": {"名": None}}


def test_an_optional_grid_that_is_absent_is_blank():
    data, problems = shaped(form(Grid("许可", "许可", columns=lines("数量"), required=False)), {})
    assert not problems
    assert data["许可"] == {"数量": None}


def test_what_is_missing_may_be_blank_or_left_out_instead():
    wanted = form(Field("单位", "text", "单位名称"), REVIEW)
    blank, problems = shaped(wanted, {}, "blank")
    assert (blank["单位"], blank["行政复议"]["总计"], problems) == (None, None, [])
    kept, problems = shaped(wanted, {}, "keep")
    assert (dict(kept), problems) == ({}, [])


# Lists

FEES = Field("清单", "list", "收费清单", columns=lines("单位", Line("件数", ("件数（件）",), "count")))


@pytest.mark.parametrize(
    "given",
    [
        [{"单位": "甲", "件数": 1}, {"单位": "", "件数": None}, {"单位": "乙", "件数": None}],
        [{"单位": "甲", " 件数(件)": 1}, {"单位": "乙"}],
        [["甲", 1], [None, None], ["乙", None]],
    ],
)
def test_records_come_out_by_key_and_without_blank_ones(given):
    data, problems = shaped(form(FEES), {"清单": given})
    assert not problems
    assert data["清单"] == [{"单位": "甲", "件数": 1}, {"单位": "乙", "件数": None}]


def test_records_keep_their_cells():
    records = Records("数据.xlsx", "收费", [2, 3, 4], {"单位": "A", "件数（件）": "B"})
    given = [{"单位": "甲", "件数（件）": 1}, {"单位": None, "件数（件）": ""}, {"单位": "乙", "件数（件）": "若干"}]
    data, (problem,) = shaped(form(FEES), Data({"清单": given}, {"清单": records}))
    assert (problem.code, problem.place) == ("not-a-number", Source("数据.xlsx", "收费", "B4"))
    assert data.source("清单[1].件数") == Source("数据.xlsx", "收费", "B4")


def test_a_block_of_records_keeps_its_cells():
    origins = {"清单": [[cell("A2"), cell("B2")], [cell("A3"), cell("B3")]]}
    data, _ = shaped(form(FEES), Data({"清单": [[None, None], ["乙", 2]]}, origins))
    assert data.source("清单[0].件数") == cell("B3")


def test_a_column_that_the_form_does_not_know_stays_in_its_record():
    assert shaped(form(FEES), {"清单": [{"单位": "甲", "备注": "补"}]})[0]["清单"][0]["备注"] == "补"


def test_an_empty_list_that_is_required_is_missing():
    assert [p.code for p in shaped(form(FEES), {"清单": [{"单位": None}]})[1]] == ["missing-field"]


@pytest.mark.parametrize(
    ("given", "code"), [("无", "wants-records"), (["甲", "乙"], "wants-records"), ([["甲", 1, 2]], "grid-size")]
)
def test_what_is_no_list_of_records_is_an_error(given, code):
    assert code in [problem.code for problem in shaped(form(FEES), {"清单": given})[1]]


def test_a_name_that_differs_little_from_one_the_form_did_not_get_is_told():
    wanted = form(Field("其他事项", "text", "六、其他", required=False), Field("署名", "text", "落款", required=False))
    data, problems = shaped(wanted, {"其它事项": "一", "别的表": 3, "署名": "甲"})
    assert [(problem.code, problem.details["near"]) for problem in problems] == [("name-not-used", "其他事项")]
    assert data["别的表"] == 3


def test_a_group_whose_values_the_form_knows_is_no_slip():
    wanted = form(Field("负责人.姓名", "text", "负责人姓名", required=False))
    assert shaped(wanted, {"负责人": {"电话": "8000"}})[1] == []
