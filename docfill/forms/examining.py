"""Examining: a form and data -> the data as the template needs it, totals worked out, and all that is wrong at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docfill.forms.shape import Missing, follow, put, shape
from docfill.places import FilePlace
from docfill.problems import Problems

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docfill.data import Data
    from docfill.forms.algebra import CellPath
    from docfill.forms.figures import Figures
    from docfill.forms.form import Form, Grid
    from docfill.forms.grids import Steps
    from docfill.forms.unchecked import Unchecked


def examine(
    form: Form,
    data: Mapping[str, Any],
    problems: Problems,
    missing: Missing = "error",
    previous: Mapping[str, Any] | None = None,
) -> Data:
    """Return *data* ready for the template of *form*; whatever is wrong with it goes into *problems*.

    It is brought into shape (see `docfill.forms.shape`), blank totals and computed fields are worked out, then the
    rules are checked, with *previous*, last year's data, where there are some, and the figures that texts mention. What
    is blank prints as the form says. Neither *data* nor *previous* is changed.
    """
    from docfill.forms.figures import Figures  # lazy: a form without relations does without

    shaped = shape(form, data, problems, missing)
    figures = Figures(form, shaped, _previous(form, previous, problems))
    _relate(figures, problems)
    _fill_blanks(form, shaped)
    return shaped


def _previous(form: Form, previous: Mapping[str, Any] | None, problems: Problems) -> Figures | None:
    """Return last year's figures. What is wrong with them is past mending, and only matters where a rule needs it."""
    if previous is None:
        return None
    from docfill.forms.figures import Figures  # lazy: see above

    file = getattr(previous, "file", "")
    if not _looks_back(form):
        problems.add("previous-not-used", FilePlace(file) if file else None)
        return None
    past = Problems()
    not_given: set[Steps] = set()
    figures = Figures(form, shape(form, previous, past, "keep", not_given))
    _work_out(figures, past)
    # An older edition of the form has other cells: one that it lacks is not blank, and does not count as 0.
    figures.leave_out(not_given)
    return figures


def _looks_back(form: Form) -> bool:
    from docfill.forms.algebra import references  # lazy: see above

    fields = form.fields.values()
    figures = [field.computed for field in fields if field.computed]
    figures += [mention.equals for field in fields for mention in field.mentions]
    return any(rule.looks_back for rule in form.rules) or any(
        reference.previous for figure in figures for reference in references(figure)
    )


def _relate(figures: Figures, problems: Problems) -> None:
    form = figures.form
    unchecked = _work_out(figures, problems)
    if form.rules:
        from docfill.forms import rules  # lazy: see above

        for rule in form.rules:
            rules.check(rule, figures, problems, unchecked)
    for field in form.fields.values():
        if field.mentions:
            from docfill.forms import mentions  # lazy: see above

            mentions.check(field, figures, problems)
    unchecked.report(problems)
    _warn_of_blanks(figures, problems)


def _work_out(figures: Figures, problems: Problems) -> Unchecked:
    """Set the totals and fields that are blank and can be worked out; check those that are typed."""
    from docfill.forms.unchecked import Unchecked  # lazy: see above

    unchecked = Unchecked()
    for grid in figures.form.grids.values():
        if grid.totals:
            from docfill.forms import totals  # lazy: see above

            totals.complete(figures, grid, problems, unchecked)
    if any(field.computed for field in figures.form.fields.values()):
        from docfill.forms import computing  # lazy: see above

        computing.complete(figures, problems, unchecked)
    return unchecked


def _warn_of_blanks(figures: Figures, problems: Problems) -> None:
    """Warn, once, of the figures that are blank in the grids where the form asks for that."""
    blank: list[CellPath] = []
    for grid in figures.form.grids.values():
        if not grid.warn_blank or grid.name not in figures.data:
            continue
        if any(None in row.values() for row in _rows(grid, figures.data)):
            blank += [path for path in grid.paths if figures.value(path) is None]
    if blank:
        from docfill.forms.spans import together  # lazy: only for a message

        problems.add("figures-left-blank", *together(map(figures.place, blank)), count=len(blank))


def _rows(grid: Grid, shaped: Data) -> list[dict[str, Any]]:
    """Return the cells of *grid* in *shaped*, row by row."""
    return list(shaped[grid.name].values()) if grid.rows else [shaped[grid.name]]


def _fill_blanks(form: Form, shaped: Data) -> None:
    """Put what the form prints for an empty cell or field in its place, in *shaped* itself, which is ours."""
    for grid in form.grids.values():
        if not grid.blank_as or grid.name not in shaped:
            continue
        for row in _rows(grid, shaped):
            row.update({key: grid.blank_as for key, value in row.items() if value is None})
    for field in form.fields.values():
        if field.blank_as:
            steps = tuple(field.name.split("."))
            if follow(shaped, steps) is None:
                put(shaped, steps, field.blank_as)
