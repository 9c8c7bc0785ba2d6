"""Signs: a part's content -> whether it may hold tags at all, and whether any stand elsewhere than in paragraphs.

These are looked for in every part of every template, so they are quick to find; what has none holds no tag.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docfill.word.scan import Part

# What only a part with tags can hold: a brace, its full-width form, a reference to one, or one as addresses have it. In
# UTF-16 the same bytes stand for other characters too; such a part is looked at in vain, never overlooked.
_SIGNS_OF_TAGS = (b"{", b"&#", b"%7B", b"%7b", "｛".encode(), b"\x5b\xff", b"\xff\x5b")
# In such a part a single brace is nearly always that of an identifier ("{F8F…}").
_SIGN_ELSEWHERE = (  # compiled when first used, as start-up counts
    rb"\{(?:_?[{%#\xef<&\x00]|[ \xc2\xe3])|\x00\{|&#0*(?:123|65371);|&#x0*(?:7[Bb]|[Ff]{2}5[Bb]);|%7[Bb]"
    rb"|\xef\xbd\x9b|\x5b\xff|\xff\x5b"
)

# Braces, as the text of a paragraph may have them: a reference may stand for one too.
_SIGNS_IN_TEXT = ("{", "}", "｛", "｝", "&#")
LOOKS_LIKE_A_TAG = r"\{\{[^<>{}]{1,80}\}\}|\{%[^<>{}]{1,80}%\}"
# What begins a tag, or may: a brace that ends its run, a reference, or a brace as Word writes it in an address. Its
# first characters are looked for by themselves: an expression of so many ways takes ten times as long to search for.
_BEGINNINGS = ("{", "｛", "&#", "%7")
_SIGN = (
    r"[{｛](?:_?[{｛%％#＃]|[ \u00a0\u3000][{｛%％]|[<&])|&#0*(?:123|65371);|&#x0*(?:7[Bb]|[Ff]{2}5[Bb]);"
    r"|%7[Bb](?:%20)?%(?:7[Bb]|2[35])"
)


def offsets_of_signs(text: str) -> list[int]:
    """Return where in *text*, a part's, a tag may begin or end, in order; of several in one place the first."""
    offsets = []
    for sign in _SIGNS_IN_TEXT:
        at = text.find(sign) if _may_have(text, sign) else -1
        while at >= 0:
            offsets.append(at)
            behind = text.find("<", at)
            at = text.find(sign, behind) if behind >= 0 else -1
    return sorted(offsets)


def may_hold_tags(content: bytes) -> bool:
    """Tell whether *content*, a part that may hold paragraphs, may hold tags."""
    return any(sign in content for sign in _SIGNS_OF_TAGS)


def may_hold_tags_elsewhere(content: bytes) -> bool:
    """Tell whether *content*, a part without paragraphs, may hold tags."""
    return may_hold_tags(content) and re.search(_SIGN_ELSEWHERE, content) is not None


def stands_elsewhere(part: Part, texts: int = 0) -> bool:
    """Tell whether something in *part* may be a tag that stands in no paragraph's text.

    Of so many *texts* with braces it is known that they are a paragraph's.
    """
    text, children = part.text, part.root.children
    if sum(text[at] == "{" for at in part.signs) == texts and not any(
        _may_have(text, sign) and sign in text for sign in _BEGINNINGS[1:]
    ):
        return False
    prefix = children[0].tag.rpartition(":")[0] if children else ""
    own = tuple(f"<{prefix}:{kind}" if prefix else f"<{kind}" for kind in ("t>", "t ", "delText")) if children else ()
    for beginning in filter(partial(_may_have, text), _BEGINNINGS):
        at = text.find(beginning)
        while at >= 0:
            if text.startswith(own, text.rfind("<", 0, at)):
                # The rest of that text is passed over at once: it may hold a million braces.
                at = text.find("<", at)
            elif re.compile(_SIGN).match(text, at):
                return True
            at = text.find(beginning, at + 1) if at >= 0 else -1
    return False


def _may_have(text: str, sign: str) -> bool:
    """Tell whether each character of *sign* is in *text*: one by itself is found, or not, in a tenth of the time."""
    return all(character in text for character in sign)
