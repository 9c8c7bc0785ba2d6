"""Archive: the bytes of a zip package -> its members, by its own records and within limits; what deceives is refused.

The central directory says what a package holds, and each member's local header says it again. Readers go by one or the
other, and by different ones of two members of one name: where they differ, two programs see two documents. So all
records are read, and compared, before any member is. Nothing is believed of sizes: what is unpacked is counted.

`zipfile` does not compare them, goes by the directory alone, and takes longer to import than a form takes to fill.

Records are those of APPNOTE.TXT 4.3; what a package may have of them, ECMA-376 part 2, annex B.
"""

from __future__ import annotations

import stat
import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

from docfill.limits import LIMITS

if TYPE_CHECKING:
    from docfill.limits import Limits

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = b"PK\x03\x04"
STORED, DEFLATED = 0, 8

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
END_SIGNATURE, END64_SIGNATURE, LOCATOR64_SIGNATURE = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_CENTRAL_SIGNATURE = b"PK\x01\x02"
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_LONGEST_COMMENT = 0xFFFF
FULL, FULL_COUNT = 0xFFFFFFFF, 0xFFFF
ZIP64_FIELD = 0x0001

# Flags (4.4.4): encrypted, in one of three ways; sizes and checksum follow the data; the name is in UTF-8.
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_PATCHED = 0x0020  # the data are a patch to be applied to other data, which no reader of packages does
HAS_DESCRIPTOR = 0x0008
UTF8_NAME = 0x0800
_UNIX, _MACOS = 3, 19
_NEWEST_VERSION = 63  # of the format, in tenths, that a member may ask for (4.4.3)

# Of a stream of this name is an OLE file that is an encrypted package (MS-OFFCRYPTO 2.3).
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_RIGHTS_MANAGED = "DRMEncrypted".encode("utf-16-le")
_BLOCK = 1 << 16  # bytes that a stream unpacks at a time


class PackageFault(Exception):  # noqa: N818  it becomes a problem where a package is opened, and is none of Python's
    """What is wrong with a package: a *code* of the catalogue, the *member* it is in, and the sentence's *words*."""

    def __init__(self, code: str, member: str = "", **words: str) -> None:
        super().__init__(code, member, words)
        self.code = code
        self.member = member
        self.words = words


class DamagedMemberError(ValueError):
    """A member that is read as a stream turns out not to be what its records say."""


class Entry:
    """One member: *name*, *flags*, *method*, *crc*, its sizes *packed* and *size* as the central directory has them.

    *central* is its raw entry there; its local record is ``data[start:end]`` of the package, and begins its content at
    *content*.
    """

    __slots__ = ("central", "content", "crc", "end", "flags", "method", "name", "packed", "size", "start")

    def __init__(self, central: bytes, name: str, start: int, packed: int, size: int) -> None:
        fields = CENTRAL.unpack_from(central)
        self.central = central
        self.name = name
        self.flags: int = fields[5]
        self.method: int = fields[6]
        self.crc: int = fields[9]
        self.packed = packed
        self.size = size
        self.start = start
        self.content = self.end = start


class _Directory(NamedTuple):
    """Where the central directory stands, and how many *entries* it is said to have.

    All offsets are to be *shifted* by what stands before the package.
    """

    start: int
    end: int
    entries: int
    shifted: int


class Archive:
    """The package in *data*: its *entries* in the directory's order. Raises PackageFault, unless all records agree."""

    def __init__(self, data: bytes, limits: Limits = LIMITS) -> None:
        self.data = data
        self.limits = limits
        self._read: set[str] = set()  # the members that were read
        self._read_bytes = 0  # and how many bytes they have together
        directory = _directory(data, limits)
        self.entries = _entries(data, directory, limits)
        self.tail = directory.end  # where the records after the directory begin
        _refuse_namesakes(self.entries)
        unpacked = sum(entry.size for entry in self.entries)
        if unpacked > limits.package_bytes:
            raise PackageFault("package-too-large", found=f"{unpacked:,} B", limit=f"{limits.package_bytes:,} B")
        end = directory.start
        for entry in sorted(self.entries, key=lambda entry: entry.start, reverse=True):
            entry.end = end
            _compare(data, entry)
            end = entry.start

    @property
    def start(self) -> int:
        """Where the first member begins; what stands before it is no part of the package."""
        return min((entry.start for entry in self.entries), default=0)

    @property
    def end(self) -> int:
        """Where the last record ends, with the package's own comment; what follows is no part of the package."""
        end = _end(self.data)
        return end + _END.size + int(_END.unpack_from(self.data, end)[7])

    def read(self, entry: Entry) -> bytes:
        """Return the content of *entry*. Raises PackageFault where it is too large, or not what its records say."""
        self._check(entry)
        content = self.data[entry.content : entry.content + entry.packed]
        if entry.method == DEFLATED:
            unpacking = zlib.decompressobj(-15)
            try:
                # One more than it says it has, to see whether it lies; never more, whatever it would unpack to.
                content = unpacking.decompress(content, entry.size + 1)
            except zlib.error as error:
                raise PackageFault("broken-package", entry.name) from error
            if len(content) > entry.size:
                raise PackageFault("package-contradicts", entry.name, name=shortened(entry.name))
            if not unpacking.eof:
                raise PackageFault("broken-package", entry.name)
        if len(content) != entry.size or zlib.crc32(content) != entry.crc:
            raise PackageFault("broken-package", entry.name)
        return content

    def open(self, entry: Entry) -> MemberStream:
        """Return the content of *entry* as a stream. Raises PackageFault where it is too large."""
        self._check(entry)
        return MemberStream(self.data, entry)

    def _check(self, entry: Entry) -> None:
        """Raise PackageFault unless *entry* may be read: not too large, and not packed as only bombs are."""
        limits = self.limits
        if entry.size > limits.part_bytes:
            found, limit = f"{entry.size:,} B", f"{limits.part_bytes:,} B"
            raise PackageFault("package-too-large", entry.name, found=found, limit=limit)
        if entry.size > limits.ratio_exempt_bytes and entry.size > limits.ratio * entry.packed:
            words = {"found": f"{entry.packed:,} B → {entry.size:,} B", "limit": f"{limits.ratio:,}"}
            raise PackageFault("packed-bomb", entry.name, name=shortened(entry.name), **words)
        if entry.name not in self._read:
            self._read.add(entry.name)
            self._read_bytes += entry.size
        read = self._read_bytes
        if read > limits.read_bytes:
            found, limit = f"{read:,} B", f"{limits.read_bytes:,} B"
            raise PackageFault("package-too-large", entry.name, found=found, limit=limit)


class MemberStream:
    """The content of a member as a binary file, unpacked as it is read."""

    def __init__(self, data: bytes, entry: Entry) -> None:
        self._raw = memoryview(data)[entry.content : entry.content + entry.packed]
        self._entry = entry
        self._unpacking = zlib.decompressobj(-15) if entry.method == DEFLATED else None
        self._at = self._given = self._crc = 0
        self._waiting = b""

    def read(self, size: int = _BLOCK) -> bytes:
        """Return up to *size* bytes more, none at the end. Raises DamagedMemberError."""
        given = b""
        while not given and not self._is_done():
            if self._unpacking is None:
                given = bytes(self._raw[self._at : self._at + size])
                self._at += len(given)
                continue
            waiting = self._waiting
            if not waiting:
                waiting = bytes(self._raw[self._at : self._at + _BLOCK])
                self._at += len(waiting)
            try:
                given = self._unpacking.decompress(waiting, size)
            except zlib.error as error:
                raise DamagedMemberError("it is damaged") from error
            self._waiting = self._unpacking.unconsumed_tail
        self._given += len(given)
        self._crc = zlib.crc32(given, self._crc)
        if self._given > self._entry.size:
            raise DamagedMemberError("it holds more than its size says")
        if not given and (self._given < self._entry.size or self._crc != self._entry.crc):
            raise DamagedMemberError("it is damaged")
        return given

    def _is_done(self) -> bool:
        if self._unpacking is None:
            return self._at >= len(self._raw)
        return self._unpacking.eof or (self._at >= len(self._raw) and not self._waiting)


def is_encrypted(content: bytes) -> bool:
    """Say whether *content*, an OLE file, holds a document that is encrypted as a whole."""
    return _ENCRYPTED_PACKAGE in content


def is_rights_managed(content: bytes) -> bool:
    """Say whether *content*, an OLE file, holds a document that only a rights server opens (MS-OFFCRYPTO 2.2)."""
    return _RIGHTS_MANAGED in content


def is_archive(content: bytes) -> bool:
    """Say whether *content* is meant as a zip package: whether it has the record that ends one."""
    return _end(content) >= 0


def shortened(name: str) -> str:
    """Return a member's *name* as a message can show it."""
    return name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…"


_LONGEST_SHOWN = 80


def refuse_name(name: str) -> None:
    """Raise PackageFault where no part may have this *name*, or no file system would take it (part 2, 6.2.2)."""
    if name.startswith("/") or "\\" in name or name[1:2] == ":" or ".." in name.split("/"):
        raise PackageFault("member-leads-out", name, name=shortened(name))
    if not name or not name.isprintable() or len(name) > _LONGEST_NAME or ":" in name:
        raise PackageFault("member-name-unfit", name, name=shortened(ascii(name)[1:-1]))


# A path on Windows has 260 characters at most, and what Word writes is far shorter.
_LONGEST_NAME = 1024


def _end(data: bytes) -> int:
    return data.rfind(END_SIGNATURE, max(0, len(data) - _LONGEST_COMMENT - _END.size))


def _directory(data: bytes, limits: Limits) -> _Directory:
    """Return where the directory is, as the records at the end of the package have it."""
    end = _end(data)
    if end < 0 or end + _END.size > len(data):
        raise PackageFault("broken-package")
    _, disk, first_disk, on_disk, entries, size, offset, _ = _END.unpack_from(data, end)
    locator = end - _LOCATOR64.size
    if locator >= 0 and data[locator : locator + 4] == LOCATOR64_SIGNATURE:
        narrow = (disk, first_disk, on_disk, entries, size, offset)
        end = locator - _END64.size
        if end < 0 or data[end : end + 4] != END64_SIGNATURE:
            raise PackageFault("broken-package")
        _, disk_of_end, _, disks = _LOCATOR64.unpack_from(data, locator)
        if disk_of_end or disks > 1:
            raise PackageFault("package-in-pieces")
        wide = _END64.unpack_from(data, end)[4:]
        full = (FULL_COUNT, FULL_COUNT, FULL_COUNT, FULL_COUNT, FULL, FULL)
        for short, whole, unsaid in zip(narrow, wide, full, strict=True):
            if short not in (whole, unsaid):
                raise PackageFault("package-contradicts", name="zip64")
        disk, first_disk, on_disk, entries, size, offset = wide
    if disk or first_disk or on_disk != entries:
        raise PackageFault("package-in-pieces")
    if entries > limits.members:
        raise PackageFault("too-many-members", found=f"{entries:,}", limit=f"{limits.members:,}")
    start = end - size
    if start < offset:
        raise PackageFault("broken-package")
    return _Directory(start, end, entries, start - offset)


def _entries(data: bytes, directory: _Directory, limits: Limits) -> list[Entry]:
    """Return the members that the directory lists. Raises PackageFault where it is not as it should be."""
    found: list[Entry] = []
    at = directory.start
    while at < directory.end:
        if data[at : at + 4] != _CENTRAL_SIGNATURE or at + CENTRAL.size > directory.end:
            raise PackageFault("broken-package", found[-1].name if found else "")
        after = at + CENTRAL.size + sum(struct.unpack_from("<3H", data, at + 28))
        if after > directory.end:
            raise PackageFault("broken-package", found[-1].name if found else "")
        found.append(_entry(data[at:after], directory.shifted))
        if len(found) > limits.members:
            raise PackageFault("too-many-members", found=f"> {limits.members:,}", limit=f"{limits.members:,}")
        at = after
    if len(found) != directory.entries:
        raise PackageFault("package-contradicts", name=f"{directory.entries} ≠ {len(found)}")
    return found


def _entry(central: bytes, shifted: int) -> Entry:
    """Return the member of the raw entry *central*. Raises PackageFault where Office could not read it."""
    fields = CENTRAL.unpack_from(central)
    flags, method, packed, size, name_length, extra_length = fields[5], fields[6], *fields[10:14]
    raw = central[CENTRAL.size : CENTRAL.size + name_length]
    try:
        # What is ASCII is so in both, and CP437 takes a while to be loaded.
        name = raw.decode("utf-8" if flags & UTF8_NAME or raw.isascii() else "cp437")
    except UnicodeDecodeError:
        raise PackageFault("broken-package", raw.decode("utf-8", "replace")) from None
    extra = central[CENTRAL.size + name_length : CENTRAL.size + name_length + extra_length]
    size, packed, offset = wide_fields(extra, (size, packed, fields[18]), name)
    if flags & _ENCRYPTED:
        raise PackageFault("encrypted-file", name)
    if fields[3] > _NEWEST_VERSION or flags & _PATCHED:
        raise PackageFault("broken-package", name)
    if fields[15]:
        raise PackageFault("package-in-pieces", name)
    if method not in (STORED, DEFLATED):
        raise PackageFault("member-packed-oddly", name, name=shortened(name), method=str(method))
    if fields[2] in (_UNIX, _MACOS) and stat.S_ISLNK(fields[17] >> 16):
        raise PackageFault("member-is-link", name, name=shortened(name))
    return Entry(central, name, offset + shifted, packed, size)


def wide_fields(extra: bytes, fields: tuple[int, ...], name: str) -> tuple[int, ...]:
    """Return *fields* of 32 bits, those that are full taken from the field of 64 bits in *extra* (4.5.3)."""
    if FULL not in fields:
        return fields
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == ZIP64_FIELD:
            missing = fields.count(FULL)
            if length < 8 * missing or at + 4 + 8 * missing > len(extra):
                break
            wide = iter(struct.unpack_from(f"<{missing}Q", extra, at + 4))
            return tuple(next(wide) if field == FULL else field for field in fields)
        at += 4 + length
    raise PackageFault("broken-package", name)


def _refuse_namesakes(entries: list[Entry]) -> None:
    """Raise PackageFault where two members have one name: the case of letters tells no parts apart (part 2, 6.2.2)."""
    seen: dict[str, str] = {}
    for entry in entries:
        other = seen.setdefault(entry.name.lower(), entry.name)
        if other is not entry.name:
            raise PackageFault("member-twice", entry.name, name=shortened(entry.name), other=shortened(other))


def _compare(data: bytes, entry: Entry) -> None:
    """Raise PackageFault unless the member's local record lies where it should, and says what the directory says."""
    at = entry.start
    if at < 0 or data[at : at + 4] != ZIP_MAGIC:
        raise PackageFault("broken-package", entry.name)
    contradicts = PackageFault("package-contradicts", entry.name, name=shortened(entry.name))
    if entry.end - at < LOCAL.size:
        raise contradicts
    header = LOCAL.unpack_from(data, at)
    flags, method, packed, size, name_length, extra_length = header[2], header[3], *header[7:11]
    name_end = at + LOCAL.size + name_length
    entry.content = name_end + extra_length
    raw = entry.central[CENTRAL.size : CENTRAL.size + CENTRAL.unpack_from(entry.central)[12]]
    if entry.content + entry.packed > entry.end or data[at + LOCAL.size : name_end] != raw:
        raise contradicts
    if method != entry.method or flags & (_ENCRYPTED | _PATCHED):
        raise contradicts
    if entry.method == STORED and entry.packed != entry.size:
        raise contradicts
    if not flags & HAS_DESCRIPTOR or size or packed:
        size, packed = wide_fields(data[name_end : entry.content], (size, packed), entry.name)
        told = (size, packed) == (entry.size, entry.packed)
        # What follows in a descriptor may be left out in the header, be it all or one of the two.
        if not told and not (flags & HAS_DESCRIPTOR and size in (0, entry.size) and packed in (0, entry.packed)):
            raise contradicts
