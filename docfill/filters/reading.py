"""Reading: a value of the data -> the exact number, or the day, that it stands for."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Context, Decimal

from docfill.filters.faults import FilterError, shortened

# Far more digits than any figure has, so that nothing is rounded that was not asked to be.
EXACTLY = Context(prec=200)
_LONGEST = 60
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d\d)(\d\d))"
    r"(?:[T ]\d{1,2}:\d\d.*)?",
    re.ASCII,
)


def plain(text: str) -> str:
    """Return *text* without white space around it, its full-width digits, letters and signs as plain ones.

    Only these: the compatibility forms of Unicode make 52 of 5², and 1 of ①.
    """
    return str(text).translate(_NARROW).strip()


def is_blank(value: object) -> bool:
    """Tell whether *value* is an empty cell, or text of nothing but white space."""
    return value is None or (isinstance(value, str) and not value.strip())


def number_of(value: object) -> Decimal:
    """Return the number that *value* is, or that it writes: ``１，２３４.５０`` and ``1,234.50`` are 1234.50.

    A float has 15 significant digits, as in Excel: 0.1 + 0.2 is 0.3. Raises FilterError.
    """
    if isinstance(value, bool):
        raise _no_number(value)
    if isinstance(value, int):
        number = Decimal(int(value))
    elif isinstance(value, float):
        number = _of_float(float(value))
        shown = getattr(value, "shown", "")
        if shown and (written := _written(shown)) == number:
            number = written  # the same number, with the zeros at its end that the sheet shows
    elif isinstance(value, Decimal):
        number = value
    else:
        written = _written(value) if isinstance(value, str) else None
        if written is None:
            raise _no_number(value)
        number = written
    if not number.is_finite() or number.adjusted() >= _LONGEST or int(number.as_tuple().exponent) < -_LONGEST:
        raise _no_number(value)
    # An exponent above zero (1E+3) would be written as such; a zero has no sign.
    number = number.quantize(Decimal(1), context=EXACTLY) if int(number.as_tuple().exponent) > 0 else number
    return number or number.copy_abs()


def _of_float(value: float) -> Decimal:
    if not math.isfinite(value):
        raise _no_number(value)
    digits = len(repr(value).partition("e")[0].lstrip("-0.").replace(".", ""))
    return Decimal(repr(value) if digits <= 15 else f"{value:.15g}")


def _written(text: str) -> Decimal | None:
    written = plain(text).replace("−", "-")
    return Decimal(written.replace(",", "")) if _NUMBER.fullmatch(written) else None


def _no_number(value: object) -> FilterError:
    return FilterError("not-a-number-for-filter", found=shortened(value))


def day_of(value: object) -> dt.date:
    """Return the day that *value* is, or that it writes: ISO, ``2019/1/1``, ``2019.1.1``, ``2019年1月1日``.

    Raises FilterError.
    """
    if isinstance(value, dt.date):  # a moment is one too
        return dt.date(value.year, value.month, value.day)
    found = _DAY.fullmatch(plain(value)) if isinstance(value, str) else None
    if found is not None:
        year, month, day = (int(part) for part in found.groups() if part)
        try:
            return dt.date(year, month, day)
        except ValueError:  # the 30th of February: told below
            pass
    raise FilterError("not-a-date-for-filter", found=shortened(value))
