"""Draws documents, and places in them where tags may be typed: the material of the laws.

A drawn document is its body's text with marks in it (characters that no document here uses): where a tag may stand in
a text, between two blocks, between two rows. `spots` reads the marks; `without_marks` is the document itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import strategies as st

from tests.building import package, root

if TYPE_CHECKING:
    from collections.abc import Iterable

# A mark is its kind, the number of what it stands in, and an end.
_MARK = re.compile("([\ue000-\ue003])(\\d+)\ue00f")
TEXT, BLOCK, ROW, SPARE_BLOCK = "\ue000", "\ue001", "\ue002", "\ue003"

# Characters that XML allows (XML 1.0, 2.2), without braces and what stands for them, and without the marks.
LEGAL = st.characters(
    min_codepoint=0x20,
    exclude_categories=("Cs",),
    exclude_characters="&<>{}｛｝%％#＃\ufffe\uffff" + "".join(map(chr, range(0xE000, 0xE010))),
)
_REFERENCES = st.sampled_from(
    ("&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#20013;", "&#x4E2D;", " { a } ", "%", "#", ">")
)
_ATOMS = st.lists(st.one_of(LEGAL, _REFERENCES), max_size=5)
_PROPERTIES = st.sampled_from(
    ("", "<w:rPr><w:b/></w:rPr>", '<w:rPr><w:rFonts w:hint="eastAsia" w:ascii=\'仿宋\'/><w:sz w:val="32"/></w:rPr>')
)
_RUN = st.tuples(st.just("run"), _PROPERTIES, _ATOMS)
_RUNS = st.lists(_RUN, min_size=1, max_size=3)
_FIELD = (
    "<w:r>{0}begin{1}</w:r><w:r><w:instrText> IF {{ a }} </w:instrText></w:r>"
    "<w:r>{0}separate{1}</w:r><w:r><w:t>1</w:t></w:r><w:r>{0}end{1}</w:r>"
).format('<w:fldChar w:fldCharType="', '"/>')
_OPAQUE = (  # holds nothing that a tag may touch, and must come through as it is
    _FIELD,
    '<w:fldSimple w:instr=" PAGE {if}"><w:r><w:t>2</w:t></w:r></w:fldSimple>',
    '<w:del w:id="9"><w:r><w:delText>{{ gone }}</w:delText></w:r></w:del>',
    "<w:r><w:tab/><w:br/><w:noBreakHyphen/></w:r>",
    '<w:r><w:lastRenderedPageBreak/></w:r><w:proofErr w:type="spellStart"/>',
    "<!-- {{ a comment }} -->",
)
_INLINE = st.one_of(
    _RUN,
    st.tuples(st.sampled_from(("hyperlink", "ins", "smartTag", "sdt")), _RUNS),
    st.tuples(st.just("opaque"), st.sampled_from(_OPAQUE)),
)
_PARAGRAPH = st.tuples(
    st.just("p"), st.sampled_from(("", '<w:pPr><w:jc w:val="center"/></w:pPr>')), st.lists(_INLINE, max_size=4)
)


def _nested(blocks: st.SearchStrategy) -> st.SearchStrategy:
    content = st.lists(blocks, max_size=2)
    row = st.lists(content, min_size=2, max_size=2)
    return st.one_of(
        st.tuples(st.just("tbl"), st.lists(row, min_size=1, max_size=3)),
        st.tuples(st.just("block sdt"), content),
        st.tuples(st.just("text box"), content),
    )


_BLOCKS = st.lists(st.recursive(_PARAGRAPH, _nested, max_leaves=8), min_size=1, max_size=4)


class _Writer:
    def __init__(self) -> None:
        self._last = 0

    def number(self) -> int:
        self._last += 1
        return self._last

    def blocks(self, items: Iterable[tuple], *, ends_in_paragraph: bool) -> str:
        """Write *items* as the content of one container; what must end in a paragraph keeps the one at its end."""
        number = self.number()
        # Blocks that may all go are told from those of a container that may not be left without a paragraph.
        written = [f"{BLOCK}{number}\ue00f{self.block(item)}" for item in items]
        written.append(f"{BLOCK}{number}\ue00f")
        if ends_in_paragraph:
            written.append(self.block(("p", "", [("run", "", ["末"])])) + f"{SPARE_BLOCK}{number}\ue00f")
        return "".join(written)

    def block(self, item: tuple) -> str:
        kind = item[0]
        if kind == "p":
            return self.paragraph(item[1], item[2])
        if kind == "tbl":
            return self.table(item[1])
        if kind == "block sdt":
            return (
                f"<w:sdt><w:sdtPr/><w:sdtContent>{self.blocks(item[1], ends_in_paragraph=False)}</w:sdtContent></w:sdt>"
            )
        box = f"<w:txbxContent>{self.blocks(item[1], ends_in_paragraph=True)}</w:txbxContent>"
        # Word writes the same box twice, ids and all; tags are typed into the first.
        return (
            '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>'
            f"{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{without_marks(box)}"
            "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )

    def table(self, rows: list) -> str:
        number = self.number()
        written = []
        for row in rows:
            cells = "".join(f"<w:tc><w:tcPr/>{self.blocks(cell, ends_in_paragraph=True)}</w:tc>" for cell in row)
            written.append(f"{ROW}{number}\ue00f<w:tr>{cells}</w:tr>")
        grid = '<w:gridCol w:w="900"/>' * 2
        return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(written)}{ROW}{number}\ue00f</w:tbl>"

    def paragraph(self, properties: str, items: list) -> str:
        number = self.number()
        content = "".join(self.inline(item, number) for item in items)
        bookmark = f'<w:bookmarkStart w:id="{number}" w:name="b{number}"/><w:bookmarkEnd w:id="{number}"/>'
        return f'<w:p w14:paraId="{number:08X}">{properties}{bookmark}{content}</w:p>'

    def inline(self, item: tuple, scope: int) -> str:
        kind = item[0]
        if kind == "run":
            mark = f"{TEXT}{scope}\ue00f"
            text = mark + "".join(atom + mark for atom in item[2])
            return f'<w:r>{item[1]}<w:t xml:space="preserve">{text}</w:t></w:r>'
        if kind == "opaque":
            return item[1]
        if kind == "sdt":
            # What begins in a content control must end in it, so its text is a scope of its own.
            scope = self.number()
            runs = "".join(self.inline(run, scope) for run in item[1])
            return f"<w:sdt><w:sdtPr/><w:sdtContent>{runs}</w:sdtContent></w:sdt>"
        return f"<w:{kind}>{''.join(self.inline(run, scope) for run in item[1])}</w:{kind}>"


def without_marks(text: str) -> str:
    """Return the text of the document itself."""
    return _MARK.sub("", text)


class Spot(NamedTuple):
    """A place where a tag may be typed: an *offset* in the text without marks, in the thing numbered *scope*."""

    offset: int
    scope: int


def spots(text: str, kind: str) -> list[Spot]:
    """Return the marks of *kind* in *text*, in order."""
    found, removed = [], 0
    for match in _MARK.finditer(text):
        if match[1] == kind:
            found.append(Spot(match.start() - removed, int(match[2])))
        removed += len(match.group())
    return found


bodies = _BLOCKS.map(lambda items: _Writer().blocks(items, ends_in_paragraph=False))


def packed(body: str) -> bytes:
    """Return the `.docx` whose body is *body*."""
    return package(root("document", f"<w:body>{body}<w:sectPr/></w:body>"))


@st.composite
def pairs(draw: st.DrawFn, kind: str) -> tuple[str, int, int]:
    """Draw a document and two spots of *kind* in one scope of it: ``(text, first, second)``, as offsets."""
    marked = draw(bodies.filter(lambda text: _has_pair(text, kind)))
    by_scope: dict[int, list[int]] = {}
    for spot in spots(marked, kind):
        by_scope.setdefault(spot.scope, []).append(spot.offset)
    offsets = draw(st.sampled_from([found for found in by_scope.values() if len(found) > 1]))
    first = draw(st.integers(0, len(offsets) - 2))
    second = draw(st.integers(first + 1, len(offsets) - 1))
    return without_marks(marked), offsets[first], offsets[second]


def _has_pair(text: str, kind: str) -> bool:
    scopes = [spot.scope for spot in spots(text, kind)]
    return len(set(scopes)) < len(scopes)
