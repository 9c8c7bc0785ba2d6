"""Image files: the bytes of a picture -> its kind, told by what it holds, and its own size; damaged ones are refused.

Pillow reads the headers of PNG, JPEG, GIF, BMP and TIFF; of Windows's metafiles and of SVG only the size is wanted,
which is a line or two.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from docfill.limits import LIMITS
from docfill.pictures.faults import PictureError

if TYPE_CHECKING:
    from collections.abc import Callable

    from docfill.limits import Limits

EMU_PER_INCH = 914_400
# Of a picture with more, what it holds is not unpacked to see whether it is whole: that takes seconds and much memory.
_MOST_UNPACKED = 30_000_000  # pixels
# What Word and browsers take a pixel for where the file does not say.
DOTS_PER_INCH = 96


class Kind(NamedTuple):
    """A kind of picture that Word shows: its *name*, the *extension* of its files, its *content_type*."""

    name: str
    extension: str
    content_type: str


class ImageFile(NamedTuple):
    """A picture's file: *width* and *height* are pixels, *dots* those of an inch across and down, where it says so.

    *turned* says that the camera noted to turn it, which Word does not do.
    """

    kind: Kind
    content: bytes
    name: str
    width: float
    height: float
    dots: tuple[int, int] | None = None
    turned: bool = False

    def size(self, dots: int = DOTS_PER_INCH) -> tuple[int, int]:
        """Return its own width and height in English Metric Units; *dots* are those of an inch where it states none.

        Neither is nothing: a drawing may state the millionth part of a pixel.
        """
        across, down = self.dots or (dots, dots)
        return max(int(self.width / across * EMU_PER_INCH), 1), max(int(self.height / down * EMU_PER_INCH), 1)


PNG = Kind("PNG", "png", "image/png")
SVG = Kind("SVG", "svg", "image/svg+xml")
# What a file begins with -> its kind, and the module and the class of Pillow that read it.
_BEGINNINGS: dict[bytes, tuple[Kind, str, str]] = {
    b"\x89PNG\r\n\x1a\n": (PNG, "PngImagePlugin", "PngImageFile"),
    b"\xff\xd8\xff": (Kind("JPEG", "jpeg", "image/jpeg"), "JpegImagePlugin", "JpegImageFile"),
    b"GIF87a": (Kind("GIF", "gif", "image/gif"), "GifImagePlugin", "GifImageFile"),
    b"GIF89a": (Kind("GIF", "gif", "image/gif"), "GifImagePlugin", "GifImageFile"),
    b"BM": (Kind("BMP", "bmp", "image/bmp"), "BmpImagePlugin", "BmpImageFile"),
    b"II*\x00": (Kind("TIFF", "tiff", "image/tiff"), "TiffImagePlugin", "TiffImageFile"),
    b"MM\x00*": (Kind("TIFF", "tiff", "image/tiff"), "TiffImagePlugin", "TiffImageFile"),
}
_EMF = Kind("EMF", "emf", "image/x-emf")
_WMF = Kind("WMF", "wmf", "image/x-wmf")
# Pictures, and what is taken for one, that Word does not show, by what the file holds at a position.
_OTHERS: tuple[tuple[int, bytes, str], ...] = (
    (8, b"WEBP", "WebP"),
    (4, b"ftypavif", "AVIF"),
    (4, b"ftypavis", "AVIF"),
    (4, b"ftyp", "HEIC"),
    (0, b"%PDF", "PDF"),
    (0, b"8BPS", "Photoshop"),
    (0, b"\x00\x00\x01\x00", "ICO"),
    (0, b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (0, b"\xff\x4f\xff\x51", "JPEG 2000"),
    (0, b"\xff\x0a", "JPEG XL"),
    (0, b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (0, b"\x1f\x8b", "SVGZ/EMZ/WMZ"),
    (0, b"II+\x00", "BigTIFF"),
    (0, b"MM\x00+", "BigTIFF"),
    (0, b"\x01\x00\x09\x00", "WMF (without placeable header)"),
    (0, b"PK\x03\x04", "ZIP"),
)
_SVG = re.compile(
    # What was read is not read in another way (`(?>`): of comments without a drawing there are too many ways.
    rb"\s*+(?>(?><\?xml[^>]*\?>)\s*+|(?><!--.*?-->)\s*+|<!DOCTYPE[^>\[]*+(?>\[.*?\]\s*+)?>\s*+)*+<(?:\w+:)?svg[\s>]",
    re.DOTALL,
)
_ORIENTATION = 0x0112  # the tag of Exif 2.3, 4.6.4, table 4


def look_at(content: bytes, name: str, limits: Limits = LIMITS) -> ImageFile:
    """Return what *content*, a picture's file called *name*, is. Raises PictureError."""
    called = name or f"{len(content):,} B"
    if len(content) > limits.picture_bytes:
        raise PictureError("picture-too-large", name=called, limit=f"{limits.picture_bytes:,} B")
    if not content:
        raise PictureError("picture-damaged", name=called, reason="0 B")
    found = _read(content, called)
    if found.width * found.height > limits.picture_pixels:
        size = f"{found.width:,.0f}×{found.height:,.0f}"
        raise PictureError("picture-too-large", name=f"{called} ({size})", limit=f"{limits.picture_pixels:,} px")
    if not (found.width > 0 and found.height > 0):
        raise PictureError("picture-damaged", name=called, reason=f"{found.width:g}×{found.height:g}")
    return found


def _read(content: bytes, called: str) -> ImageFile:
    for beginning, (kind, module, reader) in _BEGINNINGS.items():
        if content.startswith(beginning):
            return _bitmap(content, called, kind, module, reader)
    if content.startswith(b"\x01\x00\x00\x00") and content[40:44] == b" EMF":
        return _metafile(content, called, _EMF, _emf_size)
    if content.startswith(b"\xd7\xcd\xc6\x9a"):
        return _metafile(content, called, _WMF, _wmf_size)
    if _SVG.match(content.removeprefix(b"\xef\xbb\xbf")[:65536]):
        from docfill.pictures.svg import size_of  # lazy for start-up: few pictures are drawings

        return ImageFile(SVG, content, called, *size_of(content, called))
    for position, sign, other in _OTHERS:
        if content[position:].startswith(sign):
            raise PictureError("picture-not-shown", name=called, found=other)
    raise PictureError("no-picture", name=called)


def _bitmap(content: bytes, called: str, kind: Kind, module: str, reader: str) -> ImageFile:
    # The reader itself, not Pillow's `open`: that imports every reader there is, and warns of large pictures.
    read = getattr(import_module(f"PIL.{module}"), reader)
    try:
        with warnings.catch_warnings():  # those are for programmers; what matters of them is raised as well
            warnings.simplefilter("ignore")
            picture = read(io.BytesIO(content))
            width, height = picture.size
            if width * height <= _MOST_UNPACKED or kind.name in ("PNG", "TIFF"):
                _prove(picture, kind, len(content))
            turned = kind.name == "JPEG" and picture.getexif().get(_ORIENTATION, 1) != 1
    except (SyntaxError, OSError, EOFError, ValueError, KeyError, IndexError, TypeError, struct.error) as error:
        # Whatever Pillow raises at bytes that are not as they should be.
        raise PictureError("picture-damaged", name=called, reason=str(error)) from error
    return ImageFile(kind, content, called, width, height, _dots(picture.info.get("dpi")), turned)


def _prove(picture: Any, kind: Kind, length: int) -> None:
    """Raise what Pillow raises where *picture* is cut short or damaged."""
    if kind.name == "PNG":
        picture.verify()  # every chunk has its checksum
    elif kind.name == "TIFF":
        # Pillow lacks some of the compressions that Word knows, so only where the strips or tiles lie is looked at.
        for starts, sizes in ((273, 279), (324, 325)):
            ends = [a + b for a, b in zip(picture.tag_v2.get(starts, ()), picture.tag_v2.get(sizes, ()), strict=True)]
            if max(ends, default=0) > length:
                raise EOFError(f"{max(ends):,} > {length:,} B")
    else:
        if kind.name == "JPEG":
            # All of it is read, and only an eighth of it worked out.
            picture.draft("L", (picture.width // 8, picture.height // 8))
        picture.load()


def _dots(stated: Any) -> tuple[int, int] | None:
    """Return the dots of an inch that a file states; None where they cannot be meant: none at all, or a single one."""
    across, down = stated if isinstance(stated, tuple) and len(stated) == 2 else (0, 0)
    return (round(across), round(down)) if across > 1 and down > 1 else None


def _metafile(content: bytes, called: str, kind: Kind, size_of: Callable[[bytes], tuple[float, float]]) -> ImageFile:
    try:
        width, height = size_of(content)
    except (struct.error, ZeroDivisionError, EOFError) as error:
        raise PictureError("picture-damaged", name=called, reason=str(error)) from error
    return ImageFile(kind, content, called, width, height)


def _emf_size(content: bytes) -> tuple[float, float]:
    """Return the size of the frame, which is in hundredths of a millimetre, in pixels (MS-EMF 2.2.9)."""
    left, top, right, bottom = struct.unpack_from("<4i", content, 24)
    (length,) = struct.unpack_from("<I", content, 48)
    if length > len(content):
        raise EOFError(f"{length:,} > {len(content):,} B")
    return (right - left) / 2540 * DOTS_PER_INCH, (bottom - top) / 2540 * DOTS_PER_INCH


def _wmf_size(content: bytes) -> tuple[float, float]:
    """Return the size of the bounding box, which is in units of its own, in pixels (MS-WMF 2.3.2.3)."""
    left, top, right, bottom, units = struct.unpack_from("<4hH", content, 6)
    (words,) = struct.unpack_from("<I", content, 28)
    if 22 + 2 * words > len(content):
        raise EOFError(f"{22 + 2 * words:,} > {len(content):,} B")
    return abs(right - left) / units * DOTS_PER_INCH, abs(bottom - top) / units * DOTS_PER_INCH
