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
    computed = {name: field.computed for name, field in figures.form.fields.items() if field.computed}
    met: set[str] = set()
    # What a field needs may be worked out itself, and is before it. The form has seen to it that this comes to an end.
    waiting = [(name, False) for name in reversed(computed)]
    while waiting:
        name, is_ready = waiting.pop()
        if is_ready:
            _set_or_check(figures.form.fields[name], computed[name], figures, problems, unchecked)
        elif name not in met:
            met.add(name)
            waiting.append((name, True))
            needed = [reference.name for reference in references(computed[name]) if not reference.previous]
            waiting.extend((inner, False) for inner in reversed(needed) if inner in computed)


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
