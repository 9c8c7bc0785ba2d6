"""Archive: the bytes of a zip package -> its members, read within limits that no real document or workbook meets."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from docfill.limits import LIMITS, Limits

MAX_PART_BYTES = LIMITS.part_bytes

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = b"PK\x03\x04"

_ENCRYPTED = 0x0001
# A stream of this name makes an OLE file an encrypted package (MS-OFFCRYPTO 2.3).
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_RIGHTS_MANAGED = "DRMEncrypted".encode("utf-16-le")
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


def is_rights_managed(content: bytes) -> bool:
    """Say whether *content*, an OLE file, holds a document that only a rights server opens (MS-OFFCRYPTO 2.2)."""
    return _RIGHTS_MANAGED in content


def open_archive(content: bytes, limits: Limits = LIMITS) -> zipfile.ZipFile:
    """Return the package in *content*. Raises BeyondLimitError, and one of BROKEN where it is none."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    found = len(archive.infolist())
    if found > limits.members:
        raise BeyondLimitError(f"{found}", f"{limits.members}")
    unpacked = sum(info.file_size for info in archive.infolist())
    if unpacked > limits.package_bytes:
        raise BeyondLimitError(f"{unpacked:,}", f"{limits.package_bytes:,}")
    return archive


def check_member(info: zipfile.ZipInfo, limit: int, limits: Limits = LIMITS) -> None:
    """Raise MemberEncryptedError or BeyondLimitError unless the member may be read; *limit* is in bytes."""
    if info.flag_bits & _ENCRYPTED:
        raise MemberEncryptedError
    bomb = info.file_size > limits.ratio_exempt_bytes and info.file_size > limits.ratio * info.compress_size
    if bomb or info.file_size > limit:
        raise BeyondLimitError(f"{info.file_size:,}", f"{limit:,}")
