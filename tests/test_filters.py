"""Filters of official documents, as a template names them: what they print, and what they refuse, where."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import sys
from decimal import Decimal
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docfill import Template
from docfill.data import ShownDate, ShownDateTime, ShownFloat, ShownInt
from docfill.word.official import OFFICIAL_FILTERS
from tests.building import body, codes, doc, found, marked, seen


def printed(expression, value=None):
    """Return what ``{{ v|expression }}`` prints."""
    return seen(doc(f"{{{{ v|{expression} }}}}"), {"v": value})[0]


# Dates

LAST_DAY = dt.date(2019, 12, 31)


@pytest.mark.parametrize(
    "value",
    [
        LAST_DAY,
        dt.datetime(2019, 12, 31, 23, 59),  # noqa: DTZ001  as a workbook has it
        ShownDate.of(LAST_DAY, "12/31/19"),
        ShownDateTime.of(dt.datetime(2019, 12, 31, 8), "31-Dec"),  # noqa: DTZ001
        *("2019-12-31", "2019-12-31T10:00:00", "2019-12-31 10:00", "2019/12/31", "2019.12.31", "2019年12月31日"),
        *("20191231", "２０１９年１２月３１日", " 2019-12-31 "),
    ],
)
def test_a_day_is_understood_however_it_is_written(value):
    assert printed("日期", value) == "2019年12月31日"
    assert printed("中文日期", value) == "二〇一九年十二月三十一日"
    assert printed("ISO日期", value) == "2019-12-31"


@pytest.mark.parametrize(
    ("filter_", "text"),
    [
        ("日期", "2020年1月5日"),
        ("date_cn", "2020年1月5日"),
        ("中文日期", "二〇二〇年一月五日"),
        ("date_hanzi", "二〇二〇年一月五日"),
        ("date_iso", "2020-01-05"),
        ('日期("yyyy年mm月dd日")', "2020年01月05日"),
        ('日期(样式="yy.m.d")', "20.1.5"),
        ('date_cn(pattern="yyyy/mm")', "2020/01"),
        ('中文日期("yyyy年m月")', "二〇二〇年一月"),
    ],
)
def test_a_day_is_written_without_leading_zeros_unless_its_pattern_has_them(filter_, text):
    assert printed(filter_, "2020.1.5") == text


@pytest.mark.parametrize(("day", "text"), [(10, "十日"), (11, "十一日"), (20, "二十日"), (21, "二十一日")])
def test_days_of_the_month_are_counted_in_tens(day, text):
    assert printed("中文日期", dt.date(2010, 10, day)) == f"二〇一〇年十月{text}"


@pytest.mark.parametrize(
    "value", ["年底", "2019-02-30", "2019年", "2019-1.1", "12/31/2019", 43830, True, 1.5, ["2019"]]
)
def test_what_is_no_day_is_refused(value):
    assert codes(doc("{{ v|日期 }}"), {"v": value}) == ["not-a-date-for-filter"]


# Numbers


@pytest.mark.parametrize(
    ("filter_", "value", "text"),
    [
        ("千分位", 1234567, "1,234,567"),
        ("千分位", Decimal("1234.50"), "1,234.50"),
        ("千分位", "１，２３４．５０", "1,234.50"),
        ("千分位", ShownFloat(1234.5, "1,234.50"), "1,234.50"),
        ("千分位", ShownFloat(0.125, "13%"), "0.125"),
        ("千分位", -1234.5, "-1,234.5"),
        ("千分位", "−1234", "-1,234"),
        ("千分位", 0.1 + 0.2, "0.3"),
        ("千分位", 1e20, "100,000,000,000,000,000,000"),
        ("千分位", 1.5e-7, "0.00000015"),
        ("千分位(1)", 1234.25, "1,234.3"),
        ("thousands(digits=2)", 1234, "1,234.00"),
        ("小数(2)", 2.675, "2.68"),
        ("小数(2)", "1.005", "1.01"),
        ("小数(0)", 0.5, "1"),
        ("小数(0)", -2.5, "-3"),
        ("小数(2)", -0.001, "0.00"),
        ("fixed(3)", ShownInt(7, "007"), "7.000"),
        ("百分比", 0.125, "12.5%"),
        ("百分比", 1, "100%"),
        ("百分比(1)", 1 / 3, "33.3%"),
        ("percent(位数=2)", 0.5, "50.00%"),
        ("元", 1234.5, "1234.5元"),
        ("元(2)", "1,234.5", "1234.50元"),
        ("yuan(2, unit=false)", 3, "3.00"),
        ("万元", 1234500, "123.45万元"),
        ("万元", 20000, "2万元"),
        ("万元(2)", 12345678, "1234.57万元"),
        ("万元(2, 单位=false)", 12345678, "1234.57"),
        ("wan_yuan(0)", 15000, "2万元"),
        ("亿元(2)", 123456789012, "1234.57亿元"),
        ("yi_yuan", 150000000, "1.5亿元"),
    ],
)
def test_a_figure_is_written_exactly_and_rounded_half_up(filter_, value, text):
    assert printed(filter_, value) == text


@pytest.mark.parametrize(
    ("filter_", "value"),
    [("百分比", 1 / 3), ("元", 0.005), ("万元", 12345678), ("亿元", 123456789012), ("大写", 1409.505)],
)
def test_a_figure_is_never_rounded_unless_that_is_said(filter_, value):
    (problem,) = found(doc(f"共{{{{ v|{filter_} }}}}"), {"v": value})
    assert problem.code == "rounding-not-said"
    assert marked(problem) == f"{{{{ v|{filter_} }}}}"
    assert filter_ in problem.hint("zh")
    assert str(value) in problem.message("en")


@pytest.mark.parametrize(
    "value",
    [
        "约五千元",
        "12,34",
        "1,2345",
        "1.2.3",
        "5元",
        "1e5",
        "①",
        "5²",
        True,
        [1],
        {"a": 1},
        LAST_DAY,
        float("nan"),
        "9" * 99,
    ],
)
@pytest.mark.parametrize("filter_", ["千分位", "小数(2)", "百分比", "万元", "大写", "中文数字", "中文序号"])
def test_what_is_no_number_is_refused(filter_, value):
    assert codes(doc(f"{{{{ v|{filter_} }}}}"), {"v": value}) == ["not-a-number-for-filter"]


@given(st.decimals(-(10**12), 10**12, places=4))
def test_thousands_lose_nothing(number):
    assert Decimal(printed("千分位", number).replace(",", "")) == number


# Chinese numerals


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (7, "七"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (123, "一百二十三"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (10010, "一万零一十"),
        (20300, "二万零三百"),
        (100012, "十万零一十二"),
        (105000, "十万五千"),
        (120000, "十二万"),
        (1000000, "一百万"),
        (100005000, "一亿零五千"),
        (1050000000, "十亿五千万"),
        (1200000000000, "一万二千亿"),
        (1000000050000, "一万亿零五万"),
        (1000500000000, "一万零五亿"),
        (-15, "负十五"),
        (ShownInt(15, "15.00"), "十五"),
        ("12.50", "十二点五零"),
        (0.5, "零点五"),
    ],
)
def test_numbers_in_chinese_numerals(number, text):
    assert printed("中文数字", number) == text
    assert printed("numeral_cn", number) == text


VALUES = {"万": 10_000, "亿": 100_000_000}
TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}


def read(numeral):
    """Return the number that a numeral says, read as a person reads it: digit by digit, unit by unit."""
    done = group = digit = 0
    for sign in numeral:
        if sign in VALUES:
            group = (group + digit) * VALUES[sign] if sign == "万" else (done + group + digit) * VALUES[sign]
            done, group, digit = (done + group, 0, 0) if sign == "万" else (group, 0, 0)
        elif sign in TENS:
            group, digit = group + (digit or 1) * TENS[sign], 0
        else:
            digit = (
                "零一二三四五六七八九".find(sign)
                if sign in "零一二三四五六七八九"
                else "零壹贰叁肆伍陆柒捌玖".find(sign)
            )
    return done + group + digit


@given(st.integers(0, 999_999_999_999))
def test_a_numeral_says_its_number_and_never_two_zeros(number):
    for text in (printed("中文数字", number), printed("大写", number).removesuffix("元整")):
        assert read(text) == number
        assert "零零" not in text
        assert number == 0 or text[-1] != "零"


@pytest.mark.parametrize(
    ("filter_", "text"),
    [
        ("中文序号", "十一、"),
        ("ordinal_cn(2)", "（十一）"),
        ("中文序号(级=3)", "11."),
        ("中文序号(4)", "（11）"),
    ],
)
def test_headings_are_counted_after_their_level(filter_, text):
    assert printed(filter_, 11) == text


# Amounts in capitals


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1409.50", "人民币壹仟肆佰零玖元伍角"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("1680.32", "人民币壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "人民币壹拾万柒仟元零伍角叁分"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
    ],
)
def test_the_examples_of_the_payment_rules_come_out_as_printed_there(value, text):
    for given_ in (value, float(value), Decimal(value), f"{Decimal(value):,}", ShownFloat(float(value), "约")):
        assert printed("大写(人民币=true)", given_) == text
        assert printed("amount_cn(prefix=true)", given_) == text


@pytest.mark.parametrize(
    ("filter_", "value", "text"),
    [
        ("大写", 0, "零元整"),
        ("大写", 10, "壹拾元整"),
        ("大写", 15, "壹拾伍元整"),
        ("大写", "0.50", "伍角"),
        ("大写", "0.05", "伍分"),
        ("大写", "10.05", "壹拾元零伍分"),
        ("大写(角整=true)", "1409.5", "壹仟肆佰零玖元伍角整"),
        ("大写(角整=true)", "1409.55", "壹仟肆佰零玖元伍角伍分"),
        ("大写", 200005, "贰拾万零伍元整"),
        ("大写", 100000000, "壹亿元整"),
        ("大写", -100, "负壹佰元整"),
        ("大写(人民币=true)", -100, "人民币负壹佰元整"),
        (
            "大写",
            "999,999,999,999,999.99",
            "玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
        ),
        ("大写(四舍五入=true)", "1409.505", "壹仟肆佰零玖元伍角壹分"),
        ("amount_cn(rounded=true)", "-0.004", "零元整"),
    ],
)
def test_amounts_in_capitals(filter_, value, text):
    assert printed(filter_, value) == text


@pytest.mark.parametrize(
    ("filter_", "value"),
    [("大写", 10**15), ("大写", -(10**15)), ("中文数字", 10**16), ("中文序号", 0), ("中文序号", -1)],
)
def test_a_number_out_of_range_is_refused(filter_, value):
    assert codes(doc(f"{{{{ v|{filter_} }}}}"), {"v": value}) == ["number-out-of-range"]


def test_a_heading_between_two_numbers_is_refused():
    assert codes(doc("{{ v|中文序号 }}"), {"v": 2.5}) == ["not-whole-for-filter"]


# Marks and blanks


@pytest.mark.parametrize("value", [True, 1, 0.5, "是", "√", " YES ", "true", "１", [1]])
def test_what_is_so_is_ticked(value):
    assert printed("勾选", value) == "☑"


@pytest.mark.parametrize("value", [False, 0, None, "", " ", "否", "×", "No", "false", "0", []])
def test_what_is_not_so_is_left_open(value):
    assert printed("check", value) == "☐"


def test_marks_may_be_others():
    assert printed('勾选("√", 否="")', value=True) == "√"
    assert printed('check(yes="■", no="□")', value=False) == "□"


def test_text_that_says_neither_yes_nor_no_is_refused():
    assert codes(doc("{{ v|勾选 }}"), {"v": "个人"}) == ["tick-is-not-clear"]
    assert seen(doc('{{ (v == "个人")|勾选 }}'), {"v": "个人"}) == ["☑"]


@pytest.mark.parametrize("value", [None, "", "  ", "\u3000\n"])
def test_blanks_are_the_text_that_is_said_for_them(value):
    assert printed('空白为("无")', value) == "无"
    assert printed('blank_as(text="—")', value) == "—"
    assert printed('大写|空白为("／")', value) == "／"


def test_a_blank_may_be_a_number():
    assert printed("空白为(0)") == "0"


@pytest.mark.parametrize("value", [0, False, "有"])
def test_what_is_not_blank_is_printed_as_it_is(value):
    assert printed('空白为("无")', value) == str(value)


@pytest.mark.parametrize(
    "filter_",
    ["日期", "中文日期", "ISO日期", "千分位", "小数(2)", "百分比", "元", "万元", "中文数字", "中文序号", "大写"],
)
@pytest.mark.parametrize("value", [None, "", " "])
def test_a_blank_is_printed_as_a_blank(filter_, value):
    assert printed(filter_, value) == ""


# Options, and what all of them share


@pytest.mark.parametrize(
    ("filter_", "usage"),
    [
        ("小数", "小数(位数)"),
        ("fixed", "fixed(digits)"),
        ("小数(-1)", "小数(位数)"),
        ("小数(10 ** 6)", "小数(位数)"),
        ("小数('2')", "小数(位数)"),
        ("小数(true)", "小数(位数)"),
        ("小数(2, 3)", "小数(位数)"),
        ("大写(2)", "大写(四舍五入=false, 人民币=false, 角整=false)"),
        ("大写(人民币=1)", "大写(四舍五入=false, 人民币=false, 角整=false)"),
        ("万元(单位=false, 小数=2)", "万元(位数, 单位=true)"),
        ("空白为", "空白为(文字)"),
        ('空白为("无", "有")', "空白为(文字)"),
        ("勾选(1)", "勾选(是, 否)"),
        ('日期("%Y年")', '日期("yyyy年m月d日")'),
        ('日期("")', '日期("yyyy年m月d日")'),
        ('日期("HH:mm")', '日期("yyyy年m月d日")'),
        ("中文序号(5)", "中文序号(1)，中文序号(2)，中文序号(3)，中文序号(4)"),
    ],
)
def test_a_wrong_option_is_told_with_how_the_filter_is_written(filter_, usage):
    (problem,) = found(doc("文", f"{{{{ v|{filter_} }}}}"), {"v": "2019.1.1" if "日期" in filter_ else 5})
    assert problem.code == "filter-argument"
    assert problem.place.steps == (("paragraph", 2),)
    assert usage in problem.hint("zh")


@pytest.mark.parametrize("name", OFFICIAL_FILTERS)
@pytest.mark.parametrize("missing", ["error", "blank", "keep"])
def test_a_missing_name_is_missing_and_never_a_blank(name, missing):
    typed = f"{{{{ 没有|{name} }}}}"
    if missing == "error":
        assert codes(doc(typed)) == ["missing-value"]
    else:
        assert seen(doc(typed), missing=missing) == ["" if missing == "blank" else typed]


def test_a_missing_name_among_the_options_is_missing():
    assert codes(doc("{{ v|空白为(没有) }}", "{{ v|小数(位数=几位) }}"), {"v": None}) == ["missing-value"] * 2


def test_what_was_put_together_in_the_template_is_filtered():
    assert seen(doc("{% set 共 %}{{ v }}.50{% endset %}{{ 共|大写 }}"), {"v": 1409}) == ["壹仟肆佰零玖元伍角"]


def test_every_filter_that_a_template_may_name_is_there_and_no_other():
    for module in set(OFFICIAL_FILTERS.values()):
        names = {name for name, its_module in OFFICIAL_FILTERS.items() if its_module == module}
        assert names == set(import_module(f"docfill.filters.{module}").FILTERS)


def test_a_misspelt_filter_is_told():
    assert codes(doc("{{ v|大冩 }}"), {"v": 1}) == ["unknown-filter"]


def test_all_values_that_filters_refuse_are_told_at_once():
    template = doc("{{ a|大写 }}", "{{ a|日期 }}{{ b|万元 }}", "{% for x in [1, 2] %}{{ a|勾选 }}{% endfor %}")
    expected = ["not-a-number-for-filter", "not-a-date-for-filter", "rounding-not-said", "tick-is-not-clear"]
    assert codes(template, {"a": "甲", "b": 12345678}) == expected


def test_filters_work_in_loops_conditions_and_on_plain_figures():
    template = doc(
        '{% for r in 明细 %}{{ loop.index|中文序号 }}{{ r.金额|万元(1) }}；{% endfor %}{{ 明细|sum("金额")|大写 }}',
        "{% if 日期值|ISO日期 > '2019-06-30' %}下半年{% endif %}",
        "{{ 1409.5|大写 }}{{ [1, 2]|map('中文数字')|join('、') }}",
    )
    data = {"明细": [{"金额": 20000}, {"金额": 15000.5}], "日期值": "2019.12.1"}
    assert seen(template, data) == [
        "一、2.0万元；二、1.5万元；叁万伍仟元零伍角",
        "下半年",
        "壹仟肆佰零玖元伍角一、二",
    ]


def test_a_filter_of_ones_own_goes_before_one_of_the_same_name():
    out = io.BytesIO()
    Template(doc("{{ 5|大写 }}"), filters={"大写": lambda value: f"{value}！"}).fill({}, out)
    assert body(out.getvalue()) == ["5！"]


def test_templates_without_these_filters_do_not_load_them():
    program = "import sys, docfill.word.template; sys.exit(any(m.startswith('docfill.filters') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
