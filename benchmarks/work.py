"""Work: what is measured, each for docxtpl, for docfill, and for a floor: what it takes to fill without a filler.

The floor makes the same bytes by a Jinja program that is compiled beforehand from the finished part, a tag in the place
of each value, and writes the package with raw copies.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET
from xml.sax.saxutils import unescape

from docxtpl import DocxTemplate
from jinja2 import Environment

from docfill import Job, Template, fill_many
from docfill.shelf import VARIABLE
from docfill.word.package import Package

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAIN = "word/document.xml"
_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
_PRINTED = re.compile(r"(?<=>)([^<>]+)(?=</w:t>)")


class Form:
    """A template in a file and data for it, filled by whoever is measured."""

    def __init__(self, path: Path, data: dict[str, Any]) -> None:
        self.path = path
        self.data = data
        self.template = Template(path)

    def by_docxtpl(self, data: dict[str, Any] | None = None) -> io.BytesIO:
        """Return docxtpl's report. Its template can be rendered once only, so its best case is to read the file."""
        document = DocxTemplate(self.path)
        document.render(self.data if data is None else data, autoescape=True)
        out = io.BytesIO()
        document.save(out)
        return out

    def by_docfill(self) -> io.BytesIO:
        """Return docfill's report."""
        out = io.BytesIO()
        self.template.fill(self.data, out)
        return out

    def floor(self) -> Callable[[], io.BytesIO]:
        """Return what makes docfill's report without docfill."""
        with zipfile.ZipFile(self.by_docfill()) as report:
            text = report.read(MAIN).decode()
        values: dict[str, str | int] = {}

        def tag(found: re.Match[str]) -> str:
            shown = unescape(found[1])
            name = f"v{len(values)}"
            values[name] = int(shown) if shown.isdecimal() and str(int(shown)) == shown else shown
            return f"{{{{ data.{name} }}}}"

        program = Mappings(autoescape=True).from_string(_PRINTED.sub(tag, text))
        package = Package(self.path.read_bytes(), self.path.name)

        def write() -> io.BytesIO:
            packed = package.pack(MAIN, [program.render(data=values).encode()])
            return io.BytesIO(b"".join(package.write({MAIN: packed})))

        with zipfile.ZipFile(write()) as made:
            if made.read(MAIN).decode() != text:
                sys.exit("the floor does not make the same document; nothing was timed")
        return write

    def agree(self) -> bool:
        """Tell whether both engines print the same text, but for the blank lines that docxtpl leaves."""
        return texts(self.by_docfill()) == texts(self.by_docxtpl())


class Mappings(Environment):
    """Jinja as fast as it can be here: it looks into mappings before attributes."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return ``obj[attribute]``."""
        return obj[attribute]


def without_isal() -> None:
    """Let this process pack as where ``docfill[fast]`` is not installed."""
    # What Python takes for a module that cannot be imported.
    sys.modules["isal"] = None  # type: ignore[assignment]


def texts(document: io.BytesIO) -> list[str]:
    """Return the texts of a document that are not blank."""
    with zipfile.ZipFile(document) as package:
        root = ET.fromstring(package.read(MAIN))  # noqa: S314  our own output
    return [element.text for element in root.iter(_TEXT) if element.text and element.text.strip()]


def many_by_docxtpl(form: Form, reports: int, folder: Path) -> None:
    """Write that many reports to *folder*, each of other data."""
    for number in range(reports):
        (folder / f"{number}.docx").write_bytes(form.by_docxtpl({**form.data, "年度": number}).getvalue())


def many_by_docfill(form: Form, reports: int, folder: Path) -> None:
    """Write the same by docfill."""
    jobs = (Job({**form.data, "年度": number}, folder / f"{number}.docx") for number in range(reports))
    for result in fill_many(form.template, jobs):
        if result.path is None:
            sys.exit(f"a report was not written: {result.problems}")


def commands(form: Form, data: Path, out: Path) -> tuple[list[str], list[str], list[str]]:
    """Return the command lines of docxtpl, of docfill, and of a Python that only imports what both are built on."""
    if not data.exists():
        data.write_text(json.dumps(form.data, ensure_ascii=False), encoding="utf-8")
    theirs = [sys.executable, "-m", "docxtpl", str(form.path), str(data), str(out), "-o", "-q"]
    ours = [sys.executable, "-m", "docfill", "fill", str(form.path), str(data), "-o", str(out), "--force"]
    return theirs, ours, [sys.executable, "-c", "import jinja2, lxml.etree"]


def run(command: list[str], shelf: str = "") -> str:
    """Run *command* to its end and return what it prints; compiled templates are kept in the folder *shelf*, if any."""
    environment = {**os.environ, VARIABLE: shelf}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
