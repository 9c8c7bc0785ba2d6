"""Blocks: what a pair of tags repeats or removes, at every level, and what stays of the tags themselves."""

from __future__ import annotations

import pytest

from tests.building import (
    Xml,
    body,
    cell,
    codes,
    control,
    doc,
    elements,
    faults,
    fill,
    ids,
    looks,
    p,
    r,
    row,
    seen,
    table,
    text_box,
)

ROWS = [{"n": "甲", "v": 1, "items": ["a", "b"]}, {"n": "乙", "v": 2, "items": []}]
DATA = {"rows": ROWS, "yes": True, "no": False, "nothing": [], "n": 3, "m": ["x", "y", "z"], "t": "文"}


# Text


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("{% if yes %}有{% endif %}。", "有。"),
        ("{% if no %}有{% endif %}。", "。"),
        ("{% if no %}有{% else %}无{% endif %}。", "无。"),
        ("{% if n == 1 %}一{% elif n == 2 %}二{% elif n == 3 %}三{% else %}多{% endif %}", "三"),
        ("{% if n == 1 %}一{% elif n == 2 %}二{% else %}多{% endif %}", "多"),
        ("{% for r in rows %}{{ r.n }}{{ r.v }}、{% endfor %}", "甲1、乙2、"),
        ("{% for r in rows %}{{ r.n }}{% if not loop.last %}、{% endif %}{% endfor %}", "甲、乙"),
        ("{% for r in nothing %}x{% else %}无{% endfor %}", "无"),
        ("{% for r in rows %}{{ r.n }}{% else %}无{% endfor %}", "甲乙"),
        ("{% for r in rows if r.v > 1 %}{{ r.n }}{% endfor %}", "乙"),
        (
            "{% for r in rows %}{% for i in r['items'] %}{{ r.n }}{{ i }}{% else %}空{% endfor %};{% endfor %}",
            "甲a甲b;空;",
        ),
        ("{% for r in rows %}{{ loop.index }}/{{ loop.length }}{{ loop.first }}{% endfor %}", "1/2True2/2False"),
        ("{% for k, v in {'x': 1, 'y': 2}.items() %}{{ k }}{{ v }}{% endfor %}", "x1y2"),
        ("{% set s = n + 1 %}{{ s }}", "4"),
        ("{% set s %}共{{ n }}{% endset %}{{ s }}{{ s }}", "共3共3"),
        ("{% with k = n %}{{ k }}{% endwith %}", "3"),
        ("{% macro f(x) %}<{{ x }}>{% endmacro %}{{ f(1) }}{{ f('&') }}", "<1><&>"),
        ("{% if yes %}{% if no %}a{% else %}b{% endif %}{% endif %}", "b"),
        ("{% if no %}{% for r in rows %}{{ r.n }}{% endfor %}{% endif %}空", "空"),
    ],
)
def test_blocks_within_one_paragraph_cut_its_text(typed, printed):
    assert seen(doc(typed), DATA) == [printed]


# Paragraphs


@pytest.mark.parametrize("prefix", ["", "p "])
def test_paragraphs_between_two_markers_repeat_and_the_markers_vanish(prefix):
    template = doc("前", f"{{%{prefix} for r in rows %}}", "{{ r.n }}", "{{ r.v }}", f"{{%{prefix} endfor %}}", "后")
    assert seen(template, DATA) == ["前", "甲", "1", "乙", "2", "后"]


@pytest.mark.parametrize("prefix", ["", "p "])
@pytest.mark.parametrize(("n", "kept"), [(1, ["一"]), (2, ["二"]), (3, ["其他"])])
def test_one_branch_of_a_condition_over_paragraphs_stays(prefix, n, kept):
    template = doc(
        f"{{%{prefix} if n == 1 %}}",
        "一",
        f"{{%{prefix} elif n == 2 %}}",
        "二",
        f"{{%{prefix} else %}}",
        "其他",
        f"{{%{prefix} endif %}}",
        "完",
    )
    assert seen(template, {"n": n}) == [*kept, "完"]


@pytest.mark.parametrize("prefix", ["", "p "])
def test_an_empty_loop_over_paragraphs_leaves_its_else(prefix):
    template = doc(
        f"{{%{prefix} for r in nothing %}}", "{{ r }}", f"{{%{prefix} else %}}", "无", f"{{%{prefix} endfor %}}", "完"
    )
    assert seen(template, DATA) == ["无", "完"]
    assert seen(template, {"nothing": [1, 2]}) == ["1", "2", "完"]


def test_tables_between_two_markers_repeat_whole():
    template = doc("{% for r in rows %}", table(row("{{ r.n }}", "{{ r.v }}")), "{% endfor %}")
    assert seen(template, DATA) == [[["甲", "1"]], "", [["乙", "2"]]]


def test_blocks_nest_over_paragraphs():
    template = doc(
        "{% for r in rows %}",
        "{{ r.n }}",
        "{% for i in r['items'] %}",
        "{{ i }}",
        "{% endfor %}",
        "{% if r.v > 1 %}",
        "大",
        "{% endif %}",
        "{% endfor %}",
    )
    assert seen(template, DATA) == ["甲", "a", "b", "乙", "大"]


def test_several_markers_may_stand_in_one_paragraph():
    template = doc("{%p for r in rows %}{%p if r.v > 1 %}", "{{ r.n }}", "{%p endif %}{%p endfor %}", "完")
    assert seen(template, DATA) == ["乙", "完"]
    template = doc("{% for r in rows %}{% for i in r['items'] %}", "{{ i }}", "{% endfor %}{% endfor %}", "完")
    assert seen(template, DATA) == ["a", "b", "完"]


@pytest.mark.parametrize(
    ("opening", "closing", "yes"),
    [
        ("{% if yes %}", "{% endif %}", True),
        ("{% if yes %}", "{% endif %}", False),
        ("{% for r in rows %}", "{% endfor %}", True),
        ("{% for r in rows %}", "{% endfor %}", False),
    ],
)
def test_a_pair_alone_in_one_paragraph_goes_whole_whatever_its_runs_look_like(opening, closing, yes):
    template = doc("一", p(r(opening), r(closing, "<w:b/>")), "二")
    assert seen(template, {"yes": yes, "rows": [1, 2] if yes else []}) == ["一", "二"]


def test_a_marker_with_a_set_and_a_comment_beside_it_vanishes():
    template = doc("{% set x = 2 %}{# 注 #}{% for r in rows %}", "{{ r.n }}{{ x }}", " {% endfor %} ", "完")
    assert seen(template, DATA) == ["甲2", "乙2", "完"]


def test_a_paragraph_with_only_a_set_goes():
    assert seen(doc("一", "{% set x = 2 %}", "{{ x }}"), DATA) == ["一", "2"]


def test_a_marker_alone_in_one_paragraph_with_its_pair_goes_whole():
    assert seen(doc("一", "{% if yes %}{% endif %}", "二"), DATA) == ["一", "二"]


@pytest.mark.parametrize(
    ("kept", "kind"),
    [
        (Xml('<w:pPr><w:sectPr><w:pgSz w:w="1" w:h="1"/></w:sectPr></w:pPr>'), "sectPr"),
        (Xml("<w:r><w:drawing><a/></w:drawing></w:r>"), "drawing"),
        (Xml("<w:r><w:pict><a/></w:pict></w:r>"), "pict"),
        (Xml('<w:r><w:br w:type="page"/></w:r>'), "br"),
        (Xml('<w:r><w:br w:type="column"/></w:r>'), "br"),
        (Xml('<w:r><w:footnoteReference w:id="1"/></w:r>'), "footnoteReference"),
        (Xml('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'), "sym"),
    ],
)
def test_a_marker_that_carries_more_than_its_tag_stays(kept, kind):
    before = kept if kept.startswith("<w:pPr") else Xml("")
    after = Xml("") if before else kept
    marker = Xml(f"<w:p>{before}{r('{% if yes %}')}{after}</w:p>")
    report = fill(doc(marker, "一", "{% endif %}", "二"), DATA)
    assert faults(report) == []
    assert [text for text in body(report) if text.strip()] == ["一", "二"]
    assert len(elements(report, kind)) >= (2 if kind == "sectPr" else 1)


def test_a_prefixed_marker_that_carries_a_picture_is_refused():
    marker = p("{%p if yes %}", Xml("<w:r><w:drawing><a/></w:drawing></w:r>"))
    assert codes(doc(marker, "一", "{%p endif %}"), DATA) == ["text-in-marker"]


def test_bookmarks_in_vanished_paragraphs_stay():
    begins = p(Xml('<w:bookmarkStart w:id="7" w:name="甲"/>'), "{% if yes %}")
    ends = p("{% endif %}", Xml('<w:bookmarkEnd w:id="7"/>'))
    report = fill(doc(begins, "一", ends), DATA)
    assert (body(report), faults(report)) == (["一"], [])
    assert (ids(report, "bookmark"), ids(report, "bookmark end")) == (["7"], ["7"])


@pytest.mark.parametrize("rows", [[], ROWS])
def test_bookmarks_around_a_loop_stay_once(rows):
    begins = p(Xml('<w:bookmarkStart w:id="7" w:name="甲"/>'), "{% for r in rows %}")
    ends = p("{% endfor %}", Xml('<w:bookmarkEnd w:id="7"/>'))
    report = fill(doc("零", begins, "{{ r.n }}", ends), {"rows": rows})
    assert (body(report), faults(report)) == (["零", *[each["n"] for each in rows]], [])


def test_blocks_work_in_cells_headers_notes_and_text_boxes():
    lines = ("{% for r in rows %}", "{{ r.n }}", "{% endfor %}", "完")
    assert seen(doc(table(row(cell(*lines)))), DATA) == [[[["甲", "乙", "完"]]]]
    report = fill(doc(p(text_box(*lines))), DATA)
    assert faults(report) == []
    assert ["".join(box.itertext()) for box in elements(report, "txbxContent")] == ["甲乙完"] * 2


# Paragraphs cut at their tags


@pytest.mark.parametrize(
    ("rows", "printed"),
    [([], ["头。尾"]), (["一"], ["头甲一", "乙。尾"]), (["一", "二", "三"], ["头甲一", "乙甲二", "乙甲三", "乙。尾"])],
)
def test_a_loop_that_begins_and_ends_within_paragraphs_is_cut_at_its_tags(rows, printed):
    template = doc("头{% for r in rows %}甲{{ r }}", "乙{% endfor %}。尾")
    assert seen(template, {"rows": rows}) == printed


@pytest.mark.parametrize(("yes", "printed"), [(True, ["头甲", "乙。尾"]), (False, ["头。尾"])])
def test_a_condition_that_begins_and_ends_within_paragraphs_is_cut_at_its_tags(yes, printed):
    assert seen(doc("头{% if yes %}甲", "乙{% endif %}。尾"), {"yes": yes}) == printed


@pytest.mark.parametrize(("yes", "printed"), [(True, ["头甲", "乙。尾"]), (False, ["头丙", "丁。尾"])])
def test_either_branch_that_is_cut_at_the_tags_is_whole(yes, printed):
    assert seen(doc("头{% if yes %}甲", "乙{% else %}丙", "丁{% endif %}。尾"), {"yes": yes}) == printed


BOLD, SLANTED, LINED, STRUCK = "<w:b/>", "<w:i/>", "<w:u/>", "<w:strike/>"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], [("头", "b"), ("尾", "u")]),
        (["一"], [("头甲", "b"), ("一", "i"), ("乙尾", "u")]),
        (
            ["一", "二", "三"],
            [
                ("头甲", "b"),
                ("一", "i"),
                ("乙", "u"),
                ("甲", "b"),
                ("二", "i"),
                ("乙", "u"),
                ("甲", "b"),
                ("三", "i"),
                ("乙尾", "u"),
            ],
        ),
    ],
)
def test_each_text_of_a_loop_over_runs_keeps_the_format_that_it_was_written_in(rows, expected):
    template = doc(p(r("头{% for r in rows %}甲", BOLD), r("{{ r }}", SLANTED), r("乙{% endfor %}尾", LINED)))
    report = fill(template, {"rows": rows})
    assert (looks(report), faults(report)) == ([expected], [])


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (1, [("头甲", "b"), ("乙", "i"), ("尾", "strike")]),
        (2, [("头", "b"), ("丙", "i"), ("丁", "u"), ("尾", "strike")]),
        (3, [("头", "b"), ("戊", "u"), ("己尾", "strike")]),
    ],
)
def test_each_text_of_a_condition_over_runs_keeps_the_format_that_it_was_written_in(n, expected):
    template = doc(
        p(
            r("头{% if n == 1 %}甲", BOLD),
            r("乙{% elif n == 2 %}丙", SLANTED),
            r("丁{% else %}戊", LINED),
            r("己{% endif %}尾", STRUCK),
        )
    )
    report = fill(template, {"n": n})
    assert (looks(report), faults(report)) == ([expected], [])


@pytest.mark.parametrize(
    ("yes", "expected"), [(True, [("头甲", "b"), ("乙尾", "i")]), (False, [("头", "b"), ("尾", "i")])]
)
def test_a_condition_over_two_runs_without_an_else_keeps_the_formats(yes, expected):
    report = fill(doc(p(r("头{% if yes %}甲", BOLD), r("乙{% endif %}尾", SLANTED))), {"yes": yes})
    assert (looks(report), faults(report)) == ([expected], [])


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], [[("头", "b"), ("无", "i"), ("尾", "u")]]),
        (["一", "二"], [[("头甲一", "b"), ("甲二", "b"), ("尾", "u")]]),
    ],
)
def test_a_loop_with_an_else_over_runs_keeps_the_formats(rows, expected):
    report = fill(
        doc(p(r("头{% for r in rows %}甲{{ r }}", BOLD), r("{% else %}无", SLANTED), r("{% endfor %}尾", LINED))),
        {"rows": rows},
    )
    joined = [[("头甲一甲二", "b"), ("尾", "u")]] if rows else expected
    assert (looks(report), faults(report)) == (joined, [])


@pytest.mark.parametrize("rows", [[], ["一"], ["一", "二", "三"]])
def test_a_loop_over_paragraphs_and_runs_keeps_the_formats(rows):
    template = doc(
        p(r("头{% for r in rows %}甲", BOLD), r("{{ r }}", SLANTED)), p(r("乙", STRUCK), r("{% endfor %}尾", LINED))
    )
    report = fill(template, {"rows": rows})
    assert faults(report) == []
    paragraphs = looks(report)
    assert len(paragraphs) == len(rows) + 1
    assert paragraphs[0][0] == ("头甲" if rows else "头", "b")
    assert paragraphs[-1][-1] == ("尾", "u")
    if rows:
        assert paragraphs[0][1] == (rows[0], "i")
        assert paragraphs[-1][0] == ("乙", "strike")
        assert all(
            each == [("乙", "strike"), ("甲", "b"), (x, "i")]
            for each, x in zip(paragraphs[1:-1], rows[1:], strict=True)
        )


def test_a_block_over_a_link_is_whole_either_way():
    link = Xml(f'<w:hyperlink r:id="rId9">{r("链{% endif %}接", LINED)}</w:hyperlink>')
    for yes, text in ((True, "头甲链接尾"), (False, "头接尾")):
        report = fill(doc(p(r("头{% if yes %}甲", BOLD), link, "尾")), {"yes": yes})
        assert (body(report), faults(report)) == ([text], [])


def test_a_block_that_would_open_a_control_twice_is_refused():
    template = doc(p("头{% if yes %}甲", control(r("乙{% endif %}丙")), "尾"))
    assert codes(template, DATA) == ["unbalanced-block"]


def test_a_block_around_a_control_in_the_line_is_fine():
    template = doc(p("头{% for r in rows %}", control(r("{{ r.n }}")), "、{% endfor %}尾"))
    assert seen(template, DATA) == ["头甲、乙、尾"]


# Rows


@pytest.mark.parametrize("rows", [[], ROWS[:1], ROWS])
def test_a_row_repeats_where_the_loop_begins_and_ends_in_its_cells(rows):
    template = doc(
        table(row("名", "数"), row("{% for r in rows %}{{ r.n }}", "{{ r.v }}{% endfor %}"), row("合", "计"))
    )
    expected = [["名", "数"], *[[each["n"], str(each["v"])] for each in rows], ["合", "计"]]
    assert seen(template, {"rows": rows}) == [expected]


@pytest.mark.parametrize("prefix", ["", "tr "])
def test_rows_between_two_marker_rows_repeat_and_the_markers_vanish(prefix):
    template = doc(
        table(
            row("名", "数"),
            row(f"{{%{prefix} for r in rows %}}", ""),
            row("{{ r.n }}", "{{ r.v }}"),
            row("小计", ""),
            row("", f"{{%{prefix} endfor %}}"),
        )
    )
    assert seen(template, DATA) == [[["名", "数"], ["甲", "1"], ["小计", ""], ["乙", "2"], ["小计", ""]]]


def test_a_row_repeats_by_its_prefix_in_one_row():
    template = doc(table(row("头", ""), row("{%tr for r in rows %}{{ r.n }}", "{{ r.v }}{%tr endfor %}")))
    assert seen(template, DATA) == [[["头", ""], ["甲", "1"], ["乙", "2"]]]


def test_a_row_repeats_by_its_prefix_in_one_cell():
    template = doc(table(row("头", ""), row("{%tr for r in rows %}{{ r.n }}{%tr endfor %}", "{{ r.v }}")))
    assert seen(template, DATA) == [[["头", ""], ["甲", "1"], ["乙", "2"]]]


@pytest.mark.parametrize("prefix", ["", "tr "])
@pytest.mark.parametrize(("n", "kept"), [(1, [["一", "1"]]), (2, [["二", "2"]]), (9, [["多", "9"]])])
def test_rows_of_one_branch_stay(prefix, n, kept):
    template = doc(
        table(
            row(f"{{%{prefix} if n == 1 %}}", ""),
            row("一", "{{ n }}"),
            row(f"{{%{prefix} elif n == 2 %}}", ""),
            row("二", "{{ n }}"),
            row(f"{{%{prefix} else %}}", ""),
            row("多", "{{ n }}"),
            row(f"{{%{prefix} endif %}}", ""),
        )
    )
    assert seen(template, {"n": n}) == [kept]


def test_a_condition_that_begins_and_ends_in_one_row_takes_the_row():
    template = doc(table(row("头", ""), row("{% if yes %}甲", "乙{% endif %}")))
    assert seen(template, {"yes": True}) == [[["头", ""], ["甲", "乙"]]]
    assert seen(template, {"yes": False}) == [[["头", ""]]]


def test_rows_nest():
    template = doc(
        table(
            row("{% for r in rows %}", ""),
            row("{{ r.n }}", ""),
            row("{% for i in r['items'] %}{{ r.n }}", "{{ i }}{% endfor %}"),
            row("{% endfor %}", ""),
        )
    )
    assert seen(template, DATA) == [[["甲", ""], ["甲", "a"], ["甲", "b"], ["乙", ""]]]


def test_rows_in_content_controls_repeat_with_them():
    template = doc(table(row("头", ""), control(row("{% for r in rows %}{{ r.n }}", "{{ r.v }}{% endfor %}"))))
    assert seen(template, DATA) == [[["头", ""], ["甲", "1"], ["乙", "2"]]]
    assert seen(template, {"rows": []}) == [[["头", ""]]]


def test_marker_rows_in_content_controls_vanish():
    template = doc(
        table(
            row("头", ""),
            control(row("{% for r in rows %}", "")),
            row("{{ r.n }}", ""),
            control(row("{% endfor %}", "")),
        )
    )
    assert seen(template, DATA) == [[["头", ""], ["甲", ""], ["乙", ""]]]


def test_cells_in_content_controls_are_cells():
    template = doc(
        table(row("头", "头"), row(control(cell("{% for r in rows %}{{ r.n }}")), "{{ r.v }}{% endfor %}"), columns=2)
    )
    assert seen(template, DATA) == [[["头", "头"], ["甲", "1"], ["乙", "2"]]]


def test_a_whole_unit_in_a_control_repeats_with_the_control():
    template = doc(control(p("{% for r in rows %}")), control(p("{{ r.n }}")), control(p("{% endfor %}")), "完")
    assert seen(template, DATA) == ["甲", "乙", "完"]
    assert seen(template, {"rows": []}) == ["完"]


def test_a_loop_within_a_control_stays_within_it():
    template = doc(control(p("{% for r in rows %}"), p("{{ r.n }}"), p("{% endfor %}")), "完")
    report = fill(template, DATA)
    assert (body(report), len(elements(report, "sdt"))) == (["甲", "乙", "完"], 1)


def test_a_nested_table_in_a_repeated_row_comes_along():
    inner = table(row("{% for i in r['items'] %}{{ i }}{% endfor %}"))
    template = doc(table(row("{% for r in rows %}{{ r.n }}", cell(inner, "{% endfor %}")), columns=2))
    assert seen(template, DATA) == [[["甲", [[["ab"]], ""]], ["乙", [[[""]], ""]]]]


def test_rows_of_a_nested_table_repeat_within_repeated_rows():
    inner = table(row("{% for i in r['items'] %}{{ r.n }}", "{{ i }}{% endfor %}"), row("完", ""))
    template = doc(
        table(row("{%tr for r in rows %}", ""), row("{{ r.n }}", cell(inner, "")), row("{%tr endfor %}", ""))
    )
    expected = [["甲", [[["甲", "a"], ["甲", "b"], ["完", ""]], ""]], ["乙", [[["完", ""]], ""]]]
    assert seen(template, DATA) == [expected]


def test_a_marker_row_with_a_nested_table_that_shows_something_is_no_marker():
    marker = row("{%tr for r in rows %}", cell(table(row("表")), ""))
    assert codes(doc(table(marker, row("{{ r.n }}", ""), row("{%tr endfor %}", ""), columns=2)), DATA) == [
        "text-in-marker"
    ]


def test_a_row_and_paragraphs_within_its_cell_nest():
    template = doc(
        table(
            row("{%tr for r in rows %}", ""),
            row("{{ r.n }}", cell("{%p for i in r['items'] %}", "{{ i }}", "{%p endfor %}", "完")),
            row("{%tr endfor %}", ""),
        )
    )
    assert seen(template, DATA) == [[["甲", ["a", "b", "完"]], ["乙", "完"]]]


# Columns


@pytest.mark.parametrize("m", [[], ["x"], ["x", "y", "z"]])
def test_cells_repeat_between_marker_cells(m):
    template = doc(table(row("名", "{%tc for c in m %}", "{{ c }}", "{%tc endfor %}", "末")))
    assert seen(template, {"m": m}) == [[["名", *m, "末"]]]


def test_a_cell_repeats_by_its_prefix_in_one_cell():
    template = doc(table(row("名", "{%tc for c in m %}{{ c }}{%tc endfor %}")))
    assert seen(template, DATA) == [[["名", "x", "y", "z"]]]


def test_cells_of_one_branch_stay():
    template = doc(table(row("名", "{%tc if yes %}", "甲", "{%tc else %}", "乙", "{%tc endif %}")))
    assert seen(template, {"yes": True}) == [[["名", "甲"]]]
    assert seen(template, {"yes": False}) == [[["名", "乙"]]]


def test_columns_repeat_in_repeated_rows():
    template = doc(
        table(
            row("{%tr for r in rows %}", ""),
            row("{{ r.n }}", "{%tc for c in m %}", "{{ c }}{{ r.v }}", "{%tc endfor %}"),
            row("{%tr endfor %}", ""),
        )
    )
    assert seen(template, DATA) == [[["甲", "x1", "y1", "z1"], ["乙", "x2", "y2", "z2"]]]


# Scope


def test_a_set_in_one_part_of_the_body_holds_further_down():
    template = doc("{% set s = n * 2 %}", table(row("{{ s }}", "")), "{{ s }}")
    assert seen(template, DATA) == [[["6", ""]], "6"]


def test_a_loop_variable_does_not_outlive_its_loop():
    assert codes(doc("{% for r in rows %}{{ r.n }}{% endfor %}{{ r.n }}"), DATA) == ["missing-value"]


def test_keys_that_mappings_have_as_methods_are_keys_first():
    data = {"d": {"items": ["a"], "keys": "b", "values": "c", "get": "d", "update": "e", "pop": "f"}}
    typed = "{% for i in d.items %}{{ i }}{% endfor %}{{ d.keys }}{{ d.values }}{{ d.get }}{{ d.update }}{{ d.pop }}"
    assert seen(doc(typed), data) == ["abcdef"]


def test_tables_that_a_loop_repeats_stay_apart():
    template = doc("{% for r in rows %}", table(row("{{ r }}")), "{% endfor %}")
    assert seen(template, {"rows": [1, 2]}) == [[["1"]], "", [["2"]]]
    assert seen(template, {"rows": [1]}) == [[["1"]]]


def test_a_condition_between_tables_keeps_them_apart():
    template = doc(table(row("甲")), "{% if x %}", "文", "{% endif %}", table(row("乙")))
    assert seen(template, {"x": True}) == [[["甲"]], "文", [["乙"]]]


@pytest.mark.parametrize(
    "cells", [("{% if a %}", "{% else %}", "{% endif %}"), ("{%tr if a %}", "{%tr else %}", "{%tr endif %}")]
)
def test_one_row_cannot_be_both_branches(cells):
    assert codes(doc(table(row(*cells))), {"a": 1}) == ["unbalanced-block"]


def test_branches_with_prefixes_in_one_paragraph_are_stretches_of_its_text():
    assert seen(doc("{%p if a %}甲{%p else %}乙{%p endif %}"), {"a": 0}) == ["乙"]


BEGINS, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_a_vertical_merge_that_begins_above_goes_on_through_repeated_rows():
    first = row(cell("一、主动公开", properties=BEGINS), "甲")
    repeated = row(cell("{% for r in rows %}", properties=GOES_ON), "{{ r }}{% endfor %}")
    assert seen(doc(table(first, repeated)), {"rows": [1, 2]}) == [[["一、主动公开", "甲"], ["", "1"], ["", "2"]]]


def test_a_block_may_open_in_what_marks_paragraphs_as_custom_xml():
    marked_up = Xml(f'<w:customXml w:element="e">{p("{% if a %}甲")}</w:customXml>')
    assert codes(doc(table(row("前")), marked_up, table(row("后")), "乙{% endif %}"), {"a": 1}) == ["unbalanced-block"]
