"""What may be given as data: a file, standard input, a mapping; and what is wrong with it, said at its place."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
import subprocess
import sys
from types import MappingProxyType

import attrs
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docfill.data import Data
from docfill.inputs import read_data
from docfill.places import FilePlace, Source
from docfill.problems import FillError


def written(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def problems_of(source, **options):
    with pytest.raises(FillError) as caught:
        read_data(source, **options)
    for problem in caught.value.problems:
        assert problem.message("en")
        assert problem.message("zh")
    return [(problem.code, getattr(problem.place, "line", None)) for problem in caught.value.problems]


def workbook_bytes():
    made = openpyxl.Workbook()
    made.active.append(["字段", "值"])
    made.active.append(["年度", 2019])
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


# ---- JSON


def test_json_is_read_with_the_path_of_each_value(tmp_path):
    path = written(
        tmp_path, "数据.json", '{"年度": 2019, "明细": [{"金额": 1.50}, {"金额": null}], "负责人": {"电话": "8533"}}'
    )
    data = read_data(path)
    assert data == {"年度": 2019, "明细": [{"金额": 1.5}, {"金额": None}], "负责人": {"电话": "8533"}}
    assert data.file == "数据.json"
    assert data.source("明细[1].金额") == Source("数据.json", path="明细[1].金额")
    assert data.source("负责人.电话").text() == "数据.json: 负责人.电话"
    assert data.source("明细") == Source("数据.json", path="明细")
    assert data.source("明细[2]") is None
    assert data.source("年度.月") is None


def test_a_number_in_json_shows_as_it_is_written(tmp_path):
    data = read_data(written(tmp_path, "a.json", '{"a": 1.50, "b": 1e3, "c": 12345678901234567890}'))
    assert (data["a"].shown, data["b"].shown, data["c"]) == ("1.50", "1e3", 12345678901234567890)
    assert data["a"] + 1 == 2.5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_json_is_read_with_and_without_a_byte_order_mark(tmp_path, encoding):
    assert read_data(written(tmp_path, "a.json", '{"单位": "甲"}'.encode(encoding))) == {"单位": "甲"}


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ('{"a": 1,\n"b": }', [("json-syntax", 2)]),
        ('{"a": 1,\n "a": 2, "b": {"c": 1, "c": 2}}', [("duplicate-key", 0), ("duplicate-key", 0)]),
        ('{"a": NaN, "b": -Infinity, "c": 1e999}', [("number-without-value", 0)] * 3),
        ("[1, 2]", [("data-not-an-object", 0)]),
        ('"甲"', [("data-not-an-object", 0)]),
        ('{"a": ' + "9" * 5000 + "}", [("number-too-long", 0)]),
        ('{"a": ' + "[" * 200 + "]" * 200 + "}", [("nested-too-deep", 0)]),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", [("nested-too-deep", 0)]),
        ("  \n", [("empty-data-file", 0)]),
        ('{"a": 1,\n"b": "甲"}'.encode("gbk"), [("data-not-utf8", 2)]),
        ('{"a": 1}'.encode("utf-16"), [("data-not-utf8", 1)]),
        ('{"a": 1}'.encode("utf-16-le"), [("data-not-utf8", 1)]),
        ('{"a": 1}'.encode("utf-16-be"), [("data-not-utf8", 1)]),
    ],
)
def test_what_is_wrong_with_json_is_said_at_its_line(tmp_path, text, problems):
    assert problems_of(written(tmp_path, "a.json", text)) == problems


def test_a_syntax_error_in_json_tells_the_column(tmp_path):
    with pytest.raises(FillError) as caught:
        read_data(written(tmp_path, "a.json", '{"a": 1,}'))
    (problem,) = caught.value.problems
    assert problem.place == FilePlace("a.json", 1)
    assert "column 9" in problem.message() or "column 8" in problem.message()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), json_values, max_size=4))
def test_any_json_object_is_read_back_equal(values):
    text = json.dumps(values).encode()
    assert read_data("-", stdin=io.BytesIO(text)) == values


# ---- TOML


def test_toml_is_read_with_its_numbers_as_written_and_its_dates(tmp_path):
    text = '"单位" = "甲"\nrate = 1.50\nday = 2019-12-31\n[["明细"]]\nn = 1\n[["明细"]]\nn = 2\n'
    data = read_data(written(tmp_path, "a.toml", text))
    assert data == {"单位": "甲", "rate": 1.5, "day": dt.date(2019, 12, 31), "明细": [{"n": 1}, {"n": 2}]}
    assert data["rate"].shown == "1.50"
    assert data.source("明细[1].n") == Source("a.toml", path="明细[1].n")


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("a = 1\nb = 张三\n", [("toml-syntax", 2)]),
        ("a = 1\na = 2\n", [("toml-syntax", 2)]),
        ("a = 1\nb = [", [("toml-syntax", 2)]),
        ("a = nan\nb = inf", [("number-without-value", 0)] * 2),
        ("a = " + "9" * 5000, [("number-too-long", 0)]),
        ("[[a]]\nb = [0x" + "f" * 4000 + "]", [("number-too-long", 0)]),
        ("a = " + "[" * 200 + "]" * 200, [("nested-too-deep", 0)]),
        ("a = " + "[" * 100_000, [("nested-too-deep", 0)]),
    ],
)
def test_what_is_wrong_with_toml_is_said_at_its_line(tmp_path, text, problems):
    assert problems_of(written(tmp_path, "a.toml", text)) == problems


# ---- files by content and by name


@pytest.mark.parametrize(
    ("text", "name"), [("['甲']\n['甲']\n", "甲"), ("a.b.c = 1\n[a.b]\n", "a.b"), ("a = {b = 1}\n[a.c]\n", "a.c")]
)
def test_toml_is_told_of_with_names_as_they_are_written(text, name):
    with pytest.raises(FillError) as caught:
        read_data("-", stdin=io.BytesIO(text.encode()))
    assert f"`{name}`" in caught.value.problems[0].message("en")
    assert f"“{name}”" in caught.value.problems[0].message("zh")


def test_a_number_in_toml_shows_without_what_parts_its_digits():
    assert str(read_data("-", stdin=io.BytesIO(b"a = 12_345.50\n"))["a"]) == "12345.50"


@pytest.mark.parametrize("name", ["数据.xlsx", "数据.xlsm", "数据.json", "数据", "数据.dat"])
def test_a_workbook_is_one_whatever_its_name(tmp_path, name):
    data = read_data(written(tmp_path, name, workbook_bytes()))
    assert data == {"年度": 2019}
    assert data.source("年度") == Source(name, "Sheet", "B2")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("数据.csv", "a,b\n1,2\n", "csv-not-read"),
        ("数据.yaml", "a: 1\n", "unknown-data-format"),
        ("数据.xlsx", '{"a": 1}', "text-for-workbook"),
        ("数据.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not-a-workbook"),
        ("数据.json", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not-a-workbook"),
        ("~$数据.xlsx", b"\x06docfill" + bytes(157), "lock-file"),
        (".~数据.xlsx", b"docfill", "lock-file"),
        (".~lock.数据.xlsx#", ",docfill,x", "lock-file"),
        ("数据.json", b"", "empty-data-file"),
    ],
)
def test_what_is_not_read_is_a_problem_that_says_why(tmp_path, name, content, code):
    assert [found for found, _ in problems_of(written(tmp_path, name, content))] == [code]


def test_a_file_that_is_not_there_is_a_problem(tmp_path):
    assert [code for code, _ in problems_of(str(tmp_path / "没有.json"))] == ["data-file-missing"]


@pytest.mark.parametrize(
    "content",
    [
        '{"年度": 2019}'.encode(),
        '\ufeff\n {"年度": 2019}'.encode(),
        '# 数据\n"年度" = 2019\n'.encode(),
        '"年度" = 2019\n'.encode(),
        workbook_bytes(),
    ],
)
def test_standard_input_is_told_by_its_content(content):
    assert read_data("-", stdin=io.BytesIO(content)) == {"年度": 2019}


def test_toml_on_standard_input_may_begin_with_a_table():
    assert read_data("-", stdin=io.BytesIO(b"[a]\nb = 1\n")) == {"a": {"b": 1}}
    assert problems_of("-", stdin=io.BytesIO(b"[1, 2]")) == [("data-not-an-object", 0)]


def test_a_place_on_standard_input_has_a_name():
    assert read_data("-", stdin=io.BytesIO(b'{"a": 1}')).source("a") == Source("-", path="a")


# ---- mappings


def test_a_mapping_is_its_own_data_and_is_not_changed():
    given_ = {"a": 1, "b": [{"c": dt.date(2019, 1, 1)}], "items": ("x", "y")}
    data = read_data(given_)
    assert data == given_
    assert data["b"] is given_["b"]
    assert data.source("a") is None
    assert read_data(data) is data
    assert read_data(MappingProxyType({"a": 1})) == {"a": 1}


@attrs.frozen
class Person:
    name: str
    phone: int


@dataclasses.dataclass
class Office:
    name: str
    head: Person


class Pandas:
    columns = ("a", "b")

    def to_dict(self, orient):
        assert orient == "records"
        return [{"a": 1, "b": float("nan")}, {"a": 2, "b": "x"}]


class Polars:
    def to_dicts(self):
        return [{"a": 1}]


def test_instances_become_mappings_and_frames_their_records():
    people = [Person("张三", 8533)]
    given_ = {
        "office": Office("甲", people[0]),
        "people": people,
        "frame": Pandas(),
        "other": Polars(),
        "pair": ("x", people[0]),
    }
    data = read_data(given_)
    assert data == {
        "office": {"name": "甲", "head": {"name": "张三", "phone": 8533}},
        "people": [{"name": "张三", "phone": 8533}],
        "frame": [{"a": 1, "b": None}, {"a": 2, "b": "x"}],
        "other": [{"a": 1}],
        "pair": ["x", {"name": "张三", "phone": 8533}],
    }
    assert given_["people"] is people
    assert people == [Person("张三", 8533)]
    assert read_data(Person("李四", 1)) == {"name": "李四", "phone": 1}


def test_other_objects_are_left_as_they_are():
    picture = object()
    assert read_data({"picture": picture})["picture"] is picture


def test_what_contains_itself_is_a_problem():
    loop: list[object] = []
    loop.append(loop)
    assert problems_of({"a": loop}) == [("nested-too-deep", None)]


def test_data_without_names_is_a_problem():
    assert problems_of([1, 2]) == [("data-not-an-object", None)]


def test_json_is_read_without_waiting_for_openpyxl(tmp_path):
    path = written(tmp_path, "a.json", '{"a": 1}')
    code = f"import sys, docfill.inputs; docfill.inputs.read_data({str(path)!r}); sys.exit('openpyxl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_read_data_gives_data():
    assert isinstance(read_data({}), Data)
