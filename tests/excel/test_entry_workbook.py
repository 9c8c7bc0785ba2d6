"""The workbook that staff type into: what stands in it, what it says as they type, and that docfill reads it back."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import docx
import openpyxl
import pytest

import docfill
from docfill.cli import main
from tests.building import doc, row, save, table
from tests.excel.entries import answers, cell_of, leaves, recalculated, red_cells, shown, type_in
from tests.libreoffice import needs_libreoffice
from tests.pictures import png
from tests.test_samples import members

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = {"gov-info-2019": "世纪街道2019", "gov-info-2021": "宿迁市2023"}

both = pytest.mark.parametrize("form", SAMPLES)


def published(form):
    return json.loads((ROOT / "samples" / f"{SAMPLES[form]}.json").read_text(encoding="utf-8"))


def made(form, path, **options):
    docfill.workbook(form, path, **{"lang": "zh", **options})
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def worked_out(tmp_path_factory):
    """Published figures typed into both workbooks, one with errors, and one moved about: as LibreOffice saves them."""
    folder = tmp_path_factory.mktemp("entry")
    for form in SAMPLES:
        book = made(form, folder / f"{form}.xlsx")
        type_in(book, published(form))
        book.save(folder / f"{form}.xlsx")
    book = made("gov-info-2021", folder / "broken.xlsx")
    type_in(book, published("gov-info-2021"))
    cell_of(book, "申请.新收.商业企业").value += 3
    cell_of(book, "收费总件数").value = 24
    cell_of(book, "单位名称").value = "幸福镇人民政府"
    book.save(folder / "broken.xlsx")
    made("gov-info-2021", folder / "blank.xlsx")
    past = published("gov-info-2021")
    past["年度"] -= 1
    past["申请"]["结转下年度"] = {**past["申请"]["上年结转"], "自然人": 90, "总计": 95}
    past["规章"] |= {"现行有效": 9, "废止": 0}
    past["行政规范性文件"]["现行有效"] = 597 + 489 - 109
    docfill.workbook(
        "gov-info-2021", folder / "previous.xlsx", source=published("gov-info-2021"), previous=past, lang="zh"
    )
    (folder / "past.json").write_text(json.dumps(past), encoding="utf-8")
    paths = recalculated(*(folder / f"{name}.xlsx" for name in (*SAMPLES, "broken", "blank", "previous")))
    return {path.stem: path for path in paths}


# Reading back


@both
@needs_libreoffice
def test_published_figures_typed_in_give_the_published_report(form, worked_out, tmp_path):
    report = docfill.fill(None, worked_out[form], tmp_path / "报告.docx")
    assert [problem.code for problem in report.problems] == ["figures-left-blank"] * (form == "gov-info-2019")
    values = dict(leaves(docfill.read_workbook(worked_out[form])))
    typed = dict(leaves(published(form)))
    # The street office had typed a 0 for the total of nothing; a total that is worked out stays blank there.
    assert {name for name in typed if values[name] != typed[name] and (values[name], typed[name]) != (None, 0)} == set()
    if form == "gov-info-2021":
        assert members(tmp_path / "报告.docx") == members(ROOT / "samples" / "宿迁市2023.docx")


@both
def test_totals_that_no_program_calculated_yet_are_worked_out_by_the_form(form, tmp_path):
    sample = ROOT / "samples" / f"{SAMPLES[form]}.xlsx"
    docfill.workbook(form, tmp_path / "填报.xlsx", source=sample)
    report = docfill.fill(None, tmp_path / "填报.xlsx", tmp_path / "报告.docx")
    # The street office left nearly all blank; the total of nothing is nothing.
    assert {problem.code for problem in report.problems} == {"gov-info-2019": {"figures-left-blank"}}.get(
        form, {"total-computed"}
    )
    if form == "gov-info-2021":
        assert members(tmp_path / "报告.docx") == members(sample.with_suffix(".docx"))


def test_a_program_may_type_and_fill_before_any_formula_is_worked_out(tmp_path):
    book = made("gov-info-2021", tmp_path / "填报.xlsx")
    type_in(book, published("gov-info-2021"))
    book.save(tmp_path / "填报.xlsx")
    report = docfill.fill(None, tmp_path / "填报.xlsx", tmp_path / "报告.docx")
    assert {problem.code for problem in report.problems} == {"total-computed"}
    assert members(tmp_path / "报告.docx") == members(ROOT / "samples" / "宿迁市2023.docx")


@both
@needs_libreoffice
def test_published_figures_carried_over_give_the_published_report(form, tmp_path):
    sample = ROOT / "samples" / f"{SAMPLES[form]}.xlsx"
    report = docfill.workbook(form, tmp_path / "填报.xlsx", source=sample)
    assert report.problems == ()
    (path,) = recalculated(tmp_path / "填报.xlsx")
    docfill.fill(None, path, tmp_path / "报告.docx")
    assert members(tmp_path / "报告.docx") == members(sample.with_suffix(".docx"))


@needs_libreoffice
def test_rows_may_be_inserted_and_sheets_moved(tmp_path, worked_out):
    moved = tmp_path / "moved.xlsx"
    insert_rows_and_move_sheets(worked_out["gov-info-2021"], moved)
    docfill.fill(None, moved, tmp_path / "报告.docx")
    assert members(tmp_path / "报告.docx") == members(ROOT / "samples" / "宿迁市2023.docx")


def insert_rows_and_move_sheets(path, moved):
    """Do to the workbook what Excel does when rows are inserted above a table and its sheet is moved to the front."""
    book = shown(path)
    sheet = book["三、收到和处理政府信息公开申请情况"]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    sheet.insert_rows(2, 5)
    for defined in book.defined_names.values():
        title, _, cell = defined.attr_text.rpartition("!")
        if sheet.title in title:
            _, column, row = cell.split("$")
            defined.attr_text = f"{title}!${column}${int(row) + 5}"
    book.move_sheet(sheet, -2)
    book.save(moved)


# What it says


@both
@needs_libreoffice
def test_figures_that_agree_are_said_to_agree(form, worked_out):
    book = shown(worked_out[form])
    assert {answer for answer, _, _ in answers(book)} == {"相符", "未核对", "不适用"} - (
        {"不适用"} if form == "gov-info-2019" else set()
    )
    assert all("上" in rule for answer, rule, _ in answers(book) if answer == "未核对")  # last year's are not there
    assert (book["#核对"]["A2"].value, book["#核对"]["A3"].value) == ("全部相符", "必填的内容都已填写")


@needs_libreoffice
def test_exactly_the_rules_that_break_say_so_where_docfill_finds_them_broken(worked_out):
    book = shown(worked_out["broken"])
    said = [(answer, rule, where) for answer, rule, where in answers(book) if answer in {"不符", "留意"}]
    assert said == [
        ("不符", "第一项加第二项之和，等于第三项加第四项之和", "商业企业"),
        ("不符", "第一项加第二项之和，等于第三项加第四项之和", "总计"),
        ("留意", "收费清单各项件数之和，等于收取信息处理费的总件数", "信息处理费收取清单"),
        ("留意", "县、乡镇、街道无权制定规章，规章一行应为 0", "二、主动公开政府信息情况"),
    ]
    assert book["#核对"]["A2"].value == "有 2 处不符，另有 2 处请留意"
    found = [problem for problem in docfill.check(None, worked_out["broken"]) if problem.code == "rule-broken"]
    assert [problem.details["rule"] for problem in found] == [rule for _, rule, _ in said]


@needs_libreoffice
def test_rules_that_look_back_are_checked_with_last_year_s_figures(worked_out):
    book = shown(worked_out["previous"])
    said = [(rule, where) for answer, rule, where in answers(book) if answer in {"不符", "留意"}]
    assert said == [
        ("本年的上年结转，等于上一年的结转下年度继续办理", "自然人"),
        ("本年的上年结转，等于上一年的结转下年度继续办理", "总计"),
    ]
    assert not any(answer == "未核对" for answer, _, _ in answers(book))
    found = docfill.check(None, worked_out["previous"], previous=worked_out["previous"].parent.parent / "past.json")
    broken = [problem.details["rule"] for problem in found if problem.code == "rule-broken"]
    assert broken == [rule for rule, _ in said]


@needs_libreoffice
def test_the_cells_that_do_not_agree_turn_red_and_their_message_says_by_how_much(worked_out):
    book = shown(worked_out["broken"])
    title = "三、收到和处理政府信息公开申请情况"
    columns = {"E", "J"}  # 商业企业 and 总计
    assert red_cells(book, title) == {f"{column}{row}" for column in columns for row in (7, 8, 30, 31, 33)}
    assert [book[title][f"{column}33"].value for column in "DEJ"] == ["相符", "不符\n差 3", "不符\n差 3"]
    assert red_cells(shown(worked_out["gov-info-2021"]), title) == set()


@needs_libreoffice
def test_a_blank_workbook_says_what_must_be_filled_in(worked_out):
    book = shown(worked_out["blank"])
    assert book["#核对"]["A3"].value == "还有 4 项必填的内容没有填写"
    found = docfill.check(None, worked_out["blank"])
    missing = {problem.details["name"] for problem in found if problem.code == "missing-field"}
    assert missing == {"单位名称", "年度", "总体情况", "问题及改进"}


# What stands in it


@both
def test_every_value_of_the_form_has_a_cell_or_a_table_of_its_name(form, tmp_path):
    book = made(form, tmp_path / "填报.xlsx")
    known = docfill.inspect(form)
    tables = {name for sheet in book.worksheets for name in sheet.tables}
    names = set(book.defined_names) | tables
    wanted = {field.path for field in known if not field.looped and field.kind != "grid"}
    grids = {
        f"{field.path}.{row}.{column}"
        for field in known
        if field.kind == "grid" and field.rows
        for row in field.rows
        for column in field.columns
    }
    assert wanted | grids <= names


def test_a_sheet_has_the_labels_and_merges_of_the_table_in_word(tmp_path):
    sheet = made("gov-info-2021", tmp_path / "填报.xlsx")["三、收到和处理政府信息公开申请情况"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A4:C6", "D4:J4", "E5:I5", "J5:J6", "A9:A30", "B11:B18"} <= merged
    assert (sheet["E5"].value, sheet["B11"].value, sheet["C11"].value) == (
        "法人或其他组织",
        "（三）不予公开",
        "1.属于国家秘密",
    )
    assert sheet.freeze_panes == "D7"
    assert sheet.print_title_rows == "$1:$6"


def test_only_what_is_typed_into_is_open_and_there_is_no_password(tmp_path):
    book = made("gov-info-2021", tmp_path / "填报.xlsx")
    sheet = book["三、收到和处理政府信息公开申请情况"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert not cell_of(book, "申请.新收.自然人").protection.locked
    assert cell_of(book, "申请.新收.总计").protection.locked
    assert cell_of(book, "申请.新收.总计").value == '=IF(COUNT($D$7:$I$7)=0,"",SUM($D$7:$I$7))'
    assert sheet["A7"].protection.locked
    assert not book["信息处理费收取清单"].protection.sheet  # or its table could not grow


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "请填整数，0 或大于 0。只填数字，不带单位。"), ("en", "A whole number, 0 or more.")]
)
def test_what_may_be_typed_is_said_in_plain_words(lang, said, tmp_path):
    book = made("gov-info-2021", tmp_path / "填报.xlsx", lang=lang)
    sheet = book["三、收到和处理政府信息公开申请情况"]
    (counts,) = sheet.data_validations.dataValidation
    assert (counts.type, counts.operator, counts.formula1) == ("whole", "greaterThanOrEqual", "0")
    assert counts.prompt.startswith(said)
    assert counts.error == counts.prompt
    assert "D7" in counts.sqref


def test_examples_are_notes_and_the_first_cell_to_fill_in_is_selected(tmp_path):
    book = made("gov-info-2021", tmp_path / "填报.xlsx")
    cell = cell_of(book, "单位名称")
    assert cell.comment.text == "例：宿迁市人民政府"
    assert book.active.title == "基本情况"
    assert cell.coordinate in {selection.activeCell for selection in book.active.sheet_view.selection}


def test_no_temporary_file_is_made_which_might_find_no_room_or_stay(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "there is none"))
    docfill.workbook("gov-info-2021", tmp_path / "填报.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["填报.xlsx"]


def test_the_same_form_gives_the_same_bytes(tmp_path):
    made("gov-info-2021", tmp_path / "一.xlsx")
    made("gov-info-2021", tmp_path / "二.xlsx")
    assert (tmp_path / "一.xlsx").read_bytes() == (tmp_path / "二.xlsx").read_bytes()


# Carrying over


@pytest.mark.parametrize("text", ["=1+1", "+86 0527", "-", "@SUM(A1)", "=cmd|' /C calc'!A0", "#N/A", "0527"])
def test_a_text_that_looks_like_a_formula_stays_a_text(text, tmp_path):
    old = {"单位名称": "某县", "联系电话": text, "收费清单": [{"单位": text, "件数": 1, "金额": 2}]}
    book = made("gov-info-2021", tmp_path / "填报.xlsx", source=old)
    listed = book["信息处理费收取清单"]["A5"]
    for cell in (cell_of(book, "联系电话"), listed):
        assert (cell.value, cell.data_type) == (text, "s")
        assert cell.quotePrefix == text.startswith(("=", "+", "-", "@"))


def test_what_the_form_has_no_place_for_is_told_with_its_place(tmp_path):
    old = {"单位名称": "某县", "备注": "重要", "空的": "", "收费清单": [{"单位": "甲", "备注": "乙"}], "年度": "去年"}
    report = docfill.workbook("gov-info-2021", tmp_path / "填报.xlsx", source=old)
    assert [(problem.code, problem.severity.value, problem.place.path) for problem in report.problems] == [
        ("not-a-year", "warning", "年度"),
        ("value-not-carried", "warning", "备注"),
        ("value-not-carried", "warning", "收费清单[0].备注"),
    ]


def test_the_older_edition_s_workbook_brings_what_both_editions_have(tmp_path):
    old = ROOT / "samples" / "世纪街道2019.xlsx"
    report = docfill.workbook("gov-info-2021", tmp_path / "填报.xlsx", source=old)
    book = openpyxl.load_workbook(tmp_path / "填报.xlsx")
    assert cell_of(book, "单位名称").value == published("gov-info-2019")["单位名称"]
    assert {problem.severity.value for problem in report.problems} == {"warning"}
    told = {problem.details["name"] for problem in report.problems if problem.code == "value-not-carried"}
    # The new edition has no such row; the others that it lacks are blank, and nothing is lost.
    assert told == {"其他对外管理服务事项"}


def test_a_typed_total_that_is_no_sum_is_told_before_it_is_worked_out(tmp_path):
    old = published("gov-info-2021")
    old["申请"]["新收"]["总计"] += 1
    report = docfill.workbook("gov-info-2021", tmp_path / "填报.xlsx", source=old)
    assert {problem.code for problem in report.problems} == {"total-wrong"}


def test_a_picture_is_not_carried_over_and_told(tmp_path):
    report = docfill.workbook("gov-info-2021", tmp_path / "填报.xlsx", source={"署名": docfill.Image(png())})
    assert [problem.code for problem in report.problems] == ["object-not-carried"]
    assert cell_of(openpyxl.load_workbook(tmp_path / "填报.xlsx"), "署名").value is None


@pytest.mark.parametrize("group", [{"甲": 1}, {}, [1]])
def test_a_group_where_one_value_belongs_is_not_carried_over_and_told(tmp_path, group):
    report = docfill.workbook("gov-info-2021", tmp_path / "填报.xlsx", source={"年度": group, "规章": {"制发": group}})
    assert [problem.code for problem in report.problems] == ["wants-one-value"] * 2
    book = openpyxl.load_workbook(tmp_path / "填报.xlsx")
    assert [cell_of(book, name).value for name in ("年度", "规章.制发")] == [None, None]


def test_a_day_is_a_day_that_shows_as_the_form_has_it(tmp_path):
    book = made("gov-info-2021", tmp_path / "填报.xlsx", source={"成文日期": "2024-1-26", "未收信息处理费": True})
    day = cell_of(book, "成文日期")
    assert (day.value, day.number_format) == (dt.datetime(2024, 1, 26), 'yyyy"年"m"月"d"日"')  # noqa: DTZ001
    assert cell_of(book, "未收信息处理费").value == "是"


def test_a_text_too_long_for_a_cell_is_left_out_as_a_whole(tmp_path):
    old = {"总体情况": "长" * 32_768}
    report = docfill.workbook("gov-info-2021", tmp_path / "填报.xlsx", source=old)
    assert [problem.code for problem in report.problems] == ["text-not-carried"]
    assert cell_of(openpyxl.load_workbook(tmp_path / "填报.xlsx"), "总体情况").value is None


def test_a_name_that_excel_takes_for_a_cell_is_refused(tmp_path):
    form = tmp_path / "表单"
    form.mkdir()
    form.joinpath("form.toml").write_text('title = "表"\n[fields.Q1]\n', encoding="utf-8")
    save(form / "template.docx", doc("{{ Q1 }}"))
    with pytest.raises(docfill.FillError) as refused:
        docfill.workbook(form, tmp_path / "填报.xlsx")
    assert [problem.code for problem in refused.value.problems] == ["name-not-for-excel"]
    assert not (tmp_path / "填报.xlsx").exists()


# Templates without a form


def test_a_plain_template_gives_fields_tables_blocks_and_conditions(tmp_path):
    tags = ("{{ 单位 }}", "{% if 附件 %}有附件{% endif %}")
    loop = ("{%tr for 项 in 明细 %}", ""), ("{{ 项.名称 }}", "{{ 项.金额 }}"), ("{%tr endfor %}", "")
    listed = table(*(row(*cells) for cells in loop))
    block = table(row("项目", "甲", "乙"), row("收入", "{% grid 收支 %}", ""), row("支出", "", ""))
    save(tmp_path / "模板.docx", doc(*tags, listed, "收支表", block))
    report = docfill.workbook(tmp_path / "模板.docx", tmp_path / "填报.xlsx", lang="zh")
    assert report.problems == ()
    book = openpyxl.load_workbook(tmp_path / "填报.xlsx")
    type_in(book, {"单位": "某局", "附件": "是", "收支": {"_1": {"_1": 1, "_2": 2}, "_2": {"_1": 3, "_2": 4}}})
    type_in(book, {"明细": [{"名称": "纸", "金额": 12.5}, {"名称": "笔", "金额": 3}]})
    book.save(tmp_path / "填报.xlsx")
    docfill.fill(None, tmp_path / "填报.xlsx", tmp_path / "报告.docx")
    written = docx.Document(str(tmp_path / "报告.docx"))
    assert [paragraph.text for paragraph in written.paragraphs][:2] == ["某局", "有附件"]
    said = [[[cell.text for cell in each.cells] for each in rows.rows] for rows in written.tables]
    assert said == [
        [["纸", "12.5"], ["笔", "3"]],
        [["项目", "甲", "乙"], ["收入", "1", "2"], ["支出", "3", "4"]],
    ]


def test_what_no_cell_can_hold_is_told(tmp_path):
    save(tmp_path / "模板.docx", doc("{% for 章 in 各章 %}{% for 节 in 章.各节 %}{{ 节.题 }}{% endfor %}{% endfor %}"))
    report = docfill.workbook(tmp_path / "模板.docx", tmp_path / "填报.xlsx")
    assert {problem.code for problem in report.problems} == {"name-without-a-cell"}


@pytest.mark.parametrize("given", ["无", [1], [[1, 2, 3]]])
def test_records_that_are_none_are_told_and_left_out_of_the_workbook(tmp_path, given):
    save(tmp_path / "template.docx", doc(table(row("{% for 行 in 清单 %}{{ 行.名称 }}", "{{ 行.金额 }}{% endfor %}"))))
    fields = '[fields.清单]\ntype = "list"\nrequired = true\ncolumns = ["名称", "金额"]\n'
    (tmp_path / "form.toml").write_text(f'title = "x"\n{fields}', "utf-8")
    report = docfill.workbook(tmp_path, tmp_path / "填报.xlsx", source={"清单": given})
    assert {problem.code for problem in report.problems} & {"wants-records", "grid-size"}
    assert not docfill.read_workbook(tmp_path / "填报.xlsx").get("清单")


def test_of_a_block_that_is_also_a_list_the_workbook_has_the_block(tmp_path):
    grid = table(row("收入", "{% grid 收支 %}"), row("支出", ""))
    save(tmp_path / "模板.docx", doc(grid, "{% for 行 in 收支 %}{{ 行.额 }}{% endfor %}{% if 收支 %}有{% endif %}"))
    (tmp_path / "旧.json").write_text(json.dumps({"收支": [[1], [2]]}), "utf-8")
    report = docfill.workbook(tmp_path / "模板.docx", tmp_path / "填报.xlsx", source=tmp_path / "旧.json")
    told = [problem for problem in report.problems if problem.code == "name-without-a-cell"]
    assert [problem.details["name"] for problem in told] == ["收支[].额"]
    read = docfill.read_workbook(tmp_path / "填报.xlsx")
    assert read["收支"] == {"_1": {"_1": 1}, "_2": {"_1": 2}}


# The file


def test_a_workbook_that_is_there_is_replaced_only_on_request(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ["workbook", "gov-info-2021", "-o", "填报.xlsx", "--lang", "zh"]
    assert main(words) == 0
    assert capsys.readouterr().out == "已写出 填报.xlsx\n"
    before = Path("填报.xlsx").read_bytes()
    Path("填报.xlsx").write_bytes(b"mine")
    assert main(words) == 1
    assert "output-exists" in capsys.readouterr().err
    assert Path("填报.xlsx").read_bytes() == b"mine"
    assert main([*words, "--force"]) == 0
    assert Path("填报.xlsx").read_bytes() == before


@pytest.mark.parametrize("number", [110101199001011234, 10**400])
def test_a_number_with_more_digits_than_excel_keeps_is_carried_over_as_text(tmp_path, number):
    save(tmp_path / "表.docx", doc("{{ 编号 }}"))
    book = made(str(tmp_path / "表.docx"), tmp_path / "填报.xlsx", source={"编号": number})
    values = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert str(number) in values


@pytest.mark.parametrize("character", ["\ud800", "\ufffe", "\x01"])
def test_a_character_that_no_workbook_can_hold_is_left_out_of_what_is_carried_over(tmp_path, character):
    book = made("gov-info-2021", tmp_path / "填报.xlsx", source={"单位名称": f"幸福{character}镇"})
    assert cell_of(book, "单位名称").value == "幸福镇"


def test_a_folder_is_no_workbook_to_write(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["workbook", "gov-info-2021", "-o", ".", "--lang", "zh"]) == 1
    assert f"{tmp_path.name}.xlsx" in capsys.readouterr().err


def test_the_older_workbook_is_never_written_over(tmp_path):
    docfill.workbook("gov-info-2021", tmp_path / "填报.xlsx", source={"单位名称": "某县"})
    before = (tmp_path / "填报.xlsx").read_bytes()
    old = tmp_path / "旧.json"
    old.write_text("{}", encoding="utf-8")
    with pytest.raises(docfill.FillError) as refused:
        docfill.workbook("gov-info-2021", old, source=old)
    assert "output-is-data" in [problem.code for problem in refused.value.problems]
    assert (tmp_path / "填报.xlsx").read_bytes() == before


def test_a_workbook_has_to_be_an_xlsx_in_a_folder_that_is_there(tmp_path):
    with pytest.raises(docfill.FillError) as refused:
        docfill.workbook("gov-info-2021", tmp_path / "无" / "填报.xls")
    assert [problem.code for problem in refused.value.problems] == ["wrong-extension", "no-such-folder"]


def test_the_command_wants_to_know_where_the_workbook_goes(capsys):
    assert main(["workbook", "gov-info-2021"]) == 2
    assert "-o OUT.xlsx" in capsys.readouterr().err


@pytest.mark.parametrize("link", ["symlink_to", "hardlink_to"])
def test_neither_the_template_nor_last_years_data_are_written_over(tmp_path, link):
    template = save(tmp_path / "模板.docx", doc("{{ 单位 }}"))
    last = tmp_path / "去年.json"
    last.write_text("{}", encoding="utf-8")
    for name, original, code in (("一.xlsx", template, "output-is-template"), ("二.xlsx", last, "output-is-data")):
        before = original.read_bytes()
        getattr(tmp_path / name, link)(original)
        with pytest.raises(docfill.FillError) as refused:
            docfill.workbook(template, tmp_path / name, previous=last)
        assert [problem.code for problem in refused.value.problems] == [code]
        assert original.read_bytes() == before


def test_a_folder_in_the_place_of_the_workbook_is_told_as_such(tmp_path):
    (tmp_path / "填报.xlsx").mkdir()
    with pytest.raises(docfill.FillError) as refused:
        docfill.workbook("gov-info-2021", tmp_path / "填报.xlsx", replace=False)
    assert [problem.code for problem in refused.value.problems] == ["cannot-write"]
