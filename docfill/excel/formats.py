"""Formats: a number format's code -> its sections, each a list of tokens (ECMA-376 part 1, 18.8.30 and 31).

`tokenise` cuts the code into pieces, `parse` groups them into at most four sections and says what each
shows. What neither knows is an `UnknownFormatError`, so that nothing is ever shown by guess.
"""

from __future__ import annotations

import functools
import re
from typing import Literal, cast

import attrs

Kind = Literal[
    "literal",
    "pad",
    "fill",
    "digit",
    "point",
    "comma",
    "percent",
    "slash",
    "general",
    "text",
    "date",
    "halfday",
]

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

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)" | \\(?P<escaped>.) | _(?P<pad>.) | \*(?P<fill>.) | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General|G/通用格式) | (?P<halfday>AM/PM|A/P|上午/下午)
    | (?P<date>y+|m+|d+|h+|s+|a+)
    | (?P<digit>[0#?]) | (?P<point>\.) | (?P<comma>,) | (?P<percent>%) | (?P<slash>/) | (?P<text>@)
    | (?P<end>;)
    | (?P<literal>[$\-+():^&'~{}<>=\s]|[^\x00-\x7f])
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_DATE_LETTERS = re.compile(r"y{1,4}|m{1,5}|d{1,4}|h{1,2}|s{1,2}|a{3,4}")
_COLOUR = re.compile(
    r"(black|blue|cyan|green|magenta|red|white|yellow|colou?r\s*\d+|[黑蓝青绿红白黄]色|洋红|颜色\s*\d+)\Z",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"\$(?P<symbol>[^\-\]]*)(?:-(?P<locale>[\w-]+))?\Z")
# What stands for "the computer's own long date", or its time, whatever follows; as Chinese Windows has them.
_SYSTEM_FORMATS = {
    "f800": 'yyyy"年"m"月"d"日"',
    "x-sysdate": 'yyyy"年"m"月"d"日"',
    "f400": "h:mm:ss",
    "x-systime": "h:mm:ss",
}


class UnknownFormatError(Exception):
    """A number format asks for what is not understood yet; the text is the format's code."""


class OutsideCalendarError(Exception):
    """A number is no day that Excel has: it shows ##### for it."""


@attrs.frozen
class Token:
    """One piece of a format: *text* is what it shows (a literal) or its code (``yyyy``)."""

    kind: Kind
    text: str


@attrs.frozen
class Section:
    """One of the parts of a format between semicolons; *locale* is what ``[$-804]`` says, in lower case."""

    kind: Literal["number", "general", "date", "text", "literal"]
    tokens: tuple[Token, ...]
    locale: str


def tokenise(code: str) -> list[list[tuple[str, str]]]:
    """Return the sections of *code*, each as its pieces: the name of what matched, and its text."""
    sections: list[list[tuple[str, str]]] = [[]]
    position = 0
    while position < len(code):
        found = _TOKEN.match(code, position)
        if found is None or found.lastgroup is None:
            raise UnknownFormatError(code)
        if found.lastgroup == "end":
            sections.append([])
        else:
            sections[-1].append((found.lastgroup, found[found.lastgroup]))
        position = found.end()
    return sections


@functools.lru_cache(maxsize=1024)
def parse(code: str) -> tuple[Section, ...]:
    """Return the sections of format *code*; an empty code is General."""
    sections = tokenise(code) if code else [[("general", "General")]]
    if len(sections) > 4:
        raise UnknownFormatError(code)
    parsed = tuple(_section(pieces, code) for pieces in sections)
    texts = [section.kind == "text" for section in parsed]
    if any(texts[:-1]) or (len(parsed) == 4 and parsed[3].kind not in ("text", "literal")):
        raise UnknownFormatError(code)  # only the last section is for text
    return parsed


def _section(pieces: list[tuple[str, str]], code: str) -> Section:
    tokens: list[Token] = []
    locale = ""
    for kind, text in pieces:
        if kind == "bracket":
            if _COLOUR.match(text):
                continue
            currency = _CURRENCY.match(text)
            if currency is None:
                raise UnknownFormatError(code)
            symbol, given = currency["symbol"], (currency["locale"] or "").lower()
            if given in _SYSTEM_FORMATS:
                return _section(tokenise(_SYSTEM_FORMATS[given])[0], code)
            if re.match(r"[0-9a-f]{5}", given.lstrip("0")):
                raise UnknownFormatError(code)  # the upper digits ask for another calendar or other digits
            locale = given.lstrip("0") or locale
            if symbol:
                tokens.append(Token("literal", symbol))
        elif kind in ("quoted", "escaped"):
            tokens.append(Token("literal", text))
        elif kind == "date":
            if not _DATE_LETTERS.fullmatch(text.lower()):
                raise UnknownFormatError(code)
            tokens.append(Token("date", text.lower()))
        else:
            tokens.append(Token(cast("Kind", kind), text))
    return _classified(tokens, locale, code)


def _classified(tokens: list[Token], locale: str, code: str) -> Section:
    kinds = {token.kind for token in tokens}
    if kinds & {"date", "halfday"}:
        if kinds & {"general", "text", "percent"}:
            raise UnknownFormatError(code)
        return Section("date", tuple(_date_tokens(tokens, code)), locale)
    if "text" in kinds:
        if kinds - {"text", "literal", "pad", "fill"}:
            raise UnknownFormatError(code)
        return Section("text", tuple(tokens), locale)
    if "general" in kinds:
        if kinds - {"general", "literal", "pad", "fill"}:
            raise UnknownFormatError(code)
        return Section("general", tuple(tokens), locale)
    if "digit" in kinds:
        return Section("number", tuple(_number_tokens(tokens, code)), locale)
    if kinds & {"point", "comma", "percent"}:
        raise UnknownFormatError(code)
    return Section("literal", tuple(tokens), locale)


def _number_tokens(tokens: list[Token], code: str) -> list[Token]:
    """Return *tokens* once it is sure that they are digits, at most one point, and commas between thousands."""
    places = [index for index, token in enumerate(tokens) if token.kind == "digit"]
    points = [index for index, token in enumerate(tokens) if token.kind == "point"]
    commas = [index for index, token in enumerate(tokens) if token.kind == "comma"]
    whole = [index for index in places if not points or index < points[0]]
    between = all(whole and whole[0] < index < whole[-1] for index in commas)
    if len(points) > 1 or not between or any(token.kind == "slash" for token in tokens):
        raise UnknownFormatError(code)  # a comma elsewhere divides by a thousand, a slash makes a fraction
    return tokens


def _date_tokens(tokens: list[Token], code: str) -> list[Token]:
    """Return *tokens* with minutes told from months (``M`` from ``m``), and ``.00`` joined to its seconds."""
    said: list[Token] = []
    dates = [token for token in tokens if token.kind == "date"]
    seen = 0
    for token in tokens:
        if token.kind == "date":
            before, after = dates[seen - 1 : seen], dates[seen + 1 : seen + 2]
            seen += 1
            minutes = token.text in ("m", "mm") and (
                (seen > 1 and before[0].text[0] == "h") or (bool(after) and after[0].text[0] == "s")
            )
            said.append(attrs.evolve(token, text=token.text.upper()) if minutes else token)
        elif token.kind == "digit":
            # The only digits in a date are parts of seconds: they follow a point that follows seconds.
            if token.text != "0" or not said or said[-1].kind != "date" or "." not in said[-1].text:
                raise UnknownFormatError(code)
            said[-1] = Token("date", said[-1].text + "0")
        elif token.kind == "point" and said and said[-1].kind == "date" and said[-1].text in ("s", "ss"):
            said[-1] = Token("date", said[-1].text + ".")
        elif token.kind in ("point", "comma", "slash"):
            said.append(Token("literal", token.text))
        else:
            said.append(token)
    return said
