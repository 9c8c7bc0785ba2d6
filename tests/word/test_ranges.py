"""A bookmark, a comment or a permission keeps both its ends, whatever becomes of the block that holds one of them."""

from __future__ import annotations

import re

import pytest

from tests.building import Xml, cell, doc, faults, fill, ids, member, p, row, table

RANGES = {
    "bookmark": ('<w:bookmarkStart w:id="1" w:name="甲"/>', '<w:bookmarkEnd w:id="1"/>'),
    "written with two tags": ('<w:bookmarkStart w:id="1" w:name="甲"></w:bookmarkStart>', '<w:bookmarkEnd w:id="1"/>'),
    "comment": ('<w:commentRangeStart w:id="1"/>', '<w:commentRangeEnd w:id="1"/>'),
    "permission": ('<w:permStart w:id="1" w:edGrp="everyone"/>', '<w:permEnd w:id="1"/>'),
    "moved text": (
        '<w:moveToRangeStart w:id="1" w:author="某" w:date="2019-12-31T00:00:00Z" w:name="移"/>',
        '<w:moveToRangeEnd w:id="1"/>',
    ),
}
BEGINS, ENDS = (Xml(end) for end in RANGES["bookmark"])


def order(report: bytes) -> str:
    """Return the text of the body with ( and ) where a range begins and ends."""
    text = member(report).decode().partition("<w:body>")[2]
    text = re.sub(r"<w:\w+Start\b[^<>]*>", "(", text)
    text = re.sub(r"<w:\w+End\b[^<>]*>", ")", text)
    return re.sub(r"<[^<>]*>", "", text)


TEMPLATES = {
    "it begins in a condition": (("{% if x %}", "<甲", "{% endif %}", "乙>"), "(甲乙)", "(乙)"),
    "it ends in a condition": (("<甲", "{% if x %}", "乙>", "{% endif %}", "丙"), "(甲乙)丙", "(甲)丙"),
    "one branch has its end": (("<甲", "{% if x %}", "乙>", "{% else %}", "丙", "{% endif %}"), "(甲乙)", "(甲)丙"),
    "each branch has an end": (("{% if x %}", "<甲", "{% else %}", "乙>", "{% endif %}"), "(甲)", "(乙)"),
    "it begins in a loop": (("{% for n in x %}", "<{{ n }}", "{% endfor %}", "乙>"), "(12乙)", "(乙)"),
    "it ends in a loop": (("<甲", "{% for n in x %}", "{{ n }}>", "{% endfor %}", "乙"), "(甲1)2乙", "(甲)乙"),
    "it ends in what a loop has instead": (
        ("<甲", "{% for n in x %}", "{{ n }}", "{% else %}", "无>", "{% endfor %}", "乙"),
        "(甲12)乙",
        "(甲无)乙",
    ),
    "it begins in a condition within a loop": (
        ("<甲", "{% for n in x %}", "{% if n == 1 %}", "{{ n }}>", "{% endif %}", "{% endfor %}"),
        "(甲1)",
        "(甲)",
    ),
    "it begins in a loop within a condition": (
        ("{% if x is defined %}", "{% for n in x %}", "<{{ n }}", "{% endfor %}", "{% endif %}", "乙>"),
        "(12乙)",
        "(乙)",
    ),
    "it begins in a condition within a line": (
        ("{% if x %}", "甲{% if x[1:] %}", "<乙{% endif %}", "{% endif %}", "丙>"),
        "甲(乙丙)",
        "(丙)",
    ),
    "it ends in a loop that is left": (
        ("{% for n in x %}", "<{{ n }}", "{% if n == 1 %}", "{% break %}", "{% endif %}", "乙>", "{% endfor %}"),
        "(1)",
        "",
    ),
    "both stand in one branch": (("{% if x %}", "<甲", "乙>", "{% endif %}", "丙"), "(甲乙)丙", "丙"),
}


def ranged(kind: str, *texts: str) -> bytes:
    start, end = RANGES[kind]
    return doc(*(p(*(Xml(start if c == "<" else end) if c in "<>" else c for c in _parts(text))) for text in texts))


def _parts(text: str) -> list[str]:
    return [text] if text.startswith("{%") else [part for part in re.split("([<>])", text) if part]


@pytest.mark.parametrize("kind", RANGES)
@pytest.mark.parametrize("what", TEMPLATES)
def test_both_ends_are_there_once_whatever_the_data_say(kind, what):
    texts, with_data, without = TEMPLATES[what]
    template = ranged(kind, *texts)
    assert order(fill(template, {"x": [1, 2]})) == with_data
    assert order(fill(template, {"x": []})) == without


@pytest.mark.parametrize("inner", [[], [1], [1, 2]])
@pytest.mark.parametrize("outer", [[], [1], [1, 2]])
@pytest.mark.parametrize(
    "around",
    [
        ("{%p for y in z %}", "{%p endfor %}"),
        ("{%p macro m(x) %}", "{%p endmacro %}", *["{{p m(x) }}"] * 2),
        ("{%p macro m(x) %}", "{%p endmacro %}", "{%p for y in z %}", "{{p m(x) }}", "{%p endfor %}"),
    ],
)
@pytest.mark.parametrize(
    "ends",
    [
        ("{%p for n in x %}", p(BEGINS, "{{ n }}"), "{%p endfor %}", p("乙", ENDS)),
        (p(BEGINS, "甲"), "{%p for n in x %}", p("{{ n }}", ENDS), "{%p endfor %}"),
        ("{%p for n in x %}", p("甲", BEGINS, "乙{% if n > 1 %}"), p("丙", ENDS, "{% endif %}丁"), "{%p endfor %}"),
    ],
)
def test_each_round_and_each_call_has_both_ends_once(ends, around, outer, inner):
    report = fill(doc(around[0], *ends, *around[1:]), {"x": inner, "z": outer})
    assert faults(report) == []
    ordered = re.sub("[^()]", "", order(report))
    assert ordered == "()" * (len(ordered) // 2)


@pytest.mark.parametrize("start", RANGES["bookmark"][:1] + RANGES["written with two tags"][:1])
@pytest.mark.parametrize("rows", [("{%tr if x %}", "甲", "{%tr endif %}"), ("{%tc if x %}", "甲", "{%tc endif %}")])
def test_a_range_that_begins_in_a_table_which_goes_is_there_once(rows, start):
    rows = [row(each) for each in rows] if "tr" in rows[0] else [row(*rows)]
    tables = [Xml(table(*rows, columns=1).replace(before, start + before)) for before in ("<w:tr>", "<w:tc>")]
    for each in tables:
        once = Xml(each[: each.index(start) + len(start)] + each[each.index(start) + len(start) :].replace(start, ""))
        report = fill(doc(once, p("乙", ENDS)), {"x": False})
        assert faults(report) == []
        assert ids(report, "bookmark") == ids(report, "bookmark end") == ["1"]


def test_a_range_that_ends_beside_a_cell_which_a_merge_empties_keeps_both_ends():
    cells = [cell(p("{% for x in rows %}{% vm %}甲", BEGINS)), cell(p(ENDS, "{{ x }}{% endfor %}"))]
    report = fill(doc(table(row(*cells))), {"rows": [1, 2, 3]})
    assert faults(report) == []
    assert len(ids(report, "bookmark")) == len(ids(report, "bookmark end")) == 3


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_range_that_begins_or_ends_in_a_macro_alone_is_there_once(count):
    macro = ["{%p macro m(x) %}", p("乙", ENDS), "{%p endmacro %}", *["{{p m(1) }}"] * count]
    report = fill(doc(p(BEGINS, "甲"), *macro))
    assert faults(report) == []
    assert ids(report, "bookmark") == ids(report, "bookmark end") == ["1"]


@pytest.mark.parametrize("numbers", [[], [1], [1, 2, 3]])
def test_in_a_loop_the_ends_that_a_condition_parts_get_the_ids_of_their_copy(numbers):
    inner = ["{% if n is odd %}", p(BEGINS, "{{ n }}"), "{% endif %}", p("乙", ENDS)]
    report = fill(doc("{% for n in x %}", *inner, "{% endfor %}"), {"x": numbers})
    assert faults(report) == []
    assert ids(report, "bookmark") == ids(report, "bookmark end")
    assert len(set(ids(report, "bookmark name"))) == len(numbers)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_bookmark_may_begin_in_repeated_rows_and_end_below_them(count):
    looped = ["{%tr for n in x %}", row(cell(p(BEGINS, "{{ n }}"))), "{%tr endfor %}"]
    rows = [row(each) if each.startswith("{%") else each for each in looped]
    report = fill(doc(table(*rows, row(cell(p("合计", ENDS))), columns=1)), {"x": range(count)})
    assert faults(report) == []
    assert ids(report, "bookmark") == ids(report, "bookmark end") == ["1"]


def test_where_the_condition_holds_nothing_is_moved():
    blocks = [p(BEGINS, "甲"), p("乙", ENDS)]
    tagged = doc(*blocks[:1], "{% if x %}", *blocks[1:], "{% endif %}")
    assert member(fill(tagged, {"x": True})) == member(doc(*blocks))


def test_a_loop_over_runs_of_a_line_repeats_no_end_of_a_bookmark_around_it():
    line = p(BEGINS, "甲{% for n in x %}", "{{ n }}", ENDS, "乙{% endfor %}")
    report = fill(doc(line), {"x": [1, 2]})
    assert order(report) == "(甲1)乙2乙"
    assert ids(report, "bookmark") == ids(report, "bookmark end") == ["1"]
