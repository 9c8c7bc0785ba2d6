"""docxtpl's signs in a value: a new paragraph, a new page; and its Listing, which is plain text."""

from __future__ import annotations

import docxtpl
import pytest

from docfill import Image, RichText
from tests.building import (
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
    looks,
    p,
    r,
    row,
    seen,
    table,
)
from tests.pictures import png


@pytest.mark.parametrize("value", ["一\a二", docxtpl.Listing("一\a二")], ids=["text", "Listing"])
def test_a_bell_begins_a_new_paragraph_of_the_same_format(value):
    template = doc(p(r("甲{{ x }}乙", "<w:b/>"), properties='<w:jc w:val="center"/>'))
    filled = fill(template, {"x": value})
    assert body(filled) == ["甲一", "二乙"]
    assert [[text for text, _ in paragraph] for paragraph in looks(filled)] == [["甲一"], ["二乙"]]
    assert {look for paragraph in looks(filled) for _, look in paragraph} == {look for _, look in looks(template)[0]}
    assert len(elements(filled, "jc")) == 2


def test_a_form_feed_begins_a_new_page_in_a_paragraph_of_its_own():
    filled = fill(doc("甲{{ x }}乙"), {"x": "一\f二"})
    assert body(filled) == ["甲一", "\n", "二乙"]
    assert len(elements(filled, "br")) == 1
    assert faults(filled) == []


def test_breaks_work_in_a_cell_and_by_way_of_a_macro():
    assert seen(doc(table(row("{{ x }}", "乙"))), {"x": "一\a二"}) == [[[["一", "二"], "乙"]]]
    template = doc("{% macro m(v) %}（{{ v }}）{% endmacro %}甲{{ m(x) }}")
    assert seen(template, {"x": "一\a二"}) == ["甲（一", "二）"]


def test_a_listing_is_plain_text_that_is_escaped_once():
    assert seen(doc("{{ x }}"), {"x": docxtpl.Listing("a < b & c\td")}) == ["a < b & c\td"]
    assert seen(doc("{{ x }}"), {"x": docxtpl.Listing(12)}) == ["12"]


def test_a_paragraph_that_cannot_be_ended_is_told():
    (problem,) = found(doc(p(control(r("{{ x }}")))), {"x": "一\a二"})
    assert (problem.code, problem.place.steps) == ("paragraphs-cannot-repeat", (("paragraph", 1),))
    assert found(doc(table(row(cell("{{ x }}")))), {"x": "一\a二"}) == []


def test_a_value_that_brings_paragraphs_is_told_where_there_can_be_none():
    template = doc(p(r("{{ x }}"), properties="<w:sectPr/>"))
    assert [problem.code for problem in found(template, {"x": "一\a二"})] == ["paragraphs-cannot-repeat"]


_OWN = f'xmlns:x="{W}"'
_OF_THEIR_OWN = {
    "text": f"<w:p><w:r><x:t {_OWN}>甲{{{{ v }}}}乙</x:t></w:r></w:p>",
    "run": f"<w:p><x:r {_OWN}><x:rPr><x:b/></x:rPr><x:t>甲{{{{ v }}}}乙</x:t></x:r></w:p>",
    "paragraph": f'<x:p {_OWN}><x:pPr><x:jc x:val="center"/></x:pPr><x:r><x:t>甲{{{{ v }}}}乙</x:t></x:r></x:p>',
}


@pytest.mark.parametrize("paragraph", _OF_THEIR_OWN.values(), ids=_OF_THEIR_OWN.keys())
@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("一\a二", ["甲一", "二乙"]),
        ("一\f二", ["甲一", "\n", "二乙"]),
        (RichText("一\n二", size=12), ["甲一\n二乙"]),
        (RichText("一\f二", color="FF0000"), ["甲一", "\n", "二乙"]),
        (Image(png(2, 2)), ["甲乙"]),
    ],
    ids=["bell", "form feed", "rich text", "rich text with a page", "picture"],
)
def test_what_a_value_brings_declares_the_prefix_that_its_text_run_or_paragraph_declares(paragraph, value, wanted):
    assert seen(doc(Xml(paragraph)), {"v": value}) == wanted


def test_paragraphs_of_a_value_declare_the_prefix_that_their_paragraph_declares():
    text = docxtpl.RichTextParagraph("一")
    text.add("二")
    template = doc(Xml(f"<x:p {_OWN}><x:r><x:t>{{{{p v }}}}</x:t></x:r></x:p>"))
    assert seen(template, {"v": text}) == ["一", "二"]
