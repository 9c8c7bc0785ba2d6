"""What a command keeps of a template for the next one: the same report sooner, and nothing else."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import jinja2
import pytest

import docfill
from docfill import shelf
from docfill.cli import main
from tests.building import Xml, body, doc, member, p, root, row, save, table

PROJECT = Path(docfill.__file__).parent.parent
NAMES = ("单位：{{ 单位名称 }}", "{{ 年度 }}年，{{ 联系.电话 }}")
BLOCKS = (
    "{% if 年度 > 2020 %}第{{ 年度 }}年{% else %}以前{% endif %}",
    table(
        row("{%tr for x in 表 %}"),
        row("{{ loop.index }}", "{{ x.名 }}", "{{ (x.数 * 2)|string }}"),
        row("{%tr endfor %}"),
    ),
    "{%p if 备注 %}",
    "{{ 备注 }}",
    "{%p endif %}",
    table(row("{% grid 格 %}", ""), row("", "")),
)
# All that runs without Jinja.
SIMPLE = (
    "{% if 年度 >= 2020 and not 备注 %}甲{% elif 备注 == '无' %}乙{% else %}丙{% endif %}{{ 备注 or 单位名称 }}",
    table(
        row("{%tr for x in 表 %}"),
        row(
            "{{ x.名 }}",
            Xml('<w:p w14:paraId="00000007"><w:r><w:t>{{ x.数 }}{% if x.数 %}+{% endif %}</w:t></w:r></w:p>'),
        ),
        row("{%tr endfor %}"),
    ),
    "{{ 备注|空白为('无') }}{% for y in 表 %}{{ loop.index|中文序号(level=2) }}{% endfor %}",
    "{{p 说明 }}",
    "{%p for x in 表 %}",
    "{% for y in 表 %}{{ loop.index }}、{{ x.名 }}{{ y.数 }}{% if not loop.last %}；{% endif %}{% endfor %}",
    "{%p endfor %}",
    table(row("{% grid 格 %}", ""), row("", "")),
)
DATA = {
    "单位名称": "世纪<街道>",
    "年度": 2025,
    "联系": {"电话": None},
    "表": [{"名": "甲\n乙", "数": 1.5}, {"名": " 丙 ", "数": 2}],
    "备注": "",
    "说明": "一\n二<三>\r\n 四",
    "格": [[1, "二"], [None, 4.25]],
}

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nothing is kept where a folder's owner cannot be told")


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch) -> Path:
    """Return the shelf's folder, which is not there yet; the test runs in another one that is empty."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("DOCFILL_LANG", "en")
    monkeypatch.setenv(shelf.VARIABLE, str(tmp_path / "shelf"))
    return tmp_path / "shelf"


def given(*blocks: str, stories: dict[str, str] | None = None, **values: object) -> None:
    save(Path("t.docx"), doc(*blocks, stories=stories))
    Path("d.json").write_text(json.dumps({**DATA, **values}, ensure_ascii=False), encoding="utf-8")


def filled(*words: str) -> bytes:
    """Return the report of a command in this process."""
    assert main(["fill", "t.docx", "d.json", "-o", "r.docx", "--force", *words]) == 0
    return Path("r.docx").read_bytes()


def modules_of_a_fill() -> set[str]:
    """Return the modules of docfill and others that a fill in a process of its own brings."""
    code = (
        "import json, sys; from docfill.cli import main\n"
        "assert main(['fill', 't.docx', 'd.json', '-o', 'r.docx', '--force']) == 0\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment)
    return set(json.loads(done.stdout.splitlines()[-1]))


def without_shelf(monkeypatch, *words: str) -> bytes:
    with monkeypatch.context() as patch:
        patch.setenv(shelf.VARIABLE, "")
        return filled(*words)


# --- what it is for ---


@pytest.mark.parametrize("blocks", [NAMES, SIMPLE, BLOCKS], ids=["names", "simple", "blocks"])
def test_the_second_command_compiles_nothing_and_makes_the_same_report(blocks, monkeypatch):
    given(*blocks)
    plainly = without_shelf(monkeypatch)
    first = modules_of_a_fill()
    one = Path("r.docx").read_bytes()
    second = modules_of_a_fill()
    assert plainly == one == Path("r.docx").read_bytes()
    assert {"docfill.word.program", "docfill.word.scan"} <= first
    assert not {"docfill.word.program", "docfill.word.scan", "docfill.word.tags", "docfill.word.template"} & second
    assert ("jinja2" in second) == (blocks is BLOCKS)


@pytest.mark.parametrize("blocks", [SIMPLE, BLOCKS], ids=["simple", "blocks"])
@pytest.mark.parametrize(
    "others",
    [
        {"年度": 1999, "表": [], "备注": "有"},
        {"年度": True, "表": None, "备注": "无", "说明": None, "格": []},
        {"年度": 2**70, "表": [{"名": "1" * 70_000, "数": 0.1 + 0.2}, {"名": "\t", "数": 0}], "说明": 3.0},
        {"表": [{"名": str(number), "数": number} for number in range(60)], "格": {"行": [1, 2], "列": [3, 4]}},
    ],
)
def test_other_data_are_printed_by_what_was_kept(blocks, others, monkeypatch):
    given(*blocks)
    filled()
    given(*blocks, **others)
    compiled = modules_of_a_fill() & {"docfill.word.program"}
    assert Path("r.docx").read_bytes() == without_shelf(monkeypatch)
    assert not compiled


def test_a_long_loop_is_left_to_the_program_that_has_a_clock():
    given("{% for x in 表 %}{{ x }}{% endfor %}", 表=[1, 2])
    filled()
    assert "docfill.word.budget" not in modules_of_a_fill()
    given("{% for x in 表 %}{{ x }}{% endfor %}", 表=list(range(20_001)))
    assert "docfill.word.budget" in modules_of_a_fill()


@pytest.mark.parametrize("form", ["gov-info-2019", "gov-info-2021"])
def test_an_official_form_is_kept_with_its_grids(form, tmp_path, monkeypatch):
    assert main(["workbook", form, "-o", "d.xlsx"]) == 0
    reports = []
    for place in ("", str(tmp_path / "shelf"), str(tmp_path / "shelf")):
        monkeypatch.setenv(shelf.VARIABLE, place)
        assert main(["fill", form, "d.xlsx", "-o", "r.docx", "--force", "--missing", "blank"]) == 0
        reports.append(Path("r.docx").read_bytes())
    assert reports[0] == reports[1] == reports[2]
    assert len(list((tmp_path / "shelf").iterdir())) == 1


def test_a_fill_without_end_ends_in_about_its_time_also_where_the_template_was_kept(monkeypatch, capsys):
    given("{% for i in 表 %}{% for j in 表 %}{{ i * j }}{% endfor %}{% endfor %}", 表=[1, 2])
    filled()
    given("{% for i in 表 %}{% for j in 表 %}{{ i * j }}{% endfor %}{% endfor %}", 表=list(range(3_000)))
    took = []
    for place in ("", None):
        now = [0.0]

        def tick(now: list[float] = now) -> float:
            now[0] += 0.01
            return now[0]

        with monkeypatch.context() as patch:
            patch.setattr(time, "monotonic", tick)
            if place is not None:
                patch.setenv(shelf.VARIABLE, place)
            assert main(["fill", "t.docx", "d.json", "-o", "r.docx", "--force"]) == 1
        assert "too-much-asked" in capsys.readouterr().err
        took.append(now[0])
    assert took[1] < 1.2 * took[0]


def test_a_template_that_was_changed_is_compiled_anew(kept):
    given("甲{{ 年度 }}")
    filled()
    given("乙{{ 年度 }}")
    assert body(filled()) == ["乙2025"]
    assert len(list(kept.iterdir())) == 2


@pytest.mark.parametrize("policy", ["error", "blank", "keep"])
@pytest.mark.parametrize(
    "tag",
    [
        *("{{ 没有 }}", "{% if 没有 %}甲{% endif %}", "{% for x in 年度 %}{% endfor %}", "{{ 年度 + 单位名称 }}"),
        *("{{ 表 }}", "{{ 坏 }}", "{{ 没有.数 * 2 }}", "{% for x in 没有 %}{{ x }}{% endfor %}", "{{ 1 / 0 }}"),
    ],
)
def test_what_is_wrong_is_told_as_if_nothing_had_been_kept(tag, policy, capsys, monkeypatch):
    given(*NAMES, tag, 坏="\x01")
    words = ["fill", "t.docx", "d.json", "-o", "r.docx", "--force", "--missing", policy]
    told = []
    for place in ("", None, None):
        with monkeypatch.context() as patch:
            if place is not None:
                patch.setenv(shelf.VARIABLE, place)
            status = main(words)
            report = Path("r.docx").read_bytes() if Path("r.docx").exists() else b""
            told.append((status, *capsys.readouterr(), report))
    assert told[0] == told[1] == told[2]


def test_a_template_that_is_worth_a_note_is_told_of_each_time(capsys):
    given("{{ 年度 }}", "{ { 单位名称 }}")
    said = []
    for _ in range(2):
        filled()
        said.append(capsys.readouterr())
    assert said[0] == said[1]


def test_what_a_remark_empties_is_mended_as_ever(monkeypatch):
    given("{{ 年度 }}", table(row("甲", "{#tc 注 #}"), row("乙", "{#tc 注 #}")))
    right = without_shelf(monkeypatch)
    assert filled() == filled() == right


def test_headers_and_footers_are_kept_too(kept, monkeypatch):
    header = root("hdr", p("{{ 单位名称 }}{% if 年度 %}甲{% endif %}"))
    given("{{ 年度 }}", stories={"header1.xml": header})
    right = without_shelf(monkeypatch)
    assert not kept.exists()
    filled()
    assert "docfill.word.program" not in modules_of_a_fill()
    assert Path("r.docx").read_bytes() == right
    assert "世纪&lt;街道&gt;".encode() in member(right, "word/header1.xml")


def test_a_template_with_tags_in_the_code_of_a_field_is_compiled_each_time(kept):
    code = Xml('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF {{ 年度 }}</w:instrText></w:r>')
    end = Xml('<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    given("{{ 年度 }}", p(code, end))
    assert filled() == filled()
    assert b"REF 2025<" in member(filled())
    assert not kept.exists()


def test_the_library_keeps_nothing_unless_it_is_told_to(kept):
    given(*NAMES)
    docfill.fill("t.docx", "d.json", "r.docx")
    assert not kept.exists()
    docfill.fill("t.docx", "d.json", "r.docx", cache=True)
    assert len(list(kept.iterdir())) == 1


# --- nobody else's ---


def test_shelf_and_entries_are_the_users_alone(kept):
    given(*NAMES)
    filled()
    (entry,) = kept.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600


def _anybody_may_enter(kept: Path, _entry: Path, _patch: pytest.MonkeyPatch) -> None:
    kept.chmod(0o770)


def _anybody_may_write(_kept: Path, entry: Path, _patch: pytest.MonkeyPatch) -> None:
    entry.chmod(0o666)


def _is_another_users(_kept: Path, _entry: Path, patch: pytest.MonkeyPatch) -> None:
    user = os.geteuid()
    patch.setattr(os, "geteuid", lambda: user + 1)


def _folder_is_a_link(kept: Path, _entry: Path, _patch: pytest.MonkeyPatch) -> None:
    kept.rename(kept.with_name("elsewhere"))
    kept.symlink_to("elsewhere")


def _entry_is_a_link(kept: Path, entry: Path, _patch: pytest.MonkeyPatch) -> None:
    entry.rename(kept.parent / "elsewhere")
    entry.symlink_to(kept.parent / "elsewhere")


def _entry_is_a_pipe(_kept: Path, entry: Path, _patch: pytest.MonkeyPatch) -> None:
    entry.unlink()
    os.mkfifo(entry, 0o600)


def _is_cut_off(_kept: Path, entry: Path, _patch: pytest.MonkeyPatch) -> None:
    entry.write_bytes(entry.read_bytes()[:-100])


def _is_empty(_kept: Path, entry: Path, _patch: pytest.MonkeyPatch) -> None:
    entry.write_bytes(b"")


def _is_spoilt(_kept: Path, entry: Path, _patch: pytest.MonkeyPatch) -> None:
    content = bytearray(entry.read_bytes())
    content[len(content) // 2] ^= 0x40
    entry.write_bytes(bytes(content))


def _system_cannot_tell(_kept: Path, _entry: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(os, "supports_dir_fd", set())


def _is_of_another_python(_kept: Path, _entry: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sys, "version", "4.0")


def _is_of_another_jinja(_kept: Path, _entry: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(jinja2, "__version__", "4.0")


@pytest.mark.parametrize(
    "change",
    [
        *(_anybody_may_enter, _anybody_may_write, _is_another_users, _folder_is_a_link, _entry_is_a_link),
        *(_entry_is_a_pipe, _is_cut_off, _is_empty, _is_spoilt, _system_cannot_tell, _is_of_another_python),
        _is_of_another_jinja,
    ],
)
def test_what_cannot_be_trusted_is_not_used(change, kept, monkeypatch):
    given(*BLOCKS)
    right = filled()
    (entry,) = kept.iterdir()
    compiled: list[object] = []
    initialised = docfill.Template.__init__

    def counted(self: docfill.Template, *given: object, **options: object) -> None:
        compiled.append(self)
        initialised(self, *given, **options)

    monkeypatch.setattr(docfill.Template, "__init__", counted)
    assert filled() == right
    assert not compiled
    change(kept, entry, monkeypatch)
    assert filled() == right
    assert len(compiled) == 1


def test_an_entry_that_is_spoilt_is_replaced(kept):
    given(*NAMES)
    filled()
    (entry,) = kept.iterdir()
    whole = entry.read_bytes()
    _is_spoilt(kept, entry, pytest.MonkeyPatch())
    filled()
    assert entry.read_bytes() == whole


def test_in_the_home_of_another_nothing_is_left(kept, monkeypatch):
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    given(*NAMES)
    filled()
    assert not kept.exists()


# --- where there is none ---


@pytest.mark.parametrize("place", ["", "not/absolute", "/dev/null/docfill", "/proc/docfill"])
def test_without_a_shelf_the_report_is_the_same(place, monkeypatch):
    given(*BLOCKS)
    right = filled()
    monkeypatch.setenv(shelf.VARIABLE, place)
    assert filled() == right
    assert sorted(path.name for path in Path().iterdir()) == ["d.json", "r.docx", "t.docx"]


def test_docfill_in_an_archive_keeps_nothing(kept, monkeypatch):
    given(*NAMES)
    monkeypatch.setattr(shelf, "__file__", "/dev/null/docfill.zip/docfill/shelf.py")
    assert body(filled())
    assert not kept.exists()


def test_it_stands_among_the_other_caches_of_the_user(tmp_path, monkeypatch):
    monkeypatch.delenv(shelf.VARIABLE)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    assert shelf.place() == str(tmp_path / "caches" / "docfill")
    monkeypatch.setenv("XDG_CACHE_HOME", "caches")
    assert shelf.place() == str(tmp_path / ".cache" / "docfill")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert shelf.place() == str(tmp_path / "Library" / "Caches" / "docfill")
    monkeypatch.setattr(sys, "platform", "linux")
    given(*NAMES)
    filled()
    assert (tmp_path / ".cache" / "docfill").is_dir()


def test_on_a_full_disk_the_report_is_made_and_nothing_is_left(kept, monkeypatch):
    given(*NAMES)

    def full(*_: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        shelf.put("name", b"content")
    assert list(kept.iterdir()) == []
    assert shelf.take("name") is None


# --- how much ---


def test_the_oldest_entries_go():
    for number in range(40):
        shelf.put(f"entry-{number:02}", b"%d" % number)
    assert len(list(Path(shelf.place()).iterdir())) == 32
    assert shelf.take("entry-39") == b"39"


def test_what_a_killed_process_left_goes_in_time(kept):
    shelf.put("one", b"1")
    young, old = kept / ".1-young", kept / ".1-old"
    for path in (young, old):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    shelf.put("two", b"2")
    assert {path.name for path in kept.iterdir()} == {".1-young", "one", "two"}


def test_what_is_too_large_is_not_kept(kept):
    shelf.put("large", bytes(17 << 20))
    assert not kept.exists()


def test_many_at_once_find_all_of_an_entry_or_nothing():
    contents = [bytes([number]) * 50_000 for number in range(4)]
    seen: set[bytes | None] = set()

    def work(content: bytes) -> None:
        for _ in range(30):
            shelf.put("same", content)
            seen.add(shelf.take("same"))

    threads = [threading.Thread(target=work, args=[content]) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen <= set(contents)
