"""Computing: the fields that a form works out from others -> their values where blank, checked where typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docfill.forms.algebra import divides, references
from docfill.forms.figures import GapError, plain_number, printed, rounded_as
from docfill.forms.rules import number, places_of, side
from docfill.forms.shape import put
from docfill.forms.spans import together

if TYPE_CHECKING:
    from docfill.forms.algebra import Figure
    from docfill.forms.figures import Figures
    from docfill.forms.form import Field
    from docfill.forms.unchecked import Unchecked
    from docfill.problems import Problems


def complete(figures: Figures, problems: Problems, unchecked: Unchecked) -> None:
    """Set the blank fields that can be worked out, in the data of *figures*, and check those that are typed."""
    fields = {name: field for name, field in figures.form.fields.items() if field.computed}
    done: set[str] = set()

    def work_out(field: Field, of: Figure) -> None:
        if field.name in done:
            return
        done.add(field.name)
        for reference in references(of):
            # What it needs may be worked out itself; the form has seen to it that this comes to an end.
            inner = fields.get(reference.name)
            if inner is not None and inner.computed and not reference.previous:
                work_out(inner, inner.computed)
        _set_or_check(field, of, figures, problems, unchecked)

    for field in fields.values():
        if field.computed:
            work_out(field, field.computed)


def _set_or_check(field: Field, of: Figure, figures: Figures, problems: Problems, unchecked: Unchecked) -> None:
    path = tuple(field.name.split("."))
    named = list(references(of))
    blank = figures.is_blank(path)
    try:
        worth = number(of, figures)
        if blank:
            put(figures.data, path, printed(worth))
            return
        found = figures.number(path)
    except GapError as gap:
        if gap.why != "blank" or not all(figures.is_blank(each) for reference in named for each in reference.paths):
            unchecked.add(field.label, gap)
        return
    if found != (rounded_as(found, worth) if divides(of) else worth):
        words = {"label": field.label, "name": field.name, "found": plain_number(found), "sum": side(of, figures)}
        problems.add("computed-wrong", figures.place(path), *together(places_of(of, figures)), **words)
