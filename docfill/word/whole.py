"""Whole numbers: an attribute or a name as a package has it -> the number that it says, if it says one."""

from __future__ import annotations

import re

# Nine digits are within what Word takes for a number (xsd:int); what has more is damage, and no size or id to count on.
_WHOLE = re.compile("[0-9]{1,9}")


def whole(written: str, default: int = 0) -> int:
    """Return the number that *written* says; *default* where it says none, or one that is too large for Word."""
    return int(written) if _WHOLE.fullmatch(written) else default
