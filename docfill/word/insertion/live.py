"""Live: a document that python-docx has open -> its members, each written only when it is asked for.

To let python-docx save it, all of it, packs what is unpacked again at once, and takes most of the time of a fill.
"""

from __future__ import annotations

import posixpath
from functools import partial
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from docfill.limits import LIMITS
from docfill.places import FilePlace
from docfill.problems import failure
from docfill.word.parts import CONTENT_TYPES, RELATIONSHIPS

if TYPE_CHECKING:
    from collections.abc import Callable

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


class Live:
    """The members of python-docx's *package*, as they are now; *file* is its name for messages."""

    def __init__(self, package: Any, file: str) -> None:
        self.file = file
        self.limits = LIMITS
        self._writers: dict[str, Callable[[], bytes]] = {RELATIONSHIPS: partial(_relationships, package)}
        types = ""
        for part in package.parts:
            part.before_marshal()
            name = str(part.partname).lstrip("/")
            if name in self._writers:
                raise failure("member-twice", FilePlace(file, member=name), name=name, other=name)
            self._writers[name] = partial(_content, part)
            types += f'<Override PartName="/{escape(name)}" ContentType="{escape(part.content_type)}"/>'
            if len(part.rels):
                folder, base = posixpath.split(name)
                self._writers[posixpath.join(folder, "_rels", f"{base}.rels")] = partial(_relationships, part)
        self._writers[CONTENT_TYPES] = f'<Types xmlns="{_TYPES}">{types}</Types>'.encode
        self.names = frozenset(self._writers)

    def read(self, name: str) -> bytes:
        """Return the content of the member *name*."""
        return self._writers[name]()


def _content(part: Any) -> bytes:
    return bytes(part.blob)


def _relationships(holder: Any) -> bytes:
    xml = holder.rels.xml
    return xml.encode() if isinstance(xml, str) else bytes(xml)
