"""`make fuzz`: try documents, workbooks, forms, data and commands at random, and keep what docfill does wrong with one.

    python -m tests.fuzz --seconds 600 --seed 1 --jobs 2 --out out/fuzz

A finding is a traceback, a case that takes more than a minute of the processor or 3 GB, or ends its process, a report
that is not sound, a file that is left over, or a problem that is not told in words and with its place. Each is written
to the folder: the files that did it, and what came of them; one of a kind is enough. A case is made from its number
alone, so `--only NUMBER` makes it again, and as small as it can be made.
"""

# ruff: noqa: T201  what a person reads is printed here

from __future__ import annotations

import argparse
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docfill.shelf import VARIABLE
from tests.fuzz.judging import judge
from tests.fuzz.making import case_of
from tests.fuzz.shrinking import shrunk
from tests.fuzz.worker import SLOWEST, bounded, tried

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKER = [sys.executable, "-W", "ignore", "-m", "tests.fuzz.worker"]
_NUMBERS = re.compile("0x[0-9a-f]+|[0-9]+")
_PATIENCE = 20 * SLOWEST  # seconds, after which a worker that does not answer is ended


class Tally:
    """What came of the cases so far, and where the findings are kept."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.tried: Counter[str] = Counter()
        self.found: set[str] = set()
        self.slowest = 0.0, 0  # seconds, and the number of the case
        self.largest = 0, 0  # megabytes, and the number of the case
        self._lock = threading.Lock()

    def take(self, answer: dict[str, Any]) -> None:
        """Count what became of a case, and keep it if it is a finding of a new kind."""
        with self._lock:
            self.tried[answer["kind"]] += 1
            self.slowest = max(self.slowest, (answer["took"], answer["number"]))
            self.largest = max(self.largest, (answer["peak"], answer["number"]))
            key = _key(answer["kind"], answer["verdict"])
            if key and key not in self.found:
                self.found.add(key)
                self._keep(answer)
                print(f"{answer['number']}: {key.encode(errors='backslashreplace').decode()}", flush=True)

    def _keep(self, answer: dict[str, Any]) -> None:
        folder = self.out / str(answer["number"])
        folder.mkdir(parents=True, exist_ok=True)
        said = f"{answer['took']:.1f} s\n{answer['verdict']}"
        (folder / "finding.txt").write_text(said, "utf-8", errors="backslashreplace")
        if answer["kind"] == "making":
            return
        case = case_of(answer["number"])
        files = case.line.files if case.line is not None else {f"case.{case.kind}": case.content}
        for name, content in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
        words = case.line.words if case.line is not None else ()
        said = f"{said}\n\n{words} {case.missing} {case.data!r}"
        (folder / "finding.txt").write_text(said, "utf-8", errors="backslashreplace")

    def __str__(self) -> str:
        counts = ", ".join(f"{times} {kind}" for kind, times in self.tried.most_common())
        (seconds, slowest), (megabytes, largest) = self.slowest, self.largest
        return (
            f"{sum(self.tried.values())} cases ({counts}); the slowest, {slowest}, took {seconds:.1f} s, "
            f"the largest, {largest}, {megabytes} MB; {len(self.found)} findings"
        )


def _key(kind: str, verdict: str) -> str:
    """Return what findings of one kind have in common: where it was raised, and what it says without its numbers."""
    lines = [line.strip() for line in verdict.splitlines() if line.strip().startswith("File ")]
    last = verdict.strip().splitlines()[-1:] or [""]
    return f"{kind} {lines[-1] if lines else ''} {_NUMBERS.sub('0', last[0])[:120]}" if verdict else ""


def _shrink(answer: dict[str, Any], out: Path) -> None:
    """Write the package of a case beside it without what the finding does not need."""
    case, key = case_of(answer["number"]), _key(answer["kind"], answer["verdict"])
    if key and case.content.startswith(b"PK"):
        small = shrunk(case.content, lambda content: _key(case.kind, judge(case._replace(content=content))) == key)
        (out / str(answer["number"]) / f"small.{case.kind}").write_bytes(small)


class Worker:
    """A process that tries cases; when one ends it, another takes its place."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def try_case(self, number: int) -> dict[str, Any]:
        """Return what became of the case *number*."""
        process = self._process or subprocess.Popen(
            WORKER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._process = process
        if process.stdin is None or process.stdout is None:  # as it was started, it has both
            raise AssertionError
        guard = threading.Timer(_PATIENCE, process.kill)
        guard.start()
        began = time.monotonic()
        process.stdin.write(f"{number}\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        guard.cancel()
        if answer:
            made: dict[str, Any] = json.loads(answer)
            return made
        self._process = None
        took = time.monotonic() - began
        with process:
            verdict = f"the process ended with {process.wait()}"
        return {"number": number, "kind": "ended", "verdict": verdict, "took": took, "peak": 0}

    def end(self) -> None:
        """End the process."""
        if self._process is not None:
            with self._process:
                pass  # closing its input ends it


def _work(numbers: Iterator[int], ends: float, tally: Tally) -> None:
    worker = Worker()
    while time.monotonic() < ends:
        tally.take(worker.try_case(next(numbers)))
    worker.end()


def main() -> int:
    """Try cases until the time is up, and return 1 if there were findings."""
    parser = argparse.ArgumentParser(description="try documents, workbooks, forms and commands at random")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", type=int, help="the number of the one case to try, here")
    parser.add_argument("--out", type=Path, default=Path("out/fuzz"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as shelf:
        os.environ[VARIABLE] = shelf  # not the user's own, which holds a few templates only
        return _try_all(given)


def _try_all(given: argparse.Namespace) -> int:
    tally = Tally(given.out)
    if given.only is not None:
        bounded()
        answer: Any = tried(given.only)
        print(answer["verdict"].encode(errors="backslashreplace").decode())
        tally.take(answer)
        _shrink(answer, given.out)
    else:
        numbers = itertools.count(given.seed * 1_000_000_000)  # one `next` of it is one step, whatever threads do
        ends = time.monotonic() + given.seconds
        threads = [threading.Thread(target=_work, args=(numbers, ends, tally)) for _ in range(given.jobs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    print(tally)
    return 1 if tally.found else 0


if __name__ == "__main__":
    sys.exit(main())
