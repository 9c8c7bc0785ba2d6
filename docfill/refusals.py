"""Refusals: why the system does not let a report be written -> the problem that says so and what to do."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from docfill.places import FilePlace
from docfill.problems import FillError, failure

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
# Windows says so of a file that another program has open: access denied, sharing violation, lock violation.
_IN_USE_ON_WINDOWS = frozenset({5, 32, 33})
# ERROR_FILENAME_EXCED_RANGE, and how long a path may be where long paths are not switched on
# (learn.microsoft.com/windows/win32/fileio/maximum-file-path-limitation).
_TOO_LONG_ON_WINDOWS = 206
_LONGEST_PATH_ON_WINDOWS = 259


def refused(error: OSError | ValueError, path: Path, target: Path | None = None) -> FillError:
    """Return the FillError that says why *path* could not be written, as *error* has it.

    *target* is the file that *path* means, where it is a link to it.
    """
    target = target or path
    place = FilePlace(path.name)
    if isinstance(error, ValueError):  # a zero character, or half of one beyond U+FFFF
        return failure("impossible-file-name", place, name=ascii(path.name)[1:-1])
    on_windows = getattr(error, "winerror", None)
    long_there = os.name == "nt" and len(os.path.abspath(target)) > _LONGEST_PATH_ON_WINDOWS  # noqa: PTH100
    if error.errno == errno.ENAMETOOLONG or on_windows == _TOO_LONG_ON_WINDOWS or long_there:
        return failure("path-too-long", place, length=len(str(path)))
    if os.path.islink(target):  # noqa: PTH114  of Path's own these may raise what is told here, as of a closed folder
        target = Path(os.path.realpath(target))
    folder = str(target.parent)
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return failure("no-such-folder", place, folder=folder)
    if error.errno in _FULL:
        return failure("disk-full", place)
    there = os.path.lexists(target)
    is_folder = os.path.isdir(target)  # noqa: PTH112  as above
    if there and on_windows in _IN_USE_ON_WINDOWS and not is_folder:
        return failure("output-in-use", place, name=path.name)
    # What fails on the way from one name to another has been written: it is the file that nobody may replace, such as
    # another user's in a folder for all (sticky), or one that never changes.
    of_file = there and (is_folder or error.filename2 is not None)
    if error.errno in _FORBIDDEN and not of_file:
        return failure("folder-read-only", place, folder=folder)
    return failure("cannot-write", place, reason=error.strerror or str(error))


def refuse_special(path: str, mode: int) -> None:
    """Raise FillError where what *path* means, of that *mode* (st_mode of ``stat``), is no file to be written over.

    A rename puts the report in the place of whatever is there: of a device as of a file that was protected on purpose.
    """
    place = FilePlace(os.path.basename(path))  # noqa: PTH119  as the caller has it
    if stat.S_ISDIR(mode):
        raise failure("cannot-write", place, reason=os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise failure("output-not-a-file", place, name=os.path.basename(path))  # noqa: PTH119
    # Whoever may write anything, as an administrator may, is asked by the marks alone.
    if not mode & 0o222 or not os.access(path, os.W_OK):
        raise failure("output-read-only", place, name=os.path.basename(path))  # noqa: PTH119
