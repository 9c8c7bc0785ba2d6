"""Check boxes: a check-box control whose title is a tag -> the control ticked or not, as the tag's value says.

MS-DOCX 2.6.1.1 (`w14:checkbox`): the control holds its state, and the characters and fonts that show it. Both the state
and what the control shows are changed, as Word does on a click; the title becomes what the tag named.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from markupsafe import escape

from docfill.word.looks import look_of, properties_in
from docfill.word.pieces import Piece, PieceError
from docfill.word.spots import element_end
from docfill.word.values import FORBIDDEN

if TYPE_CHECKING:
    from docfill.word.pieces import Sink

_CONTROL = re.compile(r"<((?:[\w.-]+:)?sdt)>|<((?:[\w.-]+:)?sdt)\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_BOX = re.compile(
    r"<(?P<name>(?P<prefix>(?:[\w.-]+:)?)checkbox)\b[^<>]*?(?:/>|>(?P<inside>.*?)</(?P=name)>)", re.DOTALL
)
_ATTRIBUTE = r"\s[^<>]*?\b(?:[\w.-]+:)?{}\s*=\s*[\"']([^\"']*)[\"']"
# What Word shows where a control does not say (2.6.1.2 and 2.6.1.3).
_SIGNS = {True: ("checkedState", "\u2612"), False: ("uncheckedState", "\u2610")}
_FONT = "MS Gothic"
_CODE = re.compile("[0-9A-Fa-f]{1,8}")
_SHOWN = re.compile(r"<((?:[\w.-]+:)?)t(?:\s[^<>]*)?>[^<>]*</\1t>|<((?:[\w.-]+:)?)sym\b[^<>]*/>")
_RUN = re.compile(r"<((?:[\w.-]+:)?)r(?:\s[^<>]*)?>\s*(<\1rPr>.*?</\1rPr>)?", re.DOTALL)


class Tick(Piece):
    """What a check box is to say: whether it is *ticked*; *title* is what its control is called then."""

    def __init__(self, title: str, *, ticked: bool) -> None:
        self.title = title
        self.ticked = ticked

    def put(self, text: str, mark: re.Match[str], sink: Sink) -> tuple[str, int]:
        """Return *text* with the control in whose title *mark* stands ticked or not, and where to go on."""
        start, end = _around(text, mark.start())
        at = mark.start() - start
        control = text[start:end]
        control = control[:at] + str(escape(self.title)) + control[at + len(mark.group()) :]
        properties, content = _parted(control)
        box = _BOX.search(properties)
        if box is None:  # the tag was found in the title of one
            raise PieceError("value-needs-text")
        inside = box["inside"] or ""
        sign, font = _sign(inside, ticked=self.ticked)
        made = f"<{box['name']}>{_with_state(inside, box['prefix'], ticked=self.ticked)}</{box['name']}>"
        properties = properties[: box.start()] + made + properties[box.end() :]
        made = properties + _shown(content, sign, font)
        sink.bring(made)
        return text[:start] + made + text[end:], start


def is_check_box(control: str) -> bool:
    """Tell whether *control*, the markup of a content control or of its properties, is a check box."""
    return _BOX.search(control) is not None


def _around(text: str, position: int) -> tuple[int, int]:
    """Return where the innermost content control around *position* begins and ends."""
    for opening in reversed(list(_CONTROL.finditer(text, 0, position))):
        end = element_end(text, opening.end(), opening[1] or opening[2])
        if end > position:
            return opening.start(), end
    raise PieceError("value-needs-text")


def _parted(control: str) -> tuple[str, str]:
    """Return *control* up to its content, and from there."""
    content = re.search(r"<(?:[\w.-]+:)?sdtContent\b", control)
    at = content.start() if content is not None else len(control)
    return control[:at], control[at:]


def _sign(inside: str, *, ticked: bool) -> tuple[str, str]:
    """Return the character, and the font as it is written in an attribute, that show the state."""
    name, usual = _SIGNS[ticked]
    state = re.search(rf"<(?:[\w.-]+:)?{name}\b[^<>]*>", inside)
    value = re.search(_ATTRIBUTE.format("val"), state.group()) if state is not None else None
    font = re.search(_ATTRIBUTE.format("font"), state.group()) if state is not None else None
    code = int(value[1], 16) if value is not None and _CODE.fullmatch(value[1]) else 0
    said = chr(code) if 0x20 <= code <= sys.maxunicode else ""
    return (said if said and not re.match(FORBIDDEN, said) else usual), (
        font[1].replace('"', "&quot;") if font is not None else _FONT
    )


def _with_state(inside: str, prefix: str, *, ticked: bool) -> str:
    """Return what stands in a check box with the state that is wanted."""
    state = f'<{prefix}checked {prefix or "w14:"}val="{int(ticked)}"/>'
    rest = re.sub(r"<(?:[\w.-]+:)?checked\b[^<>]*(?:/>|>\s*</(?:[\w.-]+:)?checked>)", "", inside)
    return state + rest


def _shown(content: str, sign: str, font: str) -> str:
    """Return *content* of a control, showing *sign* in *font* in place of the character that it shows."""
    shown = _SHOWN.search(content)
    if shown is None:
        return content
    prefix = shown[1] if shown[1] is not None else shown[2]
    made = f"<{prefix}t>{escape(sign)}</{prefix}t>"
    content = content[: shown.start()] + made + content[shown.end() :]
    run = next((run for run in reversed(list(_RUN.finditer(content, 0, shown.start())))), None)
    if run is None:
        return content
    look = properties_in(run[2] or "")
    fonts = " ".join(f'{prefix or "w:"}{kind}="{font}"' for kind in ("ascii", "eastAsia", "hAnsi"))
    look["rFonts"] = f'<{prefix}rFonts {fonts} {prefix or "w:"}hint="eastAsia"/>'
    head = run.group()[: len(run.group()) - len(run[2] or "")]
    return content[: run.start()] + head + look_of(look, prefix) + content[run.end() :]
