"""A picture in the data is shown where its tag stands, in a size that fits; the rest of the file stays as it was."""

from __future__ import annotations

import io
import re
import zipfile

import docxtpl
import pytest
from docx.shared import Mm

from docfill import FillError, Image, Severity, Template
from tests.building import (
    STRICT,
    Xml,
    body,
    cell,
    codes,
    control,
    doc,
    elements,
    faults,
    fill,
    found,
    ids,
    looks,
    member,
    p,
    package,
    r,
    root,
    row,
    table,
    text_box,
    tree,
)
from tests.fidelity.cutting import records
from tests.fidelity.packages import members_of, pack
from tests.pictures import MM, emf, empty_png, of_pillow, png, shown, svg, turned_jpeg, wmf

TYPES, RELATIONS = "[Content_Types].xml", "word/_rels/document.xml.rels"
A4 = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1800" w:bottom="1440" w:left="1800" '
    'w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
)
TEXT_WIDTH = (11906 - 3600) * 635


def on_a4(*blocks: str) -> bytes:
    """Return a document with Word's own margins for A4 in China."""
    return package(
        root("document", f"<w:body>{''.join(b if b.startswith('<') else p(b) for b in blocks)}{A4}</w:body>")
    )


def sizes(report: bytes, name: str = "word/document.xml") -> list[tuple[int, int]]:
    return [(picture.width, picture.height) for picture in shown(report, name)]


# --- kinds of files ---

KINDS = [
    ("png", png(96, 48), (25.4, 12.7)),
    ("png with 200 dots an inch", png(200, 100, dots=200), (25.4, 12.7)),
    ("jpeg", of_pillow("JPEG", 300, 150, dpi=(300, 300)), (25.4, 12.7)),
    ("jpeg without a resolution", of_pillow("JPEG", 96, 96), (25.4, 25.4)),
    ("gif", of_pillow("GIF", 96, 48), (25.4, 12.7)),
    ("bmp", of_pillow("BMP", 96, 48, dpi=(96, 96)), (25.4, 12.7)),
    ("tiff", of_pillow("TIFF", 150, 75, dpi=(150, 150)), (25.4, 12.7)),
    ("emf", emf(3000, 2000), (30, 20)),
    ("wmf", wmf(1000, 500, 1000), (25.4, 12.7)),
]


@pytest.mark.parametrize(("kind", "content", "size"), KINDS, ids=[kind for kind, _, _ in KINDS])
def test_a_picture_of_any_kind_has_its_own_size(kind, content, size):
    report = fill(doc("甲{{ x }}乙"), {"x": Image(content)})
    (picture,) = shown(report)
    assert picture.content == content
    assert (picture.width / MM, picture.height / MM) == pytest.approx(size, abs=0.1)
    extension = picture.member.rpartition(".")[2]
    assert extension == kind.split()[0]
    assert f'Extension="{extension}" ContentType="image/' in member(report, TYPES).decode()
    assert body(report) == ["甲乙"]
    assert faults(report) == []


def test_a_jpeg_that_begins_with_anything_is_one():
    # Cameras and scanners leave the parts out that most programs begin a JPEG with.
    whole = of_pillow("JPEG", 96, 48)
    bare = whole[:2] + whole[20:]
    assert bare[2:4] == b"\xff\xdb"
    assert [picture.content for picture in shown(fill(doc("{{ x }}"), {"x": Image(bare)}))] == [bare]


def test_the_kind_is_told_by_what_a_file_holds_not_by_its_name(tmp_path):
    file = tmp_path / "照片.jpg"
    file.write_bytes(png())
    (picture,) = shown(fill(doc("{{ x }}"), {"x": Image(file)}))
    assert picture.member.endswith(".png")


@pytest.mark.parametrize("kind", ["path", "text", "bytes", "bytearray", "file"])
def test_a_picture_comes_from_a_path_from_bytes_or_from_an_open_file(kind, tmp_path):
    file = tmp_path / "a.png"
    file.write_bytes(png())
    source = {
        "path": file,
        "text": str(file),
        "bytes": png(),
        "bytearray": bytearray(png()),
        "file": io.BytesIO(png()),
    }[kind]
    image = Image(source)
    template = doc("{{ x }}", "{{ x }}")
    assert [picture.content for picture in shown(fill(template, {"x": image}))] == [png()] * 2
    assert [picture.content for picture in shown(fill(template, {"x": image}))] == [png()] * 2


def test_a_file_that_is_not_binary_is_told_at_once():
    with pytest.raises(TypeError, match="binary"):
        Image(io.StringIO("x"))


# --- sizes ---

MANY = [
    (30, (30, 15)),
    (30.5, (30.5, 15.25)),
    ("30mm", (30, 15)),
    ("3cm", (30, 15)),
    ("3 CM", (30, 15)),
    ("1in", (25.4, 12.7)),
    ("72pt", (25.4, 12.7)),
    ("30毫米", (30, 15)),
    ("3厘米", (30, 15)),
    (Mm(30), (30, 15)),
]


@pytest.mark.parametrize(("width", "size"), MANY, ids=str)
def test_a_width_keeps_the_proportion(width, size):
    ((across, down),) = sizes(fill(doc("{{ x }}"), {"x": Image(png(40, 20), width=width)}))
    assert (across / MM, down / MM) == pytest.approx(size, abs=0.01)


def test_a_height_keeps_the_proportion_and_both_are_the_size():
    data = {"x": Image(png(40, 20), height=10), "y": Image(png(40, 20), width=10, height="1cm")}
    assert sizes(fill(doc("{{ x }}{{ y }}"), data)) == [(20 * MM, 10 * MM), (10 * MM, 10 * MM)]


@pytest.mark.parametrize("size", ["3 miles", "-3mm", 0, -1, float("nan"), float("inf"), 600, "600mm", True, [], "mm"])
def test_what_is_no_size_is_told(size):
    (problem,) = found(doc("{{ x }}"), {"x": Image(png(), width=size)})
    assert problem.code == "picture-size"
    assert problem.place.steps == (("paragraph", 1),)


def test_a_picture_that_becomes_higher_than_word_takes_is_told():
    assert codes(doc("{{ x }}"), {"x": Image(png(1, 100), width=30)}) == ["picture-size"]


def test_a_picture_that_is_wider_than_the_text_is_made_smaller_and_a_small_one_is_left_alone():
    data = {"large": Image(png(4000, 2000)), "small": Image(png(96, 96)), "high": Image(png(10, 4000))}
    large, small, high = sizes(fill(on_a4("{{ large }}{{ small }}{{ high }}"), data))
    assert large == (TEXT_WIDTH, TEXT_WIDTH // 2)
    assert small == (914_400, 914_400)
    assert high[1] == (16838 - 2880) * 635


def test_what_is_asked_for_is_not_made_smaller():
    assert sizes(fill(on_a4("{{ x }}"), {"x": Image(png(), width=200)})) == [(200 * MM, 100 * MM)]


def test_columns_of_text_are_narrower():
    section = A4.replace("</w:sectPr>", '<w:cols w:num="2" w:space="306"/></w:sectPr>')
    template = package(root("document", f"<w:body>{p('{{ x }}')}{section}</w:body>"))
    assert sizes(fill(template, {"x": Image(png(4000, 2000))}))[0][0] == 4000 * 635


def test_a_section_before_the_last_has_its_own_width():
    wide = A4.replace("11906", "16838")
    template = package(root("document", f"<w:body>{p('{{ x }}')}{p('', properties=wide)}{p('{{ x }}')}{A4}</w:body>"))
    report = fill(template, {"x": Image(png(4000, 1000))})
    assert [width for width, _ in sizes(report)] == [(16838 - 3600) * 635, TEXT_WIDTH]


CELLS = {
    "of its own width": (table(row("{{ x }}", "乙")), 1000 - 216),
    "of the grid's width": (
        table(
            row(Xml(cell("{{ x }}").replace('<w:tcW w:w="1000" w:type="dxa"/>', '<w:gridSpan w:val="2"/>')), "乙"),
            columns=3,
        ),
        2000 - 216,
    ),
    "with margins": (
        table(
            row(
                cell(
                    "{{ x }}",
                    properties='<w:tcMar><w:left w:w="50" w:type="dxa"/><w:end w:w="0" w:type="dxa"/></w:tcMar>',
                )
            )
        ),
        950,
    ),
    "of a table in a cell": (table(row(cell(Xml(table(row("{{ x }}")).replace("1000", "700")), "末"))), 700 - 216),
    "in a content control": (table(row(cell(control(p("{{ x }}")), "末"))), 1000 - 216),
}


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("fit", [False, True])
def test_a_picture_is_as_wide_as_its_cell(name, fit):
    template, width = CELLS[name]
    size = (4000, 2000) if not fit else (4, 2)
    ((across, down),) = sizes(fill(doc(template), {"x": Image(png(*size), fit=fit)}))
    assert across == pytest.approx(width * 635, abs=2)
    assert down == pytest.approx(width * 635 / 2, abs=2)


def test_a_picture_fits_a_row_of_exact_height():
    high = cell("{{ x }}")
    template = doc(table(f'<w:tr><w:trPr><w:trHeight w:val="300" w:hRule="exact"/></w:trPr>{high}</w:tr>'))
    assert sizes(fill(template, {"x": Image(png(40, 40), fit=True)})) == [(300 * 635, 300 * 635)]
    assert sizes(fill(template, {"x": Image(png(4000, 4000))})) == [(300 * 635, 300 * 635)]


def test_fit_keeps_the_proportion_within_the_size_that_is_given():
    image = Image(png(40, 20), width=30, height=40, fit=True)
    assert sizes(fill(doc("{{ x }}"), {"x": image})) == [(30 * MM, 15 * MM)]


def test_a_picture_fits_the_text_box_that_it_stands_in():
    anchored = text_box("{{ x }}").replace(
        "<wps:wsp>", '<wp:inline><wp:extent cx="1000000" cy="900000"/></wp:inline><wps:wsp>'
    )
    anchored = anchored.replace("<v:textbox>", '<v:shape style="width:78.74pt;height:70pt"><v:textbox>')
    anchored = anchored.replace("</v:textbox>", "</v:textbox></v:shape>")
    report = fill(doc(p(Xml(anchored))), {"x": Image(png(40, 20), fit=True)})
    width = 1_000_000 - 2 * 91_440
    first, second = sizes_of_pictures(report)
    assert first == (width, width // 2)
    assert second == pytest.approx(first, abs=200)


def sizes_of_pictures(report: bytes) -> list[tuple[int, int]]:
    found = [blip.getparent().getparent().find(".//{*}xfrm/{*}ext") for blip in tree(report).iter("{*}blip")]
    return [(int(each.get("cx")), int(each.get("cy"))) for each in found]


# --- where a picture may stand ---


def test_a_picture_stands_between_the_text_and_takes_the_runs_format():
    report = fill(doc(p(r("甲{{ x }}乙", "<w:b/>"))), {"x": Image(png())})
    assert looks(report) == [[("甲乙", "b")]]
    assert len(elements(report, "r")) == 3
    assert faults(report) == []


def test_a_blank_prints_nothing():
    assert body(fill(doc("甲{{ x }}{{ x|image }}{{ y|图片(宽=30) }}乙"), {"x": None, "y": " "})) == ["甲乙"]


def test_pictures_stand_in_every_story():
    stories = {
        "header1.xml": root("hdr", p("{{ x }}")),
        "footer1.xml": root("ftr", p("{{ x }}")),
        "footnotes.xml": root("footnotes", f'<w:footnote w:id="2">{p("{{ x }}")}</w:footnote>'),
        "comments.xml": root("comments", f'<w:comment w:id="0">{p("{{ x }}")}</w:comment>'),
    }
    report = fill(doc("{{ x }}", stories=stories), {"x": Image(png(), alt="章")})
    assert faults(report) == []
    for name in ("document.xml", *stories):
        (picture,) = shown(report, f"word/{name}")
        assert (picture.content, picture.alt) == (png(), "章")
    assert len([name for name in zipfile.ZipFile(io.BytesIO(report)).namelist() if "media" in name]) == 1
    drawn = [identity for name in ("document.xml", *stories) for identity in ids(report, "drawing", f"word/{name}")]
    assert len(set(drawn)) == len(drawn) == 5


def test_pictures_stand_in_repeated_rows_and_the_same_one_is_one_part():
    template = doc(table(row("{%tr for r in rows %}"), row("{{ r.n }}", "{{ r.x }}"), row("{%tr endfor %}")))
    seal, other = Image(png(grey=1)), Image(png(grey=2))
    rows = [{"n": 1, "x": seal}, {"n": 2, "x": other}, {"n": 3, "x": Image(png(grey=1), width=5)}, {"n": 4, "x": None}]
    report = fill(template, {"rows": rows})
    assert faults(report) == []
    assert [picture.content for picture in shown(report)] == [png(grey=1), png(grey=2), png(grey=1)]
    assert [picture.member for picture in shown(report)] == [f"word/media/image{n}.png" for n in (1, 2, 1)]
    assert len(set(ids(report, "drawing"))) == 3
    assert member(report, RELATIONS).count(b"relationships/image") == 2


def test_pictures_go_through_macros_prefixed_tags_and_grids():
    image = Image(png())
    assert len(shown(fill(doc("{% macro m(v) %}（{{ v }}）{% endmacro %}甲{{ m(x) }}{{ m(x) }}"), {"x": image}))) == 2
    report = fill(doc("{{p x }}", "{{r x }}", table(row("{{p x }}"))), {"x": image})
    assert len(shown(report)) == 3
    assert faults(report) == []
    grid = doc(table(row("{% grid g %}", ""), row("", "")))
    report = fill(grid, {"g": [[1, image], [image, 2]]})
    assert len(shown(report)) == 2
    assert faults(report) == []


def test_a_picture_in_strict_documents_has_strict_names():
    strict = doc("{{ x }}", namespace=STRICT)
    main = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
    members = {name: member(strict, name) for name in zipfile.ZipFile(io.BytesIO(strict)).namelist()}
    members["_rels/.rels"] = re.sub(rb'Type="[^"]*"', f'Type="{main}"'.encode(), members["_rels/.rels"])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as out:
        for name, content in members.items():
            out.writestr(name, content)
    report = fill(stream.getvalue(), {"x": Image(png(), link="https://example.com/")})
    (picture,) = shown(report)
    assert picture.content == png()
    text = re.search(r"<wp:inline.*</wp:inline>", member(report).decode()).group()
    relations = member(report, RELATIONS).decode()
    for name in (
        "drawingml/main",
        "drawingml/picture",
        "drawingml/wordprocessingDrawing",
        "officeDocument/relationships",
    ):
        assert f'"http://purl.oclc.org/ooxml/{name}"' in text
    assert "schemas.openxmlformats.org" not in text
    assert relations.count('Type="http://purl.oclc.org/ooxml/officeDocument/relationships/image"') == 1


def test_any_prefix_serves():
    text = (
        '<document xmlns="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:a="urn:a">'
        "<body><p><r><t>{{ x }}</t></r></p></body></document>"
    )
    (picture,) = shown(fill(package(text), {"x": Image(png())}))
    assert picture.content == png()


def test_a_picture_where_there_is_no_text_is_told(tmp_path):
    template = Template(doc("{{ x }}"))
    image = Image(png())
    with pytest.raises(FillError) as caught:
        template.fill({"x": {"y": [image]}}, tmp_path / "a.docx")
    assert [problem.code for problem in caught.value.problems] == ["not-text"]
    assert not (tmp_path / "a.docx").exists()


TEXTS = ['"甲" ~ x', "[x]|join", "x|大写", "x|upper", '"{}".format(x)', "x|string"]


@pytest.mark.parametrize("tag", TEXTS)
def test_a_picture_that_is_made_a_text_is_told(tag):
    assert codes(doc(f"{{{{ {tag} }}}}"), {"x": Image(png())}) == ["picture-as-text"]


PRYING = [
    "x.source.read_text()",
    "x.source.unlink()",
    "(x.source.parent / 'b').read_text()",
    "x.changed(source='b')",
    "y.tpl.save('b')",
    "y.image_descriptor.read()",
]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("tag", PRYING)
def test_a_template_reaches_no_files_by_way_of_a_picture(tag, tmp_path):
    file = tmp_path / "a.png"
    file.write_bytes(png())
    data = {"x": Image(file), "y": docxtpl.InlineImage(docxtpl.DocxTemplate(None), io.BytesIO(b"secret"))}
    assert codes(doc(f"{{{{ {tag} }}}}"), data) == ["missing-value"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


# --- what is said of it ---


def test_alternative_text_and_a_link_are_those_of_the_picture():
    image = Image(png(), alt='行"公"章 <a> & b\n二', link="https://example.com/a b?q=1&r=甲")
    (picture,) = shown(fill(doc("{{ x }}"), {"x": image}))
    assert picture.alt == '行"公"章 <a> & b\n二'
    assert picture.link == "https://example.com/a%20b?q=1&r=%E7%94%B2"


def test_a_description_that_no_document_may_hold_is_told():
    assert codes(doc("{{ x }}"), {"x": Image(png(), alt="\x01")}) == ["forbidden-character"]


# --- drawings ---


def test_a_drawing_comes_with_the_picture_that_is_given_for_it():
    report = fill(doc("{{ x }}"), {"x": Image(svg(), fallback=png())})
    (picture,) = shown(report)
    assert (picture.content, picture.width, picture.height) == (png(), 30 * MM, 20 * MM)
    (drawing,) = tree(report).iter("{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip")
    relation = next(iter(drawing.attrib.values()))
    assert f'Id="{relation}"' in member(report, RELATIONS).decode()
    assert member(report, "word/media/image1.svg") == svg()
    assert 'Extension="svg" ContentType="image/svg+xml"' in member(report, TYPES).decode()


def test_a_drawing_is_drawn_where_nothing_is_given_for_it():
    pytest.importorskip("resvg_py")
    (picture,) = shown(fill(doc("{{ x }}"), {"x": Image(svg())}))
    assert picture.content.startswith(b"\x89PNG")
    assert (picture.width, picture.height) == (30 * MM, 20 * MM)


def test_a_drawing_without_either_is_told(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "resvg_py", None)
    assert codes(doc("{{ x }}"), {"x": Image(svg())}) == ["svg-needs-fallback"]


def test_a_drawing_that_stops_who_draws_it_is_damaged_and_ctrl_c_is_not(monkeypatch):
    drawing = pytest.importorskip("resvg_py")
    panic = type("PanicException", (BaseException,), {})("called `Option::unwrap()` on a `None` value")
    for raised, expected in (
        (panic, pytest.raises(FillError)),
        (KeyboardInterrupt(), pytest.raises(KeyboardInterrupt)),
    ):

        def stopped(raised: BaseException = raised, **_: object) -> None:
            raise raised

        monkeypatch.setattr(drawing, "svg_to_bytes", stopped)
        with expected as caught:
            fill(doc("{{ x }}"), {"x": Image(svg())})
        if raised is panic:
            assert [problem.code for problem in caught.value.problems] == ["picture-damaged"]


SVG_SIZES = [
    ('width="30mm"', (30, 20)),
    ('height="2cm"', (30, 20)),
    ('width="96" height="48px"', (25.4, 12.7)),
    ('width="100%" height="100%"', (30 / 96 * 25.4, 20 / 96 * 25.4)),
    ("", (30 / 96 * 25.4, 20 / 96 * 25.4)),
]


@pytest.mark.parametrize(("opening", "size"), SVG_SIZES, ids=str)
def test_a_drawings_size_is_what_it_states_or_its_view(opening, size):
    (picture,) = shown(fill(doc("{{ x }}"), {"x": Image(svg(opening=opening), fallback=png())}))
    assert (picture.width / MM, picture.height / MM) == pytest.approx(size, abs=0.02)


@pytest.mark.parametrize("opening", ['width="1e-9" height="1e-9"', 'width="1e7" height="1e-7"'])
def test_a_drawing_next_to_nothing_in_size_is_shown_as_small_as_word_takes(opening):
    (picture,) = shown(fill(doc("{{ x }}"), {"x": Image(svg(opening=opening), fallback=png())}))
    assert picture.width > 0
    assert picture.height > 0


def test_a_drawing_that_shows_files_is_told_and_one_that_holds_its_pictures_is_not():
    outside = svg('<image href="/etc/passwd" width="3" height="2"/>')
    assert codes(doc("{{ x }}"), {"x": Image(outside, fallback=png())}) == ["svg-draws-on-file"]
    inside = svg('<defs><rect id="a"/></defs><use href="#a"/><image href="data:image/png;base64,AA=="/>')
    assert codes(doc("{{ x }}"), {"x": Image(inside, fallback=png())}) == []


def test_a_drawing_may_hold_comments_and_instructions_as_programs_write_them():
    drawn = svg('<!-- Generator: Adobe Illustrator --><g><!-- Layer 1 --><?go?><rect width="3" height="2"/></g>')
    (picture,) = shown(fill(doc("{{ x }}"), {"x": Image(drawn, fallback=png())}))
    assert picture.width > 0


def test_an_entity_within_a_drawing_is_left_as_it_stands():
    content = b'<!DOCTYPE svg [<!ENTITY a "x">]>' + svg("<text>&a;</text>")
    assert codes(doc("{{ x }}"), {"x": Image(content, fallback=png())}) in ([], ["picture-damaged"])


def test_nothing_but_the_problem_is_said_of_a_damaged_picture(recwarn):
    assert codes(doc("{{ x }}"), {"x": Image(b"II*\0\xff\xff\xff\xff")}) == ["picture-damaged"]
    assert not recwarn.list


def test_a_drawing_that_grows_without_end_is_not_unfolded():
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    content = (bomb + "]>").encode() + svg("<text>&i;</text>")
    # Some releases of libxml2 refuse it, others leave it folded.
    assert codes(doc("{{ x }}"), {"x": Image(content, fallback=png())}) in ([], ["picture-damaged"])


# --- what is wrong with files ---


def laughing(levels, use='<use href="#{}"/>'):
    """Return an SVG in which each element draws ten times the one before."""
    drawn = "".join(f'<g id="a{at}">{use.format(f"a{at - 1}") * 10}</g>' for at in range(1, levels))
    return svg(f'<g id="a0"><rect/></g>{drawn}')


WRONG = {
    "missing": ("nix.png", "picture-missing"),
    "a folder": (".", "picture-is-folder"),
    "empty": (b"", "picture-damaged"),
    "a PNG cut short": (png(200, 200)[:-30], "picture-damaged"),
    "a PNG with a wrong byte": (png()[:45] + b"\xff" + png()[46:], "picture-damaged"),
    "a JPEG cut short": (of_pillow("JPEG", 400, 300)[:2000], "picture-damaged"),
    "a GIF cut short": (of_pillow("GIF", 400, 300)[:900], "picture-damaged"),
    "a BMP cut short": (of_pillow("BMP", 40, 30)[:-300], "picture-damaged"),
    "a TIFF cut short": (of_pillow("TIFF", 400, 300)[:-3000], "picture-damaged"),
    "an EMF cut short": (emf()[:-8], "picture-damaged"),
    "a WMF cut short": (wmf()[:-2], "picture-damaged"),
    "an EMF without size": (emf(0, 0), "picture-damaged"),
    "a WMF without units": (wmf(units=0), "picture-damaged"),
    "an SVG that is not well-formed": (svg("<a>"), "picture-damaged"),
    "an SVG without its namespace": (b"<svg width='3' height='3'/>", "picture-damaged"),
    "nothing but a beginning": (b"\x89PNG\r\n\x1a\n", "picture-damaged"),
    "too many pixels": (empty_png(100_000, 100_000), "picture-too-large"),
    "too many bytes": (png() + bytes(65 * 1024 * 1024), "picture-too-large"),
    "an SVG that draws more than it holds": (laughing(12), "picture-too-large"),
    "an SVG whose masks draw more than they hold": (laughing(12, '<rect mask="url( #{} )"/>'), "picture-too-large"),
    "an SVG of too many elements": (svg("<g/>" * 500_001), "picture-too-large"),
    "an SVG that works on each pixel too long": (svg('<feTurbulence numOctaves="1000000000"/>'), "picture-too-large"),
    "comments without a drawing": (b"<!---->" * 100, "no-picture"),
    "WebP": (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "picture-not-shown"),
    "HEIC": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "picture-not-shown"),
    "AVIF": (b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00", "picture-not-shown"),
    "PDF": (b"%PDF-1.7", "picture-not-shown"),
    "a page of the web": (b"<html>not found</html>", "no-picture"),
    "a text": ("照片".encode(), "no-picture"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_cannot_be_shown_is_told_before_anything_is_written(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source, code = WRONG[name]
    (problem,) = found(doc("甲", "{{ x }}"), {"x": Image(source)})
    assert problem.code == code
    assert problem.place.steps == (("paragraph", 2),)


def test_a_drawing_that_refers_to_itself_is_shown_as_word_shows_it():
    drawing = svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/><rect fill="url(#c)"/></g>')
    (picture,) = shown(fill(doc("{{ x }}"), {"x": Image(drawing, fallback=png())}))
    assert picture.content == png()


def test_the_kind_that_word_does_not_show_is_named(tmp_path):
    file = tmp_path / "照片.jpg"
    file.write_bytes(b"RIFF\x24\x00\x00\x00WEBPVP8 ")
    (problem,) = found(doc("{{ x }}"), {"x": Image(file)})
    assert problem.message("zh") == "“照片.jpg”是 WebP 格式，Word 不能显示"


def test_all_pictures_that_are_wrong_are_told_at_once():
    data = {"x": Image("nix.png"), "y": Image(b"?"), "z": Image(png())}
    assert codes(doc("{{ x }}", "{{ y }}", "{{ z }}"), data) == ["picture-missing", "no-picture"]


def test_a_photograph_that_word_shows_on_its_side_is_worth_a_warning():
    (problem,) = found(doc("{{ x }}"), {"x": Image(turned_jpeg())})
    assert (problem.code, problem.severity) == ("picture-turned", Severity.WARNING)


EXACT = '<w:spacing w:line="560" w:lineRule="exact"/>'
SINGLE = '<w:spacing w:line="240" w:lineRule="auto"/>'
STYLES = (
    '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:pPrDefault>'
    '<w:pPr><w:spacing w:after="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
    f'<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:pPr>{EXACT}</w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    f'<w:style w:type="paragraph" w:styleId="c"><w:basedOn w:val="a"/><w:pPr>{SINGLE}</w:pPr></w:style></w:styles>'
)
LINES = [
    (EXACT, "", ["picture-cut-by-line"]),
    ("", "", []),
    ("", STYLES, ["picture-cut-by-line"]),
    ('<w:pStyle w:val="b"/>', STYLES, ["picture-cut-by-line"]),
    ('<w:pStyle w:val="c"/>', STYLES, []),
    (f'<w:pStyle w:val="b"/>{SINGLE}', STYLES, []),
    ('<w:pStyle w:val="b"/><w:spacing w:after="0"/>', STYLES, ["picture-cut-by-line"]),
]


@pytest.mark.parametrize(("properties", "styles", "said"), LINES)
def test_a_picture_of_which_an_exact_line_shows_a_strip_is_worth_a_warning(properties, styles, said):
    extra = {"word/styles.xml": styles.encode()} if styles else None
    template = package(root("document", f"<w:body>{p('{{ x }}', properties=properties)}{A4}</w:body>"), extra=extra)
    assert codes(template, {"x": Image(png(), height=30)}) == said
    assert codes(template, {"x": Image(png(), height=5)}) == []


# --- the rest of the file ---


def test_only_the_insertions_change_content_types_and_relationships():
    template = doc("{{ x }}", stories={"header1.xml": root("hdr", p("甲"))})
    report = fill(template, {"x": Image(png(), link="https://example.com/")})
    before, after = ({record.name: record.raw for record in records(content)} for content in (template, report))
    assert [*after] == [*before, "word/media/image1.png"]
    assert {name for name in before if after[name] != before[name]} == {"word/document.xml", TYPES, RELATIONS}
    for name in (TYPES, RELATIONS):
        before, after = member(template, name), member(report, name)
        start = next(n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b)
        assert after.startswith(before[:start])
        assert after.endswith(before[start:])


def test_two_fills_give_the_same_bytes_and_what_is_passed_is_not_changed():
    image = Image(png(), width=30)
    template = doc("{{ x }}{{ x|image(width=10) }}")
    assert fill(template, {"x": image}) == fill(template, {"x": image})
    assert image.width == 30


# --- docxtpl ---


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"width": Mm(30)},
        {"height": Mm(30)},
        {"width": Mm(30), "height": Mm(30)},
        {"anchor": "https://example.com/"},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "content",
    [png(400, 201), png(400, 201, dots=150), of_pillow("JPEG", 301, 150, dpi=(200, 200)), of_pillow("GIF", 96, 48)],
    ids=["png", "png 150", "jpeg", "gif"],
)
def test_docxtpls_inline_image_has_docxtpls_size_and_place(content, options):
    template = doc("甲{{ x }}乙", table(row("{{ x }}")))
    document = docxtpl.DocxTemplate(io.BytesIO(template))
    image = docxtpl.InlineImage(document, io.BytesIO(content), **options)
    document.render({"x": image})
    stream = io.BytesIO()
    document.save(stream)
    theirs, ours = stream.getvalue(), fill(template, {"x": image})
    assert [picture[1:4] for picture in shown(ours)] == [picture[1:4] for picture in shown(theirs)]
    assert [picture.link for picture in shown(ours)] == [picture.link for picture in shown(theirs)]
    assert body(ours) == body(theirs) == ["甲乙", [[""]]]
    assert faults(ours) == []


@pytest.mark.parametrize("behind", [b"<!-- x -->\n", b"<?x y?>", b"<!-- --><!-- -->"])
@pytest.mark.parametrize("name", ["[Content_Types].xml", "word/_rels/document.xml.rels"])
def test_a_list_that_a_picture_is_added_to_may_have_a_comment_behind_it(name, behind):
    members = members_of(doc("{{ a }}"))
    report = fill(pack({**members, name: members[name] + behind}), {"a": Image(png())})
    assert member(report, name).endswith(behind)
    assert len(shown(report)) == 1
