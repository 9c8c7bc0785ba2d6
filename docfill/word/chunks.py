"""Chunks: what a program prints, bit by bit -> its filled part, in blocks that are worth a call each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docfill.places import FilePlace
from docfill.problems import failure
from docfill.word.values import settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from docfill.limits import Limits
    from docfill.problems import FillError
    from docfill.word.runnable import Runnable

# Chunks are joined, settled and mended in blocks of this many bytes: large enough for the deflater, small enough that
# memory does not grow with the report.
_BLOCK_BYTES = 1 << 16
_NEAR = 1 << 12
# What lxml, and all that read with libxml2, take of one text or one tag; python-docx does.
_LONGEST_TEXT = 10_000_000
_SHOWN = 60


def finished(
    chunks: Iterable[str | bytes],
    program: Runnable,
    limits: Limits,
    put_pieces: Callable[[bytes], bytes] = bytes,
    rework: Callable[[str], str] = str,
) -> Iterator[bytes]:
    """Yield *chunks*, what *program* prints, as they stand in its part: their marks turned into markup, cells mended.

    *put_pieces* replaces the marks of what is more than text in a block, *rework* does the work that a row's cells are
    marked for. Raises FillError past the ceiling of *limits*.
    """
    prefix = program.prefix.encode()
    mender = None
    if program.guarded:
        from docfill.word.mending import Mender  # lazy for start-up

        mender = Mender(rework)
    for block in _in_blocks(chunks, prefix, limits, program):
        content = settle(put_pieces(block), prefix)
        if len(content) > _LONGEST_TEXT:
            _refuse_long_text(content, program)
        if mender is not None and mender.minds(content):
            content = mender.mend(content.decode()).encode()
        yield content if program.encoding == "utf-8" else _encoded(content, program.encoding)


def _refuse_long_text(content: bytes, program: Runnable) -> None:
    """Raise FillError where one text in *content*, a block of what *program* prints, is too long for its readers."""
    longest = max(content.split(b"<"), key=len)
    if len(longest) > _LONGEST_TEXT:
        raise failure(
            "text-too-long",
            FilePlace(program.part.file, member=program.member),
            begins=longest[longest.find(b">") + 1 :][:_SHOWN].decode(errors="ignore").strip(),
            found=f"{len(longest):,} B",
            limit=f"{_LONGEST_TEXT:,} B",
        )


def _in_blocks(chunks: Iterable[str | bytes], prefix: bytes, limits: Limits, program: Runnable) -> Iterator[bytes]:
    """Yield *chunks*, what *program* prints, joined into blocks. Raises FillError past the ceiling of *limits*.

    A block begins where a paragraph does, whose element has the *prefix* (``w:``), so that a mark in it is never
    parted from the tags that tell what is open at it.
    """
    paragraph = b"<%sp>" % prefix, b"<%sp " % prefix
    held: list[bytes] = []
    size = total = 0
    enough = _BLOCK_BYTES
    for chunk in chunks:
        piece = chunk.encode() if isinstance(chunk, str) else chunk
        held.append(piece)
        size += len(piece)
        if size < enough:
            continue
        if total + size > limits.output_bytes:
            raise _too_large(program, limits)
        block = b"".join(held)
        end = _last(block, paragraph)
        if end <= 0:
            enough = 2 * size  # one paragraph, and a long one: it is not looked through again for every chunk
            held = [block]
            continue
        yield block[:end]
        total += end
        held = [block[end:]]
        size = len(held[0])
        enough = size + _BLOCK_BYTES
    if total + size > limits.output_bytes:
        raise _too_large(program, limits)
    yield b"".join(held)


def _too_large(program: Runnable, limits: Limits) -> FillError:
    place = FilePlace(program.part.file, member=program.member)
    return failure("output-too-large", place, limit=f"{limits.output_bytes:,}")


def _last(text: bytes, signs: tuple[bytes, bytes]) -> int:
    """Return where the last of *signs* begins in *text*, -1 where there is none; near its end before all of it."""
    for start in (max(len(text) - _NEAR, 0), 0):
        end = max(text.rfind(sign, start) for sign in signs)
        if end >= 0:
            return end
    return -1


def _encoded(content: bytes, encoding: str) -> bytes:
    from docfill.word.decoding import encode  # lazy for start-up: nearly all parts are in UTF-8

    return encode(content.decode(), encoding)
