"""Figures: a report's data in the form's order -> the number at each path, exact, its place, its written form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal

from docfill.data import ShownFloat, ShownInt
from docfill.forms.values import stands_for_nothing
from docfill.places import FilePlace, Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docfill.data import Data
    from docfill.forms.algebra import CellPath
    from docfill.forms.form import Form
    from docfill.places import Place

Exact = int | Decimal

# Excel keeps 15 digits of a number; what comes from JSON may have more, and loses none.
_EXCEL = Context(prec=15)
_WIDE = Context(prec=5000)
_SHOWN = re.compile(r"([^\d-]*)(-?\d[\d,]*(?:\.(\d+))?)(\D*)\Z")
# Beyond this many figures, a sum that is written out leaves its zeros out.
_LONG_SUM = 8


class GapError(Exception):
    """A figure that is not there: the *place*, and *why*.

    ``blank`` is an empty cell that counts as nothing, ``text`` what is no number, ``absent`` a table or a report that
    is not there at all, ``endless`` a division by zero.
    """

    def __init__(self, why: Literal["blank", "text", "absent", "endless"], place: Place | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.place = place


class Figures:
    """The figures of one report.

    *data* has the shape of *form*; *previous* are last year's, None where there are none.
    """

    def __init__(self, form: Form, data: Data, previous: Figures | None = None) -> None:
        self.form = form
        self.data = data
        self.previous = previous
        # The blank totals that could not be worked out: they count as nothing, not as 0.
        self.unknown: dict[CellPath, GapError] = {}
        self._blank = {name: grid.blank for name, grid in form.grids.items()}

    def value(self, path: CellPath) -> Any:
        """Return the value at *path* as it will be printed; None where it is blank or not there."""
        value: Any = self.data
        try:  # hundreds of times a report, and three times as fast as to ask each step whether it is a mapping
            for step in path:
                value = value[step]
        except (KeyError, TypeError, IndexError):
            return None
        return value

    def number(self, path: CellPath) -> Exact:
        """Return the number at *path*; a blank cell counts as its grid says. Raises GapError where there is none."""
        value = self.value(path)
        if type(value) is int:
            return value
        if value is not None and not stands_for_nothing(value):
            return exact(value, lambda: self.place(path))
        if path in self.unknown:
            raise self.unknown[path]
        blank = self._blank.get(path[0])
        if blank is None:
            raise GapError("blank", self.place(path))
        if path[0] not in self.data:
            raise GapError("absent", self.place(path))
        return blank

    def leave_out(self, cells: Iterable[tuple[str | int, ...]]) -> None:
        """Take *cells* that nothing was worked out for as not there at all."""
        for path in map(_named, cells):
            if self.value(path) is None:
                self.unknown.setdefault(path, GapError("absent", self.place(path)))

    def records(self, path: CellPath) -> list[Exact]:
        """Return the numbers in the column of a list that *path* names; blank ones are left out, as by Excel's SUM."""
        *name, column = path
        found = self.value(tuple(name))
        numbers = []
        for index, record in enumerate(found if isinstance(found, list) else ()):
            value = record.get(column) if isinstance(record, Mapping) else None
            if value is not None and not stands_for_nothing(value):
                numbers.append(exact(value, lambda at=index: self.place((*name, at, column))))
        return numbers

    def is_blank(self, path: CellPath) -> bool:
        """Say whether nothing stands at *path*."""
        value = self.value(path)
        return value is None or stands_for_nothing(value)

    def place(self, path: tuple[str | int, ...]) -> Place:
        """Return where the value at *path* stands: its cell, or else its path in the data."""
        from docfill.data import find_source

        dotted = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
        return find_source(self.data.origins, path) or Source(self.data.file, path=dotted)

    def as_a_whole(self) -> Place | None:
        """Return the report's file; None where it came from none."""
        return FilePlace(self.data.file) if self.data.file else None


def _named(steps: tuple[str | int, ...]) -> CellPath:
    return tuple(map(str, steps))


def exact(value: Any, place: Any = None) -> Exact:
    """Return the number *value*, exact to the 15 digits that Excel keeps. Raises GapError where it is none."""
    if isinstance(value, Decimal):
        if value.is_finite() and abs(value.adjusted()) < _WIDE.prec:
            return value
    elif not isinstance(value, (bool, str)):
        if hasattr(value, "__index__"):  # frames bring whole numbers that are no int
            return int(value)
        if hasattr(value, "__float__") and isfinite(value):
            return Decimal(f"{float(value):.15g}")
    raise GapError("text", place() if place else None)


def differ(left: Exact, right: Exact, tolerance: Exact) -> int:
    """Return 0 where *left* and *right* are equal within *tolerance*, 1 where left is more, -1 where it is less."""
    over = _WIDE.subtract(Decimal(left), Decimal(right))
    return 0 if -tolerance <= over <= tolerance else 1 if over > 0 else -1


def rounded_as(typed: Exact, number: Exact) -> Exact:
    """Return *number* with as many decimals as *typed* has."""
    return _rounded(number, len(plain_number(typed).partition(".")[2]), "")


def plain_number(number: Exact) -> str:
    """Return *number* in digits, without trailing zeros after the point."""
    text = format(Decimal(number), "f")  # a whole number would be made a float of
    return text.rstrip("0").rstrip(".") if "." in text else text


def written_sum(numbers: Iterable[Exact]) -> str:
    """Return ``7 + 0 = 7`` for a sum; a long one without its zeros, a single figure alone."""
    parts = list(numbers) or [0]
    total = plain_number(sum(parts))
    if len(parts) > _LONG_SUM:
        parts = [number for number in parts if number] or [0]
    said = " + ".join(map(plain_number, parts)).replace("+ -", "- ")
    return said if said == total else f"{said} = {total}"


def printed(number: Exact) -> Any:
    """Return *number* as a value that prints in plain digits, as many as Excel keeps."""
    if isinstance(number, Decimal):
        number = _EXCEL.plus(number)
    text = plain_number(number)
    return ShownFloat(float(number), text) if "." in text else int(number)


def printed_like(total: Exact, parts: Iterable[Any]) -> Any:
    """Return *total* as a value that prints as its *parts* do: their decimals, separators, signs such as ``%``.

    Where they differ in their signs, or show something that is not their number, it prints in plain digits.
    """
    signs: set[tuple[str, str]] = set()
    decimals, grouped = 0, False
    for part in parts:
        if part is None or stands_for_nothing(part):
            continue
        found = _SHOWN.match(str(part))
        if found is None:
            return printed(total)
        before, digits, fraction, after = found.groups(default="")
        if _rounded(exact(part), len(fraction), after) != Decimal(digits.replace(",", "")):
            return printed(total)  # in thousands, say
        signs.add((before, after))
        decimals, grouped = max(decimals, len(fraction)), grouped or "," in digits
    ((before, after), *others) = signs or {("", "")}
    if others or (before and total < 0):  # there are several ways to write a debt
        return printed(total)
    number = _rounded(total, decimals, after)
    text = f"{before}{number:{',' if grouped else ''}f}{after}"
    if isinstance(total, int):
        return total if text == plain_number(total) else ShownInt(total, text)
    return ShownFloat(float(total), text)


def _rounded(number: Exact, decimals: int, after: str) -> Decimal:
    """Return what is shown of *number* before the sign *after*, as Excel rounds it."""
    shown = _WIDE.multiply(Decimal(number), 100 if "%" in after else 1)
    return shown.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _WIDE)
