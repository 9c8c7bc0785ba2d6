"""Reports: what docfill wrote, and of what -> a finding where a reader would refuse it, or a file is left over."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from tests.validity import broken_invariants

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

_PARSER = etree.XMLParser(resolve_entities=False, huge_tree=True, remove_comments=True, remove_pis=True)
_UNREADABLE = (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, RuntimeError, zlib.error)
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class UnsoundError(AssertionError):
    """Raised where a file that docfill wrote is not as it should be."""


def look_at(report: bytes, sources: Iterable[bytes], *, sound: bool) -> None:
    """Raise where *report* is one that a reader would refuse, in a part that docfill wrote.

    *sources* are the packages that it may have parts of as they were. Where the template was a *sound* one, nothing may
    be there twice or lead nowhere, and no invariant be broken that the template keeps.
    """
    given = list(sources)
    before = set().union(*map(_members, given))
    with zipfile.ZipFile(io.BytesIO(report)) as opened:
        names = opened.namelist()
        for info in opened.infolist():
            if (info.filename, info.CRC, info.file_size) in before:
                continue
            content = opened.read(info)
            if info.filename.endswith((".xml", ".rels")):
                try:
                    top = etree.fromstring(content, _PARSER)
                except etree.XMLSyntaxError as error:
                    if not sound and any(_is_broken(source, info.filename) for source in given):
                        continue  # in an encoding, say, that docfill knows and lxml does not
                    raise UnsoundError(f"{info.filename} is not well-formed: {error}") from error
                if sound and info.filename.endswith(".rels"):
                    _look_at_relations(info.filename, top, names)
        if sound and len(set(names)) < len(names):
            raise UnsoundError(f"members twice: {names}")
    if sound:
        broken = broken_invariants(given[0], report)
        if broken:
            raise UnsoundError(f"invariants: {broken}")


def _is_broken(source: bytes, name: str) -> bool:
    """Tell whether lxml cannot read the member *name* of *source* either."""
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as opened:
            etree.fromstring(opened.read(name), _PARSER)
    except (KeyError, *_UNREADABLE):
        return False
    except etree.XMLSyntaxError:
        return True
    return False


def _members(content: bytes) -> set[tuple[str, int, int]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            return {(info.filename, info.CRC, info.file_size) for info in opened.infolist()}
    except _UNREADABLE:
        return set()  # docfill read it all the same, or refused it


def _look_at_relations(name: str, top: etree._Element, names: Collection[str]) -> None:
    folder = posixpath.dirname(posixpath.dirname(name))
    seen: set[str] = set()
    for each in top.iter(_RELATIONSHIP):
        key = each.get("Id", "")
        if key in seen:
            raise UnsoundError(f"{name}: the id {key} twice")
        seen.add(key)
        target = unquote(each.get("Target", ""))
        whole = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        if each.get("TargetMode") != "External" and whole not in names:
            raise UnsoundError(f"{name}: {key} leads to {target}, which is not there")


def look_at_folder(folder: Path, given: Mapping[str, bytes], may: Collection[str] | None) -> list[str]:
    """Return the names of the files that are new in *folder* or changed; raise where there are any that may not be.

    *given* are those that were there before, *may* what may be made; None: anything, but nothing half made.
    """
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    gone = given.keys() - there.keys()
    if gone:
        raise UnsoundError(f"gone: {sorted(gone)}")
    made = [name for name, path in there.items() if path.read_bytes() != given.get(name)]
    odd = [name for name in made if (may is not None and name not in may) or re.search(r"(^|/)\.|\.tmp$", name)]
    if odd:
        raise UnsoundError(f"left over: {odd}")
    return made
