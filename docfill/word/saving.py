"""Saving: pieces of bytes -> a file, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from docfill.places import FilePlace
from docfill.problems import failure

if TYPE_CHECKING:
    from collections.abc import Iterable


def save(pieces: Iterable[bytes], path: Path) -> None:
    """Write *pieces* to *path*: to a temporary file in the same folder, flushed, then renamed.

    A failure, in making the pieces as in writing them, leaves nothing behind and an old file as it was. Raises
    FillError where the folder or the file cannot be written, and whatever making the pieces raises.
    """
    path = Path(os.path.realpath(path))  # a link goes on pointing to the file, which is replaced
    place = FilePlace(path.name)
    try:
        handle, name = tempfile.mkstemp(prefix=".docfill-", suffix=".tmp", dir=path.parent)
    except FileNotFoundError as error:
        raise failure("no-such-folder", place, folder=str(path.parent)) from error
    except OSError as error:
        raise failure("cannot-write", place, reason=error.strerror or str(error)) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                _write(file.write, piece, place)
            _write(lambda _: file.flush(), b"", place)
            os.fsync(file.fileno())
        temporary.chmod(_mode(path))
        try:
            temporary.replace(path)
        except OSError as error:
            raise failure("cannot-write", place, reason=error.strerror or str(error)) from error
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
        raise


def _write(write: object, piece: bytes, place: FilePlace) -> None:
    try:
        write(piece)  # type: ignore[operator]
    except OSError as error:
        raise failure("cannot-write", place, reason=error.strerror or str(error)) from error


def _mode(path: Path) -> int:
    """Return the permissions of the file that is replaced, or what a new file gets."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
