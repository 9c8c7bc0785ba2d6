"""Numbers: figures -> figures with thousands, fixed decimals, percent, 元, 万元, 亿元; on Decimal, half up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from docfill.filters.faults import FilterError, shortened
from docfill.filters.reading import EXACTLY, is_blank, number_of

if TYPE_CHECKING:
    from collections.abc import Callable

# More decimals than these are not printed unless the tag says how many.
_UNASKED_DECIMALS = 2


def thousands(value: object, digits: int | None = None) -> str:
    """Return *value* with a comma each three digits: 1,234.50; rounded to *digits* decimals where that is said."""
    if is_blank(value):
        return ""
    number = number_of(value)
    return f"{number if digits is None else _rounded(number, digits):,f}"


def fixed(value: object, digits: int) -> str:
    """Return *value* with exactly *digits* decimals."""
    return "" if is_blank(value) else f"{_rounded(number_of(value), digits):f}"


def percent(value: object, digits: int | None = None) -> str:
    """Return the share *value* in percent: 0.125 is 12.5%."""
    return _scaled(value, 2, digits, "百分比", "%")


def yuan(value: object, digits: int | None = None, *, unit: bool = True) -> str:
    """Return an amount with its unit: 1234.5元; *unit* says whether 元 is written."""
    return _scaled(value, 0, digits, "元", "元" if unit else "")


def ten_thousands(value: object, digits: int | None = None, *, unit: bool = True) -> str:
    """Return an amount in yuan as 万元; *unit* says whether that is written behind it."""
    return _scaled(value, -4, digits, "万元", "万元" if unit else "")


def hundred_millions(value: object, digits: int | None = None, *, unit: bool = True) -> str:
    """Return an amount in yuan as 亿元; *unit* says whether that is written behind it."""
    return _scaled(value, -8, digits, "亿元", "亿元" if unit else "")


def _scaled(value: object, power: int, digits: int | None, name: str, unit: str) -> str:
    """Return *value* times ten to *power*; without *digits* no decimal may be lost, and none is added."""
    if is_blank(value):
        return ""
    number = number_of(value).scaleb(power, context=EXACTLY)
    if digits is not None:
        return f"{_rounded(number, digits):f}{unit}"
    short = _rounded(number, _UNASKED_DECIMALS)
    if short != number:
        example = f"{name}({_UNASKED_DECIMALS})"
        raise FilterError("rounding-not-said", found=shortened(value), kept=_UNASKED_DECIMALS, example=example)
    return f"{f'{short:f}'.rstrip('0').rstrip('.')}{unit}"


def _rounded(number: Decimal, digits: int) -> Decimal:
    short = number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, context=EXACTLY)
    return short or short.copy_abs()  # -0.00 is 0.00


FILTERS: dict[str, Callable[..., Any]] = {
    "千分位": thousands,
    "thousands": thousands,
    "小数": fixed,
    "fixed": fixed,
    "百分比": percent,
    "percent": percent,
    "元": yuan,
    "yuan": yuan,
    "万元": ten_thousands,
    "wan_yuan": ten_thousands,
    "亿元": hundred_millions,
    "yi_yuan": hundred_millions,
}
