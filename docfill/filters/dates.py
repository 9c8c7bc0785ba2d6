"""Dates: days -> 2019年12月31日, 二〇一九年十二月三十一日, 2019-12-31, or a pattern of one's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docfill.filters.faults import FilterError, shortened
from docfill.filters.numerals import plain_numeral
from docfill.filters.reading import day_of, is_blank

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

_CODE = re.compile("yyyy|yy|mm|m|dd|d")
# Letters that no code takes, and the signs of other languages' codes, are slips: nobody means them as text.
_SLIP = re.compile("[A-Za-z%{}]")
_YEAR_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


def date(value: object, pattern: str = "yyyy年m月d日") -> str:
    """Return a day after *pattern*: yyyy and yy are the year, m and mm the month, d and dd the day."""
    if is_blank(value):
        return ""
    day = day_of(value)
    return _written(day, pattern, _in_digits)


def chinese_date(value: object, pattern: str = "yyyy年m月d日") -> str:
    """Return a day in Chinese numerals, 二〇一九年十二月三十一日, or after *pattern*."""
    if is_blank(value):
        return ""
    return _written(day_of(value), pattern, _in_numerals)


def iso_date(value: object) -> str:
    """Return a day as 2019-12-31."""
    return "" if is_blank(value) else day_of(value).isoformat()


def _written(day: dt.date, pattern: str, say: Callable[[dt.date, str], str]) -> str:
    if _SLIP.search(_CODE.sub("", pattern)) or not _CODE.search(pattern):
        raise FilterError("filter-argument", found=shortened(pattern), usage='日期("yyyy年m月d日")')
    return _CODE.sub(lambda code: say(day, code.group()), pattern)


def _in_digits(day: dt.date, code: str) -> str:
    if code[0] == "y":
        return f"{day.year:04}"[-len(code) :]
    return f"{day.month if code[0] == 'm' else day.day:0{len(code)}}"


def _in_numerals(day: dt.date, code: str) -> str:
    if code[0] == "y":
        return f"{day.year:04}"[-len(code) :].translate(_YEAR_DIGITS)
    return plain_numeral(day.month if code[0] == "m" else day.day)


FILTERS: dict[str, Callable[..., Any]] = {
    "日期": date,
    "date_cn": date,
    "中文日期": chinese_date,
    "date_hanzi": chinese_date,
    "ISO日期": iso_date,
    "date_iso": iso_date,
}
