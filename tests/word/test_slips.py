"""Names of a template that differ by a slip are warned of; families of honest names are not."""

from __future__ import annotations

import time

import pytest

import docfill
from docfill import Severity
from tests.building import doc, marked, row, save, table


def slips(tmp_path, *blocks: str) -> list[tuple[str, str]]:
    """Return the pairs of names that are told to differ by a slip: the one that looks mistyped, the other."""
    found = docfill.check(save(tmp_path / "模板.docx", doc(*blocks)))
    told = [problem for problem in found if problem.code == "names-differ-by-a-slip"]
    assert all(problem.severity is Severity.WARNING for problem in told)
    return [(problem.details["name"], problem.details["other"]) for problem in told]


@pytest.mark.parametrize(
    ("meant", "slip"),
    [
        pytest.param("申请.新收", "申请.新収"),
        ("单位名称", "单位名秤"),
        ("单位名称", "單位名稱"),
        ("联系电话", "联系电活"),
        ("期末数", "期未数"),
        ("收入合计", "收人合计"),
        ("行政复议", "行政复仪"),
        ("单位名称", "单位位名称"),
        ("单位名称", "单位称名"),
        ("本年新收件数", "本年新收案件数"),
        ("总额O", "总额0"),
        ("address", "adress"),
        ("address", "addresss"),
        ("recipient", "recepient"),
        ("unit_name", "unitname"),
        ("unitName", "UnitName"),
        ("total", "totla"),
        ("signature", "signatures"),
        ("date", "date_"),
    ],
)
def test_a_name_that_differs_by_a_slip_is_told_beside_the_other(meant, slip, tmp_path):
    assert slips(tmp_path, f"{{{{ {meant} }}}}", f"{{{{ {meant} }}}}{{{{ {slip} }}}}") == [(slip, meant)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("金额1", "金额2"),
        ("金额１", "金额2"),
        ("自然人", "法人"),
        ("行1", "行2"),
        ("行一", "行二"),
        ("第一季度", "第二季度"),
        ("甲方名称", "乙方名称"),
        ("上年结转", "本年结转"),
        ("男生人数", "女生人数"),
        ("收入合计", "支出合计"),
        ("买方", "卖方"),
        ("金额", "总金额"),
        ("年", "年度"),
        ("公开", "不公开"),
        ("予以公开件数", "不予公开件数"),
        ("依法予以公开件数", "依法不予以公开件数"),
        ("row_a", "row_b"),
        ("x1", "x2"),
        ("lender", "sender"),
        ("payer", "payee"),
        ("employer", "employee"),
        ("county", "country"),
        ("home_contact", "home_contract"),
        ("date_from", "date_form"),
        ("a", "b"),
        ("name", "game"),
        ("第1_1项", "第11项"),
        ("import_total", "export_total"),
    ],
)
def test_honest_names_of_one_family_are_not_told(one, other, tmp_path):
    assert slips(tmp_path, f"{{{{ {one} }}}}{{{{ {other} }}}}") == []


def test_a_list_and_its_items_or_a_plural_beside_it_are_no_slip(tmp_path):
    assert slips(tmp_path, "{% for year in years %}{{ year }}{% endfor %}{{ year }}") == []
    assert slips(tmp_path, "{% for 项 in 明细 %}{{ 项.金额 }}{% endfor %}") == []


def test_names_of_different_groups_are_not_compared(tmp_path):
    assert slips(tmp_path, "{{ 甲.单位名称 }}{{ 乙.单位名秤 }}") == []
    assert slips(tmp_path, "{{ 申请.新收 }}{{ 申情.新收 }}") == [("申情", "申请")]


def test_names_of_the_items_of_a_list_are_compared(tmp_path):
    rows = table(row("{% for 项 in 明细 %}{{ 项.金额 }}", "{{ 项.金额 }}{{ 项.金颜 }}{% endfor %}"))
    assert slips(tmp_path, rows) == [("明细.金颜", "明细.金额")]


def test_a_mistyped_name_of_a_loop_is_told(tmp_path):
    assert slips(tmp_path, "{% for record in rows %}{{ recrod.x }}{% endfor %}") == [("recrod", "record")]
    assert slips(tmp_path, "{% for 项 in 明细 %}{{ 顷.金额 }}{% endfor %}") == [("顷", "项")]


def test_the_name_that_is_used_less_is_the_slip_and_both_places_are_named(tmp_path):
    template = save(tmp_path / "模板.docx", doc("{{ 单位名秤 }}", "{{ 单位名称 }}", "甲{{ 单位名称 }}"))
    (problem,) = docfill.check(template)
    assert (problem.place.spot(), marked(problem)) == ("paragraph 1", "{{ 单位名秤 }}")
    assert [place.spot() for place in problem.related] == ["paragraph 2"]
    assert "单位名秤" in problem.message("zh")
    assert "单位名称" in problem.message("zh")


def test_a_slip_is_told_where_the_template_does_not_compile(tmp_path):
    assert slips(tmp_path, "{% if x %}{{ 单位名称 }}", "{{ 单位名秤 }}{{ x y }}") == [("单位名秤", "单位名称")]


def test_a_template_with_a_thousand_names_is_compared_quickly(tmp_path):
    words = [f"{first}{second}{third}" for first in "收支结存" for second in "入出转余额" for third in "甲乙丙丁戊"]
    names = dict.fromkeys(f"{word}{number}项" for word in words for number in range(10))
    started = time.process_time()
    assert slips(tmp_path, *[f"{{{{ {name} }}}}" for name in names], "{{ 收入甲1顷 }}") == [("收入甲1顷", "收入甲1项")]
    assert time.process_time() - started < 10


def test_names_that_the_data_have_both_are_no_slip(tmp_path):
    template = save(tmp_path / "模板.docx", doc("{{ 单位名称 }}{{ 单位名秤 }}"))
    assert docfill.check(template, {"单位名称": 1, "单位名秤": 2}) == ()
    found = docfill.check(template, {"单位名称": 1})
    assert [(problem.code, problem.details["name"]) for problem in found] == [
        ("names-differ-by-a-slip", "单位名秤"),
        ("misspelt-name", "单位名秤"),
    ]
