"""A report is written whole or not at all, over an old one as beside it, and one template serves many at once."""

from __future__ import annotations

import errno
import io
import os
import re
import signal
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import docfill
from docfill import FillError, Template
from docfill.word import saving
from tests.building import body, doc, fill, row, table

TEMPLATE = doc("{{ a }}", table(row("{% for x in xs %}{{ x }}", "{{ a }}{% endfor %}")))
DATA = {"a": "甲", "xs": [1, 2]}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "报告"
    folder.mkdir()
    return folder / "年报.docx"


@pytest.fixture
def old(out: Path) -> Path:
    out.write_bytes(b"the old report")
    return out


def refused(out: object, data: dict | None = None, template: bytes = TEMPLATE) -> str:
    """Return the code of the one problem of a fill that writes nothing."""
    with pytest.raises(FillError) as caught:
        Template(template).fill(DATA if data is None else data, out, durable=True)
    (code,) = {problem.code for problem in caught.value.problems}
    return code


def assert_untouched(old: Path) -> None:
    assert old.read_bytes() == b"the old report"
    assert list(old.parent.iterdir()) == [old]


class _FullDisk(io.FileIO):
    def __init__(self, handle: int, mode: str, room: int) -> None:
        super().__init__(handle, mode)
        self.room = room

    def write(self, content: bytes) -> int:
        if len(content) > self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.room -= len(content)
        return super().write(content)


def full_disk(room: int):
    """Return what stands for ``os.fdopen`` on a disk that has *room* bytes left."""
    return lambda handle, mode, *_, **__: _FullDisk(handle, mode, room)


def raising(code: int, windows: int | None = None):
    """Return what stands for a call that the system refuses with *code*, and Windows with a code of its own."""

    def refuse(*_: object, **__: object):
        error = OSError(code, os.strerror(code))
        if windows is not None:
            error.winerror = windows
        raise error

    return refuse


# --- what is written ---


def test_a_report_is_written_beside_nothing_else(out):
    assert Template(TEMPLATE).fill(DATA, out) == ()
    assert body(out.read_bytes()) == ["甲", [["1", "甲"], ["2", "甲"]]]
    assert list(out.parent.iterdir()) == [out]


def test_an_old_report_is_replaced_whole(old):
    old.write_bytes(b"x" * 1_000_000)
    Template(TEMPLATE).fill(DATA, old)
    assert old.read_bytes() == fill(TEMPLATE, DATA)
    assert list(old.parent.iterdir()) == [old]


def test_a_reader_who_has_the_old_report_open_goes_on_reading_it(old):
    with old.open("rb") as reader:
        Template(TEMPLATE).fill(DATA, old)
        assert reader.read() == b"the old report"


def test_an_output_may_be_named_by_its_text(out):
    Template(TEMPLATE).fill(DATA, str(out))
    assert out.read_bytes() == fill(TEMPLATE, DATA)


def test_an_output_may_be_named_within_the_folder_one_is_in(out, monkeypatch):
    monkeypatch.chdir(out.parent)
    Template(TEMPLATE).fill(DATA, "年报.docx")
    assert list(out.parent.iterdir()) == [out]


def test_a_link_goes_on_pointing_to_the_report(old, tmp_path):
    link = tmp_path / "最新.docx"
    link.symlink_to(old)
    Template(TEMPLATE).fill(DATA, link)
    assert link.is_symlink()
    assert old.read_bytes() == fill(TEMPLATE, DATA)
    assert [*tmp_path.iterdir(), *old.parent.iterdir()].count(old) == 1


def test_a_link_to_nothing_yet_gets_its_report(out, tmp_path):
    link = tmp_path / "最新.docx"
    link.symlink_to(out)
    Template(TEMPLATE).fill(DATA, link)
    assert link.is_symlink()
    assert out.read_bytes() == fill(TEMPLATE, DATA)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_a_new_report_may_be_read_by_those_who_may_read_new_files(out, mask):
    before = os.umask(mask)
    try:
        Template(TEMPLATE).fill(DATA, out)
        assert stat.S_IMODE(out.stat().st_mode) == 0o666 & ~mask
        assert os.umask(mask) == mask
    finally:
        os.umask(before)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664])
def test_a_replaced_report_keeps_its_permissions(old, mode):
    old.chmod(mode)
    Template(TEMPLATE).fill(DATA, old)
    assert stat.S_IMODE(old.stat().st_mode) == mode


# --- what is not written ---


def test_an_old_report_is_as_it_was_when_a_value_is_missing(old):
    assert refused(old, {"a": "甲"}) == "missing-value"
    assert_untouched(old)


def test_nothing_is_written_when_a_tag_fails(old):
    assert refused(old, {"a": 1}, doc("{{ a / 0 }}")) == "division-by-zero"
    assert_untouched(old)


def test_nothing_is_written_when_the_last_of_many_rows_fails(old):
    template = doc(table(row("{% for x in xs %}{{ x.a }}", "{{ x.b }}{% endfor %}")))
    rows = [{"a": "甲" * 50, "b": n} for n in range(5_000)]
    assert refused(old, {"xs": [*rows, {"a": "乙"}]}, template) == "missing-value"
    assert_untouched(old)


def test_nothing_is_written_when_the_data_themselves_fail(old):
    def rows():
        yield 1
        raise RuntimeError("the database went away")

    with pytest.raises((RuntimeError, FillError)):
        Template(TEMPLATE).fill({"a": 1, "xs": rows()}, old)
    assert_untouched(old)


def test_a_value_that_is_missing_in_rows_that_can_be_read_only_once_is_said(old):
    template = doc(table(row("{% for x in xs %}{{ x.a }}", "{% endfor %}")))
    assert refused(old, {"xs": iter([{"a": 1}, {}])}, template) == "missing-value"
    assert_untouched(old)


def test_nothing_is_left_when_the_fill_is_broken_off(old):
    def rows():
        yield 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Template(TEMPLATE).fill({"a": 1, "xs": rows()}, old)
    assert_untouched(old)


@pytest.mark.parametrize("room", [0, 100, len(fill(TEMPLATE, DATA)) - 1])
def test_nothing_is_left_on_a_full_disk(old, monkeypatch, room):
    monkeypatch.setattr(os, "fdopen", full_disk(room))
    assert refused(old) == "disk-full"
    assert_untouched(old)


@pytest.mark.parametrize(
    ("code", "said"), [(errno.EIO, "cannot-write"), (errno.ENOSPC, "disk-full"), (errno.EDQUOT, "disk-full")]
)
def test_nothing_is_left_when_the_disk_fails_at_the_end(old, monkeypatch, code, said):
    monkeypatch.setattr(os, "fsync", raising(code))
    assert refused(old) == said
    assert_untouched(old)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS])
def test_a_folder_that_may_not_be_written_to_is_said_to_be_so(old, monkeypatch, code):
    fill(TEMPLATE, DATA)  # so that it is judged, for which a file is opened, before none can be
    monkeypatch.setattr(os, "open", raising(code))
    assert refused(old) == "folder-read-only"
    assert_untouched(old)


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few make links")
def test_a_link_into_a_folder_that_is_closed_is_told_with_that_folder(tmp_path, monkeypatch):
    fill(TEMPLATE, DATA)  # as above
    link = tmp_path / "最新.docx"
    link.symlink_to(tmp_path / "closed" / "年报.docx")
    look = os.stat

    def stat(path, *given, **named):
        if str(path) == str(link) or "closed" in str(path):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return look(path, *given, **named)

    monkeypatch.setattr(os, "stat", stat)
    with pytest.raises(FillError) as caught:
        Template(TEMPLATE).fill(DATA, link)
    (problem,) = caught.value.problems
    assert problem.code == "folder-read-only"
    assert str(tmp_path / "closed") in problem.message()


@pytest.mark.parametrize("code", [errno.EPERM, errno.EACCES])
def test_another_users_report_in_a_folder_for_all_is_not_laid_to_the_folder(old, monkeypatch, code):
    def replace(one, other):
        raise OSError(code, os.strerror(code), one, None, other)

    monkeypatch.setattr(os, "replace", replace)
    assert refused(old) == "cannot-write"
    assert_untouched(old)


@pytest.mark.parametrize("windows", [5, 32, 33])
def test_nothing_is_left_where_the_old_report_is_open_in_word(old, monkeypatch, windows):
    # Windows refuses to replace a file that is open.
    monkeypatch.setattr(os, "replace", raising(errno.EACCES, windows))
    assert refused(old) == "output-in-use"
    assert_untouched(old)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_nothing_is_left_where_permissions_cannot_be_set(old, monkeypatch):
    # Some network drives refuse; the report itself is sound, so it may be written, but not half.
    monkeypatch.setattr(os, "chmod", raising(errno.EPERM))
    if codes_of(old):
        assert codes_of(old) == ["folder-read-only"]
        assert_untouched(old)
    else:
        assert old.read_bytes() == fill(TEMPLATE, DATA)
        assert list(old.parent.iterdir()) == [old]


def codes_of(out: Path) -> list[str]:
    """Return the codes of what keeps the report from being written to *out*; none where it is written."""
    try:
        Template(TEMPLATE).fill(DATA, out)
    except FillError as error:
        return [problem.code for problem in error.problems]
    return []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
@pytest.mark.parametrize("linked", [False, True])
def test_what_is_no_file_is_never_replaced(out, linked):
    # A rename would put the report in the place of the pipe, as it would in that of /dev/null.
    pipe = out.with_name("管道") if linked else out
    os.mkfifo(pipe)
    if linked:
        out.symlink_to(pipe)
    assert refused(out) == "output-not-a-file"
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert out.is_symlink() == linked
    assert set(out.parent.iterdir()) == {out, pipe}


@pytest.mark.parametrize("linked", [False, True])
def test_a_report_that_was_protected_is_not_replaced(old, linked):
    old.chmod(0o444)
    link = old.with_name("最新.docx")
    if linked:
        link.symlink_to(old)
    assert refused(link if linked else old) == "output-read-only"
    assert old.read_bytes() == b"the old report"
    link.unlink(missing_ok=True)
    assert list(old.parent.iterdir()) == [old]


def test_a_link_into_a_folder_that_is_not_there_names_that_folder(out):
    out.symlink_to(out.parent / "没有" / "年报.docx")
    with pytest.raises(FillError) as caught:
        Template(TEMPLATE).fill(DATA, out)
    (problem,) = caught.value.problems
    assert problem.code == "no-such-folder"
    assert problem.details["folder"].endswith("没有")


def test_a_link_that_leads_to_itself_is_refused(out):
    out.symlink_to(out)
    assert refused(out) == "cannot-write"
    assert out.is_symlink()


def test_a_folder_that_is_not_there_is_said_to_be_so(tmp_path):
    assert refused(tmp_path / "没有" / "年报.docx") == "no-such-folder"
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_is_a_folder_is_refused(tmp_path):
    (tmp_path / "年报.docx").mkdir()
    assert refused(tmp_path / "年报.docx") == "cannot-write"
    assert list(tmp_path.iterdir()) == [tmp_path / "年报.docx"]
    assert list((tmp_path / "年报.docx").iterdir()) == []


def test_an_output_below_a_file_is_refused(old):
    assert refused(old / "年报.docx") == "no-such-folder"
    assert_untouched(old)


@pytest.mark.parametrize("name", ["长" * 300 + ".docx", "a" * 256, "f/" * 3_000 + "年报.docx"])
def test_a_path_that_is_too_long_is_said_to_be_so(old, name):
    assert refused(old.parent / name) == "path-too-long"
    assert_untouched(old)


def test_a_path_that_windows_takes_for_too_long_is_said_to_be_so(old, monkeypatch):
    monkeypatch.setattr(os, "open", raising(errno.ENOENT, 206))
    assert refused(old) == "path-too-long"
    assert_untouched(old)


@pytest.mark.parametrize("name", ["a\0b.docx", "\ud83d.docx"])
def test_a_name_that_no_file_can_have_is_said_to_be_so(old, name):
    assert refused(old.parent / name) == "impossible-file-name"
    assert_untouched(old)


@pytest.mark.parametrize(
    "name",
    ["é.docx", "e\u0301.docx", "𠮷🏛️.docx", "\u202eעברית.docx", "%s {{ a }} $x.docx", "-.docx", " a .docx", "a\n.docx"],
)
def test_a_report_may_have_any_name_that_the_system_takes(out, name):
    Template(TEMPLATE).fill(DATA, out.parent / name)
    assert [found.name for found in out.parent.iterdir()] == [name]


# --- processes that are killed, and processes that write at once ---


_FILL = """
import os, signal, sys
from docfill import Template
def killed(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[3]:
    setattr(os, sys.argv[3], killed)
for _ in range(int(sys.argv[5])):
    Template(sys.argv[1]).fill({"a": sys.argv[4] * 20_000}, sys.argv[2], durable=True)
"""


def in_a_process(template: Path, out: Path, *, killed_at: str = "", text: str = "甲", times: int = 1):
    """Start a process that fills, and is killed as it calls *killed_at*."""
    given = [str(template), str(out), killed_at, text, str(times)]
    return subprocess.Popen([sys.executable, "-c", _FILL, *given], cwd=Path(docfill.__file__).parents[1])


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "模板.docx"
    path.write_bytes(doc("{{ a }}"))
    return path


def leftovers(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.suffix == ".tmp"]


def aged(path: Path, seconds: float = 120) -> Path:
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


@pytest.fixture
def fresh(monkeypatch):
    """Let this process look through folders as one that has just begun."""
    monkeypatch.setattr(saving, "_swept", set())


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("moment", ["fdopen", "fsync", "chmod", "replace"])
def test_a_process_that_is_killed_leaves_the_old_report_and_the_next_one_tidies_up(old, template, moment):
    assert in_a_process(template, old, killed_at=moment).wait() == -signal.SIGKILL
    assert old.read_bytes() == b"the old report"
    assert len(leftovers(old.parent)) == 1
    Template(TEMPLATE).fill(DATA, old)
    assert list(old.parent.iterdir()) == [old]


@pytest.mark.usefixtures("fresh")
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_what_may_still_be_written_or_is_not_ours_stays(old, template):
    assert in_a_process(template, old, killed_at="fsync").wait() == -signal.SIGKILL
    (left,) = leftovers(old.parent)
    dead = left.name.split("-")[2]
    left.unlink()
    others = [
        aged(_file(old, left.name.replace(f"-{dead}-", f"-{os.getppid()}-"))),  # its process runs
        aged(_file(old, re.sub("docfill-........", "docfill-00000000", left.name))),  # another machine's
        aged(_file(old, ".docfill-notes.tmp")),
        aged(_file(old, "年报.tmp")),
        aged(_file(old, left.name + "x")),
    ]
    (old.parent / left.name.replace(f"-{dead}-", f"-{dead}-a")).mkdir()
    before = set(old.parent.iterdir())
    assert before > set(others)
    Template(TEMPLATE).fill(DATA, old)
    assert set(old.parent.iterdir()) == before


@pytest.mark.usefixtures("fresh")
def test_what_an_earlier_process_of_the_same_number_left_is_removed(old):
    # In a container every process may have the number 1.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", raising(errno.EIO))
        patch.setattr(os, "unlink", raising(errno.EIO))
        assert refused(old) == "cannot-write"
    (left,) = leftovers(old.parent)
    saving._swept.clear()
    Template(TEMPLATE).fill(DATA, old)
    assert set(old.parent.iterdir()) == {old, left}  # another thread may be writing it
    left.rename(left.with_name(left.name.replace(saving._token, "00000000")))
    saving._swept.clear()
    Template(TEMPLATE).fill(DATA, old)
    assert list(old.parent.iterdir()) == [old]


def _file(beside: Path, name: str) -> Path:
    path = beside.with_name(name)
    path.write_bytes(b"x")
    return path


def test_of_fills_at_once_that_may_not_replace_one_writes_and_the_others_are_told(out):
    template = Template(TEMPLATE)

    def outcome(number: int) -> str:
        try:
            template.fill({"a": number, "xs": []}, out, replace=False)
        except FillError as error:
            return error.problems[0].code
        return str(number)

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(outcome, range(8)))
    (first,) = [outcome for outcome in outcomes if outcome != "output-exists"]
    assert out.read_bytes() == fill(TEMPLATE, {"a": int(first), "xs": []})
    assert list(out.parent.iterdir()) == [out]


def test_where_a_drive_knows_no_links_an_old_report_is_not_replaced_either(out, monkeypatch):
    monkeypatch.setattr(os, "link", raising(errno.EPERM))
    Template(TEMPLATE).fill(DATA, out, replace=False)
    with pytest.raises(FillError) as caught:
        Template(TEMPLATE).fill({"a": 2, "xs": []}, out, replace=False)
    assert [problem.code for problem in caught.value.problems] == ["output-exists"]
    assert out.read_bytes() == fill(TEMPLATE, DATA)
    assert list(out.parent.iterdir()) == [out]


def test_what_a_full_disk_is_full_of_is_removed_before_the_report_is_written(old, monkeypatch):
    monkeypatch.setattr(saving, "_swept", set())
    left = old.with_name(f".docfill-{saving._machine()}-{os.getpid()}-00000000-0.tmp")
    left.write_bytes(b"x" * 1000)
    monkeypatch.setattr(os, "fdopen", full_disk(0))
    assert refused(old) == "disk-full"
    assert_untouched(old)


def test_processes_that_write_one_report_at_once_leave_one_that_is_whole(out, template):
    texts = "甲乙丙"
    whole = [fill(template.read_bytes(), {"a": text * 20_000}) for text in texts]
    processes = [in_a_process(template, out, text=text, times=20) for text in texts]
    seen_there = set()
    while any(process.poll() is None for process in processes):
        if out.exists():
            seen_there.add(out.read_bytes())
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert seen_there <= set(whole)
    assert out.read_bytes() in whole
    assert list(out.parent.iterdir()) == [out]


# --- open files ---


def test_an_open_file_gets_the_report_from_where_it_stands():
    opened = io.BytesIO(b"before")
    opened.seek(0, io.SEEK_END)
    Template(TEMPLATE).fill(DATA, opened)
    assert opened.getvalue() == b"before" + fill(TEMPLATE, DATA)
    assert not opened.closed


@pytest.mark.parametrize("data", [{"a": "甲"}, {"a": "\x00", "xs": []}, {"a": [], "xs": [1]}])
def test_an_open_file_gets_nothing_when_the_fill_fails(data):
    opened = io.BytesIO()
    refused(opened, data)
    assert opened.getvalue() == b""


def test_a_pipe_will_do():
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.got = b""

        def writable(self) -> bool:
            return True

        def write(self, content: bytes) -> int:
            self.got += content
            return len(content)

    pipe = Pipe()
    Template(TEMPLATE).fill(DATA, pipe)
    assert pipe.got == fill(TEMPLATE, DATA)


def test_a_pipe_that_takes_only_part_of_what_it_is_offered_gets_all_of_it():
    class Narrow(io.RawIOBase):
        def __init__(self) -> None:
            self.got = b""

        def writable(self) -> bool:
            return True

        def write(self, content: bytes) -> int:
            self.got += bytes(content[:100])
            return min(len(content), 100)

    pipe = Narrow()
    Template(TEMPLATE).fill(DATA, pipe)
    assert pipe.got == fill(TEMPLATE, DATA)


# --- many at once ---


def test_one_template_gives_each_thread_its_own_report():
    template = Template(TEMPLATE)
    data = [{"a": f"第{n}号" * 200, "xs": range(n, 40 + n)} for n in range(64)]
    alone = [fill(TEMPLATE, each) for each in data]
    gate = threading.Barrier(8)

    def filled(number: int) -> bytes:
        if number < 8:
            gate.wait()
        opened = io.BytesIO()
        template.fill(data[number], opened)
        return opened.getvalue()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(filled, range(64))) == alone


def test_a_thread_that_fails_does_not_touch_the_others():
    template = Template(TEMPLATE)

    def outcome(number: int) -> object:
        opened = io.BytesIO()
        try:
            template.fill(DATA if number % 2 else {"xs": [number]}, opened)
        except FillError as error:
            return [problem.details["name"] for problem in error.problems], opened.getvalue()
        return opened.getvalue()

    right = fill(TEMPLATE, DATA)
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(outcome, range(64)))
    assert outcomes == [right if number % 2 else (["a", "a"], b"") for number in range(64)]


def test_fills_at_once_into_one_path_leave_one_whole_report(out):
    template = Template(TEMPLATE)
    data = [{"a": str(n) * 1_000, "xs": range(300)} for n in range(8)]
    whole = [fill(TEMPLATE, each) for each in data]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda each: template.fill(each, out), data * 4))
    assert out.read_bytes() in whole
    assert list(out.parent.iterdir()) == [out]


def test_data_are_not_changed_and_problems_of_one_fill_do_not_stay_for_the_next():
    template = Template(TEMPLATE)
    data = {"a": ["x"], "xs": [{"k": 1}]}
    with pytest.raises(FillError):
        template.fill(data, io.BytesIO())
    assert data == {"a": ["x"], "xs": [{"k": 1}]}
    assert template.fill(DATA, io.BytesIO()) == ()
