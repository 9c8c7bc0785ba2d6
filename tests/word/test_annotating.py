"""Findings as comments of Word in a copy of the template: at their places, and everything else as it was."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import docfill
from docfill import FillError, Template
from tests.building import (
    STRICT,
    R,
    W,
    Xml,
    body,
    cell,
    control,
    doc,
    elements,
    faults,
    looks,
    member,
    p,
    package,
    paragraph_text,
    r,
    root,
    row,
    save,
    table,
    text_box,
)
from tests.validity import new_findings
from tests.word.test_kinds import DOCM, DOCX, DOTM, DOTX

CHANGED = {"word/document.xml", "word/comments.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def annotated(template: bytes, data: Any = None, **options: Any) -> bytes:
    """Return the annotated copy of *template*, which must be sound but for what the template had."""
    path = save(Path("模板.docx"), template)
    docfill.annotate(path, docfill.check(path, data), "批注.docx", **options)
    assert path.read_bytes() == template
    copy = Path("批注.docx").read_bytes()
    assert faults(copy) == faults(template)
    return copy


def comments(copy: bytes) -> list[tuple[str, str]]:
    """Return each comment as a reader sees it: what it is about, and what it says."""
    said = {
        element.get(f"{{{W}}}id"): "\n".join(paragraph_text(each) for each in element)
        for element in elements(copy, "comment", "word/comments.xml")
    }
    about: dict[str, str] = {}
    open_now: list[str] = []
    for element in elements(copy, "document")[0].iter():
        kind, number = element.tag.rpartition("}")[2], element.get(f"{{{W}}}id", "")
        if kind == "commentRangeStart":
            open_now.append(number)
            about[number] = ""
        elif kind == "commentRangeEnd":
            open_now.remove(number)
        elif kind == "t":
            for each in open_now:
                about[each] += element.text or ""
    assert open_now == []
    references = [element.get(f"{{{W}}}id") for element in elements(copy, "commentReference")]
    assert sorted(references) == sorted(about)
    return [(about[number], said[number]) for number in about]


def about(template: bytes, data: Any = None) -> list[str]:
    return [marked for marked, _ in comments(annotated(template, data))]


def test_a_finding_is_a_comment_around_its_tag_with_message_and_hint():
    copy = annotated(doc("单位：{{ 单位 名称 }}（盖章）"), lang="en")
    ((marked, said),) = comments(copy)
    assert marked == "{{ 单位 名称 }}"
    assert said.startswith("`{{ 单位 名称 }}` cannot be understood (")
    assert said.endswith("\na name, a filter after `|`, or a calculation may stand in a tag; look at the marked spot")
    (comment,) = elements(copy, "comment", "word/comments.xml")
    assert {name.rpartition("}")[2]: value for name, value in comment.attrib.items()} == {
        "id": "0",
        "author": "docfill",
        "initials": "df",
    }


def test_a_comment_is_in_the_language_that_is_asked_for():
    ((_, said),) = comments(annotated(doc("{{ }}"), lang="zh"))
    assert said == "`{{ }}` 是空的\n请写上名称，或删除它"


def test_the_copy_opens_elsewhere_and_has_the_comments():
    save(Path("模板.docx"), doc("{{ }}", "{{ x|uper }}"))
    docfill.annotate("模板.docx", docfill.check("模板.docx"), "批注.docx")
    opened = docx.Document("批注.docx")
    assert [paragraph.text for paragraph in opened.paragraphs] == ["{{ }}", "{{ x|uper }}"]
    with zipfile.ZipFile("批注.docx") as copy:
        assert copy.testzip() is None


@pytest.mark.parametrize(
    ("blocks", "marked"),
    [
        ([p("甲{{ }}乙")], ["{{ }}"]),
        ([p("{{ }}")], ["{{ }}"]),
        ([p("甲{", "{ ", "}", "}乙")], ["{{ }}"]),
        ([p(r("甲{{ ", "<w:b/>"), r("}}乙", "<w:i/>"))], ["{{ }}"]),
        ([p("{{ }}{{ }}甲{{ }}")], ["{{ }}", "{{ }}", "{{ }}"]),
        ([p(Xml("<w:r><w:t>甲</w:t><w:br/><w:t>{{ }}</w:t><w:tab/><w:t>乙</w:t></w:r>"))], ["{{ }}"]),
        ([p(Xml("<w:r><w:tab/><w:t>{{</w:t><w:br/><w:t>}}</w:t></w:r>"))], ["{{}}"]),
        ([p(Xml("<w:hyperlink>" + r("见{{ }}") + "</w:hyperlink>"))], ["{{ }}"]),
        ([p(Xml('<w:ins w:id="9" w:author="x">' + r("见{{ }}") + "</w:ins>"))], ["{{ }}"]),
        ([p("甲", control(r("见{{ }}")))], ["{{ }}"]),
        ([control(p("见{{ }}"))], ["{{ }}"]),
        ([p(Xml("<w:r><w:t>甲&amp;{&#123; x y &#125;} &lt;</w:t></w:r>"))], ["{{ x y }}"]),
        ([table(row("甲", cell("乙", "{{ }}")))], ["{{ }}"]),
        ([table(row(cell(table(row("{{ }}")), "")), columns=1)], ["{{ }}"]),
        ([p("甲{{ x|uper }}{{ x|lowr }}")], ["{{ x|uper }}", "{{ x|lowr }}"]),
    ],
)
def test_a_comment_stands_exactly_around_its_tag_however_its_runs_lie(blocks, marked):
    template = doc(*blocks)
    copy = annotated(template)
    assert [about for about, _ in comments(copy)] == marked
    assert body(copy) == body(template)
    assert looks(copy) == looks(template)


def test_white_space_at_a_split_is_kept():
    copy = annotated(doc(p(Xml("<w:r><w:t>甲 {{ }} 乙 {{ }} 丙</w:t></w:r>"))))
    for element in elements(copy, "t"):
        if (element.text or "") != (element.text or "").strip():
            assert element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
    assert body(copy) == ["甲 {{ }} 乙 {{ }} 丙"]


@pytest.mark.parametrize(
    "inside", ["<w:t>a{{ b</w:t>", '<x xmlns="urn:x">a{{ b</x>', "a<!-- -->{{ b", "<![CDATA[a]]>{{ b"]
)
def test_a_text_that_holds_more_than_characters_is_not_split(inside):
    text = Xml(f"<w:p><w:r><w:t>{inside}</w:t></w:r><w:r><w:t>c</w:t></w:r></w:p>")
    assert about(doc(text))


def test_several_findings_of_one_tag_are_a_comment_each():
    copy = annotated(doc("{% for r in 明细 %}{{ r.x }}{% endfor %}{{ 明细 }}{{ 明细.合计 }}"))
    assert [marked for marked, _ in comments(copy)] == ["{% for r in 明细 %}"] * 2 + ["{{ 明细.合计 }}"]


@pytest.mark.parametrize(
    ("template", "place"),
    [
        (doc("文", stories={"header1.xml": root("hdr", p("{{ }}"))}), "header 1"),
        (doc("文", stories={"footer2.xml": root("ftr", p("{{ }}"))}), "footer 2"),
        (
            doc("文", stories={"footnotes.xml": root("footnotes", f'<w:footnote w:id="1">{p("{{ }}")}</w:footnote>')}),
            "footnote 1",
        ),
        (doc("文", p(text_box("{{ }}"))), "text box 1"),
    ],
)
def test_where_word_allows_no_comment_it_stands_at_the_beginning_and_names_the_place(template, place):
    copy = annotated(template)
    assert elements(copy, "body")[0][0].find(f"{{{W}}}commentRangeStart") is not None
    told = comments(copy)
    assert {marked for marked, _ in told} == {""}
    assert all(said.startswith(f"{place}: `{{{{ }}}}` is empty") for _, said in told)


@pytest.mark.parametrize(
    "first",
    [
        p(properties='<w:pStyle w:val="Title"/>'),
        Xml("<w:p/>"),
        Xml('<w:p w:rsidR="00AA"/>'),
        table(row("甲")),
        Xml(""),
    ],
)
def test_there_is_a_beginning_in_every_document(first):
    content = f"<w:body>{first}<w:sectPr/></w:body>"
    header = {"header1.xml": root("hdr", p("{{ }}{{ x|uper }}"))}
    copy = annotated(package(root("document", content), header))
    assert [marked for marked, _ in comments(copy)] == ["", ""]


@pytest.mark.parametrize("body", ["", "<w:body/>", "<w:body></w:body>"])
def test_there_is_a_beginning_where_the_document_holds_nothing(body):
    header = {"header1.xml": root("hdr", p("{{ }}"))}
    content = root("document", body) if body else root("document", "").replace("></w:document>", "/>")
    assert [marked for marked, _ in comments(annotated(package(content, header)))] == [""]


def test_findings_about_the_data_are_at_the_tags_that_use_them_or_at_the_beginning():
    copy = annotated(doc("{{ 金额|大写 }}{{ 没有 }}"), {"金额": "很多", "多余": 1}, lang="en")
    told = comments(copy)
    assert [marked for marked, _ in told] == ["", "{{ 金额|大写 }}", "{{ 没有 }}"]
    assert told[0][1].startswith("nothing in the form uses `多余`")
    workbook = Path("数据.json")
    workbook.write_text('{"甲": "\\u0001", "多": 1}', encoding="utf-8")
    told = comments(annotated(doc("文", "{{ 甲 }}"), workbook, lang="en"))
    assert [marked for marked, _ in told] == ["", "{{ 甲 }}"]
    assert told[0][1].startswith("数据.json: 多: nothing")
    assert told[1][1].startswith("数据.json: 甲: this value holds a character")


# --- what is there already ---

COMMENTS = root("comments", f'<w:comment w:id="4" w:author="王" w:date="2024-01-01T00:00:00Z">{p("旧")}</w:comment>')


@pytest.mark.parametrize("old", [COMMENTS, root("comments", ""), re.sub("></w:comments>", "/>", root("comments", ""))])
def test_comments_that_are_there_stay_and_new_ones_follow(old):
    template = doc(
        p(Xml('<w:commentRangeStart w:id="4"/>'), "{{ }}", Xml('<w:commentRangeEnd w:id="4"/>')),
        p(Xml('<w:r><w:commentReference w:id="4"/></w:r>')),
        stories={"comments.xml": old},
    )
    copy = annotated(template)
    new = member(copy, "word/comments.xml").decode()
    assert [element.get(f"{{{W}}}id") for element in elements(copy, "comment", "word/comments.xml")][-1] == "5"
    spliced = re.sub(r'<w:comment w:id="5".*</w:comment>(?=</w:comments>)', "", new)
    assert spliced.replace("></w:comments>", "/>") == old.replace("></w:comments>", "/>")
    assert member(copy, "[Content_Types].xml") == member(template, "[Content_Types].xml")
    assert member(copy, "word/_rels/document.xml.rels") == member(template, "word/_rels/document.xml.rels")


@pytest.mark.parametrize(
    "blocks",
    [
        [p("{{ x|uper }}", "文", "{{ y|uper }}")],
        [table(row(cell("{{ x|uper }}"), "{% for %}"))],
        [control(p("{{ x|uper }}")), p(control(r("{{ }}")))],
        [p(text_box("{{ x|uper }}")), "{% if x %}"],
    ],
)
def test_strict_readers_find_nothing_new_in_the_copy(blocks):
    template = doc(*blocks, stories={"header1.xml": root("hdr", p("{{ x|uper }}"))})
    assert new_findings(template, annotated(template)) == []


def test_a_new_part_of_comments_is_declared_and_related():
    copy = annotated(doc("{{ }}"))
    types = member(copy, "[Content_Types].xml").decode()
    assert (
        '<Override PartName="/word/comments.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"/>' in types
    )
    assert 'Target="comments.xml"' in member(copy, "word/_rels/document.xml.rels").decode()


def test_comments_that_are_said_to_be_elsewhere_are_none():
    links = "http://schemas.openxmlformats.org/package/2006/relationships"
    link = f'<Relationship Id="rIdX" Type="{R}/comments" Target="https://example.com/" TargetMode="External"/>'
    listed = f'<Relationships xmlns="{links}">{link}</Relationships>'
    document = root("document", f"<w:body>{p('{{ }}')}</w:body>")
    copy = annotated(package(document, extra={"word/_rels/document.xml.rels": listed.encode()}))
    assert len(elements(copy, "comment", "word/comments.xml")) == 1


def test_everything_else_is_the_same_byte_for_byte():
    template = doc("{{ }}", "文 {{ x }}", stories={"header1.xml": root("hdr", p("{{ y }}"))})
    copy = annotated(template)
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(io.BytesIO(copy)) as new:
        assert set(new.namelist()) - set(old.namelist()) == {"word/comments.xml"}
        for name in set(old.namelist()) - CHANGED:
            assert new.read(name) == old.read(name)
    marks = r"<w:commentRange(?:Start|End) w:id=\"\d+\"/>|<w:r><w:commentReference w:id=\"\d+\"/></w:r>"
    assert re.sub(marks, "", member(copy).decode()).encode() == member(template)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["甲", " ", "{{ }}", "{{ x|uper }}", "&", "{{", " }}", "乙 "]), min_size=1, max_size=6))
def test_a_copy_reads_as_its_template_did_whatever_is_in_it(pieces):
    path = save(Path("模板.docx"), doc(p(*pieces), p("".join(pieces))))
    docfill.annotate(path, docfill.check(path), "批注.docx")
    copy, template = Path("批注.docx").read_bytes(), path.read_bytes()
    assert body(copy) == body(template)
    assert looks(copy) == looks(template)
    assert faults(copy) == []


def test_the_same_findings_make_the_same_bytes():
    assert annotated(doc("{{ }}")) == annotated(doc("{{ }}"))


def test_a_template_without_findings_is_copied_as_it_is():
    assert annotated(doc("{{ x }}")) == doc("{{ x }}")


def test_tags_that_comments_quote_are_no_tags_of_the_copy():
    copy = annotated(doc("{% for r in 明细 %}", "{{ x|uper }}"))
    assert "{% endfor %}" in "".join(said for _, said in comments(copy))
    save(Path("再.docx"), copy)
    assert [problem.code for problem in docfill.check("再.docx")] == ["unclosed-block", "unknown-filter"]
    clean = annotated(doc("{{ x }}{{ 单位名称 }}{{ 单位名秤 }}"))
    out = io.BytesIO()
    Template(clean).fill({"x": 1, "单位名称": 2, "单位名秤": 3}, out)
    assert body(out.getvalue()) == ["123"]
    assert "单位名秤" in member(out.getvalue(), "word/comments.xml").decode()


@pytest.mark.parametrize("namespace", [W, STRICT])
def test_strict_documents_get_comments_of_their_own_kind(namespace):
    copy_of = save(Path("模板.docx"), doc("甲{{ }}", namespace=namespace))
    docfill.annotate(copy_of, docfill.check(copy_of), "批注.docx")
    copy = Path("批注.docx").read_bytes()
    strict = namespace == STRICT
    assert (f'xmlns:w="{STRICT}"' in member(copy, "word/comments.xml").decode()) is strict
    relationships = member(copy, "word/_rels/document.xml.rels").decode()
    assert ("http://purl.oclc.org/ooxml/officeDocument/relationships/comments" in relationships) is strict


def test_a_document_whose_elements_have_no_prefix_gets_marks_with_one():
    content = f'<document xmlns="{W}"><body><p><r><t>甲{{{{ }}}}</t></r></p></body></document>'
    copy = annotated(package(content))
    assert [marked for marked, _ in comments(copy)] == ["{{ }}"]


# --- the file ---


@pytest.mark.parametrize(("extension", "main"), [(".docx", DOCX), (".docm", DOCM), (".dotx", DOTX), (".dotm", DOTM)])
def test_a_copy_has_the_extension_of_the_template(extension, main):
    path = save(Path(f"模板{extension}"), package(root("document", f"<w:body>{p('{{ }}')}</w:body>"), main=main))
    docfill.annotate(path, docfill.check(path), f"批注{extension}")
    with pytest.raises(FillError) as failed:
        docfill.annotate(path, (), "批注.doc")
    assert [problem.code for problem in failed.value.problems] == ["wrong-extension"]


def test_the_template_itself_is_never_replaced():
    path = save(Path("模板.docx"), doc("{{ }}"))
    with pytest.raises(FillError) as failed:
        docfill.annotate(path, docfill.check(path), path)
    assert [problem.code for problem in failed.value.problems] == ["output-is-template"]
    assert path.read_bytes() == doc("{{ }}")


def test_a_file_that_is_there_is_replaced_only_where_that_is_said():
    path = save(Path("模板.docx"), doc("{{ }}"))
    other = save(Path("批注.docx"), b"by hand")
    with pytest.raises(FillError):
        docfill.annotate(path, (), other, replace=False)
    assert other.read_bytes() == b"by hand"
    docfill.annotate(path, (), other)
    assert other.read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    "template",
    [b"", b"text", package("<w:document>"), doc("文", stories={"comments.xml": "<w:comments>"})],
)
def test_what_cannot_be_read_cannot_be_annotated(template):
    path = save(Path("模板.docx"), template)
    with pytest.raises(FillError):
        docfill.annotate(path, docfill.check(path), "批注.docx")
    assert not Path("批注.docx").exists()


def test_a_form_and_a_compiled_template_can_be_annotated():
    docfill.annotate("gov-info-2021", docfill.check("gov-info-2021", {}), "批注.docx")
    assert len(comments(Path("批注.docx").read_bytes())) == len(docfill.check("gov-info-2021", {}))
    template = Template(doc("{{ x }}"))
    docfill.annotate(template, docfill.check(template, {"y": 1}), "再.docx")
    assert len(comments(Path("再.docx").read_bytes())) == 2
