"""The verb `check`: what it tells of a template, of a form and of data, in which order, and that it writes nothing."""

from __future__ import annotations

import datetime as dt
import io
import json
import time
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

import docfill
from docfill import FillError, Limits, Severity, Template, check
from docfill.cli import main
from docfill.forms.form import load_form
from tests.building import doc, row, save, table

FORM = """\
title = "年度报告"
output = "{{ 单位名称 }}{{ 年度 }}年报告.docx"

[fields.单位名称]
[fields.年度]
type = "integer"
[fields.说明]
required = false

[grids.申请]
rows = ["新收", "结转"]
columns = ["自然人", "法人"]
"""
BLANKS = table(row("{% grid 申请 %}", ""), row("", ""))
WHOLE = {"单位名称": "世纪街道", "年度": 2023, "申请": [[1, 2], [3, 4]]}


@pytest.fixture(autouse=True)
def _in_an_empty_folder_and_in_english(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCFILL_LANG", "en")


def template(*blocks: str, name: str = "模板.docx") -> Path:
    return save(Path(name), doc(*(blocks or ("单位：{{ 单位名称 }}",))))


def form(*blocks: str, toml: str = FORM) -> Path:
    folder = Path("年度报告")
    folder.mkdir()
    save(folder / "template.docx", doc(*(blocks or ("{{ 单位名称 }}{{ 说明 }}", BLANKS))))
    (folder / "form.toml").write_text(toml, encoding="utf-8")
    return folder


def told(*args: object) -> list[tuple[str, str]]:
    """Return the code and the place of each finding."""
    return [(problem.code, problem.place.spot() if problem.place else "") for problem in docfill.check(*args)]


def workbook(name: str = "数据.xlsx", **settings: str) -> Path:
    book = Workbook()
    facts = book.active
    facts.title = "基本情况"
    for cells in [("字段", "值"), ("单位名称", "世纪街道"), ("年度", 2023), ("联系人", "王"), ("_备注", "略")]:
        facts.append(cells)
    records = book.create_sheet("明细")
    for cells in [("名称", "金额", "备注"), ("甲", 1, "无"), ("乙", 2, None)]:
        records.append(cells)
    figures = book.create_sheet("表")
    for cells in [(1, 2), (3, 4)]:
        figures.append(cells)
    book.defined_names["申请"] = DefinedName("申请", attr_text="表!$A$1:$B$2")
    if settings:
        sheet = book.create_sheet("docfill")
        for cells in settings.items():
            sheet.append(cells)
    book.save(name)
    return Path(name)


# --- a template alone ---


def test_a_sound_template_has_nothing_to_mend():
    assert docfill.check(template()) == ()


def test_the_built_in_forms_have_nothing_to_mend():
    assert docfill.check("gov-info-2019") == ()
    assert docfill.check("gov-info-2021") == ()


def test_everything_that_is_wrong_comes_at_once_in_the_order_of_the_document():
    broken = template(
        "{{ 单位名称|uper }}",
        "标题{%p if x %}",
        "{%p endif %}",
        "{% for r in 明细 %}",
        table(row("{{ 年 度 }}", "{{ 单位名秤 }}")),
        "{% fi %}",
    )
    assert told(broken) == [
        ("unknown-filter", "paragraph 1"),
        ("text-in-marker", "paragraph 2"),
        ("unclosed-block", "paragraph 4"),
        ("tag-not-understood", "table 1, row 1, cell 1"),
        ("names-differ-by-a-slip", "table 1, row 1, cell 2"),
        ("unknown-statement", "paragraph 5"),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty-file"), (b"PK\x03\x04", "broken-package"), (b"text", "other-format")],
)
def test_a_file_that_is_no_template_is_a_finding_too(content, code):
    save(Path("坏.docx"), content)
    assert [problem.code for problem in docfill.check("坏.docx")] == [code]


def test_a_template_that_is_not_there_is_a_finding_too():
    assert [problem.code for problem in docfill.check("没有.docx")] == ["no-such-file"]
    assert [problem.code for problem in docfill.check("没有")] == ["form-not-found"]


def test_nothing_is_written():
    template("{{ x")
    before = {path: path.read_bytes() for path in Path().iterdir()}
    docfill.check("模板.docx", {"x": 1})
    assert {path: path.read_bytes() for path in Path().iterdir()} == before


def test_a_clean_check_with_data_means_that_they_fill():
    assert docfill.check(form(), WHOLE) == ()
    docfill.fill("年度报告", WHOLE)


# --- with data ---


def test_what_a_fill_reports_is_told_and_no_fault_hides_another():
    broken = template("{{ 没有 }}", "{{ 1 / 0 }}", "{{ 单位名称 + 1 }}")
    found = docfill.check(broken, {"单位名称": "甲"})
    with pytest.raises(FillError) as failed:
        docfill.fill(broken, {"单位名称": "甲"}, "报告.docx")
    assert set(found) == set(failed.value.problems)
    assert [problem.place.spot() for problem in found] == ["paragraph 1", "paragraph 2", "paragraph 3"]


def test_data_that_cannot_be_read_do_not_hide_the_faults_of_the_template():
    Path("数据.json").write_text("{", encoding="utf-8")
    assert [code for code, _ in told(template("{{ }}"), "数据.json")] == ["empty-tag", "json-syntax"]


def test_faults_of_the_template_do_not_hide_what_is_missing_or_unused():
    broken = template("{{ }}", "{{ 没有 }}{{ 单位名称 }}")
    assert told(broken, {"单位名称": "甲", "多余": 1}) == [
        ("empty-tag", "paragraph 1"),
        ("missing-where-not-reached", "paragraph 2"),
        ("value-not-used", ""),
    ]


def test_a_value_that_would_be_missing_elsewhere_is_a_note():
    some = template(
        "{% if 有附件 %}{{ 附件数 }}{% else %}无{% endif %}",
        "{% for 项 in 明细 if 项.显示 %}{{ 项.说明 }}{{ 项.名称 }}{% endfor %}",
        "{{ 编号 if 有附件 else '' }}",
    )
    found = docfill.check(some, {"有附件": False, "明细": [{"名称": "甲", "显示": False}]})
    assert [(problem.code, problem.severity, problem.details["name"]) for problem in found] == [
        ("missing-where-not-reached", Severity.NOTE, name) for name in ("附件数", "明细.说明", "编号")
    ]


@pytest.mark.parametrize(
    ("typed", "data"),
    [
        ("{% if 附件 is defined %}{{ 附件 }}{% endif %}", {}),
        ("{{ 附件|default('无') }}", {}),
        ("{% if 负责人 %}{{ 负责人.电话 }}{% endif %}", {"负责人": None}),
        ("{% for 项 in 明细 %}{{ 项.金额 }}{% endfor %}", {"明细": []}),
        ("{% for 项 in 明细 %}{{ 项.金额 }}{% endfor %}", {"明细": None}),
        ("{{ 日期.year }}", {"日期": dt.date(2023, 1, 1)}),
        ("{{ 申请['新收']|sum }}", {"申请": {"新收": [1]}}),
    ],
)
def test_what_a_template_sees_to_itself_is_not_told(typed, data):
    assert docfill.check(template(typed), data) == ()


def test_values_that_nothing_uses_are_told_at_their_cells():
    rows = table(row("{% for 项 in 明细 %}{{ 项.名称 }}", "{{ 项.金额 }}{% endfor %}"))
    found = docfill.check(template("{{ 单位名称 }}", rows), workbook())
    assert [(problem.code, problem.details["name"], problem.place.text()) for problem in found] == [
        ("value-not-used", "申请", "数据.xlsx: 表!A1:B2"),
        ("value-not-used", "年度", "数据.xlsx: 基本情况!B3"),
        ("value-not-used", "联系人", "数据.xlsx: 基本情况!B4"),
        ("value-not-used", "明细.备注", "数据.xlsx: 明细!C:C"),
    ]
    assert {problem.severity for problem in found} == {Severity.WARNING}


@pytest.mark.parametrize(
    ("typed", "unused"),
    [
        ("{{ 负责人.电话 }}{{ 明细|length }}", ["负责人.姓名"]),
        ("{% for 项 in 明细 %}{{ 项.名称 }}{% endfor %}", ["负责人", "明细.金额"]),
        ("{% for 项 in 明细 %}{{ 项.名称 }}{% endfor %}{{ 明细|sum(attribute='金额') }}{{ 负责人|tojson }}", []),
        ("{% for 项 in 明细 %}{% for 名 in 项 %}{{ 项[名] }}{% endfor %}{% endfor %}", ["负责人"]),
        ("{% for 项 in 明细 %}{% set 它 = 项 %}{{ 它.名称 }}{% endfor %}", ["负责人"]),
        ("{% for 甲, 乙 in 明细 %}{{ 甲 }}{% endfor %}", ["负责人"]),
        ("{% if 明细 and 负责人 %}文{% endif %}", []),
    ],
)
def test_a_value_that_something_may_use_is_not_told(typed, unused):
    data = {"负责人": {"姓名": "甲", "电话": 1}, "明细": [{"名称": "甲", "金额": 1}, {"名称": "乙"}], "_略": 1}
    found = docfill.check(template(typed), data)
    assert [problem.details["name"] for problem in found if problem.code == "value-not-used"] == unused


# --- a form ---


def test_a_form_may_be_given_by_its_folder_or_as_a_form():
    assert docfill.check(form()) == ()
    assert docfill.check(load_form(Path("年度报告").resolve())) == ()


def test_faults_of_the_forms_own_file_come_first_and_the_template_is_looked_at_all_the_same():
    folder = form("{{ }}", toml=FORM + "titel = 1\n")
    codes = [code for code, _ in told(folder)]
    assert codes[-1] == "empty-tag"
    assert codes[0].startswith("form-")


def test_a_grid_that_has_not_the_cells_that_its_form_has_values_is_told_without_data():
    folder = form("{{ 单位名称 }}", table(row("{% grid 申请 %}", ""), row("", "合计")))
    assert told(folder) == [("grid-covers-text", "table 1, row 1, cell 1")]


def test_a_tag_that_differs_by_a_slip_from_a_name_of_the_form_is_told():
    folder = form("{{ 单位名秤 }}{{ 说明 }}{{ 申请.新収.自然人 }}")
    found = [problem.details for problem in docfill.check(folder)]
    assert [(words["name"], words["other"]) for words in found] == [
        ("单位名秤", "单位名称"),
        ("申请.新収", "申请.新收"),
    ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("{{ 联系人 }}{{ 联系人 }}", [("name-not-declared", "联系人")]),
        ("{{ 联系人.电话 }}", [("name-not-declared", "联系人.电话")]),
        ("{{ 申请.没有.法人 }}", [("name-not-declared", "申请.没有.法人")]),
        ("{% for 项 in 清单 %}{{ 项.名称 }}{{ 项.金额 }}{% endfor %}", [("name-not-declared", "清单.金额")]),
        ("{% for 年 in 年度 %}文{% endfor %}", [("declared-as-value", "年度")]),
        ("{{ 申请 }}", [("declared-as-list", "申请")]),
        ("{{ 申请.新收 }}", [("declared-as-list", "申请.新收")]),
        ("{{ 清单|default('无') }}", [("declared-as-list", "清单")]),
        ("{{ 联系人|default('') }}{% if 联系人 is defined %}{{ 联系人 }}{% endif %}", []),
        ("{{ 申请.新收.法人 + 申请.结转.法人 }}{{ 申请.新收.values()|sum }}", []),
        ("{% for 行 in 申请.values() %}{{ 行.法人 }}{% endfor %}{{ 清单|sum(attribute='名称') }}", []),
        ("{% for 键 in 申请 %}{{ 申请[键].法人 }}{% endfor %}", []),
        ("{% if 清单 %}{{ 清单|length }}{{ 清单[0].名称 }}{% endif %}", []),
    ],
)
def test_what_does_not_go_with_what_the_form_declares_is_told_without_data(typed, found):
    columns = '\n[fields.清单]\ntype = "list"\nrequired = false\ncolumns = ["名称"]\n'
    folder = form(typed, toml=FORM.replace("\n[grids", columns + "\n[grids"))
    told_of = docfill.check(folder)
    assert [(problem.code, problem.details["name"]) for problem in told_of] == found
    assert {problem.severity for problem in told_of} <= {Severity.WARNING}


def test_what_a_form_finds_wrong_with_data_is_told_and_its_names_are_used():
    found = docfill.check(form("{{ 单位名称 }}"), {"单位名称": "甲", "年度": "去年", "申请": [[1, 2], [3, 4]], "他": 1})
    assert [problem.code for problem in found if problem.code != "value-not-used"] == ["not-a-number"]
    assert [problem.details["name"] for problem in found if problem.code == "value-not-used"] == ["他"]


def test_a_name_of_the_report_that_cannot_be_made_is_told():
    folder = form(toml=FORM.replace("{{ 年度 }}", "{{ 届次 }}"))
    assert [problem.details["name"] for problem in docfill.check(folder, WHOLE)] == ["届次"]


def test_a_workbook_that_names_its_form_needs_no_other_word():
    template("{{ 单位名称 }}{{ 申请|length }}", "{% for 项 in 明细 %}{{ 项 }}{% endfor %}")
    book = workbook(form="模板.docx", output="{{ 联系人 }}{{ 年度 }}")
    assert {problem.code for problem in docfill.check(None, book)} == {"not-text"}
    assert [code for code, _ in told(None, workbook("无.xlsx"))] == ["form-not-named"]


# --- the command ---


def test_the_command_says_so_where_there_is_nothing_to_mend(capsys):
    template()
    assert main(["check", "模板.docx"]) == 0
    assert capsys.readouterr() == ("checked, nothing to mend\n", "")
    assert main(["check", "模板.docx", "--lang", "zh"]) == 0
    assert capsys.readouterr() == ("检查完毕，没有需要改的地方\n", "")


def test_the_command_draws_errors_and_fails(capsys):
    template("{{ 单位 名称 }}", "{{ 甲方 }}{{ 甲万 }}")
    assert main(["check", "模板.docx"]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("error[tag-not-understood]: ")
    assert "  --> 模板.docx: paragraph 1\n   |\n   | {{ 单位 名称 }}\n   | ^" in out
    assert out.endswith("\nchecked: 1 problem\n")
    assert err == ""


def test_the_command_does_not_fail_for_warnings(capsys):
    template("{{ 单位名称 }}{{ 单位名秤 }}")
    assert main(["check", "模板.docx"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("warning[names-differ-by-a-slip]: ")
    assert out.endswith("\nchecked: 1 warning\n")
    assert main(["check", "模板.docx", "--concise", "--lang=zh"]) == 0
    assert capsys.readouterr().out.startswith("模板.docx: 第1段: names-differ-by-a-slip: ")


def test_the_command_tells_programs_the_same(capsys):
    template("{{ 单位名称 }}{{ }}")
    Path("数据.json").write_text(json.dumps({"单位名称": 1, "多": 2}), encoding="utf-8")
    assert main(["check", "模板.docx", "数据.json", "--json", "--annotate", "批.docx"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["ok"], said["annotated"]) == (False, "批.docx")
    assert [problem["code"] for problem in said["problems"]] == ["empty-tag", "value-not-used"]


def test_the_command_takes_a_workbook_alone(capsys):
    template("{{ 单位名称 }}")
    workbook(form="模板.docx")
    assert main(["check", "数据.xlsx", "--annotate", "批.docx"]) == 0
    out = capsys.readouterr().out
    assert out.count("value-not-used") == 4
    assert out.endswith("wrote 批.docx\n")


def test_the_command_reads_data_from_standard_input(monkeypatch, capsys):
    template("{{ 单位名称 }}")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO('{"单位名称": 1, "多": 2}'.encode())))
    assert main(["check", "模板.docx", "-"]) == 0
    assert "nothing in the form uses `多`" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["check"], ["check", "a", "b", "c"], ["check", "a.docx", "--annotate"]])
def test_a_wrong_command_line_is_status_2(words, capsys):
    assert main(words) == 2
    assert capsys.readouterr().out == ""


def test_a_folder_is_no_copy_to_write_whatever_it_is_called(capsys):
    template("{{ }}")
    for folder in (".", ".."):
        assert main(["check", "模板.docx", "--annotate", folder]) == 1
        assert "error[wrong-extension]" in capsys.readouterr().out


@pytest.mark.parametrize(
    "typed",
    ["{{ " + "(" * 200 + "a" + ")" * 200 + " }}", "{{ a" + " + a" * 3_000 + " }}", "{{ a" + "|e" * 3_000 + " }}"],
    ids=["brackets", "a sum", "filters"],
)
def test_what_is_nested_without_end_is_told_beside_other_faults(typed):
    path = template(typed, "{% if a %}", "{{ b }}")
    assert {problem.code for problem in docfill.check(path)} == {"too-deep", "unclosed-block"}


def test_a_copy_that_may_not_be_written_is_told_beside_the_findings(capsys):
    template("{{ }}")
    Path("批.docx").write_bytes(b"by hand")
    assert main(["check", "模板.docx", "--annotate", "批.docx"]) == 1
    out = capsys.readouterr().out
    assert "error[empty-tag]" in out
    assert "error[output-exists]" in out
    assert Path("批.docx").read_bytes() == b"by hand"
    assert main(["check", "模板.docx", "--annotate", "批.docx", "--force"]) == 1
    assert Path("批.docx").read_bytes().startswith(b"PK")


def test_what_takes_too_long_to_be_looked_at_ends_in_a_problem():
    names = [f"名{number:05}" for number in range(3_000)]
    template = doc(*[f"{{{{ {name} }}}}" for name in names])
    problems = check(Template(template), limits=Limits(compile_seconds=0.05))
    assert [problem.code for problem in problems if problem.code == "template-takes-too-long"]


def test_data_of_many_rows_are_compared_with_many_tags_no_longer_than_a_check_may_take():
    names = [f"a{number}" for number in range(300)]
    inside = "".join(f"{{{{ r.{name} }}}}" for name in names)
    template = Template(doc("{% for r in 行 %}{% if r.无|default(0) %}" + inside + "{% endif %}{% endfor %}"))
    rows = [dict.fromkeys(names, 1)] * 20_000
    started = time.process_time()
    problems = check(template, {"行": rows}, limits=Limits(compile_seconds=0.05))
    assert "template-takes-too-long" in {problem.code for problem in problems}
    assert time.process_time() - started < 20


def test_a_name_as_long_as_a_book_is_checked_in_no_time():
    started = time.process_time()
    check(Template(doc("{{ " + "名" * 50_000 + " }}", "{{ " + "名" * 49_999 + " }}")))
    assert time.process_time() - started < 5
