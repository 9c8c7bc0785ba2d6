"""`python -m benchmarks.peers`: docfill beside other engines, each in its own dialect and at its best, in one run.

Every report is checked for being right before it is timed. A peer that cannot do a row is said to, with the reason.
``--only rust-docxtpl,carbone`` measures these alone, ``--rows warm,cold`` these rows. The last lines are a table of
ratios. The processor's time is told besides the clock's, because it is the fairer where other work goes on:
whoever takes longer is also interrupted more.
"""

from __future__ import annotations

import argparse
import compileall
import functools
import os
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import define, field

import docfill
from benchmarks.material import flat_form, longer
from benchmarks.peers.installing import Peer, peers
from benchmarks.peers.material import records, seen, table, work
from benchmarks.peers.processes import Cannot, Worker, run_command
from benchmarks.peers.table import Table, Told
from docfill.shelf import VARIABLE
from docfill.word.packing import library

if TYPE_CHECKING:
    from collections.abc import Callable

    Measure = Callable[[list[Peer], dict[str, Told | str]], None]

TURNS, COLD_TURNS, MANY_TURNS = 7, 9, 3
REPORTS = 100
_LONG = 5.0  # seconds of the processor for one table; a peer that takes longer fills it once


@define
class Run:
    """One run: the peers, what could not be installed, and the folder to work in."""

    peers: list[Peer]
    folder: Path
    limit: int = 300  # seconds of the processor that a peer may take for a long table
    absent: dict[str, str] = field(factory=dict)
    table: Table = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Begin with an empty table."""
        self.table = Table([peer.name for peer in self.peers if peer.name != "docfill"])

    def install(self) -> None:
        """Install what is not there yet."""
        for peer in self.peers:
            try:
                if peer.install is not None:
                    peer.install()
            except (OSError, subprocess.CalledProcessError) as error:
                output = getattr(error, "stderr", None) or str(error)
                self.absent[peer.name] = f"not installed: {output.strip().splitlines()[-1]}"

    def row(self, title: str, measure: Measure) -> None:
        """Measure a row: *measure* fills in what it is told of each peer."""
        told: dict[str, Told | str] = {peer.name: self.absent.get(peer.name) or Told() for peer in self.peers}
        measure([peer for peer in self.peers if peer.name not in self.absent], told)
        self.table.show(title, told)

    def fills(self, template: bytes, data: dict[str, Any], title: str) -> Measure:
        """Return what measures warm fills of *template*."""

        def measure(present: list[Peer], told: dict[str, Told | str]) -> None:
            workers = self._started(present, told, template, data, title)
            times = {name: worker.warm() for name, worker in workers.items()}
            for _ in range(TURNS):
                for name, worker in workers.items():
                    if not worker.is_tired:
                        _of(told, name).add(worker.turn("fill", times=times[name]))
            _end(workers)

        return measure

    def compiles(self, template: bytes, data: dict[str, Any]) -> Measure:
        """Return what measures compiling *template*."""

        def measure(present: list[Peer], told: dict[str, Told | str]) -> None:
            workers = self._started(present, told, template, data, "form")
            for name, worker in workers.items():
                try:
                    worker.ask("compile", times=10)
                except Cannot as error:
                    told[name] = error.reason
            for _ in range(TURNS):
                for name, worker in workers.items():
                    if isinstance(told[name], Told) and not worker.is_tired:
                        _of(told, name).add(worker.turn("compile", times=5))
            _end(workers)

        return measure

    def many(self, template: bytes, data: dict[str, Any], reports: int) -> Measure:
        """Return what measures *reports* different reports, written to files."""
        different = [{**data, "年度": number} for number in range(reports)]

        def measure(present: list[Peer], told: dict[str, Told | str]) -> None:
            workers = self._started(present, told, template, data, "form")
            for name, worker in workers.items():
                worker.warm()
                work(name, template, different, self.folder, "many")
            for turn in range(MANY_TURNS):
                for name, worker in workers.items():
                    if not worker.is_tired:
                        _of(told, name).add(worker.turn("many", **self._jobs(name, turn)))
            _end(workers)
            for name in workers:
                ours, theirs = (self.folder / f"{one} 0" / f"{reports - 1}.docx" for one in ("docfill", name))
                if seen(theirs) != seen(ours):
                    told[name] = "the last report is not right"

        return measure

    def _jobs(self, name: str, turn: int) -> dict[str, str]:
        """Return the file of a peer's data, and a new folder: to replace a file takes longer than to make one."""
        folder = self.folder / f"{name} {turn}"
        folder.mkdir()
        return {"datas": str(self.folder / f"{name} many.json"), "folder": str(folder)}

    def cold(self, template: bytes, data: dict[str, Any]) -> Measure:
        """Return what measures the command that fills one report, from its start."""

        def measure(present: list[Peer], told: dict[str, Told | str]) -> None:
            commands: dict[str, list[str]] = {}
            for peer in present:
                made = work(peer.name, template, data, self.folder, "form")
                out = self.folder / f"{peer.name} cold.docx"
                commands[peer.name] = peer.cold(made.template, made.data, out)
                try:
                    run_command(commands[peer.name])
                    _check(seen(out), seen(self.folder / "docfill cold.docx"))
                except Cannot as error:
                    told[peer.name] = error.reason
                    del commands[peer.name]
            for _ in range(COLD_TURNS):
                for name, command in commands.items():
                    _of(told, name).add(run_command(command))

        return measure

    def rows(self, count: int, turns: int) -> Measure:
        """Return what measures a long table, each peer in a process of its own: memory is not given back."""
        template, data = table(), records(count)

        def measure(present: list[Peer], told: dict[str, Told | str]) -> None:
            right: list[str] = []
            for turn in range(turns):
                for peer in present:
                    one = told[peer.name]
                    if isinstance(one, str) or (turn and one.processor[0] > _LONG):
                        continue
                    worker = Worker(peer, self.limit)
                    out = self.folder / f"{peer.name} rows.docx"
                    try:
                        worker.load(work(peer.name, template, data, self.folder, "rows"))
                        one.add(worker.ask("rows", out=str(out)))
                        texts = seen(out)
                        right = right or texts
                        _check(texts, right)
                    except Cannot as error:
                        told[peer.name] = error.reason
                    worker.end()

        return measure

    def _started(
        self, present: list[Peer], told: dict[str, Told | str], template: bytes, data: dict[str, Any], title: str
    ) -> dict[str, Worker]:
        """Return a worker for each peer that makes the right report of *template*."""
        workers: dict[str, Worker] = {}
        right: list[str] = []
        for peer in present:
            worker = Worker(peer)
            try:
                worker.load(work(peer.name, template, data, self.folder, title))
                out = self.folder / f"{peer.name} {title} report.docx"
                worker.ask("fill", times=1, out=str(out))
                texts = seen(out)
                right = right or texts  # docfill comes first, and make bench compares it with docxtpl
                _check(texts, right)
            except Cannot as error:
                told[peer.name] = error.reason
                worker.end()
            else:
                workers[peer.name] = worker
        return workers


def _end(workers: dict[str, Worker]) -> None:
    for worker in workers.values():
        worker.end()


def _of(told: dict[str, Told | str], name: str) -> Told:
    one = told[name]
    if isinstance(one, str):
        raise Cannot(one)
    return one


def _check(theirs: list[str], ours: list[str]) -> None:
    """Raise Cannot where a reader sees another text than in docfill's report."""
    if theirs == ours:
        return
    pairs = zip([*theirs, ""], [*ours, ""], strict=False)
    mine, yours = next(pair for pair in pairs if pair[0] != pair[1])
    raise Cannot(f"the report is not right: {mine[:60]!r} for {yours[:60]!r}")


def _rows(run: Run) -> dict[str, tuple[str, Callable[[], Measure]]]:
    """Return the rows, each with its title and what measures it."""
    template, data = flat_form()
    tables = {
        f"table{count}": (f"a table of {count:,} rows by six columns", functools.partial(run.rows, count, turns))
        for count, turns in ((10_000, 3), (100_000, 1))
    }
    return {
        "warm": ("warm fill, three-page form with 215 tags", lambda: run.fills(template, data, "form")),
        "many": (f"{REPORTS} different reports, one process", lambda: run.many(template, data, REPORTS)),
        "cold": ("cold command from JSON, process start included", lambda: run.cold(template, data)),
        "compile": ("compile", lambda: run.compiles(template, data)),
        "longer": (
            "warm fill, the form's body 8 times as long",
            lambda: run.fills(longer(template, 8), data, "longer form"),
        ),
        **tables,
    }


def main() -> None:
    """Install, measure and print everything."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers")
    parser.add_argument("--only", default="", help="peers to measure, parted by commas")
    parser.add_argument("--rows", default="", help="rows to measure: warm, many, cold, compile, longer, table10000 …")
    parser.add_argument("--limit", type=int, default=300, help="seconds of the processor for a long table")
    arguments = parser.parse_args()
    # As pip leaves an installed package; in place the last edit may not be compiled yet.
    compileall.compile_dir(Path(docfill.__file__).parent, quiet=1)
    all_ = peers(docfill.__version__, version("docxtpl"), _deflate())
    only = {"docfill", "docfill, zlib", *arguments.only.split(",")} if arguments.only else {peer.name for peer in all_}
    with tempfile.TemporaryDirectory() as name:
        os.environ[VARIABLE] = str(Path(name) / "shelf")  # where docfill keeps what it compiled from command to command
        run = Run([peer for peer in all_ if peer.name in only], Path(name), arguments.limit)
        run.install()
        _head(run)
        for row, (title, measure) in _rows(run).items():
            if not arguments.rows or row in arguments.rows.split(","):
                run.row(title, measure())
        run.table.summary()


def _deflate() -> str:
    module, level = library()
    return f"{module.__name__.partition('.')[0]} {level}"


def _head(run: Run) -> None:
    """Print what is measured, and where."""
    node = subprocess.run(["node", "--version"], check=False, capture_output=True, text=True).stdout.strip()
    print(
        f"Python {sys.version.split()[0]}, Node {node or 'not there'}, {os.cpu_count()} cores; medians of runs in turn"
    )
    print(f"\n  {'':18}{'version':>12}  {'deflate':10}kept from fill to fill")
    for peer in run.peers:
        absent = run.absent.get(peer.name)
        print(f"  {peer.name:18}{peer.version:>12}  {peer.deflate:10}{absent or peer.keeps}")
    for command in (["node", "-e", "0"], [sys.executable, "-c", "0"]):
        try:
            taken = [run_command(command)["seconds"][0] for _ in range(COLD_TURNS)]
        except (Cannot, OSError) as error:
            print(f"  {command[0]} does not start: {error}")
        else:
            print(f"  starting {Path(command[0]).name} alone: {statistics.median(taken) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
