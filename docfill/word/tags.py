"""Tags: a part's elements -> the tags typed in it, across runs, each with its offsets and its place.

A paragraph's text is that of its own ``w:t`` elements joined, wherever they stand in it (insertions, hyperlinks,
inline content controls), but not that of a text box nested in it, which holds paragraphs of its own. Deleted text
(``w:delText``) is no text. Tags that an input method or autocorrect bent are understood. What stands in no paragraph
(a property, a field's code, a picture's description) is read in `elsewhere`, as texts that are like paragraphs.

The module is longer than others because each way in which a tag may be bent, split or left open needs its few lines.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from docfill.places import DocumentPlace
from docfill.problems import failure
from docfill.word.lonetexts import is_one_run, lone_name, single_text
from docfill.word.signs import stands_elsewhere
from docfill.word.whereabouts import steps_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Self

    from docfill.places import Steps
    from docfill.problems import Problems
    from docfill.word.scan import Element, Part
    from docfill.word.texts import Text

TagKind = Literal["output", "statement", "comment"]

# Tags are looked for in a text in which these are plain: the characters that make up the ends of a tag may be
# full-width, and a space may be of any kind. It is one for one, so offsets hold in the text itself.
_PLAIN_FORMS = (("｛", "{"), ("｝", "}"), ("％", "%"), ("＃", "#"), ("\u00a0", " "), ("\u3000", " "))
_OPENING = re.compile(r"\{(?:(\{)|(%)|(#))")
# An input method may put a space between the braces. Such a pair is a tag only where what it encloses reads as a
# name, because a document may well hold "{ {1, 2}, {3} }" as its own text.
_SPACED = r"\{ (?:(\{) ?(?=[^\W\d])[\w.\[\]|\"' ]*?\} ?\}|(%)(?=[^{}]*% ?\}))"
_CLOSING = {"output": re.compile(r"\} ?\}"), "statement": re.compile(r"% ?\}"), "comment": re.compile(r"#\}")}
# Nearly every tag: plain names inside, so its end is the first there is, and nothing in it is bent.
_SIMPLE = re.compile(r"\{\{( ?[\w.]* ?)\}\}")
_STRAY_CLOSING = r"[%}]\}"
# docxtpl's way to have braces printed: ``{_{`` prints ``{{``.
_ESCAPE = r"\{_(?=[{%])|[}%]_(?=\})"
_PREFIX = re.compile(r"(p|tr|tc|r)\s+(?=\S)")
_QUOTES = {'"': '"', "'": "'", "“": '“”"', "”": '“”"', "‘": "‘’'", "’": "‘’'"}
_MAY_HOLD_END = frozenset({*_QUOTES, "{", "}"})
_USUAL = 80  # characters of a tag
# What a Chinese input method types for the characters of an expression (outside of literals).
_BENT = str.maketrans(
    "（），．。：；｜＝＞＜［］＋－＊／！％｛｝～＿　\u00a0\u2002\u2003\u2009\u202f\n\t",
    "(),..:;|=><[]+-*/!%{}~_" + " " * 8,
)

# The author of the comments that `annotating` writes; they quote tags, and have none of their own.
ANNOTATOR = "docfill"

_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
# To look for the end of each of ten thousand braces would take minutes, and nobody mends more at once: so many are
# told in a paragraph, and when so many characters of a part were looked through in vain, one in a paragraph.
_MOST_TOLD = 50
_MOST_LOOKED_THROUGH = 1_000_000
# Of each character in a paragraph with a tag it is known where it stands, which takes memory.
_MOST_TAGGED = 5_000_000
_WORD = re.compile(r"\w+")
# Where two paragraphs of the template became one: what stands between them (see joins).
JOINT = "joint"
_WHITE_ELEMENTS = {"br": "\n", "cr": "\n", "tab": "\t", JOINT: "\n"}


class Tag:
    """One tag as a person typed it.

    *kind* and *prefix* (docxtpl's ``p``, ``tr``, ``tc``, ``r``) say what it is; *source* is the expression or the
    statement, with bent characters straightened, and *word* a statement's first (``for``), empty for other tags;
    *pieces* are the stretches of the part's text that its characters take. *trims_before* and *trims_after* say that it
    has Jinja's mark against white space there (``{%-``, ``-%}``).
    """

    __slots__ = (
        *("index", "kind", "paragraph", "pieces", "prefix", "source", "start", "stop"),
        *("trims_after", "trims_before", "word"),
    )

    def __init__(self, paragraph: Paragraph, kind: TagKind, start: int, stop: int, source: str) -> None:
        """Make the tag at *start* to *stop* of the paragraph's text, which has no prefix and no mark."""
        self.paragraph = paragraph
        self.kind: TagKind = kind
        self.start = start
        self.stop = stop
        self.prefix = self.word = ""
        self.source = source
        self.trims_before = self.trims_after = False
        self.pieces = paragraph.pieces(start, stop)
        self.index = -1

    def read(self, inside: str) -> Self:
        """Take the prefix, the marks and a statement's word from *inside*, what stands, straightened, in its braces."""
        self.trims_before, self.trims_after = inside.startswith("-"), inside.endswith("-")
        self.prefix, self.source = _read_inside(inside)
        first_word = _WORD.match(self.source) if self.kind == "statement" else None
        self.word = first_word.group() if first_word else ""
        return self

    @property
    def first(self) -> Element:
        """The ``w:t`` element in which it begins."""
        return self.paragraph.owners[self.start]

    @property
    def last(self) -> Element:
        """The ``w:t`` element in which it ends."""
        return self.paragraph.owners[self.stop - 1]

    @property
    def trims(self) -> bool:
        """Whether the tag takes white space beside it."""
        return self.trims_before or self.trims_after

    @property
    def typed(self) -> str:
        """The tag as it was typed."""
        return self.paragraph.text[self.start : self.stop]

    @property
    def drawing(self) -> tuple[int, int] | None:
        """The stretch of the part's text that is the drawing whose whole alternative text the tag is."""
        text = self.paragraph.elsewhere
        return text.drawing if text is not None and self.kind == "output" and not self.paragraph.rest.strip() else None

    @property
    def place(self) -> DocumentPlace:
        """Where the tag stands."""
        return self.paragraph.place(self.start, self.stop)


class Paragraph:
    """A paragraph that may hold tags: its *text*, and for each character its offsets and the element it stands in.

    *elsewhere* is the same object where it is no paragraph in truth, but a text of its own.
    """

    elsewhere: Text | None = None
    sound = True  # until a tag is found in it that is never closed
    is_tidy = False  # where nothing in it looks like the end of another tag
    is_name = False  # where all of its text is a tag that prints a plain name
    opaque: Sequence[str] = ()  # what looks like a tag in it and can be none
    braced = 0  # how many of its texts hold a brace
    starts: Sequence[int]

    def __init__(
        self,
        part: Part,
        element: Element,
        owners: Iterable[Element] | None = None,
        name: re.Match[str] | None = None,
    ) -> None:
        """Read the text of *element*, or that of its *owners*; *name* is a tag that is known to be all of it."""
        self.part = part
        self.element = element
        self.tags: list[Tag] = []
        if name is not None:
            inside = name.end(1)
            start = name.start()
            self.starts = range(start, inside + 2)
            self.text = part.text[start : inside + 2]
            self.tags.append(Tag(self, "output", 0, inside + 2 - start, name[1].strip()))
            self.is_name = self.is_tidy = True
            self.braced = 1
            return
        single = single_text(part.text, element) if owners is None else None
        if single is not None:
            self.starts = single
            self.text = part.text[single.start : single.stop]
            self.braced = int("{" in self.text)
            return
        self._starts: list[int] = []
        self._ends: list[int] = []
        self.owners = []
        self.text = "".join([self._read(owner) for owner in (own_text(element) if owners is None else owners)])
        self.starts, self.ends = self._starts, self._ends

    @cached_property
    def ends(self) -> Sequence[int]:
        """Where each character ends."""
        return range(self.starts[0] + 1, self.starts[-1] + 2)

    @cached_property
    def owners(self) -> list[Element]:
        """The element that each character stands in."""
        return [owner for owner in own_text(self.element) for _ in range(owner.inner, owner.inner_end)]

    def _read(self, owner: Element) -> str:
        """Note the characters of *owner* and return them."""
        if owner.kind in _WHITE_ELEMENTS:
            self._note(owner, owner.start, owner.end)
            return _WHITE_ELEMENTS[owner.kind]
        raw = self.part.text[owner.inner : owner.inner_end]
        self.braced += "{" in raw
        if "&" not in raw and "<" not in raw:
            self._starts.extend(range(owner.inner, owner.inner_end))
            self._ends.extend(range(owner.inner + 1, owner.inner_end + 1))
            self.owners.extend([owner] * len(raw))
            return raw
        text = ""
        for match in re.finditer(r"&[^;]*;|<!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>|.", raw, re.DOTALL):
            shown = match.group()
            if shown.startswith("<"):
                # Opaque: a stretch of CDATA can hold no tag, since a value could not be escaped in it.
                if shown.startswith("<![") and _OPENING.search(_with_plain_ends(shown)):
                    self.opaque = [*self.opaque, shown]
                shown = "\ufffc" if shown.startswith("<![") else ""
            elif len(shown) > 1:
                shown = character(shown[1:-1])
            for _ in shown:
                self._note(owner, owner.inner + match.start(), owner.inner + match.end())
            text += shown
        return text

    def _note(self, owner: Element, start: int, end: int) -> None:
        self._starts.append(start)
        self._ends.append(end)
        self.owners.append(owner)

    def pieces(self, start: int, stop: int) -> Sequence[tuple[int, int]]:
        """Return the stretches of the part's text that the characters *start* to *stop* take, joined if they meet."""
        # Nearly always nothing stands between them.
        if isinstance(self.starts, range):
            return ((self.starts.start + start, self.starts.start + stop),)
        if start < stop and self.starts[stop - 1] - self.starts[start] == stop - 1 - start:
            return [(self.starts[start], self.ends[stop - 1])]
        pieces: list[tuple[int, int]] = []
        for begin, end in zip(self.starts[start:stop], self.ends[start:stop], strict=True):
            if pieces and pieces[-1][1] == begin:
                pieces[-1] = (pieces[-1][0], end)
            else:
                pieces.append((begin, end))
        return pieces

    def place(self, start: int, stop: int) -> DocumentPlace:
        """Return where the characters *start* to *stop* stand, with the paragraph's text around."""
        steps, text = self.steps, self.text
        joints = [at for at, owner in enumerate(self.owners) if owner.kind == JOINT] if self.part.crossed else []
        if joints and steps and steps[-1][0] == "paragraph":
            # As the template has it, where the paragraphs are not one yet.
            crossed = sum(self.part.crossed[self.owners[at]] for at in joints if at < start)
            steps = (*steps[:-1], ("paragraph", int(steps[-1][1]) + crossed))
            begin = max((at + 1 for at in joints if at < start), default=0)
            text = text[begin : min((at for at in joints if at >= stop), default=len(text))]
            start, stop = start - begin, stop - begin
        return DocumentPlace(self.part.file, steps, text, start, stop)

    @cached_property
    def steps(self) -> Steps:
        """The way to the paragraph, as a person counts."""
        return steps_to(self.part, self.element)

    @property
    def is_one_run(self) -> bool:
        """Whether it is certain that there is nothing in it but properties and one run with one text."""
        return isinstance(self.starts, range) and is_one_run(self.part.text, self.element)

    @property
    def rest(self) -> str:
        """The text beside the tags."""
        kept, at = "", 0
        for tag in self.tags:
            kept += self.text[at : tag.start]
            at = tag.stop
        return kept + self.text[at:]


def own_text(paragraph: Element) -> Iterator[Element]:
    """Yield the elements that make up the paragraph's own text, in order: ``w:t``, breaks and tabs of its runs."""
    stack = list(reversed(paragraph.children))
    while stack:
        element = stack.pop()
        kind = element.kind
        if kind in {"t", JOINT}:
            yield element
        elif kind in _WHITE_ELEMENTS:
            # A tab stop of w:tabs has the same name as a tab character, and a page break is no white space.
            if element.parent is not None and element.parent.kind == "r" and element.inner == element.end:
                yield element
        elif kind not in {"p", "txbxContent", "pPr", "rPr"}:
            stack.extend(reversed(element.children))


def character(reference: str) -> str:
    """Return what the inside of a reference stands for: ``amp``, ``#123``, ``#x7B`` (XML 1.0, 4.1 and 4.6)."""
    if reference.startswith("#x"):
        return chr(int("0" + reference[1:], 0))
    return chr(int(reference[1:])) if reference.startswith("#") else _ENTITIES[reference]


def find_tags(part: Part, problems: Problems) -> list[Paragraph]:
    """Return the paragraphs of *part* that hold tags or escapes, in document order; none where there is no tag.

    The texts that stand elsewhere follow them. Raises FillError where they are longer than any document's.
    """
    candidates: list[Paragraph] = []
    signs, looked, tagged = part.signs, 0, 0
    annotated = any(top.kind == "comments" for top in part.root.children) and ANNOTATOR in part.text
    texts = 0  # that have braces
    for element in part.paragraphs:
        sign = bisect_left(signs, element.start)
        if sign == len(signs) or signs[sign] >= element.end:
            continue
        comment = element.nearest("comment") if annotated else None
        if comment is not None and part.attributes(comment).get("author") == ANNOTATOR:
            continue
        if element.inner_end - element.inner > _MOST_TAGGED:
            _refuse_long(part, element, sum(owner.end - owner.inner for owner in own_text(element)))
        name = lone_name(part.text, element, signs[sign])
        paragraph = Paragraph(part, element, name=name)
        tagged += len(paragraph.text)
        if tagged > _MOST_TAGGED:
            _refuse_long(part, element, tagged)
        candidates.append(paragraph)
        texts += paragraph.braced
        if name is None:
            for hidden in paragraph.opaque:
                problems.add("tag-in-cdata", paragraph.place(0, len(paragraph.text)), tag=hidden[:40])
            looked += _find_in(paragraph, problems, looked)
    for paragraph in candidates:
        if paragraph.sound and not paragraph.is_tidy:
            _report_stray(paragraph, problems)
    if stands_elsewhere(part, texts):
        from docfill.word.elsewhere import find_texts  # lazy for start-up: few templates have any

        for found in find_texts(part, problems):
            looked += _find_in(found, problems, looked)
            found.check(problems)
            candidates.append(found)
    # Where there is no tag at all, an underscore between braces is the document's own.
    if not any(paragraph.tags for paragraph in candidates):
        return []
    return [paragraph for paragraph in candidates if paragraph.tags or re.search(_ESCAPE, paragraph.text)]


def _refuse_long(part: Part, paragraph: Element, length: int) -> None:
    """Raise FillError where *length*, that of all paragraphs with tags up to *paragraph*, is beyond any document's."""
    if length > _MOST_TAGGED:
        place = DocumentPlace(part.file, steps_to(part, paragraph))
        raise failure("too-much-tagged", place, limit=f"{_MOST_TAGGED:,}")


def escapes(paragraph: Paragraph) -> list[tuple[int, int]]:
    """Return the stretches of the underscores in ``{_{`` and ``}_}``, which only keep the braces from being a tag."""
    if "{_" not in paragraph.text and "_}" not in paragraph.text:
        return []
    return [
        piece
        for match in re.finditer(_ESCAPE, paragraph.text)
        for piece in paragraph.pieces(match.start() + 1, match.start() + 2)
    ]


def _find_in(paragraph: Paragraph, problems: Problems, looked: int) -> int:
    """Find the tags in *paragraph*; return how many characters were looked through in vain, besides *looked* before."""
    text, at = paragraph.text, 0
    simple = [Tag(paragraph, "output", *match.span(), match[1].strip()) for match in _SIMPLE.finditer(text)]
    if text.count("{") == 2 * len(simple) and "｛" not in text:
        paragraph.tags = simple
        paragraph.is_tidy = text.count("}") == 2 * len(simple) and "｝" not in text
        return 0
    plain = _with_plain_ends(text)
    unended: set[str] = set()
    lost = vain = 0  # braces for which the rest of the paragraph was looked through in vain
    while not lost or (lost < _MOST_TOLD and looked + vain < _MOST_LOOKED_THROUGH):
        match = _next_opening(plain, at)
        if match is None:
            break
        start = match.start()
        kind: TagKind = "output" if match[1] else "statement" if match[2] else "comment"
        inside = match.end(1 if match[1] else 2 if match[2] else 3)
        closing = _find_end(plain, inside, kind, unended)
        if closing is not None:
            source = text[inside : closing.start()]
            at = closing.end()
            read = source if kind == "comment" else straighten(source)
            paragraph.tags.append(Tag(paragraph, kind, start, at, source).read(read))
            continue
        lost += 1
        unended.clear()  # what follows begins before where that was looked for
        vain += len(text) - inside
        if _OPENING.match(plain, start + 1) and lost < _MOST_TOLD and looked + vain < _MOST_LOOKED_THROUGH:
            at = start + 1  # a brace of the text's own stands before the tag
            continue
        following = _OPENING.search(plain, inside)
        at = following.start() if following else len(text)
        paragraph.sound = False
        place = paragraph.place(start, min(at, start + 40))
        if kind == "comment":
            problems.add("unclosed-comment", place, tag=text[start : start + 20])
        else:
            end = "}}" if kind == "output" else "%}"
            problems.add("unclosed-tag", place, tag=text[start:at].rstrip()[:40], closing=end)
    return vain


def _with_plain_ends(text: str) -> str:
    """Return *text* with the characters plain that the ends of tags are made of."""
    for bent, plain in _PLAIN_FORMS:
        text = text.replace(bent, plain)
    return text


def _next_opening(plain: str, at: int) -> re.Match[str] | None:
    found = _OPENING.search(plain, at)
    if "{ " not in plain or (found is not None and found.start() == at):
        return found
    # No further than to the next plain one, or each tag of a long paragraph would be looked for to its end.
    brace = plain.find("{ ", at)
    while 0 <= brace < (found.start() if found is not None else len(plain)):
        spaced = re.compile(_SPACED).match(plain, brace)
        if spaced is not None:
            return spaced
        brace = plain.find("{ ", brace + 1)
    return found


def _find_end(plain: str, at: int, kind: TagKind, unended: set[str]) -> re.Match[str] | None:
    """Return the closing of the tag whose inside begins at *at*; None where it is never closed in its paragraph.

    *unended* are the quotes that end no literal in the rest of *plain*.
    """
    closing = _CLOSING[kind]
    if kind == "comment":
        return closing.search(plain, at)
    # Nearly always nothing stands in it that could hold an end of its own. (No further than such a tag is long, or each
    # of thousands that are not closed would be looked for to the end.)
    match = closing.search(plain, at, at + _USUAL)
    if match is not None and _MAY_HOLD_END.isdisjoint(plain[at : match.start()]):
        return match
    start, depth = at, 0
    while at < len(plain):
        character = plain[at]
        if depth == 0:
            match = closing.match(plain, at)
            if match:
                return match
            if at > start and _OPENING.match(plain, at):
                return None
        if character in _QUOTES:
            at = _skip_literal(plain, at, unended)
            continue
        if character == "{":
            depth += 1
        elif character == "}" and depth:
            depth -= 1
        at += 1
    return None


def _skip_literal(text: str, at: int, unended: set[str]) -> int:
    """Return where the string literal at *at* ends; the next character where it is no literal but a stray quote.

    *unended* are the quotes that were found to end nothing from here on: they are not looked for again.
    """
    ends = _QUOTES[text[at]]
    found = _literal_end(ends).search(text, at + 1) if ends not in unended else None
    if found is None:
        unended.add(ends)
        return at + 1
    return found.end()


@functools.cache
def _literal_end(ends: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\\)[{re.escape(ends)}]")


def _read_inside(inside: str) -> tuple[str, str]:
    """Return the prefix and the source of a tag from what stands *inside* its braces."""
    inside = inside.removeprefix("-").removeprefix("+").removesuffix("-").removesuffix("+")
    match = _PREFIX.match(inside)
    return (match.group(1), inside[match.end() :].strip()) if match else ("", inside.strip())


def straighten(source: str) -> str:
    """Return *source* with bent characters straightened outside of string literals, and literals in plain quotes."""
    if _QUOTES.keys().isdisjoint(source):
        return source if source.isascii() and source.isprintable() else source.translate(_BENT)
    straight, at = "", 0
    unended: set[str] = set()
    while at < len(source):
        character = source[at]
        if character not in _QUOTES:
            straight += character.translate(_BENT)
            at += 1
            continue
        end = _skip_literal(source, at, unended)
        if end == at + 1:
            straight += character
        elif character in "\"'":
            straight += source[at:end].replace("\n", "\\n").replace("\t", "\\t")
        else:
            content = source[at + 1 : end - 1].replace("\n", "\\n").replace("\t", "\\t")
            straight += '"' + re.sub(r'(?<!\\)"', r"\"", content) + '"'
        at = end
    return straight


def _report_stray(paragraph: Paragraph, problems: Problems) -> None:
    """Warn of closing braces that close nothing: the reader would find them printed."""
    beside = paragraph.rest
    if "}" not in beside and "｝" not in beside:
        return
    tags = iter(paragraph.tags)
    tag = next(tags, None)
    told = 0
    for match in re.finditer(_STRAY_CLOSING, _with_plain_ends(paragraph.text)):
        while tag is not None and tag.stop <= match.start():
            tag = next(tags, None)
        if tag is None or match.start() < tag.start:
            problems.add(
                "unopened-tag", paragraph.place(*match.span()), tag=paragraph.text[match.start() : match.end()]
            )
            told += 1
            if told == _MOST_TOLD:
                return
