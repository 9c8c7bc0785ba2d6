"""The rules of a form as formulas: for all that a rule can say, the workbook finds broken what docfill finds broken."""

from __future__ import annotations

import copy
import shutil

import openpyxl
import pytest

import docfill
from docfill.forms.patterns import condition, words_of
from tests.building import doc, row, save, table
from tests.excel.entries import answers, recalculated, shown
from tests.libreoffice import needs_libreoffice

FORM = """
title = "综合表"
[fields.单位]
[fields.日期]
type = "date"
required = false
[fields.有无]
type = "yesno"
required = false
[fields.负责人.姓名]
required = false
[fields.率]
type = "number"
computed = "甲.小计.总计 / 人数 * 100"
[fields.人数]
type = "count"
[fields.清单]
type = "list"
required = false
columns = ["名称", { key = "数", label = "数（个）", type = "number" }]
[grids.甲]
label = "甲表"
blank = 0
type = "number"
rows = [
    { key = "一", label = ["组", "一行"] },
    { key = "二", label = ["组", "二行"] },
    { key = "小计", label = "小计" },
]
columns = [
    { key = "男", label = ["人", "男"] },
    { key = "女", label = ["人", "女"] },
    "总计",
    { key = "备注", type = "text" },
]
total = [{ row = "小计", of = ["一", "二"] }, { column = "总计", of = ["男", "女"] }]
[grids.乙]
type = "integer"
columns = ["收入", "支出", "结余"]
[grids.丙]
blank = 3
rows = ["x", "y"]
columns = ["值"]
[[rules]]
name = "row by row"
check = "甲.每行.男 <= 甲.每行.总计"
[[rules]]
name = "difference"
check = "乙.收入 - 乙.支出 == 乙.结余"
[[rules]]
name = "brackets"
check = "乙.结余 == 乙.收入 - (乙.支出 - 0)"
[[rules]]
name = "quotient"
check = "甲.小计.男 / 甲.小计.总计 * 100 <= 60"
tolerance = 0.5
severity = "warning"
[[rules]]
name = "blank counts as three"
check = "sum(丙.x, 丙.y) == 6"
[[rules]]
name = "at least"
check = "丙.x.值 + 丙.y.值 >= 6"
[[rules]]
name = "list"
check = "sum(清单.数) == 人数"
[[rules]]
name = "condition"
check = "有无 or not 清单"
when = "单位 is matching '^(甲|乙)局$' and 人数 >= 2"
[[rules]]
name = "exactly"
check = "甲.一.男 + 甲.一.女 == 0.3"
[[rules]]
name = "last year"
check = "sum(previous.甲.一) <= sum(甲.一)"
"""
GOOD = {
    "单位": "甲局",
    "日期": "2024-1-5",
    "有无": "是",
    "负责人": {"姓名": "李"},
    "人数": 5,
    "清单": [{"名称": "甲", "数": 2}, {"名称": "=乙", "数": 3}],
    "甲": {"一": {"男": 0.1, "女": 0.2, "备注": "注"}, "二": {"男": 4.9, "女": 5}},
    "乙": [3, 5, -2],
    "丙": {"x": 3},
}
BROKEN = {"有无": "否", "人数": 6, "乙": [3, 5, -1], "丙": {"x": 1}, "甲": {"一": {"男": 0.1, "女": -0.2}}}
SPARSE = {"单位": "丙局", "人数": 0}
UNEVEN = {"有无": None, "乙": [None, 5, None], "清单": [], "甲": {"一": {"男": 0.3}, "二": {"男": 9, "女": 1}}}
CASES = {"good": GOOD, "broken": GOOD | BROKEN, "sparse": SPARSE, "uneven": GOOD | UNEVEN}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the form, and with the workbook of each case as LibreOffice works it out."""
    made = tmp_path_factory.mktemp("rules")
    form = made / "综合"
    form.mkdir()
    (form / "form.toml").write_text(FORM, encoding="utf-8")
    fields = "{{ 单位 }}{{ 日期 }}{% if 有无 %}有{% endif %}{{ 负责人.姓名 }}{{ 率 }}{{ 甲.一.男 }}{{ 丙.x.值 }}"
    amounts = table(*(row(name, f"{{{{ {path} }}}}") for name, path in AMOUNTS.items()))
    records = table(row("{% for 项 in 清单 %}{{ 项.名称 }}", "{{ 项.数 }}{% endfor %}"))
    save(form / "template.docx", doc(fields, amounts, "清单", records))
    paths = [made / f"{name}.xlsx" for name in CASES]
    for path, values in zip(paths, CASES.values(), strict=True):
        report = docfill.workbook(form, path, source=copy.deepcopy(values), previous=GOOD, lang="zh")
        assert report.problems == ()
    folder = recalculated(*paths)[0].parent
    shutil.copytree(form, folder / "综合")
    return folder


AMOUNTS = {"人数": "人数", "收入": "乙.收入", "支出": "乙.支出", "结余": "乙.结余"}
OF_RULES = {"rule-broken", "limit-broken", "rule-not-met"}


@pytest.mark.parametrize("name", CASES)
@needs_libreoffice
def test_the_workbook_finds_the_rules_broken_that_docfill_finds_broken(name, folder):
    found = docfill.check(None, folder / f"{name}.xlsx", previous=GOOD)
    broken = [
        ({"error": "不符", "warning": "留意"}[problem.severity.value], problem.details["rule"])
        for problem in found
        if problem.code in OF_RULES
    ]
    said = [(answer, rule) for answer, rule, _ in answers(shown(folder / f"{name}.xlsx"))]
    assert [line for line in said if line[0] in {"不符", "留意"}] == broken
    unchecked = {problem.details["name"] for problem in found if problem.code == "rule-not-checked"} - {"率"}
    assert {rule for answer, rule in said if answer == "未核对"} >= unchecked


@needs_libreoffice
def test_the_good_report_breaks_none_and_the_broken_one_nearly_all(folder):
    counts = {name: shown(folder / f"{name}.xlsx")["#核对"]["A2"].value for name in CASES}
    assert (counts["good"], counts["broken"]) == ("全部相符", "有 10 处不符")


@needs_libreoffice
def test_a_grid_that_stands_in_no_table_of_word_gets_a_sheet_of_its_labels(folder):
    book = shown(folder / "good.xlsx")
    sheet = book["甲表"]
    assert {"A4:B5", "C4:D4", "E4:E5", "F4:F5", "A6:A7", "A8:B8"} <= {str(area) for area in sheet.merged_cells.ranges}
    assert [sheet[cell].value for cell in ("C4", "C5", "D5", "E4", "A6", "B7", "A8")] == [
        "人", "男", "女", "总计", "组", "二行", "小计",
    ]  # fmt: skip
    assert [sheet[f"{column}8"].value for column in "CDE"] == [5, 5.2, 10.2]
    assert book["表1"]["B4"].value == 5


@pytest.mark.parametrize(
    ("pattern", "formula"),
    [
        ("县", 'ISNUMBER(FIND("县",A1))'),
        ("^甲$", 'EXACT(A1,"甲")'),
        ("^甲局?", 'OR(EXACT(LEFT(A1,1),"甲"),EXACT(LEFT(A1,2),"甲局"))'),
        ("[乡镇]$", 'OR(EXACT(RIGHT(A1,1),"乡"),EXACT(RIGHT(A1,1),"镇"))'),
        ('"', 'ISNUMBER(FIND("""",A1))'),
    ],
)
def test_a_pattern_that_lists_words_is_a_condition_of_excel_s(pattern, formula):
    assert condition(words_of(pattern), "A1") == formula


@pytest.mark.parametrize("pattern", ["[0-9]+", r"\d", ".", "甲*", "[^甲]", "(?i)a", "甲$乙", r"\b甲", "(?=甲)"])
def test_a_pattern_that_lists_no_words_is_none(pattern):
    assert words_of(pattern) is None


def test_a_total_of_a_row_of_texts_has_no_line_among_the_checks(tmp_path):
    text = '{ key = "注", label = "注", type = "text" }'
    declared = (
        f'title = "表"\n[grids.甲]\nrows = ["一", {text}, "小计"]\ncolumns = ["男", "女"]\n'
        'total = [{ row = "注", of = ["一"] }, { row = "小计", of = ["一"] }]\n'
    )
    (tmp_path / "form.toml").write_text(declared, encoding="utf-8")
    save(tmp_path / "template.docx", doc("{{ 甲.一.男 }}"))
    docfill.workbook(tmp_path, tmp_path / "表.xlsx", lang="zh")
    book = openpyxl.load_workbook(tmp_path / "表.xlsx")
    lines = [line for sheet in book if sheet.title.startswith("#") for line in sheet.iter_rows(values_only=True)]
    said = [str(each) for line in lines for each in line if each is not None]
    assert any("小计" in each for each in said)
    assert not any("：注" in each for each in said)
