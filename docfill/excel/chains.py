"""Chains: the bytes of an OLE file -> whether a chain of its sectors runs in a circle (MS-CFB 2.3, 2.4, 2.5).

xlrd follows a circle for as long as there is memory.
"""

from __future__ import annotations

import array
import struct
import sys

_HEADER = 512
_END = 0xFFFFFFFA  # from here on a number is a mark and no sector (MS-CFB 2.1)
_HELD_IN_HEADER = 109
_ENTRY = 128
_STREAM, _ROOT = 2, 5


def runs_in_circle(content: bytes) -> bool:
    """Say whether following a chain of sectors in *content*, an OLE file, would never end."""
    if len(content) < _HEADER:
        return False
    shift, mini_shift = struct.unpack_from("<2H", content, 30)
    if not (7 <= shift <= 20 and mini_shift <= shift):
        return False  # which xlrd refuses by itself
    (directory,) = struct.unpack_from("<L", content, 48)
    cutoff, mini_table, _, more = struct.unpack_from("<4L", content, 56)
    size = 1 << shift
    held, circle = _table_sectors(content, size, more)
    if circle:
        return True
    table = _Table(b"".join(_sector(content, number, size) for number in held))
    entries = table.chain(directory)
    minis = table.chain(mini_table)
    if entries is None or minis is None:
        return True
    mini = _Table(b"".join(_sector(content, number, size) for number in minis))
    listed = b"".join(_sector(content, number, size) for number in entries)
    for at in range(0, len(listed) - _ENTRY + 1, _ENTRY):
        start, length = struct.unpack_from("<2L", listed, at + 116)
        kind = listed[at + 66]
        which = mini if kind == _STREAM and length < cutoff else table
        if kind in (_STREAM, _ROOT) and which.chain(start) is None:
            return True
    return False


def _table_sectors(content: bytes, size: int, more: int) -> tuple[list[int], bool]:
    """Return the sectors that hold the table of all sectors, and whether the list of them runs in a circle."""
    held = list(struct.unpack_from(f"<{_HELD_IN_HEADER}L", content, 76))
    seen: set[int] = set()
    while more < _END:
        if more in seen:
            return held, True
        seen.add(more)
        numbers = _numbers(_sector(content, more, size))
        if not numbers:
            break
        held.extend(numbers[:-1])
        more = numbers[-1]
    return [number for number in dict.fromkeys(held) if number < _END], False


def _sector(content: bytes, number: int, size: int) -> bytes:
    at = _HEADER + number * size
    return content[at : at + size]


def _numbers(content: bytes) -> array.array[int]:
    numbers = array.array("I", content[: len(content) // 4 * 4])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


class _Table:
    """The number of the sector that follows each; *seen* tells by the number of a chain which were walked."""

    def __init__(self, content: bytes) -> None:
        self.following = _numbers(content)
        self.seen = array.array("Q", bytes(8 * len(self.following)))
        self.chains = 0

    def chain(self, start: int) -> list[int] | None:
        """Return the sectors from *start* as far as they are new; None where they run in a circle."""
        self.chains += 1
        chain: list[int] = []
        while start < len(self.following) and not self.seen[start]:
            self.seen[start] = self.chains
            chain.append(start)
            start = self.following[start]
        return None if start < len(self.following) and self.seen[start] == self.chains else chain
