"""Documents: a source of chance -> a sound `.docx` with tags in every place in which Word lets a text stand."""

from __future__ import annotations

import functools
import itertools
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from tests.building import MAIN, STORY, R, Xml, cell, control, doc, p, package, r, root, row, table, text_box
from tests.fuzz.dialect import condition, expression, line, loop, output, statement, tag, texts
from tests.pictures import png

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fuzz.chances import Chance

HOME = Path(__file__).parents[2]
_OFFICE = "http://schemas.openxmlformats.org"
_A = f'xmlns:a="{_OFFICE}/drawingml/2006/main"'
_PIC = f"{_OFFICE}/drawingml/2006/picture"
_OUTSIDE = "application/vnd.openxmlformats-officedocument"
_MORE_THAN_TEXT = [
    *(
        "{{p 附件 }}",
        "{{p text }}",
        "{{p 富 }}",
        "{{ 照片 }}",
        "{{ 照片 }}",
        "文{{ 富 }}文",
        "{{ 富 }}",
        "{{ 图名|图片 }}",
    ),
    *("{{ 图名|图片(宽=30) }}", "{{ 照片|图片(宽=n + 1, 适应=true) }}", "{{ 图名|image(height='2cm', alt=text) }}"),
]
_MAINS = [
    *[MAIN] * 24,
    MAIN.replace("document.main", "template.main"),
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    "application/xml",
]
_RUNS = [
    "",
    "",
    "",
    "<w:b/>",
    '<w:rFonts w:eastAsia="仿宋"/><w:sz w:val="32"/>',
    '<w:rStyle w:val="强调"/>',
    "<w:vanish/>",
]
_PARAGRAPHS = [
    *("", "", "", '<w:pStyle w:val="a"/>', '<w:jc w:val="center"/><w:rPr><w:b/></w:rPr>', "<w:keepNext/>"),
    *('<w:spacing w:line="560" w:lineRule="exact"/>', '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
    *(
        '<w:sectPr><w:type w:val="nextPage"/></w:sectPr>',
        "<w:pageBreakBefore/>",
        "<w:rPr><w:del w:id='9' w:author='x'/></w:rPr>",
    ),
]
_CELLS = [
    *(
        "",
        "",
        "",
        '<w:gridSpan w:val="2"/>',
        '<w:vMerge w:val="restart"/>',
        "<w:vMerge/>",
        '<w:vAlign w:val="center"/>',
    ),
    *(
        '<w:shd w:val="clear" w:fill="FF0000"/>',
        '<w:hMerge w:val="restart"/>',
        '<w:tcBorders><w:top w:val="single"/></w:tcBorders>',
    ),
]
_BEGINS, _GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
_SPANS = ['<w:gridSpan w:val="2"/>', ""]
_ROWS = [
    *("", "", "", "", "<w:trPr><w:tblHeader/></w:trPr>", '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'),
    *('<w:trPr><w:gridAfter w:val="1"/><w:cantSplit/></w:trPr>', "<w:trPr><w:ins w:id='8' w:author='x'/></w:trPr>"),
    "<w:tblPrEx><w:tblBorders/></w:tblPrEx>",
]


# Where no range may begin or end by itself: in the two forms of a text box, in a field, in a ruby text.
_HIDDEN = re.compile(r"<mc:AlternateContent>.*?</mc:AlternateContent>|<w:(pict|drawing|ruby)>.*?</w:\1>", re.DOTALL)


def _attribute(text: str) -> str:
    return escape(text)


# --- within a line ---


def _field(chance: Chance) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = chance.choice(
        [' HYPERLINK "http://a.cn/?x={}" ', " IF {} = 1 ", " DOCPROPERTY {} ", " TOC \\o ", ' ADDIN "{}" ']
    )
    inner = f'<w:r><w:instrText xml:space="preserve">{escape(code.format(output(chance)))}</w:instrText></w:r>'
    return mark.format("begin") + inner + mark.format("separate") + r(output(chance)) + mark.format("end")


def _picture(chance: Chance) -> str:
    said = _attribute(
        output(chance) if chance.random() < 0.5 else f"{{{{ {chance.choice(['照片', '照片', expression(chance)])} }}}}"
    )
    number = 1 if chance.goes_wild() else chance.randrange(1, 9_999)
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="360000" cy="360000"/>'
        f'<wp:docPr id="{number}" name="图" descr="{said}"/>'
        f'<a:graphic {_A}><a:graphicData uri="{_PIC}"><pic:pic xmlns:pic="{_PIC}"><pic:nvPicPr>'
        f'<pic:cNvPr id="0" name="图"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdSample"/>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic>"
        "</wp:inline></w:drawing></w:r>"
    )


def _anchored(chance: Chance) -> str:
    start = (
        '<wp:anchor behindDoc="1" relativeHeight="3"><wp:positionH relativeFrom="column"><wp:posOffset>7'
        "</wp:posOffset></wp:positionH>"
    )
    text = _picture(chance).replace("<wp:inline>", start).replace("</wp:inline>", "</wp:anchor>")
    return text.replace("<wp:docPr", "<wp:wrapNone/><wp:docPr")


def _vml(chance: Chance) -> str:
    said = _attribute(output(chance))
    inside = chance.choice(
        [
            '<v:imagedata r:id="rIdSample"/>',
            f'<v:textpath string="{said}"/>',
            f"<v:textbox><w:txbxContent>{p(output(chance))}</w:txbxContent></v:textbox>",
        ]
    )
    return f'<w:r><w:pict><v:shape alt="{said}" style="width:80pt;height:40pt">{inside}</v:shape></w:pict></w:r>'


def _formula(chance: Chance) -> str:
    space = f"{_OFFICE}/officeDocument/2006/math"
    return f'<m:oMath xmlns:m="{space}"><m:r><m:t>{escape(output(chance))}</m:t></m:r></m:oMath>'


def _shape(chance: Chance) -> str:
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="3" name="n"/><a:p {_A}><a:r>'
        f"<a:t>{escape(output(chance))}</a:t></a:r>"
        "</a:p></wp:inline></w:drawing></w:r>"
    )


def _hyperlink(chance: Chance) -> str:
    tip = f' w:tooltip="{_attribute(output(chance))}"' if chance.random() < 0.3 else ""
    target = chance.choice(['r:id="rIdLink"', 'w:anchor="处"'])
    return f"<w:hyperlink {target}{tip}>{r(output(chance))}</w:hyperlink>"


def _wrapped(chance: Chance) -> str:
    opening = chance.choice(
        [
            *(
                'ins w:id="31" w:author="x"',
                'moveTo w:id="32" w:author="x"',
                'smartTag w:element="e"',
                'dir w:val="rtl"',
            ),
            *('fldSimple w:instr=" SEQ {{ a }} "', 'customXml w:element="e"'),
        ]
    )
    return f"<w:{opening}>{r(output(chance))}</w:{opening.split()[0]}>"


def _ranged(chance: Chance) -> str:
    number = 1 if chance.goes_wild() else chance.randrange(1, 9_999)
    start, end = chance.choice(
        [
            ('<w:bookmarkStart w:id="{0}" w:name="处{0}"/>', '<w:bookmarkEnd w:id="{0}"/>'),
            ('<w:commentRangeStart w:id="{0}"/>', '<w:commentRangeEnd w:id="{0}"/>'),
            ('<w:permStart w:id="{0}" w:edGrp="everyone"/>', '<w:permEnd w:id="{0}"/>'),
        ]
    )
    whole = [start.format(number), r(output(chance)), end.format(number)]
    return "".join(chance.sample(whole, 2) if chance.goes_wild() else whole)


def _inline_control(chance: Chance) -> str:
    return control(r(output(chance))).replace("<w:sdtPr/>", _control_properties(chance))


def _control_properties(chance: Chance) -> str:
    said = _attribute(chance.choice([output(chance), "{{ n > 2 }}", "{{ '是' if a else '×' }}", "标题"]))
    inside = chance.choice(
        [
            "",
            f'<w:id w:val="{5 if chance.goes_wild() else chance.randrange(1, 1 << 31)}"/>',
            '<w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2612"/></w14:checkbox>',
            '<w:dataBinding w:xpath="/x" w:storeItemID="{}"/>',
            "<w:showingPlcHdr/><w:text/>",
        ]
    )
    return f'<w:sdtPr><w:alias w:val="{said}"/>{inside}</w:sdtPr>'


def _deleted(chance: Chance) -> str:
    return f'<w:del w:id="33" w:author="x"><w:r><w:delText>{escape(output(chance))}</w:delText></w:r></w:del>'


def _signs(chance: Chance) -> str:
    return chance.choice(
        [
            *(
                "<w:r><w:br/></w:r>",
                "<w:r><w:tab/></w:r>",
                '<w:r><w:br w:type="page"/></w:r>',
                "<w:proofErr w:type='x'/>",
            ),
            *(
                "<w:r><w:noBreakHyphen/></w:r>",
                '<w:r><w:footnoteReference w:id="2"/></w:r>',
                "<w:r><w:lastRenderedPageBreak/></w:r>",
            ),
            f"<w:r><w:ruby><w:rt>{r('{{ a }}')}</w:rt><w:rubyBase>{r('甲')}</w:rubyBase></w:ruby></w:r>",
        ]
    )


_INLINE: list[Callable[[Chance], str]] = [
    *(_field, _picture, _anchored, _vml, _formula, _shape, _hyperlink, _wrapped, _ranged, _ranged),
    *(_inline_control, _deleted, _signs, _signs),
]


def _runs(chance: Chance, text: str) -> list[Xml]:
    """Return *text* in runs, cut wherever Word might have cut it."""
    cuts = sorted(chance.randrange(len(text) + 1) for _ in range(chance.choice([0, 0, 1, 3])))
    ends = [0, *cuts, len(text)]
    return [r(text[a:b], chance.choice(_RUNS)) for a, b in itertools.pairwise(ends)]


def _paragraph(chance: Chance, text: str) -> Xml:
    runs = _runs(chance, text)
    if chance.random() < 0.2:
        runs.insert(chance.randrange(len(runs) + 1), Xml(chance.choice(_INLINE)(chance)))
    if chance.random() < 0.04:
        start = chance.randrange(len(runs))
        runs[start:] = [Xml(f'<w:hyperlink w:anchor="x">{"".join(runs[start:])}</w:hyperlink>')]
    made = p(*runs, properties=chance.choice(_PARAGRAPHS if chance.goes_wild() else _PARAGRAPHS[:9]))
    if chance.random() < 0.1:
        number = "00000001" if chance.goes_wild() else f"{chance.randrange(1, 1 << 31):08X}"
        made = Xml(made.replace("<w:p>", f'<w:p w14:paraId="{number}" w:rsidR="00A1">', 1))
    return made


# --- blocks ---


def _table(chance: Chance, cells: list[Xml]) -> Xml:
    width = chance.randint(1, 3)
    rows = []
    for start in range(0, len(cells), width):
        stand = [*cells[start : start + width], *[cell("") for _ in range(chance.choice([0, 0, 1]))]]
        held = [control(each) if chance.random() < 0.05 else each for each in stand]
        made = row(*held)
        made = Xml(made.replace("<w:tr>", f"<w:tr>{chance.choice(_ROWS)}", 1))
        rows.append(control(made) if chance.random() < 0.05 else made)
    rows += [row(*[cell(p()) for _ in range(width)]) for _ in range(chance.choice([0, 0, 1, 3]))]
    made = table(*rows, columns=chance.choice([width, width, 0, 5]))
    if chance.random() < 0.1:
        said = _attribute(output(chance))
        made = Xml(made.replace("</w:tblPr>", f'<w:tblDescription w:val="{said}"/></w:tblPr>', 1))
    return made


def _cell(chance: Chance, *content: Xml) -> Xml:
    blocks = list(content)
    if chance.random() < 0.1:
        blocks = [_table(chance, [cell(*blocks)]), p()]
    return cell(*blocks, properties=chance.choice(_CELLS))


def blocks(chance: Chance) -> list[str]:
    """Return paragraphs, tables, controls and text boxes with tags in them."""
    return _any_blocks(chance, texts(chance)) if chance.random() < chance.wild * 2 else _sound_blocks(chance)


def _sound_blocks(chance: Chance, depth: int = 0) -> list[str]:
    """Return blocks such as a careful author makes: what opens ends where it may."""
    made: list[str] = []
    for _ in range(chance.randint(1, 3 if depth < 2 else 1)):
        dice = chance.random()
        if dice < 0.3 or depth > 3:
            made.append(_paragraph(chance, line(chance)))
        elif dice < 0.35:
            made += _joined(chance)
        elif dice < 0.5:
            made += _around(chance, _sound_blocks(chance, depth + 1))
        elif dice < 0.8:
            made.append(_sound_table(chance, depth))
        elif dice < 0.86:
            made.append(
                Xml(control(*_sound_blocks(chance, depth + 1)).replace("<w:sdtPr/>", _control_properties(chance), 1))
            )
        elif dice < 0.92:
            made.append(p(*_runs(chance, output(chance)), text_box(*_sound_blocks(chance, depth + 1), p())))
        elif dice < 0.97:
            made.append(_paragraph(chance, chance.choice(_MORE_THAN_TEXT)))
        else:
            made += [
                p("{%p macro 条目(名) %}"),
                *_sound_blocks(chance, depth + 1),
                p("{%p endmacro %}"),
                p("{{p 条目(n) }}"),
            ]
    return made


def _joined(chance: Chance) -> list[str]:
    """Return a sentence that is typed in several lines."""
    opening, closing = chance.choice([(f"if {condition(chance)}", "endif"), (loop(chance), "endfor")])
    return [p(output(chance)), p(f"{{%- {opening} -%}}"), p(output(chance)), p(f"{{%- {closing} %}}"), p("后")]


def _around(chance: Chance, inside: list[str]) -> list[str]:
    """Return blocks with an opening and a closing tag around them, each in a paragraph of its own."""
    opening, closing = chance.choice([(f"if {condition(chance)}", "endif"), *[(loop(chance), "endfor")] * 2])
    prefix = chance.choice(["p ", "", ""])
    first, last = (tag(chance, "statement", each, prefix) for each in (opening, closing))
    other = [p(tag(chance, "statement", "else", prefix)), p(output(chance))] if chance.random() < 0.2 else []
    if chance.random() < 0.2 and not prefix:
        return [p(output(chance) + first), *inside, *other, p(last + output(chance))]
    if chance.random() < 0.2:
        number = chance.randrange(10_000, 99_999)
        start = Xml(f'<w:bookmarkStart w:id="{number}" w:name="跨{number}"/>')
        end = Xml(f'<w:bookmarkEnd w:id="{number}"/>')
        return [p(first), *inside, p("里", start), *other, p(last), p("外", end)]
    return [_paragraph(chance, first), *inside, *other, p(last)]


def _sound_table(chance: Chance, depth: int) -> Xml:
    """Return a table in which rows or columns are repeated, a grid is filled, or cells are merged."""
    width = chance.randint(1, 3)
    head = row(*[cell(f"列{n}") for n in range(width)])
    dice = chance.random()
    cells = [_cell_of(chance, depth) for _ in range(width)]
    special = chance.choice(["", "", "{% vm %}", "{% vm x.a %}", "{% cellbg 'red' %}"])
    if dice < 0.3:
        cells[0] = cell(p(f"{{% for x in rows %}}{special}{{{{ x.a }}}}"))
        cells[-1] = cell(p("{{ x.b }}{% endfor %}")) if width > 1 else cell(p("{%tr for x in rows %}"))
        rows = [row(*cells)] if width > 1 else [row(*cells), row(cell("{{ x.a }}")), row(cell("{%tr endfor %}"))]
    elif dice < 0.5:
        marks = [
            f"{{%tr {each} %}}"
            for each in chance.choice([(loop(chance), "endfor"), (f"if {condition(chance)}", "endif")])
        ]
        rows = [row(cell(p(mark)), *[cell(p()) for _ in cells[1:]]) for mark in marks]
        rows.insert(1, Xml(row(*cells).replace("<w:tr>", f"<w:tr>{chance.choice(_ROWS[:5])}", 1)))
    elif dice < 0.6:
        rows = [row(cell("类"), cell("{%tc for x in rows %}"), cell(f"{special}{{{{ x.a }}}}"), cell("{%tc endfor %}"))]
        head = Xml(rows[0].replace("x.a", "x.b"))
        width = 4
    elif dice < 0.75:
        grid = chance.choice(["申请", "rows", "[[1, 2]]"])
        rows = [
            row(cell(f"行{n}"), *[cell(p("{% grid " + grid + " %}" if n + m == 0 else "")) for m in range(3)])
            for n in range(5)
        ]
        head, width = row(*[cell(f"列{n}") for n in range(4)]), 4
    elif dice < 0.85:
        head, rows, width = _merged_rows(chance)
    else:
        rows = [row(*cells), row(*[_cell_of(chance, depth) for _ in range(width)])]
    return table(*[head, *rows][chance.choice([0, 0, 1]) :], columns=width)


def _merged_rows(chance: Chance) -> tuple[Xml, list[Xml], int]:
    """Return a head and rows of four columns, merged over rows and columns, some of which blocks and remarks take."""

    def one(said: str, properties: str = "") -> Xml:
        return cell(p(said), properties=properties)

    remark = chance.choice(["{#tc 注 #}", "{#tr 注 #}", "", "文"])
    head = row(one("甲", _SPANS[1]), one(chance.choice(["", remark]), _SPANS[0]), one("{{ a }}"))
    rows = [
        row(one("类{% for x in rows %}", _BEGINS), one("{{ x.a }}"), one(remark), one("{{ x.b }}{% endfor %}")),
        row(one("", _GOES_ON), one("小计"), one("{{ n }}"), one("")),
        row(one("{%tc for x in rows[:2] %}"), one("{{ x.b }}"), one("{%tc endfor %}"), one("{{ a }}")),
        row(one("{%tc if n %}"), one("{{ n }}"), one("{%tc endif %}"), one(chance.choice(["", remark]))),
        Xml(row(one("{{ a }}", _SPANS[0]), one(remark)).replace("<w:tr>", f"<w:tr>{_ROWS[5]}", 1)),
        Xml(row(one("{{ b }}"), one(remark), one("")).replace("<w:tr>", f"<w:tr>{_ROWS[6]}", 1)),
        row(one("", chance.choice([_BEGINS, ""])), one("{% colspan n + 1 %}"), one("{{ n }}"), one("")),
    ]
    start = chance.choice([0, 2])
    kept = rows[:2] if not start else []
    return head, [*kept, *chance.sample(rows[2:], chance.randint(1, 4))], 4


def _cell_of(chance: Chance, depth: int) -> Xml:
    if chance.random() < 0.15 and depth < 3:
        return cell(*_sound_blocks(chance, depth + 2), p())
    properties = chance.choice(["", "", *_CELLS]) if chance.goes_wild() else ""
    said = chance.choice([line(chance), output(chance), "", "文", chance.choice(_MORE_THAN_TEXT)])
    return cell(_paragraph(chance, said), properties=properties)


def _any_blocks(chance: Chance, said: list[str]) -> list[str]:
    """Return texts with tags laid out in paragraphs, tables, controls and text boxes, as it comes."""
    made: list[str] = []
    at = 0
    while at < len(said):
        taken = [_paragraph(chance, text) for text in said[at : at + chance.randint(1, 5)]]
        at += len(taken)
        dice = chance.random()
        if dice < 0.45:
            made += taken
        elif dice < 0.8:
            cells, left = [], taken
            while left:
                cut = chance.choice([1, 1, 1, 2])
                cells.append(_cell(chance, *left[:cut]))
                left = left[cut:]
            made.append(_table(chance, cells))
        elif dice < 0.88:
            made.append(Xml(control(*taken).replace("<w:sdtPr/>", _control_properties(chance), 1)))
        elif dice < 0.96:
            made.append(p(*_runs(chance, output(chance)), text_box(*taken)))
        else:
            made.append(Xml(f'<w:customXml w:element="e">{"".join(taken)}</w:customXml>'))
    return made


def _ranged_across(chance: Chance, body: str) -> str:
    """Return *body* with bookmarks, permissions and the like that begin and end anywhere in it."""
    hidden = [match.span() for match in _HIDDEN.finditer(body)]
    places = [
        match.start()
        for match in re.finditer(r"<w:(?:p|tbl|r|tr|tc|sdt)>", body)
        if not any(start < match.start() < stop for start, stop in hidden)
    ]
    marks: list[tuple[int, str]] = []
    for number in range(chance.choice([1, 1, 2, 4]) if places else 0):
        start, end = sorted(chance.choices(places, k=2))
        value = 20_000 + 17 * number
        kind = chance.choice(['bookmark{0} w:id="{1}"', 'bookmark{0} w:id="{1}"', 'perm{0} w:id="{1}"'])
        name = f' w:name="越{value}"' if kind.startswith("bookmark") else ' w:edGrp="everyone"'
        marks.append((start, f"<w:{kind.format('Start', value)}{name}/>"))
        marks.append((end, f"<w:{kind.format('End', value)}/>"))
    for place, mark in sorted(marks, key=_place_of_mark, reverse=True):
        body = body[:place] + mark + body[place:]
    return body


def _place_of_mark(mark: tuple[int, str]) -> tuple[int, bool]:
    return mark[0], "End" in mark[1]


# --- parts ---


def _stories(chance: Chance) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, top in (("header1", "hdr"), ("footer2", "ftr")):
        if chance.random() < 0.12:
            found[f"{name}.xml"] = root(top, "".join(blocks(chance)))
    for kind in ("footnote", "endnote", "comment"):
        if chance.random() < 0.07:
            author = ' w:author="x"' if kind == "comment" else ""
            inside = "".join(blocks(chance))
            found[f"{kind}s.xml"] = root(f"{kind}s", f'<w:{kind} w:id="2"{author}>{inside}{p()}</w:{kind}>')
    if chance.random() < 0.07:
        said = _attribute(output(chance))
        found["settings.xml"] = root("settings", f'<w:docVars><w:docVar w:name="号" w:val="{said}"/></w:docVars>')
    if chance.random() < 0.2:
        found["styles.xml"] = root(
            "styles",
            '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="Normal"/></w:style>'
            '<w:style w:type="character" w:styleId="b"><w:name w:val="强调"/><w:basedOn w:val="b"/></w:style>',
        )
    if chance.random() < 0.1:
        found["numbering.xml"] = root(
            "numbering",
            '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/></w:lvl></w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
        )
    return found


def _texts_of_drawing(chance: Chance) -> str:
    return f"<a:p {_A}><a:r><a:t>{escape(output(chance))}</a:t></a:r></a:p>"


def _core(chance: Chance) -> str:
    said = escape(output(chance))
    return (
        f'<cp:coreProperties xmlns:cp="{_OFFICE}/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{said}</dc:title><cp:category>{escape(statement(chance))}'
        "</cp:category></cp:coreProperties>"
    )


def _app(chance: Chance) -> str:
    space = f"{_OFFICE}/officeDocument/2006/extended-properties"
    return f'<Properties xmlns="{space}"><Company>{escape(output(chance))}</Company></Properties>'


def _custom(chance: Chance) -> str:
    kind = chance.choice(["lpwstr", "i4", "filetime", "bool", "r8"])
    return (
        f'<Properties xmlns="{_OFFICE}/officeDocument/2006/custom-properties" '
        f'xmlns:vt="{_OFFICE}/officeDocument/2006/docPropsVTypes"><property fmtid="{{D5}}" pid="2" name="文号">'
        f"<vt:{kind}>{escape(output(chance))}</vt:{kind}></property></Properties>"
    )


def _chart(chance: Chance) -> str:
    def cached(kind: str) -> str:
        return f'<c:{kind}Cache><c:pt idx="0"><c:v>{escape(output(chance))}</c:v></c:pt></c:{kind}Cache>'

    return (
        f'<c:chartSpace xmlns:c="{_OFFICE}/drawingml/2006/chart" {_A}><c:chart><c:title><c:tx><c:rich>'
        f"{_texts_of_drawing(chance)}</c:rich></c:tx></c:title><c:ser><c:tx>{cached('str')}</c:tx><c:cat>{cached('str')}"
        f"</c:cat><c:val>{cached('num')}</c:val></c:ser></c:chart></c:chartSpace>"
    )


def _diagram(chance: Chance) -> str:
    return f'<d:dataModel xmlns:d="{_OFFICE}/drawingml/2006/diagram">{_texts_of_drawing(chance)}</d:dataModel>'


def _bound(chance: Chance) -> str:
    return f'<c:Cover xmlns:c="urn:x" d="{_attribute(output(chance))}"><c:A>{escape(output(chance))}</c:A></c:Cover>'


# Parts without paragraphs: their type, and what makes one.
_ELSEWHERE: dict[str, tuple[str, Callable[[Chance], str]]] = {
    "docProps/core.xml": ("application/vnd.openxmlformats-package.core-properties+xml", _core),
    "docProps/app.xml": (f"{_OUTSIDE}.extended-properties+xml", _app),
    "docProps/custom.xml": (f"{_OUTSIDE}.custom-properties+xml", _custom),
    "word/charts/chart1.xml": (f"{_OUTSIDE}.drawingml.chart+xml", _chart),
    "word/diagrams/data1.xml": (f"{_OUTSIDE}.drawingml.diagramData+xml", _diagram),
    "customXml/item1.xml": ("application/xml", _bound),
}


def document(chance: Chance) -> bytes:
    """Return a document with tags."""
    dice = chance.random()
    if dice < 0.04:
        return chance.choice(_issued())
    if dice < 0.3:
        return doc(*blocks(chance))
    stories = _stories(chance)
    body = "".join(str(each) for each in blocks(chance))
    if chance.random() < 0.3:
        body = _ranged_across(chance, body)
    main = root("document", f"<w:body>{body}{_section(chance)}</w:body>")
    types = [*((f"/word/{name}", STORY.format(_kind(name))) for name in stories)]
    relations = [
        *(f'<Relationship Id="rId{n}" Type="{R}/{_kind(name)}" Target="{name}"/>' for n, name in enumerate(stories, 1)),
        f'<Relationship Id="rIdSample" Type="{R}/image" Target="media/sample.png"/>',
        f'<Relationship Id="rIdLink" Type="{R}/hyperlink" Target="{_address(chance)}" TargetMode="External"/>',
    ]
    extra: dict[str, bytes] = {"word/media/sample.png": png()}
    for name, (kind, make) in _ELSEWHERE.items():
        if chance.random() < 0.06:
            extra[name] = make(chance).encode()
            types.append((f"/{name}", kind))
    main_type = chance.choice(_MAINS)
    if "macro" in main_type:
        extra["word/vbaProject.bin"] = b"\xd0\xcf\x11\xe0"
    if chance.random() < 0.02:
        extra["_xmlsignatures/sig1.xml"] = b"<x/>"
        types.append(
            ("/_xmlsignatures/sig1.xml", "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml")
        )
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in types)
    extra["[Content_Types].xml"] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Types xmlns="{_OFFICE}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main_type}"/>{overrides}</Types>'
    ).encode()
    extra["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="{_OFFICE}/package/2006/relationships">{"".join(relations)}</Relationships>'
    ).encode()
    extra |= {f"word/{name}": content.encode() for name, content in stories.items()}
    return package(main, extra=extra)


def _kind(name: str) -> str:
    return name.removesuffix(".xml").rstrip("0123456789")


def _address(chance: Chance) -> str:
    return chance.choice(
        ["https://a.cn/", f"https://a.cn/?x={output(chance)}", "%7B%7B%20a%20%7D%7D", "mailto:%7B%7Ba"]
    )


def _section(chance: Chance) -> str:
    return chance.choice(
        [
            '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>',
            '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:cols w:num="2"/></w:sectPr>',
            "",
        ]
    )


@functools.cache
def _issued() -> list[bytes]:
    return [path.read_bytes() for path in sorted(HOME.glob("templates/*/template.docx"))]
