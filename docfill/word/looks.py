"""Looks: the properties of a run and what is to change in them -> the properties, in the order that the schema wants.

ECMA-376 part 1, 17.3.2.28 (CT_RPr): a reader may refuse a document in which they stand otherwise.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import escape

from docfill.word.spots import element_end

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docfill.richtext import Format

_ORDER = (
    *("rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow"),
    *("emboss", "imprint", "noProof", "snapToGrid", "vanish", "webHidden", "color", "spacing", "w", "kern"),
    *("position", "sz", "szCs", "highlight", "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs"),
    *("em", "lang", "eastAsianLayout", "specVanish", "oMath"),
)
_RANK = {name: rank for rank, name in enumerate(_ORDER)}
_RANK["rPrChange"] = len(_ORDER) + 1
_CHILD = re.compile(r"<((?:[\w.-]+:)?([\w.-]+))(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")

# The colours that HTML 4.01 (6.5) names.
_NAMED = {
    "black": "000000",
    "silver": "C0C0C0",
    "gray": "808080",
    "white": "FFFFFF",
    "maroon": "800000",
    "red": "FF0000",
    "purple": "800080",
    "fuchsia": "FF00FF",
    "green": "008000",
    "lime": "00FF00",
    "olive": "808000",
    "yellow": "FFFF00",
    "navy": "000080",
    "blue": "0000FF",
    "teal": "008080",
    "aqua": "00FFFF",
}
_HEX = re.compile(r"#?([0-9A-Fa-f]{6})\Z")


def hex_colour(value: str) -> str | None:
    """Return the colour *value*, digits or a name of HTML's, as a document holds it; None where it is none."""
    match = _HEX.match(value)
    if match is not None:
        return match[1].upper()
    return "auto" if value == "auto" else _NAMED.get(value.lower())


def properties_in(look: str) -> dict[str, str]:
    """Return the markup of each property in *look*, a ``w:rPr`` or its content, by name without prefix."""
    found: dict[str, str] = {}
    at = 0
    opening = _CHILD.match(look)
    if opening is not None and opening[2] == "rPr":
        at = opening.end()
    while (child := _CHILD.search(look, at)) is not None:
        end = child.end() if child.group().endswith("/>") else element_end(look, child.end(), child[1])
        found[child[2]] = look[child.start() : end]
        at = end
    return found


def look_of(properties: Mapping[str, str], prefix: str) -> str:
    """Return the ``w:rPr`` that holds *properties*, in the schema's order; empty where there are none.

    *prefix* is that of WordprocessingML, with its colon.
    """
    if not properties:
        return ""
    # What other vocabularies add stands behind, in the order it had.
    ordered = sorted(properties, key=lambda name: _RANK.get(name, len(_ORDER)))
    return f"<{prefix}rPr>{''.join(properties[name] for name in ordered)}</{prefix}rPr>"


def changed_look(look: str, wanted: Format, prefix: str) -> str:
    """Return *look*, the ``w:rPr`` of a run, with what *wanted* says."""
    properties = properties_in(look)
    properties.pop("rPrChange", None)  # who changed the tag's look when is not said of the value's
    properties.update(_asked(wanted, prefix))
    return look_of(properties, prefix)


def written(name: str, attributes: Mapping[str, str], prefix: str) -> str:
    """Return the property *name* with its *attributes*, of which neither has a prefix yet."""
    # Attributes have no default namespace, so where elements need no prefix they take the usual one.
    inside = "".join(f' {prefix or "w:"}{key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{prefix}{name}{inside}/>"


def _asked(wanted: Format, prefix: str) -> dict[str, str]:
    """Return the properties that *wanted* asks for."""
    asked: dict[str, dict[str, str]] = {}
    for names, on in ((("b", "bCs"), wanted.bold), (("i", "iCs"), wanted.italic), (("strike",), wanted.strike)):
        if on is not None:
            asked.update({name: {} if on else {"val": "0"} for name in names})
    if wanted.font is not None:
        asked["rFonts"] = dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), wanted.font)
    if wanted.size is not None:
        half_points = str(round(wanted.size * 2))
        asked.update({name: {"val": half_points} for name in ("sz", "szCs")})
    if wanted.shade is not None:
        asked["shd"] = {"val": "clear", "color": "auto", "fill": wanted.shade}
    plain = {
        "rStyle": wanted.style,
        "color": wanted.color,
        "highlight": wanted.highlight,
        "u": wanted.underline,
        "vertAlign": wanted.position,
    }
    asked.update({name: {"val": value} for name, value in plain.items() if value is not None})
    return {name: written(name, attributes, prefix) for name, attributes in asked.items()}
