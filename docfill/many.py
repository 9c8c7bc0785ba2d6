"""Many: one form and many jobs -> a result for each as it completes, here or in the workers of an executor.

A job that fails stops no other. A worker is given the form once; after that a job is its data, and what comes back is
the report, which is written here: two jobs that name one report are seen before either is lost.
"""

from __future__ import annotations

import io
import itertools
import os
import platform
import zipfile
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from docfill.each import split
from docfill.filling import Chosen, Manner, Missing, beside, choose, fill_prepared, prepare, read_previous
from docfill.inputs import STDIN, read_data
from docfill.naming import is_folder, is_there
from docfill.places import FilePlace
from docfill.problems import FillError, Problem, Problems, failure
from docfill.word.saving import save

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from concurrent.futures import Executor, Future

    from docfill.data import Data
    from docfill.forms.form import Form
    from docfill.word.template import Template

# As many jobs wait in an executor as keep its workers busy, so that a million of them need not be held at once.
_WAITING = 64


class Job(NamedTuple):
    """One report to be made: from *data*, what `fill` takes, to *out*, None where it is named as `fill` names it."""

    data: str | Path | Mapping[str, Any]
    out: str | Path | None = None


class Result(NamedTuple):
    """What became of one report: its *path*, None where it was not written, and the *problems*.

    *job* is the number of the job that asked for it, in the order in which they were given, from 0; *row* that of the
    row of data it is of, where one job is many reports. *name* says in words what it was made from. *skipped* says that
    it was there already, and newer than all that it is made from.
    """

    job: int
    row: int
    name: str
    path: Path | None
    problems: tuple[Problem, ...] = ()
    skipped: bool = False


class _Kit(NamedTuple):
    """What all jobs have in common; it goes to a worker once.

    *chosen* is None where the data name their form; *named* are the forms that they named so far.
    """

    chosen: Chosen | None
    named: dict[str, Chosen]
    manner: Manner
    folder: str | Path | None
    resume: bool
    recalc: bool


class _Order(NamedTuple):
    """One job on its way: *data* are read already, or *source* is their file and *data* None."""

    job: int
    row: int
    name: str
    data: Data | None
    source: Path | None
    out: str | Path | None


class _Made(NamedTuple):
    """A result with the report's *content*, not yet written."""

    result: Result
    content: bytes = b""


def fill_many(
    form: str | Path | Form | Template | None,
    jobs: Iterable[Job | str | Path | Mapping[str, Any]],
    executor: Executor | None = None,
    *,
    folder: str | Path | None = None,
    missing: Missing = "error",
    pictures: str | Path | None = None,
    previous: str | Path | Mapping[str, Any] | None = None,
    replace: bool = True,
    resume: bool = False,
    recalc: bool = False,
) -> Iterator[Result]:
    """Fill *form* once for each of *jobs* and yield what became of each, as it completes.

    *form*, *missing*, *pictures*, *previous*, *replace* and *recalc* are those of `fill`. A job is a `Job`, or just
    its data; a workbook whose sheet ``docfill`` says ``each`` is as many reports as that list has rows. Reports
    without a path of their own go into *folder*, or the current one. *executor* is any of ``concurrent.futures``: a
    ProcessPoolExecutor, or one that leads to other machines; None fills here, one after the other. With *resume* a
    report that is there, and newer than the files of its data and its form, is not made again. Where two name one
    report, the later one is a problem and the earlier one stays.

    Raises FillError where the form or *previous* cannot be read; what is wrong with a job is in its result.
    """
    if folder is not None and not is_folder(folder):
        raise failure("output-not-a-folder", FilePlace(str(folder)), name=folder)
    past = read_previous(previous) if previous is not None else None
    chosen = choose(form, None, "") if form is not None else None
    # Whether a file may be replaced is looked at as it is written: the reports before it may have made it.
    kit = _Kit(chosen, {}, Manner(missing, pictures, True, past), folder, resume, recalc)
    orders = _orders(jobs, alone=executor is None, recalc=recalc)
    if executor is not None:
        return _write(_there(orders, kit, executor), replace=replace)
    return _write((each for order in orders for each in _make(order, kit)), replace=replace)


def _orders(jobs: Iterable[Job | str | Path | Mapping[str, Any]], *, alone: bool, recalc: bool) -> Iterator[_Order]:
    """Yield the orders of *jobs*; a workbook by itself is read here, for it may be many reports."""
    ahead = iter(jobs)
    first = list(itertools.islice(ahead, 2))
    for number, job in enumerate(itertools.chain(first, ahead)):
        given = job if isinstance(job, Job) else Job(job)
        source = Path(given.data) if isinstance(given.data, (str, Path)) and given.data != STDIN else None
        name = str(source) if source is not None else STDIN if given.data == STDIN else f"#{number + 1}"
        order = _Order(number, 0, name, None, source, given.out)
        if source is None:
            data = read_data(given.data, recalc=recalc)
            yield from _rows(order, data)
        elif len(first) == 1 and not alone:
            try:
                yield from _rows(order, read_data(source, recalc=recalc))
            except FillError:
                yield order  # a worker finds the same, and tells it in the result
        else:
            yield order


def _rows(order: _Order, data: Data) -> Iterator[_Order]:
    """Yield *order* with its *data*, or one for each row that they ask for."""
    reports = split(data)
    for row, each in enumerate(reports):
        name = f"{order.name} [{row + 1}]" if len(reports) > 1 else order.name
        yield order._replace(row=row, name=name, data=each)


# --- making ---


def _make(order: _Order, kit: _Kit) -> Iterator[_Made]:
    """Yield the reports of *order*, filled but not written."""
    try:
        rows = [order] if order.data is not None else list(_rows(order, read_data(order.source, recalc=kit.recalc)))
        for row in rows:
            if row.data is not None:  # as every row has
                yield _made(row, row.data, kit.chosen or _named(row.data, order.source, kit), kit)
    except FillError as error:
        yield _Made(Result(order.job, order.row, order.name, None, error.problems))


def _named(data: Data, source: Path | None, kit: _Kit) -> Chosen:
    """Return the form that *data* from the file *source* name, read once for all that name it."""
    name = str(beside(data.settings.get("form", ""), source or ""))
    chosen = kit.named.get(name) or choose(None, data, source or "")
    if chosen is None:  # it was told what the data are
        raise AssertionError(name)
    kit.named[name] = chosen
    return chosen


def _made(order: _Order, given: Data, chosen: Chosen, kit: _Kit) -> _Made:
    result = Result(order.job, order.row, order.name, None)
    problems = Problems()
    sink = io.BytesIO()
    try:
        out = order.out if order.out is not None else kit.folder
        shaped, path = prepare(chosen, given, out, kit.manner, order.source, problems)
        if isinstance(path, Path) and not problems.errors and kit.resume and _is_done(path, order, chosen):
            return _Made(result._replace(path=path, skipped=True))
        fill_prepared(chosen, shaped, sink, kit.manner, problems)
    except FillError as error:
        return _Made(result._replace(problems=error.problems))
    written = path if isinstance(path, Path) else None
    return _Made(result._replace(path=written, problems=tuple(problems)), sink.getvalue())


def _is_done(path: Path, order: _Order, chosen: Chosen) -> bool:
    """Tell whether the report at *path* is whole, and newer than the files that it is made from.

    Never without such a file, for then nobody knows what it was made from.
    """
    if order.source is None or not zipfile.is_zipfile(path):
        return False
    sources = [order.source, chosen.path]
    if chosen.form is not None and chosen.path is not None:
        sources.append(chosen.path.with_name("form.toml"))
    made = path.stat().st_mtime_ns
    return all(source is None or source.stat().st_mtime_ns < made for source in sources)


# --- writing ---


def _write(made: Iterable[_Made], *, replace: bool) -> Iterator[Result]:
    """Yield the results of what was *made*, its content written; of two for one path the later is a problem."""
    names: dict[str, str] = {}
    for result, content in made:
        if result.path is None:
            yield result
            continue
        problems = Problems(result.problems)
        place, key = FilePlace(str(result.path)), os.path.normcase(result.path.absolute())
        if key in names:
            problems.add("output-twice", place, name=result.name, other=names[key])
        elif not (replace or result.skipped) and is_there(result.path):
            problems.add("output-exists", place, name=result.path.name)
        names.setdefault(key, result.name)
        if not (problems.errors or result.skipped):
            try:
                save([content], result.path, durable=False)
            except FillError as error:
                problems.extend(error.problems)
        kept = None if problems.errors else result.path
        yield result._replace(path=kept, skipped=result.skipped and kept is not None, problems=tuple(problems))


# --- workers ---

# The kits that this process was given; in a worker they stay from job to job. A few, for one client may go after
# another.
_kits: dict[str, _Kit] = {}
_MOST_KITS = 4
_counter = itertools.count()


def _work(order: _Order, key: str, kit: _Kit | None) -> list[_Made] | None:
    """Return what a worker makes of *order*; None where it was not given the kit of that *key* yet."""
    if kit is not None:
        _kits[key] = kit
        while len(_kits) > _MOST_KITS:
            del _kits[next(iter(_kits))]
    known = _kits.get(key)
    return None if known is None else list(_make(order, known))


def _there(orders: Iterator[_Order], kit: _Kit, executor: Executor) -> Iterator[_Made]:
    """Yield what the workers of *executor* make of *orders*, as it completes."""
    key = f"{platform.node()}-{os.getpid()}-{next(_counter)}"
    running: dict[Future[list[_Made] | None], _Order] = {}

    def begin(order: _Order, kit: _Kit | None) -> list[_Made]:
        try:
            running[executor.submit(_work, order, key, kit)] = order
        except BrokenExecutor:
            return [_lost(order)]
        return []

    for order in itertools.islice(orders, _WAITING):
        yield from begin(order, None)
    while running:
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            order = running.pop(future)
            try:
                made = future.result()
            except BrokenExecutor:
                made = [_lost(order)]
            if made is None:
                yield from begin(order, kit)
                continue
            yield from made
            for following in itertools.islice(orders, 1):
                yield from begin(following, None)


def _lost(order: _Order) -> _Made:
    """Return the result of a job whose worker ended, killed perhaps for want of memory."""
    problems = Problems()
    problems.add("worker-lost", FilePlace(str(order.source)) if order.source else None, name=order.name)
    return _Made(Result(order.job, order.row, order.name, None, tuple(problems)))
