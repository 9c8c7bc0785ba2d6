"""Rules: a form's rules and a report's figures -> each row or column that breaks one, with both sides written out."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from docfill.forms.algebra import (
    Comparison,
    Given,
    Matches,
    Not,
    Number,
    Operation,
    Reference,
    Sum,
    axis_of,
    references,
)
from docfill.forms.figures import GapError, differ, plain_number, written_sum
from docfill.forms.spans import together
from docfill.problems import Details, Problem

if TYPE_CHECKING:
    from docfill.forms.algebra import Condition, Figure
    from docfill.forms.figures import Exact, Figures
    from docfill.forms.relations import Rule
    from docfill.forms.unchecked import Unchecked
    from docfill.places import Place
    from docfill.problems import Problems

# What the difference of both sides must not be, by sign.
_BROKEN = {"==": (1, -1), "<=": (1,), ">=": (-1,)}


def check(rule: Rule, figures: Figures, problems: Problems, unchecked: Unchecked) -> None:
    """Add a problem for each row or column in which *rule* is broken; what lacks a figure goes to *unchecked*.

    A rule that looks back is left out where there are no figures of last year.
    """
    if figures.previous is None and rule.looks_back:
        return
    if rule.when is not None and not holds(rule.when, figures):
        return
    if not isinstance(rule.check, Comparison):
        if not holds(rule.check, figures):
            _report(rule, "rule-not-met", figures, 0, problems)
        return
    for at, key in enumerate(axis_of(rule.check) or ("",)):
        try:
            broken = _broken(rule, rule.check, figures, at)
        except GapError as gap:
            if _is_worth_telling(gap, rule.check, figures, at):
                unchecked.add(rule.message or rule.name, gap)
            continue
        if broken:
            code, left, right = broken
            where = f"{key}: " if key else ""
            _report(rule, code, figures, at, problems, at=where, left=left, right=right)


def _broken(rule: Rule, check: Comparison, figures: Figures, at: int) -> tuple[str, str, str] | None:
    """Return the code and both sides, written out, where *check* does not hold; None where it does."""
    left, right = number(check.left, figures, at), number(check.right, figures, at)
    over = differ(left, right, rule.tolerance)
    if over not in _BROKEN[check.sign]:
        return None
    sides = [check.left, check.right]
    if check.sign == ">=":
        sides.reverse()  # told the other way round: which is more than it may be
    first, second = (side(node, figures, at) for node in sides)
    return "rule-broken" if check.sign == "==" else "limit-broken", first, second


def _report(rule: Rule, code: str, figures: Figures, index: int, problems: Problems, **words: str) -> None:
    places = places_of(rule.check, figures, index)
    details = Details(sorted({"rule": rule.message or rule.name, **words}.items()))
    related = tuple(together(place for place in places if place != places[0]))
    problems.extend([Problem(code, places[0], rule.severity, details, related)])


def _is_worth_telling(gap: GapError, check: Comparison, figures: Figures, at: int) -> bool:
    """Say whether people are helped by hearing that this was not checked.

    Not where a field is blank, which may be or is told as missing, and not where all of the figures are blank.
    """
    named = [reference for reference in references(check) if reference.kind != "list"]
    if gap.why == "absent":
        return any(reference.previous for reference in named)
    if gap.why != "blank":
        return True
    blank = [_report_of(reference, figures).is_blank(reference.path(at)) for reference in named]
    fields = [reference.kind == "field" for reference in named]
    return not all(blank) and not any(map(lambda field, empty: field and empty, fields, blank))


# Working out


def number(node: Figure, figures: Figures, at: int = 0) -> Exact:
    """Return what *node* gives, for number *at* along its axis. Raises GapError where a figure is not there."""
    if isinstance(node, Reference):
        return _report_of(node, figures).number(node.path(at))
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Sum):
        return sum(_parts(node, figures))
    left, right = number(node.left, figures, at), number(node.right, figures, at)
    if node.sign == "+":
        return left + right
    if node.sign == "-":
        return left - right
    if node.sign == "*":
        return left * right
    if not right:
        raise GapError("endless", figures.as_a_whole())
    return Decimal(left) / Decimal(right)


def holds(condition: Condition, figures: Figures) -> bool:
    """Say whether *condition* holds; a comparison that lacks a figure does not."""
    if isinstance(condition, Comparison):
        try:
            left, right = number(condition.left, figures), number(condition.right, figures)
        except GapError:
            return False
        return left == right if condition.sign == "==" else left <= right if condition.sign == "<=" else left >= right
    if isinstance(condition, Given):
        return bool(_report_of(condition.what, figures).value(condition.what.path()))
    if isinstance(condition, Matches):
        value = _report_of(condition.what, figures).value(condition.what.path())
        return value is not None and re.search(condition.pattern, str(value)) is not None
    if isinstance(condition, Not):
        return not holds(condition.condition, figures)
    answers = (holds(each, figures) for each in condition.conditions)
    return all(answers) if condition.word == "and" else any(answers)


def _report_of(reference: Reference, figures: Figures) -> Figures:
    if not reference.previous:
        return figures
    if figures.previous is None:
        raise GapError("absent", figures.as_a_whole())
    return figures.previous


def _parts(node: Sum, figures: Figures) -> list[Exact]:
    found: list[Exact] = []
    for part in node.parts:
        of = _report_of(part, figures)
        found += of.records(part.path()) if part.kind == "list" else map(of.number, part.paths)
    return found


def places_of(node: Figure | Condition, figures: Figures, at: int = 0) -> list[Place]:
    """Return where the figures stand that *node* names, for number *at* along its axis."""
    return [place for reference in references(node) for place in _places(reference, figures, at)]


def _places(reference: Reference, figures: Figures, at: int) -> list[Place]:
    of = _report_of(reference, figures)
    if reference.kind == "list":
        *name, column = reference.path()
        records = of.value(tuple(name))
        count = len(records) if isinstance(records, list) else 0
        return [of.place((*name, index, column)) for index in range(count)] or [of.place(tuple(name))]
    return [of.place(reference.path(at))]


# Writing out


def side(node: Figure, figures: Figures, at: int = 0) -> str:
    """Return one side with its figures: ``7 + 0 = 7``, or the figure alone where nothing is worked out."""
    if isinstance(node, Sum):
        return written_sum(_parts(node, figures))
    said, total = _written(node, figures, at), plain_number(number(node, figures, at))
    return said if said == total else f"{said} = {total}"


def _written(node: Figure, figures: Figures, at: int) -> str:
    if not isinstance(node, Operation):
        return plain_number(number(node, figures, at))
    left, right = _written(node.left, figures, at), _written(node.right, figures, at)
    if node.sign in "*/":
        left = f"({left})" if isinstance(node.left, Operation) and node.left.sign in "+-" else left
        right = f"({right})" if isinstance(node.right, Operation) else right
    elif node.sign == "-" and isinstance(node.right, Operation) and node.right.sign in "+-":
        right = f"({right})"
    return f"{left} {node.sign.replace('*', '×').replace('/', '÷')} {right}"
