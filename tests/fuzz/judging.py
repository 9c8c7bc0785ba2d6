"""Judging: a case -> nothing where all is well, or what is wrong with what became of it."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
import traceback
import zlib
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from docfill import FillError, Job, Limits, Template, annotate, check, fill_many, read_workbook
from docfill import workbook as entry_workbook
from docfill.cli import main
from docfill.console import as_json, draw, lines, summary
from docfill.inputs import read_data
from docfill.severity import Severity
from tests.building import filled_as_kept
from tests.fuzz import forms
from tests.fuzz.chances import Chance
from tests.fuzz.reports import look_at, look_at_folder
from tests.fuzz.spoiling import whole
from tests.simplified_by_jinja import look_at_programs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docfill import Problem, Result
    from tests.fuzz.commands import Line
    from tests.fuzz.making import Case

_LIMITS = Limits(seconds=8)
_TOO_MUCH = "too-much-asked"  # which the usual limits might let pass, in their time
_LANGUAGES = ("en", "zh")
_VERBS = frozenset({"fill", "check", "workbook", "inspect", "explain", "forms"})


class Finding(AssertionError):  # noqa: N818  it is no error of this program
    """Raised where docfill does what it must not; its text says what."""


def judge(case: Case) -> str:
    """Return what is wrong with what docfill makes of *case*: "" where it is a sound report, or problems."""
    try:
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            _TRIALS[case.kind](case, Path(folder))
    except Finding as finding:
        return f"{finding}"
    except FillError as error:
        return f"{traceback.format_exc()}\nraised where problems are returned: {error}"
    except Exception:  # noqa: BLE001  whatever it is, it is a finding
        return traceback.format_exc()
    return ""


def _expect(is_so: object, otherwise: str) -> None:
    if not is_so:
        raise Finding(otherwise)


# --- a template and data ---


def _try_template(case: Case, folder: Path) -> None:
    path = folder / "模板.docx"
    path.write_bytes(case.content)
    out = io.BytesIO()
    refused: tuple[Problem, ...] = ()
    template = None
    try:
        template = Template(case.content, limits=_LIMITS)
        look_at_programs(template)
        _look_at_fields(template, sound=case.kind == "template")
        _told(template.problems)
        _told(template.fill(case.data, out, missing=case.missing))
    except FillError as error:
        refused = error.problems
        _told(refused, stopped=True)
        _expect(not out.getvalue(), "something was written all the same")
        if template is not None and _TOO_MUCH not in {problem.code for problem in refused}:
            kept = filled_as_kept(Template(case.content), case.data, case.missing)
            _expect(kept is None, "what the command keeps of the template was filled with what is refused")
    else:
        again = io.BytesIO()
        template.fill(case.data, again, missing=case.missing)
        _expect(out.getvalue() == again.getvalue(), "the second fill gave other bytes")
        usual = Template(case.content)  # which may fill without Jinja, as one with limits of its own never does
        kept = filled_as_kept(usual, case.data, case.missing)
        _expect(kept in {None, out.getvalue()}, "what the command keeps of the template gave other bytes")
        again = io.BytesIO()
        usual.fill(case.data, again, missing=case.missing)
        _expect(out.getvalue() == again.getvalue(), "without Jinja the fill gave other bytes")
        look_at(out.getvalue(), [case.content], sound=case.kind == "template")
    _told(check(path, limits=_LIMITS))
    found = check(path, case.data, limits=_LIMITS)
    _told(found, placed=False)  # values of a mapping have no place
    # What the one just did in its time the other may not have.
    if case.missing == "error" and _TOO_MUCH not in {problem.code for problem in (*refused, *found)}:
        stops = [problem.code for problem in found if problem.severity is Severity.ERROR]
        _expect(bool(stops) == bool(refused), f"check says {stops}, fill {[problem.code for problem in refused]}")
    with contextlib.suppress(FillError):  # a template that cannot be read cannot be annotated
        annotate(path, found, folder / "批注.docx", data=case.data)
        look_at((folder / "批注.docx").read_bytes(), [case.content], sound=case.kind == "template")
    look_at_folder(folder, {path.name: case.content}, {"批注.docx"})


def _look_at_fields(template: Template, *, sound: bool) -> None:
    for field in template.fields:
        for place in field.uses:
            _expect((place.spot("en") and place.spot("zh")) or not sound, f"{field.path} is used nowhere")


def _try_batch(case: Case, folder: Path) -> None:
    path = folder / "模板.docx"
    path.write_bytes(case.content)
    (folder / "数据.json").write_bytes(b'{"a": 1}')
    (folder / "成稿").mkdir()
    given = {path.name: case.content, "数据.json": b'{"a": 1}'}
    jobs = [Job(data, out) for data, out in case.data]

    def made(*, resume: bool) -> dict[int, Result]:
        results = fill_many(path, jobs, folder="成稿", missing=case.missing, resume=resume, limits=_LIMITS)  # type: ignore[arg-type]
        return {result.job: result for result in results}

    try:
        first = made(resume=False)
    except FillError as error:
        _told(error.problems, stopped=True)
        look_at_folder(folder, given, ())
        return
    _expect(sorted(first) == list(range(len(jobs))), f"of {len(jobs)} jobs there are {sorted(first)}")
    for result in first.values():
        _told(result.problems, stopped=result.path is None, placed=False)
    paths = [result.path for result in first.values() if result.path is not None]
    _expect(len(set(paths)) == len(paths), f"two reports of one name: {paths}")
    written = {each.relative_to(folder).as_posix() if each.is_absolute() else each.as_posix() for each in paths}
    _expect(set(look_at_folder(folder, given, written)) == written, f"{written} is not what there is")
    before = {name: (folder / name).read_bytes() for name in written}
    for report in before.values():
        look_at(report, [case.content], sound=False)
    again = made(resume=True)
    _expect(all(again[job].skipped for job in first if first[job].path), "a report was made again")
    _expect({name: (folder / name).read_bytes() for name in written} == before, "a report is another")


# --- files of data, forms ---


def _try_workbook(case: Case, folder: Path) -> None:
    path = folder / "数据.xlsx"
    path.write_bytes(case.content)
    try:
        data = read_workbook(path)
    except FillError as error:
        _told(error.problems, stopped=True)
        return
    _told(data.notes)
    for fault in data.faults():
        _told(fault.problems, stopped=True)


def _try_data(case: Case, folder: Path) -> None:
    path = folder / f"数据.{case.kind}"
    path.write_bytes(case.content)
    try:
        _told(read_data(path).notes)
    except FillError as error:
        _told(error.problems, stopped=True)


def _try_form(case: Case, folder: Path) -> None:
    """Check the form with its data, and make the workbook to type into, which docfill must be able to read."""
    template = forms.template(_chance_of(case.content))
    (folder / "template.docx").write_bytes(template)
    (folder / "form.toml").write_bytes(case.content)
    _told(check(folder, limits=_LIMITS))
    _told(check(folder, case.data, previous=case.data, limits=_LIMITS), placed=False)
    for name, old in (("空.xlsx", None), ("填报.xlsx", case.data)):
        out = folder / name
        try:
            _told(entry_workbook(folder, out, source=old).problems, placed=False)
        except FillError as error:
            _told(error.problems, stopped=True, placed=False)
            _expect(not out.exists(), "a workbook was written all the same")
            continue
        _expect(whole(out.read_bytes()), "the workbook is no package")
        try:
            read_workbook(out)
        except FillError as error:
            _told(error.problems, stopped=True)
            _expect(old, f"the empty workbook cannot be read: {error}")


def _chance_of(content: bytes) -> Chance:
    return Chance(zlib.crc32(content))


# --- a command ---


def _try_command(case: Case, folder: Path) -> None:
    line = case.line
    if line is None:
        raise Finding("a command without a line")
    for name, content in line.files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    status, printed, complaints = _run(line)
    said = f"{' '.join(line.words)} -> {status}"
    _expect(status in {0, 1, 2}, said)
    _expect("Traceback" not in printed + complaints, f"{said}\n{complaints}")
    _expect(printed or complaints, f"{said}, and nothing was said")
    if "--json" in line.words and "--" not in line.words and status != 2 and line.words[0] in _VERBS:
        told = json.loads(printed)
        if line.words[0] in {"fill", "check"}:
            _expect(told["ok"] is (status == 0), f"{said}, and ok is {told['ok']}")
    made = look_at_folder(folder, line.files, None)
    for name in made:
        look_at((folder / name).read_bytes(), line.files.values(), sound=False)
    if status == 2 or (status == 1 and line.words[0] == "workbook"):
        _expect(not made, f"{said}, and {made} was written")


def _run(line: Line) -> tuple[int, str, str]:
    streams = [io.TextIOWrapper(io.BytesIO(), encoding=line.encoding, write_through=True) for _ in range(2)]
    # What `-` reads: the worker's own is for the numbers of cases.
    given = io.TextIOWrapper(io.BytesIO(b'{"a": 1, "rows": [{"a": 1}]}'))
    with (
        mock.patch.object(sys, "stdin", given),
        contextlib.redirect_stdout(streams[0]),
        contextlib.redirect_stderr(streams[1]),
    ):
        status = main(line.words)
    said = [stream.buffer.getvalue().decode(line.encoding) for stream in streams]  # type: ignore[attr-defined]
    return status, said[0], said[1]


# --- problems ---


def _told(problems: Iterable[Problem], *, stopped: bool = False, placed: bool = True) -> None:
    """Raise unless the *problems* are told in words, in both languages; where they are to be *placed*, with a place."""
    found = tuple(problems)
    if stopped:
        _expect(any(problem.severity is Severity.ERROR for problem in found), "no problem is told")
    for lang in _LANGUAGES:
        text = "\n".join([draw(found, lang), lines(found, lang), summary(found, lang, stopped=stopped)])
        _expect("Traceback" not in text and " object at 0x" not in text, f"badly said: {text}")
        text.encode("utf-8")
        stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        json.loads(as_json(found, lang, ok=not found, stream=stream))
    for problem in found:
        _expect(problem.place is not None or not placed, f"no place is named: {problem.line()}")
        _expect(problem.message("en") and problem.message("zh"), f"nothing is said: {problem.code}")


_TRIALS = {
    "template": _try_template,
    "document": _try_template,
    "workbook": _try_workbook,
    "form": _try_form,
    "json": _try_data,
    "toml": _try_data,
    "command": _try_command,
    "batch": _try_batch,
}
