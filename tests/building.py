"""Builds small Word documents that read like what they make: ``doc(table(row("{{ a }}", "b")))``.

A string is a paragraph of one run; in a row it is a cell. ``p("{{ na", "me }}")`` is a paragraph of several runs.
"""

from __future__ import annotations

import io
import marshal
import re
import zipfile
from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Any

from lxml import etree

from docfill import FillError, Problem, Template
from docfill.word.kept import Kept
from docfill.word.rendering import Rendering

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
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
    """Return a row of *cells*: plain strings and paragraphs become cells of their own; controls hold cells."""
    return Xml(f"<w:tr>{''.join(c if c.startswith(('<w:tc', '<w:trPr', '<w:sdt')) else cell(c) for c in cells)}</w:tr>")


def table(*rows: str, columns: int | None = None) -> Xml:
    """Return a table of *rows*, with a grid of *columns*, or as wide as the first row."""
    if columns is None:
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
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:v="urn:schemas-microsoft-com:vml" '
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
        f'<Override PartName="/word/{name}" ContentType="{STORY.format(kind)}"/>' for name, kind in kinds.items()
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{R}/{kind}" Target="{name}"/>' for n, (name, kind) in enumerate(kinds.items())
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
        "_rels/.rels": rels.format(f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/>'),
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


def tree(content: bytes, name: str = "word/document.xml") -> etree._Element:
    """Return a member's root element; comments and processing instructions are left out."""
    return etree.fromstring(
        member(content, name), etree.XMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    )


def body(content: bytes, name: str = "word/document.xml") -> list[Any]:
    """Return what a reader sees: a string for each paragraph, a list of rows (lists of cells) for each table.

    A cell is a string where it holds one paragraph, else a list like this one.
    """
    top = tree(content, name)
    inner = top.find(f"{{{W}}}body")
    return _seen(top if inner is None else inner)


def _seen(container: etree._Element) -> list[Any]:
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


def _cells(tr: etree._Element) -> list[Any]:
    cells = []
    for tc in _through_controls(tr, "tc"):
        content = _seen(tc)
        cells.append(content[0] if len(content) == 1 and isinstance(content[0], str) else content)
    return cells


def _through_controls(parent: etree._Element, kind: str) -> list[etree._Element]:
    found = []
    for element in parent:
        name = element.tag.rpartition("}")[2]
        if name == kind:
            found.append(element)
        elif name in {"sdt", "sdtContent"}:
            found.extend(_through_controls(element, kind))
    return found


def paragraph_text(paragraph: etree._Element) -> str:
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


# --- filling, and looking at what came out ---


def fill(
    template: bytes,
    data: Mapping[str, Any] | None = None,
    *,
    missing: Any = "error",
    paragraphs: Collection[str] = (),
) -> bytes:
    """Return the report of *template* for *data*."""
    out = io.BytesIO()
    Template(template, paragraphs=paragraphs).fill(data or {}, out, missing=missing)
    return out.getvalue()


def filled_as_kept(template: Template, data: Mapping[str, Any], missing: Any = "error") -> bytes | None:
    """Return the report that a process makes with what an earlier one kept of *template*; None where it compiles it."""
    if template.values is None:
        return None
    values = marshal.loads(marshal.dumps(template.values))  # noqa: S302  its own
    made = Kept(template._package.data, template.file, values, lambda: template).made(data, missing)
    return b"".join(made) if made is not None else None


def filled_by_jinja(template: Template, data: Mapping[str, Any], missing: Any = "error") -> Any:
    """Return what is worth a note and the report of *template* as Jinja's programs make it, however it would fill."""
    programs = {name: program.loaded for name, program in template._programs.items()}
    run, content = Rendering(template._document, programs, template._limits).made(data, missing, None)
    return tuple(run.problems), b"".join(content)


def seen(template: bytes, data: Mapping[str, Any] | None = None, **options: Any) -> list[Any]:
    """Return what a reader sees of the report of *template* for *data*; the report must be sound."""
    report = fill(template, data, **options)
    assert faults(report) == []
    return body(report)


def found(template: bytes, data: Mapping[str, Any] | None = None, **options: Any) -> list[Problem]:
    """Return every problem of filling *template*: what stops it, or else what is worth a note."""
    out = io.BytesIO()
    try:
        compiled = Template(template)
        return [*compiled.problems, *compiled.fill(data or {}, out, **options)]
    except FillError as error:
        assert out.getvalue() == b""
        return list(error.problems)


def codes(template: bytes, data: Mapping[str, Any] | None = None, **options: Any) -> list[str]:
    """Return the code of every problem of filling *template*."""
    return [problem.code for problem in found(template, data, **options)]


def marked(problem: Problem) -> str:
    """Return what stands over the marker when *problem* is drawn."""
    place = problem.place
    return place.around[place.start : place.stop]


def elements(content: bytes, kind: str, name: str = "word/document.xml") -> list[etree._Element]:
    """Return the elements ``w:kind`` of a member, in order."""
    return list(tree(content, name).iter(f"{{{W}}}{kind}"))


def looks(content: bytes, name: str = "word/document.xml") -> list[list[tuple[str, str]]]:
    """Return, for each paragraph, its text cut where the look changes: ``("text", "b i")``; a run's look is its rPr."""
    return [_look_of_paragraph(paragraph) for paragraph in elements(content, "p", name)]


def _look_of_paragraph(paragraph: etree._Element) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    for run in paragraph.iter(f"{{{W}}}r"):
        text = paragraph_text(run)
        properties = run.find(f"{{{W}}}rPr")
        look = " ".join(e.tag.rpartition("}")[2] for e in properties) if properties is not None else ""
        if not text:
            continue
        if pieces and pieces[-1][1] == look:
            pieces[-1] = (pieces[-1][0] + text, look)
        else:
            pieces.append((text, look))
    return pieces


_BLOCKS = {"body", "tc", "txbxContent", "hdr", "ftr", "footnote", "endnote", "comment", "sdtContent", "customXml"}
_IN_LINE = {"p", "hyperlink", "ins", "del", "moveTo", "moveFrom", "smartTag", "sdtContent", "fldSimple"}
_PARENTS = {
    "p": _BLOCKS,
    "tbl": _BLOCKS,
    "tr": {"tbl", "sdtContent", "ins"},
    "tc": {"tr", "sdtContent"},
    "r": _IN_LINE,
    "t": {"r"},
    "br": {"r"},
    "pPr": {"p"},
    "sectPr": {"pPr", "body"},
}
_FIRST = {"pPr", "rPr", "tcPr", "trPr", "tblPr", "sdtPr"}
_IDS = {
    "drawing": (f"{{{WP}}}docPr", "id"),
    "bookmark": (f"{{{W}}}bookmarkStart", f"{{{W}}}id"),
    "bookmark name": (f"{{{W}}}bookmarkStart", f"{{{W}}}name"),
    "bookmark end": (f"{{{W}}}bookmarkEnd", f"{{{W}}}id"),
    "paragraph": (f"{{{W}}}p", f"{{{W14}}}paraId"),
}


def ids(content: bytes, kind: str, name: str = "word/document.xml") -> list[str]:
    """Return the ids of *kind* in a member, in order."""
    tag, attribute = _IDS[kind]
    return [e.get(attribute, "") for e in tree(content, name).iter(tag) if attribute in e.attrib]


def faults(content: bytes) -> list[str]:
    """Return what Word would object to in a report: what stands where it may not, what is empty, ids used twice."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        names = [name for name in opened.namelist() if name.endswith(".xml")]
    found: list[str] = []
    for name in names:
        top = tree(content, name)
        if not top.tag.startswith(f"{{{W}}}"):
            continue
        found.extend(_misplaced(top))
        for kind in _IDS:
            twice = [value for value, times in Counter(ids(content, kind, name)).items() if times > 1]
            found.extend(f"{kind} id {value} is used twice" for value in twice)
        if sorted(ids(content, "bookmark", name)) != sorted(ids(content, "bookmark end", name)):
            found.append("a bookmark does not begin and end")
        controls = [e.get(f"{{{W}}}val") for e in top.findall(f".//{{{W}}}sdtPr/{{{W}}}id")]
        found.extend(f"control id {value} is used twice" for value, times in Counter(controls).items() if times > 1)
    return found


def _misplaced(parent: etree._Element) -> list[str]:
    kind = _local(parent)
    children = [_local(child) for child in parent]
    found: list[str] = []
    for index, child in enumerate(children):
        if child in _PARENTS and kind not in _PARENTS[child]:
            found.append(f"{child} stands in {kind}")
        if child in _FIRST and index and not (child == "trPr" and children[0] == "tblPrEx") and kind != "pPr":
            found.append(f"{child} does not come first in {kind}")
    blocks = [_last_of(child) for child in parent if _local(child) in {"p", "tbl", "sdt"}]
    if kind in _BLOCKS - {"body", "sdtContent", "customXml"} and (not blocks or blocks[-1] != "p"):
        found.append(f"{kind} does not end in a paragraph")
    if kind == "tr" and not _through_controls(parent, "tc"):
        found.append("a row has no cell")
    if kind == "tbl" and not _through_controls(parent, "tr"):
        found.append("a table has no row")
    if kind in {"p", "r"} and any((child.tail or "").strip() for child in parent):
        found.append("text stands outside of w:t")
    for child in parent:
        found.extend(_misplaced(child))
    return found


def _last_of(element: etree._Element) -> str:
    """Return the kind of the last block in *element*, a content control looked into."""
    while _local(element) == "sdt":
        content = element.find(f"{{{W}}}sdtContent")
        if content is None or not len(content):
            return ""
        element = content[-1]
    return _local(element)


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2]
