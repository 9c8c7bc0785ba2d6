"""Many: one form and many jobs -> a result for each as it completes, here or in the workers of an executor.

A job that fails stops no other. What workers make comes back here and is written here: two jobs that name one report
are seen before either is lost.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from docfill.filling import Manner, Missing, choose, read_previous
from docfill.inputs import STDIN, read_data
from docfill.limits import LIMITS
from docfill.making import Desk, Kit, Made, Order, Result, make, or_failed, rows_of
from docfill.memory import out_of_memory, within_memory
from docfill.naming import is_file, is_folder, is_there, one_name, signs_of_owners, warn_of_owner, whole_path
from docfill.places import FilePlace
from docfill.problems import FillError, Problems, failure
from docfill.word.saving import save

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from concurrent.futures import Executor

    from docfill.forms.form import Form
    from docfill.limits import Limits
    from docfill.word.template import Template

__all__ = ["Job", "Result", "fill_many"]


class Job(NamedTuple):
    """One report to be made: from *data*, what `fill` takes, to *out*, None where it is named as `fill` names it."""

    data: str | Path | Mapping[str, Any]
    out: str | Path | None = None


@within_memory
def fill_many(
    form: str | Path | Form | Template | None,
    jobs: Iterable[Job | str | Path | Mapping[str, Any]] | Job | str | Path | Mapping[str, Any],
    executor: Executor | None = None,
    *,
    folder: str | Path | None = None,
    missing: Missing = "error",
    pictures: str | Path | None = None,
    previous: str | Path | Mapping[str, Any] | None = None,
    replace: bool = True,
    resume: bool = False,
    recalc: bool = False,
    limits: Limits = LIMITS,
) -> Iterator[Result]:
    """Fill *form* once for each of *jobs* and yield what became of each, as it completes.

    *form*, *missing*, *pictures*, *previous*, *replace*, *recalc* and *limits* are those of `fill`. A job is a `Job`,
    or just its data; one alone is a list of one. A workbook whose sheet ``docfill`` says ``each`` is as many reports as
    that list has rows. Reports without a path of their own go into *folder*, or the current one. *executor* is any of
    ``concurrent.futures``: a ProcessPoolExecutor, or one that leads to other machines; None fills here, one after the
    other. With *resume* a report that is there, and is what would be written, is left alone; so is one that is newer
    than the files of its data and its form, with a warning. Where two name one report, the first of them stays and the
    other is a problem.

    Raises FillError where the form or *previous* cannot be read, and whatever *jobs* raise as they are taken; what is
    wrong with a job is in its result.
    """
    if folder is not None and not is_folder(folder):
        raise failure("output-not-a-folder", FilePlace(str(folder)), name=folder)
    past = read_previous(previous, limits) if previous is not None else None
    chosen = choose(form, None, "", limits) if form is not None else None
    # Whether a file may be replaced is looked at as it is written: the reports before it may have made it.
    kit = Kit(chosen, Manner(missing, pictures, True, past), folder, resume, recalc, limits)
    return _written(_made(jobs, kit, executor), replace=replace)


def _made(jobs: Any, kit: Kit, executor: Executor | None) -> Iterator[Made]:
    """Yield what is made of *jobs*, here or by the workers of *executor*."""
    if isinstance(jobs, (Job, str, Path, Mapping)):  # whose letters, fields or keys are no jobs
        jobs = [jobs]
    # Each is made an order before the next is asked for: whoever gives them may put all into one mapping in turn.
    orders = (order for number, job in enumerate(jobs) for order in _ordered(number, job, kit))
    if executor is None:
        desk = Desk(kit)
        for order in orders:
            yield from make(order, desk)
        return
    from docfill.sending import sent  # lazy: only with workers

    first, others = _taken(orders, 2)
    if len(first) == 1:  # it may be many reports, for many workers
        first, kit = _parted(first[0], kit)
    yield from sent(itertools.chain(first, others), kit, executor)


def _taken(orders: Iterator[Order | Made], count: int) -> tuple[list[Order | Made], Iterator[Order | Made]]:
    """Return the first *count* of *orders*, and the others; what is raised meanwhile comes after those before it."""
    first: list[Order | Made] = []
    try:
        while len(first) < count:
            first.append(next(orders))
    except StopIteration:
        pass
    except Exception as error:  # noqa: BLE001  it is raised in its turn
        return first, _raising(error)
    return first, orders


def _raising(error: Exception) -> Iterator[Order | Made]:
    """Yield nothing, and raise *error*."""
    yield from ()
    raise error


def _ordered(number: int, job: Any, kit: Kit) -> list[Order | Made]:
    """Return the orders of one *job*, or the result if nothing can be made of it; files are not read yet."""
    given = job if isinstance(job, Job) else Job(job)
    source = Path(given.data) if isinstance(given.data, (str, Path)) and given.data != STDIN else None
    name = str(given.data) if isinstance(given.data, (str, Path)) else f"#{number + 1}"
    order = Order(number, 0, name, None, source, None)

    def ordered() -> list[Order]:
        whole = order._replace(out=Path(given.out) if given.out is not None else None)
        if source is not None:
            return [whole]
        return rows_of(whole, read_data(given.data, recalc=kit.recalc, limits=kit.limits))

    orders = or_failed(order, ordered)
    return [orders] if isinstance(orders, Made) else [*orders]


def _parted(order: Order | Made, kit: Kit) -> tuple[list[Order | Made], Kit]:
    """Return the only *order* in its rows, and the *kit* with the data that these share, which travel once."""
    if isinstance(order, Made) or order.data is not None:
        return [order], kit
    try:
        data = read_data(order.source, recalc=kit.recalc, limits=kit.limits)
        rows = rows_of(order, data)
    except FillError:
        return [order], kit  # a worker finds the same, and tells it in the result
    if len(rows) == 1:
        return [*rows], kit
    return [row._replace(data=None, of_whole=True) for row in rows], kit._replace(whole=data)


def _written(made: Iterable[Made], *, replace: bool) -> Iterator[Result]:
    """Yield the results of what was *made*, its content written; of two for one path the later is a problem."""
    names: dict[str, list[tuple[Path, str]]] = {}
    signs: dict[Path, Collection[str]] = {}
    for result, content in made:
        if result.path is None:
            yield result
            continue
        problems = Problems(result.problems)
        place = FilePlace(str(result.path))
        like = names.setdefault(one_name(result.path), [])
        other = next((name for path, name in like if _are_one(path, result.path)), None)
        if other is not None:
            problems.add("output-twice", place, name=result.name, other=other)
        elif not (replace or result.skipped) and is_file(result.path):
            problems.add("output-exists", place, name=result.path.name)
        if not (problems.errors or result.skipped):
            folder = result.path.parent
            if folder not in signs:
                signs[folder] = signs_of_owners(folder)
            if signs[folder]:
                warn_of_owner(result.path, signs[folder], problems)
            try:
                save([content], result.path, durable=False, replace=replace)
            except FillError as error:
                problems.extend(error.problems)
            except MemoryError:
                problems.extend(out_of_memory(place).problems)
        kept = None if problems.errors else result.path
        if kept is not None:
            like.append((kept, result.name))
        yield result._replace(path=kept, skipped=result.skipped and kept is not None, problems=tuple(problems))


def _are_one(one: Path, other: Path) -> bool:
    """Tell whether two paths that are written alike mean one file, as the file system of the first has it."""
    if whole_path(one) == whole_path(other):
        return True
    return is_there(one) and is_there(other) and one.samefile(other)
