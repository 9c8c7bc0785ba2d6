"""Plain: a value that is printed where no markup of Word's may stand -> its characters, written as suits the spot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from markupsafe import Markup, escape

from docfill.word.values import BREAK, SPACE_BEGINS, SPACE_ENDS, TAB

if TYPE_CHECKING:
    from docfill.word.scan import Element

_WITHOUT_MARKS = str.maketrans({BREAK: "\n", TAB: "\t", SPACE_BEGINS: None, SPACE_ENDS: None})
# What an address may hold as it is (RFC 3986, 2.2 and 2.3), and the sign of what is escaped already.
_IN_ADDRESSES = ":/?#[]@!$&'()*+,;=-._~%"


def address(text: str) -> str:
    """Return *text*, a link or a part of one, as the target of a relationship: what may not stand in one is encoded."""
    return quote(text, safe=_IN_ADDRESSES)


class Writer(NamedTuple):
    """How the values of one tag are written.

    *kept* is the tag's own markup; *line_break* and *tab* are the markup of these two. *quoted* says that the value
    stands in quotation marks in the code of a field, *address* that it is part of an address, *frame* that it is
    all that describes a picture, so that another is to take its place, *box* that it is the title of a check box.
    """

    kept: str
    line_break: str
    tab: str = "\t"
    quoted: bool = False
    address: bool = False
    frame: bool = False
    box: bool = False

    def write(self, shown: str) -> str:
        """Return the markup of *shown*, what a tag prints: text with marks, or text that is escaped already."""
        text = str(shown.unescape() if isinstance(shown, Markup) else shown).translate(_WITHOUT_MARKS)
        if self.quoted:
            # ECMA-376 part 1, 17.16.1: within quotation marks a backslash stands before one, and before itself.
            text = text.replace("\\", "\\\\").replace('"', '\\"')
        if self.address:
            return str(escape(address(text)))
        return str(escape(text)).replace("\n", self.line_break).replace("\t", self.tab)


class Wanted(NamedTuple):
    """What must come out where text will not do: its *pattern*, and an *example* of it."""

    pattern: re.Pattern[str]
    example: str


_TIME = r"T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)"
_WHOLE = Wanted(re.compile(r"\s*[+-]?\d+\s*\Z"), "12")
_NUMBER = Wanted(re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d+)?\s*\Z"), "12.5")
_YES_OR_NO = Wanted(re.compile(r"\s*(?:true|false|1|0)\s*\Z"), "true")
_TIME_STAMP = Wanted(re.compile(rf"\s*\d{{4}}-\d\d-\d\d{_TIME}\s*\Z"), "2024-01-05T00:00:00Z")
_DAY = Wanted(re.compile(rf"\s*\d{{4}}(?:-\d\d(?:-\d\d(?:{_TIME})?)?)?\s*\Z"), "2024-01-05")

# By the local name of a property's element (ECMA-376 part 1, 22.2, 22.4; part 2, 11).
_WANTED = {
    **dict.fromkeys(("created", "modified", "lastPrinted"), _DAY),
    **dict.fromkeys(("i1", "i2", "i4", "i8", "int", "ui1", "ui2", "ui4", "ui8", "uint"), _WHOLE),
    **dict.fromkeys(("r4", "r8", "decimal"), _NUMBER),
    **dict.fromkeys(("filetime", "date"), _TIME_STAMP),
    "bool": _YES_OR_NO,
    **dict.fromkeys(("revision", "Pages", "Words", "Characters", "CharactersWithSpaces", "Lines"), _WHOLE),
    **dict.fromkeys(("Paragraphs", "TotalTime", "DocSecurity"), _WHOLE),
    **dict.fromkeys(("ScaleCrop", "LinksUpToDate", "SharedDoc", "HyperlinksChanged"), _YES_OR_NO),
}


def kind_wanted(element: Element) -> Wanted | None:
    """Return what must come out in *element*, a property or a label of a chart; None where any text will do."""
    if element.nearest("chart:numCache", "chart:numLit") is not None:
        return _NUMBER
    return _WANTED.get(element.kind.rpartition(":")[2])
