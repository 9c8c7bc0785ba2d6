"""Workbooks that are damaged, or ask for more than they hold: each is told at its part or its cell, and soon."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import struct
import zipfile
from typing import TYPE_CHECKING

import pytest
from openpyxl.worksheet.table import Table

from docfill import FillError
from docfill.excel.reader import read_content
from tests.excel.books import book

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docfill import Problem

SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(changes: Mapping[str, str | None] | None = None, **sheets: list[list[object]]) -> bytes:
    """Return a workbook with *sheets*; *changes* are new texts of its parts, None for one that is lost."""
    made = book(sheets or {"基本": [["字段", "值"], ["年度", 2019]]})
    stream = io.BytesIO()
    made.save(stream)
    with zipfile.ZipFile(stream) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    for name, text in (changes or {}).items():
        if text is None:
            del parts[name]
        else:
            parts[name] = text.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def part(content: bytes, name: str) -> str:
    """Return the text of a part."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return opened.read(name).decode()


def sheet(rows: str, after: str = "") -> str:
    """Return a worksheet with *rows*, and what stands *after* them."""
    return f'<worksheet xmlns="{NAMESPACE}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def problems_of(content: bytes) -> tuple[Problem, ...]:
    """Return what stops the reading of *content*."""
    with pytest.raises(FillError) as caught:
        read_content(content, "数据.xlsx")
    return caught.value.problems


@pytest.mark.parametrize(
    ("cell", "where", "found"),
    [
        ('<c r="B2" t="s"><v>99999</v></c>', "B2", "99999"),
        ('<c r="B2" t="s"><v>-1</v></c>', "B2", "-1"),
        ('<c r="B2"><v>十二个</v></c>', "B2", "十二个"),
        *((f'<c r="B2"><v>{odd}</v></c>', "B2", odd) for odd in ("NaN", "-INF", "1e400", "1.5E+999", "9.5e400")),
        ('<c r="B2"><v>' + "9" * 5_000 + "</v></c>", "B2", "9" * 40),
        ('<c r="B2" t="b"><v>7</v></c>', "B2", "7"),
        ('<c r="B2"><v>1</v></c><c r="B2"><v>2</v></c>', "B2", "2"),
        ('<c r="B2"><v>1</v></c></row><row r="2"><c r="B2" t="str"><v>甲</v></c>', "B2", "甲"),
        ('<c r="B2" t="d"><v>2024-13-45</v></c>', "B2", "2024-13-45"),
        ('<c r="B2" t="unheard"><v>1</v></c>', "B2", "1"),
        ('<c r="A0"><v>1</v></c>', "A0", "1"),
        ('<c r="XFE1"><v>1</v></c>', "XFE1", "1"),
        ('<c r="A1048577"><v>1</v></c>', "A1048577", "1"),
        ("<c><v>1</v></c><c><v>x</v></c>", "B2", "x"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_at_its_place(cell: str, where: str, found: str) -> None:
    (problem,) = problems_of(workbook({SHEET: sheet(f'<row r="2">{cell}</row>')}))

    assert (problem.code, problem.place.spot(), problem.details["found"]) == (
        "cell-not-readable",
        f"基本!{where}",
        found,
    )


def test_a_truth_value_is_read_however_it_is_written() -> None:
    cells = "".join(
        f'<row r="{at}"><c r="A{at}" t="str"><v>n{at}</v></c><c r="B{at}" t="b"><v>{text}</v></c></row>'
        for at, text in enumerate(("1", "0", "true", "FALSE", "TRUE"), 2)
    )
    header = '<row r="1"><c r="A1" t="str"><v>项目</v></c><c r="B1" t="str"><v>内容</v></c></row>'
    values = read_content(workbook({SHEET: sheet(header + cells)}), "数据.xlsx")

    assert [bool(values[f"n{at}"]) for at in range(2, 7)] == [True, False, True, False, True]


@pytest.mark.parametrize("row", ['<row r="x"/>', '<row r="2"/><mergeCells/></sheetData>'])
def test_damage_beside_the_cells_is_told_at_its_part(row: str) -> None:
    (problem,) = problems_of(workbook({SHEET: sheet('<row r="1"><c r="A1"><v>1</v></c></row>' + row)}))

    assert (problem.code, problem.place.member) == ("unreadable-workbook", SHEET)


def test_a_part_that_is_missing_is_named() -> None:
    strings = workbook()
    styles = part(strings, "xl/_rels/workbook.xml.rels")
    lost = workbook({"xl/styles.xml": None, "xl/_rels/workbook.xml.rels": styles})

    assert read_content(lost, "数据.xlsx")["年度"] == 2019  # without its styles a workbook can be read
    drawn = sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row>', '<tableParts count="1"><tablePart r:id="r1"/></tableParts>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/table" Target="../tables/t.xml"/>'
        "</Relationships>"
    )
    namespace = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    parts = {
        SHEET: drawn.replace("<worksheet", f"<worksheet {namespace}"),
        "xl/worksheets/_rels/sheet1.xml.rels": relations,
    }
    (problem,) = problems_of(workbook(parts))

    assert (problem.code, problem.details["part"]) == ("workbook-part-missing", "xl/tables/t.xml")


def test_a_cell_at_the_far_end_of_a_sheet_costs_little() -> None:
    header = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    far = header + '<row r="1048576"><c r="XFD1048576"><v>3</v></c></row>'

    assert {problem.code for problem in read_content(workbook({SHEET: sheet(far)}), "数据.xlsx")["基本"].problems} == {
        "blank-header"
    }


@pytest.mark.parametrize("style", ["99", "-1", "x", "01"])
def test_a_number_in_a_style_that_is_not_there_is_told_and_a_text_is_read(style: str) -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><v>字段</v></c><c r="B1" t="str"><v>值</v></c></row>'
        f'<row r="2"><c r="A2" t="str"><v>日</v></c><c r="B2" s="{style}"><v>45000</v></c></row>'
        f'<row r="3"><c r="A3" t="str"><v>名</v></c><c r="B3" s="{style}" t="str"><v>甲</v></c></row>'
        '<row r="4"><c r="A4" t="str"><v>数</v></c><c r="B4" s="0"><v>7</v></c></row>'
    )
    data = read_content(workbook({SHEET: sheet(rows)}), "数据.xlsx")
    (problem,) = data["日"].problems

    assert (problem.code, problem.place.cell) == ("unknown-number-format", "B2")
    assert problem.details["format"] == f"[style {style}]"
    assert (data["名"], data["数"]) == ("甲", 7)


def test_a_day_of_the_strict_variant_without_hyphens_is_no_time_of_day() -> None:
    plain = workbook(基本=[["字段", "值"], ["日", dt.date(2000, 1, 1)]])
    found = re.search('<c r="B2" s="([0-9]+)"[^>]*>', part(plain, SHEET))
    assert found is not None
    rows = (
        '<row r="1"><c r="A1" t="str"><v>字段</v></c><c r="B1" t="str"><v>值</v></c></row><row r="2">'
        f'<c r="A2" t="str"><v>日</v></c><c r="B2" t="d" s="{found[1]}"><v>20240105</v></c></row>'
    )
    changed = workbook({SHEET: sheet(rows)}, 基本=[["字段", "值"], ["日", dt.date(2000, 1, 1)]])

    assert read_content(changed, "数据.xlsx")["日"] == dt.date(2024, 1, 5)


def test_two_sheets_of_one_title_are_damage_and_neither_is_lost() -> None:
    main = part(workbook(甲=[["x"], [1]], 乙=[["y"], [2]]), "xl/workbook.xml").replace("乙", "甲")
    content = workbook({"xl/workbook.xml": main}, 甲=[["x"], [1]], 乙=[["y"], [2]])

    assert [problem.code for problem in problems_of(content)] == ["unreadable-workbook"]


@pytest.mark.parametrize(
    ("member", "old", "new"),
    [
        ("xl/styles.xml", 'numFmtId="0"', 'numFmtId="零"'),
        ("xl/tables/table1.xml", 'ref="A1:B2"', 'ref="甲"'),
        ("xl/tables/table1.xml", "<table ", '<table totalsRowCount="2" '),
        ("xl/tables/table1.xml", 'headerRowCount="1"', 'headerRowCount="0"'),
    ],
)
def test_damage_in_styles_and_tables_is_told_at_their_own_part(member: str, old: str, new: str) -> None:
    made = book({"表": [["甲", "乙"], [1, 2]]})
    made["表"].add_table(Table(displayName="清单", ref="A1:B2", headerRowCount=1))
    stream = io.BytesIO()
    made.save(stream)
    with zipfile.ZipFile(stream) as opened:
        parts = {name: opened.read(name).decode() for name in opened.namelist()}
    assert old in parts[member]
    parts[member] = re.sub("<tableColumn [^>]*/>(?=</tableColumns>)", "", parts[member].replace(old, new))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    (problem,) = problems_of(out.getvalue())

    assert (problem.code, problem.place.member) == ("unreadable-workbook", member)


def test_names_of_ever_more_steps_are_told_before_they_fill_the_memory() -> None:
    deep = ".".join(["甲"] * 101)
    (problem,) = problems_of(workbook(基本=[["字段", "值"], [deep, 1]]))
    assert (problem.code, problem.place.cell) == ("nested-too-deep", "B2")
    header = read_content(workbook(清单=[[deep, "乙"], [1, 2]]), "数据.xlsx")["清单"]
    assert {problem.code for problem in header.problems} == {"nested-too-deep"}
    many = [[".".join(f"甲{at}" for at in range(number, number + 100)), 1] for number in range(1_000)]
    assert [problem.code for problem in problems_of(workbook(基本=[["字段", "值"], *many]))] == ["too-many-cells"]


def test_a_row_ends_where_excel_ends_it() -> None:
    row = "<row>" + "<c><v>1</v></c>" * 16_385 + "</row>"

    assert [problem.code for problem in problems_of(workbook({SHEET: sheet(row)}))] == ["cell-not-readable"]


def test_names_over_one_block_are_counted_before_they_are_read() -> None:
    plain = workbook()
    names = "".join(f'<definedName name="q{n}">基本!$A$1:$Z$2000</definedName>' for n in range(200))
    main = re.sub(
        "<definedNames */>|</sheets>",
        lambda at: f"{at[0]}<definedNames>{names}</definedNames>",
        part(plain, "xl/workbook.xml"),
        count=1,
    )

    assert [problem.code for problem in problems_of(workbook({"xl/workbook.xml": main}))] == ["too-many-cells"]


def test_a_merged_cell_as_tall_as_the_sheet_makes_no_header_of_it() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="900000"><c r="B900000"><v>3</v></c></row>'
    )
    merged = '<mergeCells><mergeCell ref="A1:A900000"/></mergeCells>'

    assert read_content(workbook({SHEET: sheet(rows, merged)}), "数据.xlsx")["基本"] == [{"1": 1, "2": 3}]


def test_a_chain_of_sectors_that_runs_in_a_circle_is_told() -> None:
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<5H", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<2L", header, 44, 1, 1)  # one sector of table, the directory at sector 1
    struct.pack_into("<5L", header, 56, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109L", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128L", 0xFFFFFFFD, 0xFFFFFFFE, 3, 2, *[0xFFFFFFFF] * 124)
    name = "Workbook".encode("utf-16-le")
    root = bytearray(128)
    root[66] = 5
    struct.pack_into("<L", root, 116, 0xFFFFFFFE)
    entry = bytearray(128)
    entry[: len(name)], entry[64], entry[66] = name, len(name) + 2, 2
    struct.pack_into("<2L", entry, 116, 2, 1 << 30)  # it begins at sector 2, which leads to 3, and back
    content = bytes(header) + table + bytes(root + entry) + bytes(256) + bytes(1024)

    assert [problem.code for problem in problems_of(content)] == ["unreadable-workbook"]


def test_a_tag_without_end_in_a_sheet_is_not_read_again_and_again() -> None:
    endless = sheet(f'<row spans="{hashlib.shake_128(b"").hexdigest(5_000_000)}"/>')

    assert [problem.code for problem in problems_of(workbook({SHEET: endless}))] == ["unreadable-workbook"]
