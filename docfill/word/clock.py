"""Clock: how long something may take; it is looked at between the steps of a work that a file decides the size of."""

from __future__ import annotations

import time


class Clock:
    """So many *seconds*, from now on; *limit* tells them to a reader."""

    __slots__ = ("_ends", "limit")

    def __init__(self, seconds: float) -> None:
        self.limit = f"{seconds:g} s"
        self._ends = time.monotonic() + seconds

    def is_over(self) -> bool:
        """Tell whether the time is up."""
        return time.monotonic() > self._ends
