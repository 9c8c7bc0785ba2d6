"""Rich text: docfill's own, docxtpl's, links; what stands beside keeps its format."""

from __future__ import annotations

import itertools

import docxtpl
import pytest

from docfill import FillError, RichText, Template
from docfill.word.pattern import render_text
from tests.building import (
    R,
    W,
    Xml,
    body,
    cell,
    control,
    doc,
    elements,
    faults,
    fill,
    found,
    member,
    p,
    r,
    root,
    row,
    table,
    tree,
)

BOLD = '<w:b/><w:sz w:val="24"/>'


def runs(content: bytes, name: str = "word/document.xml") -> list[tuple[str, list[str]]]:
    """Return each run's text, and its properties as ``b``, ``sz=24``."""
    found = []
    for run in elements(content, "r", name):
        look = run.find(f"{{{W}}}rPr")
        properties = []
        for each in look if look is not None else []:
            value = each.get(f"{{{W}}}val")
            properties.append(each.tag.partition("}")[2] + (f"={value}" if value is not None else ""))
        found.append(("".join(run.itertext()), properties))
    return found


def links(content: bytes, name: str = "word/document.xml") -> list[tuple[str, str | None]]:
    """Return each link's text and where it leads."""
    folder, _, file = name.rpartition("/")
    targets = {rel.get("Id"): rel.get("Target") for rel in tree(content, f"{folder}/_rels/{file}.rels")}
    return [
        ("".join(link.itertext()), targets.get(link.get(f"{{{R}}}id")) or link.get(f"{{{W}}}anchor"))
        for link in elements(content, "hyperlink", name)
    ]


@pytest.mark.parametrize("typed", ["{{ x }}", "{{r x }}"])
def test_rich_text_has_the_format_of_its_tag_but_for_what_it_says(typed):
    value = RichText("其中").add("12", bold=False, color="#ff0000", italic=True).add("件")
    filled = fill(doc(p(r(f"甲{typed}乙", BOLD))), {"x": value})
    assert runs(filled) == [
        ("甲", ["b", "sz=24"]),
        ("其中", ["b", "sz=24"]),
        ("12", ["b=0", "bCs=0", "i", "iCs", "color=FF0000", "sz=24"]),
        ("件", ["b", "sz=24"]),
        ("乙", ["b", "sz=24"]),
    ]
    assert faults(filled) == []


def test_a_font_is_set_for_chinese_text_too_and_a_size_may_have_its_chinese_name():
    filled = fill(
        doc("{{ x }}"), {"x": RichText("文", font="仿宋_GB2312", size="小四", shade="DDDDDD", highlight="yellow")}
    )
    (fonts,) = elements(filled, "rFonts")
    assert {key.partition("}")[2]: value for key, value in fonts.attrib.items()} == dict.fromkeys(
        ("ascii", "hAnsi", "eastAsia", "cs"), "仿宋_GB2312"
    )
    assert runs(filled) == [("文", ["rFonts", "sz=24", "szCs=24", "highlight=yellow", "shd=clear"])]


def test_every_property_stands_where_the_schema_wants_it():
    value = RichText("文", style="S", underline="double", superscript=True, strike=True, bold=True, color="auto")
    look = '<w:rStyle w:val="X"/><w:noProof/><w:spacing w:val="2"/><w:kern w:val="0"/><w:lang w:val="zh-CN"/>'
    ((_, properties),) = runs(fill(doc(p(r("{{ x }}", look))), {"x": value}))
    assert [name.partition("=")[0] for name in properties] == [
        *("rStyle", "b", "bCs", "strike", "noProof", "color", "spacing", "kern", "u", "vertAlign", "lang"),
    ]
    assert "rStyle=S" in properties


def test_white_space_line_breaks_tabs_and_signs_are_kept():
    value = RichText(" 一\n二\t三 & <四> \t").add("五")
    assert body(fill(doc("甲{{ x }}乙"), {"x": value})) == ["甲 一\n二\t三 & <四> \t五乙"]


def test_a_bell_in_rich_text_begins_a_new_paragraph():
    value = RichText("一\a", bold=True).add("二", italic=True)
    filled = fill(doc(p(r("甲{{ x }}乙", "<w:u/>"), properties='<w:jc w:val="right"/>')), {"x": value})
    assert body(filled) == ["甲一", "二乙"]
    assert len(elements(filled, "jc")) == 2
    assert ("二", ["i", "iCs", "u"]) in runs(filled)


def test_an_empty_rich_text_leaves_nothing():
    assert body(fill(doc("甲{{ x }}乙"), {"x": RichText()})) == ["甲乙"]


def test_rich_text_works_in_cells_headers_loops_macros_and_grids():
    template = doc(
        table(row("{% for x in l %}{{ x }}", "{{ loop.index }}{% endfor %}")),
        "{% macro m(v) %}（{{ v }}）{% endmacro %}{{ m(l[0]) }}",
        table(row("{% grid g %}", "")),
        stories={"header1.xml": root("hdr", p("{{ l[0] }}"))},
    )
    value = RichText("粗", bold=True)
    filled = fill(template, {"l": [value, RichText("斜", italic=True)], "g": [[1, value]]})
    assert body(filled) == [[["粗", "1"], ["斜", "2"]], "（粗）", [["1", "粗"]]]
    assert runs(filled, "word/header1.xml") == [("粗", ["b", "bCs"])]
    assert faults(filled) == []


def test_a_link_gets_a_relationship_of_the_part_that_it_stands_in():
    value = RichText("见").add("网站", link="https://例.cn/a b?x=1&y=2").add("表", link="#表1")
    template = doc("{{ x }}", "{{ x }}", stories={"header1.xml": root("hdr", p("{{ x }}"))})
    filled = fill(template, {"x": value})
    expected = [("网站", "https://%E4%BE%8B.cn/a%20b?x=1&y=2"), ("表", "表1")]
    assert links(filled) == expected * 2
    assert links(filled, "word/header1.xml") == expected
    assert member(filled, "word/_rels/document.xml.rels").count(b"TargetMode") == 1
    # What was there of the relationships and content types is there still, to the byte.
    for name in ("word/_rels/document.xml.rels", "[Content_Types].xml"):
        kept, new = member(template, name), member(filled, name)
        at = next((i for i, (a, b) in enumerate(zip(kept, new, strict=False)) if a != b), len(kept))
        assert new.startswith(kept[:at])
        assert new.endswith(kept[at:])


def test_a_link_in_a_link_is_told():
    link = f'<w:hyperlink w:anchor="x">{r("{{ x }}")}</w:hyperlink>'
    template = doc(p("甲", Xml(link)))
    (problem,) = found(template, {"x": RichText("网站", link="https://a.cn")})
    assert (problem.code, problem.details["link"]) == ("link-in-link", "https://a.cn")


@pytest.mark.parametrize("typed", ["{{ x }}", "{{r x }}"])
def test_docxtpls_rich_text_is_taken_as_it_is(typed):
    value = docxtpl.RichText("文 ", bold=True, color="#FF0000", size=20, highlight="#FFFF00", font="eastAsia:宋体")
    value.add("二\n三", italic=True, underline=True, superscript=True, style="S")
    filled = fill(doc(p(r(f"甲{typed}乙", BOLD))), {"x": value})
    assert runs(filled) == [
        ("甲", ["b", "sz=24"]),
        ("文 ", ["rFonts", "b", "color=FF0000", "sz=20", "szCs=20", "shd=clear"]),
        ("二三", ["rStyle=S", "i", "u=single", "vertAlign=superscript"]),
        ("乙", ["b", "sz=24"]),
    ]
    assert len(elements(filled, "br")) == 1
    assert faults(filled) == []


def test_docxtpls_links_work_with_the_id_that_docfill_gives():
    value = docxtpl.RichText("网站", url_id=Template.build_url_id('https://a.cn/?x=1&y="2"'))
    assert links(fill(doc("{{r x }}"), {"x": value})) == [("网站", "https://a.cn/?x=1&y=%222%22")]


def test_a_link_that_only_docxtpls_template_knows_is_told():
    (problem,) = found(doc("{{r x }}"), {"x": docxtpl.RichText("网站", url_id="rId9")})
    assert problem.code == "link-not-known"
    assert problem.place.steps == (("paragraph", 1),)


def test_a_colour_that_no_document_can_hold_is_told_and_common_names_are_known():
    (problem,) = found(doc("{{r x }}"), {"x": docxtpl.RichText("文", color="dark orange")})
    assert (problem.code, problem.details["colour"]) == ("colour-not-known", "dark orange")
    assert runs(fill(doc("{{r x }}"), {"x": docxtpl.RichText("文", color="Red")})) == [("文", ["color=FF0000"])]


def test_docxtpls_paragraphs_take_the_place_of_their_tags_paragraph():
    value = docxtpl.RichTextParagraph("一", parastyle="Title")
    value.add(docxtpl.RichText("二", bold=True))
    template = doc("前", p(r("{{p x }}"), properties='<w:jc w:val="right"/>'), "后", table(row(cell("{{p x }}"), "乙")))
    filled = fill(template, {"x": value})
    assert body(filled) == ["前", "一", "二", "后", [[["一", "二"], "乙"]]]
    assert [style.get(f"{{{W}}}val") for style in elements(filled, "pStyle")] == ["Title", "Title"]
    assert len(elements(filled, "jc")) == 0
    assert faults(filled) == []


def test_two_values_of_whole_paragraphs_may_share_a_paragraph():
    value = docxtpl.RichTextParagraph("一")
    assert body(fill(doc("{{p x }}{{p x }}"), {"x": value})) == ["一", "一"]


@pytest.mark.parametrize("typed", ["附：{{p x }}", "{{ x }}。"])
def test_text_beside_a_value_of_whole_paragraphs_is_told(typed):
    (problem,) = found(doc(typed), {"x": docxtpl.RichTextParagraph("一")})
    assert problem.code == "text-beside-paragraphs"


def test_a_section_that_ends_with_the_tags_paragraph_ends_behind_the_value():
    template = doc(p(r("{{ x }}"), properties="<w:sectPr/>"), "后")
    filled = fill(template, {"x": docxtpl.RichTextParagraph("一")})
    assert body(filled) == ["一", "", "后"]
    assert len(elements(filled, "sectPr")) == 2


def test_rich_text_inside_of_a_content_control_stays_in_it():
    filled = fill(doc(p(control(r("{{ x }}")))), {"x": RichText("粗", bold=True)})
    assert runs(filled) == [("粗", ["b", "bCs"])]
    assert len(elements(filled, "sdt")) == 1


def test_rich_text_cannot_name_a_file():
    with pytest.raises(FillError) as caught:
        render_text("{{ x }}.docx", {"x": RichText("粗")})
    assert [problem.code for problem in caught.value.problems] == ["value-needs-text"]


@pytest.mark.parametrize(
    "look",
    [{"color": "red"}, {"size": "大号"}, {"size": 0}, {"underline": "zigzag"}, {"highlight": "pink"}, {"shade": "#12"}],
)
def test_a_format_that_there_is_not_is_told_to_the_program_that_asks_for_it(look):
    with pytest.raises(ValueError, match=r"must be|colour"):
        RichText("文", **look)


def test_the_text_of_rich_text_is_told_where_text_is_wanted():
    value = RichText("一", bold=True).add(RichText("二"))
    assert (str(value), repr(value), bool(value), bool(RichText())) == ("一二", "RichText('一二')", True, False)


def test_a_long_report_with_rich_text_is_the_same_to_the_byte_whatever_chance_brings(monkeypatch):
    template = doc("{%p for x in xs %}", "{{ x.富 }}{{ x.文 }}", "{%p endfor %}")
    digits = hex(3**20_000)  # what packs well packs to the same in whatever blocks it comes
    texts = [digits[at : at + at % 60] for at in range(0, 9_000, 3)]
    data = {"xs": [{"富": RichText("甲", bold=True), "文": text} for text in texts]}
    reports = set()
    for first in (0, 2**63):
        numbers = itertools.count(first)
        monkeypatch.setattr("docfill.word.run.os.urandom", lambda size, numbers=numbers: next(numbers).to_bytes(size))
        reports.add(fill(template, data))
    assert len(reports) == 1
