"""Values: a value as the data gave it and the type that the form wants -> the value as it will be printed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from docfill.data import ShownDate, ShownFloat, ShownInt
from docfill.forms.lines import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from docfill.forms.lines import FieldType


class Report(Protocol):
    """Adds a problem at the place of the value in question."""

    def __call__(self, code: str, **details: object) -> None:
        """Add *code* with the words its sentence needs."""


_NUMBER = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?\Z")
_BEGINS_WITH_A_FIGURE = re.compile(r"[+-]?\d")
_AMOUNT = re.compile(r"[+-]?[\d,]+(\.\d+)?(元|万元|亿元)\Z")
_YEAR = re.compile(r"(\d{4})(?:年|年度)?\Z")
_DATE = re.compile(r"(\d{4})(?:([-./])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日)\Z")
# What offices write in a cell that has no figure (published reports have all of these).
_NOTHING = frozenset({"-", "--", "/", "—", "——", "–", "无"})
_MINUS_SIGNS = str.maketrans({"−": "-", "‒": "-", "﹣": "-"})
_YES = frozenset({"是", "有", "√", "✓", "1", "y", "yes", "true"})
_NO = frozenset({"否", "无", "×", "✗", "0", "n", "no", "false"})


def is_blank(value: object) -> bool:
    """Say whether *value* stands for an empty cell."""
    return value is None or (isinstance(value, str) and not value.strip())


def stands_for_nothing(value: object) -> bool:
    """Say whether *value* is a mark that offices write where there is no figure: ``-``, ``/``, 无."""
    return isinstance(value, str) and plain(value).translate(_MINUS_SIGNS) in _NOTHING


def typed(value: Any, kind: FieldType, report: Report) -> Any:
    """Return *value* as *kind* wants it, None where blank; what cannot be is reported and left as it is."""
    if is_blank(value):
        return None
    if isinstance(value, (Mapping, list, tuple)) and kind != "paragraphs":
        report("wants-one-value")
        return value
    return _READERS[kind](value, report)


def _text(value: Any, report: Report) -> Any:  # noqa: ARG001  one signature for all types
    return value.strip() if isinstance(value, str) else value


def _paragraphs(value: Any, report: Report) -> Any:
    """Return one line a paragraph: the template's own indent replaces the spaces typed before it."""
    if isinstance(value, (list, tuple)):
        from docfill.pictures.image import Image  # lazy for start-up: few fields are lists

        if any(isinstance(item, (Mapping, list, tuple, Image)) for item in value):
            report("wants-one-value")
            return value
        value = "\n".join(str(getattr(item, "shown", item)) for item in value if item is not None)
    if not isinstance(value, str):
        return value
    return "\n".join(filter(None, map(str.strip, value.splitlines()))) or None


def _number(value: Any, report: Report) -> Any:
    if isinstance(value, str):
        return _number_of_text(value, report)
    if isinstance(value, (dt.date, dt.time)):
        report("date-where-a-number-belongs", text=getattr(value, "shown", value))
    elif isinstance(value, bool) or not hasattr(value, "__float__"):
        report("not-a-number", text=getattr(value, "shown", value))
    return value


def _number_of_text(given: str, report: Report) -> Any:
    text = plain(given).translate(_MINUS_SIGNS)
    if found := _NUMBER.match(text):
        sign, whole, fraction = found.groups(default="")
        shown = sign + whole.replace(",", "") + fraction
        report("number-stored-as-text", text=given.strip(), number=shown)
        return ShownFloat(float(shown), shown) if fraction else ShownInt(int(shown), shown)
    kept = given.strip()
    if _BEGINS_WITH_A_FIGURE.match(text) or text in _NOTHING:
        report("text-where-a-number-belongs", text=kept)
    else:
        report("not-a-number", text=kept)
    return kept


def _integer(value: Any, report: Report) -> Any:
    number = _number(value, report)
    if isinstance(number, float):
        if not number.is_integer():
            report("not-a-whole-number", number=getattr(number, "shown", number))
        elif type(number) is float:
            return int(number)  # JSON's 5.0; one with a shown text prints that
    return number


def _count(value: Any, report: Report) -> Any:
    return _not_negative(_integer(value, report), report)


def _amount(value: Any, report: Report) -> Any:
    if isinstance(value, str) and _AMOUNT.match(plain(value)):
        return value.strip()
    return _not_negative(_number(value, report), report)


def _not_negative(number: Any, report: Report) -> Any:
    if isinstance(number, (int, float)) and number < 0:
        report("negative-number", number=getattr(number, "shown", number))
    return number


def _year(value: Any, report: Report) -> Any:
    """Return a year as four plain digits: no thousands separator, and no 年, which the template prints."""
    if isinstance(value, dt.date):
        return value.year
    text = plain(value) if isinstance(value, str) else f"{value:.0f}" if isinstance(value, (int, float)) else ""
    found = _YEAR.match(text)
    if not found or isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        report("not-a-year", text=getattr(value, "shown", value))
        return value
    return int(found[1])


def _date(value: Any, report: Report) -> Any:
    """Return a day that shows as 2019年1月1日 (GB/T 9704-2012, 7.3.5.4: Arabic digits, no leading zeros)."""
    day = value
    if isinstance(value, str):
        found = _DATE.match(plain(value))
        day = _day(*(int(part) for part in found.groups() if part and part.isdigit())) if found else None
    if not isinstance(day, dt.date):
        report("not-a-date", text=getattr(value, "shown", value))
        return value
    return ShownDate.of(day, f"{day.year}年{day.month}月{day.day}日")


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:  # there is no such day; the caller says so
        return None


def _yesno(value: Any, report: Report) -> Any:
    word = plain(str(value)).lower()
    if word not in _YES | _NO:
        report("not-yes-or-no", text=value)
    return word in _YES


_READERS: dict[FieldType, Callable[[Any, Report], Any]] = {
    "text": _text,
    "paragraphs": _paragraphs,
    "number": _number,
    "integer": _integer,
    "count": _count,
    "amount": _amount,
    "year": _year,
    "date": _date,
    "yesno": _yesno,
}
