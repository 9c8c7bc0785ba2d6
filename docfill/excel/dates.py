"""Dates: a section with date or time letters -> the function that shows a serial number so (18.8.31)."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

from docfill.excel.calendar import Moment, knows, length_of, moment_of, words_of
from docfill.excel.formats import Section, Token
from docfill.excel.numbers import written
from docfill.excel.numerals import DIGITS, digits_of, spelled_part
from docfill.excel.unshown import BrokenFormatError, OutsideCalendarError, UnknownFormatError

if TYPE_CHECKING:
    from docfill.excel.numbers import Show

Part = Callable[[Moment], str]

_SECONDS_IN = {"h": 3600, "m": 60, "s": 1}
_NAMES = ("mmm", "mmmm", "mmmmm", "ddd", "dddd", "aaa", "aaaa")


def date_shower(section: Section, code: str, *, date1904: bool) -> Show:
    """Return the function that shows a serial number as a date, a time, or a length of time (``[h]:mm``).

    Where the section shows lengths alone, any number has one; else a number must be in Excel's calendar. In
    the date system of 1904 a negative number is shown as the same day after its day 0, with a minus sign.
    """
    tokens = _settled(section.tokens, code)
    digits_of(section, code)  # refuses what is not known
    if any(token.kind == "date" and token.text[0] in "eE" for token in section.tokens) and not knows(section.locale):
        raise UnknownFormatError(code)  # e counts the years of a reign in Japanese, of the Republic in Taiwan
    timed = any(token.kind in ("elapsed", "halfday") or token.text[0] in "hMs." for token in _letters(tokens))
    places = max((len(token.text) - 1 for token in _letters(tokens) if token.text[0] == "."), default=0)
    lengths = all(token.kind == "elapsed" for token in _letters(tokens))
    twelve = any(token.kind == "halfday" for token in tokens)
    parts = [_part(token, section, code, twelve=twelve, places=places) for token in tokens]

    def show(number: Decimal, minus: str) -> str:
        moment: Moment | None = None
        if lengths:
            moment = length_of(number.copy_abs(), places)
        elif number >= 0 or date1904:
            moment = moment_of(number.copy_abs(), places if timed else None, date1904=date1904)
        if moment is None:
            raise OutsideCalendarError
        return minus + "".join([part if isinstance(part, str) else part(moment) for part in parts])

    return show


def is_length(section: Section) -> bool:
    """Say whether a date section shows a length of time, such as ``[h]:mm``, rather than a date or a time of day."""
    return any(token.kind == "elapsed" for token in section.tokens)


def _letters(tokens: list[Token]) -> list[Token]:
    return [token for token in tokens if token.kind in ("date", "elapsed", "halfday")]


def _settled(tokens: tuple[Token, ...], code: str) -> list[Token]:
    """Return *tokens* with letters as Excel writes them, ``.00`` as parts of a second, ``M`` for minutes."""
    settled: list[Token] = []
    for index, token in enumerate(tokens):
        if token.kind == "date":
            settled.append(Token("date", _shortened(token.text.lower())))
        elif token.kind == "digit":
            # The only digits in a date are parts of seconds: noughts that follow a point.
            follows = index > 0 and tokens[index - 1].kind in ("point", "digit")
            fraction = settled.pop().text + token.text if follows else ""
            if not re.fullmatch(r"\.0{1,3}", fraction):
                raise BrokenFormatError(code)
            settled.append(Token("date", fraction))
        elif token.kind in ("point", "comma", "slash", "number"):
            settled.append(Token("literal", token.text))
        else:
            settled.append(token)
    return _with_lengths(_with_minutes(settled), code)


def _with_minutes(tokens: list[Token]) -> list[Token]:
    """Return *tokens* with ``M`` for an ``m`` or ``mm`` that is minutes: after hours or seconds, or before seconds.

    An hour or a second makes one of its neighbours so, not both: the last ``m`` of ``h:mm:ss m/d`` is the month.
    """
    told = list(tokens)
    before, free = -1, False  # the last letter of a date, and whether it may make the next m a minute
    for index, token in enumerate(tokens):
        if token.kind not in ("date", "elapsed") or token.text[0] == ".":
            continue
        is_month = token.kind == "date" and token.text in ("m", "mm")
        after_minute = before >= 0 and told[before].text in ("M", "MM", "m", "mm")
        if is_month and free:
            told[index] = Token("date", token.text.upper())
        elif token.text[0] == "s" and after_minute and told[before].kind == "date":
            told[before] = Token("date", told[before].text.upper())
        free = token.text[0] == "h" or (token.text[0] == "s" and not after_minute)
        before = index
    return told


def _with_lengths(tokens: list[Token], code: str) -> list[Token]:
    """Return *tokens* with each unit that is somewhere in brackets as a length everywhere: ``[h]"小时（"h"）"``."""
    units = {token.text[0] for token in tokens if token.kind == "elapsed"}
    if units & {"m", "s"} and "h" not in units and any(token.text[0] == "h" for token in _letters(tokens)):
        raise BrokenFormatError(code)  # minutes beyond the hour leave no hours: Excel does not take hh[mm]
    return [
        token._replace(kind="elapsed", text=token.text.lower())
        if token.kind == "date" and token.text[0] in "hMs" and token.text[0].lower() in units
        else token
        for token in tokens
    ]


def _shortened(letters: str) -> str:
    """Return *letters* as Excel writes them when there are too many or too few: ``yyy`` is ``yyyy``, ``y`` ``yy``."""
    first = letters[0]
    if first in "ye":
        return "yy" if letters in ("y", "yy") else "yyyy"
    if first == "m" and len(letters) > 5:
        return "mmmm"
    return letters[: {"m": 5, "d": 4, "a": 4}.get(first, 2)]


def _part(token: Token, section: Section, code: str, *, twelve: bool, places: int) -> str | Part:
    """Return the text of *token*, or the function of a moment that gives it."""
    if token.kind == "elapsed":
        return _elapsed(token.text, section, code)
    if token.kind == "halfday":
        return _half_day(token.text, section, code)
    if token.kind != "date":
        return written(token)
    letters = token.text
    if letters in _NAMES:
        return _name(letters, section, code)
    if letters[0] == ".":
        if section.numerals:
            raise UnknownFormatError(code)
        unit = Decimal(1).scaleb(-places)
        length = len(letters)
        return lambda moment: f"{(moment.second % 1).quantize(unit, ROUND_DOWN):f}"[1 : length + 1]
    return _number(letters, section, code, twelve=twelve)


def _number(letters: str, section: Section, code: str, *, twelve: bool) -> Part:
    first, width = letters[0], len(letters)
    number: Callable[[Moment], int] = {
        "y": lambda moment: moment.year if width > 2 else moment.year % 100,
        "m": lambda moment: moment.month,
        "d": lambda moment: moment.day,
        "h": (lambda moment: moment.hour % 12 or 12) if twelve else (lambda moment: moment.hour),
        "M": lambda moment: moment.minute,
        "s": lambda moment: int(moment.second),
    }[first]
    numerals = section.numerals
    if numerals == 3:
        raise UnknownFormatError(code)
    if numerals and first == "y":
        digits = DIGITS[numerals]
        return lambda moment: "".join(digits[int(digit)] for digit in f"{number(moment):0{width}d}")
    if numerals:
        return lambda moment: spelled_part(number(moment), width, numerals)
    return lambda moment: f"{number(moment):0{width}d}"


def _name(letters: str, section: Section, code: str) -> Part:
    words = words_of(section.locale, letters)
    if words is None:
        raise UnknownFormatError(code)
    if letters[0] == "m":
        return lambda moment: words[moment.month - 1]
    return lambda moment: words[moment.weekday]


def _half_day(typed: str, section: Section, code: str) -> Part:
    words = words_of(section.locale, "halfday") if typed.upper() == "AM/PM" else tuple(typed.split("/"))
    if words is None:
        raise UnknownFormatError(code)
    return lambda moment: words[moment.hour >= 12]


def _elapsed(letters: str, section: Section, code: str) -> Part:
    if section.numerals:
        raise UnknownFormatError(code)
    unit, width = _SECONDS_IN[letters[0]], len(letters)

    def count(moment: Moment) -> str:
        seconds = moment.days * 86400 + moment.hour * 3600 + moment.minute * 60 + int(moment.second)
        return f"{seconds // unit:0{width}d}"

    return count
