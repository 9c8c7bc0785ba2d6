"""Statements beside conditions and loops over lists: blocks that catch text, macros, loops that call themselves."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest

from docfill import RichText, Template
from tests.building import (
    W,
    Xml,
    body,
    cell,
    codes,
    doc,
    elements,
    faults,
    fill,
    found,
    ids,
    looks,
    marked,
    p,
    r,
    row,
    seen,
    table,
    text_box,
)
from tests.validity import broken_invariants

PICTURE = Xml(
    '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="n" descr="图{{ 没有 }}"/></wp:inline></w:drawing></w:r>'
)
DATA = {
    "x": "a & b <c>",
    "lines": "一\n二",
    "rows": [1, 2, 3],
    "yes": True,
    "no": False,
    "tree": [{"n": "甲", "c": [{"n": "乙", "c": []}, {"n": "丙", "c": [{"n": "丁", "c": []}]}]}, {"n": "戊", "c": []}],
}

# What a block catches is text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("{% filter upper %}q & {{ x }}{% endfilter %}", "Q & A & B <C>"),
        ("{% filter replace('b', 'z')|upper %}{{ x }}{% endfilter %}", "A & Z <C>"),
        ("{% filter length %}{{ x }}&amp;{% endfilter %}", "14"),
        ("{% filter 千分位 %}12345{% endfilter %}", "12,345"),
        ("{% filter trim %} {{ lines }} {% endfilter %}。", "一\n二。"),
        ("{% filter upper %}{% filter replace('&', '+') %}{{ x }}{% endfilter %}{% endfilter %}", "A + B <C>"),
        ("{% for r in rows %}{% filter upper %}{{ r }}a{% endfilter %}{% endfor %}", "1A2A3A"),
        ("{% set y %}{{ x }}{% endset %}{{ y|upper }}{{ y|length }}", "A & B <C>9"),
        ("{% set y | upper %}{{ x }}{% endset %}{{ y }}", "A & B <C>"),
        ("{% set y %}{{ lines }}{% endset %}{{ y }}{{ y.split() | join }}", "一\n二一二"),
        ("{% macro m(v) %}<{{ v }}>{% endmacro %}{{ m(x)|upper }}{{ m(1) ~ 'q' }}", "<A & B <C>><1>q"),
        ("{% macro m(v) %}{{ v }}{% endmacro %}{{ 'j' if m('') == '' else 'n' }}", "j"),
        ("{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}{{ x }}{% endcall %}", "[a & b <c>]"),
        (
            "{% macro m() %}{{ caller('u')|upper }}{% endmacro %}{% call(u) m() %}{{ u }}{{ x }}{% endcall %}",
            "UA & B <C>",
        ),
        ("{% macro m(v='q', n=2) %}{{ v * n }}{% endmacro %}{{ m() }}{{ m(n=1) }}", "qqq"),
        ("{% autoescape true %}{{ x }}{% endautoescape %}", "a & b <c>"),
    ],
)
def test_what_a_block_catches_is_the_text_that_a_reader_sees(typed, text):
    assert seen(doc(typed), DATA) == [text]


@pytest.mark.parametrize(
    "typed",
    [
        "{% call '<w:p>{}'.format(1) %}x{% endcall %}",
        "{% filter upper %}{{p lines }}{% endfilter %}",
        "{% macro m() %}{{p lines }}{% endmacro %}{{ m() }}",
    ],
)
def test_what_is_more_than_text_is_never_taken_for_text(typed):
    assert codes(doc(typed), DATA) == ["raw-markup"]


def test_a_filter_that_fails_over_a_block_is_told_at_its_tag():
    (problem,) = found(doc("{% filter 大写 %}约{{ x }}{% endfilter %}"), DATA)
    assert (problem.code, marked(problem)) == ("not-a-number-for-filter", "{% filter 大写 %}")


@pytest.mark.parametrize(
    "typed",
    [
        "{% set ns = namespace(s='ab') %}{% for r in range(100) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
        "{% set ns = namespace(s=[1]) %}{% for r in range(100) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
        "{% set ns = namespace(s=[1]) %}{% for r in range(100) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}",
        "{% set ns = namespace(s=1) %}{% for r in range(100) %}{% set ns.s = {1: ns.s, 2: ns.s} %}{% endfor %}",
        "".join(f"{{% set a{n + 1} = a{n} ~ a{n} %}}" for n in range(40)).replace("a0", "'ab'"),
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% for n in [1, 2] recursive %}{{ loop([1, 2]) if loop.depth < 60 else '' }}{% endfor %}",
    ],
)
def test_what_is_kept_or_called_again_and_again_has_bounds(typed):
    assert set(codes(doc(typed), DATA)) == {"too-much-asked"}


# A name that a loop may give another value


def test_a_namespace_carries_a_value_out_of_a_loop():
    loop = "{% for r in rows %}{% set 共.数 = 共.数 + r %}{% set 共.末 = r %}{% endfor %}"
    template = doc(f"{{% set 共 = namespace(数=0, 末=none) %}}{loop}{{{{ 共.数 }}}}，{{{{ 共.末 }}}}")
    assert seen(template, DATA) == ["6，3"]


def test_a_namespace_is_empty_in_the_next_fill():
    template = Template(doc("{% set ns = namespace(n=0) %}{% set ns.n = ns.n + 1 %}{{ ns.n }}"))
    reports = [io.BytesIO(), io.BytesIO()]
    for report in reports:
        template.fill({}, report)
    assert [body(report.getvalue()) for report in reports] == [["1"], ["1"]]


def test_a_namespace_lacks_what_it_was_not_given():
    assert codes(doc("{% set ns = namespace(n=0) %}{{ ns.m }}")) == ["missing-value"]
    assert codes(doc("{% set x.n = 1 %}"), DATA) == ["tag-failed"]


# Macros of more than text


def test_a_macro_of_whole_paragraphs_is_printed_where_it_is_called():
    template = doc(
        *(
            "{%p macro 条(名, 数=0) %}",
            "{{ 名 }}：",
            p(r("{{ 数 }}", "<w:b/>"), properties="<w:keepNext/>"),
            "{%p endmacro %}",
        ),
        *("前", "{{p 条('甲', 1) }}", "{%p for r in rows %}", "{{p 条(x, r) }}", "{%p endfor %}", "后"),
    )
    report = fill(template, DATA)
    assert faults(report) == []
    assert looks(report) == [
        *[[("前", "")], [("甲：", "")], [("1", "b")]],
        *[look for n in "123" for look in ([("a & b <c>：", "")], [(n, "b")])],
        [("后", "")],
    ]
    assert len(elements(report, "keepNext")) == 4


@pytest.mark.parametrize("prefix", ["p ", " "])
def test_a_macro_of_paragraphs_may_hold_tables_and_blocks(prefix):
    template = doc(
        f"{{%{prefix}macro 表(行) %}}",
        "{%p if 行 %}",
        table(row("{% for n in 行 %}{{ n }}", "{% endfor %}")),
        "{%p else %}",
        "（无）",
        "{%p endif %}",
        f"{{%{prefix}endmacro %}}",
        "{{p 表(rows) }}",
        "{{p 表([]) }}",
        table(row(cell("{{p 表([9]) }}"), cell("{{p 表([]) }}"))),
    )
    assert seen(template, DATA) == [[["1", ""], ["2", ""], ["3", ""]], "（无）", [[[[["9", ""]], ""], "（无）"]]]


def test_tables_that_a_macro_prints_are_kept_apart():
    macro = ("{%p macro m(n) %}", table(row("{{ n }}")), "{%p endmacro %}")
    calls = (table(row("前")), "{{p m(1) }}", "{{p m(2) }}", "{%p for r in rows[:2] %}", "{{p m(r) }}", "{%p endfor %}")
    tables = [[["前"]], [["1"]], [["2"]], [["1"]], [["2"]]]
    shown = seen(doc(*macro, *calls, table(row("后"))), DATA)
    assert [block for block in shown if block] == [*tables, [["后"]]]
    assert all(one == "" or two == "" for one, two in pairwise(shown))


def test_a_macro_of_whole_rows_is_printed_in_its_table():
    template = doc(
        table(
            row("项目", "数"),
            row("{%tr macro 行(名, 数) %}", ""),
            row("{{ 名 }}", "{{ 数 }}"),
            row("{%tr endmacro %}", ""),
            row("{{tr 行('甲', 1) }}", ""),
            row("{%tr for r in rows %}", ""),
            row("{{tr 行('乙', r) }}", ""),
            row("{%tr endfor %}", ""),
        )
    )
    assert seen(template, DATA) == [[["项目", "数"], ["甲", "1"], ["乙", "1"], ["乙", "2"], ["乙", "3"]]]


def test_a_table_whose_rows_all_come_from_a_macro_goes_where_none_comes():
    rows = (
        "{%tr macro 行(n) %}",
        "{{ n }}",
        "{%tr endmacro %}",
        "{%tr for r in items %}",
        "{{tr 行(r) }}",
        "{%tr endfor %}",
    )
    template = doc("前", table(*map(row, rows)), "后")
    assert seen(template, {"items": []}) == ["前", "后"]
    assert seen(template, {"items": [1]}) == ["前", [["1"]], "后"]


def test_a_macro_over_several_runs_keeps_the_formats_that_it_was_written_in():
    macro = p(r("{% macro m(v) %}一"), r("{{ v }}", "<w:b/>"), r("二{% endmacro %}尾", "<w:i/>"))
    report = fill(doc(macro, p(r("称", "<w:i/>"), r("{{ m(x) }}", "<w:u/>"), r("完"))), DATA)
    assert faults(report) == []
    assert looks(report) == [
        [("尾", "i")],
        [("称", "i"), ("一", ""), ("a & b <c>", "b"), ("二", "i"), ("完", "")],
    ]


def test_a_macro_over_several_runs_that_nobody_calls_leaves_its_line_whole():
    report = fill(doc(p(r("前{% macro m() %}一", "<w:b/>"), r("二{% endmacro %}后", "<w:i/>"))))
    assert looks(report) == [[("前", "b"), ("后", "i")]]


def test_what_a_macro_prints_has_no_ids_twice():
    bookmark = Xml('<w:p w14:paraId="00000007"><w:bookmarkStart w:id="1" w:name="b"/><w:bookmarkEnd w:id="1"/></w:p>')
    report = fill(doc("{%p macro m() %}", bookmark, "{%p endmacro %}", "{{p m() }}", "{{p m() }}", "{{p m() }}"))
    assert faults(report) == []
    assert ids(report, "bookmark name")[0] == "b"
    assert len(ids(report, "paragraph")) == 3


def test_a_cell_whose_only_paragraph_calls_a_macro_keeps_one():
    template = doc(
        "{%p macro m(v) %}", "{%p if v %}", "文", "{%p endif %}", "{%p endmacro %}", table(row("{{p m(no) }}"))
    )
    assert seen(template, DATA) == [[[""]]]


def test_a_macro_may_call_itself_and_others():
    template = doc(
        *(
            "{%p macro 枝(项, 深) %}",
            "{{ 深 }}{{ 项.n }}",
            "{%p for 子 in 项.c %}",
            "{{p 枝(子, 深 + 1) }}",
            "{%p endfor %}",
        ),
        *(
            "{%p endmacro %}",
            "{%p macro 树(根) %}",
            "{%p for 项 in 根 %}",
            "{{p 枝(项, 1) }}",
            "{%p endfor %}",
            "{%p endmacro %}",
        ),
        "{{p 树(tree) }}",
    )
    assert seen(template, DATA) == ["1甲", "2乙", "2丙", "3丁", "1戊"]


MACRO = ("{%p macro m(v) %}", "甲{{ v }}", "{%p endmacro %}")


@pytest.mark.parametrize(
    "typed",
    [
        "{{ m(1) }}",
        "{{p m(1)|upper }}",
        "{{p m(1) + m(2) }}",
        "{{p m }}",
        "{% set y = m(1) %}",
        "{% if m(1) %}{% endif %}",
        "{% call m(1) %}{% endcall %}",
        "{% for m in rows %}{% endfor %}",
        "{{p (m(1)) }}",
    ],
)
def test_what_a_macro_of_paragraphs_holds_can_only_be_printed(typed):
    problems = found(doc(*MACRO, typed), DATA)
    assert {problem.code for problem in problems} == {"macro-out-of-place"}
    assert "{{p m(…) }}" in problems[0].hint("en")


def test_a_macro_of_rows_is_not_printed_in_another_table():
    macro = [row("{%tr macro m() %}"), row("文"), row("{%tr endmacro %}")]
    assert codes(doc(table(*macro, row("末")), table(row("{{tr m() }}"))), DATA) == ["macro-out-of-place"]


def test_a_macro_defined_twice_or_named_by_its_own_argument_is_refused():
    assert set(codes(doc(*MACRO, *MACRO, "{{p m(1) }}"), DATA)) == {"macro-out-of-place"}
    assert codes(doc("{%p macro m(m) %}", "{{ m }}", "{%p endmacro %}"), DATA) == ["macro-out-of-place"] * 2


@pytest.mark.parametrize(
    "call",
    [
        p("{{p m(1) }}", "文"),
        p("{{p m(1) }}{{ x }}"),
        p("{{p m(1) }}", text_box("文")),
        p("{{p m(1) }}", Xml('<w:r><w:br w:type="page"/></w:r>')),
    ],
)
def test_a_call_of_paragraphs_stands_alone(call):
    assert set(codes(doc(*MACRO, call), DATA)) == {"text-in-marker"}


def test_a_name_in_the_data_is_not_taken_for_a_macro_that_was_not_reached():
    template = doc("{%p if no %}", *MACRO, "{%p endif %}", "{{p m(1) }}")
    Template(template, globals={"m": lambda _: "<w:p/>"}).fill({"no": False}, io.BytesIO())
    assert seen(template, {"no": True}) == ["甲1"]


# Loops that call themselves


def test_a_recursive_loop_over_text():
    typed = "{% for e in tree recursive %}{{ e.n }}{% if e.c %}（{{ loop(e.c) }}）{% endif %}{% endfor %}"
    assert seen(doc(typed), DATA) == ["甲（乙丙（丁））戊"]


def test_a_recursive_loop_over_runs_keeps_the_formats():
    line = p(r("{% for e in tree recursive %}"), r("{{ e.n }}", "<w:b/>"), r("，{{ loop(e.c) }}{% endfor %}", "<w:i/>"))
    report = fill(doc(line), DATA)
    assert faults(report) == []
    assert looks(report) == [[piece for n in "甲乙丙丁戊" for piece in ((n, "b"), ("，", "i"))]]


def test_a_recursive_loop_over_paragraphs_and_rows():
    lines = ("{%p for e in tree recursive %}", "{{ loop.depth }}{{ e.n }}", "{{p loop(e.c) }}", "{%p endfor %}")
    assert seen(doc(*lines), DATA) == ["1甲", "2乙", "2丙", "3丁", "1戊"]
    rows = ("{%tr for e in tree recursive %}", "{{ e.n }}", "{{tr loop(e.c) }}", "{%tr endfor %}")
    assert seen(doc(table(*map(row, rows))), DATA) == [[["甲"], ["乙"], ["丙"], ["丁"], ["戊"]]]


def test_a_recursive_loop_over_paragraphs_is_called_alone():
    assert codes(doc("{%p for e in tree recursive %}", "{{ loop(e.c) }}", "{%p endfor %}"), DATA) == [
        "macro-out-of-place"
    ]
    assert codes(doc("{%p for e in tree recursive %}", "{{p loop(e.c) }}文", "{%p endfor %}"), DATA) == [
        "text-in-marker"
    ]


def test_a_loop_over_a_value_is_told_in_a_recursive_loop_too():
    assert codes(doc("{% for e in tree recursive %}{{ loop(e.n) }}{% endfor %}"), DATA) == ["loop-over-scalar"] * 2


# Leaving a loop


@pytest.mark.parametrize(("word", "text"), [("break", "1。"), ("continue", "13。")])
def test_a_loop_over_text_may_be_left(word, text):
    typed = f"{{% for r in rows %}}{{% if r == 2 %}}{{% {word} %}}{{% endif %}}{{{{ r }}}}{{% endfor %}}。"
    assert seen(doc(typed), DATA) == [text]


@pytest.mark.parametrize(("word", "kept"), [("break", ["1"]), ("continue", ["1", "3"])])
def test_a_loop_over_paragraphs_and_rows_may_be_left(word, kept):
    for prefix, wrap in (
        ("p", lambda lines: lines),
        ("", lambda lines: lines),
        ("tr", lambda lines: [table(*map(row, lines))]),
    ):
        tags = ("for r in rows", "if r == 2", word, "endif", None, "endfor")
        lines = [f"{{%{prefix} {tag} %}}" if tag else "{{ r }}" for tag in tags]
        shown = seen(doc("前", *wrap(lines), "后"), DATA)
        assert shown == ["前", *(kept if prefix != "tr" else [[[n] for n in kept]]), "后"]


@pytest.mark.parametrize(
    "blocks",
    [
        ["{% continue %}"],
        ["{%p for r in rows %}", "甲{% break %}", "乙", "{%p endfor %}"],
        ["{%p for r in rows %}", table(row("{%tr break %}"), row("甲")), "{%p endfor %}"],
        [p(r("{% for r in rows %}甲", "<w:b/>"), r("{% break %}乙{% endfor %}"))],
        [table(row("{% for r in rows %}{{ r }}", "{% break %}{% endfor %}"))],
        ["{% for r in rows %}{% macro m() %}{% break %}{% endmacro %}{% endfor %}"],
    ],
)
def test_a_loop_is_not_left_in_the_middle_of_what_it_repeats(blocks):
    problems = found(doc(*blocks), DATA)
    assert [problem.code for problem in problems] == ["loop-cannot-stop-here"]


def test_a_statement_alone_in_its_row_goes_with_the_row():
    template = doc(table(row("{%tr set y = 5 %}", ""), row("{{ y }}", "乙")))
    assert seen(template, DATA) == [[["5", "乙"]]]


# Remarks


@pytest.mark.parametrize(
    ("blocks", "report"),
    [
        (["甲", "{#p 给经办人 #}", "乙"], ["甲", "乙"]),
        (["甲", "前{#p 给经办人 #}后{{ 没有 }}", "乙"], ["甲", "乙"]),
        ([table(row("{#tr 注 #}", "文{{ 没有 }}"), row("甲", "乙"))], [[["甲", "乙"]]]),
        (["前", table(row("{#tr 注 #}", "文")), "后"], ["前", "后"]),
        ([table(row("甲", "{#tc 注 #}文"), row("乙", "丙{#tc 注 #}"))], [[["甲"], ["乙"]]]),
        (["前", table(row("{#tc 注 #}")), "后"], ["前", "后"]),
        ([table(row(cell("{#p 注 #}"), "乙"))], [[["", "乙"]]]),
        (["{#p {% if %} {{ #}{% if x %}", "{{ x }}"], ["a & b <c>"]),
        ([table(row(cell("{#tr 注 #}", "{#p 注 #}"), "文"), row("甲", "乙"), columns=2)], [[["甲", "乙"]]]),
        (["{%p for r in rows %}", "{#p 注 #}文", "{{ r }}", "{%p endfor %}"], ["1", "2", "3"]),
        ([table(row("甲", cell(p(PICTURE), "{#tc 注 #}")))], [[["甲"]]]),
        ([p(PICTURE, "{#p 注 #}"), "乙"], ["乙"]),
        (["甲{# 注 #}乙", "{#r 注 #}丙"], ["甲乙", "丙"]),
    ],
)
def test_a_remark_with_a_prefix_takes_its_paragraph_row_or_cell_away(blocks, report):
    assert seen(doc(*blocks), DATA) == report


def test_a_grid_follows_the_cells_that_remarks_take_away():
    report = fill(doc(table(row("甲", "{#tc 注 #}"), row("乙", "{#tc 注 #}"))))
    assert len(elements(report, "gridCol")) == 1


BEFORE, AFTER = '<w:gridBefore w:val="1"/>', '<w:gridAfter w:val="1"/><w:wAfter w:w="1000" w:type="dxa"/>'
RESTART = '<w:vMerge w:val="restart"/>'


def _row(properties, *cells):
    return Xml(row(*cells).replace("<w:tr>", f"<w:tr><w:trPr>{properties}</w:trPr>", 1))


@pytest.mark.parametrize(
    ("rows", "columns", "left_out"),
    [
        ([row("甲", "{#tc 注 #}"), row("乙", "丙")], 2, [1, 0]),
        ([_row(BEFORE, "甲", "{#tc 注 #}"), row("甲", "乙", "{#tc 注 #}"), row("乙", "丙", "丁")], 3, [1, 1, 0]),
        ([_row(BEFORE, "甲", "丙"), row("甲", "乙", "{#tc 注 #}"), row("乙", "丙", "{#tc 注 #}")], 3, [0, 1, 1]),
        ([_row(AFTER, "甲", "{#tc 注 #}"), row("甲", "乙", "丙")], 3, [2, 0]),
        ([Xml(f"<w:tr><w:tblPrEx/>{cell('甲')}{cell('{#tc 注 #}')}</w:tr>"), row("乙", "丙")], 2, [1, 0]),
        ([row("甲", "{%tc if r %}", "乙", "{%tc endif %}"), row("甲", "乙", "丙", "丁")], 4, [3, 0]),
        ([row("{%tc for r in rows %}", "{{ r }}", "{%tc endfor %}"), row("甲", "乙", "丙")], 3, [0, 0]),
        ([row("{%tc for r in rows %}", "{{ r }}", "{%tc endfor %}"), _row(BEFORE, "甲")], 2, [0, 1]),
        ([row("甲", "{% colspan 3 %}乙"), row("丙", "丁")], 2, [0, 2]),
    ],
)
def test_a_row_that_comes_to_be_shorter_says_which_columns_it_leaves_out(rows, columns, left_out):
    template = doc(table(*rows, columns=columns))
    report = fill(template, {"r": 0, "rows": [1, 2, 3]})
    assert faults(report) == []
    assert broken_invariants(template, report) == []
    gaps = [tr.find(f"{{{W}}}trPr/{{{W}}}gridAfter") for tr in elements(report, "tr")]
    assert [int(gap.get(f"{{{W}}}val")) if gap is not None else 0 for gap in gaps] == left_out
    assert elements(report, "wAfter") == []


@pytest.mark.parametrize(
    ("first", "begins"),
    [(["{#tc 注 #}", cell("甲", properties=RESTART)], 2), ([cell("{#tc 注 #}", properties=RESTART), "甲"], 1)],
)
def test_a_merge_whose_first_cell_a_remark_takes_away_or_moves_begins_in_the_next_row(first, begins):
    second = [cell("乙", properties="<w:vMerge/>" if begins == at else "") for at in (1, 2)]
    third = [cell("丙", properties="<w:vMerge/>" if begins == at else "") for at in (1, 2)]
    template = doc(table(row(*first), row(*second), row(*third)))
    report = fill(template)
    assert broken_invariants(template, report) == []
    assert [merge.get(f"{{{W}}}val") for merge in elements(report, "vMerge")][-2:] == ["restart", None]


def test_a_merged_cell_that_begins_in_a_remark_begins_in_the_next_row():
    merged = [cell("{#tr 注 #}", properties='<w:vMerge w:val="restart"/>'), cell("", properties="<w:vMerge/>")]
    report = fill(doc(table(*(row(each, "甲") for each in merged))))
    assert faults(report) == []
    assert [element.get(f"{{{W}}}val") for element in elements(report, "vMerge")] == ["restart"]


def test_a_bookmark_of_a_merged_cell_in_a_remark_is_there_once():
    ends = Xml('<w:bookmarkStart w:id="1" w:name="b"/>'), Xml('<w:bookmarkEnd w:id="1"/>')
    first = row(cell(p(ends[0], "类"), properties=RESTART), "{#tr 注 #}")
    report = fill(doc(table(first, row(cell("", properties="<w:vMerge/>"), "甲")), p(ends[1])))
    assert faults(report) == []
    assert ids(report, "bookmark name") == ["b"]
    assert "类" in body(report)[0][0][0]


def test_the_end_of_a_section_is_no_remark():
    report = fill(doc("甲", p("{#p 注 #}文", properties="<w:sectPr/>"), "乙"))
    assert [len(elements(report, kind)) for kind in ("sectPr", "p")] == [2, 3]


def test_bookmarks_that_begin_or_end_in_a_remark_stay():
    start, end = Xml('<w:bookmarkStart w:id="1" w:name="b"/>'), Xml('<w:bookmarkEnd w:id="1"/>')
    report = fill(doc(p("{#p 注 #}", start), p("甲", end)))
    assert faults(report) == []
    assert ids(report, "bookmark name") == ["b"]


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        (["{#tr 注 #}"], "prefix-outside-table"),
        (["{#p 注 #}{% if x %}", "{% endif %}"], "unopened-block"),
        (
            [
                p("{#p 注 #}", Xml('<w:r><w:fldChar w:fldCharType="begin"/></w:r>')),
                p(Xml('<w:r><w:fldChar w:fldCharType="end"/></w:r>')),
            ],
            "block-cuts-field",
        ),
    ],
)
def test_a_remark_that_would_break_something_is_refused(blocks, code):
    assert codes(doc(*blocks), DATA) == [code]


# Values that are more than text


@pytest.mark.parametrize(
    "typed",
    [
        "{% macro m() %}[{{ x }}]{% endmacro %}{{ m() }}",
        "{% set y %}[{{ x }}]{% endset %}{{ y }}",
        "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}[{{ x }}]{% endcall %}",
    ],
)
def test_rich_text_passes_through_a_macro_as_it_is(typed):
    report = fill(doc(typed), {"x": RichText("粗", bold=True)})
    assert faults(report) == []
    assert looks(report) == [[("[", ""), ("粗", "b bCs"), ("]", "")]]


def test_rich_text_is_no_text_for_a_filter():
    data = {"x": RichText("粗", bold=True)}
    for typed in ("{% filter upper %}[{{ x }}]{% endfilter %}", "{% set y|upper %}[{{ x }}]{% endset %}{{ y }}"):
        assert codes(doc(typed), data) == ["value-needs-text"]


def test_a_macro_does_not_end_a_section():
    macro = ["{%p macro m() %}", p("甲", properties="<w:sectPr/>"), "{%p endmacro %}"]
    assert codes(doc(*macro, table(row("{{p m() }}")))) == ["structure-cannot-be-kept"]


def test_a_macro_of_runs_is_not_printed_where_no_run_may_stand():
    macro = p(r("{% macro m() %}甲", "<w:b/>"), r("乙{% endmacro %}"))
    field = Xml('<w:fldSimple w:instr=" QUOTE {{ m() }} "><w:r><w:t>甲</w:t></w:r></w:fldSimple>')
    assert codes(doc(macro, p(field))) == ["macro-out-of-place"]


def test_a_remark_in_the_description_of_a_picture_is_no_paragraph():
    picture = '<w:drawing><wp:inline><wp:docPr id="1" name="i" descr="{#p 注 #}{{ x }}"/></wp:inline></w:drawing>'
    assert codes(doc(p("甲", Xml(f"<w:r>{picture}</w:r>"))), {"x": "图"}) == ["tag-needs-paragraph"]


def test_the_defaults_of_a_macro_are_fields():
    template = Template(doc("{% macro m(a, b=甲) %}{{ a }}{{ b }}{{ 乙 }}{% endmacro %}{{ m(丙) }}"))
    assert {field.path for field in template.fields} == {"甲", "乙", "丙"}
