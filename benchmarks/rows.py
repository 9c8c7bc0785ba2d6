"""`python -m benchmarks.rows ENGINE ROWS`: fill one table in a process of its own; print seconds and peak memory.

A process of its own, because memory that was once taken is not given back, and docxtpl takes gigabytes.
"""

from __future__ import annotations

import io
import itertools
import re
import sys
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docxtpl import DocxTemplate

from benchmarks.work import MAIN, Mappings, without_isal
from docfill import Template
from docfill.word.package import Package

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_AT_ONCE = 64 * 13  # chunks of 64 rows
_COLUMNS = ("a", "b", "c", "d", "e", "f")


def table_template() -> bytes:
    """Return a template with one table of six columns and a row that is repeated."""
    cells = ["{%tr for r in rows %}", *[""] * 5]
    body = _row(cells) + _row([f"{{{{ r.{column} }}}}" for column in _COLUMNS]) + _row(["{%tr endfor %}", *[""] * 5])
    grid = "".join('<w:gridCol w:w="1500"/>' for _ in _COLUMNS)
    table = f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    document = f'<w:document xmlns:w="{_W}"><w:body>{table}<w:p/></w:body></w:document>'
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    relationships = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in (
            ("[Content_Types].xml", types),
            ("_rels/.rels", relationships),
            ("word/document.xml", document),
        ):
            out.writestr(name, text)
    return stream.getvalue()


def _row(texts: list[str]) -> str:
    cells = "".join(f"<w:tc><w:tcPr/><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in texts)
    return f"<w:tr>{cells}</w:tr>"


def records(rows: int) -> dict[str, Any]:
    """Return data for the table: figures and texts, some of which need escaping."""
    return {
        "rows": [
            {"a": number, "b": f"单位{number}", "c": number * 7, "d": "受理 & 办结", "e": number / 4, "f": "是"}
            for number in range(rows)
        ]
    }


def floor_of(template: bytes) -> Callable[[dict[str, Any], io.BytesIO], None]:
    """Return what writes the same document without docfill: a Jinja program compiled beforehand, and raw copies.

    It joins, sums up and packs some rows at a time, which is faster than all at once, and keeps memory small.
    """
    package = Package(template, "rows.docx")
    text = package.read(MAIN).decode()
    head, foot = (f"<w:tr>{text.split('<w:tr>')[at].partition('</w:tr>')[0]}</w:tr>" for at in (1, 3))
    source = text.replace(head, "{% for r in rows %}").replace(foot, "{% endfor %}")
    program = Mappings(autoescape=True).from_string(source)

    def blocks(data: dict[str, Any]) -> Iterator[bytes]:
        chunks = program.generate(**data)
        while block := "".join(itertools.islice(chunks, _AT_ONCE)):
            yield block.encode()

    def write(data: dict[str, Any], out: io.BytesIO) -> None:
        out.writelines(package.write({MAIN: package.pack(MAIN, blocks(data))}))

    return write


def _peak() -> float:
    """Return the most memory that this process has had, in megabytes (Linux only; 0 elsewhere).

    Not by `getrusage`, which remembers the process that this one was forked from.
    """
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found is not None else 0


def main() -> None:
    """Fill the table and print seconds, megabytes beyond the data, and how many rows came out."""
    engine, rows = sys.argv[1], int(sys.argv[2])
    if "--zlib" in sys.argv[3:]:
        without_isal()
    template, data = table_template(), records(rows)
    out = io.BytesIO()
    floor = floor_of(template)
    before = _peak()
    start = time.perf_counter()
    if engine == "docxtpl":
        document = DocxTemplate(io.BytesIO(template))
        document.render(data, autoescape=True)
        document.save(out)
    elif engine == "docfill":
        Template(template).fill(data, out)
    else:
        floor(data, out)
    seconds = time.perf_counter() - start
    taken = _peak() - before
    with zipfile.ZipFile(out) as package:
        made = package.read("word/document.xml").count(b"</w:tr>")
    print(seconds, taken, made)


if __name__ == "__main__":
    main()
