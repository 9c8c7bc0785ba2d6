"""Whatever is put into a file, docfill ends in a sound report or in problems; `make fuzz` tries this for longer."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.building import cell, row, table
from tests.fuzz.judging import judge
from tests.fuzz.making import CASES, Case, doc

MAKERS = sorted({maker.__name__: maker for maker in CASES}.items())


@pytest.mark.parametrize("maker", [maker for _, maker in MAKERS], ids=[name for name, _ in MAKERS])
@settings(derandomize=True, deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_whatever_is_wrong_with_a_file_is_told_as_problems(maker, chance):
    case = maker(chance)
    assert judge(case) == ""


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
    for number in range(20):
        one, other = (CASES[0](random.Random(number)) for _ in range(2))  # noqa: S311
        assert one == other
