"""`make fuzz`: spoil documents, workbooks, forms and data at random, and keep whatever docfill does wrong with one.

    python -m tests.fuzz --seconds 600 --seed 1 --out out/fuzz

A finding is a traceback, a case that takes longer than a minute or more memory than 3 GB, a report that is not
well-formed, or a problem that is not told in words. Each is written to the folder: the file that did it, and what came
of it; one of a kind is enough. A case is made from its number alone, so `--only NUMBER` makes it again.
"""

from __future__ import annotations

import argparse
import itertools
import random
import resource
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NoReturn

from tests.fuzz.judging import judge
from tests.fuzz.making import CASES

SLOWEST = 60  # seconds
MOST_MEMORY = 3 << 30


class TooSlowError(BaseException):
    """Raised in a case that does not end; not an Exception, so that nothing takes it for a fault of the template."""


def _too_slow(*_: object) -> NoReturn:
    raise TooSlowError


def main() -> int:
    """Try cases until the time is up, and return 1 if there were findings."""
    parser = argparse.ArgumentParser(description="spoil documents at random")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", type=int)
    parser.add_argument("--out", type=Path, default=Path("out/fuzz"))
    given = parser.parse_args()
    signal.signal(signal.SIGALRM, _too_slow)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    ends = time.monotonic() + given.seconds
    tried: Counter[str] = Counter()
    slowest, found = 0.0, set()
    numbers = itertools.count(given.seed * 1_000_000_000) if given.only is None else [given.only]
    for number in numbers:
        if time.monotonic() > ends:
            break
        chance = random.Random(number)  # noqa: S311  chance that comes out the same
        case = chance.choice(CASES)(chance)
        began = time.monotonic()
        signal.alarm(SLOWEST)
        try:
            verdict = judge(case)
        except TooSlowError:
            verdict = "too slow"
        finally:
            signal.alarm(0)
        took = time.monotonic() - began
        slowest = max(slowest, took)
        tried[case.kind] += 1
        lines = [line.strip() for line in verdict.strip().splitlines() if line.strip().startswith("File ")]
        key = f"{case.kind} {lines[-1] if lines else ''} {verdict.strip()[-80:]}" if verdict else ""
        if key and key not in found:
            found.add(key)
            given.out.mkdir(parents=True, exist_ok=True)
            (given.out / f"{number}.{case.kind}").write_bytes(case.content)
            said = f"{case.missing} {case.data!r}\n{took:.1f} s\n{verdict}"
            (given.out / f"{number}.txt").write_text(said, "utf-8", errors="backslashreplace")
            print(f"{number}: {key.encode(errors='backslashreplace').decode()}", flush=True)  # noqa: T201
    counts = ", ".join(f"{times} {kind}" for kind, times in tried.most_common())
    print(f"{sum(tried.values())} cases ({counts}); the slowest took {slowest:.1f} s; {len(found)} findings")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
