"""Package: the bytes of a workbook -> its parts, each read within limits, and the relationships between them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

from docfill.archive import Archive, Entry, MemberStream, PackageFault, refuse_name
from docfill.excel.tree import read_tree
from docfill.limits import LIMITS, count_of_elements
from docfill.memory import refuse_shortage
from docfill.places import FilePlace
from docfill.problems import FillError, failure

if TYPE_CHECKING:
    from docfill.excel.tree import Element
    from docfill.limits import Limits

# The attribute by which one part names another, in the Transitional and in the Strict variant of the format.
_RELATIONSHIP_NAMESPACES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)

# What reading a part raises where the part is not as it should be.
DAMAGED = (ValueError, expat.ExpatError, LookupError, OverflowError)

# What is wrong with a package in general -> what that is called of a workbook.
_CODES = {"encrypted-file": "encrypted-workbook"}


class Relationship(NamedTuple):
    """What a part says of another: the last word of the relationship's type, and the part's name."""

    kind: str
    part: str


class Package:
    """A workbook as a zip package. Names of parts are in lower case, as they do not tell case apart (OPC, 6.2.2)."""

    def __init__(self, content: bytes, file: str, limits: Limits = LIMITS) -> None:
        """Open *content*, the whole file; *file* is its name for messages. Raises FillError."""
        self.file = file
        self.limits = limits
        try:
            self._archive = Archive(content, limits)
            # Some programs write backslashes, or begin with a slash.
            named = [(entry.name.replace("\\", "/").lstrip("/"), entry) for entry in self._archive.entries]
            for name, _ in named:
                refuse_name(name)
        except PackageFault as fault:
            raise self._failure(fault) from fault
        self.members: dict[str, Entry] = {}
        for name, entry in named:
            other = self.members.setdefault(name.lower(), entry)
            if other is not entry:
                raise failure("member-twice", FilePlace(file, member=name), name=name, other=other.name)
        self._relationships: dict[str, dict[str, Relationship]] = {}

    def _failure(self, fault: PackageFault) -> FillError:
        place = FilePlace(self.file, member=fault.member)
        if fault.code == "broken-package":
            return self.damaged(fault.member)
        if fault.code == "package-too-large":
            return failure("workbook-too-large", place, limit=fault.words["limit"])
        return failure(_CODES.get(fault.code, fault.code), place, **fault.words)

    def _entry(self, part: str) -> Entry:
        entry = self.members.get(part)
        if entry is None:
            raise failure("workbook-part-missing", FilePlace(self.file), part=part)
        return entry

    def open(self, part: str) -> MemberStream:
        """Return *part* as a stream. Raises FillError where it is missing or too large."""
        try:
            return self._archive.open(self._entry(part))
        except PackageFault as fault:
            raise self._failure(fault) from fault

    def read(self, part: str) -> bytes:
        """Return the content of *part*. Raises FillError where it is missing, damaged or too large."""
        try:
            return self._archive.read(self._entry(part))
        except PackageFault as fault:
            raise self._failure(fault) from fault

    def tree(self, part: str) -> Element:
        """Return the root element of *part*. Raises FillError."""
        content = self.read(part)
        if len(content) > self.limits.xml_bytes:
            raise failure("workbook-too-large", FilePlace(self.file, member=part), limit=f"{self.limits.xml_bytes:,} B")
        # In UTF-16 each character has a zero beside it.
        found = count_of_elements(content.replace(b"\x00", b"").decode("latin-1"))
        if found > self.limits.elements:
            limit = f"{self.limits.elements:,}"
            raise failure("too-many-elements", FilePlace(self.file, member=part), found=f"{found:,}", limit=limit)
        try:
            return read_tree(content)
        except (expat.ExpatError, ValueError) as error:
            refuse_shortage(error)
            raise self.damaged(part) from error

    def relationships(self, part: str) -> dict[str, Relationship]:
        """Return what *part* (empty for the package) says of others by its ids; what lies outside is left out."""
        if part not in self._relationships:
            folder, name = posixpath.split(part)
            rels = posixpath.join(folder, "_rels", f"{name}.rels")
            found: dict[str, Relationship] = {}
            for one in self.tree(rels).below("Relationship") if rels in self.members else ():
                if one.get("TargetMode") != "External":
                    target = posixpath.normpath(posixpath.join("/", folder, one.get("Target").replace("\\", "/")))
                    kind = one.get("Type").rpartition("/")[2]
                    found[one.get("Id")] = Relationship(kind, target.lstrip("/").lower())
            self._relationships[part] = found
        return self._relationships[part]

    def related(self, part: str, kind: str) -> str | None:
        """Return the part that is there and that *part* names as its *kind* (``styles``); None where there is none."""
        return next(
            (one.part for one in self.relationships(part).values() if one.kind == kind and one.part in self.members),
            None,
        )

    def damaged(self, part: str) -> FillError:
        """Return the problem that *part*, or the whole where it is empty, is not as it should be."""
        return failure("unreadable-workbook", FilePlace(self.file, member=part))


def relationship_id(element: Element, name: str = "id") -> str:
    """Return the id by which *element* names another part; empty where it names none."""
    found = (element.get(f"{namespace} {name}") for namespace in _RELATIONSHIP_NAMESPACES)
    return next(filter(None, found), "")
