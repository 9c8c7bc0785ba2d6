"""Places: where something is, in words that a person can follow: a cell, a spot in a document, a path in data.

Named tuples and no attrs classes: this is on the way of every start of the command, and importing attrs takes as
long as filling ten reports.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Language = Literal["en", "zh"]
# The way to a spot in a document: what each step is called, and which one it is, by number or by name.
Steps = tuple[tuple[str, int | str], ...]

_BARE_SHEET = r"[^\W\d]\w*\Z"
_LOOKS_LIKE_A_CELL = r"[A-Za-z]{1,3}\d+\Z|[Rr]\d*([Cc]\d*)?\Z|[Cc]\d*\Z"

# What one step of a path through a document is called, "counted as a person counts", from 1.
_STEP_WORDS: dict[str, tuple[str, str]] = {
    "header": ("header {}", "第{}个页眉"),
    "footer": ("footer {}", "第{}个页脚"),
    "footnote": ("footnote {}", "脚注{}"),
    "endnote": ("endnote {}", "尾注{}"),
    "comment": ("comment {}", "批注{}"),
    "text box": ("text box {}", "第{}个文本框"),
    "table": ("table {}", "第{}个表格"),
    "row": ("row {}", "第{}行"),
    "cell": ("cell {}", "第{}格"),
    "paragraph": ("paragraph {}", "第{}段"),
    "picture": ("picture {}", "第{}个图片"),
    "shape": ("shape {}", "第{}个图形"),
    "shape text": ("text {} of a shape", "图形里第{}处文字"),
    "WordArt": ("WordArt {}", "第{}处艺术字"),
    "formula": ("formula {}", "第{}个公式"),
    "field code": ("code of field {}", "第{}个域的代码"),
    "link": ("link {}", "第{}个链接"),
    "link to": ("link to {}", "指向“{}”的链接"),
    "alternative text": ("alternative text", "的替代文字"),
    "alternative title": ("title of the alternative text", "的替代文字标题"),
    "picture name": ("name", "的名称"),
    "screen tip": ("screen tip", "的屏幕提示"),
    "control title": ("title of the content control", "内容控件的标题"),
    "help text": ("help text of the form field", "表单域的帮助文字"),
    "document variable": ("document variable {}", "文档变量“{}”"),
    "property": ("document property {}", "文档属性“{}”"),
    "data": ("{} in the data of content controls", "内容控件数据里的“{}”"),
    "chart": ("chart {}", "第{}个图表"),
    "diagram": ("SmartArt {}", "第{}个 SmartArt 图形"),
    "text": ("text {}", "第{}处文字"),
    "chart title": ("title", "的标题"),
    "axis title": ("title of an axis", "的坐标轴标题"),
    "series": ("series {}", "第{}个系列"),
    "series name": ("name", "的名称"),
    "category": ("category {}", "第{}个类别"),
    "value": ("value {}", "第{}个值"),
}
# What Word calls the properties of a document in its dialogues.
_PROPERTY_WORDS: dict[int | str, tuple[str, str]] = {
    "title": ("Title", "标题"),
    "subject": ("Subject", "主题"),
    "creator": ("Author", "作者"),
    "keywords": ("Tags", "标记"),
    "description": ("Comments", "备注"),
    "category": ("Category", "类别"),
    "contentStatus": ("Status", "状态"),
    "lastModifiedBy": ("Last Modified By", "上次修改者"),
    "Company": ("Company", "单位"),
    "Manager": ("Manager", "经理"),
}


def quoted_sheet(sheet: str) -> str:
    """Return *sheet* as Excel writes it before an exclamation mark, in quotes where it needs them."""
    if re.match(_BARE_SHEET, sheet) and not re.match(_LOOKS_LIKE_A_CELL, sheet):
        return sheet
    return "'" + sheet.replace("'", "''") + "'"


class Source(NamedTuple):
    """Where a value comes from: a workbook's cell, or a path in a file of data.

    *file* is the file's name, *sheet* and *cell* (``C12``) the place in a workbook; *path* is the path in a
    JSON or TOML file (``明细[2].金额``), empty for a workbook.
    """

    file: str
    sheet: str = ""
    cell: str = ""
    path: str = ""

    def spot(self, lang: Language = "en") -> str:  # noqa: ARG002  every place has the same two methods
        """Return the place within the file, so that it can be pasted into Excel's name box."""
        if not self.sheet:
            return self.path
        return f"{quoted_sheet(self.sheet)}!{self.cell}" if self.cell else quoted_sheet(self.sheet)

    def text(self, lang: Language = "en") -> str:
        """Return the whole place in one line."""
        return ": ".join(part for part in (self.file, self.spot(lang)) if part)


class DocumentPlace(NamedTuple):
    """A spot in a Word document.

    *steps* leads there as a person counts (``(("table", 3), ("row", 5), ("cell", 2))``, ``(("property", "title"),)``;
    the number is 0 where there can be only one); *around* is the text of the paragraph, and *start* to *stop* what is
    meant within it (both 0 where all of it is).
    """

    file: str
    steps: Steps = ()
    around: str = ""
    start: int = 0
    stop: int = 0

    def spot(self, lang: Language = "en") -> str:
        """Return the steps in words: "table 3, row 5, cell 2"."""
        which = 0 if lang == "en" else 1
        words = ((name, _PROPERTY_WORDS[n][which] if n in _PROPERTY_WORDS else n) for name, n in self.steps)
        return (", " if lang == "en" else "").join(_STEP_WORDS[name][which].format(n) for name, n in words)

    def text(self, lang: Language = "en") -> str:
        """Return the whole place in one line."""
        return ": ".join(part for part in (self.file, self.spot(lang)) if part)


class FilePlace(NamedTuple):
    """A file, or a *line* of it (from 1; 0 is the file as a whole), or one member of a package."""

    file: str
    line: int = 0
    member: str = ""

    def spot(self, lang: Language = "en") -> str:
        """Return the line or the member in words."""
        if self.member:
            return self.member
        if not self.line:
            return ""
        return f"line {self.line}" if lang == "en" else f"第{self.line}行"

    def text(self, lang: Language = "en") -> str:
        """Return the whole place in one line."""
        return ": ".join(part for part in (self.file, self.spot(lang)) if part)


Place = Source | DocumentPlace | FilePlace
