"""Comparing: what a template uses, and what the data have -> values that nothing uses, names that would be missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from docfill.data import Records, find_source
from docfill.places import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from docfill.data import Data
    from docfill.places import Place
    from docfill.problems import Problems
    from docfill.word.checks.usage import Usage

_SIGNS_OF_A_REMARK = ("_", "#")


def report_missing(
    usages: Iterable[Usage],
    data: Mapping[str, Any],
    told: Collection[Place],
    problems: Problems,
    look: Callable[[], None],
) -> None:
    """Put a note into *problems* for each use that *data* have no value for, but that a fill with them does not reach.

    *told* are the places of tags whose missing values the fill told itself. *look* is called for each use and each
    item, to break off what takes too long.
    """
    for usage in usages:
        look()
        if usage.tag is None or not usage.needed or usage.tag.place in told:
            continue
        if not _has(data, _steps(usage.path), "", usage.asked, look):
            problems.add("missing-where-not-reached", usage.tag.place, name=usage.path.replace("[]", ""))


def _steps(path: str) -> list[str]:
    return path.replace("[]", ".[]").split(".")


def _has(value: Any, steps: Sequence[str], path: str, asked: frozenset[str], look: Callable[[], None]) -> bool:
    """Tell whether *value* has what *steps* lead to, or nothing to be said of it."""
    if not steps:
        return True
    step, rest = steps[0], steps[1:]
    if value is None:
        return step == "[]" or path in asked  # a blank is an empty list; as a group the template must ask for it
    if step == "[]" and isinstance(value, (list, tuple)):
        look()
        return all(_has(item, rest, f"{path}[]", asked, look) for item in value)
    if step == "[]" or not isinstance(value, Mapping):
        return True  # not what the tag takes it for: a fill that reaches it tells so
    deeper = f"{path}.{step}".lstrip(".")
    return deeper in asked or (step in value and _has(value[step], rest, deeper, asked, look))


def report_unused(data: Data, used: Uses, problems: Problems) -> None:
    """Warn of each value, column or group of *data* that nothing uses."""
    for path, origin in _unused(data, "", data.origins, used):
        problems.add("value-not-used", origin or (Source(data.file, path=path) if data.file else None), name=path)


class Uses:
    """What a form uses: the paths of its tags, and *names* that are used as a whole, such as those a form declares.

    *words* are texts in the tags, which may name a column: ``明细|sum(attribute="金额")``.
    """

    def __init__(self, usages: Iterable[Usage], names: Iterable[str], words: Iterable[str]) -> None:
        self.words = {step for word in words for step in word.split(".")}
        self.whole = set(names)
        self.within: set[str] = set()
        for usage in usages:
            steps = _steps(usage.path)
            paths = [".".join(steps[:depth]) for depth in range(1, len(steps) + 1)]
            self.within.update(paths[:-1])
            self.whole.update(paths[-1:] if usage.whole or usage.shape in {"value", "grid"} else ())
            self.within.update(paths[-1:])
        self._deeper = {path.rpartition(".")[0] for path in self.within}

    def uses_all_of(self, path: str) -> bool:
        """Tell whether something may use anything within *path*."""
        return path in self.whole or (path in self.within and path not in self._deeper)


def _unused(values: Mapping[Any, Any], path: str, origin: Any, used: Uses) -> Iterator[tuple[str, Source | None]]:
    for key, value in values.items():
        name = str(key)
        deeper = f"{path}.{name}".lstrip(".")
        if name.startswith(_SIGNS_OF_A_REMARK) or used.uses_all_of(deeper) or (path and name in used.words):
            continue
        if deeper not in used.within:
            yield deeper.replace(".[]", ""), _place(origin, name)
        elif isinstance(value, Mapping):
            yield from _unused(value, deeper, _inside(origin, name), used)
        elif isinstance(value, (list, tuple)) and not used.uses_all_of(f"{deeper}.[]"):
            yield from _unused_columns(value, f"{deeper}.[]", _inside(origin, name), used)


def _unused_columns(records: Sequence[Any], path: str, origin: Any, used: Uses) -> Iterator[tuple[str, Source | None]]:
    """Yield the columns of *records* that nothing uses, each once, in the order in which they come."""
    first: dict[Any, int] = {}
    for index, record in enumerate(records):
        for key in record if isinstance(record, Mapping) else ():
            first.setdefault(key, index)
    for key, index in first.items():
        within = origin if isinstance(origin, Records) else _inside(origin, index)
        yield from _unused({key: records[index][key]}, path, within, used)


def _inside(origin: Any, step: str | int) -> Any:
    try:
        return origin[step]
    except (KeyError, IndexError, TypeError):
        return None


def _place(origin: Any, name: str) -> Source | None:
    if isinstance(origin, Records):
        column = origin.columns.get(name, "")
        return Source(origin.file, origin.sheet, f"{column}:{column}" if column else "")
    found = find_source(origin, [name]) if origin is not None else None
    if found is not None or origin is None:
        return found
    return _first_of(_inside(origin, name))


def _first_of(origin: Any) -> Source | None:
    """Return where the first of the values under *origin* stands."""
    while origin is not None and not isinstance(origin, Source):
        if found := find_source(origin, []):
            return found
        inner = list(origin.values()) if isinstance(origin, Mapping) else origin
        origin = inner[0] if inner else None
    return origin
