"""Numerals: numbers -> Chinese numerals, ordinals of headings, amounts of money in capitals."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from docfill.filters.faults import FilterError, shortened
from docfill.filters.reading import EXACTLY, is_blank, number_of

if TYPE_CHECKING:
    from collections.abc import Callable

_HIGHEST = Decimal("999999999999999.99")
_FEN = Decimal("0.01")


class Script(NamedTuple):
    """Chinese digits from 0 to 9, and the words for their place within ten thousand."""

    digits: str
    tens: tuple[str, str, str, str]


PLAIN = Script("零一二三四五六七八九", ("", "十", "百", "千"))
CAPITALS = Script("零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"))
_GROUPS = ("", "万", "亿", "万亿")


def chinese_numeral(value: object) -> str:
    """Return *value* in Chinese numerals: 110 is 一百一十, 10010 一万零一十, 12.5 十二点五."""
    if is_blank(value):
        return ""
    number = number_of(value)
    _check_range(number, -_HIGHEST, value)
    whole, _, decimals = f"{abs(number):f}".partition(".")
    written = plain_numeral(int(whole))
    if decimals:
        written += "点" + "".join(PLAIN.digits[int(digit)] for digit in decimals)
    return ("负" if number < 0 else "") + written


def plain_numeral(number: int) -> str:
    """Return the whole *number*, from 0, in Chinese numerals; one that begins with 一十 begins with 十."""
    written = spell(number, PLAIN)
    return written.removeprefix("一") if written.startswith("一十") else written


def ordinal(value: object, level: int = 1) -> str:
    """Return the ordinal of a heading of *level* 1 to 4: 一、 （一） 1. （1） (GB/T 9704-2012, 7.3.3)."""
    if is_blank(value):
        return ""
    number = number_of(value)
    if number != number.to_integral_value():
        raise FilterError("not-whole-for-filter", found=shortened(value))
    _check_range(number, Decimal(1), value)
    if not 1 <= level <= len(_ORDINALS):
        raise FilterError("filter-argument", found=level, usage="中文序号(1)，中文序号(2)，中文序号(3)，中文序号(4)")
    numeral = plain_numeral(int(number)) if level <= 2 else str(int(number))
    return _ORDINALS[level - 1].format(numeral)


_ORDINALS = ("{}、", "（{}）", "{}.", "（{}）")


def amount(value: object, *, rounded: bool = False, prefix: bool = False, whole_jiao: bool = False) -> str:
    """Return an amount in yuan in capitals, as cheques and receipts are written.

    After the rules for filling in bills that the People's Bank of China annexed to 支付结算办法 (银发〔1997〕393号).
    Where they leave a choice it is the form that they print first: 零 after a yuan of zero before jiao
    (壹仟陆佰捌拾元零叁角贰分), none after 万 before 仟 (壹拾万柒仟元), no 整 after jiao unless *whole_jiao*.
    *prefix* puts 人民币 in front. More decimals than fen are refused unless *rounded*, which rounds half up.
    """
    if is_blank(value):
        return ""
    number = number_of(value)
    in_fen = number.quantize(_FEN, ROUND_HALF_UP, context=EXACTLY)
    if in_fen != number and not rounded:
        raise FilterError("rounding-not-said", found=shortened(value), kept=2, example="大写(四舍五入=true)")
    _check_range(in_fen, -_HIGHEST, value)
    yuan, cents = divmod(int(abs(in_fen).scaleb(2, context=EXACTLY)), 100)
    jiao, fen = divmod(cents, 10)
    written = f"{spell(yuan, CAPITALS)}元" if yuan or not cents else ""
    if yuan and cents and (not jiao or not yuan % 10):
        written += "零"
    if jiao:
        written += f"{CAPITALS.digits[jiao]}角"
    if fen:
        written += f"{CAPITALS.digits[fen]}分"
    elif not jiao or whole_jiao:
        written += "整"
    return ("人民币" if prefix else "") + ("负" if in_fen < 0 else "") + written


def spell(number: int, script: Script) -> str:
    """Return the whole *number*, from 0, group by group of four digits; zeros that were passed over are one 零."""
    if not number:
        return script.digits[0]
    written = ""
    for place in range(len(_GROUPS) - 1, -1, -1):
        group = number // 10_000**place % 10_000
        if not group:
            continue
        unit = _GROUPS[place]
        if place == 3 and number // 10_000**2 % 10_000:
            unit = "万"  # 亿 follows with the next group: 一万二千亿
        above = number // 10_000 ** (place + 1)
        # 零 before a group that does not begin with thousands, or that comes after a group of nothing but zeros.
        if above and (group < 1000 or not above % 10_000):
            written += script.digits[0]
        written += _below_ten_thousand(group, script) + unit
    return written


def _below_ten_thousand(number: int, script: Script) -> str:
    written, passed_over = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            written += (script.digits[0] if passed_over and written else "") + script.digits[digit] + script.tens[place]
        passed_over = not digit
    return written


def _check_range(number: Decimal, lowest: Decimal, value: object) -> None:
    if not lowest <= number <= _HIGHEST:
        raise FilterError("number-out-of-range", found=shortened(value), lowest=f"{lowest:,}", highest=f"{_HIGHEST:,}")


FILTERS: dict[str, Callable[..., Any]] = {
    "中文数字": chinese_numeral,
    "numeral_cn": chinese_numeral,
    "中文序号": ordinal,
    "ordinal_cn": ordinal,
    "大写": amount,
    "amount_cn": amount,
}
