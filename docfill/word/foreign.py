"""Foreign markup: docxtpl's rich values -> their pieces, made of stretches of text with properties, nothing else.

Their markup is read, not trusted: only runs, hyperlinks and paragraphs are known, and what is written is made anew,
its properties in the order of the schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

from docfill.word.looks import hex_colour
from docfill.word.richruns import LINK_SCHEME, RELATIONSHIPS, RichParagraphs, RichRuns, Stretch
from docfill.word.values import UnknownValueError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WRAPPED = f'<x xmlns:w="{_W}" xmlns:r="{RELATIONSHIPS}">{{}}</x>'
# docxtpl's signs for a paragraph and a page are no characters of XML; these are, and are never used in a text.
_SIGNS = {"\a": "\ufdd0", "\f": "\ufdd1"}


def rich_text(value: Any) -> RichRuns:
    """Return the piece of docxtpl's RichText: its runs have the look that it says, and nothing of the tag's.

    Raises UnknownValueError where its markup holds more than runs and links.
    """
    return RichRuns(_stretches(_parsed(value.xml), ""))


def rich_paragraphs(value: Any) -> RichParagraphs:
    """Return the piece of docxtpl's RichTextParagraph. Raises UnknownValueError as above."""
    paragraphs = []
    for element in _parsed(value.xml):
        if element.tag != f"{{{_W}}}p":
            raise UnknownValueError("unsupported-value")
        style = element.find(f"{{{_W}}}pPr/{{{_W}}}pStyle")
        runs = (child for child in element if child.tag != f"{{{_W}}}pPr")
        paragraphs.append(("" if style is None else style.get(f"{{{_W}}}val", ""), list(_stretches(runs, ""))))
    return RichParagraphs(paragraphs)


def _parsed(markup: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for sign, instead in _SIGNS.items():
        markup = markup.replace(sign, instead)
    try:
        return etree.fromstring(_WRAPPED.format(markup), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnknownValueError("unsupported-value") from error


def _stretches(elements: Iterable[etree._Element], link: str) -> Iterator[Stretch]:
    for element in elements:
        if element.tag == f"{{{_W}}}hyperlink":
            yield from _stretches(element, _address(element.get(f"{{{RELATIONSHIPS}}}id", "")))
        elif element.tag == f"{{{_W}}}r":
            text = "".join(child.text or "" for child in element.iter(f"{{{_W}}}t"))
            for sign, instead in _SIGNS.items():
                text = text.replace(instead, sign)
            yield Stretch(text, None, _look(element), link)
        else:
            raise UnknownValueError("unsupported-value")


def _address(relation: str) -> str:
    if not relation.startswith(LINK_SCHEME):
        raise UnknownValueError("link-not-known")
    return relation.removeprefix(LINK_SCHEME)


def _look(element: etree._Element) -> dict[str, dict[str, str]]:
    """Return a run's properties, by local names, as their schema wants them where docxtpl writes otherwise."""
    properties = {
        str(etree.QName(child).localname): {str(etree.QName(str(k)).localname): str(v) for k, v in child.attrib.items()}
        for child in element.iterfind(f"{{{_W}}}rPr/*")
    }
    if "color" in properties:
        properties["color"]["val"] = _colour(properties["color"].get("val", ""))
    if "shd" in properties:
        fill = properties["shd"].get("fill", "")
        properties["shd"] = {"val": "clear", "color": "auto", "fill": _colour(fill)}  # 17.3.2.32 asks for the first
    return properties


def _colour(value: str) -> str:
    """Return *value* as six digits, which is all that a document may hold; docxtpl passes on what it is given."""
    colour = hex_colour(value)
    if colour is None:
        raise UnknownValueError("colour-not-known", colour=value)
    return colour
