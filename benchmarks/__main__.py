"""`python -m benchmarks`: medians and ratios of docfill and docxtpl, measured in turn in one run.

Output is checked for being right before it is timed.
"""

from __future__ import annotations

import compileall
import functools
import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from docxtpl import DocxTemplate

import docfill
from benchmarks.material import CELLS, flat_form
from docfill.excel.display import show

if TYPE_CHECKING:
    from collections.abc import Callable

WARM_RUNS, COLD_RUNS = 40, 15
_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


def main() -> None:
    """Measure and print everything."""
    template, data = flat_form()
    print(f"docfill {docfill.__version__}, Python {sys.version.split()[0]}; medians, docxtpl and docfill in turn\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.docx"
        path.write_bytes(template)
        _check(path, data)
        _compare("warm fill, three-page form with 215 tags", *_warm(path, data), WARM_RUNS)
        _compare("cold command from JSON, process start included", *_cold(path, data, Path(folder)), COLD_RUNS)
        _compare(
            "compile (docxtpl: one render)", lambda: _docxtpl(path, data), lambda: docfill.Template(path), WARM_RUNS
        )
    _cells()


def _check(path: Path, data: dict[str, Any]) -> None:
    """Stop unless both engines print the same text, but for the blank lines that docxtpl leaves."""
    ours = io.BytesIO()
    docfill.Template(path).fill(data, ours)
    texts = [_texts(out) for out in (ours, _docxtpl(path, data))]
    if texts[0] != texts[1]:
        sys.exit("the engines do not agree; nothing was timed")


def _texts(document: io.BytesIO) -> list[str]:
    with zipfile.ZipFile(document) as package:
        root = ET.fromstring(package.read("word/document.xml"))  # noqa: S314  our own output
    return [element.text for element in root.iter(_TEXT) if element.text and element.text.strip()]


def _docxtpl(path: Path, data: dict[str, Any]) -> io.BytesIO:
    document = DocxTemplate(path)
    document.render(data, autoescape=True)
    out = io.BytesIO()
    document.save(out)
    return out


def _warm(path: Path, data: dict[str, Any]) -> tuple[Callable[[], object], Callable[[], object]]:
    # docxtpl's template can be rendered once only, so that its own best case is to read the file again.
    template = docfill.Template(path)
    return lambda: _docxtpl(path, data), lambda: template.fill(data, io.BytesIO())


def _cold(path: Path, data: dict[str, Any], folder: Path) -> tuple[Callable[[], object], Callable[[], object]]:
    values = folder / "data.json"
    values.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    out = str(folder / "out.docx")
    # As pip leaves an installed package, docxtpl among them; in place the last edit may not be compiled yet.
    compileall.compile_dir(Path(docfill.__file__).parent, quiet=1)
    theirs = [sys.executable, "-m", "docxtpl", str(path), str(values), out, "-o", "-q"]
    ours = [sys.executable, "-m", "docfill", "fill", str(path), str(values), "-o", out, "--force"]

    def run(command: list[str]) -> None:
        subprocess.run(command, check=True, capture_output=True)

    return lambda: run(theirs), lambda: run(ours)


def _compare(title: str, theirs: Callable[[], object], ours: Callable[[], object], runs: int) -> None:
    """Print the medians of both, run in turn, and the median of their ratios."""
    times: list[tuple[float, float]] = []
    for run in range(runs + 2):
        pair = (_time(theirs), _time(ours))
        if run >= 2:
            times.append(pair)
    first, second = (statistics.median(column) * 1000 for column in zip(*times, strict=True))
    ratio = statistics.median(theirs / ours for theirs, ours in times)
    print(f"{title}\n  docxtpl {first:8.1f} ms   docfill {second:8.2f} ms   {ratio:6.1f} times faster\n")


def _cells() -> None:
    """Print what it costs to know the text that Excel shows for a cell, one format beside the other."""
    print("what Excel shows, for a cell")
    for code, values in CELLS.items():
        took = min(_time(functools.partial(_show_all, values, code)) for _ in range(5))
        print(f"  {code:24}{took / len(values) * 1e6:8.1f} µs")


def _show_all(values: list[float], code: str) -> None:
    for value in values:
        show(value, code)


def _time(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
