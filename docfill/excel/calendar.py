"""Calendar: Excel's serial numbers <-> days and times, in both date systems; their names."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple

_DAY_ZERO_1904 = dt.date(1904, 1, 1)
# Excel believes in 29 February 1900: from 1 March 1900 on, day 0 seems to be a day earlier than it is before.
_DAY_ZERO_1900 = dt.date(1899, 12, 30)
_FALSE_LEAP_DAY = 60
_DAYS_FROM_1900_TO_1904 = 1462
_LAST_DAY = 2958465  # 9999-12-31 in the system of 1900
_SECONDS = 86400

_ENGLISH = {
    "mmmm": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "dddd": ("Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    "halfday": ("AM", "PM"),
}  # fmt: skip
_ENGLISH["mmm"] = tuple(name[:3] for name in _ENGLISH["mmmm"])
_ENGLISH["mmmmm"] = tuple(name[:1] for name in _ENGLISH["mmmm"])
_ENGLISH["ddd"] = tuple(name[:3] for name in _ENGLISH["dddd"])
_CHINESE = {
    "mmm": tuple(f"{month}月" for month in range(1, 13)),
    "mmmm": tuple(
        f"{month}月" for month in ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
    ),
    "ddd": tuple(f"周{day}" for day in "六日一二三四五"),
    "dddd": tuple(f"星期{day}" for day in "六日一二三四五"),
    "aaa": tuple(f"周{day}" for day in "六日一二三四五"),
    "aaaa": tuple(f"星期{day}" for day in "六日一二三四五"),
    "halfday": ("上午", "下午"),
}
_CHINESE["mmmmm"] = tuple(name[:1] for name in _CHINESE["mmmm"])
# Without a locale, Chinese Excel has English month and day names, and Chinese ones for aaa and aaaa.
_UNSAID = {**_ENGLISH, "aaa": _CHINESE["aaa"], "aaaa": _CHINESE["aaaa"]}
_WORDS = {
    **dict.fromkeys(("", "409", "809", "c09", "1009", "1409", "en-us", "en-gb", "en-au", "en-ca", "en-nz"), _UNSAID),
    **dict.fromkeys(("804", "1004", "zh-cn", "zh-sg"), _CHINESE),
}


class Moment(NamedTuple):
    """A day and a time as Excel has them, 1900-01-00 and 1900-02-29 included; *weekday* 0 is Saturday.

    *days* counts from day 0. A length of time has no day: its year is 0.
    """

    year: int
    month: int
    day: int
    weekday: int
    hour: int
    minute: int
    second: Decimal
    days: int


def knows(locale: str) -> bool:
    """Say whether the names and the years of *locale* are known."""
    return locale in _WORDS


def words_of(locale: str, what: str) -> tuple[str, ...] | None:
    """Return the names that the letters *what* (``mmmm``) show in *locale* (``804``); None where not known."""
    return _WORDS.get(locale, {}).get(what)


def serial_of(value: float | dt.date | dt.time | dt.timedelta, *, date1904: bool) -> Decimal:
    """Return *value* as days since day 0 of the date system."""
    if isinstance(value, (int, float)):
        return Decimal(repr(float(value)))
    if isinstance(value, dt.timedelta):
        return Decimal(value.days) + _part_of_day(value.seconds, value.microseconds)
    if isinstance(value, dt.time):
        return _part_of_day(value.hour * 3600 + value.minute * 60 + value.second, value.microsecond)
    part = Decimal(0)
    day = value
    if isinstance(value, dt.datetime):
        part = serial_of(value.time(), date1904=date1904)
        day = value.date()
    days = (day - (_DAY_ZERO_1904 if date1904 else _DAY_ZERO_1900)).days
    if not date1904 and days <= _FALSE_LEAP_DAY:
        days -= 1
    return days + part


def _part_of_day(seconds: int, microseconds: int) -> Decimal:
    return (Decimal(seconds) + Decimal(microseconds).scaleb(-6)) / _SECONDS


def moment_of(serial: Decimal, places: int | None, *, date1904: bool) -> Moment | None:
    """Return the day and the time of *serial*, seconds rounded to *places* decimals; None for no time.

    Rounding carries: 23:59:59.9 without decimals is midnight of the next day. Returns None for a day that
    Excel does not have: before day 0, or after the year 9999.
    """
    days, seconds = _clock_of(serial, places)
    shift = _DAYS_FROM_1900_TO_1904 if date1904 else 0
    if not 0 <= days <= _LAST_DAY - shift:
        return None
    year, month, day = _civil(days, date1904=date1904)
    return Moment(year, month, day, (days + shift) % 7, *_in_units(seconds), days)


def length_of(serial: Decimal, places: int | None) -> Moment:
    """Return *serial*, not negative, as a length of time in *days* and hours, minutes and seconds."""
    days, seconds = _clock_of(serial, places)
    return Moment(0, 0, 0, 0, *_in_units(seconds), days)


def _clock_of(serial: Decimal, places: int | None) -> tuple[int, Decimal]:
    """Return the whole days of *serial*, and the seconds beside them rounded to *places* decimals; None for none."""
    days = int(serial.to_integral_value(ROUND_FLOOR))
    if places is None or days == serial:
        return days, Decimal(0)
    seconds = ((serial - days) * _SECONDS).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return (days + 1, seconds - _SECONDS) if seconds >= _SECONDS else (days, seconds)


def _in_units(seconds: Decimal) -> tuple[int, int, Decimal]:
    if not seconds:
        return 0, 0, seconds
    minutes, second = divmod(seconds, 60)
    return *divmod(int(minutes), 60), second


def _civil(days: int, *, date1904: bool) -> tuple[int, int, int]:
    if date1904:
        found = _DAY_ZERO_1904 + dt.timedelta(days)
    elif days == 0:
        return 1900, 1, 0
    elif days == _FALSE_LEAP_DAY:
        return 1900, 2, 29
    else:
        found = _DAY_ZERO_1900 + dt.timedelta(days + (days < _FALSE_LEAP_DAY))
    return found.year, found.month, found.day
