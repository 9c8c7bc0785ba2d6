"""Package: the bytes of a `.docx` -> its members; changed members -> bytes again, all others copied raw.

`docfill/archive.py` reads. What is written is not built anew where it need not be: an untouched member is its whole
local record (header, extra field, data, descriptor) as the bytes it had, and only its offset in the central directory
changes (APPNOTE.TXT 4.3.6 to 4.3.16).
"""

from __future__ import annotations

import contextlib
import struct
from typing import TYPE_CHECKING

from docfill.archive import (
    CENTRAL,
    DEFLATED,
    END64_SIGNATURE,
    END_SIGNATURE,
    FULL,
    FULL_COUNT,
    HAS_DESCRIPTOR,
    LOCAL,
    LOCATOR64_SIGNATURE,
    STORED,
    UTF8_NAME,
    ZIP64_FIELD,
    ZIP_MAGIC,
    Archive,
    DamagedMemberError,
    PackageFault,
    refuse_name,
)
from docfill.limits import LIMITS
from docfill.places import FilePlace
from docfill.problems import failure
from docfill.word.formats import refuse_other_formats
from docfill.word.packing import pack

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from docfill.archive import Entry, MemberStream
    from docfill.limits import Limits
    from docfill.problems import FillError
    from docfill.word.packing import Packed

_CENTRAL_SIGNATURE = b"PK\x01\x02"


class Package:
    """A `.docx` as a zip file: read within limits, written with raw copies of what did not change."""

    def __init__(self, data: bytes, file: str, limits: Limits = LIMITS) -> None:
        """Open *data*, the whole file; *file* is its name for messages. Raises FillError."""
        self.data = data
        self.file = file
        self.limits = limits
        refuse_other_formats(data, file)
        try:
            self._archive = Archive(data, limits)
            for entry in self._archive.entries:
                refuse_name(entry.name)
        except PackageFault as fault:
            raise self._failure(fault) from fault
        if not self._archive.entries:
            raise failure("not-a-document", FilePlace(file))
        self.names = {entry.name: entry for entry in self._archive.entries}

    def _failure(self, fault: PackageFault) -> FillError:
        return failure(fault.code, FilePlace(self.file, member=fault.member), **fault.words)

    @property
    def around(self) -> int:
        """How many bytes the file has before and after the package."""
        return self._archive.start + max(len(self.data) - self._archive.end, 0)

    def read(self, name: str) -> bytes:
        """Return the content of the member *name*. Raises FillError where it is damaged or too large."""
        try:
            return self._archive.read(self.names[name])
        except PackageFault as fault:
            raise self._failure(fault) from fault

    def sealed(self, name: str) -> tuple[int, int, int, bytes]:
        """Return what the content of the member *name* follows from: how it is packed, its size, its sum, its bytes."""
        entry = self.names[name]
        return entry.method, entry.size, entry.crc, self.data[entry.content : entry.content + entry.packed]

    @contextlib.contextmanager
    def open(self, name: str) -> Iterator[MemberStream]:
        """Give the content of the member *name* as a stream. Raises FillError as `read` does, also while it is read."""
        try:
            yield self._archive.open(self.names[name])
        except PackageFault as fault:
            raise self._failure(fault) from fault
        except DamagedMemberError as error:
            raise failure("broken-package", FilePlace(self.file, member=name)) from error

    def pack(self, name: str, content: Iterable[bytes]) -> Packed:
        """Return *content*, given in pieces, packed as the member *name* was, or deflated if that is new."""
        member = self.names.get(name)
        return pack(content, STORED if member is not None and member.method == STORED else DEFLATED)

    def write(
        self,
        changed: Mapping[str, Packed],
        added: Mapping[str, Packed] | None = None,
        dropped: Collection[str] = (),
    ) -> Iterator[bytes]:
        """Yield the bytes of the package with the members in *changed* replaced, in the template's order.

        The members in *added* follow them; those in *dropped* are left out.
        """
        if not changed and not added:
            yield self.data
            return
        entries = [entry for entry in self._archive.entries if entry.name not in dropped]
        in_order = sorted(entries, key=lambda entry: entry.start)
        offset = 0  # what stands around the package stays behind
        centrals: dict[str, bytes] = {}
        for entry in in_order:
            packed = changed.get(entry.name)
            if packed is None:
                record, central = self.data[entry.start : entry.end], entry.central
            else:
                record, central = _new_record(self.data, entry, packed)
            centrals[entry.name] = _with_offset(central, offset)
            offset += len(record)
            yield record
        directory = [centrals[entry.name] for entry in entries]
        for name, packed in (added or {}).items():
            record, central = _added_record(entries[0], name, packed, offset)
            directory.append(central)
            offset += len(record)
            yield record
        yield b"".join(directory)
        yield _patched_tail(
            self.data[self._archive.tail : self._archive.end], offset, sum(map(len, directory)), len(directory)
        )


def _new_record(data: bytes, member: Entry, packed: Packed) -> tuple[bytes, bytes]:
    """Return the local record and the central entry of *member* with new content; date, name and flags stay."""
    header = list(LOCAL.unpack_from(data, member.start))
    name_length, extra_length = header[9], header[10]
    names = member.start + LOCAL.size
    name = data[names : names + name_length]
    extra = _without_zip64(data[names + name_length : names + name_length + extra_length])
    header[2], header[3] = header[2] & ~HAS_DESCRIPTOR, packed.method
    header[6:9] = packed.crc, packed.length, packed.size
    header[10] = len(extra)
    central = list(CENTRAL.unpack_from(member.central))
    central[5], central[6] = central[5] & ~HAS_DESCRIPTOR, packed.method
    central[9:12] = packed.crc, packed.length, packed.size
    rest = member.central[CENTRAL.size :]
    name_end = central[12]
    extra_end = name_end + central[13]
    central_extra = _without_zip64(rest[name_end:extra_end])
    central[13] = len(central_extra)
    if central[18] == FULL:
        central[18] = 0  # the offset stood in the zip64 extra field; _with_offset writes the new one
    entry = CENTRAL.pack(*central) + rest[:name_end] + central_extra + rest[extra_end:]
    return b"".join([LOCAL.pack(*header), name, extra, *packed.body]), entry


def _added_record(model: Entry, name: str, packed: Packed, offset: int) -> tuple[bytes, bytes]:
    """Return the local record and the central entry of a new member; its date is that of *model*."""
    written = name.encode()
    flags = 0 if name.isascii() else UTF8_NAME
    clock, day = CENTRAL.unpack_from(model.central)[7:9]
    facts = (packed.crc, packed.length, packed.size, len(written), 0)
    local = LOCAL.pack(ZIP_MAGIC, 20, flags, packed.method, clock, day, *facts)
    central = CENTRAL.pack(
        *(_CENTRAL_SIGNATURE, 20, 0, 20, 0, flags, packed.method, clock, day, *facts, 0, 0, 0, 0, offset)
    )
    return b"".join([local, written, *packed.body]), central + written


def _without_zip64(extra: bytes) -> bytes:
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind != ZIP64_FIELD:
            kept += extra[at : at + 4 + length]
        at += 4 + length
    return kept + extra[at:]


def _with_offset(central: bytes, offset: int) -> bytes:
    """Return the central entry with the local record's new *offset*, in the zip64 field where it stands there."""
    patched = bytearray(central)
    if struct.unpack_from("<L", central, 42)[0] != FULL:
        struct.pack_into("<L", patched, 42, offset)
        return bytes(patched)
    packed, size, name_length, extra_length = struct.unpack_from("<2L2H", central, 20)
    at = CENTRAL.size + name_length
    end = at + extra_length
    while at + 4 <= end:
        kind, length = struct.unpack_from("<2H", central, at)
        if kind == ZIP64_FIELD:
            before = 8 * ((size == FULL) + (packed == FULL))
            struct.pack_into("<Q", patched, at + 4 + before, offset)
        at += 4 + length
    return bytes(patched)


def _patched_tail(tail: bytes, offset: int, size: int, entries: int) -> bytes:
    """Return the end records with the directory's new *offset*, *size* and *entries* (APPNOTE.TXT 4.3.14 to 4.3.16)."""
    patched = bytearray(tail)
    end = tail.rfind(END_SIGNATURE)
    end64 = tail.find(END64_SIGNATURE, 0, end)
    if end64 >= 0:
        struct.pack_into("<4Q", patched, end64 + 24, entries, entries, size, offset)
        locator = tail.find(LOCATOR64_SIGNATURE, end64, end)
        struct.pack_into("<Q", patched, locator + 8, offset + size + end64)
    on_disk, in_all, old_size, old_offset = struct.unpack_from("<2H2L", tail, end + 8)
    if (on_disk, in_all) != (FULL_COUNT, FULL_COUNT):
        struct.pack_into("<2H", patched, end + 8, entries, entries)
    if old_size != FULL:
        struct.pack_into("<L", patched, end + 12, size)
    if old_offset != FULL:
        struct.pack_into("<L", patched, end + 16, offset)
    return bytes(patched)
