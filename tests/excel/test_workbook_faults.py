"""A value that cannot be read harms no report that does not need it, and each report that does."""

from __future__ import annotations

import zipfile

import pytest
from books import book, patched, saved
from openpyxl.workbook.defined_name import DefinedName

import docfill
from docfill.data import Fault
from docfill.excel.reader import read
from docfill.inputs import read_data
from docfill.problems import FillError
from docfill.severity import Severity
from tests.building import cell as word_cell
from tests.building import codes, doc, found, p, r, row, seen, table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def data_with_errors(tmp_path):
    rows = [["姓名", "件数"], ["张三", "#N/A"], ["李四", 4]]
    made = book({"基本": [["字段", "值"], ["单位", "甲"], ["比例", "#DIV/0!"]], "明细": rows})
    made.defined_names["旧名"] = DefinedName("旧名", attr_text="没有的表!$A$1")
    return read(saved(made, tmp_path))


def test_an_error_that_a_report_does_not_need_stops_nothing(tmp_path):
    data = data_with_errors(tmp_path)
    assert data.notes == ()
    assert seen(doc(p(r("{{ 单位 }}")), p(r("{% for x in 明细 %}{{ x.姓名 }} {% endfor %}"))), data) == [
        "甲",
        "张三 李四 ",
    ]


def test_an_error_that_is_printed_is_a_problem_at_its_cell_with_the_tags_place(tmp_path):
    (problem,) = found(doc(p(r("{{ 单位 }}")), p(r("{{ 比例 }}"))), data_with_errors(tmp_path))
    assert (problem.code, problem.place.spot()) == ("error-cell", "基本!B3")
    assert [place.spot() for place in problem.related] == ["paragraph 2"]


def test_all_errors_that_are_used_are_told_at_once(tmp_path):
    template = doc(
        p(r("{{ 比例 }}")),
        p(r("{{ 旧名 }}")),
        p(r("{% for x in 明细 %}{{ x.件数 }}{% endfor %}")),
        p(r("{{ 没有 }}")),
    )
    told = found(template, data_with_errors(tmp_path))
    assert {problem.code for problem in told} == {"error-cell", "broken-name", "missing-value"}
    assert sorted(problem.place.spot() for problem in told if problem.code == "error-cell") == ["基本!B3", "明细!B2"]


@pytest.mark.parametrize(
    "tag",
    [
        "{{ 比例 }}",
        "{{ 比例 + 1 }}",
        "{{ 100 * 比例 }}",
        "{{ -比例 }}",
        "{{ 比例|round }}",
        "{{ 比例|default('无') }}",
        "{{ 比例|upper }}",
        "{{ 比例|千分位 }}",
        "{{ 比例.x }}",
        "{{ 比例[0] }}",
        "{{ '%s' % 比例 }}",
        "{{ '{}'.format(比例) }}",
        "{{ '甲' ~ 比例 }}",
        "{{ [比例]|join('、') }}",
        "{{ [1, 比例]|sum }}",
        "{{ [1, 比例]|max }}",
        "{{ 比例|length }}",
        "{% if 比例 %}x{% endif %}",
        "{% if not 比例 %}x{% endif %}",
        "{% if 比例 == 1 %}x{% endif %}",
        "{% if 比例 > 1 %}x{% endif %}",
        "{% if 1 in 比例 %}x{% endif %}",
        "{% for x in 比例 %}x{% endfor %}",
        "{{p 比例 }}",
    ],
)
def test_no_way_of_using_an_error_goes_unnoticed(tmp_path, tag):
    assert [(problem.code, problem.place.spot()) for problem in found(doc(p(r(tag))), data_with_errors(tmp_path))] == [
        ("error-cell", "基本!B3")
    ]


def test_an_error_in_a_grid_is_told_once(tmp_path):
    made = book({"表": [["", "甲", "乙"], ["新收", 1, "#REF!"], ["结转", 2, 3]]})
    made.defined_names["申请"] = DefinedName("申请", attr_text="表!$A$1:$C$3")
    grid = doc(
        table(
            row(word_cell(p(r("{% grid 申请 %}"))), word_cell(p(r("")))), row(word_cell(p(r(""))), word_cell(p(r(""))))
        )
    )
    (problem,) = found(grid, read(saved(made, tmp_path)))
    assert (problem.code, problem.place.spot()) == ("error-cell", "表!C2")


def test_a_list_that_is_none_stops_only_the_reports_that_need_it(tmp_path):
    data = read(saved(book({"基本": [["字段", "值"], ["单位", "甲"]], "草稿": [["甲", "甲"], [1, 2]]}), tmp_path))
    assert seen(doc(p(r("{{ 单位 }}"))), data) == ["甲"]
    assert codes(doc(p(r("{% for x in 草稿 %}{{ x.甲 }}{% endfor %}"))), data) == ["duplicate-header"]


def test_an_error_in_a_header_stops_only_the_reports_that_need_the_list(tmp_path):
    data = read(saved(book({"基本": [["字段", "值"], ["单位", "甲"]], "草稿": [["甲", "#REF!"], [1, 2]]}), tmp_path))
    assert seen(doc(p(r("{{ 单位 }}"))), data) == ["甲"]
    assert set(codes(doc(p(r("{% for x in 草稿 %}{{ x.甲 }}{% endfor %}"))), data)) == {"error-cell", "blank-header"}


def test_a_form_tells_of_the_errors_in_its_own_fields_and_grids_alone(tmp_path):
    path = saved(book({"基本": [["字段", "值"], ["单位名称", "#N/A"], ["别的", "#REF!"]]}), tmp_path)
    with pytest.raises(FillError) as caught:
        docfill.fill("gov-info-2021", path, tmp_path / "报告.docx")
    errors = [problem for problem in caught.value.problems if problem.code == "error-cell"]
    assert [problem.place.spot() for problem in errors] == ["基本!B2"]
    assert "单位名称" not in {problem.details.get("name") for problem in caught.value.problems}


def test_a_fault_shows_itself_and_raises_where_a_program_uses_it(tmp_path):
    fault = data_with_errors(tmp_path)["比例"]
    assert isinstance(fault, Fault)
    assert repr(fault) == "<Fault error-cell>"
    for use in (str, float, int, len, list, hash, bool, lambda value: value + 1, lambda value: value == 1):
        with pytest.raises(FillError) as caught:
            use(fault)
        assert [problem.code for problem in caught.value.problems] == ["error-cell"]


# ---- what stands below lists, and what is hidden


def notes_of(data):
    return [(note.code, note.severity, note.place.cell) for note in data.notes]


def test_a_note_below_a_list_is_no_record(tmp_path):
    rows = [["姓名", "件数"], ["张三", 3], ["李四", None], [], ["注：1. 截至年底"], ["2. 不含转办"]]
    data = read(saved(book({"明细": rows}), tmp_path))
    assert data == {"明细": [{"姓名": "张三", "件数": 3}, {"姓名": "李四", "件数": None}]}
    assert notes_of(data) == [("note-below-list", Severity.NOTE, cell) for cell in ("A5", "A6")]
    assert data.notes[0].details["text"] == "注：1. 截至年底"


def test_a_note_that_is_merged_over_the_list_needs_no_blank_row_above_it(tmp_path):
    made = book({"明细": [["姓名", "件数"], ["张三", 3], ["注：截至年底"]]})
    made["明细"].merge_cells("A3:B3")
    data = read(saved(made, tmp_path))
    assert data == {"明细": [{"姓名": "张三", "件数": 3}]}
    assert notes_of(data) == [("note-below-list", Severity.NOTE, "A3")]


@pytest.mark.parametrize(
    "rows",
    [
        [["姓名", "件数"], ["张三", 3], ["李四", None]],  # no blank row above
        [["姓名", "件数"], ["张三", 3], [], ["李四", None], ["王五", 5]],  # not the last
        [["姓名"], ["张三"], [], ["李四"]],  # one column has no other
        [["姓名", "件数"], [], ["张三", None]],  # the first
        [["姓名", "件数"], ["张三", 3], [], [None, 5]],  # not in the first column
    ],
)
def test_what_might_be_a_record_is_one(tmp_path, rows):
    data = read(saved(book({"明细": rows}), tmp_path))
    assert len(data["明细"]) == sum(any(row) for row in rows[1:])
    assert data.notes == ()


def test_hidden_rows_are_read_with_a_warning(tmp_path):
    made = book({"明细": [["姓名", "件数"], ["张三", 3], ["李四", 4], ["王五", 5]]})
    for number in (2, 4):
        made["明细"].row_dimensions[number].hidden = True
    data = read(saved(made, tmp_path))
    assert len(data["明细"]) == 3
    (note,) = data.notes
    assert (note.code, note.severity) == ("hidden-rows-read", Severity.WARNING)
    assert (note.details["count"], note.details["first"]) == ("2", "2")


def test_a_value_that_a_merged_cell_covers_is_not_seen(tmp_path):
    path = saved(book({"明细": [["姓名", "件数"], ["张三", 3], ["李四", 4]]}), tmp_path)
    merge = '</sheetData><mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>'
    patched(path, "xl/worksheets/sheet1.xml", ("</sheetData>", merge))
    assert [record["件数"] for record in read(path)["明细"]] == [3, 3]


# ---- shapes that other programs write


def test_a_workbook_in_the_strict_variant_is_read(tmp_path):
    made = book({"基本": [["字段", "值"], ["年度", 2019], ["单位", "甲"]]})
    path = saved(made, tmp_path)
    strict = "http://purl.oclc.org/ooxml"
    for member in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"):
        patched(path, member, (MAIN, f"{strict}/spreadsheetml/main"))
    relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    for member in ("_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/workbook.xml"):
        patched(path, member, (relationships, f"{strict}/officeDocument/relationships"))
    patched(path, "xl/worksheets/sheet1.xml", ('t="n"><v>2019', 't="d"><v>2019-12-31'))
    data = read(path)
    assert data["单位"] == "甲"
    assert data["年度"] == 43830  # a date in the format General


RICH = '<r><rPr><b/></rPr><t>世纪</t></r><r><t xml:space="preserve">街 道</t></r><rPh sb="0" eb="2"><t>せいき</t></rPh>'


@pytest.mark.parametrize("shared", [True, False])
def test_rich_text_is_joined_and_phonetic_guides_are_left_out(tmp_path, shared):
    path = saved(book({"基本": [["字段", "值"], ["单位", 4711]]}), tmp_path)
    cell = '<c r="B2" t="s"><v>1</v></c>' if shared else f'<c r="B2" t="inlineStr"><is>{RICH}</is></c>'
    patched(path, "xl/worksheets/sheet1.xml", ('<c r="B2" t="n"><v>4711</v></c>', cell))
    if shared:  # openpyxl may write every text into its cell; Excel and WPS keep them in a part of their own
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
        relationship = f'<Relationship Id="s1" Type="{kind}" Target="strings.xml"/></Relationships>'
        patched(path, "xl/_rels/workbook.xml.rels", ("</Relationships>", relationship))
        with zipfile.ZipFile(path, "a") as made:
            made.writestr("xl/strings.xml", f'<sst xmlns="{MAIN}"><si><t/></si><si>{RICH}</si></sst>')
    assert read(path)["单位"] == "世纪街 道"


def test_a_text_in_its_cell_counts_before_a_number_that_a_program_wrote_beside_it(tmp_path):
    path = saved(book({"基本": [["字段", "值"], ["序号", 4711]]}), tmp_path)
    cell = '<c r="B2" t="inlineStr"><v>1.0</v><is><r><t>1.</t></r></is></c>'
    patched(path, "xl/worksheets/sheet1.xml", ('<c r="B2" t="n"><v>4711</v></c>', cell))
    assert read(path)["序号"] == "1."


def test_names_of_parts_may_differ_in_case_and_slashes(tmp_path):
    path = saved(book({"基本": [["字段", "值"], ["年度", 2019]]}), tmp_path)
    patched(path, "xl/_rels/workbook.xml.rels", ("worksheets/sheet1.xml", "worksheets/Sheet1.XML"))
    assert read_data(path)["年度"] == 2019


def test_a_workbook_whose_parts_have_one_name_is_refused(tmp_path):
    path = saved(book({"a": [[1]]}), tmp_path)
    with zipfile.ZipFile(path, "a") as made:
        made.writestr("xl/Workbook.xml", "<x/>")
    with pytest.raises(FillError) as caught:
        read(path)
    assert [problem.code for problem in caught.value.problems] == ["member-twice"]
