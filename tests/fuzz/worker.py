"""A worker: the numbers of cases, a line each -> a line of JSON on what became of each.

It is a process of its own, so that a case that ends it ends nothing else.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from tests.fuzz.judging import judge
from tests.fuzz.making import case_of

SLOWEST = 60  # seconds of the processor's time, which is a case's own on a busy machine too
MOST_MEMORY = 3 << 30


class TooSlowError(BaseException):
    """Raised in a case that does not end; not an Exception, so that nothing takes it for a fault of the template."""


def _too_slow(*_: object) -> NoReturn:
    raise TooSlowError


def _peak() -> int:
    """Return the most memory that this process had since it was last reset, in MB; 0 where the system does not say."""
    with suppress(OSError):
        lines = Path("/proc/self/status").read_text().splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0) >> 10
    return 0


def _reset_peak() -> None:
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def bounded() -> None:
    """Bound what this process may have: memory by the system, time by an alarm."""
    signal.signal(signal.SIGPROF, _too_slow)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def tried(number: int) -> dict[str, object]:
    """Return what became of the case *number*: its kind, the verdict, seconds, and the megabytes that it took."""
    try:
        case = case_of(number)
    except Exception:  # noqa: BLE001  a fault of the fuzzer ends no long run either
        return {"number": number, "kind": "making", "verdict": traceback.format_exc(), "took": 0, "peak": 0}
    _reset_peak()
    before = _peak()
    began = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, SLOWEST)
    try:
        verdict = judge(case)
    except TooSlowError as error:
        verdict = f"{''.join(traceback.format_exception(error))}\ntoo slow"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    took = time.process_time() - began
    return {"number": number, "kind": case.kind, "verdict": verdict, "took": took, "peak": _peak() - before}


def main() -> None:
    """Answer each number that standard input brings."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints, it is no answer
    bounded()
    for line in sys.stdin:
        print(json.dumps(tried(int(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
