"""Lines: the rows and columns of a grid or a list, what their values may be, and all that people may call them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

# What a single value may be. `count` is a whole number that is not negative, `integer` may be; `amount` is a number
# that may carry its unit (251000元), `year` may carry 年; `yesno` is 是 or 否.
ValueType = Literal["text", "count", "integer", "number", "amount", "date", "year", "yesno"]
FieldType = ValueType | Literal["paragraphs", "list"]
VALUE_TYPES: tuple[ValueType, ...] = ("text", "count", "integer", "number", "amount", "date", "year", "yesno")
FIELD_TYPES: tuple[FieldType, ...] = (*VALUE_TYPES, "paragraphs", "list")
# Those that can be added and compared.
FIGURE_TYPES = frozenset({"count", "integer", "number", "amount", "year"})


class Line(NamedTuple):
    """One row or column of a grid, or one column of a list.

    *key* is the name that tags use (``新收``); *labels* is what the form prints, from the outermost merged label to the
    innermost (``("（三）不予公开", "1.属于国家秘密")``); *type* is None where the grid's own type holds.
    """

    key: str
    labels: tuple[str, ...]
    type: ValueType | None = None

    @property
    def label(self) -> str:
        """The whole printed label in one line, its levels parted by slashes."""
        return "/".join(self.labels)


def plain(text: str) -> str:
    """Return *text* without white space and with full-width characters made ordinary, for comparing."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(maxsize=256)
def names_of(lines: tuple[Line, ...]) -> Mapping[str, tuple[Line, ...]]:
    """Return *lines* by all that they may be called: the key, the printed label, the end of the label's path.

    A key goes before any label: where 其他 is a key, it is not in doubt because other labels end so.
    """
    names: dict[str, tuple[Line, ...]] = {}
    for line in lines:
        for start in range(len(line.labels)):
            name = plain("/".join(line.labels[start:]))
            if line not in names.get(name, ()):
                names[name] = (*names.get(name, ()), line)
    return names | {plain(line.key): (line,) for line in lines}


def called(name: Any, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return those of *lines* that *name* may mean."""
    names = names_of(lines)
    return names.get(name) or names.get(plain(str(name)), ())
