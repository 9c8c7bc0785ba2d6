"""Naming: a pattern and data -> the name of the report; and what speaks against writing to a path."""

from __future__ import annotations

import contextlib
import os
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from docfill.data import Setting
from docfill.places import FilePlace
from docfill.problems import FillError, failure
from docfill.refusals import refuse_special, refused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from typing import Any

    from docfill.problems import Problems

# What Windows does not take in a file's name; a name made on Linux must open there too
# (learn.microsoft.com/windows/win32/fileio/naming-a-file). And the marks that turn the direction of writing,
# which let a name pretend to another extension. (Compiled when first used, as start-up counts.)
_FORBIDDEN = r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]'
_BREAKS = r"[\x00-\x1f]"
_RESERVED = r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?\Z"
# File systems take 255 bytes of UTF-8 (ext4) or 255 UTF-16 units (NTFS); what is left is for the extension
# and for the temporary name beside it.
_LONGEST_STEM = 200

_WORD_EXTENSIONS = (".docx", ".docm", ".dotx", ".dotm")


def report_name(pattern: str, data: Mapping[str, Any], extension: str) -> str:
    """Return the file name that *pattern*, which may have tags, makes of *data*, with *extension*.

    Characters that a file system refuses become ``_``. Raises FillError where a tag's value is missing, or
    where nothing is left to make a name of.
    """
    from docfill.word.pattern import render_text  # lazy: brings Jinja

    source = pattern.source if isinstance(pattern, Setting) else None
    try:
        text = render_text(pattern, data)
    except FillError as error:
        if source is None:
            raise
        raise FillError(problem._replace(place=source) for problem in error.problems) from error
    name = " ".join(re.sub(_BREAKS, " ", text).split())
    for known in _WORD_EXTENSIONS:
        name = name[: -len(known)] if name.lower().endswith(known) else name
    stem = safe_name(name)
    if not stem:
        raise failure("empty-output-name", source, pattern=pattern)
    return stem + extension


def safe_name(name: str) -> str:
    """Return *name* as every file system takes it; empty where nothing of it can stay."""
    safe = re.sub(_FORBIDDEN, "_", name).strip(" .")
    safe = safe.encode()[:_LONGEST_STEM].decode(errors="ignore").rstrip(" .")
    return f"_{safe}" if re.match(_RESERVED, safe) else safe


def refuse_bad_target(
    target: Path,
    extension: str,
    template: Path | None,
    data: Iterable[str | Path],
    *,
    replace: bool,
    problems: Problems,
) -> None:
    """Put into *problems* whatever speaks against writing the report to *target*.

    *extension* is what the report must have; *template*, None where it is no file, and *data* are the
    files that it is made from; a file that is there may be replaced only if *replace* says so.
    """
    place = FilePlace(str(target))
    if target.suffix.lower() != extension:
        known = target.suffix.lower() in _WORD_EXTENSIONS and extension in _WORD_EXTENSIONS
        name = target.name or target.absolute().name  # of `.`
        better = (Path(name).stem if known else name) + extension
        problems.add("wrong-extension", place, expected=extension, name=name, better=better)
    if not is_folder(target.parent):
        problems.add("no-such-folder", place, folder=target.parent)
    if template and _same(target, template):
        problems.add("output-is-template", place)
    elif any(_same(target, each) for each in data):
        problems.add("output-is-data", place)
    elif not replace and is_file(target):
        problems.add("output-exists", place, name=target.name)
    else:
        _refuse_impossible(target, problems)


def one_name(path: str | Path) -> str:
    """Return *path* so written that those which some file system takes for one file are equal.

    Windows and Macs tell no capitals from small letters, and Macs no composed character from its parts; and a link
    leads to a file or a folder that has another path.
    """
    whole = whole_path(path)
    with contextlib.suppress(OSError, ValueError):  # what cannot be looked at is told as a report is written to it
        if os.path.islink(whole):  # noqa: PTH114  as above
            whole = os.path.realpath(whole)
        folder, name = os.path.split(whole)
        found = os.stat(folder)  # noqa: PTH116  its number takes a tenth of what following all links on the way takes
        whole = f"{found.st_dev}-{found.st_ino}/{name}"
    return unicodedata.normalize("NFC", whole).casefold()


def whole_path(path: str | Path) -> str:
    """Return *path* from the root on, without ``..``; as it is where the current folder was removed."""
    try:
        return os.path.abspath(path)  # noqa: PTH100  Path.absolute leaves `..`
    except FileNotFoundError:
        return os.path.normpath(path)


def is_there(path: str | Path) -> bool:
    """Return whether there is a file or a folder at *path*; a name that no file system takes is not there."""
    return os.path.exists(path)  # noqa: PTH110  Path.exists raises for a name that is too long


def is_file(path: str | Path) -> bool:
    """Return whether there is a file at *path*; a name that no file system takes is none."""
    return os.path.isfile(path)  # noqa: PTH113  as above


def is_folder(path: str | Path) -> bool:
    """Return whether there is a folder at *path*; a name that no file system takes is none."""
    return os.path.isdir(path)  # noqa: PTH112  as above


def warn_of_owner(target: Path, beside: Collection[str] | None, problems: Problems) -> None:
    """Put a warning into *problems* where the report at *target* is open in Word, WPS or LibreOffice.

    On a network drive, a Mac or Linux an open file can be replaced, and whoever has it open may save it once more.
    *beside* are the names of such signs in its folder, where they are known already.
    """
    name = target.name
    # Word leaves out the first characters of a longer name (`~$port.docx`), and how many depends on its length.
    signs = (f"~${name}", f"~${name[1:]}", f"~${name[2:]}", f".~lock.{name}#", f".~{name}")
    if beside is None:
        beside = [sign for sign in signs if is_there(target.with_name(sign))] if is_file(target) else ()
    sign = next((sign for sign in signs if sign in beside), None)
    if sign is not None:
        problems.add("output-open-elsewhere", FilePlace(str(target)), name=name, sign=sign)


def signs_of_owners(folder: Path) -> Collection[str]:
    """Return the names of the files in *folder* by which a program tells others that a document is open."""
    try:
        return frozenset(name for name in os.listdir(folder) if name.startswith(("~$", ".~")))  # noqa: PTH208  a folder may be large
    except OSError:
        return ()  # what is wrong with it is told as a report is written


def _refuse_impossible(path: Path, problems: Problems) -> None:
    """Put into *problems* why nothing can be written to *path*: a name that is too long, a pipe, a locked folder."""
    try:
        refuse_special(str(path), path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return
    except FillError as error:
        problems.extend(error.problems)
    except (OSError, ValueError) as error:  # ValueError: a name with a zero character in it
        problems.extend(refused(error, path).problems)


def _same(one: Path, other: str | Path) -> bool:
    # `samefile` looks through links and through the case of names where the file system does.
    return is_there(one) and is_there(other) and one.samefile(other)
