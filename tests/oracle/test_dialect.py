"""docxtpl's dialect, feature by feature, through docxtpl and through docfill: the same, or why docfill differs."""

from __future__ import annotations

import io

import docxtpl
import jinja2
import pytest

from docfill import Template
from tests.building import (
    W,
    Xml,
    body,
    cell,
    codes,
    doc,
    elements,
    faults,
    fill,
    ids,
    looks,
    member,
    p,
    paragraph_text,
    r,
    root,
    row,
    table,
    text_box,
)
from tests.oracle.test_docxtpl import DATA, by_docxtpl

# docxtpl's dependency is old: it warns of its own accord, not of what is done here.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:docx"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:docxtpl"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:docxcompose"),
]

KEPT = "\u00a0"
BREAK = Xml("<w:r><w:br/></w:r>")


def both(template: bytes, data: dict[str, object] | None = None, **options: object) -> tuple[bytes, bytes]:
    """Return docxtpl's report and docfill's, which is sound."""
    values = {**DATA, **(data or {})}
    ours = fill(template, values)
    assert faults(ours) == []
    return by_docxtpl(template, dict(values), **options), ours


# Lines that are joined

SENTENCE = ("{}", "{{%- if yes -%}}", "{}in town", "{{%- else -%}}", "{}far away", "{{%- endif -%}}", ".")


@pytest.mark.parametrize("yes", [True, False])
def test_a_sentence_typed_in_lines_is_one_paragraph(yes):
    lines = [line.format(text) for line, text in zip(SENTENCE, ("It is", "", KEPT, "", KEPT, "", ""), strict=True)]
    theirs, ours = both(doc("before", *lines, "after"), {"yes": yes})
    assert body(ours) == body(theirs) == ["before", f"It is{KEPT}{'in town' if yes else 'far away'}.", "after"]


def test_a_sentence_typed_with_soft_breaks_is_one_line():
    runs = ["甲", BREAK, "{%- if yes -%}", BREAK, "乙", BREAK, "{%- endif -%}", BREAK, "丙"]
    theirs, ours = both(doc(p(*runs)))
    assert body(ours) == body(theirs) == ["甲乙丙"]


def test_the_first_of_joined_paragraphs_gives_its_properties():
    first = p("甲", properties='<w:jc w:val="center"/>')
    for report in both(doc(first, p("{%- if yes -%}", properties="<w:keepNext/>"), "乙{% endif %}")):
        (paragraph,) = elements(report, "p")
        assert [element.tag.rpartition("}")[2] for element in paragraph[0]] == ["jc"]


@pytest.mark.parametrize("typed", ["甲 {{- n -}} 乙", "{{- n }}", "甲 {{ n -}}"])
def test_white_space_beside_an_output_goes(typed):
    theirs, ours = both(doc(typed))
    assert body(ours) == body(theirs)


def test_text_beside_a_tag_that_joins_lines_is_not_lost():
    # docxtpl takes all that stands between the line above and the tag.
    theirs, ours = both(doc("甲", "乙{%- if yes %}丙{% endif %}"))
    assert body(theirs) == ["甲丙"]
    assert body(ours) == ["甲", "乙丙"]


def test_a_table_above_is_not_taken_apart():
    # docxtpl takes the end of the table for the end of a line, and the document is no document any more.
    template = doc(table(row("甲")), "{%- if yes %}乙{% endif %}")
    assert faults(by_docxtpl(template, dict(DATA))) != []
    assert codes(template, DATA) == ["nothing-to-join"]


# Remarks


@pytest.mark.parametrize(
    "blocks",
    [
        ("甲", "{#p 注 #}", "乙"),
        ("甲", "{#p 注 #}文", "乙"),
        ("甲{# 注 #}乙",),
        (table(row("{#tr 注 #}", "文"), row("甲", "乙")),),
        (table(row("甲", "{#tc 注 #}"), row("乙", "{#tc 注 #}")),),
    ],
)
def test_a_remark_takes_the_same_away(blocks):
    theirs, ours = both(doc(*blocks))
    assert body(ours) == body(theirs)


def test_a_cell_that_held_only_a_remark_is_still_a_cell():
    template = doc(table(row(cell("{#p 注 #}"), "旁")))
    theirs, ours = both(template)
    assert faults(theirs) == ["tc does not end in a paragraph"]
    assert body(ours) == [[["", "旁"]]]


# Statements

SAME = {
    "filter": ("{% filter upper %}a{{ words[0] }}{% endfilter %}",),
    "filters": ("{% filter replace('x', 'y')|upper %}a{{ words[0] }}{% endfilter %}",),
    "set with a filter": ("{% set s | upper %}a{{ words[0] }}{% endset %}{{ s }}",),
    "call": ("{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}{{ name }}{% endcall %}",),
    "recursive": ("{% for n in [[1, []], [2, [[3, []]]]] recursive %}{{ n[0] }}{{ loop(n[1]) }}{% endfor %}",),
    "namespace": ("{% set ns = namespace(n=0) %}{% for w in words %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}",),
    "autoescape": ("{% autoescape true %}{{ name }}{% endautoescape %}",),
    "paragraphs of a macro": (
        "{%p macro m(x) %}",
        "甲{{ x }}",
        "乙",
        "{%p endmacro %}",
        "{{p m(1) }}",
        "丙",
        "{{p m(2) }}",
    ),
    "rows of a macro": (
        table(
            row("{%tr macro m(x) %}", ""),
            row("甲", "{{ x }}"),
            row("{%tr endmacro %}", ""),
            row("{{tr m(1) }}", ""),
            row("{%tr for w in words %}", ""),
            row("{{tr m(w) }}", ""),
            row("{%tr endfor %}", ""),
        ),
    ),
    "paragraphs of a recursive loop": (
        "{%p for n in [[1, []], [2, [[3, []]]]] recursive %}",
        "{{ n[0] }}",
        "{{p loop(n[1]) }}",
        "{%p endfor %}",
    ),
    "a row that sets a name": (table(row("{%tr set y = 5 %}", ""), row("{{ y }}", "乙")),),
    "runs": (p(r("{%r if yes %}"), r("甲", "<w:b/>"), r("{%r endif %}")),),
    "an expression with signs of markup": ("{% if n < 5 and n > 1 %}有{% endif %}",),
    "a tag with a soft break in it": (p(Xml("<w:r><w:t>{{ n +</w:t><w:br/><w:t>1 }}</w:t></w:r>")),),
}


@pytest.mark.parametrize("blocks", SAME.values(), ids=SAME)
def test_a_statement_gives_the_same(blocks):
    theirs, ours = both(doc(*blocks))
    assert body(ours) == body(theirs)


@pytest.mark.parametrize("word", ["break", "continue"])
def test_a_loop_is_left_as_in_docxtpl_with_the_extension(word):
    environment = jinja2.Environment(autoescape=True, extensions=["jinja2.ext.loopcontrols"])
    lines = [f"{{%p {tag} %}}" for tag in ("for w in words", "if w == 'y'", word, "endif")]
    theirs, ours = both(doc(*lines, "{{ w }}", "{%p endfor %}"), jinja_env=environment)
    assert body(ours) == body(theirs)


def test_custom_filters_and_globals_work_alike():
    environment = jinja2.Environment(autoescape=True)
    environment.filters["双"] = lambda value: value * 2
    environment.globals["今天"] = lambda: "五月"
    template = doc("{{ n|双 }}{{ 今天() }}")
    out = io.BytesIO()
    Template(template, filters={"双": lambda value: value * 2}, globals={"今天": lambda: "五月"}).fill(DATA, out)
    assert body(out.getvalue()) == body(by_docxtpl(template, dict(DATA), jinja_env=environment)) == ["6五月"]


def test_a_filter_over_a_block_works_on_text_and_not_on_markup():
    # docxtpl hands the filter what is escaped already; Word cannot read what comes out, and lxml leaves it out.
    template = doc("{% filter upper %}甲 & 乙{% endfilter %}")
    theirs, ours = both(template)
    assert body(theirs) != body(ours) == ["甲 & 乙"]


# Faults that docxtpl has


def test_text_behind_a_tag_for_runs_keeps_its_format():
    template = doc(p(r("甲{%r if yes %}乙{%r endif %}丙", "<w:b/>")), p(r("丁{{r name }}戊", "<w:b/>")))
    theirs, ours = both(template)
    assert looks(theirs)[0] != looks(ours)[0] == [("甲乙丙", "b")]
    assert looks(ours)[1] == [("丁世纪街道戊", "b")]


def test_two_markers_may_stand_in_one_paragraph():
    # docxtpl finds the first only, and the other is left as a statement that Jinja does not know.
    template = doc("{%p if yes %}{%p for w in words %}", "{{ w }}", "{%p endfor %}{%p endif %}")
    with pytest.raises(jinja2.TemplateSyntaxError):
        by_docxtpl(template, dict(DATA))
    assert body(fill(template, DATA)) == ["x", "y", "z"]


@pytest.mark.parametrize(
    "between",
    [
        '<w:bookmarkStart w:id="0" w:name="b"/><w:bookmarkEnd w:id="0"/>',
        '<w:proofErr w:type="spellStart"/>',
        '<w:ins w:id="9" w:author="a"><w:r><w:t>am</w:t></w:r></w:ins>',
    ],
)
def test_a_tag_may_have_something_of_words_in_it(between):
    middle = "" if "<w:ins" in between else "am"
    parts = [r("{{ n" + middle), Xml(between), r("e }}")]
    template = doc(p(*parts))
    assert body(fill(template, DATA)) == ["世纪街道"]
    assert faults(fill(template, DATA)) == []


def test_a_marker_row_may_hold_a_table():
    # docxtpl takes the row from the inner table's first row on, and the rest falls apart.
    inner = table(row(""))
    template = doc(
        table(row(cell("{%tr for w in words %}", inner, "")), row("{{ w }}"), row("{%tr endfor %}"), columns=1)
    )
    assert body(fill(template, DATA)) == [[["x"], ["y"], ["z"]]]
    try:
        theirs = body(by_docxtpl(template, dict(DATA)))
    except jinja2.TemplateError:
        theirs = None
    assert theirs != [[["x"], ["y"], ["z"]]]


def test_literal_braces_and_line_breaks_of_the_text_stay():
    # docxtpl hands the whole document to Jinja, to which `{#` begins a remark that never ends.
    template = doc("集合 {1, 2} }} {# 未完", "{{ n }}")
    with pytest.raises(jinja2.TemplateSyntaxError):
        by_docxtpl(template, dict(DATA))
    assert body(fill(template, DATA)) == ["集合 {1, 2} }} {# 未完", "3"]


def test_quotes_within_a_literal_stay_as_they_are_typed():
    # docxtpl straightens every quote in a tag, those that are to be printed too.
    template = doc("{{ '他说“好”' }}")
    theirs, ours = both(template)
    assert body(theirs) == ['他说"好"']
    assert body(ours) == ["他说“好”"]


def test_ids_in_a_loop_are_unique():
    # docxtpl numbers drawings anew, and bookmarks not at all.
    drawing = '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="i"/></wp:inline></w:drawing></w:r>'
    marked = Xml(f'<w:p><w:bookmarkStart w:id="0" w:name="b"/><w:bookmarkEnd w:id="0"/>{drawing}</w:p>')
    theirs, ours = both(doc("{%p for w in words %}", marked, "{%p endfor %}"))
    assert any("bookmark" in fault for fault in faults(theirs))
    assert len(set(ids(ours, "bookmark name"))) == len(set(ids(ours, "drawing"))) == 3


def test_a_second_fill_is_of_the_second_data():
    template = Template(doc("{{ n }}"))
    reports = []
    for n in (1, 2):
        out = io.BytesIO()
        template.fill({"n": n}, out)
        reports.append(body(out.getvalue()))
    assert reports == [["1"], ["2"]]


def test_merged_cells_have_their_properties_in_order_and_once():
    # docxtpl puts the merge in front of the width, where the schema does not allow it.
    template = doc(table(row("{%tr for w in words %}", ""), row("{% vm %}组", "{{ w }}"), row("{%tr endfor %}", "")))
    theirs, ours = both(template)
    assert [e.get(f"{{{W}}}val") or "continue" for e in elements(ours, "vMerge")] == ["restart", "continue", "continue"]
    order = [[e.tag.rpartition("}")[2] for e in properties] for properties in elements(ours, "tcPr")]
    assert order == [["tcW", "vMerge"], ["tcW"]] * 3
    assert len(elements(theirs, "vMerge")) == 3


def test_columns_that_are_dropped_are_dropped_from_the_grid_with_gaps_and_controls():
    gap = Xml('<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell("乙") + cell("丙") + "</w:tr>")
    template = doc(table(row("甲", "{%tc if no %}", "去", "{%tc endif %}", "末"), gap, columns=5))
    theirs, ours = both(template)
    assert len(elements(ours, "gridCol")) == 3
    assert len(elements(theirs, "gridCol")) == 2  # the row's gap is forgotten


def test_endnotes_and_comments_are_filled_where_docxtpl_leaves_them():
    notes = root("endnotes", f'<w:endnote w:id="1">{p("注：{{ name }}")}</w:endnote>')
    theirs, ours = both(doc("文", stories={"endnotes.xml": notes}))
    assert "{{ name }}" in member(theirs, "word/endnotes.xml").decode()
    assert [paragraph_text(note) for note in elements(ours, "p", "word/endnotes.xml")] == ["注：世纪街道"]


def test_a_text_box_is_filled_in_both_its_forms():
    theirs, ours = both(doc(p(text_box("{{ name }}"))))
    for report in (theirs, ours):
        assert [paragraph_text(each) for each in elements(report, "p")][1:] == ["世纪街道"] * 2


# Values

VALUES = {
    "rich": lambda: docxtpl.RichText("红", color="FF0000", bold=True),
    "listing": lambda: docxtpl.Listing("一\n二\t三 & <四>"),
    "paragraphs of a text": lambda: "一\a二",
    "a page of a text": lambda: "一\f二",
}


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("typed", ["{{ v }}", "{{r v }}"])
def test_a_value_of_docxtpl_says_the_same(name, typed):
    if typed == "{{r v }}" and name != "rich":
        # To docxtpl this is text outside of a run: what Word makes of it is not to be relied on.
        assert faults(fill(doc(f"前{typed}后"), {"v": VALUES[name]()})) == []
        return
    if typed == "{{ v }}" and name == "rich":
        # To docxtpl this is a run within a run, which Word does not read.
        assert looks(fill(doc(f"前{typed}后"), {"v": VALUES[name]()})) == [[("前", ""), ("红", "b color"), ("后", "")]]
        return
    template = doc(f"前{typed}后")
    theirs, ours = by_docxtpl(template, {"v": VALUES[name]()}), fill(template, {"v": VALUES[name]()})
    assert faults(ours) == []
    assert body(ours) == body(theirs)
