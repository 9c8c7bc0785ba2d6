"""Judges reports as Word and strict readers would: ``new_findings(template, report)`` is what the template did not have.

Three judges, each with its own eyes: openxml-audit has the rules of Microsoft's Open XML SDK (the order of elements,
their attributes, references between parts), ooxml-integrity looks at the package (members, content types, relationships,
comments, notes), and docfill's own invariants at what both let pass (ids, fields, bookmarks, the last paragraph of a
cell, the grid of a table).
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import ooxml_integrity
from openxml_audit import FileFormat, OpenXmlValidator

from docfill.word.invariants import check_part
from docfill.word.scan import decoded, scan

if TYPE_CHECKING:
    from collections.abc import Callable

_FOLDER = tempfile.TemporaryDirectory(prefix="docfill-tests-")
_AUDIT = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365, max_errors=0)
_STORY = re.compile(r"word/(?:document|header|footer|footnotes|endnotes|comments)\d*\.xml\Z")
_RELATIONSHIP_ID = re.compile(r"<(?:[\w.-]+:)?Relationship\b[^<>]*?\sId\s*=\s*[\"']([^\"']*)[\"']")
# Counts the columns of a nested table among those of the table around it; docfill's own invariants count grids too.
_NOT_SO = frozenset({"TBL002"})
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
    known = judge(template)
    return [sentence for kind, sentence in judge(report).items() if kind not in known]


@lru_cache(maxsize=64)
def findings(document: bytes) -> dict[str, str]:
    """Return a sentence for each kind of thing that is wrong with *document*, by the kind.

    A kind is the sentence without its numbers: what a loop repeats, it repeats with its faults.
    """
    path = Path(_FOLDER.name, "document.docx")
    path.write_bytes(document)
    audit = [
        f"{error.part_uri} {error.path or ''}: {error.description}"
        for error in _AUDIT.validate(path).errors
        if "does not match extension" not in error.description  # the bytes have no name here
    ]
    integrity = [
        f"{finding.code} {finding.message}"
        for finding in ooxml_integrity.check(str(path))
        if finding.severity != ooxml_integrity.INFO and finding.code not in _NOT_SO
    ]
    return {**_invariants(document), **_by_kind([*audit, *integrity])}


def _by_kind(sentences: list[str]) -> dict[str, str]:
    return {_NUMBERS.sub("", sentence): sentence for sentence in reversed(sentences)}


@lru_cache(maxsize=64)
def _invariants(document: bytes) -> dict[str, str]:
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(document)) as opened:
        names = opened.namelist()
        for name in filter(_STORY.match, names):
            folder, _, base = name.rpartition("/")
            beside = f"{folder}/_rels/{base}.rels"
            relationships = _RELATIONSHIP_ID.findall(decoded(opened.read(beside))) if beside in names else []
            part = scan(opened.read(name), "report.docx", name)
            found.extend(f"{name}: {breach.rule}: {breach.found}" for breach in check_part(part, relationships))
    return _by_kind(found)
