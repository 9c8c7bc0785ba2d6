"""Whatever is put into a file, docfill ends in a sound report or in problems; `make fuzz` tries this for longer."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tests.fuzz.__main__ as run
from tests.building import cell, doc, row, table
from tests.fuzz.chances import Chance
from tests.fuzz.documents import HOME
from tests.fuzz.judging import judge
from tests.fuzz.making import CASES, Case, case_of

MAKERS = sorted({maker.__name__: maker for maker in CASES}.items())

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning"),
    pytest.mark.filterwarnings("ignore:.*:UserWarning:openpyxl"),
]


@pytest.mark.parametrize("maker", [maker for _, maker in MAKERS], ids=[name for name, _ in MAKERS])
@settings(derandomize=True, deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 1 << 32))
def test_whatever_is_wrong_with_a_file_is_told_as_problems(maker, number):
    assert judge(maker(Chance(number))) == ""


# What `make fuzz` found, by what was wrong; each was a traceback once.
FOUND = [
    Case("form", b'title = "x"\noutput = ' + b"9" * 5_000),
    Case("form", b'title = "x"\noutput = ' + b"[" * 9_999),
    Case("template", doc("{% for x in ''.__class__ and [1] %}{% endfor %}"), {}),
    Case("template", doc("{% for x in (a ~ b)|list %}" * 25 + "{% endfor %}" * 25), {"a": "x", "b": "y"}),
    Case("template", doc("{{ " + "(" * 200 + "a" + ")" * 200 + " }}"), {"a": 1}),
    Case("template", doc("{{ a|图片 }}"), {"a": object()}),
    Case("template", doc("{% with x = a|center(n) %}{{ x }}{% endwith %}"), {"a": "x"}, "blank"),
    Case("template", doc("{% macro m(x=n + 1) %}{{ x }}{% endmacro %}{{ m() }}"), {}, "keep"),
    Case("template", doc("{% macro m(x) %}{% endmacro %}{% call m(n + 1) %}{% endcall %}"), {}, "blank"),
    Case("template", doc(table(row("{%tr grid a %}"))), {"a": [[1]]}),
    Case("template", doc(table(row("{%tr cellbg a %}"))), {"a": "FF0000"}),
    Case("template", doc(table(row("{% grid a %}", cell()))), {"a": [[1, 2]]}),
    Case("template", doc("{{ (a in n) + ' }}", "{{ (a in n) + ' }}"), {"a": 1}, "keep"),
]


@pytest.mark.parametrize("case", FOUND)
def test_what_was_found_once_stays_mended(case):
    assert judge(case) == ""


def test_a_case_is_made_from_its_number_alone():
    for number in range(40):
        one, other = case_of(number), case_of(number)
        assert (one.kind, one.content, one.missing, one.line) == (other.kind, other.content, other.missing, other.line)


def test_a_long_run_tells_what_it_tried(tmp_path):
    words = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "tests.fuzz",
        "--seconds",
        "1",
        "--seed",
        "1",
        "--out",
        str(tmp_path),
    ]
    done = subprocess.run(words, cwd=HOME, capture_output=True, text=True, check=False)
    assert " cases (" in done.stdout, done.stderr
    assert done.returncode == (1 if any(tmp_path.iterdir()) else 0)


def test_what_ends_its_process_is_a_finding_and_ends_nothing_else(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "WORKER", [sys.executable, "-c", "import os, sys; sys.stdin.readline(); os.abort()"])
    tally, worker = run.Tally(tmp_path), run.Worker()
    for number in (1, 2):
        tally.take(worker.try_case(number))
    assert tally.tried == {"ended": 2}
    (found,) = tmp_path.iterdir()
    assert "the process ended with -6" in (found / "finding.txt").read_text(encoding="utf-8")
