"""Places: where something is, in words that a person can follow: a cell, a spot in a document, a path in data.

Named tuples and no attrs classes: this is on the way of every start of the command, and importing attrs takes as
long as filling ten reports.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Language = Literal["en", "zh"]

_BARE_SHEET = re.compile(r"[^\W\d]\w*\Z")
_LOOKS_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+\Z|[Rr]\d*([Cc]\d*)?\Z|[Cc]\d*\Z")

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
}


def quoted_sheet(sheet: str) -> str:
    """Return *sheet* as Excel writes it before an exclamation mark, in quotes where it needs them."""
    if _BARE_SHEET.match(sheet) and not _LOOKS_LIKE_A_CELL.match(sheet):
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

    *steps* leads there as a person counts (``(("table", 3), ("row", 5), ("cell", 2))``); *around* is the text of
    the paragraph, and *start* to *stop* what is meant within it (both 0 where all of it is).
    """

    file: str
    steps: tuple[tuple[str, int], ...] = ()
    around: str = ""
    start: int = 0
    stop: int = 0

    def spot(self, lang: Language = "en") -> str:
        """Return the steps in words: "table 3, row 5, cell 2"."""
        which = 0 if lang == "en" else 1
        return (", " if lang == "en" else "").join(_STEP_WORDS[name][which].format(n) for name, n in self.steps)

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
