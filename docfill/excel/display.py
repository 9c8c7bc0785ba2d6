"""Display: a cell's value and its number format -> the text that Excel shows (ECMA-376 part 1, 18.8.31).

A format is taken apart into functions once (`choices`), and for a value the one that is for it is called.
What is not understood is an `UnknownFormatError`.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Context, Decimal

from docfill.excel.calendar import serial_of
from docfill.excel.choices import choice_for
from docfill.excel.formats import parse_for_text
from docfill.excel.numbers import written

CellValue = str | bool | int | float | dt.date | dt.time | dt.timedelta | None
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)  # all that Excel keeps of a number


def show(value: CellValue, code: str, *, date1904: bool = False) -> str:
    """Return *value* as Excel shows it under number format *code* (ECMA-376 part 1, 18.8.31).

    *date1904* says that day 0 of the workbook's dates is 1904-01-01. The padding ``_x`` shows as one space,
    the filling ``*x`` as nothing; colours are left out. Raises UnknownFormatError where the format is not
    understood, ShowsHashesError where Excel shows ##### for the value.
    """
    if isinstance(value, str):
        return _show_text(value, code)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    number = _decimal(value, date1904=date1904)
    choice = choice_for(number, code, date1904=date1904)
    return choice.show(number, "-" if choice.signed and number < 0 else "")


def shows_a_date(value: CellValue, code: str, *, date1904: bool = False) -> bool:
    """Say whether *value* is a number that format *code* shows as a day or a time of day.

    A length of time (``[h]:mm``) is none, and neither is what is negative.
    """
    if value is None or isinstance(value, (bool, str)):
        return False
    number = _decimal(value, date1904=date1904)
    return number >= 0 and choice_for(number, code, date1904=date1904).is_date


def _decimal(value: float | dt.date | dt.time | dt.timedelta, *, date1904: bool) -> Decimal:
    if isinstance(value, (int, float)):
        return _FIFTEEN.create_decimal(repr(value))
    return _FIFTEEN.plus(serial_of(value, date1904=date1904))


def _show_text(text: str, code: str) -> str:
    section = parse_for_text(code)
    if section is None:
        return text
    return "".join(text if token.kind in ("text", "general") else written(token) for token in section.tokens)
