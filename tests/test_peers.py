"""The benchmark beside other engines: each gets the same form, in its own dialect."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from lxml import etree

from benchmarks.material import flat_form
from benchmarks.peers.dialects import DIALECTS, Translation, translate
from benchmarks.peers.material import records, table

MAIN = "word/document.xml"
SHOWN = {
    "docxtemplater": r"\{[^{}#/]+\}",
    "easy-template-x": r"\{[^{}#/]+\}",
    "carbone": r"\{d\.[^{}\[\]]+?(?<!showBegin)(?<!showEnd)\}|\[i\][^{}]+\}",
    "docx-templates": r"\{=[^{}]+\}",
    "docx-mailmerge2": r"MERGEFIELD",
}


def main_part(template: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(template)) as package:
        return package.read(MAIN).decode()


def paragraph(text: str) -> str:
    return (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    )


def said(made: Translation) -> str:
    """Return the text of a part as a reader of the template sees it."""
    return "".join(etree.fromstring(made.text.encode()).itertext())


@pytest.mark.parametrize("peer", DIALECTS)
def test_the_form_is_well_formed_in_every_dialect_and_has_as_many_tags(peer: str) -> None:
    text = main_part(flat_form()[0])
    made = translate(text, DIALECTS[peer])
    etree.fromstring(made.text.encode())
    assert made.tags == text.count("{{")
    assert "{{" not in made.text
    assert "{%" not in made.text
    # Without conditions, the texts of a branch are fields as well.
    extra = sum("else ''" in source and source.startswith("('") for source in made.names.values())
    assert len(re.findall(SHOWN[peer], made.text)) == made.tags + extra


@pytest.mark.parametrize("peer", DIALECTS)
def test_a_long_table_keeps_its_row_in_every_dialect(peer: str) -> None:
    made = translate(main_part(table()), DIALECTS[peer])
    etree.fromstring(made.text.encode())
    assert made.tags == 6
    assert made.data(records(3)) == records(3)


@pytest.mark.parametrize("peer", DIALECTS)
def test_the_data_of_a_dialect_hold_all_its_names_and_nothing_that_prints_as_null(peer: str) -> None:
    template, data = flat_form()
    made = translate(main_part(template), DIALECTS[peer])
    values = made.data(data)
    assert values.keys() == made.names.keys()
    assert None not in values.values()
    assert values["申请_新收_自然人"] == data["申请"]["新收"]["自然人"]


@pytest.mark.parametrize("peer", ["docxtemplater", "easy-template-x"])
def test_conditions_become_sections_of_names(peer: str) -> None:
    made = translate(paragraph("{% if a %}x{% elif b %}y{% else %}z{% endif %}"), DIALECTS[peer])
    assert said(made) == "{#v0}x{/v0}{#v1}y{/v1}{#v2}z{/v2}"
    assert made.data({"a": 0, "b": "text"}) == {"v0": False, "v1": True, "v2": False}


def test_a_condition_within_another_of_its_line_is_parted_for_docx_templates() -> None:
    made = translate(paragraph("{% if a %}x{% if b %}y{% endif %}z{% endif %}"), DIALECTS["docx-templates"])
    assert said(made) == "{IF d.v0}x{END-IF}{IF d.v1}y{END-IF}{IF d.v0}z{END-IF}"
    assert made.data({"a": 1, "b": 0}) == {"v0": True, "v1": False}
    assert made.data({"a": 0, "b": 1}) == {"v0": False, "v1": False}


def test_without_conditions_what_a_branch_says_is_a_field_that_may_be_blank() -> None:
    made = translate(paragraph("{% if a %}x &amp; {{ a }}{% endif %}"), DIALECTS["docx-mailmerge2"])
    assert said(made) == "«v0»«v1»"
    assert made.texts({"a": 7}) == {"v0": "x & ", "v1": "7"}
    assert made.texts({"a": None}) == {"v0": "", "v1": ""}
