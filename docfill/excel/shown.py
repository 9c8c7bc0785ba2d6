"""Shown: a number under a format that shows it in its own way -> the data's value, which carries what is shown."""

from __future__ import annotations

import datetime as dt
import functools
from typing import TYPE_CHECKING, Any

from docfill.data import ShownDate, ShownDateTime, ShownFloat, ShownInt, ShownTime
from docfill.excel.calendar import moment_of, serial_of
from docfill.excel.display import show, shows_a_date
from docfill.excel.unshown import OutsideCalendarError

if TYPE_CHECKING:
    from decimal import Decimal

# Up to here every whole number is its own float, and Excel keeps all of its digits.
_WHOLE = 10**15


def shown_value(held: float | dt.date | dt.time | dt.timedelta, code: str, *, date1904: bool) -> Any:
    """Return the value of the data for *held* under number format *code*; see `docfill.excel.values.value_of`."""
    shown, is_date = _shown(held, code, date1904)
    if is_date:
        return _moment(serial_of(held, date1904=date1904), shown, date1904=date1904)
    if not isinstance(held, (int, float)):
        held = float(serial_of(held, date1904=date1904))
    if type(held) is float and held.is_integer() and abs(held) < _WHOLE:
        held = int(held)
    if str(held) == shown:
        return held
    return ShownInt(held, shown) if isinstance(held, int) else ShownFloat(held, shown)


@functools.lru_cache(maxsize=4096, typed=True)
def _shown(held: float | dt.date | dt.time | dt.timedelta, code: str, date1904: bool) -> tuple[str, bool]:
    """Return the text that is shown for *held*, and whether it is a date. Kept, as lists say the same often."""
    shown = show(held, code, date1904=date1904).strip(" ")
    return shown, shows_a_date(held, code, date1904=date1904)


def _moment(serial: Decimal, shown: str, *, date1904: bool) -> Any:
    moment = moment_of(serial, 6, date1904=date1904)
    if moment is None:
        raise OutsideCalendarError
    whole, part = divmod(moment.second, 1)
    time = dt.time(moment.hour, moment.minute, int(whole), int(part * 1_000_000))
    if serial < 1 or not moment.day or (moment.year, moment.month, moment.day) == (1900, 2, 29):
        return ShownTime.of(time, shown)  # a day that only Excel has: what it shows is kept, and the time
    day = dt.date(moment.year, moment.month, moment.day)
    if time == dt.time():
        return ShownDate.of(day, shown)
    return ShownDateTime.of(dt.datetime.combine(day, time), shown)
