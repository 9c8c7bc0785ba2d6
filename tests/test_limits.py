"""Limits reach every verb by one keyword; what a hostile file may take of time and memory is measured from outside."""

from __future__ import annotations

import inspect
import io
import json
import re
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

import docfill
from docfill import FillError, Image, Limits, Subdocument, Template
from docfill.cli import main
from tests.building import Xml, doc, p
from tests.fidelity.packages import members_of, pack
from tests.pictures import png

TEMPLATE = doc("{{ 年度 }}", "{{p 附件 }}")
FORM = 'title = "一"\noutput = "一.docx"\n[fields.年度]\ntype = "integer"\n[fields.附件]\nrequired = false\n'


def refused(verb, *words, **options):
    with pytest.raises(FillError) as caught:
        verb(*words, **options)
    for problem in caught.value.problems:
        for lang in ("en", "zh"):
            assert problem.message(lang)
            assert problem.hint(lang)
    return [problem.code for problem in caught.value.problems]


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "模板.docx"
    path.write_bytes(doc("{{ 年度 }}"))
    return path


@pytest.fixture
def data(tmp_path):
    made = openpyxl.Workbook()
    made.active.title = "数据"
    made.active.append(["字段", "值"])
    made.active.append(["年度", 2019])
    made.save(tmp_path / "数据.xlsx")
    return tmp_path / "数据.xlsx"


@pytest.fixture
def form(tmp_path, template):
    folder = tmp_path / "表"
    folder.mkdir()
    (folder / "template.docx").write_bytes(template.read_bytes())
    (folder / "form.toml").write_text(FORM, encoding="utf-8")
    return folder


# --- one keyword ---


@pytest.mark.parametrize(
    "name", [*["fill", "check", "annotate", "inspect", "read_workbook", "workbook", "fill_many"], "Template"]
)
def test_every_verb_that_reads_files_takes_limits_by_the_same_keyword(name):
    verb = getattr(docfill, name)
    assert verb.__doc__ is not None
    assert inspect.signature(verb).parameters["limits"].default == Limits()
    assert "*limits*" in verb.__doc__


def test_limits_of_the_template_reach_every_verb(tmp_path, template, data):
    few = Limits(members=3)
    out = tmp_path / "出.docx"
    assert refused(docfill.fill, template, {"年度": 1}, out, limits=few) == ["too-many-members"]
    assert refused(docfill.inspect, template, limits=few) == ["too-many-members"]
    assert refused(docfill.workbook, template, tmp_path / "填.xlsx", limits=few) == ["too-many-members"]
    assert refused(docfill.fill_many, template, [data], limits=few) == ["too-many-members"]
    assert refused(docfill.annotate, template, [], out, limits=few) == ["too-many-members"]
    assert [problem.code for problem in docfill.check(template, limits=few)] == ["too-many-members"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["数据.xlsx", "模板.docx"]


def test_limits_of_the_data_reach_every_verb(tmp_path, template, data):
    few = Limits(cells=3)
    out = tmp_path / "出.docx"
    assert refused(docfill.fill, template, data, out, limits=few) == ["too-many-cells"]
    assert refused(docfill.read_workbook, data, limits=few) == ["too-many-cells"]
    assert refused(docfill.workbook, template, tmp_path / "填.xlsx", source=data, limits=few) == ["too-many-cells"]
    assert [problem.code for problem in docfill.check(template, data, limits=few)] == ["too-many-cells"]
    (result,) = docfill.fill_many(template, [data], folder=tmp_path, limits=few)
    assert [problem.code for problem in result.problems] == ["too-many-cells"]
    assert docfill.read_workbook(data) == {"年度": 2019}


def test_limits_go_along_to_the_workers(tmp_path, template, data):
    with ProcessPoolExecutor(1) as executor:
        results = list(docfill.fill_many(template, [data, data], executor, folder=tmp_path, limits=Limits(cells=3)))
    assert [problem.code for result in results for problem in result.problems] == ["too-many-cells"] * 2


def test_limits_of_last_years_data_are_those_of_the_fill(tmp_path, form, data):
    words = (form, {"年度": 1}, tmp_path / "出.docx")
    assert refused(docfill.fill, *words, previous=data, limits=Limits(cells=3)) == ["too-many-cells"]


def test_a_form_is_read_within_limits(tmp_path, form):
    words = (form, {"年度": 1}, tmp_path / "出.docx")
    assert refused(docfill.fill, *words, limits=Limits(toml_bytes=50)) == ["file-too-large"]
    assert docfill.check(form, limits=Limits(toml_bytes=50))[0].code == "file-too-large"
    (form / "form.toml").write_bytes(FORM.encode() + b"#" * (3 << 20))
    assert refused(docfill.inspect, form) == ["file-too-large"]


def test_a_template_keeps_its_own_limits(tmp_path, template):
    own = Template(template, limits=Limits(steps=5))
    assert docfill.fill(own, {"年度": 1}, tmp_path / "出.docx", limits=Limits(members=1)).path


def test_a_sub_document_is_read_within_limits_of_its_own(tmp_path):
    path = tmp_path / "附件.docx"
    path.write_bytes(doc("附件一"))
    assert refused(Subdocument, path, limits=Limits(file_bytes=100)) == ["file-too-large"]
    within = Subdocument(path, limits=Limits(members=2))
    codes = refused(Template(TEMPLATE).fill, {"年度": 1, "附件": within}, io.BytesIO())
    assert codes == ["too-many-members"]
    Template(TEMPLATE).fill({"年度": 1, "附件": Subdocument(path)}, io.BytesIO())


def test_a_picture_is_looked_at_within_the_limits_of_the_fill():
    picture = Image(png(40, 20))
    for limits in (Limits(picture_bytes=50), Limits(picture_pixels=799)):
        template = Template(doc("{{ 图 }}"), limits=limits)
        assert refused(template.fill, {"图": Image(png(40, 20))}, io.BytesIO()) == ["picture-too-large"]
    Template(doc("{{ 图 }}"), limits=Limits(picture_pixels=800)).fill({"图": picture}, io.BytesIO())


# --- JSON and TOML ---


@pytest.mark.parametrize(
    ("name", "content", "limits", "code"),
    [
        ("a.json", '{"a": "' + "x" * 100 + '"}', Limits(text_bytes=100), "file-too-large"),
        ("a.toml", 'a = "' + "x" * 100 + '"', Limits(toml_bytes=100), "file-too-large"),
        ("a.json", '{"a": [1, 2, 3]}', Limits(values=3), "too-many-values"),
        ("a.json", '{"a": [[[1]]]}', Limits(nested=2), "nested-too-deep"),
        ("a.toml", "a = [[[1]]]", Limits(nested=2), "nested-too-deep"),
        ("a.json", '{"a": 12345}', Limits(digits=4), "number-too-long"),
        ("a.json", '{"a": 1.2345}', Limits(digits=4), "number-too-long"),
        ("a.toml", "a = 1.2345", Limits(digits=4), "number-too-long"),
    ],
)
def test_a_file_of_data_is_read_within_limits(tmp_path, template, name, content, limits, code):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert refused(docfill.fill, template, path, tmp_path / "出.docx", limits=limits) == [code]
    found = docfill.check(template, path, limits=limits)
    assert [problem.code for problem in found] == [code]


def test_data_that_a_program_passes_are_nested_within_limits(tmp_path, template):
    words = (template, {"年度": [[[object()]]]}, tmp_path / "出.docx")
    assert refused(docfill.fill, *words, limits=Limits(nested=2)) == ["nested-too-deep"]


# --- the command has the same bounds, and no options for them ---


def test_the_command_refuses_what_the_library_refuses_and_leaves_nothing_behind(tmp_path, template, capsys):
    path = tmp_path / "数据.json"
    path.write_text("[" * 100_000 + "]" * 100_000, encoding="utf-8")
    out = tmp_path / "出.docx"
    assert main(["fill", str(template), str(path), "-o", str(out), "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert problem["code"] == "nested-too-deep"
    assert not out.exists()


# --- measured from outside ---

_MEMORY = 700 << 20  # of addresses, which are more than what is in use
_SCRIPT = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
from docfill.cli import main
sys.exit(main(sys.argv[1:]))
"""


def bounded_run(*words, seconds=20):
    """Return the codes that the command prints in a process with little memory and time; it must end by itself."""
    script = _SCRIPT.format(memory=_MEMORY, seconds=seconds)
    done = subprocess.run([sys.executable, "-c", script, *map(str, words), "--json"], capture_output=True, check=False)
    assert done.returncode == 1, done.stderr.decode()[-2000:]
    assert done.stderr == b""
    return [problem["code"] for problem in json.loads(done.stdout)["problems"]]


def deflated(name, content, base=None):
    return pack((members_of(base) if base is not None else {}) | {name: content})


def workbook_with(tmp_path, member, content):
    made = openpyxl.Workbook()
    made.active.append(["字段", "值"])
    made.active.append(["年度", 2019])
    stream = io.BytesIO()
    made.save(stream)
    path = tmp_path / "数据.xlsx"
    path.write_bytes(pack(members_of(stream.getvalue()) | {member: content}))
    return path


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
STRINGS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>'
STYLES = (
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>%s</cellXfs></styleSheet>'
)
NAMES = (
    b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><definedNames>%s</definedNames>'
    b"</workbook>"
)
MERGES = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/><mergeCells>%s'
    b"</mergeCells></worksheet>"
)


@pytest.mark.parametrize(
    ("member", "content", "codes"),
    [
        ("xl/worksheets/sheet1.xml", SHEET % (b"<row>" + b"<c/>" * 2_000_000 + b"</row>"), ["cell-not-readable"]),
        ("xl/worksheets/sheet1.xml", SHEET % (b" " * 20_000_000), ["packed-bomb"]),
        ("xl/worksheets/sheet1.xml", SHEET % (b"<x>" * 1_000_000), ["unreadable-workbook"]),
        ("xl/styles.xml", STYLES % (b"<xf/>" * 100_001), ["too-many-styles"]),
        ("xl/styles.xml", STYLES % (b"<xf/>" * 5_000_001), ["too-many-elements"]),
        ("xl/workbook.xml", NAMES % (b'<definedName name="a">S!A1</definedName>' * 1_000_000), ["too-many-names"]),
        ("xl/worksheets/sheet1.xml", MERGES % (b'<mergeCell ref="D1:E1"/>' * 1_000_000), ["too-many-cells"]),
    ],
    ids=["cells", "spaces", "depth", "styles", "elements", "names", "merges"],
)
@pytest.mark.skipif(sys.platform != "linux", reason="limits on a process as Linux has them")
def test_a_hostile_workbook_is_refused_in_little_time_and_memory(tmp_path, template, member, content, codes):
    path = workbook_with(tmp_path, member, content)
    assert bounded_run("fill", template, path, "-o", tmp_path / "出.docx") == codes
    assert not (tmp_path / "出.docx").exists()


@pytest.mark.parametrize(
    ("inside", "codes"),
    [
        ("<w:p/>" * 5_000_001, ["too-many-elements"]),
        ("<x>" * 1_000_000 + "</x>" * 1_000_000, ["part-too-deep"]),
        ("<!--" + "x" * 20_000_000 + "-->", ["packed-bomb"]),
        ("<w:p a='" + "x" * 20_000_000 + "'/>", ["packed-bomb"]),
        ("".join(f"<!--{n:059}-->" for n in range(1_100_000)), ["package-too-large"]),
        (p("{{ 年度 }}" + "".join(f"{n:09}" for n in range(700_000))), ["too-much-tagged"]),
    ],
    ids=["elements", "depth", "comment", "attribute", "size", "tagged"],
)
@pytest.mark.skipif(sys.platform != "linux", reason="limits on a process as Linux has them")
def test_a_hostile_document_is_refused_in_little_time_and_memory(tmp_path, inside, codes):
    path = tmp_path / "模板.docx"
    path.write_bytes(doc(p("{{ 年度 }}"), Xml(inside)))
    (tmp_path / "数据.json").write_text('{"年度": 1}', encoding="utf-8")
    assert bounded_run("fill", path, tmp_path / "数据.json", "-o", tmp_path / "出.docx") == codes


@pytest.mark.parametrize(
    ("name", "content", "codes"),
    [
        ("数据.json", b'{"a": [' + b"[]," * 2_100_000 + b"[]]}", ["too-many-values"]),
        ("数据.json", b'{"a": "' + b"x" * (65 << 20) + b'"}', ["file-too-large"]),
        ("数据.json", b'{"a": ' + b"9" * 10_000_000 + b"}", ["number-too-long"]),
        ("数据.toml", b"a = [" + b"[]," * 900_000 + b"[]]", ["file-too-large"]),
        ("数据.json", b"[" * 1_000_000, ["nested-too-deep"]),
    ],
    ids=["values", "size", "digits", "toml", "depth"],
)
@pytest.mark.skipif(sys.platform != "linux", reason="limits on a process as Linux has them")
def test_a_hostile_file_of_data_is_refused_in_little_time_and_memory(tmp_path, template, name, content, codes):
    (tmp_path / name).write_bytes(content)
    assert bounded_run("fill", template, tmp_path / name, "-o", tmp_path / "出.docx") == codes


@pytest.mark.skipif(sys.platform != "linux", reason="limits on a process as Linux has them")
def test_a_small_report_is_filled_in_little_memory(tmp_path, template):
    # A limit says how large a file may be, not how much memory is taken to read a small one.
    (tmp_path / "数据.json").write_text('{"年度": 2024}', encoding="utf-8")
    words = ["fill", template, tmp_path / "数据.json", "-o", tmp_path / "出.docx"]
    code = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_AS, (300 << 20, 300 << 20))\n"
        "from docfill.cli import main\n"
        f"sys.exit(main({list(map(str, words))!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "出.docx").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="limits on a process as Linux has them")
def test_a_workbook_of_too_many_texts_is_refused(tmp_path):
    made = openpyxl.Workbook()
    stream = io.BytesIO()
    made.save(stream)
    members = members_of(stream.getvalue())
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    related = f'<Relationship Id="rId99" Type="{kind}" Target="strings.xml"/></Relationships>'.encode()
    rels = "xl/_rels/workbook.xml.rels"
    members[rels] = members[rels].replace(b"</Relationships>", related)
    members["xl/worksheets/sheet1.xml"] = SHEET % b'<row><c t="s"><v>0</v></c></row>'
    members["xl/strings.xml"] = STRINGS % (b"<si><t>x</t></si>" * 3)
    path = tmp_path / "数据.xlsx"
    path.write_bytes(pack(members))
    assert docfill.read_workbook(path, limits=Limits(strings=3)) == {"Sheet": []}
    assert refused(docfill.read_workbook, path, limits=Limits(strings=2)) == ["too-many-strings"]
    members["xl/strings.xml"] = STRINGS % (b"<si/>" * 1_600_000)
    path.write_bytes(pack(members))
    assert refused(docfill.read_workbook, path, limits=Limits(strings=1_500_000)) == ["too-many-strings"]


def test_elements_that_are_no_cells_have_a_bound_too(tmp_path):
    path = workbook_with(tmp_path, "xl/worksheets/sheet1.xml", SHEET % (b"<x/>" * 9_000))
    assert refused(docfill.read_workbook, path, limits=Limits(cells=1_000)) == ["too-many-cells"]


CORNERS = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def test_two_cells_in_the_corners_of_a_sheet_are_read_at_once(tmp_path):
    path = workbook_with(tmp_path, "xl/worksheets/sheet1.xml", SHEET % CORNERS)
    started = time.process_time()
    assert len(docfill.read_workbook(path)) == 1
    assert time.process_time() - started < 5


def test_names_for_a_whole_sheet_are_refused_before_they_fill_the_memory(tmp_path):
    made = openpyxl.Workbook()
    for number in range(20):
        made.defined_names[f"n{number}"] = DefinedName(f"n{number}", attr_text="Sheet!$A$1:$CV$100")
    for _ in range(100):
        made.active.append([1] * 100)
    path = tmp_path / "数据.xlsx"
    made.save(path)
    assert refused(docfill.read_workbook, path, limits=Limits(cells=200_000)) == ["too-many-cells"]
    assert len(docfill.read_workbook(path)) == 20
    one = openpyxl.Workbook()
    one.defined_names["全表"] = DefinedName("全表", attr_text="Sheet!$A$1:$XFD$1048576")
    one.save(path)
    members = members_of(path.read_bytes()) | {"xl/worksheets/sheet1.xml": SHEET % CORNERS}
    path.write_bytes(pack(members))
    assert refused(docfill.read_workbook, path) == ["too-many-cells"]


def test_a_list_of_many_columns_and_rows_with_hardly_a_cell_in_it_is_refused(tmp_path):
    header = b"".join(b'<c t="str"><v>%d</v></c>' % column for column in range(2_000))
    content = SHEET % (b"<row>" + header + b"</row>" + b"<row><c><v>1</v></c></row>" * 2_000)
    path = workbook_with(tmp_path, "xl/worksheets/sheet1.xml", content)
    assert refused(docfill.read_workbook, path) == ["too-many-cells"]


def test_a_file_of_terabytes_is_not_read(tmp_path, template):
    path = tmp_path / "数据.json"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    assert refused(docfill.fill, template, path, tmp_path / "出.docx", limits=Limits(file_bytes=1 << 20)) == [
        "file-too-large"
    ]


@pytest.mark.parametrize("page", ["for-programmers.md", "for-programmers.zh-CN.md"])
def test_the_docs_list_every_limit_with_its_default(page):
    text = (Path(__file__).parents[1] / "docs" / page).read_text("utf-8")
    found = dict(re.findall(r"^\| `(\w+)` \| ([\d,]+) \|", text, re.MULTILINE))
    assert found == {name: f"{default:,}" for name, default in Limits()._asdict().items()}
