"""Judging: a case -> nothing where all is well, or what is wrong with what became of it."""

from __future__ import annotations

import io
import shutil
import tempfile
import traceback
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from docfill import FillError, Template, check, read_workbook
from docfill.console import draw
from docfill.inputs import read_data
from tests.fuzz.making import HOME

if TYPE_CHECKING:
    from docfill import Problem
    from tests.fuzz.making import Case

_PARSER = etree.XMLParser(resolve_entities=False, huge_tree=True)


def judge(case: Case) -> str:
    """Return what is wrong with what docfill makes of *case*: "" where it is a sound report, or problems."""
    try:
        _try(case)
    except FillError as error:
        return _unsound(error.problems)
    except Exception:  # noqa: BLE001  whatever it is, it is a finding
        return traceback.format_exc()
    return ""


def _try(case: Case) -> None:
    if case.kind in {"template", "document"}:
        out = io.BytesIO()
        try:
            Template(case.content).fill(case.data, out, missing=case.missing)
        except FillError:
            if out.getvalue():
                raise AssertionError("something was written all the same") from None
            raise
        _look_at(out.getvalue(), case)
        return
    with tempfile.TemporaryDirectory() as folder:
        _try_file(case, Path(folder))


def _try_file(case: Case, folder: Path) -> None:
    if case.kind == "form":
        shutil.copy(HOME / "templates/gov-info-2021/template.docx", folder)
        (folder / "form.toml").write_bytes(case.content)
        for data in (None, HOME / "samples/宿迁市2023.json"):
            found = _badly_said(check(folder, data))
            if found:
                raise AssertionError(found)
        return
    path = folder / f"数据.{'xlsx' if case.kind == 'workbook' else case.kind}"
    path.write_bytes(case.content)
    read_workbook(path) if case.kind == "workbook" else read_data(path)


def _look_at(report: bytes, case: Case) -> None:
    """Raise where *report* is one that a reader of XML would refuse, in a part that docfill wrote."""
    with zipfile.ZipFile(io.BytesIO(report)) as opened, zipfile.ZipFile(io.BytesIO(case.content)) as given:
        before = {(info.filename, info.CRC, info.file_size) for info in given.infolist()}
        for info in opened.infolist():
            carried_over = (info.filename, info.CRC, info.file_size) in before
            if info.filename.endswith((".xml", ".rels")) and not carried_over:
                etree.fromstring(opened.read(info), _PARSER)


def _unsound(problems: tuple[Problem, ...]) -> str:
    """Return what is wrong with the *problems* that a fill was refused with."""
    return _badly_said(problems) if problems else "no problem is told"


def _badly_said(problems: tuple[Problem, ...]) -> str:
    """Return what is wrong with how *problems* are told: each must be drawn in both languages, in words."""
    for lang in ("en", "zh"):
        text = draw(problems, lang)
        if "Traceback" in text or " object at 0x" in text or bool(text) != bool(problems):
            return f"badly said: {text}"
        text.encode("utf-8")
    return ""
