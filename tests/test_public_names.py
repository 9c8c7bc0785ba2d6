"""The names that a script imports, and what importing them costs."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import docfill

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
