"""A picture of the template whose alternative text is a tag is replaced, and keeps its place, size and wrapping."""

from __future__ import annotations

import io
import re
import subprocess

import pytest
from PIL import Image as Pillow

from docfill import Image, Template
from tests.building import (
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
    root,
    row,
    table,
    tree,
)
from tests.fidelity.cutting import records
from tests.fidelity.packages import members_of, pack
from tests.libreoffice import convert, needs_libreoffice
from tests.pictures import MM, png, svg, turned_jpeg

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
RELATIONS = "word/_rels/document.xml.rels"
SAMPLE = png(10, 10, grey=9)
WIDTH, HEIGHT = 1_000_000, 500_000


def picture(
    descr: str, *, title: str = "", blip: str = '<a:blip r:embed="rIdSample"/>', inner: str = "", crop: str = ""
) -> Xml:
    """Return a picture in the line: *descr* describes the drawing, *inner* the picture in it."""
    said = f' descr="{descr}"' + (f' title="{title}"' if title else "")
    within = f' descr="{inner}"' if inner else ""
    return Xml(
        f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{WIDTH}" cy="{HEIGHT}"/>'
        f'<wp:docPr id="7" name="图片 7"{said}/><a:graphic xmlns:a="{A}"><a:graphicData uri="{PIC}">'
        f'<pic:pic xmlns:pic="{PIC}"><pic:nvPicPr><pic:cNvPr id="7" name="sample.png"{within}/><pic:cNvPicPr/>'
        f"</pic:nvPicPr><pic:blipFill>{blip}{crop}<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>"
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{WIDTH}" cy="{HEIGHT}"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )


def anchored(descr: str) -> Xml:
    """Return a picture that floats behind the text."""
    start = (
        '<wp:anchor behindDoc="1" simplePos="0" locked="0" layoutInCell="1" allowOverlap="1" relativeHeight="3">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>777</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="paragraph"><wp:posOffset>-99</wp:posOffset></wp:positionV>'
    )
    text = re.sub(r"<wp:inline[^>]*>", start, picture(descr)).replace("</wp:inline>", "</wp:anchor>")
    return Xml(text.replace("<wp:docPr", "<wp:wrapNone/><wp:docPr"))


def vml(alt: str, style: str = "width:80pt;height:40pt") -> Xml:
    """Return a picture as Word 2003 wrote it."""
    return Xml(
        f'<w:pict><v:shape id="_x0000_i1025" alt="{alt}" style="{style}">'
        '<v:imagedata r:id="rIdSample" o:title="sample" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'cropleft="6554f"/></v:shape></w:pict>'
    )


def run(inside: str) -> Xml:
    return Xml(f"<w:r>{inside}</w:r>")


def with_sample(content: bytes, story: str = "document.xml") -> bytes:
    """Return the package *content* with the picture that its template shows."""
    members = members_of(content)
    name = f"word/_rels/{story}.rels"
    relation = f'<Relationship Id="rIdSample" Type="{IMAGE}" Target="media/sample.png"/></Relationships>'.encode()
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    members[name] = members.get(name, empty).replace(b"</Relationships>", relation)
    members["word/media/sample.png"] = SAMPLE
    types = members["[Content_Types].xml"]
    members["[Content_Types].xml"] = types.replace(
        b"<Override", b'<Default Extension="png" ContentType="image/png"/><Override', 1
    )
    return pack(members)


def embedded(report: bytes, name: str = "word/document.xml") -> list[bytes]:
    """Return the files that the pictures of a member show, in order."""
    folder, file = name.split("/")
    targets = {each.get("Id"): each.get("Target") for each in tree(report, f"{folder}/_rels/{file}.rels")}
    shown = []
    for element in tree(report, name).iter("{*}blip", "{*}imagedata"):
        (identity,) = (value for key, value in element.attrib.items() if key.endswith(("}embed", "}id")))
        shown.append(member(report, f"{folder}/{targets[identity]}"))
    return shown


NEW = png(40, 20)


@pytest.mark.parametrize("make", [picture, anchored], ids=["inline", "floating"])
def test_only_the_file_and_the_description_of_the_picture_change(make):
    template = with_sample(doc(p("甲", run(make("{{ seal }}")), "乙")))
    report = fill(template, {"seal": Image(NEW, alt="公章")})
    assert embedded(report) == [NEW]
    assert faults(report) == []
    before, after = member(template).decode(), member(report).decode()
    new = re.search(r'r:embed="(\w+)"', after)[1]
    assert before.replace("{{ seal }}", "公章").replace("rIdSample", new) == after
    kept = {record.name: record.raw for record in records(template)}
    changed = {name for name, raw in kept.items() if raw != {each.name: each.raw for each in records(report)}[name]}
    assert changed == {"word/document.xml", RELATIONS}


def test_a_picture_in_vml_is_replaced():
    template = with_sample(doc(p(run(vml("{{ seal }}")))))
    report = fill(template, {"seal": Image(NEW, alt="章")})
    assert embedded(report) == [NEW]
    (shape,) = tree(report).iter("{urn:schemas-microsoft-com:vml}shape")
    assert (shape.get("alt"), shape.get("style")) == ("章", "width:80pt;height:40pt")
    assert "crop" not in member(report).decode()


def test_both_forms_of_a_picture_are_replaced():
    both = (
        '<mc:AlternateContent><mc:Choice Requires="wps">'
        f"{picture('{{ seal }}')}</mc:Choice><mc:Fallback>{vml('{{ seal }}')}</mc:Fallback></mc:AlternateContent>"
    )
    template = with_sample(doc(p("甲", run(both))))
    assert embedded(fill(template, {"seal": Image(NEW)})) == [NEW, NEW]
    gone = fill(template, {"seal": None})
    assert body(gone) == ["甲"]
    assert "AlternateContent" not in member(gone).decode()


def test_the_title_and_the_pictures_own_description_will_do():
    for template in (
        picture("", title="{{ seal }}"),
        picture("", inner="{{ seal }}"),
        picture("{{ seal }}", inner="{{ seal }}"),
    ):
        report = fill(with_sample(doc(p(run(template)))), {"seal": Image(NEW)})
        assert embedded(report) == [NEW]
        assert b"seal" not in member(report)


STORIES = {
    "a cell of a loop": doc(
        table(row("{%tr for x in xs %}"), row(Xml(cell(p(run(picture("{{ x }}")))))), row("{%tr endfor %}"))
    ),
    "paragraphs of a loop": doc("{%p for x in xs %}", p(run(picture("{{ x }}"))), "{%p endfor %}"),
}


@pytest.mark.parametrize("name", STORIES)
def test_each_copy_in_a_loop_has_its_own_picture(name):
    others = [png(40, 20, grey=grey) for grey in (1, 2, 1)]
    report = fill(with_sample(STORIES[name]), {"xs": [Image(content) for content in others]})
    assert embedded(report) == others
    assert faults(report) == []


def test_a_picture_in_a_header_is_replaced():
    template = with_sample(
        doc("甲", stories={"header1.xml": root("hdr", p(run(anchored("{{ seal }}"))))}), "header1.xml"
    )
    assert embedded(fill(template, {"seal": Image(NEW)}), "word/header1.xml") == [NEW]


PROPORTIONS = [
    ((40, 20), {}),
    ((201, 100), {}),
    ((40, 40), {"l": -50_000, "r": -50_000}),
    ((40, 10), {"t": -50_000, "b": -50_000}),
]


@pytest.mark.parametrize(("size", "margins"), PROPORTIONS)
def test_a_picture_of_another_proportion_is_centred_in_the_frame(size, margins):
    crop = '<a:srcRect l="1000" t="2000"/>'
    report = fill(with_sample(doc(p(run(picture("{{ seal }}", crop=crop))))), {"seal": Image(png(*size))})
    found = [dict(each.attrib) for each in tree(report).iter(f"{{{A}}}srcRect")]
    assert found == ([{side: str(part) for side, part in margins.items()}] if margins else [])
    assert {(e.get("cx"), e.get("cy")) for e in tree(report).iter(f"{{{A}}}ext")} == {(str(WIDTH), str(HEIGHT))}


VML_STYLES = [
    ((40, 20), "width:80pt;height:40pt"),
    ((40, 40), "width:40.00pt;height:40pt"),
    ((40, 10), "width:80pt;height:20.00pt"),
]


@pytest.mark.parametrize(("size", "style"), VML_STYLES)
def test_a_frame_in_vml_gets_smaller_for_a_picture_of_another_proportion(size, style):
    report = fill(with_sample(doc(p(run(vml("{{ seal }}"))))), {"seal": Image(png(*size))})
    (shape,) = tree(report).iter("{urn:schemas-microsoft-com:vml}shape")
    assert shape.get("style") == style
    assert "crop" not in member(report).decode()


def test_a_drawing_takes_a_pictures_place_and_a_picture_a_drawings():
    template = with_sample(doc(p(run(picture("{{ seal }}")))))
    report = fill(template, {"seal": Image(svg(), fallback=png())})
    assert embedded(report) == [png()]
    assert member(report, "word/media/image1.svg") == svg()
    (drawing,) = tree(report).iter("{*}svgBlip")
    assert next(iter(drawing.attrib.values())) in member(report, RELATIONS).decode()
    blip = (
        '<a:blip r:embed="rIdSample" cstate="print"><a:lum bright="10000"/><a:extLst><a:ext uri="{x}"><asvg:svgBlip '
        'xmlns:asvg="urn:svg" r:embed="rIdSample"/></a:ext></a:extLst></a:blip>'
    )
    template = with_sample(doc(p(run(picture("{{ seal }}", blip=blip)))))
    report = fill(template, {"seal": Image(NEW)})
    assert embedded(report) == [NEW]
    assert list(tree(report).iter("{*}svgBlip", "{*}extLst")) == []
    assert len(list(tree(report).iter("{*}lum"))) == 1


def test_a_linked_picture_is_embedded():
    template = with_sample(doc(p(run(picture("{{ seal }}", blip='<a:blip r:link="rIdSample"/>')))))
    report = fill(template, {"seal": Image(NEW)})
    assert embedded(report) == [NEW]
    assert "link=" not in member(report).decode()


@pytest.mark.parametrize("blank", [None, "", " "])
@pytest.mark.parametrize("make", [picture, anchored, vml], ids=["inline", "floating", "vml"])
def test_a_blank_removes_the_picture(make, blank):
    report = fill(
        with_sample(
            doc(p("甲", run(make("{{ seal }}"))), table(row(Xml(cell(p(run(make("{{ seal }}")))))))),
        ),
        {"seal": blank},
    )
    assert embedded(report) == []
    assert body(report) == ["甲", [[""]]]
    assert len(elements(report, "r")) == 1
    assert faults(report) == []


def test_text_in_the_pictures_run_stays_where_the_picture_goes():
    report = fill(with_sample(doc(p(run(f"<w:t>甲</w:t>{picture('{{ seal }}')}")))), {"seal": None})
    assert body(report) == ["甲"]
    assert embedded(report) == []


def test_a_missing_value_is_told_left_blank_or_kept():
    template = with_sample(doc(p(run(picture("{{ seal }}")))))
    assert codes(template) == ["missing-value"]
    assert embedded(fill(template, missing="blank")) == []
    assert member(fill(template, missing="keep")) == member(template)


def test_a_text_does_not_take_a_pictures_place():
    (problem,) = found(with_sample(doc(p(run(picture("{{ seal }}"))))), {"seal": "seal.png"})
    assert (problem.code, problem.details["found"]) == ("picture-wanted", "seal.png")
    assert problem.place.steps == (("paragraph", 1), ("picture", 1), ("alternative text", 0))


def test_a_text_beside_the_tag_makes_it_a_description():
    template = with_sample(doc(p(run(picture("{{ name }}的公章")))))
    report = fill(template, {"name": "某某街道"})
    assert embedded(report) == [SAMPLE]
    assert 'descr="某某街道的公章"' in member(report).decode()
    assert codes(template, {"name": Image(NEW)}) == ["value-needs-text"]


def test_the_filter_finds_the_file_of_a_replaced_picture(tmp_path):
    (tmp_path / "seal.png").write_bytes(NEW)
    out = io.BytesIO()
    template = with_sample(doc(p(run(picture("{{ seal|图片 }}")))))
    Template(template).fill({"seal": "seal.png"}, out, pictures=tmp_path)
    assert embedded(out.getvalue()) == [NEW]


def test_what_is_wrong_with_the_file_is_told_at_the_picture():
    template = with_sample(doc(p(run(picture("{{ seal }}")))))
    (problem,) = found(template, {"seal": Image(b"?")})
    assert (problem.code, problem.place.steps[:2]) == ("no-picture", (("paragraph", 1), ("picture", 1)))
    assert codes(template, {"seal": Image(turned_jpeg())}) == ["picture-turned"]


def test_a_link_is_that_of_the_picture_that_takes_the_place():
    template = with_sample(doc(p(run(picture("{{ seal }}")), run(vml("{{ seal }}")))))
    report = fill(template, {"seal": Image(NEW, link="https://example.com/?a=1&b=2")})
    assert b'Target="https://example.com/?a=1&amp;b=2" TargetMode="External"' in member(report, RELATIONS)
    (click,) = tree(report).iter(f"{{{A}}}hlinkClick")
    assert click.getparent().tag.endswith("}docPr")
    (shape,) = tree(report).iter("{urn:schemas-microsoft-com:vml}shape")
    assert shape.get("href") == "https://example.com/?a=1&b=2"


def test_a_drawing_of_several_pictures_is_described_and_each_of_them_can_be_replaced():
    two = picture("{{ both }}", inner="{{ one }}")
    single = re.search("<pic:pic .*</pic:pic>", two).group()
    template = with_sample(doc(p(run(two.replace(single, single + single.replace("{{ one }}", "另一张"))))))
    report = fill(template, {"both": "两张", "one": Image(NEW)})
    assert embedded(report) == [NEW, SAMPLE]
    assert 'descr="两张"' in member(report).decode()
    assert embedded(fill(template, {"both": "两张", "one": None})) == [SAMPLE]


@needs_libreoffice
def test_libreoffice_shows_the_pictures_of_a_report(tmp_path):
    wide = Xml(picture("{{ frame }}").replace(str(WIDTH), "2000000").replace(str(HEIGHT), "1000000"))
    template = with_sample(doc(p(run(wide)), "{{ line }}", table(row("{{ drawing }}", "乙"))))
    green = svg('<rect width="30" height="20" fill="#00ff00"/>', 'width="15mm" height="10mm"')
    red, blue = (plain(colour) for colour in ("#ff0000", "#0000ff"))
    data = {"frame": Image(red), "line": Image(blue, width=20), "drawing": Image(green, fallback=plain("#00ff00"))}
    (tmp_path / "a.docx").write_bytes(fill(template, data))
    (made,) = convert("pdf", tmp_path / "a.docx")
    subprocess.run(["pdftoppm", "-r", "72", "-png", "-singlefile", made, tmp_path / "a"], check=True, timeout=300)
    page = Pillow.open(tmp_path / "a.png").convert("RGB")
    dots = page.width / (11906 * 635)  # of an English Metric Unit
    for colour, (across, down) in {
        (255, 0, 0): (1_000_000, 1_000_000),  # a square, as large as the frame is high
        (0, 0, 255): (20 * MM, 20 * MM),
        (0, 255, 0): (784 * 635, 784 * 635 * 2 / 3),  # as wide as its cell
    }.items():
        seen = sum(
            count
            for count, pixel in page.getcolors(page.width * page.height)
            if all(abs(ours - theirs) < 16 for ours, theirs in zip(pixel, colour, strict=True))
        )
        assert seen == pytest.approx(across * down * dots * dots, rel=0.15), colour


def plain(colour: str) -> bytes:
    """Return a square of one *colour*."""
    stream = io.BytesIO()
    Pillow.new("RGB", (100, 100), colour).save(stream, "PNG")
    return stream.getvalue()
