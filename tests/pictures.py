"""Makes small pictures of every kind, and looks at those that a report shows: ``png(40, 20, dots=200)``."""

from __future__ import annotations

import io
import posixpath
import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image as Pillow

from tests.building import member, tree

if TYPE_CHECKING:
    from lxml import etree

MM = 36_000  # in English Metric Units


def png(width: int = 40, height: int = 20, dots: float | None = None, grey: int = 200) -> bytes:
    """Return a PNG of one grey; *dots* are those of an inch that it states."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    stated = chunk(b"pHYs", struct.pack(">IIB", round(dots / 0.0254), round(dots / 0.0254), 1)) if dots else b""
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + stated
        + chunk(b"IDAT", zlib.compress((b"\0" + bytes([grey]) * width) * height))
        + chunk(b"IEND", b"")
    )


def empty_png(width: int, height: int) -> bytes:
    """Return a PNG that says it is of this size, and holds a single line."""
    whole = png(1, 1)
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return whole[:12] + header + struct.pack(">I", zlib.crc32(header)) + whole[33:]


def of_pillow(kind: str, width: int = 40, height: int = 20, **options: object) -> bytes:
    """Return a JPEG, GIF, BMP or TIFF."""
    stream = io.BytesIO()
    Pillow.linear_gradient("L").resize((width, height)).save(stream, kind, **options)
    return stream.getvalue()


def turned_jpeg() -> bytes:
    """Return a JPEG of which the camera noted to turn it by a quarter."""
    notes = Pillow.Exif()
    notes[0x0112] = 6
    return of_pillow("JPEG", exif=notes)


def emf(width: int = 3000, height: int = 2000) -> bytes:
    """Return an EMF, its frame in hundredths of a millimetre (MS-EMF 2.2.9)."""
    head = struct.pack("<II4i4iIIIIHHIII2i2i", 1, 88, 0, 0, 100, 100, 0, 0, width, height, *_EMF_REST)
    return head + struct.pack("<IIIII", 14, 20, 0, 0, 20)


_EMF_REST = (0x464D4520, 0x10000, 108, 2, 1, 0, 0, 0, 0, 1000, 1000, 300, 300)


def wmf(width: int = 1000, height: int = 500, units: int = 1000) -> bytes:
    """Return a WMF with a placeable header, so and so many units an inch (MS-WMF 2.3.2.3)."""
    return struct.pack("<IH4hHIH", 0x9AC6CDD7, 0, 0, 0, width, height, units, 0, 0) + struct.pack(
        "<HHHIHIHIH", 1, 9, 0x300, 12, 0, 3, 0, 3, 0
    )


def svg(
    inside: str = '<rect width="30" height="20" fill="red"/>', opening: str = 'width="30mm" height="20mm"'
) -> bytes:
    """Return an SVG."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20" {opening}>{inside}</svg>'.encode()


class Shown(NamedTuple):
    """A picture that a report shows: the *member* that holds it and its *content*, its size, what is said of it."""

    member: str
    content: bytes
    width: int
    height: int
    alt: str
    link: str


def shown(report: bytes, name: str = "word/document.xml") -> list[Shown]:
    """Return the pictures that stand in the lines of a member of *report*, in order."""
    return [_shown(report, name, inline) for inline in tree(report, name).iter("{*}inline")]


def _shown(report: bytes, name: str, inline: etree._Element) -> Shown:
    extent, said = inline.find("{*}extent"), inline.find("{*}docPr")
    (blip,) = inline.iter("{*}blip")
    folder, file = posixpath.split(name)
    targets = {
        each.get("Id"): each.get("Target")
        for each in tree(report, f"{folder}/_rels/{file}.rels")
        if each.tag.endswith("}Relationship")
    }
    (embedded,) = (value for key, value in blip.attrib.items() if key.endswith("}embed"))
    click = said.find("{*}hlinkClick")
    link = (
        next((targets[value] for key, value in click.attrib.items() if key.endswith("}id")))
        if click is not None
        else ""
    )
    picture = posixpath.normpath(posixpath.join(folder, targets[embedded]))
    size = (int(extent.get("cx")), int(extent.get("cy")))
    return Shown(picture, member(report, picture), *size, said.get("descr", ""), link)
