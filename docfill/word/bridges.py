"""Bridges: two spots in the text of paragraphs -> the markup that leads from one to the other.

A block that is cut at its tags may begin in one run and end in another. Whatever comes after a repetition, or in
place of what was removed, must stand in the run that it was written in, with that run's format. So the program
closes what is open at the one spot and opens again what is open at the other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docfill.word.scan import Element, Part

_REOPENABLE = frozenset({"r", "t", "hyperlink", "ins", "moveTo", "smartTag"})
_PROPERTIES = {"r": "rPr", "smartTag": "smartTagPr"}
# Revision marks say who typed a run when, not how it looks.
_REVISION = re.compile(r"\s[\w.-]+:rsid\w*=(?:\"[^\"]*\"|'[^']*')")
_IDENTITY = re.compile(r"\s[\w.-]+:(?:paraId|textId|rsid\w*)=(?:\"[^\"]*\"|'[^']*')")


class NoBridgeError(Exception):
    """Raised where what is open cannot be opened twice: a content control, a field."""


def chain(spot: Element) -> list[Element]:
    """Return the elements that are open at *spot*, a ``w:t``, from the paragraph (left out) inwards."""
    open_there: list[Element] = []
    for element in spot.ancestors():
        if element.kind == "p":
            break
        open_there.append(element)
    return open_there[::-1]


def bridge(part: Part, start: Element, stop: Element) -> str:
    """Return the markup that leads from inside the ``w:t`` *start* to inside *stop*; empty where none is needed.

    Raises NoBridgeError.
    """
    leaving, entering = chain(start), chain(stop)
    shared = 0
    for ours, theirs in zip(leaving, entering, strict=False):
        if ours is not theirs:
            break
        shared += 1
    leaving, entering = leaving[shared:], entering[shared:]
    if _look(part, leaving) == _look(part, entering):
        return ""
    return close(leaving) + reopen(part, entering)


def next_paragraph(part: Part, spot: Element) -> str:
    """Return the markup that ends the paragraph at *spot* and begins another of the same format there.

    Raises NoBridgeError.
    """
    paragraph = spot.nearest("p")
    if paragraph is None:  # a w:t stands in a paragraph; the tag was found by way of it
        raise NoBridgeError
    properties = paragraph.child("pPr")
    if properties is not None and properties.child("sectPr") is not None:
        raise NoBridgeError  # the section would end after every line
    open_there = chain(spot)
    return (
        close(open_there)
        + f"</{paragraph.tag}>"
        + _IDENTITY.sub("", part.opening(paragraph))
        + (part.source(properties) if properties is not None else "")
        + reopen(part, open_there)
    )


def close(elements: list[Element]) -> str:
    """Return the closing tags of *elements*, which are open from the outside inwards."""
    return "".join(f"</{element.tag}>" for element in reversed(elements))


def reopen(part: Part, elements: list[Element]) -> str:
    """Return the opening tags of *elements* with their properties, as they are written."""
    opened = ""
    for element in elements:
        if element.kind not in _REOPENABLE:
            raise NoBridgeError
        if element.kind == "t":
            opened += f'<{element.tag} xml:space="preserve">'
            continue
        properties = element.child(_PROPERTIES.get(element.kind, ""))
        opened += part.opening(element) + (part.source(properties) if properties is not None else "")
    return opened


def _look(part: Part, elements: list[Element]) -> str | None:
    """Return what tells the format of *elements*: runs without their revision marks; unlike anything for others."""
    if any(element.kind not in {"r", "t"} for element in elements):
        return None if not elements else f"{id(elements[0])}"
    return _REVISION.sub("", reopen(part, elements))
