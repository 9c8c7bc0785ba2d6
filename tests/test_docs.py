"""README and docs as a reader tries them: examples do what is said, commands run, links lead somewhere."""

from __future__ import annotations

import io
import json
import re
import shlex
import shutil
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from openpyxl import Workbook, load_workbook

import docfill
from docfill.cli import main
from docfill.forms.form import load_form
from tests.building import body, codes, doc, fill, p, row, table
from tests.pictures import png

PROJECT = Path(docfill.__file__).parent.parent
READMES = [PROJECT / "README.md", PROJECT / "README.zh-CN.md"]
DOCS = sorted((PROJECT / "docs").glob("*.md"))
MADE = {"problems.md", "problems.zh-CN.md", "command.md", "command.zh-CN.md"}  # by docs/build.py, and tested there
PAGES = [*READMES, PROJECT / "CHANGELOG.md", PROJECT / "CONTRIBUTING.md", *DOCS]
WRITTEN = [page for page in PAGES if page.name not in MADE]
TWINS = [
    (page, page.with_name(f"{page.stem}.zh-CN.md"))
    for page in WRITTEN
    if (page.parent / f"{page.stem}.zh-CN.md").exists()
]


class Fence(NamedTuple):
    """A fenced block of a page: the word after the fence, what follows that, the lines."""

    kind: str
    rest: str
    lines: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def fences(page: Path) -> list[Fence]:
    text = page.read_text("utf-8")
    found = re.findall(r"^```(\w*)[ ]?(.*)\n((?:.*\n)*?)```$", text, re.MULTILINE)
    return [Fence(kind, rest, inside.splitlines()) for kind, rest, inside in found]


def without_fences(page: Path) -> str:
    return re.sub(r"^```.*\n(?:.*\n)*?```$", "", page.read_text("utf-8"), flags=re.MULTILINE)


def name_of(page: Path) -> str:
    return page.relative_to(PROJECT).as_posix()


pages = pytest.mark.parametrize("page", WRITTEN, ids=name_of)


@pytest.fixture
def _among_the_samples(tmp_path, monkeypatch):
    """Stand in a folder that has what the pages speak of: samples/, templates/, workbooks with a mistake in them."""
    for folder in ("samples", "templates"):
        shutil.copytree(PROJECT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.png", "*.py"))
    book = load_workbook(PROJECT / "samples" / "宿迁市2023.xlsx")
    book["申请"]["D4"].value = "#REF!"
    book["申请"]["D4"].data_type = "e"
    book.save(tmp_path / "有错.xlsx")
    book = load_workbook(PROJECT / "samples" / "宿迁市2023.xlsx")
    book["申请"]["D8"].value = 1
    book.save(tmp_path / "不符.xlsx")
    wrong = doc("{{ 单位名称 }}的情况", "{% if 收费总件数 %}共{{ 收费总件数 }}件", "填报：{{ 单位名秤 }}")
    (tmp_path / "有错.docx").write_bytes(wrong)
    book = Workbook()
    book.active.title = "名单"
    for line in (("姓名", "照片"), ("张三", "张三.png")):
        book.active.append(line)
    book.save(tmp_path / "名单.xlsx")
    roster = table(row("{% for 项 in 名单 %}{{ 项.姓名 }}", "{{ 项.照片|图片 }}{% endfor %}"))
    (tmp_path / "名册.docx").write_bytes(doc(roster))
    (tmp_path / "照片").mkdir()
    (tmp_path / "照片" / "张三.png").write_bytes(png())
    monkeypatch.chdir(tmp_path)


def speak_the_language_of(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCFILL_LANG", "zh" if page.stem.endswith("zh-CN") else "en")


# --- programs and commands ---


@pages
@pytest.mark.usefixtures("_among_the_samples")
def test_every_program_of_a_page_runs_from_the_first_to_the_last(page, monkeypatch, capsys):
    speak_the_language_of(page, monkeypatch)
    names: dict[str, object] = {}
    for number, fence in enumerate(fences(page)):
        if fence.kind == "python":
            exec(compile(fence.text, f"{page.name}, block {number + 1}", "exec"), names)  # noqa: S102  that is the test
            assert capsys.readouterr().out.splitlines() == re.findall(r"^print\(.*#: (.*)$", fence.text, re.MULTILINE)


@pages
@pytest.mark.usefixtures("_among_the_samples")
def test_every_command_of_a_page_does_what_the_page_shows(page, monkeypatch, capsys):
    speak_the_language_of(page, monkeypatch)
    for fence in fences(page):
        if fence.kind != "console":
            continue
        for lines in commands(fence):
            words = shlex.split(lines[0], comments=True)
            if words[0] != "docfill":
                continue
            stated = re.search(r"# .*?(\d)$", lines[0])
            status = main(words[1:])
            output = capsys.readouterr()
            assert status == (int(stated[1]) if stated else 0), output.err
            shown = lines[1:]
            said = [line.rstrip() for line in (output.out + output.err).splitlines()]
            if shown[-1:] == ["…"]:
                said, shown = said[: len(shown) - 1], shown[:-1]
            assert not shown or said == shown


def commands(fence: Fence) -> list[list[str]]:
    """Return each command of a console block with the lines that it prints."""
    found: list[list[str]] = []
    for line in fence.lines:
        if line.startswith("$ "):
            found.append([line[2:]])
        elif found:
            found[-1].append(line.rstrip())
    return found


def test_the_commands_for_windows_name_files_that_there_are():
    for page in READMES:
        typed = next(fence for fence in fences(page) if fence.kind == "bat")
        assert "py -m venv .venv" in typed.lines
        for path in re.findall(r"samples\\\S+", typed.text):
            assert (PROJECT / path.replace("\\", "/")).is_file()


# --- templates and workbooks, as the pages draw them ---


def examples(page: Path) -> list[tuple[Fence, ...]]:
    """Return what stands together as an example: ``docx``, ``json``, and ``report`` or ``problem``."""
    found = fences(page)
    return [
        (given, data, outcome)
        for given, data, outcome in zip(found, found[1:], found[2:], strict=False)
        if given.kind == "docx" and data.kind == "json" and outcome.kind in {"report", "problem"}
    ]


def drawn(lines: list[str]) -> bytes:
    """Return the document that *lines* draw: one paragraph a line; lines that begin with a bar are a table's rows."""
    blocks: list[str] = []
    for in_table, group in groupby(lines, lambda line: line.startswith("|")):
        together = list(group)
        blocks += [table(*(row(*cells_of(line)) for line in together))] if in_table else map(p, together)
    return doc(*blocks)


def cells_of(line: str) -> list[str]:
    # A bar with white space on both sides parts two cells; one without it is a filter's.
    return [cell.strip() for cell in re.split(r"\s\|(?=\s)", f" {line.removeprefix('|').removesuffix('|')} ")]


def as_drawn(report: bytes) -> list[str]:
    lines: list[str] = []
    for block in body(report):
        rows = block if isinstance(block, list) else [block]
        lines += [line if isinstance(line, str) else f"| {' | '.join(line)} |" for line in rows]
    return [line.replace("\n", "↵") for line in lines]


EXAMPLES = [
    pytest.param(*example, id=f"{name_of(page)}-{number}")
    for page in WRITTEN
    for number, example in enumerate(examples(page), 1)
]


@pytest.mark.parametrize(("given", "data", "outcome"), EXAMPLES)
def test_a_drawn_template_gives_the_drawn_report(given, data, outcome):
    template, values = drawn(given.lines), json.loads(data.text)
    if outcome.kind == "problem":
        assert codes(template, values) == outcome.lines
    else:
        expected = [f"| {' | '.join(cells_of(line))} |" if line.startswith("|") else line for line in outcome.lines]
        assert as_drawn(fill(template, values)) == expected


def test_no_drawn_template_is_left_out():
    for page in WRITTEN:
        assert sum(fence.kind == "docx" for fence in fences(page)) == len(examples(page))


CHECKED = [
    pytest.param(page, *together, id=f"{name_of(page)}-{number}")
    for page in WRITTEN
    for number, together in enumerate(
        (
            three
            for three in zip(fences(page), fences(page)[1:], fences(page)[2:], strict=False)
            if three[2].kind == "check"
        ),
        1,
    )
]


@pytest.mark.parametrize(("page", "declared", "data", "said"), CHECKED)
def test_a_form_that_a_page_declares_says_of_the_data_below_it_what_the_page_shows(
    page, declared, data, said, tmp_path
):
    (tmp_path / "form.toml").write_text(declared.text, encoding="utf-8")
    (tmp_path / "template.docx").write_bytes(doc(""))
    found = load_form(tmp_path).problems(json.loads(data.text))
    lang = "zh" if page.stem.endswith("zh-CN") else "en"
    assert [f"{problem.severity.value} {problem.line(lang)}" for problem in found] == said.lines


INLINE = re.compile(r"^\| `(.+?)` \| `(\{.*?\})` \| (.*) \|$", re.MULTILINE)


@pages
def test_a_tag_in_a_table_of_the_page_prints_what_stands_beside_it(page):
    for typed, data, printed in INLINE.findall(without_fences(page)):
        # GitHub takes a bar in a table for the next cell, in code as well, unless a backslash stands before it.
        report = fill(doc(typed.replace("\\|", "|")), json.loads(data))
        expected = "" if printed in {"nothing", "无"} else printed.strip("`")
        assert as_drawn(report) == [expected], typed


@pages
def test_a_form_that_a_page_declares_is_a_form(page, tmp_path):
    for number, fence in enumerate(found for found in fences(page) if found.kind == "toml"):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "form.toml").write_text(fence.text, encoding="utf-8")
        (folder / "template.docx").write_bytes(doc("{{ 单位 }}"))
        form = load_form(folder)
        assert set(form.fields) | set(form.grids)


SHEETS = [
    pytest.param(list(fences(page)), id=name_of(page))
    for page in WRITTEN
    if any(f.kind == "sheet" for f in fences(page))
]


@pytest.mark.parametrize("found", SHEETS)
def test_drawn_sheets_give_the_data_below_them(found, tmp_path):
    book = Workbook()
    book.remove(book.active)
    for fence in found:
        if fence.kind == "sheet":
            sheet = book.create_sheet(fence.rest)
            for line in fence.lines:
                sheet.append([int(cell) if cell.isdigit() else cell or None for cell in cells_of(line)])
        elif fence.kind == "json" and book.sheetnames:
            written = io.BytesIO()
            book.save(written)
            path = tmp_path / "数据.xlsx"
            path.write_bytes(written.getvalue())
            assert dict(docfill.read_workbook(path)) == json.loads(fence.text)
            book = Workbook()
            book.remove(book.active)
    assert book.sheetnames == []


# --- links, targets, twins ---


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_and_picture_is_there(page):
    text = without_fences(page)
    targets = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r"(?:src|href)=\"([^\"]+)\"", text)
    for target in targets:
        if "://" in target:
            continue
        path, _, heading = unquote(target).partition("#")
        there = page.parent / path if path else page
        assert there.exists(), target
        if heading:
            assert heading in anchors(there), target


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", without_fences(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pages
def test_every_file_and_folder_named_in_a_page_is_there(page):
    named = re.findall(r"`((?:docfill|tests|templates|samples|benchmarks|docs)/[^`*…]*)`", without_fences(page))
    assert [name for name in named if not (PROJECT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_make_target_named_in_a_page_is_in_the_makefile(page):
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^\$ )make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE))
    assert named <= targets


@pytest.mark.parametrize("twins", TWINS, ids=lambda twins: name_of(twins[0]))
def test_both_languages_of_a_page_have_the_same_parts(twins):
    def parts(page: Path) -> tuple[object, ...]:
        rest = without_fences(page)
        return (
            [len(marks) for marks in re.findall(r"^(#+) ", rest, re.MULTILINE)],
            [fence.kind for fence in fences(page)],
            len(re.findall(r"^\|.*\|$", rest, re.MULTILINE)),
            re.findall(r"<img ", rest),
        )

    assert parts(twins[0]) == parts(twins[1])


def test_what_users_read_is_there_in_both_languages():
    twins = {page for pair in TWINS for page in pair}
    alone = {name_of(page) for page in WRITTEN if page not in twins}
    assert alone == {"CHANGELOG.md", "CONTRIBUTING.md", "docs/README.md", "docs/how-it-works.md"}
