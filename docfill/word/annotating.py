"""Annotating: a draft and problems -> the bytes of a copy of it, in which each problem is a comment at its place.

A comment is a pair of marks around what it is about, a reference behind them, and its text in a part of its own
(ECMA-376 part 1, 17.13.4). All else keeps its bytes.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from markupsafe import escape

from docfill.places import DocumentPlace, FilePlace
from docfill.problems import FillError
from docfill.word.additions import Additions
from docfill.word.decoding import encode
from docfill.word.locating import locate
from docfill.word.parts import CONTENT_TYPES, relationships_of
from docfill.word.remarks import Marks
from docfill.word.scan import scan
from docfill.word.signatures import signatures, without_signatures
from docfill.word.tags import ANNOTATOR
from docfill.word.whole import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docfill.places import Language
    from docfill.problems import Problem
    from docfill.word.checks.draft import Draft
    from docfill.word.package import Package
    from docfill.word.scan import Part

_INITIALS = "df"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_STRICT_NAMESPACE = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# The steps of a place in the body. In other stories, and in a text box, Word allows no comment (17.13.4.2); and what
# stands in no paragraph, such as the code of a field, has no text that one could be about.
_WITH_COMMENTS = frozenset({"table", "row", "cell", "paragraph"})
_OF_COMMENTS = frozenset({"comment", "commentRangeStart", "commentRangeEnd", "commentReference"})
# What XML 1.0 (2.2) does not allow; a message may quote such a character out of the data.
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def annotated(draft: Draft, problems: Iterable[Problem], lang: Language) -> Iterator[bytes]:
    """Yield the bytes of a copy of *draft* with a comment for each of *problems*, in *lang*.

    Raises FillError where the document itself, or its comments, cannot be read.
    """
    main = next((part for part in draft.parts if part.root.children[0].kind == "document"), None)
    if main is None:
        raise FillError(draft.problems)
    package = draft.package
    member = _comments_of(package, main.member)
    there = scan(package.read(member), package.file, member, package.limits) if member else None
    strict = _STRICT_NAMESPACE in main.opening(main.root.children[0])
    marks = Marks(main, _STRICT_NAMESPACE if strict else _NAMESPACE)
    number = max([-1, *_numbers(main), *(_numbers(there) if there is not None else ())]) + 1
    comments: list[str] = []
    for problem in problems:
        place = _place_in(problem, draft)
        spot = locate(place, [main]) if place is not None else None
        if spot is None or place is None:
            marks.at_the_beginning(number)
        else:
            marks.around(number, spot.paragraph, place.start, place.stop)
        here = spot is not None and place is problem.place
        comments.append(_comment(number, marks, problem, "" if here else _where(problem, draft, lang), lang))
        number += 1
    additions = Additions(package, strict=strict)
    signing: frozenset[str] = frozenset()
    if comments:
        signing = signatures(package)  # a copy with comments is not what was signed
        additions.replace(main.member, encode(marks.text(), main.encoding))
        _put_comments("".join(comments), there, main, marks, additions)
    if signing:
        types = additions.changed.get(CONTENT_TYPES)
        for name, content in without_signatures(package, signing, types).items():
            additions.replace(name, content)
    changed = {name: package.pack(name, [content]) for name, content in additions.changed.items()}
    added = {name: package.pack(name, [content]) for name, content in additions.new.items()}
    yield from package.write(changed, added, signing)


def _place_in(problem: Problem, draft: Draft) -> DocumentPlace | None:
    """Return the place in the body of *draft* that *problem* is about, or belongs to; None where it has none."""
    places = [problem.place] if isinstance(problem.place, DocumentPlace) else list(problem.related)
    for place in places:
        if isinstance(place, DocumentPlace) and place.file == draft.file:
            return place if {name for name, _ in place.steps} <= _WITH_COMMENTS else None
    return None


def _where(problem: Problem, draft: Draft, lang: Language) -> str:
    """Return the place of *problem* in words, for a comment that cannot stand there."""
    place = problem.place
    if place is None:
        return ""
    own = isinstance(place, (DocumentPlace, FilePlace)) and place.file == draft.file and place.spot(lang)
    return f"{own or place.text(lang)}{'：' if lang == 'zh' else ': '}"


def _comment(number: int, marks: Marks, problem: Problem, where: str, lang: Language) -> str:
    """Return the comment *number*: what is wrong, with *where* before it, and what to do."""
    w, declared = marks.prefix, marks.declaration
    texts = [text for text in (where + problem.message(lang), problem.hint(lang)) if text]
    runs = [
        f'<{w}:r><{w}:t xml:space="preserve">{escape(_FORBIDDEN.sub(_REPLACEMENT, text))}</{w}:t></{w}:r>'
        for text in texts
    ]
    runs[0] = f"<{w}:r><{w}:annotationRef/></{w}:r>{runs[0]}"
    attributes = f'{declared} {w}:id="{number}" {w}:author="{ANNOTATOR}" {w}:initials="{_INITIALS}"'
    return f"<{w}:comment{attributes}>{''.join(f'<{w}:p>{run}</{w}:p>' for run in runs)}</{w}:comment>"


def _put_comments(comments: str, there: Part | None, main: Part, marks: Marks, additions: Additions) -> None:
    """Add *comments* to those that are *there*, or as a part of their own."""
    if there is not None:
        top = there.root.children[0]
        if top.inner == top.end:
            opened = there.opening(top).rstrip("/> ") + ">"
            text = f"{there.text[: top.start]}{opened}{comments}</{top.tag}>{there.text[top.end :]}"
        else:
            text = there.text[: top.inner_end] + comments + there.text[top.inner_end :]
        additions.replace(there.member, encode(text, there.encoding))
        return
    folder = posixpath.dirname(main.member)
    name = posixpath.join(folder, "comments.xml")
    if additions.read(name) is not None:
        name = additions.free_name(posixpath.join(folder, "comments"), "xml")
    content = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<{marks.prefix}:comments xmlns:{marks.prefix}="{marks.namespace}">{comments}</{marks.prefix}:comments>'
    )
    additions.add(name, content.encode(), _CONTENT_TYPE)
    additions.relate(main.member, "comments", name)


def _numbers(part: Part) -> Iterator[int]:
    """Yield the ids of the comments that *part* has or refers to."""
    for element in part.root.walk():
        if element.kind in _OF_COMMENTS:
            yield whole(part.attributes(element).get("id", ""), -1)


def _comments_of(package: Package, main: str) -> str:
    """Return the member that holds the comments of the part *main*; "" where there is none."""
    related = relationships_of(package, main).values()
    own = (each.target for each in related if each.kind.endswith("/relationships/comments") and not each.external)
    return next(own, "")
