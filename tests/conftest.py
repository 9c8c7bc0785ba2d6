"""Every report that the tests make in this process is judged: it may have no fault that its template has not."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from docfill.word.template import Template
from tests.validity import broken_invariants, new_findings

# The judges of other houses take seconds for a long document that strays from the schema, or has one long paragraph;
# the laws make thousands. In bytes, of a document and of its longest part.
_LONG, _LONG_PART = 30_000, 400_000


def _is_long(document: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return len(document) > _LONG or max(info.file_size for info in package.infolist()) > _LONG_PART


@pytest.fixture(autouse=True)
def _every_report_is_sound(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    law = getattr(request.function, "is_hypothesis_test", False)
    rendered = Template._rendered

    def judged(template: Template, *arguments: Any, **options: Any) -> Any:
        run, content = rendered(template, *arguments, **options)
        before, after = template._package.data, b"".join(content)
        judge = broken_invariants if law or _is_long(before) or _is_long(after) else new_findings
        assert judge(before, after) == []
        return run, content

    monkeypatch.setattr(Template, "_rendered", judged)
