"""Values: what a cell holds, and its number format -> the data's value with the text that Excel shows.

Most cells hold a text, or a figure that General shows as Python writes it; `shown` is there for the others.
"""

from __future__ import annotations

import functools
import math
import re
from typing import TYPE_CHECKING, Any

from docfill.data import ShownInt
from docfill.excel.unshown import UnknownFormatError

if TYPE_CHECKING:
    from collections.abc import Callable

    from docfill.excel.display import CellValue

# Integers of at most eleven digits are what General shows, so most cells need no look at their format.
_PLAIN = 10**11

_ESCAPED = r"_x([0-9A-Fa-f]{4})_"


def value_of(held: CellValue, code: str, *, date1904: bool) -> Any:
    """Return the value of the data for a cell that holds *held* under number format *code*.

    Text stays as it is, a number is a plain one where Python writes it as Excel shows it, and carries the
    shown text otherwise; spaces that only align it in its column are left out. Raises UnknownFormatError and
    OutsideCalendarError.
    """
    if held is None:
        return None
    if isinstance(held, str):
        return _text(held, code)
    if isinstance(held, bool):
        return ShownInt(int(held), "TRUE" if held else "FALSE")
    if isinstance(held, float) and not math.isfinite(held):
        raise UnknownFormatError(code)
    if code == "General" and _shows_as_it_is(held):
        return held
    return _shower()(held, code, date1904=date1904)


def _shows_as_it_is(held: CellValue) -> bool:
    """Say whether General shows a number just as Python writes it: most cells need no look at their format then."""
    if type(held) is int:
        return -_PLAIN < held < _PLAIN
    # Eleven characters hold it all, with digits on both sides of the point and without an exponent.
    return type(held) is float and len(written := repr(abs(held))) <= 11 and "e" not in written and held % 1 != 0


@functools.cache
def _shower() -> Callable[..., Any]:
    from docfill.excel.shown import shown_value  # lazy for start-up: most workbooks of forms do without

    return shown_value


def text_of(held: str) -> str:
    """Return a cell's text with its escapes (``_x000D_``, 22.9.2.19) read, and plain line feeds."""
    if "_x" in held:
        held = re.sub(_ESCAPED, lambda found: chr(int(found[1], 16)), held)
        if re.search(r"[\ud800-\udbff]", held):  # the first of two that are one character
            held = held.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    return held.replace("\r\n", "\n").replace("\r", "\n") if "\r" in held else held


def _text(held: str, code: str) -> str:
    text = text_of(held)
    if code == "@" or ("@" not in code and ";" not in code):
        return text
    from docfill.excel.display import show  # lazy for start-up: see above

    shown = show(text, code)
    return text if shown.strip(" ") == text.strip(" ") else shown.strip(" ")
