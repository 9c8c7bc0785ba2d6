"""Styles: those that inserted blocks use -> the template's of the same name, or new ones in its list of styles.

ECMA-376 part 1, 17.7.4. A style is known by its name, as Word knows it when text is pasted; its id is only how the
parts of one document refer to it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from docfill.word.insertion.lists import Definition, Definitions, Shelf

_ELEMENTS = "pStyle|rStyle|tblStyle|basedOn|next|link|numStyleLink|styleLink"
_USE = re.compile(rf"(<(?:[\w.-]+:)?(?:{_ELEMENTS})\s[^<>]*?val\s*=\s*[\"'])([^\"']*)")
_OWN_ID = re.compile(r"(\s(?:[\w.-]+:)?styleId\s*=\s*[\"'])[^\"']*")
_DEFAULT = re.compile(r"\s(?:[\w.-]+:)?default\s*=\s*(?:\"[^\"]*\"|'[^']*')")


class Styles:
    """Takes styles over from *theirs*, the source's list (None where it has none), to the shelf that *shelf* gives.

    *numbered* gives markup with the numbers that its lists have in the report.
    """

    def __init__(self, theirs: Definitions | None, shelf: Callable[[], Shelf], numbered: Callable[[str], str]) -> None:
        entries = theirs.entries("style") if theirs is not None else []
        self._theirs = {entry.attributes.get("styleId", ""): entry for entry in entries}
        self._shelf = shelf
        self._numbered = numbered
        self._ids: dict[str, str] = {}

    def mapped(self, markup: str) -> str:
        """Return *markup* with the ids that its styles have in the report; what the report lacks is taken over."""
        return _USE.sub(lambda match: match[1] + self._id(match[2]), markup)

    def _id(self, style: str) -> str:
        """Return the id that the source's *style* has in the report."""
        if style not in self._ids:
            entry = self._theirs.get(style)
            self._ids[style] = style if entry is None else self._take(style, entry)
        return self._ids[style]

    def _take(self, style: str, entry: Definition) -> str:
        ours = self._shelf().entries("style")
        for mine in ours:
            same = mine.name.lower() == entry.name.lower()
            if same and mine.attributes.get("type") == entry.attributes.get("type"):
                return mine.attributes.get("styleId", "")
        taken = {mine.attributes.get("styleId", "").lower() for mine in ours} | {i.lower() for i in self._ids.values()}
        new_id, number = style, 2
        while new_id.lower() in taken:
            new_id, number = f"{style}_{number}", number + 1
        self._ids[style] = new_id  # known before what it is based on, which may lead back here
        markup = _DEFAULT.sub("", _OWN_ID.sub(rf"\g<1>{new_id}", entry.markup, count=1), count=1)
        taken_over = entry._replace(
            markup=self.mapped(self._numbered(markup)), attributes={**entry.attributes, "styleId": new_id}
        )
        self._shelf().add("style", taken_over)
        return new_id
