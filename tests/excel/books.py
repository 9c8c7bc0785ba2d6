"""Builds workbooks for tests: rows of values, saved by openpyxl, with the XML patched where it cannot write it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.workbook.defined_name import DefinedName

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from openpyxl import Workbook


def book(sheets: Mapping[str, Sequence[Sequence[Any]]], names: Mapping[str, str] | None = None) -> Workbook:
    """Return a workbook of *sheets*, each its rows from A1, with workbook-level defined *names*."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    for name, refers in (names or {}).items():
        made.defined_names[name] = DefinedName(name, attr_text=refers)
    return made


def saved(made: Workbook, folder: Path, name: str = "数据.xlsx") -> Path:
    """Save a workbook and return its path."""
    path = folder / name
    made.save(path)
    return path


def patched(path: Path, member: str, *changes: tuple[str, str]) -> Path:
    """Replace patterns in one member of the workbook at *path*; each change must apply.

    Patterns, because openpyxl writes an empty element in three ways, depending on the XML library it finds.
    """
    content = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == member:
                text = data.decode()
                for pattern, after in changes:
                    text, count = re.subn(pattern, lambda _, after=after: after, text)
                    assert count, f"{pattern} is not in {text}"
                data = text.encode()
            new.writestr(info, data)
    return path
