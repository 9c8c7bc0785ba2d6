"""A report is the same document whichever library packs it; each packs it in the same way every time."""

from __future__ import annotations

import io
import sys
import zipfile

import pytest

from docfill.word import packing
from tests.building import doc, fill
from tests.fidelity.packages import members_of

TEMPLATE = doc("{{ a }}", "{%p for x in xs %}", "{{ x.a }}，{{ x.b }}", "{%p endfor %}")
DATA = {"a": "甲 & 乙", "xs": [{"a": number, "b": f"第{number}行"} for number in range(5_000)]}


@pytest.fixture(params=["isal", "zlib"])
def packed_by(request, monkeypatch):
    """Let the one or the other library pack; without the fast one, as where it is not installed."""
    if request.param == "zlib":
        monkeypatch.setitem(sys.modules, "isal", None)
    packing.library.cache_clear()
    yield request.param
    packing.library.cache_clear()


def test_a_report_has_the_same_members_whoever_packs_it(packed_by):
    report = fill(TEMPLATE, DATA)
    assert packing.library()[0].__name__.endswith(packed_by if packed_by == "zlib" else "isal_zlib")
    text = members_of(report)["word/document.xml"].decode()
    assert text.count("<w:p>") == 5_001
    assert "甲 &amp; 乙" in text
    assert "4999，第4999行" in text
    with zipfile.ZipFile(io.BytesIO(report)) as package:
        assert package.testzip() is None
        assert package.getinfo("word/document.xml").compress_size < len(text) / 5


@pytest.mark.usefixtures("packed_by")
def test_a_report_is_packed_in_the_same_way_every_time():
    first = fill(TEMPLATE, DATA)
    fill(TEMPLATE, {"a": "another", "xs": []})
    assert fill(TEMPLATE, DATA) == first
