"""A workbook is read without configuration: names, tables, sheets, each value with what Excel shows and its cell."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from pathlib import Path

import pytest
from books import book, patched, saved
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table, TableColumn

from docfill.excel.reader import read
from docfill.places import Source
from docfill.problems import FillError
from docfill.severity import Severity
from tests.libreoffice import convert

FIELDS = [["字段", "值"], ["单位名称", "世纪街道"], ["年度", 2019]]


def data_of(made, tmp_path):
    return read(saved(made, tmp_path))


def problems_of(made, tmp_path):
    """Return (code, place within the workbook) of every problem, of the workbook or of values in it."""
    return [(problem.code, problem.place.spot()) for problem in wrong_with(made, tmp_path)]


def wrong_with(made, tmp_path):
    try:
        data = read(made if isinstance(made, Path) else saved(made, tmp_path))
    except FillError as error:
        return error.problems
    problems = [problem for fault in data.faults() for problem in fault.problems]
    assert problems
    return problems


# ---- fields and their values


def test_two_columns_under_field_and_value_are_scalars(tmp_path):
    data = data_of(
        book({"基本情况": [*FIELDS, ["负责人.姓名", "张三"], ["负责人.电话", 8533], ["备注", None]]}), tmp_path
    )
    assert data == {
        "单位名称": "世纪街道",
        "年度": 2019,
        "负责人": {"姓名": "张三", "电话": 8533},
        "备注": None,
    }
    assert data.source("负责人.电话") == Source("数据.xlsx", "基本情况", "B5")
    assert data.file == "数据.xlsx"


@pytest.mark.parametrize(
    "header",
    [
        ("项目", "内容"),
        ("名称", "值"),
        ("Field", "VALUE"),
        ("name", "value"),
        ("key", "value", "note"),
        (" 字段", "值　"),
    ],
)
def test_field_headers_are_known_in_either_language(tmp_path, header):
    assert data_of(book({"a": [header, ["年度", 2019, "四位数"][: len(header)]]}), tmp_path)["年度"] == 2019


def test_an_explanation_beside_the_values_is_left_out(tmp_path):
    rows = [["字段", "值", "说明"], ["年度", 2019, "四位数"], [None, None, "以下可不填"], ["电话", "8533", None]]
    assert data_of(book({"a": rows}), tmp_path) == {"年度": 2019, "电话": "8533"}


def test_titles_blank_rows_and_headings_among_the_fields_are_left_out(tmp_path):
    made = book({"a": [["基本情况表"], [], *FIELDS, [], ["二、联系"], ["电话", 8533]]})
    made["a"].merge_cells("A1:B1")
    made["a"].merge_cells("A7:B7")
    assert data_of(made, tmp_path) == {"单位名称": "世纪街道", "年度": 2019, "电话": 8533}


def test_a_value_without_a_name_is_a_problem(tmp_path):
    assert problems_of(book({"a": [*FIELDS, [None, 8533]]}), tmp_path) == [
        ("value-without-name", "'a'!B4".replace("'", ""))
    ]


def test_a_field_given_twice_names_both_places(tmp_path):
    made = book({"甲表": FIELDS, "乙表": [["字段", "值"], ["年度", 2020]]})
    with pytest.raises(FillError) as caught:
        data_of(made, tmp_path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.spot()) == ("duplicate-name", "乙表!B2")
    assert [place.spot() for place in problem.related] == ["甲表!B3"]
    assert "年度" in problem.message("zh")


@pytest.mark.parametrize("names", [("负责人", "负责人.电话"), ("负责人.电话", "负责人")])
def test_a_name_cannot_be_a_value_and_a_group(tmp_path, names):
    made = book({"a": [["字段", "值"], *([name, 1] for name in names)]})
    assert problems_of(made, tmp_path) == [("name-conflict", "a!B3")]


def test_a_name_with_a_dot_that_is_no_path_stays_whole(tmp_path):
    assert data_of(book({"a": [["字段", "值"], ["1. 单位", "甲"]]}), tmp_path) == {"1. 单位": "甲"}


# ---- records


def test_any_other_sheet_is_records_under_its_headers(tmp_path):
    data = data_of(book({"明细": [["姓名", "件数"], ["张三", 3], ["李四", None]]}), tmp_path)
    assert data == {"明细": [{"姓名": "张三", "件数": 3}, {"姓名": "李四", "件数": None}]}
    assert data.source("明细[1].件数") == Source("数据.xlsx", "明细", "B3")
    assert data.source("明细[1]") == Source("数据.xlsx", "明细", "3:3")
    assert data.source("明细") == Source("数据.xlsx", "明细")
    assert data.source("明细[2].件数") is None


def test_titles_blank_rows_and_trailing_blanks_are_no_records(tmp_path):
    made = book({"明细": [["收费明细"], [], ["姓名", "件数"], [], ["张三", 3], ["  "], ["", None], []]})
    made["明细"].merge_cells("A1:B1")
    data = data_of(made, tmp_path)
    assert data == {"明细": [{"姓名": "张三", "件数": 3}]}
    assert data.source("明细[0].姓名").cell == "A5"


def test_headers_lose_blanks_around_them_and_line_breaks_within(tmp_path):
    rows = [["　姓 名 ", "件数\n（件）", "Unit\nname", "\u200b备注"], ["a", 1, "b", "c"]]
    (record,) = data_of(book({"a": rows}), tmp_path)["a"]
    assert list(record) == ["姓 名", "件数（件）", "Unit name", "备注"]


def test_a_sheet_with_a_header_only_is_an_empty_list_and_an_empty_sheet_nothing(tmp_path):
    assert data_of(book({"明细": [["姓名", "件数"]], "Sheet2": []}), tmp_path) == {"明细": []}


def test_a_single_column_is_records_of_one_field(tmp_path):
    assert data_of(book({"名单": [["姓名"], ["张三"], ["李四"]]}), tmp_path) == {
        "名单": [{"姓名": "张三"}, {"姓名": "李四"}]
    }


def test_numbers_may_be_headers(tmp_path):
    assert data_of(book({"a": [["年度", 2019], ["件数", 7]]}), tmp_path) == {"a": [{"年度": "件数", "2019": 7}]}


def test_merged_headers_nest(tmp_path):
    made = book(
        {"a": [["单位", "申请", None, "备注"], [None, "自然人", "法人", None], ["甲", 1, 2, "x"], ["乙", 3, 4, None]]}
    )
    for area in ("A1:A2", "B1:C1", "D1:D2"):
        made["a"].merge_cells(area)
    data = data_of(made, tmp_path)
    assert data["a"] == [
        {"单位": "甲", "申请": {"自然人": 1, "法人": 2}, "备注": "x"},
        {"单位": "乙", "申请": {"自然人": 3, "法人": 4}, "备注": None},
    ]
    assert data.source("a[1].申请.法人").cell == "C4"


def test_merged_headers_nest_at_three_levels_and_under_a_title(tmp_path):
    made = book(
        {"a": [["表一"], ["单位", "申请"], [None, "自然人", None, "法人"], [None, "上年", "本年"], ["甲", 1, 2, 3]]}
    )
    for area in ("A1:D1", "A2:A4", "B2:D2", "B3:C3", "D3:D4"):
        made["a"].merge_cells(area)
    assert data_of(made, tmp_path)["a"] == [{"单位": "甲", "申请": {"自然人": {"上年": 1, "本年": 2}, "法人": 3}}]


def test_a_group_may_stand_over_numbers_where_the_other_headers_show_its_height(tmp_path):
    made = book({"a": [["单位", "金额", None], [None, 2018, 2019], ["甲", 1, 2]]})
    made["a"].merge_cells("A1:A2")
    made["a"].merge_cells("B1:C1")
    assert data_of(made, tmp_path)["a"] == [{"单位": "甲", "金额": {"2018": 1, "2019": 2}}]


def test_a_lone_group_over_some_columns_is_no_title(tmp_path):
    made = book({"a": [[None, "申请", None], ["单位", "自然人", "法人"], ["甲", 1, 2]]})
    made["a"].merge_cells("B1:C1")
    assert data_of(made, tmp_path)["a"] == [{"单位": "甲", "申请": {"自然人": 1, "法人": 2}}]


def test_a_header_that_is_only_wide_is_one_header(tmp_path):
    made = book({"a": [["姓名", None, "件数"], ["张三", None, 3]]})
    made["a"].merge_cells("A1:B1")
    made["a"].merge_cells("A2:B2")
    assert data_of(made, tmp_path)["a"] == [{"姓名": "张三", "件数": 3}]


def test_a_wide_header_over_two_columns_of_figures_leaves_one_without_a_name(tmp_path):
    made = book({"a": [["单位", "金额", None], ["甲", 1, 2]]})
    made["a"].merge_cells("B1:C1")
    assert problems_of(made, tmp_path) == [("blank-header", "a!C1")]


def test_a_column_of_a_group_without_a_header_of_its_own_is_a_problem(tmp_path):
    made = book({"a": [["单位", "申请", None], [None, "自然人", None], ["甲", 1, 2]]})
    made["a"].merge_cells("A1:A2")
    made["a"].merge_cells("B1:C1")
    assert problems_of(made, tmp_path) == [("blank-header", "a!C2")]


def test_a_vertically_merged_cell_gives_its_value_to_each_record(tmp_path):
    made = book({"a": [["科室", "姓名", "件数"], ["办公室", "张三", 3], [None, "李四", 4], ["法制科", "王五", 5]]})
    made["a"].merge_cells("A2:A3")
    assert [record["科室"] for record in data_of(made, tmp_path)["a"]] == ["办公室", "办公室", "法制科"]


def test_a_horizontally_merged_cell_gives_its_value_to_its_first_column(tmp_path):
    made = book({"a": [["甲", "乙", "丙"], [1, None, 2]]})
    made["a"].merge_cells("A2:B2")
    assert data_of(made, tmp_path)["a"] == [{"甲": 1, "乙": None, "丙": 2}]


def test_every_bad_header_is_reported_at_its_cell(tmp_path):
    made = book({"甲": [["姓名", None, "姓名"], ["a", 1, "b"]], "乙": [["x", "y.z", "y"], [1, 2, 3]]})
    assert problems_of(made, tmp_path) == [
        ("blank-header", "甲!B1"),
        ("duplicate-header", "甲!C1"),
        ("name-conflict", "乙!C1"),
    ]


def test_a_blank_header_over_a_blank_column_is_no_problem(tmp_path):
    assert data_of(book({"a": [["甲", None, "丙"], [1, None, 2]]}), tmp_path)["a"] == [{"甲": 1, "丙": 2}]


def test_hidden_sheets_and_those_with_a_mark_are_left_out(tmp_path):
    made = book({"a": FIELDS, "b": [["x", None], [1, 2]], "_c": [["x", None], [1, 2]], "#d": [["x", None], [1, 2]]})
    made["b"].sheet_state = "hidden"
    made.create_chartsheet("图").add_chart(BarChart())
    assert set(data_of(made, tmp_path)) == {"单位名称", "年度"}


# ---- tables


def with_table(rows, ref, **options):
    made = book({"收费": rows})
    table = Table(displayName="收费明细", ref=ref)
    for name, value in options.items():
        setattr(table, name, value)
    made["收费"].add_table(table)
    return made


def test_an_excel_table_is_records_named_by_the_table(tmp_path):
    rows = [["单位：元"], ["事项", "金额"], ["甲", 1], ["乙", 2], [], ["表外", 99]]
    data = data_of(with_table(rows, "A2:B4"), tmp_path)
    assert data == {"收费明细": [{"事项": "甲", "金额": 1}, {"事项": "乙", "金额": 2}]}
    assert data.source("收费明细[1].金额").cell == "B4"


def test_fields_beside_a_table_are_told_to_be_left_out(tmp_path):
    rows = [["字段", "值", None, "事项", "金额"], ["联系电话", "110", None, "甲", 1]]
    data = data_of(with_table(rows, "D1:E2"), tmp_path)
    assert data == {"收费明细": [{"事项": "甲", "金额": 1}]}
    assert [(problem.code, problem.place.sheet) for problem in data.notes] == [("fields-not-read", "收费")]


def test_rows_that_stand_right_below_a_table_are_told(tmp_path):
    rows = [["事项", "金额"], ["甲", 1], ["乙", 2]]
    data = data_of(with_table(rows, "A1:B2"), tmp_path)
    assert data == {"收费明细": [{"事项": "甲", "金额": 1}]}
    (problem,) = data.notes
    assert (problem.code, problem.place.cell) == ("rows-below-table", "A3")


def test_a_tables_row_of_totals_is_left_out(tmp_path):
    rows = [["事项", "金额"], ["甲", 1], ["合计", "=SUM(B2)"]]
    assert data_of(with_table(rows, "A1:B3", totalsRowCount=1), tmp_path) == {"收费明细": [{"事项": "甲", "金额": 1}]}


def test_a_table_with_its_header_hidden_keeps_its_columns_names(tmp_path):
    columns = [TableColumn(id=1, name="事项"), TableColumn(id=2, name="金额")]
    made = with_table([["甲", 1], ["乙", 2]], "A1:B2", headerRowCount=0, tableColumns=columns)
    assert data_of(made, tmp_path) == {"收费明细": [{"事项": "甲", "金额": 1}, {"事项": "乙", "金额": 2}]}


@pytest.mark.parametrize(
    ("names", "code"), [(["事项", "事项"], "duplicate-header"), (["事项", "事项.金额"], "name-conflict")]
)
def test_a_hidden_header_with_names_that_clash_is_told_at_its_column(tmp_path, names, code):
    columns = [TableColumn(id=number, name=name) for number, name in enumerate(names, 1)]
    made = with_table([["甲", 1], ["乙", 2]], "A1:B2", headerRowCount=0, tableColumns=columns)
    (problem,) = data_of(made, tmp_path)["收费明细"].problems
    assert (problem.code, problem.place.cell) == (code, "B1")


def test_a_table_on_a_hidden_sheet_is_left_out(tmp_path):
    made = with_table([["事项"], ["甲"]], "A1:A2")
    made["收费"].sheet_state = "hidden"
    made.create_sheet("b")
    assert data_of(made, tmp_path) == {}


# ---- defined names


GRID = [["", "自然人", "企业"], ["新收", 7, 0], ["上年结转", 1, None]]


def test_a_name_for_one_cell_is_a_scalar_and_a_dot_nests(tmp_path):
    names = {"年度": "表!$B$1", "负责人.电话": "'表'!$B$2", "负责人.姓名": "表!B3"}
    data = data_of(book({"表": [["年", 2019], ["电话", 8533], ["姓名", "张三"]]}, names), tmp_path)
    assert data == {"年度": 2019, "负责人": {"电话": 8533, "姓名": "张三"}}
    assert data.source("负责人.电话") == Source("数据.xlsx", "表", "B2")


def test_a_name_for_a_row_or_a_column_is_a_list(tmp_path):
    data = data_of(book({"表": [[1, 2, None], [4, 5, 6]]}, {"行": "表!$A$1:$C$1", "列": "表!$B$1:$B$2"}), tmp_path)
    assert data == {"行": [1, 2, None], "列": [2, 5]}
    assert data.source("行[1]").cell == "B1"
    assert data.source("列").cell == "B1:B2"


def test_a_name_for_a_whole_column_ends_where_the_data_does(tmp_path):
    data = data_of(
        book(
            {"表": [[1, 2], [3, 4]]},
            {"列": "表!$B:$B", "行": "表!$2:$2", "全": "表!$A$1:$XFD$1048576", "各行": "表!$1:$1048576"},
        ),
        tmp_path,
    )
    assert data == {"列": [2, 4], "行": [3, 4], "全": [[1, 2], [3, 4]], "各行": [[1, 2], [3, 4]]}


def test_a_name_for_a_block_is_rows_of_values(tmp_path):
    data = data_of(book({"表": [[1, 2], [3, None]]}, {"块": "表!$A$1:$B$2"}), tmp_path)
    assert data == {"块": [[1, 2], [3, None]]}
    assert data.source("块[1][0]").cell == "A2"
    assert data.source("块[1]").cell == "A2:B2"
    assert data.source("块").cell == "A1:B2"


def test_a_block_with_labels_on_two_sides_is_a_mapping(tmp_path):
    data = data_of(book({"表 1": GRID}, {"申请": "'表 1'!$A$1:$C$3"}), tmp_path)
    assert data == {"申请": {"新收": {"自然人": 7, "企业": 0}, "上年结转": {"自然人": 1, "企业": None}}}
    assert data.source("申请.新收.自然人") == Source("数据.xlsx", "表 1", "B2")
    assert data.source("申请.新收").cell == "A2:C2"
    assert data.source("申请").spot() == "'表 1'!A1:C3"


def test_figures_stored_as_text_and_dashes_do_not_unmake_a_labelled_block(tmp_path):
    rows = [["项目", "自然人", "企业"], ["新 收 ", "７", "-"], ["结转", "22（其中修订16件）", None]]
    data = data_of(book({"表": rows}, {"申请": "表!$A$1:$C$3"}), tmp_path)
    assert data["申请"] == {
        "新 收": {"自然人": "７", "企业": "-"},
        "结转": {"自然人": "22（其中修订16件）", "企业": None},
    }


def test_a_block_of_words_is_a_list_of_rows(tmp_path):
    rows = [["姓名", "职务"], ["张三", "主任"], ["李四", "科员"]]
    assert data_of(book({"表": rows}, {"名单": "表!$A$1:$B$3"}), tmp_path)["名单"] == rows


def test_a_label_twice_in_a_block_is_a_problem(tmp_path):
    rows = [["", "甲", "甲"], ["新收", 1, 2], ["新收", 3, 4]]
    assert problems_of(book({"表": rows}, {"块": "表!$A$1:$C$3"}), tmp_path) == [
        ("duplicate-header", "表!C1"),
        ("duplicate-header", "表!A3"),
    ]


def test_a_name_for_one_merged_cell_is_a_scalar(tmp_path):
    made = book({"表": [["世纪街道"]]}, {"单位": "表!$A$1:$C$2"})
    made["表"].merge_cells("A1:C2")
    assert data_of(made, tmp_path) == {"单位": "世纪街道"}


def test_a_sheet_with_a_name_into_it_is_not_read_further_but_others_are(tmp_path):
    made = book({"表": [["x", None], [1, 2]], "明细": [["姓名"], ["张三"]]}, {"数": "表!$A$2"})
    assert data_of(made, tmp_path) == {"数": 1, "明细": [{"姓名": "张三"}]}


def test_a_name_of_one_sheet_is_read_as_those_of_the_workbook(tmp_path):
    made = book({"表": [[7]], "乙": [[8]]}, {"甲数": "表!$A$1"})
    made["乙"].defined_names["乙数"] = DefinedName("乙数", attr_text="乙!$A$1")
    assert data_of(made, tmp_path) == {"甲数": 7, "乙数": 8}


def test_a_copied_sheets_names_clash_with_the_first_ones(tmp_path):
    made = book({"表": [[7]], "副本": [[8]]}, {"数": "表!$A$1"})
    made["副本"].defined_names["数"] = DefinedName("数", attr_text="副本!$A$1")
    assert problems_of(made, tmp_path) == [("duplicate-name", "副本!A1")]


def test_two_names_of_one_cell_are_no_clash(tmp_path):
    made = book({"表": [[7]]}, {"数": "表!$A$1", "另": "表!$A$1"})
    made["表"].defined_names["数"] = DefinedName("数", attr_text="表!$A$1")
    assert data_of(made, tmp_path) == {"数": 7, "另": 7}


def test_excels_own_names_and_hidden_ones_are_skipped(tmp_path):
    made = book({"表": FIELDS}, {"_私有": "表!$A$1", "_xlfn.X": "表!#REF!"})
    made.defined_names["隐藏"] = DefinedName("隐藏", attr_text="表!$A$1", hidden=True)
    made["表"].print_area = "A1:B2"
    made["表"].print_title_rows = "1:1"
    made["表"].auto_filter.ref = "A1:B3"
    assert data_of(made, tmp_path) == {"单位名称": "世纪街道", "年度": 2019}


def test_a_constant_is_a_scalar(tmp_path):
    data = data_of(book({"表": []}, {"税率": "0.17", "人数": "12", "单位": '"世纪""街道"'}), tmp_path)
    assert data == {"税率": 0.17, "人数": 12, "单位": '世纪"街道'}
    assert data.source("税率").text() == "数据.xlsx: 税率"


@pytest.mark.parametrize(
    ("written", "shown"),
    [("-5.5e3", "-5500"), ("5.0", "5"), ("1E+20", "1E+20"), ("0.50", "0.5"), ("123456789012", "1.23457E+11")],
)
def test_a_constant_shows_as_a_cell_would_show_it(tmp_path, written, shown):
    assert str(data_of(book({"表": []}, {"数": written}), tmp_path)["数"]) == shown


@pytest.mark.parametrize("refers", ["1e999", "表!$A$1:" * 1_000])
def test_what_a_name_stands_for_is_told_in_few_words(tmp_path, refers):
    (note,) = data_of(book({"表": FIELDS}, {"数": refers}), tmp_path).notes
    assert note.code == "name-not-read"
    assert len(note.details["refers"]) <= 40


@pytest.mark.parametrize(
    ("refers", "code"),
    [
        ("表!#REF!", "broken-name"),
        ("#REF!$A$1", "broken-name"),
        ("没有的表!$A$1", "broken-name"),
        ("表!$A$" + "9" * 5_000, "broken-name"),
        ("表!$A$1,表!$B$2", "several-areas-name"),
    ],
)
def test_a_name_without_one_area_is_a_problem(tmp_path, refers, code):
    assert problems_of(book({"表": [[1]]}, {"数": refers}), tmp_path) == [(code, "数")]


@pytest.mark.parametrize("refers", ["SUM(表!$A$1:$A$9)", "[1]表!$A$1", "'[别.xlsx]表'!$A$1", "表!$A$1*2", "明细[金额]"])
def test_a_name_for_a_formula_or_another_file_is_left_out_with_a_note(tmp_path, refers):
    data = data_of(book({"表": FIELDS}, {"数": refers}), tmp_path)
    assert "数" not in data
    assert [(note.code, note.severity) for note in data.notes] == [("name-not-read", Severity.NOTE)]


def test_a_name_and_a_sheet_of_the_same_name_clash(tmp_path):
    made = book({"表": [[7]], "明细": [["姓名"], ["张三"]]}, {"明细": "表!$A$1"})
    assert problems_of(made, tmp_path) == [("duplicate-name", "明细")]


# ---- what cells show


def cell(value, number_format="General"):
    made = book({"a": [["字段", "值"], ["v", value]]})
    made["a"]["B2"].number_format = number_format
    return made


@pytest.mark.parametrize(
    ("value", "number_format", "equal", "shown"),
    [
        (1234, "#,##0", 1234, "1,234"),
        (0.125, "0.00%", 0.125, "12.50%"),
        (1.005, "0.00", 1.005, "1.01"),
        (12, "0.00", 12, "12.00"),
        (123456789012, "General", 123456789012, "1.23457E+11"),
        (True, "General", 1, "TRUE"),
        (False, "0.00", 0, "FALSE"),
        (1234.5, r"#,##0.00_ ;[Red]\-#,##0.00\ ", 1234.5, "1,234.50"),
        (dt.date(2019, 12, 31), 'yyyy"年"m"月"d"日"', dt.date(2019, 12, 31), "2019年12月31日"),
        (dt.date(2019, 12, 31), "mm-dd-yy", dt.date(2019, 12, 31), "2019/12/31"),
        (
            dt.datetime.fromisoformat("2019-12-31 08:05"),
            "yyyy-mm-dd h:mm",
            dt.datetime.fromisoformat("2019-12-31 08:05"),
            "2019-12-31 8:05",
        ),
        (dt.time(8, 5), "h:mm", dt.time(8, 5), "8:05"),
        (0, "yyyy/m/d", dt.time(0, 0), "1900/1/0"),
        (dt.date(2019, 12, 31), "0", 43830, "43830"),
        (43830, "aaaa", dt.date(2019, 12, 31), "星期二"),
    ],
)
def test_a_value_keeps_its_kind_and_the_text_that_excel_shows(tmp_path, value, number_format, equal, shown):
    got = data_of(cell(value, number_format), tmp_path)["v"]
    assert got == equal
    assert isinstance(got, type(equal))
    assert str(getattr(got, "shown", got)) == shown


def test_a_number_that_shows_as_it_is_is_a_plain_one(tmp_path):
    data = data_of(book({"a": [["字段", "值"], ["i", 7], ["f", 2.5]]}), tmp_path)
    assert (type(data["i"]), type(data["f"])) == (int, float)


def test_the_noise_of_binary_fractions_is_not_shown(tmp_path):
    path = patched(saved(cell(0.3), tmp_path), "xl/worksheets/sheet1.xml", ("<v>0.3</v>", "<v>0.30000000000000004</v>"))
    assert read(path)["v"].shown == "0.3"


def test_text_stays_as_it_is(tmp_path):
    rows = [["字段", "值"], ["a", "  00123　"], ["b", "=文本"], ["c", "甲\n乙"], ["d", "１２"], ["e", "#N/A（文本）"]]
    made = book({"a": rows})
    made["a"]["B3"].data_type = "s"
    assert data_of(made, tmp_path) == {"a": "  00123　", "b": "=文本", "c": "甲\n乙", "d": "１２", "e": "#N/A（文本）"}


def test_escapes_and_line_ends_in_text_are_read(tmp_path):
    path = saved(book({"a": [["字段", "值"], ["v", "甲XX乙"]]}), tmp_path)
    patched(path, "xl/worksheets/sheet1.xml", ("XX", "_x000D_\n_x005F_x0041__xD83D__xDE00_"))
    assert read(path)["v"] == "甲\n_x0041_😀乙"


def test_text_under_a_text_format_shows_so(tmp_path):
    assert data_of(cell("五", '0;-0;0;@"元"'), tmp_path)["v"] == "五元"
    assert data_of(cell(" 五", "_ * #,##0_ ;_ @_ "), tmp_path)["v"] == " 五"


@pytest.mark.parametrize(
    ("value", "number_format", "code"),
    [
        (0.5, "[$-130000]yyyy", "unknown-number-format"),
        (0.5, "yyyy 0", "broken-number-format"),
        (-5, "yyyy-mm-dd", "shows-hashes"),
        (50, "[>100]0;[<0]0", "shows-hashes"),
    ],
)
def test_a_format_that_cannot_be_shown_is_a_problem_at_the_cell(tmp_path, value, number_format, code):
    (problem,) = wrong_with(cell(value, number_format), tmp_path)
    assert (problem.code, problem.place.spot()) == (code, "a!B2")
    assert number_format in problem.message()


def test_a_negative_length_of_time_is_told_with_its_number(tmp_path):
    (problem,) = wrong_with(cell(-0.2, "[h]:mm"), tmp_path)
    assert "##### here: -0.2 cannot be shown under the format `[h]:mm`" in problem.message("en")


def test_a_length_of_time_is_a_number_of_days_that_shows_as_hours(tmp_path):
    value = data_of(cell(1.5, "[h]:mm"), tmp_path)["v"]
    assert (value, value.shown) == (1.5, "36:00")


def test_a_chinese_builtin_format_without_a_definition_shows_as_in_chinese_excel(tmp_path):
    path = saved(cell(43830, "0.0000"), tmp_path)
    patched(
        path,
        "xl/styles.xml",
        ("<numFmts.*</numFmts>", ""),
        ('numFmtId="164"', 'numFmtId="31"'),
    )
    value = read(path)["v"]
    assert value == dt.date(2019, 12, 31)
    assert value.shown == "2019年12月31日"


def test_dates_since_1904_are_read_right(tmp_path):
    path = saved(cell(42368, "yyyy-mm-dd"), tmp_path)
    patched(path, "xl/workbook.xml", ("<workbookPr ?/>", '<workbookPr date1904="1" />'))
    value = read(path)["v"]
    assert value == dt.date(2019, 12, 31)
    assert value.shown == "2019-12-31"


def test_error_cells_are_problems_at_their_cells_all_at_once(tmp_path):
    path = saved(book({"a": [["甲", "乙"], [1, "#DIV/0!"], ["#N/A", 2]]}), tmp_path)
    assert problems_of(path, tmp_path) == [("error-cell", "a!B2"), ("error-cell", "a!A3")]


def test_an_error_that_is_not_read_is_no_problem(tmp_path):
    made = book({"a": [["年度", 2019], ["#DIV/0!", "=1/0"]], "隐藏": [["x", "y"], ["#N/A", 1]]}, {"年度": "a!$B$1"})
    made["隐藏"].sheet_state = "hidden"
    assert data_of(made, tmp_path) == {"年度": 2019}


# ---- formulas


def test_a_formula_without_a_saved_value_is_a_problem_and_a_blank_is_not(tmp_path):
    made = book({"a": [["甲", "乙", "丙"], [1, "=A2*2", None], [2, None, "=A3"]]})
    assert problems_of(made, tmp_path) == [("formula-without-value", "a!B2"), ("formula-without-value", "a!C3")]


def test_a_formula_without_a_saved_value_counts_where_it_stands_alone(tmp_path):
    assert problems_of(book({"a": [["字段", "值"], ["v", "=1+1"]]}), tmp_path) == [("formula-without-value", "a!B2")]
    assert problems_of(book({"a": [["=1+1"]]}, {"v": "a!$A$1"}), tmp_path) == [("formula-without-value", "a!A1")]


def test_a_saved_value_is_read_and_a_saved_empty_text_is_blank(tmp_path):
    path = saved(book({"a": [["甲", "乙", "丙"], ["=1+1", "=A9&1", '=IF(1,"","x")']]}), tmp_path)
    patched(
        path,
        "xl/worksheets/sheet1.xml",
        (r'<c r="A2"><f>1\+1</f><v ?/?>(</v>)?</c>', '<c r="A2"><f>1+1</f><v>2</v></c>'),
        ('<c r="B2"><f>A9&amp;1</f><v ?/?>(</v>)?</c>', '<c r="B2" t="str"><f>A9&amp;1</f><v>1</v></c>'),
        (r'<c r="C2"><f>IF\(1,"","x"\)</f><v ?/?>(</v>)?</c>', '<c r="C2" t="str"><f>IF(1,"","x")</f><v></v></c>'),
    )
    assert read(path) == {"a": [{"甲": 2, "乙": "1", "丙": None}]}


# ---- shapes that other programs write


def test_a_wrong_declared_dimension_is_not_believed(tmp_path):
    path = saved(book({"a": [["甲", "乙"], [1, 2], ["=A2", 4]]}), tmp_path)
    patched(path, "xl/worksheets/sheet1.xml", ('<dimension ref="A1:B3" ?/>', '<dimension ref="A1:A1" />'))
    assert problems_of(path, tmp_path) == [("formula-without-value", "a!A3")]
    patched(path, "xl/worksheets/sheet1.xml", ("<f>A2</f><v.*?(/>|</v>)", "<f>A2</f><v>3</v>"))
    assert read(path) == {"a": [{"甲": 1, "乙": 2}, {"甲": 3, "乙": 4}]}


def test_cells_without_references_and_inline_text_are_read(tmp_path):
    path = saved(book({"a": [["甲", "乙"], [1, 2]]}), tmp_path)
    patched(
        path,
        "xl/worksheets/sheet1.xml",
        (
            '<row r="2"><c r="A2" t="n"><v>1</v></c>',
            '<row><c t="inlineStr"><is><r><t>一</t></r><r><t>二</t></r></is></c>',
        ),
        ('<c r="B2" t="n"><v>2</v></c>', "<c><v>2</v></c>"),
    )
    assert read(path) == {"a": [{"甲": "一二", "乙": 2}]}


def test_a_cell_that_is_only_formatted_is_blank(tmp_path):
    made = book({"a": [["甲", "乙"], [1, 2]]})
    made["a"].cell(900, 40).number_format = "0.00"
    assert data_of(made, tmp_path) == {"a": [{"甲": 1, "乙": 2}]}


def test_a_workbook_from_libreoffice_reads_the_same(tmp_path):
    made = book(
        {"基本": FIELDS, "明细": [["姓名", "日期", "比例"], ["张三", dt.date(2019, 12, 31), 0.125]], "合计": [["=1+1"]]}
    )
    made["明细"]["B2"].number_format = 'yyyy"年"m"月"d"日"'
    made["明细"]["C2"].number_format = "0.00%"
    made.defined_names["总数"] = DefinedName("总数", attr_text="合计!$A$1")
    path = saved(made, tmp_path)
    (made,) = convert("xlsx:Calc MS Excel 2007 XML", path)
    data = read(made)
    assert data == {
        "总数": 2,
        "单位名称": "世纪街道",
        "年度": 2019,
        "明细": [{"姓名": "张三", "日期": dt.date(2019, 12, 31), "比例": 0.125}],
    }
    assert data["明细"][0]["日期"].shown == "2019年12月31日"
    assert data["明细"][0]["比例"].shown == "12.50%"


# ---- the sheet docfill


def test_the_sheet_docfill_gives_settings_and_no_data(tmp_path):
    made = book(
        {"DocFill": [["表单", "gov-info-2021"], ["文件名", "{{ 年度 }}.docx"], ["每行一份", None]], "a": FIELDS}
    )
    made["DocFill"].sheet_state = "hidden"
    data = data_of(made, tmp_path)
    assert data.settings == {"form": "gov-info-2021", "output": "{{ 年度 }}.docx"}
    assert data == {"单位名称": "世纪街道", "年度": 2019}


def test_settings_may_stand_under_a_header(tmp_path):
    made = book({"docfill": [["name", "value"], ["form", "gov-info-2019"], ["EACH", "明细"]]})
    assert data_of(made, tmp_path).settings == {"form": "gov-info-2019", "each": "明细"}


def test_an_unknown_setting_is_a_problem_that_suggests_the_near_one(tmp_path):
    with pytest.raises(FillError) as caught:
        data_of(book({"docfill": [["fomr", "x"], ["颜色", "红"]]}), tmp_path)
    first, second = caught.value.problems
    assert (first.code, first.place.spot()) == ("unknown-setting", "docfill!A1")
    assert "did you mean form?" in first.message()
    assert "form / output / each" in second.message()


def test_a_setting_given_twice_is_a_problem(tmp_path):
    made = book({"docfill": [["form", "x"], ["表单", "y"]]})
    assert problems_of(made, tmp_path) == [("duplicate-name", "docfill!A2")]


# ---- laws

plain_text = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1).filter(
    lambda text: (
        text.strip() and not text.startswith("=") and "_x" not in text and "\ufffe" not in text and "\uffff" not in text
    )
)
values = st.one_of(st.none(), plain_text, st.integers(-(10**11) + 1, 10**11 - 1))


@given(st.lists(st.lists(values, min_size=3, max_size=3).filter(any), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_what_is_written_as_text_or_whole_numbers_is_read_back_equal(rows):
    made = book({"明细": [["甲", "乙", "丙"]]})
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            if value is not None:
                written = made["明细"].cell(number, column, value)
                written.data_type = "s" if isinstance(value, str) else "n"
    with tempfile.TemporaryDirectory() as folder:
        data = read(saved(made, Path(folder)))
        assert data == {"明细": [dict(zip(("甲", "乙", "丙"), row, strict=True)) for row in rows]}
        for index in range(len(rows)):
            assert data.source(f"明细[{index}].乙").cell == f"B{index + 2}"


def test_a_workbook_may_be_an_open_file_and_is_never_written(tmp_path):
    path = saved(book({"a": FIELDS}), tmp_path)
    before = path.read_bytes()
    with path.open("rb") as file:
        assert read(file)["年度"] == 2019
    assert read(io.BytesIO(before))["年度"] == 2019
    assert path.read_bytes() == before
    path.rename(tmp_path / "b.xlsx")


def test_a_workbook_with_macros_is_read(tmp_path):
    path = saved(book({"a": FIELDS}), tmp_path, "数据.xlsm")
    patched(
        path,
        "[Content_Types].xml",
        (
            r"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main\+xml",
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        ),
    )
    assert read(path)["年度"] == 2019
