"""Styles: a workbook's part of styles -> the number format's code of each style (ECMA-376 part 1, 18.8)."""

from __future__ import annotations

from typing import Any

from docfill.excel.formats import BUILTIN_FORMATS

_DEFINITIONS = "{*}numFmts/{*}numFmt"
_REGIONAL = (14, 22)  # the short date, alone and with the time


def number_formats(root: Any) -> dict[str, str]:
    """Return the format codes by a style's number, as a cell writes it, in the part of styles with the element *root*.

    An id that is neither built in nor defined stays as such, ``[numFmtId 200]``: in brackets, as something that a
    format may ask for and that is not known.
    """
    # A workbook may define a built-in id anew, as Chinese builds do for money, and Excel takes that definition.
    # What follows the computer's region does so whatever a program wrote beside it.
    defined = {int(one.get("numFmtId", "0")): one.get("formatCode", "") for one in root.iterfind(_DEFINITIONS)}
    codes = {**BUILTIN_FORMATS, **defined, **{id_: BUILTIN_FORMATS[id_] for id_ in _REGIONAL}}
    styles = (int(style.get("numFmtId", "0")) for style in root.iterfind("{*}cellXfs/{*}xf"))
    return {str(number): codes.get(id_, f"[numFmtId {id_}]") for number, id_ in enumerate(styles)}
