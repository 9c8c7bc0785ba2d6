"""Records: what the data gave for a list -> its records by the form's keys, with the steps to each of their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from docfill.data import Records
from docfill.forms.lines import called
from docfill.forms.values import is_blank

if TYPE_CHECKING:
    from docfill.forms.form import Field
    from docfill.forms.grids import Report, Steps


def arrange(
    field: Field, given: Sequence[Any], steps: Steps, report: Report
) -> Iterator[tuple[int, dict[str, Any], Mapping[str, str | int]]]:
    """Yield each record of the list: its number, its values by key, and what the data calls each key.

    A record is a mapping by key or printed label, or a list of values in the order of the form. It leaves with every
    column of the form, and whatever else it holds; one that is blank in all columns of the form is left out.
    """
    keys = [line.key for line in field.columns]
    by_number = {key: number for number, key in enumerate(keys)}
    key_of: dict[Any, str] = {}  # the data's name for a column -> the form's key; most records have the same names
    for index, item in enumerate(given):
        record: dict[str, Any] = dict.fromkeys(keys)
        names: dict[str, Any] = by_number
        if isinstance(item, Mapping):
            names = {key: key for key in keys}
            for name, value in item.items():
                key = key_of.get(name)
                if key is None:
                    matches = called(name, field.columns)
                    key = key_of[name] = matches[0].key if len(matches) == 1 else name
                record[key], names[key] = value, name
        elif not isinstance(item, (list, tuple)):
            report("wants-records", (*steps, index), name=field.name)
        elif len(item) != len(keys):
            size = {"wanted": f"1 × {len(keys)}", "found": f"1 × {len(item)}"}
            report("grid-size", (*steps, index), name=field.name, **size)
        else:
            record = dict(zip(keys, item, strict=True))
        if not all(is_blank(record[key]) for key in keys):
            yield index, record, names


def origins_of(origin: Any, kept: Sequence[int], field: Field) -> Any:
    """Return the origins of the records *kept*, under the form's names for their columns."""
    if isinstance(origin, Records):
        columns = {_key(name, field): letter for name, letter in origin.columns.items()}
        return origin._replace(rows=[origin.rows[index] for index in kept], columns=columns)
    if not isinstance(origin, (list, tuple)):
        return origin
    return [_origins_of_one(origin[index], field) for index in kept if index < len(origin)]


def _origins_of_one(origin: Any, field: Field) -> Any:
    if isinstance(origin, Mapping):
        return {_key(name, field): source for name, source in origin.items()}
    if isinstance(origin, (list, tuple)):
        return {line.key: source for line, source in zip(field.columns, origin, strict=False)}
    return origin


def _key(name: str, field: Field) -> str:
    matches = called(name, field.columns)
    return matches[0].key if len(matches) == 1 else name
