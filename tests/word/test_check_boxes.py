"""Check boxes: controls whose title is a tag are ticked as its value says; signs in the text by a filter."""

from __future__ import annotations

import re

import pytest

from tests.building import Xml, body, cell, codes, doc, elements, faults, fill, found, member, p, r, row, table

W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


def box(title: str, checked: str = "0", states: str | None = None, shown: str = "<w:t>☐</w:t>") -> Xml:
    """Return a check-box control as Word writes it."""
    if states is None:
        states = '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        states += '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/>'
    state = f'<w14:checked w14:val="{checked}"/>' if checked else ""
    fonts = '<w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"/>'
    return Xml(
        f'<w:sdt><w:sdtPr><w:alias w:val="{title}"/><w:tag w:val="t"/><w:id w:val="7"/>'
        f"<w14:checkbox {W14}>{state}{states}</w14:checkbox></w:sdtPr>"
        f'<w:sdtContent><w:r><w:rPr>{fonts}<w:sz w:val="28"/></w:rPr>{shown}</w:r></w:sdtContent></w:sdt>'
    )


def states(content: bytes) -> list[str]:
    return re.findall(r'<w14:checked w14:val="(\d)"/>', member(content).decode())


@pytest.mark.parametrize(
    ("value", "sign"),
    [(True, "☒"), (False, "☐"), ("是", "☒"), ("否", "☐"), ("√", "☒"), (1, "☒"), (0, "☐"), (None, "☐"), ("", "☐")],
)
def test_a_check_box_whose_title_is_a_tag_says_what_the_value_says(value, sign):
    template = doc(p(box("{{ 同意 }}"), r("同意")))
    filled = fill(template, {"同意": value})
    assert body(filled) == [f"{sign}同意"]
    assert states(filled) == [str(int(sign == "☒"))]
    assert 'w:alias w:val="同意"' in member(filled).decode()
    assert len(elements(filled, "sz")) == 1
    assert faults(filled) == []


def test_the_control_decides_by_which_sign_and_in_which_font():
    own = '<w14:checkedState w14:val="00FE" w14:font="Wingdings"/>'
    own += '<w14:uncheckedState w14:val="00A8" w14:font="Wingdings"/>'
    template = doc(p(box("{{ a }}", states=own), box("{{ b }}", "1", own, '<w:sym w:font="Wingdings" w:char="F0FE"/>')))
    filled = fill(template, {"a": True, "b": False})
    assert body(filled) == ["\u00fe\u00a8"]
    assert states(filled) == ["1", "0"]
    assert member(filled).decode().count('w:ascii="Wingdings"') == 2


@pytest.mark.parametrize("sign", ["", "甲", "0", "D800", "FFFE", "110000", "9" * 5_000])
def test_a_control_that_names_no_character_has_the_sign_of_word(sign):
    own = f'<w14:checkedState w14:val="{sign}" w14:font="A&amp;B"/>'
    filled = fill(doc(p(box("{{ a }}", states=own))), {"a": True})
    assert body(filled) == ["☒"]
    assert 'w:ascii="A&amp;B"' in member(filled).decode()


def test_a_sign_that_means_something_in_xml_is_a_character():
    filled = fill(doc(p(box("{{ a }}", states='<w14:checkedState w14:val="003C"/>'))), {"a": True})
    assert body(filled) == ["<"]


def test_a_control_that_says_nothing_of_its_signs_has_those_of_word():
    filled = fill(doc(p(box("{{ a }}", "", ""))), {"a": 1})
    assert (body(filled), states(filled)) == (["☒"], ["1"])


def test_check_boxes_work_in_loops_and_cells():
    template = doc(table(row(cell(p("{% for x in l %}", box("{{ x.可以 }}"))), "{{ x.名 }}{% endfor %}")))
    filled = fill(template, {"l": [{"可以": "是", "名": "甲"}, {"可以": "否", "名": "乙"}]})
    assert body(filled) == [[["☒", "甲"], ["☐", "乙"]]]
    assert states(filled) == ["1", "0"]
    assert len(set(re.findall(r'<w:id w:val="(\d+)"/>', member(filled).decode()))) == 2


def test_an_expression_may_decide():
    filled = fill(doc(p(box("{{ 件数 &gt; 3 }}"))), {"件数": 4})
    assert states(filled) == ["1"]


def test_what_is_neither_yes_nor_no_is_told():
    template = doc("一", p(box("{{ 同意 }}")))
    (problem,) = found(template, {"同意": "也许"})
    assert (problem.code, problem.place.steps[0]) == ("tick-is-not-clear", ("paragraph", 2))
    assert codes(template) == ["missing-value"]


def test_a_control_with_another_title_is_left_alone():
    template = doc(p(box("同意", "1")), "{{ x }}")
    filled = fill(template, {"x": 1})
    assert states(filled) == ["1"]
    assert states(fill(doc(p(box("{{ x }}号"))), {"x": 1})) == ["0"]


def test_a_sign_in_the_text_is_made_by_a_filter():
    assert body(fill(doc("{{ x|勾选 }}同意{{ x|check('√', '') }}"), {"x": "是"})) == ["☑同意√"]
