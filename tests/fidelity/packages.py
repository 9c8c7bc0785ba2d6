"""Packs a document anew in every way in which zip tools do: ``PACKED["streamed"](members)`` is a package's bytes."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from unittest import mock

if TYPE_CHECKING:
    from collections.abc import Callable

Members = dict[str, bytes]


def members_of(content: bytes) -> Members:
    """Return the members of a package by name, in order."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def pack(
    members: list[tuple[str, bytes]] | Members,
    *,
    stream: io.BytesIO | None = None,
    method: int = zipfile.ZIP_DEFLATED,
    extra: bytes = b"",
    comment: bytes = b"",
    zip64: bool = False,
) -> bytes:
    """Return a package of *members*, each with the *extra* field and the time 2019-12-31 08:30:02."""
    out = stream or io.BytesIO()
    pairs = list(members.items()) if isinstance(members, dict) else members
    with zipfile.ZipFile(out, "w") as opened:
        for name, content in pairs:
            info = zipfile.ZipInfo(name, (2019, 12, 31, 8, 30, 2))
            info.compress_type = method
            info.extra = extra
            info.external_attr = 0o640 << 16
            with opened.open(info, "w", force_zip64=zip64) as file:
                file.write(content)
        opened.comment = comment
    return out.getvalue()


def _write(opened: zipfile.ZipFile, info: zipfile.ZipInfo, content: bytes) -> None:
    info.compress_type = info.compress_type or opened.compression
    with opened.open(info, "w") as file:  # which takes a member without a name too
        file.write(content)


class Unseekable(io.BytesIO):
    """A pipe: what was written cannot be gone back to, so sizes follow the data, in a descriptor."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise io.UnsupportedOperation

    def tell(self) -> int:
        raise io.UnsupportedOperation


def _all_zip64(members: Members) -> bytes:
    # With the limit at nothing, sizes, offsets and the directory itself all move to their 64-bit fields.
    with mock.patch.object(zipfile, "ZIP64_LIMIT", 0):
        return pack(members, zip64=True)


def _junk_that_offsets_count(members: Members) -> bytes:
    stream = io.BytesIO(b"#!/bin/sh\nexit 0\n")
    stream.seek(0, io.SEEK_END)
    with zipfile.ZipFile(stream, "a") as opened:
        for name, content in members.items():
            _write(opened, zipfile.ZipInfo(name), content)
    return stream.getvalue()


def _as_dos(members: Members) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.create_system, info.compress_type = 0, zipfile.ZIP_DEFLATED
            info.comment = "批注".encode()
            _write(opened, info, content)
    return stream.getvalue()


def _directory_in_another_order(members: Members) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            _write(opened, zipfile.ZipInfo(name), content)
        opened.filelist.reverse()
    return stream.getvalue()


EXTRA = b"\x55\x54\x05\x00\x01\x00\x00\x00\x60\xfe\xca\x02\x00\xab\xcd"

PACKED: dict[str, Callable[[Members], bytes]] = {
    "deflated": pack,
    "stored": lambda members: pack(members, method=zipfile.ZIP_STORED),
    "streamed": lambda members: pack(members, stream=Unseekable()),
    "streamed and stored": lambda members: pack(members, stream=Unseekable(), method=zipfile.ZIP_STORED),
    "an archive comment": lambda members: pack(members, comment="年度报告 PK".encode()),
    "extra fields": lambda members: pack(members, extra=EXTRA),
    "junk that the offsets leave out": lambda members: b"\x00junk\xff" * 9 + pack(members),
    "junk that the offsets count": _junk_that_offsets_count,
    "folders of their own": lambda members: pack({"word/": b"", "_rels/": b"", **members, "docProps/": b""}),
    "zip64 headers": lambda members: pack(members, zip64=True),
    "zip64 throughout": _all_zip64,
    "zip64 and extra fields": lambda members: pack(members, zip64=True, extra=EXTRA),
    "odd order": lambda members: pack(dict(reversed(members.items()))),
    "a directory in another order": _directory_in_another_order,
    "names in Chinese": lambda members: pack({"customXml/表.xml": b"<a/>", **members, "附件/图 1.png": b"\x89PNG"}),
    "an MS-DOS tool": _as_dos,
}
