"""Display: a cell's value and its number format -> the text that Excel shows (ECMA-376 part 1, 18.8.31).

`formats.parse` gives the format's sections; here the section for the value is chosen and rendered: a
number, a date or a text. What is not understood is an `UnknownFormatError`.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal

from docfill.excel.calendar import Moment, moment_of, serial_of, words_of
from docfill.excel.formats import OutsideCalendarError, Section, Token, UnknownFormatError, parse

CellValue = str | bool | int | float | dt.date | dt.time | dt.timedelta | None
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)  # all that Excel keeps of a number
_SIX = Context(prec=6, rounding=ROUND_HALF_UP)


def show(value: CellValue, code: str, *, date1904: bool = False) -> str:
    """Return *value* as Excel shows it under number format *code* (ECMA-376 part 1, 18.8.31).

    *date1904* says that day 0 of the workbook's dates is 1904-01-01. The padding ``_x`` shows as one space,
    the filling ``*x`` as nothing; colours are left out. Raises UnknownFormatError where the format is not
    understood, OutsideCalendarError where it asks for a day that Excel does not have.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    sections = parse(code)
    if isinstance(value, str):
        return _show_text(value, sections)
    number = _decimal(value, date1904=date1904)
    section, signed = _section_for(number, sections, code)
    if section.kind == "date":
        return _show_date(value, section, code, date1904=date1904)
    shown = _show_number(abs(number), section)
    return f"-{shown}" if signed else shown


def shows_a_date(value: CellValue, code: str, *, date1904: bool = False) -> bool:
    """Say whether *value* is a number that format *code* shows as a date or a time."""
    if value is None or isinstance(value, (bool, str)):
        return False
    section, _ = _section_for(_decimal(value, date1904=date1904), parse(code), code)
    return section.kind == "date"


def _section_for(number: Decimal, sections: tuple[Section, ...], code: str) -> tuple[Section, bool]:
    """Return the section that shows *number*, and whether a minus sign has to be added to it."""
    *numeric, last = sections
    if last.kind != "text" and len(sections) < 4:
        numeric.append(last)
    if not numeric:  # a format for text alone shows a number as General; what else it says of numbers is not known
        if any(token.kind == "literal" for token in last.tokens):
            raise UnknownFormatError(code)
        return parse("General")[0], number < 0
    if number < 0 and len(numeric) > 1:
        if len(numeric) == 2 and not numeric[1].tokens:
            raise UnknownFormatError(code)
        return numeric[1], False
    if number == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], number < 0


def _show_text(text: str, sections: tuple[Section, ...]) -> str:
    last = sections[-1]
    if last.kind != "text" and len(sections) < 4:
        return text
    return "".join(text if token.kind == "text" else _written(token) for token in last.tokens)


def _written(token: Token) -> str:
    """Return what a token that holds no value shows."""
    return {"pad": " ", "fill": ""}.get(token.kind, token.text)


def _decimal(value: CellValue, *, date1904: bool) -> Decimal:
    if isinstance(value, (int, float)):
        return _FIFTEEN.create_decimal(repr(value))
    assert value is not None and not isinstance(value, str)  # noqa: S101, PT018  show has dealt with both
    return _FIFTEEN.plus(serial_of(value, date1904=date1904))


def _show_number(number: Decimal, section: Section) -> str:
    if section.kind != "number":
        return "".join(_general(number) if token.kind == "general" else _written(token) for token in section.tokens)
    kinds = [token.kind for token in section.tokens]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    places = kinds[point:].count("digit")
    # scaleb and quantize work with as many digits as the number needs, so that 1E+300 is shown too
    scaled = number.scaleb(2 * kinds.count("percent"), Context(prec=700))
    rounded = scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=700))
    whole, _, fraction = f"{rounded:f}".partition(".")
    head = _whole_part(section.tokens[:point], whole.lstrip("0"), grouped="comma" in kinds)
    return head + _fraction_part(section.tokens[point:], fraction)


def _whole_part(tokens: tuple[Token, ...], digits: str, *, grouped: bool) -> str:
    """Return *digits* set into the placeholders of *tokens* from the right; the leftmost takes the rest."""
    left = sum(token.kind == "digit" for token in tokens)
    if not left:
        return "".join(_written(token) for token in tokens) + digits
    shown: list[str] = []
    used = 0

    def put(digit: str) -> None:
        nonlocal used
        if grouped and used and used % 3 == 0 and digit != " ":
            shown.append(",")
        shown.append(digit)
        used += 1

    rest = digits
    for token in reversed(tokens):
        if token.kind == "digit":
            left -= 1
            if rest:
                put(rest[-1])
                rest = rest[:-1]
            elif token.text != "#":
                put("0" if token.text == "0" else " ")
            while left == 0 and rest:
                put(rest[-1])
                rest = rest[:-1]
        elif token.kind != "comma":
            shown.append(_written(token)[::-1])
    return "".join(shown)[::-1]


def _fraction_part(tokens: tuple[Token, ...], digits: str) -> str:
    """Return the point and the *digits* behind it; zeros at the end show only where the format has ``0``."""
    shown: list[str] = []
    silent = True
    rest = digits
    for token in reversed(tokens):
        if token.kind == "digit":
            digit, rest = rest[-1], rest[:-1]
            silent = silent and digit == "0" and token.text != "0"
            shown.append({"#": "", "?": " "}[token.text] if silent else digit)
        else:
            shown.append(_written(token))
    return "".join(reversed(shown))


def _general(number: Decimal) -> str:
    """Return a number that is not negative in General: at most eleven characters, else scientific."""
    if not number:
        return "0"
    size = number.adjusted()
    if -9 <= size <= 10:
        places = min(9, max(0, 9 - size))
        rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if rounded.adjusted() <= 10 and (size >= -4 or rounded == number):
            text = f"{rounded:f}"
            return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa = _SIX.plus(number)
    size = mantissa.adjusted()
    digits = f"{mantissa.scaleb(-size).normalize():f}"
    return f"{digits}E{'-' if size < 0 else '+'}{abs(size):02d}"


def _show_date(value: CellValue, section: Section, code: str, *, date1904: bool) -> str:
    texts = [token.text for token in section.tokens if token.kind == "date"]
    timed = any(text[0] in "hMs" for text in texts)
    fraction = max((len(text.partition(".")[2]) for text in texts), default=0)
    assert value is not None and not isinstance(value, str)  # noqa: S101, PT018  show has dealt with both
    moment = moment_of(serial_of(value, date1904=date1904), fraction if timed else None, date1904=date1904)
    if moment is None:
        raise OutsideCalendarError
    twelve = any(token.kind == "halfday" for token in section.tokens)
    shown = []
    for token in section.tokens:
        if token.kind == "date":
            shown.append(_date_part(token.text, moment, section.locale, code, twelve=twelve))
        elif token.kind == "halfday":
            shown.append(_half_day(token.text, moment.hour, section.locale, code))
        else:
            shown.append(_written(token))
    return "".join(shown)


def _date_part(text: str, moment: Moment, locale: str, code: str, *, twelve: bool) -> str:
    letter, _, fraction = text.partition(".")
    if letter in ("mmm", "mmmm", "mmmmm", "ddd", "dddd", "aaa", "aaaa"):
        words = words_of(locale, letter)
        if words is None:
            raise UnknownFormatError(code)
        return words[moment.month - 1 if letter[0] == "m" else moment.weekday]
    if letter[0] == "y":
        return f"{moment.year % 100:02d}" if len(letter) < 3 else f"{moment.year:04d}"
    number = {
        "m": moment.month,
        "d": moment.day,
        "h": (moment.hour % 12 or 12) if twelve else moment.hour,
        "M": moment.minute,
        "s": int(moment.second),
    }[letter[0]]
    shown = f"{number:0{len(letter)}d}"
    if fraction:
        part = (moment.second % 1).quantize(Decimal(1).scaleb(-len(fraction)), ROUND_DOWN)
        shown += "." + f"{part:f}".partition(".")[2]
    return shown


def _half_day(text: str, hour: int, locale: str, code: str) -> str:
    words = words_of(locale, "halfday") if text.upper() == "AM/PM" else tuple(text.split("/"))
    if words is None:
        raise UnknownFormatError(code)
    return words[hour >= 12]
