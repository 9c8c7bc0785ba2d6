"""Whereabouts: an element -> what it stands in, and the way to it as a person counts: tables, rows, cells from 1."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docfill.places import Steps
    from docfill.word.scan import Element, Part

_BLOCKS = frozenset({"p", "tbl", "sdt"})
_WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "Choice", "smartTag"})
# These may stand between paragraphs and between rows as well as in them.
RANGE_MARKUP = frozenset(
    f"{kind}{edge}"
    for kind in ("bookmark", "commentRange", "perm", "moveFromRange", "moveToRange")
    for edge in ("Start", "End")
)
_BLOCKS_NAMES = {"p": "paragraph", "tbl": "table"}
_NAME_OF_CONTAINED = {
    **dict.fromkeys(("body", "tc", "txbxContent", "footnote", "endnote", "comment", "hdr", "ftr"), _BLOCKS_NAMES),
    "tbl": {"tr": "row"},
    "tr": {"tc": "cell"},
}
_STORY_OF_ROOT = {"hdr": "header", "ftr": "footer"}


def container_of(element: Element) -> Element | None:
    """Return what *element* stands in, looking through content controls and the like."""
    at = element.parent
    while at is not None and at.kind in _WRAPPERS:
        at = at.parent
    return at


def block_beside(element: Element, step: int) -> Element | None:
    """Return the block *step* blocks after *element* (negative: before it)."""
    siblings = [child for child in (element.parent.children if element.parent else []) if child.kind in _BLOCKS]
    at = siblings.index(element) + step
    return siblings[at] if 0 <= at < len(siblings) else None


def kind_beside(element: Element, step: int) -> str:
    """Return the kind of the block *step* blocks after *element* (negative: before it); "" where there is none."""
    beside = block_beside(element, step)
    return beside.kind if beside is not None else ""


def members_of(container: Element, kind: str) -> Iterator[Element]:
    """Yield the elements of *kind* that stand in *container*, also those wrapped in content controls."""
    for child in container.children:
        if child.kind == kind:
            yield child
        elif child.kind in _WRAPPERS:
            yield from members_of(child, kind)


def _ordinal(part: Part, element: Element, container: Element) -> int:
    before = takewhile(lambda other: other is not element, members_of(container, element.kind))
    return 1 + sum(part.crossed.get(other, 1) for other in before)


def steps_to(part: Part, paragraph: Element) -> Steps:
    """Return the way to *paragraph* (or a table) as a person counts: tables, rows, cells and paragraphs from 1."""
    steps: list[tuple[str, int | str]] = []
    at = paragraph
    while (container := container_of(at)) is not None:
        alone = at.kind == "p" and container.kind != "body" and _count(part, container) == 1
        if not alone and container.kind in _NAME_OF_CONTAINED:
            steps.append((_NAME_OF_CONTAINED[container.kind].get(at.kind, "paragraph"), _ordinal(part, at, container)))
        if container.kind == "txbxContent":
            steps.append(("text box", _text_box_number(part, container)))
            break
        if container.kind in {"footnote", "endnote", "comment"}:
            steps.append((container.kind, _note_number(part, container)))
            break
        if container.kind in _STORY_OF_ROOT:
            steps.append((_STORY_OF_ROOT[container.kind], _story_number(part)))
            break
        at = container
    return tuple(reversed(steps))


def _count(part: Part, container: Element) -> int:
    return sum(part.crossed.get(paragraph, 1) for paragraph in members_of(container, "p"))


def _text_box_number(part: Part, content: Element) -> int:
    """Return which text box of the story *content* is; its fallback form is the same box to a reader."""
    number = 0
    in_choice: list[Element] = []
    in_fallback: list[Element] = []
    for element in part.root.walk():
        if element.kind == "txbxContent":
            branch = element.nearest("Choice", "Fallback")
            (in_fallback if branch is not None and branch.kind == "Fallback" else in_choice).append(element)
    for boxes in (in_choice, in_fallback):
        if content in boxes:
            number = boxes.index(content) + 1
    return number


def _note_number(part: Part, note: Element) -> int:
    """Return which note it is, the separators that Word keeps among them not counted."""
    notes = [
        element
        for element in part.root.walk()
        if element.kind == note.kind and part.attributes(element).get("type", "normal") == "normal"
    ]
    return notes.index(note) + 1 if note in notes else 0


def _story_number(part: Part) -> int:
    digits = re.search(r"(\d+)\.xml$", part.member)
    return int(digits.group(1)) if digits else 1
