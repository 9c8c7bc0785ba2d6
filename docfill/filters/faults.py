"""Faults: what a filter raises for a value or an option that it cannot take."""

from __future__ import annotations

from collections.abc import Mapping


class FilterError(Exception):
    """Raised by a filter: the *code* of a problem, and the words of its sentence beside the tag itself."""

    def __init__(self, code: str, **words: object) -> None:
        super().__init__(code, words)
        self.code = code
        self.words = words


def shortened(value: object) -> str:
    """Return *value* as a message shows it: on one line, forty characters at most; of a list or a group no more."""
    if isinstance(value, (list, tuple, Mapping)):
        return "{…}" if isinstance(value, Mapping) else "[…]"
    if type(value).__str__ is object.__str__ and type(value).__repr__ is object.__repr__:
        return "…"  # Python's own words, with an address in memory, tell a reader nothing
    text = " ".join(str(value).split())
    return text if len(text) <= 40 else f"{text[:39]}…"
