"""The page on number formats says what is printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import docfill
from docfill.excel.display import show
from docfill.excel.unshown import UnknownFormatError
from tests.excel.test_display_cases import value_of

DOCS = Path(docfill.__file__).parent.parent / "docs"
ROW = re.compile(r"^\| `(.+?)` \| `(.+?)` \| `(.+?)` \|$", re.MULTILINE)


@pytest.mark.parametrize("name", ["number-formats.md", "number-formats.zh-CN.md"])
def test_every_row_of_the_page_is_printed_so(name):
    rows = ROW.findall((DOCS / name).read_text("utf-8"))
    assert len(rows) > 25
    assert [(code, show(value_of(value), code).strip(" ")) for value, code, _ in rows] == [row[1:] for row in rows]


def test_both_languages_show_the_same_rows():
    english = ROW.findall((DOCS / "number-formats.md").read_text("utf-8"))
    assert english == ROW.findall((DOCS / "number-formats.zh-CN.md").read_text("utf-8"))


@pytest.mark.parametrize("name", ["number-formats.md", "number-formats.zh-CN.md"])
def test_what_the_page_lists_as_unknown_is_unknown(name):
    listed = re.findall(r"^  - .*$", (DOCS / name).read_text("utf-8"), re.MULTILINE)
    codes = {code for line in listed for code in re.findall("`(.+?)`", line)} - {"General", "[DBNum3]", "[DBNum3]0"}
    assert len(codes) == 8
    for code in codes:
        with pytest.raises(UnknownFormatError):
            show(5, code + "d" * code.startswith("[$"))
