"""The verbs of the library: what `fill` takes, what it gives, and what it refuses."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

import docfill
from docfill.forms.form import load_form
from docfill.naming import safe_name
from docfill.places import DocumentPlace, Source
from tests.building import body, doc, package, root, save

if TYPE_CHECKING:
    from collections.abc import Callable

DOCM = "application/vnd.ms-word.document.macroEnabled.main+xml"
DOTX = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"

FORM = """\
title = "年度报告"
output = "{{ 单位名称 }}{{ 年度 }}年报告.docx"

[fields.单位名称]
[fields.年度]
type = "integer"
[fields.总体情况]
type = "paragraphs"
required = false

[grids.申请]
rows = ["新收", "结转"]
columns = ["自然人", "法人"]
"""


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def template(*blocks: str, name: str = "模板.docx") -> Path:
    return save(Path(name), doc(*(blocks or ("单位：{{ 单位名称 }}",))))


def form(name: str = "年度报告", *blocks: str) -> Path:
    folder = Path(name)
    folder.mkdir()
    save(
        folder / "template.docx",
        doc(*(blocks or ("{{ 单位名称 }}", "{{ 总体情况 }}", "{{ 申请.新收.自然人 }}"))),
    )
    (folder / "form.toml").write_text(FORM, encoding="utf-8")
    return folder


def json_file(name: str = "数据.json", **values: object) -> Path:
    Path(name).write_text(json.dumps(values or {"单位名称": "世纪街道"}, ensure_ascii=False), encoding="utf-8")
    return Path(name)


def workbook(name: str, sheets: dict[str, list[list[object]]], names: dict[str, str] | None = None) -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for cells in rows:
            sheet.append(cells)
    for defined, area in (names or {}).items():
        book.defined_names[defined] = DefinedName(defined, attr_text=area)
    book.save(name)
    return Path(name)


def yearly_workbook(name: str = "数据.xlsx", year: object = 2023, received: object = 7, **settings: str) -> Path:
    sheets = {
        "docfill": [["form", "年度报告"], *map(list, settings.items())],
        "基本": [["字段", "值"], ["单位名称", "世纪街道"], ["年度", year]],
        "申请情况": [["项目", "自然人", "法人"], ["新收", received, 0], ["结转", 1, 2]],
    }
    return workbook(name, sheets, {"申请": "申请情况!$B$2:$C$3"})


def codes(raised: pytest.ExceptionInfo[docfill.FillError]) -> list[str]:
    return [problem.code for problem in raised.value.problems]


def codes_and_places(verb: Callable[..., Any], *given: object) -> list[tuple[str, str]]:
    try:
        found = verb(*given)
    except docfill.FillError as error:
        found = error.problems
    return [(problem.code, problem.place.text()) for problem in found if problem.severity is docfill.Severity.ERROR]


def text(path: str | Path) -> list[object]:
    return body(Path(path).read_bytes())


# --- what fill takes ---


def test_a_template_may_be_a_path_or_compiled():
    path = template()
    values = {"单位名称": "世纪街道"}
    for given in (path, str(path), docfill.Template(path)):
        report = docfill.fill(given, values, "报告.docx")
        assert report == docfill.Report(Path("报告.docx"))
        assert text("报告.docx") == ["单位：世纪街道"]


def test_a_form_may_be_a_folder_or_loaded():
    folder = form()
    values = {"单位名称": "世纪街道", "年度": 2023, "总体情况": "其一\n其二", "申请": [[7, 0], [1, 2]]}
    for given in (folder, str(folder), load_form(folder)):
        docfill.fill(given, values, "报告.docx")
        assert text("报告.docx") == ["世纪街道", "其一", "其二", "7"]


def test_data_may_be_a_mapping_and_is_not_changed():
    values = {"单位名称": "世纪街道", "明细": [{"金额": 1}]}
    before = json.dumps(values)
    docfill.fill(template(), values, "报告.docx")
    assert json.dumps(values) == before


def test_an_open_file_gets_the_report():
    stream = io.BytesIO()
    report = docfill.fill(template(), {"单位名称": "世纪街道"}, stream)
    assert report.path is None
    assert body(stream.getvalue()) == ["单位：世纪街道"]


def test_a_workbook_names_its_form_from_its_own_folder(tmp_path, monkeypatch):
    form()
    path = yearly_workbook()
    elsewhere = tmp_path / "别处"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    report = docfill.fill(None, tmp_path / path)
    assert report.path == Path("世纪街道2023年报告.docx")
    assert text(report.path) == ["世纪街道", "", "7"]


def test_a_form_that_is_named_outright_goes_before_the_workbooks_own():
    form()
    docfill.fill(template(), yearly_workbook(), "报告.docx")
    assert text("报告.docx") == ["单位：世纪街道"]


def test_data_that_names_no_form_is_told_to():
    with pytest.raises(docfill.FillError) as raised:
        docfill.fill(None, json_file())
    assert codes(raised) == ["form-not-named"]


# --- the report's name ---


def test_the_report_is_named_by_the_form():
    report = docfill.fill(form(), {"单位名称": "世纪街道", "年度": 2023, "申请": [[7, 0], [1, 2]]})
    assert report.path == Path("世纪街道2023年报告.docx")
    assert report.path.is_file()


def test_the_workbooks_own_setting_goes_before_the_forms():
    form()
    assert docfill.fill(None, yearly_workbook(output="{{ 年度 }}年")).path == Path("2023年.docx")


def test_a_report_from_a_plain_template_is_named_after_the_data_file():
    assert docfill.fill(template(), json_file("世纪街道.json")).path == Path("世纪街道.docx")


def test_a_folder_gets_the_report_under_its_own_name():
    Path("成稿").mkdir()
    assert docfill.fill(template(), json_file("世纪街道.json"), "成稿").path == Path("成稿/世纪街道.docx")


def test_a_report_that_nothing_names_is_a_problem():
    with pytest.raises(docfill.FillError) as raised:
        docfill.fill(template(), {"单位名称": "世纪街道"})
    assert codes(raised) == ["no-output-name"]


def test_a_name_of_nothing_but_blanks_is_a_problem():
    form()
    with pytest.raises(docfill.FillError) as raised:
        docfill.fill(None, yearly_workbook(output="{{ 单位名称|replace('世纪街道', '  ') }}.docx"))
    assert codes(raised) == ["empty-output-name"]


def test_a_name_that_wants_a_missing_value_is_a_problem():
    form()
    with pytest.raises(docfill.FillError) as raised:
        docfill.fill(None, yearly_workbook(output="{{ 街道名称 }}.docx"))
    assert codes(raised) == ["missing-value"]
    assert sorted(path.name for path in Path().iterdir()) == ["年度报告", "数据.xlsx"]


@pytest.mark.parametrize("output", ["{{ 街道名称 }}.docx", "{{ 单位名称", "{{ 1/0 }}", "{{ '' }}", "{{ 'x'*10**9 }}"])
def test_what_is_wrong_with_the_name_that_a_workbook_gives_is_told_at_its_cell(output):
    form()
    path = yearly_workbook(output=output)
    for problems in (codes_and_places(docfill.fill, None, path), codes_and_places(docfill.check, None, path)):
        assert [place for _, place in problems] == ["数据.xlsx: docfill!B2"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ('a/b\\c:d*e?f"g<h>i|j', "a_b_c_d_e_f_g_h_i_j"),
        ("甲\x00乙\x1f丙", "甲_乙_丙"),
        ("报告. . ", "报告"),
        ("con", "_con"),
        ("LPT1.2023", "_LPT1.2023"),
        ("console", "console"),
        ("报告\u202excod.exe", "报告_xcod.exe"),
        ("../../etc", "_.._etc"),
        (" . ", ""),
    ],
)
def test_a_name_made_of_data_is_safe_on_every_file_system(name, safe):
    assert safe_name(name) == safe


def test_a_name_made_of_data_fits_every_file_system():
    name = safe_name("很长的单位名称" * 40)
    assert len(name.encode()) <= 200
    assert ("很长的单位名称" * 40).startswith(name)


def test_a_value_cannot_lead_the_report_out_of_the_folder():
    report = docfill.fill(form(), {"单位名称": "../世纪/街道", "年度": 2023, "申请": [[7, 0], [1, 2]]})
    assert report.path.parent == Path()
    assert report.path.is_file()


# --- what fill refuses to write ---


def test_an_output_that_exists_is_replaced_unless_that_is_refused():
    save(Path("报告.docx"), b"old")
    with pytest.raises(docfill.FillError) as raised:
        docfill.fill(template(), json_file(), "报告.docx", replace=False)
    assert codes(raised) == ["output-exists"]
    assert Path("报告.docx").read_bytes() == b"old"
    docfill.fill(template(), json_file(), "报告.docx")
    assert text("报告.docx") == ["单位：世纪街道"]


def test_a_report_never_takes_its_templates_place():
    before = template().read_bytes()
    os.link("模板.docx", "同一个.docx")
    for out in ("模板.docx", "./模板.docx", "同一个.docx"):
        with pytest.raises(docfill.FillError) as raised:
            docfill.fill("模板.docx", json_file(), out)
        assert codes(raised) == ["output-is-template"]
    assert Path("模板.docx").read_bytes() == before


def test_a_data_file_of_the_templates_name_does_not_make_the_report_take_its_place():
    template(name="报告.docx")
    with pytest.raises(docfill.FillError) as raised:
        docfill.fill("报告.docx", json_file("报告.json"))
    assert codes(raised) == ["output-is-template"]


def test_a_report_never_takes_its_datas_place():
    json_file("数据.docx")  # whatever it is called
    with pytest.raises(docfill.FillError) as raised:
        docfill.fill(template(), json_file("数据.json"), "数据.json")
    assert codes(raised) == ["wrong-extension", "output-is-data"]


@pytest.mark.parametrize(
    ("kind", "out", "better"),
    [(None, "报告.docm", "报告.docx"), (DOCM, "报告.docx", "报告.docm"), (DOTX, "报告.dotx", "报告.docx")],
)
def test_a_report_must_be_named_as_what_it_is(kind, out, better):
    content = root("document", "<w:body><w:p/></w:body>")
    save(Path("模板.docx"), package(content, main=kind) if kind else package(content))
    with pytest.raises(docfill.FillError) as raised:
        docfill.fill("模板.docx", {}, out)
    assert codes(raised) == ["wrong-extension"]
    assert raised.value.problems[0].details["better"] == better
    docfill.fill("模板.docx", {}, better)


def test_a_folder_that_is_not_there_is_a_problem():
    with pytest.raises(docfill.FillError) as raised:
        docfill.fill(template(), json_file(), "没有/报告.docx")
    assert codes(raised) == ["no-such-folder"]
    assert not Path("没有").exists()


def test_one_report_for_each_row_is_refused_for_now():
    form()
    with pytest.raises(docfill.FillError) as raised:
        docfill.fill(None, yearly_workbook(each="明细"))
    assert codes(raised) == ["each-is-many"]


# --- problems, all at once ---


def test_faults_of_data_template_and_output_come_in_one_go():
    form("年度报告", "{{ 单位名称 }}", "{{ 没有的名称 }}")
    with pytest.raises(docfill.FillError) as raised:
        docfill.fill("年度报告", json_file(年度="某年", 单位名称="世纪街道"), "没有/报告.doc")
    assert set(codes(raised)) >= {"wrong-extension", "no-such-folder", "missing-value"}
    assert len(raised.value.problems) >= 4


def test_faults_of_template_and_data_file_come_in_one_go():
    template("{% if 甲 %}")
    with pytest.raises(docfill.FillError) as raised:
        docfill.fill("模板.docx", "没有.json", "报告.docx")
    assert len(raised.value.problems) == 2


def test_a_missing_value_is_told_with_the_tag_and_the_data_file():
    with pytest.raises(docfill.FillError) as raised:
        docfill.fill(template("电话：{{ 联系电话 }}"), json_file(), "报告.docx")
    problem = raised.value.problems[0]
    assert isinstance(problem.place, DocumentPlace)
    assert problem.place.around[problem.place.start : problem.place.stop] == "{{ 联系电话 }}"
    assert problem.related == (Source("数据.json"),)


def test_what_was_noted_on_the_way_comes_with_the_report():
    form()
    report = docfill.fill(None, yearly_workbook(year="2023", received="７"))
    assert report.problems
    assert all(problem.severity is not docfill.Severity.ERROR for problem in report.problems)
    assert text(report.path) == ["世纪街道", "", "7"]


# --- reading and inspecting ---


def test_a_workbook_is_read_as_its_form_has_it():
    form()
    data = docfill.read_workbook(yearly_workbook())
    assert data["申请"]["新收"]["自然人"] == 7
    assert data.source("申请.新收.自然人") == Source("数据.xlsx", "申请情况", "B2")


def test_a_workbook_that_lacks_what_its_form_wants_can_be_read():
    form()
    book = workbook("数据.xlsx", {"docfill": [["form", "年度报告"]], "基本": [["字段", "值"], ["年度", 2023]]})
    data = docfill.read_workbook(book)
    assert data["年度"] == 2023
    assert "单位名称" not in data


def test_a_workbook_without_a_form_is_read_as_it_is():
    book = workbook("数据.xlsx", {"基本": [["字段", "值"], ["单位名称", "世纪街道"]]})
    data = docfill.read_workbook(book)
    assert data == {"单位名称": "世纪街道"}
    assert data.source("单位名称") == Source("数据.xlsx", "基本", "B2")


def test_inspecting_a_form_or_a_template_gives_its_fields():
    assert [field.path for field in docfill.inspect(template("{{ 甲 }}", "{{ 乙.丙 }}"))] == ["甲", "乙.丙"]
    assert [field.path for field in docfill.inspect(form())] == ["单位名称", "总体情况", "申请.新收.自然人"]


def test_what_a_form_does_not_require_is_optional():
    assert {field.path for field in docfill.inspect(form()) if field.optional} == {"总体情况"}
