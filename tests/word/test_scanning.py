"""Scanning: what is read only when it is asked for is what would have been read at once, however it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from docfill import Template
from docfill.problems import Problems
from docfill.word.paragraphs import Paragraph
from docfill.word.scan import scan
from docfill.word.tags import find_tags
from tests.building import (
    STRICT,
    W,
    Xml,
    cell,
    codes,
    control,
    doc,
    fill,
    found,
    member,
    p,
    r,
    row,
    seen,
    table,
    text_box,
)

if TYPE_CHECKING:
    from docfill.word.scan import Element, Part

TAG, TEXT = "<w:r><w:t>{{ a }}</w:t></w:r>", "<w:r><w:t>字</w:t></w:r>"

LONG = '<w:jc w:val="left"/>' * 60

# Bodies -> what a reader of the report sees where `a` is 1.
BODIES = {
    "paragraphs": (["无", "{{ a }}", p(r("{{ "), r("a }}"), "后"), Xml("<w:p/>")], ["无", "1", "1后", ""]),
    "cells and rows": (
        [table(row("无", "{{ a }}"), row("无", "无"), row("{{ a }}", "无"))],
        [[["无", "1"], ["无", "无"], ["1", "无"]]],
    ),
    "a table in a cell": ([table(row(cell(table(row("{{ a }}", "无")), "后"), "无"))], None),
    "a table in a cell, no tag in it": ([table(row(cell(table(row("无")), "后"), "{{ a }}"))], None),
    "a text box without a tag": ([p(text_box("盒"), "{{ a }}")], None),
    "a text box with a tag": ([p("前", text_box("{{ a }}", "无"), "后"), "{{ a }}"], None),
    "paragraphs with attributes": ([p(text_box(Xml(f'<w:p w:rsidR="1">{TEXT}</w:p>')), "{{ a }}")], None),
    "an empty paragraph in a paragraph": ([p(text_box(Xml("<w:p/>")), "{{ a }}")], None),
    "a table in a text box in a cell": (
        [table(row(cell(p("前", text_box(table(row("{{ a }}")), "无"), "后"), "{{ a }}")))],
        None,
    ),
    "a text box in a cell": (
        [table(row(p("前", text_box("{{ a }}")), p("前", text_box(Xml("<w:p/>")), "{{ a }}")))],
        None,
    ),
    "a control": ([control(p("无"), p("{{ a }}")), table(control(row("无", "{{ a }}")))], None),
    "breaks and tabs": ([p(Xml("<w:r><w:t>前</w:t><w:br/><w:tab/></w:r>"), "{{ a }}")], None),
    "a break before the only text": ([Xml(f"<w:p><w:r><w:br/></w:r>{TAG}</w:p>")], ["\n1"]),
    "a break behind the only text": ([Xml(f"<w:p>{TAG}<w:r><w:br/></w:r></w:p>")], ["1\n"]),
    "a reference in the only text": (["{{ a }}&"], ["1&"]),
    "properties behind the only text": ([Xml(f"<w:p>{TAG}<w:r><w:rPr><w:b/></w:rPr></w:r></w:p>")], ["1"]),
    "a name and nothing else": (["{{ a }}", p("{{a}}"), table(row("{{ a }}", "{{a }}"))], None),
    "names with more beside them": (
        ["{{ a }}{{ a }}", "{{ a }} ", "｛{{ a }}", "{{ a }}}", p(r("前"), "{{ a }}")],
        None,
    ),
    "names behind long properties": (
        [
            p("{{ a }}", properties=LONG),
            table(row(cell("{{ a }}", properties='<w:tcW w:w="9"/>' * 70), cell(p("{{ a }}", properties=LONG)))),
        ],
        None,
    ),
    "a tab stop": ([p("{{ a }}", properties='<w:tabs><w:tab w:val="left" w:pos="9"/></w:tabs>')], ["1"]),
}

# What Word would not write, but an XML parser lets pass.
STRANGE = {
    "an element in the text": ([Xml("<w:p><w:r><w:t>{{ a<w:x/> }}</w:t></w:r></w:p>")], None),
    "an attribute of the text": ([Xml('<w:p><w:r><w:t w:x="a>b">{{ a }}</w:t></w:r></w:p>')], None),
    "a text without a run": ([Xml("<w:p><w:t>{{ a }}</w:t></w:p>")], None),
    "text in properties": ([Xml(f"<w:p><w:pPr><w:rPr><w:ins>{TAG}</w:ins></w:rPr></w:pPr></w:p>")], None),
    "a cell in a cell's properties": (
        [
            Xml(
                f"<w:tc{more}><w:tcPr><w:tc{more}><w:tcPr><w:tcW/></w:tcPr><w:p>{TAG}</w:p></w:tc></w:tcPr>{behind}</w:tc>"
            )
            for more in ("", ' w:id="1"')
            for behind in ("", f"<w:p>{TAG}</w:p>")
        ],
        None,
    ),
    "cells with more than a paragraph": (
        [
            table(
                row(
                    cell(p("{{ a }}"), Xml('<w:bookmarkStart w:id="1" w:name="b"/>'), properties='<w:tcW w:w="9"/>'),
                    cell(Xml('<w:permStart w:id="1"/>'), p("{{ a }}")),
                    cell(Xml('<w:p w:rsidR="1">{{ a }}</w:p>')),
                    cell(control(p("{{ a }}"))),
                    cell(Xml("<w:p/>"), properties='<w:tcW w:w="9" w:type="{{ a }}"/>'),
                    cell(p("{{ a }}"), "", p("{{ a }}")),
                    Xml(f'<w:tc w:id="1"><w:tcPr><w:tcW w:w="9"/></w:tcPr><w:p w:rsidR="1">{TAG}</w:p></w:tc>'),
                )
            )
        ],
        None,
    ),
    "a cell in a paragraph": (
        [
            table(row(Xml(f"<w:tc><w:p><w:tc><w:p>{TAG}</w:p></w:tc></w:p></w:tc>"))),
            table(row(Xml(f"<w:tc><w:p>{TAG}<w:tc><w:p>{TAG}</w:p></w:tc></w:p></w:tc>"))),
            table(row(Xml(f"<w:tc><w:p>{TAG}<w:r><w:tc/></w:r></w:p></w:tc>"))),
        ],
        None,
    ),
    "text beside elements": ([Xml("<w:p>{{ a }}<w:r><w:tab/>{{ a }}</w:r></w:p>")], None),
}

# Ways to write a document that Word's own is never written in.
ODD_WAYS = {
    "a space in an end tag": ("</w:p>", "</w:p >"),
    "a line break in a tag": ("<w:p>", "<w:p\n>"),
    "a tab before attributes": ("<w:tc>", '<w:tc\tw:id="a">'),
    "a comment with an end tag": ("<w:p>", "<w:p><!-- </w:p></w:tc></w:tr> -->"),
    "an instruction with an end tag": ("<w:p>", "<w:p><?x </w:p></w:tc></w:tr> ?>"),
    "a name for the namespace again": ("<w:p>", f'<w:p xmlns:v2="{W}">'),
    "an attribute with a bracket": ("<w:t>", '<w:t w:x="a>b">'),
}


def _in_tree(part: Part) -> list[tuple[object, ...]]:
    def one(element: Element) -> tuple[object, ...]:
        around = element.parent.start if element.parent is not None else None
        return element.kind, element.tag, element.start, element.inner, element.inner_end, element.end, around

    return [one(element) for element in part.root.walk() if element is not part.root]


def _text(part: Part, element: Element) -> tuple[str, list[int], list[int], list[int]]:
    paragraph = Paragraph(part, element)
    owners = [owner.start for owner in paragraph.owners]
    return paragraph.text, list(paragraph.starts), list(paragraph.ends), owners


def _at_once(content: bytes) -> Part:
    """Return the part with all in it read: a comment makes it one that is not written as Word writes them."""
    return scan(content + b"<!-- -->", "a.docx", "word/document.xml")


def _tags(part: Part) -> list[tuple[object, ...]]:
    """Return what is known of the tags in paragraphs, and of the paragraphs."""
    problems = Problems()
    paragraphs = [one for one in find_tags(part, problems) if one.elsewhere is None]
    return [
        *((one.text, one.rest, list(one.starts), one.is_tidy) for one in paragraphs),
        *((tag.source, list(tag.pieces), tag.first.start, tag.place) for one in paragraphs for tag in one.tags),
        *((problem.code, problem.place) for problem in problems),
    ]


@pytest.mark.parametrize("namespace", [W, STRICT])
@pytest.mark.parametrize(("blocks", "_"), {**BODIES, **STRANGE}.values(), ids=[*BODIES, *STRANGE])
def test_what_is_read_when_it_is_asked_for_is_what_would_have_been_read_at_once(blocks, _, namespace):
    content = member(doc("{{ a }}", *blocks, namespace=namespace))
    part, other = scan(content, "a.docx", "word/document.xml"), _at_once(content)
    assert any(paragraph.is_unread for paragraph in part.paragraphs)
    assert not any(paragraph.is_unread for paragraph in other.paragraphs)
    assert [_text(part, paragraph) for paragraph in part.paragraphs] == [
        _text(other, paragraph)
        for paragraph in other.paragraphs
        if paragraph.start in {tagged.start for tagged in part.paragraphs}
    ]
    assert _tags(part) == _tags(other)
    assert _in_tree(part) == _in_tree(other)


@pytest.mark.parametrize(("blocks", "expected"), [body for body in BODIES.values() if body[1] is not None])
def test_text_is_the_same_in_a_paragraph_of_one_text_and_of_many(blocks, expected):
    assert seen(doc(*blocks), {"a": 1}) == expected


@pytest.mark.parametrize(("usual", "odd"), ODD_WAYS.values(), ids=ODD_WAYS)
def test_a_document_that_is_written_in_another_way_comes_out_the_same(usual, odd):
    blocks = [block if isinstance(block, Xml) else p(block) for body, _ in BODIES.values() for block in body]
    template, other = doc(*blocks), doc(*[Xml(block.replace(usual, odd)) for block in blocks])
    assert seen(other, {"a": 1}) == seen(template, {"a": 1})
    assert [problem.place.steps for problem in found(other)] == [problem.place.steps for problem in found(template)]


def test_a_paragraph_in_a_paragraph_ends_where_its_own_end_tag_has_a_space():
    template = doc(p("前", text_box("{{ a }}"), "后"), "{{ a }}")
    inner = Xml(p("{{ a }}").replace("</w:p>", "</w:p >"))
    assert seen(doc(p("前", text_box(inner), "后"), "{{ a }}"), {"a": 1}) == seen(template, {"a": 1})
    assert [str(problem) for problem in found(doc(p("前", text_box(inner), "后")))] == [
        str(problem) for problem in found(doc(p("前", text_box("{{ a }}"), "后")))
    ]


def test_what_stands_in_properties_is_no_text_of_the_paragraph():
    properties = f"<w:rPr><w:ins>{TAG}</w:ins></w:rPr>"
    assert Template(doc(Xml(f"<w:p><w:pPr>{properties}</w:pPr></w:p>"))).fields == ()


def test_a_paragraph_of_another_prefix_in_a_text_box_is_filled():
    inner = f'<x:p xmlns:x="{W}"><x:r><x:t>{{{{ a }}}}</x:t></x:r></x:p>'
    assert b"{{" not in member(fill(doc(p("前", text_box(Xml(inner)), "后")), {"a": 1}))


@pytest.mark.parametrize("tagged", ["{{ a }}", ""])
def test_elements_may_be_nested_as_deep_in_what_is_not_read_at_once(tagged):
    deep = Xml(f"<w:p>{'<w:ins>' * 300}{TEXT}{'</w:ins>' * 300}</w:p>")
    assert codes(doc(deep, tagged, "{{ a }}"), {"a": 1}) == []
    deeper = Xml(f"<w:p>{'<w:ins>' * 401}{TEXT}{'</w:ins>' * 401}</w:p>")
    assert codes(doc(deeper, tagged, "{{ a }}"), {"a": 1}) == ["part-too-deep"]
    in_a_cell = table(row(cell(Xml(f"{'<w:sdt><w:sdtContent>' * 150}<w:p/>{'</w:sdtContent></w:sdt>' * 150}"), deep)))
    assert codes(doc(in_a_cell, "{{ a }}"), {"a": 1}) == []
