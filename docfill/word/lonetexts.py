"""Lone texts: a paragraph that nobody has looked into -> where its text stands, if all of it is in one ``w:t``.

Most paragraphs with tags are such: to know that, a look at the part's text is enough, and no element is made.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from docfill.word.scan import Element


def single_text(text: str, paragraph: Element) -> range | None:
    """Return where the characters stand of a paragraph that nobody has looked into and whose text is in one ``w:t``.

    None where it is not as plain as that: where it has another ``w:t``, a break or a tab, a reference.
    """
    if not paragraph.is_unread:
        return None
    find, inner, stop = text.find, paragraph.inner, paragraph.inner_end
    sign, whole, others, _, _ = _signs_of_text(paragraph.tag.removesuffix("p"))
    opening = find(sign, inner, stop)
    found = whole.match(text, opening) if opening >= 0 else None
    if found is None:
        return None
    end = found.end()
    # Behind it there may be another, or properties, which means that it stands in them and is no text.
    if end < stop and (find(sign, end, stop) >= 0 or find("Pr>", end, stop) >= 0):
        return None
    for other in others:
        if find(other, inner, stop) >= 0:
            return None
    return range(*found.span(1))


def is_one_run(text: str, paragraph: Element) -> bool:
    """Tell whether a *paragraph* with a single text has nothing else but properties, and ends no section.

    False, too, where that takes more than a look.
    """
    inner = paragraph.inner
    sign, _, _, before, behind = _signs_of_text(paragraph.tag.removesuffix("p"))
    opening = text.find(sign, inner)
    ends = text.find(behind, opening) == paragraph.inner_end - len(behind)
    return ends and before.fullmatch(text, inner, opening) is not None


class _Signs(NamedTuple):
    """How a ``w:t`` begins, what one is to the end of its run, how breaks begin; what stands before in a plain run."""

    text: str
    whole: re.Pattern[str]
    breaks: tuple[str, str]
    before: re.Pattern[str]
    run_ends: str


@functools.lru_cache(16)
def _signs_of_text(prefix: str) -> _Signs:
    """Return the signs of texts in a part whose elements have that *prefix*."""
    whole = re.compile(rf'<{prefix}t(?: xml:space="preserve")?>([^<&]*)</{prefix}t></{prefix}r>')
    plain = rf"(?:<{prefix}(?!sectPr)[^<>]*/>)*"
    before = re.compile(rf"(?:<{prefix}pPr>{plain}</{prefix}pPr>)?<{prefix}r>(?:<{prefix}rPr>{plain}</{prefix}rPr>)?")
    return _Signs(f"<{prefix}t", whole, (f"<{prefix}br", f"<{prefix}cr"), before, f"</{prefix}r>")
