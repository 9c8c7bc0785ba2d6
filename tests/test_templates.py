"""The built-in templates against the facts of the official forms, read by another program than made them."""

from __future__ import annotations

import json
import re
import runpy
import shutil
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import docx
import pytest
from docx.oxml.ns import qn
from jinja2 import nodes
from jinja2.sandbox import SandboxedEnvironment

import docfill
from docfill.forms.library import builtin_forms, find_form
from tests.libreoffice import convert, needs_libreoffice

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
FORMS = ("gov-info-2019", "gov-info-2021")
SECTIONS = ("二", "三", "四")
TEXT_WIDTH = 8844

both = pytest.mark.parametrize("name", FORMS)
tables = pytest.mark.parametrize(("name", "number"), [(name, number) for name in FORMS for number in range(3)])


def facts(name):
    return json.loads((TEMPLATES / "facts" / f"{name}.json").read_text(encoding="utf-8"))


def document(name):
    return docx.Document(str(TEMPLATES / name / "template.docx"))


def part(name, member):
    with zipfile.ZipFile(TEMPLATES / name / "template.docx") as archive:
        return ET.fromstring(archive.read(member))  # noqa: S314  our own file


def official_table(name, number):
    return document(name).tables[number]


def cells_of(table):
    """Yield (row, column, columns, vertical merge, width, text) for each w:tc as it stands in the file."""
    for number, row in enumerate(table._tbl.tr_lst):
        column = 0
        for cell in row.tc_lst:
            properties = cell.tcPr
            span = properties.find(qn("w:gridSpan"))
            columns = int(span.get(qn("w:val"))) if span is not None else 1
            merge = properties.find(qn("w:vMerge"))
            down = "" if merge is None else merge.get(qn("w:val"), "continue")
            width = int(properties.find(qn("w:tcW")).get(qn("w:w")))
            text = "".join(node.text or "" for node in cell.iter(qn("w:t")))
            yield number, column, columns, down, width, text
            column += columns


def test_the_facts_are_of_the_built_in_forms():
    assert builtin_forms() == FORMS


@both
def test_the_template_is_what_its_script_makes(name, monkeypatch):
    monkeypatch.syspath_prepend(str(TEMPLATES))
    build = runpy.run_path(str(TEMPLATES / "build.py"))["build"]
    assert build(name) == (TEMPLATES / name / "template.docx").read_bytes()
    assert build(name) == build(name)


# The tables


@tables
def test_every_label_and_span_stands_where_the_official_form_has_it(name, number):
    found = {}
    for row, column, columns, down, _, text in cells_of(official_table(name, number)):
        if down == "continue":
            start = max(place for place in found if place[0] < row and place[1] == column)
            found[start][0] += 1
            assert text == ""
        else:
            found[row, column] = [1, columns, text]
    expected = facts(name)["tables"][number]["cells"]
    assert {place: tuple(cell[:2]) for place, cell in found.items()} == {
        (fact["row"], fact["column"]): (fact["rows"], fact["columns"]) for fact in expected
    }
    for fact in expected:
        text = found[fact["row"], fact["column"]][2]
        assert text == fact["label"] if "label" in fact else re.fullmatch(r"|\{[{%].*[%}]\}", text)


@tables
def test_all_widths_agree_and_add_up_to_the_width_of_the_text(name, number):
    table = official_table(name, number)
    grid = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.findall(qn("w:gridCol"))]
    assert sum(grid) == TEXT_WIDTH
    width = table._tbl.tblPr.find(qn("w:tblW"))
    assert (width.get(qn("w:w")), width.get(qn("w:type"))) == (str(TEXT_WIDTH), "dxa")
    for _, column, columns, _, cell_width, _ in cells_of(table):
        assert cell_width == sum(grid[column : column + columns])
    observed = facts(name)["tables"][number]["widths"]
    for twips, pixels in zip(grid, observed, strict=True):
        assert abs(twips - TEXT_WIDTH * pixels / sum(observed)) <= 1


@tables
def test_every_row_is_covered_and_every_cell_has_a_paragraph(name, number):
    table = official_table(name, number)
    columns = len(table._tbl.tblGrid.findall(qn("w:gridCol")))
    covered = {}
    for row, _, span, *_ in cells_of(table):
        covered[row] = covered.get(row, 0) + span
    assert set(covered.values()) == {columns}
    assert all(cell.p_lst for row in table._tbl.tr_lst for cell in row.tc_lst)


@tables
def test_heading_rows_repeat_and_no_row_breaks(name, number):
    rows = official_table(name, number)._tbl.tr_lst
    repeated = [row.trPr.find(qn("w:tblHeader")) is not None for row in rows]
    headings = 0 if SECTIONS[number] == "二" else 3
    assert repeated == [position < headings for position in range(len(rows))]
    assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)


@tables
def test_each_value_is_reached_by_its_tag(name, number):
    """A value of section 二 has a tag of its own; any other lies in the block right of and below its grid's tag."""
    form = find_form(name)
    tags = {(row, column): text for row, column, _, _, _, text in cells_of(official_table(name, number))}
    for fact in facts(name)["tables"][number]["cells"]:
        if "value" not in fact:
            continue
        grid_name, *steps = fact["value"].split(".")
        grid = form.grids[grid_name]
        here = (fact["row"], fact["column"])
        if SECTIONS[number] == "二":
            assert tags[here] == f"{{{{ {fact['value']} }}}}"
            continue
        (start,) = (place for place, text in tags.items() if text == f"{{% grid {grid_name} %}}")
        row = [line.key for line in grid.rows].index(steps[0]) if grid.rows else 0
        column = [line.key for line in grid.columns].index(steps[-1])
        assert (start[0] + row, start[1] + column) == here
        assert here == start or tags[here] == ""


@tables
def test_the_labels_in_the_form_are_those_printed(name, number):
    cells = facts(name)["tables"][number]["cells"]
    labels = [fact for fact in cells if "label" in fact]
    form = find_form(name)
    for fact in cells:
        if "value" not in fact:
            continue
        grid_name, *steps = fact["value"].split(".")
        grid = form.grids[grid_name]
        column = next(line for line in grid.columns if line.key == steps[-1])
        above = [
            other["label"]
            for other in sorted(labels, key=lambda other: other["row"])
            if other["row"] < fact["row"] and other["column"] <= fact["column"] < other["column"] + other["columns"]
        ]
        assert list(column.labels) == above[-len(column.labels) :]
        if grid.rows:
            row = next(line for line in grid.rows if line.key == steps[0])
            assert list(row.labels) == [
                other["label"]
                for other in sorted(labels, key=lambda other: other["column"])
                if other["column"] < 3 and other["row"] <= fact["row"] < other["row"] + other["rows"]
            ]


# The tags


def names_in(name):
    """Return the dotted names that the template's tags use, and the grids, by Jinja's own parser."""
    text = "\n".join(
        "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
        for paragraph in document(name).element.iter(qn("w:p"))
    )
    grids = set(re.findall(r"\{% grid (\w+) %\}", text))
    plain = re.sub(r"\{% grid \w+ %\}", "", text).replace("{%tr", "{%")
    names, own = set(), set()
    tree = SandboxedEnvironment().parse(plain)
    for loop in tree.find_all(nodes.For):
        own.add(loop.target.name)
    for node in tree.find_all(nodes.Name):
        if node.name not in own:
            names.add(node.name)
    dotted = {(node.node.name, node.attr) for node in tree.find_all(nodes.Getattr)}
    return names, grids, dotted, own


@both
def test_the_template_and_the_form_use_the_same_names(name):
    form = find_form(name)
    names, grids, dotted, own = names_in(name)
    assert not grids & names
    assert names | grids == form.fields.keys() | form.grids.keys()
    expected = {(grid, line.key) for grid in names & form.grids.keys() for line in form.grids[grid].columns}
    if own:
        expected |= {(*own, line.key) for line in form.fields["收费清单"].columns}
    assert dotted == expected


@both
def test_the_headings_are_the_official_ones(name):
    headings = [paragraph.text for paragraph in document(name).paragraphs if paragraph.style.style_id == "Heading1"]
    assert headings == [f"{number}、{title}" for number, title in facts(name)["sections"]]


# The page


@both
def test_the_page_is_laid_out_after_gb_t_9704(name):
    attributes = {}
    for element in part(name, "word/document.xml").iter(qn("w:sectPr")):
        for child in element:
            attributes |= {
                f"{child.tag}{key}".replace(qn("w:x")[:-1], ""): value for key, value in child.attrib.items()
            }
    assert attributes["pgSzw"] == "11906"
    assert attributes["pgSzh"] == "16838"
    margins = [attributes[f"pgMar{side}"] for side in ("top", "left", "bottom", "right")]
    assert margins == ["2098", "1587", "1984", "1474"]
    assert attributes["docGridlinePitch"] == "579"


def style_of(name, style):
    (found,) = (
        element
        for element in part(name, "word/styles.xml").iter(qn("w:style"))
        if element.get(qn("w:styleId")) == style
    )
    return found


def value(style, path, attribute="w:val"):
    found = style.find("/".join(qn(step) for step in path.split("/")))
    return None if found is None else found.get(qn(attribute))


@both
def test_the_styles_are_those_of_official_documents(name):
    normal, title, body = (style_of(name, style) for style in ("Normal", "Title", "BodyText"))
    assert value(normal, "w:pPr/w:spacing", "w:line") == "560"
    assert value(normal, "w:pPr/w:spacing", "w:lineRule") == "exact"
    assert value(body, "w:pPr/w:ind", "w:firstLineChars") == "200"
    assert value(title, "w:rPr/w:rFonts", "w:eastAsia") == "方正小标宋简体"
    assert value(title, "w:rPr/w:sz") == "44"
    assert value(title, "w:pPr/w:jc") == "center"
    assert 660 <= int(value(title, "w:pPr/w:spacing", "w:line")) <= 700
    assert value(style_of(name, "Heading1"), "w:rPr/w:rFonts", "w:eastAsia") == "黑体"
    assert value(style_of(name, "Heading2"), "w:rPr/w:rFonts", "w:eastAsia") == "楷体_GB2312"
    assert value(style_of(name, "Date"), "w:pPr/w:ind", "w:right") == "1280"
    defaults = part(name, "word/styles.xml").find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}")
    assert value(defaults, "w:rPr/w:sz") == "32"
    assert value(defaults, "w:rPr/w:rFonts", "w:eastAsia") == "仿宋_GB2312"
    assert value(defaults, "w:rPr/w:rFonts", "w:ascii") == "Times New Roman"
    assert value(defaults, "w:rPr/w:rFonts", "w:hAnsi") == "Times New Roman"


@both
def test_page_numbers_stand_right_on_odd_pages_and_left_on_even_ones(name):
    assert part(name, "word/settings.xml").find(qn("w:evenAndOddHeaders")) is not None
    for member, style, side in (("footer1", "FooterOdd", "right"), ("footer2", "FooterEven", "left")):
        footer = part(name, f"word/{member}.xml")
        assert footer.find(f".//{qn('w:fldSimple')}").get(qn("w:instr")).strip() == "PAGE"
        assert "".join(node.text for node in footer.iter(qn("w:t"))) == "— 1 —"
        assert footer.find(f".//{qn('w:pStyle')}").get(qn("w:val")) == style
        assert value(style_of(name, style), "w:pPr/w:jc") == side
        assert value(style_of(name, style), "w:pPr/w:ind", f"w:{side}") == "280"
        assert value(style_of(name, style), "w:rPr/w:sz") == "28"


@both
def test_every_style_that_is_used_exists(name):
    known = {style.get(qn("w:styleId")) for style in part(name, "word/styles.xml").iter(qn("w:style"))}
    for member in ("document", "footer1", "footer2"):
        root = part(name, f"word/{member}.xml")
        used = {style.get(qn("w:val")) for tag in ("w:pStyle", "w:tblStyle") for style in root.iter(qn(tag))}
        assert used <= known


@both
def test_the_document_carries_no_format_but_its_styles(name):
    text = ET.tostring(part(name, "word/document.xml"), encoding="unicode")
    assert "rsid" not in text
    assert not list(part(name, "word/document.xml").iter(qn("w:rPr")))


@needs_libreoffice
@both
def test_libreoffice_opens_it(name, tmp_path):
    source = shutil.copy(TEMPLATES / name / "template.docx", tmp_path)
    (made,) = convert("txt:Text (encoded):UTF8", Path(source))
    text = made.read_text(encoding="utf-8-sig")
    assert "{{ 单位名称 }}{{ 年度 }}年政府信息公开工作年度报告" in text
    assert "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）" in text


# What is there only sometimes


def least(name):
    """Return the data that a report must have, and no more: every figure is blank."""
    words = {"单位名称": "某县", "年度": 2023, "总体情况": "一般。", "问题及改进": "有。"}
    return words | {grid: {} for grid in find_form(name).grids}


@pytest.fixture
def report(tmp_path):
    """Fill a form with what it must have and *more*; return the paragraphs and the number of tables."""

    def fill(name, **more):
        docfill.fill(name, least(name) | more, tmp_path / "report.docx")
        filled = docx.Document(str(tmp_path / "report.docx"))
        return [paragraph.text for paragraph in filled.paragraphs if paragraph.text], len(filled.tables)

    return fill


def last_section(paragraphs):
    return paragraphs[paragraphs.index("六、其他需要报告的事项") + 1 :]


@both
def test_the_least_that_a_report_has(name, report):
    paragraphs, number = report(name)
    assert paragraphs[0] == "某县2023年政府信息公开工作年度报告"
    assert "电子版" not in paragraphs[1]
    assert "联系" not in paragraphs[1]
    assert paragraphs[1].endswith("数据统计时间为2023年1月1日至2023年12月31日。")
    assert last_section(paragraphs) == ["无"]
    assert number == 3


@both
def test_the_preamble_says_more_where_the_office_wants_it(name, report):
    paragraphs, _ = report(name, 公布网址="www.example.gov.cn", 联系电话="0431-1")
    assert paragraphs[1].endswith(
        "12月31日。电子版可在www.example.gov.cn查阅和下载。如对报告内容有疑问，可与某县联系（电话：0431-1）。"
    )
    paragraphs, _ = report(
        name, 公布网站="某县网站", 公布网址="www.example.gov.cn", 联系部门="办公室", 联系地址="1号", 联系电话="2"
    )
    assert "电子版可在某县网站（www.example.gov.cn）查阅和下载。" in paragraphs[1]
    assert "可与办公室联系（地址：1号；电话：2）。" in paragraphs[1]


@both
def test_narratives_have_a_paragraph_a_line_and_the_signature_its_date(name, report):
    paragraphs, _ = report(name, 其他事项="　　一是甲。\n二是乙。", 署名="某县人民政府", 成文日期="2024.1.26")
    assert last_section(paragraphs) == ["一是甲。", "二是乙。", "某县人民政府", "2024年1月26日"]


def test_fees_are_listed_where_they_were_charged(report):
    fees = [{"单位": "甲局", "件数": 1, "金额": 420}, {"单位": "乙局", "件数": 2, "金额": 290}]
    paragraphs, number = report("gov-info-2021", 收费清单=fees, 收费总件数=3, 收费总金额=710)
    assert last_section(paragraphs) == ["2023年，某县依法收取政府信息公开信息处理费3件，共计710元，具体如下："]
    assert number == 4
    paragraphs, _ = report("gov-info-2021", 收费清单=fees, 其他事项="另有一事。")
    assert last_section(paragraphs) == ["2023年，某县依法收取政府信息公开信息处理费，具体如下：", "另有一事。"]


def test_that_no_fees_were_charged_is_said_where_the_office_says_so(report):
    paragraphs, number = report("gov-info-2021", 未收信息处理费="是")
    assert last_section(paragraphs) == ["2023年，某县未收取政府信息公开信息处理费。"]
    assert number == 3
    assert last_section(report("gov-info-2021", 未收信息处理费="否")[0]) == ["无"]


def test_figures_as_offices_publish_them_are_printed_as_they_are(tmp_path):
    data = least("gov-info-2019")
    data["政府集中采购"] = {"项目数量": 6, "总金额": "251000元"}
    data["规范性文件"] = {"新制作": "22（其中修订16件）", "新公开": "/", "对外公开总数": "１２３"}
    data["行政许可"] = {"增减": -8}
    found = docfill.fill("gov-info-2019", data, tmp_path / "report.docx").problems
    assert sorted(problem.code for problem in found) == [
        "figures-left-blank",
        "number-stored-as-text",
        "text-where-a-number-belongs",
        "text-where-a-number-belongs",
    ]
    table = docx.Document(str(tmp_path / "report.docx")).tables[0]
    assert [cell.text for cell in table.rows[17].cells[1:3]] == ["6", "251000元"]
    assert [cell.text for cell in table.rows[3].cells[1:]] == ["22（其中修订16件）", "/", "123"]
    assert table.cell(6, 2).text == "-8"
