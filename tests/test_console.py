"""How problems look: in a terminal, in a line each, as JSON."""

from __future__ import annotations

import io
import json

from docfill import console
from docfill.places import DocumentPlace, FilePlace, Place, Source
from docfill.problems import Problem, Problems

IN_A_CELL = (("table", 3), ("row", 5), ("cell", 2))
IN_A_PARAGRAPH = (("paragraph", 7),)


def problem(place: Place | None, *related: Place, **details: str) -> Problem:
    problems = Problems()
    problems.add("output-exists", place, *related, **{"name": "报告.docx", **details})
    return next(iter(problems))


def spot(around: str, span: str, steps: tuple[tuple[str, int], ...] = IN_A_CELL) -> DocumentPlace:
    start = around.index(span)
    return DocumentPlace("年度报告.docx", steps, around, start, start + len(span))


def marked(drawn: str) -> str:
    """Return what the marker of *drawn* underlines, column by column."""
    lines = drawn.splitlines()
    at = next(n for n, line in enumerate(lines) if line.rstrip().endswith("^"))
    start, stop = lines[at].index("^"), len(lines[at].rstrip())
    column, found = 0, ""
    for char in lines[at - 1]:
        if start <= column < stop and (found or console.columns(char)):
            found += char
        column += console.columns(char)
    return found


def test_a_problem_is_drawn_with_its_place_the_text_around_and_a_marker_under_the_span():
    drawn = console.draw([problem(spot("经费合计{{ 总额|大写 元整", "{{ 总额|大写 元整"))], "en")
    assert drawn.splitlines() == [
        "error[output-exists]: `报告.docx` is there already",
        "  --> 年度报告.docx: table 3, row 5, cell 2",
        "   |",
        "   | 经费合计{{ 总额|大写 元整",
        "   |         ^^^^^^^^^^^^^^^^^",
        "  hint: add `--force` to replace it, or choose another name with `-o`",
    ]


def test_in_chinese_every_word_of_the_drawing_is_chinese():
    drawn = console.draw([problem(spot("合计{{ 总额 }}", "{{ 总额 }}"), Source("数据.xlsx", "表 1", "C3"))], "zh")
    assert drawn.splitlines()[0] == "错误[output-exists]: “报告.docx”已经存在"
    assert "  --> 年度报告.docx: 第3个表格第5行第2格" in drawn
    assert "  说明: 数据在这里：数据.xlsx: '表 1'!C3" in drawn
    assert drawn.splitlines()[-1].startswith("  提示: ")


def test_a_wide_character_takes_two_columns_under_the_marker():
    for around in ("总额{{ a }}", "ab{{ a }}", "ＡＢ{{ 名 }}", "e\u0301{{ a }}后面"):
        span = around[2 : around.index("}}") + 2]
        assert marked(console.draw([problem(spot(around, span))], "en")) == span


def test_a_place_without_a_span_is_marked_as_a_whole():
    drawn = console.draw([problem(DocumentPlace("a.docx", IN_A_PARAGRAPH, "总 额"))], "en")
    assert marked(drawn) == "总 额"


def test_a_long_paragraph_is_cut_to_the_text_around_the_span():
    around = "前面的话，" * 60 + "{{ 总额 }}" + "后面的话。" * 60
    drawn = console.draw([problem(spot(around, "{{ 总额 }}", IN_A_PARAGRAPH))], "en")
    text = drawn.splitlines()[3].removeprefix("   | ")
    assert console.columns(text) <= console.COLUMNS
    assert text.startswith("…")
    assert text.endswith("…")
    assert marked(drawn) == "{{ 总额 }}"


def test_a_span_longer_than_a_line_is_marked_as_far_as_it_shows():
    around = "{{ " + "总额" * 80 + " }}"
    drawn = console.draw([problem(spot(around, around))], "en")
    text, marker = drawn.splitlines()[3:5]
    assert console.columns(text) <= console.COLUMNS + 5
    assert console.columns(marker) <= console.columns(text)


def test_tabs_and_line_breaks_in_the_text_around_are_shown_as_spaces():
    drawn = console.draw([problem(spot("甲\t乙\n{{ 总额 }}", "{{ 总额 }}"))], "en")
    assert "   | 甲 乙 {{ 总额 }}" in drawn.splitlines()
    assert marked(drawn) == "{{ 总额 }}"


def test_nothing_in_a_document_or_a_file_name_commands_the_terminal():
    evil = "\x1b[2J\x07\x9b31m\u202e\ud800"
    place = spot(f"{evil}{{{{ a }}}}", "{{ a }}")
    for shown in (
        console.draw([problem(place, FilePlace(evil), name=evil)], "en"),
        console.lines([problem(FilePlace(evil), name=evil)], "zh"),
    ):
        assert not set(shown) & set(evil) - set("[2J31m")


def test_a_related_place_says_how_it_belongs():
    tag = spot("{% for r in 明细 %}", "{% for r in 明细 %}", IN_A_PARAGRAPH)
    cell = Source("数据.xlsx", "申请情况", "C12")
    assert "  note: the template uses it at 年度报告.docx: paragraph 7" in console.draw([problem(cell, tag)], "en")
    assert "  note: the data is at 数据.xlsx: 申请情况!C12" in console.draw([problem(tag, cell)], "en")
    both = console.draw([problem(tag, tag)], "en")
    assert "  note: see also 年度报告.docx: paragraph 7: `{% for r in 明细 %}`" in both


def test_standard_input_is_called_so():
    place = Source("-", path="明细[2].金额")
    assert "  --> (standard input): 明细[2].金额" in console.draw([problem(place)], "en")
    assert "  --> （标准输入）: 明细[2].金额" in console.draw([problem(place)], "zh")


def test_problems_are_counted_at_the_end_by_how_bad_they_are():
    error, other = problem(FilePlace("a")), problem(FilePlace("b"))
    assert console.summary([error], "en", stopped=True) == "1 problem; nothing was written"
    assert console.summary([error, other], "en", stopped=True) == "2 problems; nothing was written"
    assert console.summary([error, other], "zh", stopped=True) == "2 个问题；没有写出任何文件"
    assert console.summary([error], "en", stopped=False) == "1 problem"


def test_notes_of_one_kind_are_drawn_once_and_counted():
    problems = Problems()
    for row in range(2, 6):
        problems.add("number-stored-as-text", Source("数据.xlsx", "申请情况", f"B{row}"), text="７", number="7")
    drawn = console.draw(problems, "en")
    assert drawn.count("note[number-stored-as-text]") == 1
    assert drawn.endswith("  ... and 3 more like it; `--concise` lists them")
    assert len(console.lines(problems, "en").splitlines()) == 4


def test_a_concise_problem_takes_one_line():
    found = console.lines([problem(FilePlace("a.docx")), problem(Source("b.xlsx", "表", "A1"))], "en")
    assert found.splitlines() == [
        "a.docx: output-exists: `报告.docx` is there already",
        "b.xlsx: 表!A1: output-exists: `报告.docx` is there already",
    ]


def test_json_holds_the_place_as_data_and_the_sentences_in_the_language_asked_for():
    stream = io.TextIOWrapper(io.BytesIO(), "utf-8")
    text = console.as_json([problem(spot("{{ a }}", "{{ a }}"))], "zh", ok=False, stream=stream, report=None)
    told = json.loads(text)
    assert (told["ok"], told["report"]) == (False, None)
    assert told["problems"][0]["place"]["steps"] == [["table", 3], ["row", 5], ["cell", 2]]
    assert told["problems"][0]["message"] == "“报告.docx”已经存在"
    assert "已经存在" in text


def test_json_for_a_stream_that_is_not_utf8_is_pure_ascii():
    text = console.as_json([problem(None)], "zh", ok=False, stream=io.TextIOWrapper(io.BytesIO(), "gbk"))
    assert text.isascii()
    assert json.loads(text)["problems"][0]["message"] == "“报告.docx”已经存在"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colour_goes_to_a_terminal_only_and_not_where_it_is_unwanted():
    settings = {"WT_SESSION": "1"}
    assert console.wants_colour(Terminal(), settings)
    assert not console.wants_colour(io.StringIO(), settings)
    assert not console.wants_colour(Terminal(), {**settings, "NO_COLOR": "1"})
    assert not console.wants_colour(Terminal(), {**settings, "TERM": "dumb"})


def test_colour_changes_nothing_but_colour():
    found = [problem(spot("经费合计{{ 总额 }}元", "{{ 总额 }}"))]
    painted = console.draw(found, "en", colour=True)
    assert "\x1b[1;31merror[output-exists]\x1b[0m" in painted
    assert painted.replace("\x1b[1;31m", "").replace("\x1b[0m", "") == console.draw(found, "en")
