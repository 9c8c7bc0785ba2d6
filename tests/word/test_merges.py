"""Merged cells: those of the form that loops go through, those that tags ask for, and the grid under them."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import docxtpl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import (
    W,
    Xml,
    body,
    cell,
    codes,
    control,
    doc,
    elements,
    faults,
    fill,
    found,
    marked,
    member,
    p,
    row,
    table,
)

if TYPE_CHECKING:
    from lxml import etree

BEGINS, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
ROWS = {"l": [{"g": "甲", "v": 1}, {"g": "甲", "v": 2}, {"g": "乙", "v": 3}]}


def value(element: etree._Element | None, name: str = "val") -> str | None:
    return None if element is None else element.get(f"{{{W}}}{name}")


def cells(content: bytes) -> list[list[tuple[str, str]]]:
    """Return each row's cells: the text, and what is special: ``↓`` begins a merge, ``|`` goes on, ``2`` its span."""
    rows = []
    for tr in elements(content, "tr"):
        shown = []
        for tc in tr.iter(f"{{{W}}}tc"):
            merge = tc.find(f"{{{W}}}tcPr/{{{W}}}vMerge")
            sign = "" if merge is None else "↓" if value(merge) == "restart" else "|"
            span = value(tc.find(f"{{{W}}}tcPr/{{{W}}}gridSpan")) or ""
            shown.append(("".join(tc.itertext()), sign + span))
        rows.append(shown)
    return rows


def first_column(content: bytes) -> list[tuple[str, str]]:
    return [shown[0] for shown in cells(content)]


def filled(template: bytes, data: dict[str, Any]) -> bytes:
    """Return the report, which must be sound: its grid too."""
    content = fill(template, data)
    assert faults(content) == []
    for tbl in elements(content, "tbl"):
        columns = len(tbl.findall(f"{{{W}}}tblGrid/{{{W}}}gridCol"))
        for tr in tbl.findall(f"{{{W}}}tr"):
            spans = [value(tc.find(f"{{{W}}}tcPr/{{{W}}}gridSpan")) or "1" for tc in tr.findall(f"{{{W}}}tc")]
            assert sum(map(int, spans)) <= columns
        for properties in tbl.iter(f"{{{W}}}tcPr"):
            names = [child.tag.partition("}")[2] for child in properties]
            order = [n for n in ("tcW", "gridSpan", "vMerge", "tcBorders", "shd", "vAlign") if n in names]
            assert [name for name in names if name in order] == order
    return content


# A merge of the form


def test_a_merge_that_begins_in_a_repeated_row_goes_on_through_its_copies():
    template = doc(
        table(
            row(cell("{% for r in l %}一、主动公开", properties=BEGINS), "{{ r.v }}{% endfor %}"),
            row(cell("", properties=GOES_ON), "合计"),
        )
    )
    assert first_column(filled(template, ROWS)) == [("一、主动公开", "↓"), ("", "|"), ("", "|"), ("", "|")]
    assert first_column(filled(template, {"l": ROWS["l"][:1]})) == [("一、主动公开", "↓"), ("", "|")]


def test_where_the_row_that_begins_a_merge_is_not_printed_the_next_begins_it_with_its_text():
    template = doc(
        table(
            row(cell("{% for r in l %}一、主动公开", properties=BEGINS), "{{ r.v }}{% endfor %}"),
            row(cell("", properties=GOES_ON), "合计"),
        )
    )
    assert first_column(filled(template, {"l": []})) == [("一、主动公开", "↓")]


@pytest.mark.parametrize("marker", ["{%tr if x %}", "{% if x %}"])
def test_a_condition_may_take_the_row_that_begins_a_merge(marker):
    template = doc(
        table(
            row("", marker),
            row(cell("类别", properties=BEGINS), "甲"),
            row("", marker.replace("if x", "endif")),
            row(cell("", properties=GOES_ON), "乙"),
            row(cell("", properties=GOES_ON), "丙"),
        )
    )
    assert cells(filled(template, {"x": 1})) == [
        [("类别", "↓"), ("甲", "")],
        [("", "|"), ("乙", "")],
        [("", "|"), ("丙", "")],
    ]
    assert first_column(filled(template, {"x": 0})) == [("类别", "↓"), ("", "|")]


def test_a_label_merged_over_the_rows_of_the_tags_is_the_label_of_the_rows_between():
    template = doc(
        table(
            row(cell("类别", properties=BEGINS), "{%tr for r in l %}"),
            row(cell("", properties=GOES_ON), "{{ r.v }}"),
            row(cell("", properties=GOES_ON), "{%tr endfor %}"),
            row("其他", "四"),
        )
    )
    assert first_column(filled(template, ROWS)) == [("类别", "↓"), ("", "|"), ("", "|"), ("其他", "")]
    assert first_column(filled(template, {"l": []})) == [("其他", "")]


def test_each_copy_of_all_rows_of_a_merge_is_a_merge_of_its_own():
    template = doc(
        table(
            row(cell("{% for r in l %}{{ r.g }}", properties=BEGINS), "收"),
            row(cell("", properties=GOES_ON), "支{% endfor %}"),
        )
    )
    assert first_column(filled(template, ROWS)) == [
        ("甲", "↓"),
        ("", "|"),
        ("甲", "↓"),
        ("", "|"),
        ("乙", "↓"),
        ("", "|"),
    ]


def test_a_merge_begins_anew_in_each_repetition_of_what_is_around_it():
    inner = (
        row(cell("{% for r in t.l %}{{ t.n }}", properties=BEGINS), "{{ r }}{% endfor %}"),
        row(cell("", properties=GOES_ON), "小计"),
    )
    data = {"ts": [{"n": "甲", "l": [1, 2]}, {"n": "乙", "l": [3]}]}
    expected = [("甲", "↓"), ("", "|"), ("", "|"), ("乙", "↓"), ("", "|")]
    in_rows = doc(table(row("{%tr for t in ts %}", ""), *inner, row("{%tr endfor %}", "")))
    assert first_column(filled(in_rows, data)) == expected
    whole_tables = doc("{% for t in ts %}", table(*inner), "{% endfor %}")
    assert first_column(filled(whole_tables, data)) == expected


def test_a_merge_of_one_repeated_row_joins_rows_that_show_the_same():
    template = doc(table(row(cell("{% for r in l %}{{ r.g }}", properties=BEGINS), "{{ r.v }}{% endfor %}")))
    assert first_column(filled(template, ROWS)) == [("甲", "↓"), ("", "|"), ("乙", "↓")]


def test_a_merge_that_would_hide_another_value_is_told():
    template = doc(
        table(
            row(cell("{% for r in l %}{{ r.g }}", properties=BEGINS), "{{ r.v }}{% endfor %}"),
            row(cell("", properties=GOES_ON), "合计"),
        )
    )
    (problem,) = found(template, ROWS)
    assert (problem.code, problem.details["shown"], problem.details["hidden"]) == ("merge-hides-value", "甲", "乙")
    assert problem.place.steps[:2] == (("table", 1), ("row", 1))


def test_a_merge_is_followed_by_its_grid_column_not_by_its_place_in_the_row():
    first = row("{% for r in l %}{{ r.v }}", cell("类{% endfor %}", properties=BEGINS))
    below = Xml(f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{cell("", properties=GOES_ON)}</w:tr>')
    shown = cells(filled(doc(table(first, below)), ROWS))
    assert [line[-1] for line in shown] == [("类", "↓"), ("", "|"), ("", "|"), ("", "|")]


# {% vm %}


@pytest.mark.parametrize("typed", ["{% vm %}部门", "部{% vm %}门"])
def test_vm_merges_a_cell_with_its_copies_below(typed):
    marked_rows = table(row("{%tr for r in l %}", ""), row(typed, "{{ r.v }}"), row("{%tr endfor %}", ""))
    assert cells(filled(doc(marked_rows), ROWS)) == [
        [("部门", "↓"), ("1", "")],
        [("", "|"), ("2", "")],
        [("", "|"), ("3", "")],
    ]
    hoisted = table(row("{% for r in l %}" + typed, "{{ r.v }}{% endfor %}"))
    assert first_column(filled(doc(hoisted), ROWS)) == [("部门", "↓"), ("", "|"), ("", "|")]


def test_vm_works_at_any_depth_of_loops_and_in_every_copy_of_a_table():
    data = {"ts": [{"n": "甲", "l": [1, 2]}, {"n": "乙", "l": [3, 4]}]}
    inner = table(
        row("{%tr for t in ts %}", ""),
        row("{%tr for r in t.l %}", ""),
        row("{% vm %}{{ t.n }}", "{{ r }}"),
        row("{%tr endfor %}", ""),
        row("{%tr endfor %}", ""),
    )
    merged = [("甲", "↓"), ("", "|"), ("乙", "↓"), ("", "|")]
    assert first_column(filled(doc(inner), data)) == merged
    assert first_column(filled(doc("{% for i in [1, 2] %}", inner, "{% endfor %}"), data)) == merged * 2


def test_vm_of_a_value_merges_runs_of_equal_values():
    template = doc(
        table(
            row("部门", "科室", "数"),
            row("{% for r in l %}{% vm r.a %}{{ r.a }}", "{% vm (r.a, r.b) %}{{ r.b }}", "{{ r.n }}{% endfor %}"),
        )
    )
    data = {"l": [{"a": a, "b": b, "n": n} for n, (a, b) in enumerate([*zip("甲甲甲乙乙", "一一二二二", strict=True)])]}
    shown = cells(filled(template, data))
    assert [line[0] for line in shown[1:]] == [("甲", "↓"), ("", "|"), ("", "|"), ("乙", "↓"), ("", "|")]
    assert [line[1] for line in shown[1:]] == [("一", "↓"), ("", "|"), ("二", "↓"), ("二", "↓"), ("", "|")]


def test_vm_of_a_value_merges_across_the_groups_of_an_outer_loop():
    template = doc(
        table(
            row("{%tr for t in ts %}", ""),
            row("{%tr for r in t %}", ""),
            row("{% vm r %}{{ r }}", "·"),
            row("{%tr endfor %}", ""),
            row("{%tr endfor %}", ""),
        )
    )
    assert first_column(filled(template, {"ts": [[1, 2], [2, 3]]})) == [("1", "↓"), ("2", "↓"), ("", "|"), ("3", "↓")]


def test_vm_of_a_value_begins_anew_in_every_copy_of_its_table():
    inner = table(row("{%tr for x in l %}", ""), row("{% vm x.g %}{{ x.g }}", "{{ x.v }}"), row("{%tr endfor %}", ""))
    template = doc(table(row("{%tr for i in [1, 2] %}"), row(cell(inner, "")), row("{%tr endfor %}")))
    (outer,) = body(filled(template, {"l": ROWS["l"][:2]}))
    assert outer == [[[[["甲", "1"], ["", "2"]], ""]]] * 2


def test_vm_takes_the_empty_cells_of_the_other_rows_along():
    template = doc(
        table(
            row("{%tr for r in l %}", ""),
            row("{% vm r.g %}{{ r.g }}", "收"),
            row("", "支"),
            row("{%tr endfor %}", ""),
        )
    )
    expected = [("甲", "↓"), ("", "|"), ("", "|"), ("", "|"), ("乙", "↓"), ("", "|")]
    assert first_column(filled(template, ROWS)) == expected


def test_vm_may_not_hide_the_text_of_another_row():
    template = doc(
        table(row("{%tr for r in l %}", ""), row("{% vm %}甲", "收"), row("乙", "支"), row("{%tr endfor %}", ""))
    )
    (problem,) = found(template, ROWS)
    assert (problem.code, marked(problem)) == ("merge-hides-text", "{% vm %}")


def test_vm_keeps_other_properties_and_replaces_a_merge_that_is_there():
    properties = f'{BEGINS}<w:shd w:val="clear" w:fill="FFFF00"/><w:vAlign w:val="center"/>'
    template = doc(table(row(cell("{% for r in l %}{% vm %}甲", properties=properties), "{{ r.v }}{% endfor %}")))
    content = filled(template, ROWS)
    assert first_column(content) == [("甲", "↓"), ("", "|"), ("", "|")]
    assert len(elements(content, "vMerge")) == len(elements(content, "vAlign")) == 3


# {% hm %}, {% colspan %}, {% cellbg %}


def test_hm_merges_a_cell_with_its_copies_beside_over_a_grid_that_agrees():
    template = doc(
        table(
            row("项", "{%tc for r in l %}", "{% hm %}数", "{%tc endfor %}"),
            row("项", "{%tc for r in l %}", "{{ r.v }}", "{%tc endfor %}"),
            columns=2,
        )
    )
    content = filled(template, ROWS)
    assert cells(content) == [[("项", ""), ("数", "3")], [("项", ""), ("1", ""), ("2", ""), ("3", "")]]
    widths = [int(value(column, "w") or 0) for column in elements(content, "gridCol")]
    assert (len(widths), sum(widths)) == (4, 2000)
    wide = [int(value(each, "w") or 0) for each in elements(content, "tcW")][:2]
    assert wide == [widths[0], sum(widths[1:])]


def test_hm_of_a_value_merges_equal_neighbours():
    template = doc(
        table(
            row("{%tc for r in l %}", "{% hm r.g %}{{ r.g }}", "{%tc endfor %}"),
            row("{%tc for r in l %}", "{{ r.v }}", "{%tc endfor %}"),
            columns=1,
        )
    )
    assert cells(filled(template, ROWS))[0] == [("甲", "2"), ("乙", "")]


def test_colspan_takes_the_place_of_the_span_that_is_there():
    template = doc(
        table(row(cell("{% colspan n %}合", properties='<w:gridSpan w:val="2"/>'), "乙"), row("1", "2", "3"))
    )
    assert cells(filled(template, {"n": 1}))[0] == [("合", ""), ("乙", "")]
    assert cells(filled(template, {"n": 2}))[0] == [("合", "2"), ("乙", "")]
    content = filled(template, {"n": "3"})
    assert cells(content)[0] == [("合", "3"), ("乙", "")]
    assert len(elements(content, "gridCol")) == 4


@pytest.mark.parametrize("n", [0, -1, 64, "两", None, 10**9])
def test_a_span_that_no_cell_can_have_is_told(n):
    (problem,) = found(doc(table(row("{% colspan n %}合"))), {"n": n})
    assert (problem.code, marked(problem)) == ("not-a-span", "{% colspan n %}")


def test_cellbg_colours_its_cell_and_may_depend_on_a_condition():
    template = doc(
        table(
            row(
                "{% for c in l %}{% cellbg c %}甲",
                "{% if c == 'red' %}{% cellbg '#00ff00' %}{% endif %}乙{% endfor %}",
            )
        )
    )
    content = filled(template, {"l": ["FF8800", "red", "", None]})
    fills = [
        [value(tc.find(f"{{{W}}}tcPr/{{{W}}}shd"), "fill") for tc in tr.iter(f"{{{W}}}tc")]
        for tr in elements(content, "tr")
    ]
    assert fills == [["FF8800", None], ["FF0000", "00FF00"], [None, None], [None, None]]
    assert body(content) == [[["甲", "乙"]] * 4]
    assert codes(template, {"l": ["no colour"]}) == ["colour-not-known"]


def test_a_cell_in_a_content_control_is_worked_on_as_any_other():
    tagged = Xml(control(cell("{% for r in l %}{% vm r.g %}{{ r.g }}")))
    template = doc(table(row(tagged, "{{ r.v }}{% endfor %}")))
    content = filled(template, ROWS)
    assert first_column(content) == [("甲", "↓"), ("", "|"), ("乙", "↓")]
    assert len(elements(content, "sdt")) == 3


@pytest.mark.parametrize("typed", ["{% vm %}", "{% hm %}", "{% colspan 2 %}", "{% cellbg 'red' %}"])
def test_what_is_for_cells_is_told_outside_of_a_table(typed):
    (problem,) = found(doc(f"{typed}甲"))
    assert (problem.code, marked(problem)) == ("prefix-outside-table", typed)


@pytest.mark.parametrize("typed", ["{% vm %}", "{% hm %}"])
def test_a_merge_of_copies_needs_a_loop(typed):
    (problem,) = found(doc(table(row(f"{typed}甲"))))
    assert (problem.code, marked(problem)) == ("merge-without-loop", typed)


@pytest.mark.parametrize("typed", ["{%tr cellbg 'red' %}", "{%tc vm %}", "{%p colspan 2 %}"])
def test_what_is_for_a_cell_takes_no_prefix(typed):
    (problem,) = found(doc(table(row("{% for r in [1] %}甲", f"{typed}乙{{% endfor %}}"))))
    assert (problem.code, marked(problem)) == ("unknown-statement", typed)


@pytest.mark.parametrize("typed", ["{% colspan %}", "{% cellbg %}"])
def test_a_tag_that_says_no_value_is_told(typed):
    assert codes(doc(table(row(f"{typed}甲")))) == ["empty-tag"]


def test_a_name_without_a_value_is_told_in_a_cells_tag_too():
    assert codes(doc(table(row("{% cellbg farbe %}甲")))) == ["missing-value"]
    assert codes(doc(table(row("{% for r in [1] %}{% vm r.x %}甲", "乙{% endfor %}")))) == ["missing-value"]


# Beside docxtpl


@pytest.mark.parametrize(
    "rows",
    [
        (row("{%tr for r in l %}", ""), row("{% vm %}甲", "{{ r.v }}"), row("{%tr endfor %}", "")),
        (row("{%tc for r in l %}", "{% hm %}数", "{%tc endfor %}"), row("1", "2", "3")),
        (row("{% cellbg 'FF0000' %}甲", "乙"),),
        (row("{% colspan 2 %}甲"), row("1", "2")),
    ],
    ids=["vm", "hm", "cellbg", "colspan"],
)
def test_the_cells_are_those_that_docxtpl_makes(rows):
    template = doc(table(*rows))
    theirs = docxtpl.DocxTemplate(io.BytesIO(template))
    theirs.render(ROWS)
    out = io.BytesIO()
    theirs.save(out)
    ours = filled(template, ROWS)
    assert cells(ours) == cells(out.getvalue())
    for kind, name in (("shd", "fill"), ("gridSpan", "val")):
        wanted = [value(each, name) for each in elements(out.getvalue(), kind)]
        assert [value(each, name) for each in elements(ours, kind)] == wanted


# What always holds


@given(st.lists(st.lists(st.integers(0, 2), max_size=3), max_size=4), st.booleans())
def test_every_merge_begins_with_a_cell_that_shows_it(groups, total):
    template = doc(
        table(
            row("{%tr for g in gs %}", "", ""),
            row("{%tr for v in g %}", "", ""),
            row(cell("{% vm %}组", properties=""), cell("{% vm v %}{{ v }}"), "{{ v }}"),
            row("{%tr endfor %}", "", ""),
            row(cell("计", properties=BEGINS), "", "{{ g|length }}"),
            row("{%tr if total %}", "", ""),
            row(cell("", properties=GOES_ON), "", "又"),
            row("{%tr endif %}", "", ""),
            row("{%tr endfor %}", "", ""),
            row("末", "", ""),
        )
    )
    shown = cells(filled(template, {"gs": groups, "total": total}))
    for column in (0, 1):
        above = ""
        for line in shown:
            text, sign = line[column]
            assert sign != "|" or (above and not text)
            above = sign
    assert [line[2][0] for line in shown if line[0][1] == "↓" and line[0][0] == "计"] == [str(len(g)) for g in groups]


def test_white_space_behind_a_cells_tag_is_kept():
    report = fill(doc(table(row("{% colspan 1 %} 题", "{% cellbg 'red' %}{{ y }} 乙"))), {"y": ""})
    texts = [element for element in elements(report, "t") if element.text]
    assert [text.text for text in texts] == [" 题", " 乙"]
    assert {text.get("{http://www.w3.org/XML/1998/namespace}space") for text in texts} == {"preserve"}


def test_what_is_merged_as_it_should_be_already_keeps_its_bytes():
    rows = (
        row(cell("{% for r in l %}类", properties=BEGINS), "{{ r }}{% endfor %}"),
        row(cell(p("", properties='<w:jc w:val="center"/>'), properties="<w:vMerge/>"), "计"),
    )
    plain = doc(table(*(Xml(re.sub(r"\{%.*?%\}", "", each).replace("{{ r }}", "1")) for each in rows)))
    assert member(filled(doc(table(*rows)), {"l": [1]})) == member(plain)


def test_equal_values_merge_also_where_a_value_to_work_with_is_blank():
    template = doc(
        table(
            row("{%tr for x in l %}"),
            row("{% vm %}{{ x.g }}", "{{ x.v * 没有 }}{{ x.v }}{{ 也没有 + 1 }}"),
            row("{%tr endfor %}"),
            columns=2,
        )
    )
    report = fill(template, ROWS, missing="blank")
    assert faults(report) == []
    assert first_column(report) == first_column(fill(template, {**ROWS, "没有": 0, "也没有": 0}))
    assert [shown[1] for shown in cells(report)] == [("1", ""), ("2", ""), ("3", "")]
