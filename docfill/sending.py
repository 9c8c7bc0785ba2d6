"""Sending: orders -> what the workers of an executor make of them, as it completes; the kit goes to a worker once.

A worker that wants the kit says so, and gets it with the order that it sent back. Workers that are threads, or that
were forked from this process after the first order, have it without. How many orders are under way is bounded, and
begins small, so that few orders travel twice.

A result is held back only while an order before it may turn out to have the same name: of two reports of one name
the first stays, in whatever order they are made.
"""

from __future__ import annotations

import itertools
import os
from collections import deque
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, wait
from typing import TYPE_CHECKING, NamedTuple

from docfill.making import Desk, Made, Order, failed, make, refused, said
from docfill.naming import is_folder, one_name
from docfill.places import FilePlace
from docfill.problems import failure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor, Future

    from docfill.making import Kit

_FEW = 8  # orders under way at first
_MOST = 256  # and once it is known that they come back: enough for a cluster, few enough to hold their reports

# The desks of this process; in a worker they stay from order to order. A few, for one client may go after another.
_desks: dict[str, Desk] = {}
_MOST_DESKS = 4
_counter = itertools.count()
_chance = os.urandom(8).hex()


class _Answer(NamedTuple):
    """What a *worker* made of an order; None where it wants the kit first."""

    worker: str
    made: list[Made] | None


class _Sent(NamedTuple):
    """An order under way; *since* is how many were sent before it."""

    number: int
    order: Order
    with_kit: bool
    since: int


class _Waiting(NamedTuple):
    """An order of which nothing was told yet: what was *made* of it, None while it is under way.

    *names* are those of its reports as far as they are known; None is one that is not.
    """

    names: frozenset[str | None]
    made: list[Made] | None = None


def sent(orders: Iterator[Order | Made], kit: Kit, executor: Executor) -> Iterator[Made]:
    """Yield what the workers of *executor* make of *orders*, each with *kit*.

    What *orders* raise is raised once all those before are told.
    """
    sending = _Sending(orders, kit, executor)
    try:
        yield from sending.told()
    finally:
        sending.end()
    if sending.fault is not None:
        raise sending.fault


class _Sending:
    def __init__(self, orders: Iterator[Order | Made], kit: Kit, executor: Executor) -> None:
        self._orders = orders
        self._kit = kit
        self._executor = executor
        self._key = f"{_here()}-{next(_counter)}"
        self._running: dict[Future[_Answer], _Sent] = {}
        self._waiting: dict[int, _Waiting] = {}  # in the order of the orders
        self._back: deque[tuple[int, Order]] = deque()  # orders that a worker sent back for want of the kit
        self._without: set[str] = set()  # workers that want it
        self._learned: dict[str, int] = {}  # workers that have it, and how many orders were sent by then
        self._kits = 0  # how many are under way
        self._sent = 0
        self._done = 0
        self._numbers = itertools.count()
        self._more = True
        self.fault: Exception | None = None
        _desks[self._key] = Desk(kit)

    def told(self) -> Iterator[Made]:
        while True:
            self._send()
            yield from self._released()
            if self._running:
                for future in wait(self._running, return_when=FIRST_COMPLETED).done:
                    self._take(future)
            elif not (self._more or self._waiting):
                return

    def end(self) -> None:
        """Take back what is not yet begun, and leave the desk."""
        for future in self._running:
            future.cancel()
        _desks.pop(self._key, None)

    def _send(self) -> None:
        """Send as many orders as may be under way; those that came back last, for then the others are busy."""
        while self._more and len(self._waiting) < min(_MOST, _FEW + 2 * self._done):
            try:
                order = next(self._orders, None)
            except Exception as error:  # noqa: BLE001  it is raised in the end
                self.fault, order = error, None
            if order is None:
                self._more = False
                break
            number = next(self._numbers)
            if isinstance(order, Made):
                self._settle(number, [order])
            else:
                self._waiting[number] = _Waiting(frozenset([_name_of(order)]))
                self._submit(number, order, with_kit=False)
        while self._back and (not self._without or self._kits < len(self._without)):
            self._submit(*self._back.popleft(), with_kit=bool(self._without))

    def _submit(self, number: int, order: Order, *, with_kit: bool) -> None:
        try:
            future = self._executor.submit(_work, order, self._key, self._kit if with_kit else None)
        except Exception as error:  # noqa: BLE001  it is told as this order's: the executor is shut down, or broken
            self._settle(number, [_not_done(order, error)])
        else:
            self._running[future] = _Sent(number, order, with_kit, self._sent)
            self._sent += 1
            self._kits += with_kit

    def _take(self, future: Future[_Answer]) -> None:
        """Take in what came of an order, or send it again."""
        sent = self._running.pop(future)
        self._kits -= sent.with_kit
        try:
            answer = future.result()
        except Exception as error:  # noqa: BLE001  what the order itself raised is in the answer
            self._settle(sent.number, [_not_done(sent.order, error)])
            return
        if answer.made is None:
            if sent.since >= self._learned.get(answer.worker, -1):  # else it may have got the kit meanwhile
                self._without.add(answer.worker)
            self._back.append((sent.number, sent.order))
            return
        self._without.discard(answer.worker)
        self._learned.setdefault(answer.worker, self._sent)
        self._settle(sent.number, answer.made)

    def _settle(self, number: int, made: list[Made]) -> None:
        self._done += 1
        paths = [each.result.path for each in made]
        names = frozenset(one_name(path) for path in paths if path is not None)
        self._waiting[number] = _Waiting(names, made)

    def _released(self) -> Iterator[Made]:
        """Yield what may be told: what has a name that no order before it can have."""
        taken: set[str | None] = set()
        for number, waiting in list(self._waiting.items()):
            if waiting.made is None or (waiting.names and (None in taken or taken & waiting.names)):
                taken |= waiting.names
            else:
                del self._waiting[number]
                yield from waiting.made


def _name_of(order: Order) -> str | None:
    """Return the name that the report of *order* will have, as far as it is known before it is made."""
    return None if order.out is None or is_folder(order.out) else one_name(order.out)


def _not_done(order: Order, error: Exception) -> Made:
    """Return the result of an *order* that could not be handed over, or whose worker ended."""
    if isinstance(error, MemoryError):
        return failed(order, error)
    place = FilePlace(str(order.source)) if order.source else None
    if isinstance(error, (BrokenExecutor, CancelledError)) or type(error).__name__ == "KilledWorker":  # Dask's
        return refused(order, failure("worker-lost", place, name=order.name).problems)
    return refused(order, failure("job-not-sent", place, name=order.name, reason=said(error)).problems)


# --- in a worker ---


def _here() -> str:
    """Return a name of this process that no other has."""
    return f"{os.getpid()}-{_chance}"


def _work(order: Order, key: str, kit: Kit | None) -> _Answer:
    """Return what this process makes of *order*; nothing where it was not given the kit of that *key* yet."""
    if kit is not None and key not in _desks:
        _desks[key] = Desk(kit)
        while len(_desks) > _MOST_DESKS:
            del _desks[next(iter(_desks))]
    desk = _desks.get(key)
    return _Answer(_here(), None if desk is None else list(make(order, desk)))
