"""Shapes: every use of a name -> names that one tag takes for a list, a group or one value, and another for the other.

Such a template cannot be filled with any data that reach both tags.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docfill.places import DocumentPlace
    from docfill.problems import Problems
    from docfill.word.checks.usage import Usage

Kind = Literal["value", "list", "grid", "group"]

# What a date or a time has inside without being a group of values.
_WITHIN_A_DATE = frozenset({"year", "month", "day", "hour", "minute", "second"})
_CONFLICTS: tuple[tuple[Kind, Kind, str], ...] = (
    ("list", "value", "list-and-value"),
    ("grid", "value", "list-and-value"),
    ("group", "value", "group-and-value"),
    ("list", "group", "list-and-group"),
)


def check_shapes(usages: Sequence[Usage], problems: Problems) -> None:
    """Warn of each name whose uses do not go together, at the tag that takes it for the greater of the two."""
    first: dict[tuple[str, Kind], Usage] = {}
    for usage in usages:
        if usage.shape in {"value", "list", "grid"}:
            first.setdefault((usage.path, usage.shape), usage)
        steps = usage.path.split(".")
        for depth in range(1, len(steps)):
            if steps[depth].removesuffix("[]") not in _WITHIN_A_DATE:
                first.setdefault((".".join(steps[:depth]), "group"), usage)
    asked = {usage.path for usage in usages if usage.shape == "either"}
    for path in dict.fromkeys(path for path, _ in first if path not in asked):
        for greater, lesser, code in _CONFLICTS:
            one, other = first.get((path, greater)), first.get((path, lesser))
            if one is not None and other is not None:
                problems.add(
                    code, _place(one), *_places(other), name=path.replace("[]", ""), other=_deeper(path, one, other)
                )


def _deeper(path: str, one: Usage, other: Usage) -> str:
    """Return the name that looks into the group at *path*, for the message."""
    deeper = other.path if other.path != path else one.path
    return deeper.replace("[]", "")


def _place(usage: Usage) -> DocumentPlace | None:
    return usage.tag.place if usage.tag is not None else None


def _places(usage: Usage) -> list[DocumentPlace]:
    place = _place(usage)
    return [place] if place is not None else []
