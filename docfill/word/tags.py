"""Tags: a part's paragraphs -> the tags typed in them, across runs; those that somebody left open are problems.

Tags that an input method or autocorrect bent are understood: each way in which one may be bent needs its few lines.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from docfill.places import DocumentPlace
from docfill.problems import failure
from docfill.word.lonetexts import lone_name
from docfill.word.paragraphs import NameParagraph, Paragraph, Tag, own_text
from docfill.word.signs import stands_elsewhere
from docfill.word.whereabouts import steps_to

if TYPE_CHECKING:
    from docfill.problems import Problems
    from docfill.word.paragraphs import TagKind
    from docfill.word.scan import Element, Part

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

# To look for the end of each of ten thousand braces would take minutes, and nobody mends more at once: so many are
# told in a paragraph, and when so many characters of a part were looked through in vain, one in a paragraph.
_MOST_TOLD = 50
_MOST_LOOKED_THROUGH = 1_000_000
# Of each character in a paragraph with a tag it is known where it stands, which takes memory.
_MOST_TAGGED = 5_000_000


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
        paragraph = Paragraph(part, element) if name is None else NameParagraph(part, element, name)
        tagged += len(paragraph.text)
        if tagged > _MOST_TAGGED:
            _refuse_long(part, element, tagged)
        candidates.append(paragraph)
        texts += paragraph.braced
        if name is None:
            for hidden in filter(_looks_like_a_tag, paragraph.opaque):
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


def _looks_like_a_tag(text: str) -> bool:
    return _OPENING.search(_with_plain_ends(text)) is not None


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
