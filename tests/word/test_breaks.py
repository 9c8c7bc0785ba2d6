"""docxtpl's signs in a value: a new paragraph, a new page; and its Listing, which is plain text."""

from __future__ import annotations

import docxtpl
import pytest

from tests.building import body, cell, control, doc, elements, faults, fill, found, looks, p, r, row, seen, table


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
