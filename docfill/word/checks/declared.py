"""Declared: every use of a name, and what a form declares -> names that it does not have, or has as something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from docfill.problems import Problems
    from docfill.word.checks.usage import Shape, Usage


def check_declared(usages: Iterable[Usage], declared: Mapping[str, Shape], problems: Problems) -> None:
    """Warn of uses that do not go with *declared*: the shape of every path that a form has, those within others too.

    Of a name that was told already, as a slip for one that is declared, no more is said.
    """
    told = {problem.details.get("name") for problem in problems}
    roots = {path.partition(".")[0].removesuffix("[]") for path in declared}
    for usage in usages:
        name = usage.path.replace("[]", "")
        steps = name.split(".")
        if usage.tag is None or any(".".join(steps[:depth]) in told for depth in range(1, len(steps) + 1)):
            continue
        shape = declared.get(usage.path)
        if shape is None:
            root = name.partition(".")[0]
            # What is within a list or a grid is known whole; a loop over a grid's rows has no names to look at.
            whole = declared.get(root) in {"list", "grid"} and "[]." not in usage.path.removeprefix(f"{root}[].")
            if usage.needed and (root not in roots or whole) and not usage.path.endswith("[]"):
                problems.add("name-not-declared", usage.tag.place, name=name)
                told.add(name)
        elif shape == "value" and usage.shape in {"list", "grid"}:
            problems.add("declared-as-value", usage.tag.place, name=name)
        elif shape in {"list", "grid"} and usage.shape == "value":
            problems.add("declared-as-list", usage.tag.place, name=name)
