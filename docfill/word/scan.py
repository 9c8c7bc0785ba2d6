"""Scan: a part's text -> the WordprocessingML elements in it, each with its offsets in that text.

Nothing is re-serialised: whatever is written later is cut from this text. An XML parser has judged before that the
part is well-formed and without a document type (see `decoding`), so the scan may trust what it reads.

Most of a document is never asked for: the insides of properties, and of paragraphs, cells and rows without a tag. Of
these the scan finds the end, and what they hold is scanned by whoever first wants it. That makes elements and the scan
one, and the module longer than others.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from docfill.limits import LIMITS, UNLIMITED
from docfill.places import FilePlace
from docfill.problems import failure
from docfill.word.decoding import read
from docfill.word.signs import offsets_of_signs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from docfill.limits import Limits
    from docfill.word.clock import Clock

# Transitional and Strict WordprocessingML (ECMA-376 part 1, 17; ISO/IEC 29500-1, annex A).
WORD_NAMESPACES = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    }
)
_ANY_WORD_NAMESPACE = "wordprocessingml/"
COMPATIBILITY_NAMESPACE = "http://schemas.openxmlformats.org/markup-compatibility/2006"

TOO_LONG = "template-takes-too-long"
# To look at the clock takes as long as to read an element or two.
_BETWEEN_LOOKS = 4096  # characters

# The least that an element takes which holds another: what is shorter cannot be nested so many times deep.
_LEAST = len("<a></a>")
# What stands before the tag of a cell is short, and the same in many of a form's cells.
_LONGEST_HEAD = 1000  # characters
# Properties that are longer are looked into at once, for they might hold elements nested deeper than that.
_LONGEST_UNREAD = LIMITS.depth * _LEAST

# Groups: an opening tag's name, and its attributes (with the slash of an empty element).
# (Nothing is given back once it is read, ``*+``: of a million attributes that would take memory for each.)
_OPENING = re.compile(r"<([^\s/>!?]++)([^>\"']*+(?:\"[^\"]*+\"[^>\"']*+|'[^']*+'[^>\"']*+)*+)>")
# What begins like a tag and is none -> where it ends.
_ENDS_OF_OTHERS = {"<!--": "-->", "<![C": "]]>"}
# What Word writes in no part: comments and the like, and what may stand in a tag beside one space before an attribute.
_ODD = ("<!", "<?", " >", "\n", "\t", "\r")
# Properties hold no paragraphs and nothing that is cut.
_PROPERTIES = frozenset({"pPr", "rPr", "tcPr", "trPr", "tblPr", "tblGrid"})
# What may be left unread though it holds more than properties.
_UNITS = frozenset({"p", "tc", "tr"})
_NAMESPACE = re.compile(r"xmlns(?::([^\s=]+))?\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
# (This and the next are compiled when first used, as start-up counts.)
_ATTRIBUTE = r"(?:[^\s=:]+:)?([^\s=:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')"
# What tells one paragraph from another: a copy has none of it.
IDENTITY = r"\s[\w.-]+:(?:paraId|textId|rsid\w*)=(?:\"[^\"]*\"|'[^']*')"


class Element:
    """A WordprocessingML element: ``text[start:end]`` is all of it, ``text[inner:inner_end]`` what stands inside.

    *kind* is the local name (``p``, ``tbl``), or ``Choice``/``Fallback`` of markup compatibility; *tag* is the name
    as written, with its prefix. Elements of other vocabularies are left out of the tree, so the parent of a text
    box's content is the run that holds the drawing. What is hardly ever asked for is scanned when it is: the inside of
    properties (``w:rPr`` and the like), of paragraphs, and of cells and rows without a tag.
    """

    __slots__ = ("_inside", "end", "inner", "inner_end", "kind", "parent", "start", "tag")

    def __init__(self, kind: str, tag: str, parent: Element | None, start: int, inner: int) -> None:
        self.kind = kind
        self.tag = tag
        self.parent = parent
        self.start = start
        self.inner = inner
        self.inner_end = inner
        self.end = inner
        self._inside: list[Element] | tuple[Any, ...] | None = None  # unread: its scope, and what children are known

    @property
    def children(self) -> list[Element]:
        """The elements that stand directly in this one."""
        inside = self._inside
        if not isinstance(inside, list):
            scope, inside = inside, []
            if scope is not None:
                _grow(self, inside, self.inner, self.inner_end, scope[:3], [], signs=())
                known = {child.start: child for child in scope[3:]}
                if known:
                    inside[:] = [known.get(child.start, child) for child in inside]
            self._inside = inside  # once it is whole: several threads may fill one template
        return inside

    @property
    def is_unread(self) -> bool:
        """Whether nobody has looked yet at what stands inside."""
        return isinstance(self._inside, tuple)

    def close_unread(self, end: int, scope: _Scope, *known: Element) -> int:
        """Let the inside reach to *end* without looking at it; return where the element ends.

        Those *known* are children of it all the same.
        """
        self.inner_end = end
        self.end = end = end + len(self.tag) + len("</>")
        self._inside = (*scope, *known) if known else scope
        return end

    def ancestors(self) -> Iterator[Element]:
        """Yield the element itself, its parent, and so on up to the root."""
        at: Element | None = self
        while at is not None:
            yield at
            at = at.parent

    def nearest(self, *kinds: str) -> Element | None:
        """Return the element itself or the nearest ancestor that is of one of *kinds*."""
        return next((element for element in self.ancestors() if element.kind in kinds), None)

    def walk(self) -> Iterator[Element]:
        """Yield the element and all below it, in document order."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(reversed(element.children))

    def child(self, kind: str) -> Element | None:
        """Return the first child of *kind*."""
        return next((element for element in self.children if element.kind == kind), None)


# The text of a part, the namespaces of the prefixes in force, and the kinds of the names that were met under them.
_Scope = tuple[str, dict[str, str], dict[str, str]]
Tree = tuple[Element, list[Element]]


class Part:
    """One part of a package: its *text*, the tree of its elements under *root*, and how it is encoded.

    *signs* are the offsets at which a tag may begin or end, *paragraphs* the ``w:p`` elements that may hold one, in
    document order, which is what nearly everything begins with. *crossed*
    tells, where `joins` made one of several, how many a paragraph stands for, and how many ends a joint crosses.
    *ordinals* are the numbers of the elements in a container, by its kind, of those that were counted, and *numbered*
    the same the other way round. *clock* says how long the part may be worked on; None where it is no template's.
    """

    __slots__ = (
        *("clock", "crossed", "encoding", "file", "member", "numbered", "ordinals", "paragraphs", "root", "signs"),
        "text",
    )

    def __init__(
        self, text: str, tree: Tree, encoding: str, file: str, member: str, clock: Clock | None = None
    ) -> None:
        self.text = text
        self.root, self.paragraphs = tree
        self.signs: list[int] = []
        self.encoding = encoding
        self.file = file
        self.member = member
        self.crossed: dict[Element, int] = {}
        self.ordinals: dict[tuple[Element, str], dict[Element, int]] = {}
        self.numbered: dict[tuple[Element, str], dict[int, list[Element]]] = {}
        self.clock = clock

    def look_at_clock(self) -> None:
        """Raise FillError where the part was worked on for longer than a template may take to compile."""
        if self.clock is not None and self.clock.is_over():
            raise failure(TOO_LONG, FilePlace(self.file, member=self.member), limit=self.clock.limit)

    def mentions(self, element: Element, word: str) -> bool:
        """Tell whether *word* stands in *element*, so that it is worth looking into for what is called so."""
        return self.text.find(word, element.start, element.end) >= 0

    def source(self, element: Element) -> str:
        """Return the element's own text, markup and all."""
        return self.text[element.start : element.end]

    def opening(self, element: Element) -> str:
        """Return the element's opening tag as it is written."""
        return self.text[element.start : element.inner]

    def attributes(self, element: Element) -> dict[str, str]:
        """Return the element's attributes by local name, as written."""
        opening = self.opening(element)
        return {name: double or single for name, double, single in re.findall(_ATTRIBUTE, opening)}


def scan(content: bytes, file: str, member: str, limits: Limits = UNLIMITED, clock: Clock | None = None) -> Part:
    """Return the part *member* of *file*, scanned. Raises FillError where it is not XML that may be read.

    *clock* says how long that, and whatever is done with the part, may take.
    """
    text, encoding = read(content, file, member, limits)
    part = Part(text, (_root(text), []), encoding, file, member, clock)
    part.signs = offsets_of_signs(text)
    root, signs = part.root, part.signs if _is_ordinary(text) else None
    try:
        _grow(
            *(root, root.children, 0, len(text), (text, {}, {}), part.paragraphs),
            depth=limits.depth,
            look=part.look_at_clock,
            signs=signs,
        )
    except _TooDeepError:
        raise failure("part-too-deep", FilePlace(file, member=member), limit=limits.depth) from None
    return part


def scan_text(markup: str) -> Part:
    """Return a stretch of WordprocessingML, well-formed but without its declarations, scanned.

    Its prefix is whatever the first element has; such a stretch is docfill's own output, so nothing is judged.
    """
    match = _OPENING.search(markup)
    prefix = match[1].rpartition(":")[0] if match else ""
    return Part(markup, _tree(markup, {prefix: next(iter(WORD_NAMESPACES))}), "utf-8", "", "")


def scan_every(text: str) -> Element:
    """Return the root of a tree of all elements of *text*, a part's, of whatever vocabulary.

    The kind of an element that is not WordprocessingML is the last word of its namespace and its local name:
    ``main:t`` of DrawingML, ``math:t``, ``chart:v``, the same in Transitional and Strict.
    """
    return _tree(text, kind_of=_every_kind)[0]


class _TooDeepError(Exception):
    """Raised where elements are nested deeper than in any real document."""


def _kind(tag: str, prefixes: dict[str, str]) -> str:
    prefix, _, local = tag.rpartition(":")
    namespace = prefixes.get(prefix, "")
    if namespace in WORD_NAMESPACES:
        return local
    if namespace == COMPATIBILITY_NAMESPACE and local in {"Choice", "Fallback"}:
        return local
    return ""


def _every_kind(tag: str, prefixes: dict[str, str]) -> str:
    prefix, _, local = tag.rpartition(":")
    namespace = prefixes.get(prefix, "")
    return local if namespace in WORD_NAMESPACES else f"{re.split('[/:]', namespace.rstrip('/'))[-1]}:{local}"


def _tree(
    text: str,
    prefixes: dict[str, str] | None = None,
    kind_of: Callable[[str, dict[str, str]], str] = _kind,
    depth: int = UNLIMITED.depth,
) -> Tree:
    """Return the root of *text*, the tree of those of its elements that have a kind, and the paragraphs in it."""
    paragraphs: list[Element] = []
    root = _root(text)
    _grow(root, root.children, 0, len(text), (text, prefixes or {}, {}), paragraphs, kind_of, depth)
    return root, paragraphs


def _is_ordinary(text: str) -> bool:
    """Tell whether *text* is written as Word writes it: one prefix for its own elements, no white space in their tags.

    Then what ``<w:p>`` begins ends at the next ``</w:p>`` if no other begins before that, and has no other paragraph.
    """
    top = text.find("<", 2)
    # A character by itself is found, or not found, in no time.
    return text.count(_ANY_WORD_NAMESPACE) == 1 and not any(
        text.find(odd[-1], top) >= 0 and text.find(odd, top) >= 0 for odd in _ODD
    )


def _root(text: str) -> Element:
    root = Element("", "", None, 0, 0)
    root.end = root.inner_end = len(text)
    return root


def _grow(
    at: Element,
    siblings: list[Element],
    position: int,
    stop: int,
    scope: _Scope,
    paragraphs: list[Element],
    kind_of: Callable[[str, dict[str, str]], str] = _kind,
    depth: int = UNLIMITED.depth,
    look: Callable[[], None] | None = None,
    signs: Iterable[int] | None = None,
) -> None:
    """Add the elements from *position* to *stop* of the *scope*'s text to *siblings*, the children of *at*.

    This is a third of what it takes to compile a template, so what is met most goes its own short way. *look* is called
    now and then, to break off what takes too long. *signs* are where tags may be, in an ordinary part: there all
    paragraphs are left unread, and the cells and rows in which no sign stands. To *paragraphs* are added those that
    have one, or may.
    """
    open_elements: list[tuple[Element, list[Element], _Scope]] = []
    text, prefixes, kinds = scope
    lazy = _PROPERTIES if kind_of is _kind else ()
    units = _UNITS if signs is not None else ()
    ahead = iter(signs or ())
    next_sign = next(ahead, stop)
    next_look = _BETWEEN_LOOKS if look is not None else stop + 1
    find = text.find
    start = find("<", position, stop)
    while start >= 0:
        sign = text[start + 1]
        if sign == "/":
            position = find(">", start) + 1
            outer, siblings, scope = open_elements.pop()
            _, prefixes, kinds = scope
            if at is not outer:
                at.inner_end, at.end = start, position
                at = outer
        elif sign in "!?":
            ending = _ENDS_OF_OTHERS.get(text[start : start + 4], "?>")
            position = find(ending, start) + len(ending)
        else:
            name = text[start + 1 : find(">", start)]
            kind = kinds.get(name)
            empty = False
            outside = scope
            if kind is not None:  # a tag without attributes, of a name that was met before
                position = start + len(name) + 2
            else:
                name, attributes, position = _read_opening(text, start)
                empty = attributes.endswith("/")
                if "xmlns" in attributes:
                    declared = {p: double or single for p, double, single in _NAMESPACE.findall(attributes)}
                    prefixes, kinds = {**prefixes, **declared}, {}
                    scope = text, prefixes, kinds
                kind = kinds.get(name)
                if kind is None:
                    kind = kinds[name] = kind_of(name, prefixes)
            element = None
            if kind:
                if position > next_look and look is not None:
                    look()
                    next_look = position + _BETWEEN_LOOKS
                element = Element(kind, name, at, start, position)
                siblings.append(element)
                if kind in units and not empty:
                    while next_sign < position:
                        next_sign = next(ahead, stop)
                    closing, _, same, same_with_more = _signs_of(name)
                    end = find(closing, position)
                    if 0 <= (end - position) // _LEAST < depth - len(open_elements):
                        if kind == "tc" and next_sign < end:
                            lone = _lone_paragraph(text, element, next_sign, end, scope)
                            if lone is not None:
                                paragraphs.append(lone)
                                position = element.close_unread(end, scope, lone)
                                empty = True
                        elif (
                            (next_sign > end or kind == "p")
                            and find(same, position, end) < 0
                            and find(same_with_more, position, end) < 0
                        ):
                            position = element.close_unread(end, scope)
                            empty = True
                elif kind in lazy and not empty:
                    closing, like, _, _ = _signs_of(name)
                    end = find(closing, position)
                    if 0 <= end <= position + _LONGEST_UNREAD and find(like, position, end) < 0:
                        position = element.close_unread(end, scope)
                        empty = True
                if kind == "p" and (not empty or element.inner <= next_sign < position):
                    paragraphs.append(element)
            if not empty:
                start = find("<", position, stop)
                if text[start + 1] != "/":
                    open_elements.append((at, siblings, outside))
                    if len(open_elements) > depth:
                        raise _TooDeepError
                    if element is not None:
                        at, siblings = element, element.children
                    continue
                position = find(">", start) + 1  # nothing but text in it
                if element is not None:
                    element.inner_end, element.end = start, position
            if scope is not outside:
                scope = outside
                _, prefixes, kinds = scope
        start = find("<", position, stop)


def _lone_paragraph(text: str, cell: Element, sign: int, end: int, scope: _Scope) -> Element | None:
    """Return the paragraph, unread, that is all of *cell* but its properties, with the *sign* in it.

    None where there is more, or less. The cell's inside ends at *end*. Nearly all cells with tags are like that.
    """
    at = cell.inner
    head = _head_of_lone(text[at:sign], cell.tag) if sign - at < _LONGEST_HEAD else None
    if head is None:
        return None
    name, start, inner, closing, another = head
    stop = end - len(closing)
    if text.find(closing, sign, end) != stop or text.find(another, sign, end) >= 0:
        return None
    paragraph = Element("p", name, cell, at + start, at + inner)
    paragraph.close_unread(stop, scope)
    return paragraph


@functools.lru_cache(256)
def _head_of_lone(head: str, name: str) -> tuple[str, int, int, str, str] | None:
    """Return what begins in *head*, which a cell of that *name* begins with, if it is properties and a paragraph.

    That is the paragraph's name, where it begins and where its inside does, its end tag, and how a cell begins.
    """
    prefix = name.removesuffix("tc")
    own, paragraph, properties = f"<{name}", f"{prefix}p", f"</{name}Pr>"
    start = 0
    if head.startswith(f"{own}Pr>"):
        if properties not in head:
            return None
        start = head.index(properties) + len(properties)
        if f"{own}>" in head[:start] or f"{own} " in head[:start]:
            return None  # a cell within the properties, whose end is the first
    opening = _OPENING.match(head, start)
    if opening is None or opening[1] != paragraph or opening[2].endswith("/") or "xmlns" in opening[2]:
        return None
    closing = f"</{paragraph}>"
    if closing in head or head.find(own, opening.end()) >= 0:
        return None
    return paragraph, start, opening.end(), closing, own


@functools.lru_cache(64)
def _signs_of(name: str) -> tuple[str, str, str, str]:
    """Return how an element of that *name* ends, and how it begins: at least, without attributes, and with them."""
    return f"</{name}>", f"<{name}", f"<{name}>", f"<{name} "


def _read_opening(text: str, start: int) -> tuple[str, str, int]:
    """Return the name and the attributes of the opening tag at *start*, and where it ends."""
    match = _OPENING.match(text, start)
    if match is None:  # a parser has judged that it is one
        raise AssertionError(text[start : start + 40])
    return match[1], match[2], match.end()
