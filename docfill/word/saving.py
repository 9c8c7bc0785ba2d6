"""Saving: pieces of bytes -> a file, written whole or not at all."""

# A file takes a handful of calls of the system; pathlib would add as many of its own.
# ruff: noqa: PTH101, PTH104, PTH105, PTH108, PTH115, PTH116, PTH118, PTH119, PTH120, PTH123

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import re
import stat
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from docfill.places import FilePlace
from docfill.problems import failure
from docfill.refusals import refuse_special, refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What a killed process leaves: the name says which machine and which process made it.
_LEFTOVER = r"\.docfill-([0-9a-f]{8})-(\d+)-([0-9a-f]{8})-\d+\.tmp"  # compiled when first used: start-up counts
_LONG_AGO = 60.0  # seconds; a file that is younger may be one that is being written just now
_SMALL = 1 << 20
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)  # what Windows has to be told
_NEW = 0o666  # the permissions of a new file; the system takes the user's mask from them
_token = os.urandom(4).hex()  # tells this process from an earlier one of the same number
_counter = itertools.count()
_swept: set[str] = set()  # folders that this process has looked through; once is enough, and a folder may be large


def deliver(pieces: Sequence[bytes], out: str | Path | BinaryIO, *, durable: bool, replace: bool) -> None:
    """Write *pieces* to *out*: a path, as `save` does, or an open binary file. Raises FillError."""
    if isinstance(out, (str, Path)):
        save(pieces, Path(out), durable=durable, replace=replace)
    else:
        write_all(pieces, out)


def save(pieces: Sequence[bytes], path: Path, *, durable: bool = True, replace: bool = True) -> None:
    """Write *pieces* to *path*: to a temporary file in the same folder, then renamed.

    A *durable* file is on the disk before it gets its name, so that a power failure leaves the old file or the new
    one. That takes a disk ten times as long as a report takes to fill; else the system writes it in its own time.
    Unless *replace* is true, a file that is there stays, also one that another process writes at the same moment.
    A failure leaves nothing behind and an old file as it was; what a process left that was killed is removed by the
    next one that writes to the folder. Raises FillError where the folder or the file cannot be written.
    """
    named = str(path)
    target = named
    try:
        target, mode = _looked_at(named)
        folder = os.path.dirname(target)
        if folder not in _swept:
            _sweep(folder)  # first, for what was left may be what fills the disk
        temporary = os.path.join(folder, f".docfill-{_machine()}-{os.getpid()}-{_token}-{next(_counter)}.tmp")
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, _NEW if mode is None else mode)
    except (OSError, ValueError) as error:
        raise refused(error, Path(named), Path(target)) from error
    try:
        with os.fdopen(handle, "wb", buffering=0) as file:
            write_all(_joined(pieces), file)
            if durable:
                os.fsync(handle)
        if mode is not None:
            os.chmod(temporary, mode)  # what the mask took away
        if replace:
            os.replace(temporary, target)
        else:
            _name(temporary, target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        if isinstance(error, FileExistsError) and not replace:
            raise failure("output-exists", FilePlace(named), name=os.path.basename(named)) from error
        if isinstance(error, OSError):
            raise refused(error, Path(named), Path(target)) from error
        raise


def write_all(pieces: Iterable[bytes], out: BinaryIO) -> None:
    """Write *pieces* to an open binary file, also one that takes less at a time than it is offered."""
    for piece in pieces:
        rest = memoryview(piece)
        while rest:
            taken: int | None = out.write(rest)
            rest = rest[len(rest) if taken is None else taken :]


def _joined(pieces: Sequence[bytes]) -> Sequence[bytes]:
    """Return *pieces*, many of which are a few bytes, in one where they are not large: each is a call of the system."""
    return [b"".join(pieces)] if sum(map(len, pieces)) <= _SMALL else pieces


def _looked_at(path: str) -> tuple[str, int | None]:
    """Return the file that is meant by *path*, and the permissions it has, None where it is not there yet.

    Raises FillError where there is something else than a file that may be written.
    """
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return path, None
    if stat.S_ISLNK(found.st_mode):  # a link goes on pointing to the file, which is replaced
        target = os.path.realpath(path)
        try:
            found = os.stat(path)
        except FileNotFoundError:
            return target, None
    else:
        target = path
    refuse_special(path, found.st_mode)
    return target, stat.S_IMODE(found.st_mode) & 0o777


def _name(temporary: str, target: str) -> None:
    """Give the file *temporary* the name *target*, if nothing has it. Raises FileExistsError."""
    if os.name == "nt":
        os.rename(temporary, target)
        return
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:  # a drive that knows no links, such as a stick
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        os.rename(temporary, target)
    else:
        os.unlink(temporary)


# --- what killed processes left ---


def _identity() -> tuple[str, bool]:
    """Return eight characters that tell this machine from others that write to the same network folder.

    And whether they tell it for certain: the numbers of processes are those of one container, and two machines may
    have one name.
    """
    # What `platform.node` asks too, without the import, which start-up would wait for.
    name = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    certain = False
    with contextlib.suppress(OSError):
        name += os.readlink("/proc/self/ns/pid")
        with open("/etc/machine-id", encoding="ascii", errors="replace") as file:
            name += file.read()
        certain = True
    return f"{zlib.crc32(name.encode(errors='replace')):08x}", certain


_known: list[tuple[str, bool]] = []


def _machine() -> str:
    if not _known:
        _known.append(_identity())
    return _known[0][0]


def _sweep(folder: str) -> None:
    """Remove the temporary files in *folder* of processes of this machine that are gone."""
    _swept.add(folder)
    # A folder that cannot be listed, or a file that is gone or held by another program, is left as it is: the report
    # is written, and that is what was asked for.
    with contextlib.suppress(OSError), os.scandir(folder or ".") as entries:
        for entry in entries:
            found = re.fullmatch(_LEFTOVER, entry.name) if entry.name.startswith(".docfill-") else None
            if found and found[1] == _machine() and _is_left(entry, int(found[2]), found[3]):
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)


def _is_left(entry: os.DirEntry[str], process: int, token: str) -> bool:
    """Tell whether the file *entry*, which *process* made, is one that nobody writes to any more."""
    if not entry.is_file(follow_symlinks=False):
        return False
    if process == os.getpid():
        return token != _token  # in a container every process may have the same number
    if _is_alive(process):
        return False
    return _known[0][1] or time.time() - entry.stat().st_mtime > _LONG_AGO


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
