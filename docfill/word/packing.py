"""Packing: a member's new content, piece by piece -> as it is stored, by ISA-L where that is installed, else by zlib.

ISA-L (the package ``isal``, which ``docfill[fast]`` brings) takes a third of zlib's time and a twentieth for the
checksum. A document is the same either way; its bytes are not, for each packs it in its own way.
"""

from __future__ import annotations

import functools
import itertools
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

STORED, DEFLATED = 0, 8  # APPNOTE.TXT 4.4.5

_RAW, _MOST_MEMORY = -15, 9
# zlib's level 3 takes less than half the time of its default and packs a form to an eighth more; ISA-L's 2 packs it to
# a fifteenth more than that.
_LEVEL, _ISAL_LEVEL = 3, 2


class Packed(NamedTuple):
    """A member's new content as it is stored: *body* in pieces, its *length*, and *size* and *crc* of what went in."""

    body: list[bytes]
    method: int
    crc: int
    length: int
    size: int

    @property
    def content(self) -> bytes:
        """The content itself."""
        body = b"".join(self.body)
        return body if self.method == STORED else zlib.decompress(body, _RAW)


def pack(content: Iterable[bytes], method: int) -> Packed:
    """Return *content*, given in pieces, stored by *method*."""
    deflates, level = library()
    checksum = deflates.crc32
    crc = size = 0
    body: list[bytes] = []
    pieces = iter(content)
    first = list(itertools.islice(pieces, 1))
    # Only now, for the deflater's quarter of a megabyte in the midst of what makes the first piece, which is often the
    # only one, costs the allocator a third of the whole fill; see benchmarks/.
    deflater = deflates.compressobj(level, DEFLATED, _RAW, _MOST_MEMORY) if method == DEFLATED else None
    for piece in itertools.chain(first, pieces):
        crc = checksum(piece, crc)
        size += len(piece)
        body.append(deflater.compress(piece) if deflater else piece)
    if deflater:
        body.append(deflater.flush())
    return Packed(body, method, crc, sum(map(len, body)), size)


@functools.cache
def library() -> tuple[Any, int]:
    """Return what deflates, and its level."""
    try:
        from isal import isal_zlib  # lazy: an optional extra, docfill[fast]
    except ImportError:
        return zlib, _LEVEL
    return isal_zlib, _ISAL_LEVEL
