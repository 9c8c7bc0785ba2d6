"""Prefixes: an element that declares a prefix for itself -> what is declared where parts of it come to stand elsewhere.

A line break in a text stands outside of it, the end of a bookmark outlives the paragraph that it stood in, and a new
run or paragraph of a value has the format of the one around it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docfill.word.cuts import RANK_MIDDLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docfill.word.scan import Element, Part

_DECLARATION = re.compile(r"\sxmlns(?::([^\s=]+))?\s*=\s*(?:\"[^\"]*\"|'[^']*')")


def declarations(opening: str) -> str:
    """Return the attributes of *opening*, an element's opening tag, that declare namespaces."""
    return "".join(match.group() for match in _DECLARATION.finditer(opening)) if "xmlns" in opening else ""


def declared_by(*openings: str) -> str:
    """Return what all of *openings*, one within the other, declare together: of two of one prefix, the inner's."""
    found: dict[str | None, str] = {}
    for opening in openings:
        if "xmlns" in opening:
            found.update((match[1], match.group()) for match in _DECLARATION.finditer(opening))
    return "".join(found.values())


def undeclared(part: Part, units: Iterable[Element]) -> tuple[int, int, int, str]:
    """Return what the root of *part* is to declare, since *units* do that go away, and what to insert it as."""
    root = part.root.children[0]
    known = {match[1] for match in _DECLARATION.finditer(part.opening(root))}
    found = {
        match[1]: match.group()
        for unit in units
        for match in _DECLARATION.finditer(part.opening(unit))
        if match[1] is not None and match[1] not in known
    }
    return root.inner - 1, RANK_MIDDLE, -1, "".join(found.values())
