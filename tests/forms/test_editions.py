"""The official forms' rules: published figures keep them, and one figure changed breaks those that it must, no others.

What must break is worked out here once more, in plain arithmetic, from what the official form says.
"""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

import docfill
from docfill.cli import main
from docfill.data import Data
from docfill.filling import read_data
from docfill.forms.library import find_form
from docfill.severity import Severity

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "samples"
EDITIONS = ("gov-info-2019", "gov-info-2021")
IDENTITY = "第一项加第二项之和，等于第三项加第四项之和"
RESULTS = {"gov-info-2019": 19, "gov-info-2021": 21}  # rows of 本年度办理结果 before its total
OUTCOMES = ["结果维持", "结果纠正", "其他结果", "尚未审结"]
STOCKS = {
    "gov-info-2019": ["行政许可", "其他对外管理服务事项", "行政处罚", "行政强制", "行政事业性收费"],
    "gov-info-2021": ["规章", "行政规范性文件"],
}

both = pytest.mark.parametrize("edition", EDITIONS)


@cache
def form_of(edition):
    return find_form(edition)


def facts(edition):
    return json.loads((ROOT / "templates" / "facts" / f"{edition}.json").read_text(encoding="utf-8"))


@cache
def made(edition, year):
    """Return a report whose figures agree, no two alike, for *year*; it goes with the one of the year before."""
    form = form_of(edition)
    data = {"单位名称": "某某市", "年度": year, "总体情况": "已按要求公开。", "问题及改进": "无。"}
    if edition == "gov-info-2021":
        data |= {"收费清单": [{"单位": "甲", "件数": 2, "金额": 20}, {"单位": "乙", "件数": 3, "金额": 10.5}]}
        data |= {"收费总件数": 5, "收费总金额": 30.5}
    for grid in form.grids.values():
        if not grid.rows:
            data[grid.name] = {line.key: number for number, line in enumerate(grid.columns, 7)}
    for name in ("行政复议", "直接起诉", "复议后起诉"):
        data[name] = {outcome: number for number, outcome in enumerate(OUTCOMES, 1)} | {"总计": 10}
    for name in STOCKS[edition]:
        if edition == "gov-info-2019":  # 上年项目 + 增减 of a year is 上年项目 of the next
            data[name] |= {"上年项目": 100 + 3 * year, "增减": 3}
        else:  # 现行有效 goes up by 制发 - 废止
            data[name] = {"制发": 5, "废止": 2, "现行有效": 100 + 3 * year}
    if edition == "gov-info-2019":
        for name in ("规章", "规范性文件"):
            data[name] = {"新制作": 4, "新公开": 3, "对外公开总数": 3}
    rows = [line.key for line in form.grids["申请"].rows]
    persons = [line.key for line in form.grids["申请"].columns][:-1]
    results = rows[2 : 2 + RESULTS[edition]]
    figures = {row: {} for row in rows}
    for x, person in enumerate(persons):
        for y, row in enumerate(results):
            figures[row][person] = (x + 2) * (y + 3) % 11
        figures["总计"][person] = sum(figures[row][person] for row in results)
        figures["上年结转"][person] = x + 1 + year % 2
        figures["结转下年度"][person] = x + 1 + (year + 1) % 2
        figures["新收"][person] = figures["总计"][person] + figures["结转下年度"][person] - figures["上年结转"][person]
    for row in rows:
        figures[row]["总计"] = sum(figures[row].values())
    data["申请"] = figures
    return data


def must_break(edition, data, last=None):
    """Return what the official form says is wrong with the figures of *data*: code and path of each."""
    found = set()
    figures = data["申请"]
    rows = list(figures)
    for person in figures["新收"]:
        column = {row: figures[row][person] for row in rows}
        if column["新收"] + column["上年结转"] != column["总计"] + column["结转下年度"]:
            found.add(("rule-broken", f"申请.新收.{person}"))
        if column["总计"] != sum(column[row] for row in rows[2:-2]):
            found.add(("total-wrong", f"申请.总计.{person}"))
        if last and column["上年结转"] != last["申请"]["结转下年度"][person]:
            found.add(("rule-broken", f"申请.上年结转.{person}"))
    for row in rows:
        *persons, total = figures[row].values()
        if sum(persons) != total:
            found.add(("total-wrong", f"申请.{row}.总计"))
    for name in ("行政复议", "直接起诉", "复议后起诉"):
        if sum(data[name][outcome] for outcome in OUTCOMES) != data[name]["总计"]:
            found.add(("total-wrong", f"{name}.总计"))
    if last and data["年度"] != last["年度"] + 1:
        found.add(("rule-broken", "年度"))
    for name in STOCKS[edition] if last else ():
        now, then = data[name], last[name]
        if edition == "gov-info-2019":
            if now["上年项目"] != then["上年项目"] + then["增减"]:
                found.add(("rule-broken", f"{name}.上年项目"))
        elif now["现行有效"] != then["现行有效"] + now["制发"] - now["废止"]:
            found.add(("rule-broken", f"{name}.现行有效"))
    if edition == "gov-info-2019":
        found |= {
            ("limit-broken", f"{name}.新公开")
            for name in ("规章", "规范性文件")
            if data[name]["新公开"] > data[name]["对外公开总数"]
        }
    return found


def told(problems):
    return {(problem.code, problem.place.path) for problem in problems}


def figure_paths(edition):
    return [path for grid in form_of(edition).grids.values() for path in grid.paths]


def with_change(data, path, by):
    changed = copy.deepcopy(data)
    inside = changed
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] += by
    return changed


# The facts and the form


@both
def test_every_rule_of_the_official_form_is_in_the_form(edition):
    form = form_of(edition)
    severity = {rule.name: rule.severity.value for rule in form.rules}
    totals = [[grid.name, total.kind, total.key] for grid in form.grids.values() for total in grid.totals]
    meant = facts(edition)["rules"]
    assert sorted(name for rule in meant for name in rule.get("rules", [])) == sorted(severity)
    assert sorted(total for rule in meant for total in rule.get("totals", [])) == sorted(totals)
    for rule in meant:
        assert {severity[name] for name in rule.get("rules", [])} <= {rule["severity"]}
        assert rule["basis"]
        assert set(rule.get("mentions", [])) <= {name for name, field in form.fields.items() if field.mentions}
        assert all(grid.warn_blank for grid in form.grids.values()) or "warn_blank" not in rule
    assert all(grid.blank == 0 for grid in form.grids.values())


@both
def test_only_what_is_printed_or_implied_stops_a_fill(edition):
    kinds = {rule["kind"]: rule["severity"] for rule in facts(edition)["rules"] if rule["severity"] == "error"}
    assert set(kinds) == {"printed", "implied"}


# Figures that agree


@pytest.mark.parametrize(("name", "edition"), [("世纪街道2019", "gov-info-2019"), ("宿迁市2023", "gov-info-2021")])
def test_published_figures_keep_every_rule(name, edition):
    for ending in ("xlsx", "json"):
        found = form_of(edition).problems(read_data(SAMPLES / f"{name}.{ending}"))
        assert {problem.code for problem in found} <= {"figures-left-blank"}


@both
def test_figures_made_to_agree_do_and_so_do_two_years(edition):
    this, last = made(edition, 2023), made(edition, 2022)
    assert must_break(edition, this, last) == set()
    assert form_of(edition).problems(this, last) == ()


# One figure changed


@both
def test_one_figure_changed_breaks_what_it_must_where_it_must(edition):
    form, sound = form_of(edition), made(edition, 2023)
    for path in figure_paths(edition):
        changed = with_change(sound, path, 1)
        assert told(form.problems(changed)) == must_break(edition, changed), path


@both
@settings(max_examples=40, deadline=None)
@given(choice=st.data())
def test_any_figures_changed_break_what_they_must_with_last_year_or_without(edition, choice):
    form, this, last = form_of(edition), made(edition, 2023), made(edition, 2022)
    paths = [*figure_paths(edition), ("年度",)]
    for path, by in choice.draw(st.lists(st.tuples(st.sampled_from(paths), st.integers(1, 9)), max_size=4)):
        this = with_change(this, path, by)
    for path, by in choice.draw(st.lists(st.tuples(st.sampled_from(paths[:-1]), st.integers(1, 9)), max_size=2)):
        last = with_change(last, path, by)
    assert told(form.problems(this)) == must_break(edition, this)
    assert told(form.problems(this, last)) == must_break(edition, this, last)


@both
@settings(max_examples=40, deadline=None)
@given(choice=st.data())
def test_any_totals_left_blank_are_worked_out_as_they_were(edition, choice):
    form, sound = form_of(edition), made(edition, 2023)
    totals = [path for path in figure_paths(edition) if "总计" in path[1:]]
    emptied = copy.deepcopy(sound)
    blank = choice.draw(st.sets(st.sampled_from(totals)))
    for path in blank:
        inside = emptied
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = None
    assert told(form.problems(emptied)) == {("total-computed", ".".join(path)) for path in blank}
    from docfill.forms.examining import examine
    from docfill.problems import Problems

    assert examine(form, emptied, Problems()) == examine(form, sound, Problems())


ANYTHING = st.one_of(
    st.none(),
    st.integers(-5, 10**20),
    st.floats(),
    st.booleans(),
    st.decimals(),
    st.dates(),
    st.sampled_from(["", "-", "/", "无", "3", "２２（其中修订16件）", "1,234", "12.5%", "251000元", "是"]),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.sampled_from(["自然人", "总计", "制发", "别的"]), st.integers(), max_size=2),
)


@both
@settings(max_examples=40, deadline=None)
@given(choice=st.data())
def test_whatever_the_data_hold_is_told_in_both_languages_and_never_fails(edition, choice):
    form, this, last = form_of(edition), copy.deepcopy(made(edition, 2023)), copy.deepcopy(made(edition, 2022))
    paths = [*figure_paths(edition), *((name,) for name in this), ("申请", "新收")]
    for data in (this, last):
        for path in choice.draw(st.lists(st.sampled_from(paths), max_size=4)):
            inside = data
            for step in path[:-1]:
                inside = inside.get(step) if isinstance(inside, dict) else None
            if isinstance(inside, dict):
                inside[path[-1]] = choice.draw(ANYTHING)
    before = repr((this, last))
    for problem in form.problems(this, last):
        assert problem.message("en")
        assert problem.message("zh")
    assert repr((this, last)) == before


# The customary rules of one edition


def broken(data, edition="gov-info-2021"):
    found = form_of(edition).problems(data)
    assert {problem.severity for problem in found} <= {Severity.WARNING}
    return [(problem.place.path, problem.message("zh")) for problem in found]


def test_fees_are_listed_in_full_or_said_not_to_be_charged():
    sound = made("gov-info-2021", 2023)
    assert broken(sound | {"收费总件数": 6, "收费总金额": 30}) == [
        ("收费清单[0].件数", "收费清单各项件数之和，等于收取信息处理费的总件数：2 + 3 = 5，而 6"),
        ("收费清单[0].金额", "收费清单各项金额之和，等于收取信息处理费的总金额：20 + 10.5 = 30.5，而 30"),
    ]
    without = {name: value for name, value in sound.items() if not name.startswith("收费")}
    assert broken(without) == [("收费清单", "不符合：收取了信息处理费的列出清单，没有收取的注明未收取")]
    assert broken(without | {"未收信息处理费": "是"}) == []
    assert broken(without | {"其他事项": "本年度没有收取信息处理费。"}) == []
    assert broken(sound | {"未收信息处理费": "是"}) == [
        ("收费清单", "不符合：列出了收费清单，就不是没有收取信息处理费")
    ]


@pytest.mark.parametrize("unit", ["某某县人民政府", "某某镇", "某某街道办事处", "某某乡人民政府"])
def test_counties_and_towns_do_not_make_rules(unit):
    sound = made("gov-info-2021", 2023) | {"规章": {"制发": 6, "废止": 0, "现行有效": 6}}
    assert broken(sound) == []  # a city may
    assert broken(sound | {"单位名称": unit}) == [
        ("规章.制发", "县、乡镇、街道无权制定规章，规章一行应为 0：6 + 0 + 6 = 12，而 0"),
    ]


# What texts say


SUQIAN = json.loads((SAMPLES / "宿迁市2023.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("said", "instead", "figure"),
    [
        ("新收政府信息公开申请3511件", "新收政府信息公开申请3512件", "3511"),
        ("上年结转96件", "上年结转95件", "96"),
        ("予以公开1191件", "予以公开1192件", "1191"),
        ("部分公开328件", "部分公开３２９件", "328"),
        ("不予公开142件", "不予公开 141 件", "142"),
        ("无法提供1078件", "无法提供1,079件", "1078"),
        ("不予处理406件", "不予处理407件", "406"),
        ("其他处理341件", "其他处理340件", "341"),
        ("结转下年度继续办理121件", "结转下年度12件", "121"),
        ("行政复议440件", "行政复议441件", "440"),
        ("行政诉讼113件", "行政诉讼112件", "113"),
        ("直接起诉24件", "直接起诉25件", "24"),
        ("复议后起诉89件", "复议后起诉88件", "89"),
        ("制发规章2件", "制发规章3件", "2"),
        ("现行有效的规章11件", "现行有效规章12件", "11"),
    ],
)
def test_a_figure_of_the_text_that_contradicts_the_table_is_a_warning(said, instead, figure):
    text = SUQIAN["总体情况"]
    assert said in text
    found = form_of("gov-info-2021").problems(SUQIAN | {"总体情况": text.replace(said, instead)})
    assert [(problem.code, problem.severity, problem.details["figure"]) for problem in found] == [
        ("text-contradicts-figures", Severity.WARNING, figure),
    ]


def test_two_figures_told_as_one_are_added_up():
    (problem,) = form_of("gov-info-2021").problems(SUQIAN | {"总体情况": "予以公开及部分公开1191件。"})
    assert problem.message("zh") == "文中写“予以公开及部分公开1191件”，而 予以公开与部分公开总计之和 是 1519"


@pytest.mark.parametrize(
    "said",
    [
        "全年未收到政府信息公开申请。",
        "予以公开及部分公开1519件。",
        "共收到申请3607件，其中网上申请5件。",
        "同比增加134件，办理网民留言20件。",
        "新收政府信息公开申请3511件，其中当面收到申请12件。",
    ],
)
def test_other_figures_of_a_text_are_left_alone(said):
    assert form_of("gov-info-2021").problems(SUQIAN | {"总体情况": said}) == ()


# In a workbook, by the command


@pytest.fixture
def city(tmp_path, monkeypatch):
    """The workbook of a published report, and a function that changes cells of it; the commands run beside it."""
    monkeypatch.chdir(tmp_path)

    def change(name="今年.xlsx", **cells):
        book = load_workbook(SAMPLES / "宿迁市2023.xlsx")
        for place, value in cells.items():
            sheet, cell = place.split("_")
            book[sheet][cell] = value
        book.save(tmp_path / name)
        return tmp_path / name

    return change


def test_everything_broken_in_a_workbook_is_told_at_its_cells(city, tmp_path):
    book = city(申请_D27=3500, 申请_J9=7, 复议诉讼_E4="若干", 申请_D5="91.5")
    with pytest.raises(docfill.FillError) as caught:
        docfill.fill(None, book, tmp_path / "报告.docx")
    found = [(problem.place.spot(), problem.code, problem.severity.value) for problem in caught.value.problems]
    assert found == [
        ("申请!D5", "number-stored-as-text", "note"),
        ("申请!D5", "not-a-whole-number", "error"),
        ("复议诉讼!E4", "not-a-number", "error"),
        ("申请!J5", "total-wrong", "error"),
        ("申请!J9", "total-wrong", "error"),
        ("申请!J27", "total-wrong", "error"),  # as a sum of its row
        ("申请!J27", "total-wrong", "error"),  # and of its column
        ("申请!D27", "total-wrong", "error"),
        ("申请!D4", "rule-broken", "error"),
        ("基本情况!B6", "text-contradicts-figures", "warning"),
    ]
    said = {problem.place.spot(): problem.message("zh") for problem in caught.value.problems}
    assert said["申请!J9"] == "申请.不予公开_法律行政法规禁止.总计 是 7，而 27 + 0 + 0 + 0 + 0 + 0 = 27"
    assert said["申请!D4"] == f"{IDENTITY}：自然人: 3402 + 91.5 = 3493.5，而 3500 + 118 = 3618"
    assert said["基本情况!B6"] == "文中写“不予公开142件”，而 不予公开各行总计之和 是 122"


def test_the_command_checks_what_was_carried_over(city, capsys):
    city("去年.xlsx", 基本情况_B3=2022, 申请_D28=90, 申请_J28=95)
    city()
    assert main(["fill", "今年.xlsx", "--previous", "去年.xlsx", "--concise", "--lang", "zh"]) == 1
    said = capsys.readouterr().err.splitlines()
    carried = "本年的上年结转，等于上一年的结转下年度继续办理"
    assert f"今年.xlsx: 申请!D5: rule-broken: {carried}：自然人: 91，而 90" in said
    assert all("rule-broken" in line for line in said)


def test_last_years_data_may_be_of_the_older_edition():
    older = made("gov-info-2019", 2022)
    this = made("gov-info-2021", 2023)
    found = form_of("gov-info-2021").problems(this, Data(older, file="去年.json"))
    # The older form has no stock of rules in force: that cannot be checked.
    assert [(problem.code, problem.place.file) for problem in found] == [("rule-not-checked", "去年.json")] * 2


def test_last_years_workbook_that_cannot_be_read_is_an_error(city, tmp_path):
    with pytest.raises(docfill.FillError) as caught:
        docfill.fill(None, city(), tmp_path / "报告.docx", previous=tmp_path / "没有.xlsx")
    assert len(caught.value.problems) == 1
    assert "没有.xlsx" in caught.value.problems[0].place.file


def test_check_tells_what_a_fill_would_and_looks_back_too(city, tmp_path, capsys):
    city("去年.xlsx", 基本情况_B3=2022, 申请_D28=91, 申请_E28=3, 申请_H28=2, 申请_J28=96)
    book = city(申请_D28=117)
    with pytest.raises(docfill.FillError) as caught:
        docfill.fill(None, book, tmp_path / "报告.docx", previous="去年.xlsx")
    told_by_check = docfill.check(None, book, previous="去年.xlsx")
    assert set(caught.value.problems) <= set(told_by_check)
    assert main(["check", "今年.xlsx", "--previous", "去年.xlsx", "--concise", "--lang", "en"]) == 1
    said = capsys.readouterr().out
    assert "今年.xlsx: 申请!D4: rule-broken: " in said
    assert f"{IDENTITY}: 自然人: 3402 + 91 = 3493, but 3375 + 117 = 3492" in said
    assert main(["check", "gov-info-2021", "--previous", "去年.xlsx"]) == 2


def test_a_report_without_errors_passes_the_check(city, capsys):
    city()
    assert main(["check", "今年.xlsx"]) == 0
    assert "error" not in capsys.readouterr().out
