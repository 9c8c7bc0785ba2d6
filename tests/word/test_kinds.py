"""Every kind of Word document is filled as what it is; what is no Word document is refused by name."""

from __future__ import annotations

import io
import re
import zipfile

import attrs
import pytest
from openpyxl import Workbook

from docfill import FillError, Template
from tests.building import MAIN, STRICT, W, doc, fill, member, p, package, root, row, seen, table
from tests.fidelity.cutting import assert_only_changed, records
from tests.fidelity.packages import PACKED, members_of, pack

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
MACRO = "application/vnd.ms-word."
DOCX, DOTX = f"{WORD}document.main+xml", f"{WORD}template.main+xml"
DOCM, DOTM = f"{MACRO}document.macroEnabled.main+xml", f"{MACRO}template.macroEnabledTemplate.main+xml"
BODY = root("document", f"<w:body>{p('{{ a }}')}</w:body>")
TYPES, RELATIONSHIPS, DOCUMENT = "[Content_Types].xml", "_rels/.rels", "word/document.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def code(source: object) -> str:
    with pytest.raises(FillError) as caught:
        Template(source)
    (problem,) = caught.value.problems
    return problem.code


def with_member(content: bytes, name: str, text: str) -> bytes:
    return pack(members_of(content) | {name: text.encode()})


# --- kinds of documents ---


@pytest.mark.parametrize(
    ("kind", "filled", "extension"),
    [(DOCX, DOCX, ".docx"), (DOCM, DOCM, ".docm"), (DOTX, DOCX, ".docx"), (DOTM, DOCM, ".docm")],
    ids=["docx", "docm", "dotx", "dotm"],
)
@pytest.mark.parametrize("text", ["{{ a }}", "no tag"])
def test_a_filled_template_is_a_document_and_only_its_content_type_says_so(kind, filled, extension, text):
    content = package(
        root("document", f"<w:body>{p(text)}</w:body>"), main=kind, extra={"word/vbaProject.bin": b"\x00VBA" * 99}
    )
    template = Template(content)
    assert template.extension == extension
    report = fill(content, {"a": "甲"})
    assert member(report, TYPES).decode() == member(content, TYPES).decode().replace(kind, filled)
    changed = [name for name, yes in ((DOCUMENT, "{" in text), (TYPES, kind != filled)) if yes]
    assert_only_changed(content, report, *changed)


def test_the_macros_of_a_docm_are_carried_over_raw():
    macros = bytes(range(256)) * 40
    content = package(BODY, main=DOCM, extra={"word/vbaProject.bin": macros, "word/vbaData.xml": b"<x/>"})
    report = fill(content, {"a": "甲"})
    old, new = ({r.name: r.raw for r in records(c)} for c in (content, report))
    assert old["word/vbaProject.bin"] == new["word/vbaProject.bin"]
    assert member(report, "word/vbaProject.bin") == macros


def test_a_dotx_whose_type_stands_elsewhere_too_changes_only_the_main_parts():
    # A content type may be spelt in a comment, or belong to an attached template: only one entry is the main part's.
    content = package(BODY, main=DOTX)
    types = member(content, TYPES).decode()
    types = types.replace(
        "<Default", f'<!-- {DOTX} --><Override PartName="/word/glossary/document.xml" ContentType="{DOTX}"/><Default', 1
    )
    content = pack(members_of(content) | {TYPES: types.encode(), "word/glossary/document.xml": b"<x/>"})
    at = types.rindex(DOTX)
    assert member(fill(content, {"a": 1}), TYPES).decode() == types[:at] + DOCX + types[at + len(DOTX) :]


def test_a_strict_document_is_filled():
    content = doc("{{ a }}", table(row("{% for x in xs %}{{ x }}", "{% endfor %}")), namespace=STRICT, stories={})
    report = member(fill(content, {"a": "甲", "xs": [1, 2]})).decode()
    assert re.findall(r"<w:t>([^<]+)</w:t>", report) == ["甲", "1", "2"]
    assert f'xmlns:w="{STRICT}"' in report


def test_a_strict_package_names_its_main_part_by_the_strict_relationship():
    content = package(BODY.replace(W, STRICT))
    strict = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
    relations = re.sub(r'Type="[^"]*"', f'Type="{strict}"', member(content, RELATIONSHIPS).decode())
    content = with_member(content, RELATIONSHIPS, relations)
    assert ">甲<" in member(fill(content, {"a": "甲"})).decode()


@pytest.mark.parametrize("prefix", ["ns0:", "文.w-1:", ""], ids=["ns0", "odd", "none"])
def test_any_prefix_serves(prefix):
    content = doc(
        "{{ a }}",
        table(row("{% for x in xs %}{{ x }}", "{% endfor %}"), row("末", "{{p b }}")),
        p("{% if no %}"),
        "x",
        p("{% endif %}"),
    )
    data = {"a": " 甲\n乙 ", "xs": [1, 2], "b": "丙\n丁", "no": 0}
    report = fill(with_member(content, DOCUMENT, renamed(member(content).decode(), prefix)), data)
    assert member(report).decode() == renamed(member(fill(content, data)).decode(), prefix)


def renamed(text: str, prefix: str) -> str:
    """Return *text* with *prefix* for its elements; attributes keep theirs, for they must have one."""
    declared = f'xmlns:{prefix[:-1]}="{W}"' if prefix else f'xmlns="{W}"'
    return re.sub(r"(</?)w:", rf"\1{prefix}", text).replace("xmlns:w=", f"{declared} xmlns:w=")


def test_a_namespace_may_be_declared_where_it_is_used():
    text = (
        f'<a:document xmlns:a="{W}"><a:body><p xmlns="{W}"><r><t>{{{{ a }}}}</t></r></p>'
        f'<b:p xmlns:b="{W}"><b:r><b:t>{{{{ a }}}}</b:t></b:r></b:p>'
        '<p xmlns="urn:other"><r><t>{{ b }}</t></r></p></a:body></a:document>'
    )
    content = with_member(doc(), DOCUMENT, text)
    assert member(fill(content, {"a": "甲"})).decode() == text.replace("{{ a }}", "甲")


def test_line_breaks_take_the_prefix_that_is_in_force_where_they_stand():
    paragraph = f'<b:p xmlns:b="{W}"><b:r><b:t>{{{{ a }}}}</b:t></b:r></b:p>'
    text = f'<a:document xmlns:a="{W}"><a:body>{paragraph}</a:body></a:document>'
    content = with_member(doc(), DOCUMENT, text)
    assert seen(content, {"a": "甲\n乙"}) == ["甲\n乙"]


# --- where the main part is ---


def moved(target: str, name: str) -> bytes:
    members = members_of(doc("{{ a }}"))
    members[TYPES] = members[TYPES].replace(b"/word/document.xml", b"/" + name.encode())
    members[RELATIONSHIPS] = members[RELATIONSHIPS].replace(b'"word/document.xml"', f'"{target}"'.encode())
    members[name] = members.pop(DOCUMENT)
    return pack(members)


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("word/document2.xml", "word/document2.xml"),
        ("/Document.xml", "Document.xml"),
        ("WORD/Main.XML", "word/main.xml"),
        ("正文/文档.xml", "正文/文档.xml"),
        ("./word/main.xml", "word/main.xml"),
        ("word/../doc/main.xml", "doc/main.xml"),
        ("my%20word/main.xml", "my%20word/main.xml"),
        ("my%20word/main.xml", "my word/main.xml"),
        ("%E6%AD%A3%E6%96%87/main.xml", "正文/main.xml"),
        ("word/&#109;ain.xml", "word/main.xml"),
    ],
)
def test_the_main_part_is_found_by_its_relationship(target, name):
    assert ">甲<" in member(fill(moved(target, name), {"a": "甲"}), name).decode()


def test_a_main_part_of_a_name_that_is_written_with_percent_signs_has_its_type():
    members = members_of(moved("my%20word/main.xml", "my word/main.xml"))
    types = members[TYPES].replace(b"my word", b"my%20word").replace(b"document.main", b"template.main")
    report = fill(pack(members | {TYPES: types}), {"a": "甲"})
    assert b"document.main" in member(report, TYPES)


def test_the_main_part_may_take_its_type_from_its_extension():
    members = members_of(doc("{{ a }}"))
    types = members[TYPES].decode()
    types = re.sub(r"<Override[^>]*/>", "", types).replace("application/xml", MAIN)
    assert seen(pack(members | {TYPES: types.encode()}), {"a": "甲"}) == ["甲"]


def test_content_types_may_use_a_prefix_and_single_quotes():
    members = members_of(doc("{{ a }}"))
    types = members[TYPES].decode().replace('"', "'").replace("xmlns=", "xmlns:ct=")
    types = types.replace("<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n", "")
    types = re.sub(r"<(/?)(?=[A-Z])", r"<\1ct:", types)
    assert seen(pack(members | {TYPES: types.encode()}), {"a": "甲"}) == ["甲"]


def test_a_part_that_is_declared_and_not_there_is_no_matter():
    members = members_of(doc("{{ a }}"))
    header = f'<Override PartName="/word/header9.xml" ContentType="{WORD}header+xml"/></Types>'
    types = members[TYPES].decode().replace("</Types>", header)
    assert seen(pack(members | {TYPES: types.encode()}), {"a": "甲"}) == ["甲"]


# --- what is no document ---


def workbook() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def zipped(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        for name, text in members.items():
            opened.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty-file"),
        (b"\xe8\xa1\xa8\n", "other-format"),
        (b"PK\x03\x04", "broken-package"),
        (b"%PDF-1.7 ...", "other-format"),
        (workbook(), "workbook-for-template"),
        (zipped(a="1"), "not-a-document"),
        (zipped(), "not-a-document"),
        (OLE + b"\x00" * 600 + "WordDocument".encode("utf-16-le"), "old-word-file"),
        (OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted-file"),
    ],
    ids=["empty", "text", "cut off", "pdf", "xlsx", "zip", "empty zip", "doc", "encrypted"],
)
def test_what_is_no_document_is_refused_by_name(tmp_path, content, expected):
    path = tmp_path / "模板.docx"
    path.write_bytes(content)
    assert code(path) == code(content) == expected
    assert list(tmp_path.iterdir()) == [path]


def test_a_package_without_relationships_is_no_document():
    members = members_of(doc("x"))
    del members[RELATIONSHIPS]
    assert code(pack(members)) == "not-a-document"


def test_a_package_whose_main_part_is_not_there_is_no_document():
    members = members_of(doc("x"))
    del members[DOCUMENT]
    assert code(pack(members)) == "not-a-document"


def test_a_file_that_is_not_there_and_a_folder_are_told_apart(tmp_path):
    assert code(tmp_path / "没有.docx") == "no-such-file"
    assert code(tmp_path) == "not-a-document"


def test_a_file_that_may_not_be_read_is_said_to_be_so(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", refuse)
    assert code(tmp_path / "a.docx") == "cannot-read"


def test_a_template_may_be_a_path_its_text_its_bytes_or_an_open_file(tmp_path):
    path = tmp_path / "模板.docx"
    path.write_bytes(doc("{{ a }}"))
    with path.open("rb") as opened:
        sources = [path, str(path), path.read_bytes(), opened, io.BytesIO(path.read_bytes())]
        files = [Template(source).file for source in sources]
    assert files == ["模板.docx", "模板.docx", "template.docx", "模板.docx", "template.docx"]


@pytest.mark.parametrize("how", PACKED)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_document_is_known_however_it_was_packed(how):
    content = PACKED[how](members_of(package(BODY, main=DOTM)))
    assert Template(content).extension == ".docm"


def test_an_instance_of_attrs_is_data_and_a_list_is_none():
    @attrs.frozen
    class Office:
        a: str = "甲"

    template, out = Template(doc("{{ a }}")), io.BytesIO()
    template.fill(Office(), out)
    assert ">甲<" in member(out.getvalue()).decode()
    with pytest.raises(FillError, match="data-not-an-object"):
        template.fill([1], io.BytesIO())
    with pytest.raises(ValueError, match="error, blank, keep"):
        template.fill({"a": 1}, io.BytesIO(), missing="strict")
