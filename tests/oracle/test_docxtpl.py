"""The same template and data through docxtpl and through docfill: the same text and structure, or a reason why not."""

from __future__ import annotations

import io

import docxtpl
import pytest
from jinja2 import UndefinedError

from tests.building import body, cell, codes, doc, elements, faults, fill, p, paragraph_text, r, root, row, table

# docxtpl's dependency is old: it warns of its own accord, not of what is done here.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:docx"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:docxtpl"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:docxcompose"),
]

DATA = {
    "name": "世纪街道",
    "n": 3,
    "yes": True,
    "no": False,
    "nothing": [],
    "words": ["x", "y", "z"],
    "rows": [
        {"n": "甲", "v": 1, "items": ["a", "b"]},
        {"n": "乙", "v": 2, "items": []},
        {"n": "丙", "v": 3, "items": ["c"]},
    ],
    "office": {"head": {"name": "王", "phone": "1"}},
    "blank": "",
    "lines": "一\n二",
}


def by_docxtpl(template: bytes, data: dict[str, object], **options: object) -> bytes:
    """Return the report that docxtpl makes."""
    document = docxtpl.DocxTemplate(io.BytesIO(template))
    document.render(data, **options)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def both(template: bytes, name: str = "word/document.xml", **options: object) -> tuple[list, list]:
    """Return what a reader sees of docxtpl's report and of docfill's."""
    ours = fill(template, DATA)
    assert faults(ours) == []
    return body(by_docxtpl(template, dict(DATA), **options), name), body(ours, name)


TEXTS = [
    "{{ name }}",
    "{{name}}",
    "前{{ name }}后{{ n }}",
    "{{ office.head.name }}{{ office['head']['phone'] }}",
    "{{ name|upper }}{{ words|join('、') }}{{ words|length }}{{ words[0] }}{{ words[-1] }}",
    "{{ n + 1 }}{{ n * 2 }}{{ n / 2 }}{{ n // 2 }}{{ n % 2 }}{{ n ** 2 }}{{ -n }}",
    "{{ '%.2f'|format(n) }}{{ '%03d' % n }}",
    "{{ n if yes else 0 }}{{ 'a' ~ n ~ 'b' }}",
    "{{ missing|default('无') }}{{ blank|default('无', true) }}{{ blank or '无' }}",
    "{{ rows|map(attribute='n')|join(',') }}{{ rows|sum(attribute='v') }}",
    "{{ rows|selectattr('v', 'gt', 1)|map(attribute='n')|join }}",
    "{{ words|first }}{{ words|last }}{{ words|reverse|join }}{{ [3, 1, 2]|sort|join }}",
    "{{ 'a b'|title }}{{ 'abc'|capitalize }}{{ ' a '|trim }}{{ 'abc'|replace('b', 'x') }}",
    "{{ 'a'.upper() }}{{ 'a,b'.split(',')|join('-') }}{{ '{}-{}'.format(1, 2) }}",
    "{{ n == 3 }}{{ n > 2 and yes }}{{ not yes }}{{ 'x' in words }}{{ n is odd }}",
    "{{ range(3)|join }}{{ range(1, 10, 3)|list|length }}",
    "{{ {'a': 1}['a'] }}{{ {'a': {'b': 2}}.a.b }}{{ [1, [2, 3]][1][0] }}{{ (1, 2)[1] }}",
    "{% if yes %}有{% endif %}。",
    "{% if no %}有{% else %}无{% endif %}",
    "{% if n == 1 %}一{% elif n == 3 %}三{% else %}多{% endif %}",
    "{% for w in words %}{{ w }}{% endfor %}",
    "{% for w in words %}{{ w }}{% if not loop.last %}、{% endif %}{% endfor %}",
    "{% for w in nothing %}x{% else %}无{% endfor %}",
    "{% for r in rows if r.v > 1 %}{{ loop.index }}{{ r.n }}{% endfor %}",
    "{% for r in rows %}{{ r.n }}:{% for i in r['items'] %}{{ i }}{% endfor %};{% endfor %}",
    "{% for k, v in office.head.items() %}{{ k }}={{ v }};{% endfor %}",
    "{% for w in words %}{{ loop.index0 }}{{ loop.revindex }}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{% set s = n + 1 %}{{ s }}",
    "{% set a, b = 1, 2 %}{{ a }}{{ b }}",
    "{% set s %}共{{ n }}{% endset %}{{ s }}",
    "{% with k = n %}{{ k }}{% endwith %}",
    "{% macro f(x, y=2) %}[{{ x }}{{ y }}]{% endmacro %}{{ f(1) }}{{ f(3, y=4) }}",
    "前{# 注 #}后",
    "{_{ name }_} {{ n }} {_% if %_}",
    "{{ 'a' }}{{ 'b' }}{{'c'}}",
    "{{ “name” }}",
    "{{ name|default(‘无’) }}",
]


@pytest.mark.parametrize("typed", TEXTS)
def test_a_tag_in_a_line_says_the_same(typed):
    theirs, ours = both(doc(typed))
    assert ours == theirs


# What is caught as text must be text (so it stands in one run), and docxtpl's braces with an underscore must too.
ONE_RUN = ("{% set s %}", "{% macro", "{_{")


@pytest.mark.parametrize("typed", [text for text in TEXTS if not text.startswith(ONE_RUN)])
def test_a_tag_in_a_line_says_the_same_however_its_runs_are_cut(typed):
    third = max(1, len(typed) // 3)
    runs = [r(typed[:third], "<w:b/>"), r(typed[third : 2 * third], "<w:i/>"), r(typed[2 * third :])]
    theirs, ours = both(doc(p(*runs)))
    assert ours == theirs


STRUCTURES = {
    "paragraphs repeat": ("前", "{%p for r in rows %}", "{{ r.n }}", "{{ r.v }}", "{%p endfor %}", "后"),
    "paragraphs nest": (
        "{%p for r in rows %}",
        "{{ r.n }}",
        "{%p for i in r['items'] %}",
        "{{ i }}",
        "{%p endfor %}",
        "{%p endfor %}",
    ),
    "paragraphs of a branch": ("{%p if no %}", "甲", "{%p else %}", "乙", "丙", "{%p endif %}", "丁"),
    "paragraphs of one branch of three": (
        "{%p if n == 1 %}",
        "一",
        "{%p elif n == 3 %}",
        "三",
        "{%p else %}",
        "多",
        "{%p endif %}",
    ),
    "paragraphs that go": ("前", "{%p if no %}", "甲", table(row("乙")), "{%p endif %}", "后"),
    "rows repeat": (
        table(
            row("名", "数"),
            row("{%tr for r in rows %}", ""),
            row("{{ r.n }}", "{{ r.v }}"),
            row("{%tr endfor %}", ""),
            row("合", "计"),
        ),
    ),
    "several rows repeat": (
        table(row("{%tr for r in rows %}", ""), row("{{ r.n }}", ""), row("", "{{ r.v }}"), row("{%tr endfor %}", "")),
    ),
    "rows nest": (
        table(
            row("{%tr for r in rows %}", ""),
            row("{{ r.n }}", ""),
            row("{%tr for i in r['items'] %}", ""),
            row("", "{{ i }}"),
            row("{%tr endfor %}", ""),
            row("{%tr endfor %}", ""),
        ),
    ),
    "rows of a branch": (
        table(row("头"), row("{%tr if no %}"), row("甲"), row("{%tr else %}"), row("乙"), row("{%tr endif %}")),
    ),
    "no rows": (
        table(row("头", ""), row("{%tr for r in nothing %}", ""), row("{{ r }}", ""), row("{%tr endfor %}", "")),
    ),
    "cells repeat": (table(row("名", "{%tc for w in words %}", "{{ w }}", "{%tc endfor %}", "末")),),
    "cells of a branch": (table(row("名", "{%tc if yes %}", "甲", "{%tc endif %}", "末")),),
    "cells repeat in repeated rows": (
        table(
            row("{%tr for r in rows %}", "", "", ""),
            row("{{ r.n }}", "{%tc for w in words %}", "{{ w }}{{ r.v }}", "{%tc endfor %}"),
            row("{%tr endfor %}", "", "", ""),
        ),
    ),
    "paragraphs in a cell": (table(row(cell("{%p for w in words %}", "{{ w }}", "{%p endfor %}", "完"), "旁")),),
    "a table in a cell of a row": (
        table(
            row("{%tr for r in rows %}", ""),
            row("{{ r.n }}", cell(table(row("{{ r.v }}", "{{ r.n }}")), "")),
            row("{%tr endfor %}", ""),
            columns=2,
        ),
    ),
    "a set further up": ("{%p set s = 5 %}", table(row("{{ s }}")), "{{ s }}"),
    "a loop over text in two paragraphs": ("头{% for w in words %}甲{{ w }}", "乙{% endfor %}尾"),
    "a loop over text in three paragraphs": ("头{% for w in words %}甲{{ w }}", "中", "乙{% endfor %}尾"),
    "a condition over text in two paragraphs": ("头{% if yes %}甲", "乙{% endif %}尾"),
    "a condition that is not met over text in two paragraphs": ("头{% if no %}甲", "乙{% endif %}尾"),
    "a branch over text in two paragraphs": ("头{% if no %}甲", "乙{% else %}丙", "丁{% endif %}尾"),
    "an empty loop over text in two paragraphs": ("头{% for w in nothing %}甲", "乙{% endfor %}尾"),
    "tags in the text and in cells": ("{{ rows[0].n }}", table(row("{{ rows[1].n }}", "{{ n }}"))),
    "a table between tags in the text": ("头{% if yes %}甲", table(row("{{ n }}")), "乙{% endif %}尾"),
    "two markers in two paragraphs": (
        "{%p if yes %}",
        "{%p for w in words %}",
        "{{ w }}",
        "{%p endfor %}",
        "{%p endif %}",
    ),
}


@pytest.mark.parametrize("blocks", STRUCTURES.values(), ids=STRUCTURES)
def test_a_block_has_the_same_structure(blocks):
    theirs, ours = both(doc(*blocks))
    assert ours == theirs


@pytest.mark.parametrize(("story", "name"), [("hdr", "header1.xml"), ("ftr", "footer1.xml")])
def test_headers_and_footers_say_the_same(story, name):
    lines = "".join(
        [p("{{ name }}"), p("{%p if yes %}"), p("{% for w in words %}{{ w }}{% endfor %}"), p("{%p endif %}")]
    )
    theirs, ours = both(doc("文", stories={name: root(story, lines)}), f"word/{name}")
    assert ours == theirs


def test_footnotes_say_the_same():
    notes = root("footnotes", f'<w:footnote w:id="1">{p("注：{{ name }}")}</w:footnote>')
    template = doc("文", stories={"footnotes.xml": notes})
    theirs, ours = by_docxtpl(template, dict(DATA)), fill(template, DATA)
    for report in (theirs, ours):
        notes = elements(report, "p", "word/footnotes.xml")
        assert [paragraph_text(note) for note in notes] == ["注：世纪街道"]


def test_line_breaks_in_a_value_say_the_same():
    theirs, ours = both(doc("[{{ lines }}]"), autoescape=True)
    assert ours == theirs


@pytest.mark.parametrize("value", ["a & b", "<b>", "x < y > z", "\"'", "]]>"])
def test_escaped_values_say_the_same(value):
    template = doc("[{{ v }}][{{ v|e }}][{{ v|upper }}]")
    assert body(fill(template, {"v": value})) == body(by_docxtpl(template, {"v": value}, autoescape=True))


# Where docfill differs on purpose


def test_a_condition_without_a_prefix_leaves_no_blank_line():
    # docxtpl leaves the paragraphs of the tags, empty: every form filled with it has blank lines to delete.
    template = doc("前", "{% if yes %}", "甲", "{% endif %}", "后")
    assert body(by_docxtpl(template, dict(DATA))) == ["前", "", "甲", "", "后"]
    assert body(fill(template, DATA)) == ["前", "甲", "后"]


def test_tables_that_repeat_are_kept_apart():
    # docxtpl puts one right behind the other, and Word draws them as one table.
    template = doc("{%p for r in rows[:2] %}", table(row("{{ r.n }}")), "{%p endfor %}")
    first, second = body(by_docxtpl(template, dict(DATA)))
    assert body(fill(template, DATA)) == [first, "", second]


def test_what_looks_like_markup_in_a_value_is_not_lost():
    # docxtpl does not escape unless it is told to, and then repairs the XML by leaving out what it does not understand.
    template = doc("[{{ v }}]")
    assert body(by_docxtpl(template, {"v": "研发 & 生产"})) != ["[研发 & 生产]"]
    assert body(fill(template, {"v": "研发 & 生产"})) == ["[研发 & 生产]"]


def test_a_name_without_a_value_is_not_a_blank():
    # docxtpl prints nothing: a misspelt name and a figure that was forgotten look the same in the report.
    template = doc("[{{ nmae }}]")
    assert body(by_docxtpl(template, dict(DATA))) == ["[]"]
    assert codes(template, DATA) == ["misspelt-name"]


def test_none_is_a_blank():
    # docxtpl prints Python's word for it.
    template = doc("[{{ v }}]")
    assert body(by_docxtpl(template, {"v": None})) == ["[None]"]
    assert body(fill(template, {"v": None})) == ["[]"]


def test_a_number_has_no_noise():
    # docxtpl prints what the processor calculated; Excel, and so docfill, shows fifteen digits.
    template = doc("{{ 0.1 + 0.2 }}")
    assert body(by_docxtpl(template, {})) == ["0.30000000000000004"]
    assert body(fill(template, {})) == ["0.3"]


def test_a_key_that_mappings_have_as_a_method_is_a_key():
    # docxtpl finds the method first, and prints or fails on it.
    template = doc("{% for i in r.items %}{{ i }}{% endfor %}")
    with pytest.raises(TypeError):
        by_docxtpl(template, {"r": {"items": ["a"]}})
    assert body(fill(template, {"r": {"items": ["a"]}})) == ["a"]


def test_a_loop_over_cells_of_a_row_repeats_the_row():
    # docxtpl needs the prefix; without it, it repeats from the middle of one cell to the middle of another.
    template = doc(table(row("头", "头"), row("{% for r in rows %}{{ r.n }}", "{{ r.v }}{% endfor %}")))
    assert body(fill(template, DATA)) == [[["头", "头"], ["甲", "1"], ["乙", "2"], ["丙", "3"]]]
    assert body(by_docxtpl(template, dict(DATA))) != body(fill(template, DATA))


def test_a_loop_over_text_goes_letter_by_letter_in_docxtpl_only():
    template = doc("{% for c in name %}{{ c }},{% endfor %}")
    assert body(by_docxtpl(template, dict(DATA))) == ["世,纪,街,道,"]
    assert codes(template, DATA) == ["loop-over-scalar"]


def test_a_missing_name_in_depth_is_a_problem_with_a_place():
    # docxtpl stops with a traceback that names no place in Word.
    template = doc("{{ office.deputy.name }}")
    with pytest.raises(UndefinedError):
        by_docxtpl(template, dict(DATA))
    assert codes(template, DATA) == ["missing-value"]


def test_text_beside_a_prefixed_tag_is_not_lost():
    # docxtpl takes the whole paragraph for the tag, and the text goes without a word.
    template = doc("标题{%p if yes %}", "甲", "{%p endif %}")
    assert body(by_docxtpl(template, dict(DATA))) == ["甲"]
    assert codes(template, DATA) == ["text-in-marker"]


def test_an_emptied_cell_is_still_a_cell():
    # docxtpl leaves a cell without a paragraph, which Word calls unreadable content.
    template = doc(table(row(cell("{%p if no %}", "甲", "{%p endif %}"), "旁")))
    assert faults(by_docxtpl(template, dict(DATA))) == ["tc does not end in a paragraph"]
    assert faults(fill(template, DATA)) == []
