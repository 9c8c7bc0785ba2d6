"""Ids stay unique in what a block repeats; the first copy keeps the template's own."""

from __future__ import annotations

import pytest

from tests.building import W, Xml, cell, doc, elements, faults, fill, ids, p, r, root, row, table, tree

BOOKMARK = '<w:bookmarkStart w:id="3" w:name="甲"/><w:bookmarkEnd w:id="3"/>'
DRAWING = '<w:r><w:drawing><wp:inline><wp:docPr id="{}" name="图"/></wp:inline></w:drawing></w:r>'


def drawing(number: int) -> Xml:
    return Xml(DRAWING.format(number))


def bookmarked(text: str, number: int = 3, name: str = "甲") -> Xml:
    return Xml(f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{r(text)}<w:bookmarkEnd w:id="{number}"/>')


def identified(text: str, number: str = "1A2B3C4D") -> Xml:
    return Xml(f'<w:p w14:paraId="{number}" w14:textId="77777777">{r(text)}</w:p>')


def controlled(text: str, number: int = 99) -> Xml:
    return Xml(
        f'<w:sdt><w:sdtPr><w:alias w:val="x"/><w:id w:val="{number}"/></w:sdtPr>'
        f"<w:sdtContent>{p(text)}</w:sdtContent></w:sdt>"
    )


def control_ids(report: bytes) -> list[str]:
    return [e.find(f"{{{W}}}id").get(f"{{{W}}}val") for e in elements(report, "sdtPr")]


def looped(*content: str) -> bytes:
    return doc("{% for x in n %}", *content, "{% endfor %}")


def numbers(count: int) -> dict[str, list[int]]:
    return {"n": list(range(count))}


@pytest.mark.parametrize("count", [0, 1, 5, 200])
def test_drawings_bookmarks_paragraphs_and_controls_are_unique_after_a_loop(count):
    template = looped(p(drawing(7), bookmarked("{{ x }}")), identified("{{ x }}"), controlled("{{ x }}"))
    report = fill(template, numbers(count))
    assert faults(report) == []
    for kind in ("drawing", "bookmark", "bookmark end", "bookmark name", "paragraph"):
        assert len(set(ids(report, kind))) == count
    assert len(set(control_ids(report))) == count


def test_the_first_copy_keeps_the_templates_own_ids():
    template = looped(p(drawing(7), bookmarked("{{ x }}")), identified("{{ x }}"), controlled("{{ x }}"))
    report = fill(template, numbers(3))
    firsts = [ids(report, kind)[0] for kind in ("drawing", "bookmark", "bookmark end", "bookmark name", "paragraph")]
    assert firsts == ["7", "3", "3", "甲", "1A2B3C4D"]
    assert control_ids(report)[0] == "99"


def test_a_bookmark_begins_and_ends_with_one_id_in_each_copy():
    report = fill(looped(p(bookmarked("{{ x }}"))), numbers(4))
    assert ids(report, "bookmark") == ids(report, "bookmark end")


def test_bookmarks_within_bookmarks_begin_and_end_with_their_own_ids():
    inner = bookmarked("{{ x }}", 4, "乙")
    outer = Xml(f'<w:bookmarkStart w:id="3" w:name="甲"/>{inner}<w:bookmarkEnd w:id="3"/>')
    report = fill(looped(p(outer)), numbers(3))
    assert faults(report) == []
    starts, ends = ids(report, "bookmark"), ids(report, "bookmark end")
    assert [starts[n : n + 2] for n in (0, 2, 4)] == [ends[n : n + 2][::-1] for n in (0, 2, 4)]


def test_a_bookmark_may_begin_in_one_paragraph_of_a_loop_and_end_in_another():
    begins = p(Xml('<w:bookmarkStart w:id="3" w:name="甲"/>'), "{{ x }}")
    report = fill(looped(begins, p("乙", Xml('<w:bookmarkEnd w:id="3"/>'))), numbers(3))
    assert faults(report) == []
    assert ids(report, "bookmark") == ids(report, "bookmark end")


def test_copies_avoid_the_ids_that_stand_elsewhere():
    template = doc(
        p(drawing(8), bookmarked("零", 4, "甲_2")),
        "{% for x in n %}",
        p(drawing(7), bookmarked("{{ x }}")),
        "{% endfor %}",
        p(drawing(9), bookmarked("末", 5, "甲_3")),
        identified("末", "00000001"),
        controlled("末", 1),
    )
    report = fill(template, numbers(5))
    assert faults(report) == []
    assert (ids(report, "drawing")[0], ids(report, "drawing")[-1]) == ("8", "9")


def test_ids_are_unique_in_nested_loops():
    template = doc(
        "{% for x in n %}",
        identified("{{ x }}", "00000005"),
        "{% for y in n %}",
        p(drawing(7), bookmarked("{{ y }}")),
        controlled("{{ y }}"),
        "{% endfor %}",
        "{% endfor %}",
    )
    report = fill(template, numbers(4))
    assert faults(report) == []
    assert len(set(ids(report, "drawing"))) == 16


def test_ids_are_unique_in_repeated_rows_and_cells():
    cells = Xml(f"<w:tc>{identified('{% for x in n %}{{ x }}{% endfor %}', '0000000A')}</w:tc>")
    template = doc(table(row("{%tr for x in n %}"), row(cells), row("{%tr endfor %}"), columns=1))
    report = fill(template, numbers(3))
    assert faults(report) == []
    assert ids(report, "paragraph")[0] == "0000000A"


def test_ids_outside_of_loops_stay_as_they_are():
    template = doc(identified("{{ n }}"), "{% if n %}", p(drawing(7), bookmarked("文")), "{% endif %}")
    report = fill(template, {"n": 1})
    assert [ids(report, kind) for kind in ("drawing", "bookmark", "paragraph")] == [["7"], ["3"], ["1A2B3C4D"]]


def test_a_loop_that_is_cut_at_its_tags_repeats_no_id():
    first = Xml(f'<w:p w14:paraId="00000011">{r("头{% for x in n %}")}{r("甲")}</w:p>')
    second = Xml(f'<w:p w14:paraId="00000012">{r("乙{% endfor %}尾")}</w:p>')
    report = fill(doc(first, p(bookmarked("间")), second), numbers(3))
    assert faults(report) == []
    assert ids(report, "paragraph")[0] == "00000011"


def test_long_names_of_bookmarks_stay_within_forty_characters():
    report = fill(looped(p(bookmarked("{{ x }}", name="很长的名称" * 8))), numbers(12))
    assert faults(report) == []
    assert max(map(len, ids(report, "bookmark name"))) == 40


def test_paragraph_ids_are_eight_digits_below_the_limit_and_not_zero():
    report = fill(looped(identified("{{ x }}")), numbers(50))
    values = ids(report, "paragraph")
    assert all(len(value) == 8 and 0 < int(value, 16) < 0x80000000 for value in values)


def test_ids_are_unique_in_headers_too():
    header = root(
        "hdr", "".join(["<w:p><w:r><w:t>{% for x in n %}</w:t></w:r></w:p>", identified("{{ x }}"), p("{% endfor %}")])
    )
    report = fill(doc("文", stories={"header1.xml": header}), numbers(3))
    assert faults(report) == []


def test_two_fills_give_the_same_ids():
    template = looped(p(drawing(7), bookmarked("{{ x }}")), identified("{{ x }}"))
    assert fill(template, numbers(5)) == fill(template, numbers(5))


def test_two_loops_in_one_paragraph_have_ids_of_their_own():
    template = doc(p("{% for x in n %}", drawing(7), "{% endfor %}", "{% for x in n %}", drawing(8), "{% endfor %}"))
    report = fill(template, numbers(3))
    assert faults(report) == []
    assert len(ids(report, "drawing")) == 6
    assert ids(report, "drawing")[0] == "7"


def test_paragraphs_of_one_value_have_ids_of_their_own():
    template = doc(identified("{{p x }}"))
    report = fill(template, {"x": "一\n二\n三"})
    assert faults(report) == []
    assert ids(report, "paragraph") == ["1A2B3C4D"]


def test_bookmarks_beside_a_value_of_several_paragraphs_stay_in_pairs():
    report = fill(doc(p(bookmarked("{{p x }}"))), {"x": "一\n二"})
    assert faults(report) == []


def test_bookmarks_that_a_marker_leaves_behind_in_a_repeated_row_are_unique():
    ends = Xml(f"<w:p>{r('{% endfor %}')}{BOOKMARK}</w:p>")
    template = doc(table(row(cell("{% for x in n %}", "{{ x }}"), cell(ends, "文"))))
    assert faults(fill(template, numbers(3))) == []


def all_ids(report: bytes, kind: str) -> list[str]:
    return [value for name in ("word/document.xml", "word/header1.xml") for value in ids(report, kind, name)]


@pytest.mark.parametrize("tags_in_header", [True, False])
def test_copies_avoid_the_ids_of_the_other_parts(tags_in_header):
    opening, closing = ("{% for x in n %}", "{% endfor %}") if tags_in_header else ("前", "后")
    same = [p(drawing(7), bookmarked("文")), p(drawing(8), bookmarked("文", 4, "甲_2")), controlled("文", 1)]
    header = root("hdr", "".join([p(opening), *same, p(closing)]))
    looped_too = p(drawing(17), bookmarked("{{ x }}", 13, "乙"))
    template = doc("{% for x in n %}", looped_too, *same, "{% endfor %}", stories={"header1.xml": header})
    report = fill(template, numbers(3))
    made = {kind: all_ids(report, kind) for kind in ("drawing", "bookmark", "bookmark name")}
    given = {kind: all_ids(template, kind) for kind in made}
    for kind, values in made.items():
        fresh = [value for value in values if value not in given[kind]]
        assert len(set(fresh)) == len(fresh) > 0


def test_the_same_loop_in_two_headers_gives_ids_of_their_own():
    header = root("hdr", "".join([p("{% for x in n %}"), p(drawing(7), bookmarked("{{ x }}")), p("{% endfor %}")]))
    report = fill(doc("文", stories={"header1.xml": header, "header2.xml": header}), numbers(3))
    names = [ids(report, "bookmark name", f"word/header{n}.xml") for n in (1, 2)]
    assert names[0][0] == names[1][0] == "甲"
    assert len(set(names[0] + names[1])) == 5


def test_permissions_begin_and_end_with_one_id_in_each_copy():
    allowed = Xml(f'<w:permStart w:id="5" w:edGrp="everyone"/>{r("{{ x }}")}<w:permEnd w:id="5"/>')
    report = fill(looped(p(allowed)), numbers(3))
    starts, ends = ([e.get(f"{{{W}}}id") for e in elements(report, kind)] for kind in ("permStart", "permEnd"))
    assert starts == ends
    assert (starts[0], len(set(starts))) == ("5", 3)


CHANGED = 'w:author="某" w:date="2019-12-31T00:00:00Z"'


def test_tracked_changes_have_an_id_of_their_own_in_each_copy():
    changes = [f'<w:ins w:id="6" {CHANGED}>{r("{{ x }}")}</w:ins>', f'<w:del w:id="7" {CHANGED}/>']
    report = fill(looped(p(*map(Xml, changes))), numbers(3))
    values = [e.get(f"{{{W}}}id") for kind in ("ins", "del") for e in elements(report, kind)]
    assert (values[0], values[3], len(set(values))) == ("6", "7", 6)


def test_moved_text_begins_and_ends_with_one_id_in_each_copy():
    moved = Xml(
        f'<w:moveToRangeStart w:id="4" {CHANGED} w:name="移"/><w:moveTo w:id="5" {CHANGED}>{r("{{ x }}")}</w:moveTo>'
        '<w:moveToRangeEnd w:id="4"/>'
    )
    report = fill(looped(p(moved)), numbers(3))
    kinds = ("moveToRangeStart", "moveToRangeEnd")
    starts, ends = ([e.get(f"{{{W}}}id") for e in elements(report, kind)] for kind in kinds)
    assert starts == ends
    assert len(set(starts)) == 3


SHAPE = (
    '<w:r><w:pict><v:shapetype id="_x0000_t75" coordsize="21600,21600"><v:path o:connecttype="rect" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"/></v:shapetype><v:shape id="_x0000_s1026" type="#_x0000_t75" '
    'style="width:9pt;height:9pt"/></w:pict></w:r>'
)


def shapes(report: bytes, kind: str) -> list[str]:
    return [e.get("id", "") for e in tree(report).iter(f"{{urn:schemas-microsoft-com:vml}}{kind}")]


@pytest.mark.parametrize("count", [1, 3])
def test_shapes_have_an_id_of_their_own_in_each_copy_and_their_kind_is_defined_once(count):
    report = fill(looped(p(Xml(SHAPE), "{{ x }}")), numbers(count))
    assert shapes(report, "shape")[0] == "_x0000_s1026"
    assert len(set(shapes(report, "shape"))) == count
    assert shapes(report, "shapetype") == ["_x0000_t75"]


def test_an_object_names_the_shape_of_its_own_copy():
    thing = Xml(
        '<w:r><w:object xmlns:o="urn:schemas-microsoft-com:office:office"><v:shape id="_x0000_i1025" '
        'style="width:9pt"/><o:OLEObject Type="Embed" ProgID="Excel.Sheet.12" ShapeID="_x0000_i1025" '
        'DrawAspect="Content" ObjectID="_1" r:id="rId1"/></w:object></w:r>'
    )
    report = fill(looped(p(thing, "{{ x }}")), numbers(3))
    named = [e.get("ShapeID") for e in tree(report).iter("{urn:schemas-microsoft-com:office:office}OLEObject")]
    assert named == shapes(report, "shape")
    assert len(set(named)) == 3


def test_a_comment_in_a_loop_is_about_the_first_copy():
    commented = Xml(
        f'<w:commentRangeStart w:id="0"/>{r("{{ x }}")}<w:commentRangeEnd w:id="0"/>'
        '<w:r><w:commentReference w:id="0"/></w:r>'
    )
    comment = root("comments", f'<w:comment w:id="0" w:author="某">{p("批注")}</w:comment>')
    template = doc("{% for x in n %}", p(commented), "{% endfor %}", stories={"comments.xml": comment})
    report = fill(template, numbers(3))
    kinds = ("commentRangeStart", "commentRangeEnd", "commentReference")
    assert [len(elements(report, kind)) for kind in kinds] == [1, 1, 1]
    assert len(list(elements(report, "p")[0].iter(f"{{{W}}}commentReference"))) == 1
