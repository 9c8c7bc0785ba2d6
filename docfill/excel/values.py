"""Values: what a cell holds, and its number format -> the data's value with the text that Excel shows."""

from __future__ import annotations

import datetime as dt
import functools
import math
import re
from typing import TYPE_CHECKING, Any

from docfill.data import ShownDate, ShownDateTime, ShownFloat, ShownInt, ShownTime
from docfill.excel.calendar import moment_of, serial_of
from docfill.excel.display import CellValue, show, shows_a_date
from docfill.excel.formats import OutsideCalendarError, UnknownFormatError

if TYPE_CHECKING:
    from decimal import Decimal

# Up to here every whole number is its own float, and Excel keeps all of its digits.
_WHOLE = 10**15
# Integers of at most eleven digits are what General shows, so most cells need no look at their format.
_PLAIN = 10**11

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def value_of(held: CellValue, code: str, *, date1904: bool) -> Any:
    """Return the value of the data for a cell that holds *held* under number format *code*.

    Text stays as it is, a number is a plain one where Python writes it as Excel shows it, and carries the
    shown text otherwise; spaces that only align it in its column are left out. Raises UnknownFormatError and
    OutsideCalendarError.
    """
    if held is None:
        return None
    if isinstance(held, str):
        return _text(held, code)
    if isinstance(held, bool):
        return ShownInt(int(held), "TRUE" if held else "FALSE")
    if isinstance(held, float) and not math.isfinite(held):
        raise UnknownFormatError(code)
    if code == "General" and _shows_as_it_is(held):
        return held
    shown, is_date = _shown(held, code, date1904)
    if is_date:
        return _moment(serial_of(held, date1904=date1904), shown, date1904=date1904)
    if not isinstance(held, (int, float)):
        held = float(serial_of(held, date1904=date1904))
    if isinstance(held, float) and held.is_integer() and abs(held) < _WHOLE:
        held = int(held)
    if str(held) == shown:
        return held
    return ShownInt(held, shown) if isinstance(held, int) else ShownFloat(held, shown)


def _shows_as_it_is(held: CellValue) -> bool:
    """Say whether General shows a number just as Python writes it: most cells need no look at their format then."""
    if type(held) is int:
        return -_PLAIN < held < _PLAIN
    # Eleven characters hold it all, with digits on both sides of the point and without an exponent.
    return type(held) is float and len(written := repr(abs(held))) <= 11 and "e" not in written and held % 1 != 0


@functools.lru_cache(maxsize=4096, typed=True)
def _shown(held: float | dt.date | dt.time | dt.timedelta, code: str, date1904: bool) -> tuple[str, bool]:
    """Return the text that is shown for *held*, and whether it is a date. Kept, as lists say the same often."""
    shown = show(held, code, date1904=date1904).strip(" ")
    return shown, shows_a_date(held, code, date1904=date1904)


def text_of(held: str) -> str:
    """Return a cell's text with its escapes (``_x000D_``, 22.9.2.19) read, and plain line feeds."""
    if "_x" in held:
        held = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), held)
    return held.replace("\r\n", "\n").replace("\r", "\n") if "\r" in held else held


def _text(held: str, code: str) -> str:
    text = text_of(held)
    if "@" not in code and ";" not in code:
        return text
    shown = show(text, code)
    return text if shown.strip(" ") == text.strip(" ") else shown.strip(" ")


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
