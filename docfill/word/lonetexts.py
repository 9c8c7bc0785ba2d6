"""Lone texts: a paragraph that nobody has looked into -> where its text stands, if all of it is in one ``w:t``.

Most paragraphs with tags are such: to know that, a look at the part's text is enough, and no element is made. Of most
of these a plain name in braces is all the text.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from docfill.word.scan import Element


# What stands before the tag of a form's cell is short, and the same in most of its cells.
_LONGEST_HEAD = 1000  # characters


def lone_name(text: str, paragraph: Element, sign: int) -> re.Match[str] | None:
    """Return the tag at *sign*, the first brace in *paragraph*, if it prints a plain name and is all the text there is.

    The match's first group is what stands in its braces, and it ends where the paragraph does. None where the tag is
    more than that, and where there may be another text.
    """
    inner = paragraph.inner
    if not paragraph.is_unread or sign - inner > _LONGEST_HEAD:
        return None
    prefix = paragraph.tag.removesuffix("p")
    found = _signs_of_text(prefix).name.match(text, sign)
    if found is None or found.end() != paragraph.end or not _leads_to_text(text[inner:sign], prefix):
        return None
    return found


@functools.lru_cache(256)
def _leads_to_text(head: str, prefix: str) -> bool:
    """Tell whether *head*, how a paragraph begins, ends in a text that is the first, and has no break or tab before."""
    signs = _signs_of_text(prefix)
    opening = head.find(signs.text)
    return head[opening:] in signs.openings and not any(sign in head for sign in signs.breaks)


def single_text(text: str, paragraph: Element) -> range | None:
    """Return where the characters stand of a paragraph that nobody has looked into and whose text is in one ``w:t``.

    None where it is not as plain as that: where it has another ``w:t``, a break or a tab, a reference.
    """
    if not paragraph.is_unread:
        return None
    find, inner, stop = text.find, paragraph.inner, paragraph.inner_end
    sign, _, whole, others, _, _, _ = _signs_of_text(paragraph.tag.removesuffix("p"))
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
    sign, _, _, _, before, behind, _ = _signs_of_text(paragraph.tag.removesuffix("p"))
    opening = text.find(sign, inner)
    ends = text.find(behind, opening) == paragraph.inner_end - len(behind)
    return ends and before.fullmatch(text, inner, opening) is not None


class _Signs(NamedTuple):
    """How a ``w:t`` begins, what one is to the end of its run, how breaks begin; what stands before in a plain run.

    *openings* are its whole opening tags; *name* is a plain name in braces, with all that may follow it in a paragraph.
    """

    text: str
    openings: tuple[str, str]
    whole: re.Pattern[str]
    breaks: tuple[str, str]
    before: re.Pattern[str]
    run_ends: str
    name: re.Pattern[str]


@functools.lru_cache(16)
def _signs_of_text(prefix: str) -> _Signs:
    """Return the signs of texts in a part whose elements have that *prefix*."""
    whole = re.compile(rf'<{prefix}t(?: xml:space="preserve")?>([^<&]*)</{prefix}t></{prefix}r>')
    plain = rf"(?:<{prefix}(?!sectPr)[^<>]*/>)*"
    before = re.compile(rf"(?:<{prefix}pPr>{plain}</{prefix}pPr>)?<{prefix}r>(?:<{prefix}rPr>{plain}</{prefix}rPr>)?")
    name = re.compile(rf"\{{\{{( ?[\w.]* ?)\}}\}}</{prefix}t></{prefix}r></{prefix}p>")
    openings = f"<{prefix}t>", f'<{prefix}t xml:space="preserve">'
    return _Signs(f"<{prefix}t", openings, whole, (f"<{prefix}br", f"<{prefix}cr"), before, f"</{prefix}r>", name)
