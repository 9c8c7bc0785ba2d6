"""Progress: results as they come -> the same, with a bar on the terminal that says how far they are."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")


@contextmanager
def shown(results: Iterable[T], total: int | None) -> Iterator[Iterator[T]]:
    """Show a bar on standard error while *results* are taken; *total* is how many there will be, None if unknown."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    # What is printed meanwhile appears above the bar, which is gone at the end.
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)

        def counted() -> Iterator[T]:
            for result in results:
                bar.advance(task)
                yield result

        yield counted()
