"""The command as a user runs it: what it writes, what it prints, its exit status."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook

import docfill
from docfill.catalogue import CATALOGUE
from docfill.cli import main
from docfill.commandline import options_of
from docfill.console import columns
from docfill.forms.library import builtin_forms
from docfill.language import choose_language
from docfill.usage import COMMANDS, help_text
from tests.building import body, doc, row, save, table

PROJECT = Path(docfill.__file__).parent.parent


@pytest.fixture(autouse=True)
def _in_an_empty_folder_and_in_english(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCFILL_LANG", "en")


def template(name: str = "模板.docx", *blocks: str) -> Path:
    return save(Path(name), doc(*(blocks or ("单位：{{ 单位名称 }}",))))


def data(name: str = "数据.json", **values: object) -> Path:
    path = Path(name)
    path.write_text(json.dumps(values or {"单位名称": "世纪街道"}, ensure_ascii=False), encoding="utf-8")
    return path


def workbook(name: str, sheets: dict[str, list[list[object]]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for cells in rows:
            sheet.append(cells)
    book.save(name)
    return Path(name)


def run(*words: object, **options: object) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"}
    environment.update(options.pop("env", {}))
    command = [sys.executable, "-m", "docfill", *map(str, words)]
    return subprocess.run(command, capture_output=True, env=environment, check=False, **options)


# --- fill ---


def test_a_filled_report_is_written_and_named_on_standard_output(capsys):
    template()
    data()
    assert main(["fill", "模板.docx", "数据.json", "-o", "报告.docx"]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("wrote 报告.docx\n", "")
    assert body(Path("报告.docx").read_bytes()) == ["单位：世纪街道"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_in_which_a_terminal_is_commanded_is_shown_and_not_obeyed(capsys):
    template()
    for name in ("年\x1b[2J报.json", "年\u202exslx.json", "年\n报.json"):
        data(name)
        assert main(["fill", "模板.docx", name]) == 0
    assert capsys.readouterr().out == "wrote 年␛[2J报.docx\nwrote 年\ufffdxslx.docx\nwrote 年 报.docx\n"
    assert Path("年\x1b[2J报.docx").exists()


def test_options_may_stand_anywhere(capsys):
    template()
    data()
    assert main(["--lang", "zh", "fill", "-o", "报告.docx", "模板.docx", "--missing=blank", "数据.json"]) == 0
    assert capsys.readouterr().out == "已写出 报告.docx\n"


def test_a_problem_is_drawn_on_standard_error_and_nothing_is_written(capsys):
    template("模板.docx", "单位：{{ 单位名称 }}", "电话：{{ 负责人电话 }}")
    data()
    before = sorted(Path().iterdir())
    assert main(["fill", "模板.docx", "数据.json", "-o", "报告.docx"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "error[missing-value]: " in err
    assert "  --> 模板.docx: paragraph 2\n   |\n   | 电话：{{ 负责人电话 }}\n   |       ^^^^^^^^^^^^^^^^" in err
    assert err.endswith("\n1 problem; nothing was written\n")
    assert sorted(Path().iterdir()) == before


def test_problems_come_in_chinese_where_chinese_is_asked_for(capsys):
    template()
    data(年度=2023)
    assert main(["fill", "模板.docx", "数据.json", "-o", "报告.docx", "--lang", "zh"]) == 1
    err = capsys.readouterr().err
    assert "错误[missing-value]" in err
    assert err.endswith("1 个问题；没有写出任何文件\n")


def test_a_warning_is_told_and_the_report_is_written(capsys):
    template("模板.docx", "{{ 单位名称 }} 一个括号 }}")
    data()
    assert main(["fill", "模板.docx", "数据.json", "-o", "报告.docx"]) == 0
    out, err = capsys.readouterr()
    assert out == "wrote 报告.docx\n"
    assert err.startswith("warning[unopened-tag]: ")
    assert main(["fill", "模板.docx", "数据.json", "-o", "报告.docx", "--force", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], [problem["severity"] for problem in told["problems"]]) == (True, ["warning"])


def test_concise_problems_take_a_line_each(capsys):
    template("模板.docx", "{{ 甲 }}", "{{ 乙 }}")
    data()
    assert main(["fill", "模板.docx", "数据.json", "-o", "报告.docx", "--concise"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[:3] for line in lines] == [
        ["模板.docx", "paragraph 1", "missing-value"],
        ["模板.docx", "paragraph 2", "missing-value"],
    ]


def test_a_missing_value_is_left_blank_or_keeps_its_tag_on_request():
    template("模板.docx", "单位：{{ 单位名称 }}")
    data(年度=2023)
    assert main(["fill", "模板.docx", "数据.json", "-o", "空.docx", "--missing", "blank"]) == 0
    assert main(["fill", "模板.docx", "数据.json", "-o", "留.docx", "--missing", "keep"]) == 0
    assert body(Path("空.docx").read_bytes()) == ["单位："]
    assert body(Path("留.docx").read_bytes()) == ["单位：{{ 单位名称 }}"]


def test_an_output_that_exists_is_replaced_only_with_force(capsys):
    template()
    data()
    Path("报告.docx").write_bytes(b"by hand")
    assert main(["fill", "模板.docx", "数据.json", "-o", "报告.docx"]) == 1
    assert "error[output-exists]" in capsys.readouterr().err
    assert Path("报告.docx").read_bytes() == b"by hand"
    assert main(["fill", "模板.docx", "数据.json", "-o", "报告.docx", "--force"]) == 0
    assert body(Path("报告.docx").read_bytes()) == ["单位：世纪街道"]


def test_a_workbook_alone_names_its_form_and_its_report(capsys):
    template()
    workbook("数据.xlsx", {
        "docfill": [["form", "模板.docx"], ["output", "{{ 单位名称 }}年度报告"]],
        "基本情况": [["字段", "值"], ["单位名称", "世纪街道"]],
    })  # fmt: skip
    assert main(["数据.xlsx"]) == 0
    assert capsys.readouterr().out == "wrote 世纪街道年度报告.docx\n"
    assert body(Path("世纪街道年度报告.docx").read_bytes()) == ["单位：世纪街道"]


def test_a_workbook_that_names_no_form_is_told_how_to(capsys):
    workbook("数据.xlsx", {"基本情况": [["字段", "值"], ["单位名称", "世纪街道"]]})
    assert main(["数据.xlsx"]) == 1
    err = capsys.readouterr().err
    assert "error[form-not-named]" in err
    assert "`docfill fill FORM 数据.xlsx`" in err


def test_json_tells_a_program_where_the_report_is(capsys):
    template()
    data()
    assert main(["fill", "模板.docx", "数据.json", "-o", "报告.docx", "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == {"ok": True, "report": "报告.docx", "problems": []}
    assert err == ""


def test_json_tells_a_program_every_problem_with_its_place(capsys):
    template()
    data(年度=2023)
    assert main(["fill", "模板.docx", "数据.json", "-o", "报告.docx", "--json"]) == 1
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert told["ok"] is False
    assert [problem["code"] for problem in told["problems"]] == ["missing-value"]
    assert told["problems"][0]["place"]["steps"] == [["paragraph", 1]]
    assert err == ""


def test_data_may_come_from_standard_input():
    template()
    done = run("fill", "模板.docx", "-", "-o", "报告.docx", input='{"单位名称": "世纪街道"}'.encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert body(Path("报告.docx").read_bytes()) == ["单位：世纪街道"]


def test_a_file_name_that_begins_with_a_dash_stands_after_two_dashes():
    template("-模板.docx")
    data()
    assert main(["fill", "-o", "报告.docx", "--", "-模板.docx", "数据.json"]) == 0


def test_an_output_name_that_no_file_system_takes_is_a_problem(capsys):
    template()
    data()
    assert main(["fill", "模板.docx", "数据.json", "-o", "长" * 300 + ".docx"]) == 1
    assert "error[path-too-long]" in capsys.readouterr().err


def test_words_too_long_for_a_file_name_are_no_crash(capsys):
    assert main(["长" * 300]) == 2
    assert main(["fill", "长" * 300, "数据.json"]) == 1
    assert "error[form-not-found]" in capsys.readouterr().err


# --- inspect ---


def test_inspect_lists_each_value_with_what_it_is_and_where_it_is_used(capsys):
    rows = table(row("名称", "金额"), row("{% for 项 in 明细 %}{{ 项.名称 }}", "{{ 项.金额 }}{% endfor %}"))
    template("模板.docx", "{{ 单位名称 }}", rows, "{% if 备注 %}{{ 备注 }}{% endif %}")
    assert main(["inspect", "模板.docx"]) == 0
    lines = capsys.readouterr().out.splitlines()
    told = {line.split()[0]: line for line in lines}
    assert re.search(r"value +paragraph 1$", told["单位名称"])
    assert re.search(r"one for each item +table 1, row 2, cell 2", told["明细[].金额"])
    assert set(told) >= {"单位名称", "明细", "明细[].名称", "明细[].金额", "备注"}


def test_inspect_tells_programs_the_same(capsys):
    template("模板.docx", "{{ 单位名称 }}")
    assert main(["inspect", "模板.docx", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (field,) = told["fields"]
    assert {name: value for name, value in field.items() if value} == {
        "path": "单位名称",
        "kind": "value",
        "uses": ["paragraph 1"],
    }


def test_inspect_of_a_form_tells_its_labels_and_what_its_tables_are_called(capsys):
    assert main(["inspect", "gov-info-2021", "--json"]) == 0
    told = {field["path"]: field for field in json.loads(capsys.readouterr().out)["fields"]}
    assert told["总体情况"]["label"] == "一、总体情况"
    assert told["规章.制发"]["label"].endswith("本年制发件数")
    assert (len(told["申请"]["rows"]), len(told["申请"]["columns"])) == (25, 7)
    assert told["行政复议"]["rows"] == []
    assert len(told["行政复议"]["columns"]) == 5
    assert told["署名"]["optional"]
    assert main(["inspect", "gov-info-2021"]) == 0
    assert "columns: 自然人 商业企业" in capsys.readouterr().out


def test_inspect_says_so_where_nothing_is_wanted(capsys):
    template("模板.docx", "一段话")
    assert main(["inspect", "模板.docx"]) == 0
    assert capsys.readouterr().out == "nothing: there are no tags in it\n"


def test_inspect_of_a_broken_template_is_a_problem(capsys):
    template("模板.docx", "{% if 备注 %}{{ 备注 }}")
    assert main(["inspect", "模板.docx"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "  --> 模板.docx: paragraph 1" in err
    assert "nothing was written" not in err


# --- forms, explain ---


def test_forms_lists_the_built_in_forms_with_their_titles(capsys):
    assert main(["forms"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(builtin_forms())
    assert main(["forms", "--json"]) == 0
    assert [form["name"] for form in json.loads(capsys.readouterr().out)["forms"]] == list(builtin_forms())


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_problem_is_explained_with_its_example(code, lang, capsys):
    assert main(["explain", code, "--lang", lang]) == 0
    out = capsys.readouterr().out
    words = CATALOGUE[code].words(lang)
    assert out.startswith(f"{code}: ")
    assert words.explanation in out
    for line in CATALOGUE[code].example.splitlines():
        assert line in out
    assert "${" not in out


def test_explain_alone_lists_every_code(capsys):
    assert main(["explain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(CATALOGUE)


# --- the command line itself ---


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["fil"], "unknown-command", "(fill?)"),
        (["fill"], "missing-argument", "DATA is missing"),
        (["inspect"], "missing-argument", "FORM is missing"),
        (["forms", "--jsn"], "unknown-argument", "(--json?)"),
        (["forms", "gov-info-2021"], "unknown-argument", "`gov-info-2021`"),
        (["inspect", "a.docx", "b.docx"], "unknown-argument", "`b.docx`"),
        (["fill", "a.docx", "b.json", "-o"], "option-needs-value", "`-o/--output`"),
        (["fill", "a.docx", "b.json", "-o", "--force"], "option-needs-value", "`-o/--output`"),
        (["fill", "a.docx", "b.json", "-o", ""], "option-needs-value", "`-o/--output`"),
        (["fill", "a.docx", "b.json", "--pictures="], "option-needs-value", "`--pictures`"),
        (["check", "a.docx", "--annotate", ""], "option-needs-value", "`--annotate`"),
        (["fill", "a.docx", "b.json", "--jobs", "-5"], "option-needs-number", "`-5`"),
        (["fill", "a.docx", "b.json", "--jobs", "00"], "option-needs-number", "`00`"),
        (["fill", "a.docx", "b.json", "--missing", "ignore"], "wrong-choice", "error, blank, keep"),
        (["forms", "--lang", "fr"], "wrong-choice", "en, zh"),
        (["forms", "--json=yes"], "option-takes-no-value", "`--json` takes no value, and here it has `yes`"),
        (["explain", "mising-value"], "unknown-code", "(missing-value?)"),
    ],
)
def test_a_wrong_command_line_is_a_problem_like_any_other_with_status_2(words, code, said, capsys):
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"error[{code}]: ")
    assert said in err
    assert "written" not in err


@pytest.mark.parametrize("written", ["-o r.docx", "-or.docx", "-o=r.docx", "--output r.docx", "--output=r.docx"])
def test_the_value_of_an_option_may_be_written_in_every_usual_way(written):
    template("t.docx", "{{ a }}")
    data("d.json", a=1)
    assert main(["fill", "t.docx", "d.json", *written.split()]) == 0
    assert Path("r.docx").exists()


def test_a_wrong_command_line_is_told_in_chinese_too(capsys):
    assert main(["fill", "--lang", "zh"]) == 2
    assert capsys.readouterr().err.startswith("错误[missing-argument]: 缺少参数 “数据”\n")


def test_a_wrong_command_line_is_told_to_programs_too(capsys):
    assert main(["forms", "--colour", "--json"]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out)["problems"][0]["code"] == "unknown-argument"
    assert err == ""


def test_no_command_at_all_shows_the_help_and_is_wrong(capsys):
    assert main([]) == 2
    assert capsys.readouterr() == ("", help_text("", "en"))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_each_command_has_help_in_both_languages(command, lang, capsys):
    assert main([*filter(None, [command]), "--help", "--lang", lang]) == 0
    assert capsys.readouterr() == (help_text(command, lang), "")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_the_help_fits_a_terminal_of_80_columns(command, lang):
    assert max(map(columns, help_text(command, lang).splitlines())) <= 80


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_the_help_speaks_of_every_option_and_of_no_other(command, lang):
    options = {way for name in options_of(command) for way in name.split("/")}
    listed = re.findall(r"^  (?:(-\w), )?(--\w+)", help_text(command, lang), re.MULTILINE)
    assert {name for names in listed for name in names if name} == options


def test_the_version_is_that_of_the_package(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"docfill {docfill.__version__}\n"
    assert main(["--lang", "zh", "--version"]) == 0
    assert capsys.readouterr().out == f"docfill {docfill.__version__}\n"


def test_the_language_is_what_was_asked_for_else_that_of_the_machine():
    assert choose_language(["--lang", "zh"], {"LANG": "en_US.UTF-8"}) == "zh"
    assert choose_language(["--lang=en"], {"LANG": "zh_CN.UTF-8"}) == "en"
    assert choose_language([], {"LANG": "zh_CN.UTF-8"}) == "zh"
    assert choose_language([], {"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}) == "en"
    assert choose_language([], {"DOCFILL_LANG": "zh", "LC_ALL": "en_US.UTF-8"}) == "zh"
    assert choose_language(["--lang"], {"LANG": "C"}) == "en"


# --- terminals, pipes, keys ---


def test_a_terminal_that_cannot_show_chinese_gets_escapes_and_no_traceback():
    done = run("explain", "missing-value", "--lang", "zh", env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()


def test_ctrl_c_ends_without_a_traceback(monkeypatch, capsys):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("docfill.filling.fill", interrupted)
    assert main(["fill", "模板.docx", "数据.json", "--lang", "en"]) == 130
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("stopped; ")
    assert len(said.err.splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no broken pipes")
def test_a_reader_that_goes_away_is_no_fault():
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "docfill", "explain"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    with os.fdopen(writing, "wb") as gone:
        done = subprocess.run(command, stdout=gone, stderr=subprocess.PIPE, env=environment, check=False)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_number_of_thousands_of_digits_is_just_a_large_one(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("a.docx").write_bytes(doc("甲"))
    assert main(["fill", "a.docx", "b.json", "--jobs", "9" * 5_000]) == 1
    assert "data-file-missing" in capsys.readouterr().err
