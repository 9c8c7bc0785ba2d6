"""Many reports by workers: what goes wrong with one stays with it; with the process that is ended all others end."""

from __future__ import annotations

import errno
import itertools
import json
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import docfill
from docfill import Job, Template, fill_many
from docfill.cli import main
from docfill.workers import Workers
from tests.building import body, doc, row, save, table
from tests.test_many import folder, one_for_each, written  # noqa: F401  a fixture is found by its name

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
ROOT = Path(docfill.__file__).parents[1]


def codes(results) -> list[list[str]]:
    return [[problem.code for problem in result.problems] for result in sorted(results)]


def end_at(value: int, last: int) -> int:
    """Return *value*, unless it is the *last*: then the process ends, as one does that the system kills."""
    if value == last:
        os._exit(1)
    return value


def die_while_handing_over(size: int) -> bytes:
    """Return *size* bytes, and end the process while they are under way."""
    threading.Timer(0.1, os._exit, [1]).start()
    return b"".join([bytes(size)])


def die_once(mark: Path) -> str:
    if mark.exists():
        return "done"
    mark.touch()
    os._exit(1)


def wait_for(value: Any, seconds: float) -> Any:
    time.sleep(seconds)
    return value


class Counted(Template):
    """A template that knows how often it was packed up."""

    packed = 0

    def __reduce__(self) -> tuple[Any, ...]:
        type(self).packed += 1
        return super().__reduce__()


class Post(Executor):
    """Packs up all that is submitted, as for another process, and weighs it."""

    def __init__(self) -> None:
        self.weights: list[int] = []

    def submit(self, call, /, *given):
        parcel = pickle.dumps(given)
        self.weights.append(len(parcel))
        future: Future = Future()
        future.set_result(call(*pickle.loads(parcel)))  # noqa: S301  its own
        return future


# What travels


def test_a_template_goes_to_a_worker_once(tmp_path):
    Counted.packed = 0
    template = Counted(doc("{{ x }}" * 50))
    jobs = [Job({"x": n}, tmp_path / f"{n}.docx") for n in range(80)]
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as executor:
        assert len([result for result in fill_many(template, jobs, executor) if result.path]) == 80
    # Nobody can choose which worker takes the parcel, so one that has it may get a second.
    assert 2 <= Counted.packed <= 4


def test_an_order_weighs_no_more_than_its_data_however_large_the_template_is(tmp_path):
    post = Post()
    template = Template(doc("{{ x }}" + "字" * 100_000))
    assert codes(fill_many(template, [Job({"x": n}, tmp_path / f"{n}.docx") for n in range(9)], post)) == [[]] * 9
    assert max(post.weights) < 1000


def test_the_rows_of_one_workbook_do_not_each_bring_the_whole_along(folder):  # noqa: F811
    path = one_for_each(folder / "名单.xlsx", [[f"单位{n}", n] for n in range(60)])
    post = Post()
    assert codes(fill_many(None, [path], post, folder="出")) == [[]] * 60
    assert max(post.weights) < 1000
    by_post = {file.name: file.read_bytes() for file in (folder / "出").iterdir()}
    list(fill_many(None, [path], folder="出"))
    assert by_post == {file.name: file.read_bytes() for file in (folder / "出").iterdir()}


def test_jobs_without_end_are_taken_as_they_are_needed(tmp_path):
    taken = []

    def jobs():
        for number in itertools.count():
            taken.append(number)
            yield Job({"x": number}, tmp_path / f"{number}.docx")

    with ThreadPoolExecutor(2) as executor:
        results = fill_many(Template(doc("{{ x }}")), jobs(), executor)
        list(itertools.islice(results, 50))
        results.close()
    assert len(taken) < 400


# What goes wrong


@pytest.mark.parametrize("alone", [True, False])
def test_what_is_no_job_at_all_stops_no_other(tmp_path, alone):
    class Gone:
        def __iter__(self):
            raise RuntimeError("the database went away")

    row_of_x = table(row("{% for r in x %}{{ r }}", "{% endfor %}"))
    jobs = [Job({"x": [1]}, tmp_path / "0.docx"), 5, None, Job({"x": [1]}, 5), Job({"x": Gone()}, tmp_path / "4.docx")]
    jobs.append(Job({"x": [2]}, tmp_path / "5.docx"))
    with ThreadPoolExecutor(2) as executor:
        found = codes(fill_many(Template(doc(row_of_x)), jobs, None if alone else executor))
    assert found[:4] == [[], ["data-not-an-object"], ["data-not-an-object"], ["job-failed"]]
    assert found[4]
    assert found[5] == []


def test_data_that_cannot_be_packed_up_are_told(tmp_path):
    jobs = [Job({"x": threading.Lock()}, tmp_path / "0.docx"), Job({"x": 1}, tmp_path / "1.docx")]
    with ProcessPoolExecutor(1) as executor:
        assert codes(fill_many(Template(doc("{{ x }}")), jobs, executor)) == [["job-not-sent"], []]


def test_an_executor_that_was_shut_down_is_told(tmp_path):
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    jobs = [Job({"x": n}, tmp_path / f"{n}.docx") for n in range(2)]
    assert codes(fill_many(Template(doc("{{ x }}")), jobs, executor)) == [["job-not-sent"]] * 2


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("count", range(4))
def test_what_the_jobs_raise_comes_after_the_results_before_it(tmp_path, alone, count):
    def jobs():
        for number in range(count):
            yield Job({"x": number}, tmp_path / f"{number}.docx")
        raise RuntimeError("the database went away")

    told = []
    with ThreadPoolExecutor(2) as executor, pytest.raises(RuntimeError, match="went away"):
        told.extend(fill_many(Template(doc("{{ x }}")), jobs(), None if alone else executor))
    assert sorted(result.job for result in told) == list(range(count))
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{number}.docx" for number in range(count)]


@pytest.mark.parametrize("alone", [True, False])
def test_jobs_may_all_be_put_into_one_mapping_in_turn(tmp_path, alone):
    def jobs():
        values = {}
        for number in range(20):
            values["x"] = number
            yield Job(values, tmp_path / f"{number}.docx")

    with ThreadPoolExecutor(2) as executor:
        list(fill_many(Template(doc("{{ x }}")), jobs(), None if alone else executor))
    for number in range(20):
        assert body((tmp_path / f"{number}.docx").read_bytes()) == [str(number)]


def test_a_process_that_dies_takes_only_its_own_report_along(tmp_path):
    template = Template(doc("{{ x|end_at(5) }}"), filters={"end_at": end_at})
    jobs = [Job({"x": n}, tmp_path / f"{n}.docx") for n in range(12)]
    with Workers(2) as executor:
        found = codes(fill_many(template, jobs, executor))
    assert found == [["worker-lost"] if n == 5 else [] for n in range(12)]


def test_a_process_that_dies_as_it_hands_over_its_result_keeps_nobody_waiting():
    with Workers(2) as executor:
        lost = executor.submit(die_while_handing_over, 400_000_000)
        others = [executor.submit(wait_for, number, 0.01) for number in range(20)]
        assert isinstance(lost.exception(timeout=60), BrokenExecutor)
        assert [future.result(timeout=60) for future in others] == list(range(20))


def test_workers_that_are_broken_off_end_though_they_are_handing_over_their_results():
    executor = Workers(2)
    promised = [executor.submit(bytes, 50_000_000) for _ in range(20)]
    promised[0].result(timeout=60)
    ending = threading.Thread(target=executor.shutdown, kwargs={"cancel_futures": True}, daemon=True)
    ending.start()
    ending.join(timeout=30)
    assert not ending.is_alive()
    assert not multiprocessing.active_children()


def test_a_task_whose_process_somebody_else_killed_is_done_by_another(tmp_path):
    with Workers(1) as executor:
        assert executor.submit(die_once, tmp_path / "died").result(timeout=60) == "done"
        assert executor.submit(int, "7").result(timeout=60) == 7


@pytest.mark.parametrize(("given", "error"), [(b"x", TypeError), (threading.Lock(), TypeError)])
def test_what_a_task_raises_is_raised_where_its_result_is_asked_for(given, error):
    with Workers(1) as executor:
        assert isinstance(executor.submit(abs, given).exception(timeout=60), error)
        assert executor.submit(abs, -7).result(timeout=60) == 7


def test_workers_that_have_ended_take_no_more():
    executor = Workers(1)
    executor.shutdown()
    with pytest.raises(RuntimeError):
        executor.submit(int)


# One name for two reports


@pytest.mark.parametrize("alone", [True, False])
def test_of_two_reports_of_one_name_the_first_stays_though_it_is_done_last(tmp_path, alone):
    template = Template(doc("{{ x|wait_for(s) }}"), filters={"wait_for": wait_for})
    out = tmp_path / "年报.docx"
    jobs = [Job({"x": "先", "s": 0.2}, out), Job({"x": "后", "s": 0}, tmp_path / "出" / ".." / "年报.docx")]
    (tmp_path / "出").mkdir()
    jobs.append(Job({"x": "别", "s": 0}, tmp_path / "别.docx"))
    with ThreadPoolExecutor(3) as executor:
        results = list(fill_many(template, jobs, None if alone else executor))
    assert codes(results) == [[], ["output-twice"], []]
    assert body(out.read_bytes()) == ["先"]
    assert results[0].job == (0 if alone else 2)  # what cannot be in the way is told as it is done


def test_a_report_that_fails_leaves_its_name_to_the_next(tmp_path):
    jobs = [Job({}, tmp_path / "年报.docx"), Job({"x": 2}, tmp_path / "年报.docx")]
    with ThreadPoolExecutor(2) as executor:
        assert codes(fill_many(Template(doc("{{ x }}")), jobs, executor)) == [["missing-value"], []]


@posix
def test_names_that_the_file_system_takes_for_one_are_told(tmp_path):
    # What a case-blind drive does by itself: both names lead to one file.
    (tmp_path / "A\u0301.docx").symlink_to(tmp_path / "á.docx")
    jobs = [Job({"x": n}, tmp_path / name) for n, name in enumerate(["á.docx", "A\u0301.docx", "B.docx", "b.docx"])]
    found = codes(fill_many(Template(doc("{{ x }}")), jobs))
    assert found[:3] == [[], ["output-twice"], []]
    assert body((tmp_path / "á.docx").read_bytes()) == ["0"]


@posix
@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("other", ["再/年报.docx", "别名.docx"])
def test_two_paths_that_links_lead_to_one_file_are_told_and_the_first_report_stays(tmp_path, alone, other):
    (tmp_path / "出").mkdir()
    (tmp_path / "再").symlink_to("出")
    (tmp_path / "别名.docx").symlink_to("出/年报.docx")
    template = Template(doc("{{ x|wait_for(s) }}"), filters={"wait_for": wait_for})
    jobs = [Job({"x": "先", "s": 0.2}, tmp_path / "出" / "年报.docx"), Job({"x": "后", "s": 0}, tmp_path / other)]
    with ThreadPoolExecutor(2) as executor:
        assert codes(fill_many(template, jobs, None if alone else executor)) == [[], ["output-twice"]]
    assert body((tmp_path / "出" / "年报.docx").read_bytes()) == ["先"]


# The command, ended while it works


def begin(folder: Path, *words: str) -> subprocess.Popen:  # noqa: F811
    """Start the command in a group of its own, as a terminal does."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "DOCFILL_LANG": "en"}
    given = [sys.executable, "-m", "docfill", *words]
    return subprocess.Popen(
        given,
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.fixture
def long_batch(tmp_path) -> list[str]:
    """Return the words of a command that has work for minutes."""
    save(tmp_path / "模板.docx", doc(table(row("{% for x in xs %}{{ x }}", "{% endfor %}"))))
    (tmp_path / "数据.json").write_text(json.dumps({"xs": list(range(2000))}), encoding="utf-8")
    for number in range(400):
        os.link(tmp_path / "数据.json", tmp_path / f"{number}.json")
    (tmp_path / "出").mkdir()
    return ["fill", "模板.docx", *(f"{number}.json" for number in range(400)), "-o", "出", "--jobs", "2"]


def members(group: int) -> list[int]:
    """Return the processes of a process group that still run."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, member_of = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            except OSError:
                continue
            if int(member_of) == group and state != "Z":
                found.append(int(entry.name))
    return found


def gone(group: int) -> bool:
    until = time.monotonic() + 20
    while members(group) and time.monotonic() < until:
        time.sleep(0.05)
    return not members(group)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_batch_that_is_ended_leaves_whole_reports_and_no_processes(tmp_path, long_batch, number):
    process = begin(tmp_path, *long_batch)
    try:
        while not any((tmp_path / "出").glob("*.docx")):
            assert process.poll() is None
            time.sleep(0.02)
        if number == signal.SIGINT:
            os.killpg(process.pid, number)  # a terminal sends it to all
        else:
            process.send_signal(number)
        said = process.communicate(timeout=30)[1]
        assert gone(process.pid)
    finally:
        for left in members(process.pid):
            os.kill(left, signal.SIGKILL)
    assert process.returncode == (-number if number == signal.SIGKILL else 128 + number)
    assert "Traceback" not in said
    if number != signal.SIGKILL:
        assert "stopped" in said
        assert "not written" in said
        assert list((tmp_path / "出").glob("*.tmp")) == []
    assert 0 < len(written(tmp_path / "出")) < 400


@posix
def test_ctrl_c_in_the_first_moment_of_a_worker_is_left_to_the_process_that_began_it(tmp_path):
    save(tmp_path / "模板.docx", doc("{{ x }}"))
    for number in range(2):
        (tmp_path / f"{number}.json").write_text('{"x": 1}', encoding="utf-8")
    (tmp_path / "出").mkdir()
    at_once = "import os, signal; os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGINT)); "
    program = at_once + "from docfill.__main__ import command; command()"
    run = subprocess.run(
        [sys.executable, "-c", program, "fill", "模板.docx", "0.json", "1.json", "-o", "出", "--jobs", "2"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert len(written(tmp_path / "出")) == 2


@posix
@pytest.mark.parametrize("files", range(9, 21))
def test_too_few_open_files_for_the_workers_are_told_and_nothing_waits(tmp_path, files):
    save(tmp_path / "模板.docx", doc("{{ x }}"))
    (tmp_path / "0.json").write_text('{"x": 1}', encoding="utf-8")
    (tmp_path / "1.json").write_text('{"x": 1}', encoding="utf-8")
    words = f"ulimit -n {files}; exec {sys.executable} -m docfill fill 模板.docx 0.json 1.json --jobs 2 --lang en"
    run = subprocess.run(
        ["sh", "-c", words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert "Traceback" not in run.stderr
    assert run.returncode == (1 if "workers-not-started" in run.stderr else 0)
    assert len(list(tmp_path.glob("?.docx"))) == (0 if run.returncode else 2)


@posix
def test_a_fill_that_is_interrupted_says_so_and_no_more(tmp_path):
    save(tmp_path / "模板.docx", doc("{{ x }}"))
    process = subprocess.Popen(
        [sys.executable, "-m", "docfill", "fill", "模板.docx", "-", "-o", "年报.docx", "--lang", "zh"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(1.5)  # it waits for its data by then
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=30)
    assert (process.returncode, out) in {(130, ""), (-signal.SIGINT, "")}
    assert "Traceback" not in said
    assert "已中止" in said or process.returncode < 0
    assert [path.name for path in tmp_path.iterdir()] == ["模板.docx"]


# The command's own words


@posix
@pytest.mark.parametrize("led", [">&-", "2>&-", ">&- 2>&-", "> /dev/full", "2> /dev/full", "> /dev/full 2>&1"])
@pytest.mark.parametrize("data", ["数据.json", "没有.json"])
def test_an_output_that_takes_nothing_ends_in_no_traceback(tmp_path, led, data):
    if "full" in led and not Path("/dev/full").exists():
        pytest.skip("only Linux has /dev/full")
    save(tmp_path / "模板.docx", doc("{{ x }}"))
    (tmp_path / "数据.json").write_text('{"x": 1}', encoding="utf-8")
    words = f"{sys.executable} -m docfill fill 模板.docx {data} -o 年报.docx --lang en {led}"
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(["sh", "-c", words], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert "Traceback" not in run.stderr
    assert "Exception" not in run.stderr
    assert (tmp_path / "年报.docx").exists() == (data == "数据.json")
    assert run.returncode == (1 if data == "没有.json" or led.startswith("> /dev/full") else 0)
    if led == "> /dev/full" and data == "数据.json":
        assert "cannot-print" in run.stderr


@posix
@pytest.mark.parametrize("led", ["<&-", "0> 空"])
def test_a_standard_input_that_cannot_be_read_is_told(tmp_path, led):
    save(tmp_path / "模板.docx", doc("{{ x }}"))
    words = f"{sys.executable} -m docfill fill 模板.docx - -o 年报.docx --lang en {led}"
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(["sh", "-c", words], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "error[data-file-unreadable]" in run.stderr
    assert "--> (standard input)" in run.stderr


@posix
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_batch_in_a_folder_that_was_removed_says_so(tmp_path, jobs):
    data = [tmp_path / "0.json", tmp_path / "1.json"]
    for path in data:
        path.write_text('{"x": 1}', encoding="utf-8")
    save(tmp_path / "模板.docx", doc("{{ x }}"))
    words = f"mkdir 无; cd 无; rmdir ../无; exec {sys.executable} -m docfill fill "
    words += f"{tmp_path / '模板.docx'} {data[0]} {data[1]} --jobs {jobs} --concise --lang en"
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(["sh", "-c", words], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert [line.split(": ")[1] for line in sorted(run.stderr.splitlines())] == ["no-such-folder"] * 2
    assert "2 not written" in run.stdout


def test_processes_that_cannot_be_started_are_told(folder, monkeypatch, capsys):  # noqa: F811
    def refuse(*_: object) -> None:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    one_for_each(folder / "名单.xlsx", [["甲", 1], ["乙", 2]])
    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", refuse)
    assert main(["名单.xlsx", "-o", "出", "--jobs", "2"]) == 1
    assert "workers-not-started" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_a_folder_that_may_not_be_looked_into_is_told(monkeypatch, capsys):
    def refuse(path: Path) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert main(["fill", "模板.docx", "出"]) == 1
    assert "data-file-unreadable" in capsys.readouterr().err


@pytest.mark.parametrize("count", ["3", "10000", "99999999999999999999"])
def test_no_more_processes_are_started_than_the_machine_has_processors(folder, monkeypatch, capsys, count):  # noqa: F811
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    one_for_each(folder / "名单.xlsx", [["甲", 1], ["乙", 2]])
    assert main(["名单.xlsx", "-o", "出", "--jobs", count]) == 0
    assert "2 written" in capsys.readouterr().out


def test_workers_end_when_all_that_they_were_given_is_done():
    with Workers(1) as workers:  # which has more to do than it is handed at once
        promised = [workers.submit(wait_for, number, 0.01) for number in range(12)]
    assert [future.result(timeout=0) for future in promised] == list(range(12))
