"""The samples: workbook, data file and report say the same, and every figure stands in its cell."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import docx
import pytest

import docfill

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"
FORM_OF = {"世纪街道2019": "gov-info-2019", "宿迁市2023": "gov-info-2021"}

both = pytest.mark.parametrize("name", FORM_OF)


def data_of(name):
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def members(path):
    """Return the members of a package, in their order; how they are packed depends on what packs (docfill[fast])."""
    with zipfile.ZipFile(path) as package:
        return [(info.filename, info.date_time, package.read(info)) for info in package.infolist()]


@both
def test_the_report_is_what_the_workbook_gives_today(name, tmp_path):
    report = docfill.fill(None, SAMPLES / f"{name}.xlsx", tmp_path / "report.docx")
    # The street office left blank what it had nothing to report of; all else in both workbooks agrees.
    assert [problem.code for problem in report.problems] == ["figures-left-blank"] * (name == "世纪街道2019")
    assert members(tmp_path / "report.docx") == members(SAMPLES / f"{name}.docx")


@both
def test_workbook_and_data_file_give_the_same_report(name, tmp_path):
    docfill.fill(FORM_OF[name], SAMPLES / f"{name}.json", tmp_path / "report.docx")
    assert members(tmp_path / "report.docx") == members(SAMPLES / f"{name}.docx")


@both
def test_every_figure_stands_in_its_cell(name):
    facts = json.loads((ROOT / "templates" / "facts" / f"{FORM_OF[name]}.json").read_text(encoding="utf-8"))
    tables = docx.Document(str(SAMPLES / f"{name}.docx")).tables
    for table, fact in zip(tables, facts["tables"], strict=False):
        for cell in fact["cells"]:
            expected = data_of(name) if "value" in cell else cell["label"]
            for step in cell.get("value", "").split(".") if "value" in cell else ():
                expected = expected[step]
            found = table.cell(cell["row"], cell["column"]).text
            assert found == ("" if expected is None else str(expected)), cell


@both
def test_each_figure_of_the_workbook_knows_its_cell(name):
    data = docfill.read_workbook(SAMPLES / f"{name}.xlsx")
    assert data.source("申请.新收.自然人").text() == f"{name}.xlsx: 申请!D4"
    assert data.source("单位名称").text() == f"{name}.xlsx: 基本情况!B2"


@both
def test_no_tag_is_left_and_no_empty_paragraph_too_many(name):
    paragraphs = [paragraph.text for paragraph in docx.Document(str(SAMPLES / f"{name}.docx")).paragraphs]
    assert not [text for text in paragraphs if "{" in text]
    assert len([text for text in paragraphs if not text]) == len(docx.Document(str(SAMPLES / f"{name}.docx")).tables)
