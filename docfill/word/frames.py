"""Frames: a picture of the template whose alternative text is a tag -> another picture in its place, size and wrapping.

Only what names the picture's file changes (`a:blip`, ECMA-376 part 1, 20.1.8.13; `v:imagedata`, part 4, 19.1.2.11). The
other picture keeps its own proportion: it is centred in the frame by a negative cropping, as Word's “Crop, Fit” does.
A frame in VML, where other programs stretch what is so cropped, gets smaller instead.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from docfill.pictures.faults import PictureError
from docfill.word.pictures import Picture, attribute, namespaces, svg_extension
from docfill.word.pieces import MARK, Piece, PieceError
from docfill.word.plain import address
from docfill.word.spots import element_end, spot_at

if TYPE_CHECKING:
    from docfill.pictures.files import ImageFile
    from docfill.word.pictures import Related
    from docfill.word.pieces import Sink

_BLIP = re.compile(
    r"<(?P<name>(?:[\w.-]+:)?blip)\b(?P<attributes>[^<>]*?)(?:/>|>(?P<inside>.*?)</(?P=name)>)", re.DOTALL
)
_CROP = re.compile(r"<(?P<name>(?:[\w.-]+:)?srcRect)\b[^<>]*?(?:/>|></(?P=name)>)")
_EXTENSIONS = re.compile(r"<(?P<name>(?:[\w.-]+:)?extLst)\b.*</(?P=name)>", re.DOTALL)
_EXTENT = re.compile(
    r"<(?:[\w.-]+:)?(?:extent|ext)\s(?=[^<>]*?\bcx=[\"'](?P<cx>\d{1,9})[\"'])(?=[^<>]*?\bcy=[\"'](?P<cy>\d{1,9})[\"'])"
)
_RELATED = re.compile(r"\s([\w.-]+):(?:embed|link)=(?:\"[^\"]*\"|'[^']*')")
_OPENING = re.compile(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
# What describes the drawing or the picture, at its beginning, and where a click on it leads.
_SAID = re.compile(
    r"(?P<opening>.*?<(?P<name>(?:[\w.-]+:)?(?:docPr|cNvPr))\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)"
    r"(?:/>|>(?P<inside>.*?)</(?P=name)>)",
    re.DOTALL,
)
_CLICK = re.compile(r"<(?P<name>(?:[\w.-]+:)?hlinkClick)\b[^<>]*?(?:/>|>.*?</(?P=name)>)", re.DOTALL)
_HREF = re.compile(r"\shref=(?:\"[^\"]*\"|'[^']*')")

_IMAGE_DATA = re.compile(r"<(?P<name>(?:[\w.-]+:)?imagedata)\b(?P<attributes>[^<>]*?)(?P<end>/?>)")
_OF_THE_OLD = re.compile(
    r"\s(?:src|crop\w+|[\w.-]+:(?:id|relid|pict|href|title|althref))=(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE
)
_STYLE_WIDTH, _STYLE_HEIGHT = (
    re.compile(rf"(?<![\w-]){name}:\s*([0-9]{{1,9}}(?:\.\d*)?|\.\d+)(pt|in|mm|cm|px|pc)?")
    for name in ("width", "height")
)
_POINTS = {"pt": 1.0, "in": 72.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "px": 0.75, "pc": 12.0}

# The elements of VML that hold a picture (part 4, 19.1.2).
_SHAPES = frozenset({"shape", "rect", "roundrect", "oval"})
# A difference in proportion that nobody sees.
_SAME = 0.01
_PICTURES = re.compile(r"<(?:[\w.-]+:)?(?:blip|imagedata)\b")


class Frame(NamedTuple):
    """``text[start:end]`` is the drawing, picture or shape that a tag describes; *vml* says that it is in VML."""

    start: int
    end: int
    vml: bool


class InFrame(Piece):
    """What takes the place of the picture that a tag describes: *piece*, or None for a blank: the picture goes."""

    def __init__(self, piece: Piece | None) -> None:
        self._piece = piece

    def put(self, text: str, mark: re.Match[str], sink: Sink) -> tuple[str, int]:
        """Return *text* with the picture that *mark* describes replaced, and where to go on. Raises PieceError."""
        frame = frame_at(text, mark.start())
        if frame is None:
            raise PieceError("value-needs-text")
        if self._piece is None:
            sink.bring(None)
            return _without(text, frame)
        if not isinstance(self._piece, Picture):
            raise PieceError("picture-wanted", found="…")
        try:
            image, file, related = self._piece.prepared(sink)
        except PictureError as error:
            raise PieceError(error.code, **error.words) from error
        if file.turned:
            sink.report("picture-turned", name=file.name)
        body = text[frame.start : frame.end]
        body = _in_vml(body, file, related, sink) if frame.vml else _in_drawing(body, file, related, sink)
        if image.link:
            body = _clicked_in_vml(body, image.link) if frame.vml else _clicked(body, related, sink)
        body = MARK.sub(lambda _: attribute(image.alt), body)
        sink.bring(body)
        return text[: frame.start] + body + text[frame.end :], frame.start


def frame_at(text: str, position: int) -> Frame | None:
    """Return what the attribute at *position* describes if that is a single picture."""
    start = text.rfind("<", 0, position)
    name = re.match(r"<((?:[\w.-]+:)?)([\w.-]+)", text[start : start + 80])
    if name is None:
        return None
    if name[2] in {"docPr", "cNvPr"}:
        around = _around(text, start, ("drawing",) if name[2] == "docPr" else ("pic",))
        return Frame(*around, vml=False) if around and len(_BLIP.findall(text, *around)) == 1 else None
    opened = _end_of_opening(text, start)
    if name[2] not in _SHAPES or text.startswith("/>", opened - 2):
        return None
    end = element_end(text, opened, name[1] + name[2])
    single = end > 0 and len(_IMAGE_DATA.findall(text, start, end)) == 1
    return Frame(start, end, vml=True) if single else None


def _in_drawing(body: str, file: ImageFile, related: Related, sink: Sink) -> str:
    """Return the drawing or picture *body* with another file in it."""
    blip = _BLIP.search(body)
    if blip is None:  # there was one as the frame was found
        raise AssertionError(body[:80])
    inside = _EXTENSIONS.sub("", blip["inside"] or "") + (svg_extension(related.svg, sink) if related.svg else "")
    name = blip["name"]
    opening = f"<{name}{_embedding(blip['attributes'], related.picture, sink)}"
    made = f"{opening}>{inside}</{name}>" if inside else f"{opening}/>"
    after = _CROP.sub("", body[blip.end() :], 1)
    extent = [found for found in _EXTENT.finditer(body) if found["cx"] != "0" and found["cy"] != "0"]
    if extent:
        # The picture's own size, where there is one, is the last; that of the drawing is the first.
        across, down = _margins(file, int(extent[-1]["cx"]), int(extent[-1]["cy"]))
        if across or down:
            edges = {"l": across, "t": down, "r": across, "b": down}
            written = "".join(f' {side}="{-round(100_000 * part)}"' for side, part in edges.items() if part)
            made += f"<{name.removesuffix('blip')}srcRect{written}/>"
    return body[: blip.start()] + made + after


def _embedding(attributes: str, relationship: str, sink: Sink) -> str:
    """Return the *attributes* of a blip, naming *relationship* in place of what they named."""
    named = _RELATED.search(attributes)
    rest = _RELATED.sub("", attributes)
    if named is not None:
        return f'{rest} {named[1]}:embed="{relationship}"'
    return f'{rest} xmlns:rel="{namespaces(sink)[1]}" rel:embed="{relationship}"'


def _in_vml(body: str, file: ImageFile, related: Related, sink: Sink) -> str:
    """Return the shape *body* with another file in it."""
    data = _IMAGE_DATA.search(body)
    if data is None:  # there was one as the frame was found
        raise AssertionError(body[:80])
    attributes = _OF_THE_OLD.sub("", data["attributes"])
    made = f'<{data["name"]}{attributes} xmlns:rel="{namespaces(sink)[1]}" rel:id="{related.picture}"'
    end = _end_of_opening(body, 0)
    return _shrunk(body[:end], file) + body[end : data.start()] + made + data["end"] + body[data.end() :]


def _shrunk(opening: str, file: ImageFile) -> str:
    """Return the opening tag of a shape, as much smaller as the picture's proportion asks."""
    width, height = (pattern.search(opening) for pattern in (_STYLE_WIDTH, _STYLE_HEIGHT))
    if width is None or height is None:
        return opening
    across, down = _margins(file, *(float(each[1]) * _POINTS[each[2] or "px"] for each in (width, height)))
    for found, margin in sorted(((width, across), (height, down)), key=lambda one: -one[0].start()):
        if margin:
            shorter = f"{float(found[1]) / (1 + 2 * margin):.2f}"
            opening = opening[: found.start(1)] + shorter + opening[found.end(1) :]
    return opening


def _margins(file: ImageFile, width: float, height: float) -> tuple[float, float]:
    """Return what stays free at each side, and above and below, of a frame, as shares of the picture's own size."""
    own_width, own_height = file.size()
    wider = (own_width / own_height) / (width / height)
    if abs(wider - 1) < _SAME:
        return 0, 0
    return (0, (wider - 1) / 2) if wider > 1 else ((1 / wider - 1) / 2, 0)


def _clicked(body: str, related: Related, sink: Sink) -> str:
    """Return *body* with the picture's own link, where it has one, in place of the drawing's."""
    said = _SAID.match(body)
    if said is None:  # a drawing and a picture begin with what describes them
        raise AssertionError(body[:80])
    click = (
        f'<a:hlinkClick xmlns:a="{namespaces(sink)[0]}/main" xmlns:r="{namespaces(sink)[1]}" r:id="{related.link}"/>'
    )
    inside = _CLICK.sub("", said["inside"] or "", 1)
    return f"{said['opening']}>{click}{inside}</{said['name']}>{body[said.end() :]}"


def _clicked_in_vml(body: str, link: str) -> str:
    """Return the shape *body* with *link* in place of its own, where it has one."""
    name, end = body.index(" "), _end_of_opening(body, 0)
    return f'{body[:name]} href="{attribute(address(link.strip()))}"{_HREF.sub("", body[name:end])}{body[end:]}'


def _without(text: str, frame: Frame) -> tuple[str, int]:
    """Return *text* without the picture in *frame*, nor the run that holds nothing else."""
    start, end = frame.start, frame.end
    around = _around(text, start + 1, ("drawing", "pict", "object"))
    if around is not None and len(_PICTURES.findall(text, *around)) == 1:
        start, end = around
    spot = spot_at(text, start)
    for item in reversed(spot.chain if spot is not None else []):
        if item.kind in {"Choice", "Fallback", "AlternateContent"}:
            start, end = item.start, element_end(text, item.stop, item.name)
        elif item.kind == "r":
            stop = element_end(text, item.stop, item.name)
            if item.stop == start and text.startswith(f"</{item.name}>", end):
                start, end = item.start, stop
            break
        else:
            break
    return text[:start] + text[end:], start


def _around(text: str, position: int, names: tuple[str, ...]) -> tuple[int, int] | None:
    """Return where the innermost element of one of *names* around *position* begins and ends."""
    opening = None
    for found in re.finditer(rf"<((?:[\w.-]+:)?(?:{'|'.join(names)}))(?=[\s/>])", text[:position]):
        end = element_end(text, _end_of_opening(text, found.start()), found[1])
        if end > position:
            opening = (found.start(), end)
    return opening


def _end_of_opening(text: str, start: int) -> int:
    opening = _OPENING.match(text, start)
    if opening is None:  # well-formed, and an element begins there
        raise AssertionError(text[start : start + 80])
    return opening.end()
