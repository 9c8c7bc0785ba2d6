"""What strict readers say of whole reports: of every kind of block and value, and of the built-in forms' samples."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from docfill import Image, RichText, Template, fill
from tests.building import Xml, cell, control, doc, p, r, root, row, table, text_box
from tests.building import fill as filled
from tests.pictures import png
from tests.validity import findings, new_findings

SAMPLES = sorted(Path(__file__, "../../samples").resolve().glob("*.json"))
DATA = {
    "n": [{"a": "甲", "b": 1}, {"a": "乙", "b": 2}, {"a": "乙", "b": 3}],
    "none": [],
    "yes": True,
    "no": False,
    "text": "一\n二\t三 ",
    "grid": [[1, 2], [3, 4]],
    "rich": RichText("红", color="C00000", bold=True),
    "seal": Image(png(9, 9)),
}
MARKED = (
    '<w:bookmarkStart w:id="1" w:name="甲"/>{}<w:bookmarkEnd w:id="1"/><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


def merged(text: str, kind: str) -> Xml:
    return cell(text, properties=f"<w:vMerge{kind}/>")


BLOCKS = {
    "rows": [table(row("{%tr for x in n %}", ""), row("{{ x.a }}", "{{ x.b }}"), row("{%tr endfor %}", ""))],
    "rows without a marker": [table(row("{% for x in n %}{{ x.a }}", "{{ x.b }}{% endfor %}"))],
    "no row at all": ["前", table(row("{% for x in none %}{{ x.a }}", "{{ x.b }}{% endfor %}")), "后"],
    "columns": [table(row("头", "{%tc for x in n %}", "{{ x.a }}", "{%tc endfor %}"))],
    "merges": [
        table(
            row(merged("{% for x in n %}{{ x.a }}", ' w:val="restart"'), "一"),
            row(merged("", ""), "{{ x.b }}{% endfor %}"),
        )
    ],
    "a grid": [table(row("", "一", "二"), row("甲", "{% grid grid %}", ""), row("乙", "", ""))],
    "conditions": [p("{% if no %}"), table(row("甲")), p("{% else %}"), p("乙"), p("{% endif %}")],
    "an emptied cell": [table(row(cell("{% if no %}", "甲", "{% endif %}"), "乙"))],
    "a table in a cell": [table(row(cell("{% for x in n %}", table(row("{{ x.a }}")), "{% endfor %}"), "乙"))],
    "paragraphs of one value": [p("{{p text }}", properties='<w:jc w:val="center"/>')],
    "a text box": [p(text_box("{% for x in n %}", "{{ x.a }}", "{% endfor %}"))],
    "content controls": [
        control(p("{% for x in n %}"), p("{{ x.a }}"), p("{% endfor %}")),
        p(control(r("{{ text }}"))),
    ],
    "marks and fields": ["{% for x in n %}", Xml(f"<w:p>{MARKED.format(r('{{ x.a }}'))}</w:p>"), "{% endfor %}"],
    "pictures and rich text": ["{% for x in n %}", "{{ rich }}甲{{ seal }}", "{% endfor %}", table(row("{{ seal }}"))],
    "text over runs": [p("{% for x in n %}{{ x", ".a }}", "，{% end", "for %}尾")],
}


@pytest.mark.parametrize("what", BLOCKS)
def test_a_report_has_no_finding_that_its_template_has_not(what):
    stories = {
        "header1.xml": root(
            "hdr", "".join(BLOCKS[what] if BLOCKS[what][-1].startswith("<w:p>") else [p("{{ text }}")])
        ),
        "footnotes.xml": root("footnotes", f'<w:footnote w:id="1">{p("{{ text }}")}</w:footnote>'),
    }
    template = doc(*BLOCKS[what], "末", stories=stories)
    report = filled(template, DATA)
    assert report != template
    assert new_findings(template, report) == []


def test_a_document_of_word_filled_with_all_of_it_has_no_finding_at_all():
    document = docx.Document()
    document.add_paragraph("{% for x in n %}")
    document.add_heading("{{ x.a }}", 1)
    document.add_table(1, 2).cell(0, 1).text = "{{ x.b }}"
    document.add_paragraph("{{ rich }}{{ seal }}")
    document.add_paragraph("{% endfor %}")
    document.sections[0].header.paragraphs[0].text = "{{ text }}"
    template, report = io.BytesIO(), io.BytesIO()
    document.save(template)
    Template(template.getvalue()).fill(DATA, report)
    assert new_findings(template.getvalue(), report.getvalue()) == []
    assert set(findings(report.getvalue())) <= set(findings(template.getvalue()))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_the_built_in_forms_filled_with_the_samples_have_no_finding_that_they_have_not(sample):
    name = "gov-info-2019" if "2019" in sample.stem else "gov-info-2021"
    template = Path(__file__, "../../templates", name, "template.docx").resolve().read_bytes()
    out = io.BytesIO()
    fill(name, sample, out)
    assert new_findings(template, out.getvalue()) == []
