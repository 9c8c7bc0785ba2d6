"""Archive: the bytes of a zip package -> its members, read within limits that no real document or workbook meets."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

MAX_MEMBERS = 20_000
MAX_PART_BYTES = 256 * 1024 * 1024
MAX_RATIO = 1_000
RATIO_EXEMPT_BYTES = 8 * 1024 * 1024

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = b"PK\x03\x04"

_ENCRYPTED = 0x0001
# A stream of this name makes an OLE file an encrypted package (MS-OFFCRYPTO 2.3).
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
# What zipfile raises at a package, or at a member, that is not as it should be.
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, ValueError, EOFError, NotImplementedError, OSError)


class MemberEncryptedError(Exception):
    """A member can only be read with a password."""


class BeyondLimitError(Exception):
    """A package is larger than any real one: what was *found*, and the *limit*, as words for a message."""

    def __init__(self, found: str, limit: str) -> None:
        super().__init__(found, limit)
        self.found = found
        self.limit = limit


def is_encrypted(content: bytes) -> bool:
    """Say whether *content*, an OLE file, holds a document that is encrypted as a whole."""
    return _ENCRYPTED_PACKAGE in content


def open_archive(content: bytes) -> zipfile.ZipFile:
    """Return the package in *content*. Raises BeyondLimitError, and one of BROKEN where it is none."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    found = len(archive.infolist())
    if found > MAX_MEMBERS:
        raise BeyondLimitError(f"{found}", f"{MAX_MEMBERS}")
    return archive


def check_member(info: zipfile.ZipInfo, limit: int) -> None:
    """Raise MemberEncryptedError or BeyondLimitError unless the member may be read; *limit* is in bytes."""
    if info.flag_bits & _ENCRYPTED:
        raise MemberEncryptedError
    bomb = info.file_size > RATIO_EXEMPT_BYTES and info.file_size > MAX_RATIO * info.compress_size
    if bomb or info.file_size > limit:
        raise BeyondLimitError(f"{info.file_size:,}", f"{limit:,}")
