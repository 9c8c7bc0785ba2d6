"""Fields: every name that a template wants, with its full path, how it is used and where."""

from __future__ import annotations

import pytest

from docfill import Template
from tests.building import doc, found, p, root, row, table, text_box


def fields(*blocks: str, **stories: str) -> dict[str, tuple[str, bool, bool]]:
    """Return kind, looped and optional of each field by its path."""
    template = Template(doc(*blocks, stories={f"{name}.xml": story for name, story in stories.items()}))
    return {field.path: (field.kind, field.looped, field.optional) for field in template.fields}


WANTED, LOOPED = ("value", False, False), ("value", True, False)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("{{ a }}", {"a": WANTED}),
        ("{{ a.b.c }}", {"a.b.c": WANTED}),
        ("{{ a['b'].c }}", {"a.b.c": WANTED}),
        ("{{ a[0].b }}", {"a[].b": LOOPED}),
        ("{{ a|upper }}", {"a": WANTED}),
        ("{{ a + b * 2 }}", {"a": WANTED, "b": WANTED}),
        ("{{ a|default('') }}", {"a": ("value", False, True)}),
        ("{{ a.b|d('无')|upper }}", {"a.b": ("value", False, True)}),
        pytest.param("{{ a if b else c }}", {"b": ("condition", False, True), "a": WANTED, "c": WANTED}),
        ("{{ a if a else '' }}", {"a": ("value", False, True)}),
        ("{% if a %}有{% endif %}", {"a": ("condition", False, True)}),
        ("{% if a is defined %}{{ a }}{% endif %}", {"a": ("value", False, True)}),
        ("{% if a %}{{ a }}{% endif %}", {"a": ("value", False, True)}),
        ("{% if a %}{{ a }}{% endif %}{{ a }}", {"a": WANTED}),
        (
            "{% if a > b %}{{ c }}{% endif %}",
            {"a": ("condition", False, True), "b": ("condition", False, True), "c": WANTED},
        ),
        ("{% for r in a %}{{ r.b }}{% endfor %}", {"a": ("list", False, False), "a[].b": LOOPED}),
        ("{% for r in a %}{{ r }}{% endfor %}", {"a": ("list", False, False), "a[]": LOOPED}),
        (
            "{% for r in a.b %}{% for s in r.c %}{{ s.d }}{% endfor %}{% endfor %}",
            {"a.b": ("list", False, False), "a.b[].c": ("list", True, False), "a.b[].c[].d": LOOPED},
        ),
        ("{% for r in a|sort %}{{ r.b }}{% endfor %}", {"a": ("list", False, False), "a[].b": LOOPED}),
        ("{% for r in a %}{{ loop.index }}{{ x }}{% endfor %}", {"a": ("list", False, False), "x": WANTED}),
        (
            "{% for r in a if r.b %}{{ r.c }}{% endfor %}",
            {"a": ("list", False, False), "a[].b": ("condition", True, True), "a[].c": LOOPED},
        ),
        ("{% set a = b %}{{ a }}", {"b": WANTED}),
        ("{% with a = b %}{{ a }}{% endwith %}{{ a }}", {"b": WANTED, "a": WANTED}),
        ("{% macro f(a) %}{{ a }}{{ b }}{% endmacro %}{{ f(c) }}", {"b": WANTED, "c": WANTED}),
        ("{{ '字' }}{{ 1 }}", {}),
        ("{# {{ a }} #}{% raw %}{{ b }}{% endraw %}", {}),
        ("{{p a }}", {"a": WANTED}),
        ("{{ 申请.新收 }}{{ 申请.结转 }}", {"申请.新收": WANTED, "申请.结转": WANTED}),
    ],
)
def test_names_are_found_with_their_paths_and_uses(typed, expected):
    assert fields(typed) == expected


def test_a_grid_is_a_field():
    assert fields(table(row("{% grid 申请.表 %}"))) == {"申请.表": ("grid", False, False)}


def test_fields_come_in_the_order_of_first_use_once_each():
    assert list(fields("{{ b }}{{ a }}", "{{ b }}{{ c }}")) == ["b", "a", "c"]


def test_what_a_block_at_row_level_loops_over_is_a_field():
    found = fields(table(row("{% for r in 明细 %}{{ r.名称 }}", "{{ r.金额 }}{% endfor %}")))
    assert list(found) == ["明细", "明细[].名称", "明细[].金额"]


def test_every_use_has_its_place():
    header = root("hdr", p("{{ a }}"))
    template = Template(
        doc("{{ a }}", table(row("无", "共{{ a }}")), p(text_box("{{ b }}")), stories={"header1.xml": header})
    )
    a, b = template.fields
    assert [use.spot() for use in a.uses] == ["paragraph 1", "table 1, row 1, cell 2", "header 1"]
    assert [use.around[use.start : use.stop] for use in a.uses] == ["{{ a }}"] * 3
    assert {use.steps[0] for use in b.uses} == {("text box", 1)}


def test_a_template_without_tags_wants_nothing():
    assert Template(doc("文")).fields == ()


def test_what_a_template_wants_is_what_an_empty_mapping_lacks():
    content = doc("{{ a }}", "{{ b.c }}", "{% if d is defined %}{{ d }}{% endif %}{{ e|default('') }}")
    wanted = [field.path for field in Template(content).fields if not field.optional]
    assert wanted == ["a", "b.c"]
    assert [problem.details["name"] for problem in found(content)] == wanted
