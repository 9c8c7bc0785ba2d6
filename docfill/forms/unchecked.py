"""Unchecked: the rules and totals that could not be checked, and what they lack -> one note each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docfill.severity import Severity

if TYPE_CHECKING:
    from docfill.forms.figures import GapError
    from docfill.places import Place
    from docfill.problems import Problems


class Unchecked:
    """Collects what could not be checked, so that each is told once, however many of its columns it concerns."""

    def __init__(self) -> None:
        self._found: dict[str, Place | None] = {}

    def add(self, name: str, gap: GapError) -> None:
        """Remember that the rule or total *name* could not be checked for want of the figure at *gap*."""
        self._found.setdefault(name, gap.place)

    def report(self, problems: Problems) -> None:
        """Add a note for each, but for those that lack a figure which is an error anyway."""
        told = {problem.place for problem in problems if problem.severity is Severity.ERROR}
        for name, place in self._found.items():
            if place not in told:
                problems.add("rule-not-checked", place, name=name)
