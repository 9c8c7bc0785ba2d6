"""Workbooks: a source of chance -> a workbook of cells, formats, names, tables and pictures, sound or spoilt."""

from __future__ import annotations

import datetime as dt
import functools
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.fidelity.packages import members_of, pack
from tests.fuzz.dialect import NAMES
from tests.fuzz.documents import HOME
from tests.fuzz.spoiling import spoil_bytes, spoilt
from tests.pictures import png

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from tests.fuzz.chances import Chance

_DATE = re.compile(rb">20\d\d-[\dT:-]+Z<")
_TITLES = ["数据", "docfill", "a b", "'", "_x", "#核对", "rows", "明细", "R1C1", "é"]
_TEXTS = [
    *("字段", "值", "甲", "form", "output", "each", "rows", "field", "value", "a", "b", "１２", "2019.1.1", "{{ a }}"),
    *("=1/0", "#N/A", "=SUM(A1:A2)", "一\n二", " a ", "a.b", "ａ", "x" * 300, '=HYPERLINK("x")', "'1", "1,234", "12%"),
    *("{{ a }}{{ n }}.docx", "../x.docx", "gov-info-2021", "模板.docx", "没有.docx", "CON", "a/b", "\ufeff甲"),
]
_OTHERS: list[Any] = [
    *(None, None, 0, 1, -1, 2.5, 1e300, 1e-300, 123456789012345678, 0.1 + 0.2, True, False),
    *(dt.date(2019, 12, 31), dt.datetime(1900, 1, 1), dt.time(23, 59, 59), dt.timedelta(hours=30)),  # noqa: DTZ001
]
_PIECES = [
    *("0", "#", "?", ".", ",", "%", "E+00", "/", "# ?/?", "00", "yyyy", "m", "mm", "d", "h", ":", "ss", "[h]", "AM/PM"),
    *(";", ";", "@", "General", '"元"', "\\x", "_(", "* ", "[Red]", "[>100]", "[<=0]", "[$-804]", "[DBNum2]", "aaaa"),
    *(
        "[DBNum1][$-804]",
        "上午/下午",
        "年",
        "b",
        "e",
        "g",
        "[$￥-804]",
        "!",
        "[",
        "]",
        "0.0",
        "ss.000",
        " ",
        "-",
        "(",
        ")",
    ),
]


def number_format(chance: Chance) -> str:
    """Return a number format, of Excel's own pieces in any order."""
    return "".join(chance.choice(_PIECES) for _ in range(chance.randint(1, 8)))


def a_workbook(chance: Chance) -> bytes:
    """Return a workbook as openpyxl saves it."""
    import openpyxl

    made = openpyxl.Workbook()
    for _ in range(chance.choice([0, 1, 1, 2])):
        made.create_sheet(chance.choice(_TITLES))
    for sheet in made.worksheets:
        _fill(chance, sheet)
        if sheet is not made.worksheets[0] and chance.random() < 0.1:
            sheet.sheet_state = chance.choice(["hidden", "veryHidden"])
    if chance.random() < 0.4:
        _settings(chance, made)
    if chance.random() < 0.4:
        _names(chance, made)
    out = io.BytesIO()
    made.save(out)
    members = members_of(out.getvalue())
    # The same on any day, as all of a case.
    members["docProps/core.xml"] = _DATE.sub(b">2019-12-31T00:00:00Z<", members["docProps/core.xml"])
    return pack(members)


def _fill(chance: Chance, sheet: Worksheet) -> None:
    dice = chance.random()
    if dice < 0.3:
        sheet.append(chance.choice([["字段", "值"], ["field", "value"], ["项目", "内容", "备注"]]))
        for name in NAMES:
            sheet.append([name, chance.choice([*_TEXTS, *_OTHERS])])
    elif dice < 0.7:
        width = chance.randint(1, 4)
        sheet.append([chance.choice([*NAMES, "a", "b", None]) for _ in range(width)])
        for _ in range(chance.randint(0, 5)):
            sheet.append([chance.choice([*_TEXTS, *_OTHERS]) for _ in range(width)])
    else:
        for _ in range(chance.randint(0, 6)):
            where = (chance.choice([1, 2, 3, 9, 300]), chance.choice([1, 2, 3, 30]))
            sheet.cell(*where, chance.choice([*_TEXTS, *_OTHERS]))
    for line in sheet.iter_rows(max_row=8, max_col=4):
        for each in line:
            if each.value is not None and chance.random() < 0.3:
                each.number_format = number_format(chance)
    if chance.random() < 0.15:
        _table(chance, sheet)
    if chance.random() < 0.3:
        sheet.merge_cells(chance.choice(["A1:B1", "A2:A4", "B2:C3", "A1:D9"]))
    if chance.random() < 0.15:
        from openpyxl.drawing.image import Image

        sheet.add_image(Image(io.BytesIO(png())), chance.choice(["A2", "B2", "C3"]))
    if chance.random() < 0.1:
        sheet.column_dimensions["B"].hidden = True
        sheet.row_dimensions[2].hidden = True
    if chance.random() < 0.1:
        sheet.auto_filter.ref = "A1:B4"


def _table(chance: Chance, sheet: Worksheet) -> None:
    from openpyxl.worksheet.table import Table

    for column, title in enumerate(["a", "b"], 1):
        sheet.cell(1, column, title)
    name = f"{chance.choice(['表', 'rows'])}{sheet.parent.worksheets.index(sheet)}"
    sheet.add_table(Table(displayName=name, ref=chance.choice(["A1:B3", "A1:B2"])))


def _settings(chance: Chance, made: Workbook) -> None:
    sheet = made.create_sheet("docfill")
    for name in ("form", "output", "each", "表单"):
        if chance.random() < 0.6:
            sheet.append([name, chance.choice(["模板.docx", "表单", "gov-info-2021", "rows", *_TEXTS])])


def _names(chance: Chance, made: Workbook) -> None:
    from openpyxl.workbook.defined_name import DefinedName

    title = chance.choice(made.sheetnames).replace("'", "''")
    refers = [f"'{title}'!$A$1", f"'{title}'!$A$1:$B$3", f"'{title}'!$1:$1048576", f"'{title}'!$A:$A", "#REF!", "1+1"]
    refers += [f"'{title}'!$A$1,'{title}'!$B$2", "OFFSET(A1,1,1)", "'没有'!$A$1", f"'{title}'!A1:XFD1048576", '"甲"']
    for name in ("a", "record.a", "申请", "_x", "rows", "Q1", "申请.新收.自然人"):
        if chance.random() < 0.4:
            made.defined_names[name] = DefinedName(name, attr_text=chance.choice(refers))


@functools.cache
def _samples() -> list[bytes]:
    return [path.read_bytes() for path in sorted(HOME.glob("samples/*.xlsx"))]


@functools.cache
def _old() -> bytes:
    return (Path(__file__).parent / "seeds/数据.xls").read_bytes()


def workbook(chance: Chance) -> bytes:
    """Return a workbook, sound or spoilt, new or of the old kind."""
    dice = chance.random()
    if dice < 0.12:
        content = _old()
        for _ in range(chance.choice([0, 1, 2, 5])):
            content = _spoil_old(chance, content)
        return content
    if dice < 0.14:
        content = _of_another_kind(chance)
        return spoilt(chance, content) if chance.random() < 0.5 else content
    content = chance.choice(_samples()) if dice < 0.2 else a_workbook(chance)
    return spoilt(chance, content) if chance.random() < 0.65 else content


def _of_another_kind(chance: Chance) -> bytes:
    """Return a spreadsheet that is no `.xlsx` but packed like one."""
    if chance.random() < 0.5:
        kind = f"application/vnd.oasis.opendocument.{chance.choice(['spreadsheet', 'text'])}"
        return pack({"mimetype": kind.encode(), "content.xml": b"<x/>", "META-INF/manifest.xml": b"<x/>"})
    return pack({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"\x00" * 40, "_rels/.rels": b"<x/>"})


def _spoil_old(chance: Chance, content: bytes) -> bytes:
    """Return the workbook with a byte changed, most often where the records are and not between them."""
    if chance.random() < 0.1:
        return spoil_bytes(chance, content)
    at = chance.randrange(len(content))
    while content[at] == 0 and chance.random() < 0.95:
        at = chance.randrange(len(content))
    new = chance.choice([0, 1, 255, 127, content[at] ^ 1, content[at] + 1 & 255])
    return content[:at] + bytes([new]) + content[at + 1 :]
