"""Formats: a number format's code -> its sections, each a list of tokens (ECMA-376 part 1, 18.8.30 and 31).

`tokenise` cuts the code into pieces, `parse` groups them into at most four sections and says what each
shows, when, and in which language. What Excel would not take is a `BrokenFormatError`, what is not
understood an `UnknownFormatError`, so that nothing is ever shown by guess.
"""

from __future__ import annotations

import functools
import operator
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from docfill.excel.unshown import BrokenFormatError, UnknownFormatError

if TYPE_CHECKING:
    from collections.abc import Callable

Kind = Literal[
    "literal",
    "pad",
    "fill",
    "digit",
    "point",
    "comma",
    "percent",
    "slash",
    "exponent",
    "number",
    "general",
    "text",
    "date",
    "elapsed",
    "halfday",
]

LONGEST = 255  # characters: Excel refuses a workbook in which a format is longer

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)" | [\\!](?P<escaped>.) | _(?P<pad>\\.|.) | \*(?P<fill>\\.|.) | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General|G/通用格式) | (?P<halfday>AM/PM|A/P|上午/下午)
    | (?P<exponent>(?-i:E[+\-]))
    | (?P<date>y+|m+|d+|h+|s+|a{3,}|(?-i:e+))
    | (?P<era>g+|b+)
    | (?P<digit>[0#?]) | (?P<number>[1-9]) | (?P<point>\.) | (?P<comma>,) | (?P<percent>%) | (?P<slash>/) | (?P<text>@)
    | (?P<end>;)
    | (?P<literal>[^"\\\[_*EN\x00-\x08])  # N and E mean nothing alone, and Excel does not take them for themselves
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(
    r"(?P<sign><=|>=|<>|<|>|=)\s*(?P<limit>[+-]?(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d{1,3})?)\s*\Z", re.IGNORECASE | re.ASCII
)
_COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "<>": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
}
_COLOUR = re.compile(
    r"(black|blue|cyan|green|magenta|red|white|yellow|colou?r\s*\d+|[黑蓝青绿红白黄]色|洋红|颜色\s*\d+)\Z",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"\$(?P<symbol>[^\-\]]*)(?:-(?P<locale>[\w-]+))?\Z")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_NUMERALS = re.compile(r"DBNum(?P<number>\d+)\Z", re.IGNORECASE)
_LANGUAGE_IN_HEX = re.compile(r"[0-9a-f]{3,8}\Z")
# What stands for "the computer's own long date", or its time, whatever follows; as Chinese Windows has them.
_SYSTEM_FORMATS = {
    "f800": 'yyyy"年"m"月"d"日"',
    "x-sysdate": 'yyyy"年"m"月"d"日"',
    "f400": "h:mm:ss",
    "x-systime": "h:mm:ss",
}
_AROUND: set[Kind] = {"literal", "number", "pad", "fill"}  # what may stand around a text, a General, a date


class Token(NamedTuple):
    """One piece of a format: *text* is what it shows (a literal) or its code (``yyyy``)."""

    kind: Kind
    text: str


class Condition(NamedTuple):
    """``[>=100]``: a section is for the numbers that compare so with *limit*."""

    sign: str
    limit: Decimal

    def holds(self, number: Decimal) -> bool:
        """Say whether *number* compares as the condition wants."""
        return _COMPARISONS[self.sign](number, self.limit)


class Section(NamedTuple):
    """One of the parts of a format between semicolons.

    *locale* is what ``[$-804]`` says, in lower case; *numerals* the number of ``[DBNum1]``, 0 without.
    """

    kind: Literal["number", "general", "date", "text", "literal"]
    tokens: tuple[Token, ...]
    locale: str
    condition: Condition | None
    numerals: int


def tokenise(code: str) -> list[list[tuple[str, str]]]:
    """Return the sections of *code*, each as its pieces: the name of what matched, and its text."""
    if len(code) > LONGEST:
        raise BrokenFormatError(code)
    sections: list[list[tuple[str, str]]] = [[]]
    position = 0
    while position < len(code):
        found = _TOKEN.match(code, position)
        if found is None or found.lastgroup is None:
            raise BrokenFormatError(code)
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
        raise BrokenFormatError(code)
    if len(sections) == 4:
        parse_for_text(code)
    parsed = tuple(_section(pieces, code) for pieces in sections)
    if any(section.kind == "text" for section in parsed[:-1]):
        raise BrokenFormatError(code)  # only the last section is for text
    given = [section.condition is not None for section in parsed]
    if given.count(True) > 2:
        raise BrokenFormatError(code)
    bare = any(section.kind == "general" and not section.tokens for section in parsed[1:])
    if bare or any(given[2:]):
        raise UnknownFormatError(code)  # programs differ about 0;[Red], and about conditions for the third section
    return parsed


@functools.lru_cache(maxsize=1024)
def parse_for_text(code: str) -> Section | None:
    """Return the section of *code* that is for text; None where the format shows text as it is.

    The other sections need not be understood.
    """
    *others, last = tokenise(code)
    if len(others) > 3:
        raise BrokenFormatError(code)
    if len(others) < 3 and not any(kind == "text" for kind, _ in last):
        return None
    section = _section(last, code)
    if section.kind in ("number", "date"):
        raise BrokenFormatError(code)
    if section.kind == "general" and not section.tokens:
        raise UnknownFormatError(code)
    return section


def _section(pieces: list[tuple[str, str]], code: str) -> Section:
    tokens: list[Token] = []
    locale, condition, numerals = "", None, 0
    for piece, text in pieces:
        if piece in ("quoted", "escaped"):
            tokens.append(Token("literal", text))
        elif piece == "era":
            raise UnknownFormatError(code)  # years of reigns and of other calendars
        elif piece != "bracket":
            tokens.append(Token(cast("Kind", piece), text))
        elif compared := _CONDITION.match(text):
            if condition is not None:
                raise BrokenFormatError(code)
            condition = Condition(compared["sign"], Decimal(compared["limit"]))
        elif _ELAPSED.fullmatch(text):
            tokens.append(Token("elapsed", text.lower()))
        elif counted := _NUMERALS.match(text):
            numerals = int(counted["number"])
        elif currency := _CURRENCY.match(text):
            given = (currency["locale"] or "").lower()
            if given in _SYSTEM_FORMATS:
                return _section(tokenise(_SYSTEM_FORMATS[given])[0], code)
            locale = _language(given, code) or locale
            if currency["symbol"]:
                tokens.append(Token("literal", currency["symbol"]))
        elif not _COLOUR.match(text):
            raise UnknownFormatError(code)
    # Excel completes ``[Red]`` and ``[DBNum1]``: such a section, without a token, is a General.
    kind = _kind_of(tokens, code) if tokens or not pieces else "general"
    return Section(kind, tuple(tokens), locale, condition, numerals)


def _language(given: str, code: str) -> str:
    """Return the language in the *given* part of ``[$-804]``: a name, or a number in hexadecimal digits."""
    if not _LANGUAGE_IN_HEX.match(given):
        return given
    number = int(given, 16)
    if number >> 16 & 0xFF > 1 or number >> 24 > 1:
        raise UnknownFormatError(code)  # the upper digits ask for another calendar, or for other digits
    return f"{number & 0xFFFF:x}" if number & 0xFFFF else ""


def _kind_of(tokens: list[Token], code: str) -> Literal["number", "general", "date", "text", "literal"]:
    kinds = {token.kind for token in tokens}
    if kinds & {"date", "elapsed", "halfday"}:
        if kinds & {"general", "text", "percent", "exponent"}:
            raise BrokenFormatError(code)
        return "date"
    if "text" in kinds:
        if kinds - _AROUND - {"text"}:
            raise BrokenFormatError(code)
        return "text"
    if "general" in kinds:
        if kinds - _AROUND - {"general"}:
            raise BrokenFormatError(code)
        return "general"
    return "number" if kinds & {"digit", "exponent", "slash"} else "literal"
