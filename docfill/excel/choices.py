"""Choices: a number format -> its sections as functions, each with the numbers that it is for (18.8.31)."""

from __future__ import annotations

import functools
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from docfill.excel.dates import date_shower, is_length
from docfill.excel.formats import Condition, Section, parse
from docfill.excel.fractions import fraction_shower
from docfill.excel.numbers import fixed_shower, general_shower, scientific_shower
from docfill.excel.unshown import NoSectionError, UnknownFormatError

if TYPE_CHECKING:
    from docfill.excel.numbers import Show

_POSITIVE = Condition(">", Decimal(0))
_NOT_NEGATIVE = Condition(">=", Decimal(0))
_NEGATIVE = Condition("<", Decimal(0))
# Which numbers the sections of a format without conditions are for, by how many there are; None for the rest.
_BY_SIGN: dict[int, list[Condition | None]] = {
    1: [None],
    2: [_NOT_NEGATIVE, None],
    3: [_POSITIVE, _NEGATIVE, None],
}
_GENERAL = Section("general", (), "", None, 0)


class Choice(NamedTuple):
    """A section as it is shown: the numbers it is for, None for all; whether a minus sign is put before them."""

    condition: Condition | None
    signed: bool
    show: Show
    is_date: bool


def choice_for(number: Decimal, code: str, *, date1904: bool) -> Choice:
    """Return the section of format *code* that shows *number*. Raises NoSectionError where none is for it."""
    for choice in _choices(code, date1904=date1904):
        if choice.condition is None or choice.condition.holds(number):
            return choice
    raise NoSectionError


@functools.lru_cache(maxsize=1024)
def _choices(code: str, *, date1904: bool) -> tuple[Choice, ...]:
    """Return the sections of *code* that are for numbers, in the order in which they are tried."""
    sections = parse(code)
    numeric = sections[:-1] if sections[-1].kind == "text" else sections[:3]
    if not numeric:
        numeric = (_GENERAL,)  # a format for text alone shows numbers in General
    conditional = any(section.condition for section in numeric)
    # Before a zero Excel hides the minus sign that it adds itself, but not where the format has several sections.
    keeps_minus = len(sections) > 1 and not conditional
    shows = [_shower(section, code, date1904=date1904, keeps_minus=keeps_minus) for section in numeric]
    if len(sections) == 2 and not sections[1].tokens:
        shows[1] = _refuser(code)  # programs differ about what 0; shows of negative numbers
    if conditional:
        if len(numeric) == 1:
            numeric, shows = (*numeric, _GENERAL), [*shows, general_shower(_GENERAL, code)]
        conditions = _given_conditions(numeric)
        signs = _signs(conditions)
    else:
        conditions = _BY_SIGN[len(numeric)]
        signs = [len(numeric) == 1, False, False]
    dates = [section.kind == "date" and not is_length(section) for section in numeric]
    return tuple(map(Choice, conditions, signs, shows, dates))


def _given_conditions(sections: tuple[Section, ...]) -> list[Condition | None]:
    """Return which numbers the two or three *sections* are for; the last takes the rest, if it does not say."""
    first, second, *rest = [section.condition for section in sections]
    if rest:
        return [first or _POSITIVE, second or _NEGATIVE, None]
    return [first or _POSITIVE, second]


def _signs(conditions: list[Condition | None]) -> list[bool]:
    """Return before which sections' numbers Excel puts a minus sign where a format has conditions.

    It puts none where a section is for negative numbers alone. The second of two sections, where it has no
    condition, follows the first: after ``[>=100]`` it gets a sign, after ``[<-5]`` it does not.
    """
    signs = [condition is None or not _only_negative(condition) for condition in conditions]
    first, second, *rest = conditions
    if first is not None and second is None and not rest:
        signs[1] = first.sign == "=" or (first.limit >= 0 and first.sign in (">", ">="))
    return signs


def _only_negative(condition: Condition) -> bool:
    if condition.limit == 0:
        return condition.sign == "<"
    return condition.limit < 0 and condition.sign in ("<", "<=", "=")


def _shower(section: Section, code: str, *, date1904: bool, keeps_minus: bool) -> Show:
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


def _refuser(code: str) -> Show:
    def refuse(_number: Decimal, _minus: str) -> str:
        raise UnknownFormatError(code)

    return refuse
