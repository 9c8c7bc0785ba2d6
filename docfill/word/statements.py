"""Statements: what a tag says, looked at by itself: is it known, what is wrong with it, what is it without its work."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docfill.word.assembly import MOST_STEPS
from docfill.word.blocks import ENDS, MIDDLES, opens_block
from docfill.word.merges import CELL_STATEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docfill.problems import Problems
    from docfill.word.paragraphs import Tag

_SUPPORTED = frozenset(
    [
        *("if", "for", "set", "with", "macro", "call", "raw", "grid", "filter", "autoescape", "break", "continue"),
        *CELL_STATEMENTS,
    ]
)
# Statements that skip the rest of a loop, or of one round of it.
LEAVING = frozenset({"break", "continue"})
# What Jinja or its extensions know and a template may not say -> the code that says why.
_REFUSED = {
    **dict.fromkeys(("include", "import", "from", "extends", "block"), "loads-another-file"),
    "do": "do-has-no-effect",
}
_ALL_STATEMENTS = sorted(_SUPPORTED | set(MIDDLES) | set(ENDS))
_ESCAPING = r"autoescape\s+[Tt]rue\Z"  # compiled when first used, as start-up counts
# What the program calls its own helpers; a template's author would not think of it.
_HELPER = "_docfill_"

_PLAIN_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*\Z")
# A literal, or one that is never closed: that reaches to the end.
_LITERAL = r"\"(?:\\.|[^\"\\])*(?:\"|(\Z))|'(?:\\.|[^'\\])*(?:'|(\Z))"
_MARKUP = r"(?s)<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(/?)[^<>]*?(/?)>"
_MACRO = r"macro\s+(\w+)"
_NAME = re.compile(r"[^\W\d]\w*")
_WORDS_OF_JINJA = frozenset(
    ["true", "false", "none", "True", "False", "None", "and", "or", "not", "in", "is", "if", "else", "loop", "caller"]
)


def _is_within_another(tag: Tag) -> bool:
    """Tell whether *tag* stands in an element within the one whose text it is a part of."""
    if isinstance(tag.paragraph.starts, range):  # all of it is one text, without markup
        return False
    before = tag.paragraph.part.text[tag.first.inner : tag.pieces[0][0]]
    depth = 0
    for match in re.finditer(_MARKUP, before) if "<" in before else ():
        if not match.group().startswith(("<!", "<?")):
            depth += -1 if match[1] else not match[2]
    return depth != 0


def check_statement(tag: Tag, problems: Problems) -> None:
    """Report a tag that is empty, not known, not supported yet, or in an element that no text may hold."""
    if _is_within_another(tag):
        problems.add("tag-not-understood", tag.place, tag=tag.typed, reason=f"<{tag.first.tag}><…>")
        return
    if tag.kind == "comment":
        return
    word = tag.word
    if word in _REFUSED:
        problems.add(_REFUSED[word], tag.place, tag=tag.typed)
    elif word == "autoescape" and not re.match(_ESCAPING, tag.source):
        problems.add("escaping-is-always-on", tag.place, tag=tag.typed)
    elif _HELPER in tag.source:
        problems.add("tag-not-understood", tag.place, tag=tag.typed, reason=_HELPER)
    elif not tag.source:
        problems.add("empty-tag", tag.place, tag=tag.typed)
    elif tag.prefix and (word in CELL_STATEMENTS or word == "grid"):
        # It works on the cell that it stands in; a prefix would speak of a row or a paragraph.
        problems.add("unknown-statement", tag.place, tag=tag.typed, name=f"{tag.prefix} {word}", known=word)
    elif tag.kind == "statement" and word not in _SUPPORTED and word not in MIDDLES and word not in ENDS:
        from difflib import get_close_matches  # lazy for start-up: only a fault needs a guess

        near = get_close_matches(word, _ALL_STATEMENTS, 1) or ["if", "for", "set"]
        problems.add("unknown-statement", tag.place, tag=tag.typed, name=word or tag.source, known=", ".join(near))


def plain_name(tag: Tag) -> tuple[str, ...] | None:
    """Return the steps of the path where *tag* prints a plain dotted name; None where it works something out."""
    if tag.kind != "output" or tag.prefix not in {"", "r"}:
        return None
    if tag.source.isidentifier():
        return None if tag.source in _WORDS_OF_JINJA else (tag.source,)
    steps = tuple(tag.source.split("."))
    if steps[0] in _WORDS_OF_JINJA or len(steps) > MOST_STEPS:
        return None
    # A name may have a letter that Python's have not: 面积².
    return steps if all(map(str.isidentifier, steps)) or _PLAIN_NAME.match(tag.source) else None


def names_bound(tags: Iterable[Tag]) -> set[str]:
    """Return the names that statements give a meaning of their own: loop variables, what is set, macros."""
    bound: set[str] = set()
    for tag in tags:
        if tag.word == "for":
            bound.update(_NAME.findall(re.split(r"\sin\s", tag.source, maxsplit=1)[0]))
        elif tag.word in {"set", "with", "macro", "call"}:
            bound.update(_NAME.findall(tag.source))
    return bound


def names_of_macros(tags: Iterable[Tag]) -> set[str]:
    """Return the names of the macros that *tags* define."""
    return {name_of_macro(tag) for tag in tags} - {""}


def name_of_macro(tag: Tag) -> str:
    """Return the name of the macro that *tag* defines; "" where it defines none."""
    match = re.match(_MACRO, tag.source) if tag.word == "macro" else None
    return match[1] if match else ""


def catches(tag: Tag) -> bool:
    """Tell whether *tag* works upon what other tags print, or gives a name to a value."""
    return tag.word in {"set", "macro", "call", "filter"} or (tag.word == "for" and is_recursive(tag))


def is_recursive(tag: Tag) -> bool:
    """Tell whether *tag*, which opens a loop, may run it again for what an item holds."""
    return tag.source.endswith(" recursive")


def has_stray_quote(tag: Tag) -> bool:
    """Tell whether a literal in *tag* is not closed in it; Jinja would look for its end in the next tag."""
    source = tag.source
    if tag.kind == "comment" or ("'" not in source and '"' not in source):
        return False
    return any(literal.lastindex for literal in re.finditer(_LITERAL, source, re.DOTALL))


def neutral(tag: Tag) -> str:
    """Return a statement of the same shape as *tag* in which nothing is worked out."""
    if opens_block(tag):
        simple = {
            "for": "{% for _ in () %}",
            "if": "{% if true %}",
            "filter": "{% filter string %}",
            "with": "{% with %}",
        }
        return simple.get(tag.word, f"{{% {tag.source} %}}")
    if tag.word == "elif":
        return "{% elif true %}"
    target = re.match(r"set\s+([\w.]+)\s*=", tag.source)
    return f"{{% set {target.group(1)} = none %}}" if target else f"{{% {tag.source} %}}"
