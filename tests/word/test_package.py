"""A package is read within limits and by its own records; what contradicts itself is refused, by the member's name."""

from __future__ import annotations

import copy
import io
import os
import struct
import subprocess
import sys
import threading
import time
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest

from docfill import FillError, Image, Limits, Problem, Severity, Template, annotate, check
from docfill.cli import main
from tests.building import Xml, cell, codes, doc, fill, member, p, package, root, row, seen, table
from tests.fidelity.cutting import assert_only_changed
from tests.fidelity.packages import PACKED, members_of, pack
from tests.pictures import png

DOCUMENT = "word/document.xml"
TEMPLATE = doc("{{ a }}", stories={"header1.xml": root("hdr", p("页眉"))})


def problem_of(content: bytes) -> Problem:
    with pytest.raises(FillError) as caught:
        fill(content, {"a": 1})
    (problem,) = caught.value.problems
    return problem


def patched(content: bytes, name: str, offset: int, layout: str, value: int, *, central: bool = False) -> bytes:
    """Return *content* with one field of the member's local header, or of its central entry, set to *value*."""
    changed = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        at = opened.getinfo(name).header_offset
        if central:
            at = content.index(name.encode(), opened.start_dir) - 46
    struct.pack_into(layout, changed, at + offset, value)
    return bytes(changed)


def data_at(content: bytes, name: str) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        at = opened.getinfo(name).header_offset
    lengths = struct.unpack_from("<2H", content, at + 26)
    return at + 30 + sum(lengths)


# --- what is broken ---


def test_a_member_whose_checksum_does_not_hold_is_refused():
    problem = problem_of(patched(TEMPLATE, DOCUMENT, 16, "<L", 1, central=True))
    assert (problem.code, problem.place.member) == ("broken-package", DOCUMENT)


def test_a_member_whose_data_are_damaged_is_refused():
    changed = bytearray(TEMPLATE)
    at = data_at(TEMPLATE, DOCUMENT)
    changed[at : at + 8] = b"\xff" * 8
    assert problem_of(bytes(changed)).code == "broken-package"


def test_a_record_that_is_not_where_the_directory_says_is_refused():
    problem = problem_of(patched(TEMPLATE, DOCUMENT, 0, "<L", 0))
    assert (problem.code, problem.place.member) == ("broken-package", DOCUMENT)


def test_two_entries_for_one_record_are_refused():
    # Overlapping records are how a small file comes to unpack without end.
    with zipfile.ZipFile(io.BytesIO(TEMPLATE)) as opened:
        at = opened.getinfo(DOCUMENT).header_offset
    problem = problem_of(patched(TEMPLATE, "word/header1.xml", 42, "<L", at, central=True))
    assert problem.code == "package-contradicts"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_record_that_reaches_into_the_next_is_refused(method):
    content = pack(members_of(TEMPLATE), method=method)
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        size = opened.getinfo(DOCUMENT).compress_size
    longer = patched(content, DOCUMENT, 20, "<L", size + 40, central=True)
    problem = problem_of(patched(longer, DOCUMENT, 18, "<L", size + 40))
    assert (problem.code, problem.place.member) == ("package-contradicts", DOCUMENT)


def test_a_download_that_broke_off_is_said_to_be_damaged_wherever_it_did():
    for end in range(4, len(TEMPLATE) - 1, 7):
        with pytest.raises(FillError) as caught:
            Template(TEMPLATE[:end])
        assert [problem.code for problem in caught.value.problems] == ["broken-package"]


@pytest.mark.parametrize("fill_byte", [0x00, 0xFF, 0x50])
def test_a_damaged_byte_anywhere_is_refused_or_harmless(fill_byte):
    # Whatever byte is hit, there is a problem or a sound report, and no other end.
    for at in range(0, len(TEMPLATE), 5):
        changed = bytearray(TEMPLATE)
        changed[at] = fill_byte
        out = io.BytesIO()
        try:
            Template(bytes(changed)).fill({"a": 1}, out)
        except FillError:
            assert out.getvalue() == b""
            continue
        assert b"{{ a }}" not in member(out.getvalue())


def test_headers_that_differ_in_their_flags_keep_each_its_own():
    # The directory is what readers go by, so flags of the local header must not get into it.
    report = fill(patched(TEMPLATE, DOCUMENT, 6, "<H", 0x0806), {"a": "甲"})
    assert ">甲<" in member(report).decode()
    with zipfile.ZipFile(io.BytesIO(report)) as opened:
        assert opened.testzip() is None


def test_a_directory_that_does_not_end_where_the_end_record_begins_is_refused():
    for length in (1, 0x50, 0xFF, 0xFFFF):
        problem = problem_of(patched(TEMPLATE, "word/header1.xml", 30, "<H", length, central=True))
        assert problem.code in {"broken-package", "not-a-document"}


@pytest.mark.parametrize("method", [9, 12, 14, 93, 97])
def test_a_part_that_word_could_not_unpack_is_refused(method):
    content = patched(patched(TEMPLATE, DOCUMENT, 8, "<H", method), DOCUMENT, 10, "<H", method, central=True)
    problem = problem_of(content)
    assert (problem.code, problem.details["method"]) == ("member-packed-oddly", str(method))


def test_an_encrypted_member_is_said_to_be_so():
    content = patched(patched(TEMPLATE, DOCUMENT, 6, "<H", 1), DOCUMENT, 8, "<H", 1, central=True)
    problem = problem_of(content)
    assert (problem.code, problem.place.member) == ("encrypted-file", DOCUMENT)


def test_a_member_that_is_a_patch_to_another_is_refused_as_no_reader_would_take_it():
    for central in (True, False):
        content = patched(TEMPLATE, DOCUMENT, 6 + 2 * central, "<H", 0x20, central=central)
        problem = problem_of(content)
        assert problem.code == ("broken-package" if central else "package-contradicts")
        assert problem.place.member == DOCUMENT


def test_damage_in_a_member_without_tags_is_told():
    # It would come out as it went in, and Word would not open the report.
    content = pack(members_of(TEMPLATE) | {"word/media/image1.png": b"\x89PNG" * 99})
    problem = problem_of(patched(content, "word/media/image1.png", 16, "<L", 1, central=True))
    assert (problem.code, problem.place.member) == ("broken-package", "word/media/image1.png")


@pytest.mark.parametrize("twin", [DOCUMENT, "Word/Document.XML", "word/HEADER1.xml"])
def test_two_parts_of_one_name_are_refused_whatever_the_case_of_their_letters(twin):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # zipfile warns of the name that is there twice
        content = pack([*members_of(TEMPLATE).items(), (twin, b"<x/>")])
    problem = problem_of(content)
    assert (problem.code, problem.details["name"]) == ("member-twice", twin)


# --- limits ---


def test_a_part_that_unpacks_without_end_is_refused_at_once():
    bomb = members_of(TEMPLATE)[DOCUMENT] + b" " * 100_000_000
    content = pack(members_of(TEMPLATE) | {DOCUMENT: bomb})
    start = time.process_time()
    problem = problem_of(content)
    assert time.process_time() - start < 1
    assert (problem.code, problem.place.member) == ("packed-bomb", DOCUMENT)
    assert f"{len(bomb):,}" in problem.message("zh")


def test_a_member_that_unpacks_without_end_and_has_no_tags_is_not_unpacked():
    content = pack(members_of(TEMPLATE) | {"word/media/a.emf": bytes(50_000_000)})
    assert_only_changed(content, fill(content, {"a": 1}), DOCUMENT)


def test_a_part_that_says_it_is_small_is_not_believed():
    bomb = members_of(TEMPLATE)[DOCUMENT] + b" " * 20_000_000
    content = patched(pack(members_of(TEMPLATE) | {DOCUMENT: bomb}), DOCUMENT, 24, "<L", 2_000, central=True)
    assert problem_of(content).code == "package-contradicts"
    # Nor where both its records tell the same lie: no more is unpacked than they say.
    problem = problem_of(patched(content, DOCUMENT, 22, "<L", 2_000))
    assert (problem.code, problem.place.member) == ("package-contradicts", DOCUMENT)


def test_a_package_of_too_many_members_is_refused():
    content = pack(members_of(TEMPLATE) | {f"a/{n}": b"" for n in range(20_001)}, method=zipfile.ZIP_STORED)
    assert problem_of(content).code == "too-many-members"


def test_a_document_as_large_as_real_ones_get_is_filled():
    template = doc(*["一段文字" * 40] * 5_000, "{{ a }}")
    assert seen(template, {"a": "甲"})[-1] == "甲"


# --- what is written ---


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_changed_member_is_packed_as_it_was(method):
    content = pack(members_of(TEMPLATE), method=method)
    report = fill(content, {"a": "甲" * 1_000})
    assert_only_changed(content, report, DOCUMENT)
    with zipfile.ZipFile(io.BytesIO(report)) as opened:
        assert opened.getinfo(DOCUMENT).compress_type == method


def test_both_headers_of_a_changed_member_say_the_same():
    report = fill(pack(members_of(TEMPLATE)), {"a": "甲" * 1_000})
    with zipfile.ZipFile(io.BytesIO(report)) as opened:
        info = opened.getinfo(DOCUMENT)
    version, flags, method, _, _, crc, packed, size = struct.unpack_from("<4x5H3L", report, info.header_offset)
    said = (info.extract_version, info.flag_bits, info.compress_type, info.CRC, info.compress_size, info.file_size)
    assert (version, flags, method, crc, packed, size) == said


def test_a_report_serves_as_a_template_again():
    once = fill(doc("{{ a }}", "{{ b }}"), {"a": "甲"}, missing="keep")
    assert seen(once, {"b": "乙"}) == ["甲", "乙"]


# --- what a hostile package tries ---


def with_member(name: str, content: bytes = b"<x/>") -> bytes:
    """Return the template with a member more, of a *name* that zipfile would change."""
    stand_in = "w" * len(name.encode())
    return pack(members_of(TEMPLATE) | {stand_in: content}).replace(stand_in.encode(), name.encode())


@pytest.mark.parametrize("name", ["../x.xml", "word/../../x.xml", "/etc/x.xml", "C:/x.xml", "word\\x.xml", "..\\x"])
def test_a_name_that_leads_out_of_the_package_is_refused(name):
    assert problem_of(with_member(name)).code == "member-leads-out"


@pytest.mark.parametrize("name", ["word/x\0.xml", "word/x\n.xml", "word/x.xml:stream", "w" * 5_000, "word/\x7f.xml"])
def test_a_name_that_no_file_may_have_is_refused(name):
    problem = problem_of(with_member(name))
    assert problem.code == "member-name-unfit"
    assert len(problem.message()) < 200


def test_a_link_in_a_package_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, content in members_of(TEMPLATE).items():
            made.writestr(name, content)
        link = zipfile.ZipInfo("word/media/image1.png")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    assert problem_of(stream.getvalue()).code == "member-is-link"


@pytest.mark.parametrize(
    ("offset", "layout", "value"),
    [
        (6, "<H", 1),  # encrypted, the directory says not
        (8, "<H", 0),  # stored, the directory says deflated
        (18, "<L", 7),
        (22, "<L", 7),
        (30, "<B", ord("v")),  # the first letter of its name
    ],
)
def test_a_part_whose_own_record_says_something_else_than_the_directory_is_refused(offset, layout, value):
    problem = problem_of(patched(TEMPLATE, DOCUMENT, offset, layout, value))
    assert (problem.code, problem.place.member) == ("package-contradicts", DOCUMENT)


def of_end(content: bytes, offset: int, layout: str, value: int) -> bytes:
    """Return *content* with one field of the record at its end set to *value*."""
    changed = bytearray(content)
    struct.pack_into(layout, changed, content.rindex(b"PK\x05\x06") + offset, value)
    return bytes(changed)


def test_a_directory_that_lies_about_its_parts_is_refused():
    count = len(members_of(TEMPLATE))
    fewer = of_end(of_end(TEMPLATE, 8, "<H", count - 1), 10, "<H", count - 1)
    assert problem_of(fewer).code == "package-contradicts"
    assert problem_of(of_end(TEMPLATE, 12, "<L", 10)).code == "broken-package"
    assert problem_of(of_end(TEMPLATE, 16, "<L", 1 << 30)).code == "broken-package"


def test_one_volume_of_several_is_told_as_such():
    for content in (
        of_end(TEMPLATE, 4, "<H", 3),
        of_end(TEMPLATE, 6, "<H", 3),
        of_end(TEMPLATE, 8, "<H", 1),
        patched(TEMPLATE, DOCUMENT, 34, "<H", 2, central=True),
    ):
        assert problem_of(content).code == "package-in-pieces"


def test_sizes_of_sixty_four_bits_that_are_false_are_refused():
    sound = PACKED["zip64 throughout"](members_of(TEMPLATE))
    assert seen(sound, {"a": "甲"}) == ["甲"]
    for offset in (4, 16):  # where volumes are counted
        changed = bytearray(sound)
        struct.pack_into("<L", changed, sound.rindex(b"PK\x06\x07") + offset, 1 << 31)
        assert problem_of(bytes(changed)).code == "package-in-pieces"
    at = sound.rindex(b"PK\x06\x06")
    for offset in (24, 32, 40, 48):
        changed = bytearray(sound)
        struct.pack_into("<Q", changed, at + offset, 1 << 62)
        assert problem_of(bytes(changed)).code == "package-contradicts"
    changed = bytearray(sound)
    struct.pack_into("<2Q", changed, at + 24, 1 << 40, 1 << 40)
    struct.pack_into("<2H", changed, sound.rindex(b"PK\x05\x06") + 8, 0xFFFF, 0xFFFF)
    assert problem_of(bytes(changed)).code == "too-many-members"


def test_a_bomb_of_overlapping_parts_is_refused():
    # Fifty directory entries for one compressed part, each under a name of its own.
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members_of(TEMPLATE).items():
            made.writestr(name, content)
        made.writestr("word/media/a00.bin", bytes(5_000_000))
        whole = made.getinfo("word/media/a00.bin")
        for number in range(1, 50):
            twin = copy.copy(whole)
            twin.filename = f"word/media/a{number:02}.bin"
            made.filelist.append(twin)
            made.NameToInfo[twin.filename] = twin
    assert problem_of(stream.getvalue()).code == "package-contradicts"


def test_all_members_together_have_a_limit_and_each_limit_can_be_set():
    content = pack(members_of(TEMPLATE) | {f"word/media/{n}.emf": bytes(1_000_000) for n in range(9)})
    Template(content)
    for limits, code in (
        (Limits(package_bytes=8_000_000), "package-too-large"),
        (Limits(members=10), "too-many-members"),
        (Limits(part_bytes=100), "package-too-large"),
        (Limits(ratio=1, ratio_exempt_bytes=10), "packed-bomb"),
        (Limits(file_bytes=1000), "file-too-large"),
        (Limits(depth=3), "part-too-deep"),
        (Limits(elements=9), "too-many-elements"),
    ):
        with pytest.raises(FillError) as caught:
            Template(content, limits=limits)
        assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize("element", ["w:p", "w:sdt", "w:r", "x"])
def test_elements_within_one_another_without_end_are_refused_at_once(element):
    inside = f"<{element}>" * 100_000 + f"</{element}>" * 100_000
    started = time.process_time()
    problem = problem_of(doc(p("{{ a }}"), Xml(inside)))
    assert time.process_time() - started < 5
    assert (problem.code, problem.place.member) == ("part-too-deep", DOCUMENT)


@pytest.mark.parametrize("version", ["yes", "2.0", "1"])
def test_a_part_of_a_version_of_xml_that_there_is_not_is_refused(version):
    members = members_of(doc("{{ a }}"))
    members[DOCUMENT] = members[DOCUMENT].replace(b'version="1.0"', f'version="{version}"'.encode())
    assert problem_of(pack(members)).code == "malformed-part"


def test_a_part_whose_encoding_nobody_knows_is_refused_however_long_its_name_is():
    members = members_of(doc("{{ a }}"))
    members[DOCUMENT] = members[DOCUMENT].replace(b'"UTF-8"', b'"' + b"x" * 300 + b'"')
    problem = problem_of(pack(members))
    assert problem.code == "part-encoding"
    assert len(problem.message("zh")) < 200


@pytest.mark.parametrize("properties", ["w:tblPr", "w:tblGrid", "w:pPr", "w:rPr"])
def test_properties_within_which_elements_stand_without_end_are_refused_too(properties):
    inside = Xml(f"<w:tbl><{properties}>{'<w:p>' * 3_000}{'</w:p>' * 3_000}</{properties}></w:tbl>")
    assert problem_of(doc(p("{{ a }}"), inside)).code == "part-too-deep"


def test_tables_within_one_another_are_filled_as_deep_as_word_goes():
    inner = table(row("{{ a }}"))
    for _ in range(62):
        inner = table(row(cell(inner, p(""))), columns=1)
    assert ">甲<" in member(fill(doc(inner), {"a": "甲"})).decode()


def test_a_million_attributes_are_read_in_time():
    many = " ".join(f'a{n}="1"' for n in range(300_000))
    started = time.process_time()
    assert seen(doc(p("{{ a }}"), Xml(f"<w:p><w:r {many}><w:t>文</w:t></w:r></w:p>")), {"a": "甲"}) == ["甲", "文"]
    assert time.process_time() - started < 20


def test_entities_are_not_expanded():
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    document = members_of(TEMPLATE)[DOCUMENT].replace(b"?>\n", b"?>\n" + bomb, 1)
    assert problem_of(pack(members_of(TEMPLATE) | {DOCUMENT: document})).code == "document-type-in-part"


@pytest.mark.parametrize(
    "encoding", ["utf-7", "cp037", "rot13", "hex", "zlib", "unicode_escape", "idna", "punycode", "没有", "utf-16"]
)
def test_an_encoding_that_is_declared_falsely_is_a_problem_or_read_right(encoding):
    document = members_of(TEMPLATE)[DOCUMENT].replace(b"UTF-8", encoding.encode(), 1)
    content = pack(members_of(TEMPLATE) | {DOCUMENT: document})
    refused = codes(content, {"a": "甲"})
    assert set(refused) <= {"malformed-part", "part-encoding"}
    if not refused:
        assert seen(content, {"a": "甲"}) == ["甲"]


# --- what is no document ---


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{\\rtf1\\ansi }", "RTF"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html></html>", "HTML"),
        (b"<HTML xmlns:o='urn:schemas-microsoft-com:office:office'>", "HTML"),
        (b"From: <Saved by WPS>\r\nSubject: \r\nMIME-Version: 1.0\r\n", "MHTML"),
        ("<html><body>表".encode("utf-16"), "HTML"),
        (b"<table border=1><tr><td>1</td></tr></table>", "HTML"),
        (
            b'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>',
            "Word XML 2003",
        ),
        (
            b'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"/>',
            "Word XML (Flat OPC)",
        ),
        (b'<?xml version="1.0"?><a/>', "XML"),
        ("申请人：{{ 姓名 }}".encode("gbk"), "TXT"),
        (b"MIME-Version: 1.0\n", "MHTML"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>', "Word XML"),
        (
            pack({"mimetype": b"application/vnd.oasis.opendocument.text"}, method=zipfile.ZIP_STORED),
            "OpenDocument (.odt, .ods)",
        ),
    ],
)
def test_a_file_of_another_format_is_told_by_its_name_and_what_to_do(content, kind):
    problem = problem_of(content)
    assert (problem.code, problem.details["kind"]) == ("other-format", kind)
    assert ".docx" in problem.hint("en")
    assert ".docx" in problem.hint("zh")


@pytest.mark.parametrize(
    ("content", "code", "kind"),
    [
        (b"Rar!\x1a\x07\x01\x00", "packed-template", "RAR"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "packed-template", "7-Zip"),
        (b"\x89PNG\r\n\x1a\n", "picture-for-template", "PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture-for-template", "JPEG"),
    ],
)
def test_nobody_is_told_to_open_in_word_what_word_does_not_open(content, code, kind):
    problem = problem_of(content)
    assert (problem.code, problem.details["kind"]) == (code, kind)
    assert "Word" not in problem.hint("en") + problem.hint("zh")


def test_old_encrypted_and_rights_managed_files_are_told_apart():
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
    package = "EncryptedPackage".encode("utf-16-le")
    assert problem_of(magic + "WordDocument".encode("utf-16-le")).code == "old-word-file"
    assert problem_of(magic + "Workbook".encode("utf-16-le")).code == "workbook-for-template"
    assert problem_of(magic + "PowerPoint Document".encode("utf-16-le")).details["kind"] == "PowerPoint (.ppt)"
    assert problem_of(magic).code == "not-a-document"
    assert problem_of(magic + package).code == "encrypted-file"
    assert problem_of(magic + package + "DRMEncryptedTransform".encode("utf-16-le")).code == "rights-managed"


@pytest.mark.parametrize(
    ("members", "code", "said"),
    [
        ({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<x/>"}, "workbook-for-template", "Excel"),
        ({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<x/>"}, "other-format", "PowerPoint"),
        (
            {"OFD.xml": b"<x/>", "Doc_0/Document.xml": b"<x/>", "[Content_Types].xml": b"<Types/>"},
            "other-format",
            "OFD",
        ),
        ({"OFD.xml": b"<x/>", "Doc_0/Document.xml": b"<x/>"}, "other-format", "OFD"),
        ({"附件/报告模板.docx": TEMPLATE, "附件/": b""}, "file-in-zip", "报告模板.docx"),
        ({"readme.txt": b"x"}, "not-a-document", ".docx"),
        ({}, "not-a-document", ".docx"),
    ],
)
def test_a_zip_package_of_something_else_is_told_by_what_is_in_it(members, code, said):
    problem = problem_of(pack(members))
    assert problem.code == code
    for lang in ("en", "zh"):
        assert said in problem.message(lang) + problem.hint(lang)


@pytest.mark.parametrize("name", ["报告.docx", "报告.xlsx"])
def test_a_workbook_is_no_template_whatever_it_is_called(tmp_path, name):
    made = openpyxl.Workbook()
    made.save(tmp_path / "x.xlsx")
    path = tmp_path / name
    path.write_bytes((tmp_path / "x.xlsx").read_bytes())
    with pytest.raises(FillError) as caught:
        Template(path)
    assert [problem.code for problem in caught.value.problems] == ["workbook-for-template"]


@pytest.mark.parametrize("kind", ["image/png", "application/xml", "text/html"])
def test_a_main_part_that_is_declared_as_something_else_is_a_problem(kind):
    problem = problem_of(package(member(TEMPLATE).decode(), main=kind))
    assert (problem.code, problem.details["found"], problem.place.member) == ("wrong-content-type", kind, DOCUMENT)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("._报告模板.docx", b"\x00\x05\x16\x07" + bytes(4092), "报告模板.docx"),
        ("~$告模板.docx", b"\x06\xd5\xc5\xc8\xfd" + bytes(157), "…告模板.docx"),
    ],
)
def test_the_small_file_beside_a_document_is_told_from_the_document(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FillError) as caught:
        Template(path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.details["name"]) == ("side-file", said)


def test_a_file_of_zeros_alone_is_an_empty_one():
    assert problem_of(bytes(20_000)).code == problem_of(b"").code == "empty-file"


def test_a_file_without_end_is_not_read_to_its_end():
    with pytest.raises(FillError) as caught, open("/dev/zero", "rb") as endless:  # noqa: PTH123  as users do
        Template(endless, limits=Limits(file_bytes=1_000_000))
    assert [problem.code for problem in caught.value.problems] == ["file-too-large"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_a_pipe_that_nobody_writes_to_is_an_empty_file(tmp_path):
    pipe = tmp_path / "模板.docx"
    os.mkfifo(pipe)
    with pytest.raises(FillError) as caught:
        Template(pipe)
    assert [problem.code for problem in caught.value.problems] == ["empty-file"]


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="this system has no such names")
def test_a_pipe_is_read_to_its_end_however_late_that_comes():
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as file, os.fdopen(reading):
        late = threading.Timer(0.2, lambda: (file.write(TEMPLATE), file.close()))
        late.start()
        assert [field.path for field in Template(f"/dev/fd/{reading}").fields] == ["a"]
        late.join()


# --- signatures, macros, the same bytes ---

SIGNATURE = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature"


def signed(template: bytes) -> bytes:
    """Return *template* with a signature as Word puts it there."""
    relationships = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    )
    members = members_of(template)
    origin = f'<Relationship Id="rId9" Type="{SIGNATURE}/origin" Target="_xmlsignatures/origin.sigs"/>'
    types = (
        '<Default Extension="sigs" ContentType="application/vnd.openxmlformats-package.digital-signature-origin"/>'
        '<Override PartName="/_xmlsignatures/sig1.xml" '
        'ContentType="application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"/>'
    )
    first = f'<Relationship Id="rId1" Type="{SIGNATURE}/signature" Target="sig1.xml"/>'
    members["[Content_Types].xml"] = members["[Content_Types].xml"].replace(b"</Types>", f"{types}</Types>".encode())
    ends = b"</Relationships>"
    members["_rels/.rels"] = members["_rels/.rels"].replace(ends, origin.encode() + ends)
    return pack(
        members
        | {
            "_xmlsignatures/origin.sigs": b"",
            "_xmlsignatures/_rels/origin.sigs.rels": relationships.format(first).encode(),
            "_xmlsignatures/sig1.xml": b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>',
        }
    )


def test_a_report_of_a_signed_template_bears_no_signature_and_there_is_a_warning():
    content = signed(TEMPLATE)
    assert [problem.code for problem in Template(content).problems] == ["signature-lost"]
    report = members_of(fill(content, {"a": "甲"}))
    assert list(report) == list(members_of(TEMPLATE))
    assert report["_rels/.rels"] == members_of(TEMPLATE)["_rels/.rels"]
    assert b"sig1" not in report["[Content_Types].xml"]
    assert seen(content, {"a": "甲"}) == ["甲"]


def test_a_report_of_a_signed_template_takes_pictures_and_becomes_a_document():
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
    content = signed(package(member(TEMPLATE).decode().replace("{{ a }}", "{{ a }}{{ b }}"), main=kind))
    report = members_of(fill(content, {"a": "甲", "b": Image(png())}))
    assert "word/media/image1.png" in report
    assert not any("signature" in name for name in report)
    assert b"template.main" not in report["[Content_Types].xml"]
    assert b"sig1" not in report["[Content_Types].xml"]


def test_a_signed_document_without_tags_keeps_its_signature():
    untouched = signed(doc("无"))
    assert Template(untouched).problems == ()
    assert fill(untouched) == untouched


MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def test_macros_are_kept_as_they_are_and_the_report_must_be_called_docm(tmp_path, capsys):
    macros = {"word/vbaProject.bin": OLE_OF_MACROS}
    content = package(member(TEMPLATE).decode(), main=MACROS, extra=macros)
    (tmp_path / "模板.docm").write_bytes(content)
    (tmp_path / "数据.json").write_text('{"a": "甲"}', encoding="utf-8")
    words = ["fill", str(tmp_path / "模板.docm"), str(tmp_path / "数据.json"), "-o"]
    assert main([*words, str(tmp_path / "报告.docx")]) == 1
    assert "报告.docm" in capsys.readouterr().err
    assert not (tmp_path / "报告.docx").exists()
    assert main([*words, str(tmp_path / "报告.docm")]) == 0
    report = (tmp_path / "报告.docm").read_bytes()
    assert member(report, "word/vbaProject.bin") == OLE_OF_MACROS
    assert MACROS.encode() in member(report, "[Content_Types].xml")


OLE_OF_MACROS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 4


def test_a_report_is_the_same_on_any_day_in_any_process():
    script = (
        "import sys, io, hashlib; from docfill import Template; out = io.BytesIO();"
        "Template(sys.stdin.buffer.read()).fill({'a': '甲', 'xs': [1, 2]}, out);"
        "print(hashlib.sha256(out.getvalue()).hexdigest())"
    )
    template = doc("{{ a }}", table(row("{% for x in xs %}{{ x }}", "{% endfor %}")))
    digests = set()
    for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"), ("3", "America/New_York")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        done = subprocess.run([sys.executable, "-c", script], input=template, capture_output=True, env=env, check=True)
        digests.add(done.stdout)
        time.sleep(0.7)  # a time of writing, in steps of two seconds, would tell them apart
    assert len(digests) == 1


# --- what stands around a package ---


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"", b"\r\n"), (b"MZ a program", b""), (b"HTTP/1.1 200 OK\r\n\r\n", b"\0" * 40)],
    ids=["behind", "before", "both"],
)
def test_what_stands_around_a_document_is_told_and_stays_behind(before, after):
    content = before + TEMPLATE + after
    (problem,) = Template(content).problems
    assert (problem.code, problem.severity) == ("data-around-document", Severity.WARNING)
    assert f"{len(before + after)} B" in problem.message("zh")
    assert fill(content, {"a": "甲"}) == fill(TEMPLATE, {"a": "甲"})


def test_the_comment_of_a_package_is_part_of_it():
    content = pack(members_of(TEMPLATE), comment="说明".encode())
    assert Template(content).problems == ()
    assert fill(content, {"a": "甲"}).endswith("说明".encode())


def test_a_copy_with_comments_bears_no_signature(tmp_path):
    content = signed(doc("{{ 甲 }}", "{{ 乙 }"))
    (tmp_path / "模板.docx").write_bytes(content)
    problems = check(tmp_path / "模板.docx")
    annotate(tmp_path / "模板.docx", problems, tmp_path / "批注.docx")
    copy = members_of((tmp_path / "批注.docx").read_bytes())
    assert "word/comments.xml" in copy
    assert not any("signature" in name for name in copy)
    assert b"digital-signature/origin" not in copy["_rels/.rels"]
    assert b"sig1" not in copy["[Content_Types].xml"]


def test_a_copy_without_comments_keeps_its_signature(tmp_path):
    (tmp_path / "模板.docx").write_bytes(signed(doc("无")))
    annotate(tmp_path / "模板.docx", (), tmp_path / "批注.docx")
    assert (tmp_path / "批注.docx").read_bytes() == signed(doc("无"))
