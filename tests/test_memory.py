"""Where memory runs out there is one clear problem, and nothing is left behind: for the command and the library."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from docfill import FillError, Job, Template, fill, fill_many
from docfill.cli import main
from tests.building import doc, p

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="limits on a process as Linux has them")
_SCRIPT = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({memory} << 20, {memory} << 20))
from docfill.cli import main
sys.exit(main(sys.argv[1:]))
"""


def run(memory, *words):
    """Return what the command did in a process that may have so many MB."""
    script = _SCRIPT.format(memory=memory)
    return subprocess.run([sys.executable, "-c", script, *map(str, words)], capture_output=True, text=True, check=False)


@pytest.fixture
def large(tmp_path):
    """A document that takes far more memory than a process has here, and so do its data."""
    (tmp_path / "大.docx").write_bytes(doc("{{ a }}", *[p("x" * 50)] * 100_000))
    (tmp_path / "大.json").write_text(json.dumps({"a": ["x" * 300] * 200_000}), encoding="utf-8")
    (tmp_path / "小.docx").write_bytes(doc("{{ a }}"))
    (tmp_path / "小.json").write_text('{"a": 1}', encoding="utf-8")
    return tmp_path


@LINUX
@pytest.mark.parametrize("memory", [45, 80])
@pytest.mark.parametrize(
    "words",
    [
        ("fill", "大.docx", "小.json", "-o", "出.docx"),
        ("fill", "小.docx", "大.json", "-o", "出.docx"),
        ("check", "大.docx", "小.json"),
        ("check", "大.docx", "--annotate", "出.docx"),
        ("inspect", "大.docx"),
        ("workbook", "大.docx", "-o", "出.xlsx"),
    ],
    ids=["template", "data", "check", "annotate", "inspect", "workbook"],
)
def test_a_command_that_runs_out_of_memory_says_so_and_leaves_nothing(large, words, memory):
    before = sorted(large.iterdir())
    words = [large / word if "." in word else word for word in words]
    for lang, sentence in (("en", "memory is not enough"), ("zh", "内存不够")):
        done = run(memory, *words, "--lang", lang)
        told = done.stdout + done.stderr
        assert done.returncode == 1
        assert "[out-of-memory]" in told
        assert sentence in told
        assert "Traceback" not in told
    assert sorted(large.iterdir()) == before


@LINUX
def test_even_where_the_sentences_cannot_be_loaded_a_command_says_that_memory_ran_out(large):
    done = run(20, "check", large / "大.docx", "--lang", "en")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "the memory is not enough for this; nothing was written\n"


@LINUX
@pytest.mark.parametrize("options", [(), ("--jobs", "2")], ids=["one process", "workers"])
def test_a_job_that_runs_out_of_memory_stops_no_other(large, options):
    (large / "后.json").write_text('{"a": 2}', encoding="utf-8")
    files = [large / "小.json", large / "大.json", large / "后.json"]
    folder = large / "出"
    folder.mkdir()
    done = run(90, "fill", large / "小.docx", *files, "-o", folder, "--json", *options)
    assert done.stderr == ""
    assert done.returncode == 1
    reports = json.loads(done.stdout)["reports"]
    told = [[problem["code"] for problem in report["problems"]] for report in reports]
    assert told == [[], ["out-of-memory"], []]
    assert sorted(path.name for path in folder.iterdir()) == ["后.docx", "小.docx"]


def ravenous(_value):
    """Ask for more than any machine has."""
    return bytearray(1 << 62)


def test_a_tag_at_which_memory_runs_out_is_named():
    template = Template(doc("前", "{{ a|吃 }}"), filters={"吃": ravenous})
    with pytest.raises(FillError) as caught:
        template.fill({"a": 1}, io.BytesIO())
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.text("zh")) == ("out-of-memory", "template.docx: 第2段")
    # What was under way would hold on to the memory.
    assert caught.value.__context__.__traceback__ is None


def test_a_value_that_takes_all_memory_is_told_with_its_tag_also_where_another_is_missing():
    template = Template(doc("{{ b }}", "{{ a|吃 }}"), filters={"吃": ravenous})
    with pytest.raises(FillError) as caught:
        template.fill({"a": 1}, io.BytesIO())
    assert {problem.code for problem in caught.value.problems} >= {"out-of-memory"}


@pytest.mark.parametrize("count", [0, 2], ids=["here", "threads"])
def test_of_many_reports_only_that_fails_for_which_memory_ran_out(tmp_path, count):
    def hungry(value):
        return ravenous(value) if value == 2 else value

    template = Template(doc("{{ a|吃 }}"), filters={"吃": hungry})
    jobs = [Job({"a": number}, tmp_path / f"{number}.docx") for number in (1, 2, 3)]
    with contextlib.ExitStack() as stack:
        workers = stack.enter_context(ThreadPoolExecutor(count)) if count else None
        results = sorted(fill_many(template, jobs, workers))
    told = [[problem.code for problem in result.problems] for result in results]
    assert told == [[], ["out-of-memory"], []]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.docx", "3.docx"]


def test_memory_that_runs_out_as_a_report_is_written_stops_no_other(tmp_path, monkeypatch):
    name = os.replace

    def hungry(one, other):
        if str(other).endswith("1.docx"):
            ravenous(one)
        name(one, other)

    monkeypatch.setattr(os, "replace", hungry)
    results = list(fill_many(Template(doc("{{ a }}")), [Job({"a": n}, tmp_path / f"{n}.docx") for n in range(3)]))
    assert [[problem.code for problem in result.problems] for result in results] == [[], ["out-of-memory"], []]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.docx", "2.docx"]


class Endless(dict):
    """Data of a program that takes all memory as they are read."""

    def __iter__(self):
        return iter(ravenous(self))

    def items(self):
        return ravenous(self)

    values = items


def test_data_of_a_program_at_which_memory_runs_out_are_a_problem(tmp_path):
    with pytest.raises(FillError) as caught:
        fill(Template(doc("{% for key in a %}{{ key }}{% endfor %}")), {"a": Endless(b=1)}, tmp_path / "出.docx")
    assert [problem.code for problem in caught.value.problems] == ["out-of-memory"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "shortage",
    [
        OSError(errno.ENOMEM, "Cannot allocate memory", "folder"),
        ImportError("libxml2.so: failed to map segment from shared object"),
        SystemError("error return without exception set"),
    ],
    ids=["a folder", "a library", "Python"],
)
def test_want_of_memory_is_known_in_whatever_words_it_is_said(tmp_path, capsys, monkeypatch, shortage):
    def opened(*_, **__):
        raise shortage

    monkeypatch.setattr("docfill.word.kept.read_document", opened)
    monkeypatch.setattr("docfill.files.read_document", opened)
    (tmp_path / "t.docx").write_bytes(doc("{{ a }}"))
    (tmp_path / "d.json").write_text('{"a": 1}', encoding="utf-8")
    words = [str(tmp_path / name) for name in ("t.docx", "d.json")]
    assert main(["fill", *words, "-o", str(tmp_path / "r.docx"), "--lang", "en"]) == 1
    assert "[out-of-memory]" in capsys.readouterr().err
    with pytest.raises(FillError) as caught:
        fill(*words, tmp_path / "r.docx", cache=True)
    assert [problem.code for problem in caught.value.problems] == ["out-of-memory"]
    assert not (tmp_path / "r.docx").exists()


def test_a_command_that_fills_knows_both_languages_of_it(capsys):
    assert main(["explain", "out-of-memory", "--lang", "zh"]) == 0
    assert "内存" in capsys.readouterr().out
