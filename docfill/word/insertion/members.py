"""Members: what inserted blocks refer to (pictures, charts, links) -> the same in the report, under its own names."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from markupsafe import escape

from docfill.word.additions import RELATIONSHIPS_TYPE
from docfill.word.parts import relationships_of

if TYPE_CHECKING:
    from docfill.word.additions import Additions
    from docfill.word.insertion.source import Source
    from docfill.word.parts import Relationship

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


class Members:
    """Takes over what the relationships of *source* lead to."""

    def __init__(self, source: Source, additions: Additions) -> None:
        self._source = source
        self._additions = additions
        self._names: dict[str, str] = {}

    def mapped(self, markup: str, member: str) -> str:
        """Return *markup* with ids of relationships that the part *member* of the report has."""
        for prefix in self._source.relation_prefixes:
            use = re.compile(rf"(\s{re.escape(prefix)}:[a-z]+\s*=\s*[\"'])([^\"']*)")
            markup = use.sub(lambda match: match[1] + self._relation(match[2], member), markup)
        return markup

    def _relation(self, relation: str, member: str) -> str:
        related = self._source.relationships.get(relation)
        if related is None or not related.target:
            return relation  # it led nowhere in the source either
        target = related.target if related.external else self._taken(related.target)
        return self._additions.relate(member, related.kind, target, external=related.external)

    def _taken(self, member: str) -> str:
        """Return the name that the source's *member* has in the report, taken over with all that it refers to."""
        if member not in self._names:
            content, kind = self._source.package.read(member), self._source.types.get(member, "")
            stem, _, extension = member.rpartition(".")
            stem = stem.rstrip("0123456789") or stem
            if kind.startswith("image/"):
                self._names[member] = self._additions.media(stem, extension, content, kind)
                return self._names[member]
            name = self._names[member] = self._additions.free_name(stem, extension)
            self._additions.add(name, content, kind)
            self._take_relationships(member, name)
        return self._names[member]

    def _take_relationships(self, member: str, name: str) -> None:
        """Give the new part *name* the relationships of *member*, under the ids that its content knows."""
        relationships = relationships_of(self._source.package, member)
        if not relationships:
            return
        folder, file = posixpath.split(name)
        entries = "".join(self._entry(key, related, folder) for key, related in relationships.items() if related.target)
        content = f'<?xml version="1.0" encoding="UTF-8"?>\n<Relationships xmlns="{_PACKAGE}">{entries}</Relationships>'
        self._additions.add(posixpath.join(folder, "_rels", f"{file}.rels"), content.encode(), RELATIONSHIPS_TYPE)

    def _entry(self, key: str, related: Relationship, folder: str) -> str:
        mode = ' TargetMode="External"' if related.external else ""
        target = related.target if related.external else posixpath.relpath(self._taken(related.target), folder or ".")
        return f'<Relationship Id="{escape(key)}" Type="{escape(related.kind)}" Target="{escape(target)}"{mode}/>'
