"""Damage in what a fill only carries over, and parts that cost more than they hold."""

from __future__ import annotations

import tracemalloc
import zlib
from typing import TYPE_CHECKING

import pytest

from docfill import FillError, Image, Template, read_workbook, workbook
from docfill.cli import main
from docfill.limits import LIMITS
from tests.building import (
    MAIN,
    R,
    Xml,
    cell,
    codes,
    doc,
    faults,
    fill,
    found,
    member,
    p,
    package,
    root,
    row,
    save,
    table,
)
from tests.pictures import png

if TYPE_CHECKING:
    from pathlib import Path

    from docfill.limits import Limits

TEXT = root("document", "<w:body><w:p><w:r><w:t>{{ a }}</w:t></w:r></w:p></w:body>")
STYLES = {"styles.xml": root("styles", "<w:style/>")}


def refused(content: bytes, limits: Limits = LIMITS) -> list[tuple[str, str]]:
    """Return the code and the member of each problem of the template *content*."""
    with pytest.raises(FillError) as caught:
        Template(content, limits=limits)
    return [(problem.code, problem.place.member) for problem in caught.value.problems]


def spoiled(content: bytes, name: str) -> bytes:
    """Return the package with one bit of the packed content of *name* turned."""
    packed = zlib.compressobj(-1, zlib.DEFLATED, -15)
    whole = packed.compress(member(content, name)) + packed.flush()
    at = content.index(whole) + len(whole) // 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.mark.parametrize("encoding", ["gbk", "big5", "utf-7", "fontTable.xml", "idna"])
def test_a_part_in_an_encoding_that_expat_does_not_know_is_carried_over(encoding: str) -> None:
    styles = root("styles", "<w:style/>").replace("UTF-8", encoding)
    assert codes(package(TEXT, {"styles.xml": styles}), {"a": 1}) == []


@pytest.mark.parametrize("text", ["{{ a }}", "no tag at all"])
@pytest.mark.parametrize("name", ["word/styles.xml", "word/media/image1.png", "word/_rels/document.xml.rels"])
def test_a_bit_that_was_turned_in_a_part_without_tags_is_told(text: str, name: str) -> None:
    body = TEXT.replace("{{ a }}", text)
    whole = package(body, STYLES, extra={"word/media/image1.png": bytes(range(256)) * 9})

    assert codes(whole, {"a": 1}) == []
    assert refused(spoiled(whole, name)) == [("broken-package", name)]


@pytest.mark.parametrize(
    ("styles", "code"),
    [
        ("<w:styles", "malformed-part"),
        ("", "malformed-part"),
        ("<!DOCTYPE a><a/>", "document-type-in-part"),
    ],
)
def test_a_part_of_words_that_is_no_xml_is_told_though_it_has_no_tags(styles: str, code: str) -> None:
    assert refused(package(TEXT, {"styles.xml": styles})) == [(code, "word/styles.xml")]


def test_what_was_found_whole_in_one_template_is_looked_at_in_another_as_what_it_is_there() -> None:
    content, large = b"<not" + b" " * 3_000, root("styles", "<w:style/>" * 300).encode()
    narrow = LIMITS._replace(part_bytes=len(large) - 1)

    assert codes(package(TEXT, extra={"customXml/item1.xml": content}), {"a": 1}) == []
    for _ in range(2):
        assert refused(package(TEXT, {"styles.xml": content.decode()})) == [("malformed-part", "word/styles.xml")]
    template = package(TEXT, {"styles.xml": large.decode()})
    assert codes(template, {"a": 1}) == []
    assert codes(template, {"a": 1}) == []
    assert refused(template, narrow) == [("package-too-large", "word/styles.xml")]


def test_what_other_programs_keep_in_a_document_may_be_anything() -> None:
    kept = {"customXml/item1.xml": b"<not", "word/media/image1.emf": b"", "other/part.xml": b"\xff"}

    assert codes(package(TEXT, extra=kept), {"a": 1}) == []


def test_a_whole_document_within_the_document_is_no_xml() -> None:
    types = member(package(TEXT), "[Content_Types].xml").decode()
    embedded = f'<Override PartName="/word/afchunk.docx" ContentType="{MAIN}"/></Types>'
    extra = {"[Content_Types].xml": types.replace("</Types>", embedded).encode(), "word/afchunk.docx": package(TEXT)}

    assert codes(package(TEXT, extra=extra), {"a": 1}) == []


def test_comments_without_end_behind_a_list_take_no_more_memory_than_they_are_long() -> None:
    types = member(package(TEXT), "[Content_Types].xml") + b"<!-- -->" * 200_000
    template = package(TEXT, extra={"[Content_Types].xml": types})
    tracemalloc.start()
    try:
        fill(template, {"a": Image(png())})
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20 * len(types)


@pytest.mark.parametrize("inside", ["<w:t>{}</w:t>", "<w:i>{}</w:i>", "甲<w:t><w:t/>{}</w:t>"])
def test_a_tag_in_an_element_within_a_text_is_told(inside: str) -> None:
    text = Xml(f"<w:r><w:t>{inside.format('{% if a %}')}</w:t></w:r>")

    assert codes(doc(p(text, "乙{% endif %}")), {"a": 1}) == ["tag-not-understood"]


@pytest.mark.parametrize("inside", ["<!-- a --><w:t/>甲", "<w:i></w:i><?x y?>"])
def test_an_element_beside_a_tag_in_a_text_is_none_of_its_business(inside: str) -> None:
    text = Xml(f"<w:r><w:t>{inside}{{% if a %}}</w:t></w:r>")

    assert codes(doc(p(text, "乙{% endif %}")), {"a": 1}) == []


def test_a_cell_that_no_row_would_show_has_no_cells_beside_it() -> None:
    odd = Xml(f"<w:tr><w:r>{cell('{% vm %}{{ x }}')}</w:r></w:tr>")
    rows = [row("{%tr for x in rows %}"), odd, row("乙"), row("{%tr endfor %}")]

    assert codes(doc(table(*rows, columns=1)), {"rows": [1, 2]}) == []


NUMBERS = ["²", "9" * 5_000, "99999999999999999999", "999999999", "-1", "甲", "", "1.2.3"]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_word_could_not_mean_is_none(number: str) -> None:
    spanned = cell("{#tc 注 #}", "甲", properties=f'<w:gridSpan w:val="{number}"/>')
    gaps = f'<w:tr><w:trPr><w:gridBefore w:val="{number}"/><w:gridAfter w:val="{number}"/></w:trPr>{spanned}'
    cells = cell("{%tc for x in rows %}"), cell("{{ x }}", properties=f'<w:gridSpan w:val="{number}"/>')
    rows = (
        Xml(f"{gaps}{cell('乙')}</w:tr>"),
        row(*cells, cell("{%tc endfor %}"), Xml(cell("丙").replace("1000", number))),
        row(cell("丁", properties=f'<w:gridSpan w:val="{number}"/>')),
    )
    figures = Xml(table(*rows, columns=3).replace('<w:gridCol w:w="1000"/>', f'<w:gridCol w:w="{number}"/>'))
    look = f'<w:spacing w:line="{number}" w:lineRule="exact"/>'
    drawing = f'<w:drawing><wp:inline><wp:extent cx="{number}" cy="{number}"/><wp:docPr id="{number}" name="x"/>'
    ranged = f'<w:bookmarkStart w:id="{number}" w:name="n"/><w:bookmarkEnd w:id="{number}"/>'
    shape = f'<w:pict><v:shape style="width:{number}pt;height:{number}pt"><v:textbox><w:txbxContent>'
    blocks = [
        figures,
        "{%p for x in rows %}",
        p(Xml(f"{ranged}<w:r>{drawing}</wp:inline></w:drawing></w:r>"), properties=look),
        "{%p endfor %}",
        p("{{ 图 }}", properties=look),
        p(Xml(f"<w:r>{shape}{p('{{ 图 }}')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>")),
    ]
    section = (
        f'<w:sectPr><w:pgSz w:w="{number}" w:h="{number}"/><w:cols w:num="{number}" w:space="{number}"/></w:sectPr>'
    )
    body = root("document", f"<w:body>{''.join(b if isinstance(b, Xml) else p(b) for b in blocks)}{section}</w:body>")
    rels = f'<Relationship Id="rId{number}" Type="{R}/styles" Target="styles.xml"/></Relationships>'
    there = member(package(body, STYLES), "word/_rels/document.xml.rels").decode()
    extra = {"word/_rels/document.xml.rels": there.replace("</Relationships>", rels).encode()}
    template = package(body, STYLES, extra=extra)

    assert faults(fill(template, {"rows": [1, 2], "图": Image(png())})) == []


@pytest.mark.parametrize("number", NUMBERS)
def test_tables_for_the_workbook_may_have_numbers_that_word_could_not_mean(number: str, tmp_path: Path) -> None:
    spanned = table(row("甲", "乙"), row(cell("{{ a }}", properties=f'<w:gridSpan w:val="{number}"/>')))
    save(tmp_path / "template.docx", doc(spanned))
    (tmp_path / "form.toml").write_text('title = "x"\n[fields.a]\n', "utf-8")

    assert workbook(tmp_path, tmp_path / "填报.xlsx").problems == ()
    assert read_workbook(tmp_path / "填报.xlsx")["a"] is None


def test_a_fault_of_xml_is_told_by_line_and_column() -> None:
    (problem,) = found(package(TEXT.replace("<w:body>", "<w:body>\n  <w:p>")))

    assert (problem.code, problem.details["line"]) == ("malformed-part", "3")
    assert "line 3" in problem.message("en")
    assert "第 3 行" in problem.message("zh")


@pytest.mark.parametrize("encoding", ["punycode", "unicode_escape", "utf_8", "latin-1", "rot13", "zlib", "nonsense"])
def test_an_encoding_that_readers_of_xml_do_not_know_is_refused(encoding: str) -> None:
    content = TEXT.replace("UTF-8", encoding).encode("ascii")

    assert refused(package(content)) == [("part-encoding", "word/document.xml")]


@pytest.mark.parametrize("content", ["", "no XML", TEXT[:-20]])
def test_no_workbook_is_made_from_a_template_that_is_damaged(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template = save(tmp_path / "表.docx", package(content))

    assert main(["workbook", str(template), "-o", str(tmp_path / "填报.xlsx"), "--lang", "en"]) == 1
    assert "error[malformed-part]" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["表.docx"]


@pytest.mark.parametrize("text", ["{{", "}}", "{#", "{%", '{{ "', "{{ a" + " " * 20, "{"])
def test_a_paragraph_of_nothing_but_braces_costs_little_and_tells_little(text: str) -> None:
    problems = found(doc("{{ a }}", text * 20_000), {"a": 1})

    assert len(problems) <= 50


def test_what_is_told_of_a_long_paragraph_is_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    template = save(tmp_path / "t.docx", doc("{{ a }}", "甲" * 300_000 + "}}" + "乙" * 300_000))

    assert main(["check", str(template), "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "甲}}乙" in told
    assert len(told) < 600


def test_a_tag_as_long_as_a_book_is_told_by_its_beginning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    template = save(tmp_path / "t.docx", doc(p("{{ " + "a" * 200_000 + " b }}")))

    assert main(["check", str(template), "--lang", "en"]) == 1
    assert len(capsys.readouterr().out) < 4_000


def test_a_relationship_of_the_document_to_itself_is_carried_over() -> None:
    loop = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{R}/header" Target="document.xml"/></Relationships>'
    )

    assert codes(package(TEXT, extra={"word/_rels/document.xml.rels": loop.encode()}), {"a": 1}) == []


@pytest.mark.parametrize(
    "main_part", ["<a/>", "<html><body/></html>", root("styles", ""), TEXT.replace("/2006/", "/1999/")]
)
def test_a_main_part_that_is_no_document_is_told(main_part: str) -> None:
    assert refused(package(main_part.replace("{{ a }}", "a"))) == [("not-a-document", "word/document.xml")]
