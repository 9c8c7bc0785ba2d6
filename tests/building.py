"""Builds small Word documents that read like what they make: ``doc(table(row("{{ a }}", "b")))``.

A string is a paragraph of one run; in a row it is a cell. ``p("{{ na", "me }}")`` is a paragraph of several runs.
"""

from __future__ import annotations

import io
import re
import zipfile
from html import escape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
STORY = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"


class Xml(str):
    """A piece of WordprocessingML, as it stands."""

    __slots__ = ()


def r(text: str, properties: str = "") -> Xml:
    """Return a run of *text*; *properties* is what stands in its ``w:rPr``: ``"<w:b/>"``."""
    rpr = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return Xml(f"<w:r>{rpr}<w:t{space}>{escape(text, quote=False)}</w:t></w:r>")


def p(*runs: str, properties: str = "") -> Xml:
    """Return a paragraph of *runs*: plain strings become runs of their own."""
    ppr = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return Xml(f"<w:p>{ppr}{''.join(run if isinstance(run, Xml) else r(run) for run in runs)}</w:p>")


def _blocks(items: Any) -> str:
    return "".join(item if isinstance(item, Xml) else p(item) for item in items)


def cell(*blocks: str, properties: str = "") -> Xml:
    """Return a cell that holds *blocks*; *properties* is what stands in its ``w:tcPr``."""
    return Xml(f'<w:tc><w:tcPr><w:tcW w:w="1000" w:type="dxa"/>{properties}</w:tcPr>{_blocks(blocks)}</w:tc>')


def row(*cells: str) -> Xml:
    """Return a row of *cells*: plain strings and paragraphs become cells of their own."""
    return Xml(f"<w:tr>{''.join(c if c.startswith('<w:tc') else cell(c) for c in cells)}</w:tr>")


def table(*rows: str) -> Xml:
    """Return a table of *rows*, with a grid as wide as the first of them."""
    columns = rows[0].count("<w:tc>") if rows else 0
    grid = '<w:gridCol w:w="1000"/>' * columns
    return Xml(
        f'<w:tbl><w:tblPr><w:tblW w:w="{1000 * columns}" w:type="dxa"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def text_box(*blocks: str) -> Xml:
    """Return a run with a text box, in both its forms, as Word writes it."""
    content = f"<w:txbxContent>{_blocks(blocks)}</w:txbxContent>"
    return Xml(
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>'
        f"{content}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{content}"
        "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def control(*content: str) -> Xml:
    """Return a content control around *content*, which stands as it is (blocks, rows, cells or runs)."""
    return Xml(f"<w:sdt><w:sdtPr/><w:sdtContent>{''.join(content)}</w:sdtContent></w:sdt>")


def root(name: str, content: str, namespace: str = W) -> str:
    """Return a part whose root is ``w:name``."""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:{name} xmlns:w="{namespace}" xmlns:r="{R}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"{content}</w:{name}>"
    )


def package(
    document: str | bytes,
    stories: dict[str, str] | None = None,
    *,
    main: str = MAIN,
    extra: dict[str, bytes] | None = None,
) -> bytes:
    """Return a `.docx` around the text of its main part; *stories* are more parts (``header1.xml``) by name."""
    stories = stories or {}
    kinds = {name: re.sub(r"\d*\.xml$", "", name) for name in stories}
    overrides = "".join(
        f'<Override PartName="/word/{name}" ContentType="{STORY.format(kind)}"/>'
        for name, kind in kinds.items()
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{R}/{kind}" Target="{name}"/>'
        for n, (name, kind) in enumerate(kinds.items())
    )
    types = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>{overrides}</Types>'
    )
    rels = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    members = {
        "[Content_Types].xml": types,
        "_rels/.rels": rels.format(
            f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/>'
        ),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": rels.format(relations),
        **{f"word/{name}": story for name, story in stories.items()},
        **(extra or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, content)
    return stream.getvalue()


SECTION = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'


def doc(*blocks: str, stories: dict[str, str] | None = None, namespace: str = W) -> bytes:
    """Return a `.docx` whose body holds *blocks*: plain strings are paragraphs."""
    return package(root("document", f"<w:body>{_blocks(blocks)}{SECTION}</w:body>", namespace), stories)


def save(path: Path, content: bytes) -> Path:
    """Write *content* to *path* and return it."""
    path.write_bytes(content)
    return path


def member(content: bytes, name: str = "word/document.xml") -> bytes:
    """Return one member of a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return opened.read(name)


def body(content: bytes, name: str = "word/document.xml") -> list[Any]:
    """Return what a reader sees: a string for each paragraph, a list of rows (lists of cells) for each table.

    A cell is a string where it holds one paragraph, else a list like this one.
    """
    tree = ET.fromstring(member(content, name))
    top = tree.find(f"{{{W}}}body")
    return _seen(tree if top is None else top)


def _seen(container: ET.Element) -> list[Any]:
    seen: list[Any] = []
    for element in container:
        kind = element.tag.rpartition("}")[2]
        if kind == "p":
            seen.append(paragraph_text(element))
        elif kind == "tbl":
            seen.append([_cells(tr) for tr in _through_controls(element, "tr")])
        elif kind in {"sdt", "sdtContent"}:
            seen.extend(_seen(element))
    return seen


def _cells(tr: ET.Element) -> list[Any]:
    cells = []
    for tc in _through_controls(tr, "tc"):
        content = _seen(tc)
        cells.append(content[0] if len(content) == 1 and isinstance(content[0], str) else content)
    return cells


def _through_controls(parent: ET.Element, kind: str) -> list[ET.Element]:
    found = []
    for element in parent:
        name = element.tag.rpartition("}")[2]
        if name == kind:
            found.append(element)
        elif name in {"sdt", "sdtContent"}:
            found.extend(_through_controls(element, kind))
    return found


def paragraph_text(paragraph: ET.Element) -> str:
    """Return a paragraph's text; a line break is a newline; a text box within is left out."""
    text = ""
    for element in paragraph:
        kind = element.tag.rpartition("}")[2]
        if kind == "t":
            text += element.text or ""
        elif kind == "br":
            text += "\n"
        elif kind == "tab":
            text += "\t"
        elif kind not in {"AlternateContent", "pPr", "rPr"}:
            text += paragraph_text(element)
    return text
