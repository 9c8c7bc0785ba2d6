"""Sub-documents: the paragraphs and tables of another document, with what they need of its other parts."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

import docx
import docxtpl
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from docfill import FillError, Subdocument, Template
from tests.building import (
    STRICT,
    W,
    body,
    cell,
    codes,
    doc,
    elements,
    faults,
    fill,
    found,
    member,
    p,
    root,
    row,
    save,
    seen,
    table,
    tree,
)


def png(colour: bytes = b"\xff\x00\x00") -> bytes:
    """Return a picture of one pixel."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" + colour))
        + chunk(b"IEND", b"")
    )


def saved(document: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def template_of(*texts: str) -> bytes:
    """Return a template with Word's usual styles."""
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    return saved(document)


def annex() -> bytes:
    """Return a document with a heading, a list, a picture, a table, a link and a bookmark."""
    document = docx.Document()
    document.add_heading("附件", 1)
    own = document.styles.add_style("附件正文", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = document.styles["Body Text"]
    document.add_paragraph("正文", style=own)
    for text in ("一", "二"):
        document.add_paragraph(text, style="List Number")
    document.add_picture(io.BytesIO(png()), width=Mm(10))
    table_ = document.add_table(1, 2, style="Table Grid")
    table_.cell(0, 0).text, table_.cell(0, 1).text = "甲", "乙"
    relation = document.part.relate_to("https://a.cn/?x=1&y=2", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = f'<w:hyperlink {nsdecls("w", "r")} r:id="{relation}"><w:r><w:t>网站</w:t></w:r></w:hyperlink>'
    last = document.add_paragraph("见")._p
    last.append(parse_xml(link))
    last.append(parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="0" w:name="处"/>'))
    last.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="0"/>'))
    return saved(document)


TEXTS = ["附件", "正文", "一", "二", "", [["甲", "乙"]], "见网站"]


def related(content: bytes, name: str = "word/document.xml") -> dict[str, str]:
    folder, _, file = name.rpartition("/")
    return {each.get("Id"): each.get("Target") for each in tree(content, f"{folder}/_rels/{file}.rels")}


def style_names(content: bytes) -> dict[str, str]:
    """Return the name of each style by its id."""
    return {
        style.get(f"{{{W}}}styleId"): style.find(f"{{{W}}}name").get(f"{{{W}}}val")
        for style in elements(content, "style", "word/styles.xml")
    }


def used_styles(content: bytes) -> list[str]:
    names = style_names(content)
    return [names[each.get(f"{{{W}}}val")] for each in elements(content, "pStyle")]


@pytest.mark.parametrize("typed", ["{{p x }}", "{{ x }}"])
def test_a_subdocument_takes_the_place_of_its_tags_paragraph(typed):
    filled = fill(template_of("前", typed, "后"), {"x": Subdocument(annex())})
    assert body(filled) == ["前", *TEXTS, "后"]
    assert len(elements(filled, "sectPr")) == 1
    document = docx.Document(io.BytesIO(filled))
    assert [paragraph.style.name for paragraph in document.paragraphs][1:3] == ["Heading 1", "附件正文"]


def test_it_may_come_from_a_path_an_open_file_or_python_docx(tmp_path):
    path = save(tmp_path / "附件.docx", annex())
    with path.open("rb") as file:
        values = [Subdocument(path), Subdocument(str(path)), Subdocument(file), docx.Document(io.BytesIO(annex()))]
    for value in values:
        assert body(fill(template_of("{{p x }}"), {"x": value})) == TEXTS


def test_styles_of_one_name_are_the_templates_and_others_are_taken_over_with_what_they_are_based_on():
    # In the template the heading's style has another id and another look, as in a Chinese Word.
    template = docx.Document()
    heading = template.styles["Heading 1"]
    heading.element.set(f"{{{W}}}styleId", "1")
    template.add_paragraph("{{p x }}")
    filled = fill(saved(template), {"x": Subdocument(annex())})
    names = style_names(filled)
    assert list(names.values()).count("heading 1") == 1
    assert used_styles(filled)[:2] == ["heading 1", "附件正文"]
    assert elements(filled, "pStyle")[0].get(f"{{{W}}}val") == "1"
    (own,) = [
        style
        for style in elements(filled, "style", "word/styles.xml")
        if names[style.get(f"{{{W}}}styleId")] == "附件正文"
    ]
    assert names[own.find(f"{{{W}}}basedOn").get(f"{{{W}}}val")] == "Body Text"


def test_a_template_without_styles_and_lists_gets_those_that_are_needed():
    filled = fill(doc("{{p x }}"), {"x": Subdocument(annex())})
    assert body(filled) == TEXTS
    assert {"heading 1", "附件正文", "List Number", "Table Grid"} <= set(style_names(filled).values())
    assert len(elements(filled, "num", "word/numbering.xml")) == 1
    docx.Document(io.BytesIO(filled))


def test_a_style_whose_id_is_taken_by_another_gets_an_id_of_its_own():
    template = docx.Document()
    template.styles.add_style("别的", WD_STYLE_TYPE.PARAGRAPH).element.set(f"{{{W}}}styleId", "S")
    template.add_paragraph("{{p x }}")
    inserted = docx.Document()
    style = inserted.styles.add_style("特别", WD_STYLE_TYPE.PARAGRAPH)
    style.element.set(f"{{{W}}}styleId", "S")
    inserted.add_paragraph("文")._p.get_or_add_pPr().get_or_add_pStyle().set(f"{{{W}}}val", "S")
    filled = fill(saved(template), {"x": inserted})
    assert used_styles(filled) == ["特别"]
    assert set(style_names(filled).values()) >= {"别的", "特别"}


def test_lists_are_the_reports_own_and_count_anew_in_each_copy():
    template = template_of("{% for i in [1, 2] %}", "{{p x }}", "{% endfor %}")
    inserted = docx.Document()
    paragraph = inserted.add_paragraph("一")
    numbering = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(numbering))
    before = len(elements(template, "num", "word/numbering.xml"))
    filled = fill(template, {"x": inserted})
    first, second = (each.get(f"{{{W}}}val") for each in elements(filled, "numId"))
    assert first != second
    numbers = elements(filled, "num", "word/numbering.xml")
    assert len(numbers) == before + 2
    assert [len(number.findall(f"{{{W}}}lvlOverride")) for number in numbers[-2:]] == [0, 1]
    kinds = [child.tag.partition("}")[2] for child in tree(filled, "word/numbering.xml")]
    assert kinds == sorted(kinds)  # abstractNum before num


def test_a_picture_is_one_part_however_often_it_is_inserted():
    template = template_of("{{p x }}", "{{p x }}", "{{p y }}")
    filled = fill(template, {"x": Subdocument(annex()), "y": Subdocument(annex())})
    with zipfile.ZipFile(io.BytesIO(filled)) as package:
        media = [name for name in package.namelist() if name.startswith("word/media/")]
        assert package.read(media[0]) == png()
    assert len(media) == 1
    targets = related(filled)
    blips = re.findall(rb'r:embed="(\w+)"', member(filled))
    assert {targets[blip.decode()] for blip in blips} == {"media/" + media[0].rpartition("/")[2]}
    assert len(set(re.findall(rb'<wp:docPr[^>]* id="(\d+)"', member(filled)))) == 3
    assert b'Extension="png"' in member(filled, "[Content_Types].xml")


def test_links_and_bookmarks_are_the_reports_own():
    filled = fill(template_of("{{p x }}", "{{p x }}"), {"x": Subdocument(annex())})
    (relation, again) = re.findall(rb'<w:hyperlink[^>]* r:id="(\w+)"', member(filled))
    assert relation == again
    assert related(filled)[relation.decode()] == "https://a.cn/?x=1&y=2"
    starts = elements(filled, "bookmarkStart")
    assert (
        len({start.get(f"{{{W}}}name") for start in starts}) == len({start.get(f"{{{W}}}id") for start in starts}) == 2
    )
    assert [e.get(f"{{{W}}}id") for e in elements(filled, "bookmarkEnd")] == [s.get(f"{{{W}}}id") for s in starts]


def test_a_chart_comes_with_its_workbook():
    chart = b'<c:chartSpace xmlns:c="c" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
    inserted = docx.Document()
    part = Part(
        PackURI("/word/charts/chart1.xml"), "application/vnd.openxmlformats-officedocument.drawingml.chart+xml", chart
    )
    book = Part(
        PackURI("/word/embeddings/Book1.xlsx"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        b"xlsx",
    )
    part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
    relation = inserted.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    run = inserted.add_paragraph().add_run()._r
    run.append(parse_xml(f'<w:drawing {nsdecls("w", "r")} xmlns:c="c"><c:chart r:id="{relation}"/></w:drawing>'))
    filled = fill(template_of("{{p x }}"), {"x": inserted})
    (used,) = re.findall(rb'<c:chart[^>]* r:id="(\w+)"', member(filled))
    chart_name = "word/" + related(filled)[used.decode()]
    assert member(filled, chart_name) == chart
    (target,) = related(filled, chart_name).values()
    assert member(filled, "word/embeddings/" + target.rpartition("/")[2]) == b"xlsx"
    types = member(filled, "[Content_Types].xml").decode()
    assert f'PartName="/{chart_name}"' in types
    assert 'Extension="xlsx"' in types


def test_it_works_in_a_cell_and_in_a_loop():
    inserted = docx.Document()
    inserted.add_paragraph("文")
    inserted.add_table(1, 1).cell(0, 0).text = "内"
    template = doc(table(row("{% for i in [1, 2] %}{{p x }}", "{{ i }}{% endfor %}")), "末")
    filled = fill(template, {"x": inserted})
    cells = [["文", [["内"]], ""], "1"], [["文", [["内"]], ""], "2"]
    assert body(filled) == [list(cells), "末"]
    assert faults(filled) == []


def test_in_a_header_its_pictures_and_links_belong_to_the_header():
    template = doc("{{p x }}", stories={"header1.xml": root("hdr", p("{{p x }}"))})
    filled = fill(template, {"x": Subdocument(annex())})
    assert body(filled, "word/header1.xml") == TEXTS
    for name in ("word/document.xml", "word/header1.xml"):
        used = set(re.findall(rb' r:(?:id|embed)="(\w+)"', member(filled, name)))
        targets = {related(filled, name)[key.decode()].rpartition(".")[2] for key in used}
        assert targets == {"png", "cn/?x=1&y=2"}
    # One picture, one list of styles, whatever parts it stands in; and no bookmark twice.
    with zipfile.ZipFile(io.BytesIO(filled)) as package:
        assert sum(name.startswith("word/media/") for name in package.namelist()) == 1
    names = [
        start.get(f"{{{W}}}name")
        for part in ("word/document.xml", "word/header1.xml")
        for start in elements(filled, "bookmarkStart", part)
    ]
    assert len(set(names)) == len(names) == 2


def test_an_empty_document_leaves_an_empty_paragraph():
    assert seen(doc(table(row(cell("{{p x }}"), "乙"))), {"x": docx.Document()}) == [[["", "乙"]]]


def test_tags_in_a_subdocument_are_its_text():
    inserted = docx.Document()
    inserted.add_paragraph("{{ 年度 }}")
    assert seen(doc("{{p x }}"), {"x": inserted}) == ["{{ 年度 }}"]


def test_what_the_template_has_stays_to_the_byte():
    template = template_of("前", "{{p x }}", "后")
    filled = fill(template, {"x": Subdocument(annex())})
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(io.BytesIO(filled)) as new:
        for name in old.namelist():
            was, now = old.read(name), new.read(name)
            if was == now:
                continue
            at = next((i for i, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), len(was))
            if name == "word/document.xml":
                assert now.endswith(was[was.index("后".encode()) :])
            elif name != "word/numbering.xml":
                assert now.startswith(was[:at])
                assert now.endswith(was[at:]), name


def test_comments_stay_behind_and_notes_are_told():
    inserted = docx.Document()
    paragraph = inserted.add_paragraph("文")._p
    paragraph.insert(0, parse_xml(f'<w:commentRangeStart {nsdecls("w")} w:id="0"/>'))
    paragraph.append(parse_xml(f'<w:commentRangeEnd {nsdecls("w")} w:id="0"/>'))
    filled = fill(doc("{{p x }}"), {"x": inserted})
    assert b"comment" not in member(filled)
    paragraph.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    (problem,) = found(doc("{{p x }}"), {"x": inserted})
    assert problem.code == "subdocument-with-notes"


def test_a_document_of_the_other_kind_is_told():
    strict = doc("{{p x }}", namespace=STRICT)
    assert codes(strict, {"x": Subdocument(doc("文", namespace=STRICT))}) == []
    with zipfile.ZipFile(io.BytesIO(doc("文", namespace=STRICT))) as package:
        members = {name: package.read(name) for name in package.namelist()}
    members["_rels/.rels"] = members["_rels/.rels"].replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as out:
        for name, content in members.items():
            out.writestr(name, content)
    assert codes(doc("{{p x }}"), {"x": Subdocument(stream.getvalue())}) == ["subdocument-of-other-kind"]


def test_a_file_that_is_none_is_told(tmp_path):
    with pytest.raises(FillError) as caught:
        Subdocument(tmp_path / "没有.docx")
    assert [problem.code for problem in caught.value.problems] == ["no-such-file"]
    assert codes(doc("{{p x }}"), {"x": Subdocument(b"PK")}) == ["other-format"]
    assert codes(doc("附{{p x }}"), {"x": Subdocument(annex())}) == ["text-beside-paragraphs"]


def test_docxtpls_subdocuments_are_taken_as_they_are():
    template = template_of("前", "{{p x }}", "后", "{{p y }}")
    theirs = docxtpl.DocxTemplate(io.BytesIO(template))
    made = theirs.new_subdoc()
    made.add_paragraph("一", style="Heading 1")
    made.add_picture(io.BytesIO(png(b"\x00\xff\x00")), width=Mm(10))
    opened = theirs.new_subdoc(io.BytesIO(annex()))
    data = {"x": made, "y": opened}
    ours = fill(template, data)
    theirs.render(data)
    out = io.BytesIO()
    theirs.save(out)
    assert body(ours) == body(out.getvalue()) == ["前", "一", "", "后", *TEXTS]
    assert used_styles(ours) == used_styles(out.getvalue())
    assert len(re.findall(rb"r:embed=", member(ours))) == 2
    assert set(re.findall(r'r:embed="(\w+)"', member(ours).decode())) <= set(related(ours))


def test_one_value_fills_many_reports():
    template = Template(template_of("{{p x }}"))
    value = Subdocument(annex())
    outs = []
    for _ in range(2):
        stream = io.BytesIO()
        template.fill({"x": value}, stream)
        outs.append(stream.getvalue())
    assert outs[0] == outs[1]
