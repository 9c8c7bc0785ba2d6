"""What a file is follows from its content; what is no workbook, or too large a one, is said in plain words."""

from __future__ import annotations

import io
import sys
import zipfile

import pytest
from books import book, patched, saved
from openpyxl.worksheet.table import Table

from docfill import Limits
from docfill.excel.reader import read
from docfill.problems import FillError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
OLD = OLE + "Workbook".encode("utf-16-le")


def code_of(path, limits=Limits()):  # noqa: B008  it never changes
    with pytest.raises(FillError) as caught:
        read(path, limits=limits)
    (problem,) = caught.value.problems
    for lang in ("en", "zh"):
        assert problem.message(lang)
        assert problem.hint(lang)
    return problem.code


def package(*names, **contents):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for name in names:
            made.writestr(name, contents.get(name, "<x/>"))
    return content.getvalue()


@pytest.fixture
def without_xlrd(monkeypatch):
    monkeypatch.setitem(sys.modules, "xlrd", None)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-data-file"),
        (b" \r\n", "empty-data-file"),
        (OLE, "not-a-workbook"),
        (OLD, "old-workbook"),
        (OLE + "WordDocument".encode("utf-16-le"), "document-for-data"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted-workbook"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web-page-for-workbook"),
        ("<HTML>".encode("utf-16"), "web-page-for-workbook"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "xml-for-workbook"),
        ("姓名,电话\n张三,8533\n".encode("gbk"), "text-for-workbook"),
        ("姓名\t电话\n".encode("utf-16"), "text-for-workbook"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01", "not-a-workbook"),
        (b"GIF89a\x10\x10\x80\x0e\x1f;", "not-a-workbook"),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", "not-a-workbook"),
        (b"\x00" * 4_096, "unreadable-workbook"),
        ("与会人员\t电话\n".encode("utf-16"), "text-for-workbook"),
        (package("readme.txt"), "not-a-workbook"),
        (package("xl/styles.xml"), "not-a-workbook"),
        (package("word/document.xml"), "document-for-data"),
        (package("xl/workbook.bin"), "other-workbook"),
        (
            package("mimetype", "content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet"),
            "other-workbook",
        ),
        (package("mimetype", "content.xml", mimetype="application/vnd.oasis.opendocument.text"), "not-a-workbook"),
        (package("xl/workbook.xml"), "unreadable-workbook"),
        (package("xl/workbook.xml")[:-30], "unreadable-workbook"),
    ],
)
@pytest.mark.usefixtures("without_xlrd")
def test_what_is_no_workbook_is_said_whatever_its_name(tmp_path, content, code):
    path = tmp_path / "数据.xlsx"
    path.write_bytes(content)
    assert code_of(path) == code


def test_a_file_that_is_not_there_and_one_that_cannot_be_read_are_problems(tmp_path):
    assert code_of(tmp_path / "没有.xlsx") == "data-file-missing"
    (tmp_path / "夹.xlsx").mkdir()
    assert code_of(tmp_path / "夹.xlsx") == "data-file-unreadable"


@pytest.mark.parametrize(
    ("member", "change"),
    [
        ("xl/workbook.xml", ("<sheets>", "<sheets")),
        ("xl/worksheets/sheet1.xml", ("</sheetData>", "")),
        ("xl/worksheets/sheet1.xml", ('t="n"><v>2019', 't="s"><v>2019')),
        ("xl/worksheets/sheet1.xml", ("<v>2019", "<v>二〇一九")),
        ("xl/worksheets/sheet1.xml", ('r="B2"', 'r="2B"')),
        ("xl/styles.xml", ("<cellXfs", "<cellXfs><xf")),
        ("xl/styles.xml", ('numFmtId="0"', 'numFmtId="A1"')),
        ("xl/worksheets/sheet1.xml", ("</worksheet>", "</worksheet>x")),
        ("xl/worksheets/sheet1.xml", ('r="B2"', 'r="B0"')),
        ("xl/worksheets/sheet1.xml", ('r="B2"', 'r="XFE2"')),
        ("xl/worksheets/sheet1.xml", ('r="B2" t="n"', 'r="B2" t="zahl"')),
        ("xl/worksheets/sheet1.xml", ("<worksheet ", "<arbeitsblatt ")),
        ("xl/workbook.xml", ("<definedNames ?/>", "<definedNames>")),
        ("_rels/.rels", ("officeDocument/2006/relationships/officeDocument", "other")),
    ],
)
def test_a_damaged_workbook_is_a_problem_and_no_traceback(tmp_path, member, change):
    path = patched(saved(book({"a": [["字段", "值"], ["年度", 2019]]}), tmp_path), member, change)
    assert code_of(path) in {"unreadable-workbook", "cell-not-readable"}


def test_a_sheet_that_is_lost_is_a_problem_and_no_silent_blank(tmp_path):
    path = saved(book({"a": [["字段", "值"], ["年度", 2019]]}), tmp_path)
    patched(path, "xl/_rels/workbook.xml.rels", ("worksheets/sheet1", "worksheets/sheet9"))
    assert code_of(path) == "sheets-lost"


def test_a_workbook_with_a_flipped_byte_in_its_data_is_a_problem(tmp_path):
    path = saved(book({"a": [["字段", "值"], ["年度", 2019]]}), tmp_path)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as made:
        info = made.getinfo("xl/worksheets/sheet1.xml")
    content[info.header_offset + 60] ^= 0xFF
    path.write_bytes(bytes(content))
    assert code_of(path) == "unreadable-workbook"


def test_a_document_type_in_a_workbook_is_refused(tmp_path):
    path = saved(book({"a": [[1]]}), tmp_path)
    patched(path, "xl/worksheets/sheet1.xml", ("<worksheet", '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'))
    assert code_of(path) == "unreadable-workbook"


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path):
    path = saved(book({"a": [[1]]}), tmp_path)
    assert code_of(path, Limits(part_bytes=1000)) == "workbook-too-large"
    assert code_of(path, Limits(package_bytes=1000)) == "workbook-too-large"
    assert code_of(path, Limits(read_bytes=1000)) == "workbook-too-large"


def test_a_workbook_with_too_many_cells_is_refused(tmp_path):
    path = saved(book({"a": [[1, 2, 3]]}), tmp_path)
    assert code_of(path, Limits(cells=3)) == "too-many-cells"  # a row counts for one
    assert read(path, limits=Limits(cells=4)) == {"a": []}


def test_a_merge_over_a_whole_sheet_is_read_as_far_as_there_is_anything(tmp_path):
    made = book({"a": [["名单"], ["张三"]]})
    made["a"].merge_cells("C1:D2")
    path = patched(saved(made, tmp_path), "xl/worksheets/sheet1.xml", ("C1:D2", "C1:XFD1048576"))
    assert read(path) == {"a": [{"名单": "张三"}]}


def test_merges_that_spread_over_too_many_cells_are_refused(tmp_path):
    made = book({"a": [["甲"] * 9] * 9})
    made["a"].merge_cells("B2:H8")
    path = saved(made, tmp_path)
    assert code_of(path, Limits(cells=48)) == "too-many-cells"


def test_a_table_without_a_proper_range_is_a_problem(tmp_path):
    made = book({"a": [["甲"], [1]]})
    made["a"].add_table(Table(displayName="T", ref="A1:A2"))
    path = patched(saved(made, tmp_path), "xl/tables/table1.xml", ('ref="A1:A2"', 'ref="A1:AA"'))
    assert code_of(path) == "unreadable-workbook"


def test_a_number_format_that_the_workbook_does_not_define_is_a_problem(tmp_path):
    made = book({"a": [["字段", "值"], ["v", 1]]})
    made["a"]["B2"].number_format = "0.0000"
    path = patched(saved(made, tmp_path), "xl/styles.xml", ("<numFmts.*</numFmts>", ""))
    (fault,) = read(path).faults()
    assert [problem.code for problem in fault.problems] == ["unknown-number-format"]
