"""Processes: a peer -> answers to requests, each with its seconds by the clock and of the processor."""

from __future__ import annotations

import json
import resource
import signal
import statistics
import subprocess
import time
from typing import TYPE_CHECKING, Any

from attrs import define, field

from benchmarks.peers.installing import ROOT, Peer, environment

if TYPE_CHECKING:
    from benchmarks.peers.material import Work

_WARM = 1.0  # seconds of the processor in fills before the first that counts: Node compiles what runs often
_WARM_CLOCK = 8.0  # seconds by the clock after which it is enough
_TURN = 0.15  # seconds that a peer fills in its turn, three times at least
_TIRED = 5.0  # seconds of the processor after which a peer has had turns enough


@define
class Cannot(Exception):  # noqa: N818  it is told, and nobody's fault
    """A peer that cannot do a row, and why."""

    reason: str


@define
class Worker:
    """A process in which a peer fills reports, for *limit* seconds of the processor at most if it has one.

    With a limit the system counts a process's time in ticks of some milliseconds: only what is long can have one.
    """

    peer: Peer
    limit: int | None = None
    process: subprocess.Popen[str] = field(init=False)
    used: float = 0.0  # seconds of the processor in answers that count

    def __attrs_post_init__(self) -> None:
        """Start the process."""
        self.process = subprocess.Popen(
            self.peer.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment(),
        )
        if self.limit is not None:
            resource.prlimit(self.process.pid, resource.RLIMIT_CPU, (self.limit, self.limit + 1))

    @property
    def is_tired(self) -> bool:
        """Whether its answers have taken so long that another would tell little."""
        return self.used > _TIRED

    def ask(self, what: str, **details: Any) -> dict[str, Any]:
        """Return the answer to a request. Raises Cannot where there is none."""
        assert self.process.stdin is not None  # noqa: S101  both are pipes
        assert self.process.stdout is not None  # noqa: S101
        try:
            self.process.stdin.write(json.dumps({"do": what, **details}) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Cannot("its process ended") from None
        line = self.process.stdout.readline()
        if not line:
            stopped = self.limit and self.process.wait() in {-signal.SIGXCPU, -signal.SIGKILL}
            raise Cannot(f"over {self.limit} s" if stopped else "its process ended, most likely for want of memory")
        answer: dict[str, Any] = json.loads(line)
        if "cannot" in answer:
            raise Cannot(answer["cannot"])
        return answer

    def turn(self, what: str, **details: Any) -> dict[str, Any]:
        """Return the answer to a request that counts."""
        answer = self.ask(what, **details)
        self.used += sum(answer["processor"])
        return answer

    def load(self, made: Work) -> None:
        """Have the peer read its template and data."""
        self.ask("load", template=str(made.template), data=str(made.data))

    def warm(self) -> int:
        """Fill for a while, and return how many fills make a turn."""
        start, used, took = time.perf_counter(), 0.0, 0.0
        while used < _WARM and time.perf_counter() - start < _WARM_CLOCK:
            taken = self.ask("fill", times=5)["processor"]
            used += sum(taken)
            took = statistics.median(taken)
        return max(3, int(_TURN / max(took, 0.0001)))

    def end(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate()


def run_command(command: list[str]) -> dict[str, Any]:
    """Run *command* and return the seconds that it took. Raises Cannot where it fails."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment(), cwd=ROOT)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise Cannot((done.stderr.strip() or f"status {done.returncode}").splitlines()[-1])
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": [seconds], "processor": [used]}
