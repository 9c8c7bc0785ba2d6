"""Tags are found wherever a paragraph can stand, each with its place; what is not the reader's text is left alone."""

from __future__ import annotations

import pytest

from docfill import Template
from tests.building import (
    Xml,
    body,
    cell,
    control,
    doc,
    elements,
    fill,
    found,
    member,
    p,
    paragraph_text,
    r,
    root,
    row,
    seen,
    table,
    text_box,
)

NOTES = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p/></w:footnote>'
)

BEGIN, END = (f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "end"))


def spots(template: bytes, lang: str = "en") -> list[str]:
    """Return where *template* misses its values, tag by tag."""
    return [problem.place.spot(lang) for problem in found(template)]


def story(name: str, content: str) -> bytes:
    kind = name.rstrip("0123456789")
    return doc("正文", stories={f"{name}.xml": root({"header": "hdr", "footer": "ftr"}.get(kind, kind), content)})


def note(kind: str, number: int, content: str) -> str:
    return f'<w:{kind} w:id="{number}">{content}</w:{kind}>'


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("header1", p("{{ a }}"), "header 1, paragraph 1"),
        ("header3", p("x") + p("{{ a }}"), "header 3, paragraph 2"),
        ("footer2", table(row("x", "{{ a }}")) + p(), "footer 2, table 1, row 1, cell 2"),
        ("footnotes", NOTES + note("footnote", 1, p("x")) + note("footnote", 2, p("{{ a }}")), "footnote 2"),
        ("endnotes", note("endnote", 4, p("x") + p("{{ a }}")), "endnote 1, paragraph 2"),
        ("comments", note("comment", 0, p("x")) + note("comment", 7, p("{{ a }}")), "comment 2"),
    ],
)
def test_a_story_is_filled_and_its_place_is_named(name, content, place):
    template = story(name, content)
    (problem,) = found(template)
    assert problem.code == "missing-value"
    assert problem.place.spot().removesuffix(", paragraph 1") == place.removesuffix(", paragraph 1")
    assert member(fill(template, {"a": "甲"}), f"word/{name}.xml").decode() == (
        member(template, f"word/{name}.xml").decode().replace("{{ a }}", "甲")
    )


def test_every_story_of_one_document_is_filled_with_the_same_data():
    stories = {
        "header1.xml": root("hdr", p("{{ a }}")),
        "footer1.xml": root("ftr", p("{{ a }}")),
        "footnotes.xml": root("footnotes", note("footnote", 1, p("{{ a }}"))),
        "endnotes.xml": root("endnotes", note("endnote", 1, p("{{ a }}"))),
        "comments.xml": root("comments", note("comment", 1, p("{{ a }}"))),
    }
    template = doc("{{ a }}", stories=stories)
    report = fill(template, {"a": "甲"})
    for name in ("document.xml", *stories):
        assert [paragraph_text(e) for e in elements(report, "p", f"word/{name}")] == ["甲"]
    assert len(found(template)) == 6


def test_a_block_does_not_go_on_from_one_story_into_another():
    template = doc("{% if a %}", stories={"footer1.xml": root("ftr", p("{% endif %}"))})
    assert sorted(problem.code for problem in found(template)) == ["unclosed-block", "unopened-block"]


@pytest.mark.parametrize(
    ("blocks", "place"),
    [
        (["甲", "{{ a }}"], "paragraph 2"),
        (["甲", table(row("x")), "{{ a }}"], "paragraph 2"),
        ([table(row("x")), table(row("x"), row("x", "{{ a }}"))], "table 2, row 2, cell 2"),
        ([table(row("x", cell("甲", "{{ a }}")))], "table 1, row 1, cell 2, paragraph 2"),
        (
            [table(row("x"), row(cell(table(row("x", "{{ a }}")), "")))],
            "table 1, row 2, cell 1, table 1, row 1, cell 2",
        ),
        ([control(p("甲")), control(p("{{ a }}"))], "paragraph 2"),
        ([table(control(row("x")), control(row("x", "{{ a }}")))], "table 1, row 2, cell 2"),
        ([table(Xml(f"<w:tr>{cell('x')}{control(cell('{{ a }}'))}</w:tr>"))], "table 1, row 1, cell 2"),
        ([table(row(cell(control(p("{{ a }}")))))], "table 1, row 1, cell 1"),
        ([p(text_box("x")), p(text_box("甲", "{{ a }}"))], "text box 2, paragraph 2"),
        ([p(text_box("{{ a }}"))], "text box 1"),
    ],
)
def test_a_place_is_counted_as_a_person_counts(blocks, place):
    template = doc(*blocks)
    assert set(spots(template)) == {place}


def test_places_are_said_in_chinese():
    template = doc(table(row("x"), row(cell(table(row("x", "{{ a }}")), ""))))
    assert spots(template, "zh") == ["第1个表格第2行第1格第1个表格第1行第2格"]
    assert spots(story("header2", p("x") + p("{{ a }}")), "zh") == ["第2个页眉第2段"]


def test_a_problem_shows_the_tag_within_its_paragraph():
    (problem,) = found(doc(p("单位", r("：{{ 单", "<w:b/>"), "位 }}。")))
    place = problem.place
    assert place.around == "单位：{{ 单位 }}。"
    assert place.around[place.start : place.stop] == "{{ 单位 }}"


def test_a_text_box_is_filled_in_both_its_forms():
    report = fill(doc(p("前", text_box("{{ a }}"), "后")), {"a": "甲"})
    assert [paragraph_text(e) for e in elements(report, "p")] == ["前后", "甲", "甲"]


def test_a_text_box_misses_a_value_once_to_the_reader():
    assert spots(doc(p(text_box("{{ a }}")))) == ["text box 1"]


def test_a_tag_does_not_go_on_from_a_paragraph_into_a_text_box_in_it():
    # The box is anchored in the middle of a tag of the paragraph: its text is no part of that tag.
    template = doc(p("{{ a", text_box("{{ b }}"), " }}"))
    report = fill(template, {"a": "甲", "b": "乙"})
    assert [paragraph_text(e) for e in elements(report, "p")] == ["甲", "乙", "乙"]


@pytest.mark.parametrize(
    "wrap",
    [
        control,
        lambda runs: f'<w:ins w:id="1" w:author="甲">{runs}</w:ins>',
        lambda runs: f'<w:moveTo w:id="1" w:author="甲">{runs}</w:moveTo>',
        lambda runs: f'<w:hyperlink r:id="rId9" w:history="1">{runs}</w:hyperlink>',
        lambda runs: f'<w:smartTag w:uri="u" w:element="e"><w:smartTagPr/>{runs}</w:smartTag>',
        lambda runs: f'<w:fldSimple w:instr=" AUTHOR ">{runs}</w:fldSimple>',
        lambda runs: f'<w:customXml w:element="e">{runs}</w:customXml>',
        lambda runs: f'<w:bdo w:val="ltr">{runs}</w:bdo>',
    ],
    ids=["control", "ins", "moveTo", "hyperlink", "smartTag", "fldSimple", "customXml", "bdo"],
)
def test_what_wraps_runs_may_hold_a_tag_and_stays(wrap):
    template = doc(p("前", Xml(wrap(r("{{ a ") + r("}}"))), "后"))
    text = member(template).decode()
    assert member(fill(template, {"a": "甲"})).decode() == text.replace("{{ a ", "甲").replace("}}", "")


def test_a_tag_may_begin_outside_a_hyperlink_and_end_in_it():
    template = doc(p("{{ a", Xml(f'<w:hyperlink r:id="rId9">{r(" }}后")}</w:hyperlink>')))
    assert seen(template, {"a": "甲"}) == ["甲后"]


def test_deleted_text_is_no_text():
    gone = (
        '<w:del w:id="1"><w:r><w:delText>{{ b }}{% if %}</w:delText></w:r></w:del>'
        '<w:moveFrom w:id="2"><w:r><w:delText>{{ c }}</w:delText></w:r></w:moveFrom>'
    )
    template = doc(p("{{ a }}", Xml(gone)))
    text = member(template).decode()
    assert member(fill(template, {"a": "甲"})).decode() == text.replace("{{ a }}", "甲")
    assert [field.path for field in Template(template).fields] == ["a"]


def test_moved_text_is_filled_where_it_was_as_where_it_is_for_word_prints_both():
    moved = f'<w:moveFrom w:id="1">{r("{{ a }}")}</w:moveFrom>', f'<w:moveTo w:id="2">{r("{{ a }}")}</w:moveTo>'
    template = doc(p(*map(Xml, moved)))
    assert member(fill(template, {"a": "甲"})).decode() == member(template).decode().replace("{{ a }}", "甲")


@pytest.mark.parametrize(
    "literal",
    [
        f'<w:r>{BEGIN}<w:instrText> ADDIN CSL_CITATION {{"a":{{"b":"{{{{ x }}}}"}}}} </w:instrText>{END}</w:r>',
        '<w:bookmarkStart w:id="1" w:name="{{ x }}"/><w:bookmarkEnd w:id="1"/>',
        "<!-- {{ x }} {% endif %} -->",
        "<?docfill {{ x }}?>",
        "<w:r><w:t>甲<!-- {{ x }} -->乙</w:t></w:r>",
    ],
    ids=["field of another program", "attribute", "comment", "instruction", "comment in text"],
)
def test_braces_that_are_not_the_readers_text_are_left_alone(literal):
    alone = doc(p("甲", Xml(literal)))
    assert fill(alone) == alone
    beside = doc(p("{{ a }}", Xml(literal)))
    assert member(fill(beside, {"a": "甲"})).decode() == member(beside).decode().replace("{{ a }}", "甲")


def test_a_story_that_is_not_declared_is_left_alone():
    # Word shows only parts that the content types declare as stories; another part may hold anything.
    template = doc("{{ a }}", stories={"styles.xml": root("styles", p("{{ b }}"))})
    report = fill(template, {"a": "甲"})
    assert member(report, "word/styles.xml") == member(template, "word/styles.xml")


def test_a_table_in_a_header_repeats_its_rows():
    content = table(row("{% for x in xs %}{{ x }}", "{{ loop.index }}{% endfor %}")) + p()
    report = fill(story("header1", content), {"xs": ["甲", "乙"]})
    assert body(report, "word/header1.xml") == [[["甲", "1"], ["乙", "2"]], ""]
