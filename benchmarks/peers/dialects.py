"""Dialects: a template with docxtpl's tags -> the same template as another engine wants it, and the data for it.

None of these engines calculates as Jinja does, so what a tag calculates is done beforehand and given as a value of its
own: a `Translation` says for each name in the new template which expression over the data it stands for. Names are
flat, which is the least work for every engine. Docx-mailmerge2 has no conditions: there, whatever a branch holds
becomes a field of its own, which is blank where the branch is not taken.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import unescape

from attrs import define, field, frozen
from jinja2 import Environment

if TYPE_CHECKING:
    from collections.abc import Callable

_TAG = re.compile(r"\{\{ (?P<shown>.+?) \}\}|\{% (?P<statement>.+?) %\}")
_PARAGRAPH = re.compile(r"<w:p>.*?</w:p>")
_NEXT_BRANCH = re.compile(r"((?:<[^>]+>)+)(\{% el[^{}]+ %\})((?:<[^>]+>)+)")
_ROW = re.compile(r"<w:tr>.*?</w:tr>")
_FOR = re.compile(r"\{%tr for \w+ in (\w+) %\}")
_CELL_TEXT = re.compile(r"\{\{ (\w+)\.(\w+) \}\}")
_MARKUP = re.compile(r"(<[^>]+>|\0\d+\0)")
_OF_LINES = ("总体情况", "问题及改进", "其他事项")  # texts of several lines, for each of which carbone must be told
_PLACE_OF_ROWS = re.compile(r"\0(\d+)\0")


@frozen
class Loop:
    """A row that is repeated, and the rows around it that hold the tags of its loop."""

    name: str
    before: str
    row: str  # in which each tag prints one value of the record
    after: str

    def with_tags(self, show: Callable[[str], str]) -> str:
        """Return the row, each value printed by the tag that *show* makes of its name."""
        return _CELL_TEXT.sub(lambda match: show(match[2]), self.row)

    def within(self, opening: str, closing: str, show: Callable[[str], str]) -> str:
        """Return the row with *opening* before its first tag and *closing* after its last."""
        names = list(_CELL_TEXT.finditer(self.row))
        begin, end = names[0].start(), names[-1].end()
        row = self.row[:begin] + opening + self.row[begin:end] + closing + self.row[end:]
        return Loop(self.name, self.before, row, self.after).with_tags(show)


@frozen
class Dialect:
    """How an engine writes its tags."""

    show: Callable[[str], str]  # the name of a value -> the tag that prints it
    rows: Callable[[Loop], str]  # a loop -> its rows
    begin: Callable[[str], str] | None = None  # the name of a condition -> the tag that begins what depends on it
    end: Callable[[str], str] | None = None
    nests: bool = True  # whether a condition may stand within another of the same line


@define
class Translation:
    """A main part in another dialect, and what each name in it stands for."""

    text: str = ""
    names: dict[str, str] = field(factory=dict)  # the name -> a Jinja expression over the data
    anchors: dict[str, str] = field(factory=dict)  # the name of a list -> that of the first value in its row
    tags: int = 0  # how many values are printed

    def data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return a value for each name, blank where *data* has none."""
        values = {name: _expression(source)(**data) for name, source in self.names.items()}
        return {name: "" if value is None else value for name, value in values.items()}

    def texts(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return the same as texts, and each list by the name of a value in its row, as docx-mailmerge2 wants both."""
        values: dict[str, Any] = {}
        for name, value in self.data(data).items():
            if name in self.anchors:
                values[self.anchors[name]] = [{key: str(item) for key, item in row.items()} for row in value]
            else:
                values[name] = str(value)
        return values

    def name(self, source: str) -> str:
        """Return the name of what the expression *source* gives."""
        for name, known in self.names.items():
            if known == source:
                return name
        plain = re.fullmatch(r"\w+(\.\w+)*", source)
        name = source.replace(".", "_") if plain else f"v{len(self.names)}"
        self.names[name] = source
        return name


@functools.cache
def _expression(source: str) -> Callable[..., Any]:
    return Environment().compile_expression(source)  # noqa: S701  calculates values, prints nothing


def translate(text: str, dialect: Dialect) -> Translation:
    """Return the main part *text* in another *dialect*."""
    made = Translation()
    rows: list[str] = []
    out: list[str] = []
    at = 0
    found = list(_ROW.finditer(text))
    for before, row, after in zip(found, found[1:], found[2:], strict=False):
        if (loop := _FOR.search(before[0])) is None:
            continue
        out += [text[at : before.start()], f"\0{len(rows)}\0"]
        rows.append(_rows(Loop(made.name(loop[1]), before[0], row[0], after[0]), dialect, made))
        at = after.end()
    out.append(text[at:])
    # Where a branch ends and the next begins, each of the two tags gets a paragraph of its own, as the first has one.
    plain = _PARAGRAPH.sub(lambda match: _NEXT_BRANCH.sub(_twice, match[0]), "".join(out))
    made.text = _PLACE_OF_ROWS.sub(lambda match: rows[int(match[1])], _tags(plain, dialect, made))
    return made


def _rows(loop: Loop, dialect: Dialect, made: Translation) -> str:
    names = [name for _, name in _CELL_TEXT.findall(loop.row)]
    made.tags += len(names)
    made.anchors[loop.name] = names[0]
    return dialect.rows(loop)


def _twice(match: re.Match[str]) -> str:
    before, tag, after = match.groups()
    if match[0] != match.string:
        return match[0]  # other text stands in the paragraph
    return f"{before}{{% endbranch %}}{after}{before}{tag.replace('{% ', '{% begin')}{after}"


@define
class _If:
    """A condition that is open: those of its branches so far, and where it began."""

    branches: list[str]
    at: int

    def holds(self) -> str:
        """Return when its last branch is taken."""
        others = [f"not ({branch})" for branch in self.branches[:-1]]
        return "true if " + " and ".join([*others, f"({self.branches[-1]})"]) + " else false"


def _tags(text: str, dialect: Dialect, made: Translation) -> str:
    """Return *text* with every tag but those of loops in the other dialect."""
    out: list[str] = []
    around: list[_If] = []
    at = 0
    for match in _TAG.finditer(text):
        out.append(_between(text[at : match.start()], around, dialect, made))
        at = match.end()
        if match["shown"]:
            made.tags += 1
            out.append(dialect.show(_value(match["shown"], around, dialect, made)))
        else:
            out.append(_statement(match, around, dialect, made))
    out.append(text[at:])
    return "".join(out)


def _statement(match: re.Match[str], around: list[_If], dialect: Dialect, made: Translation) -> str:
    """Return what stands for an `if`, a branch or an `endif`; *around* changes."""
    word, _, condition = match["statement"].partition(" ")
    if dialect.begin is None or dialect.end is None:
        _step(word, condition, match.start(), around)
        return ""
    resumes = len(around) > 1 and _parted(around, match.string, dialect)
    out = ""
    if word != "if" and not word.startswith("begin"):
        out = dialect.end(made.name(_condition(around, match.string, dialect)))
    _step(word, condition, match.start(), around)
    if word == "if" and _parted(around, match.string, dialect):
        out = dialect.end(made.name(_condition(around[:-1], match.string, dialect)))
    if word not in {"endif", "endbranch"} or (word == "endif" and resumes):
        out += dialect.begin(made.name(_condition(around, match.string, dialect)))
    return out


def _step(word: str, condition: str, at: int, around: list[_If]) -> None:
    """Open a condition, go on to its next branch, or close it."""
    if word == "if":
        around.append(_If([condition], at))
    elif word == "endif":
        around.pop()
    elif word != "endbranch":
        around[-1].branches.append(condition or "true")


def _parted(around: list[_If], text: str, dialect: Dialect) -> bool:
    """Tell whether the innermost condition is within another of its line, and the dialect does not take that."""
    return not dialect.nests and len(around) > 1 and "</w:p>" not in text[around[-2].at : around[-1].at]


def _condition(around: list[_If], text: str, dialect: Dialect) -> str:
    """Return what the innermost condition asks, and the one around it as well if they are parted."""
    return _all_of(around[-2:]) if _parted(around, text, dialect) else around[-1].holds()


def _all_of(conditions: list[_If]) -> str:
    return " and ".join(f"({condition.holds()})" for condition in conditions)


def _value(source: str, around: list[_If], dialect: Dialect, made: Translation) -> str:
    """Return the name of a value; without conditions it is blank where the branch around it is not taken."""
    return made.name(f"({source}) if {_all_of(around)} else ''" if around and dialect.begin is None else source)


def _between(text: str, around: list[_If], dialect: Dialect, made: Translation) -> str:
    """Return the *text* between two tags; without conditions what a branch says is a value too."""
    if not around or dialect.begin is not None:
        return text
    pieces = _MARKUP.split(text)
    pieces[::2] = [
        dialect.show(_value(repr(unescape(piece)), around, dialect, made)) if piece else "" for piece in pieces[::2]
    ]
    return "".join(pieces)


def _merge_field(name: str) -> str:
    """Return a merge field, which stands between runs, as written within the text of one."""
    return (
        f'</w:t></w:r><w:fldSimple w:instr=" MERGEFIELD {name} "><w:r><w:t>«{name}»</w:t></w:r></w:fldSimple>'
        '<w:r><w:t xml:space="preserve">'
    )


def _carbone_rows(loop: Loop) -> str:
    """Return the row twice: carbone learns from the second how far the first goes."""
    return "".join(
        loop.with_tags(lambda name, index=index: f"{{d.{loop.name}[{index}].{name}}}")  # type: ignore[misc]
        for index in ("i", "i+1")
    )


def _docx_templates_rows(loop: Loop) -> str:
    before = re.sub(r"\{%tr for (\w+) in (\w+) %\}", rf"{{FOR r IN d.{loop.name}}}", loop.before)
    after = loop.after.replace("{%tr endfor %}", "{END-FOR r}")
    return before + loop.with_tags(lambda name: f"{{=$r.{name}}}") + after


def _braces_rows(loop: Loop) -> str:
    return loop.within(f"{{#{loop.name}}}", f"{{/{loop.name}}}", lambda name: f"{{{name}}}")


_BRACES = Dialect(
    show=lambda name: f"{{{name}}}",
    rows=_braces_rows,
    begin=lambda name: f"{{#{name}}}",
    end=lambda name: f"{{/{name}}}",
)

DIALECTS: dict[str, Dialect] = {
    "docxtemplater": _BRACES,
    "easy-template-x": _BRACES,
    "carbone": Dialect(
        show=lambda name: f"{{d.{name}:convCRLF}}" if name in _OF_LINES else f"{{d.{name}}}",
        rows=_carbone_rows,
        begin=lambda name: f"{{d.{name}:ifEQ(true):showBegin}}",
        end=lambda name: f"{{d.{name}:ifEQ(true):showEnd}}",
    ),
    "docx-templates": Dialect(
        show=lambda name: f"{{=d.{name}}}",
        rows=_docx_templates_rows,
        begin=lambda name: f"{{IF d.{name}}}",
        end=lambda _: "{END-IF}",
        nests=False,
    ),
    "docx-mailmerge2": Dialect(show=_merge_field, rows=lambda loop: loop.with_tags(_merge_field)),
}
