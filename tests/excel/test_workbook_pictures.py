"""A picture in a cell, or over a blank one, is that cell's value: as Excel places it, as Excel and WPS keep it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from books import book, saved
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D

import docfill
from docfill.excel.reader import read
from tests.building import doc, fill, p, r, tree

RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def png(width=2, height=1):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\xff\x00\x00" * width for _ in range(height))
    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )  # fmt: skip


def with_pictures(rows, tmp_path, *places, merged=()):
    """Return a workbook of one sheet with a picture beginning at each of *places*, such as ``B2``."""
    made = book({"照片": rows})
    for area in merged:
        made["照片"].merge_cells(area)
    for place in places:
        made["照片"].add_image(Image(io.BytesIO(png())), place)
    return saved(made, tmp_path)


def added(path, parts, *changes):
    """Add *parts* to the workbook, and put the second text of each of *changes* for the first, in every part."""
    with zipfile.ZipFile(path) as old:
        members = {info.filename: old.read(info) for info in old.infolist()}
    for before, after in changes:
        assert any(before.encode() in content for content in members.values()), before
        members = {name: content.replace(before.encode(), after.encode()) for name, content in members.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in {**members, **parts}.items():
            new.writestr(name, content)
    return path


def relations(**targets):
    """Return a part of relationships: the id of each, and its type and target."""
    inside = "".join(f'<Relationship Id="{id_}" Type="{kind}" Target="{to}"/>' for id_, (kind, to) in targets.items())
    return f'<Relationships xmlns="{RELATIONSHIPS}">{inside}</Relationships>'


def test_a_picture_over_a_blank_cell_is_its_value(tmp_path):
    data = read(with_pictures([["字段", "值"], ["单位", "甲"], ["公章", None]], tmp_path, "B3"))
    picture = data["公章"]
    assert isinstance(picture, docfill.Image)
    assert picture.source == png()
    # openpyxl places it as large as it is at 96 dots an inch
    assert (picture.width, picture.height) == (pytest.approx(2 / 96 * 25.4), pytest.approx(1 / 96 * 25.4))
    assert data.source("公章").cell == "B3"


def test_a_picture_over_a_cell_with_text_leaves_the_text(tmp_path):
    assert read(with_pictures([["字段", "值"], ["单位", "甲"]], tmp_path, "B2")) == {"单位": "甲"}


def test_mere_spaces_under_a_picture_are_no_text(tmp_path):
    assert isinstance(read(with_pictures([["字段", "值"], ["公章", "  "]], tmp_path, "B2"))["公章"], docfill.Image)


def test_records_have_the_pictures_of_their_rows(tmp_path):
    rows = [["姓名", "照片"], ["张三", None], ["李四", None]]
    first, second = read(with_pictures(rows, tmp_path, "B2"))["照片"]
    assert isinstance(first["照片"], docfill.Image)
    assert second == {"姓名": "李四", "照片": None}


def test_a_picture_over_any_part_of_a_merged_cell_is_the_cells_value(tmp_path):
    rows = [["字段", "值"], ["公章", None], ["电话", "110"]]
    data = read(with_pictures(rows, tmp_path, "C3", merged=["B2:C3"]))
    assert isinstance(data["公章"], docfill.Image)


def test_a_picture_beside_a_list_changes_nothing(tmp_path):
    rows = [["姓名", "件数"], ["张三", 3]]
    assert read(with_pictures(rows, tmp_path, "F1", "A9")) == {"照片": [{"姓名": "张三", "件数": 3}]}


def test_several_pictures_on_one_cell_are_a_problem_where_the_value_is_used(tmp_path):
    data = read(with_pictures([["字段", "值"], ["公章", None]], tmp_path, "B2", "B2"))
    (fault,) = data.faults()
    (problem,) = fault.problems
    assert (problem.code, problem.place.spot()) == ("several-pictures", "照片!B2")
    assert problem.details["count"] == "2"


def test_a_picture_placed_by_one_corner_has_its_own_size(tmp_path):
    made = book({"照片": [["字段", "值"], ["公章", None]]})
    image = Image(io.BytesIO(png()))
    image.anchor = OneCellAnchor(_from=AnchorMarker(col=1, row=1), ext=XDRPositiveSize2D(914400, 457200))
    made["照片"].add_image(image)
    picture = read(saved(made, tmp_path))["公章"]
    assert (picture.width, picture.height) == (25.4, 12.7)


def sizes_in_word(data):
    content = fill(doc(p(r("{{ 公章 }}"))), data)
    return [(int(one.get("cx")), int(one.get("cy"))) for one in tree(content).iter("{*}extent")]


def test_a_picture_is_printed_as_large_as_in_the_workbook_unless_there_is_no_room(tmp_path):
    for size, shown in ((914400, 914400), (20 * 914400, None)):
        made = book({"照片": [["字段", "值"], ["公章", None]]})
        image = Image(io.BytesIO(png()))
        made["照片"].add_image(image)
        image.anchor = OneCellAnchor(_from=AnchorMarker(col=1, row=1), ext=XDRPositiveSize2D(size, size // 2))
        ((width, height),) = sizes_in_word(read(saved(made, tmp_path)))
        assert width == shown or (shown is None and width < 8 * 914400)
        assert abs(width - 2 * height) <= 2


def excel_in_cell(tmp_path, kind="_localImage", number=1):
    """Return a workbook with a picture placed in a cell by Excel (its own parts, as Excel 365 writes them)."""
    path = saved(book({"照片": [["字段", "值"], ["公章", 4711]]}), tmp_path)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rich = "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"
    parts = {
        "xl/metadata.xml": f'<metadata xmlns="{main}" xmlns:xlrd="{rich}">'
        '<metadataTypes count="1"><metadataType name="XLRICHVALUE"/></metadataTypes>'
        '<futureMetadata name="XLRICHVALUE" count="1"><bk><extLst><ext><xlrd:rvb i="0"/></ext></extLst></bk>'
        '</futureMetadata><valueMetadata count="1"><bk><rc t="1" v="0"/></bk></valueMetadata></metadata>',
        "xl/richData/rdrichvalue.xml": f'<rvData xmlns="{rich}"><rv s="0"><v>0</v><v>5</v></rv></rvData>',
        "xl/richData/rdrichvaluestructure.xml": f'<rvStructures xmlns="{rich}"><s t="{kind}">'
        '<k n="_rvRel:LocalImageIdentifier" t="i"/><k n="CalcOrigin" t="i"/></s></rvStructures>',
        "xl/richData/richValueRel.xml": f'<richValueRels xmlns="{rich}" xmlns:r="{OFFICE}"><rel r:id="rId1"/>'
        "</richValueRels>",
        "xl/richData/_rels/richValueRel.xml.rels": relations(rId1=(f"{OFFICE}/image", "../media/image1.png")),
        "xl/media/image1.png": png(),
    }
    microsoft = "http://schemas.microsoft.com/office"
    links = "".join(
        f'<Relationship Id="x{at}" Type="{kind}" Target="{to}"/>'
        for at, (kind, to) in enumerate(
            [
                (f"{OFFICE}/sheetMetadata", "metadata.xml"),
                (f"{microsoft}/2022/10/relationships/richValueRel", "richData/richValueRel.xml"),
                (f"{microsoft}/2017/06/relationships/rdRichValue", "richData/rdrichvalue.xml"),
                (f"{microsoft}/2017/06/relationships/rdRichValueStructure", "richData/rdrichvaluestructure.xml"),
            ]
        )
    )
    in_cell = f'<c r="B2" t="e" vm="{number}"><v>#VALUE!</v></c>'
    return added(
        path,
        parts,
        ("</Relationships>", f"{links}</Relationships>"),
        ('<c r="B2" t="n"><v>4711</v></c>', in_cell),
    )


def test_a_picture_that_excel_keeps_in_a_cell_is_its_value(tmp_path):
    picture = read(excel_in_cell(tmp_path))["公章"]
    assert isinstance(picture, docfill.Image)
    assert (picture.source, picture.width, picture.height) == (png(), None, None)


@pytest.mark.parametrize("change", [{"kind": "_error"}, {"number": 9}])
def test_a_rich_value_that_is_no_picture_stays_the_error_that_it_shows(tmp_path, change):
    (fault,) = read(excel_in_cell(tmp_path, **change)).faults()
    assert [(problem.code, problem.details["error"]) for problem in fault.problems] == [("error-cell", "#VALUE!")]


def wps_in_cell(tmp_path, formula, listed="ID_8B0D"):
    path = saved(book({"照片": [["字段", "值"], ["公章", 4711]]}), tmp_path)
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    parts = {
        "xl/cellimages.xml": f'<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" '
        f'xmlns:xdr="{drawing}/spreadsheetDrawing" xmlns:a="{drawing}/main" xmlns:r="{OFFICE}"><etc:cellImage><xdr:pic>'
        f'<xdr:nvPicPr><xdr:cNvPr id="2" name="{listed}"/><xdr:cNvPicPr/></xdr:nvPicPr>'
        '<xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill>'
        '<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="360000" cy="180000"/></a:xfrm></xdr:spPr>'
        "</xdr:pic></etc:cellImage></etc:cellImages>",
        "xl/_rels/cellimages.xml.rels": relations(rId1=(f"{OFFICE}/image", "media/image1.png")),
        "xl/media/image1.png": png(),
    }
    link = '<Relationship Id="x1" Type="http://www.wps.cn/officeDocument/2020/cellImage" Target="cellimages.xml"/>'
    return added(
        path,
        parts,
        ("</Relationships>", f"{link}</Relationships>"),
        ('<c r="B2" t="n"><v>4711</v></c>', f'<c r="B2" {formula}</c>'),
    )


@pytest.mark.parametrize(
    "formula",
    [
        't="str"><f>_xlfn.DISPIMG("ID_8B0D",1)</f><v>=DISPIMG("ID_8B0D",1)</v>',
        't="str"><f>DISPIMG("ID_8B0D",1)</f><v>=DISPIMG("ID_8B0D",1)</v>',
        't="e"><f>_xlfn.DISPIMG("ID_8B0D",1)</f><v>#NAME?</v>',  # opened and saved in Excel, which does not know it
        '><f>_xlfn.DISPIMG("ID_8B0D",1)</f>',
    ],
)
def test_a_picture_that_wps_keeps_in_a_cell_is_its_value(tmp_path, formula):
    picture = read(wps_in_cell(tmp_path, formula))["公章"]
    assert isinstance(picture, docfill.Image)
    assert (picture.source, picture.name, picture.width, picture.height) == (png(), "ID_8B0D", 10, 5)


def test_a_picture_of_wps_that_is_not_in_the_file_is_a_problem(tmp_path):
    formula = 't="str"><f>_xlfn.DISPIMG("ID_8B0D",1)</f><v>=DISPIMG("ID_8B0D",1)</v>'
    (fault,) = read(wps_in_cell(tmp_path, formula, listed="ID_OTHER")).faults()
    assert [problem.code for problem in fault.problems] == ["error-cell"]
