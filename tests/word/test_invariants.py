"""The last look: what is broken in a report is found, whoever broke it, and what is sound raises no alarm."""

from __future__ import annotations

import io
import zipfile

import pytest

from docfill import FillError, Image, RichText, Subdocument, Template
from docfill.word.ids import IdPool
from docfill.word.invariants import check_part
from docfill.word.pieces import Printed
from docfill.word.scan import scan
from tests.building import Xml, cell, codes, control, doc, member, p, package, r, root, row, table, text_box
from tests.pictures import png
from tests.validity import findings, new_findings

BEGIN, END = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
START, STOP = '<w:bookmarkStart w:id="1" w:name="甲"/>', '<w:bookmarkEnd w:id="1"/>'
DRAWING = '<w:r><w:drawing><wp:inline><wp:docPr id="7" name="图"/></wp:inline></w:drawing></w:r>'
MERGED = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"

BROKEN = {
    "no paragraph at the end of tc": table(row(Xml("<w:tc><w:tcPr/></w:tc>"))),
    "no paragraph at the end of txbxContent": p(text_box(table(row("甲")))),
    "no cell in a row": table(row(), columns=1),
    "no row in a table": table(columns=1),
    "a row off the grid": table(row("甲", "乙"), row("丙")),
    "a merge that goes on from nothing": table(row(cell("甲", properties=MERGED[1]))),
    "half a field": p(Xml(BEGIN)),
    "bookmarkStart without bookmarkEnd": p(Xml(START)),
    "bookmarkEnd without bookmarkStart": p(Xml(STOP + START), Xml(STOP)),
    "commentRangeStart without commentRangeEnd": p(Xml('<w:commentRangeStart w:id="1"/>')),
    "bookmark id used twice": p(Xml((START + STOP) * 2)),
    "bookmark name id used twice": p(Xml(START + STOP), Xml((START + STOP).replace('"1"', '"2"'))),
    "drawing id used twice": p(Xml(DRAWING * 2)),
    "paragraph id used twice": Xml('<w:p w14:paraId="0000000A"/>' * 2),
    "control id used twice": Xml(
        '<w:sdt><w:sdtPr><w:id w:val="5"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>' * 2
    ),
    "r in body": r("甲"),
    "t in p": Xml("<w:p><w:t>甲</w:t></w:p>"),
    "p in tr": table(row(Xml("<w:tc><w:p/></w:tc><w:p/>"))),
    "rPr not first in r": Xml("<w:p><w:r><w:t>甲</w:t><w:rPr/></w:r></w:p>"),
    "text outside of w:t": Xml("<w:p>甲<w:r/></w:p>"),
    "a reference to nothing": p(Xml('<w:hyperlink r:id="rId9"><w:r><w:t>甲</w:t></w:r></w:hyperlink>')),
}


def rules(document: bytes) -> set[str]:
    part = scan(member(document), "a.docx", "word/document.xml")
    return {breach.rule for breach in check_part(part, ["rId1"])}


@pytest.mark.parametrize("rule", BROKEN)
def test_what_is_broken_is_found(rule):
    assert rule in rules(doc(BROKEN[rule]))


SOUND = {
    "a cell that ends in a control": table(row(Xml(f"<w:tc>{control(p('甲'))}</w:tc>"))),
    "rows and cells in controls": table(control(row("甲", control(cell("乙")))), columns=2),
    "a text box in both its forms": p(text_box(Xml(f'<w:p w14:paraId="0000000A">{START}{STOP}{DRAWING}</w:p>'))),
    "a field over two paragraphs": p(Xml(BEGIN)) + p(Xml(END)),
    "a bookmark over two cells": table(row(cell(p(Xml(START))), cell(p(Xml(STOP))))),
    "a table in a cell": table(row(cell(table(row("甲", "乙")), "丙"), "丁"), columns=2),
    "gaps before and after": table(
        row("甲", "乙", "丙"),
        Xml(f'<w:tr><w:trPr><w:gridBefore w:val="1"/><w:gridAfter w:val="1"/></w:trPr>{cell("丁")}</w:tr>'),
    ),
    "a merge": table(*(row(cell("甲", properties=merge), "乙") for merge in MERGED), columns=2),
    "runs in what may hold them": p(
        Xml(
            f"<w:hyperlink r:id='rId1'>{r('甲')}</w:hyperlink><w:ins>{r('乙')}</w:ins>"
            f"<w:smartTag>{r('丙')}</w:smartTag>"
        )
    ),
    "text of other vocabularies": p(Xml("<w:r><w:drawing><wp:align>left</wp:align></w:drawing></w:r>")),
}


@pytest.mark.parametrize("what", SOUND)
def test_what_is_sound_raises_no_alarm(what):
    assert rules(doc(Xml(SOUND[what]))) == set()


# --- the same look before a report with more than text in it is written ---


def refused(template: bytes, data: dict[str, object]) -> list[tuple[str, str]]:
    out = io.BytesIO()
    with pytest.raises(FillError) as caught:
        Template(template).fill(data, out)
    assert out.getvalue() == b""
    return [(problem.code, problem.message("en")) for problem in caught.value.problems]


def test_a_report_that_docfill_itself_broke_is_not_written(monkeypatch):
    monkeypatch.setattr(IdPool, "new", lambda *_: "7")  # a fault of docfill's own: no id is new
    [(code, message)] = refused(doc(p(Xml(DRAWING)), "{{ 图 }}"), {"图": Image(png(9, 9))})
    assert code == "report-not-sound"
    assert message.endswith("drawing id used twice (7)")


def breaking(monkeypatch, markup: str) -> None:
    """Let every value that is more than text bring *markup*."""
    printed = Printed.__init__

    def broken(self, piece, *rest):
        piece.markup = lambda *_: markup
        printed(self, piece, *rest)

    monkeypatch.setattr(Printed, "__init__", broken)


@pytest.mark.parametrize(("markup", "told"), [("<w:x>", "XML"), ("<w:p/>", "p in p (<w:p/>)")])
def test_neither_is_one_that_is_no_xml_or_out_of_place(monkeypatch, markup, told):
    breaking(monkeypatch, markup)
    [(code, message)] = refused(doc("{{ 图 }}"), {"图": Image(png(9, 9))})
    assert (code, message.rpartition(": ")[2]) == ("report-not-sound", told)


# Where a tag stands, with what stands around it.
PLACES = {
    "the first paragraph": ["{{ x }}", "乙"],
    "the midst of a text": ["甲", p(r("乙{{ x }}丙"), r("丁")), p(Xml(BEGIN), Xml(END))],
    "a cell": [table(row("甲", cell("{{ x }}")), row("乙", "丙"), columns=2)],
    "a cell of a table in a cell": [table(row(cell(table(row("{{ x }}"), columns=1), "甲")), columns=1)],
    "a text box": [p(text_box("甲", "{{ x }}"))],
    "a hyperlink": [p(Xml(f"<w:hyperlink r:id='rId1'>{r('{{ x }}')}</w:hyperlink>"))],
    "a control": [control(p("{{ x }}"))],
    "a row that is repeated": [table(row("{% for i in n %}{{ i }}", "{{ x }}{% endfor %}"), columns=2)],
    "beside what the template breaks": [table(row(Xml("<w:tc><w:tcPr/></w:tc>"))), p(Xml(START), "{{ x }}")],
    "behind the same markup": [p(Xml("<w:r><w:t>同</w:t></w:r>")), "{{ x }}"],
}
BRINGS = {
    "p in p": "<w:p/>",
    "tc in p": "<w:tc><w:p/></w:tc>",
    "t in p": "<w:t>甲</w:t>",
    "half a field": BEGIN,
    "a field that only ends": END,
    "half a permission": '<w:permStart w:id="1"/>',
    "two drawings of one id": DRAWING.replace('"7"', '"99"') * 2,
    "text between runs": "<w:r></w:r>甲",
    "an end of the cell": "</w:p></w:tc><w:tc><w:p>",
    "no XML": "<w:r><w:t>甲</w:r></w:t>",
    "a prefix that nobody declares": "<u:r/>",
    "a reference that leads nowhere": '<w:hyperlink r:id="rId99"><w:r/></w:hyperlink>',
    "properties behind what they are for": "<w:r><w:t>甲</w:t><w:rPr/></w:r>",
}


@pytest.mark.parametrize("what", BRINGS)
@pytest.mark.parametrize("place", PLACES)
def test_what_a_value_brings_is_looked_at_wherever_it_stands(monkeypatch, place, what):
    breaking(monkeypatch, BRINGS[what])
    told = refused(doc(*PLACES[place]), {"x": Image(png(9, 9)), "n": [1, 2]})
    assert {code for code, _ in told} == {"report-not-sound"}


@pytest.mark.parametrize("place", PLACES)
def test_what_is_sound_is_brought_everywhere(monkeypatch, place):
    breaking(monkeypatch, "<w:r><w:t>同</w:t></w:r>")
    assert codes(doc(*PLACES[place]), {"x": Image(png(9, 9)), "n": [1, 2]}) == []


BLOCKS = {
    "a cell among paragraphs": "<w:tc><w:p/></w:tc>",
    "a run among paragraphs": "<w:p/><w:r/>",
    "a table without rows": "<w:tbl><w:tblPr/><w:tblGrid/></w:tbl><w:p/>",
    "a row off the grid": table(row("甲", "乙"), row("丙")) + p(""),
    "a cell without a paragraph": table(row(Xml("<w:tc><w:tcPr/></w:tc>"))) + p(""),
    "half a bookmark": p(Xml(START)),
    "an id used twice": p(Xml(DRAWING)) + p(Xml(DRAWING)),
    "two cells for one": "<w:p/></w:tc><w:tc><w:p/>",
    "no paragraph open": "</w:p><w:p>",
    "an end in a table": table(row("甲")) + "<w:bookmarkEnd w:id='8'/>",
}


@pytest.mark.parametrize("what", BLOCKS)
@pytest.mark.parametrize("place", ["body", "cell", "header"])
def test_so_are_whole_paragraphs_and_tables(monkeypatch, place, what):
    breaking(monkeypatch, BLOCKS[what])
    content = table(row("甲", "{{ x }}"), columns=2) if place == "cell" else "{{ x }}"
    template = (
        doc("甲", stories={"header1.xml": root("hdr", p(content))}) if place == "header" else doc(content, p("乙"))
    )
    told = refused(template, {"x": Subdocument(doc("甲"))})
    assert {code for code, _ in told} == {"report-not-sound"}


def test_an_id_that_the_template_has_is_told_wherever_it_has_it(monkeypatch):
    breaking(monkeypatch, DRAWING)
    [(_, message)] = refused(doc("{{ x }}", table(row(cell(p(Xml(DRAWING)))))), {"x": Image(png(9, 9))})
    assert message.endswith("drawing id used twice (7)")


LINK = '<w:hyperlink r:id="rId{}"><w:r/></w:hyperlink>'
SPANNED = (
    "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>"
    "<w:tr><w:tc><w:tcPr>{}</w:tcPr><w:p/></w:tc></w:tr></w:tbl><w:p/>"
)
# What is sound, and what differs from it in a figure only and is not.
ALIKE = {
    "an id that the template has": (DRAWING.replace('"7"', '"8"'), DRAWING),
    "a reference that leads nowhere": (LINK.format(0), LINK.format(5)),
    "the end of another permission": tuple(f'<w:permStart w:id="3"/><w:permEnd w:id="{n}"/>' for n in (3, 4)),
    "a row off the grid": tuple(SPANNED.format(f'<w:gridSpan w:val="{n}"/>') for n in (2, 3)),
}


@pytest.mark.parametrize("what", ALIKE)
def test_what_looks_like_what_was_sound_before_is_looked_at_all_the_same(monkeypatch, what):
    value = Subdocument(doc("甲")) if "tbl" in ALIKE[what][0] else Image(png(9, 9))
    template = doc(p(Xml(DRAWING)), "{{ x }}", stories={"header1.xml": root("hdr", p("甲"))})
    for _ in range(2):
        for markup, wanted in zip(ALIKE[what], (set(), {"report-not-sound"}), strict=True):
            with monkeypatch.context() as patched:
                breaking(patched, markup)
                assert set(codes(template, {"x": value})) == wanted


def test_a_paragraph_takes_no_end_of_a_bookmark_along():
    template = doc(p(Xml(START), "{{ x }}"), p("乙", Xml(STOP)))
    [(code, message)] = refused(template, {"x": Subdocument(doc("甲"))})
    assert code == "report-not-sound"
    assert "bookmarkEnd without bookmarkStart" in message


def test_what_the_template_breaks_itself_does_not_stop_a_fill():
    template = doc(p(Xml(DRAWING * 2)), p(Xml(BEGIN)), "{{ 图 }}")
    out = io.BytesIO()
    Template(template).fill({"图": Image(png(9, 9))}, out)
    assert out.getvalue()


# --- the judges of the tests ---

NEW = {
    "the order of properties": table(row(cell("甲", properties='<w:vMerge/><w:gridSpan w:val="1"/>'))),
    "a value that is none": p("甲", properties='<w:jc w:val="middle"/>'),
    "a cell without a paragraph": table(row(Xml("<w:tc><w:tcPr/></w:tc>"))),
    "an id used twice": p(Xml(DRAWING * 2)),
    "a note that is not there": p(Xml('<w:r><w:footnoteReference w:id="7"/></w:r>')),
}


@pytest.mark.parametrize("fault", NEW)
def test_the_judges_find_what_a_report_has_and_its_template_has_not(fault):
    assert new_findings(doc("甲"), doc(NEW[fault])) != []
    assert new_findings(doc("甲", NEW[fault]), doc(NEW[fault], "甲")) == []


def test_the_judges_find_a_member_twice_and_one_of_no_type():
    sound = doc("甲")
    stream = io.BytesIO(sound)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(stream, "a") as opened:
        opened.writestr("word/document.xml", member(sound))
    assert any("duplicate" in sentence for sentence in new_findings(sound, stream.getvalue()))
    untyped = package(root("document", f"<w:body>{p('甲')}</w:body>"), extra={"word/media/a.png": png(9, 9)})
    assert any("content types" in sentence for sentence in findings(untyped).values())


def test_a_reference_of_the_template_that_leads_nowhere_stops_no_value():
    link = Xml('<w:hyperlink r:id="rId99"><w:r><w:t>甲</w:t></w:r></w:hyperlink>')
    assert codes(doc(p(link), "{{ x }}"), {"x": RichText("乙", bold=True)}) == []
