"""Checking: a template or a form, with or without data -> everything that is wrong with it, and nothing written.

And the findings written into a copy of the template, as comments of Word at their places.
"""

from __future__ import annotations

import io
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from docfill.comparing import Uses, report_missing, report_unused
from docfill.each import split
from docfill.filling import beside, examined_by, form_or_template, read_previous, told_where, tried
from docfill.inputs import STDIN, read_data
from docfill.limits import LIMITS
from docfill.memory import within_memory
from docfill.naming import is_file, is_folder, refuse_bad_target, report_name
from docfill.places import FilePlace, Source
from docfill.problems import FillError, Problem, Problems, failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from docfill.data import Data
    from docfill.forms.form import Form
    from docfill.limits import Limits
    from docfill.places import Language
    from docfill.word.checks.draft import Draft
    from docfill.word.checks.usage import Shape
    from docfill.word.template import Template

_DATA_SUFFIXES = frozenset({".xlsx", ".xlsm", ".json", ".toml"})
_MISSING_CODES = frozenset({"missing-value", "misspelt-name"})


@within_memory
def check(
    form: str | Path | Form | Template | None,
    data: str | Path | Mapping[str, Any] | None = None,
    *,
    pictures: str | Path | None = None,
    previous: str | Path | Mapping[str, Any] | None = None,
    recalc: bool = False,
    limits: Limits = LIMITS,
) -> tuple[Problem, ...]:
    """Return everything that is wrong with *form*, and with filling it with *data* if there are any.

    *form*, *data*, *limits* and the other options are what `fill` takes; without data the template alone is looked at.
    First come the faults of the form's own file, then what is found in the template, in the order of its text, then
    what is found in the data. Errors would stop a fill, warnings and notes would not. Besides what a fill reports
    there are names that differ from others by a slip, names that two tags take for different things, and conditions
    that come out the same whatever the data say; with data also values that are missing where these data do not
    reach, and values that nothing uses. Nothing is written, and nothing that is found is raised.
    """
    of_form, of_template, of_data = Problems(), Problems(), Problems()
    given = tried(of_data, lambda: read_data(data, recalc=recalc, limits=limits)) if data is not None else None
    named = form if form is not None else tried(of_form, lambda: _named(given, data))
    draft, found = _draft(named, of_form, limits)
    past = tried(of_data, lambda: read_previous(previous, limits)) if previous is not None else None
    if draft is None:
        return (*of_form, *of_data)
    reports = (tried(of_data, lambda: split(given)) or []) if given is not None else []
    values = [examined_by(found.form, each, of_data, "error", past) for each in reports]
    look = _looking(draft, limits)
    of_template.extend(_examined(draft, found, values[0] if values else None, look))
    for each, shaped in zip(reports, values, strict=True):
        of_data.extend(each.notes)
        began = time.monotonic()
        _check_with(shaped, draft, pictures, of_template, limits)
        _check_name(found, each, shaped, of_data)
        if time.monotonic() - began > limits.seconds:
            break  # the others would take as long, and this one is told
    if given is not None and reports:
        report_unused(given, _uses(draft, found, reports[0]), of_data)
    from docfill.word.checks.examine import in_document_order  # lazy for start-up

    in_text = [problem for problem in of_template if not isinstance(problem.place, Source)]
    at_values = [problem for problem in of_template if isinstance(problem.place, Source)]
    return tuple(Problems([*of_form, *in_document_order(in_text, draft), *of_data, *at_values]))


@within_memory
def annotate(
    form: str | Path | Form | Template | None,
    problems: Iterable[Problem],
    out: str | Path,
    *,
    data: str | Path | Mapping[str, Any] | None = None,
    lang: Language = "en",
    replace: bool = True,
    limits: Limits = LIMITS,
) -> None:
    """Write a copy of the template of *form* to *out*, with each of *problems* as a comment of Word at its place.

    What stands where Word allows no comment (in a header, a note, a text box), or not in the document at all, is a
    comment at the document's beginning that names the place in words. *form* and *limits* are what `check` takes,
    *form* None where *data* name it. A file that *out* names is replaced, unless *replace* is False; the template and
    the data never are. Raises FillError where the template cannot be read as a Word document, or *out* cannot be
    written.
    """
    from docfill.word.annotating import annotated  # lazy for start-up
    from docfill.word.saving import save

    faults = Problems()
    named = form if form is not None or data is None else _named(read_data(data, limits=limits), data)
    draft, found = _draft(named, faults, limits)
    if draft is None:
        raise FillError(faults)
    target = Path(out)
    refused = Problems()
    taken = [data] if isinstance(data, (str, Path)) and data != STDIN else []
    refuse_bad_target(target, draft.own_extension, found.path, taken, replace=replace, problems=refused)
    refused.raise_errors()
    save(list(annotated(draft, problems, lang)), target, replace=replace)


class _Found(NamedTuple):
    """What is checked: the *form* if there is one that can be read, the *path* of the template if it is a file."""

    form: Form | None = None
    path: Path | None = None


def form_or_data(words: Sequence[str]) -> tuple[str | None, str | None]:
    """Return the form and the data that the *words* of a command line name, None for the one that is not among them."""
    first = words[0]
    if len(words) == 1 and (first == STDIN or Path(first).suffix.lower() in _DATA_SUFFIXES):
        return None, first  # a workbook that names its form itself
    return first, words[1] if len(words) > 1 else None


def _named(given: Data | None, data: str | Path | Mapping[str, Any] | None) -> str | Path | None:
    """Return the form that the data call theirs. Raises FillError where they name none."""
    if given is None:
        return None
    name = given.settings.get("form")
    if not name:
        raise failure("form-not-named", FilePlace(given.file) if given.file else None, name=given.file or "-")
    return beside(name, data or "")


def _draft(
    form: str | Path | Form | Template | None, problems: Problems, limits: Limits
) -> tuple[Draft | None, _Found]:
    """Return the template of *form* as a draft, None where nothing can be read; what is wrong goes to *problems*."""
    from docfill.word.checks.draft import Draft  # lazy: brings Jinja
    from docfill.word.template import Template

    if form is None:
        return None, _Found()
    if isinstance(form, Template):
        return Draft.of(form), _Found()
    found: Form | Path | None = form if not isinstance(form, (str, Path)) else None
    if found is None:
        named = form if isinstance(form, (str, Path)) else ""
        found = tried(problems, lambda: form_or_template(named, limits))
        inside = Path(named, "template.docx")
        if found is None and is_folder(named) and is_file(inside):
            found = inside  # the form's own file has faults, and its template may have some too
    if found is None:
        return None, _Found()
    if isinstance(found, Path):
        path = found
        return tried(problems, lambda: Draft(path, limits=limits)), _Found(None, path)
    of_form = found
    draft = tried(problems, lambda: Draft(of_form.template, paragraphs=of_form.paragraph_fields, limits=limits))
    return draft, _Found(of_form, of_form.template)


def _looking(draft: Draft, limits: Limits) -> Callable[[], None]:
    """Return what raises FillError once to look at *draft* takes longer, from now on, than to compile it may take."""
    from docfill.word.clock import Clock  # lazy: brings what templates need
    from docfill.word.scan import TOO_LONG

    clock = Clock(limits.compile_seconds)

    def look() -> None:
        if clock.is_over():
            raise failure(TOO_LONG, FilePlace(draft.file), limit=clock.limit)

    return look


def _examined(draft: Draft, found: _Found, values: Data | None, look: Callable[[], None]) -> Problems:
    """Return what is found in the template by itself; names that the form or the data know are no slips."""
    from docfill.word.checks.examine import examine  # lazy for start-up

    form = found.form
    sizes = {} if form is None else {g.name: (len(g.rows) or 1, len(g.columns)) for g in form.grids.values()}
    known = {usage.path for usage in draft.usages if values is not None and _is_in(values, usage.path)}
    return examine(draft, known, _declared(form) if form is not None else None, sizes, look)


def _is_in(values: Data, path: str) -> bool:
    at: Any = values
    for step in path.split("."):
        name = step.removesuffix("[]")
        if isinstance(at, list):
            at = at[0] if at else None
        if not isinstance(at, dict) or name not in at:
            return False
        at = at[name]
    return True


def _declared(form: Form) -> dict[str, Shape]:
    """Return every path that *form* declares, those within its grids and lists too, with what stands there."""
    declared: dict[str, Shape] = {}
    for field in form.fields.values():
        declared[field.name] = "list" if field.type == "list" else "value"
        declared.update({f"{field.name}[].{line.key}": "value" for line in field.columns})
    for grid in form.grids.values():
        declared[grid.name] = "grid"
        # One row of a grid is a list of figures, which may be summed, and has no text of its own.
        declared.update({f"{grid.name}.{row.key}": "list" for row in grid.rows})
        rows = [f"{grid.name}.{row.key}" for row in grid.rows] or [grid.name]
        declared.update({f"{row}.{column.key}": "value" for row in rows for column in grid.columns})
    return declared


def _check_with(values: Data, draft: Draft, pictures: str | Path | None, problems: Problems, limits: Limits) -> None:
    """Fill *draft* with *values* into nothing, and tell what it lacks where the fill did not come."""
    told: list[Problem] = []
    if not Problems(draft.problems).errors:
        try:
            told = list(draft.fill(values, io.BytesIO(), pictures=pictures))
        except FillError as error:
            told = [told_where(problem, values) for problem in error.problems]
    problems.extend(told)
    places = {problem.place for problem in told if problem.place is not None and problem.code in _MISSING_CODES}
    look = _looking(draft, limits)
    tried(problems, lambda: report_missing(draft.usages, values, places, problems, look))


def _check_name(found: _Found, given: Data, values: Data, problems: Problems) -> None:
    """Report a name of the report that cannot be made of the data."""
    pattern = _pattern(found, given)
    if pattern:
        tried(problems, lambda: report_name(pattern, values, ".docx"))


def _pattern(found: _Found, given: Data) -> str:
    return given.settings.get("output") or (found.form.output if found.form is not None else "")


def _uses(draft: Draft, found: _Found, given: Data) -> Uses:
    from docfill.word.pattern import names_in  # lazy: brings Jinja

    form = found.form
    declared = (*form.fields, *form.grids) if form is not None else ()
    return Uses(draft.usages, [*declared, *names_in(_pattern(found, given))], draft.words)
