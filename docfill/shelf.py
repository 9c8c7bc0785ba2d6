"""Shelf: a folder of the user's own -> what one process has worked out, for the next one to take.

Nothing depends on it: where there is none, where it is full or damaged, the work is done again. What is taken from it
is as good as code, so it counts only where nobody else can have put it there: the folder and the file belong to the
user who runs docfill, and no other may enter. Systems that cannot tell that have no shelf.
"""

# Handles, not paths: what was looked at and what is read must be the same folder.
# ruff: noqa: PTH102, PTH111, PTH112, PTH116, PTH117, PTH118, PTH120

from __future__ import annotations

import contextlib
import os
import stat
import sys
import time
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# The folder that is used instead; set and empty, nothing is kept.
VARIABLE = "DOCFILL_CACHE"

_MAGIC = b"docfill 1\n"
_CHECKSUM = 4  # bytes of CRC-32 behind it
_MOST_ENTRIES = 32
_LARGEST = 16 << 20
_LONG_AGO = 60.0  # seconds; a younger file without a name of its own is being written just now
_ANYBODY_ELSE = stat.S_IRWXG | stat.S_IRWXO


def take(name: str) -> bytes | None:
    """Return what is kept under *name*; None where nothing is, or nothing that can be trusted."""
    with contextlib.suppress(OSError), _folder() as folder:
        handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
        with os.fdopen(handle, "rb", buffering=0) as file:
            found = os.fstat(handle)
            if stat.S_ISREG(found.st_mode) and _is_private(found) and found.st_size <= _LARGEST:
                return _unsealed(file.readall())
    return None


def put(name: str, content: bytes) -> None:
    """Keep *content* under *name*, if that can be done; what is oldest goes where there is too much."""
    if len(content) > _LARGEST - len(_MAGIC) - _CHECKSUM:
        return
    with contextlib.suppress(OSError), _folder(make=True) as folder:
        # A name of this process only, renamed at the end: whoever reads finds all of it or nothing.
        own = f".{os.getpid()}-{time.monotonic_ns():x}"
        try:
            handle = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600, dir_fd=folder)
            with os.fdopen(handle, "wb") as file:
                file.write(b"".join([_MAGIC, zlib.crc32(content).to_bytes(_CHECKSUM, "big"), content]))
            os.replace(own, name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(own, dir_fd=folder)
            raise
        _tidy(folder)


def _unsealed(kept: bytes) -> bytes | None:
    """Return what was put, or None where a killed process or a bad disk spoilt it."""
    start = len(_MAGIC) + _CHECKSUM
    content = kept[start:]
    sealed = zlib.crc32(content).to_bytes(_CHECKSUM, "big")
    return content if kept[:start] == _MAGIC + sealed else None


def place() -> str:
    """Return the path of the shelf; "" where nothing is to be kept."""
    chosen = os.environ.get(VARIABLE)
    if chosen is not None:
        return chosen
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Caches/docfill")
    base = os.environ.get("XDG_CACHE_HOME", "")  # which counts only if it is absolute, says its specification
    return os.path.join(base if os.path.isabs(base) else os.path.expanduser("~/.cache"), "docfill")


@contextlib.contextmanager
def _folder(*, make: bool = False) -> Iterator[int]:
    """Give a handle of the shelf's folder. Raises OSError where there is none that is the user's alone."""
    path = place()
    if not os.path.isabs(path) or os.open not in os.supports_dir_fd or not hasattr(os, "geteuid"):
        raise FileNotFoundError(path)
    if make:
        _make(path)
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if not _is_private(os.fstat(handle)):
            raise PermissionError(path)
        yield handle
    finally:
        os.close(handle)


def _make(path: str) -> None:
    """Make the folder at *path*, in one of the user's: who fills as root in another's home leaves nothing there."""
    for folder in (os.path.dirname(path), path):
        if not os.path.isdir(folder) and os.stat(os.path.dirname(folder)).st_uid == os.geteuid():
            with contextlib.suppress(FileExistsError):  # another process was first
                os.mkdir(folder, stat.S_IRWXU)


def _is_private(found: os.stat_result) -> bool:
    return found.st_uid == os.geteuid() and not found.st_mode & _ANYBODY_ELSE


def _tidy(folder: int) -> None:
    """Remove what killed processes left, and the oldest of too many entries."""
    entries: list[tuple[float, str]] = []
    for name in os.listdir(folder):
        with contextlib.suppress(FileNotFoundError):  # another process tidies, too
            changed = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mtime
            if not name.startswith("."):
                entries.append((changed, name))
            elif time.time() - changed > _LONG_AGO:
                os.unlink(name, dir_fd=folder)
    for _, name in sorted(entries)[:-_MOST_ENTRIES]:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name, dir_fd=folder)
