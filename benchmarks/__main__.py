"""`python -m benchmarks`: medians and ratios of docfill, docxtpl and a floor, measured in turn in one run.

Output is checked for being right before it is timed. ``--quick`` leaves out what takes minutes, ``--zlib`` does without
the faster library of ``docfill[fast]``.
"""

from __future__ import annotations

import compileall
import functools
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import Workbook, load_workbook

import docfill
from benchmarks.account import Account, account_data, account_template
from benchmarks.material import CELLS, SAMPLES, flat_form, longer
from benchmarks.work import Form, commands, many_by_docfill, many_by_docxtpl, run, texts, without_isal
from docfill.excel.display import show
from docfill.word.packing import library

if TYPE_CHECKING:
    from collections.abc import Callable

WARM_RUNS, COLD_RUNS = 40, 15


def main() -> None:
    """Measure and print everything."""
    quick = "--quick" in sys.argv[1:]
    if "--zlib" in sys.argv[1:]:
        without_isal()
    template, data = flat_form()
    packer, python = library()[0].__name__, sys.version.split()[0]
    print(f"docfill {docfill.__version__}, packing by {packer}, Python {python}; medians of runs in turn\n")
    print(f"{'':52}{'docxtpl':>12}{'docfill':>12}{'floor':>10}{'faster':>9}{'of floor':>10}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "form.docx"
        path.write_bytes(template)
        form = Form(path, data)
        if not form.agree():
            sys.exit("the engines do not agree; nothing was timed")
        _compare("warm fill, three-page form with 215 tags", form.by_docxtpl, form.by_docfill, form.floor(), WARM_RUNS)
        _account(folder)
        _many(form, 100 if quick else 1000, folder)
        _cold(form, folder)
        _compare("compile (docxtpl: one render)", form.by_docxtpl, lambda: docfill.Template(path), None, WARM_RUNS)
        _longer(form, folder)
        for rows in (10_000,) if quick else (10_000, 100_000):
            _rows(rows)
        for rows in (5_000,) if quick else (5_000, 50_000):
            _workbook(rows, folder)
        _check()
    _cells()


def _account(folder: Path) -> None:
    path = folder / "account.docx"
    account_template(path)
    account = Account(path, account_data(10, 50))
    if not account.agree() or texts(account.floor()()) != texts(account.by_docfill()):
        sys.exit("the engines do not agree upon the account; it was not timed")
    for _ in range(20):  # so many rounds that Jinja has compiled it
        account.by_docfill()
    title = "warm fill, 500 rows of sums, formats and conditions"
    _compare(title, account.by_docxtpl, account.by_docfill, account.floor(), 15)


def _many(form: Form, reports: int, folder: Path) -> None:
    # Each has a folder of its own: to replace a file takes some systems several times as long as to make one.
    theirs, ours, plain = (folder / name for name in ("docxtpl", "docfill", "floor"))
    for each in (theirs, ours, plain):
        each.mkdir()
    write = form.floor()

    def floor() -> None:
        for number in range(reports):
            (plain / f"{number}.docx").write_bytes(write().getvalue())

    _compare(
        f"{reports:,} reports, one process",
        lambda: many_by_docxtpl(form, reports, theirs),
        lambda: many_by_docfill(form, reports, ours),
        floor,
        1,
    )


def _cold(form: Form, folder: Path) -> None:
    # As pip leaves an installed package, docxtpl among them; in place the last edit may not be compiled yet.
    compileall.compile_dir(Path(docfill.__file__).parent, quiet=1)
    lines = commands(form, folder / "d.json", folder / "o.docx")
    theirs, new, floor = (functools.partial(run, line) for line in lines)
    shelf = str(folder / "shelf")
    known = functools.partial(new, shelf)
    known()
    _compare("cold command from JSON, process start included", theirs, known, floor, COLD_RUNS)
    _compare("the same with a template never filled before", theirs, new, floor, COLD_RUNS)
    workbook = next(SAMPLES.glob("*2023.xlsx"))
    line = [sys.executable, "-m", "docfill", str(workbook), "-o", str(folder / "w.docx"), "--force"]
    ours = functools.partial(run, line, shelf)
    ours()
    _compare("cold command from a workbook, form's rules checked", None, ours, floor, COLD_RUNS)


def _longer(form: Form, folder: Path) -> None:
    path = folder / "longer.docx"
    path.write_bytes(longer(form.path.read_bytes(), 8))
    eight = Form(path, form.data)
    _compare("the form's body 8 times as long", eight.by_docxtpl, eight.by_docfill, eight.floor(), 8)
    grown = [_least(work, 8) for work in (form.by_docxtpl, eight.by_docxtpl, form.by_docfill, eight.by_docfill)]
    print(f"  cost grows: docxtpl {grown[1] / grown[0]:.1f} times, docfill {grown[3] / grown[2]:.1f} times")


def _rows(rows: int) -> None:
    """Print time and memory of a table of that many rows, each in a process of its own."""
    told: dict[str, tuple[float, float]] = {}
    for engine in ("docxtpl", "docfill", "floor"):
        seconds, memory, made = run([sys.executable, "-m", "benchmarks.rows", engine, str(rows), *sys.argv[1:]]).split()
        if int(made) != rows:
            sys.exit(f"{engine} made {made} rows of {rows}")
        told[engine] = float(seconds), float(memory)
    theirs, ours, floor = (told[engine][0] for engine in ("docxtpl", "docfill", "floor"))
    _line(f"a table of {rows:,} rows by six columns", theirs, ours, floor, above=ours / floor)
    print(f"  beyond the data: docxtpl {told['docxtpl'][1]:,.0f} MB, docfill {told['docfill'][1]:,.0f} MB")


def _workbook(rows: int, folder: Path) -> None:
    path = folder / f"{rows}.xlsx"
    book = Workbook(write_only=True)
    sheet = book.create_sheet("明细")
    sheet.append([f"列{column}" for column in range(12)])
    for row in range(rows):
        sheet.append([row * column if column % 2 else f"文{row}" for column in range(12)])
    book.save(path)
    if len(docfill.read_workbook(path)["明细"]) != rows:
        sys.exit("the workbook was not read")
    title = f"reading a workbook of {rows * 12:,} cells (openpyxl)"
    _compare(title, lambda: _by_openpyxl(path), lambda: docfill.read_workbook(path), None, 3)


def _by_openpyxl(path: Path) -> int:
    return sum(1 for row in load_workbook(path, read_only=True, data_only=True)["明细"].values for _ in row)


def _check() -> None:
    workbook = next(SAMPLES.glob("*2023.xlsx"))
    _compare("check of a form's workbook, rules and all", None, lambda: docfill.check(None, workbook), None, 8)


def _compare(
    title: str,
    theirs: Callable[[], object] | None,
    ours: Callable[[], object],
    floor: Callable[[], object] | None,
    runs: int,
) -> None:
    """Print the medians of all, run in turn, and the medians of their ratios."""
    works = [theirs, ours, floor]
    warm = 2 if runs > 1 else 0
    times = [[_time(work) if work is not None else 0.0 for work in works] for _ in range(runs + warm)][warm:]
    medians = [statistics.median(column) for column in zip(*times, strict=True)]
    faster = statistics.median(line[0] / line[1] for line in times)
    above = statistics.median(line[1] / line[2] if line[2] else 0.0 for line in times)
    _line(title, *medians, faster=faster, above=above)


def _line(
    title: str, theirs: float, ours: float, floor: float | None, *, faster: float | None = None, above: float = 0
) -> None:
    faster = theirs / ours if faster is None else faster
    shown = [f"{seconds * 1000:9.2f} ms" if seconds else "" for seconds in (theirs, ours, floor or 0)]
    ratios = [f"{faster:8.1f}x" if theirs else "", f"{above:9.2f}x" if above else ""]
    print(f"{title:52}{shown[0]:>12}{shown[1]:>12}{shown[2]:>10}{ratios[0]:>9}{ratios[1]:>10}", flush=True)


def _least(work: Callable[[], object], runs: int) -> float:
    """Return the least processor time that *work* took: how it grows is told best without what else runs."""
    taken = []
    for _ in range(runs):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def _cells() -> None:
    """Print what it costs to know the text that Excel shows for a cell, one format beside the other."""
    print("what Excel shows, for a cell")
    for code, values in CELLS.items():
        took = min(_time(functools.partial(_show_all, values, code)) for _ in range(5))
        print(f"  {code:24}{took / len(values) * 1e6:8.1f} µs")


def _show_all(values: list[float], code: str) -> None:
    for value in values:
        show(value, code)


def _time(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
