"""Contents: values under dotted names -> nested values; a name given twice is a problem with both places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docfill.data import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from docfill.places import Source
    from docfill.problems import Problems

Path = tuple[str, ...]

# No name of Excel's has more steps, and no form needs as many: each costs memory, in every record of a list.
_DEEPEST = 100


def split_name(name: str) -> Path:
    """Return the steps of a dotted *name*: ``负责人.电话`` has two; what is no such path (``1. 单位``), one."""
    steps = tuple(name.split("."))
    return steps if all(step.isidentifier() for step in steps) else (name,)


def nested(items: Iterable[tuple[Path, Any]]) -> dict[str, Any]:
    """Return *items* as nested dictionaries; their paths must not contradict each other."""
    whole: dict[str, Any] = {}
    for path, value in items:
        inner = whole
        for step in path[:-1]:
            inner = inner.setdefault(step, {})
        inner[path[-1]] = value
    return whole


def _steps(path: Path) -> int:
    """Return how many cells *path* costs as many as: each of its groups is kept, with the path to it."""
    return len(path) ** 2 // 4


class Contents:
    """Gathers values and their origins under their paths.

    *spread* is told how many cells a path costs as many as, and *twice* is the code of the problem where a path is
    given a second time.
    """

    def __init__(self, problems: Problems, spread: Callable[[int], None], *, twice: str = "duplicate-name") -> None:
        self._spread = spread
        self.values: dict[str, Any] = {}
        self.origins: dict[str, Any] = {}
        self._problems = problems
        self._twice = twice
        self._places: dict[Path, Source] = {}
        self._groups: dict[Path, Source] = {}

    def put(self, path: Path, value: Any, origin: Any, place: Source) -> bool:
        """Put *value* at *path*; say whether it was free. The same cell a second time is no problem."""
        if len(path) > _DEEPEST:
            self._problems.add("nested-too-deep", place, limit=_DEEPEST)
            return False
        self._spread(_steps(path))
        name = ".".join(path)
        if path in self._places:
            if self._places[path] != place and not self._is_fault(path):
                self._problems.add(self._twice, place, self._places[path], name=name)
            return False
        groups = [path[:end] for end in range(1, len(path))]
        other = next((self._places[group] for group in groups if group in self._places), self._groups.get(path))
        if other is not None:
            self._problems.add("name-conflict", place, other, name=name)
            return False
        self._places[path] = place
        values, origins = self.values, self.origins
        for group in groups:
            self._groups.setdefault(group, place)
            values = values.setdefault(group[-1], {})
            origins = origins.setdefault(group[-1], {})
        values[path[-1]], origins[path[-1]] = value, origin
        return True

    def _is_fault(self, path: Path) -> bool:
        """Say whether what is at *path* could not be read: who uses it is told so, whatever else has its name."""
        value: Any = self.values
        for step in path:
            value = value[step]
        return isinstance(value, Fault)
