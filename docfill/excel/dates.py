"""Dates: a section with date or time letters -> the function that shows a serial number so (18.8.31)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

from docfill.excel.calendar import Moment, knows, length_of, moment_of, words_of
from docfill.excel.formats import BrokenFormatError, OutsideCalendarError, Section, Token, UnknownFormatError
from docfill.excel.numbers import written
from docfill.excel.numerals import DIGITS, digits_of, spelled_part

if TYPE_CHECKING:
    from docfill.excel.numbers import Show

Part = Callable[[Moment], str]

_MOST_PLACES = 3  # Excel knows milliseconds
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
        negative = number < 0
        serial = number.copy_abs()
        if lengths:
            moment = length_of(serial, places)
        else:
            found = (
                None if negative and not date1904 else moment_of(serial, places if timed else None, date1904=date1904)
            )
            if found is None:
                raise OutsideCalendarError
            moment = found
        return minus + "".join([part if isinstance(part, str) else part(moment) for part in parts])

    return show


def is_length(section: Section) -> bool:
    """Say whether a date section shows a length of time, such as ``[h]:mm``, rather than a date or a time of day."""
    return any(token.kind == "elapsed" for token in section.tokens)


def _letters(tokens: list[Token]) -> list[Token]:
    return [token for token in tokens if token.kind in ("date", "elapsed", "halfday")]


def _settled(tokens: tuple[Token, ...], code: str) -> list[Token]:
    """Return *tokens* with minutes told from months (``M`` from ``m``), and ``.00`` as parts of a second.

    ``m`` and ``mm`` are minutes right after hours or seconds, and right before seconds; a letter of time
    makes one of them so, not both of its neighbours: the last ``m`` in ``h:mm:ss m/d`` is the month.
    """
    settled: list[Token] = []
    letters: list[int] = []  # where in settled the letters are that may be a neighbour of m
    spent: set[int] = set()
    for index, token in enumerate(tokens):
        said = token
        if token.kind == "date":
            said = Token("date", _shortened(token.text.lower()))
        if said.kind in ("date", "elapsed"):
            before = letters[-1] if letters else -1
            neighbour = settled[before].text if letters else ""
            if said.text in ("m", "mm") and said.kind == "date":
                if neighbour[:1] in ("h", "s") and before not in spent:
                    said = Token("date", said.text.upper())
                    spent.add(before)
            elif said.text[0] == "s":
                if neighbour in ("m", "mm") and settled[before].kind == "date":
                    settled[before] = Token("date", neighbour.upper())
                if letters and settled[before].text[0] in ("M", "m"):
                    spent.add(len(settled))
            letters.append(len(settled))
        elif token.kind == "digit":
            # The only digits in a date are parts of seconds, and these follow a point.
            if token.text != "0" or not settled or not _is_part(settled[-1], tokens[index - 1]):
                raise BrokenFormatError(code)
            said = Token("date", (settled.pop().text) + "0")
            if len(said.text) > _MOST_PLACES + 1:
                raise BrokenFormatError(code)
        elif token.kind in ("point", "comma", "slash", "number"):
            said = Token("literal", token.text)
        settled.append(said)
    return settled


def _is_part(settled: Token, typed: Token) -> bool:
    return typed.kind == "point" or (typed.kind == "digit" and settled.text[0] == ".")


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
