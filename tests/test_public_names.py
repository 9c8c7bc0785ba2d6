"""The names that a script imports, and what importing them costs."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import docfill
from tests.building import doc, row, table

HEAVY = ("openpyxl", "docxtpl", "docx", "jinja2", "lxml", "attr")


def modules_after(code: str) -> set[str]:
    script = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("name", docfill.__all__)
def test_every_public_name_is_there(name):
    assert getattr(docfill, name).__name__ == name
    assert name in dir(docfill)


def test_a_name_that_is_not_there_is_said_as_python_says_it():
    with pytest.raises(AttributeError, match="module 'docfill' has no attribute 'fil'"):
        _ = docfill.fil


def test_importing_docfill_brings_none_of_the_libraries_it_uses():
    assert not modules_after("import docfill") & set(HEAVY)


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["fill", "--help"]])
def test_help_and_version_bring_no_library(words):
    assert not modules_after(f"from docfill.cli import main\nmain({words!r})") & set(HEAVY)


def test_listing_the_forms_reads_no_document():
    code = "from docfill.cli import main\nmain(['forms'])"
    assert not modules_after(code) & {"openpyxl", "docxtpl", "docx", "jinja2", "lxml"}


# What a fill of a plain template from JSON can do without, and so must not wait for.
NOT_NEEDED = (
    *("openpyxl", "docxtpl", "docx", "lxml", "attr", "rich", "tomllib", "difflib", "decimal", "argparse"),
    *("docfill.catalogue", "docfill.console", "docfill.excel", "docfill.filters", "docfill.forms", "docfill.many"),
    *("docfill.pictures", "docfill.progress", "docfill.richtext"),
    *(f"docfill.word.{name}" for name in ("additions", "cellwork", "elsewhere", "fields", "ids", "invariants")),
    *(f"docfill.word.{name}" for name in ("capturing", "checks", "joins", "pattern", "pieces", "plain", "ranges")),
)


def test_a_cold_fill_from_json_brings_nothing_that_it_does_without(tmp_path):
    template, data, report = tmp_path / "t.docx", tmp_path / "d.json", tmp_path / "r.docx"
    template.write_bytes(
        doc("{{ a }}{% if b %}{{ c }}{% endif %}", table(row("{% for n in b %}{{ n.x }}{% endfor %}")))
    )
    data.write_text('{"a": 1, "b": [{"x": 1.5}], "c": "text"}', encoding="utf-8")
    words = ["fill", str(template), str(data), "-o", str(report)]
    brought = modules_after(f"from docfill.cli import main\nmain({words!r})")
    assert report.exists()
    assert not [name for name in NOT_NEEDED if name in brought]
