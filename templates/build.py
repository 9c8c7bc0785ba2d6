"""Build: facts/*.json, the official forms cell by cell -> gov-info-*/template.docx. Run it after a change.

All measures are in twips (1/20 pt). The document is written as text, not by a library: what stands in it is
what is asked for, and the same facts give the same bytes.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from parts import NAMESPACES, SECTION, package

HERE = Path(__file__).resolve().parent
EDITIONS = ("gov-info-2019", "gov-info-2021")

TEXT_WIDTH = 8844  # 156 mm: 28 characters of size 3
ROW_HEIGHT = {"二": 460, "三": 380, "四": 460}  # at least; a wrapped label makes its row higher

# What the paragraph before the first section says, of which the office chooses.
PREAMBLE = (
    "根据《中华人民共和国政府信息公开条例》，{{ 单位名称 }}编制了{{ 年度 }}年政府信息公开工作年度报告。"
    "报告分为总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议和行政诉讼情况、"
    "存在的主要问题及改进情况、其他需要报告的事项六个部分。"
    "数据统计时间为{{ 年度 }}年1月1日至{{ 年度 }}年12月31日。"
    "{% if 公布网址 %}电子版可在"
    "{% if 公布网站 %}{{ 公布网站 }}（{{ 公布网址 }}）{% else %}{{ 公布网址 }}{% endif %}查阅和下载。{% endif %}"
    "{% if 联系电话 %}如对报告内容有疑问，可与{{ 联系部门 or 单位名称 }}联系"
    "（{% if 联系地址 %}地址：{{ 联系地址 }}；{% endif %}电话：{{ 联系电话 }}）。{% endif %}"
)


def build(edition: str) -> bytes:
    """Return the template of *edition* as the bytes of a .docx."""
    facts = json.loads((HERE / "facts" / f"{edition}.json").read_text(encoding="utf-8"))
    return package(document(facts, fees=edition == "gov-info-2021"), facts["name"])


# The document


def document(facts: dict[str, Any], *, fees: bool) -> str:
    """Return word/document.xml: title, preamble, six sections, signature."""
    tables = {table["section"]: table for table in facts["tables"]}
    body = [
        paragraph("Title", "{{ 单位名称 }}{{ 年度 }}年政府信息公开工作年度报告"),
        paragraph("BodyText", PREAMBLE),
    ]
    for number, title in facts["sections"]:
        body.append(paragraph("Heading1", f"{number}、{title}"))
        if number in tables:
            body += [official_table(tables[number]), paragraph("AfterTable")]
        elif number == "一":
            body.append(paragraph("BodyText", "{{ 总体情况 }}"))
        elif number == "五":
            body.append(paragraph("BodyText", "{{ 问题及改进 }}"))
        else:
            body += other_matters(fees=fees)
    body += optional("Signature", "署名") + optional("Date", "成文日期")
    return f"<w:document {NAMESPACES}><w:body>{''.join(body)}{SECTION}</w:body></w:document>"


def other_matters(*, fees: bool) -> list[str]:
    """Return section 六: the fees where they are reported, other matters, 无 where there is nothing."""
    if not fees:
        return lines("{% if 其他事项 %}", "{{ 其他事项 }}", "{% else %}", "无", "{% endif %}")
    return [
        *lines(
            "{% if 收费清单 %}",
            "{{ 年度 }}年，{{ 单位名称 }}依法收取政府信息公开信息处理费"
            "{% if 收费总件数 %}{{ 收费总件数 }}件{% endif %}"
            "{% if 收费总金额 %}，共计{{ 收费总金额 }}元{% endif %}，具体如下：",
        ),
        fee_list(),
        paragraph("AfterTable"),
        *lines(
            "{% elif 未收信息处理费 %}",
            "{{ 年度 }}年，{{ 单位名称 }}未收取政府信息公开信息处理费。",
            "{% endif %}",
            "{% if 其他事项 %}",
            "{{ 其他事项 }}",
            "{% elif not 收费清单 and not 未收信息处理费 %}",
            "无",
            "{% endif %}",
        ),
    ]


def lines(*texts: str) -> list[str]:
    """Return one body paragraph for each of *texts*."""
    return [paragraph("BodyText", text) for text in texts]


def optional(style: str, name: str) -> list[str]:
    """Return the value *name* in a paragraph of its own, there only where the office gives it."""
    return [*lines(f"{{% if {name} %}}"), paragraph(style, f"{{{{ {name} }}}}"), *lines("{% endif %}")]


def paragraph(style: str, text: str = "") -> str:
    """Return a paragraph; all of its format is its style's."""
    run = f"<w:r><w:t>{escape(text)}</w:t></w:r>" if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}</w:p>'


# Tables


def official_table(facts: dict[str, Any]) -> str:
    """Return one of the official tables: its labels, and the tags for its values."""
    section = facts["section"]
    widths = scaled(facts["widths"])
    cells = facts["cells"]
    rows = [""] * (1 + max(cell["row"] for cell in cells))
    started: set[str] = set()
    by_place: dict[tuple[int, int], dict[str, Any]] = {}
    for fact in cells:
        for row in range(fact["row"], fact["row"] + fact["rows"]):
            by_place[row, fact["column"]] = fact
    for (row, column), fact in sorted(by_place.items(), key=lambda item: item[0]):
        text = ""
        if row == fact["row"]:
            text = fact.get("label") or tag_of(fact["value"], section, started)
        rows[row] += cell(
            sum(widths[column : column + fact["columns"]]),
            paragraph(style_of(fact, section), text),
            columns=fact["columns"],
            merge="" if fact["rows"] == 1 else "start" if row == fact["row"] else "go on",
        )
    heading_rows = min(fact["row"] for fact in cells if "value" in fact)
    body = [
        table_row(row, ROW_HEIGHT[section], heading=section != "二" and number < heading_rows)
        for number, row in enumerate(rows)
    ]
    return table(widths, body)


def tag_of(value: str, section: str, started: set[str]) -> str:
    """Return the tag of a value cell: its own in section 二, else the grid's in its first cell."""
    if section == "二":
        return f"{{{{ {value} }}}}"
    grid = value.split(".", maxsplit=1)[0]
    if grid in started:
        return ""
    started.add(grid)
    return f"{{% grid {grid} %}}"


def style_of(fact: dict[str, Any], section: str) -> str:
    """Return the paragraph style of a cell: all stand centred but the items of section 三."""
    if section == "二":
        return "TableHead" if is_heading(fact) else "TableText"
    if "value" in fact:
        return "SmallTableText"
    if section == "三" and fact["row"] >= 3 and fact["rows"] == 1:
        return "SmallTableItem"
    return "SmallTableHead" if fact["row"] < 3 else "SmallTableText"


def is_heading(fact: dict[str, Any]) -> bool:
    """Say whether a cell of section 二 heads the rows below it, and so must stay on their page."""
    label = fact.get("label", "")
    return bool(label) and (fact["column"] > 0 or label == "信息内容" or label.startswith("第二十条"))


def fee_list() -> str:
    """Return the list of fees: a heading and a row for each unit."""
    widths = scaled([5, 2, 3])
    three = list(zip(widths, ("单位", "件数", "金额（元）"), ("单位", "件数", "金额"), strict=True))

    def marker(text: str) -> str:
        return table_row(cell(TEXT_WIDTH, paragraph("TableText", text), columns=3), ROW_HEIGHT["二"])

    heading = "".join(cell(width, paragraph("TableHead", label)) for width, label, _ in three)
    record = "".join(cell(width, paragraph("TableText", f"{{{{ 项.{key} }}}}")) for width, _, key in three)
    return table(
        widths,
        [
            table_row(heading, ROW_HEIGHT["二"], heading=True),
            marker("{%tr for 项 in 收费清单 %}"),
            table_row(record, ROW_HEIGHT["二"]),
            marker("{%tr endfor %}"),
        ],
    )


def table(widths: list[int], rows: list[str]) -> str:
    """Return a table as wide as the text. Word goes by tcW and tblW, WPS by gridCol: all of them agree."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="0000"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def table_row(cells: str, height: int, *, heading: bool = False) -> str:
    """Return a row of at least *height*, never broken over pages; a *heading* is repeated on each page."""
    repeat = "<w:tblHeader/>" if heading else ""
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}"/>{repeat}</w:trPr>{cells}</w:tr>'


def cell(width: int, content: str, *, columns: int = 1, merge: str = "") -> str:
    """Return a cell; *merge* says that a vertical merge starts here or goes on."""
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    down = {"": "", "start": '<w:vMerge w:val="restart"/>', "go on": "<w:vMerge/>"}[merge]
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{down}<w:vAlign w:val="center"/></w:tcPr>'
        f"{content}</w:tc>"
    )


def scaled(widths: list[int]) -> list[int]:
    """Return *widths* scaled to the width of the text, in whole twips whose sum is exact."""
    total = sum(widths)
    edges = [round(TEXT_WIDTH * sum(widths[:count]) / total) for count in range(len(widths) + 1)]
    return [right - left for left, right in pairwise(edges)]


if __name__ == "__main__":
    for name in EDITIONS:
        target = HERE / name / "template.docx"
        target.write_bytes(build(name))
        print(target.relative_to(HERE.parent))
