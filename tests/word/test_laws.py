"""Laws: what must hold of every template and all data, tried on random ones."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docfill import FillError, Problem, Template
from docfill.places import DocumentPlace
from tests.building import (
    Xml,
    body,
    cell,
    control,
    doc,
    faults,
    fill,
    member,
    p,
    r,
    root,
    row,
    seen,
    table,
    text_box,
    tree,
)

LEGAL = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=30
)
LINES = st.lists(LEGAL, max_size=4).map("\n".join)
# The same examples every time, so that a fresh clone tests what was tested here.
STEADY = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


# Text


@given(LINES, LINES)
def test_any_legal_text_comes_out_equal(value, other):
    template = doc(
        "{{ x }}", table(row("前{{ x }}后", "{{ y }}{{ x }}")), stories={"header1.xml": root("hdr", p("{{ y }}"))}
    )
    report = fill(template, {"x": value, "y": other})
    assert faults(report) == []
    assert body(report) == [value, [[f"前{value}后", f"{other}{value}"]]]
    assert body(report, "word/header1.xml") == [other]


@given(LINES.filter(lambda text: not re.search(r"(?m)^[ \u3000\t]|[ \u3000\t]$", text)))
def test_any_legal_text_comes_out_a_paragraph_a_line(value):
    assert seen(doc("前", "{{p x }}", "后"), {"x": value}) == ["前", *value.split("\n"), "后"]


@given(LEGAL.filter(lambda text: "{" not in text and "｛" not in text and "}" not in text and "｝" not in text))
def test_text_of_the_template_comes_out_equal(text):
    assert seen(doc(p(text), p(f"{text}{{{{ x }}}}{text}")), {"x": 1}) == [text, f"{text}1{text}"]


@given(LEGAL)
def test_a_report_is_no_template(value):
    first = fill(doc("{{ x }}"), {"x": f"{{{{ {value} }}}}"})
    assert body(first) == [f"{{{{ {value} }}}}"]


# Rows


@given(st.lists(st.tuples(LEGAL, st.integers()), max_size=8))
def test_n_records_give_n_rows_each_like_the_model_but_for_its_text(records):
    model = Xml(
        '<w:tr w:rsidR="00AB"><w:trPr><w:cantSplit/></w:trPr>'
        f"{cell(p(r('{% for r in rows %}{{ r.name }}', '<w:b/>'), properties='<w:keepNext/>'))}{cell(r_cell())}</w:tr>"
    )
    template = doc(table(row("名", "数"), model, row("合", "计")))
    rows = [{"name": name, "n": n} for name, n in records]
    report = fill(template, {"rows": rows})
    assert faults(report) == []
    assert body(report) == [[["名", "数"], *[[name, str(n)] for name, n in records], ["合", "计"]]]
    made = re.findall(r"<w:tr\b.*?</w:tr>", member(report).decode(), re.DOTALL)[1:-1]
    bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", model)
    assert {without_text(each) for each in made} <= {without_text(bare)}


def r_cell() -> Xml:
    return p(r("{{ r.n }}{% endfor %}", "<w:i/>"))


def without_text(markup: str) -> str:
    """Return *markup* without text, and without the splits that white space at its ends makes."""
    bare = re.sub(r">[^<]+<", "><", markup)
    return re.sub(r'</w:t><w:t xml:space="preserve">', "", bare)


@given(st.integers(0, 6), st.integers(0, 4))
def test_n_columns_and_m_rows_give_a_table_of_that_size(columns, rows):
    template = doc(
        table(
            row("", "{%tc for c in columns %}", "{{ c }}", "{%tc endfor %}"),
            row("{%tr for r in rows %}", "", "", ""),
            row("{{ r }}", "{%tc for c in columns %}", "{{ r }}.{{ c }}", "{%tc endfor %}"),
            row("{%tr endfor %}", "", "", ""),
        )
    )
    (cells,) = seen(template, {"columns": list(range(columns)), "rows": list(range(rows))})
    assert [len(line) for line in cells] == [columns + 1] * (rows + 1)


@given(st.lists(st.lists(st.integers(), max_size=4), max_size=4))
def test_a_grid_that_fits_is_read_back_whole(value):
    template = doc(table(row("{% grid g %}", *[""] * 3), *[row(*[""] * 4)] * 3))
    (cells,) = seen(template, {"g": value or [[]]})
    nested = bool(value)
    expected = [[str(n) for n in line] for line in value] if nested else []
    assert [line[: len(each)] for line, each in zip(cells, expected, strict=False)] == expected
    assert sum(text != "" for line in cells for text in line) == sum(map(len, expected))


# Repeatability


@given(LINES)
def test_two_fills_give_the_same_bytes(value):
    template = Template(
        doc("{% for x in rows %}", Xml(f'<w:p w14:paraId="00000001">{r("{{ x }}")}</w:p>'), "{% endfor %}")
    )
    outs = [io.BytesIO(), io.BytesIO()]
    for out in outs:
        template.fill({"rows": [value, value]}, out)
    assert outs[0].getvalue() == outs[1].getvalue()


@given(st.booleans(), st.booleans(), st.integers(0, 3))
def test_either_branch_of_a_condition_leaves_a_sound_document(first, second, count):
    template = doc(
        table(
            row("{%tr if a %}", ""),
            row(cell("{%p if b %}", "文", "{%p else %}", table(row("内")), "{%p endif %}"), "旁"),
            row("{%tr endif %}", ""),
        ),
        p("头{% if b %}甲", Xml('<w:bookmarkStart w:id="1" w:name="x"/><w:bookmarkEnd w:id="1"/>')),
        p(r("乙{% for i in n %}", "<w:b/>"), r("{{ i }}{% endfor %}{% endif %}", "<w:i/>")),
        table(row(cell("{% for i in n %}", p(text_box("{{ i }}")), "{% endfor %}"))),
    )
    assert faults(fill(template, {"a": first, "b": second, "n": list(range(count))})) == []


# Templates of any kind

PIECES = (
    "{% if a %}",
    "{% else %}",
    "{% elif b %}",
    "{% endif %}",
    "{% for x in rows %}",
    "{% endfor %}",
    "{{ x }}",
    "{{ a }}",
    "{{ rows }}",
    "{%p if b %}",
    "{%p endif %}",
    "{%p for x in rows %}",
    "{%p endfor %}",
    "{%tr for x in rows %}",
    "{%tr endfor %}",
    "{%tr if b %}",
    "{%tr endif %}",
    "{%tc for x in rows %}",
    "{%tc endfor %}",
    "{{p text }}",
    "{% set x = 1 %}",
    "{% grid g %}",
    "{# note #}",
    "{{",
    "}}",
    "{%",
    "文",
    " ",
    "&<>",
    "{{ a + }}",
    "{{ text }}",
    "{% raw %}",
    "{% endraw %}",
    "{_{",
    "{% set y %}",
    "{% endset %}",
    "{{ y }}",
    "{{ 1 / b }}",
    "{%- if a -%}",
    "{%- endif -%}",
    "{{- x -}}",
    "{#p note #}",
    "{#tr note #}",
    "{#tc note #}",
    "{% macro m() %}",
    "{%p macro m() %}",
    "{%tr macro m() %}",
    "{% endmacro %}",
    "{{ m() }}",
    "{{p m() }}",
    "{{tr m() }}",
    "{% filter upper %}",
    "{% endfilter %}",
    "{% break %}",
    "{%p continue %}",
    "{%tr break %}",
    "{%p for x in rows recursive %}",
    "{{p loop([]) }}",
    "",
)
# Those of which many pairs are whole: random soup alone seldom compiles.
SOUND = (
    "{% if a %}甲{% endif %}",
    "{% for x in rows %}{{ x }}{% endfor %}",
    "{% if b %}",
    "{% endif %}",
    "{%- if a -%}丙{%- endif -%}",
    "{% macro m() %}丁{% endmacro %}",
    "{{ m() }}",
    "{#p note #}",
    "{{ text }}",
    "文",
    "{{ a }}",
    "",
)
BOOKMARK = Xml('<w:bookmarkStart w:id="{0}" w:name="n{0}"/><w:bookmarkEnd w:id="{0}"/>')


@st.composite
def paragraphs(draw, pieces, deep=0):
    """A paragraph of tag soup in runs of several looks, with an id, a bookmark or a text box now and then."""
    texts = draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=3))
    runs = [r(text, draw(st.sampled_from(["", "<w:b/>"]))) for text in texts]
    extra = draw(st.sampled_from(["", "", "", "bookmark", "box", "link", "control", "image"]))
    number = draw(st.integers(1, 10**6))
    if extra == "bookmark":
        runs.append(Xml(BOOKMARK.format(number)))
    elif extra == "box" and not deep:
        runs.append(text_box(draw(paragraphs(pieces, 1))))
    elif extra == "link":
        runs[-1] = Xml(f'<w:hyperlink r:id="rId9">{runs[-1]}</w:hyperlink>')
    elif extra == "control":
        runs[-1] = Xml(
            f'<w:sdt><w:sdtPr><w:id w:val="{number}"/></w:sdtPr><w:sdtContent>{runs[-1]}</w:sdtContent></w:sdt>'
        )
    elif extra == "image":
        runs.append(Xml(f'<w:r><w:drawing><wp:inline><wp:docPr id="{number}" name="i"/></wp:inline></w:drawing></w:r>'))
    return Xml(f"<w:p>{''.join(runs)}</w:p>")


@st.composite
def blocks(draw, pieces, deep=0):
    """A few paragraphs, tables (nested once) and content controls."""
    made = []
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["p", "p", "p", "tbl", "sdt"] if deep < 2 else ["p"]))
        if kind == "p":
            made.append(draw(paragraphs(pieces)))
        elif kind == "sdt":
            made.append(control(*draw(blocks(pieces, deep + 1))))
        else:
            width = draw(st.integers(1, 3))
            lines = []
            for _ in range(draw(st.integers(1, 3))):
                cells = [cell(*draw(blocks(pieces, deep + 2)), *draw(ending(pieces))) for _ in range(width)]
                lines.append(draw(st.sampled_from([row, row, row, lambda *c: control(row(*c))]))(*cells))
            made.append(table(*lines, columns=width))
    return made


@st.composite
def ending(draw, pieces):
    """Nothing, or one more paragraph."""
    return [draw(paragraphs(pieces))] if draw(st.booleans()) else []


def tried(template: bytes, values: dict[str, Any]) -> tuple[tuple[Problem, ...], bytes]:
    """Return what stops the fill of *template*, and what was written."""
    out = io.BytesIO()
    try:
        Template(template).fill(values, out)
    except FillError as error:
        return error.problems, out.getvalue()
    return (), out.getvalue()


def ends_well(content: bytes) -> bool:
    return faults(content) == []


SOUP = st.one_of(blocks(PIECES), blocks(SOUND))
VALUES = st.fixed_dictionaries(
    {
        "a": st.booleans(),
        "b": st.sampled_from([0, 1]),
        "rows": st.lists(st.sampled_from(["一", " 二", "三\n四"]), max_size=3),
        "text": st.sampled_from(["甲", "乙\n丙", "", " 丁 "]),
        "g": st.sampled_from([[], [[1]], [[1, 2], [3, 4]]]),
        "x": st.just("外"),
        "m": st.just(str),
    }
)


@settings(STEADY, max_examples=300)
@given(SOUP, VALUES)
def test_any_template_compiles_or_says_where_not_and_what_it_makes_is_sound(content, values):
    template = doc(*content)
    if not ends_well(template):
        return  # ids that chance made twice
    problems, report = tried(template, values)
    if problems:
        assert report == b""
        for problem in problems:
            assert "${" not in problem.line("en") + problem.line("zh") + problem.hint("en") + problem.hint("zh")
            assert isinstance(problem.place, DocumentPlace)
            assert problem.place.steps
            assert 0 <= problem.place.start < problem.place.stop <= len(problem.place.around)
    else:
        assert faults(report) == []
        assert_nothing_is_lost(template, report)


def assert_nothing_is_lost(template: bytes, report: bytes) -> None:
    """What stands outside of the part with tags is there, byte for byte, in the same order."""
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(io.BytesIO(report)) as new:
        assert old.namelist() == new.namelist()
        for name in old.namelist():
            if name != "word/document.xml":
                assert old.read(name) == new.read(name)


# Blocks that nest, at any spots of any structure

SPOT = "§"
PAIRS = (
    ("{% if a %}", "{% endif %}"),
    ("{% if b %}", "{% else %}", "{% endif %}"),
    ("{% for x in rows %}", "{% endfor %}"),
    ("{% for x in rows %}", "{% else %}", "{% endfor %}"),
    ("{%p if b %}", "{%p endif %}"),
    ("{%p for x in rows %}", "{%p endfor %}"),
    ("{%tr for x in rows %}", "{%tr endfor %}"),
    ("{%tr if a %}", "{%tr else %}", "{%tr endif %}"),
    ("{%tc for x in rows %}", "{%tc endfor %}"),
    ("{%tc if b %}", "{%tc endif %}"),
    ("{% set y %}", "{% endset %}"),
    ("{{ x }}",),
    ("{{p x }}",),
    ("{% grid g %}",),
)
INSIDE = (
    "<w:bookmarkStart w:id='{0}' w:name='n{0}'/><w:bookmarkEnd w:id='{0}'/>",
    "<w:r><w:drawing><wp:inline><wp:docPr id='{0}' name='i'/></wp:inline></w:drawing></w:r>",
    "<w:r><w:pict><w:txbxContent>{1}</w:txbxContent></w:pict></w:r>",
    "<w:hyperlink>{2}</w:hyperlink>",
    "<w:sdt><w:sdtPr><w:id w:val='{0}'/></w:sdtPr><w:sdtContent>{2}</w:sdtContent></w:sdt>",
    "<w:ins w:id='{0}' w:author='a'>{2}</w:ins>",
    "<w:r><w:br w:type='page'/></w:r>",
    "{2}",
    "{2}",
)


@st.composite
def lines(draw, numbers, deep=0):
    """A paragraph of runs with spots for tags."""
    runs = [r(draw(st.sampled_from([SPOT, SPOT, f"文{SPOT}", f"{SPOT} "])), draw(st.sampled_from(["", "<w:b/>"])))]
    for _ in range(draw(st.integers(0, 2))):
        kind = draw(st.sampled_from(INSIDE))
        if "{1}" in kind and deep:
            continue
        box = draw(lines(numbers, 1)) if "{1}" in kind else ""
        runs.append(Xml(kind.format(next(numbers), box, r(SPOT, draw(st.sampled_from(["", "<w:i/>"]))))))
    section = "<w:pPr><w:sectPr/></w:pPr>" if not deep and draw(st.integers(0, 9)) == 9 else ""
    return Xml(f'<w:p w14:paraId="{next(numbers):08X}">{section}{"".join(runs)}</w:p>')


@st.composite
def structures(draw, numbers, deep=0):
    """Paragraphs, tables and content controls with spots for tags; the last of them is a paragraph."""
    made = []
    for _ in range(draw(st.integers(1, 4 - deep))):
        kind = draw(st.sampled_from(["p", "p", "tbl", "sdt"] if deep < 2 else ["p"]))
        if kind == "p":
            made.append(draw(lines(numbers, deep)))
        elif kind == "sdt":
            made.append(control(*draw(structures(numbers, deep + 1))))
        else:
            width = draw(st.integers(1, 3))
            rows = []
            for _ in range(draw(st.integers(1, 3))):
                cells = []
                for _ in range(width):
                    made_cell = cell(*draw(structures(numbers, deep + 1)))
                    cells.append(control(made_cell) if draw(st.integers(0, 7)) == 7 else made_cell)
                rows.append(control(row(*cells)) if draw(st.integers(0, 5)) == 5 else row(*cells))
            made.append(table(*rows, columns=width))
    if deep and not made[-1].startswith("<w:p "):
        made.append(draw(lines(numbers, deep)))
    return made


@st.composite
def nested(draw, depth=0):
    """A list of tags whose blocks nest."""
    tags = []
    for _ in range(draw(st.integers(1, 3 - depth))):
        pair = draw(st.sampled_from(PAIRS))
        for tag in pair[:-1]:
            tags.append(tag)
            if depth < 2 and draw(st.booleans()):
                tags.extend(draw(nested(depth + 1)))
        tags.append(pair[-1])
    return tags


@st.composite
def documents(draw):
    """A document in which blocks that nest begin and end at any spots."""
    content = "".join(draw(structures(itertools.count(1))))
    spots = content.count(SPOT)
    tags = draw(nested())
    at = sorted(draw(st.lists(st.integers(0, spots - 1), min_size=len(tags), max_size=len(tags))))
    texts = [""] * spots
    for spot, tag in zip(at, tags, strict=True):
        texts[spot] += tag
    return Xml("".join(piece + text for piece, text in itertools.zip_longest(content.split(SPOT), texts, fillvalue="")))


@settings(STEADY, max_examples=400)
@given(documents(), VALUES)
def test_blocks_at_any_spots_leave_a_sound_document_or_are_refused(content, values):
    template = doc(content)
    assert faults(template) == []
    problems, report = tried(template, values)
    if problems:
        assert report == b""
        assert all(isinstance(problem.place, DocumentPlace) for problem in problems)
    else:
        assert faults(report) == []
        assert not any(re.search(r"\{%|\{\{", text) for text in body(report) if isinstance(text, str))


@STEADY
@given(SOUP)
def test_a_place_that_is_named_exists(content):
    template = doc(*content)
    try:
        Template(template)
    except FillError as error:
        for problem in error.problems:
            for place in (problem.place, *problem.related):
                assert text_at(template, place.steps) == place.around


def text_at(template: bytes, steps: tuple[tuple[str, int], ...]) -> str | None:
    """Follow *steps* as a person counts; None where they lead nowhere."""
    at = [tree(template)[0]]
    for name, number in steps:
        kind = {"paragraph": "p", "table": "tbl", "row": "tr", "cell": "tc", "text box": "txbxContent"}[name]
        if kind == "txbxContent":
            boxes = [e for e in at[-1].iter() if e.tag.endswith("}txbxContent") and not in_fallback(e)]
            at = boxes[number - 1 : number]
        else:
            at = members(at[-1], kind)[number - 1 : number]
        if not at:
            return None
    (element,) = at
    if not element.tag.endswith("}p"):
        inside = members(element, "p")
        if len(inside) != 1:
            return None
        (element,) = inside
    return own_text(element)


def in_fallback(element: object) -> bool:
    return any(above.tag.endswith("}Fallback") for above in element.iterancestors())


def members(parent: object, kind: str) -> list[object]:
    found = []
    for child in parent:
        name = child.tag.rpartition("}")[2]
        if name == kind:
            found.append(child)
        elif name in {"sdt", "sdtContent"}:
            found.extend(members(child, kind))
    return found


def own_text(paragraph: object) -> str:
    text = ""
    for child in paragraph:
        name = child.tag.rpartition("}")[2]
        if name == "t":
            text += child.text or ""
        elif name not in {"AlternateContent", "drawing", "pict", "p"}:
            text += own_text(child)
    return text


@STEADY
@given(blocks(SOUND), VALUES)
def test_a_template_that_compiles_fails_only_for_its_values(content, values):
    template = doc(*content)
    try:
        compiled = Template(template, globals={"m": str})
    except FillError:
        return
    out = io.BytesIO()
    compiled.fill(values, out)
    assert out.getvalue()


@pytest.mark.parametrize("seed", range(3))
def test_a_report_filled_again_is_the_report(seed):
    report = fill(
        doc("{{ x }}", table(row("{% for r in rows %}{{ r }}", "{% endfor %}"))), {"x": seed, "rows": range(seed)}
    )
    assert fill(report, {}) == report
