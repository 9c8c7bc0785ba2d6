"""Console: problems -> what a terminal shows (drawn with the span marked, or a line each), or JSON."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

from docfill.places import DocumentPlace, Source
from docfill.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TextIO

    from docfill.places import Language, Place
    from docfill.problems import Problem

# The text around a span is cut to this many columns, so that the marker under it is never wrapped away.
COLUMNS = 76

_SEVERITY_WORDS = {
    Severity.ERROR: {"en": "error", "zh": "错误"},
    Severity.WARNING: {"en": "warning", "zh": "警告"},
    Severity.NOTE: {"en": "note", "zh": "说明"},
}
_COUNT_WORDS = {
    Severity.ERROR: {"en": ("{} problem", "{} problems"), "zh": ("{} 个问题", "{} 个问题")},
    Severity.WARNING: {"en": ("{} warning", "{} warnings"), "zh": ("{} 个警告", "{} 个警告")},
    Severity.NOTE: {"en": ("{} note", "{} notes"), "zh": ("{} 条说明", "{} 条说明")},
}
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
_NOTE = {"en": "note", "zh": "说明"}
_HINT = {"en": "hint", "zh": "提示"}
_STDIN = {"en": "(standard input)", "zh": "（标准输入）"}
_USED_BY_TEMPLATE = {"en": "the template uses it at {}", "zh": "模板在这里用到它：{}"}
_STANDS_IN_DATA = {"en": "the data is at {}", "zh": "数据在这里：{}"}
_SEE_ALSO = {"en": "see also {}", "zh": "另见 {}"}
_MORE = {
    "en": "... and {} more like it; `--concise` lists them",
    "zh": "……同样的还有 {} 条，`--concise` 全部列出",
}
_NOTHING_WRITTEN = {"en": "; nothing was written", "zh": "；没有写出任何文件"}

# Marks that turn the direction of a line would let a document rearrange what a terminal shows.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def draw(problems: Iterable[Problem], lang: Language, *, colour: bool = False) -> str:
    """Return *problems* drawn one below the other: what is wrong, where, the text around, notes, the hint.

    What is only a note is drawn once a kind, and the others of its kind are counted: a workbook with its numbers
    stored as text has the same note at every cell.
    """
    drawn: list[str] = []
    alike: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.severity is Severity.NOTE:
            alike.setdefault(problem.code, []).append(problem)
        else:
            drawn.append(_drawn(problem, lang, colour))
    for first, *others in alike.values():
        more = f"\n  {_MORE[lang].format(len(others))}" if others else ""
        drawn.append(_drawn(first, lang, colour) + more)
    return "\n\n".join(drawn)


def lines(problems: Iterable[Problem], lang: Language) -> str:
    """Return *problems* in a line each, for editors and for ``grep``."""
    return "\n".join(visible(problem.line(lang)) for problem in problems)


def summary(problems: Iterable[Problem], lang: Language, *, stopped: bool) -> str:
    """Return how many there are of each kind; where they *stopped* a fill, also that nothing was written."""
    found = [problem.severity for problem in problems]
    counts = [(found.count(severity), words[lang]) for severity, words in _COUNT_WORDS.items()]
    said = [words[number > 1].format(number) for number, words in counts if number]
    return (", " if lang == "en" else "，").join(said) + (_NOTHING_WRITTEN[lang] if stopped else "")


def as_json(problems: Iterable[Problem], lang: Language, *, ok: bool, stream: TextIO, **result: object) -> str:
    """Return one JSON object with what came of the command: ``ok``, its *result*, and the problems.

    Chinese is written as it is where *stream* is UTF-8, and escaped where a program might read it in another
    encoding.
    """
    told: dict[str, Any] = {"ok": ok, **result, "problems": [problem.as_dict(lang) for problem in problems]}
    utf8 = (stream.encoding or "").lower().replace("-", "") == "utf8"
    return json.dumps(told, ensure_ascii=not utf8, indent=2)


def wants_colour(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Return whether *stream* is a terminal that takes colours, and nobody asked for none (no-color.org)."""
    if not stream.isatty() or environ.get("NO_COLOR") or environ.get("TERM") == "dumb":
        return False
    # The console of old Windows versions prints the escapes; Windows Terminal says who it is.
    return sys.platform != "win32" or "WT_SESSION" in environ


def readable(sentence: str) -> str:
    """Return a *sentence* of the catalogue as an explanation shows it: ``${name}`` as ``<name>``."""
    # A guess at what was meant ends a sentence where there is one; a general sentence has none.
    return re.sub(r"\$\{(\w+)\}", r"<\1>", sentence.replace("${guess}", ""))


def visible(text: str) -> str:
    """Return *text*, just as long, with nothing in it that could command a terminal or break the line."""
    if text.isprintable() and text.isascii():
        return text
    return "".join(map(_visible, text))


def columns(text: str) -> int:
    """Return how many columns a terminal gives *text*; a wide East Asian character takes two."""
    return sum(map(_columns, text))


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if char in "\t\n\v\f\r\x85" or category in {"Zl", "Zp"}:
        return " "
    if category == "Cc":
        return chr(0x2400 + ord(char)) if char < " " else _REPLACEMENT
    return _REPLACEMENT if category == "Cs" or char in _TURNS else char


def _columns(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _drawn(problem: Problem, lang: Language, colour: bool) -> str:
    label = f"{_SEVERITY_WORDS[problem.severity][lang]}[{problem.code}]"
    paint = f"1;{_COLOURS[problem.severity]}" if colour else ""
    drawn = [f"{_painted(label, paint)}: {visible(problem.message(lang))}"]
    if problem.place:
        drawn.append(f"  --> {visible(_where(problem.place, lang))}")
        if isinstance(problem.place, DocumentPlace) and problem.place.around:
            text, marker = _marked(problem.place)
            drawn += ["   |", f"   | {text}", f"   | {_painted(marker, paint, before=' ')}"]
    drawn += [f"  {_NOTE[lang]}: {visible(_relation(problem, place, lang))}" for place in problem.related]
    if hint := problem.hint(lang):
        drawn.append(f"  {_HINT[lang]}: {visible(hint)}")
    return "\n".join(drawn)


def _painted(text: str, paint: str, before: str = "") -> str:
    bare = text.lstrip(before) if before else text
    return f"{text[: len(text) - len(bare)]}\x1b[{paint}m{bare}\x1b[0m" if paint else text


def _where(place: Place, lang: Language) -> str:
    """Return *place* in words, standard input by its name."""
    return (place._replace(file=_STDIN[lang]) if place.file == "-" else place).text(lang)


def _relation(problem: Problem, place: Place, lang: Language) -> str:
    """Return how *place* belongs to *problem*; for a spot in a paragraph also what stands there."""
    said = _SEE_ALSO
    if isinstance(place, DocumentPlace) and not isinstance(problem.place, DocumentPlace):
        said = _USED_BY_TEMPLATE
    elif isinstance(place, Source) and not isinstance(problem.place, Source):
        said = _STANDS_IN_DATA
    text = said[lang].format(_where(place, lang))
    if isinstance(place, DocumentPlace) and place.around[place.start : place.stop]:
        meant = place.around[place.start : min(place.stop, place.start + 2 * COLUMNS)]
        text += f": `{meant}`" if len(meant) == place.stop - place.start else f": `{meant}…`"
    return text


def _marked(place: DocumentPlace) -> tuple[str, str]:
    """Return the text around, cut to a line, and the marker that goes under it."""
    start, stop = (place.start, place.stop) if place.stop else (0, len(place.around))
    # A paragraph may hold a whole book, of which a line is shown.
    skipped = max(start - COLUMNS, 0)
    text = visible(place.around[skipped : start + 2 * COLUMNS])
    start, stop = start - skipped, stop - skipped
    first, last = _window(text, start, min(stop, len(text)))
    before = "…" if skipped + first else ""
    after = "…" if skipped + last < len(place.around) else ""
    marker = " " * columns(before + text[first:start])
    marker += "^" * max(columns(text[start : min(stop, last)]), 1)
    return before + text[first:last] + after, marker


def _window(text: str, start: int, stop: int) -> tuple[int, int]:
    """Return from where to where *text* is shown: the span first, then as much on either side as has room."""
    room = COLUMNS - columns(text)
    if room >= 0:
        return 0, len(text)
    room = COLUMNS - 2  # an ellipsis at either end
    first = last = start
    while last < stop and columns(text[last]) <= room:
        room -= columns(text[last])
        last += 1
    grew = True
    while grew:
        grew = False
        if first > 0 and columns(text[first - 1]) <= room:
            first -= 1
            room -= columns(text[first])
            grew = True
        if last < len(text) and columns(text[last]) <= room:
            room -= columns(text[last])
            last += 1
            grew = True
    return first, last
