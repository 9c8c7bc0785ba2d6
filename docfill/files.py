"""Files: the path of a file, or the open file -> its bytes."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import BinaryIO

from docfill.limits import LIMITS, Limits
from docfill.places import FilePlace
from docfill.problems import failure

# What Excel and WPS put before the name of a workbook that is open, and LibreOffice around it.
_LOCK = r"~\$(.+)|\.~lock\.(.+)#|\.~(.+)"
_LARGEST_LOCK = 1024  # bytes; Excel's has 165
_PIECE = 1 << 20
_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0)  # Windows has pipes elsewhere
_IN_USE = (32, 33)  # Windows' sharing violation and lock violation


def locked_workbook(name: str) -> str:
    """Return the name of the workbook that a file called *name* locks while it is open; empty if it is no such file."""
    found = re.fullmatch(_LOCK, name) if "~" in name[:2] else None
    return next(filter(None, found.groups())) if found else ""


def content_of(path: Path, limits: Limits = LIMITS) -> bytes:
    """Return the bytes of a file of data; it is open no longer, because Windows locks open files."""
    try:
        if locked_workbook(path.name) and path.stat().st_size <= _LARGEST_LOCK:
            raise failure("lock-file", FilePlace(str(path)), name=locked_workbook(path.name))
        return _bounded(path, limits)
    except FileNotFoundError:
        raise failure("data-file-missing", FilePlace(str(path))) from None
    except OSError as error:
        if getattr(error, "winerror", None) in _IN_USE:
            raise failure("data-file-in-use", FilePlace(str(path))) from error
        raise failure("data-file-unreadable", FilePlace(str(path)), reason=error.strerror or error) from error


def _bounded(path: Path, limits: Limits) -> bytes:
    """Return the bytes of the file at *path*, of which no more are read than it may have: it may have no end."""
    with opened(path) as file:
        return bounded(file, FilePlace(str(path)), limits)


def opened(path: Path) -> BinaryIO:
    """Return the file at *path*, open for reading: a pipe that nobody writes to is empty, and not waited for."""
    if not _WITHOUT_WAITING:
        return path.open("rb")
    file = open(path, "rb", opener=_without_waiting)  # noqa: SIM115  the caller closes it
    os.set_blocking(file.fileno(), True)  # a writer that is there is waited for
    return file


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | _WITHOUT_WAITING)


def bounded(file: BinaryIO, place: FilePlace, limits: Limits) -> bytes:
    """Return what the open *file* holds. Raises FillError where that is more than it may be."""
    content = at_most(file, limits.file_bytes + 1)
    if len(content) > limits.file_bytes:
        raise failure("file-too-large", place, found=f"> {limits.file_bytes:,} B", limit=f"{limits.file_bytes:,} B")
    return content


def at_most(file: BinaryIO, size: int) -> bytes:
    """Return the first *size* bytes of what the open *file* holds, or all of it.

    In pieces: asked for a size at once, Python takes that much memory before it looks how much there is. Joined as a
    list, they would be held twice.
    """
    pieces = io.BytesIO()
    while size > 0 and (piece := file.read(min(size, _PIECE))):
        size -= pieces.write(piece)
    return pieces.getvalue()


def read_document(source: str | Path | bytes | BinaryIO, unnamed: str, limits: Limits = LIMITS) -> tuple[bytes, str]:
    """Return the bytes of the Word document *source* and its name; *unnamed* where it has none."""
    if isinstance(source, bytes):
        return bounded(io.BytesIO(source), FilePlace(unnamed), limits), unnamed
    if not isinstance(source, (str, Path)):
        given = getattr(source, "name", "")
        name = Path(given).name if isinstance(given, str) and given else unnamed
        return bounded(source, FilePlace(name), limits), name
    path = Path(source)
    place = FilePlace(path.name)
    try:
        return _bounded(path, limits), path.name
    except FileNotFoundError as error:
        raise failure("no-such-file", place, path=str(path)) from error
    except IsADirectoryError as error:
        raise failure("not-a-document", place) from error
    except OSError as error:
        raise failure("cannot-read", place, reason=error.strerror or str(error)) from error
