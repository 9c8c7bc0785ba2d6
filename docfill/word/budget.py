"""Budget: what a fill has used up so far (rounds of loops, characters of texts, time); past a limit it stops."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from docfill.word.bounds import BoundError, check

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docfill.limits import Limits

# To look at the clock takes as long as a round of a plain loop, so it is not done in each.
_BETWEEN_LOOKS = 16
# A filter's work on one item of a list is much less than a round of a loop.
_ITEMS_A_STEP = 10
_SIZED = (list, tuple, dict, set, frozenset)


class Budget:
    """What one fill may still ask for, of *limits*; it begins now, or with *another*, whose clock it shares."""

    __slots__ = ("_characters", "_steps", "ends", "limits")

    def __init__(self, limits: Limits, another: Budget | None = None) -> None:
        self.limits = limits
        self._steps = 0
        self._characters = 0
        self.ends: float = another.ends if another is not None else time.monotonic() + limits.seconds

    def spend(self, steps: int) -> None:
        """Count *steps*, and look at the clock. Raises BoundError."""
        self._steps += steps
        check(self._steps, self.limits.steps)
        self.look_at_clock()

    def look_at_clock(self) -> None:
        """Raise BoundError where the time is up."""
        if time.monotonic() > self.ends:
            raise BoundError(f"{self.limits.seconds:g} s")

    def spend_items(self, value: Any) -> None:
        """Count the work of a filter on the list *value*."""
        self.spend(len(value) // _ITEMS_A_STEP if isinstance(value, (*_SIZED, range)) else 1)

    def made(self, characters: int) -> None:
        """Count the *characters* of a text that an expression made, or is about to make. Raises BoundError."""
        check(characters, self.limits.characters)
        self._characters += characters
        check(self._characters, self.limits.all_characters)

    def timed(self, items: Iterable[Any]) -> Iterator[Any]:
        """Yield *items*, looking at the clock now and then."""
        for number, item in enumerate(items):
            if not number % _BETWEEN_LOOKS:
                self.look_at_clock()
            yield item

    def weighed(self, items: Iterable[Any]) -> Iterator[Any]:
        """Yield *items*, which are about to be joined, counting their characters."""
        for item in self.timed(items):
            self.made(self.weight(item))
            yield item

    def weight(self, value: Any) -> int:
        """Return about how many characters *value* has once it is text. Raises BoundError past the limit."""
        if isinstance(value, str):
            return len(value)
        if not isinstance(value, _SIZED):
            return 0  # a figure, or something that has a text of its own
        waiting: list[Any] = [value]
        characters = 0
        while waiting:
            one = waiting.pop()
            if isinstance(one, str):
                characters += len(one)
            elif isinstance(one, _SIZED):
                characters += 2 * len(one)
                waiting.extend(one)
                if isinstance(one, dict):
                    waiting.extend(one.values())
            check(characters + len(waiting), self.limits.characters)
        return characters


class TimedList:
    """A list that is looped over, the clock looked at now and then; Jinja wants to know its length beforehand."""

    __slots__ = ("_budget", "_items")

    def __init__(self, items: Any, budget: Budget) -> None:
        self._items = items
        self._budget = budget

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return self._budget.timed(self._items)
