"""A template compiles in a time that grows with it, and no longer than it may; what is too much is a problem."""

from __future__ import annotations

import contextlib
import io
import time

import pytest

from docfill import FillError, Limits, Template, check
from tests.building import Xml, body, cell, codes, control, doc, found, p, r, row, save, table, text_box

BEGIN, END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))


def _bookmark(number: int, edge: str) -> Xml:
    name = f' w:name="b{number}"' if edge == "Start" else ""
    return Xml(f'<w:bookmark{edge} w:id="{number}"{name}/>')


# How a template is made of so many pieces of one kind.
SHAPES = {
    "tags in a paragraph": lambda n: doc("{{ a }} " * n),
    "tags in runs of their own": lambda n: doc(p(*["{{ a }} "] * n)),
    "blocks in a paragraph": lambda n: doc("{% if a %}x{% endif %} " * n),
    "blocks of paragraphs": lambda n: doc(*["{% for i in a %}", "{{ i }}", "{% endfor %}"] * n),
    "blocks in a cell": lambda n: doc(table(row(cell(*["{% if a %}", "x", "{% endif %}"] * n, "z")))),
    "rows that repeat": lambda n: doc(table(*[row("{% for i in a %}{{ i }}", "b{% endfor %}")] * n)),
    "rows between markers": lambda n: doc(
        table(*[row("{%tr for i in a %}", ""), row("{{ i }}", "b"), row("{%tr endfor %}", "")] * n)
    ),
    "columns": lambda n: doc(table(row("{%tc for i in a %}", *["{{ i }}"] * n, "{%tc endfor %}"))),
    "macros": lambda n: doc(*[f"{{% macro m{i}() %}}x{{% endmacro %}}{{{{ m{i}() }}}}" for i in range(n)]),
    "calls of a macro of paragraphs": lambda n: doc("{% macro m() %}", "x", "{% endmacro %}", *["{{p m() }}"] * n),
    "bookmarks that cross blocks": lambda n: doc(
        *(
            block
            for i in range(n)
            for block in ("{% if a %}", p(_bookmark(i, "Start"), "x"), "{% endif %}", p(_bookmark(i, "End"), "y"))
        )
    ),
    "fields in blocks": lambda n: doc(*["{% if a %}", p(Xml(BEGIN), Xml(END), "x"), "{% endif %}"] * n),
    "tags in fields": lambda n: doc(
        *[p(Xml(f"{BEGIN}<w:r><w:instrText>REF {{{{ a }}}}</w:instrText></w:r>{END}"), "x")] * n
    ),
    "text boxes": lambda n: doc(*[p(text_box("{% if a %}", "{{ a }}", "{% endif %}"), "x")] * n),
    "controls": lambda n: doc(*[control(p("{% if a %}"), p("x"), p("{% endif %}"))] * n),
    "vertical merges": lambda n: doc(
        table(
            row(cell("x", properties='<w:vMerge w:val="restart"/>'), "{{ a }}", "z"),
            *[row(cell("", properties="<w:vMerge/>"), "{% for i in a %}{{ i }}", "x{% endfor %}")] * n,
        )
    ),
    "lines that join": lambda n: doc(*["{%- if a %}", "x", "{%- endif %}"] * n),
    "text that is no tag": lambda n: doc("{% raw %}" + "{{ a }}" * n + "{% endraw %}"),
    "spaces": lambda n: doc(("{{ a }}" + " " * 50) * n),
    "quotation marks": lambda n: doc("{{ a " + '\\"' * 20 * n + " }}"),
    "braces apart": lambda n: doc("{ { a, " * n + "{{ a }}"),
    "branches": lambda n: doc("{% if a %}" + "{% elif b %}x" * n + "{% endif %}"),
    "tags that nobody can read": lambda n: doc("{{ a b }}" * n),
    "statements that nobody knows": lambda n: doc("".join(f"{{% nosuch{i} %}}" for i in range(n))),
    "blocks that cross": lambda n: doc("{% if a %}{% for i in a %}" * n + "{% endif %}" * n + "{% endfor %}" * n),
    "blocks that are not closed": lambda n: doc(*["{% if a %}"] * n),
    "blocks in blocks": lambda n: doc(*["{% if a %}"] * n, "x", *["{% endif %}"] * n),
}


def _seconds(content: bytes) -> float:
    """Return the processor's time that *content* takes to compile, the least of three: others use the machine too."""
    taken = []
    for _ in range(3):
        started = time.process_time()
        with contextlib.suppress(FillError):
            Template(content)
        taken.append(time.process_time() - started)
    return min(taken)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_four_times_as_long_a_template_compiles_in_about_four_times_the_time(shape):
    short, long = shape(200), shape(800)
    # A machine that is busy with other things may be so for all of three turns, not for three times three.
    assert any(_seconds(long) < 9 * _seconds(short) + 0.1 for _ in range(3))


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_template_that_takes_too_long_to_compile_is_broken_off(shape):
    content = shape(2_000)
    started = time.process_time()
    with pytest.raises(FillError) as caught:
        Template(content, limits=Limits(compile_seconds=0.001))
    assert time.process_time() - started < 5
    (problem,) = caught.value.problems
    assert problem.code == "template-takes-too-long"
    assert (problem.place.file, problem.place.member) == ("template.docx", "word/document.xml")
    assert problem.details == {"limit": "0.001 s"}


def test_the_time_to_compile_ends_with_the_compiling(monkeypatch):
    template = Template(doc("{{ a + 1 }}完"), limits=Limits(compile_seconds=60))
    later = time.monotonic() + 1_000
    monkeypatch.setattr(time, "monotonic", lambda: later)
    out = io.BytesIO()
    template.fill({}, out, missing="blank")
    assert body(out.getvalue()) == ["完"]


def test_a_template_without_tags_needs_no_time():
    Template(doc("x"), limits=Limits(compile_seconds=0)).fill({}, io.BytesIO())


def test_every_fault_of_thousands_is_told_in_the_time_of_a_few():
    started = time.process_time()
    problems = found(doc(*[f"{{{{ a{i} b }}}}" for i in range(3_000)]))
    assert time.process_time() - started < 8
    assert [problem.place.steps for problem in problems] == [(("paragraph", n),) for n in range(1, 3_001)]


def test_every_value_that_is_missing_is_told_in_the_time_of_a_few():
    started = time.process_time()
    problems = found(doc(*[f"{{{{ a{i}.b }}}}" for i in range(2_000)]), {f"名称{i}": i for i in range(2_000)})
    assert time.process_time() - started < 10
    assert len(problems) == 2_000


def test_a_template_that_takes_too_long_is_told_by_the_check_too(tmp_path, monkeypatch):
    ran = iter(range(1_000_000))
    monkeypatch.setattr(time, "monotonic", lambda: next(ran) * 40)
    path = save(tmp_path / "表.docx", doc("{{ a }}"))
    assert [problem.code for problem in check(path)] == ["template-takes-too-long"]


@pytest.mark.parametrize("before", ["", "{% for a in xs %}"])
@pytest.mark.parametrize("steps", [90, 150, 300, 1_100, 5_000])
def test_a_name_of_steps_without_end_is_told_by_fill_check_and_fields_alike(before, steps, tmp_path):
    after = "{% endfor %}" if before else ""
    path = save(tmp_path / "表.docx", doc(f"{before}{{{{ a{'.b' * steps} }}}}{after}"))
    told = [problem.code for problem in check(path)]
    assert told == ([] if steps < 200 else ["too-deep"])
    if told:
        with pytest.raises(FillError) as caught:
            Template(path)
        assert [problem.code for problem in caught.value.problems] == told
    else:
        assert any(field.path.endswith("b" + ".b" * (steps - 1)) for field in Template(path).fields)


def test_blocks_that_are_nested_too_deep_are_told_before_anything_is_cut():
    assert codes(doc("前", *["{% if a %}"] * 101, "x", *["{% endif %}"] * 101)) == ["too-deep"]
    assert codes(doc(p(r("{% if a %}") * 60, "x", r("{% endif %}") * 60)), {"a": 1}) == []
