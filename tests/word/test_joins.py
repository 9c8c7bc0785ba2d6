"""Jinja's marks against white space, ``{%-`` and ``-%}``: lines that are joined, and white space that goes."""

from __future__ import annotations

import pytest

from tests.building import (
    Xml,
    cell,
    codes,
    control,
    doc,
    elements,
    faults,
    fill,
    found,
    ids,
    looks,
    marked,
    p,
    paragraph_text,
    r,
    root,
    row,
    seen,
    table,
    text_box,
)

DATA = {"yes": True, "no": False, "x": "X", "rows": [1, 2, 3]}
BREAK = Xml("<w:r><w:br/></w:r>")
KEPT = "\u00a0"


@pytest.mark.parametrize(("town", "text"), [(True, "My house is in town."), (False, "My house is far away.")])
def test_lines_of_one_sentence_are_joined(town, text):
    template = doc(
        "前",
        "My house is",
        "{%- if town -%}",
        f"{KEPT}in town",
        "{%- else -%}",
        f"{KEPT}far away",
        "{%- endif -%}",
        ".",
        "后",
    )
    assert seen(template, {"town": town}) == ["前", text.replace("is ", f"is{KEPT}"), "后"]


def test_lines_that_a_soft_break_ends_are_joined_too():
    template = doc(p("房子在", BREAK, "{%- if yes -%}", BREAK, "城里", BREAK, "{%- endif -%}", BREAK, "。"))
    assert seen(template, DATA) == ["房子在城里。"]


@pytest.mark.parametrize(
    ("blocks", "report"),
    [
        (("甲", "{%- if yes %}乙{% endif %}"), ["甲乙"]),
        (("甲", "{% if yes %}乙{% endif -%}", "丙"), ["甲", "乙丙"]),
        (("甲", "乙{%- if yes %}丙{% endif -%}丁", "戊"), ["甲", "乙丙丁", "戊"]),
        (("甲", "{%- set y = 1 -%}", "{{ y }}"), ["甲1"]),
        (("甲", "{%- for n in rows -%}", "{{ n }}", "{%- endfor -%}", "乙"), ["甲123乙"]),
        (("甲", "{%- for n in rows -%}", "{{ n }}", "，", "{%- endfor -%}", "乙"), ["甲1", "，2", "，3", "，乙"]),
        (("甲", "{%- if no -%}", "乙", "丙", "{%- endif -%}", "丁"), ["甲丁"]),
        (("甲", "{% if yes -%}", "{%- endif %}乙"), ["甲", "乙"]),
        (("{%- if yes %}甲", "乙{% endif -%}"), ["甲", "乙"]),
        (("甲", "{%p if yes %}", "乙", "{%- if no %}丙{% endif %}", "{%p endif %}", "丁"), ["甲", "乙", "丁"]),
    ],
)
def test_a_line_joins_the_one_on_the_side_of_the_mark(blocks, report):
    assert seen(doc(*blocks), DATA) == report


def test_blank_lines_between_go():
    blank = Xml("<w:p/>")
    assert seen(doc("甲", "", blank, "{%- if yes -%}", blank, " ", "乙{% endif %}", "丙"), DATA) == ["甲乙", "丙"]


def test_the_paragraph_that_results_has_the_properties_of_the_first():
    first = p(r("甲", "<w:b/>"), properties='<w:jc w:val="center"/>')
    report = fill(doc(first, p(r("{%- if yes -%}", "<w:i/>"), properties="<w:keepNext/>"), p(r("乙{% endif %}"))), DATA)
    (paragraph,) = elements(report, "p")
    assert [element.tag.rpartition("}")[2] for element in paragraph[0]] == ["jc"]
    assert looks(report) == [[("甲", "b"), ("乙", "")]]


def test_spaces_at_the_end_of_the_line_that_is_joined_stay():
    assert seen(doc(p("甲 "), "{%- if yes -%}", " 乙{% endif %}"), DATA) == ["甲  乙"]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("甲  {%- if yes -%}  乙  {%- endif %} 丙", "甲乙 丙"),
        ("甲  {{- x -}}  乙", "甲X乙"),
        (f"甲{KEPT} {{{{- x }}}} 乙", "甲X 乙"),
        (f"甲{KEPT} {{%- if yes %}}乙{{% endif %}}", f"甲{KEPT}乙"),
        ("甲 {#- 注 -#} 乙", "甲乙"),
        ("甲 {%+ if yes %} 乙 {% endif +%} 丙", "甲  乙  丙"),
        ("{{-x-}}{{ x -}} ", "XX"),
        ("甲 {{ -1 -}} 乙", "甲 -1乙"),
    ],
)
def test_within_a_line_white_space_goes_as_jinja_has_it(typed, text):
    assert seen(doc(typed), DATA) == [text]
    assert seen(doc(p(*typed)), DATA) == [text]  # however Word split it


def test_an_output_never_joins_lines():
    assert seen(doc("甲", "{{- x -}}", "乙"), DATA) == ["甲", "X", "乙"]
    assert seen(doc(p("甲", BREAK, "{{- x -}}", BREAK, "乙")), DATA) == ["甲\nX\n乙"]


@pytest.mark.parametrize(
    "blocks",
    [
        ("甲", table(row("{%- if yes %}乙{% endif %}"))),
        (table(row("甲")), "{%- if yes %}乙{% endif %}"),
        ("{% if yes %}甲{% endif -%}", table(row("乙"))),
        (control(p("甲")), "{%- if yes %}乙{% endif %}"),
        (p("甲", properties="<w:sectPr/>"), "{%- if yes %}乙{% endif %}"),
        ("甲", p(text_box("{%- if yes %}乙{% endif %}"))),
    ],
)
def test_a_line_that_cannot_be_joined_is_a_problem(blocks):
    (problem, *_) = found(doc(*blocks), DATA)
    assert problem.code == "nothing-to-join"
    assert marked(problem).strip("{}%- ") in {"if yes", "endif"}


def test_at_the_beginning_and_the_end_of_a_story_there_is_nothing_to_join():
    header = root("hdr", p("{%- if yes -%}") + p("乙") + p("{%- endif -%}"))
    report = fill(doc("{%- if yes %}甲{% endif -%}", stories={"header1.xml": header}), DATA)
    assert faults(report) == []
    assert [paragraph_text(each) for each in elements(report, "p")] == ["甲"]
    assert [paragraph_text(each) for each in elements(report, "p", "word/header1.xml")] == ["乙"]


def test_lines_are_joined_in_cells_notes_and_text_boxes():
    lines = ("甲", "{%- if yes -%}", "乙", "{%- endif -%}", "丙")
    assert seen(doc(table(row(cell(*lines), "旁"))), DATA) == [[["甲乙丙", "旁"]]]
    box = fill(doc(p(text_box(*lines))), DATA)
    assert [paragraph_text(each) for each in elements(box, "p")][1:] == ["甲乙丙", "甲乙丙"]
    notes = root("footnotes", f'<w:footnote w:id="1">{"".join(map(p, lines))}</w:footnote>')
    report = fill(doc("文", stories={"footnotes.xml": notes}), DATA)
    assert [paragraph_text(each) for each in elements(report, "p", "word/footnotes.xml")] == ["甲乙丙"]


def test_a_picture_beside_the_tag_keeps_its_line():
    drawing = Xml('<w:r><w:drawing><wp:inline><wp:docPr id="7" name="i"/></wp:inline></w:drawing></w:r>')
    assert seen(doc("甲", p(drawing, "{%- if yes %}乙{% endif %}")), DATA) == ["甲", "乙"]


def test_bookmarks_between_joined_lines_stay():
    start = Xml('<w:bookmarkStart w:id="3" w:name="b"/>')
    end = Xml('<w:bookmarkEnd w:id="3"/>')
    report = fill(doc("甲", start, "{%- if yes -%}", "乙", end, "{%- endif -%}", "丙"), DATA)
    assert faults(report) == []
    assert [paragraph_text(each) for each in elements(report, "p")] == ["甲乙丙"]
    assert ids(report, "bookmark name") == ["b"]


def test_a_joined_line_is_named_where_it_stands_in_the_template():
    problems = found(doc("一", "二", "{%- if yes -%}", "{{ 三 }}", "{%- endif -%}", "{{ 四 }}", "{{ 五 }}"), DATA)
    assert [(problem.place.steps, marked(problem)) for problem in problems] == [
        ((("paragraph", 4),), "{{ 三 }}"),
        ((("paragraph", 6),), "{{ 四 }}"),
        ((("paragraph", 7),), "{{ 五 }}"),
    ]


def test_a_joined_line_in_a_cell_is_named_by_its_paragraph():
    (problem,) = found(doc(table(row(cell("一", "{%- if yes -%}", "{{ 三 }}{% endif %}")))), DATA)
    assert problem.place.steps == (("table", 1), ("row", 1), ("cell", 1), ("paragraph", 3))


def test_joined_lines_in_a_loop_have_no_ids_twice():
    first = Xml('<w:p w14:paraId="00000001"><w:r><w:t>甲</w:t></w:r></w:p>')
    second = Xml('<w:p w14:paraId="00000002"><w:r><w:t>{%- if yes %}{{ n }}{% endif %}</w:t></w:r></w:p>')
    report = fill(doc("{%p for n in rows %}", first, second, "{%p endfor %}"), DATA)
    assert faults(report) == []
    assert [paragraph_text(each) for each in elements(report, "p")] == ["甲1", "甲2", "甲3"]
    assert ids(report, "paragraph")[0] == "00000001"


def test_a_marker_with_a_mark_is_still_a_marker_or_refused():
    assert seen(doc("甲", "{%p if yes %}", "乙", "{%p endif %}", "丙"), DATA) == ["甲", "乙", "丙"]
    assert codes(doc("甲", "{%-p if yes %}", "乙", "{%p endif %}"), DATA) == ["text-in-marker"]
