"""Saving: pieces of bytes -> a file, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from docfill.places import FilePlace
from docfill.problems import failure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def save(pieces: Sequence[bytes], path: Path, *, durable: bool = True) -> None:
    """Write *pieces* to *path*: to a temporary file in the same folder, then renamed.

    A *durable* file is on the disk before it gets its name, so that a power failure leaves the old file or the new
    one. That takes a disk ten times as long as a report takes to fill; else the system writes it in its own time.
    A failure leaves nothing behind and an old file as it was. Raises FillError where the folder or the file cannot
    be written.
    """
    place = FilePlace(path.name)
    try:
        path = Path(os.path.realpath(path))  # a link goes on pointing to the file, which is replaced
        handle, name = tempfile.mkstemp(prefix=".docfill-", suffix=".tmp", dir=path.parent)
    except FileNotFoundError as error:
        raise failure("no-such-folder", place, folder=str(path.parent)) from error
    except OSError as error:
        raise failure("cannot-write", place, reason=error.strerror or str(error)) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        temporary.chmod(_mode(path))
        temporary.replace(path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError):
            raise failure("cannot-write", place, reason=error.strerror or str(error)) from error
        raise


def write_all(pieces: Iterable[bytes], out: BinaryIO) -> None:
    """Write *pieces* to an open binary file, also one that takes less at a time than it is offered."""
    for piece in pieces:
        rest = memoryview(piece)
        while rest:
            taken: int | None = out.write(rest)
            rest = rest[len(rest) if taken is None else taken :]


def _mode(path: Path) -> int:
    """Return the permissions of the file that is replaced, or what a new file gets."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
