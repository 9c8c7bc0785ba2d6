from __future__ import annotations

import subprocess
import sys

import pytest

from docfill.forms.library import builtin_forms, find_form
from docfill.problems import FillError


def test_the_built_in_forms_are_found_by_name():
    assert builtin_forms() == ("gov-info-2019", "gov-info-2021")
    for name in builtin_forms():
        form = find_form(name)
        assert form.name == name
        assert form.template.is_file()


def test_a_folder_is_a_form_too(tmp_path):
    (tmp_path / "template.docx").write_bytes(b"")
    (tmp_path / "form.toml").write_text('title = "登记表"', encoding="utf-8")
    assert find_form(tmp_path).title == "登记表"
    assert find_form(str(tmp_path)).output == f"{tmp_path.name}.docx"


def test_a_folder_of_the_same_name_goes_before_a_built_in_form(tmp_path, monkeypatch):
    folder = tmp_path / "gov-info-2019"
    folder.mkdir()
    (folder / "template.docx").write_bytes(b"")
    (folder / "form.toml").write_text('title = "本单位改过的格式"', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert find_form("gov-info-2019").title == "本单位改过的格式"


@pytest.mark.parametrize(
    ("name", "named"), [("gov-info-2012", "gov-info-20"), ("预算", "gov-info-2019, gov-info-2021")]
)
def test_an_unknown_name_is_met_with_the_names_that_there_are(name, named):
    with pytest.raises(FillError) as caught:
        find_form(name)
    (problem,) = caught.value.problems
    assert problem.code == "form-not-found"
    assert named in problem.hint("zh")


def test_finding_a_form_imports_neither_word_nor_excel():
    code = (
        "import sys; from docfill.forms.library import find_form; find_form('gov-info-2021'); "
        "print([name for name in ('openpyxl', 'docx', 'docxtpl', 'lxml') if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[]"
