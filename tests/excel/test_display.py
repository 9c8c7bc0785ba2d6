"""What Excel shows for a value under a number format."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import time
import tracemalloc
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docfill.excel.display import show
from docfill.excel.styles import BUILTIN_FORMATS
from docfill.excel.unshown import BrokenFormatError, OutsideCalendarError, ShowsHashesError, UnknownFormatError

DAY = dt.datetime.fromisoformat("2019-12-31 13:05:09")
UNHURRIED = settings(deadline=None)  # a shared machine may pause
ACCOUNTING = r'_ * #,##0.00_ ;_ * \-#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (-0.0, "0"),
        (1234567, "1234567"),
        (12345678901, "12345678901"),
        (123456789012, "1.23457E+11"),
        (-12345678901, "-12345678901"),
        (0.1 + 0.2, "0.3"),
        (1.005, "1.005"),
        (1 / 3, "0.333333333"),
        (1234.5678901234, "1234.56789"),
        (99999999999.6, "1E+11"),
        (0.0001, "0.0001"),
        (0.00001, "0.00001"),
        (0.0000123456789, "1.23457E-05"),
        (1e100, "1E+100"),
        (-1.5e-12, "-1.5E-12"),
        (2.0, "2"),
    ],
)
def test_general_shows_at_most_eleven_characters_and_no_noise(value, shown):
    assert show(value, "General") == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (1.005, "0.00", "1.01"),
        (2.675, "0.00", "2.68"),
        (-1.005, "0.00", "-1.01"),
        (0.5, "0", "1"),
        (1234.5, "#,##0", "1,235"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (999.999, "#,##0.00", "1,000.00"),
        (-1234, "#,##0", "-1,234"),
        (5, "0,000", "0,005"),
        (0, "#", ""),
        (0.5, "#.0", ".5"),
        (0.5, ".00", ".50"),
        (12.5, "0.0##", "12.5"),
        (12, "0.##", "12."),
        (7, "000", "007"),
        (5, "??0", "  5"),
        (1.5, "0.0??", "1.5  "),
        (13812345678, "000-0000-0000", "138-1234-5678"),
        (0.125, "0%", "13%"),
        (0.125, "0.00%", "12.50%"),
        (0.285, "0%", "29%"),
        (-0.004, "0.0%", "-0.4%"),
        (1e21, "0", "1000000000000000000000"),
        (123456789012345678, "0", "123456789012346000"),
    ],
)
def test_numbers_are_rounded_half_up_into_their_places(value, code, shown):
    assert show(value, code) == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (5, '0"件"', "5件"),
        (5, r"0\件", "5件"),
        (5, "0件", "5件"),
        (12, "[$¥-804]#,##0.00", "¥12.00"),
        (12, "[$$-409]#,##0.00", "$12.00"),
        (-12, "¥0", "-¥12"),
        (12, '"第"0"号"', "第12号"),
        (1234, "[Red]#,##0", "1,234"),
        (1234, "[蓝色]#,##0", "1,234"),
        (5, "General元", "5元"),
        (5, "G/通用格式", "5"),
        (5, "(0)_)", "(5) "),
        (5, "*-0", "5"),
        (5, '"无"', "无"),
    ],
)
def test_literals_currencies_and_padding_show_as_they_are(value, code, shown):
    assert show(value, code) == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (5, '0;(0);"无"', "5"),
        (-5, '0;(0);"无"', "(5)"),
        (0, '0;(0);"无"', "无"),
        (-5, "0;[Red]0", "5"),
        (0, "0.0;-0", "0.0"),
        ("未知", "0;-0;0;@", "未知"),
        ("未知", '0;-0;0;"["@"]"', "[未知]"),
        ("未知", "0;-0;0;", ""),
        ("未知", "0.00", "未知"),
        (-5, "0;@", "-5"),
        ("五", '0;@"元"', "五元"),
        (5, ";;;", ""),
        (-5, ";;;", ""),
        (5, "@", "5"),
        ("5", '@"元"', "5元"),
        (1234.5, ACCOUNTING, " 1,234.50 "),
        (-1234.5, ACCOUNTING, " -1,234.50 "),
        (0, ACCOUNTING, " -   "),
        ("无", ACCOUNTING, " 无 "),
    ],
)
def test_the_section_follows_from_the_sign_and_from_being_text(value, code, shown):
    assert show(value, code) == shown


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("yyyy-mm-dd", "2019-12-31"),
        ("yyyy/m/d", "2019/12/31"),
        ("yy.m.d", "19.12.31"),
        ('yyyy"年"m"月"d"日"', "2019年12月31日"),
        ("yyyy年m月d日", "2019年12月31日"),
        ('yyyy"年"m"月"d"日";@', "2019年12月31日"),
        (r"yyyy\-mm\-dd\ hh:mm", "2019-12-31 13:05"),
        ("h:mm:ss", "13:05:09"),
        ("mm:ss", "05:09"),
        ("m/d h:m", "12/31 13:5"),
        ('h"时"mm"分"ss"秒"', "13时05分09秒"),
        ("h:mm AM/PM", "1:05 PM"),
        ("h:mm A/P", "1:05 P"),
        ("上午/下午h:mm", "下午1:05"),
        ("[$-804]AM/PM h:mm", "下午 1:05"),
        ("[$-409]mmmm d, yyyy", "December 31, 2019"),
        ("d-mmm-yy", "31-Dec-19"),
        ("mmmmm", "D"),
        ("ddd", "Tue"),
        ("dddd", "Tuesday"),
        ("aaaa", "星期二"),
        ("aaa", "周二"),
        ("[$-804]dddd", "星期二"),
        ("[$-zh-CN]mmmm", "十二月"),
        ("[$-F800]dddd, mmmm dd, yyyy", "2019年12月31日"),
        ("[$-F400]h:mm:ss AM/PM", "13:05:09"),
        ("[$-x-sysdate]dddd, mmmm dd, yyyy", "2019年12月31日"),
        ("yyyymmddhhmmss.000", "20191231130509.000"),
    ],
)
def test_dates_and_times_show_as_their_letters_say(code, shown):
    assert show(DAY, code) == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (43830, "yyyy-mm-dd", "2019-12-31"),
        (1, "yyyy-mm-dd aaaa", "1900-01-01 星期日"),
        (0, "yyyy/m/d", "1900/1/0"),
        (60, "yyyy-mm-dd", "1900-02-29"),
        (61, "yyyy-mm-dd aaaa", "1900-03-01 星期四"),
        (2958465, "yyyy-mm-dd", "9999-12-31"),
        (0.5, "h:mm", "12:00"),
        (0.0, "h:mm AM/PM", "12:00 AM"),
        (43829.999999, "yyyy-mm-dd h:mm:ss", "2019-12-31 0:00:00"),
        (43829.999999, "yyyy-mm-dd", "2019-12-30"),
        (dt.date(2019, 12, 31), "yyyy.m.d", "2019.12.31"),
        (dt.time(7, 5), "h:mm", "7:05"),
        (dt.date(2019, 12, 31), "0", "43830"),
        (dt.datetime.fromisoformat("1900-01-01"), "0", "1"),
        (dt.timedelta(days=1, hours=12), "0.0", "1.5"),
    ],
)
def test_days_are_counted_as_excel_counts_them(value, code, shown):
    assert show(value, code) == shown


def test_the_date_system_of_1904_counts_from_its_own_first_day():
    assert show(0, "yyyy-mm-dd aaaa", date1904=True) == "1904-01-01 星期五"
    assert show(42368, "yyyy-mm-dd", date1904=True) == "2019-12-31"
    assert show(dt.date(2019, 12, 31), "0", date1904=True) == "42368"


@pytest.mark.parametrize(
    "code",
    [
        "ggge",
        "b1yyyy",
        "[$-D000404]yyyy",
        "[$-130000]yyyy",
        "[$-411]dddd",
        "[$-412]AM/PM h:mm",
        "[$-404]mmmm",
        "[$-404]e",
        "[ENG]yyyy",
        "[NatNum1]0",
        "[DBNum4]0",
        "[DBNum1][$-411]0",
        "[DBNum3]General",
        "[DBNum3]yyyy",
        "[DBNum1]0.0E+0",
        "[DBNum1]# ?/?",
        "[DBNum1][h]",
        "[DBNum1]ss.0",
        "01,0",
        "# ??/?1",
        "0;[Red]",
        "0;-0;[Red]",
        "0;0;0;[Red]",
        "0;-0;[>5]0",
        "# ?/?%",
        "# ?/?x?",
    ],
)
def test_a_format_that_is_not_understood_is_told_and_not_guessed(code):
    with pytest.raises(UnknownFormatError) as caught:
        show(5, code)
    assert not isinstance(caught.value, BrokenFormatError)


@pytest.mark.parametrize(
    "code",
    [
        '"没有结尾',
        "0[Red",
        "0\\",
        "0_",
        "0*",
        "yyyy 0",
        "h.#",
        "ss.0000",
        "yyyy%",
        "hh[mm]",
        "yyyy@",
        "0@",
        "General0",
        "General%",
        "0;0;0;0",
        "0;0;0;yyyy",
        "0;0;0;@;0",
        "@;0",
        "[>1][<2]0",
        "[>1]0;[>2]0;[>3]0",
        "0.0/0",
        "0/",
        "/0",
        "0/0/0",
        "0,0/0",
        "# ?/?E+0",
        "0E+",
        "E+0",
        "0E+0E+0",
        "0E+0.0",
        "0E0",
        "0n",
        "0" * 256,
        "0" * 100_000,
        "[" * 100_000,
        '"' * 100_001,
    ],
)
def test_what_excel_would_refuse_is_told_to_be_no_format(code):
    with pytest.raises(BrokenFormatError):
        show(5, code)


@pytest.mark.parametrize("code", ["0;", "[>5]0;", ";"])
def test_a_negative_number_under_an_empty_second_section_of_two_is_told(code):
    with pytest.raises(UnknownFormatError):
        show(-1, code)


def test_a_number_too_large_to_be_spelled_is_told():
    with pytest.raises(UnknownFormatError):
        show(1e12, "[DBNum1]General")


@pytest.mark.parametrize("value", [-150, 50])
def test_a_number_that_no_section_takes_shows_as_hashes_in_excel(value):
    with pytest.raises(ShowsHashesError):
        show(value, "[>100]0;[<-200]0")


@pytest.mark.parametrize("value", [-1, 2958466, 2958465.9999999])
def test_a_day_outside_of_excels_calendar_is_told(value):
    with pytest.raises(OutsideCalendarError):
        show(value, "yyyy-mm-dd h:mm")


def test_builtin_formats_are_those_of_chinese_excel():
    shown = {number: show(43830.5625, BUILTIN_FORMATS[number]) for number in (1, 4, 9, 10, 14, 22, 31, 32, 55, 57)}
    assert shown == {
        1: "43831",
        4: "43,830.56",
        9: "4383056%",
        10: "4383056.25%",
        14: "2019/12/31",
        22: "2019/12/31 13:30",
        31: "2019年12月31日",
        32: "13时30分",
        55: "下午1时30分",
        57: "2019年12月",
    }


@pytest.mark.parametrize("number", sorted(BUILTIN_FORMATS))
def test_every_builtin_format_shows_numbers_and_text(number):
    for value in (0, 1.5, 43830.25, "文字"):
        assert show(value, BUILTIN_FORMATS[number])
    assert show("文字", BUILTIN_FORMATS[number]).strip() == "文字"


def test_a_text_shows_whatever_the_sections_for_numbers_ask_for():
    assert show("未定", '[$-130000]yyyy"年"') == "未定"
    assert show("未定", '[NatNum1]0;g;b;@"！"') == "未定！"


def test_a_text_under_a_colour_alone_is_told():
    with pytest.raises(UnknownFormatError):
        show("未定", "0;0;0;[Red]")


@pytest.mark.parametrize("code", ["0;0;0;@;0", "0;0;0;0", "0;0;0;yyyy", "0;0;0;0@", '"', "0" * 256])
def test_a_text_under_what_is_no_format_is_told_too(code):
    with pytest.raises(BrokenFormatError):
        show("未定", code)


def test_truth_and_blank_show_under_any_format():
    assert (show(True, "0.00"), show(False, "yyyy"), show(None, "0.00")) == ("TRUE", "FALSE", "")


@UNHURRIED
@given(st.integers(-(10**11) + 1, 10**11 - 1))
def test_general_shows_a_whole_number_as_it_is(number):
    assert show(number, "General") == str(number)


@UNHURRIED
@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 6))
def test_grouping_and_zeros_lose_no_digit(number, places):
    shown = show(number, "#,##0" + ("." + "0" * places if places else ""))
    whole, _, fraction = shown.partition(".")
    assert whole == f"{number:,}"
    assert fraction == "0" * places


@UNHURRIED
@given(st.dates(dt.date(1900, 3, 1)))
def test_a_day_shows_as_itself(day):
    assert show(day, "yyyy-mm-dd") == day.isoformat()
    assert show(day, "aaaa") == "星期" + "一二三四五六日"[day.weekday()]


@UNHURRIED
@given(st.datetimes(dt.datetime.fromisoformat("1904-01-01")), st.booleans())
def test_a_time_shows_to_its_second_in_either_date_system(moment, date1904):
    moment = moment.replace(microsecond=0)
    assert show(moment, "yyyy-mm-dd hh:mm:ss", date1904=date1904) == moment.isoformat(" ")


FRAGMENTS = [
    "0", "#", "?", ".", ",", "%", "/", "E+", "E-", "1", "6", "General", "@", ";",
    '"x"', r"\-", "!", "_)", "*-", "-", " ", "年",
    "[Red]", "[>5]", "[<=-1.5]", "[=0]", "[$-804]", "[$¥-804]", "[$-F800]", "[$-D000404]",
    "[DBNum1]", "[DBNum2]", "[DBNum3]", "[h]", "[mm]", "[s]",
    "y", "yyyy", "m", "mm", "mmm", "d", "dddd", "h", "s", "ss", ".00", "AM/PM", "上午/下午", "aaa", "e", "g",
]  # fmt: skip
VALUES = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**20), 10**20),
    st.text(max_size=5),
    st.datetimes(dt.datetime.fromisoformat("1900-01-01")),
    st.times(),
    st.timedeltas(dt.timedelta(-(10**6)), dt.timedelta(10**6)),
)


def shown_or_refused(value, code, *, date1904=False):
    """Show a value under any code: the only faults are those that a cell's problem tells."""
    with contextlib.suppress(UnknownFormatError, ShowsHashesError):
        assert isinstance(show(value, code, date1904=date1904), str)


@UNHURRIED
@given(VALUES, st.text(max_size=12), st.booleans())
def test_any_code_is_shown_or_refused(value, code, date1904):
    shown_or_refused(value, code, date1904=date1904)


@UNHURRIED
@given(VALUES, st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join), st.booleans())
def test_any_code_of_what_means_something_is_shown_or_refused(value, code, date1904):
    shown_or_refused(value, code, date1904=date1904)


@pytest.mark.parametrize("unit", [*FRAGMENTS, "[", '"', "(", "0.", "#/", "[>", "[$", "[$-"])
@pytest.mark.parametrize("times", [20, 80, 100_000])
def test_a_long_format_costs_no_time_and_no_memory(unit, times):
    tracemalloc.start()
    start = time.process_time()
    for value in (1e308, 5e-324, 1 / 3):
        shown_or_refused(value, unit * times)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    assert time.process_time() - start < 2


@UNHURRIED
@given(st.floats(-1e15, 1e15), st.integers(0, 12))
def test_what_is_shown_is_the_decimal_number_rounded_half_up(number, places):
    exact = Decimal(repr(number)).normalize(Context(prec=15, rounding=ROUND_HALF_UP))
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=40))
    expected = f"{rounded:f}" if rounded else f"{abs(rounded):f}"
    assert show(number, "0." + "0" * places if places else "0") == expected


@UNHURRIED
@given(st.floats(1e-9, 1e9))
def test_a_fraction_is_near_its_number(number):
    whole, fraction = re.fullmatch(r"(\d*) *(\d+/\d+)? *", show(number, "# ??/??")).groups()
    shown = Fraction(whole or 0) + Fraction(fraction or 0)
    assert abs(shown - Fraction(number)) <= Fraction(1, 99)


@UNHURRIED
@given(st.integers(0, 10**11 - 1))
def test_a_number_in_chinese_numerals_is_read_back(number):
    assert read_numeral(show(number, "[DBNum1][$-804]General")) == number
    assert show(number, "[DBNum1][$-804]0") == "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


def read_numeral(text):
    total, group, digit = 0, 0, 0
    for sign in text:
        if sign in "〇一二三四五六七八九":
            digit = "〇一二三四五六七八九".index(sign)
        elif sign in "十百千":
            group, digit = group + digit * {"十": 10, "百": 100, "千": 1000}[sign], 0
        elif sign == "万":
            total, group, digit = total + (group + digit) * 10_000, 0, 0
        else:
            total, group, digit = (total + group + digit) * 10**8, 0, 0
    return total + group + digit


@pytest.mark.parametrize("code", ["0/0", "# ?/?", "# ??/??", "0/100", "# ?/16"])
@pytest.mark.parametrize("value", [1e15, 1e300, 1.797693134862315e308, -1.797693134862315e308])
def test_a_number_too_large_for_a_fraction_is_shown_as_a_whole_one(code, value):
    shown = show(value, code).replace(" ", "")
    numerator, _, denominator = shown.lstrip("-").partition("/")
    # Excel has 15 digits of a number, and zeros behind them.
    assert abs(Decimal(numerator) / Decimal(denominator or 1) / abs(Decimal(value)) - 1) < Decimal("1e-14")
