"""Filling: a form and data -> the report. The verbs of the library; the command only parses and prints.

The module is not called `fill`: a submodule of that name would take the place of the function in the package.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Generic, Literal, NamedTuple, TypeVar

from docfill.inputs import STDIN, read_data
from docfill.limits import LIMITS, Limits
from docfill.memory import within_memory
from docfill.naming import is_folder, is_there, refuse_bad_target, report_name, warn_of_owner
from docfill.places import FilePlace, Source
from docfill.problems import FillError, Problem, Problems, failure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from docfill.data import Data
    from docfill.forms.form import Form
    from docfill.word.fields import Field
    from docfill.word.kept import Kept
    from docfill.word.template import Template

Missing = Literal["error", "blank", "keep"]
T = TypeVar("T")
Filler_co = TypeVar("Filler_co", bound="Template | Kept", covariant=True)

_MISSING_CODES = frozenset({"missing-value", "misspelt-name"})
_TEMPLATE_SUFFIXES = frozenset({".docx", ".docm", ".dotx", ".dotm"})


class Report(NamedTuple):
    """What a fill gave: the *path* of the report (None where it went into an open file), and what to look at.

    *problems* are the warnings and notes found on the way; errors raise FillError instead.
    """

    path: Path | None
    problems: tuple[Problem, ...] = ()


class Manner(NamedTuple):
    """How reports are filled: what becomes of what is *missing*, where *pictures* are, whether to *replace* files."""

    missing: Missing = "error"
    pictures: str | Path | None = None
    replace: bool = True
    previous: Data | None = None


@within_memory
def fill(
    form: str | Path | Form | Template | None,
    data: str | Path | Mapping[str, Any],
    out: str | Path | BinaryIO | None = None,
    *,
    missing: Missing = "error",
    pictures: str | Path | None = None,
    replace: bool = True,
    previous: str | Path | Mapping[str, Any] | None = None,
    recalc: bool = False,
    cache: bool = False,
    limits: Limits = LIMITS,
) -> Report:
    """Fill *form* with *data*, write the report to *out*, and return where it is.

    *form* is a built-in form's name, a form's folder, a Word template's path, a Template or a Form; None
    leaves it to the workbook's sheet ``docfill``. *data* is the path of a workbook, a JSON or a TOML file,
    ``"-"`` for JSON from standard input, or a mapping, which is not changed. *out* is a path, a folder that
    exists, or a binary file open for writing; None names the report after the workbook's setting ``output``,
    the form, or the data file, in the current folder. *missing* says what becomes of a value that is not in
    the data: a problem (``error``), nothing (``blank``), or its tag as it stands (``keep``). *pictures* is the
    folder in which the filter ``image`` looks for the files that the data name; nothing outside of it is read.
    A file that *out* names is replaced, unless *replace* is False. *previous* are last year's data, given as
    *data* is, for the rules of the form that look back. *recalc* lets LibreOffice calculate, in a copy, the
    formulas of a workbook that have no saved value. *cache* keeps the compiled template in the user's cache folder, as
    the command does, so that the next process that fills it need not compile it. *limits* say how large what is read
    may be, and how long the fill may take; a Template that is given has its own.

    A form's rules are checked first, and its blank totals worked out; see `Form.problems`. Raises FillError with
    every problem of form, data and output at once; nothing is written then.
    """
    problems = Problems()
    given = tried(problems, lambda: read_data(data, recalc=recalc, limits=limits))
    if given is not None and given.settings.get("each"):
        raise failure("each-is-many", Source(given.file, "docfill"), name=given.settings["each"])
    chosen = tried(problems, lambda: (_choose_kept if cache else choose)(form, given, data, limits))
    past = tried(problems, lambda: read_previous(previous, limits)) if previous is not None else None
    if given is None or chosen is None:
        raise FillError(problems)
    source = Path(data) if isinstance(data, (str, Path)) and data != STDIN else None
    manner = Manner(missing, pictures, replace, past)
    shaped, target = prepare(chosen, given, out, manner, source, problems)
    if isinstance(target, Path):
        warn_of_owner(target, None, problems)
    # A report that cannot be written is filled all the same, into nothing, to show what else is to be mended.
    fill_prepared(chosen, shaped, io.BytesIO() if target is None or problems.errors else target, manner, problems)
    return Report(target if isinstance(target, Path) else None, tuple(problems))


def prepare(
    chosen: Chosen[Template | Kept],
    given: Data,
    out: str | Path | BinaryIO | None,
    manner: Manner,
    source: Path | None,
    problems: Problems,
) -> tuple[Data, Path | BinaryIO | None]:
    """Return what is *given* as the template that is *chosen* needs it, and where the report goes, None if unknown.

    *source* is the file of the data, if any. What is wrong, and what is worth a note, goes into *problems*.
    """
    problems.extend([*given.notes, *chosen.template.problems])
    shaped = examined_by(chosen.form, given, problems, manner.missing, manner.previous)
    if out is not None and not isinstance(out, (str, Path)):
        return shaped, out
    target = tried(problems, lambda: _target(out, chosen, shaped, source))
    if target is not None:
        ends = chosen.template.extension
        taken = [source] if source is not None else []
        refuse_bad_target(target, ends, chosen.path, taken, replace=manner.replace, problems=problems)
    return shaped, target


def fill_prepared(
    chosen: Chosen[Template | Kept], shaped: Data, target: Path | BinaryIO, manner: Manner, problems: Problems
) -> None:
    """Fill what is *chosen* with *shaped* data into *target*. Raises FillError with all *problems*."""
    try:
        how = {"durable": isinstance(target, Path), "replace": manner.replace}
        found = chosen.template.fill(shaped, target, missing=manner.missing, pictures=manner.pictures, **how)
        problems.extend(found)
    except FillError as error:
        problems.extend(told_where(problem, shaped) for problem in error.problems)
    problems.raise_errors()


@within_memory
def read_workbook(path: str | Path, *, recalc: bool = False, limits: Limits = LIMITS) -> Data:
    """Return the values of the workbook at *path*, a mapping that knows where each of them came from.

    Where the workbook's sheet ``docfill`` names its form, the values are as that form has them: numbers as
    numbers, grids with named rows and columns, so that ``data.source("申请.新收.自然人")`` is the Source of
    that cell. A value that cannot be read, such as an error of Excel, is a Fault, which raises FillError where it
    is used. *recalc* lets LibreOffice calculate, in a copy, the formulas that have no saved value. *limits* say how
    large the workbook may be. Raises FillError.
    """
    given = read_data(path, recalc=recalc, limits=limits)
    if not given.settings.get("form"):
        return given
    chosen = form_or_template(beside(given.settings["form"], path), limits)
    if isinstance(chosen, Path):
        return given
    problems = Problems()
    # Reading is not filling: a value that the form wants and the workbook lacks is simply not there.
    shaped = shaped_by(chosen, given, problems, "keep")
    problems.raise_errors()
    return shaped


@within_memory
def inspect(form: str | Path | Form | Template, *, limits: Limits = LIMITS) -> tuple[Field, ...]:
    """Return every value that *form* wants, with its path in the data and where the template uses it.

    *form* and *limits* are what `fill` takes; what a form does not require is optional. Raises FillError
    where it cannot be read, or its tags are wrong.
    """
    chosen = Chosen.of(form, limits)
    wanted = chosen.template.fields
    if chosen.form is None:
        return wanted
    return tuple(_explained(want, chosen.form) for want in wanted)


def read_previous(previous: str | Path | Mapping[str, Any], limits: Limits = LIMITS) -> Data:
    """Return last year's data: in the shape of the form that their workbook names, which may be an older edition.

    Raises FillError where they cannot be read; what is wrong in them is past mending, and is not told.
    """
    given = read_data(previous, limits=limits)
    if given.settings.get("form"):
        form = form_or_template(beside(given.settings["form"], previous), limits)
        if not isinstance(form, Path):
            return shaped_by(form, given, Problems(), "keep")
    return given


def shaped_by(form: Form, data: Data, problems: Problems, missing: Missing) -> Data:
    """Return *data* as the template of *form* needs them; what is wrong goes into *problems*."""
    from docfill.forms.shape import shape  # lazy: a plain template needs no forms

    return shape(form, data, problems, missing)


def examined_by(form: Form | None, data: Data, problems: Problems, missing: Missing, previous: Data | None) -> Data:
    """Return *data* as the template needs them; what *form*, if any, finds wrong with them goes into *problems*."""
    if form is not None:
        from docfill.forms.examining import examine  # lazy: a plain template needs no forms

        return examine(form, data, problems, missing, previous)
    if previous is not None:
        problems.add("previous-not-used", FilePlace(previous.file) if previous.file else None)
    return data


def _explained(want: Field, form: Form) -> Field:
    """Return *want* with what the form says of it: a label, the rows and columns of a grid, whether it may be blank."""
    name, _, key = want.path.partition(".")
    field = form.fields.get(want.path)
    if field is not None:
        return want._replace(optional=want.optional or not field.required, label=field.label)
    grid = form.grids.get(name)
    if grid is None:
        return want
    if key:
        labels = [grid.label, *(column.label for column in grid.columns if column.key == key)]
        return want._replace(optional=want.optional or not grid.required, label=" / ".join(labels))
    return want._replace(
        optional=want.optional or not grid.required,
        label=grid.label,
        rows=tuple(row.key for row in grid.rows),
        columns=tuple(column.key for column in grid.columns),
    )


class Chosen(NamedTuple, Generic[Filler_co]):
    """What is to be filled: a *template*, the *form* that gives it meaning if any, the template's *path*."""

    template: Filler_co
    form: Form | None = None
    path: Path | None = None

    @classmethod
    def of(cls, form: str | Path | Form | Template, limits: Limits = LIMITS) -> Chosen[Template]:
        """Return what *form*, as `fill` takes it, means. Raises FillError."""
        from docfill.word.template import Template  # lazy: brings Jinja

        return Chosen(form) if isinstance(form, Template) else _chosen(form, limits, Template)


def _chosen(form: str | Path | Form, limits: Limits, opened: Callable[..., Filler_co]) -> Chosen[Filler_co]:
    """Return what *form* means, its template *opened*."""
    found = form_or_template(form, limits) if isinstance(form, (str, Path)) else form
    if isinstance(found, Path):
        return Chosen(opened(found, limits=limits), path=found)
    template = opened(found.template, paragraphs=found.paragraph_fields, limits=limits)
    return Chosen(template, found, found.template)


def choose(
    form: str | Path | Form | Template | None,
    given: Data | None,
    data: str | Path | Mapping[str, Any],
    limits: Limits = LIMITS,
) -> Chosen[Template] | None:
    """Return what is to be filled: *form*, or what the data names; None where neither can be known."""
    named = form if form is not None else _named(given, data)
    return Chosen.of(named, limits) if named is not None else None


def _choose_kept(
    form: str | Path | Form | Template | None,
    given: Data | None,
    data: str | Path | Mapping[str, Any],
    limits: Limits = LIMITS,
) -> Chosen[Template] | Chosen[Template | Kept] | None:
    """Return what `choose` does, the template as an earlier process kept it where it can be."""
    named = form if form is not None else _named(given, data)
    if not isinstance(named, (str, Path)):
        return Chosen.of(named, limits) if named is not None else None
    from docfill.word.kept import opened  # lazy: the command alone asks

    return _chosen(named, limits, opened)


def _named(given: Data | None, data: str | Path | Mapping[str, Any]) -> str | Path | None:
    """Return the form that the workbook *given*, read from *data*, names; None where none could be read."""
    if given is None:
        return None
    name = given.settings.get("form")
    if not name:
        raise failure("form-not-named", FilePlace(given.file) if given.file else None, name=given.file or "-")
    return beside(name, data)


def form_or_template(name: str | Path, limits: Limits = LIMITS) -> Form | Path:
    """Return the path of the Word template that *name* is, or else the form that it names. Raises FillError."""
    path = Path(name)
    if path.suffix.lower() in _TEMPLATE_SUFFIXES or (is_there(path) and not is_folder(path)):
        return path
    from docfill.forms.library import find_form  # lazy: a plain template needs no forms

    return find_form(name, limits)


def beside(name: str, path: str | Path | Mapping[str, Any]) -> str | Path:
    """Return the form that the workbook at *path* calls *name*: a path beside the workbook, or a name."""
    if isinstance(path, (str, Path)):
        beside = Path(path).parent / name
        if is_there(beside) or beside.suffix.lower() in _TEMPLATE_SUFFIXES:
            return beside
    return name


def _target(out: str | Path | None, chosen: Chosen[Template | Kept], data: Data, source: Path | None) -> Path:
    """Return the path of the report: *out*, or a name of its own in the folder *out* or the current one."""
    if out is not None and not is_folder(Path(out)):
        return Path(out)
    pattern = data.settings.get("output") or (chosen.form.output if chosen.form else "")
    extension = chosen.template.extension
    if pattern:
        name = report_name(pattern, data, extension)
    elif source is not None:
        name = source.stem + extension
    else:
        raise failure("no-output-name")
    return Path(out or "", name)


def told_where(problem: Problem, data: Data) -> Problem:
    """Return *problem*; for a missing value also with where in the data it would stand, as near as known."""
    if problem.code not in _MISSING_CODES or problem.related or isinstance(problem.place, Source):
        return problem
    path = problem.details.get("name", "")
    while path:
        source = data.source(path)
        if source:
            return problem._replace(related=(source,))
        path = path.rpartition(".")[0]
    return problem._replace(related=(Source(data.file),)) if data.file not in {"", STDIN} else problem


def tried(problems: Problems, step: Callable[[], T]) -> T | None:
    """Return what *step* gives; what it raises is collected instead, so that the next step can find more."""
    try:
        return step()
    except FillError as error:
        problems.extend(error.problems)
        return None
