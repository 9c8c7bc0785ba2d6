"""Entry looks: the look of a cell -> its font, fill, border and alignment, as openpyxl takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as ExcelCell
    from openpyxl.cell.cell import MergedCell

    from docfill.excel.entry import Kind, Look, Tone

FONT = "宋体"
_THIN = Side("thin", color="808080")
_BOX = Border(_THIN, _THIN, _THIN, _THIN)
_NO_BOX = Border()
_MIDDLE = Alignment("center", "center", wrap_text=True)
_LEFT = Alignment("left", "center", wrap_text=True, indent=1)
_TOP = Alignment("left", "top", wrap_text=True)

_FILLS = {
    "label": "F2F2F2",
    "head": "DDEBF7",
    "input": "FFFBE6",
    "total": "E7E6E6",
}
_FONTS: dict[Look, Font] = {
    "title": Font("黑体", 14, bold=True),
    "big": Font("黑体", 18, bold=True, color="2E7D32"),
    "hint": Font(FONT, 9, color="595959"),
    "message": Font(FONT, 10, color="404040"),
    "state": Font(FONT, 10, color="595959"),
    "head": Font(FONT, 10, bold=True),
    "input": Font(FONT, 11),
    "total": Font(FONT, 11),
}
_PLAIN = Font(FONT, 10)
_UNBOXED = frozenset({"title", "hint", "big"})
# The number format of each kind; what is text keeps its zeros at the start, and never becomes a formula.
FORMATS: dict[Kind, str] = {
    "count": "0",
    "integer": "0",
    "year": "0",
    "date": 'yyyy"年"m"月"d"日"',
    "text": "@",
}

TONES: dict[Tone, DifferentialStyle] = {
    "error": DifferentialStyle(
        font=Font(color="9C0006", bold=True), fill=PatternFill("solid", fgColor="FF9999", bgColor="FF9999")
    ),
    "warning": DifferentialStyle(
        font=Font(color="7F4A00"), fill=PatternFill("solid", fgColor="FFD699", bgColor="FFD699")
    ),
    "good": DifferentialStyle(font=Font(color="2E7D32")),
}


def dress(cell: ExcelCell | MergedCell, look: Look, kind: Kind) -> None:
    """Give *cell* its look; only an input is open for typing."""
    cell.font = _FONTS.get(look, _PLAIN)
    cell.border = _NO_BOX if look in _UNBOXED else _BOX
    cell.alignment = _MIDDLE
    if look in {"title", "hint", "big", "message"}:
        cell.alignment = _LEFT
    if look == "input":
        cell.alignment = _TOP if kind == "paragraphs" else _LEFT if kind in {"text", "amount"} else _MIDDLE
    if look in _FILLS:
        cell.fill = PatternFill("solid", fgColor=_FILLS[look])
    if look in {"input", "total"}:
        cell.number_format = FORMATS.get(kind, "General")
    cell.protection = Protection(locked=look != "input")
