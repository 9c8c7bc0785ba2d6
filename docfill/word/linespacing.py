"""Line spacing: a paragraph's properties and the styles -> the exact height of its lines, where it has one.

Official documents set their lines to an exact height. Word shows of a picture in such a line only the strip that the
line has room for (ECMA-376 part 1, 17.3.1.33).
"""

from __future__ import annotations

import re
from functools import lru_cache

_SPACING = re.compile(r"<(?:[\w.-]+:)?spacing\b([^<>]*\bline=[^<>]*)>")
_STYLE = re.compile(r"<(?:[\w.-]+:)?pStyle\b[^<>]*?\bval=[\"']([^\"']*)")
_STYLES = re.compile(r"<(?:[\w.-]+:)?style\b([^<>]*)>(.*?)</(?:[\w.-]+:)?style>", re.DOTALL)
_BASED_ON = re.compile(r"<(?:[\w.-]+:)?basedOn\b[^<>]*?\bval=[\"']([^\"']*)")
_ID = re.compile(r"\bstyleId=[\"']([^\"']*)")
_DEFAULT = re.compile(r"\bdefault=[\"'](?:1|true|on)[\"']")
_IS_OF_PARAGRAPHS = re.compile(r"\btype=[\"']paragraph[\"']")
_DEFAULTS = re.compile(r"<(?:[\w.-]+:)?pPrDefault\b.*?</(?:[\w.-]+:)?pPrDefault>", re.DOTALL)


@lru_cache(maxsize=8)  # a report of a thousand pictures asks a thousand times
def styles_of(text: str) -> Styles:
    """Return the styles that *text*, the part of a document that holds them, has."""
    return Styles(text)


class Styles:
    """The styles of a document, read from the *text* of the part that holds them."""

    def __init__(self, text: str) -> None:
        self._of: dict[str, str] = {}
        self._default = ""
        for opening, inside in _STYLES.findall(text):
            if not _IS_OF_PARAGRAPHS.search(opening):
                continue
            name = _ID.search(opening)
            self._of[name[1] if name else ""] = inside
            if _DEFAULT.search(opening):
                self._default = name[1] if name else ""
        defaults = _DEFAULTS.search(text)
        self._defaults = defaults.group() if defaults else ""

    def exact_line(self, properties: str) -> int | None:
        """Return the exact height of a line, in twips, in a paragraph with *properties*; None where it may grow."""
        chain = [properties]
        named = _STYLE.search(properties)
        style = named[1] if named else self._default
        seen: set[str] = set()
        while style in self._of and style not in seen:
            seen.add(style)
            chain.append(self._of[style])
            base = _BASED_ON.search(self._of[style])
            style = base[1] if base else ""
        for spacing in map(_SPACING.search, [*chain, self._defaults]):
            if spacing is not None:
                line = re.search(r"\bline=[\"'](\d{1,9})[\"']", spacing[1])
                return int(line[1]) if line and re.search(r"lineRule=[\"']exact", spacing[1]) else None
        return None
