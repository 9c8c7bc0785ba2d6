"""Many reports: a result for each, here, in processes, on a cluster; from one workbook, from a folder of them."""

from __future__ import annotations

import io
import json
import os
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

import docfill
from docfill import FillError, Job, Limits, Template, fill_many
from docfill.cli import main
from tests.building import body, doc, save

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = doc("{{ 单位 }}：{{ 件数 }}件，共{{ 年度 }}年")


def workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    """Save a workbook of *sheets*, each a list of rows."""
    book = Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder with a template."""
    save(tmp_path / "模板.docx", TEMPLATE)
    (tmp_path / "出").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCFILL_LANG", "en")
    return tmp_path


def one_for_each(path: Path, rows: list[list[Any]], output: str = "{{ 单位 }}.docx") -> Path:
    """Save a workbook that asks for a report for each of *rows*."""
    settings = [["form", "模板.docx"], ["each", "清单"], ["output", output]]
    return workbook(path, docfill=settings, 清单=[["单位", "件数"], *rows], 基本=[["字段", "值"], ["年度", 2023]])


def written(path: Path) -> dict[str, Any]:
    return {file.name: body(file.read_bytes())[0] for file in sorted(path.glob("*.docx")) if file.name != "模板.docx"}


# The library


def test_each_job_has_a_result_and_a_bad_one_stops_no_other(folder):
    jobs = [Job({"单位": n, "件数": i, "年度": 1}, f"出/{n}.docx") for i, n in enumerate("甲乙丙")]
    jobs[1] = Job({"单位": "乙"}, "出/乙.docx")
    results = list(fill_many("模板.docx", jobs))
    assert [(result.job, result.path is not None) for result in results] == [(0, True), (1, False), (2, True)]
    assert {problem.code for problem in results[1].problems} == {"missing-value"}
    assert written(folder / "出") == {"甲.docx": "甲：0件，共1年", "丙.docx": "丙：2件，共1年"}


@pytest.mark.parametrize("kind", [dict, lambda data: Job(data, "出/甲.docx"), lambda _: "甲.json"])
def test_one_job_alone_is_a_list_of_one(folder, kind):
    data = {"单位": "甲", "件数": 1, "年度": 2023}
    (folder / "甲.json").write_text(json.dumps(data), encoding="utf-8")
    (result,) = fill_many("模板.docx", kind(data), folder="出")
    if result.path is None:  # a template has no name for a report of plain data
        assert [problem.code for problem in result.problems] == ["no-output-name"]
    else:
        assert body(result.path.read_bytes()) == ["甲：1件，共2023年"]


@pytest.mark.parametrize("form", ["path", "template"])
def test_results_come_as_they_are_made(folder, form):
    taken = []

    def jobs():
        for number in range(3):
            taken.append(number)
            yield Job({"单位": "甲", "件数": number, "年度": 1}, f"出/{number}.docx")

    given = Template("模板.docx") if form == "template" else "模板.docx"
    results = fill_many(given, jobs())
    assert taken == []
    assert next(results).path is not None
    assert len(taken) <= 2
    assert (folder / "出" / "0.docx").exists()


@pytest.mark.parametrize("kind", [ProcessPoolExecutor, ThreadPoolExecutor])
def test_any_executor_will_do_and_the_reports_are_the_same(folder, kind):
    jobs = [Job({"单位": "甲", "件数": n, "年度": 1}, folder / "出" / f"{n}.docx") for n in range(80)]
    jobs[7] = Job({}, folder / "出" / "7.docx")
    with kind(2) as executor:
        results = list(fill_many("模板.docx", jobs, executor))
    assert sorted(result.job for result in results) == list(range(80))
    assert [result.job for result in results if result.path is None] == [7]
    there = {file.name: file.read_bytes() for file in (folder / "出").iterdir()}
    again = list(fill_many("模板.docx", jobs))
    assert len(again) == 80
    assert there == {file.name: file.read_bytes() for file in (folder / "出").iterdir()}


def test_a_cluster_is_an_executor_as_well(folder):
    from distributed import Client, LocalCluster

    jobs = [Job({"单位": "甲", "件数": n, "年度": 1}, folder / "出" / f"{n}.docx") for n in range(20)]
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None, "processes": True}
    with LocalCluster(**options) as cluster, Client(cluster) as client:
        results = list(fill_many("模板.docx", jobs, client.get_executor()))
    assert {result.path for result in results} == {job.out for job in jobs}
    assert len(written(folder / "出")) == 20


def test_a_template_travels_as_its_files_bytes():
    content = doc("{{ x|两倍 }}", "{{ y }}")
    template = Template(io.BytesIO(content), filters={"两倍": _twice}, globals={"y": 5})
    travelled = pickle.loads(pickle.dumps(template))  # noqa: S301  its own
    first, second = io.BytesIO(), io.BytesIO()
    for each, out in ((template, first), (travelled, second)):
        each.fill({"x": 2}, out)
    assert first.getvalue() == second.getvalue()
    assert body(second.getvalue()) == ["4", "5"]


def test_a_template_takes_its_limits_and_classes_along():
    template = Template(doc("{{ x.a }}"), objects=[Own], limits=Limits(steps=3))
    travelled = pickle.loads(pickle.dumps(template))  # noqa: S301  its own
    out = io.BytesIO()
    travelled.fill({"x": Own()}, out)
    assert body(out.getvalue()) == ["1"]
    bound = pickle.loads(pickle.dumps(Template(doc("{% for i in l %}{% endfor %}"), limits=Limits(steps=3))))  # noqa: S301
    with pytest.raises(FillError) as caught:
        bound.fill({"l": [1] * 4}, io.BytesIO())
    assert [problem.code for problem in caught.value.problems] == ["too-much-asked"]


class Own:
    """An object that is no record: a template may look into it only where its class is named."""

    @property
    def a(self) -> int:
        return 1


def _twice(value: int) -> int:
    return 2 * value


def _end(_: object) -> str:
    os._exit(1)


def test_a_job_whose_worker_is_killed_is_told(folder):
    template = Template(doc("{{ x|end }}"), filters={"end": _end})
    with ProcessPoolExecutor(1) as executor:
        (result,) = fill_many(template, [Job({"x": 1}, "出/一.docx")], executor)
    assert [problem.code for problem in result.problems] == ["worker-lost"]
    assert list((folder / "出").iterdir()) == []


def test_two_reports_of_one_name_are_told_and_the_first_stays(folder):
    jobs = [Job({"单位": "甲", "件数": n, "年度": 1}, "出/甲.docx") for n in range(2)]
    first, second = fill_many("模板.docx", jobs)
    assert first.path is not None
    assert [problem.code for problem in second.problems] == ["output-twice"]
    assert written(folder / "出") == {"甲.docx": "甲：0件，共1年"}


def test_a_form_that_cannot_be_read_is_told_before_any_job(folder):
    save(folder / "坏.docx", doc("{{ x"))
    with pytest.raises(FillError) as caught:
        fill_many("坏.docx", [{}])
    assert [problem.code for problem in caught.value.problems] == ["unclosed-tag"]
    with pytest.raises(FillError) as caught:
        fill_many("模板.docx", [{}], folder="没有")
    assert [problem.code for problem in caught.value.problems] == ["output-not-a-folder"]


@pytest.mark.parametrize("sign", ["~$年报.docx", "~$port 2023.docx", ".~lock.甲.docx#", ".~甲.docx"])
def test_a_report_that_somebody_has_open_is_replaced_with_a_warning(folder, sign):
    names = ["年报.docx", "Report 2023.docx", "甲.docx"]
    owned = {"年": names[0], "p": names[1], "甲": names[2]}[sign.strip("~$.lock#")[0]]
    jobs = [Job({"单位": name, "件数": 1, "年度": 1}, folder / "出" / name) for name in names]
    list(fill_many("模板.docx", jobs))
    (folder / "出" / sign).write_bytes(b"")
    found = {result.path.name: [problem.code for problem in result.problems] for result in fill_many("模板.docx", jobs)}
    (warned,) = [name for name, codes in found.items() if codes == ["output-open-elsewhere"]]
    assert warned == owned
    report = docfill.fill("模板.docx", jobs[names.index(warned)].data, folder / "出" / warned)
    assert [problem.code for problem in report.problems] == ["output-open-elsewhere"]


# A report for each row


def test_a_workbook_may_ask_for_a_report_for_each_row(folder):
    path = one_for_each(folder / "名单.xlsx", [["甲", 1], ["乙/丙", 2]])
    results = list(fill_many(None, [path], folder="出"))
    assert [(result.job, result.row) for result in results] == [(0, 0), (0, 1)]
    assert written(folder / "出") == {"甲.docx": "甲：1件，共2023年", "乙_丙.docx": "乙/丙：2件，共2023年"}


def test_what_is_wrong_in_a_row_is_told_at_its_cell(folder):
    path = one_for_each(folder / "名单.xlsx", [["甲", 1], ["乙", 2]])
    save(folder / "模板.docx", doc("{{ 单位 }}{% for x in 件数 %}{% endfor %}"))
    first, second = fill_many(None, [path], folder="出")
    assert [problem.place.cell for problem in first.problems] == ["B2"]
    assert [problem.place.cell for problem in second.problems] == ["B3"]


def test_fill_makes_one_report_and_says_so(folder):
    path = one_for_each(folder / "名单.xlsx", [["甲", 1]])
    with pytest.raises(FillError) as caught:
        docfill.fill(None, path)
    assert [problem.code for problem in caught.value.problems] == ["each-is-many"]


@pytest.mark.parametrize(
    ("name", "code"), [("单位", "each-not-a-list"), ("基本.年度", "each-not-a-list"), ("空", "each-is-empty")]
)
def test_a_list_that_is_none_is_told(folder, name, code):
    sheets = {
        "docfill": [["form", "模板.docx"], ["each", name]],
        "空": [["单位", "件数"]],
        "基本": [["字段", "值"], ["年度", 1]],
    }
    path = workbook(folder / "名单.xlsx", **sheets)
    (result,) = fill_many(None, [path], folder="出")
    (problem,) = result.problems
    assert problem.code == code
    assert problem.place.text() == ("名单.xlsx: 空" if code == "each-is-empty" else "名单.xlsx: docfill!B2")


def test_a_check_looks_at_every_row(folder):
    path = one_for_each(folder / "名单.xlsx", [["甲", 1], ["乙", 2], [None, 3]])
    save(folder / "模板.docx", doc("{{ 单位 }}{{ 件数 + 年度 }}{% for x in 单位 %}{% endfor %}"))
    cells = {problem.place.cell for problem in docfill.check(None, path) if problem.code == "loop-over-scalar"}
    assert cells == {"A2", "A3"}


# The command


def test_the_command_fills_a_report_for_each_row(folder, capsys):
    one_for_each(folder / "名单.xlsx", [["甲", 1], ["乙", 2]])
    assert main(["名单.xlsx", "-o", "出"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2 written, 0 up to date, 0 not written"
    assert list(written(folder / "出")) == ["乙.docx", "甲.docx"]


def test_the_command_fills_a_folder_of_workbooks_but_no_lock_file(folder, capsys):
    (folder / "数").mkdir()
    for name in ("甲", "乙"):
        workbook(folder / "数" / f"{name}.xlsx", 基本=[["字段", "值"], ["单位", name], ["件数", 1], ["年度", 2]])
    (folder / "数" / "~$甲.xlsx").write_bytes(b"lock")
    (folder / "数" / "说明.txt").write_text("")
    for words in (["数"], ["数/*.xlsx"], ["数/**.xlsx"], ["数/甲.xlsx", "数/乙.xlsx"]):
        assert main(["fill", "模板.docx", *words, "-o", "出", "--force"]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == "2 written, 0 up to date, 0 not written"
    assert written(folder / "出") == {"甲.docx": "甲：1件，共2年", "乙.docx": "乙：1件，共2年"}


def test_one_bad_workbook_is_told_and_the_others_are_filled(folder, capsys):
    workbook(folder / "甲.xlsx", 基本=[["字段", "值"], ["单位", "甲"], ["件数", 1], ["年度", 2]])
    workbook(folder / "乙.xlsx", 基本=[["字段", "值"], ["单位", "乙"]])
    assert main(["fill", "模板.docx", "甲.xlsx", "乙.xlsx", "没有.xlsx", "-o", "出", "--jobs", "2"]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == "1 written, 0 up to date, 2 not written"
    assert "nothing was written" not in said.err
    assert "missing-value" in said.err
    assert "data-file-missing" in said.err
    assert list(written(folder / "出")) == ["甲.docx"]


def test_what_is_there_and_newer_is_left_out_if_wanted(folder, capsys):
    for name in ("甲", "乙"):
        path = workbook(folder / f"{name}.xlsx", 基本=[["字段", "值"], ["单位", name], ["件数", 1], ["年度", 2]])
        os.utime(path, (1, 1))
    os.utime("模板.docx", (1, 1))
    words = ["fill", "模板.docx", "甲.xlsx", "乙.xlsx", "-o", "出", "--resume"]
    assert main(words) == 0
    (folder / "出" / "乙.docx").unlink()
    capsys.readouterr()
    assert main(words) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 written, 1 up to date, 0 not written"
    # A date says nothing where the report is what would be written.
    os.utime("模板.docx")
    os.utime("出/甲.docx", (2, 2))
    assert main(words) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "0 written, 2 up to date, 0 not written"


def test_what_was_made_from_other_data_is_made_again_whatever_the_dates_say(folder, capsys):
    path = workbook(folder / "甲.xlsx", 基本=[["字段", "值"], ["单位", "甲"], ["件数", 1], ["年度", 2]])
    words = ["fill", "模板.docx", "甲.xlsx", "-o", "出", "--resume"]
    assert main(words) == 0
    for date in (1, 2_000_000_000):
        workbook(path, 基本=[["字段", "值"], ["单位", "甲"], ["件数", date], ["年度", 2]])
        os.utime(path, (date, date))  # restored from a copy, or from a clock that goes wrong
        assert main(words) == 0
        assert written(folder / "出") == {"甲.docx": f"甲：{date}件，共2年"}
    save(folder / "模板.docx", doc("{{ 单位 }}"))
    os.utime("模板.docx", (1, 1))
    assert main(words) == 0
    assert written(folder / "出") == {"甲.docx": "甲"}
    assert "up to date, 0 not written" in capsys.readouterr().out


def test_a_report_that_was_edited_by_hand_stays_and_is_told(folder, capsys):
    workbook(folder / "甲.xlsx", 基本=[["字段", "值"], ["单位", "甲"], ["件数", 1], ["年度", 2]])
    words = ["fill", "模板.docx", "甲.xlsx", "-o", "出", "--resume"]
    assert main(words) == 0
    edited = save(folder / "出" / "甲.docx", doc("手工改过"))
    capsys.readouterr()
    assert main(words) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == "0 written, 1 up to date, 0 not written"
    assert "report-differs" in said.err
    assert body(edited.read_bytes()) == ["手工改过"]
    damaged = bytearray(edited.read_bytes())
    damaged[60:90] = bytes(30)  # its end is there, and not its middle
    edited.write_bytes(damaged)
    assert main(words) == 0
    assert written(folder / "出") == {"甲.docx": "甲：1件，共2年"}


def test_an_edited_report_stays_though_the_template_goes_while_the_batch_runs(folder):
    values = [["字段", "值"], ["单位", "甲"], ["件数", 1], ["年度", 2]]
    data = [workbook(folder / f"{n}.xlsx", 基本=values) for n in range(2)]
    edited = [save(folder / "出" / f"{n}.docx", doc("手工改过")) for n in range(2)]
    results = fill_many("模板.docx", data, folder="出", resume=True)
    found = [next(results)]
    (folder / "模板.docx").unlink()
    found.extend(results)
    assert [[problem.code for problem in result.problems] for result in found] == [["report-differs"]] * 2
    assert [body(path.read_bytes()) for path in edited] == [["手工改过"]] * 2


def test_reports_of_mappings_can_be_resumed_as_well(folder):
    jobs = [Job({"单位": "甲", "件数": n, "年度": 1}, folder / "出" / f"{n}.docx") for n in range(3)]
    list(fill_many("模板.docx", jobs[:2]))
    assert [result.skipped for result in fill_many("模板.docx", jobs, resume=True)] == [True, True, False]


def test_one_workbook_may_be_resumed_into_a_file_by_name(folder, capsys):
    workbook(folder / "甲.xlsx", 基本=[["字段", "值"], ["单位", "甲"], ["件数", 1], ["年度", 2]])
    for words in (["--resume"], ["--resume"], ["--jobs", "2", "--force"]):
        assert main(["fill", "模板.docx", "甲.xlsx", "-o", "出/年报.docx", *words]) == 0
    assert list(written(folder / "出")) == ["年报.docx"]
    one_for_each(folder / "名单.xlsx", [["甲", 1], ["乙", 2]])
    assert main(["名单.xlsx", "-o", "出/一.docx"]) == 1
    assert "output-not-a-folder" in capsys.readouterr().err


def test_a_report_that_a_power_failure_cut_off_is_made_again(folder, capsys):
    path = workbook(folder / "甲.xlsx", 基本=[["字段", "值"], ["单位", "甲"], ["件数", 1], ["年度", 2]])
    for file in (path, folder / "模板.docx"):
        os.utime(file, (1, 1))
    words = ["fill", "模板.docx", "甲.xlsx", "-o", "出", "--resume"]
    assert main(words) == 0
    whole = (folder / "出" / "甲.docx").read_bytes()
    for cut in (whole[:-30], b""):
        (folder / "出" / "甲.docx").write_bytes(cut)
        assert main(words) == 0
        assert (folder / "出" / "甲.docx").read_bytes() == whole
    assert "0 up to date" in capsys.readouterr().out


def test_programs_get_each_result(folder, capsys):
    one_for_each(folder / "名单.xlsx", [["甲", 1], ["甲", 2]])
    assert main(["名单.xlsx", "-o", "出", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert [report["report"] is not None for report in told["reports"]] == [True, False]
    assert told["reports"][1]["problems"][0]["code"] == "output-twice"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["fill", "模板.docx", "出"], "no-data-files"),
        (["fill", "模板.docx", "*.xlsm"], "no-data-files"),
        (["fill", "模板.docx", "甲.json", "乙.json", "-o", "一.docx"], "output-not-a-folder"),
        (["fill", "模板.docx", "甲.json", "--jobs", "many"], "option-needs-number"),
        (["fill", "模板.docx", "甲.json", "--jobs", "0"], "option-needs-number"),
    ],
)
def test_a_command_line_that_cannot_be_done_is_told(folder, capsys, words, code):
    assert main([*words, "--json"]) in {1, 2}
    told = json.loads(capsys.readouterr().out)
    assert [problem["code"] for problem in told["problems"]] == [code]
    assert list((folder / "出").iterdir()) == []


def test_a_terminal_shows_how_far_it_is_and_a_file_does_not(folder, capsys, monkeypatch):
    one_for_each(folder / "名单.xlsx", [["甲", 1], ["乙", 2]])
    assert main(["名单.xlsx", "-o", "出"]) == 0
    assert "2/" not in capsys.readouterr().err
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")  # by which rich takes what it writes to for a terminal
    assert main(["名单.xlsx", "-o", "出", "--force"]) == 0
    said = capsys.readouterr()
    assert "2/?" in said.err
    assert "2 written" in said.out
