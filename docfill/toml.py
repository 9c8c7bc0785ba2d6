"""TOML: its text -> the values that it gives, with no figure among them that Python could read and not write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

# Python neither reads nor writes a whole number of more than 4,300 decimal digits, but reads one in other bases however
# long it is. The shortest way to write so long a one is in base 16, where it has as many bits.
_LONG_IN_OTHER_BASE = r"0[xob]\w{3500}"
_MOST_BITS = 14_280


# Where tomllib says that it is, which a problem says by its place; and a name as it quotes one, by its steps.
_PLACE = r" \(at (?:line \d+, column \d+|end of document)\)\Z"
_NAME = r"\((?:'[^']*'(?:, )?)+,?\)"


def reason_of(error: ValueError) -> str:
    """Return what is wrong by an *error* of tomllib, without its place, and with names as they are written."""
    reason = re.sub(_PLACE, "", str(error))
    return re.sub(_NAME, lambda found: "`" + ".".join(re.findall("'([^']*)'", found[0])) + "`", reason)


def read_toml(text: str, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """Return what *text* says. Raises what `tomllib` does, and ValueError for a number of thousands of digits."""
    import tomllib  # lazy: JSON, workbooks and templates without a form do without

    values = tomllib.loads(text, parse_float=parse_float)
    if re.search(_LONG_IN_OTHER_BASE, text):
        waiting: list[Any] = [values]
        while waiting:
            one = waiting.pop()
            if isinstance(one, (dict, list)):
                waiting.extend(one.values() if isinstance(one, dict) else one)
            elif isinstance(one, int) and one.bit_length() > _MOST_BITS:
                raise ValueError("a number of thousands of digits")
    return values
