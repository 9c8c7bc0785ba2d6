"""Locating: a place in a document, as a person counts -> the part and the paragraph that it means."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from docfill.word.paragraphs import Paragraph
from docfill.word.whereabouts import members_of, number_in_story, steps_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from docfill.places import DocumentPlace, Steps
    from docfill.word.scan import Element, Part

_KIND_OF_STEP = {"table": "tbl", "row": "tr", "cell": "tc", "paragraph": "p"}
_STORIES_WITHIN_A_PART = frozenset({"footnote", "endnote", "comment"})
_STORIES = {"header": "hdr", "footer": "ftr"}
_STEPS = frozenset({*_KIND_OF_STEP, *_STORIES_WITHIN_A_PART, *_STORIES, "text box"})


class Spot(NamedTuple):
    """A paragraph of a *part*, which is the *number*-th of those that were looked in."""

    number: int
    part: Part
    paragraph: Paragraph


def locate(place: DocumentPlace, parts: Sequence[Part]) -> Spot | None:
    """Return the paragraph of *parts* that *place* means; None where none of them has it.

    The steps of a place do not say which part they start from, and a text box may stand in any; the text of the
    paragraph, which a place has with it, decides. Of a text that is in no paragraph, such as the code of a field, it is
    the paragraph that a person finds it by; a property has none.
    """
    steps = tuple(takewhile(lambda step: step[0] in _STEPS, place.steps))
    beside = len(steps) < len(place.steps)
    if beside and not steps:
        return None
    for number, part in enumerate(parts):
        for element in _ends_of(steps, part):
            paragraph = Paragraph(part, element)
            if (beside or paragraph.text == place.around) and steps_to(part, element) == steps:
                return Spot(number, part, paragraph)
    return None


def _ends_of(steps: Steps, part: Part) -> Iterator[Element]:
    """Yield the paragraphs of *part* at which *steps* may end."""
    for container, rest in _beginnings(steps, part):
        at: Element | None = container
        for name, number in rest:
            at = _nth(part, at, _KIND_OF_STEP[name], number) if at is not None else None
        if at is not None and at.kind != "p":
            at = next(members_of(at, "p"), None)  # one that is alone in its cell is not counted
        if at is not None:
            yield at


def _beginnings(steps: Steps, part: Part) -> Iterable[tuple[Element, Steps]]:
    """Return the elements of *part* in which *steps* may begin, each with the steps from there."""
    top = part.root.children[0]
    if not steps:
        return [(top.child("body") or top, steps)]
    name, number = steps[0]
    if name == "text box":
        return [(element, steps[1:]) for element in _numbered(part, "txbxContent").get(int(number), ())]
    if name in _STORIES_WITHIN_A_PART:
        return [(element, steps[1:]) for element in _numbered(part, name).get(int(number), ())]
    if name in _STORIES:
        return [(top, steps[1:])] if top.kind == _STORIES[name] else []
    body = top.child("body")
    return [(body, steps)] if body is not None else []


def _nth(part: Part, container: Element, kind: str, number: int | str) -> Element | None:
    """Return the *number*-th element of *kind* in *container*; all of them are counted once, for thousands may ask."""
    numbered = part.numbered.get((container, kind))
    if numbered is None:
        numbered = {at: [element] for at, element in enumerate(members_of(container, kind), 1)}
        part.numbered[container, kind] = numbered
    return next(iter(numbered.get(int(number), ())), None)


def _numbered(part: Part, kind: str) -> dict[int, list[Element]]:
    """Return the text boxes or the notes of *part* by the numbers that places give them."""
    numbered = part.numbered.get((part.root, kind))
    if numbered is None:
        numbered = {}
        for element in part.root.walk():
            if element.kind == kind:
                numbered.setdefault(number_in_story(part, element), []).append(element)
        part.numbered[part.root, kind] = numbered
    return numbered
