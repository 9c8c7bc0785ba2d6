"""Proving: a part of a report with more than text in it -> whether what was brought in breaks any of the invariants.

The template's own text was proved when it was compiled, and so were its blocks. So it is enough to look at what values
brought, with what it stands in: the paragraph of a run, the neighbours of a paragraph. These are put together into an
excerpt, which is a part like any other. Only where that is not sound, or where it cannot be told for sure what was
brought where, the whole part is looked at and says what is wrong: a rule that the template breaks itself is none of
docfill's business.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING
from xml.parsers import expat

from docfill.places import FilePlace
from docfill.problems import FillError
from docfill.word.ids import IdPool, count_ids, fresh_ids
from docfill.word.invariants import UNRESOLVED, check_part, unresolved
from docfill.word.scan import scan
from docfill.word.spots import element_end, spot_at
from docfill.word.values import settle

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from docfill.problems import Problems
    from docfill.word.ids import IdKind
    from docfill.word.pieces import Brought, Level
    from docfill.word.scan import Part

# What may stand right before a paragraph or a table: another, or the beginning of what holds them (17.2.2, 17.4.65).
_BEFORE_BLOCK = re.compile(
    r"(?:</(?:[\w.-]+:)?(?:p|tbl|sdt|tcPr)|<(?:[\w.-]+:)?p(?:\s[^<>]*)?/"
    r"|<(?:[\w.-]+:)?(?:body|tc|sdtContent|txbxContent|hdr|ftr|footnote|endnote|comment)(?:\s[^<>]*)?)>\s*\Z"
)
# What may stand right behind one, where the paragraph that was there may have been the last.
_BEHIND_BLOCK = re.compile(
    r"\s*<(?:/(?:[\w.-]+:)?(?:body|tc|sdtContent|txbxContent|hdr|ftr|footnote|endnote|comment)>"
    r"|(?:[\w.-]+:)?(?:tbl|sdt|sectPr)[\s>])"
)
_FIGURES_MATTER = re.compile(r"<(?:[\w.-]+:)?(?:tbl|fldChar|\w+(?:Start|End))\b")
_FIGURES = re.compile(r"=\"[A-Za-z_ ]{0,12}\d+\"")
# Looks that were found sound, with the namespaces declared around them: what one report brings, the next does too.
_SOUND: set[bytes] = set()
_MOST_LOOKS = 1000
_ENDS_IN_PARAGRAPH = re.compile(r"(?:</(?:[\w.-]+:)?p>|<(?:[\w.-]+:)?p(?:\s[^<>]*)?/>)\s*\Z")


def prove(
    before: Part, content: bytes, relationships: Collection[str], brought: Sequence[Brought], problems: Problems
) -> None:
    """Report what *content*, made of the template's part *before*, breaks that the template does not break.

    *relationships* are the ids that the part's relationships have; *brought* is what values brought, in order.
    """
    text = content.decode(before.encoding)
    if _is_whole(text) and _is_sound(before, text, relationships, brought):
        return
    place = FilePlace(before.file, member=before.member)
    try:
        after = scan(content, before.file, before.member)
    except FillError:
        problems.add("report-not-sound", place, found="XML")
        return
    found = check_part(after, relationships)
    earlier = check_part(before, relationships) if found else []
    known = {breach.rule for breach in earlier} - {UNRESOLVED}
    for breach in found:
        if breach.rule not in known and breach not in earlier:
            problems.add("report-not-sound", place, found=f"{breach.rule} ({breach.found})")


def _is_whole(text: str) -> bool:
    """Say whether *text* is well-formed, wherever it was put together."""
    try:
        expat.ParserCreate(encoding="utf-8", namespace_separator=" ").Parse(text.encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError:
        return False
    return True


def _is_sound(before: Part, text: str, relationships: Collection[str], brought: Sequence[Brought]) -> bool:
    """Say whether what was *brought* is sound where it stands; False where that cannot be told."""
    top = before.root.children[0]
    prefix = top.tag.removesuffix(top.kind)
    found = _found(text, brought, prefix)
    if found is None:
        return False
    windows: dict[str, None] = {}  # what is printed often is looked at once
    end = 0
    for start, stop, level in found:
        if start >= end:
            window = _block(text, start, stop, prefix) if level == "paragraphs" else _around(text, start, stop)
            if window is None:
                return False
            windows[text[window[0] : window[1]]] = None
            end = window[1]
        if stop > end:
            return False  # it begins in one paragraph and ends in another
    declared = before.opening(top)[len(top.tag) + 1 :]
    looks = {window: _look(declared, _without_texts(window, prefix)) for window in windows}
    others = [window for window, look in looks.items() if look not in _SOUND]
    together = _look_together(declared, _without_texts("".join(others), prefix))
    if others and together not in _SOUND:
        excerpt = f"<{prefix}document{declared}<{prefix}body>{''.join(others)}</{prefix}body></{prefix}document>"
        try:
            if check_part(scan(excerpt.encode(), before.file, before.member)):
                return False
        except FillError:
            return False
        _remember([together, *filter(None, looks.values())])
    if next(unresolved(declared + "".join(windows), frozenset(relationships)), None) is not None:
        return False
    new = count_ids("".join(each.markup or "" for each in brought))
    taken = count_ids(text, {kind for kind, _ in new})
    return all(taken[key] == 1 for key in new)


def _without_texts(markup: str, prefix: str) -> str:
    return re.sub(rf"(<{prefix}t(?:\s[^<>]*)?(?<!/)>)[^<]*", r"\1", markup)


def _look(declared: str, window: str) -> bytes | None:
    """Return what stands for all that is looked at in *window*, without figures that differ each time.

    None where figures matter, as they do in tables, or where it may be sound only beside others.
    """
    return None if _FIGURES_MATTER.search(window) else _digest(declared, _FIGURES.sub('="0"', window))


def _look_together(declared: str, windows: str) -> bytes:
    """Return the same for *windows* all together; their ids differ each time, but not which of them are the same."""
    return _digest(declared, fresh_ids(windows, _InOrder({})))


def _digest(*texts: str) -> bytes:
    return blake2b("\0".join(texts).encode("utf-8", "surrogatepass"), digest_size=32).digest()


class _InOrder(IdPool):
    """Gives out numbers in the order in which they are asked for."""

    def new(self, kind: IdKind, like: str = "") -> str:  # noqa: ARG002  as of any other pool
        """Return the next number of *kind*."""
        number = self._next.get(kind, 0)
        self._next[kind] = number + 1
        return str(number)


def _remember(looks: Iterable[bytes]) -> None:
    if len(_SOUND) > _MOST_LOOKS:
        _SOUND.clear()
    _SOUND.update(looks)


def _found(text: str, brought: Sequence[Brought], prefix: str) -> list[tuple[int, int, Level]] | None:
    """Return where in *text* each of *brought* stands, and its level; None where any of that is in doubt.

    They are looked for in order from the beginning, and once more from the end: only where both agree is it certain
    that none of them is taken for the same markup of the template.
    """
    markups = [settle(each.markup.encode(), prefix.encode()).decode() for each in brought if each.markup]
    if len(markups) < len(brought):
        return None
    starts = []
    at = 0
    for markup in markups:
        at = text.find(markup, at)
        if at < 0:
            return None
        starts.append(at)
        at += len(markup)
    at = len(text)
    for start, markup in zip(reversed(starts), reversed(markups), strict=True):
        at = text.rfind(markup, 0, at)
        if at != start:
            return None
    return [
        (start, start + len(markup), each.level) for start, markup, each in zip(starts, markups, brought, strict=True)
    ]


def _around(text: str, start: int, stop: int) -> tuple[int, int] | None:
    """Return where the paragraph begins in which ``text[start:stop]`` begins, and where that ends which it ends in."""
    spot = spot_at(text, start)
    end = element_end(text, stop, spot.paragraph.name) if spot is not None else -1
    return (spot.paragraph.start, end) if spot is not None and end >= 0 else None


def _block(text: str, start: int, stop: int, prefix: str) -> tuple[int, int] | None:
    """Return *start* and *stop* if ``text[start:stop]`` stands where paragraphs may; None where that is in doubt."""
    if _BEFORE_BLOCK.search(text, text.rfind("<", 0, start), start) is None:
        return None
    if not text.startswith((f"<{prefix}p>", f"<{prefix}p "), stop):
        may_be_last = _ENDS_IN_PARAGRAPH.search(text, start, stop)
        if may_be_last is None or _BEHIND_BLOCK.match(text, stop) is None:
            return None
    return start, stop
