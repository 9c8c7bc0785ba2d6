"""Joins: tags with Jinja's marks against white space (``{%-``, ``-%}``) -> paragraphs made one, and what goes away.

Such a mark takes the white space on its side. A statement that is alone in its line takes the line's end too: the
line joins the one above (``{%-``) or below (``-%}``), be it another paragraph. The paragraph that results has the
properties of the first. A no-break space stays: that is how a space is kept there.

The paragraphs are joined in the tree of elements before anything else looks at it, so that blocks, markers and
places know one paragraph. In its text a joint, the markup between the two, counts as a line break, and goes as such.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from docfill.word.markers import CONTENT, is_page_break
from docfill.word.paragraphs import JOINT, Paragraph
from docfill.word.scan import Element
from docfill.word.whereabouts import RANGE_MARKUP

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docfill.problems import Problems
    from docfill.word.paragraphs import Tag
    from docfill.word.scan import Part

# White space of whole lines, but not what stands at the end of the line that is joined; or else blanks in the line.
_BEFORE = re.compile(r"(?:\n[ \t\n]*|[ \t]+)\Z")
_AFTER = re.compile(r"[ \t\n]*\n|[ \t]+")
_BLANK = re.compile(r"[ \t\n]*\Z")
_STORIES = frozenset({"body", "hdr", "ftr", "footnote", "endnote", "comment"})
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def join(part: Part, paragraphs: Sequence[Paragraph], problems: Problems) -> None:
    """Make one of each paragraph that is to be joined and its neighbours, in the tree of *part*."""
    tags = [tag for paragraph in paragraphs for tag in paragraph.tags if tag.kind == "statement"]
    read: dict[Element, Paragraph] = {}
    # Places are told while the tree is still the template's.
    for tag, place in [(tag, tag.place) for tag in tags if tag.trims]:
        part.look_at_clock()
        for step, wants in ((-1, tag.trims_before), (1, tag.trims_after)):
            own = _now(tag.paragraph.element)
            if own not in read:
                read[own] = Paragraph(part, own)
            if wants and _reaches_edge(part, read[own], tag, step) and not _join_beside(part, own, step):
                problems.add("nothing-to-join", place, tag=tag.typed)
    part.ordinals.clear()
    if part.crossed:
        now = {_now(paragraph) for paragraph in part.paragraphs}
        part.paragraphs[:] = sorted((element for element in now if element.kind == "p"), key=_by_start)


def trimmed(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of the part's text that the marks of the tags in *paragraphs* take away."""
    for paragraph in paragraphs:
        text = paragraph.text
        for tag in paragraph.tags:
            start, stop = tag.start, tag.stop
            if tag.kind == "statement":
                before, after = _BEFORE.search(text, 0, start), _AFTER.match(text, stop)
                start, stop = before.start() if before else start, after.end() if after else stop
            else:
                # As Jinja has it: white space of the text; to it a break is markup.
                while start and text[start - 1].isspace() and paragraph.owners[start - 1].kind == "t":
                    start -= 1
                while stop < len(text) and text[stop].isspace() and paragraph.owners[stop].kind == "t":
                    stop += 1
            if tag.trims_before:
                yield from paragraph.pieces(start, tag.start)
            if tag.trims_after:
                yield from paragraph.pieces(tag.stop, stop)


def _now(paragraph: Element) -> Element:
    """Return *paragraph*, or the one that it has been joined into."""
    siblings = paragraph.parent.children if paragraph.parent is not None else [paragraph]
    return siblings[bisect_right(siblings, paragraph.start, key=_by_start) - 1]


def _reaches_edge(part: Part, paragraph: Paragraph, tag: Tag, step: int) -> bool:
    """Tell whether nothing to see stands between *tag* and the edge of its *paragraph* on the side *step*."""
    own = paragraph.element
    if step < 0:
        start, stop = own.inner, tag.pieces[0][0]
        blank = _BLANK.match(paragraph.text, 0, bisect_left(paragraph.starts, stop))
    else:
        start, stop = tag.pieces[-1][1], own.inner_end
        blank = _BLANK.match(paragraph.text, bisect_right(paragraph.ends, start))
    return blank is not None and _holds_no_picture(part, own, start, stop)


def _holds_no_picture(part: Part, paragraph: Element, start: int, stop: int) -> bool:
    """Tell whether *paragraph* has no picture or the like from *start* to *stop*."""
    return not any(
        start <= element.start < stop and (element.kind in CONTENT or is_page_break(part, element))
        for element in paragraph.walk()
    )


def _join_beside(part: Part, own: Element, step: int) -> bool:
    """Join *own* with the paragraphs on the side *step*, up to the first that is not blank; tell whether it may be."""
    siblings = own.parent.children if own.parent is not None else []
    joined, at = [own], bisect_left(siblings, own.start, key=_by_start)
    while True:
        at += step
        while 0 <= at < len(siblings) and siblings[at].kind in RANGE_MARKUP:
            at += step
        beside = siblings[at] if 0 <= at < len(siblings) else None
        if beside is None or not _may_join(part, *(joined[-1], beside)[::step]):
            break
        joined.append(beside)
        blank = _BLANK.match(Paragraph(part, beside).text)
        if blank is None or not _holds_no_picture(part, beside, beside.start, beside.end):
            break
    if len(joined) > 1:
        _make_one(part, joined[::step])
        return True
    # Where a story begins and ends there is no line that could have been meant.
    return (beside is None or beside.kind == "sectPr") and own.parent is not None and own.parent.kind in _STORIES


def _may_join(part: Part, first: Element, second: Element) -> bool:
    """Tell whether *first* and *second* are paragraphs with nothing between them, neither the end of a section."""
    for paragraph in (first, second):
        properties = paragraph.child("pPr")
        if paragraph.kind != "p" or (properties is not None and properties.child("sectPr") is not None):
            return False
    between = "".join(part.text[start:stop] for start, stop in _stretches(first.parent, first.end, second.start))
    return not _COMMENT.sub("", between).strip()


def _stretches(container: Element | None, start: int, stop: int) -> list[tuple[int, int]]:
    """Return *start* to *stop* without what may stand between paragraphs as well as in them: bookmarks and the like."""
    stretches = []
    children = container.children if container is not None else []
    for at in range(bisect_left(children, start, key=_by_start), bisect_left(children, stop, key=_by_start)):
        element = children[at]
        if start <= element.start and element.kind in RANGE_MARKUP:
            stretches.append((start, element.start))
            start = element.end
    return [*stretches, (start, stop)]


def _make_one(part: Part, paragraphs: list[Element]) -> None:
    """Put one paragraph in the place of *paragraphs*."""
    container = paragraphs[0].parent
    siblings = container.children if container is not None else []
    # <w:p/> has no end that could be opened and nothing in it; at either side it goes whole.
    whole = [paragraph for paragraph in paragraphs if paragraph.inner < paragraph.end]
    first, last = whole[0], whole[-1]
    one = Element(first.kind, first.tag, container, first.start, first.inner)
    one.inner_end, one.end = last.inner_end, last.end
    part.crossed[one] = sum(part.crossed.get(paragraph, 1) for paragraph in paragraphs)
    for paragraph in (*paragraphs[: paragraphs.index(first)], *paragraphs[paragraphs.index(last) + 1 :]):
        _add_joints(part, one, [(paragraph.start, paragraph.end)], 1)
    for before, after in pairwise(whole):
        properties = after.child("pPr")
        opened = properties.end if properties is not None else after.inner
        stretches = _stretches(container, before.inner_end, opened)
        _add_joints(part, one, stretches, paragraphs.index(after) - paragraphs.index(before))
    begin, end = (bisect_left(siblings, paragraphs[at].start, key=_by_start) for at in (0, -1))
    here = slice(begin, end + 1)
    among = [child for child in siblings[here] if child.kind in RANGE_MARKUP]
    inside = [child for child in among if one.start < child.start < one.end]
    for child in [*inside, *(child for paragraph in whole for child in paragraph.children)]:
        if child.kind != "pPr" or child.parent is first:
            child.parent = one
            one.children.append(child)
    one.children.sort(key=_by_start)
    siblings[here] = sorted([*(child for child in among if child not in inside), one], key=_by_start)


def _by_start(element: Element) -> int:
    return element.start


def _add_joints(part: Part, one: Element, stretches: list[tuple[int, int]], crossed: int) -> None:
    """Add to the paragraph *one* the joints that *stretches* are: the ends of *crossed* paragraphs."""
    for start, stop in stretches:
        joint = Element(JOINT, "", one, start, start)
        joint.inner_end = joint.end = stop
        one.children.append(joint)
        part.crossed[joint] = crossed
        crossed = 0  # the others are the rest of the same ends
