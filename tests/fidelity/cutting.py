"""Cuts a template and its report at the tags, and a package at its records, to show that all else is the same.

Written apart from the engine: what it says about bytes must not rest on the engine's own reading of them.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from typing import NamedTuple

_MARKUP = re.compile(r"<[^<>]*>")
_TAG = re.compile(r"\{\{[^\0]*?\}\}|\{%[^\0]*?%\}|\{#[^\0]*?#\}")
_PARAGRAPH_ENDS = "</w:p>"


def cut(part: str) -> list[str]:
    """Return the stretches of *part* outside its tags; a tag that Word split over runs is cut into its pieces."""
    characters: list[str] = []
    offsets: list[int] = []
    at = 0
    for markup in [*_MARKUP.finditer(part), None]:
        start, end = markup.span() if markup else (len(part), len(part))
        characters.extend(part[at:start])
        offsets.extend(range(at, start))
        if part[start:end] == _PARAGRAPH_ENDS:
            characters.append("\0")  # no tag goes on into the next paragraph
            offsets.append(start)
        at = end
    text = "".join(characters)
    taken = {offsets[index] for tag in _TAG.finditer(text) for index in range(*tag.span())}
    stretches = [""]
    last = -1
    for offset, character in enumerate(part):
        if offset not in taken:
            stretches[-1] += character
        elif offset != last + 1 or last < 0:
            stretches.append("")
        last = offset if offset in taken else last
    return stretches


def values_between(template: str, report: str) -> list[str]:
    """Return what stands in *report* where *template* has its tags; all else must be equal, to the character."""
    stretches = cut(template)
    match = re.fullmatch("(.*?)".join(map(re.escape, stretches)), report, re.DOTALL)
    assert match, f"something outside the tags changed:\n{template}\n{report}"
    return list(match.groups())


class Record(NamedTuple):
    """One member as it lies in the file: its *raw* local record, all the bytes up to the next, and its two headers."""

    name: str
    raw: bytes
    local: tuple[int, ...]
    info: zipfile.ZipInfo


def records(content: bytes) -> list[Record]:
    """Return the members of a package in the order in which they lie in the file."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        infos = sorted(opened.infolist(), key=lambda info: info.header_offset)
        ends = [*(info.header_offset for info in infos[1:]), opened.start_dir]
    return [
        Record(
            info.filename,
            content[info.header_offset : end],
            struct.unpack_from("<4x5H3L2H", content, info.header_offset),
            info,
        )
        for info, end in zip(infos, ends, strict=True)
    ]


def assert_only_changed(template: bytes, report: bytes, *names: str) -> None:
    """Show that every member but *names* is carried over raw, in its place, and that *names* kept what they must."""
    before, after = records(template), records(report)
    assert [record.name for record in after] == [record.name for record in before]
    for old, new in zip(before, after, strict=True):
        if old.name not in names:
            assert new.raw == old.raw, old.name
            continue
        assert new.info.date_time == old.info.date_time
        assert new.info.flag_bits == old.info.flag_bits & ~0x08
        assert new.info.compress_type == old.info.compress_type
        for kept in ("create_system", "create_version", "external_attr", "internal_attr", "comment"):
            assert getattr(new.info, kept) == getattr(old.info, kept), kept
    with zipfile.ZipFile(io.BytesIO(report)) as opened, zipfile.ZipFile(io.BytesIO(template)) as original:
        assert opened.testzip() is None
        assert opened.comment == original.comment
        assert opened.namelist() == original.namelist()
