"""Making: a source of chance -> a case: a document, a workbook, a form or a file of data, sound or spoilt."""

from __future__ import annotations

import functools
import io
import itertools
import re
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.building import Xml, cell, control, doc, p, r, root, row, table, text_box
from tests.fidelity.packages import members_of, pack

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

HOME = Path(__file__).parents[2]


class Case(NamedTuple):
    """What is tried: its *kind*, the file's *content*, and of a fill the *data* and how it takes *missing* ones."""

    kind: str
    content: bytes
    data: Any = None
    missing: str = "error"


NAMES = ["a", "b", "rows", "record", "n", "text", "甲", "items", "none", "x.y"]
VALUES: list[Any] = [
    *(None, 0, 1, -7, 3.5, 10**30, True, "", "甲", "a & b < c", " 两端 ", "一\n二\t三", "\x00", "\ud800"),
    *(float("nan"), float("inf"), "{{ a }}", "<w:p/>", "]]>", "\a\f", "\x14" + "0\x14", "\x0b", "x" * 5_000, [], {}),
    *([1, 2, 3], [{"a": 1}, {"a": 2, "b": 3}], {"a": {"b": [1]}}, [[1, 2], [3]], b"\xff", 1j, object()),
]
EXPRESSIONS = [
    *NAMES,
    *("rows[0].a", "record.a.b", "rows|length", "rows|map(attribute='a')|join('、')", "n + 1", "n / b", "n * 1000000"),
    *(
        "text * n",
        "text ~ text",
        "n ** n",
        "'%*d' % (n, a)",
        "'%s' % record",
        "text.format(rows)",
        "text|replace('', a)",
    ),
    *("rows|sort", "rows|groupby('a')", "rows|sum(attribute='a')", "rows|batch(2)|list", "rows|tojson", "n|大写"),
    *(
        "a|日期",
        "n|千分位",
        "n|百分比(n)",
        "a|中文数字",
        "text|center(n)",
        "range(n)",
        "range(n)|list|join(text)",
        "a.b.c",
    ),
    *("loop.index", "loop.previtem.a", "caller()", "namespace(a=n).a", "dict(a=n)", "self", "not a", "a if b else n"),
    *("text[1:]", "text[n]", "rows[:n]", "''.__class__", "a|attr('b')", "[a, b][n]", "{'a': a}.a", "a is defined"),
    *("a == b", "a < b", "a in rows", "rows|first", "rows|last", "rows|max", "a|default('无')", "a|round(n)", "a|int"),
    *("a|upper", "text|wordwrap(n)", "text|truncate(n)", "text|indent(n)", "rows|unique|list", "rows|slice(n)|list"),
    *(
        "rows|xyz",
        "a b",
        "(",
        "'",
        "a.",
        "1e999",
        "0x",
        "a|图片",
        "a|勾选",
        "n|小数(n)",
        "n|元",
        "rows|selectattr('a')|list",
    ),
]
BLOCKS = [
    ("for x in {}", "endfor"),
    ("for x in {} recursive", "endfor"),
    ("if {}", "endif"),
    ("set z", "endset"),
    ("filter upper", "endfilter"),
    ("macro m(a, b={})", "endmacro"),
    ("call m({})", "endcall"),
    ("with x = {}", "endwith"),
    ("raw", "endraw"),
    ("autoescape true", "endautoescape"),
]
SINGLES = [
    *(
        "else",
        "elif {}",
        "set x = {}",
        "set ns.a = {}",
        "break",
        "continue",
        "grid {}",
        "include 'x'",
        "do {}",
        "%",
        "",
    ),
    *("hm", "vm", "cellbg {}", "colspan {}", "endfor", "endif", "for", "if", "{}", "debug"),
]
PREFIXES = ["", "", "", "p ", "tr ", "tc ", "r ", "- "]
_ELEMENT = re.compile(rb"<(\w+:)?\w+(?:\s[^<>]*)?>|</[\w:]+>")
_DIGITS = re.compile(rb"\d+")


# --- templates ---


def _tag(chance: Random, kind: str, inner: str) -> str:
    prefix = chance.choice(PREFIXES)
    opening, closing = ("{{", "}}") if kind == "output" else ("{%", "%}") if kind == "statement" else ("{#", "#}")
    if chance.random() < 0.02:
        opening, closing = chance.choice(
            [("｛｛", "｝｝"), ("{ {", "} }"), (opening, ""), ("", closing), ("{{{", closing)]
        )
    return f"{opening}{prefix if prefix.strip() else ''}{' ' if not prefix.strip() else ''}{inner} {closing}"


def _expression(chance: Random) -> str:
    first = chance.choice(EXPRESSIONS)
    if chance.random() < 0.2:
        first = f"({first}) {chance.choice(['+', '*', '~', '-', '//', '%', '**', 'and', 'or', 'in'])} " + chance.choice(
            EXPRESSIONS
        )
    return first


def _texts(chance: Random, depth: int = 0) -> list[str]:
    """Return texts with tags in them, each to stand in a paragraph; blocks are mostly paired."""
    texts: list[str] = []
    for _ in range(chance.randint(1, 3)):
        dice = chance.random()
        if dice < 0.45 or depth > 2:
            texts.append(chance.choice(["", "前", "文 "]) + _tag(chance, "output", _expression(chance)))
        elif dice < 0.55:
            texts.append(_tag(chance, "statement", chance.choice(SINGLES).format(_expression(chance))))
        elif dice < 0.6:
            texts.append(_tag(chance, "comment", "注"))
        else:
            opening, closing = chance.choice(BLOCKS)
            first = _tag(chance, "statement", opening.format(_expression(chance)))
            last = _tag(chance, "statement", closing)
            inside = _texts(chance, depth + 1)
            texts += ["".join([first, *inside, last])] if chance.random() < 0.5 else [first, *inside, last]
    return texts


def _paragraph(chance: Random, text: str) -> Xml:
    cuts = sorted(chance.randrange(len(text) + 1) for _ in range(chance.choice([0, 0, 1, 3])))
    ends = [0, *cuts, len(text)]
    return p(*(r(text[a:b], chance.choice(["", "<w:b/>"])) for a, b in itertools.pairwise(ends)))


def _blocks(chance: Random, texts: list[str]) -> list[str]:
    """Return *texts* laid out in paragraphs, tables, controls and text boxes."""
    blocks: list[str] = []
    at = 0
    while at < len(texts):
        dice = chance.random()
        taken = [_paragraph(chance, text) for text in texts[at : at + chance.randint(1, 4)]]
        at += len(taken)
        if dice < 0.5:
            blocks += taken
        elif dice < 0.8:
            width = chance.randint(1, 3)
            cells = [
                cell(each, properties=chance.choice(["", "", '<w:gridSpan w:val="2"/>', "<w:vMerge/>"]))
                for each in taken
            ]
            rows = [row(*cells[start : start + width]) for start in range(0, len(cells), width)]
            blocks.append(table(*rows, columns=chance.choice([width, width, 0, 5])))
        elif dice < 0.9:
            blocks.append(control(*taken))
        else:
            blocks.append(p(text_box(*taken)))
    return blocks


def _data(chance: Random) -> dict[str, Any]:
    return {name: chance.choice(VALUES) for name in NAMES if chance.random() < 0.8}


def template(chance: Random) -> bytes:
    """Return a document with tags."""
    blocks = _blocks(chance, _texts(chance))
    header = root("hdr", "".join(_blocks(chance, _texts(chance)))) if chance.random() < 0.2 else None
    return doc(*blocks, stories={"header1.xml": header} if header else None)


def a_template(chance: Random) -> Case:
    """Return a template of tags in any order, and data of any kind."""
    return Case("template", template(chance), _data(chance), chance.choice(["error", "error", "blank", "keep"]))


# --- spoiling ---


def _pick(chance: Random, content: bytes) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(start + chance.choice([1, 1, 4, 40, 400]), len(content))


def _spoil_markup(chance: Random, content: bytes) -> bytes:
    """Return XML with an element's tag taken out, doubled, moved, or its digits made large."""
    found = list(_ELEMENT.finditer(content))
    if not found:
        return content
    one, other = chance.choice(found), chance.choice(found)
    dice = chance.randrange(7)
    if dice == 0:
        return content[: one.start()] + content[one.end() :]
    if dice == 1:
        return content[: other.start()] + one.group() + content[other.start() :]
    if dice == 2:
        first, last = sorted((one.start(), other.start()))
        return content[:first] + content[last:]
    if dice == 3:
        first, last = sorted((one.start(), other.start()))
        return content[:last] + content[first:last] + content[last:]
    if dice == 4:
        digits = list(_DIGITS.finditer(content))
        if digits:
            at = chance.choice(digits)
            new = chance.choice([b"0", b"-1", b"99999999999999999999", b"1e9", b"", b"4294967296", b"\xe4\xb8\x80"])
            return content[: at.start()] + new + content[at.end() :]
    if dice == 5:
        odd = [b"{{ a }}", b"<!-- -->", b"<?x y?>", b"&#0;", b"&x;", b"<![CDATA[{{ a }}]]>"]
        return content[: one.start()] + chance.choice(odd) + content[one.start() :]
    levels = chance.choice([3, 300, 3_000])
    return content[: one.start()] + b"<w:p>" * levels + b"</w:p>" * levels + content[one.start() :]


def _spoil_bytes(chance: Random, content: bytes) -> bytes:
    start, end = _pick(chance, content)
    new = chance.choice([b"", bytes([chance.randrange(256)]), content[start:end] * 2, b"\x00\xff\xfe", b"PK\x05\x06"])
    return content[:start] + new + content[end:]


def _spoil_text(chance: Random, content: bytes) -> bytes:
    """Return lines of text with one taken out, doubled or moved, or a word changed."""
    lines = content.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    dice = chance.randrange(5)
    if dice == 0:
        del lines[one]
    elif dice == 1:
        lines.insert(other, lines[one])
    elif dice == 2:
        words = list(re.finditer(rb"\w+", lines[one]))
        if words:
            at = chance.choice(words)
            new = chance.choice(
                [b"nan", b"1e999", b"true", b"[[[", b'"', b"{", b"-1", b"9" * 5_000, b"\xe4\xb8\x80", b"[" * 9_999]
            )
            lines[one] = lines[one][: at.start()] + new + lines[one][at.end() :]
    elif dice == 3:
        lines[one], lines[other] = lines[other], lines[one]
    else:
        return _spoil_bytes(chance, content)
    return b"\n".join(lines)


def _spoil_names(chance: Random, members: dict[str, bytes]) -> list[tuple[str, bytes]]:
    """Return the members with one renamed, doubled under another name, or left out."""
    pairs = list(members.items())
    at = chance.randrange(len(pairs))
    name, content = pairs[at]
    odd = [
        f"../{name}",
        f"/{name}",
        name.replace("/", "\\"),
        name.upper(),
        name,
        "word/document.xml",
        "C:/x",
        "长" * 999,
    ]
    new = (chance.choice(odd), content)
    return chance.choice([[*pairs, new], [*pairs[:at], new, *pairs[at + 1 :]], [*pairs[:at], *pairs[at + 1 :]]])


def spoilt(chance: Random, content: bytes) -> bytes:
    """Return the package *content* with one to four things wrong: in a member, in its names, in its records."""
    for _ in range(chance.randint(1, 4)):
        dice = chance.random()
        try:
            members = members_of(content)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
            return content
        if dice < 0.15 or not members:
            content = _spoil_bytes(chance, content)
        elif dice < 0.3:
            content = pack(_spoil_names(chance, members))
        else:
            name = chance.choice([name for name in members if name.endswith((".xml", ".rels"))] or list(members))
            spoil = _spoil_markup if chance.random() < 0.8 else _spoil_bytes
            members[name] = spoil(chance, members[name])
            content = pack(members)
    return content


@functools.cache
def _samples(pattern: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(HOME.glob(pattern))]


def a_spoilt_document(chance: Random) -> Case:
    """Return a document that is not as it should be."""
    whole = chance.choice(_samples("templates/*/template.docx")) if chance.random() < 0.2 else template(chance)
    return Case("document", spoilt(chance, whole), _data(chance), chance.choice(["error", "blank"]))


def a_spoilt_workbook(chance: Random) -> Case:
    """Return a workbook that is not as it should be."""
    whole = chance.choice(_samples("samples/*.xlsx")) if chance.random() < 0.2 else _workbook(chance)
    return Case("workbook", spoilt(chance, whole))


def _workbook(chance: Random) -> bytes:
    import openpyxl

    made = openpyxl.Workbook()
    for _ in range(chance.randint(0, 2)):
        made.create_sheet(chance.choice(["数据", "docfill", "a b", "'", "_x"]))
    values = [
        "字段",
        "值",
        "甲",
        1,
        2.5,
        None,
        "=1/0",
        "#N/A",
        "１２",
        "2019.1.1",
        True,
        "form",
        "output",
        "{{ a }}",
        "each",
    ]
    for sheet in made.worksheets:
        for _ in range(chance.randint(0, 6)):
            sheet.append([chance.choice(values) for _ in range(chance.randint(0, 4))])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def a_spoilt_form(chance: Random) -> Case:
    """Return a ``form.toml`` that is not as it should be."""
    content = chance.choice(_samples("templates/*/form.toml"))
    for _ in range(chance.randint(1, 5)):
        content = _spoil_text(chance, content)
    return Case("form", content)


def a_spoilt_file_of_data(chance: Random) -> Case:
    """Return JSON or TOML that is not as it should be."""
    toml = b'a = 1\n[record]\na = "x"\n[[rows]]\na = 1.5\nb = 2019-01-01\n[[rows]]\na = inf\n'
    content = toml if chance.random() < 0.4 else chance.choice(_samples("samples/*.json"))
    kind = "toml" if content is toml else "json"
    for _ in range(chance.randint(1, 5)):
        content = _spoil_text(chance, content)
    return Case(kind, content)


CASES: list[Callable[[Random], Case]] = [
    a_template,
    a_template,
    a_spoilt_document,
    a_spoilt_document,
    a_spoilt_workbook,
    a_spoilt_form,
    a_spoilt_file_of_data,
]
