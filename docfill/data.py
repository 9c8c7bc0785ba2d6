"""Data: values that know what Excel showed for them and where they came from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Self

from docfill.problems import FillError

if TYPE_CHECKING:
    from docfill.places import Source
    from docfill.problems import Problem


class ShownInt(int):
    """A whole number with the text that its source showed for it; arithmetic gives a plain number."""

    shown: str

    def __new__(cls, value: int, shown: str) -> Self:
        """Return *value* as it is *shown*."""
        new = super().__new__(cls, value)
        new.shown = shown
        return new

    def __str__(self) -> str:
        return self.shown


class ShownFloat(float):
    """A number with the text that its source showed for it; arithmetic gives a plain number."""

    shown: str

    def __new__(cls, value: float, shown: str) -> Self:
        """Return *value* as it is *shown*."""
        new = super().__new__(cls, value)
        new.shown = shown
        return new

    def __str__(self) -> str:
        return self.shown


class ShownDate(dt.date):
    """A day with the text that its source showed for it."""

    shown: str

    @classmethod
    def of(cls, value: dt.date, shown: str) -> ShownDate:
        """Return *value* as it is *shown*."""
        new = cls(value.year, value.month, value.day)
        new.shown = shown
        return new

    def __str__(self) -> str:
        return self.shown


class ShownDateTime(dt.datetime):
    """A moment with the text that its source showed for it."""

    shown: str

    @classmethod
    def of(cls, value: dt.datetime, shown: str) -> ShownDateTime:
        """Return *value* as it is *shown*."""
        new = cls.combine(value.date(), value.time())
        new.shown = shown
        return new

    def __str__(self) -> str:
        return self.shown


class ShownTime(dt.time):
    """A time of day with the text that its source showed for it."""

    shown: str

    @classmethod
    def of(cls, value: dt.time, shown: str) -> ShownTime:
        """Return *value* as it is *shown*."""
        new = cls(value.hour, value.minute, value.second, value.microsecond)
        new.shown = shown
        return new

    def __str__(self) -> str:
        return self.shown


SHOWN = frozenset({ShownInt, ShownFloat, ShownDate, ShownDateTime, ShownTime})


class FaultUsedError(FillError):
    """Raised where a value is used that could not be read."""


class Fault:
    """Stands in the data for a value that could not be read, such as an error of Excel, with the *problems* of it.

    It does no harm where nothing needs the value. Whatever else is done with it raises FillError with its problems.
    """

    __slots__ = ("problems",)

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)

    @property
    def lacks_result(self) -> bool:
        """Whether it is a formula whose result the file does not hold: nothing contradicts what the result may be."""
        return all(problem.code == "formula-without-value" for problem in self.problems)

    def __repr__(self) -> str:
        return f"<Fault {', '.join(sorted({problem.code for problem in self.problems}))}>"

    def _fail(self, *_: Any, **__: Any) -> NoReturn:
        raise FaultUsedError(self.problems)

    __str__ = __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = __call__ = __format__ = _fail
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = _fail
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _fail
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = _fail
    __neg__ = __pos__ = __abs__ = __int__ = __float__ = __round__ = __index__ = _fail


class Records(NamedTuple):
    """Where a list of records stands: one row of a sheet each, one column for each key.

    *rows* holds the row number of each record, *columns* the letter of each key's column.
    """

    file: str
    sheet: str
    rows: Sequence[int]
    columns: Mapping[str, str]


# Where values come from, nested as the values are: a Source for a scalar (or for a whole), a mapping by key, a
# sequence by index, Records for a list of records (so that a hundred thousand rows cost nothing).
Origin = "Source | Records | Mapping[str, Any] | Sequence[Any] | None"

# Compiled when first used, as start-up counts.
_STEP = r"\[(-?\d+)\]|\[(['\"])(.*?)\2\]|([^.\[\]]+)"


def split_path(path: str) -> list[str | int]:
    """Return the steps of a dotted *path*: ``明细[2].金额`` and ``明细.2.金额`` are ``["明细", 2, "金额"]``."""
    steps: list[str | int] = []
    for index, _, quoted, name in re.findall(_STEP, path):
        if index or (name and name.isdigit()):
            steps.append(int(index or name))
        else:
            steps.append(quoted or name)
    return steps


class Setting(str):
    """What the sheet ``docfill`` of a workbook says of one thing, and the cell that says it."""

    __slots__ = ("source",)
    source: Source

    @classmethod
    def of(cls, text: str, source: Source) -> Setting:
        """Return *text* as the cell *source* has it."""
        new = cls(text)
        new.source = source
        return new


class Data(dict[str, Any]):
    """The values of a workbook or of a file of data: a mapping that knows where each of them came from.

    *origins* mirrors the values; *settings* are what the workbook's ``docfill`` sheet says; *notes* are the
    problems found on the way that do not stop a fill; *file* is the name of the file it was read from.
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        origins: Mapping[str, Any] | None = None,
        *,
        settings: Mapping[str, str] | None = None,
        notes: Sequence[Problem] = (),
        file: str = "",
    ) -> None:
        super().__init__(values)
        self.origins: Mapping[str, Any] = origins or {}
        self.settings: Mapping[str, str] = settings or {}
        self.notes = tuple(notes)
        self.file = file

    def source(self, path: str) -> Source | None:
        """Return where the value at the dotted *path* came from; None where that is not known.

        A list's items are counted from 0, as in a template: ``明细[0].金额``.
        """
        return find_source(self.origins, split_path(path))

    def faults(self) -> Iterator[Fault]:
        """Yield every value in the data that could not be read."""
        return _faults(self)

    def path_of(self, value: object) -> str:
        """Return the path of the very object *value* in the data, empty where it is not found.

        Slow, for messages only: it looks at everything.
        """
        return _path_of(self, value) or ""


def find_source(origin: Any, steps: Sequence[str | int]) -> Source | None:
    """Follow *steps* from *origin*; a mapping of origins holds the source of the whole under the empty key."""
    from docfill.places import Source  # here, not above: places is only needed once somebody asks

    for depth, step in enumerate(steps):
        if isinstance(origin, Source):
            return origin  # what has one source as a whole lends it to what lies inside
        if isinstance(origin, Records):
            return _in_records(origin, steps[depth:])
        try:
            origin = origin[step]
        except (KeyError, IndexError, TypeError):
            return None
    if isinstance(origin, Records):
        return _in_records(origin, [])
    if isinstance(origin, Mapping):
        origin = origin.get("")
    return origin if isinstance(origin, Source) else None


def _in_records(records: Records, steps: Sequence[str | int]) -> Source | None:
    from docfill.places import Source

    if not steps:
        return Source(records.file, records.sheet)
    index = steps[0]
    if not isinstance(index, int) or not -len(records.rows) <= index < len(records.rows):
        return None
    row = records.rows[index]
    # A merged header nests its columns: their keys are dotted, and what lies inside a cell has the cell's place.
    keys = (".".join(map(str, steps[1:end])) for end in range(len(steps), 1, -1))
    column = next((records.columns[key] for key in keys if key in records.columns), "")
    return Source(records.file, records.sheet, f"{column}{row}" if column else f"{row}:{row}")


def _faults(value: object) -> Iterator[Fault]:
    if isinstance(value, Fault):
        yield value
    elif isinstance(value, (Mapping, list, tuple)):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _faults(item)


class Paths:
    """The paths of values in *data*, which does not change meanwhile; for messages, of which there may be thousands."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._asked = 0
        self._known: dict[int, tuple[object, int, str]] = {}  # each with what it stands in, and the step from there

    def of(self, value: object) -> str:
        """Return the path of the very object *value*, empty where it is not found."""
        self._asked += 1
        if self._asked <= _FEW:
            return self._data.path_of(value)
        if not self._known:
            self._learn()
        steps: list[str] = []
        found = self._known.get(id(value))
        while found is not None:
            steps.append(found[2])
            found = self._known.get(found[1])
        return "".join(reversed(steps)).lstrip(".")

    def _learn(self) -> None:
        waiting: list[tuple[object, int, str]] = [(self._data, 0, "")]
        while waiting:
            one = waiting.pop()
            value = one[0]
            if id(value) in self._known:
                continue  # where it stands first
            self._known[id(value)] = one
            steps: list[tuple[object, int, str]] = []
            if isinstance(value, Mapping):
                steps = [(inner, id(value), f".{key}") for key, inner in value.items()]
            elif isinstance(value, (list, tuple)):
                steps = [(inner, id(value), f"[{index}]") for index, inner in enumerate(value)]
            waiting.extend(reversed(steps))


# To look for so many takes less than to note where everything stands.
_FEW = 16


def _path_of(container: Any, wanted: object) -> str | None:
    items: Any = ()
    if isinstance(container, Mapping):
        items = ((f".{key}", value) for key, value in container.items())
    elif isinstance(container, (list, tuple)):
        items = ((f"[{index}]", value) for index, value in enumerate(container))
    for step, value in items:
        if value is wanted:
            return str(step).lstrip(".")
        deeper: str | None = _path_of(value, wanted)
        if deeper is not None:
            return str(step + ("" if deeper.startswith("[") else ".") + deeper).lstrip(".")
    return None
