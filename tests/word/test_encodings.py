"""A part keeps its encoding, its byte order mark, its line ends and its references; what is no sound XML is refused."""

from __future__ import annotations

import codecs
import re
import time

import pytest

from docfill import FillError, RichText, Template
from tests.building import W, doc, elements, faults, fill, member, p, root, row, table
from tests.fidelity.packages import members_of, pack

DOCUMENT = "word/document.xml"
TEXT = member(doc("前{{ a }}后", table(row("{% for x in xs %}{{ x }}", "{% endfor %}")))).decode()
DATA = {"a": "甲<&乙", "xs": [1]}
SHOWN = "甲&lt;&amp;乙"


def with_part(content: bytes, name: str = DOCUMENT) -> bytes:
    return pack(members_of(doc("x", stories={"header1.xml": root("hdr", p("页眉"))})) | {name: content})


def filled(content: bytes, data: dict | None = None) -> bytes:
    return member(fill(with_part(content), data if data is not None else DATA))


def expected(text: str) -> str:
    for tag, value in (("{{ a }}", SHOWN), ("{% for x in xs %}", ""), ("{{ x }}", "1"), ("{% endfor %}", "")):
        text = text.replace(tag, value)
    return text


def declared(encoding: str) -> str:
    return TEXT.replace("UTF-8", encoding)


OWN = [
    "<w:p><w:r><v:t{0}>甲{{{{ a }}}}</v:t></w:r></w:p>",
    "<w:p><v:r{0}><v:t>{{% for x in xs %}}</v:t></v:r><v:r{0}><v:t>{{{{ a }}}}{{% endfor %}}</v:t></v:r></w:p>",
    (
        '<v:p{0}><v:bookmarkStart v:id="1" v:name="n"/><v:r><v:t>{{% if xs[1:] %}}</v:t></v:r></v:p>'
        '<w:p/><w:p><w:r><w:t>{{% endif %}}</w:t></w:r></w:p><w:p><w:bookmarkEnd w:id="1"/>'
        "<w:r><w:t>{{{{ a }}}}</w:t></w:r></w:p>"
    ),
    "<v:p{0}><v:r><v:t>{{{{p a }}}}</v:t></v:r></v:p>",
]


@pytest.mark.parametrize("body", OWN)
def test_an_element_may_declare_a_prefix_that_the_root_does_not(body):
    text = root("document", "<w:body>" + body.format(f' xmlns:v="{W}"') + "</w:body>").replace(
        "xmlns:v=", "xmlns:u=", 1
    )
    report = fill(with_part(text.encode()), {"a": " 一\n二\t", "xs": [1]})
    assert faults(report) == []
    assert "".join(element.text or "" for element in elements(report, "t")).replace("甲", "") == " 一二"


@pytest.mark.parametrize(
    ("mark", "codec", "text"),
    [
        (b"", "utf-8", TEXT),
        (codecs.BOM_UTF8, "utf-8", TEXT),
        (b"", "utf-8", declared("utf8").replace("utf8", "Utf-8")),
        (b"", "utf-8", TEXT.partition("?>\n")[2]),
        (codecs.BOM_UTF8, "utf-8", TEXT.partition("?>\n")[2]),
        (codecs.BOM_UTF16_LE, "utf-16-le", declared("UTF-16")),
        (codecs.BOM_UTF16_BE, "utf-16-be", declared("utf-16")),
        (codecs.BOM_UTF16_LE, "utf-16-le", TEXT.partition("?>\n")[2]),
        (b"", "gb18030", declared("GB18030")),
        (b"", "gbk", declared("GBK")),
    ],
    ids=["plain", "mark", "odd case", "bare", "bare mark", "16 LE", "16 BE", "16 bare", "GB18030", "GBK"],
)
def test_a_part_keeps_its_encoding(mark, codec, text):
    assert filled(mark + text.encode(codec)) == mark + expected(text).encode(codec)


@pytest.mark.parametrize(
    ("mark", "codec", "name"), [(codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"), (b"", "gb18030", "GB18030")]
)
def test_what_is_more_than_text_is_written_in_the_parts_encoding(mark, codec, name):
    output = filled(mark + declared(name).encode(codec), {"a": RichText("甲", bold=True), "xs": [1]})
    assert re.search(r'<w:rPr><w:b/>.*?</w:rPr><w:t xml:space="preserve">甲</w:t>', output.decode(codec))


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_a_utf_16_part_without_tags_is_the_same(codec):
    mark = codecs.BOM_UTF16_LE if codec.endswith("le") else codecs.BOM_UTF16_BE
    content = with_part(mark + root("document", "<w:body><w:p/></w:body>").replace("UTF-8", "UTF-16").encode(codec))
    assert fill(content) == content


def test_a_value_beyond_the_parts_encoding_becomes_references():
    text = root("document", f"<w:body>{p('é: {{ a }}')}</w:body>").replace("UTF-8", "iso-8859-1")
    output = filled(text.encode("latin-1"), {"a": "甲😀é"})
    assert output == text.encode("latin-1").replace(b"{{ a }}", b"&#30002;&#128512;\xe9")


def test_characters_beyond_the_first_plane_come_out_whole():
    text = declared("UTF-16").replace("前", "😀𠮷")
    content = codecs.BOM_UTF16_LE + text.encode("utf-16-le")
    output = filled(content, {"a": "𠮷😀", "xs": []})
    assert "😀𠮷𠮷😀后".encode("utf-16-le") in output


def test_the_declaration_stays_as_it_is_written():
    text = TEXT.replace(
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
        "<?xml version='1.0'  encoding = 'utf-8' ?>\r\n\r\n",
    )
    assert filled(text.encode()) == expected(text).encode()


def test_line_ends_in_the_markup_stay_as_they_are():
    for end in ("\r\n", "\n", "\r", "\r\n\t  "):
        text = TEXT.replace("><", f">{end}<").replace("<w:t>", f"<w:t{end}>").replace('" xmlns', f'"{end}xmlns')
        assert filled(text.encode()) == expected(text).encode()


@pytest.mark.parametrize(
    "typed",
    [
        "&#123;&#123; a &#125;&#125;",
        "&#x7B;&#x7b; a &#x7D;}",
        "{&#123; &#97; }&#125;",
        "{{&#32;a&#x20;}}",
        "&#xFF5B;｛ a ｝&#65373;",
        "{{ a|replace(&quot;x&quot;, &apos;y&apos;) }}",
        "{{ a if 1 &lt; 2 else 0 }}",
    ],
)
def test_braces_may_be_written_as_references(typed):
    text = root("document", f"<w:body><w:p><w:r><w:t>前{typed}后</w:t></w:r></w:p></w:body>")
    assert filled(text.encode()) == text.replace(typed, SHOWN).encode()


def test_references_beside_a_tag_stay_as_they_are_written():
    inside = "&#x4E2D;&lt;&#10;{{ a }}&amp;amp;&gt;>&quot;'&#160;"
    text = root("document", f"<w:body><w:p><w:r><w:t>{inside}</w:t></w:r></w:p></w:body>")
    assert filled(text.encode()) == text.replace("{{ a }}", SHOWN).encode()


def test_a_tag_beside_cdata_is_filled_and_the_cdata_stay():
    inside = "<![CDATA[<甲>&{}]]>{{ a }}<![CDATA[]]>"
    text = root("document", f"<w:body><w:p><w:r><w:t>{inside}</w:t></w:r></w:p></w:body>")
    assert filled(text.encode()) == text.replace("{{ a }}", SHOWN).encode()


@pytest.mark.parametrize("inside", ["<![CDATA[{{ a }}]]>", "<![CDATA[前{{ a }}后]]>"])
def test_a_tag_in_cdata_is_filled_or_refused_and_never_printed(inside):
    text = root("document", f"<w:body><w:p><w:r><w:t>{inside}</w:t></w:r></w:p></w:body>")
    try:
        output = filled(text.encode()).decode()
    except FillError:
        return
    assert "{{ a }}" not in output


# --- what is refused ---


def refused(content: bytes, name: str = DOCUMENT) -> tuple[str, str]:
    """Return the code of the one problem of a template with *content* for *name*, and the member that it names."""
    with pytest.raises(FillError) as caught:
        Template(with_part(content, name))
    (problem,) = caught.value.problems
    return problem.code, problem.place.member


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("</w:p>", "", 1),
        lambda text: text.replace("前", "&nbsp;"),
        lambda text: text.replace("前", "&#0;"),
        lambda text: text.replace("前", "\x01"),
        lambda text: text.replace("前", "<v:undeclared2:x/>"),
        lambda text: text.replace("<w:p>", "<x:p>").replace("</w:p>", "</x:p>"),
        lambda text: text.replace("<w:p>", '<w:p a="1" a="2">'),
        lambda text: text + "<more/>",
        lambda text: text[:-20],
        lambda text: text.replace("w:document", "w:documént", 1),
    ],
)
def test_a_malformed_part_is_refused_by_its_name(damage):
    assert refused(damage(TEXT).encode()) == ("malformed-part", DOCUMENT)
    header = root("hdr", p("前{{ a }}")).replace("w:document", "w:hdr")
    if damage(header) != header:
        assert refused(damage(header).encode(), "word/header1.xml")[1] == "word/header1.xml"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode().replace("前".encode(), b"\xff\xfe"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16"),
        declared("no-such-encoding").encode(),
        declared("rot13").encode(),
        declared("UTF-8").encode("gbk"),
        codecs.BOM_UTF16_LE + declared("UTF-16").encode("utf-16-le") + b"\x00",
        declared("UTF-16").encode(),
    ],
    ids=[
        "bytes",
        "16 undeclared",
        "16 said to be 8",
        "unknown",
        "no encoding",
        "GBK said to be 8",
        "odd",
        "8 said to be 16",
    ],
)
def test_a_part_whose_bytes_are_not_what_it_says_is_refused_or_read_aright(content):
    try:
        output = filled(content)
    except FillError as error:
        (problem,) = error.problems
        assert problem.code in {"malformed-part", "part-encoding"}
        assert problem.place.member == DOCUMENT
        return
    # A reader that goes by the mark or by the zero bytes gets the same text, so this may be filled.
    codec = "utf-16" if content.startswith(codecs.BOM_UTF16_LE) else "utf-16-le" if b"<\x00" in content[:2] else "utf-8"
    assert output.decode(codec) == expected(content.decode(codec))


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE w:document>",
        '<!DOCTYPE w:document SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE w:document [<!ENTITY a "甲">]>',
    ],
)
def test_a_document_type_is_refused(doctype):
    text = TEXT.replace("?>\n", f"?>\n{doctype}\n", 1)
    assert refused(text.encode()) == ("document-type-in-part", DOCUMENT)


def test_a_billion_laughs_are_refused_at_once():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    text = TEXT.replace("?>\n", f'?>\n<!DOCTYPE w [<!ENTITY l0 "哈">{laughs}]>\n', 1).replace("前", "&l11;")
    start = time.process_time()
    assert refused(text.encode()) == ("document-type-in-part", DOCUMENT)
    assert time.process_time() - start < 1


def test_a_document_type_is_refused_in_the_content_types_too():
    types = members_of(doc("x"))["[Content_Types].xml"].replace(b"<Types", b"<!DOCTYPE Types>\n<Types", 1)
    assert refused(types, "[Content_Types].xml") == ("document-type-in-part", "[Content_Types].xml")
