"""Every report that the tests make in this process is judged: it may have no fault that its template has not.

And it is the same whichever way it was filled: by Jinja, without it, and with what another process compiled.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from docfill import FillError, shelf
from docfill.inputs import _is_plain
from docfill.word.template import Template
from tests.building import filled_as_kept, filled_by_jinja
from tests.simplified_by_jinja import look_at_programs
from tests.validity import broken_invariants, new_findings

if TYPE_CHECKING:
    from collections.abc import Iterator

# A shared machine may pause in the midst of an example.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# The judges of other houses take seconds for a long document that strays from the schema, or has one long paragraph;
# the laws make thousands. In bytes, of a document and of its longest part.
_LONG, _LONG_PART = 30_000, 400_000


def _is_long(document: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return len(document) > _LONG or max(info.file_size for info in package.infolist()) > _LONG_PART


@pytest.fixture(autouse=True, scope="session")
def _shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep compiled templates in a folder of the tests' own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(shelf.VARIABLE, str(tmp_path_factory.mktemp("shelf", numbered=False)))
        yield


@pytest.fixture(autouse=True)
def _every_report_is_sound(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    law = getattr(request.function, "is_hypothesis_test", False)
    made = Template._made

    def judged(template: Template, data: Any, missing: Any, *others: Any) -> Any:
        plain = _is_plain(data, 20)  # and so gives the same a second time
        look_at_programs(template)
        try:
            problems, content = made(template, data, missing, *others)
        except FillError:
            assert not plain or filled_as_kept(template, data, missing) is None
            raise
        before, after = template._package.data, b"".join(content)
        if plain:
            assert filled_as_kept(template, data, missing) in ({None} if problems else {None, after})
            if "_rendering" not in template.__dict__:
                assert filled_by_jinja(template, data, missing) == ((), after)
        judge = broken_invariants if law or _is_long(before) or _is_long(after) else new_findings
        assert judge(before, after) == []
        return problems, content

    monkeypatch.setattr(Template, "_made", judged)
