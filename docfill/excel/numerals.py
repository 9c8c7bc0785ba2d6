"""Numerals: ``[DBNum1]`` to ``[DBNum3]`` of Chinese Excel -> digits and spelled numbers (ECMA-376 part 1, 18.8.31)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docfill.excel.unshown import UnknownFormatError
from docfill.filters.numerals import CAPITALS, PLAIN, spell

if TYPE_CHECKING:
    from collections.abc import Callable

    from docfill.excel.formats import Section

DIGITS = {0: "", 1: "〇一二三四五六七八九", 2: "零壹贰叁肆伍陆柒捌玖", 3: "０１２３４５６７８９"}
# The languages in which these digits are the ones that are meant: others have their own.
_CHINESE = frozenset({"", "804", "zh-cn", "1004", "zh-sg"})


def digits_of(section: Section, code: str) -> str:
    """Return the ten digits that *section* writes its numbers with; the empty text for the usual ones."""
    if section.numerals not in DIGITS or (section.numerals and section.locale not in _CHINESE):
        raise UnknownFormatError(code)
    return DIGITS[section.numerals]


def spelled(section: Section, code: str) -> Callable[[str], str]:
    """Return the function that spells what General shows of a number: 1234.5 is 一千二百三十四.五."""
    digits = digits_of(section, code)
    if section.numerals == 3:
        raise UnknownFormatError(code)
    script = PLAIN if section.numerals == 1 else CAPITALS

    def say(shown: str) -> str:
        if "E" in shown:
            raise UnknownFormatError(code)  # nobody spells a number in scientific notation
        whole, point, fraction = shown.partition(".")
        spelt = spell(int(whole), script).replace("零", digits[0])
        return spelt + point + "".join(digits[int(digit)] for digit in fraction)

    return say


def spelled_part(number: int, letters: int, numerals: int) -> str:
    """Return a day's, a month's or a time's *number* of at most two digits, *letters* the format's: 12 is 十二."""
    digits = DIGITS[numerals]
    if number < 10:
        return digits[0] * (letters > 1) + digits[number]
    tens, ones = divmod(number, 10)
    ten = "十" if numerals == 1 else "拾"
    one = "" if tens == 1 and numerals == 1 else digits[tens]
    return one + ten + (digits[ones] if ones else "")
