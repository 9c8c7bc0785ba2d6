"""Styles: a workbook's part of styles -> the number format's code of each style (ECMA-376 part 1, 18.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docfill.excel.tree import Element

# The ids that stand for a format without spelling it out (18.8.30). 27 to 36 and 50 to 58 are those of
# Chinese (PRC); 14 and 22 follow the computer's region, and show so where it is Chinese.
BUILTIN_FORMATS: dict[int, str] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"$"#,##0_);("$"#,##0)',
    6: '"$"#,##0_);[Red]("$"#,##0)',
    7: '"$"#,##0.00_);("$"#,##0.00)',
    8: '"$"#,##0.00_);[Red]("$"#,##0.00)',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    41: r'_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)',
    42: r'_("$"* #,##0_);_("$"* \(#,##0\);_("$"* "-"_);_(@_)',
    43: r'_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)',
    44: r'_("$"* #,##0.00_);_("$"* \(#,##0.00\);_("$"* "-"??_);_(@_)',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
_REGIONAL = (14, 22)  # the short date, alone and with the time


class Formats(dict[str, str]):
    """The format codes by a style's number, as a cell writes it.

    A style that the workbook does not have gives ``[style 99]``: in brackets, as something that a format may ask for
    and that is not known. Of a number nobody knows how it is shown then; it may be a date.
    """

    def __missing__(self, style: str) -> str:
        return f"[style {style[:20]}]"


NO_FORMATS = Formats({"0": "General"})


def number_formats(root: Element) -> Formats:
    """Return the format codes in the part of styles with the element *root*.

    An id that is neither built in nor defined stays as such, ``[numFmtId 200]``, as a style that is not there does.
    Raises ValueError where an id is no number.
    """
    # A workbook may define a built-in id anew, as Chinese builds do for money, and Excel takes that definition.
    # What follows the computer's region does so whatever a program wrote beside it.
    defined = {int(one.get("numFmtId", "0")): one.get("formatCode") for one in root.each("numFmts/numFmt")}
    codes = {**BUILTIN_FORMATS, **defined, **{id_: BUILTIN_FORMATS[id_] for id_ in _REGIONAL}}
    styles = (int(style.get("numFmtId", "0")) for style in root.each("cellXfs/xf"))
    return Formats(NO_FORMATS | {str(number): codes.get(id_, f"[numFmtId {id_}]") for number, id_ in enumerate(styles)})
