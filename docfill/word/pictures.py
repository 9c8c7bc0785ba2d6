"""Pictures: an Image that a tag prints -> the run that shows it (ECMA-376 part 1, 20.4.2.8), and the parts it needs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from docfill.pictures.faults import PictureError
from docfill.pictures.files import DOTS_PER_INCH, EMU_PER_INCH, SVG, look_at
from docfill.pictures.image import MAX_EMU, FileName, Image, changed, emu_of
from docfill.word.linespacing import styles_of
from docfill.word.pieces import PieceError, TextPiece
from docfill.word.plain import address
from docfill.word.room import EMU_PER_TWIP, Room, page_room, room_at
from docfill.word.values import FORBIDDEN

if TYPE_CHECKING:
    from docfill.limits import Limits
    from docfill.pictures.files import ImageFile
    from docfill.word.pieces import Sink
    from docfill.word.spots import Spot

# Of Transitional and of Strict documents (ECMA-376 part 1, annex A; part 4).
_DRAWING = ("http://schemas.openxmlformats.org/drawingml/2006", "http://purl.oclc.org/ooxml/drawingml")
_RELATIONSHIPS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
# MS-ODRAWXML 2.3.1.25: the drawing that the bitmap stands for.
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_SVG_NAMESPACE = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"

_LEAST = 9525  # a pixel


class Related(NamedTuple):
    """The ids of the relationships that a picture needs: of its file, of the SVG that this stands for, of its link."""

    picture: str
    svg: str
    link: str


class Picture(TextPiece):
    """The *image*, shown in the line; *dots* are those of an inch where its file states none.

    *reduced* says that it is made smaller where there is not the room for its own size.
    """

    def __init__(self, image: Image, dots: int = DOTS_PER_INCH, *, reduced: bool = True) -> None:
        self._image = image
        self._dots = dots
        self._reduced = reduced

    def prepared(self, sink: Sink) -> tuple[Image, ImageFile, Related]:
        """Return the picture, its file, and what it needs, added to the package. Raises PictureError."""
        image = _found(self._image, sink)
        file = _file_of(image, sink)
        return image, file, relate(image, file, sink)

    def markup(self, spot: Spot, sink: Sink) -> str:
        """Return the run that shows the picture."""
        try:
            image, file, related = self.prepared(sink)
            room = _room(sink) if self._reduced or image.fit else Room(MAX_EMU, MAX_EMU)
            width, height = size_of(image, file, room, self._dots)
        except PictureError as error:
            raise PieceError(error.code, **error.words) from error
        _warn(file, height, spot, sink)
        w = spot.prefix
        drawing = _inline(image, width, height, related, sink)
        return f"<{w}r{spot.declared_for_runs}>{spot.look}<{w}drawing>{drawing}</{w}drawing></{w}r>"


def _file_of(image: Image, sink: Sink) -> ImageFile:
    """Return the file of *image*, which is read once a report, however many values name it."""
    limits = sink.run.budget.limits
    if not isinstance(image.source, (str, Path)):
        return image.file(limits)
    kept = sink.additions.kept
    key = ("picture", str(image.source))
    file: ImageFile = kept.get(key) or image.file(limits)
    kept[key] = file
    return file


def _found(image: Image, sink: Sink) -> Image:
    """Return *image*, looked for in the folder that the caller allows where the data name its file only."""
    if not isinstance(image.source, FileName):
        return image
    folder = sink.run.pictures
    if folder is None:
        raise PictureError("pictures-folder-needed", name=image.source)
    there: Image = folder.picture(image.source)
    there.file(sink.run.budget.limits)  # looked at once, however often it is shown
    options = {name: getattr(image, name) for name in ("width", "height", "fit", "alt", "link")}
    return changed(there, **options)


def size_of(image: Image, file: ImageFile, room: Room, dots: int) -> tuple[int, int]:
    """Return the width and the height at which *image* is shown where there is *room*."""
    width, height = emu_of(image.width), emu_of(image.height)
    own_width, own_height = file.size(dots)
    if image.fit:
        scale = min((width or room.width) / own_width, (height or room.height) / own_height)
        width, height = round(own_width * scale), round(own_height * scale)
    elif (width is None and height is None) or (image.shrinks and width and height):
        across, down = width or own_width, height or own_height
        scale = min(1, room.width / across, room.height / down)
        width, height = round(across * scale), round(down * scale)
    elif height is None:
        height = round(own_height * ((width or 0) / own_width))
    elif width is None:
        width = round(own_width * (height / own_height))
    if max(width or 0, height) > MAX_EMU:
        raise PictureError("picture-size", found=_in_mm(width or 0, height))
    return max(width or 0, _LEAST), max(height, _LEAST)


def relate(image: Image, file: ImageFile, sink: Sink) -> Related:
    """Add what shows *image* to the package, once, and return the ids by which the part that is filled has it."""
    additions = sink.additions
    svg = ""
    if file.kind == SVG:
        svg = _related(file, sink)
        file = _fallback(image, file, sink.run.budget.limits)
    link = additions.relate(sink.member, "hyperlink", address(image.link.strip()), external=True) if image.link else ""
    return Related(_related(file, sink), svg, link)


def _related(file: ImageFile, sink: Sink) -> str:
    part = sink.additions.media("word/media/image", file.kind.extension, file.content, file.kind.content_type)
    return sink.additions.relate(sink.member, "image", part)


def _fallback(image: Image, file: ImageFile, limits: Limits) -> ImageFile:
    """Return the bitmap that stands for the SVG *image* where that cannot be shown."""
    given: Image | None = image.fallback
    if given is not None and given.file(limits).kind != SVG:
        return given.file(limits)
    from docfill.pictures.svg import drawn  # lazy for start-up: few pictures are drawings

    return look_at(drawn(file.content, file.width, file.height, file.name), file.name)


def namespaces(sink: Sink) -> tuple[str, str]:
    """Return what the namespaces of drawings begin with in this document, and that of relationships."""
    strict = sink.additions.strict
    return _DRAWING[strict], _RELATIONSHIPS[strict]


def attribute(text: str) -> str:
    """Return *text* as it stands between the quotes of an attribute. Raises PieceError for what XML does not allow."""
    forbidden = re.search(FORBIDDEN, text)
    if forbidden:
        raise PieceError("forbidden-character", character=f"U+{ord(forbidden.group()):04X}")
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    escaped = escaped.replace('"', "&quot;").replace("'", "&apos;")
    return escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "&#10;").replace("\t", "&#9;")


def svg_extension(svg: str, sink: Sink) -> str:
    """Return what stands in a blip for the drawing, of the relationship *svg*, that it stands for."""
    drawing, relationships = namespaces(sink)
    return (
        f'<a:extLst xmlns:a="{drawing}/main"><a:ext uri="{_SVG_EXTENSION}"><asvg:svgBlip xmlns:asvg="{_SVG_NAMESPACE}" '
        f'xmlns:r="{relationships}" r:embed="{svg}"/>'
        "</a:ext></a:extLst>"
    )


def _inline(image: Image, width: int, height: int, related: Related, sink: Sink) -> str:
    drawing, relationships = namespaces(sink)
    number = sink.ids.pool.new("drawing")
    description = f' descr="{attribute(image.alt)}"' if image.alt else ""
    named = f'id="{number}" name="Picture {number}"{description}'
    click = f'<a:hlinkClick r:id="{related.link}"/>' if related.link else ""
    document_properties = f"<wp:docPr {named}>{click}</wp:docPr>" if click else f"<wp:docPr {named}/>"
    picture_properties = f"<pic:cNvPr {named}>{click}</pic:cNvPr>" if click else f"<pic:cNvPr {named}/>"
    blip = f'<a:blip r:embed="{related.picture}"/>'
    if related.svg:
        blip = f"{blip[:-2]}>{svg_extension(related.svg, sink)}</a:blip>"
    return (
        f'<wp:inline xmlns:wp="{drawing}/wordprocessingDrawing" xmlns:a="{drawing}/main" xmlns:r="{relationships}" '
        f'distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f"{document_properties}"
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic><a:graphicData uri="{drawing}/picture"><pic:pic xmlns:pic="{drawing}/picture">'
        f"<pic:nvPicPr>{picture_properties}<pic:cNvPicPr/></pic:nvPicPr>"
        f"<pic:blipFill>{blip}<a:stretch><a:fillRect/></a:stretch>"
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
    )


def _room(sink: Sink) -> Room:
    """Return the room where the tag stands that prints the picture, which is worked out once a report."""
    tag = sink.printed.tag if sink.printed is not None else None
    kept = sink.additions.kept
    key = ("room", sink.member, id(tag))
    if key not in kept:
        main = sink.additions.main
        kept[key] = room_at(sink.part, tag.first, main) if tag is not None else page_room(main)
    room: Room = kept[key]
    return room


def _warn(file: ImageFile, height: int, spot: Spot, sink: Sink) -> None:
    """Record what Word will not show as the picture is."""
    if file.turned:
        sink.report("picture-turned", name=file.name)
    line = styles_of(sink.additions.styles).exact_line(spot.paragraph.properties)
    if line is not None and line * EMU_PER_TWIP < height:
        sink.report("picture-cut-by-line", height=f"{height / 36_000:.0f}", line=f"{line / 20:g}")


def _in_mm(*lengths: int) -> str:
    return " × ".join(f"{length / EMU_PER_INCH * 25.4:.0f} mm" for length in lengths)


def of_docxtpl(value: Any) -> Picture:
    """Return what shows docxtpl's InlineImage as docxtpl does: 72 dots an inch, and never made smaller by itself."""
    source = value.image_descriptor
    if hasattr(source, "seek"):
        source.seek(0)  # docxtpl reads it from its beginning each time it is printed
    width, height = (_Emu(length) if length is not None else None for length in (value.width, value.height))
    return Picture(Image(source, width=width, height=height, link=value.anchor or ""), 72, reduced=False)


class _Emu(NamedTuple):
    """A length in English Metric Units, as docxtpl has them."""

    emu: int
