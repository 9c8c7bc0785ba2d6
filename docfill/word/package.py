"""Package: the bytes of a `.docx` -> its members; changed members -> bytes again, all others copied raw.

`zipfile` reads. It does not write here, because it would build every record anew: an untouched member is its whole
local record (header, extra field, data, descriptor) as the bytes it had, and only its offset in the central
directory changes (APPNOTE.TXT 4.3.6 to 4.3.16).
"""

from __future__ import annotations

import contextlib
import struct
from typing import TYPE_CHECKING

from docfill import archive
from docfill.limits import LIMITS
from docfill.places import FilePlace
from docfill.problems import failure
from docfill.word.packing import DEFLATED, STORED, pack

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable, Iterator, Mapping
    from typing import IO

    from docfill.limits import Limits
    from docfill.word.packing import Packed

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
_LOCAL_SIGNATURE, _CENTRAL_SIGNATURE = b"PK\x03\x04", b"PK\x01\x02"
_END_SIGNATURE, _END64_SIGNATURE, _LOCATOR64_SIGNATURE = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_HAS_DESCRIPTOR = 0x0008
_UTF8_NAME = 0x0800
_FULL = 0xFFFFFFFF
_FULL_COUNT = 0xFFFF

# What other formats begin with; a file of theirs is often just renamed. Of a zip package of OpenDocument the first
# member is its type, packed plainly (OpenDocument 1.3 part 2, 3.3).
_HEAD = 256
_OTHER_FORMATS = (
    (b"{\\rtf", "RTF"),
    (b"%pdf-", "PDF"),
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
    (b"mimetypeapplication/vnd.oasis.opendocument", "OpenDocument (.odt, .ods)"),
    (b"mime-version:", "MHTML"),
    (b'progid="word.document"', "Word XML"),
)


class Member:
    """One member: its local record is ``data[start:end]`` of the package, *central* its raw central entry."""

    __slots__ = ("central", "end", "info", "start")

    def __init__(self, info: zipfile.ZipInfo, central: bytes, start: int) -> None:
        self.info = info
        self.central = central
        self.start = start
        self.end = start


class Package:
    """A `.docx` as a zip file: read within limits, written with raw copies of what did not change."""

    def __init__(self, data: bytes, file: str, limits: Limits = LIMITS) -> None:
        """Open *data*, the whole file; *file* is its name for messages. Raises FillError."""
        self.data = data
        self.file = file
        self._limits = limits
        self._zip = _open(data, file, limits)
        entries = self._zip.infolist()
        if not entries:
            raise failure("not-a-document", FilePlace(file))
        _check_names(entries, file)
        self._directory: int = self._zip.start_dir
        self._members = self._read_directory(entries)
        self.names = {member.info.filename: member for member in self._members}

    def _read_directory(self, entries: list[zipfile.ZipInfo]) -> list[Member]:
        members = []
        at = self._directory
        for info in entries:
            place = FilePlace(self.file, member=info.filename)
            if self.data[at : at + 4] != _CENTRAL_SIGNATURE:
                raise failure("broken-package", place)
            lengths = struct.unpack_from("<3H", self.data, at + 28)
            end = at + _CENTRAL.size + sum(lengths)
            members.append(Member(info, self.data[at:end], info.header_offset))
            at = end
        self._tail = at
        # The directory ends where the end records begin, the 64-bit ones first where there are any.
        end_record = self.data.rfind(_END_SIGNATURE)
        if (at != end_record and self.data[at : at + 4] != _END64_SIGNATURE) or len(self.data) < end_record + 22:
            raise failure("broken-package", FilePlace(self.file))
        in_order = sorted(members, key=lambda member: member.start)
        ends = [member.start for member in in_order[1:]] + [self._directory]
        for member, end in zip(in_order, ends, strict=True):
            member.end = end
            overlaps = end - member.start < _LOCAL.size
            if overlaps or self.data[member.start : member.start + 4] != _LOCAL_SIGNATURE:
                raise failure("broken-package", FilePlace(self.file, member=member.info.filename))
        return members

    def read(self, name: str) -> bytes:
        """Return the content of the member *name*. Raises FillError where it is broken, encrypted or too large."""
        with self.open(name) as stream:
            return stream.read()

    @contextlib.contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Give the content of the member *name* as a stream. Raises FillError as `read` does, also while it is read."""
        info = self.names[name].info
        place = FilePlace(self.file, member=name)
        try:
            archive.check_member(info, self._limits.part_bytes, self._limits)
            with self._zip.open(info) as stream:
                yield stream
        except archive.MemberEncryptedError:
            raise failure("encrypted-file", place) from None
        except archive.BeyondLimitError as error:
            raise failure("package-too-large", place, found=error.found, limit=error.limit) from None
        except archive.BROKEN as error:
            raise failure("broken-package", place) from error

    def pack(self, name: str, content: Iterable[bytes]) -> Packed:
        """Return *content*, given in pieces, packed as the member *name* was, or deflated if that is new."""
        member = self.names.get(name)
        return pack(content, STORED if member is not None and member.info.compress_type == STORED else DEFLATED)

    def write(self, changed: Mapping[str, Packed], added: Mapping[str, Packed] | None = None) -> Iterator[bytes]:
        """Yield the bytes of the package with the members in *changed* replaced, in the template's order.

        The members in *added* follow them.
        """
        if not changed and not added:
            yield self.data
            return
        for member in self._members:
            name = member.info.filename
            if name in changed and self.names[name] is not member:
                # Readers do not agree on which of two members of one name they take.
                raise failure("broken-package", FilePlace(self.file, member=name))
        in_order = sorted(self._members, key=lambda member: member.start)
        offset = in_order[0].start
        yield self.data[:offset]
        entries: dict[int, bytes] = {}
        for member in in_order:
            packed = changed.get(member.info.filename)
            if packed is None:
                record, central = self.data[member.start : member.end], member.central
            else:
                record, central = _new_record(self.data, member, packed)
            entries[id(member)] = _with_offset(central, offset)
            offset += len(record)
            yield record
        directory = [entries[id(member)] for member in self._members]
        for name, packed in (added or {}).items():
            record, central = _added_record(self._members[0], name, packed, offset)
            directory.append(central)
            offset += len(record)
            yield record
        yield b"".join(directory)
        yield _patched_tail(self.data[self._tail :], offset, sum(map(len, directory)), len(directory))


def _check_names(entries: list[zipfile.ZipInfo], file: str) -> None:
    """Raise FillError where a member's name leads out of the package (ECMA-376 part 2, 6.2.2)."""
    for info in entries:
        name = info.filename
        if name.startswith("/") or "\\" in info.orig_filename or ":" in name or ".." in name.split("/"):
            raise failure("member-leads-out", FilePlace(file, member=name), name=name[:80])


def _open(data: bytes, file: str, limits: Limits) -> zipfile.ZipFile:
    place = FilePlace(file)
    if data.startswith(archive.OLE_MAGIC):
        # An OLE file is Word 97's own format or an encrypted package.
        if archive.is_rights_managed(data):
            raise failure("rights-managed", place)
        raise failure("encrypted-file" if archive.is_encrypted(data) else "old-word-file", place)
    kind = next((kind for sign, kind in _OTHER_FORMATS if sign in data[:_HEAD].lower()), "")
    if kind:
        raise failure("other-format", place, kind=kind)
    if not data:
        raise failure("empty-file", place)
    try:
        return archive.open_archive(data, limits)
    except archive.BeyondLimitError as error:
        raise failure("package-too-large", place, found=error.found, limit=error.limit) from None
    except archive.BROKEN as error:
        # A download that broke off has its beginning still, but no directory.
        code = "broken-package" if data.startswith(_LOCAL_SIGNATURE) else "not-a-document"
        raise failure(code, place) from error


def _new_record(data: bytes, member: Member, packed: Packed) -> tuple[bytes, bytes]:
    """Return the local record and the central entry of *member* with new content; date, name and flags stay."""
    header = list(_LOCAL.unpack_from(data, member.start))
    name_length, extra_length = header[9], header[10]
    names = member.start + _LOCAL.size
    name = data[names : names + name_length]
    extra = _without_zip64(data[names + name_length : names + name_length + extra_length])
    header[2], header[3] = header[2] & ~_HAS_DESCRIPTOR, packed.method
    header[6:9] = packed.crc, packed.length, packed.size
    header[10] = len(extra)
    central = list(_CENTRAL.unpack_from(member.central))
    central[5], central[6] = central[5] & ~_HAS_DESCRIPTOR, packed.method
    central[9:12] = packed.crc, packed.length, packed.size
    rest = member.central[_CENTRAL.size :]
    name_end = central[12]
    extra_end = name_end + central[13]
    central_extra = _without_zip64(rest[name_end:extra_end])
    central[13] = len(central_extra)
    if central[18] == _FULL:
        central[18] = 0  # the offset stood in the zip64 extra field; _with_offset writes the new one
    entry = _CENTRAL.pack(*central) + rest[:name_end] + central_extra + rest[extra_end:]
    return b"".join([_LOCAL.pack(*header), name, extra, *packed.body]), entry


def _added_record(model: Member, name: str, packed: Packed, offset: int) -> tuple[bytes, bytes]:
    """Return the local record and the central entry of a new member; its date is that of *model*."""
    written = name.encode()
    flags = 0 if name.isascii() else _UTF8_NAME
    clock, day = _CENTRAL.unpack_from(model.central)[7:9]
    facts = (packed.crc, packed.length, packed.size, len(written), 0)
    local = _LOCAL.pack(_LOCAL_SIGNATURE, 20, flags, packed.method, clock, day, *facts)
    central = _CENTRAL.pack(
        *(_CENTRAL_SIGNATURE, 20, 0, 20, 0, flags, packed.method, clock, day, *facts, 0, 0, 0, 0, offset)
    )
    return b"".join([local, written, *packed.body]), central + written


def _without_zip64(extra: bytes) -> bytes:
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind != 0x0001:
            kept += extra[at : at + 4 + length]
        at += 4 + length
    return kept + extra[at:]


def _with_offset(central: bytes, offset: int) -> bytes:
    """Return the central entry with the local record's new *offset*, in the zip64 field where it stands there."""
    patched = bytearray(central)
    if struct.unpack_from("<L", central, 42)[0] != _FULL:
        struct.pack_into("<L", patched, 42, offset)
        return bytes(patched)
    packed, size, name_length, extra_length = struct.unpack_from("<2L2H", central, 20)
    at = _CENTRAL.size + name_length
    end = at + extra_length
    while at + 4 <= end:
        kind, length = struct.unpack_from("<2H", central, at)
        if kind == 0x0001:
            before = 8 * ((size == _FULL) + (packed == _FULL))
            struct.pack_into("<Q", patched, at + 4 + before, offset)
        at += 4 + length
    return bytes(patched)


def _patched_tail(tail: bytes, offset: int, size: int, entries: int) -> bytes:
    """Return the end records with the directory's new *offset*, *size* and *entries* (APPNOTE.TXT 4.3.14 to 4.3.16)."""
    patched = bytearray(tail)
    end = tail.rfind(_END_SIGNATURE)
    end64 = tail.find(_END64_SIGNATURE, 0, end)
    if end64 >= 0:
        struct.pack_into("<4Q", patched, end64 + 24, entries, entries, size, offset)
        locator = tail.find(_LOCATOR64_SIGNATURE, end64, end)
        struct.pack_into("<Q", patched, locator + 8, offset + size + end64)
    on_disk, in_all, old_size, old_offset = struct.unpack_from("<2H2L", tail, end + 8)
    if (on_disk, in_all) != (_FULL_COUNT, _FULL_COUNT):
        struct.pack_into("<2H", patched, end + 8, entries, entries)
    if old_size != _FULL:
        struct.pack_into("<L", patched, end + 12, size)
    if old_offset != _FULL:
        struct.pack_into("<L", patched, end + 16, offset)
    return bytes(patched)
