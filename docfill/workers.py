"""Workers: tasks -> their results, from processes of this machine; one that dies takes only its own task along.

The command's executor. That of Python is broken for good when one of its processes is killed, as for want of memory,
and does not know whose fault it was: here the tasks that were under way are tried again, one at a time, each in a
process of its own, and those to come go to new processes.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from functools import partial
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Windows can wait for 63 things at once, two of which are others (ProcessPoolExecutor's own limit).
_MOST = 61


class _Task(NamedTuple):
    future: Future[Any]
    call: Callable[..., Any]
    given: tuple[Any, ...]


class Workers(Executor):
    """As many processes as are asked for, but no more than the machine has processors: more would only wait."""

    def __init__(self, count: int) -> None:
        self._count = min(count, os.cpu_count() or 1, _MOST)
        self._lock = threading.RLock()
        self._pool = ProcessPoolExecutor(self._count, initializer=_begin)
        self._tasks: deque[_Task] = deque()
        self._given = 0
        self._suspects: deque[_Task] = deque()
        self._alone: ProcessPoolExecutor | None = None
        self._trying = False
        self._ended = False
        self._open: set[Future[Any]] = set()  # of which nobody was told yet
        # Where processes are forked, that is done before this one has threads that could be in the way.
        try:
            with _held_back():
                first = self._pool.submit(int)
            first.result()
        except BaseException:  # those that did begin would wait for work, and this process for them as it ends
            self.shutdown(cancel_futures=True)
            raise

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End the processes: with what they are at, unless something was raised."""
        self.shutdown(cancel_futures=kind is not None)

    def submit(self, call: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        """Have *call* called by one of the processes, and return the Future of what it gives."""
        task = _Task(Future(), partial(call, **named) if named else call, given)
        with self._lock:
            if self._ended:
                raise RuntimeError("the workers have ended")
            self._open.add(task.future)
            self._tasks.append(task)
            self._give()
        task.future.add_done_callback(self._open.discard)
        return task.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes, at once if *cancel_futures*, else when all is done."""
        if not cancel_futures:
            wait_for(list(self._open))  # some may not have been given to a process yet
        with self._lock:
            self._ended = cancel_futures or self._ended
            pools = [pool for pool in (self._pool, self._alone) if pool is not None]
        if cancel_futures:
            for process in multiprocessing.active_children():
                process.terminate()
        for pool in pools:
            pool.shutdown(wait=wait, cancel_futures=cancel_futures)
        self._ended = True

    def _give(self) -> None:
        """Give the processes what keeps them busy, and no more: all of it would be suspected with the one to blame."""
        while self._tasks and self._given < 2 * self._count and not self._ended:
            task = self._tasks.popleft()
            try:
                inner = self._pool.submit(task.call, *task.given)
            except BrokenExecutor:
                self._pool = _new_pool(self._count)
                inner = self._pool.submit(task.call, *task.given)
            self._given += 1
            inner.add_done_callback(partial(self._take, task))

    def _take(self, task: _Task, inner: Future[Any]) -> None:
        """Pass on what came of *task*, or suspect it, as all that were under way when a process died."""
        with self._lock:
            self._given -= 1
            suspect = _is_lost(inner) and not self._ended
            if suspect:
                self._suspects.append(task)
                self._try_next()
            self._give()
        if not suspect:
            _settle(task.future, inner)

    def _try_next(self) -> None:
        """Let a suspect show, alone in a process, whether it was the one."""
        if self._trying or not self._suspects or self._ended:
            return
        self._trying = True
        task = self._suspects.popleft()
        if self._alone is None:
            self._alone = _new_pool(1)
        self._alone.submit(task.call, *task.given).add_done_callback(partial(self._judge, task))

    def _judge(self, task: _Task, inner: Future[Any]) -> None:
        _settle(task.future, inner)
        with self._lock:
            self._trying = False
            if _is_lost(inner):
                self._alone = None
            self._try_next()


def begun(count: int) -> Workers | str:
    """Return *count* processes that wait for work, or what the system says where it lets none begin."""
    try:
        return Workers(count)
    except (OSError, BrokenExecutor) as error:
        return getattr(error, "strerror", None) or str(error)


def _is_lost(inner: Future[Any]) -> bool:
    return not inner.cancelled() and isinstance(inner.exception(), BrokenExecutor)


def _settle(future: Future[Any], inner: Future[Any]) -> None:
    if inner.cancelled() or not future.set_running_or_notify_cancel():
        future.cancel()
    elif (error := inner.exception()) is not None:
        future.set_exception(error)
    else:
        future.set_result(inner.result())


def _new_pool(count: int) -> ProcessPoolExecutor:
    # Not forked: by now there are threads, whose locks a fork would leave locked.
    return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=_begin)


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
