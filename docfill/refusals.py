"""Refusals: why the system does not let a report be written -> the problem that says so and what to do."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from docfill.places import FilePlace
from docfill.problems import failure

if TYPE_CHECKING:
    from pathlib import Path

    from docfill.problems import FillError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
# Windows says so of a file that another program has open: access denied, sharing violation, lock violation.
_IN_USE_ON_WINDOWS = frozenset({5, 32, 33})
# ERROR_FILENAME_EXCED_RANGE, and how long a path may be where long paths are not switched on
# (learn.microsoft.com/windows/win32/fileio/maximum-file-path-limitation).
_TOO_LONG_ON_WINDOWS = 206
_LONGEST_PATH_ON_WINDOWS = 259


def refused(error: OSError | ValueError, path: Path) -> FillError:
    """Return the FillError that says why *path* could not be written, as *error* has it."""
    place = FilePlace(path.name)
    if isinstance(error, ValueError):  # a zero character, or half of one beyond U+FFFF
        return failure("impossible-file-name", place, name=ascii(path.name)[1:-1])
    on_windows = getattr(error, "winerror", None)
    long_there = os.name == "nt" and len(os.path.abspath(path)) > _LONGEST_PATH_ON_WINDOWS  # noqa: PTH100
    if error.errno == errno.ENAMETOOLONG or on_windows == _TOO_LONG_ON_WINDOWS or long_there:
        return failure("path-too-long", place, length=len(str(path)))
    folder = str(path.parent)
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return failure("no-such-folder", place, folder=folder)
    if error.errno in _FULL:
        return failure("disk-full", place)
    there = os.path.lexists(path)
    if there and on_windows in _IN_USE_ON_WINDOWS and not path.is_dir():
        return failure("output-in-use", place, name=path.name)
    if error.errno in _FORBIDDEN and not (there and path.is_dir()):
        return failure("folder-read-only", place, folder=folder)
    return failure("cannot-write", place, reason=error.strerror or str(error))
