"""Rich text: a value of several formats, made by a program; what it does not say comes from the template."""

from __future__ import annotations

import re
from typing import NamedTuple, Self, TypedDict, Unpack

# Word's names of font sizes in Chinese, in points (GB/T 9704-2012 speaks of sizes by these names).
SIZES: dict[str, float] = {
    "初号": 42,
    "小初": 36,
    "一号": 26,
    "小一": 24,
    "二号": 22,
    "小二": 18,
    "三号": 16,
    "小三": 15,
    "四号": 14,
    "小四": 12,
    "五号": 10.5,
    "小五": 9,
    "六号": 7.5,
    "小六": 6.5,
    "七号": 5.5,
    "八号": 5,
}
# ECMA-376 part 1, 17.18.99 (ST_Underline) and 17.18.40 (ST_HighlightColor).
UNDERLINES = frozenset(
    [
        *("single", "words", "double", "thick", "dotted", "dottedHeavy", "dash", "dashedHeavy", "dashLong"),
        *("dashLongHeavy", "dotDash", "dashDotHeavy", "dotDotDash", "dashDotDotHeavy", "wave", "wavyHeavy"),
        *("wavyDouble", "none"),
    ]
)
HIGHLIGHTS = frozenset(
    [
        *("black", "blue", "cyan", "green", "magenta", "red", "yellow", "white", "darkBlue", "darkCyan"),
        *("darkGreen", "darkMagenta", "darkRed", "darkYellow", "darkGray", "lightGray", "none"),
    ]
)
_COLOUR = re.compile(r"#?([0-9A-Fa-f]{6})\Z")


class Format(NamedTuple):
    """What a stretch of rich text says of its look; what is None is as the template has it."""

    bold: bool | None = None
    italic: bool | None = None
    underline: str | None = None
    strike: bool | None = None
    color: str | None = None
    highlight: str | None = None
    shade: str | None = None
    size: float | None = None
    font: str | None = None
    position: str | None = None
    style: str | None = None
    link: str = ""


class Look(TypedDict, total=False):
    """What `RichText` may be told of a text's look."""

    bold: bool | None
    italic: bool | None
    underline: bool | str | None
    strike: bool | None
    color: str | None
    highlight: str | None
    shade: str | None
    size: float | str | None
    font: str | None
    subscript: bool
    superscript: bool
    style: str | None
    link: str


class RichText:
    """A text of one or several formats, as the value of a tag: ``RichText("其中").add("12件", bold=True)``.

    It stands among the text around its tag, and has that text's format but for what is said here. *bold*, *italic*,
    *strike* are True or False; *underline* is True, False or a kind of line (``double``); *color* and *shade* (behind
    the text) are of the form ``FF0000``; *highlight* is one of Word's pens (``yellow``); *size* is in points or a
    Chinese size (``小四``); *font* is set for Chinese and Western text; *subscript* and *superscript* are True or
    False; *style* is the id of a character style of the template; *link* is an address, or ``#`` and the name of a
    bookmark. A line break and a tab in the text are what they are. Raises ValueError for a format there is not.
    """

    def __init__(self, text: object = "", **look: Unpack[Look]) -> None:
        self.stretches: list[tuple[str, Format]] = []
        if text != "":
            self.add(text, **look)

    def add(self, text: object, **look: Unpack[Look]) -> Self:
        """Add *text*, another RichText or anything that has a text, in the format that is said, and return this one."""
        if isinstance(text, RichText):
            self.stretches.extend(text.stretches)
            return self
        shown = getattr(text, "shown", text)
        self.stretches.append((str(shown), _format(look)))
        return self

    def __str__(self) -> str:
        """Return the text without its formats."""
        return "".join(text for text, _ in self.stretches)

    def __repr__(self) -> str:
        return f"RichText({str(self)!r})"

    def __bool__(self) -> bool:
        return bool(str(self))


def _format(look: Look) -> Format:
    color = look.get("color")
    raised = "subscript" if look.get("subscript") else "superscript" if look.get("superscript") else None
    return Format(
        bold=look.get("bold"),
        italic=look.get("italic"),
        underline=_underline(look.get("underline")),
        strike=look.get("strike"),
        color=color if color == "auto" else _colour(color),
        highlight=_one_of(look.get("highlight"), HIGHLIGHTS, "highlight"),
        shade=_colour(look.get("shade")),
        size=_size(look.get("size")),
        font=look.get("font"),
        position=raised,
        style=look.get("style"),
        link=look.get("link", ""),
    )


def _underline(value: bool | str | None) -> str | None:
    if isinstance(value, bool):
        return "single" if value else "none"
    return _one_of(value, UNDERLINES, "underline")


def _one_of(value: str | None, known: frozenset[str], name: str) -> str | None:
    if value is not None and value not in known:
        raise ValueError(f"{name} must be one of {', '.join(sorted(known))}, not {value!r}")
    return value


def _colour(value: str | None) -> str | None:
    if value is None:
        return None
    match = _COLOUR.match(value)
    if match is None:
        raise ValueError(f"a colour is six hexadecimal digits, such as FF0000, not {value!r}")
    return match[1].upper()


def _size(value: float | str | None) -> float | None:
    if isinstance(value, str):
        if value not in SIZES:
            raise ValueError(f"size must be a number of points or one of {', '.join(SIZES)}, not {value!r}")
        return SIZES[value]
    if value is not None and not 1 <= value <= 1638:  # what Word takes
        raise ValueError(f"size must be from 1 to 1638 points, not {value!r}")
    return value
