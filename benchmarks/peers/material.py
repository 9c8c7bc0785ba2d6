"""Material: the flat form and the long table, in the dialect of each peer, with data as it wants them."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from attrs import frozen

from benchmarks import rows
from benchmarks.peers.dialects import DIALECTS, Translation, translate
from benchmarks.work import MAIN

if TYPE_CHECKING:
    from pathlib import Path

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SETTINGS = '<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
_SETTINGS_TYPE = (
    '<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.settings+xml"/></Types>'
)


@frozen
class Work:
    """A template and its data in a peer's dialect, in files."""

    template: Path
    data: Path


def work(peer: str, template: bytes, data: Any, folder: Path, title: str) -> Work:
    """Write *template* and *data* for *peer* to *folder*; *data* may be a list of several."""
    made = Work(folder / f"{peer} {title}.docx", folder / f"{peer} {title}.json")
    translation = Translation()

    def turn(text: str) -> str:
        nonlocal translation
        translation = translate(text, DIALECTS[peer])
        return translation.text

    made.template.write_bytes(_changed(template, turn) if peer in DIALECTS else template)
    several = data if isinstance(data, list) else [data]
    if peer == "docx-mailmerge2":
        several = [translation.texts(one) for one in several]
    elif peer in DIALECTS:
        several = [translation.data(one) for one in several]
    content = several if isinstance(data, list) else several[0]
    made.data.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return made


def _changed(template: bytes, turn: Any) -> bytes:
    with zipfile.ZipFile(io.BytesIO(template)) as package:
        members = {info: package.read(info) for info in package.infolist()}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for info, content in members.items():
            out.writestr(info, turn(content.decode()).encode() if info.filename == MAIN else content)
    return stream.getvalue()


def table() -> bytes:
    """Return the template of the long table, with settings, which docx-mailmerge2 asks for."""
    with zipfile.ZipFile(io.BytesIO(rows.table_template())) as package:
        members = {name: package.read(name).decode() for name in package.namelist()}
    members["[Content_Types].xml"] = members["[Content_Types].xml"].replace("</Types>", _SETTINGS_TYPE)
    members["word/settings.xml"] = _SETTINGS
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in members.items():
            out.writestr(name, text)
    return stream.getvalue()


def records(count: int) -> dict[str, Any]:
    """Return data for the table. No number is whole but has a point: JavaScript knows no such number."""
    data = rows.records(count)
    for record in data["rows"]:
        record["e"] += 0.125
    return data


def seen(report: Path) -> list[str]:
    """Return what a reader sees of a report: the text of each paragraph that is not blank, with its line breaks."""
    out: list[str] = []
    paragraph: list[str] = []
    with zipfile.ZipFile(report) as package, package.open(MAIN) as stream:
        for _, element in ET.iterparse(stream):  # noqa: S314  our own output
            if element.tag == f"{_W}t":
                paragraph.append((element.text or "").replace("\n", " "))
            elif element.tag in {f"{_W}br", f"{_W}cr"}:
                paragraph.append("\n")
            elif element.tag == f"{_W}p":
                text = "".join(paragraph)
                out += [text] if text.strip() else []
                paragraph.clear()
            elif element.tag == f"{_W}tr":
                element.clear()
    return out
