"""Grids: one tag fills the empty cells to the right and below; nothing of the form is covered, nothing is left out."""

from __future__ import annotations

import pytest

from docfill import Source
from docfill.data import Data, ShownInt
from tests.building import Xml, cell, codes, doc, faults, fill, found, looks, marked, member, p, r, row, seen, table

SPAN = '<w:gridSpan w:val="{}"/>'
BEGINS, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def form(rows: int = 2, columns: int = 3, tag: str = "{% grid 申请 %}") -> bytes:
    """Return a form with labels to the left and above of *rows* by *columns* empty cells."""
    head = row("", *(f"列{n}" for n in range(columns)))
    lines = [row(f"行{n}", *([tag if (n, m) == (0, 0) else "" for m in range(columns)])) for n in range(rows)]
    return doc(table(head, *lines))


def filled(value: object, template: bytes | None = None) -> list[list[str]]:
    """Return the cells of the form but for its labels."""
    (cells,) = seen(template or form(), {"申请": value})
    return [line[1:] for line in cells[1:]]


@pytest.mark.parametrize(
    "value",
    [
        [[1, 2, 3], [4, 5, 6]],
        ((1, 2, 3), (4, 5, 6)),
        {"新收": {"a": 1, "b": 2, "c": 3}, "结转": {"a": 4, "b": 5, "c": 6}},
        {"新收": [1, 2, 3], "结转": [4, 5, 6]},
        [{"a": 1, "b": 2, "c": 3}, {"a": 4, "b": 5, "c": 6}],
    ],
)
def test_rows_of_columns_fill_the_cells_in_their_order(value):
    assert filled(value) == [["1", "2", "3"], ["4", "5", "6"]]


@pytest.mark.parametrize("value", [[1, 2, 3], {"a": 1, "b": 2, "c": 3}, (1, 2, 3)])
def test_a_flat_list_is_one_row(value):
    assert filled(value) == [["1", "2", "3"], ["", "", ""]]


def test_a_smaller_value_leaves_the_rest_as_it_is():
    assert filled([[1, 2], [3]]) == [["1", "2", ""], ["3", "", ""]]
    assert filled([]) == [["", "", ""], ["", "", ""]]


def test_cells_are_printed_as_any_value_is():
    value = [[ShownInt(1234, "1,234"), None, "<a & b>"], [0, -8, 0.1 + 0.2]]
    assert filled(value) == [["1,234", "", "<a & b>"], ["0", "-8", "0.3"]]


@pytest.mark.parametrize("text", ["一\n二", "一\t二", " 一", "一\u3000", "\u3000\u3000"])
def test_cells_keep_line_breaks_tabs_and_white_space(text):
    assert filled([[text]])[0][0] == text
    assert filled([[1, text]])[0][1] == text


def test_a_grid_may_be_named_by_a_path():
    template = form(tag="{% grid 年报.申请 %}")
    (cells,) = seen(template, {"年报": {"申请": [[1]]}})
    assert cells[1][1] == "1"


def test_a_grid_of_a_loop_fills_each_copy():
    template = doc("{% for g in all %}", table(row("{% grid g %}", "")), "{% endfor %}")
    assert seen(template, {"all": [[1, 2], [3, 4]]}) == [[["1", "2"]], "", [["3", "4"]]]


def test_a_grid_of_which_a_condition_decides():
    template = doc("{% if 有 %}", table(row("{% grid 申请 %}", "")), "{% endif %}", "完")
    assert seen(template, {"有": False}) == ["完"]
    assert seen(template, {"有": True, "申请": [1, 2]}) == [[["1", "2"]], "完"]


def test_grids_share_a_row():
    template = doc(table(row("{% grid a %}", "", "{% grid b %}", ""), row("", "", "", "")))
    assert seen(template, {"a": [[1, 2], [3, 4]], "b": [[5, 6], [7, 8]]}) == [
        [["1", "2", "5", "6"], ["3", "4", "7", "8"]]
    ]


def test_grids_stand_one_above_the_other():
    template = doc(table(row("{% grid a %}", ""), row("{% grid b %}", "")))
    assert seen(template, {"a": [1, 2], "b": [3, 4]}) == [[["1", "2"], ["3", "4"]]]
    assert codes(template, {"a": [[1, 2], [3, 4]], "b": [3, 4]}) == ["grid-covers-text"]


# What a cell looks like


def test_blank_cells_keep_the_templates_bytes():
    styled = Xml('<w:tc><w:tcPr/><w:p w:rsidR="00AA"><w:pPr><w:jc w:val="center"/></w:pPr></w:p></w:tc>')
    bare = Xml("<w:tc><w:p/></w:tc>")
    spaced = Xml('<w:tc><w:p><w:r><w:t xml:space="preserve"> </w:t></w:r></w:p></w:tc>')
    template = doc(table(row("{% grid 申请 %}", styled, bare, spaced), columns=4))
    xml = member(template).decode()
    for value in ([], [1], [None, None, None, None], [1, "", None, ""]):
        report = member(fill(template, {"申请": value})).decode()
        assert report == xml.replace("{% grid 申请 %}", "1" if value and value[0] else "")


def test_a_cell_without_a_run_takes_the_format_of_its_paragraph_mark():
    mark = '<w:jc w:val="center"/><w:rPr><w:ins w:id="1" w:author="a"/><w:b/><w:sz w:val="21"/></w:rPr>'
    report = fill(doc(table(row("{% grid 申请 %}", cell(p(properties=mark))))), {"申请": [1, 2]})
    assert faults(report) == []
    assert looks(report) == [[("1", "")], [("2", "b sz")]]


def test_a_cell_with_an_empty_run_takes_its_format():
    empty_run = Xml("<w:p><w:r><w:rPr><w:i/></w:rPr></w:r></w:p>")
    spaced = p(r(" ", "<w:u/>"))
    report = fill(doc(table(row("{% grid 申请 %}", cell(empty_run), cell(spaced)))), {"申请": [1, 2, 3]})
    assert faults(report) == []
    assert looks(report) == [[("1", "")], [("2", "i")], [("3", "u")]]


@pytest.mark.parametrize(
    "empty",
    [
        "<w:p/>",
        "<w:p></w:p>",
        '<w:p w:rsidR="00AA"/>',
        "<w:p ></w:p >",
        "<w:p><w:r><w:t/></w:r></w:p>",
        "<w:p><w:r><w:t></w:t></w:r></w:p>",
        '<w:p><w:r><w:t xml:space="preserve">  </w:t></w:r></w:p>',
        '<w:p><w:bookmarkStart w:id="1" w:name="a"/><w:bookmarkEnd w:id="1"/></w:p>',
        '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:proofErr w:type="spellStart"/></w:p>',
        "<w:sdt><w:sdtPr/><w:sdtContent><w:p/></w:sdtContent></w:sdt>",
        "<w:p/><w:p/>",
    ],
)
def test_whatever_an_empty_cell_is_written_like_it_is_filled(empty):
    template = doc(table(row("{% grid 申请 %}", Xml(f"<w:tc><w:tcPr/>{empty}</w:tc>")), columns=2))
    report = fill(template, {"申请": [1, "二"]})
    assert faults(report) == []
    assert [text for paragraph in looks(report) for text, _ in paragraph] == ["1", "二"]


def test_the_tags_own_cell_has_the_format_of_the_tags_run():
    report = fill(doc(table(row(p(r("{% grid", "<w:b/>"), r(" 申请 %}", "<w:i/>"))))), {"申请": [1]})
    assert looks(report) == [[("1", "b")]]


# Merged cells


def test_a_cell_over_several_columns_takes_one_value():
    template = doc(table(row("{% grid 申请 %}", cell("", properties=SPAN.format(2)), ""), columns=4))
    assert seen(template, {"申请": [1, 2, 3]}) == [[["1", "2", "3"]]]


def test_the_first_column_of_a_grid_is_found_below_cells_over_several_columns():
    template = doc(
        table(
            row(cell("头", properties=SPAN.format(2)), "甲", "乙"),
            row("一", "二", "{% grid 申请 %}", ""),
            row(cell("三", properties=SPAN.format(2)), "", ""),
            columns=4,
        )
    )
    (cells,) = seen(template, {"申请": [[1, 2], [3, 4]]})
    assert cells[1:] == [["一", "二", "1", "2"], ["三", "3", "4"]]


def test_the_continuation_of_a_vertical_merge_is_no_cell_of_the_grid():
    merged = [cell("{% grid 申请 %}"), cell("", properties=BEGINS), cell("")]
    below = [cell(""), cell("", properties=GOES_ON), cell("")]
    (cells,) = seen(doc(table(row(*merged), row(*below))), {"申请": [[1, 2, 3], [4, 5]]})
    assert cells == [["1", "2", "3"], ["4", "", "5"]]


def test_a_grid_begins_after_columns_that_a_row_leaves_out():
    skipped = Xml('<w:trPr><w:gridBefore w:val="1"/></w:trPr>')
    template = doc(table(row("头", "{% grid 申请 %}"), row(skipped, "")))
    assert seen(template, {"申请": [[1], [2]]}) == [[["头", "1"], ["2"]]]


def test_a_grid_in_a_nested_table_fills_that_table_only():
    inner = table(row("{% grid 申请 %}", ""), row("", ""))
    template = doc(table(row("", cell(inner, "")), row("", ""), columns=2))
    (cells,) = seen(template, {"申请": [[1, 2], [3, 4]]})
    assert cells == [["", [[["1", "2"], ["3", "4"]], ""]], ["", ""]]


def test_a_cell_with_a_table_in_it_is_no_empty_cell():
    template = doc(table(row("{% grid 申请 %}", cell(table(row("")), "")), columns=2))
    assert codes(template, {"申请": [1, 2]}) == ["grid-covers-text"]
    assert seen(template, {"申请": [1]})[0][0][0] == "1"


@pytest.mark.parametrize("content", ["<w:r><w:drawing/></w:r>", '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'])
def test_a_cell_with_a_picture_or_a_field_is_no_empty_cell(content):
    template = doc(table(row("{% grid 申请 %}", cell(p(Xml(content))))))
    assert codes(template, {"申请": [1, 2]}) == ["grid-covers-text"]


# What does not fit


@pytest.mark.parametrize(
    ("value", "row_number", "column_number"),
    [([[1, 2, 3], [4, 5, 6], [7]], "3", "1"), ([[1, 2, 3, 4]], "1", "4"), ([[1], [1, 2, 3, 4]], "2", "4")],
)
def test_a_value_that_is_too_large_is_a_problem(value, row_number, column_number):
    (problem,) = found(form(), {"申请": value})
    assert problem.code == "grid-does-not-fit"
    assert (problem.details["row"], problem.details["column"]) == (row_number, column_number)
    assert problem.place.steps == (("table", 1), ("row", 2), ("cell", 2))
    assert marked(problem) == "{% grid 申请 %}"


def test_a_value_that_would_cover_text_is_a_problem():
    template = doc(table(row("{% grid 申请 %}", ""), row("", "合计"), row("", "")))
    (problem,) = found(template, {"申请": [[1, 2], [3, 4], [5, 6]]})
    assert problem.code == "grid-covers-text"
    assert (problem.details["row"], problem.details["column"], problem.details["found"]) == ("2", "2", "合计")
    assert seen(template, {"申请": [[1, 2], [3], [5, 6]]}) == [[["1", "2"], ["3", "合计"], ["5", "6"]]]


def test_a_value_does_not_pass_over_text():
    template = doc(table(row("{% grid 申请 %}", "元", "")))
    assert codes(template, {"申请": [1, 2, 3]}) == ["grid-covers-text"]


@pytest.mark.parametrize("value", [2019, "文", 1.5, None, [1, [2]], [[1], 2], {"a": 1, "b": [1]}])
def test_what_has_no_rows_and_columns_is_a_problem(value):
    (problem,) = found(form(), {"申请": value})
    assert problem.code == "not-a-grid"
    assert marked(problem) == "{% grid 申请 %}"


def test_a_value_deeper_than_a_grid_is_a_problem():
    assert set(codes(form(), {"申请": [[[1]], [[2]]]})) <= {"not-a-grid", "not-text"}
    assert codes(form(), {"申请": [[[1]], [[2]]]}) != []


def test_a_missing_grid_is_a_problem_or_blank():
    (problem,) = found(form())
    assert (problem.code, marked(problem)) == ("missing-value", "{% grid 申请 %}")
    (cells,) = seen(form(), {}, missing="blank")
    assert cells[1] == ["行0", "", "", ""]


def test_a_control_character_in_a_grid_is_a_problem_at_its_cell():
    source = Source("数据.xlsx", "申请", "C2")
    data = Data({"申请": [[1, "\x08"]]}, {"申请": [[None, source]]})
    (problem,) = found(form(), data)
    assert (problem.code, problem.place) == ("forbidden-character", source)


@pytest.mark.parametrize("tag", ["{% grid %}", "{% grid 1+1 %}", "{% grid a b %}", '{% grid "a" %}'])
def test_a_grid_without_a_name_is_a_problem(tag):
    (problem,) = found(doc(table(row(tag))))
    assert (problem.code, marked(problem)) == ("grid-without-name", tag)


@pytest.mark.parametrize(
    "template",
    [
        doc("{% grid 申请 %}"),
        doc(table(row("合计：{% grid 申请 %}"))),
        doc(table(row("{{ x }}{% grid 申请 %}"))),
        doc(table(row("{% grid 申请 %}{% grid 申请 %}"))),
        doc(Xml(f"<w:tbl>{cell('{% grid 申请 %}')}</w:tbl>")),
    ],
)
def test_a_grid_that_does_not_stand_alone_in_a_cell_is_a_problem(template):
    assert set(codes(template, {"x": 1, "申请": [1]})) == {"grid-outside-cell"}
