"""`python worker.py PEER`: fills reports as told by lines of JSON on standard input, and answers each with a line.

`python worker.py PEER once TEMPLATE DATA OUT` fills one report and ends, as the smallest script would. Each peer has a
virtual environment of its own, and this file is run in it: it imports nothing else of the project.
"""

from __future__ import annotations

import functools
import io
import json
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Fill = Callable[[dict[str, Any]], bytes]
    Peer = tuple[Fill, Callable[[], object] | None]


@functools.cache
def _template(path: str) -> Any:
    from docfill import Template

    return Template(path)


def _docfill(path: str) -> Peer:
    """Keep the compiled template."""
    from docfill import Template

    template = _template(path)

    def fill(data: dict[str, Any]) -> bytes:
        out = io.BytesIO()
        template.fill(data, out)
        return out.getvalue()

    return fill, lambda: Template(path)


def _docfill_by_zlib(path: str) -> Peer:
    """Keep the compiled template, which is what docfill does where the package isal is not installed."""
    sys.modules["isal"] = None  # type: ignore[assignment]
    return _docfill(path)


def _docxtpl(path: str) -> Peer:
    """Keep nothing: the engine reads its template anew for each report."""
    from docxtpl import DocxTemplate

    def fill(data: dict[str, Any]) -> bytes:
        document = DocxTemplate(path)
        document.render(data, autoescape=True)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    return fill, None


def _rust_docxtpl(path: str) -> Peer:
    """Keep the template and one Jinja environment, for which the engine keeps the compiled source."""
    from docxtpl import DocxTemplate
    from jinja2 import Environment

    document = DocxTemplate(io.BytesIO(Path(path).read_bytes()))
    environment = Environment(autoescape=True)

    def fill(data: dict[str, Any]) -> bytes:
        document.render(data, environment, autoescape=True)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    return fill, None


def _docxtpl_ng(path: str) -> Peer:
    """Keep the template, which keeps what it compiled; it is read anew before each report but the first."""
    from docxtpl import Template

    template = Template(path)

    def fill(data: dict[str, Any]) -> bytes:
        if template.is_rendered:
            template.reload()
        template.render(data)
        out = io.BytesIO()
        template.save(out)
        return out.getvalue()

    return fill, None


def _docx_mailmerge2(path: str) -> Peer:
    """Keep the template's bytes: a merged document cannot be merged again."""
    from mailmerge import MailMerge

    content = Path(path).read_bytes()

    def fill(data: dict[str, Any]) -> bytes:
        out = io.BytesIO()
        with MailMerge(io.BytesIO(content)) as document:
            document.merge(**data)
            document.write(out)
        return out.getvalue()

    return fill, None


_PEERS: dict[str, Callable[[str], Peer]] = {
    "docfill": _docfill,
    "docfill, zlib": _docfill_by_zlib,
    "docxtpl": _docxtpl,
    "rust-docxtpl": _rust_docxtpl,
    "docxtpl-ng": _docxtpl_ng,
    "docx-mailmerge2": _docx_mailmerge2,
}


class _Worker:
    """What is kept between two lines of input."""

    def __init__(self, peer: str) -> None:
        self.peer = peer
        self.path = ""
        self.data: dict[str, Any] = {}

    def load(self, template: str, data: str) -> dict[str, Any]:
        self.path = template
        self.data = json.loads(Path(data).read_text(encoding="utf-8"))
        self.fill_one, self.compile_one = _PEERS[self.peer](template)
        return {}

    def fill(self, times: int, out: str | None = None) -> dict[str, Any]:
        told, report = _measure(lambda: self.fill_one(self.data), times)
        if out:
            Path(out).write_bytes(report)
        return {**told, "bytes": len(report)}

    def many(self, datas: str, folder: str) -> dict[str, Any]:
        jobs = json.loads(Path(datas).read_text(encoding="utf-8"))
        if self.peer.startswith("docfill"):
            return _measure(lambda: _many_by_docfill(self.path, jobs, Path(folder)))[0]
        return _measure(lambda: self._many(jobs, Path(folder)))[0]

    def _many(self, jobs: list[dict[str, Any]], folder: Path) -> None:
        for number, data in enumerate(jobs):
            (folder / f"{number}.docx").write_bytes(self.fill_one(data))

    def compile(self, times: int) -> dict[str, Any]:
        if self.compile_one is None:
            return {"cannot": "nothing to compile"}
        return _measure(self.compile_one, times)[0]

    def rows(self, out: str) -> dict[str, Any]:
        before = _peak()
        told, report = _measure(lambda: self.fill_one(self.data))
        beyond = _peak() - before
        Path(out).write_bytes(report)
        return {**told, "megabytes": beyond, "bytes": len(report)}


def _measure(work: Callable[[], Any], times: int = 1) -> tuple[dict[str, Any], Any]:
    """Return the seconds that each run took by the clock, and of the processor, and what the last run gave."""
    told: dict[str, list[float]] = {"seconds": [], "processor": []}
    result = None
    for _ in range(times):
        processor, start = time.process_time(), time.perf_counter()
        result = work()
        told["seconds"].append(time.perf_counter() - start)
        told["processor"].append(time.process_time() - processor)
    return told, result


def _many_by_docfill(path: str, jobs: list[dict[str, Any]], folder: Path) -> None:
    """Fill all by the verb for it."""
    from docfill import Job, fill_many

    for result in fill_many(
        _template(path), (Job(data, folder / f"{number}.docx") for number, data in enumerate(jobs))
    ):
        if result.path is None:
            sys.exit(f"a report was not written: {result.problems}")


def _peak() -> float:
    """Return the most memory that this process has had, in megabytes (Linux only; 0 elsewhere)."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found is not None else 0


def main() -> None:
    """Serve, or fill one report."""
    peer = sys.argv[1]
    if sys.argv[2:3] == ["once"]:
        template, data, out = sys.argv[3:6]
        Path(out).write_bytes(_PEERS[peer](template)[0](json.loads(Path(data).read_text(encoding="utf-8"))))
        return
    worker = _Worker(peer)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = getattr(worker, request.pop("do"))(**request)
        except Exception as error:  # noqa: BLE001  whatever an engine raises is told in the table
            answer = {"cannot": f"{type(error).__name__}: {error}".splitlines()[0]}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
