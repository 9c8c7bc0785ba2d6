"""Fractions: a number section with a slash -> the function that shows a number so: ``# ?/?``, ``# ??/16``."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

from docfill.excel.numbers import Fixed, fixed_layout, joined, lay_out
from docfill.excel.unshown import BrokenFormatError, UnknownFormatError

if TYPE_CHECKING:
    from docfill.excel.formats import Section, Token
    from docfill.excel.numbers import Show

_WHOLE = Decimal(10) ** 15  # from here on the 15 digits that Excel has leave none for a fraction
_CLOSE = 1e-13  # what is as near as this to a fraction is taken to be that fraction


class Layout(NamedTuple):
    """A fraction's parts: the whole number's layout, if it has one, then numerator, slash and denominator.

    *fixed* is the denominator that the format itself gives, 0 for none; *most* the largest that there is room
    for. *gap* stands between the whole number and the numerator, *slash* has what is beside the slash. *blanks*
    says that what is not shown leaves its room blank.
    """

    before: str
    whole: Fixed | None
    gap: str
    numerator: str
    slash: str
    denominator: str
    after: str
    fixed: int
    most: int
    blanks: bool


def fraction_shower(section: Section, code: str) -> Show:
    """Return the function that shows a number as a fraction, whole and numerator or all of it in the numerator."""
    layout = _layout(section, code)

    def show(number: Decimal, minus: str) -> str:
        number = number.copy_abs()
        whole = int(number) if layout.whole else 0
        if layout.fixed:
            above, below = int(((number - whole) * layout.fixed).to_integral_value(ROUND_HALF_UP)), layout.fixed
        elif number >= _WHOLE:
            above, below = int(number) - whole, 1
        else:
            above, below = _nearest(float(number) - whole, layout.most)
        if layout.whole and above == below:
            whole, above = whole + 1, 0
        return minus + layout.before + _laid_out(layout, whole, above, below) + layout.after

    return show


def _layout(section: Section, code: str) -> Layout:
    tokens = section.tokens
    kinds = [token.kind for token in tokens]
    if section.numerals or "percent" in kinds:
        raise UnknownFormatError(code)
    if kinds.count("slash") != 1 or {"point", "exponent"} & set(kinds):
        raise BrokenFormatError(code)
    slash = kinds.index("slash")
    places = [index for index in range(slash) if kinds[index] == "digit"]
    below = [index for index in range(slash, len(tokens)) if kinds[index] in ("digit", "number")]
    if not places or not below:
        raise BrokenFormatError(code)
    first = last = places[-1]
    while first - 1 in places:
        first -= 1
    end = below[0]
    while end in below:
        end += 1
    if end <= below[-1]:
        raise UnknownFormatError(code)  # text within the denominator
    denominator = _texts(tokens[below[0] : end])
    given = any(token.kind == "number" for token in tokens[below[0] : end])
    if given and not denominator.isdigit():
        raise UnknownFormatError(code)
    whole = [index for index in places if index < first]
    start = whole[-1] + 1 if whole else first
    if "comma" in kinds[start:]:
        raise BrokenFormatError(code)
    return Layout(
        before="" if whole else joined(tokens[:first]),
        whole=fixed_layout(tokens[:start], code) if whole else None,
        gap=joined(tokens[start:first]),
        numerator=_texts(tokens[first : last + 1]),
        slash=joined(tokens[last + 1 : below[0]]),
        denominator=denominator,
        after=joined(tokens[end:]),
        fixed=int(denominator) if given else 0,
        most=int("9" * len(denominator)),
        blanks=any(token.text == "?" for token in tokens[:slash] if token.kind == "digit"),
    )


def _texts(tokens: tuple[Token, ...]) -> str:
    return "".join(token.text for token in tokens)


def _nearest(exact: float, most: int) -> tuple[int, int]:
    """Return the fraction that Excel takes for a number, its denominator being *most* at most.

    It follows the continued fraction for as long as there is room, which does not always give the nearest of
    all fractions, and does so in binary floating point: 0.3 is 2/7 in ``# ?/?``, and 12.3 is 12 1/3.
    """
    before, found = (1, 0), (int(exact), 1)
    rest = exact - int(exact)
    while rest and abs(exact - found[0] / found[1]) >= _CLOSE:
        step = int(1 / rest)
        rest = 1 / rest - step
        before, found = found, (step * found[0] + before[0], step * found[1] + before[1])
        if found[1] > most:
            return before
    return found


def _laid_out(layout: Layout, whole: int, above: int, below: int) -> str:
    if layout.whole is not None and above == 0 and "0" not in layout.numerator:
        front = lay_out(layout.whole, str(whole), "")
        room = layout.gap + layout.numerator + layout.slash + layout.denominator
        return front + " " * len(room) if layout.blanks or "?" in layout.denominator else front
    # Excel shows a nought in the room for a whole number of ? only where the number is nought altogether.
    digits = str(whole) if whole or (above == 0 and layout.blanks) else ""
    front = lay_out(layout.whole, digits, "") if layout.whole else ""
    gap = layout.gap
    if not any(map(str.isdigit, front)):
        # Where there is no whole number, what stands between it and the fraction is blank, or not there at all.
        gap = " " * len(gap) if layout.blanks else ""
    bottom = str(below)
    if not layout.fixed:
        bottom = _right(bottom, layout.denominator) if "0" in layout.denominator else _left(bottom, layout.denominator)
    return f"{front}{gap}{_right(str(above), layout.numerator)}{layout.slash}{bottom}"


def _right(digits: str, places: str) -> str:
    """Return *digits* set into *places* from the right."""
    left = places[: max(0, len(places) - len(digits))]
    return left.replace("#", "").replace("?", " ") + digits


def _left(digits: str, places: str) -> str:
    """Return *digits* set into *places* from the left, as Excel sets a denominator."""
    return digits + places[len(digits) :].replace("#", "").replace("?", " ")
