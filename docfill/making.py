"""Making: an order for a report, and the kit that all orders share -> the report's bytes, or its problems."""

from __future__ import annotations

import functools
import io
import traceback
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from docfill.each import split
from docfill.filling import Chosen, Manner, beside, choose, fill_prepared, prepare
from docfill.inputs import read_data
from docfill.memory import out_of_memory
from docfill.naming import is_folder
from docfill.places import FilePlace
from docfill.problems import FillError, Problem, Problems, failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docfill.data import Data
    from docfill.limits import Limits
    from docfill.word.template import Template


T = TypeVar("T")


class Result(NamedTuple):
    """What became of one report: its *path*, None where it was not written, and the *problems*.

    *job* is the number of the job that asked for it, in the order in which they were given, from 0; *row* that of the
    row of data it is of, where one job is many reports. *name* says in words what it was made from. *skipped* says that
    it was there already and was left as it is.
    """

    job: int
    row: int
    name: str
    path: Path | None
    problems: tuple[Problem, ...] = ()
    skipped: bool = False


class Kit(NamedTuple):
    """What all orders have in common; it goes to a worker once.

    *chosen* is None where the data name their form. *whole* are data each row of which is a report, if there are no
    others: an order is then the number of its row.
    """

    chosen: Chosen[Template] | None
    manner: Manner
    folder: str | Path | None
    resume: bool
    recalc: bool
    limits: Limits
    whole: Data | None = None


class Order(NamedTuple):
    """One job on its way: its *data*, or None where they are in the file *source*, or, if *of_whole*, in the kit."""

    job: int
    row: int
    name: str
    data: Data | None
    source: Path | None
    out: str | Path | None
    of_whole: bool = False


class Made(NamedTuple):
    """A result with the report's *content*, not yet written."""

    result: Result
    content: bytes = b""


class Desk:
    """Where orders are filled: the *kit*, and what was worked out of it for the first order that needed it."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self._named: dict[str, Chosen[Template]] = {}

    @functools.cached_property
    def reports(self) -> list[Data]:
        """The data of each report, where the kit brings the whole."""
        return split(self.kit.whole) if self.kit.whole is not None else []

    def chosen(self, data: Data, source: Path | None) -> Chosen[Template]:
        """Return the form to fill with *data* from the file *source*; one that the data name is read once."""
        if self.kit.chosen is not None:
            return self.kit.chosen
        name = str(beside(data.settings.get("form", ""), source or ""))
        chosen = self._named.get(name) or choose(None, data, source or "", self.kit.limits)
        if chosen is None:  # it was told what the data are
            raise AssertionError(name)
        self._named[name] = chosen
        return chosen


def rows_of(order: Order, data: Data) -> list[Order]:
    """Return *order* with its *data*, or one for each row that they ask for. Raises FillError."""
    reports = split(data)
    if len(reports) > 1 and order.out is not None and not is_folder(order.out):
        raise failure("output-not-a-folder", FilePlace(str(order.out)), name=order.out)
    names = [f"{order.name} [{row + 1}]" if len(reports) > 1 else order.name for row in range(len(reports))]
    return [order._replace(row=row, name=names[row], data=each) for row, each in enumerate(reports)]


def make(order: Order | Made, desk: Desk) -> Iterator[Made]:
    """Yield the reports of *order*, filled but not written; what cannot be made is told, and stops no other."""
    if isinstance(order, Made):
        yield order
        return
    rows = or_failed(order, lambda: _rows(order, desk))
    for row in [rows] if isinstance(rows, Made) else rows:
        yield row if isinstance(row, Made) else or_failed(row, functools.partial(_filled, row, desk))


def or_failed(order: Order, step: Callable[[], T]) -> T | Made:
    """Return what *step* gives, or the result of an *order* that it put an end to: whatever it raises is this job's."""
    try:
        return step()
    except MemoryError:
        pass  # told once all that was under way is let go, for it hangs on the exception
    except Exception as error:  # noqa: BLE001  see above
        return failed(order, error)
    return failed(order, MemoryError())


def failed(order: Order, error: Exception) -> Made:
    """Return the result of an *order* that *error* put an end to."""
    if isinstance(error, MemoryError):
        error = out_of_memory(FilePlace(str(order.source)) if order.source else None)
    if isinstance(error, FillError):
        return refused(order, error.problems)
    place = FilePlace(str(order.source)) if order.source else None
    return refused(order, failure("job-failed", place, name=order.name, reason=said(error)).problems)


def said(error: Exception) -> str:
    """Return what *error* says, in one line: it is the program's own, which its author knows."""
    return " ".join(traceback.format_exception_only(error)[-1].split())


def refused(order: Order, problems: tuple[Problem, ...]) -> Made:
    """Return the result of an *order* that came to nothing."""
    return Made(Result(order.job, order.row, order.name, None, problems))


def _rows(order: Order, desk: Desk) -> list[Order]:
    """Return *order* with its data, or one for each row that they ask for. Raises FillError."""
    if order.of_whole:
        return [order._replace(data=desk.reports[order.row])]
    if order.data is not None:
        return [order]
    return rows_of(order, read_data(order.source, recalc=desk.kit.recalc, limits=desk.kit.limits))


def _filled(order: Order, desk: Desk) -> Made:
    kit, given = desk.kit, order.data
    if given is None:
        raise AssertionError(order.name)
    problems = Problems()
    sink = io.BytesIO()
    chosen = desk.chosen(given, order.source)
    out = order.out if order.out is not None else kit.folder
    shaped, path = prepare(chosen, given, out, kit.manner, order.source, problems)
    fill_prepared(chosen, shaped, sink, kit.manner, problems)
    content = sink.getvalue()
    written = path if isinstance(path, Path) else None
    result = Result(order.job, order.row, order.name, written)
    if kit.resume and written is not None:
        if _holds(written, content):
            return Made(result._replace(problems=tuple(problems), skipped=True))
        if _is_newer(written, order.source, chosen):
            problems.add("report-differs", FilePlace(str(written)), name=written.name)
            return Made(result._replace(problems=tuple(problems), skipped=True))
    return Made(result._replace(problems=tuple(problems)), content)


def _holds(path: Path, content: bytes) -> bool:
    """Tell whether the report at *path* is the one with that *content*: the same data give the same bytes."""
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _is_newer(path: Path, source: Path | None, chosen: Chosen[Template]) -> bool:
    """Tell whether the report at *path* is whole, and newer than the files that it is made from.

    Never without such a file, for then nobody knows what it was made from. A file that was copied or restored has
    an old date of its own, so the time at which it came to be here counts as well.
    """
    if source is None or not _is_whole(path):
        return False
    sources = [source, chosen.path]
    if chosen.form is not None and chosen.path is not None:
        sources.append(chosen.path.with_name("form.toml"))
    try:
        made = path.stat().st_mtime_ns
    except OSError:  # it went just now
        return False
    return all(_came(each) < made for each in sources if each is not None)


def _came(path: Path) -> int:
    """Return when the file at *path* came to be what it is there, in nanoseconds.

    One that is gone since it was read, or is on another machine than this worker, is taken to be older than any report:
    a report that may have been edited is rather left as it is.
    """
    try:
        found = path.stat()
    except OSError:
        return 0
    return max(found.st_mtime_ns, found.st_ctime_ns)


def _is_whole(path: Path) -> bool:
    """Tell whether the file at *path* is a package of which nothing was cut off or lost."""
    try:
        with zipfile.ZipFile(path) as package:
            return package.testzip() is None
    except (OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error):
        return False
