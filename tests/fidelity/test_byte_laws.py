"""The laws of what a report may differ in from its template, over documents that nobody thought of.

`DOCFILL_EXAMPLES=2000 python -m pytest tests/fidelity` looks further, at other ones each time.
"""

from __future__ import annotations

import html
import os
import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.building import Xml, doc, faults, fill, member, p, row, table, text_box
from tests.fidelity.cutting import assert_only_changed
from tests.fidelity.documents import BLOCK, LEGAL, ROW, TEXT, bodies, packed, pairs, spots, without_marks

# Asked for a number of examples, look for what nobody has seen; else look at the same ones each time.
EXAMPLES = int(os.environ.get("DOCFILL_EXAMPLES", "0"))
many = settings(
    max_examples=EXAMPLES or 30,
    derandomize=not EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)

VALUES = st.text(st.one_of(LEGAL, st.sampled_from("&<>{}%#\"'｛｝")), min_size=1, max_size=12)
# What Word puts between two runs of one look.
SEAMS = st.sampled_from(
    (
        "",
        '<w:proofErr w:type="spellEnd"/>',
        '<w:bookmarkStart w:id="900" w:name="_GoBack"/><w:bookmarkEnd w:id="900"/>',
        '<w:r w:rsidR="00AB12CD"><w:lastRenderedPageBreak/></w:r>',
    )
)
# Each way of saying "once" and "not at all", with the data that say it.
BLOCKS = (
    ("{% if yes %}", "{% endif %}", {"yes": True}, {"yes": False}),
    ("{% for x in xs %}", "{% endfor %}", {"xs": [1]}, {"xs": []}),
)


def filled(body: str, data: dict) -> str:
    """Return the body of the report, which must be sound and have nothing else changed."""
    template = packed(body)
    report = fill(template, data)
    assert_only_changed(template, report, "word/document.xml")
    return body_of(report)


def body_of(content: bytes) -> str:
    text = member(content).decode()
    return re.fullmatch(r".*<w:body>(.*)<w:sectPr/></w:body></w:document>", text, re.DOTALL)[1]


def typed(text: str, *tags: tuple[int, str]) -> str:
    """Return *text* with each tag typed at its offset."""
    for offset, tag in sorted(tags, key=lambda pair: pair[0], reverse=True):
        text = text[:offset] + tag + text[offset:]
    return text


def shown(text: str) -> str:
    return html.unescape(re.sub(r"<[^<>]*>", "", text))


def says_more(text: str, first: int, second: int) -> bool:
    """Tell whether the paragraph of tags at *first* and *second* holds more than tags: it would go away with them."""
    paragraph = text[text.rindex("<w:p ", 0, first) : text.index("</w:p>", second)]
    return bool(shown(re.sub(r"<w:delText>.*?</w:delText>", "", paragraph)).strip())


@many
@given(bodies)
def test_no_tag_no_change(marked):
    template = packed(without_marks(marked))
    assert fill(template, {}) == template


@many
@given(
    st.data(), bodies.filter(lambda text: spots(text, TEXT)), VALUES.filter(lambda text: text == text.strip(" \u3000"))
)
def test_only_the_tags_characters_give_way_to_the_value(data, marked, value):
    text = without_marks(marked)
    at = data.draw(st.sampled_from(spots(marked, TEXT))).offset
    output = filled(typed(text, (at, "{{ value }}")), {"value": value})
    assert output.startswith(text[:at])
    assert output.endswith(text[at:])
    middle = output[at : len(output) - len(text[at:])]
    assert "<" not in middle
    assert ">" not in middle
    assert html.unescape(middle) == value


@many
@given(
    st.data(), bodies.filter(lambda text: spots(text, TEXT)), VALUES.filter(lambda text: text == text.strip(" \u3000"))
)
def test_splitting_a_tag_over_runs_changes_nothing_but_where_the_runs_begin(data, marked, value):
    text = without_marks(marked)
    at = data.draw(st.sampled_from(spots(marked, TEXT))).offset
    properties = (
        re.search(r"(<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:t xml:space=\"preserve\">[^<]*\Z", text[:at])[1] or ""
    )
    pieces, rest = [], "{{ value }}"
    for size in data.draw(st.lists(st.integers(1, 4), max_size=4)):
        pieces.append(rest[:size])
        rest = rest[size:]
    seams = [f'</w:t></w:r>{data.draw(SEAMS)}<w:r>{properties}<w:t xml:space="preserve">' for _ in pieces]
    tag = "".join(piece + seam for piece, seam in zip(pieces, seams, strict=True)) + rest
    output = filled(typed(text, (at, tag)), {"value": value})
    whole = filled(typed(text, (at, "{{ value }}")), {"value": value})
    middle = whole[at : len(whole) - len(text[at:])]
    assert output == text[:at] + middle + "".join(seams) + text[at:]


@many
@given(st.data(), bodies.filter(lambda text: spots(text, TEXT)))
def test_white_space_at_a_values_ends_is_kept_and_read_back(data, marked):
    text = without_marks(marked)
    at = data.draw(st.sampled_from(spots(marked, TEXT))).offset
    output = filled(typed(text, (at, "{{ value }}")), {"value": " 甲\t乙\n丙 "})
    assert output.startswith(text[:at])
    assert output.endswith(text[at:])
    middle = output[at : len(output) - len(text[at:])]
    assert shown(middle.replace("<w:br/>", "\n").replace("<w:tab/>", "\t")) == " 甲\t乙\n丙 "


@pytest.mark.parametrize(("opening", "closing", "once", "never"), BLOCKS)
class TestABlock:
    @many
    @given(data=st.data(), marked=bodies.filter(lambda text: spots(text, TEXT)))
    def test_within_one_run_stays_or_goes_to_the_character(self, opening, closing, once, never, data, marked):
        text = without_marks(marked)
        starts = [spot.offset for spot in spots(marked, TEXT)]
        first = data.draw(st.sampled_from(starts))
        second = data.draw(st.sampled_from([at for at in starts if at >= first and "<" not in text[first:at]]))
        assume(says_more(text, first, second))
        template = text[:first] + opening + text[first:second] + closing + text[second:]
        assert filled(template, once) == text
        assert filled(template, never) == text[:first] + text[second:]

    @many
    @given(pair=pairs(TEXT))
    def test_over_several_runs_of_a_paragraph_stays_as_it_is_or_goes(self, opening, closing, once, never, pair):
        text, first, second = pair
        assume(says_more(text, first, second))
        template = text[:first] + opening + text[first:second] + closing + text[second:]
        assert filled(template, once) == text
        output = filled(template, never)
        assert output.startswith(text[:first])
        assert output.endswith(text[second:])
        # What is left between the two is at most the step from the one run's format to the other's.
        assert shown(output[first : len(output) - len(text[second:])]) == ""
        assert faults(packed(output)) == faults(packed(text))

    @many
    @given(pair=pairs(BLOCK))
    def test_over_whole_paragraphs_and_tables_stays_as_it_is_or_goes(self, opening, closing, once, never, pair):
        text, first, second = pair
        # A paragraph that keeps two tables apart stays: without it Word would draw them as one.
        assume(not any(text[:at].endswith("</w:tbl>") and text[at:].startswith("<w:tbl>") for at in (first, second)))
        begin, end = p(opening), p(closing, properties='<w:jc w:val="left"/>')
        template = text[:first] + begin + text[first:second] + end + text[second:]
        assert filled(template, once) == text
        assert filled(template, never) == _without_control(text[:first], text[second:])

    @many
    @given(pair=pairs(ROW))
    def test_over_rows_with_rows_of_its_own_stays_as_it_is_or_goes(self, opening, closing, once, never, pair):
        text, first, second = pair
        begin, end = row(opening, ""), row("", closing)
        template = text[:first] + begin + text[first:second] + end + text[second:]
        assert filled(template, once) == text
        assert filled(template, never) == _less(text, first, second)

    @many
    @given(pair=pairs(ROW))
    def test_over_rows_with_its_tags_in_their_cells_stays_as_it_is_or_goes(self, opening, closing, once, never, pair):
        text, first, second = pair
        rows = text[first:second]
        # The first paragraph of the first row's first cell, and the very last of the last row, are typed into.
        begin = rows.index("<w:tcPr/>") + len("<w:tcPr/>")
        end = rows.rindex("</w:tc></w:tr>")
        inside = p("始", opening), p(closing, "末")
        template = text[:first] + rows[:begin] + inside[0] + rows[begin:end] + inside[1] + rows[end:] + text[second:]
        kept = rows[:begin] + p("始", "") + rows[begin:end] + p("", "末") + rows[end:]
        assert filled(template, once) == text[:first] + kept + text[second:]
        assert filled(template, never) == _less(text, first, second)


def _without_control(before: str, after: str) -> str:
    """Return both joined; a content control that has come to hold nothing at the join goes, and one around it."""
    opening, closing = "<w:sdt><w:sdtPr/><w:sdtContent>", "</w:sdtContent></w:sdt>"
    while before.endswith(opening) and after.startswith(closing):
        before, after = before.removesuffix(opening), after.removeprefix(closing)
    return before + after


def _less(text: str, first: int, second: int) -> str:
    """Return *text* without what stands from *first* to *second*; a table that loses all its rows goes whole."""
    head = re.search(r"<w:tbl><w:tblPr/><w:tblGrid>(?:<w:gridCol w:w=\"900\"/>)*</w:tblGrid>\Z", text[:first])
    if head and text[second:].startswith("</w:tbl>"):
        return text[: head.start()] + text[second + len("</w:tbl>") :]
    return text[:first] + text[second:]


def test_the_laws_are_not_empty():
    # One plain document by hand: what the laws compare is really the text that a reader sees.
    template = doc(
        "甲{% if yes %}乙{% endif %}丙", table(row("{% for x in xs %}", ""), row("行", ""), row("{% endfor %}", ""))
    )
    assert shown(member(fill(template, {"yes": False, "xs": [1, 2]})).decode()).strip() == "甲丙行行"


def test_a_text_box_repeated_once_keeps_the_ids_that_its_two_forms_share():
    inside = p("内").replace("<w:p>", '<w:p w14:paraId="6A66F8B6">')
    box = p("前", text_box(Xml(inside)))
    assert filled(p("{% for x in xs %}") + box + p("{% endfor %}"), {"xs": [1]}) == box
