"""Each: data that ask for one report a row of a list -> the data of every report, with where its values came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from docfill.data import Data, Fault, Records, Setting, find_source, split_path
from docfill.places import Source
from docfill.problems import FillError, failure

if TYPE_CHECKING:
    from collections.abc import Sequence


def split(data: Data) -> list[Data]:
    """Return the data of every report that *data* ask for: themselves alone, or one for each row of a list.

    The sheet ``docfill`` names the list under ``each``. In the data of a row its columns are values of their own,
    before those of the same name that all rows share; the whole list is there still, under its name. Raises FillError
    where there is no such list.
    """
    name = data.settings.get("each", "")
    if not name:
        return [data]
    rows: Any = data
    for step in split_path(name):
        rows = rows.get(step) if isinstance(rows, Mapping) else None
    if isinstance(rows, Fault):
        raise FillError(rows.problems)
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise failure("each-not-a-list", _source(data, name), name=name)
    if not rows:
        raise failure("each-is-empty", data.source(name) or _source(data, name), name=name)
    return [_of_row(data, name, rows, index) for index in range(len(rows))]


def _source(data: Data, setting: str) -> Source:
    return setting.source if isinstance(setting, Setting) else Source(data.file, "docfill")


def _of_row(data: Data, name: str, rows: Sequence[Mapping[str, Any]], index: int) -> Data:
    row = rows[index]
    origin: Any = data.origins
    for step in split_path(name):
        origin = origin[step] if isinstance(origin, Mapping) else None
    origins = {**data.origins, **{str(key): _origin(data, origin, [index, key], row[key]) for key in row}}
    settings = {key: value for key, value in data.settings.items() if key != "each"}
    return Data({**data, **row}, origins, settings=settings, notes=data.notes, file=data.file)


def _origin(data: Data, origin: Any, steps: list[Any], value: Any) -> Any:
    """Return where *value*, which *steps* lead to from *origin*, came from, nested as it is."""
    if isinstance(value, Mapping) and isinstance(origin, Records):
        return {key: _origin(data, origin, [*steps, key], inner) for key, inner in value.items()}
    return find_source(origin, steps)
