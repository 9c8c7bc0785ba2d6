"""SVG: a drawing's markup -> its own size, and the PNG that stands for it where Word is too old to draw it."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from docfill.pictures.faults import PictureError

_NAMESPACE = "http://www.w3.org/2000/svg"
# Pixels in one of each unit (CSS Values 3, 5.2).
_UNITS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_LENGTH = re.compile(r"\s*\+?(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)\s*([a-z]*)\s*")
_DEFAULT = (300.0, 150.0)  # of what states no size at all (CSS 2.1, 10.3.2)
_DRAWS_FILES = ("image", "feImage", "use")
_MOST_PIXELS = 4000  # along the longer side of the PNG
# How many elements a drawing may draw, those counted again that it draws again: `use` within `use` can make millions of
# a few lines. The step of a filter goes over all pixels, and takes the time of many.
_MOST_DRAWN = 500_000
_OF_A_FILTER = 5_000
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")]+)")
_LINKS = ("href", "{http://www.w3.org/1999/xlink}href")
# Attributes of filters that say how much is done for each pixel, and to how much a drawing may set them.
_FOR_EACH_PIXEL = {"numOctaves": 10, "order": 25}


def size_of(content: bytes, called: str) -> tuple[float, float]:
    """Return the drawing's own width and height in pixels. Raises PictureError where it cannot be read."""
    root = _parsed(content, called)
    box = [float(word) for word in re.findall(r"-?\d*\.?\d+(?:[eE][+-]?\d+)?", root.get("viewBox", ""))]
    view = (box[2], box[3]) if len(box) == 4 and box[2] > 0 and box[3] > 0 else None
    width, height = _pixels(root.get("width")), _pixels(root.get("height"))
    if width and height:
        return width, height
    across, down = view or _DEFAULT
    if width:
        return width, width * down / across
    if height:
        return height * across / down, height
    return across, down


def drawn(content: bytes, width: float, height: float, called: str) -> bytes:
    """Return a PNG of the drawing, at least twice as fine as *width* and *height*, its size in pixels.

    Raises PictureError where the package that draws is not installed, or cannot draw it.
    """
    try:
        import resvg_py  # an extra: most never need it
    except ImportError:
        raise PictureError("svg-needs-fallback", name=called) from None
    zoom = min(2.0, _MOST_PIXELS / max(width, height))
    text = etree.tostring(_parsed(content, called), encoding="unicode")
    try:
        made = resvg_py.svg_to_bytes(svg_string=text, width=max(round(width * zoom), 1), dpi=96.0)
    except ValueError as error:
        raise PictureError("picture-damaged", name=called, reason=str(error)) from error
    except BaseException as error:  # what stops a program of Rust is no Exception, and has no class to import
        if type(error).__name__ != "PanicException":
            raise
        raise PictureError("picture-damaged", name=called, reason=str(error)[:200]) from error
    return bytes(made)


def _refuse_endless(root: Any, called: str) -> None:
    """Raise PictureError where to draw what is under *root* would take without end, in Word as here."""
    by_id: dict[str, Any] = {}
    for element in root.iter(etree.Element):  # no comments and the like, which have no attributes
        by_id.setdefault(element.get("id", ""), element)
    drawn: dict[Any, int] = {}
    waiting = [(root, False)]
    while waiting:  # each element after all that it holds or refers to; one that leads back to itself draws nothing
        element, is_ready = waiting.pop()
        parts = _parts(element, by_id)
        if is_ready:
            drawn[element] = _own_cost(element, called) + sum(drawn[part] for part in parts)
        elif element not in drawn:
            drawn[element] = 0
            waiting.append((element, True))
            waiting.extend((part, False) for part in parts)
        if drawn[element] > _MOST_DRAWN:
            raise PictureError("picture-too-large", name=called, limit=f"{_MOST_DRAWN:,}")


def _parts(element: Any, by_id: dict[str, Any]) -> list[Any]:
    """Return what *element* holds and what it refers to."""
    named = [element.get(name, "").strip().removeprefix("#") for name in _LINKS]
    for name, value in element.attrib.items():
        if name not in _LINKS and "url(" in value:
            named.extend(found.strip() for found in _REFERENCE.findall(value))
    return [*element.iterchildren(etree.Element), *(by_id[name] for name in named if name in by_id and name)]


def _own_cost(element: Any, called: str) -> int:
    local = str(element.tag).rpartition("}")[2]
    for name, most in _FOR_EACH_PIXEL.items():
        for number in re.findall(r"\d+", element.get(name, "")):
            if int(number[:9]) > most:
                raise PictureError("picture-too-large", name=f"{called} ({name})", limit=f"{most:,}")
    return _OF_A_FILTER if local.startswith("fe") else 1


def _parsed(content: bytes, called: str) -> Any:
    # Entities stay as they are: a drawing must not grow without bounds, nor draw on files of this machine.
    if content.count(b"</") + content.count(b"/>") > _MOST_DRAWN:  # before any of it is held in memory
        raise PictureError("picture-too-large", name=called, limit=f"{_MOST_DRAWN:,}")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise PictureError("picture-damaged", name=called, reason=str(error)) from error
    if root.tag != f"{{{_NAMESPACE}}}svg":
        raise PictureError("picture-damaged", name=called, reason=f'xmlns="{_NAMESPACE}"')
    for element in root.iter(*(f"{{{_NAMESPACE}}}{kind}" for kind in _DRAWS_FILES)):
        for name in _LINKS:
            target = element.get(name, "#").strip()
            if not target.startswith(("#", "data:")):
                raise PictureError("svg-draws-on-file", name=called, found=target[:80])
    _refuse_endless(root, called)
    return root


def _pixels(length: str | None) -> float:
    """Return *length* in pixels; 0 where it is not given, or is a share of something."""
    match = _LENGTH.fullmatch(length or "")
    return float(match[1]) * _UNITS.get(match[2], 0.0) if match else 0.0
