"""Inputs: what a caller gives as data (a workbook, JSON, TOML, standard input, a mapping) -> Data."""

from __future__ import annotations

import datetime as dt
import io
import json
import math
import operator
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from docfill.data import Data, ShownFloat
from docfill.files import content_of
from docfill.places import FilePlace, Source
from docfill.problems import FillError, Problems, failure

MAX_DEPTH = 100

STDIN = "-"

_PLAIN = frozenset({str, int, float, bool, type(None), dt.date, dt.time})
# Compiled when first used, as start-up counts.
_TOML_LINE = r"\s*(#|\[\[?[^\[\]{},]+\]\]?\s*(#|$)|[\w\"'.\- ]+=)"
_TOML_PLACE = r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z"


_WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods", ".et")


def read_data(source: object, *, stdin: BinaryIO | None = None, recalc: bool = False) -> Data:
    """Return the data that *source* names or holds.

    *source* is the path of an workbook, a ``.json`` or a ``.toml`` file, ``-`` for what *stdin*
    (standard input unless given) holds, or a mapping of plain values, lists and mappings; an attrs or
    dataclass instance counts as a mapping, a pandas or polars frame as its records. A mapping that is given
    is not changed. *recalc* lets LibreOffice calculate what a workbook's formulas lack, in a copy. Raises FillError.
    """
    if isinstance(source, Data):
        return source
    if isinstance(source, (str, Path)):
        return _read_file(source, stdin, recalc=recalc)
    values = source if _is_plain(source, 0) else _plain(source, 0)
    if not isinstance(values, Mapping):
        raise failure("data-not-an-object")
    return Data(values)


def _read_file(source: str | Path, stdin: BinaryIO | None, *, recalc: bool) -> Data:
    if str(source) == STDIN:
        content, file, suffix = (stdin or sys.stdin.buffer).read(), STDIN, ""
    else:
        path = Path(source)
        if path.suffix.lower() == ".csv":
            raise failure("csv-not-read", FilePlace(str(path)))
        content, file, suffix = content_of(path), path.name, path.suffix.lower()
    # A renamed workbook is still a workbook, and what is only named one gets its problem from the reader.
    if suffix in _WORKBOOKS or _is_binary(content):
        from docfill.excel.reader import read_content  # lazy for start-up: JSON does without

        return read_content(content, file, recalc=recalc)
    if not content.strip():
        raise failure("empty-data-file", FilePlace(file))
    if suffix not in (".json", ".toml", ""):
        raise failure("unknown-data-format", FilePlace(file))
    text = _text(content, file)
    if suffix == ".toml" or (not suffix and _looks_like_toml(text)):
        values = _from_toml(text, file)
    else:
        values = _from_json(text, file)
    return Data(values, PathOrigin(values, file), file=file)


def _is_binary(content: bytes) -> bool:
    """Say whether *content* is a zip package or an OLE file: by their first bytes no text begins so."""
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return True
    return content.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(content))


def _text(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise failure("data-not-utf8", FilePlace(file, line)) from error


def _looks_like_toml(text: str) -> bool:
    first = next(line for line in text.splitlines() if line.strip())
    # A JSON list looks like the header of a TOML table: "[1]".
    return re.match(_TOML_LINE, first) is not None and not _is_json(text)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _from_json(text: str, file: str) -> Mapping[str, Any]:
    problems = Problems()

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        whole = dict(pairs)
        if len(whole) < len(pairs):
            seen: set[str] = set()
            for name, _ in pairs:
                if name in seen:
                    problems.add("duplicate-key", FilePlace(file), name=name)
                seen.add(name)
        return whole

    def no_number(written: str) -> None:
        problems.add("number-without-value", FilePlace(file), number=written[:40])

    def number(written: str) -> float | None:
        return _number(written, no_number)

    try:
        values = json.loads(text, object_pairs_hook=members, parse_constant=no_number, parse_float=number)
    except json.JSONDecodeError as error:
        raise failure("json-syntax", FilePlace(file, error.lineno), reason=error.msg, column=error.colno) from None
    except RecursionError:
        raise _too_deep(file) from None
    except ValueError as error:
        raise _endless(error, file) from error
    return _checked(values, file, problems)


def _from_toml(text: str, file: str) -> Mapping[str, Any]:
    import tomllib  # lazy: JSON and workbooks do without

    problems = Problems()

    def no_number(written: str) -> None:
        problems.add("number-without-value", FilePlace(file), number=written[:40])

    try:
        values = tomllib.loads(text, parse_float=lambda written: _number(written, no_number))
    except tomllib.TOMLDecodeError as error:
        place = re.search(_TOML_PLACE, str(error))
        line = int(place[1] or text.count("\n") + 1) if place else 0
        raise failure("toml-syntax", FilePlace(file, line), reason=re.sub(_TOML_PLACE, "", str(error))) from None
    except RecursionError:
        raise _too_deep(file) from None
    except ValueError as error:
        raise _endless(error, file) from error
    return _checked(values, file, problems)


def _number(written: str, no_number: Any) -> ShownFloat | None:
    """Return the number with its text as *written*; what is not finite is told to *no_number*."""
    value = float(written.replace("_", ""))
    if math.isfinite(value):
        return ShownFloat(value, written)
    no_number(written)
    return None


def _endless(error: ValueError, file: str) -> FillError:
    # Python refuses to read a whole number of more than 4300 digits, since that takes ever longer.
    return failure("number-without-value", FilePlace(file), number=str(error).partition(":")[0])


def _checked(values: Any, file: str, problems: Problems) -> Mapping[str, Any]:
    if not isinstance(values, dict):
        problems.add("data-not-an-object", FilePlace(file))
    elif _deeper(values, MAX_DEPTH):
        problems.extend(_too_deep(file).problems)
    problems.raise_errors()
    return values  # type: ignore[no-any-return]


def _too_deep(file: str) -> FillError:
    return failure("nested-too-deep", FilePlace(file) if file else None, limit=MAX_DEPTH)


def _deeper(value: Any, levels: int) -> bool:
    """Say whether *value* is nested deeper than *levels*."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(levels == 0 or _deeper(item, levels - 1) for item in inner if isinstance(item, (dict, list)))


def _is_plain(value: Any, depth: int) -> bool:
    """Tell whether *value* and all that is in it are as templates take them, which most data are already."""
    kind = type(value)
    if depth > MAX_DEPTH or (kind is not dict and kind is not list):
        return False
    for item in value.values() if kind is dict else value:  # `all` takes twice as long
        if type(item) not in _PLAIN and not _is_plain(item, depth + 1):
            return False
    return True


def _plain(value: Any, depth: int) -> Any:
    """Return *value* with the objects in it that stand for mappings or records as such; else itself."""
    if type(value) in _PLAIN:
        return value
    if depth > MAX_DEPTH:
        raise _too_deep("")
    if isinstance(value, (Mapping, list, tuple)):
        return _plain_inside(value, depth)
    kind = type(value)
    # The two marks by which attrs and dataclasses themselves know their classes, without importing either.
    for mark in ("__attrs_attrs__", "__dataclass_fields__"):
        if hasattr(kind, mark):
            fields = getattr(kind, mark)
            names = list(fields) if isinstance(fields, dict) else [field.name for field in fields]
            return {name: _plain(getattr(value, name), depth + 1) for name in names}
    if callable(getattr(value, "to_dicts", None)):
        return _records(value.to_dicts(), depth)
    if callable(getattr(value, "to_dict", None)) and hasattr(value, "columns"):
        return _records(value.to_dict(orient="records"), depth)
    return value


def _plain_inside(value: Mapping[Any, Any] | list[Any] | tuple[Any, ...], depth: int) -> Any:
    # Nearly all that stands inside is a figure or a text: it is passed over here, without a call.
    if isinstance(value, Mapping):
        inside = {
            name: new
            for name, item in value.items()
            if type(item) not in _PLAIN and (new := _plain(item, depth + 1)) is not item
        }
        return {**value, **inside} if inside else value
    items = [item if type(item) in _PLAIN else _plain(item, depth + 1) for item in value]
    return value if all(map(operator.is_, items, value)) else items


def _records(rows: list[dict[Any, Any]], depth: int) -> list[dict[str, Any]]:
    """Return a frame's rows; what a frame holds for "missing" (NaN, NaT), unequal to itself, is blank."""
    return [
        {str(name): None if item != item else _plain(item, depth + 2) for name, item in row.items()}  # noqa: PLR0124
        for row in rows
    ]


class PathOrigin(Mapping[Any, Any]):
    """Where the values of a file of data come from: their paths in it, worked out only when somebody asks."""

    def __init__(self, value: Any, file: str, path: str = "") -> None:
        self._value = value
        self._file = file
        self._path = path

    def __getitem__(self, step: str | int) -> Any:
        if step == "":
            return Source(self._file, path=self._path)
        if isinstance(self._value, list) and isinstance(step, int):
            return PathOrigin(self._value[step], self._file, f"{self._path}[{step}]")
        if not isinstance(self._value, dict):
            raise KeyError(step)
        return PathOrigin(self._value[str(step)], self._file, f"{self._path}.{step}".lstrip("."))

    def __iter__(self) -> Iterator[Any]:
        return iter(self._value if isinstance(self._value, dict) else range(len(self)))

    def __len__(self) -> int:
        return len(self._value) if isinstance(self._value, (dict, list)) else 0
