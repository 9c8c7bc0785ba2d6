"""Build: the figures in *.json -> for each a workbook as an office keeps it, its report, pictures of the pages.

And the pictures in docs/ of the workbook that staff type into.

The pictures need LibreOffice and poppler-utils; `python samples/build.py --workbooks` makes the rest only.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image, ImageChops

import docfill

if TYPE_CHECKING:
    from docfill.places import Language

HERE = Path(__file__).resolve().parent
FACTS = HERE.parent / "templates" / "facts"
FORM_OF = {"世纪街道2019": "gov-info-2019", "宿迁市2023": "gov-info-2021"}
SHEET_OF_SECTION = {"二": "主动公开", "三": "申请", "四": "复议诉讼"}
PICTURE_DPI = 80
PICTURES = HERE.parent / "docs" / "pictures"
ENTRY_DPI = 110
ENTRY_PAGES = {"entry-table": 3, "entry-checks": 7}

MADE = dt.datetime(2024, 1, 1)  # noqa: DTZ001  Excel knows no time zones
THIN = Side("thin", color="808080")
BOX = Border(THIN, THIN, THIN, THIN)
MIDDLE = Alignment("center", "center", wrap_text=True)
LEFT = Alignment("left", "center", wrap_text=True)
HEAD = PatternFill("solid", fgColor="DDEBF7")
FONT = Font("宋体", 10)


def workbook(data: dict[str, Any], form: str) -> Workbook:
    """Return the workbook for *data*: a sheet for each part of the form, laid out as the form is."""
    book = Workbook()
    book.properties.creator = "docfill"
    book.properties.created = MADE
    basics = book.active
    assert isinstance(basics, Worksheet)  # noqa: S101  a new workbook has one
    write_fields(basics, data)
    facts = json.loads((FACTS / f"{form}.json").read_text(encoding="utf-8"))
    for table in facts["tables"]:
        write_official_table(book, SHEET_OF_SECTION[table["section"]], table, data)
    if "收费清单" in data:
        write_fees(book, data["收费清单"])
    settings = book.create_sheet("docfill")
    settings.append(["form", form])
    settings.column_dimensions["B"].width = 24
    return book


def write_fields(sheet: Worksheet, data: dict[str, Any]) -> None:
    """Write the fields of the form below each other: name, value."""
    sheet.title = "基本情况"
    sheet.append(["字段", "值"])
    for name, value in data.items():
        if not isinstance(value, (dict, list)):
            sheet.append([name, value])
    for row in sheet.iter_rows():
        for cell in row:
            cell.border, cell.font, cell.alignment = BOX, FONT, LEFT
    for cell in sheet[1]:
        cell.fill, cell.alignment = HEAD, MIDDLE
    sheet.column_dimensions["A"].width = 18
    sheet.column_dimensions["B"].width = 90
    sheet.freeze_panes = "A2"


def write_official_table(book: Workbook, title: str, facts: dict[str, Any], data: dict[str, Any]) -> None:
    """Write a table of the form with its merged labels, and a defined name for each block of values."""
    sheet = book.create_sheet(title)
    blocks: dict[str, list[tuple[int, int]]] = {}
    for fact in facts["cells"]:
        row, column = fact["row"] + 1, fact["column"] + 1
        cell = sheet.cell(row, column)
        if "label" in fact:
            cell.value = fact["label"]
        else:
            cell.value = follow(data, fact["value"].split("."))
            blocks.setdefault(fact["value"].split(".")[0], []).append((row, column))
        last_row, last_column = row + fact["rows"] - 1, column + fact["columns"] - 1
        for part in sheet.iter_rows(row, last_row, column, last_column):
            for inner in part:
                inner.border, inner.font, inner.alignment = BOX, FONT, MIDDLE
                if "label" in fact:
                    inner.fill = HEAD
        if (last_row, last_column) != (row, column):
            sheet.merge_cells(start_row=row, start_column=column, end_row=last_row, end_column=last_column)
    for name, cells in blocks.items():
        first, last = min(cells), max(cells)
        place = f"${get_column_letter(first[1])}${first[0]}:${get_column_letter(last[1])}${last[0]}"
        book.defined_names[name] = DefinedName(name, attr_text=f"{title}!{place}")
    for number, width in enumerate(facts["widths"], start=1):
        sheet.column_dimensions[get_column_letter(number)].width = max(8, round(width / 6))


def write_fees(book: Workbook, fees: list[dict[str, Any]]) -> None:
    """Write the list of fees as an Excel table."""
    sheet = book.create_sheet("收费清单")
    sheet.append(list(fees[0]))
    for fee in fees:
        sheet.append(list(fee.values()))
    table = Table(displayName="收费清单", ref=sheet.dimensions)
    table.tableStyleInfo = TableStyleInfo("TableStyleLight9", showRowStripes=True)
    sheet.add_table(table)
    sheet.column_dimensions["A"].width = 36


def follow(data: Any, steps: list[str]) -> Any:
    """Return the value at *steps*."""
    for step in steps:
        data = data[step]
    return data


def save(book: Workbook, path: Path) -> None:
    """Save *book* so that the same figures give the same bytes: openpyxl puts the present time into it."""
    written = io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2024-01-01T00:00:00Z", content)
            member = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 0
            target.writestr(member, content)


def pictures(report: Path) -> None:
    """Make a picture of each page of *report*, beside it: 世纪街道2019-1.png and so on."""
    for old in report.parent.glob(f"{report.stem}-*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        draw = ["pdftoppm", "-r", str(PICTURE_DPI), "-gray", "-png", str(pages_of(report, folder))]
        subprocess.run([*draw, str(report.with_suffix(""))], check=True)


def pages_of(document: Path, folder: str) -> Path:
    """Return the pages of *document* as a PDF in *folder*."""
    fonts = Path(folder, "fonts.conf")
    fonts.write_text(FONTS, encoding="utf-8")
    office = ["soffice", "--headless", f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"]
    command = [*office, "--convert-to", "pdf", "--outdir", folder, str(document)]
    environment = os.environ | {"FONTCONFIG_FILE": str(fonts)}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return Path(folder, document.stem + ".pdf")


def entry_pictures(lang: Language) -> None:
    """Make the pictures of the workbook that staff type into, with one figure that does not agree."""
    data = json.loads((HERE / "宿迁市2023.json").read_text(encoding="utf-8"))
    data["申请"]["新收"]["商业企业"] += 3
    data["申请"]["新收"]["总计"] += 3
    data["收费总件数"] -= 1
    with tempfile.TemporaryDirectory() as folder:
        entry = Path(folder, "entry.xlsx")
        docfill.workbook("gov-info-2021", entry, source=data, lang=lang)
        pages = pages_of(entry, folder)
        for name, page in ENTRY_PAGES.items():
            drawn = Path(folder, name)
            draw = ["pdftoppm", "-r", str(ENTRY_DPI), "-png", "-singlefile", "-f", str(page), "-l", str(page)]
            subprocess.run([*draw, str(pages), str(drawn)], check=True)
            with Image.open(drawn.with_suffix(".png")) as whole:
                upright = whole.height > whole.width
                # The page's own header and footer are left out, and the white around the rest.
                inside = whole.crop(
                    (0, whole.height // (14 if upright else 12), whole.width, whole.height * 12 // 13)
                ).convert("RGB")
                box = ImageChops.difference(inside, Image.new("RGB", inside.size, "white")).getbbox()
                inside.crop(box).quantize(64).save(PICTURES / f"{name}.{lang}.png", optimize=True)


# The fonts of official documents are not free; for the pictures, Noto stands in for them.
FONTS = (
    '<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
    + "".join(
        f'<match target="pattern"><test name="family"><string>{font}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{other}</string></edit></match>'
        for font, other in {
            "黑体": "Noto Sans CJK SC",
            "仿宋_GB2312": "Noto Serif CJK SC",
            "楷体_GB2312": "Noto Serif CJK SC",
            "方正小标宋简体": "Noto Serif CJK SC",
            "宋体": "Noto Serif CJK SC",
        }.items()
    )
    + "</fontconfig>"
)


def main() -> None:
    """Build every sample."""
    for name, form in FORM_OF.items():
        data = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
        entry, report = HERE / f"{name}.xlsx", HERE / f"{name}.docx"
        save(workbook(data, form), entry)
        print(entry.name)
        docfill.fill(None, entry, report)
        print(report.name)
        if "--workbooks" not in sys.argv:
            pictures(report)
    if "--workbooks" not in sys.argv:
        entry_pictures("en")
        entry_pictures("zh")


if __name__ == "__main__":
    main()
