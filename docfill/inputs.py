"""Inputs: what a caller gives as data (a workbook, JSON, TOML, standard input, a mapping) -> Data."""

from __future__ import annotations

import datetime as dt
import errno
import json
import math
import operator
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from docfill.archive import OLE_MAGIC, is_archive
from docfill.data import Data, ShownFloat
from docfill.files import bounded, content_of
from docfill.limits import LIMITS, Limits, is_deeper
from docfill.memory import within_memory
from docfill.places import FilePlace, Source
from docfill.problems import FillError, Problems, failure
from docfill.toml import read_toml, reason_of

STDIN = "-"

_PLAIN = frozenset({str, int, float, bool, type(None), dt.date, dt.time})
# Compiled when first used, as start-up counts.
_TOML_LINE = r"\s*(#|\[\[?[^\[\]{},]+\]\]?\s*(#|$)|[\w\"'.\- ]+=)"
_TOML_PLACE = r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z"


_WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods", ".et")


@within_memory
def read_data(source: object, *, stdin: BinaryIO | None = None, recalc: bool = False, limits: Limits = LIMITS) -> Data:
    """Return the data that *source* names or holds.

    *source* is the path of an workbook, a ``.json`` or a ``.toml`` file, ``-`` for what *stdin*
    (standard input unless given) holds, or a mapping of plain values, lists and mappings; an attrs or
    dataclass instance counts as a mapping, a pandas or polars frame as its records. A mapping that is given
    is not changed. *recalc* lets LibreOffice calculate what a workbook's formulas lack, in a copy. *limits* say how
    large a file may be. Raises FillError.
    """
    if isinstance(source, Data):
        return source
    if isinstance(source, (str, Path)):
        return _read_file(source, stdin, limits, recalc=recalc)
    values = source if _is_plain(source, limits.nested) else _Plain(limits.nested).of(source, 0)
    if not isinstance(values, Mapping):
        raise failure("data-not-an-object")
    return Data(values)


def _read_file(source: str | Path, stdin: BinaryIO | None, limits: Limits, *, recalc: bool) -> Data:
    if str(source) == STDIN:
        content, file, suffix = _read_stdin(stdin, limits), STDIN, ""
    else:
        path = Path(source)
        if path.suffix.lower() == ".csv":
            raise failure("csv-not-read", FilePlace(str(path)))
        content, file, suffix = content_of(path, limits), path.name, path.suffix.lower()
    # A renamed workbook is still a workbook, and what is only named one gets its problem from the reader.
    if suffix in _WORKBOOKS or _is_binary(content):
        from docfill.excel.reader import read_content  # lazy for start-up: JSON does without

        return read_content(content, file, recalc=recalc, limits=limits)
    if not content.strip():
        raise failure("empty-data-file", FilePlace(file))
    if suffix not in (".json", ".toml", ""):
        raise failure("unknown-data-format", FilePlace(file))
    text = _text(content, file, limits)
    if suffix == ".toml" or (not suffix and _looks_like_toml(text)):
        values = _from_toml(text, file, limits)
    else:
        values = _from_json(text, file, limits)
    return Data(values, PathOrigin(values, file), file=file)


def _read_stdin(stdin: BinaryIO | None, limits: Limits) -> bytes:
    """Return what *stdin*, or else standard input, holds."""
    place = FilePlace(STDIN)
    if stdin is None and sys.stdin is None:  # as it is where the shell closed it (`<&-`)
        raise failure("data-file-unreadable", place, reason=os.strerror(errno.EBADF))
    try:
        return bounded(stdin or sys.stdin.buffer, place, limits)
    except OSError as error:
        raise failure("data-file-unreadable", place, reason=error.strerror or error) from error


def _is_binary(content: bytes) -> bool:
    """Say whether *content* is a zip package or an OLE file: by their first bytes no text begins so."""
    return content.startswith(OLE_MAGIC) or (content.startswith(b"PK") and is_archive(content))


def _text(content: bytes, file: str, limits: Limits) -> str:
    """Return the text of a file of data, unless it is so large that reading it would fill the memory."""
    _refuse_large(content, file, limits.text_bytes)
    # Each value but the first of a list or an object has a comma or a bracket before it; those in texts count too.
    found = sum(map(content.count, (b",", b"[", b"{")))
    if found > limits.values:
        raise failure("too-many-values", FilePlace(file), found=f"{found:,}", limit=f"{limits.values:,}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise failure("data-not-utf8", FilePlace(file, line)) from error
    # A text in UTF-16 is one in UTF-8 too where all of it is ASCII: one with a zero beside each character.
    if "\0" in text[:2]:
        raise failure("data-not-utf8", FilePlace(file, 1))
    return text


def _refuse_large(content: bytes, file: str, limit: int) -> None:
    if len(content) > limit:
        raise failure("file-too-large", FilePlace(file), found=f"{len(content):,} B", limit=f"{limit:,} B")


def _looks_like_toml(text: str) -> bool:
    first = next(line for line in text.splitlines() if line.strip())
    # A JSON list looks like the header of a TOML table: "[1]".
    return re.match(_TOML_LINE, first) is not None and not _is_json(text)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _from_json(text: str, file: str, limits: Limits) -> Mapping[str, Any]:
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
        return _number(written, no_number, limits)

    def whole(written: str) -> int:
        return int(_short(written, limits))

    # Python's own reader of whole numbers, which is faster, is as strict as it was told to be.
    strict = 0 < sys.get_int_max_str_digits() <= limits.digits
    try:
        values = json.loads(
            text,
            object_pairs_hook=members,
            parse_constant=no_number,
            parse_float=number,
            parse_int=None if strict else whole,
        )
    except json.JSONDecodeError as error:
        raise failure("json-syntax", FilePlace(file, error.lineno), reason=error.msg, column=error.colno) from None
    except RecursionError:
        raise _too_deep(file, limits.nested) from None
    except ValueError as error:  # Python itself refuses to read a whole number of more than 4300 digits
        raise failure("number-too-long", FilePlace(file), limit=f"{limits.digits:,}") from error
    return _checked(values, file, problems, limits)


def _from_toml(text: str, file: str, limits: Limits) -> Mapping[str, Any]:
    import tomllib  # lazy: JSON and workbooks do without

    _refuse_large(text.encode(), file, limits.toml_bytes)
    problems = Problems()

    def no_number(written: str) -> None:
        problems.add("number-without-value", FilePlace(file), number=written[:40])

    try:
        values = read_toml(text, lambda written: _number(written, no_number, limits))
    except tomllib.TOMLDecodeError as error:
        place = re.search(_TOML_PLACE, str(error))
        line = int(place[1] or text.count("\n") + 1) if place else 0
        raise failure("toml-syntax", FilePlace(file, line), reason=reason_of(error)) from None
    except RecursionError:
        raise _too_deep(file, limits.nested) from None
    except ValueError as error:
        raise failure("number-too-long", FilePlace(file), limit=f"{limits.digits:,}") from error
    return _checked(values, file, problems, limits)


def _short(written: str, limits: Limits) -> str:
    """Return a number as it is *written*. Raises ValueError where it has too many digits: reading takes ever longer."""
    if len(written) > limits.digits:
        raise ValueError(written[:40])
    return written


def _number(written: str, no_number: Any, limits: Limits) -> ShownFloat | None:
    """Return the number with its text as *written*; what is not finite is told to *no_number*."""
    written = written.replace("_", "")  # which TOML takes between digits, for the eye of who types it
    value = float(_short(written, limits))
    if math.isfinite(value):
        return ShownFloat(value, written)
    no_number(written)
    return None


def _checked(values: Any, file: str, problems: Problems, limits: Limits) -> Mapping[str, Any]:
    if not isinstance(values, dict):
        problems.add("data-not-an-object", FilePlace(file))
    elif is_deeper(values, limits.nested):
        problems.extend(_too_deep(file, limits.nested).problems)
    problems.raise_errors()
    return values  # type: ignore[no-any-return]


def _too_deep(file: str, limit: int) -> FillError:
    return failure("nested-too-deep", FilePlace(file) if file else None, limit=limit)


def _is_plain(value: Any, levels: int) -> bool:
    """Tell whether *value* and all that is in it are as templates take them, which most data are already."""
    kind = type(value)
    if levels < 0 or (kind is not dict and kind is not list):
        return False
    for item in value.values() if kind is dict else value:  # `all` takes twice as long
        if type(item) not in _PLAIN and not _is_plain(item, levels - 1):
            return False
    return True


class _Plain:
    """Makes values plain that are nested no deeper than *levels*."""

    def __init__(self, levels: int) -> None:
        self._levels = levels

    def of(self, value: Any, depth: int) -> Any:
        """Return *value*, which stands *depth* deep, as it is plain."""
        if type(value) in _PLAIN:
            return value
        if depth > self._levels:
            raise _too_deep("", self._levels)
        if isinstance(value, (Mapping, list, tuple)):
            return self._inside(value, depth)
        kind = type(value)
        # The two marks by which attrs and dataclasses themselves know their classes, without importing either.
        for mark in ("__attrs_attrs__", "__dataclass_fields__"):
            if hasattr(kind, mark):
                fields = getattr(kind, mark)
                names = list(fields) if isinstance(fields, dict) else [field.name for field in fields]
                return {name: self.of(getattr(value, name), depth + 1) for name in names}
        if callable(getattr(value, "to_dicts", None)):
            return self._records(value.to_dicts(), depth)
        if callable(getattr(value, "to_dict", None)) and hasattr(value, "columns"):
            return self._records(value.to_dict(orient="records"), depth)
        return value

    def _inside(self, value: Mapping[Any, Any] | list[Any] | tuple[Any, ...], depth: int) -> Any:
        # Nearly all that stands inside is a figure or a text: it is passed over here, without a call.
        if isinstance(value, Mapping):
            inside = {
                name: new
                for name, item in value.items()
                if type(item) not in _PLAIN and (new := self.of(item, depth + 1)) is not item
            }
            return {**value, **inside} if inside else value
        items = [item if type(item) in _PLAIN else self.of(item, depth + 1) for item in value]
        return value if all(map(operator.is_, items, value)) else items

    def _records(self, rows: list[dict[Any, Any]], depth: int) -> list[dict[str, Any]]:
        """Return a frame's rows; what a frame holds for "missing" (NaN, NaT), unequal to itself, is blank."""
        return [
            {
                str(name): None if item != item else self.of(item, depth + 2)  # noqa: PLR0124
                for name, item in row.items()
            }
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
