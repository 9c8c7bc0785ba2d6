"""What a form.toml says of relations: read with its structure, or told at its line what cannot be understood."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docfill.catalogue import CATALOGUE
from docfill.filling import fill
from docfill.forms.algebra import (
    Comparison,
    Given,
    Matches,
    Not,
    Number,
    Operation,
    Reference,
    Sum,
    Together,
    axis_of,
    references,
)
from docfill.forms.expressions import parse_check, parse_condition, parse_figure
from docfill.forms.expressions import told as read
from docfill.forms.form import Field, Grid, load_form
from docfill.forms.lines import Line
from docfill.forms.relations import Names
from docfill.problems import FillError
from docfill.severity import Severity
from tests.building import body, doc, save

if TYPE_CHECKING:
    from pathlib import Path

START = """\
title = "表"
[fields.年度]
type = "year"
[fields.单位]
[fields.清单]
type = "list"
required = false
columns = ["单位", { key = "件数", type = "count" }]
[grids.申请]
rows = ["新收", "办结"]
columns = ["自然人", "企业", { key = "备注", type = "text" }]
[grids.许可]
columns = ["件数", "总计"]
"""
LINES = START.count("\n")


def load(folder: Path, text: str):
    (folder / "template.docx").write_bytes(b"")
    (folder / "form.toml").write_text(text, encoding="utf-8")
    return load_form(folder)


def faults(folder: Path, text: str) -> list[tuple[str, int]]:
    with pytest.raises(FillError) as caught:
        load(folder, text)
    assert all(problem.message("zh") and problem.message("en") for problem in caught.value.problems)
    return [(problem.code, problem.place.line) for problem in caught.value.problems]


def rule(folder: Path, check: str, more: str = ""):
    (found,) = load(folder, f"{START}[[rules]]\nname = \"一\"\ncheck = '{check}'\n{more}").rules
    return found


# The structure that others build upon


def test_a_rule_is_a_tree_that_names_its_cells(tmp_path):
    found = rule(
        tmp_path, "申请.新收 == previous.申请.办结 + 许可.件数 - 1.5", 'severity = "warning"\ntolerance = 0.5\n'
    )
    axis = ("自然人", "企业")  # a column of text takes no part
    new = Reference("row", "申请", "新收", axis=axis)
    done = Reference("row", "申请", "办结", axis=axis, previous=True)
    count = Reference("cell", "许可", column="件数")
    right = Operation("-", Operation("+", done, count), Number(Decimal("1.5")))
    assert found.check == Comparison("==", new, right)
    assert (found.name, found.severity, found.tolerance) == ("一", Severity.WARNING, Decimal("0.5"))
    assert list(references(found.check)) == [new, done, count]
    assert axis_of(found.check) == axis
    assert new.paths == (("申请", "新收", "自然人"), ("申请", "新收", "企业"))
    assert count.paths == (("许可", "件数"),)


def test_a_column_runs_over_the_rows(tmp_path):
    found = rule(tmp_path, '申请.每行.自然人 <= 申请["each_row"]["企业"]')
    assert found.check.left == Reference("column", "申请", column="自然人", axis=("新收", "办结"))
    assert found.check.left.paths == (("申请", "新收", "自然人"), ("申请", "办结", "自然人"))
    assert found.check.sign == "<="


def test_sums_fields_and_conditions_have_their_place_in_the_tree(tmp_path):
    fees = Reference("list", "清单", column="件数", optional=True)
    found = rule(
        tmp_path, "sum(清单.件数, 申请.新收.企业) >= -年度", "when = 'not 清单 and 单位 is matching \"镇$\"'\n"
    )
    cell = Reference("cell", "申请", "新收", "企业")
    year = Reference("field", "年度")
    assert found.check == Comparison(">=", Sum((fees, cell)), Operation("-", Number(0), year))
    given = Given(Reference("field", "清单", optional=True))
    assert found.when == Together("and", (Not(given), Matches(Reference("field", "单位"), "镇$")))
    assert [reference.name for reference in references(found.when)] == ["清单", "单位"]


def test_a_total_knows_what_it_adds_up(tmp_path):
    text = START.replace('"总计"]', '"总计"]\ntotal = { column = "总计" }')
    text += '[grids.表]\nrows = ["甲", "乙", "丙", "合计"]\ncolumns = ["数", "备注", "和"]\n'
    text += '[[grids.表.total]]\nrow = "合计"\nof = { from = "甲", to = "丙" }\n'
    text += '[[grids.表.total]]\ncolumn = "和"\nof = ["数"]\ntolerance = 1\n'
    form = load(tmp_path, text)
    assert [(total.kind, total.key, total.of) for total in form.grids["许可"].totals] == [("column", "总计", ("件数",))]
    assert [(total.kind, total.of, total.tolerance) for total in form.grids["表"].totals] == [
        ("row", ("甲", "乙", "丙"), 0),
        ("column", ("数",), 1),
    ]


def test_a_name_with_dots_is_a_field_within_a_group(tmp_path):
    text = 'title = "表"\n[fields.负责人]\nlabel = "人"\n[fields.负责人.电话]\nrequired = false\n[fields.某.某.某]\n'
    form = load(tmp_path, text)
    assert list(form.fields) == ["负责人", "负责人.电话", "某.某.某"]
    assert not form.fields["负责人.电话"].required
    assert faults(tmp_path, text + "[fields.负责人.手机]\nlabl = 3\n") == [("form-unknown-key", 8)]


# What cannot be understood


@pytest.mark.parametrize(
    ("check", "code"),
    [
        ("申请.新收 = 申请.办结", "form-bad-expression"),
        ("申请.新收 == 申请.办结 == 1", "form-bad-expression"),
        ("申请.新收 < 申请.办结", "form-bad-expression"),
        ("申请.新收 == 申请.办结 |round", "form-bad-expression"),
        ("申请.新收 == max(1, 2)", "form-bad-expression"),
        ("申请.新收 == sum()", "form-bad-expression"),
        ("申请.新收 == sum(清单.件数, start=1)", "form-bad-expression"),
        ("申请.新收 == 清单.件数", "form-bad-expression"),
        ("申请.新收 == 1 2", "form-bad-expression"),
        ("申请 == 1", "form-bad-expression"),
        ("申请.每行 == 1", "form-bad-expression"),
        ("申请.新收.企业.多 == 1", "form-bad-expression"),
        ("previous == 1", "form-bad-expression"),
        ("年度 == 2 ** 3", "form-bad-expression"),
        ('年度 == "一"', "form-bad-expression"),
        ("年度 == 1" + "0" * 400, "form-bad-expression"),
        ("年度 == 0x" + "f" * 5_000, "form-bad-expression"),
        ("单位 is matching 3", "form-bad-expression"),
        ("单位 is defined", "form-bad-expression"),
        ('单位 is matching "("', "form-bad-pattern"),
        ("申请.新增 == 1", "form-unknown-name"),
        ("申请.新收.人 == 1", "form-unknown-name"),
        ("申请.每行.人 == 1", "form-unknown-name"),
        ("许可.数 == 1", "form-unknown-name"),
        ("清单.数 == 1", "form-unknown-name"),
        ("清旦 or 单位", "form-unknown-name"),
        ("单位 == 1", "form-not-a-figure"),
        ("sum(清单.单位) == 1", "form-not-a-figure"),
        ("申请.新收.备注 == 1", "form-not-a-figure"),
        ("申请.新收 == 申请.每行.自然人", "form-different-lines"),
        ("申请.新收 + 申请.每行.自然人 == 1", "form-different-lines"),
        ("not 申请.新收 == 1", "form-not-one-value"),
        ("申请.新收 or 单位", "form-not-one-value"),
    ],
)
def test_what_cannot_be_understood_in_a_rule_is_told_at_its_line(tmp_path, check, code):
    sound = '[[rules]]\nname = "一"\ncheck = "年度 == 1"\n'
    assert faults(tmp_path, f"{START}{sound}[[rules]]\nname = \"二\"\ncheck = '{check}'\n") == [(code, LINES + 6)]


def test_the_nearest_name_is_suggested(tmp_path):
    with pytest.raises(FillError) as caught:
        rule(tmp_path, "申请.新增 == 1")
    (problem,) = caught.value.problems
    assert problem.message() == "the form has nothing called `申请.新增`"
    assert problem.hint() == "did you mean 申请.新收?"
    assert problem.message("zh") == "表单里没有 `申请.新增`"


def test_each_fault_of_a_rule_is_at_its_line(tmp_path):
    text = (
        f"{START}[[rules]]\nname = \"一\"\ncheck = '年度 == 1'\nwhen = '无 == 1'\nseverity = \"info\"\n"
        "tolerance = \"无\"\nlevel = 3\n[[rules]]\ncheck = '年度 == 1'\n"
    )
    assert sorted(faults(tmp_path, text)) == [
        ("form-key-missing", LINES + 8),
        ("form-unknown-key", LINES + 7),
        ("form-unknown-name", LINES + 4),
        ("form-wrong-value", LINES + 5),
        ("form-wrong-value", LINES + 6),
    ]
    assert faults(tmp_path, 'rules = [\n    { name = "一", check = "无 == 1" },\n    3,\n]\n' + START) == [
        ("form-unknown-name", 2),
        ("form-wrong-value", 1),
    ]


@pytest.mark.parametrize(
    ("total", "code"),
    [
        ('{ column = "合计" }', "form-unknown-line"),
        ('{ column = "总计", of = ["无"] }', "form-unknown-line"),
        ('{ row = "总计" }', "form-unknown-line"),
        ('{ column = "总计", row = "总计" }', "form-key-missing"),
        ("{ }", "form-key-missing"),
        ('{ column = "总计", of = { from = "总计", to = "件数" } }', "form-wrong-value"),
        ('{ column = "总计", of = { from = "无", to = "件数" } }', "form-wrong-value"),
        ('{ column = "总计", of = 3 }', "form-wrong-value"),
        ('{ column = "总计", of = [] }', "form-wrong-value"),
        ('{ column = "总计", of = ["总计"] }', "form-circular"),
        ('[{ column = "总计", of = ["件数"] }, { column = "件数", of = ["总计"] }]', "form-circular"),
        ('[{ column = "总计" }, { column = "总计", of = ["件数"] }]', "form-given-twice"),
        ('{ column = "总计", tolerance = nan }', "form-wrong-value"),
        ('{ column = "总计", odd = 1 }', "form-unknown-key"),
        ("3", "form-wrong-value"),
    ],
)
def test_what_is_wrong_with_a_total_is_told_at_its_line(tmp_path, total, code):
    assert faults(tmp_path, f"{START}total = {total}\n") == [(code, LINES + 1)]


def test_what_is_wrong_with_a_computed_field_or_a_mention_is_told_at_its_line(tmp_path):
    text = (
        'title = "表"\n'
        '[fields.甲]\ntype = "count"\ncomputed = "乙 + 1"\n'
        '[fields.乙]\ntype = "count"\ncomputed = "甲 + 1"\n'
        '[fields.丙]\ncomputed = "丁"\n'
        '[fields.丁]\ntype = "paragraphs"\nmentions = [\n'
        '    { pattern = "收到(", equals = "甲" },\n    { pattern = "收到", equals = "甲" },\n'
        '    { pattern = "办(\\\\d+)", equals = "无" },\n    { pattern = "结(\\\\d+)" },\n]\n'
        '[fields.戊]\ntype = "count"\nmentions = { pattern = "(.)", equals = "甲" }\n'
    )
    assert sorted(faults(tmp_path, text)) == sorted(
        [
            ("form-circular", 4),
            ("form-not-a-figure", 9),
            ("form-wrong-value", 8),
            ("form-bad-pattern", 13),
            ("form-bad-pattern", 14),
            ("form-unknown-name", 15),
            ("form-key-missing", 16),
            ("form-wrong-value", 19),
        ]
    )


def test_thousands_of_computed_fields_may_hang_together_by_more_ways_than_can_be_followed(tmp_path):
    def link(number: int, needs: str) -> str:
        return f'[fields.甲{number}]\ntype = "count"\ncomputed = "{needs}"\n'

    last = '[fields.甲3000]\ntype = "count"\n'
    text = 'title = "表"\n' + "".join(link(at, f"甲{at + 1} + 甲{at + 1} - 甲{at + 1}") for at in range(3_000))
    save(tmp_path / "template.docx", doc("{{ 甲0 }}"))
    (tmp_path / "form.toml").write_text(text + last, encoding="utf-8")
    fill(tmp_path, {"甲3000": 4}, tmp_path / "出.docx")

    assert body((tmp_path / "出.docx").read_bytes()) == ["4"]
    assert faults(tmp_path, text + link(3_000, "甲2990"))[0][0] == "form-circular"


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(?:[0-9]*件?)*", "(?=(x{1,99})+)", "(甲|(乙+丙?){2,})*", "((?:a+?)b?){10,20}"]
)
def test_a_pattern_that_repeats_what_repeats_is_told_before_it_is_looked_for(tmp_path, pattern):
    mention = f"[fields.说明]\nmentions = {{ pattern = '({pattern})', equals = '数' }}\n[fields.数]\ntype = 'count'\n"
    rule = f"[[rules]]\nname = '一'\ncheck = '数 == 1'\nwhen = '说明 is matching \"{pattern}\"'\n"
    assert [code for code, _ in faults(tmp_path, f'title = "表"\n{mention}{rule}')] == ["form-endless-pattern"] * 2


@pytest.mark.parametrize("pattern", ["(乡|镇)+$", "共[0-9]+件(，其中[0-9]+件)?", "(a{1,3}){2}b+c*"])
def test_a_pattern_that_repeats_once_is_taken(tmp_path, pattern):
    rule = f"[[rules]]\nname = '一'\ncheck = '数 == 1'\nwhen = '说明 is matching \"{pattern}\"'\n"
    text = f'title = "表"\n[fields.说明]\n[fields.数]\ntype = "count"\n{rule}'
    save(tmp_path / "template.docx", doc("{{ 数 }}"))
    (tmp_path / "form.toml").write_text(text, encoding="utf-8")
    assert load_form(tmp_path).rules


def test_the_settings_for_blanks_have_their_types(tmp_path):
    text = 'title = "表"\n[grids.表]\ncolumns = ["甲"]\nblank = "0"\nblank_as = 0\nwarn_blank = 1\n'
    assert faults(tmp_path, text) == [("form-wrong-value", line) for line in (4, 5, 6)]


# Laws

PERSONS = (Line("自然人", ("自然人",)), Line("企业", ("企业",)))
NAMES = Names(
    {
        "单位": Field("单位", "text", "单位"),
        "年度": Field("年度", "year", "年度"),
        "清单": Field("清单", "list", "清单", columns=(Line("件数", ("件数",), "count"),)),
    },
    {
        "申请": Grid("申请", "申请", PERSONS, (Line("新收", ("新收",)), Line("办结", ("办结",)))),
        "许可": Grid("许可", "许可", (Line("件数", ("件数",)),)),
    },
)
TOKENS = [
    "申请",
    "新收",
    "自然人",
    "每行",
    "许可",
    "件数",
    "单位",
    "清单",
    "年度",
    "previous",
    ".",
    "+",
    "-",
    "*",
    "/",
    "==",
    "<=",
]
TOKENS += [
    ">=",
    "=",
    "(",
    ")",
    "[",
    "]",
    "sum(",
    ",",
    "1",
    "0.5",
    "1e999",
    '"镇"',
    "not",
    "and",
    "or",
    "is matching",
    "|",
    "%",
]


@pytest.mark.parametrize("make", [parse_check, parse_condition, parse_figure])
@given(tokens=st.lists(st.sampled_from(TOKENS), max_size=12))
def test_whatever_stands_in_a_relation_is_understood_or_told(make, tokens):
    told: list[str] = []
    node = read(make, " ".join(tokens), NAMES, lambda code, **_: told.append(code))
    assert set(told) <= set(CATALOGUE)
    assert (node is None) == bool(told)
    assert node is None or all(reference.paths for reference in references(node))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000,
        "-" * 5000 + "1 == 1",
        "not " * 5000 + "单位",
        "1" * 5000 + " == 1",
        "1e999 == 1",
        "+".join("1" * 900) + " == 1",
    ],
)
def test_what_is_endless_is_told_as_well(tmp_path, text):
    assert faults(tmp_path, f"{START}[[rules]]\nname = \"一\"\ncheck = '{text}'\n") == [
        ("form-bad-expression", LINES + 3)
    ]
