"""Workbooks of other kinds and programs, formulas that LibreOffice calculates, files that others have open."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from books import book, patched, saved
from openpyxl.workbook.defined_name import DefinedName

import docfill
from docfill.excel import recalc
from docfill.excel.reader import read
from docfill.inputs import read_data
from docfill.problems import FillError
from docfill.severity import Severity
from tests.building import doc, save
from tests.libreoffice import convert


def converted(path, kind):
    """Return the workbook at *path* as LibreOffice saves it in another kind."""
    (made,) = convert(kind, path)
    return made


def sample():
    rows = [
        ["姓名", "日期", "比例", "有无"],
        ["张三", dt.date(2019, 12, 31), 0.125, True],
        ["合计", None, "=1/0", None],
    ]
    made = book({"基本": [["字段", "值"], ["年度", 2019], ["编号", "007"]], "明细": rows, "隐藏": [["x"], [1]]})
    made["明细"]["B2"].number_format = 'yyyy"年"m"月"d"日"'
    made["明细"]["C2"].number_format = "0.00%"
    made["明细"]["A6"], made["明细"]["B6"] = "单位", "甲"
    made["隐藏"].sheet_state = "hidden"
    return made


def codes_of(source, **options):
    with pytest.raises(FillError) as caught:
        read_data(source, **options)
    return [problem.code for problem in caught.value.problems]


# ---- .xls


def test_an_old_workbook_is_read_with_formats_errors_names_and_merged_cells(tmp_path):
    made = sample()
    made["明细"].merge_cells("A3:B3")
    made.create_sheet("名称").append([7, 8])
    made.defined_names["数列"] = DefinedName("数列", attr_text="名称!$A$1:$B$1")
    path = converted(saved(made, tmp_path), "xls")
    for name in ("数据.xls", "数据.xlsx", "数据.et"):  # the content counts
        copy = path.with_name(name)
        copy.write_bytes(path.read_bytes())
        data = read_data(copy)
        assert (data["年度"], data["编号"], data["数列"]) == (2019, "007", [7, 8])
        first, second, _ = data["明细"]
        assert (first["日期"], first["日期"].shown) == (dt.date(2019, 12, 31), "2019年12月31日")
        assert (first["比例"].shown, first["有无"].shown) == ("12.50%", "TRUE")
        assert "隐藏" not in data
        assert [problem.details["error"] for problem in second["比例"].problems] == ["#DIV/0!"]
        assert data.source("明细[1].比例").cell == "C3"


def test_an_old_workbook_without_what_reads_it_says_how_to_get_that(tmp_path, monkeypatch):
    path = converted(saved(sample(), tmp_path), "xls")
    monkeypatch.setitem(sys.modules, "xlrd", None)
    with pytest.raises(FillError) as caught:
        read_data(path)
    (problem,) = caught.value.problems
    assert problem.code == "old-workbook"
    assert all("docfill[more]" in problem.hint(lang) and ".xlsx" in problem.hint(lang) for lang in ("en", "zh"))


def test_a_damaged_old_workbook_is_a_problem(tmp_path):
    path = converted(saved(sample(), tmp_path), "xls")
    content = path.read_bytes()
    for cut in (600, 3000, len(content) // 2):
        path.write_bytes(content[:cut] + bytes(len(content) - cut))
        assert codes_of(path)[0] in {"unreadable-workbook", "not-a-workbook"}


# ---- formulas without a saved value


def test_recalc_gives_the_results_that_the_workbook_does_not_hold_and_leaves_it_alone(tmp_path):
    made = book({"明细": [["甲", "乙", "丙"], [1, "=A2*2", '="共"&B2'], [3, "=A3/8", '=IF(A3=3,"","x")']]})
    made["明细"]["B3"].number_format = "0.00%"
    path = saved(made, tmp_path)
    before = path.read_bytes()
    assert len(list(read_data(path).faults())) == 4
    data = docfill.read_workbook(path, recalc=True)
    assert data == {"明细": [{"甲": 1, "乙": 2, "丙": "共2"}, {"甲": 3, "乙": 0.375, "丙": None}]}
    assert data["明细"][1]["乙"].shown == "37.50%"
    assert [(note.code, note.severity) for note in data.notes] == [("calculated-by-libreoffice", Severity.NOTE)]
    assert path.read_bytes() == before
    assert sorted(other.name for other in tmp_path.iterdir()) == ["数据.xlsx"]


def test_recalc_keeps_what_excel_saved(tmp_path):
    path = saved(book({"明细": [["甲", "乙"], ["=1+1", "=A2*2"]]}), tmp_path)
    patched(path, "xl/worksheets/sheet1.xml", (r"<f>1\+1</f><v.*?(/>|</v>)", "<f>1+1</f><v>7</v>"))
    patched(path, "xl/workbook.xml", (' fullCalcOnLoad="1"', ""))
    (record,) = read(path, recalc=True)["明细"]
    assert record["甲"] == 7
    assert record["乙"] == 4  # LibreOffice calculates a copy as a whole


def test_recalc_starts_nothing_where_every_result_is_saved(tmp_path, monkeypatch):
    monkeypatch.setattr(recalc, "_PROGRAMS", ())
    monkeypatch.setattr(recalc, "_USUAL_PLACES", ())
    assert read(saved(book({"a": [["甲"], [1]]}), tmp_path), recalc=True) == {"a": [{"甲": 1}]}


def test_an_error_that_recalc_finds_is_an_error_of_the_cell(tmp_path):
    data = read(saved(book({"a": [["甲", "乙"], [0, "=1/A2"]]}), tmp_path), recalc=True)
    (fault,) = data.faults()
    assert [(problem.code, problem.details["error"]) for problem in fault.problems] == [("error-cell", "#DIV/0!")]


@pytest.mark.parametrize("kind", ["ods", "xlsb"])
def test_other_kinds_are_refused_and_libreoffice_reads_them(tmp_path, kind):
    if kind == "xlsb":  # which LibreOffice reads and does not write
        path = tmp_path / "数据.xlsb"
        with zipfile.ZipFile(path, "w") as made:
            made.writestr("xl/workbook.bin", b"")
        assert codes_of(path) == ["other-workbook"]
        return
    path = converted(saved(sample(), tmp_path), kind)
    assert codes_of(path) == ["other-workbook"]
    data = read_data(path, recalc=True)
    assert data["年度"] == 2019
    assert data["明细"][0]["比例"].shown == "12.50%"
    assert [note.code for note in data.notes] == ["calculated-by-libreoffice"]


def test_recalc_without_libreoffice_is_a_problem_that_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(recalc, "_PROGRAMS", ())
    monkeypatch.setattr(recalc, "_USUAL_PLACES", ())
    path = saved(book({"a": [["甲"], ["=1+1"]]}), tmp_path)
    assert codes_of(path, recalc=True) == ["libreoffice-missing"]


def program(tmp_path, monkeypatch, script):
    """Put *script* in the place of LibreOffice."""
    made = tmp_path / "bin" / "soffice"
    made.parent.mkdir()
    made.write_text(f"#!/bin/sh\n{script}\n")
    made.chmod(0o755)
    monkeypatch.setattr(recalc, "_PROGRAMS", (str(made),))


def test_a_libreoffice_that_fails_is_a_problem_with_what_it_said(tmp_path, monkeypatch):
    program(tmp_path, monkeypatch, 'echo "source file could not be loaded" >&2')
    path = saved(book({"a": [["甲"], ["=1+1"]]}), tmp_path)
    with pytest.raises(FillError) as caught:
        read_data(path, recalc=True)
    (problem,) = caught.value.problems
    assert problem.code == "recalc-failed"
    assert "could not be loaded" in problem.message("zh")


def test_a_libreoffice_that_hangs_is_ended_with_all_that_it_started(tmp_path, monkeypatch):
    mark = tmp_path / "late"
    program(tmp_path, monkeypatch, f"(sleep 3; touch {mark}) &\nwait")
    monkeypatch.setattr(recalc, "TIMEOUT", 0.5)
    path = saved(book({"a": [["甲"], ["=1+1"]]}), tmp_path)
    assert codes_of(path, recalc=True) == ["recalc-failed"]
    time.sleep(3.5)
    assert not mark.exists()


def test_no_room_for_the_copy_is_a_problem_of_the_workbook(tmp_path, monkeypatch):
    program(tmp_path, monkeypatch, "exit 1")
    path = saved(book({"a": [["甲"], ["=1+1"]]}), tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "there is none"))
    assert codes_of(path, recalc=True) == ["recalc-failed"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("words", [[], ["--jobs", "2"]])
def test_a_command_that_is_ended_ends_libreoffice_and_leaves_no_folder(tmp_path, monkeypatch, number, words):
    mark, begun = tmp_path / "late", tmp_path / "begun"
    program(tmp_path, monkeypatch, f"touch {begun}; (sleep 4; touch {mark}) &\nwait")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    template = save(tmp_path / "模板.docx", doc("{{ a }}"))
    data = [saved(book({"a": [["甲"], ["=1+1"]]}), tmp_path, f"{n}.xlsx") for n in range(2 if words else 1)]
    places = {"PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}", "TMPDIR": str(temporary)}
    environment = {**os.environ, **places, "PYTHONPATH": str(Path(docfill.__file__).parents[1])}
    command = [sys.executable, "-m", "docfill", "fill", template, *data, "-o", tmp_path, "--recalc", *words]
    running = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
    while not begun.exists():
        assert running.poll() is None
        time.sleep(0.05)
    running.send_signal(number)
    _, said = running.communicate(timeout=20)
    assert running.returncode == 128 + number
    assert b"Traceback" not in said
    assert list(temporary.iterdir()) == []
    time.sleep(4.5)
    assert not mark.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_a_command_that_is_ended_while_libreoffice_begins_ends_it(tmp_path, monkeypatch):
    program(tmp_path, monkeypatch, "sleep 60")
    path = saved(book({"a": [["甲"], ["=1+1"]]}), tmp_path)
    begun = []

    class Ended(subprocess.Popen):
        def __init__(self, *given, **options):
            begun.append(self)
            super().__init__(*given, **options)
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(subprocess, "Popen", Ended)
    with pytest.raises(KeyboardInterrupt):
        codes_of(path, recalc=True)
    (libreoffice,) = begun
    assert libreoffice.poll() is not None
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


# ---- workbooks that ask to be calculated


def stale(tmp_path, *values):
    """Return a workbook as programs write it that put a zero, or what they were given, beside each formula."""
    path = saved(book({"a": [["甲", "乙"], ["=1+1", "=2+2"]]}), tmp_path)
    changes = [
        (rf"<f>{at}\+{at}</f><v.*?(/>|</v>)", f"<f>{at}+{at}</f><v>{value}</v>")
        for at, value in zip((1, 2), values, strict=True)
    ]
    return patched(path, "xl/worksheets/sheet1.xml", *changes)


def test_a_zero_beside_a_formula_in_a_workbook_that_asks_to_be_calculated_is_no_result(tmp_path):
    path = stale(tmp_path, 0, 0)
    assert [problem.code for fault in read(path).faults() for problem in fault.problems] == [
        "formula-without-value"
    ] * 2
    assert read(path, recalc=True) == {"a": [{"甲": 2, "乙": 4}]}


def test_other_results_in_such_a_workbook_are_read_with_a_warning(tmp_path):
    data = read(stale(tmp_path, 5, 6))
    assert data == {"a": [{"甲": 5, "乙": 6}]}
    assert [(note.code, note.severity) for note in data.notes] == [("wants-calculation", Severity.WARNING)]


def test_recalc_trusts_no_result_of_such_a_workbook(tmp_path):
    assert read(stale(tmp_path, 5, 6), recalc=True) == {"a": [{"甲": 2, "乙": 4}]}


def test_a_formula_over_several_cells_without_saved_values_leaves_none_of_them_blank(tmp_path):
    path = saved(book({"a": [["甲", "乙"], ["=ROW(1:2)", 7], [None, 8]]}), tmp_path)
    patched(path, "xl/worksheets/sheet1.xml", ("<f>ROW", '<f t="array" ref="A2:A3">ROW'))
    first, second = read(path)["a"]
    assert [problem.place.cell for row in (first, second) for problem in row["甲"].problems] == ["A2", "A3"]


# ---- files that are open


def test_a_workbook_that_another_program_holds_alone_is_told_as_such(tmp_path, monkeypatch):
    def refuse(*_):
        error = PermissionError(13, "The process cannot access the file")
        error.winerror = 32  # Windows: a sharing violation
        raise error

    path = saved(book({"a": [["甲"], [1]]}), tmp_path)
    monkeypatch.setattr("os.open", refuse)
    assert codes_of(path) == ["data-file-in-use"]


def test_the_lock_file_of_an_open_workbook_is_not_taken_for_it(tmp_path):
    path = saved(book({"a": [["甲"], [1]]}), tmp_path)
    lock = tmp_path / "~$数据.xlsx"
    lock.write_bytes(b"\x06docfill" + bytes(158))
    with pytest.raises(FillError) as caught:
        docfill.fill("gov-info-2021", lock, tmp_path / "报告.docx")
    (problem,) = caught.value.problems
    assert problem.code == "lock-file"
    assert problem.details["name"] == path.name
    assert read_data(path) == {"a": [{"甲": 1}]}  # beside its lock file


def test_a_workbook_whose_own_name_begins_like_a_lock_files_is_read(tmp_path):
    path = saved(book({"a": [["甲"], [1]]}), tmp_path, "~$数据.xlsx")
    assert path.stat().st_size > 1024
    assert read_data(path) == {"a": [{"甲": 1}]}
