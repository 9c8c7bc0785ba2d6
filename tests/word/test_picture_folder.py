"""The data may name pictures' files: only those in the folder that the caller allows are read."""

from __future__ import annotations

import errno
import io
import json
import os
from pathlib import Path

import pytest
from openpyxl import Workbook

from docfill import Data, FillError, Image, Source, Template
from docfill.cli import main
from docfill.filling import fill as fill_form
from tests.building import body, doc, row, save, table
from tests.pictures import MM, png, shown


@pytest.fixture
def photos(tmp_path):
    """A folder of photographs, and a file beside it that is nobody's business."""
    folder = tmp_path / "照片"
    (folder / "2024").mkdir(parents=True)
    (folder / "张三.png").write_bytes(png(grey=1))
    (folder / "2024" / "李 四.png").write_bytes(png(grey=2))
    (tmp_path / "secret.png").write_bytes(png(grey=3))
    return folder


def filled(template: bytes, data: dict[str, object], folder: object = None) -> bytes:
    out = io.BytesIO()
    Template(template).fill(data, out, pictures=folder)
    return out.getvalue()


def problems(template: bytes, data: dict[str, object], folder: object = None) -> list:
    with pytest.raises(FillError) as caught:
        filled(template, data, folder)
    return list(caught.value.problems)


@pytest.mark.parametrize("tag", ["x|image(width=30)", 'x|image("3cm")', 'x|图片(宽="30mm")', 'x|图片(宽="3厘米")'])
def test_a_filter_makes_a_picture_of_a_files_name(tag, photos):
    (picture,) = shown(filled(doc(f"{{{{ {tag} }}}}"), {"x": " 张三.png "}, photos))
    assert (picture.content, picture.width, picture.height) == (png(grey=1), 30 * MM, 15 * MM)


@pytest.mark.parametrize("name", ["2024/李 四.png", "2024\\李 四.png", "./2024/李 四.png"])
def test_a_file_may_lie_in_a_folder_of_that_folder(name, photos):
    assert shown(filled(doc("{{ x|image }}"), {"x": name}, str(photos)))[0].content == png(grey=2)


def test_every_row_shows_its_own_picture_and_each_file_is_one_part(photos):
    template = doc(
        table(row("{%tr for r in rows %}"), row("{{ r.n }}", "{{ r.x|图片(适应=true) }}"), row("{%tr endfor %}"))
    )
    names = ["张三.png", None, "2024/李 四.png", "张三.png", ""]
    report = filled(template, {"rows": [{"n": n, "x": name} for n, name in enumerate(names)]}, photos)
    assert [picture.member for picture in shown(report)] == [f"word/media/image{n}.png" for n in (1, 2, 1)]
    assert {picture.width for picture in shown(report)} == {784 * 635}
    assert body(report) == [[[str(n), ""] for n in range(5)]]


OUTSIDE = [
    "../secret.png",
    "2024/../../secret.png",
    "..\\secret.png",
    "/etc/passwd",
    "\\\\server\\share\\a.png",
    "C:\\a.png",
    "c:a.png",
    "file:///etc/passwd",
    "~/a.png",
    "a\0.png",
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_name_that_leads_out_of_the_folder_is_told(name, photos):
    assert [problem.code for problem in problems(doc("{{ x|image }}"), {"x": name}, photos)] == ["picture-outside"]


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_link_that_leads_out_of_the_folder_is_told(kind, photos):
    target = photos.parent / "secret.png" if kind == "file" else photos.parent
    (photos / "link").symlink_to(target)
    name = "link" if kind == "file" else "link/secret.png"
    assert [problem.code for problem in problems(doc("{{ x|image }}"), {"x": name}, photos)] == ["picture-outside"]
    (photos / "circle").symlink_to("circle")
    (problem,) = problems(doc("{{ x|image }}"), {"x": "circle"}, photos)
    assert problem.code == "picture-unreadable"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in its folders")
def test_a_pipe_among_the_pictures_is_told_and_not_waited_for(photos):
    os.mkfifo(photos / "管道")
    (problem,) = problems(doc("{{ x|图片 }}"), {"x": "管道"}, photos)
    assert problem.code == "picture-unreadable"


def test_no_picture_is_read_where_no_folder_is_allowed(photos):
    (problem,) = problems(doc("{{ x|image }}"), {"x": str(photos / "张三.png")})
    assert problem.code == "pictures-folder-needed"
    assert "--pictures" in problem.hint()


@pytest.mark.parametrize(("name", "guess"), [("张三", " (张三.png?)"), ("张山.png", " (张三.png?)"), ("王.png", "")])
def test_a_file_that_is_missing_is_told_and_one_like_it_is_suggested(name, guess, photos):
    (problem,) = problems(doc("{{ x|image }}"), {"x": name}, photos)
    assert (problem.code, problem.details["guess"]) == ("picture-missing", guess)


@pytest.mark.parametrize("name", ["\ud800.png", "\ud800/张三.png"])
def test_a_name_that_no_file_can_have_is_told_as_missing(name, photos):
    (problem,) = problems(doc("{{ x|image }}"), {"x": name}, photos)
    assert problem.code == "picture-missing"


def test_a_folder_among_the_pictures_is_no_picture(photos):
    assert [problem.code for problem in problems(doc("{{ x|image }}"), {"x": "2024"}, photos)] == ["picture-is-folder"]


def test_what_is_neither_a_name_nor_a_picture_is_told(photos):
    template = doc("{{ x|image }}")
    assert [problem.code for problem in problems(template, {"x": 12}, photos)] == ["no-picture-name"]
    assert [problem.code for problem in problems(doc("{{ x|image(size=3) }}"), {"x": "张三.png"}, photos)] == [
        "filter-argument"
    ]


def test_a_fault_is_told_at_the_datas_cell_and_the_tags_place(photos):
    name = "王.png"
    data = Data({"rows": [{"x": name}]}, {"rows": [{"x": Source("名单.xlsx", "人员", "B2")}]})
    template = doc(table(row("{% for r in rows %}{{ r.x|image }}{% endfor %}")))
    (problem,) = problems(template, data, photos)
    assert problem.place.text() == "名单.xlsx: 人员!B2"
    assert [place.steps for place in problem.related] == [(("table", 1), ("row", 1), ("cell", 1))]


def test_the_filter_sizes_a_picture_that_is_one_already_and_says_what_it_shows():
    image = Image(png(), width=10, alt="章")
    template = doc('{{ x|image }}{{ x|image(width=30) }}{{ x|图片(高=10, 说明="新", 链接="https://example.com/") }}')
    found = shown(filled(template, {"x": image}))
    assert [(picture.width // MM, picture.alt) for picture in found] == [(10, "章"), (30, "章"), (20, "新")]
    assert found[2].link == "https://example.com/"


def test_a_folder_that_is_not_there_is_told(photos):
    (photos / "circle").symlink_to("circle")
    for name in ("none", "张三.png", "circle", "x" * 300, "zero\0"):
        (problem,) = problems(doc("{{ x|image }}"), {"x": "张三.png"}, photos / name)
        assert problem.code == "no-pictures-folder"


def test_a_picture_is_missing_also_where_its_folder_may_not_be_listed(photos, monkeypatch):
    def refuse(path: Path) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(Path, "iterdir", refuse)
    (problem,) = problems(doc("{{ x|image }}"), {"x": "张四.png"}, photos)
    assert problem.code == "picture-missing"


def test_the_command_and_the_verb_take_the_folder(photos, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    save(tmp_path / "模板.docx", doc("{{ 姓名 }}", "{{ 照片|图片(宽=30) }}"))
    book = Workbook()
    for line in (("字段", "值"), ("姓名", "张三"), ("照片", "张三.png")):
        book.active.append(line)
    book.save(tmp_path / "数据.xlsx")
    assert main(["fill", "模板.docx", "数据.xlsx", "-o", "报告.docx", "--json"]) == 1
    (said,) = json.loads(capsys.readouterr().out)["problems"]
    assert (said["code"], said["place"]["cell"]) == ("pictures-folder-needed", "B3")
    assert main(["fill", "模板.docx", "数据.xlsx", "-o", "报告.docx", "--pictures", "照片"]) == 0
    assert shown((tmp_path / "报告.docx").read_bytes())[0].content == png(grey=1)
    assert main(["--pictures", "照片", "模板.docx", "数据.xlsx", "-o", "报告.docx", "--force"]) == 0
    report = fill_form("模板.docx", {"姓名": "张三", "照片": "张三.png"}, "二.docx", pictures=photos)
    assert len(shown(report.path.read_bytes())) == 1
