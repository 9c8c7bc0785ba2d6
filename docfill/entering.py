"""Entering: a form or a template -> the workbook that people type its data into."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docfill.data import Data, find_source, split_path
from docfill.filling import Chosen, Report, read_previous
from docfill.inputs import STDIN
from docfill.limits import LIMITS
from docfill.memory import within_memory
from docfill.naming import refuse_bad_target, warn_of_owner
from docfill.places import FilePlace, Source
from docfill.problems import Problems
from docfill.severity import Severity

if TYPE_CHECKING:
    from docfill.excel.entry import Kind
    from docfill.forms.form import Form
    from docfill.limits import Limits
    from docfill.places import Language
    from docfill.word.template import Template

_SUFFIX = ".xlsx"
# What a cell can hold: Excel knows no others.
_PLAIN = (str, int, float, Decimal, dt.date, dt.time)
_LONGEST_TEXT = 32_767  # characters that a cell of Excel's holds


@within_memory
def workbook(
    form: str | Path | Form | Template,
    out: str | Path,
    *,
    source: str | Path | Mapping[str, Any] | None = None,
    previous: str | Path | Mapping[str, Any] | None = None,
    replace: bool = True,
    lang: Language = "en",
    limits: Limits = LIMITS,
) -> Report:
    """Write the workbook that people type the data of *form* into to *out*, and return where it is.

    *form* is what `fill` takes. Each table of the template is a sheet that looks like it, each list an Excel table;
    what may be typed into stands open, totals are formulas, and the rules of the form are checked as people type.
    `fill` reads the workbook as it is. *source* is an older workbook, a file of data or a mapping, whose values are
    carried over by their names; the problems of the Report tell, as warnings, what has no place in the new workbook.
    *previous* are last year's data, for the rules that look back; without them, their figures can be typed in.
    *lang* is the language of what the workbook says, *limits* are those of `fill`. A file that *out* names is
    replaced, unless *replace* is False.
    Raises FillError; nothing is written then.
    """
    chosen = Chosen.of(form, limits)
    problems = Problems(chosen.template.problems)
    given = read_previous(source, limits) if source is not None else None
    target = Path(out)
    taken = [each for each in (source, previous) if isinstance(each, (str, Path)) and each != STDIN]
    refuse_bad_target(target, _SUFFIX, chosen.path, taken, replace=replace, problems=problems)
    warn_of_owner(target, None, problems)
    problems.raise_errors()
    from docfill.excel.entrybook import write  # lazy: brings openpyxl
    from docfill.forms.entry import describe
    from docfill.word.saving import save

    kinds: Mapping[str, Kind] = {}
    outlines = chosen.template.outlines
    if chosen.form is not None:
        known = chosen.form
    else:
        from docfill.forms.entryplain import form_of  # lazy: only for a plain template

        known, kinds = form_of(chosen.template.file, chosen.template.fields, outlines, problems)
    values = _carried(known, given, problems) if given is not None else {}
    settings = {"form": _form_setting(chosen, target)}
    if known.output:
        settings["output"] = known.output
    past = _last_year(known, read_previous(previous, limits), problems) if previous is not None else None
    book = describe(known, outlines, values, lang, settings, kinds, past)
    save([write(book)], target, replace=replace)
    return Report(target, tuple(problems))


def _form_setting(chosen: Chosen[Template], target: Path) -> str:
    """Return what the workbook calls its form: the name of a built-in one, else its path from the workbook."""
    from docfill.forms.library import builtin_forms, find_form  # lazy, as in filling.py

    form = chosen.form
    if form is None:
        path = chosen.path
    elif form.name in builtin_forms() and find_form(form.name).template == form.template:
        return form.name
    else:
        path = form.template.parent
    if path is None:
        return chosen.template.file
    try:
        return Path(os.path.relpath(path, target.parent)).as_posix()
    except ValueError:  # on another drive of Windows
        return str(path.resolve())


# What an older workbook holds


def _carried(form: Form, given: Data, problems: Problems) -> Data:
    """Return the values of *given* that *form* has a place for; what it has none for is told as a warning."""
    from docfill.forms.examining import examine  # lazy: only with values to carry over
    from docfill.forms.shape import shape

    found = Problems(given.notes)
    shaped = shape(form, given, found, "keep")
    worked_out = Problems()
    examine(form, given, worked_out, "keep")
    found.extend(problem for problem in worked_out if problem.code == "total-wrong")
    for path in _left_over(form, given):
        place = find_source(given.origins, split_path(path)) or Source(given.file, path=path)
        found.add("value-not-carried", place, name=path)
    _leave_out_unfit(shaped, found, shaped)
    problems.extend(
        problem._replace(severity=Severity.WARNING) if problem.severity is Severity.ERROR else problem
        for problem in found
    )
    return shaped


def _last_year(form: Form, previous: Data, problems: Problems) -> Data:
    """Return last year's values in the shape of *form*, whose edition may be newer than theirs."""
    from docfill.forms.shape import shape  # lazy: only with last year's data

    if not any(rule.looks_back for rule in form.rules):
        problems.add("previous-not-used", FilePlace(previous.file) if previous.file else None)
    return shape(form, previous, Problems(), "keep")


def _leave_out_unfit(values: Any, found: Problems, given: Data, above: tuple[str | int, ...] = ()) -> None:
    """Take out of *values* what no cell can hold: pictures and the like, and texts that are too long."""
    for step, value in list(values.items() if isinstance(values, dict) else enumerate(values)):
        path = (*above, step)
        if isinstance(value, (dict, list)):
            _leave_out_unfit(value, found, given, path)
        elif value is not None and (not isinstance(value, _PLAIN) or len(str(value)) > _LONGEST_TEXT):
            name = ".".join(map(str, path))
            place = find_source(given.origins, path) or Source(given.file, path=name)
            if isinstance(value, str):
                found.add("text-not-carried", place, name=name, length=len(value), limit=_LONGEST_TEXT)
            else:
                found.add("object-not-carried", place, name=name)
            values[step] = None


def _left_over(form: Form, given: Mapping[str, Any], above: str = "") -> list[str]:
    """Return the paths of the values in *given* that *form* has no name for; blank ones are nothing."""
    paths = []
    for name, value in given.items():
        path = f"{above}{name}"
        field = form.fields.get(path)
        if field is not None and field.type == "list" and isinstance(value, list):
            paths += _columns_left_over(path, field.columns, value)
        elif field is not None or path in form.grids or _is_nothing(value):
            continue
        elif isinstance(value, Mapping) and any(known.startswith(f"{path}.") for known in form.fields):
            paths += _left_over(form, value, f"{path}.")
        else:
            paths.append(path)
    return paths


def _is_nothing(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(map(_is_nothing, value.values()))
    if isinstance(value, list):
        return all(map(_is_nothing, value))
    return value is None or (isinstance(value, str) and not value.strip())


def _columns_left_over(path: str, columns: Any, records: list[Any]) -> list[str]:
    from docfill.forms.lines import called  # lazy: as above

    named = [record for record in records if isinstance(record, Mapping)]
    return [
        f"{path}[{index}].{name}"
        for index, record in enumerate(named)
        for name, value in record.items()
        if not _is_nothing(value) and not called(name, columns)
    ]
