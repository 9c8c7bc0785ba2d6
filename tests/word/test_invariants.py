"""The last look: what is broken in a report is found, whoever broke it, and what is sound raises no alarm."""

from __future__ import annotations

import io
import zipfile

import pytest

from docfill import FillError, Image, RichText, Template
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


@pytest.mark.parametrize(("markup", "told"), [("<w:x>", "XML"), ("<w:p/>", "p in p (<w:p/>)")])
def test_neither_is_one_that_is_no_xml_or_out_of_place(monkeypatch, markup, told):
    printed = Printed.__init__

    def broken(self, piece, *rest):
        piece.markup = lambda *_: markup
        printed(self, piece, *rest)

    monkeypatch.setattr(Printed, "__init__", broken)
    [(code, message)] = refused(doc("{{ 图 }}"), {"图": Image(png(9, 9))})
    assert (code, message.rpartition(": ")[2]) == ("report-not-sound", told)


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
