"""Display: a cell's value and its number format -> the text that Excel shows (ECMA-376 part 1, 18.8.31).

`formats.parse` gives a format's sections. Here each becomes a function once, and for a value the section
that is for it is chosen. What is not understood is an `UnknownFormatError`.
"""

from __future__ import annotations

import datetime as dt
import functools
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING

import attrs

from docfill.excel.calendar import serial_of
from docfill.excel.dates import date_shower, is_length
from docfill.excel.formats import Condition, NoSectionError, Section, Token, parse, parse_for_text
from docfill.excel.fractions import fraction_shower
from docfill.excel.numbers import fixed_shower, general_shower, scientific_shower, written

if TYPE_CHECKING:
    from docfill.excel.numbers import Show

CellValue = str | bool | int | float | dt.date | dt.time | dt.timedelta | None
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)  # all that Excel keeps of a number
_POSITIVE = Condition(">", Decimal(0))
_NOT_NEGATIVE = Condition(">=", Decimal(0))
_NEGATIVE = Condition("<", Decimal(0))


@attrs.frozen
class Choice:
    """A section as it is shown: the numbers it is for, None for all; whether a minus sign is put before them."""

    condition: Condition | None
    signed: bool
    show: Show
    is_date: bool


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
    choice = _choice_for(number, _choices(code, date1904=date1904))
    return choice.show(number, "-" if choice.signed and number < 0 else "")


def shows_a_date(value: CellValue, code: str, *, date1904: bool = False) -> bool:
    """Say whether *value* is a number that format *code* shows as a day or a time of day.

    A length of time (``[h]:mm``) is none, and neither is what is negative.
    """
    if value is None or isinstance(value, (bool, str)):
        return False
    number = _decimal(value, date1904=date1904)
    return _choice_for(number, _choices(code, date1904=date1904)).is_date and number >= 0


def _decimal(value: float | dt.date | dt.time | dt.timedelta, *, date1904: bool) -> Decimal:
    if isinstance(value, (int, float)):
        return _FIFTEEN.create_decimal(repr(value))
    return _FIFTEEN.plus(serial_of(value, date1904=date1904))


def _choice_for(number: Decimal, choices: tuple[Choice, ...]) -> Choice:
    for choice in choices:
        if choice.condition is None or choice.condition.holds(number):
            return choice
    raise NoSectionError


def _show_text(text: str, code: str) -> str:
    section = parse_for_text(code)
    if section is None:
        return text
    return "".join(text if token.kind in ("text", "general") else written(token) for token in section.tokens)


@functools.lru_cache(maxsize=1024)
def _choices(code: str, *, date1904: bool) -> tuple[Choice, ...]:
    """Return the sections of *code* that are for numbers, in the order in which they are tried."""
    sections = parse(code)
    numeric = sections[:3] if sections[-1].kind != "text" else sections[:-1]
    general = Section("general", (Token("general", "General"),), "", None, 0)
    if not numeric:
        numeric = (general,)  # a format for text alone shows numbers in General
    conditional = any(section.condition for section in numeric)
    conditions = _conditions(numeric)
    signs = _signs(numeric, conditions) if conditional else _plain_signs(numeric)
    if conditional and len(numeric) == 1:
        numeric = (*numeric, general)
        conditions = (*conditions, None)
    # Excel itself puts the minus sign before the numbers of a format with one section, but not before a zero.
    keeps_minus = len(sections) > 1 and not conditional
    return tuple(
        Choice(condition, signed, _shower(section, code, date1904, keeps_minus), _is_date(section))
        for section, condition, signed in zip(numeric, conditions, signs, strict=True)
    )


def _is_date(section: Section) -> bool:
    return section.kind == "date" and not is_length(section)


def _conditions(sections: tuple[Section, ...]) -> tuple[Condition | None, ...]:
    """Return which numbers each section is for; those that say nothing share them by sign."""
    given = [section.condition for section in sections]
    if any(given):
        first = given[0] or _POSITIVE
        second = given[1] if len(given) > 1 else None
        if len(given) == 3:
            return first, second or _NEGATIVE, None
        return (first, second)[: len(given)]
    return {1: (None,), 2: (_NOT_NEGATIVE, None), 3: (_POSITIVE, _NEGATIVE, None)}[len(sections)]


def _plain_signs(sections: tuple[Section, ...]) -> tuple[bool, ...]:
    return (len(sections) == 1, False, False)[: len(sections)]


def _signs(sections: tuple[Section, ...], conditions: tuple[Condition | None, ...]) -> tuple[bool, ...]:
    """Return before which sections' numbers Excel puts a minus sign where a format has conditions.

    It puts none where a section is for negative numbers alone. The second of two sections, where it has no
    condition, follows the first: after ``[>=100]`` it gets a sign, after ``[<-5]`` it does not.
    """
    signs = [not _only_negative(condition) for condition in conditions]
    if len(sections) < 3:
        first = conditions[0]
        assert first is not None  # noqa: S101  _conditions has seen to it
        if len(sections) == 1 or conditions[1] is None:
            signs[1:] = [first.sign == "=" or (first.limit >= 0 and first.sign in (">", ">="))]
    return tuple(signs)


def _only_negative(condition: Condition | None) -> bool:
    if condition is None:
        return False
    return (condition.limit < 0 and condition.sign in ("<", "<=", "=")) or (
        condition.limit == 0 and condition.sign == "<"
    )


def _shower(section: Section, code: str, date1904: bool, keeps_minus: bool) -> Show:
    if section.kind == "date":
        return date_shower(section, code, date1904=date1904)
    if section.kind != "number":
        return general_shower(section, code)
    kinds = {token.kind for token in section.tokens}
    if "slash" in kinds:
        return fraction_shower(section, code)
    if "exponent" in kinds:
        return scientific_shower(section, code)
    return fixed_shower(section, code, keeps_minus=keeps_minus)
