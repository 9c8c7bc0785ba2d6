"""In a template with tags, every byte outside of them is the template's own, in the parts as in the zip."""

from __future__ import annotations

import io
import warnings
import zipfile

import pytest

from docfill import Image, RichText, Template
from tests.building import cell, doc, fill, member, p, r, root, row, table, text_box
from tests.fidelity.cutting import assert_only_changed, cut, values_between
from tests.fidelity.packages import PACKED, Unseekable, members_of, pack
from tests.pictures import png

MAIN = "word/document.xml"
TAGGED = doc(
    p(r("单位：", "<w:b/>"), "{{ 单", r("位 }}", "<w:i/>"), "，{{ 年度 }}年"),
    table(row("新收", cell("{{ 新收 }}", table(row("a", "{{ 新收 }}")))), row("结转", "0 & <1>")),
    p(text_box("{{ 年度 }}")),
    stories={"header1.xml": root("hdr", p("{{ 单位 }}")), "footer1.xml": root("ftr", p("第 1 页"))},
)
DATA = {"单位": "甲 & <乙>", "年度": 2019, "新收": 7}


def parts(template: bytes, report: bytes, name: str = MAIN) -> tuple[str, str]:
    return member(template, name).decode(), member(report, name).decode()


def test_the_cutter_finds_the_pieces_of_a_split_tag():
    assert cut("<w:t>a {{ na</w:t><w:t>me }} b</w:t></w:p>") == ["<w:t>a ", "</w:t><w:t>", " b</w:t></w:p>"]
    assert cut("<w:t>{{ a</w:t></w:p><w:t>b }}</w:t></w:p>") == ["<w:t>{{ a</w:t></w:p><w:t>b }}</w:t></w:p>"]
    assert cut("{{ a }}{{ b }}") == ["", ""]


def test_all_text_and_markup_outside_the_tags_is_the_templates_own():
    report = fill(TAGGED, DATA)
    name = "甲 &amp; &lt;乙&gt;"
    assert values_between(*parts(TAGGED, report)) == [name, "", "2019", "7", "7", "2019", "2019"]
    assert values_between(*parts(TAGGED, report, "word/header1.xml")) == [name]
    assert_only_changed(TAGGED, report, MAIN, "word/header1.xml")


@pytest.mark.parametrize("how", PACKED)
def test_members_without_tags_are_carried_over_raw_however_they_were_packed(how):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # zipfile warns of the name that is there twice
        template = PACKED[how](members_of(TAGGED))
    report = fill(template, DATA)
    assert_only_changed(template, report, MAIN, "word/header1.xml")
    assert members_of(report) == members_of(fill(TAGGED, DATA)) | {
        name: content for name, content in members_of(template).items() if name not in members_of(TAGGED)
    }


@pytest.mark.parametrize("how", PACKED)
def test_the_end_records_lead_to_the_directory(how):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        template = PACKED[how](members_of(TAGGED))
    report = fill(template, {**DATA, "单位": "一个长得多的名称" * 5000})
    # The directory follows the last record at once, and the file ends where the template's own end records end.
    with zipfile.ZipFile(io.BytesIO(report)) as opened, zipfile.ZipFile(io.BytesIO(template)) as original:
        assert opened.testzip() is None
        infos = opened.infolist()
        assert report[opened.start_dir :][:4] == b"PK\x01\x02"
        after = len(template) - original.start_dir
        assert len(report) - opened.start_dir <= after
        assert all(report[info.header_offset :][:4] == b"PK\x03\x04" for info in infos)


@pytest.mark.parametrize("how", PACKED)
def test_parts_that_a_fill_adds_can_be_read_however_the_template_was_packed(how):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        template = PACKED[how](members_of(TAGGED))
    picture = png()
    report = fill(template, {**DATA, "单位": Image(picture, width=5), "年度": RichText("网", link="https://a.cn")})
    with zipfile.ZipFile(io.BytesIO(report)) as opened:
        assert opened.testzip() is None
        assert [opened.read(name) for name in opened.namelist() if name.startswith("word/media/")] == [picture]
        # The header had no relationships: their part is new, and the document's own has one more.
        assert b'Target="media/' in opened.read("word/_rels/header1.xml.rels")
        assert b'Target="https://a.cn"' in opened.read("word/_rels/document.xml.rels")
        new = set(opened.namelist()) - set(members_of(template))
    assert new == {"word/media/image1.png", "word/_rels/header1.xml.rels"}
    kept = {"word/_rels/document.xml.rels", "[Content_Types].xml", MAIN, "word/header1.xml"}
    assert {name for name in members_of(template) if members_of(report)[name] != members_of(template)[name]} == kept


def test_a_streamed_member_that_changes_says_its_size_before_its_data():
    template = pack(members_of(TAGGED), stream=Unseekable())
    with zipfile.ZipFile(io.BytesIO(fill(template, DATA))) as opened:
        flags = {info.filename: info.flag_bits & 0x08 for info in opened.infolist()}
    assert not flags[MAIN]
    assert flags["word/footer1.xml"]


def test_the_same_data_give_the_same_bytes():
    template = Template(TAGGED)
    reports = []
    for data in (DATA, {**DATA, "年度": 2020}, DATA):
        out = io.BytesIO()
        template.fill(data, out)
        reports.append(out.getvalue())
    assert reports[0] == reports[2] != reports[1]
    assert reports[0] == fill(TAGGED, DATA)


def test_what_stands_before_and_after_the_root_stays():
    text = member(TAGGED).decode()
    text = text.replace("?>\n", "?>\r\n<!-- {{ no tag }} -->\r\n<?app {% if %}?>", 1) + "\n<!-- end -->\r\n"
    members = members_of(TAGGED) | {MAIN: text.encode()}
    report = member(fill(pack(members), DATA)).decode()
    head, foot = text.partition("<w:document")[0], text.rpartition("</w:document>")[2]
    assert report.startswith(head)
    assert report.endswith(foot)


def test_attributes_keep_their_quotes_their_order_and_their_spaces():
    odd = "<w:p  w:rsidR='00A1'\n w14:paraId=\"0A\" ><w:r ><w:t xml:space = 'preserve' >{{ a }}</w:t ></w:r\n></w:p >"
    template = doc()
    text = member(template).decode().replace("<w:body>", f"<w:body>{odd}")
    report = fill(pack(members_of(template) | {MAIN: text.encode()}), {"a": 1})
    assert member(report).decode() == text.replace("{{ a }}", "1")


def test_empty_elements_stay_as_they_were_written():
    odd = "<w:p/><w:p ></w:p><w:p><w:pPr/><w:r><w:t/><w:t></w:t><w:t>{{ a }}</w:t><w:br/><w:br></w:br></w:r></w:p>"
    template = doc()
    text = member(template).decode().replace("<w:body>", f"<w:body>{odd}")
    report = fill(pack(members_of(template) | {MAIN: text.encode()}), {"a": 1})
    assert member(report).decode() == text.replace("{{ a }}", "1")
