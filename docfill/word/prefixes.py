"""Prefixes: a part with a prefix for WordprocessingML that its root does not declare -> what its root is to declare.

An element may declare a prefix for itself and what it holds. What is made of its parts, such as a line break, or kept
of it, such as the end of a bookmark, comes to stand outside of it all the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docfill.word.scan import WORD_NAMESPACES

if TYPE_CHECKING:
    from docfill.word.scan import Element, Part

_DECLARED = re.compile(r"\sxmlns:([^\s=]+)\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')")


def undeclared(part: Part, root: Element) -> tuple[int, str]:
    """Return where *root*, that of *part*, takes attributes, and those that declare what only elements within do."""
    known = {prefix for prefix, _, _ in _DECLARED.findall(part.opening(root))}
    found: dict[str, str] = {}
    for prefix, double, single in _DECLARED.findall(part.text, root.inner, root.inner_end):
        if prefix not in known and (double or single) in WORD_NAMESPACES:
            found.setdefault(prefix, double or single)
    at = root.inner - (2 if root.inner == root.end else 1)
    return at, "".join(f' xmlns:{prefix}="{namespace}"' for prefix, namespace in found.items())
