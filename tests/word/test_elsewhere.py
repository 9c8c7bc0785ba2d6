"""Tags that stand in no paragraph: properties, field codes, formulas, charts, descriptions, variables, addresses."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import unquote

import docxtpl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from docfill import RichText, Template, annotate, check
from docfill.word.scan import scan_every
from tests.building import (
    SECTION,
    STORY,
    R,
    Xml,
    body,
    cell,
    codes,
    doc,
    elements,
    faults,
    fill,
    found,
    member,
    p,
    package,
    r,
    root,
    row,
    save,
    seen,
    table,
    tree,
)
from tests.fidelity.documents import LEGAL

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:docx"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:docxtpl"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:docxcompose"),
]

OFFICE = "http://schemas.openxmlformats.org"
A = f'xmlns:a="{OFFICE}/drawingml/2006/main"'
C = f'xmlns:c="{OFFICE}/drawingml/2006/chart"'
PIC = f'xmlns:pic="{OFFICE}/drawingml/2006/picture"'
MATH = f'xmlns:m="{OFFICE}/officeDocument/2006/math"'
TYPES = {
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    "docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    "word/charts/chart2.xml": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    "word/diagrams/data1.xml": "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml",
    "word/diagrams/drawing1.xml": "application/vnd.ms-office.drawingml.diagramDrawing+xml",
    "word/settings.xml": STORY.format("settings"),
}
RELATIONSHIPS = "word/_rels/document.xml.rels"


def with_part(name: str, content: str | bytes, *blocks: str) -> bytes:
    """Return a `.docx` with one part more, declared as what its name says."""
    plain = doc(*blocks)
    types = member(plain, "[Content_Types].xml").decode()
    if name in TYPES:
        types = types.replace("</Types>", f'<Override PartName="/{name}" ContentType="{TYPES[name]}"/></Types>')
    return package(
        member(plain).decode(),
        extra={
            "[Content_Types].xml": types.encode(),
            name: content.encode() if isinstance(content, str) else content,
        },
    )


def core(content: str) -> bytes:
    return with_part(
        "docProps/core.xml",
        f'<cp:coreProperties xmlns:cp="{OFFICE}/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{content}</cp:coreProperties>',
    )


def app(content: str) -> bytes:
    return with_part(
        "docProps/app.xml",
        f'<Properties xmlns="{OFFICE}/officeDocument/2006/extended-properties">{content}</Properties>',
    )


def custom(content: str, name: str = "文号") -> bytes:
    return with_part(
        "docProps/custom.xml",
        f'<Properties xmlns="{OFFICE}/officeDocument/2006/custom-properties" '
        f'xmlns:vt="{OFFICE}/officeDocument/2006/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{name}">{content}</property>'
        "</Properties>",
    )


def chart(content: str) -> bytes:
    return with_part("word/charts/chart2.xml", f"<c:chartSpace {C} {A}>{content}</c:chartSpace>")


def settings(content: str) -> bytes:
    return with_part("word/settings.xml", root("settings", content))


def link(address: str, *blocks: str) -> bytes:
    relationship = f'<Relationship Id="rId1" Type="{R}/hyperlink" Target="{address}" TargetMode="External"/>'
    content = f'<Relationships xmlns="{OFFICE}/package/2006/relationships">{relationship}</Relationships>'
    return with_part(RELATIONSHIPS, content, *blocks)


def field(*codes: str) -> Xml:
    """Return a field, its code in several runs."""
    runs = "".join(f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>' for code in codes)
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return Xml(mark.format("begin") + runs + mark.format("separate") + r("甲") + mark.format("end"))


def picture(attributes: str, inside: str = "") -> Xml:
    return Xml(f'<w:r><w:drawing><wp:inline><wp:docPr id="1" {attributes}/>{inside}</wp:inline></w:drawing></w:r>')


def drawing_text(*texts: str) -> str:
    runs = "".join(f'<a:r><a:rPr lang="zh-CN"/><a:t>{text}</a:t></a:r>' for text in texts)
    return f"<a:p {A}>{runs}</a:p>"


def formula(*texts: str) -> Xml:
    runs = "".join(f'<m:r><m:rPr><m:sty m:val="p"/></m:rPr><m:t>{text}</m:t></m:r>' for text in texts)
    return Xml(f"<m:oMath {MATH}>{runs}</m:oMath>")


def cached(kind: str, content: str) -> str:
    return f'<c:{kind}Cache><c:pt idx="0"><c:v>{content}</c:v></c:pt></c:{kind}Cache>'


def series(content: str) -> str:
    return f"<c:ser>{content}</c:ser>"


# Each: what makes a template of a text typed there, the part it is in, and the place as it is said.
SPOTS: dict[str, tuple[Callable[[str], bytes], str, str, str]] = {
    "title": (
        lambda t: core(f"<dc:title>{t}</dc:title>"),
        "docProps/core.xml",
        "document property Title",
        "文档属性“标题”",
    ),
    "category": (
        lambda t: core(f"<cp:category>{t}</cp:category>"),
        "docProps/core.xml",
        "document property Category",
        "文档属性“类别”",
    ),
    "company": (
        lambda t: app(f"<Company>{t}</Company>"),
        "docProps/app.xml",
        "document property Company",
        "文档属性“单位”",
    ),
    "property of one's own": (
        lambda t: custom(f"<vt:lpwstr>{t}</vt:lpwstr>"),
        "docProps/custom.xml",
        "document property 文号",
        "文档属性“文号”",
    ),
    "field code": (
        lambda t: doc("一", p(field(" IF ", t, " = 1 "))),
        "word/document.xml",
        "paragraph 2, code of field 1",
        "第2段第1个域的代码",
    ),
    "simple field": (
        lambda t: doc(p(Xml(f'<w:fldSimple w:instr=" SEQ {t} ">{r("1")}</w:fldSimple>'))),
        "word/document.xml",
        "paragraph 1, code of field 1",
        "第1段第1个域的代码",
    ),
    "formula": (
        lambda t: doc(p(formula("a=1"), formula("b=", t))),
        "word/document.xml",
        "paragraph 1, formula 2",
        "第1段第2个公式",
    ),
    "text of a shape": (
        lambda t: doc(p(picture('name="n"', drawing_text(t)))),
        "word/document.xml",
        "paragraph 1, text 1 of a shape",
        "第1段图形里第1处文字",
    ),
    "alternative text": (
        lambda t: doc(table(row("一", cell(p(picture('name="n"'), picture(f'name="n" descr="{t}"')))))),
        "word/document.xml",
        "table 1, row 1, cell 2, picture 2, alternative text",
        "第1个表格第1行第2格第2个图片的替代文字",
    ),
    "alternative text of the picture itself": (
        lambda t: doc(p(picture('name="n"', f'<pic:cNvPr {PIC} id="0" name="n" descr="{t}"/>'))),
        "word/document.xml",
        "paragraph 1, picture 1, alternative text",
        "第1段第1个图片的替代文字",
    ),
    "title of the alternative text": (
        lambda t: doc(p(picture(f'name="n" title="{t}"'))),
        "word/document.xml",
        "paragraph 1, picture 1, title of the alternative text",
        "第1段第1个图片的替代文字标题",
    ),
    "VML shape": (
        lambda t: doc(p(Xml(f'<w:r><w:pict><v:shape alt="{t}"/></w:pict></w:r>'))),
        "word/document.xml",
        "paragraph 1, shape 1, alternative text",
        "第1段第1个图形的替代文字",
    ),
    "watermark": (
        lambda t: package(
            root("document", f"<w:body>{p('正文')}{SECTION}</w:body>"),
            {
                "header3.xml": root(
                    "hdr", p(Xml(f"<w:r><w:pict><v:shape><v:textpath string='{t}'/></v:shape></w:pict></w:r>"))
                )
            },
        ),
        "word/header3.xml",
        "header 3, WordArt 1",
        "第3个页眉第1处艺术字",
    ),
    "screen tip": (
        lambda t: doc(p(Xml(f'<w:hyperlink w:anchor="a" w:tooltip="{t}">{r("甲")}</w:hyperlink>'))),
        "word/document.xml",
        "paragraph 1, link 1, screen tip",
        "第1段第1个链接的屏幕提示",
    ),
    "alternative text of a table": (
        lambda t: doc(
            table(row("甲")), Xml(table(row("乙")).replace("</w:tblPr>", f'<w:tblDescription w:val="{t}"/></w:tblPr>'))
        ),
        "word/document.xml",
        "table 2, alternative text",
        "第2个表格的替代文字",
    ),
    "title of a control": (
        lambda t: doc(
            "甲",
            Xml(f'<w:sdt><w:sdtPr><w:alias w:val="{t}"/></w:sdtPr><w:sdtContent>{p("乙")}</w:sdtContent></w:sdt>'),
        ),
        "word/document.xml",
        "paragraph 2, title of the content control",
        "第2段内容控件的标题",
    ),
    "document variable": (
        lambda t: settings(f'<w:docVars><w:docVar w:name="编号" w:val="{t}"/></w:docVars>'),
        "word/settings.xml",
        "document variable 编号",
        "文档变量“编号”",
    ),
    "what a content control is bound to": (
        lambda t: with_part("customXml/item1.xml", f'<c:Cover xmlns:c="urn:x"><c:Abstract>{t}</c:Abstract></c:Cover>'),
        "customXml/item1.xml",
        "Abstract in the data of content controls",
        "内容控件数据里的“Abstract”",
    ),
    "title of a chart": (
        lambda t: chart(f"<c:chart><c:title><c:tx><c:rich>{drawing_text(t)}</c:rich></c:tx></c:title></c:chart>"),
        "word/charts/chart2.xml",
        "chart 2, title",
        "第2个图表的标题",
    ),
    "name of a series": (
        lambda t: chart(series("") + series(f"<c:tx>{cached('str', t)}</c:tx>")),
        "word/charts/chart2.xml",
        "chart 2, series 2, name",
        "第2个图表第2个系列的名称",
    ),
    "category of a chart": (
        lambda t: chart(series(f"<c:cat>{cached('str', '甲')}{cached('str', t)}</c:cat>")),
        "word/charts/chart2.xml",
        "chart 2, series 1, category 2",
        "第2个图表第1个系列第2个类别",
    ),
    "SmartArt": (
        lambda t: with_part(
            "word/diagrams/data1.xml",
            f'<dgm:dataModel xmlns:dgm="{OFFICE}/drawingml/2006/diagram">{drawing_text(t)}</dgm:dataModel>',
        ),
        "word/diagrams/data1.xml",
        "SmartArt 1, text 1",
        "第1个 SmartArt 图形第1处文字",
    ),
    "SmartArt as it is drawn": (
        lambda t: with_part(
            "word/diagrams/drawing1.xml",
            '<dsp:drawing xmlns:dsp="http://schemas.microsoft.com/office/drawing/2008/diagram">'
            f"{drawing_text(t)}</dsp:drawing>",
        ),
        "word/diagrams/drawing1.xml",
        "SmartArt 1, text 1",
        "第1个 SmartArt 图形第1处文字",
    ),
}
# Where line breaks are kept.
MANY_LINES = sorted(SPOTS.keys() - {"field code", "simple field", "text of a shape"} - {"SmartArt", "title of a chart"})
MANY_LINES.remove("SmartArt as it is drawn")


@pytest.mark.parametrize("spot", SPOTS)
@given(before=st.text(LEGAL, max_size=3), value=st.text(st.one_of(LEGAL, st.sampled_from("&<>{}%'")), max_size=9))
def test_the_value_comes_where_the_tag_was_and_every_other_byte_is_as_it_was(spot, before, value):
    make, name, *_ = SPOTS[spot]
    template = make(f"{before}{{{{ a }}}}后{{{{ a }}}}".replace('"', "").replace("'", ""))
    if "{_" in before:
        return
    report = fill(template, {"a": value})
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(io.BytesIO(report)) as new:
        assert {n: old.read(n) for n in old.namelist() if n != name} == {
            n: new.read(n) for n in new.namelist() if n != name
        }
    begin, between, end = re.split(r"\{\{ a \}\}", member(template, name).decode())
    match = re.fullmatch(
        f"{re.escape(begin)}(.*){re.escape(between)}(\\1){re.escape(end)}", member(report, name).decode(), re.DOTALL
    )
    assert match is not None
    assert (etree.fromstring(f"<a>{match[1]}</a>").text or "") == value


@pytest.mark.parametrize("spot", SPOTS)
def test_a_name_without_a_value_is_told_at_a_place_that_a_person_finds(spot):
    make, _, english, chinese = SPOTS[spot]
    (problem,) = found(make("共{{ 件数 }}件"))
    assert problem.code == "missing-value"
    assert (problem.place.spot("en"), problem.place.spot("zh")) == (english, chinese)


@pytest.mark.parametrize("spot", SPOTS)
def test_blocks_filters_and_remarks_work_within_the_text(spot):
    make, name, *_ = SPOTS[spot]
    typed = "{% for x in xs %}{{ x|upper }}{% if not loop.last %},{% endif %}{% endfor %}{# 注 #}{_{"
    report = fill(make(typed), {"xs": ["a", "b"]})
    assert member(report, name) == member(make("A,B{{"), name)


@pytest.mark.parametrize("spot", MANY_LINES)
def test_a_line_break_in_a_value_is_one_in_the_text(spot):
    make, name, *_ = SPOTS[spot]
    content = member(fill(make("{{ a }}"), {"a": " 一\n二\t "}), name)
    texts = [*etree.fromstring(content).itertext(), *map(str, etree.fromstring(content).xpath("//@*"))]
    assert " 一\n二\t " in texts


@pytest.mark.parametrize("spot", ["title", "field code", "alternative text", "title of a chart"])
@pytest.mark.parametrize(
    "typed",
    [
        *("｛｛ a ｝｝", "{｛a}}", "{ { a } }", "{\u00a0{ a }}", "{\u3000{a}}", "｛％ if a ％｝1｛％ endif ％｝"),
        *("&#123;&#123; a &#125;&#125;", "&#x07b;{ a }}", "{&#123; a }}", "&#65371;&#xff5B;a}}"),
    ],
)
def test_a_tag_is_known_however_it_was_bent_or_written(spot, typed):
    make, name, *_ = SPOTS[spot]
    assert member(fill(make(typed), {"a": 1}), name) == member(make("1"), name)


@pytest.mark.parametrize("spot", SPOTS)
def test_a_tag_that_may_be_missing_is_blank_or_kept(spot):
    make, name, *_ = SPOTS[spot]
    template = make("甲{{ a.b }}{{ a + 1 }}")
    assert fill(template, missing="keep") == fill(template, missing="keep")
    assert member(fill(template, missing="keep"), name) == member(template, name)
    assert member(fill(template, missing="blank"), name) == member(make("甲"), name)


@pytest.mark.parametrize("spot", SPOTS)
def test_the_fields_of_a_template_are_those_of_all_its_texts(spot):
    make, _, english, _ = SPOTS[spot]
    (wanted,) = Template(make("{% if 甲 is defined %}{{ 甲 }}{% endif %}")).fields
    assert wanted.path == "甲"
    assert {use.spot() for use in wanted.uses} == {english}


@pytest.mark.parametrize("spot", SPOTS)
@pytest.mark.parametrize("tag", ["{{p a }}", "{%tr if a %}{%tr endif %}", "{% macro f() %}{% endmacro %}"])
def test_what_needs_a_paragraph_is_refused(spot, tag):
    make, *_ = SPOTS[spot]
    assert "tag-needs-paragraph" in codes(make(tag), {"a": 1})


@pytest.mark.parametrize("spot", SPOTS)
def test_what_is_more_than_text_is_refused(spot):
    make, *_ = SPOTS[spot]
    assert codes(make("{{ a }}"), {"a": RichText("甲", bold=True)}) == ["value-needs-text"]


def test_a_block_does_not_reach_from_one_text_into_another():
    for template in (
        doc(p(picture('name="n" descr="{% if a %}"'), "{% endif %}")),
        doc(p(picture('name="n" descr="{% if a %}" title="{% endif %}"'))),
        doc(p("{% if a %}"), p(field("{% endif %}"))),
    ):
        assert codes(template, {"a": 1}) == ["unbalanced-block"]


def test_a_text_within_a_block_of_paragraphs_belongs_to_it():
    template = doc(
        "{% for x in xs %}", p(picture('name="n" descr="{{ x }}{% if loop.last %}。{% endif %}"')), "{% endfor %}"
    )
    report = fill(template, {"xs": ["甲", "乙"]})
    assert re.findall('descr="([^"]*)"', member(report).decode()) == ["甲", "乙。"]
    assert faults(report) == []


def test_a_text_within_a_block_of_its_own_paragraph_belongs_to_it():
    template = doc(p("{% for x in xs %}", field(" SEQ {{ x }}"), "{% endfor %}"))
    assert [e.text for e in elements(fill(template, {"xs": [1, 2]}), "instrText")] == [" SEQ 1", " SEQ 2"]


def test_a_paragraph_with_a_formula_or_a_described_thing_does_not_vanish():
    for thing in (formula("x"), Xml('<w:hyperlink w:tooltip="{{ a }}"/>')):
        report = fill(doc("甲", p("{% if a %}", thing), "乙", "{% endif %}"), {"a": "丙"})
        assert len(body(report)) == len(["甲", "…", "乙", ""])


def test_a_table_that_rows_may_empty_keeps_its_description():
    rows = row("{% for x in xs %}{{ x }}{% endfor %}")
    described = Xml(table(rows).replace("</w:tblPr>", '<w:tblCaption w:val="{{ a }}"/></w:tblPr>'))
    template = doc("甲", described, table(row("{% if xs %}"), row("一"), row("{% endif %}")))
    assert [e.values() for e in elements(fill(template, {"a": "名单", "xs": [1]}), "tblCaption")] == [["名单"]]
    emptied = doc(
        "甲",
        Xml(described.replace("{% for x in xs %}", "{%tr for x in xs %}").replace("{% endfor %}", "{%tr endfor %}")),
    )
    assert seen(emptied, {"a": "名单", "xs": []}) == ["甲"]
    report = fill(emptied, {"a": "名单", "xs": [1, 2]})
    assert [e.values() for e in elements(report, "tblCaption")] == [["名单"]]
    assert body(report) == ["甲", [["1"], ["2"]]]


# Fields


def test_a_tag_in_a_fields_code_may_be_split_over_runs():
    report = fill(doc(p(field(' HYPERLINK "http://a/{', "{ i", 'd }}" '))), {"id": 7})
    assert "".join(e.text or "" for e in elements(report, "instrText")) == ' HYPERLINK "http://a/7" '
    assert seen(doc(p(field(" {", "{ a }}"))), {"a": 1}) == ["甲"]


def test_a_block_may_begin_and_end_in_different_runs_of_a_code():
    report = fill(doc(p(field(" A {% if a %}", "B", "{% else %}C", "D{% endif %} E "))), {"a": 0})
    assert "".join(e.text or "" for e in elements(report, "instrText")) == " A CD E "


def test_quotation_marks_within_a_quoted_value_of_a_code_are_escaped_as_word_wants():
    typed = ' IF "{{ a }}" {{ a }} "\\"{{ d["k"] }}\\"" '
    code = elements(fill(doc(p(field(typed))), {"a": 'x"\\', "d": {"k": '"'}}), "instrText")[0].text
    assert code == ' IF "x\\"\\\\" x"\\ "\\"\\"\\"" '


def test_the_code_of_a_field_within_a_field_is_a_text_of_its_own():
    begin, end = ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>')

    def code(text: str) -> str:
        return f"<w:r><w:instrText>{text}</w:instrText></w:r>"

    nested = Xml(begin + code(" IF {") + begin + code("{ {{ a }}") + end + code("{ = {{ a }}") + end)
    report = fill(doc(p(nested)), {"a": 1})
    assert [e.text for e in elements(report, "instrText")] == [" IF {", "{ 1", "{ = 1"]
    broken = Xml(begin + code(" {{ a ") + begin + code(" PAGE ") + end + code(" }}") + end)
    assert codes(doc(p(broken)), {"a": 1}) == ["tag-not-understood"]


# Texts of drawings


def test_a_line_break_in_the_text_of_a_drawing_is_its_own_break_in_the_runs_format():
    report = fill(chart(f"<c:title>{drawing_text('{{ a', ' }}')}</c:title>"), {"a": "一\n二"})
    run = '<a:r><a:rPr lang="zh-CN"/><a:t>'
    assert (
        f"{run}一</a:t></a:r><a:br/>{run}二</a:t></a:r>{run}</a:t></a:r>"
        in member(report, "word/charts/chart2.xml").decode()
    )


OWN = 'xmlns:b="http://schemas.openxmlformats.org/drawingml/2006/main"'


@pytest.mark.parametrize(
    "run", [f"<b:r {OWN}><b:t>{{{{ a }}}}</b:t></b:r>", f"<a:r><b:t {OWN}>{{{{ a }}}}</b:t></a:r>"]
)
def test_a_line_break_in_the_text_of_a_drawing_declares_the_prefix_that_its_run_declares(run):
    report = fill(chart(f"<c:title><a:p {A}>{run}</a:p></c:title>"), {"a": "一\n二"})
    runs = tree(report, "word/charts/chart2.xml").iter("{http://schemas.openxmlformats.org/drawingml/2006/main}*")
    assert [each.tag.rpartition("}")[2] for each in runs][:6] == ["p", "r", "t", "br", "r", "t"]


def test_a_block_may_begin_and_end_in_different_runs_of_a_drawing_and_of_a_formula():
    texts = ("{% for x in xs %}[{{ x }}", "]{% endfor %}。")
    for template, name in (
        (doc(p(formula(*texts))), "word/document.xml"),
        (chart(drawing_text(*texts)), "word/charts/chart2.xml"),
    ):
        report = fill(template, {"xs": [1, 2]})
        tree = etree.fromstring(member(report, name))
        shown = [
            e.text
            for e in tree.iter("{*}t")
            if e.tag.startswith(("{" + OFFICE + "/drawingml", "{" + OFFICE + "/officeDocument"))
        ]
        assert shown == ["[1", "][2", "]。"] or "".join(t or "" for t in shown) == "[1][2]。"


def test_the_axes_and_the_other_texts_of_a_chart_are_told_apart():
    def place(content: str) -> str:
        return found(chart(content))[0].place.spot()

    assert place(f"<c:catAx><c:title>{drawing_text('{{ a }}')}</c:title></c:catAx>") == "chart 2, title of an axis"
    assert place(drawing_text("甲") + drawing_text("{{ a }}")) == "chart 2, text 2"
    assert place(series(f"<c:val>{cached('str', '{{ a }}')}</c:val>")) == "chart 2, series 1, value 1"


def test_a_picture_is_known_by_the_tag_that_is_its_whole_alternative_text():
    template = doc(
        p(picture('name="甲" descr=" {{ seal }} "'), picture('name="乙" descr="印章：{{ seal }}"'), "{{ seal }}")
    )
    program = Template(template)._programs["word/document.xml"]
    text = program.part.text
    assert [tag.drawing and text[slice(*tag.drawing)] for tag in program.tags] == [
        text[text.index("<w:drawing>") : text.index("</w:drawing>") + len("</w:drawing>")],
        None,
        None,
    ]


# Addresses


@pytest.mark.parametrize("typed", ["{{ id }}", "%7B%7B%20id%20%7D%7D", "%7b%7bid%7d%7d", "{{%20id }}"])
def test_a_tag_in_the_address_of_a_link_is_read_as_word_writes_it(typed):
    template = link(f"http://a.cn/x?q=%E7%94%B2&amp;id={typed}#b")
    report = fill(template, {"id": "甲 1&2%20"})
    assert member(report, RELATIONSHIPS) == member(template, RELATIONSHIPS).replace(
        typed.encode(), b"%E7%94%B2%201&amp;2%20"
    )


@given(value=st.text(LEGAL, min_size=1, max_size=9))
def test_an_address_holds_the_value_as_an_address_may(value):
    report = etree.fromstring(member(fill(link("http://a/{{ v|urlencode }}/"), {"v": value}), RELATIONSHIPS))
    target = report[0].get("Target")
    assert target.isascii()
    assert unquote(target) == f"http://a/{value}/"


def test_blocks_and_chinese_names_work_in_an_address():
    typed = "%7B%25%20if%20%E5%8D%95%E4%BD%8D%20%25%7D{{ 单位 }}{%25 endif %}"
    assert b'Target="http://a/x"' in member(fill(link(f"http://a/{typed}"), {"单位": "x"}), RELATIONSHIPS)


def test_an_address_that_is_no_text_of_utf_8_is_read_byte_by_byte():
    template = link("http://a/%C1%FA?{{ a }}")
    assert b'"http://a/%C1%FA?1"' in member(fill(template, {"a": 1}), RELATIONSHIPS)


def test_the_place_of_an_address_says_which_link_it_is():
    (problem,) = found(link("http://a/%7B%7B%20a%20%7D%7D"))
    assert problem.place.spot("en") == "link to http://a/{{ a }}"
    assert problem.place.spot("zh") == "指向“http://a/{{ a }}”的链接"


def test_a_link_that_a_value_adds_goes_beside_those_with_tags():
    template = link("http://a/{{ a }}", p("{{ b }}"))
    report = fill(template, {"a": 1, "b": RichText("乙", link="http://b/")})
    targets = [e.get("Target") for e in etree.fromstring(member(report, RELATIONSHIPS))]
    assert targets == ["http://a/1", "http://b/"]


def test_a_relationship_within_the_package_is_no_address():
    relationship = f'<Relationship Id="rId1" Type="{R}/image" Target="media/{{{{ a }}}}.png"/>'
    content = f'<Relationships xmlns="{OFFICE}/package/2006/relationships">{relationship}</Relationships>'
    template = with_part(RELATIONSHIPS, content)
    assert codes(template) == ["tag-not-reached"]
    assert fill(template) == template


# What must be a number, a date, yes or no


@pytest.mark.parametrize(
    ("make", "good", "bad"),
    [
        (lambda t: custom(f"<vt:i4>{t}</vt:i4>"), "12", "十二"),
        (lambda t: custom(f"<vt:r8>{t}</vt:r8>"), "1.5e3", "1,500"),
        (lambda t: custom(f"<vt:bool>{t}</vt:bool>"), "true", "是"),
        (lambda t: custom(f"<vt:filetime>{t}</vt:filetime>"), "2024-01-05T08:00:00Z", "2024-01-05"),
        (lambda t: core(f"<dcterms:created>{t}</dcterms:created>"), "2024-01-05", "2024年1月5日"),
        (lambda t: core(f"<cp:revision>{t}</cp:revision>"), "3", ""),
        (lambda t: app(f"<Pages>{t}</Pages>"), "3", "三"),
        (lambda t: chart(series(f"<c:val>{cached('num', t)}</c:val>")), "-1.5", "无"),
    ],
)
def test_what_may_not_stand_in_a_number_or_a_date_is_a_problem(make, good, bad):
    template = make("{{ a }}")
    report = fill(template, {"a": good})
    assert [member(report, n) for n in TYPES if n in zipfile.ZipFile(io.BytesIO(report)).namelist()] == [
        member(make(good), n) for n in TYPES if n in zipfile.ZipFile(io.BytesIO(report)).namelist()
    ]
    (problem,) = found(template, {"a": bad})
    assert (problem.code, problem.details["found"], problem.details["tag"]) == ("not-of-this-kind", bad, "{{ a }}")
    for lang in ("en", "zh"):
        assert problem.details["wanted"] in problem.message(lang)
        assert problem.place.spot(lang)


def test_a_number_may_be_put_together_and_a_missing_one_is_told_once():
    template = custom("<vt:i4>{% if a %}1{{ a }}{% else %}0{% endif %}</vt:i4>")
    assert b"<vt:i4>12</vt:i4>" in member(fill(template, {"a": 2}), "docProps/custom.xml")
    assert codes(template) == ["missing-value"]
    assert codes(template, missing="keep") == []


# What is left


@pytest.mark.parametrize(
    "xml",
    [
        '<w:bookmarkStart w:id="1" w:name="{{ a }}"/><w:bookmarkEnd w:id="1"/>',
        '<w:sdt><w:sdtPr><w:tag w:val="{{ a }}"/></w:sdtPr><w:sdtContent/></w:sdt>',
    ],
)
def test_a_tag_that_is_no_text_of_the_document_is_left_with_a_warning(xml):
    template = doc(p("{{ b }}", Xml(xml)))
    (problem,) = Template(template).problems
    assert (problem.code, problem.place.spot(), problem.details["tag"]) == (
        "tag-not-reached",
        "word/document.xml",
        "{{ a }}",
    )
    assert member(fill(template, {"b": "乙"})).decode() == member(template).decode().replace("{{ b }}", "乙")


def test_a_tag_in_the_workbook_behind_a_chart_is_left_with_a_warning():
    name = "word/embeddings/Microsoft_Excel_Sheet1.xlsx"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as workbook:
        workbook.writestr("xl/sharedStrings.xml", "<sst><si><t>{{ a }}</t></si></sst>")
    template = with_part(name, stream.getvalue())
    assert [(problem.code, problem.place.spot()) for problem in Template(template).problems] == [
        ("tag-not-reached", name)
    ]
    assert fill(template) == template
    for other in (b"", b"no workbook", stream.getvalue()[:40]):
        assert Template(with_part(name, other)).problems == ()


def test_properties_without_tags_are_carried_over_whatever_they_hold():
    template = core("<dc:title>{1, 2} {a: {b}}</dc:title>")
    assert fill(template) == template
    torn = with_part("docProps/core.xml", b"<cp:core {F8F8}")
    assert fill(torn) == torn


def test_a_property_with_tags_that_is_not_xml_is_a_problem():
    assert codes(with_part("docProps/core.xml", b"<a>{{ a }}")) == ["malformed-part"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-8-sig"])
def test_properties_may_be_encoded_as_xml_may(encoding):
    text = member(core("<dc:title>题{{ a }}</dc:title>"), "docProps/core.xml").decode()
    report = fill(with_part("docProps/core.xml", text.encode(encoding)), {"a": "甲"})
    assert member(report, "docProps/core.xml") == text.replace("{{ a }}", "甲").encode(encoding)


def test_strict_documents_have_their_texts_read_too():
    purl = "http://purl.oclc.org/ooxml"
    content = (
        f'<Properties xmlns="{purl}/officeDocument/extendedProperties"><Company>{{{{ a }}}}</Company></Properties>'
    )
    assert b">1<" in member(fill(with_part("docProps/app.xml", content), {"a": 1}), "docProps/app.xml")
    math = Xml(formula("{{ a }}").replace(MATH, f'xmlns:m="{purl}/officeDocument/math"'))
    assert b">1<" in member(fill(doc(p(math)), {"a": 1}))


def test_elements_of_all_vocabularies_are_named_by_the_last_word_of_their_namespace():
    tree = scan_every(f'<c:a {C} xmlns="u:v"><b/><c:d/></c:a>')
    assert [element.kind for element in tree.walk()] == ["", "chart:a", "v:b", "chart:d"]


def test_findings_about_such_texts_are_comments_at_the_beginning_that_name_the_place(tmp_path):
    for make, name, _, place in SPOTS.values():
        template = save(tmp_path / "模板.docx", make("{{ 件数|无此过滤器 }}"))
        annotate(template, check(template), tmp_path / "批注.docx", lang="zh")
        copy = (tmp_path / "批注.docx").read_bytes()
        assert member(copy, name).count(b"commentRangeStart") == (name == "word/document.xml")
        (comment,) = etree.fromstring(member(copy, "word/comments.xml"))
        assert "".join(comment.itertext()).startswith(f"{place}：")


@pytest.mark.parametrize("spot", SPOTS)
def test_a_check_knows_what_such_texts_use(spot):
    make, *_ = SPOTS[spot]
    template = Template(make("{{ 件数 }}{% for x in 名单 %}{{ x.名 }}{% endfor %}"))
    assert check(template, {"件数": 1, "名单": [{"名": "甲"}]}) == ()
    problems = check(template, {"名单": [{"名": "甲", "字": "乙"}], "多": 1})
    assert sorted(problem.code for problem in problems) == ["missing-value", "value-not-used", "value-not-used"]


# docxtpl is the oracle


def by_docxtpl(template: bytes, data: dict[str, object]) -> bytes:
    document = docxtpl.DocxTemplate(io.BytesIO(template))
    document.render(data)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_core_properties_come_out_as_with_docxtpl():
    names = ("dc:creator", "dc:description", "dc:identifier", "dc:language", "dc:subject", "dc:title")
    content = "".join(f"<{name}>{name[3:]}: {{{{ a }}}}{{% if a %}}！{{% endif %}}</{name}>" for name in names)
    template = core(content)
    # python-docx finds the properties by the package's relationship to them.
    relationships = member(template, "_rels/.rels").decode()
    kind = f"{OFFICE}/package/2006/relationships/metadata/core-properties"
    entry = f'<Relationship Id="rId9" Type="{kind}" Target="docProps/core.xml"/></Relationships>'
    extra = {name: member(template, name) for name in zipfile.ZipFile(io.BytesIO(template)).namelist()}
    extra["_rels/.rels"] = relationships.replace("</Relationships>", entry).encode()
    whole = package(extra["word/document.xml"].decode(), extra=extra)
    ours, theirs = (
        [
            (e.tag, e.text)
            for e in etree.fromstring(member(report, "docProps/core.xml"))
            if e.tag.endswith(names_of(names))
        ]
        for report in (fill(whole, {"a": "甲 & 乙"}), by_docxtpl(whole, {"a": "甲 & 乙"}))
    )
    assert sorted(ours) == sorted(theirs)
    assert len(ours) == len(names)


def names_of(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.partition(":")[2] for name in names)


@pytest.mark.parametrize("spot", ["field code", "simple field", "VML shape", "title of a control", "watermark"])
def test_field_codes_and_attributes_come_out_as_with_docxtpl(spot):
    make, name, *_ = SPOTS[spot]
    template = make("前{{ a }}{% if b %}后{% endif %}")
    ours, theirs = (
        etree.tostring(etree.fromstring(member(report, name)), method="c14n").replace(b' xml:space="preserve"', b"")
        for report in (fill(template, {"a": "甲1", "b": True}), by_docxtpl(template, {"a": "甲1", "b": True}))
    )
    assert ours == theirs
