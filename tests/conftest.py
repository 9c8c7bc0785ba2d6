"""Every report that the tests make in this process is judged: it may have no fault that its template has not."""

from __future__ import annotations

from typing import Any

import pytest

from docfill.word.template import Template
from tests.validity import broken_invariants, new_findings

# The judges of other houses take seconds for a long document that strays from the schema; the laws make thousands.
_LONG = 30_000


@pytest.fixture(autouse=True)
def _every_report_is_sound(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    law = getattr(request.function, "is_hypothesis_test", False)
    rendered = Template._rendered

    def judged(template: Template, *arguments: Any, **options: Any) -> Any:
        run, content = rendered(template, *arguments, **options)
        before, after = template._package.data, b"".join(content)
        judge = broken_invariants if law or max(len(before), len(after)) > _LONG else new_findings
        assert judge(before, after) == []
        return run, content

    monkeypatch.setattr(Template, "_rendered", judged)
