"""Budget: what a fill has used up so far (rounds of loops, characters of texts, time); past a limit it stops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docfill.word.bounds import BoundError, check
from docfill.word.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docfill.limits import Limits
    from docfill.word.objects import Objects

# To look at the clock takes as long as a round of a plain loop, so it is not done in each.
_BETWEEN_LOOKS = 16
# A filter's work on one item of a list is much less than a round of a loop.
_ITEMS_A_STEP = 10
# A text of fewer characters is worked on in no time.
LONG = 1_000
_SIZED = (list, tuple, dict, set, frozenset)
_NUMBERS = frozenset({int, float, bool})
_FIGURES = _NUMBERS | {type(None)}


class Budget:
    """What one fill may still ask for, of *limits*; its time begins now, or is that of a *clock* that it shares."""

    __slots__ = ("_characters", "_most", "_most_of_all", "_short", "_steps", "clock", "limits", "objects")

    def __init__(self, limits: Limits, clock: Clock | None = None) -> None:
        self.limits = limits
        self._steps = 0
        self._characters = 0
        self._most, self._most_of_all = limits.characters, limits.all_characters
        self._short = min(LONG, limits.characters)
        self.clock = clock or Clock(limits.seconds)
        self.objects: Objects | None = None  # which of them may become text; any until a program runs

    def spend(self, steps: int) -> None:
        """Count *steps*, and look at the clock. Raises BoundError."""
        self._steps += steps
        check(self._steps, self.limits.steps)
        self.look_at_clock()

    def look_at_clock(self) -> None:
        """Raise BoundError where the time is up."""
        if self.clock.is_over():
            raise BoundError(self.clock.limit)

    def spend_items(self, value: Any) -> None:
        """Count the work of a filter on the list *value*."""
        self.spend(len(value) // _ITEMS_A_STEP if isinstance(value, (*_SIZED, range)) else 1)

    def made(self, characters: int) -> None:
        """Count the *characters* of a text that an expression made, or is about to make. Raises BoundError."""
        self._characters += characters
        if characters > self._most or self._characters > self._most_of_all:
            check(characters, self._most)
            check(self._characters, self._most_of_all)

    def made_of_short(self, values: Iterable[Any]) -> bool:
        """Count *values*, if they are short texts and figures, as nearly always; tell whether they are.

        Of such, no filter makes what would take long, so nobody need look at the clock.
        """
        characters = 0
        for value in values:
            kind = type(value)
            if kind is str:
                characters += len(value)
            elif kind not in _NUMBERS:  # what is blank is not its own text
                return False
        if characters > self._short:
            return False
        self.made(characters)
        return True

    def timed(self, items: Iterable[Any]) -> Iterator[Any]:
        """Yield *items*, looking at the clock now and then."""
        for number, item in enumerate(items):
            if not number % _BETWEEN_LOOKS:
                self.look_at_clock()
            yield item

    def counted(self, items: Iterable[Any]) -> Iterator[Any]:
        """Yield *items* of which nobody knows how many there are, perhaps without end. Raises BoundError."""
        for number, item in enumerate(self.timed(items)):
            check(number, self.limits.steps)
            yield item

    def read(self, items: Iterable[Any]) -> None:
        """Count the characters of the long texts among *items*, of which a filter is about to make others."""
        self.made(sum(len(item) for item in items if isinstance(item, str) and len(item) >= LONG))

    def weighed(self, items: Iterable[Any]) -> Iterator[Any]:
        """Yield *items*, which are about to be joined, counting their characters."""
        for item in self.counted(items):
            self.made(self.weight(item))
            yield item

    def weight(self, value: Any) -> int:
        """Return about how many characters *value* has once it is text.

        Raises BoundError past the limit, and FilterError for an object that is no data.
        """
        if isinstance(value, str):
            return len(value)
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
            elif type(one) not in _FIGURES and self.objects is not None:
                self.objects.check_text(one)
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
