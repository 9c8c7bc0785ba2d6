"""Examine: a draft of a template -> every finding about it, and about its data, in the order of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docfill.places import DocumentPlace, FilePlace
from docfill.problems import FillError, Problems
from docfill.word.checks.conditions import check_conditions
from docfill.word.checks.declared import check_declared
from docfill.word.checks.grids import check_grids
from docfill.word.checks.shapes import check_shapes
from docfill.word.checks.slips import check_slips
from docfill.word.locating import locate

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from docfill.problems import Problem
    from docfill.word.checks.draft import Draft
    from docfill.word.checks.usage import Shape


def examine(
    draft: Draft,
    known: Collection[str],
    declared: Mapping[str, Shape] | None,
    sizes: Mapping[str, tuple[int, int]],
    look: Callable[[], None],
) -> Problems:
    """Return the faults of *draft* and what looks like one.

    *known* are the paths that the data have, and so no slips; *declared* those of the form with their shapes, None
    where there is no form, and *sizes* the rows and columns of its grids. *look* raises FillError where all this takes
    too long, and then that is among the problems.
    """
    problems = Problems(draft.problems)
    try:
        for program, statements in zip(draft.programs, draft.statements, strict=True):
            check_conditions(statements, problems)
            look()
            check_grids(program, sizes, problems)
            look()
        check_shapes(draft.usages, problems)
        look()
        bound = [tag for program in draft.programs for tag in program.tags if tag.word in {"for", "set", "with"}]
        check_slips(draft.usages, bound, {*known, *(declared or ())}, problems, look)
        if declared is not None:
            check_declared(draft.usages, declared, problems)
    except FillError as error:
        problems.extend(error.problems)
    return problems


def in_document_order(problems: Iterable[Problem], draft: Draft) -> list[Problem]:
    """Return *problems* as a reader of the document meets them; what stands nowhere in its text comes last."""
    orders: dict[tuple[object, ...], tuple[int, int]] = {}

    def order(problem: Problem) -> tuple[int, int, int]:
        place = problem.place
        if isinstance(place, FilePlace) and place.member:
            numbers = [number for number, part in enumerate(draft.parts) if part.member == place.member]
            return (numbers[0] if numbers else len(draft.parts), 0, 0)
        if not isinstance(place, DocumentPlace):
            return (len(draft.parts), 1, 0)
        key = (place.steps, place.around)
        if key not in orders:
            spot = locate(place, draft.parts)
            orders[key] = (spot.number, spot.paragraph.element.start) if spot else (len(draft.parts), 0)
        return (*orders[key], place.start)

    return sorted(problems, key=order)
