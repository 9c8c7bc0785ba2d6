"""Pictures that lie over a workbook's cells are shown in the report: in their size, smaller where there is no room."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.drawing.image import Image as Placed

from docfill import FillError, fill
from docfill.cli import main
from tests.building import Xml, body, doc, faults, row, table
from tests.fidelity.packages import members_of, pack
from tests.pictures import MM, png, shown
from tests.word.test_picture_frames import embedded, picture, run, with_sample

DOT = 9525  # in English Metric Units, at 96 dots an inch


@pytest.fixture(autouse=True)
def _workbook(tmp_path, monkeypatch):
    """Stand in a folder with a workbook of two people and a photograph of one of them."""
    monkeypatch.chdir(tmp_path)
    book = Workbook()
    book.active.title = "名单"
    for line in (("姓名", "照片"), ("张三", None), ("李四", None)):
        book.active.append(line)
    photograph = Placed(io.BytesIO(png(300, 400)))
    photograph.width, photograph.height = 60, 80
    book.active.add_image(photograph, "B2")
    book.save("名单.xlsx")


def filled(tag: str, width: int = 5000) -> bytes:
    """Return the report of a table whose second column shows *tag*, and is *width* twentieths of a point wide."""
    roster = table(row("{% for 项 in 名单 %}{{ 项.姓名 }}", f"{{{{ {tag} }}}}{{% endfor %}}"))
    Path("名册.docx").write_bytes(doc(Xml(roster.replace("1000", str(width)))))
    report = fill("名册.docx", "名单.xlsx", "成稿.docx").path.read_bytes()
    assert faults(report) == []
    assert body(report) == [[["张三", ""], ["李四", ""]]]
    return report


def test_a_picture_has_its_size_in_the_sheet():
    (photograph,) = shown(filled("项.照片"))
    assert photograph.content == png(300, 400)
    assert (photograph.width, photograph.height) == (60 * DOT, 80 * DOT)


def test_a_picture_is_made_smaller_where_there_is_no_room():
    (photograph,) = shown(filled("项.照片", width=600))
    assert photograph.width == (600 - 216) * 635
    assert photograph.height == pytest.approx(photograph.width * 80 / 60, abs=1)


def test_the_tag_gives_a_picture_another_size():
    (photograph,) = shown(filled("项.照片|图片(宽=30)", width=600))
    assert (photograph.width, photograph.height) == (30 * MM, 40 * MM)
    (photograph,) = shown(filled("项.照片|图片(适应=true)"))
    assert photograph.width == (5000 - 216) * 635


def test_a_picture_of_the_workbook_takes_the_place_of_one_in_the_template():
    Path("证.docx").write_bytes(with_sample(doc(Xml(f"<w:p>{run(picture('{{ 名单[0].照片 }}'))}</w:p>"))))
    assert main(["fill", "证.docx", "名单.xlsx", "-o", "张三.docx"]) == 0
    assert embedded(Path("张三.docx").read_bytes()) == [png(300, 400)]


def test_what_is_wrong_with_a_picture_is_told_at_its_cell():
    members = members_of(Path("名单.xlsx").read_bytes())
    members["xl/media/image1.png"] = png(300, 400)[:60]
    Path("名单.xlsx").write_bytes(pack(members))
    with pytest.raises(FillError) as caught:
        filled("项.照片")
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.spot()) == ("picture-damaged", "名单!B2")
