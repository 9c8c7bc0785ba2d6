"""A table of one row is read however its figures were selected: alone, or with the labels beside and above them."""

from __future__ import annotations

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from docfill.excel.reader import read
from docfill.forms.library import find_form
from docfill.forms.shape import shape
from docfill.problems import Problems

LABELS = ["本年制发件数", "本年废止件数", "现行有效件数"]


def shaped(rows, area, tmp_path):
    """Return what the form makes of *area*, which has the name 规章, its problems, and where one figure came from."""
    made = openpyxl.Workbook()
    made.active.title = "表"
    for row in rows:
        made.active.append(row)
    made.defined_names["规章"] = DefinedName("规章", attr_text=f"表!{area}")
    made.save(tmp_path / "数据.xlsx")
    problems = Problems()
    data = shape(find_form("gov-info-2021"), read(tmp_path / "数据.xlsx"), problems, "blank")
    return data["规章"], list(problems), data.source("规章.废止")


@pytest.mark.parametrize(
    ("rows", "area", "cell"),
    [
        ([[1, 2, 3]], "$A$1:$C$1", "B1"),
        ([["规章", 1, 2, 3]], "$A$1:$D$1", "C1"),
        ([LABELS, [1, 2, 3]], "$A$1:$C$2", "B2"),
        ([LABELS[::-1], [3, 2, 1]], "$A$1:$C$2", "B2"),
        ([["项目", *LABELS], ["规章", 1, 2, 3]], "$A$1:$D$2", "C2"),
        ([[None, *LABELS], ["规章", 1, 2, 3]], "$A$1:$D$2", "C2"),
        ([[LABELS[0], 1], [LABELS[1], 2], [LABELS[2], 3]], "$A$1:$B$3", "B2"),
        ([[1], [2], [3]], "$A$1:$A$3", "A2"),
    ],
)
def test_the_figures_are_found_with_and_without_their_labels(tmp_path, rows, area, cell):
    values, problems, source = shaped(rows, area, tmp_path)
    assert values == {"制发": 1, "废止": 2, "现行有效": 3}
    assert problems == []
    assert source.cell == cell


@pytest.mark.parametrize(
    ("rows", "area"),
    [
        ([[5, 1, 2, 3]], "$A$1:$D$1"),  # a figure too many is no label
        ([["—", 1, 2, 3]], "$A$1:$D$1"),
        ([[LABELS[0], LABELS[0], LABELS[2]], [1, 2, 3]], "$A$1:$C$2"),  # one label twice
        ([[*LABELS[:2], "别的"], [1, 2, 3]], "$A$1:$C$2"),  # not the form's
    ],
)
def test_what_does_not_fit_is_still_a_problem(tmp_path, rows, area):
    _, problems, _ = shaped(rows, area, tmp_path)
    assert {problem.code for problem in problems} <= {"grid-size", "unknown-row-or-column", "given-twice"}
    assert problems
