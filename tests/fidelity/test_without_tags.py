"""A template without tags comes out as the very bytes that went in: every member, and the zip itself."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import docx
import pytest

from docfill import Template
from tests.building import cell, control, doc, p, root, row, table, text_box
from tests.fidelity.packages import PACKED, members_of
from tests.libreoffice import convert, needs_libreoffice

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.docx"))
RICH = doc(
    "政府信息公开工作年度报告",
    p("{ 一 }", " } ", " % "),
    table(row("新收", cell("7", table(row("a", "b")))), row("结转", "0")),
    control(p("下拉")),
    p(text_box("页边")),
    stories={
        "header1.xml": root("hdr", p("页眉")),
        "footnotes.xml": root("footnotes", f'<w:footnote w:id="1">{p("注")}</w:footnote>'),
    },
)


def filled(content: bytes) -> bytes:
    out = io.BytesIO()
    template = Template(content)
    assert template.fields == ()
    template.fill({"unused": 1}, out)
    return out.getvalue()


def test_a_document_with_every_kind_of_block_comes_out_as_it_was():
    assert filled(RICH) == RICH


def test_it_does_so_into_a_file(tmp_path):
    template = tmp_path / "模板.docx"
    template.write_bytes(RICH)
    Template(template).fill({}, tmp_path / "报告.docx")
    assert (tmp_path / "报告.docx").read_bytes() == RICH


def test_it_does_so_for_a_template_that_is_its_own_output(tmp_path):
    path = tmp_path / "模板.docx"
    path.write_bytes(RICH)
    Template(path).fill({}, path)
    assert path.read_bytes() == RICH


@pytest.mark.parametrize("how", PACKED)
def test_the_zip_comes_out_as_it_was(how):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # zipfile warns of the name that is there twice
        content = PACKED[how](members_of(RICH))
    assert filled(content) == content


def test_a_document_of_python_docx_comes_out_as_it_was(tmp_path):
    document = docx.Document()
    document.add_heading("年度报告", 1)
    document.add_paragraph("总体情况").add_run("粗体").bold = True
    document.add_table(2, 3).cell(1, 2).text = "7"
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.save(str(tmp_path / "a.docx"))
    content = (tmp_path / "a.docx").read_bytes()
    assert filled(content) == content


@needs_libreoffice
def test_a_document_of_libreoffice_comes_out_as_it_was(tmp_path):
    (tmp_path / "a.html").write_text(
        "<meta charset=utf-8><h1>年度报告</h1><p>总体<b>情况</b></p><table><tr><td>新收<td>7</table>", encoding="utf-8"
    )
    (made,) = convert("docx:MS Word 2007 XML", tmp_path / "a.html", writer=True)
    content = made.read_bytes()
    assert filled(content) == content


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_report_filled_before_comes_out_as_it_was(path):
    content = path.read_bytes()
    assert filled(content) == content
