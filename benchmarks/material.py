"""Material: the official form with one tag a figure, as any docxtpl user would type it, and data for it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from docfill.forms.library import find_form
from docfill.inputs import read_data

SAMPLES = Path(__file__).parent.parent / "samples"
_EMPTY_CELL = re.compile(
    r"(<w:p><w:pPr><w:pStyle w:val=\"[^\"]*\"/></w:pPr>)(<w:r><w:t>\{% grid (\w+) %\}</w:t></w:r>)?(</w:p>)"
)


def flat_form() -> tuple[bytes, dict[str, Any]]:
    """Return the 2021 form with a tag of its own in every cell, and one office's published figures for it.

    Both engines read it: it has no `{% grid %}`, and its paragraphs are single ones.
    """
    form = find_form("gov-info-2021")
    with zipfile.ZipFile(form.template) as package:
        members = {info: package.read(info) for info in package.infolist()}
    main = next(info for info in members if info.filename == "word/document.xml")
    members[main] = _with_tags(members[main].decode(), form).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for info, content in members.items():
            out.writestr(info, content)
    # What the office left out is given as blank: without the form nobody says that it is optional.
    blank = dict.fromkeys(form.fields)
    return stream.getvalue(), {**blank, **_plain(dict(read_data(SAMPLES / "宿迁市2023.json")))}


def _with_tags(text: str, form: Any) -> str:
    """Return the part's *text* with each grid's tag and the empty cells after it replaced by a tag a cell."""
    pending: list[str] = []

    def fill(match: re.Match[str]) -> str:
        opening, _, name, closing = match.groups()
        if name:
            grid = form.grids[name]
            columns = [column.key for column in grid.columns]
            rows = [f"{name}.{row.key}" for row in grid.rows] if len(grid.rows) > 1 else [name]
            pending[:] = [f"{row}.{column}" for row in rows for column in columns]
        if not pending:
            return match.group()
        return f"{opening}<w:r><w:t>{{{{ {pending.pop(0)} }}}}</w:t></w:r>{closing}"

    return _EMPTY_CELL.sub(fill, text)


def _plain(value: Any) -> Any:
    """Return *value* as plain Python values, which is what docxtpl takes."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return float(value)
    return value


def longer(template: bytes, times: int) -> bytes:
    """Return *template* with what its body holds that many times over."""
    with zipfile.ZipFile(io.BytesIO(template)) as package:
        members = {info: package.read(info) for info in package.infolist()}
    main = next(info for info in members if info.filename == "word/document.xml")
    text = members[main].decode()
    begin, end = text.index("<w:body>") + len("<w:body>"), text.rindex("<w:sectPr")
    members[main] = (text[:begin] + text[begin:end] * times + text[end:]).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for info, content in members.items():
            out.writestr(info, content)
    return stream.getvalue()


_NUMBERS: list[float] = [number * 7919 % 1_000_003 / 8 - 60_000 for number in range(20_000)]
_DAYS: list[float] = [30_000 + number * 7919 % 20_011 for number in range(20_000)]

# The usual formats of a report's cells, and some that are dear.
CELLS: dict[str, list[float]] = {
    "General": _NUMBERS,
    "0": _DAYS,
    "0.00": _NUMBERS,
    "#,##0": _NUMBERS,
    "0.00%": _NUMBERS,
    "yyyy年m月d日": _DAYS,
    "yyyy-mm-dd hh:mm:ss": [day + 0.4321 for day in _DAYS],
    "0.00E+00": _NUMBERS,
    "# ??/??": _NUMBERS,
    "[DBNum2]General": _DAYS,
}
