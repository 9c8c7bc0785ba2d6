"""A package is read within limits and by its own records; what contradicts itself is refused, by the member's name."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import time
import warnings
import zipfile

import pytest

from docfill import FillError, Limits, Problem, Template
from tests.building import Xml, cell, codes, doc, fill, member, p, root, row, seen, table
from tests.fidelity.cutting import assert_only_changed
from tests.fidelity.packages import members_of, pack

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
    assert problem.code == "broken-package"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_record_that_reaches_into_the_next_is_refused_or_read_right(method):
    content = pack(members_of(TEMPLATE), method=method)
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        size = opened.getinfo(DOCUMENT).compress_size
    longer = patched(content, DOCUMENT, 20, "<L", size + 40, central=True)
    refused = codes(longer, {"a": "甲"})
    if refused:
        assert refused == ["broken-package"]
        return
    report = fill(longer, {"a": "甲"})
    assert member(report) == member(TEMPLATE).replace(b"{{ a }}", "甲".encode())
    with zipfile.ZipFile(io.BytesIO(report)) as opened:
        assert opened.testzip() is None


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
    report = fill(patched(TEMPLATE, DOCUMENT, 6, "<H", 0x0801), {"a": "甲"})
    assert ">甲<" in member(report).decode()
    with zipfile.ZipFile(io.BytesIO(report)) as opened:
        assert opened.testzip() is None


def test_a_directory_that_does_not_end_where_the_end_record_begins_is_refused():
    for length in (1, 0x50, 0xFF, 0xFFFF):
        problem = problem_of(patched(TEMPLATE, "word/header1.xml", 30, "<H", length, central=True))
        assert problem.code in {"broken-package", "not-a-document"}


def test_a_member_of_a_kind_that_cannot_be_unpacked_is_refused():
    content = patched(patched(TEMPLATE, DOCUMENT, 8, "<H", 97), DOCUMENT, 10, "<H", 97, central=True)
    assert problem_of(content).code == "broken-package"


def test_an_encrypted_member_is_said_to_be_so():
    content = patched(patched(TEMPLATE, DOCUMENT, 6, "<H", 1), DOCUMENT, 8, "<H", 1, central=True)
    problem = problem_of(content)
    assert (problem.code, problem.place.member) == ("encrypted-file", DOCUMENT)


def test_damage_in_a_member_without_tags_is_told():
    # It would come out as it went in, and Word would not open the report.
    content = pack(members_of(TEMPLATE) | {"word/media/image1.png": b"\x89PNG" * 99})
    problem = problem_of(patched(content, "word/media/image1.png", 16, "<L", 1, central=True))
    assert (problem.code, problem.place.member) == ("broken-package", "word/media/image1.png")


def test_the_main_part_twice_is_refused_or_both_are_sound():
    members = [*members_of(TEMPLATE).items(), (DOCUMENT, members_of(TEMPLATE)[DOCUMENT])]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # zipfile warns of the name that is there twice
        content = pack(members)
    refused = codes(content, {"a": "甲"})
    if refused:
        assert refused == ["broken-package"]
        return
    report = fill(content, {"a": "甲"})
    with zipfile.ZipFile(io.BytesIO(report)) as opened:
        found = [opened.read(info).decode() for info in opened.infolist() if info.filename == DOCUMENT]
    assert [">甲<" in text for text in found] == [True, True]


# --- limits ---


def test_a_part_that_unpacks_without_end_is_refused_at_once():
    bomb = members_of(TEMPLATE)[DOCUMENT] + b" " * 100_000_000
    content = pack(members_of(TEMPLATE) | {DOCUMENT: bomb})
    start = time.perf_counter()
    problem = problem_of(content)
    assert time.perf_counter() - start < 1
    assert (problem.code, problem.place.member) == ("package-too-large", DOCUMENT)
    assert problem.details["found"] == f"{len(bomb):,}"


def test_a_member_that_unpacks_without_end_and_has_no_tags_is_not_unpacked():
    content = pack(members_of(TEMPLATE) | {"word/media/a.emf": bytes(50_000_000)})
    assert_only_changed(content, fill(content, {"a": 1}), DOCUMENT)


def test_a_part_that_says_it_is_small_is_not_believed():
    bomb = members_of(TEMPLATE)[DOCUMENT] + b" " * 20_000_000
    content = patched(pack(members_of(TEMPLATE) | {DOCUMENT: bomb}), DOCUMENT, 24, "<L", 2_000, central=True)
    assert problem_of(content).code == "broken-package"


def test_a_package_of_too_many_members_is_refused():
    content = pack(members_of(TEMPLATE) | {f"a/{n}": b"" for n in range(20_001)}, method=zipfile.ZIP_STORED)
    assert problem_of(content).code == "package-too-large"


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


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_changed_member_that_word_could_not_unpack_is_deflated(method):
    content = pack(members_of(TEMPLATE), method=method)
    report = fill(content, {"a": "甲"})
    with zipfile.ZipFile(io.BytesIO(report)) as opened:
        assert opened.testzip() is None
        assert opened.getinfo(DOCUMENT).compress_type == zipfile.ZIP_DEFLATED
    assert member(report) == member(TEMPLATE).replace(b"{{ a }}", "甲".encode())


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


@pytest.mark.parametrize("name", ["../x.xml", "word/../../x.xml", "/etc/x.xml", "C:/x.xml", "word\\x.xml", "..\\x"])
def test_a_name_that_leads_out_of_the_package_is_refused(name):
    stand_in = "w" * len(name)
    content = pack(members_of(TEMPLATE) | {stand_in: b"<x/>"}).replace(stand_in.encode(), name.encode())
    assert problem_of(content).code == "member-leads-out"


def test_all_members_together_have_a_limit_and_each_limit_can_be_set():
    content = pack(members_of(TEMPLATE) | {f"word/media/{n}.emf": bytes(1_000_000) for n in range(9)})
    Template(content)
    for limits in (
        Limits(package_bytes=8_000_000),
        Limits(members=10),
        Limits(part_bytes=100),
        Limits(ratio=1, ratio_exempt_bytes=10),
    ):
        with pytest.raises(FillError) as caught:
            Template(content, limits=limits)
        assert [problem.code for problem in caught.value.problems] == ["package-too-large"]


@pytest.mark.parametrize("element", ["w:p", "w:sdt", "w:r", "x"])
def test_elements_within_one_another_without_end_are_refused_at_once(element):
    inside = f"<{element}>" * 100_000 + f"</{element}>" * 100_000
    started = time.perf_counter()
    problem = problem_of(doc(p("{{ a }}"), Xml(inside)))
    assert time.perf_counter() - started < 5
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
    started = time.perf_counter()
    assert seen(doc(p("{{ a }}"), Xml(f"<w:p><w:r {many}><w:t>文</w:t></w:r></w:p>")), {"a": "甲"}) == ["甲", "文"]
    assert time.perf_counter() - started < 20


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


def test_old_encrypted_and_rights_managed_files_are_told_apart():
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
    package = "EncryptedPackage".encode("utf-16-le")
    assert problem_of(magic + "WordDocument".encode("utf-16-le")).code == "old-word-file"
    assert problem_of(magic + package).code == "encrypted-file"
    assert problem_of(magic + package + "DRMEncryptedTransform".encode("utf-16-le")).code == "rights-managed"


# --- signatures, the same bytes ---


def test_a_template_that_is_signed_is_filled_with_a_warning():
    content = pack(members_of(TEMPLATE) | {"_xmlsignatures/sig1.xml": b"<Signature/>"})
    assert [problem.code for problem in Template(content).problems] == ["signature-lost"]
    assert seen(content, {"a": "甲"}) == ["甲"]
    untouched = pack(members_of(doc("无")) | {"_xmlsignatures/sig1.xml": b"<Signature/>"})
    assert Template(untouched).problems == ()
    assert fill(untouched) == untouched


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
