from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from docfill.forms.form import load_form
from docfill.problems import FillError

GOOD = """\
title = "登记表"
output = "{{ 姓名 }}.docx"

[fields.姓名]
label = "申请人姓名"
example = "张三"

[fields.简介]
type = "paragraphs"
required = false

[fields.明细]
type = "list"
columns = ["品名", { key = "数量", label = "数量（件）", type = "count" }]

[grids.人数]
label = "人数情况"
rows = [{ key = "男", label = ["性别", "男"] }, "女"]
columns = ["去年", "今年"]

[grids."经费"]
type = "amount"
columns = [{ key = "金额", label = "金额" }]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "template.docx").write_bytes(b"")
    return tmp_path


def write(folder: Path, text: str) -> Path:
    (folder / "form.toml").write_text(text, encoding="utf-8")
    return folder


def faults(folder: Path, text: str) -> list[tuple[str, int]]:
    with pytest.raises(FillError) as caught:
        load_form(write(folder, text))
    assert all(problem.message("zh") and problem.message("en") for problem in caught.value.problems)
    return [(problem.code, problem.place.line) for problem in caught.value.problems]


def test_a_form_says_what_its_names_mean(folder):
    form = load_form(write(folder, GOOD))
    assert (form.name, form.title, form.output) == (folder.name, "登记表", "{{ 姓名 }}.docx")
    assert form.template == folder / "template.docx"
    assert list(form.fields) == ["姓名", "简介", "明细"]
    assert form.fields["姓名"].label == "申请人姓名"
    assert form.fields["姓名"].required
    assert not form.fields["简介"].required
    assert form.paragraph_fields == {"简介"}
    assert [(line.key, line.label, line.type) for line in form.fields["明细"].columns] == [
        ("品名", "品名", None),
        ("数量", "数量（件）", "count"),
    ]
    assert [line.label for line in form.grids["人数"].rows] == ["性别/男", "女"]
    assert form.grids["经费"].rows == ()
    assert form.grids["经费"].type == "amount"


def test_chinese_names_need_no_quotation_marks_but_may_have_them(folder):
    text = 'title = """\n[不是表头]\n年度 = 1"""\n[fields."年度"]\n[fields.单位_名称]\nlabel = \'单位 = [x]\'\n'
    form = load_form(write(folder, text))
    assert form.title == "[不是表头]\n年度 = 1"
    assert list(form.fields) == ["年度", "单位_名称"]
    assert form.fields["单位_名称"].label == "单位 = [x]"


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(folder):
    (folder / "form.toml").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load_form(folder).title == "登记表"


def test_a_file_that_is_not_toml_is_shown_at_its_line(folder):
    assert faults(folder, 'title = "一"\n\n[fields.年度]\nlabel = 报告年度\n') == [("form-not-toml", 4)]
    assert faults(folder, 'title = "一"\noutput = [\n') == [("form-not-toml", 3)]
    assert faults(folder, f'title = "一"\noutput = {"[" * 9_999}\n') == [("form-beyond-limits", 2)]
    assert faults(folder, f'title = "一"\nblank = {"9" * 5_000}\n') == [("form-beyond-limits", 2)]
    assert faults(folder, f'title = "一"\nblank = 0x{"9" * 5_000}\n') == [("form-beyond-limits", 2)]


def test_names_of_ever_more_steps_are_told_at_their_line(folder):
    assert faults(folder, f'title = "一"\n[fields.{".".join(["a"] * 500)}]\n') == [("form-beyond-limits", 2)]


def test_grids_of_millions_of_figures_are_told_before_they_are_made(folder):
    lines = ", ".join(f'"r{number}"' for number in range(1_000))
    text = f'title = "一"\n[grids.甲]\ncolumns = [{lines}]\nrows = [{lines}]\n'
    assert faults(folder, text) == [("form-grids-too-large", 2)]


def test_thousands_of_faults_are_found_at_their_lines_in_a_time_that_grows_with_them(folder):
    rules = "".join(f'[[rules]]\nname = "{number}"\ncheck = "甲 =="\n' for number in range(10_000))
    found = faults(folder, f'title = "一"\n{rules}')
    assert found == [("form-bad-expression", 4 + 3 * number) for number in range(10_000)]


def test_a_file_in_gbk_is_said_to_be_that(folder):
    (folder / "form.toml").write_bytes('x = 1\ntitle = "登记表"'.encode("gbk"))
    with pytest.raises(FillError) as caught:
        load_form(folder)
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.line) == ("form-not-utf8", 2)


def test_every_fault_is_reported_at_once_at_its_line(folder):
    text = """\
titel = "登记表"
[fields.年度]
typ = "year"
type = "jahr"
required = "yes"
[fields."负责 人"]
[fields.if]
[fields.明细]
type = "list"
[grids.人数]
label = ["一", "二"]
rows = [
    { key = "男" },
    { key = "女", lable = "女" },
    { key = "男" },
    3,
]
columns = []
[grids.年度]
columns = ["甲"]
"""
    found = faults(folder, text)
    assert sorted(found) == sorted(
        [
            ("form-key-missing", 0),  # title
            ("form-unknown-key", 1),
            ("form-unknown-key", 3),
            ("form-wrong-value", 4),
            ("form-wrong-value", 5),
            ("form-bad-name", 6),
            ("form-bad-name", 7),
            ("form-key-missing", 8),
            ("form-wrong-value", 11),
            ("form-unknown-key", 14),
            ("form-given-twice", 13),  # the first of the two
            ("form-wrong-value", 12),
            ("form-wrong-value", 18),
            ("form-given-twice", 19),
        ]
    )


def test_a_misspelt_key_is_met_with_the_one_that_was_meant(folder):
    with pytest.raises(FillError) as caught:
        load_form(write(folder, 'titel = "登记表"\ntitle = "登记表"'))
    (problem,) = caught.value.problems
    assert "titel" in problem.message("en")
    assert "title" in problem.hint("en")


def test_fields_that_are_no_table_are_a_problem(folder):
    assert faults(folder, 'title = "一"\nfields = 3\n') == [("form-wrong-value", 2)]
    assert faults(folder, 'title = "一"\n[fields]\n年度 = "year"\n') == [("form-wrong-value", 3)]


def test_a_folder_without_its_files_is_a_problem(tmp_path):
    with pytest.raises(FillError) as caught:
        load_form(tmp_path)
    assert caught.value.problems[0].details["file"] == "form.toml"
    with pytest.raises(FillError) as caught:
        load_form(write(tmp_path, GOOD))
    (problem,) = caught.value.problems
    assert (problem.code, problem.details["file"]) == ("form-file-missing", "template.docx")


def test_a_folder_that_may_not_be_looked_into_is_a_problem(folder, monkeypatch):
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    write(folder, GOOD)
    monkeypatch.setattr(Path, "stat", refuse)
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(FillError) as caught:
        load_form(folder)
    (problem,) = caught.value.problems
    assert (problem.code, problem.details["reason"]) == ("data-file-unreadable", os.strerror(errno.EACCES))
