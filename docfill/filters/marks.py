"""Marks: yes or no -> ☑ or ☐; blanks -> the text that stands for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docfill.filters.faults import FilterError, shortened
from docfill.filters.reading import is_blank, plain

if TYPE_CHECKING:
    from collections.abc import Callable

# What people type into a cell for yes and for no. Any other text is neither: a misspelt 否 must not become a tick.
_YES = frozenset({"是", "有", "对", "√", "✓", "✔", "☑", "■", "1", "y", "yes", "true"})
_NO = frozenset({"否", "无", "错", "×", "✗", "✘", "☐", "□", "0", "n", "no", "false"})


def check(value: object, yes: str = "☑", no: str = "☐") -> str:
    """Return *yes* for what is true, *no* for what is false, zero or blank; text must say yes or no."""
    if is_blank(value):
        return no
    if isinstance(value, str):
        said = plain(value).lower()
        if said not in _YES | _NO:
            raise FilterError("tick-is-not-clear", found=shortened(value))
        return yes if said in _YES else no
    return yes if value else no


def blank_as(value: object, text: object) -> object:
    """Return *text* for an empty cell or text of nothing but white space, and any other *value* as it is."""
    return text if is_blank(value) else value


FILTERS: dict[str, Callable[..., Any]] = {
    "勾选": check,
    "check": check,
    "空白为": blank_as,
    "blank_as": blank_as,
}
