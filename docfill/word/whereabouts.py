"""Whereabouts: an element -> what it stands in, and the way to it as a person counts: tables, rows, cells from 1."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import islice
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
    siblings = element.parent.children if element.parent else []
    at, way = bisect_left(siblings, element.start, key=_start), 1 if step > 0 else -1
    for _ in range(abs(step)):
        at += way
        while 0 <= at < len(siblings) and siblings[at].kind not in _BLOCKS:
            at += way
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


def _start(element: Element) -> int:
    return element.start


def _ordinal(part: Part, element: Element, container: Element) -> int:
    """Return which of its kind *element* is in *container*; all of them are counted once, for thousands may ask."""
    kind = element.kind
    numbers = part.ordinals.get((container, kind))
    if numbers is None:
        numbers, number = {}, 1
        for other in members_of(container, kind):
            numbers[other] = number
            number += part.crossed.get(other, 1)
        part.ordinals[container, kind] = numbers
    return numbers[element]


def steps_to(part: Part, paragraph: Element) -> Steps:
    """Return the way to *paragraph* (or a table) as a person counts: tables, rows, cells and paragraphs from 1."""
    steps: list[tuple[str, int | str]] = []
    at = paragraph
    while (container := container_of(at)) is not None:
        alone = at.kind == "p" and container.kind != "body" and _is_one(part, container)
        if not alone and container.kind in _NAME_OF_CONTAINED:
            steps.append((_NAME_OF_CONTAINED[container.kind].get(at.kind, "paragraph"), _ordinal(part, at, container)))
        if container.kind == "txbxContent":
            steps.append(("text box", number_in_story(part, container)))
            break
        if container.kind in {"footnote", "endnote", "comment"}:
            steps.append((container.kind, number_in_story(part, container)))
            break
        if container.kind in _STORY_OF_ROOT:
            steps.append((_STORY_OF_ROOT[container.kind], _story_number(part)))
            break
        at = container
    return tuple(reversed(steps))


def _is_one(part: Part, container: Element) -> bool:
    """Tell whether *container* holds one paragraph only."""
    paragraphs = list(islice(members_of(container, "p"), 2))
    return len(paragraphs) == 1 and part.crossed.get(paragraphs[0], 1) == 1


def number_in_story(part: Part, container: Element) -> int:
    """Return which text box or note of *part* the *container* is, as a person counts; 0 where a reader sees none."""
    number = _text_box_number if container.kind == "txbxContent" else _note_number
    return number(part, container)


def _text_box_number(part: Part, content: Element) -> int:
    """Return which text box of the story *content* is; its fallback form is the same box to a reader."""
    numbers = part.ordinals.get((part.root, content.kind))
    if numbers is None:
        numbers = {}
        boxes = {"Choice": 0, "Fallback": 0}
        for element in part.root.walk():
            if element.kind == "txbxContent":
                branch = element.nearest("Choice", "Fallback")
                kind = branch.kind if branch is not None else "Choice"
                numbers[element] = boxes[kind] = boxes[kind] + 1
        part.ordinals[part.root, content.kind] = numbers
    return numbers[content]


def _note_number(part: Part, note: Element) -> int:
    """Return which note it is, the separators that Word keeps among them not counted."""
    numbers = part.ordinals.get((part.root, note.kind))
    if numbers is None:
        notes = (
            element
            for element in part.root.walk()
            if element.kind == note.kind and part.attributes(element).get("type", "normal") == "normal"
        )
        numbers = {element: number for number, element in enumerate(notes, 1)}
        part.ordinals[part.root, note.kind] = numbers
    return numbers.get(note, 0)


def _story_number(part: Part) -> int:
    digits = re.search(r"(?<!\d)(\d{1,9})\.xml$", part.member)
    return int(digits.group(1)) if digits else 1
