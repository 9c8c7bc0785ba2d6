"""What blocks empty stays valid: cells keep a paragraph, rows and tables go whole, a grid agrees with its cells."""

from __future__ import annotations

import pytest

from tests.building import (
    W,
    Xml,
    body,
    cell,
    control,
    doc,
    elements,
    faults,
    fill,
    p,
    r,
    root,
    row,
    seen,
    table,
    text_box,
)

CENTRED = '<w:jc w:val="center"/>'
EMPTY = {"rows": [], "yes": False, "m": []}


def properties(report: bytes) -> list[list[str]]:
    """Return, for each cell, what the properties of each of its paragraphs hold."""
    return [[e.tag.rpartition("}")[2] for e in tc.iterfind(f"{{{W}}}p/{{{W}}}pPr/*")] for tc in elements(report, "tc")]


# Cells


@pytest.mark.parametrize("prefix", ["", "p "])
def test_an_emptied_cell_keeps_a_paragraph_with_the_cells_own_properties(prefix):
    lines = [
        p(f"{{%{prefix} if yes %}}", properties=CENTRED),
        p("文", properties='<w:ind w:left="1"/>'),
        p(f"{{%{prefix} endif %}}", properties=CENTRED),
    ]
    report = fill(doc(table(row(cell(*lines), "旁"))), EMPTY)
    assert (body(report), faults(report)) == ([[["", "旁"]]], [])
    assert properties(report) == [["jc"], []]


def test_a_cell_that_is_not_emptied_gets_no_extra_paragraph():
    template = doc(table(row(cell("{% if yes %}", "文", "{% endif %}"))))
    assert seen(template, {"yes": True}) == [[["文"]]]


def test_the_paragraph_that_is_kept_has_no_id_of_its_own():
    line = '<w:p w14:paraId="0A0A0A0A" w:rsidR="00AA00AA"><w:r><w:t>{}</w:t></w:r></w:p>'
    lines = [Xml(line.format("{%p if yes %}")), "文", p("{%p endif %}")]
    report = fill(doc(table(row(cell(*lines)))), EMPTY)
    assert (body(report), faults(report)) == ([[[""]]], [])
    assert elements(report, "p")[0].attrib == {}


def test_a_cell_whose_last_paragraph_goes_and_a_table_stays_last_gets_a_paragraph():
    template = doc(table(row(cell(table(row("内")), "{% if yes %}", "文", "{% endif %}")), columns=1))
    assert seen(template, {"yes": False}) == [[[[[["内"]], ""]]]]
    assert seen(template, {"yes": True}) == [[[[[["内"]], "文"]]]]


def test_a_cell_that_ends_in_a_control_counts_as_ending_in_a_paragraph():
    template = doc(table(row(cell("{% if yes %}", "文", "{% endif %}", control(p("控"))))))
    assert seen(template, {"yes": False}) == [[["控"]]]


def test_an_emptied_cell_in_a_repeated_row_keeps_a_paragraph_each_time():
    template = doc(
        table(
            row("{%tr for r in rows %}", ""),
            row("{{ r }}", cell("{%p if r > 1 %}", "大", "{%p endif %}")),
            row("{%tr endfor %}", ""),
        )
    )
    assert seen(template, {"rows": [1, 2]}) == [[["1", ""], ["2", "大"]]]


def test_bookmarks_do_not_pass_for_a_paragraph():
    begins = p(Xml('<w:bookmarkStart w:id="1" w:name="a"/><w:bookmarkEnd w:id="1"/>'), "{% if yes %}")
    report = fill(doc(table(row(cell(begins, "文", "{% endif %}")))), EMPTY)
    assert (body(report), faults(report)) == ([[[""]]], [])


# Rows and tables


@pytest.mark.parametrize("prefix", ["tr ", ""])
def test_a_table_without_rows_goes(prefix):
    template = doc("前", table(row(f"{{%{prefix} for r in rows %}}{{{{ r }}}}", f"{{%{prefix} endfor %}}")), "后")
    assert seen(template, EMPTY) == ["前", "后"]
    assert seen(template, {"rows": [1]}) == ["前", [["1", ""]], "后"]


def test_a_table_whose_rows_are_all_markers_goes():
    template = doc("前", table(row("{%tr if yes %}", ""), row("甲", ""), row("{%tr endif %}", "")), "后")
    assert seen(template, EMPTY) == ["前", "后"]


def test_a_row_without_cells_goes():
    template = doc(table(row("头", "头"), row("{%tc for c in m %}", "{{ c }}", "{%tc endfor %}")))
    assert seen(template, EMPTY) == [[["头", "头"]]]


def test_a_table_whose_only_row_has_no_cells_goes():
    template = doc("前", table(row("{%tc for c in m %}", "{{ c }}", "{%tc endfor %}")), "后")
    assert seen(template, EMPTY) == ["前", "后"]


def test_a_nested_table_without_rows_goes_and_its_cell_keeps_a_paragraph():
    inner = table(row("{% for r in rows %}{{ r }}", "{% endfor %}"))
    assert seen(doc(table(row("头", cell(inner, p("", properties=CENTRED))), columns=2)), EMPTY) == [[["头", ""]]]
    gone = doc(table(row("头", cell("{% if yes %}", inner, "{% endif %}")), columns=2))
    assert seen(gone, EMPTY) == [[["头", ""]]]
    assert seen(gone, {"yes": True, "rows": []}) == [[["头", ""]]]


def test_a_nested_table_goes_or_stays_in_each_copy_of_its_row():
    inner = table(row("{% for i in r %}{{ i }}", "{% endfor %}"))
    template = doc(
        table(row("{%tr for r in rows %}", ""), row("头", cell(inner, "尾")), row("{%tr endfor %}", ""), columns=2)
    )
    assert seen(template, {"rows": [[], [1]]}) == [[["头", "尾"], ["头", [[["1", ""]], "尾"]]]]


def test_a_table_in_a_table_that_goes_goes_with_it():
    inner = table(row("{% for i in r %}{{ i }}", "{% endfor %}"))
    template = doc(
        "前", table(row("{%tr for r in rows %}", ""), row("头", cell(inner, "")), row("{%tr endfor %}", ""), columns=2)
    )
    assert seen(template, EMPTY) == ["前"]


# Other places


@pytest.mark.parametrize(("story", "name"), [("hdr", "header1.xml"), ("ftr", "footer1.xml")])
def test_an_emptied_header_keeps_a_paragraph(story, name):
    story_part = root(story, "".join([p("{% if yes %}", properties=CENTRED), p("文"), p("{% endif %}")]))
    report = fill(doc("文", stories={name: story_part}), EMPTY)
    assert (body(report, f"word/{name}"), faults(report)) == ([""], [])


def test_an_emptied_footnote_keeps_a_paragraph():
    note = f'<w:footnote w:id="1">{p("{% if yes %}")}{p("文")}{p("{% endif %}")}</w:footnote>'
    report = fill(doc("文", stories={"footnotes.xml": root("footnotes", note)}), EMPTY)
    assert faults(report) == []
    assert len(elements(report, "p", "word/footnotes.xml")) == 1


def test_an_emptied_text_box_keeps_a_paragraph_in_both_its_forms():
    report = fill(doc(p(text_box("{% if yes %}", "文", "{% endif %}"))), EMPTY)
    assert faults(report) == []
    assert [len(box) for box in elements(report, "txbxContent")] == [1, 1]


def test_an_emptied_body_keeps_its_section():
    report = fill(doc("{% if yes %}", "文", "{% endif %}"), EMPTY)
    assert (body(report), len(elements(report, "sectPr"))) == ([], 1)


# Columns


def widths(report: bytes, table_number: int = 0) -> tuple[list[int], list[list[int]]]:
    """Return the widths of a table's grid, and of each row's cells."""
    tbl = elements(report, "tbl")[table_number]
    grid = [int(e.get(f"{{{W}}}w")) for e in tbl.iterfind(f"{{{W}}}tblGrid/{{{W}}}gridCol")]
    cells = [
        [int(e.get(f"{{{W}}}w")) for e in tr.iterfind(f"{{{W}}}tc/{{{W}}}tcPr/{{{W}}}tcW")]
        for tr in tbl.iterfind(f"{{{W}}}tr")
    ]
    return grid, cells


SPAN = '<w:gridSpan w:val="{}"/>'


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 13])
def test_the_grid_follows_repeated_columns_and_keeps_its_width(count):
    template = doc(table(row("名", "{%tc for c in m %}", "{{ c }}", "{%tc endfor %}", "末")))
    report = fill(template, {"m": list(range(count))})
    grid, (cells,) = widths(report)
    assert len(grid) == count + 2
    assert sum(grid) == 5000
    assert cells == grid


@pytest.mark.parametrize("yes", [True, False])
def test_the_grid_follows_dropped_columns(yes):
    rows = [row("名", "{%tc if yes %}", str(n), "{%tc endif %}", "末") for n in range(3)]
    grid, cells = widths(fill(doc(table(*rows)), {"yes": yes}))
    assert (len(grid), sum(grid)) == (3 if yes else 2, 5000)
    assert cells == [grid] * 3


def test_columns_of_head_and_rows_repeat_alike():
    head = row("名", "{%tc for c in m %}", "{{ c }}", "{%tc endfor %}")
    rows = [row("{%tr for r in rows %}", "", "", ""), row("{{ r }}", "{%tc for c in m %}", "{{ c }}", "{%tc endfor %}")]
    template = doc(table(head, *rows, row("{%tr endfor %}", "", "", "")))
    grid, cells = widths(fill(template, {"m": [1, 2, 3, 4, 5], "rows": [1, 2]}))
    assert (len(grid), sum(grid)) == (6, 4000)
    assert cells == [grid] * 3


def test_a_cell_over_several_columns_is_as_wide_as_they_are():
    wide = cell("宽", properties=SPAN.format(2))
    template = doc(table(row("名", "{%tc for c in m %}", "{{ c }}", "{%tc endfor %}"), row("名", wide), columns=4))
    grid, cells = widths(fill(template, {"m": [1, 2]}))
    assert (len(grid), sum(grid)) == (3, 4000)
    assert cells == [grid, [grid[0], grid[1] + grid[2]]]


def test_a_table_whose_columns_come_out_as_many_as_before_stays_as_it_is():
    template = doc(table(row("{%tc for c in m %}", "{{ c }}", "{%tc endfor %}")))
    grid, cells = widths(fill(template, {"m": [1, 2, 3]}))
    assert (grid, cells) == ([1000] * 3, [[1000] * 3])


def test_only_the_table_whose_columns_repeat_gets_another_grid():
    inner = table(row("{%tc for c in m %}", "{{ c }}", "{%tc endfor %}"))
    template = doc(table(row("头", cell(inner, "")), columns=2))
    report = fill(template, {"m": [1, 2, 3, 4]})
    assert widths(report, 0)[0] == [1000, 1000]
    assert widths(report, 1) == ([750] * 4, [[750] * 4])


def test_the_outer_grid_follows_where_a_nested_table_is_inside():
    inner = table(row("内", "内"))
    template = doc(table(row("{%tc for c in m %}", cell(inner, "{{ c }}"), "{%tc endfor %}"), columns=3))
    report = fill(template, {"m": [1, 2]})
    assert widths(report, 0) == ([1500, 1500], [[1500, 1500]])
    assert widths(report, 1) == ([1000, 1000], [[1000, 1000]])


def test_cells_in_content_controls_have_their_share_of_the_grid():
    template = doc(table(row("名", "{%tc for c in m %}", control(cell("{{ c }}")), "{%tc endfor %}"), columns=4))
    report = fill(template, {"m": [1, 2, 3, 4]})
    assert faults(report) == []
    assert body(report) == [[["名", "1", "2", "3", "4"]]]
    assert len(widths(report)[0]) == 5
    assert [e.get(f"{{{W}}}w") for e in elements(report, "tcW")] == ["800"] * 5


def test_a_title_over_all_columns_goes_on_over_those_that_a_loop_adds():
    title = row(cell("表", properties='<w:gridSpan w:val="4"/>'))
    template = doc(table(title, row("甲", "{%tc for q in r %}", "{{ q }}", "{%tc endfor %}"), columns=4))
    report = fill(template, {"r": [1, 2, 3, 4, 5]})
    (span,) = elements(report, "gridSpan")
    assert span.get(f"{{{W}}}val") == "6"
    assert len(elements(report, "gridCol")) == 6


# --- content controls ---


@pytest.mark.parametrize("x", [[], [1, 2]])
@pytest.mark.parametrize(
    ("blocks", "full", "empty"),
    [
        ([control(p("{% for n in x %}"), p("{{ n }}"), p("{% endfor %}"))], ["1", "2"], []),
        ([control(control(p("{% for n in x %}"), p("{{ n }}"), p("{% endfor %}")))], ["1", "2"], []),
        ([control(p("{% for n in x %}"), p("{{ n }}"), p("{% endfor %}"), p("末"))], ["1", "2", "末"], ["末"]),
        (
            [table(row("头"), control(row("{%tr for n in x %}"), row("{{ n }}"), row("{%tr endfor %}")))],
            [[["头"], ["1"], ["2"]]],
            [[["头"]]],
        ),
        (
            [table(control(row("{%tr for n in x %}"), row("{{ n }}"), row("{%tr endfor %}")), columns=1)],
            [[["1"], ["2"]]],
            [],
        ),
        (
            [table(row(Xml(f"<w:tc>{control(p('{% for n in x %}'), p('{{ n }}'), p('{% endfor %}'))}</w:tc>")))],
            [[[["1", "2"]]]],
            [[[""]]],
        ),
    ],
)
def test_a_content_control_goes_with_all_that_was_in_it(blocks, full, empty, x):
    report = fill(doc("前", *blocks, "后"), {"x": x})
    assert faults(report) == []
    assert body(report) == ["前", *(full if x else empty), "后"]
    assert all(len(content) for content in elements(report, "sdtContent"))


def test_a_bookmark_that_ends_in_a_control_that_goes_stays_whole():
    start, end = (Xml(f'<w:bookmark{edge} w:id="1"{name}/>') for edge, name in (("Start", ' w:name="甲"'), ("End", "")))
    inside = control(p("{% if x %}"), p("甲"), p("{% endif %}"), end)
    report = fill(doc(p("前", start), inside, "后"), {"x": False})
    assert faults(report) == []
    assert (elements(report, "sdt"), len(elements(report, "bookmarkEnd"))) == ([], 1)


@pytest.mark.parametrize(
    "runs",
    [
        ("前 {#p 注 #}",),
        ("{#p 注 #} 后",),
        ("前 {{ a }} {#p 注 #} {{ a }} 后",),
        (r("{{ a }} "), r("{#p 注 #} "), r(" {{ a }}")),
    ],
)
def test_white_space_that_goes_with_its_paragraph_leaves_nothing_where_a_section_ends(runs):
    report = fill(doc("一", p(*runs, properties="<w:sectPr/>"), "二{{ a }}"), {"a": "值"})
    assert faults(report) == []
    assert body(report) == ["一", "", "二值"]
    assert len(elements(report, "sectPr")) == 2
