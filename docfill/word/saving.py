"""Saving: pieces of bytes -> a file, written whole or not at all."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import stat
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from docfill.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What a killed process leaves: the name says which machine and which process made it.
_LEFTOVER = re.compile(r"\.docfill-([0-9a-f]{8})-(\d+)-\w+\.tmp")
_LONG_AGO = 60.0  # seconds; a file that is younger may be one that is being written just now
_SMALL = 1 << 20
_STARTED = time.time()
_counter = itertools.count()
_swept: set[str] = set()  # folders that this process has looked through; once is enough, and a folder may be large


def save(pieces: Sequence[bytes], path: Path, *, durable: bool = True) -> None:
    """Write *pieces* to *path*: to a temporary file in the same folder, then renamed.

    A *durable* file is on the disk before it gets its name, so that a power failure leaves the old file or the new
    one. That takes a disk ten times as long as a report takes to fill; else the system writes it in its own time.
    A failure leaves nothing behind and an old file as it was; what a process left that was killed is removed by the
    next one that writes to the folder. Raises FillError where the folder or the file cannot be written.
    """
    named = path
    try:
        mode, linked = _there(path)
        path = Path(os.path.realpath(path)) if linked else path  # a link goes on pointing to the file
        handle, temporary = _temporary(path)
    except (OSError, ValueError) as error:
        raise refused(error, named) from error
    try:
        with os.fdopen(handle, "wb", buffering=0) as file:
            write_all(_joined(pieces), file)
            if mode is not None:
                temporary.chmod(mode)
            if durable:
                os.fsync(handle)
        temporary.replace(path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError):
            raise refused(error, named) from error
        raise
    _sweep(path.parent)


def write_all(pieces: Iterable[bytes], out: BinaryIO) -> None:
    """Write *pieces* to an open binary file, also one that takes less at a time than it is offered."""
    for piece in pieces:
        rest = memoryview(piece)
        while rest:
            taken: int | None = out.write(rest)
            rest = rest[len(rest) if taken is None else taken :]


def _there(path: Path) -> tuple[int | None, bool]:
    """Return the permissions of the file at *path*, None where there is none, and whether *path* is a link."""
    try:
        found = path.lstat()
        linked = stat.S_ISLNK(found.st_mode)
        return (path.stat() if linked else found).st_mode & 0o777, linked
    except FileNotFoundError:
        return None, path.is_symlink()


def _temporary(path: Path) -> tuple[int, Path]:
    """Return a new file beside *path*, open for writing, and its path; its permissions are those of any new file."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    start = f".docfill-{_machine()}-{os.getpid()}-"
    while True:
        temporary = path.with_name(f"{start}{next(_counter)}.tmp")
        with contextlib.suppress(FileExistsError):  # left by another process of that number
            return os.open(temporary, flags, 0o666), temporary


def _joined(pieces: Sequence[bytes]) -> Sequence[bytes]:
    """Return *pieces*, many of which are a few bytes, in one where they are not large: each is a call of the system."""
    return [b"".join(pieces)] if sum(map(len, pieces)) <= _SMALL else pieces


# --- what killed processes left ---


def _machine() -> str:
    """Return eight characters that tell this machine from others that write to the same network folder."""
    # What `platform.node` asks too, without the import, which start-up would wait for.
    name = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return f"{zlib.crc32(name.encode(errors='replace')):08x}"


def _sweep(folder: Path) -> None:
    """Remove the temporary files in *folder* of processes of this machine that are gone."""
    if str(folder) in _swept:
        return
    _swept.add(str(folder))
    # A folder that cannot be listed, or a file that is gone or held by another program, is left as it is: the report
    # is written, and that is what was asked for.
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = _LEFTOVER.fullmatch(entry.name)
            if found and found[1] == _machine() and _is_left(entry, int(found[2])):
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)  # noqa: PTH108  what scandir gives


def _is_left(entry: os.DirEntry[str], process: int) -> bool:
    """Tell whether the file *entry*, which *process* made, is one that nobody writes to any more."""
    if not entry.is_file(follow_symlinks=False):
        return False
    changed = entry.stat().st_mtime
    if process == os.getpid():
        return changed < _STARTED - _LONG_AGO  # in a container every process may have the same number
    return time.time() - changed > _LONG_AGO and not _is_alive(process)


def _is_alive(process: int) -> bool:
    """Tell whether a *process* of this machine runs, as far as it can be known."""
    if os.name == "nt":
        return False  # Windows itself refuses to remove a file that is being written
    try:
        os.kill(process, 0)  # no signal is sent, only looked whether one could be
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True  # another user's, perhaps
    return True
