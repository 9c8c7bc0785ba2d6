"""Package: the bytes of a workbook -> its parts, each read within limits, and the relationships between them."""

from __future__ import annotations

import posixpath
import zipfile
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from docfill import archive
from docfill.places import FilePlace
from docfill.problems import FillError, failure

if TYPE_CHECKING:
    from typing import IO

MAX_UNPACKED = 1 << 30  # bytes, all members together

# The attribute by which one part names another, in the Transitional and in the Strict variant of the format.
_RELATIONSHIP_NAMESPACES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)

# What reading a part raises where the part is not as it should be.
DAMAGED = (*archive.BROKEN, etree.XMLSyntaxError, LookupError, OverflowError)


class Relationship(NamedTuple):
    """What a part says of another: the last word of the relationship's type, and the part's name."""

    kind: str
    part: str


class Package:
    """A workbook as a zip package. Names of parts are in lower case, as they do not tell case apart (OPC, 6.2.2)."""

    def __init__(self, content: bytes, file: str) -> None:
        """Open *content*, the whole file; *file* is its name for messages. Raises FillError."""
        self.file = file
        try:
            self._zip = archive.open_archive(content)
        except archive.BeyondLimitError as error:
            raise failure("workbook-too-large", FilePlace(file), limit=f"{error.limit} parts") from None
        except archive.BROKEN as error:
            raise self.damaged("") from error
        members = self._zip.infolist()
        if sum(member.file_size for member in members) > MAX_UNPACKED:
            raise failure("workbook-too-large", FilePlace(file), limit=f"{MAX_UNPACKED >> 20} MB")
        # Some programs write backslashes, or begin with a slash.
        self.members = {member.filename.replace("\\", "/").lstrip("/").lower(): member for member in members}
        if len(self.members) < len(members):
            raise self.damaged("")  # two parts have one name, and programs would not agree which to take
        self._relationships: dict[str, dict[str, Relationship]] = {}

    def open(self, part: str) -> IO[bytes]:
        """Return *part* as a stream. Raises FillError where it is missing, encrypted or too large."""
        member = self.members.get(part)
        if member is None:
            raise failure("workbook-part-missing", FilePlace(self.file), part=part)
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self.damaged(part)  # Office packs in these ways only (ECMA-376 part 2, annex C)
        try:
            archive.check_member(member, MAX_UNPACKED)
            return self._zip.open(member)
        except archive.MemberEncryptedError:
            raise failure("encrypted-workbook", FilePlace(self.file)) from None
        except archive.BeyondLimitError:
            limit = f"{MAX_UNPACKED >> 20} MB"
            raise failure("workbook-too-large", FilePlace(self.file, member=part), limit=limit) from None
        except archive.BROKEN as error:
            raise self.damaged(part) from error

    def read(self, part: str) -> bytes:
        """Return the content of *part*. Raises FillError."""
        with self.open(part) as stream:
            if self.members[part].file_size > archive.MAX_PART_BYTES:
                limit = f"{archive.MAX_PART_BYTES >> 20} MB"
                raise failure("workbook-too-large", FilePlace(self.file, member=part), limit=limit)
            try:
                return stream.read()
            except archive.BROKEN as error:
                raise self.damaged(part) from error

    def tree(self, part: str) -> Any:
        """Return the root element of *part*. Raises FillError."""
        content = self.read(part)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            root: Any = etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            raise self.damaged(part) from error
        if root.getroottree().docinfo.doctype:
            raise self.damaged(part)  # which could name other files, or swell without end
        return root

    def relationships(self, part: str) -> dict[str, Relationship]:
        """Return what *part* (empty for the package) says of others by its ids; what lies outside is left out."""
        if part not in self._relationships:
            folder, name = posixpath.split(part)
            rels = posixpath.join(folder, "_rels", f"{name}.rels")
            found: dict[str, Relationship] = {}
            for one in self.tree(rels).iter("{*}Relationship") if rels in self.members else ():
                if one.get("TargetMode") != "External":
                    target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", "").replace("\\", "/")))
                    kind = one.get("Type", "").rpartition("/")[2]
                    found[one.get("Id", "")] = Relationship(kind, target.lstrip("/").lower())
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


def relationship_id(element: Any, name: str = "id") -> str:
    """Return the id by which *element* names another part; empty where it names none."""
    found = (element.get(f"{{{namespace}}}{name}") for namespace in _RELATIONSHIP_NAMESPACES)
    return next((str(one) for one in found if one), "")


def is_package(content: bytes) -> bool:
    """Say whether *content* is a zip package that can be opened."""
    try:
        return bool(archive.open_archive(content).infolist())
    except archive.BeyondLimitError:
        return True
    except archive.BROKEN:
        return False
