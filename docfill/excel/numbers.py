"""Numbers: a number section's tokens -> the function that shows a number so (ECMA-376 part 1, 18.8.31).

Fixed point, scientific and General are here; fractions are in `fractions`. A section is taken apart once,
and the function that comes of it is called for every cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from docfill.excel.formats import Kind, Section, Token
from docfill.excel.numerals import digits_of, spelled
from docfill.excel.unshown import BrokenFormatError, UnknownFormatError

# What shows a number: the number with its sign, and the minus sign that is to stand in front, or "".
Show = Callable[[Decimal, str], str]

_UNITS = [Decimal(1).scaleb(-places) for places in range(10)]
_SIX = Context(prec=6, rounding=ROUND_HALF_UP)
_ROOM = Context(prec=1200, rounding=ROUND_HALF_UP)  # digits enough for 1E+308 under the longest format


def written(token: Token) -> str:
    """Return what a token that holds no value shows: the padding ``_x`` is a space, the filling ``*x`` nothing."""
    if token.kind == "pad":
        return " "
    return "" if token.kind == "fill" else token.text


def joined(tokens: tuple[Token, ...]) -> str:
    """Return what *tokens* that hold no value show."""
    return "".join(map(written, tokens))


# --- General ---


def general_shower(section: Section, code: str) -> Show:
    """Return the function that shows a number under a section with ``General`` in it, or one without a number."""
    parts = [None if token.kind == "general" else written(token) for token in section.tokens]
    if section.kind == "general" and not parts:
        parts = [None]
    say = spelled(section, code) if section.numerals else str

    def show(number: Decimal, minus: str) -> str:
        shown = say(general(number.copy_abs())) if None in parts else ""
        return minus + "".join(shown if part is None else part for part in parts)

    return show


def general(number: Decimal) -> str:
    """Return a number that is not negative in General: at most eleven characters, else scientific."""
    if not number:
        return "0"
    size = number.adjusted()
    if -9 <= size <= 10:
        places = min(9, max(0, 9 - size))
        rounded = number.quantize(_UNITS[places], ROUND_HALF_UP)
        if rounded.adjusted() <= 10 and (size >= -4 or rounded == number):
            text = f"{rounded:f}"
            return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa = _SIX.plus(number)
    size = mantissa.adjusted()
    digits = f"{mantissa.scaleb(-size).normalize():f}"
    return f"{digits}E{'-' if size < 0 else '+'}{abs(size):02d}"


# --- fixed point ---


class Fixed(NamedTuple):
    """A number's layout: *head* up to the point, *tail* from it on; *places* behind it, *power* of ten to shift by."""

    head: tuple[Token, ...]
    tail: tuple[Token, ...]
    places: int
    power: int
    grouped: bool


def fixed_shower(section: Section, code: str, *, keeps_minus: bool) -> Show:
    """Return the function that shows a number in fixed point.

    A minus sign that the format does not have itself is shown before a zero only where it *keeps_minus*.
    """
    layout = fixed_layout(section.tokens, code)
    digits = digits_of(section, code)
    unit = Decimal(1).scaleb(-layout.places)
    plain = None if digits else _plain(layout)

    def show(number: Decimal, minus: str) -> str:
        number = number.copy_abs()
        if layout.power:
            number = number.scaleb(layout.power, _ROOM)
        number = number.quantize(unit, ROUND_HALF_UP, _ROOM)
        if not (number or keeps_minus):
            minus = ""
        if plain is not None:
            before, spec, after = plain
            return f"{minus}{before}{number:{spec}}{after}"
        whole, _, fraction = f"{number:f}".partition(".")
        return minus + lay_out(layout, whole.lstrip("0"), fraction, digits)

    return show


def _plain(layout: Fixed) -> tuple[str, str, str] | None:
    """Return text before, Python's format, and text after, where that shows all: ``#,##0.00"元"``; else None.

    It is twice as fast as laying out digit by digit (`python -m benchmarks`).
    """
    tokens = layout.head + layout.tail
    codes = "".join(token.text if token.kind in ("digit", "point") else "x" for token in tokens)
    found = re.fullmatch(r"(x*)#*0(?:\.0+)?(x*)", codes)
    if found is None:
        return None
    before, after = tokens[: found.end(1)], tokens[found.start(2) :]
    return joined(before), ",f" if layout.grouped else "f", joined(after)


def fixed_layout(tokens: tuple[Token, ...], code: str) -> Fixed:
    """Return the layout of a number in fixed point: what its commas and percent signs mean is settled here."""
    kinds = [token.kind for token in tokens]
    if {"number", "comma"} <= set(kinds):
        raise UnknownFormatError(code)  # programs differ about 01,0
    point = kinds.index("point") if "point" in kinds else len(kinds)
    last = max((index for index, kind in enumerate(kinds) if kind == "digit"), default=-1)
    power = 2 * kinds.count("percent")
    grouped = False
    kept: list[Token] = []
    for index, token in enumerate(tokens):
        if token.kind == "comma" and _follows_a_digit(kinds, index):
            if index > last or _precedes_the_point(kinds, index):
                power -= 3
            elif index < point:
                grouped = True  # and behind the point a comma between digits means nothing
        elif token.kind == "comma" or (token.kind == "point" and index > point):
            kept.append(Token("literal", token.text))
        else:
            kept.append(token)
    cut = next((index for index, token in enumerate(kept) if token.kind == "point"), len(kept))
    head, tail = tuple(kept[:cut]), tuple(kept[cut:])
    whole = [index for index, token in enumerate(head) if token.kind == "digit"]
    # Digits with text among them, as in a telephone number, are not grouped.
    grouped = grouped and whole[-1] - whole[0] + 1 == len(whole)
    return Fixed(head, tail, sum(token.kind == "digit" for token in tail), power, grouped)


def _follows_a_digit(kinds: list[Kind], index: int) -> bool:
    while index and kinds[index] == "comma":
        index -= 1
    return kinds[index] in ("digit", "number", "point")


def _precedes_the_point(kinds: list[Kind], index: int) -> bool:
    while kinds[index] == "comma":
        index += 1
    return kinds[index] == "point"


def lay_out(layout: Fixed, whole: str, fraction: str, digits: str = "") -> str:
    """Return the digits *whole* and *fraction* in their places; *digits* are the ten to write them with, if given."""
    head = _whole_part(layout.head, whole, grouped=layout.grouped, digits=digits)
    return head + _fraction_part(layout.tail, fraction.rstrip("0"), digits)


def _whole_part(tokens: tuple[Token, ...], rest: str, *, grouped: bool, digits: str) -> str:
    """Return *rest* set into the placeholders of *tokens* from the right; the leftmost takes what is left."""
    left = sum(token.kind == "digit" for token in tokens)
    if not left:
        return joined(tokens) + _in_script(rest, digits)
    shown: list[str] = []
    used = 0

    def put(digit: str) -> None:
        nonlocal used
        if grouped and used and used % 3 == 0:
            shown.append("," if digit != " " else " ")
        shown.append(_in_script(digit, digits))
        used += 1

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
        else:
            shown.append(written(token)[::-1])
    return "".join(shown)[::-1]


def _fraction_part(tokens: tuple[Token, ...], rest: str, digits: str) -> str:
    """Return the point and the digits behind it; where *rest* has none left, each placeholder shows its own."""
    shown: list[str] = []
    for token in tokens:
        if token.kind != "digit":
            shown.append(written(token))
        elif rest:
            shown.append(_in_script(rest[0], digits))
            rest = rest[1:]
        elif token.text != "#":
            shown.append(_in_script("0", digits) if token.text == "0" else " ")
    return "".join(shown)


def _in_script(text: str, digits: str) -> str:
    return "".join(digits[int(digit)] if digit != " " else " " for digit in text) if digits else text


# --- scientific ---


def scientific_shower(section: Section, code: str) -> Show:
    """Return the function that shows a number in scientific notation: ``0.00E+00``, ``##0.0E+0``.

    The exponent is a multiple of the number of placeholders before the point. Percent signs and commas at the
    end, which scale another number, do not scale this one.
    """
    if section.numerals:
        raise UnknownFormatError(code)
    kinds = [token.kind for token in section.tokens]
    at = kinds.index("exponent")
    mantissa = fixed_layout(section.tokens[:at], code)
    tail = tuple(token for token in section.tokens[at + 1 :] if token.kind != "comma")
    if "digit" not in kinds[:at] or "digit" not in kinds[at:] or {"exponent", "point"} & set(kinds[at + 1 :]):
        raise BrokenFormatError(code)
    step = sum(token.kind == "digit" for token in mantissa.head)
    unit = Decimal(1).scaleb(-mantissa.places)
    first = next(index for index, token in enumerate(tail) if token.kind == "digit")
    between = joined(tail[:first])
    plus = "+" if section.tokens[at].text.endswith("+") else ""

    def show(number: Decimal, minus: str) -> str:
        number = number.copy_abs()
        size = _exponent(number, step)
        rounded = number.scaleb(-size, _ROOM).quantize(unit, ROUND_HALF_UP, _ROOM)
        if number and _exponent(rounded.scaleb(size, _ROOM), step) > size:  # 9.99 has become 10.0
            size = _exponent(rounded.scaleb(size, _ROOM), step)
            rounded = number.scaleb(-size, _ROOM).quantize(unit, ROUND_HALF_UP, _ROOM)
        whole, _, fraction = f"{rounded:f}".partition(".")
        # Excel shows 0 as 000.0E+0 under ##0.0E+0.
        whole = whole.lstrip("0") if number else "0" * step
        sign = "-" if size < 0 else plus
        exponent = _whole_part(tail[first:], str(abs(size)), grouped=False, digits="")
        return f"{minus}{lay_out(mantissa, whole, fraction)}E{between}{sign}{exponent}"

    return show


def _exponent(number: Decimal, step: int) -> int:
    if not number:
        return 0
    # Without a placeholder before the point the first digit stands behind it.
    return number.adjusted() + 1 if not step else number.adjusted() // step * step
