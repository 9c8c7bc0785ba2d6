"""Workers: tasks -> their results, from processes of this machine; one that dies takes only its own task along.

The command's executor. That of Python is broken for good when one of its processes is killed, as for want of memory,
and does not know whose fault it was. Nor does it end where a process is killed while it hands over a result, for all
hand theirs over by one pipe: half a result is waited for without end. Here each process has a pipe of its own. What a
process was at as it died is tried once more, in a new one, for somebody else may have killed it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import threading
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from multiprocessing.connection import wait
from multiprocessing.reduction import ForkingPickler
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

_MOST = 61  # each takes memory, and a thread here
_TRIES = 2
_DIED = "the process ended before it was done"


class _Worker(NamedTuple):
    process: BaseProcess
    pipe: Connection


class Workers(Executor):
    """As many processes as are asked for, but no more than the machine has processors: more would only wait."""

    def __init__(self, count: int) -> None:
        self._count = min(count, os.cpu_count() or 1, _MOST)
        self._lock = threading.Lock()
        self._ended = False
        self._begun: set[_Worker] = set()
        # Those that have nothing to do; None stands for one that died.
        self._idle: SimpleQueue[_Worker | None] = SimpleQueue()
        # For each process a thread that hands it its tasks, one after the other.
        self._hands = ThreadPoolExecutor(self._count)
        try:
            # Where processes are forked, that is done before this one has threads that could be in the way.
            with _held_back():
                begun = [self._begin(multiprocessing.get_context()) for _ in range(self._count)]
            for worker in begun:
                _greeted(worker)
                self._idle.put(worker)
        except BaseException:  # those that did begin would wait for work, and this process for them as it ends
            self.shutdown(cancel_futures=True)
            raise

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End the processes: with what they are at, unless something was raised."""
        self.shutdown(cancel_futures=kind is not None)

    def submit(self, call: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        """Have *call* called by one of the processes, and return the Future of what it gives."""
        return self._hands.submit(self._done, call, given, named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes, at once if *cancel_futures*, else when all is done."""
        if cancel_futures:
            with self._lock:
                self._ended = True
                for worker in self._begun:
                    worker.process.terminate()
        self._hands.shutdown(wait=wait, cancel_futures=cancel_futures)
        with self._lock:
            self._ended = True
            begun, self._begun = self._begun, set()
        for worker in begun:
            with contextlib.suppress(OSError):  # it may have ended already
                worker.pipe.send_bytes(b"")
            worker.pipe.close()
        for worker in begun:
            worker.process.join()

    def _done(self, call: Callable[..., Any], given: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Return what one of the processes makes of a task, or raise what it raises."""
        parcel = bytes(ForkingPickler.dumps((call, given, named)))
        for _ in range(_TRIES):
            answer = self._answer(parcel)
            if answer is not None:
                well, result = pickle.loads(answer)  # noqa: S301  from a process of our own
                if well:
                    return result
                raise result
        raise BrokenExecutor(_DIED)

    def _answer(self, parcel: bytes) -> bytes | None:
        """Return what a process answers to *parcel*; None where it died over it."""
        worker = self._idle.get()
        try:
            if worker is None:
                # Not forked: by now there are threads, whose locks a fork would leave locked.
                worker = self._begin(multiprocessing.get_context("spawn"))
                _greeted(worker)
            worker.pipe.send_bytes(parcel)
            answer = worker.pipe.recv_bytes()
        except BaseException as error:
            self._lose(worker)
            if worker is None or not isinstance(error, (EOFError, OSError)):
                raise
            return None
        self._idle.put(worker)
        return answer

    def _begin(self, context: Any) -> _Worker:
        """Return a process that has begun. Raises OSError where the system lets none begin."""
        with self._lock:
            if self._ended:
                raise BrokenExecutor(_DIED)
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs,), daemon=True)
            try:
                process.start()
            except BaseException:
                ours.close()
                raise
            finally:
                theirs.close()  # else the end of the process would not be the end of what it says
            worker = _Worker(process, ours)
            self._begun.add(worker)
        return worker

    def _lose(self, worker: _Worker | None) -> None:
        """Make room for another process in the place of *worker*, of which it is not known how far it came."""
        if worker is not None:
            worker.process.kill()
            worker.process.join()
            worker.pipe.close()
            with self._lock:
                self._begun.discard(worker)
        self._idle.put(None)


def begun(count: int) -> Workers | str:
    """Return *count* processes that wait for work, or what the system says where it lets none begin."""
    try:
        return Workers(count)
    except (OSError, BrokenExecutor) as error:
        return getattr(error, "strerror", None) or str(error)


def _greeted(worker: _Worker) -> None:
    """Wait until *worker* can be given tasks. Raises BrokenExecutor where it ended before."""
    try:
        worker.pipe.recv_bytes()
    except (EOFError, OSError) as error:
        raise BrokenExecutor(_DIED) from error


@contextlib.contextmanager
def _held_back() -> Iterator[None]:
    """Hold back what ends a process while one is begun: it would come before the new one knows what to do, and be lost.

    What the new one is sent meanwhile waits until it has begun.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ending())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ending() -> set[signal.Signals]:
    return {getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)}


# --- in a worker ---


def _work(pipe: Connection) -> None:
    """Answer what comes by *pipe*, until nothing comes."""
    _begin()
    with contextlib.suppress(EOFError, OSError):  # whoever began the process has gone
        pipe.send_bytes(b"")
        while parcel := pipe.recv_bytes():
            pipe.send_bytes(_answered(parcel))


def _answered(parcel: bytes) -> bytes:
    """Return, packed up, whether the task in *parcel* went well, and what it gave or raised."""
    try:
        call, given, named = pickle.loads(parcel)  # noqa: S301  from the process that began this one
        return bytes(ForkingPickler.dumps((True, call(*given, **named))))
    except BaseException as error:  # noqa: BLE001  it is raised where the task came from
        try:
            return bytes(ForkingPickler.dumps((False, error)))
        except Exception:  # noqa: BLE001  what cannot be packed up is told in words
            return bytes(ForkingPickler.dumps((False, RuntimeError(repr(error)))))


def _begin() -> None:
    """Leave Ctrl-C to the process that began this one, and end with it."""
    for number in _ending():
        signal.signal(number, signal.SIG_IGN if number is signal.SIGINT else signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ending())
    try:
        threading.Thread(target=_follow, daemon=True).start()
    except RuntimeError:  # no room for a thread: whoever began the process is told that it ended
        os._exit(1)


def _follow() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
