"""Judges reports as Word and strict readers would: ``new_findings(template, report)`` is what the template had not.

Three judges, each with its own eyes: openxml-audit has the rules of Microsoft's Open XML SDK (the order of elements,
their attributes, references between parts), ooxml-integrity looks at the package (members, content types,
relationships, comments, notes), and docfill's own invariants at what both let pass (ids, fields, bookmarks, the last
paragraph of a cell, the grid of a table). `conftest` calls them for every report that a test makes.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import ooxml_integrity
from openxml_audit import FileFormat, OpenXmlValidator

from docfill.problems import FillError
from docfill.word.decoding import decoded
from docfill.word.invariants import check_part
from docfill.word.scan import scan

if TYPE_CHECKING:
    from collections.abc import Callable

_FOLDER = tempfile.TemporaryDirectory(prefix="docfill-tests-")
_AUDIT = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365, max_errors=0)
_STORY = re.compile(r"word/(?:document|header|footer|footnotes|endnotes|comments)\d*\.xml\Z")
_RELATIONSHIP_ID = re.compile(r"<(?:[\w.-]+:)?Relationship\b[^<>]*?\sId\s*=\s*[\"']([^\"']*)[\"']")
# What they say, and what is not so here: the bytes have no name; the tests' small documents have no styles, which data
# may name; and columns of nested tables are counted among those of the table around them (docfill counts grids itself).
_NOT_SO = (
    "does not match extension",
    "references styles but styles.xml is missing",
    "undefined style",
    "tblGrid columns",
)
_NUMBERS = re.compile(r"\d+|rId\w+")


def new_findings(template: bytes, report: bytes) -> list[str]:
    """Return what all three judges find wrong with *report* and not with its *template*, a sentence each."""
    return _new(template, report, findings)


def broken_invariants(template: bytes, report: bytes) -> list[str]:
    """Return which of docfill's own invariants *report* breaks and its *template* does not: a millisecond's look."""
    return _new(template, report, _invariants)


def _new(template: bytes, report: bytes, judge: Callable[[bytes], dict[str, str]]) -> list[str]:
    if report == template:
        return []
    try:
        known = judge(template)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, FillError):
        return []  # a template with a broken member that has no tag: whatever carries it over is as broken
    return [sentence for kind, sentence in judge(report).items() if kind not in known]


@lru_cache(maxsize=64)
def findings(document: bytes) -> dict[str, str]:
    """Return a sentence for each kind of thing that is wrong with *document*, by the kind.

    A kind is the sentence without its numbers: what a loop repeats, it repeats with its faults.
    """
    # A name of its own: threads and processes judge at the same time.
    with tempfile.NamedTemporaryFile(dir=_FOLDER.name, suffix=".docx", delete=False) as file:
        file.write(document)
    path = Path(file.name)
    audit = [f"{error.part_uri} {error.path or ''}: {error.description}" for error in _AUDIT.validate(path).errors]
    integrity = [
        f"{finding.code} {finding.message}"
        for finding in ooxml_integrity.check(str(path))
        if finding.severity != ooxml_integrity.INFO
    ]
    path.unlink()
    told = [sentence for sentence in [*audit, *integrity] if not any(words in sentence for words in _NOT_SO)]
    return {**_invariants(document), **_by_kind(told)}


def _by_kind(sentences: list[str]) -> dict[str, str]:
    return {_NUMBERS.sub("", sentence): sentence for sentence in reversed(sentences)}


@lru_cache(maxsize=64)
def _invariants(document: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(document)) as opened:
        names = opened.namelist()
        for name in filter(_STORY.match, names):
            folder, _, base = name.rpartition("/")
            beside = f"{folder}/_rels/{base}.rels"
            relationships = _RELATIONSHIP_ID.findall(decoded(opened.read(beside))) if beside in names else []
            part = scan(opened.read(name), "report.docx", name)
            for breach in check_part(part, relationships):
                found.setdefault(f"{name}: {breach.rule}", f"{name}: {breach.rule}: {breach.found}")
    return found
