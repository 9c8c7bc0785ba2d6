"""Spoiling: a source of chance and a sound file -> the same with something wrong, in its bytes, markup or package."""

from __future__ import annotations

import copy
import io
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from lxml import etree

from tests.fidelity.packages import PACKED, members_of, pack
from tests.fuzz.dialect import output, statement

if TYPE_CHECKING:
    from tests.fuzz.chances import Chance

_ELEMENT = re.compile(rb"<(\w+:)?\w+(?:\s[^<>]*)?>|</[\w:]+>")
_DIGITS = re.compile(rb"\d+")
_NUMBERS = [b"0", b"-1", b"99999999999999999999", b"1e9", b"", b"4294967296", b"2147483648", b"\xe4\xb8\x80", b" 7 "]
_NUMBERS += [b"\xc2\xb2", b"9" * 5_000, b"999999999", b"1.5"]
_ODD = [b"<!-- -->", b"<?x y?>", b"&#0;", b"&x;", b"<![CDATA[{{ a }}]]>", b"&#123;{ a }}", b"<!DOCTYPE x []>", b"\t"]
_ODD_TEXTS = [
    "",
    "甲",
    "1",
    "-1",
    "0",
    "{{ a }}",
    "{% if a %}",
    "{% endif %}",
    "rId1",
    "true",
    "nil",
    "999999999999",
    "999999999",
    "9" * 5_000,
    "²",
    "1.2.3",
    " ",
]
_PARSER = etree.XMLParser(resolve_entities=False, huge_tree=True, remove_blank_text=False)
_WORST = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, KeyError)


def spoil_bytes(chance: Chance, content: bytes) -> bytes:
    """Return *content* with some bytes taken out, changed or doubled."""
    start = chance.randrange(len(content) + 1)
    end = min(start + chance.choice([1, 1, 4, 40, 400]), len(content))
    new = [b"", bytes([chance.randrange(256)]), content[start:end] * 2, b"\x00\xff\xfe", b"PK\x05\x06", b"\xff" * 4]
    return content[:start] + chance.choice(new) + content[end:]


def spoil_markup(chance: Chance, content: bytes) -> bytes:
    """Return XML with an element's tag taken out, doubled, moved, or its digits made large; mostly no XML any more."""
    found = list(_ELEMENT.finditer(content))
    if not found:
        return content
    one, other = chance.choice(found), chance.choice(found)
    first, last = sorted((one.start(), other.start()))
    dice = chance.randrange(8)
    if dice == 0:
        return content[: one.start()] + content[one.end() :]
    if dice == 1:
        return content[: other.start()] + one.group() + content[other.start() :]
    if dice == 2:
        return content[:first] + content[last:]
    if dice == 3:
        return content[:last] + content[first:last] + content[last:]
    if dice == 4:
        digits = list(_DIGITS.finditer(content))
        if digits:
            at = chance.choice(digits)
            return content[: at.start()] + chance.choice(_NUMBERS) + content[at.end() :]
    if dice == 5:
        return content[: one.start()] + chance.choice(_ODD) + content[one.start() :]
    if dice == 6:
        return _recoded(chance, content)
    levels = chance.choice([3, 300, 3_000])
    return content[: one.start()] + b"<w:p>" * levels + b"</w:p>" * levels + content[one.start() :]


def _recoded(chance: Chance, content: bytes) -> bytes:
    """Return XML in another encoding, which its declaration names or does not."""
    code = chance.choice(["utf-16", "utf-16-le", "utf-16-be", "gbk", "utf-8-sig", "iso-8859-1"])
    text = content.decode("utf-8", "replace")
    if chance.random() < 0.7:
        named = chance.choice([code, "utf-7", "x"])
        text = re.sub(r"encoding=([\"']).*?\1", f'encoding="{named}"', text, count=1)
    return text.encode(code, "xmlcharrefreplace")


# --- as a tree ---


def spoil_tree(chance: Chance, content: bytes) -> bytes:
    """Return XML with an element moved, copied, nested, wrapped, emptied or renamed, or an attribute changed.

    What comes out is well-formed, so it gets past those who only ask for that.
    """
    try:
        top = etree.fromstring(content, _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return content
    for _ in range(chance.choice([1, 1, 2, 5])):
        elements = [each for each in top.iter() if isinstance(each.tag, str) and each is not top]
        if not elements:
            break
        _change(chance, chance.choice(elements), chance.choice(elements))
    changed: bytes = etree.tostring(top, xml_declaration=True, encoding="UTF-8", standalone=True)
    return changed


def _change(chance: Chance, one: etree._Element, other: etree._Element) -> None:
    parent = one.getparent()
    if parent is None or other.getparent() is None:
        return
    dice = chance.randrange(12)
    apart = one is not other and one not in set(other.iterancestors())
    if dice == 0:
        parent.remove(one)
    elif dice == 1:
        other.addnext(copy.deepcopy(one))
    elif dice == 2 and apart:
        other.append(one)
    elif dice == 3 and apart:
        other.addprevious(one)
    elif dice == 4:
        wrap = etree.SubElement(parent, other.tag)
        parent.replace(one, wrap)
        wrap.append(one)
    elif dice == 5:
        for child in list(one):
            one.addprevious(child)
        parent.remove(one)
    elif dice == 6:
        one.tag = other.tag
    elif dice == 7:
        one.text = chance.choice([chance.choice(_ODD_TEXTS), output(chance), statement(chance)])
    elif dice == 8 and one.attrib:
        name = chance.choice(sorted(one.attrib))
        value = chance.choice([*_ODD_TEXTS, output(chance)])
        one.set(name, value)
    elif dice == 9 and other.attrib:
        name = chance.choice(sorted(other.attrib))
        one.set(name, other.attrib[name])
    elif dice == 10 and one.attrib:
        del one.attrib[chance.choice(sorted(one.attrib))]
    else:
        parts = list(parent)
        chance.shuffle(parts)
        parent[:] = parts


# --- as a package ---


def _spoil_names(chance: Chance, members: dict[str, bytes]) -> bytes:
    """Return a package of the members with one renamed, doubled under another name, or left out."""
    pairs = list(members.items())
    at = chance.randrange(len(pairs))
    name, content = pairs[at]
    odd = [
        *(
            f"../{name}",
            f"/{name}",
            name.replace("/", "\\"),
            name.upper(),
            name,
            "word/document.xml",
            "C:/x",
            "长" * 999,
        ),
        *("", ".", "word/", f"{name}/x", "word//document.xml", "\x00", "CON", f"{name} ", "[Content_Types].xml"),
    ]
    new = (chance.choice(odd), content)
    pairs = chance.choice([[*pairs, new], [*pairs[:at], new, *pairs[at + 1 :]], [*pairs[:at], *pairs[at + 1 :]]])
    return pack(pairs)


# Where the fields of a record begin, and their lengths (APPNOTE 4.3.7, 4.3.12, 4.3.16).
_FIELDS = {
    b"PK\x03\x04": [(4, 2), (6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2)],
    b"PK\x01\x02": [(6, 2), (8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (32, 2), (34, 2), (42, 4)],
    b"PK\x05\x06": [(4, 2), (6, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2)],
    b"PK\x06\x06": [(4, 8), (24, 8), (32, 8), (40, 8), (48, 8)],
    b"PK\x06\x07": [(8, 8), (16, 4)],
}


def _spoil_records(chance: Chance, content: bytes) -> bytes:
    """Return the package with a field of a record changed: a length, a method, a flag, a checksum, an offset."""
    found = [match for signature in _FIELDS for match in re.finditer(re.escape(signature), content)]
    if not found:
        return content
    at = chance.choice(found)
    offset, length = chance.choice(_FIELDS[at.group()])
    start = at.start() + offset
    old = int.from_bytes(content[start : start + length], "little")
    most = (1 << 8 * length) - 1
    new = chance.choice([0, 1, 8, 9, 12, 14, 99, most, most - 1, old + 1, old ^ 1, old ^ 8, old * 2, 1 << 31])
    return content[:start] + (new & most).to_bytes(length, "little") + content[start + length :]


def _bomb(chance: Chance, members: dict[str, bytes]) -> bytes:
    """Return a package with a member that is far larger than its packed size, or very many members."""
    name = chance.choice(list(members))
    if chance.random() < 0.3:
        return pack([*members.items(), *((f"x/{n}", b"") for n in range(chance.choice([100, 21_000])))])
    filler = chance.choice([b" ", b"<!-- -->", b"\x00"]) * chance.choice([1_000_000, 3_000_000])
    return pack({**members, name: members[name] + filler})


def _spoil_relations(chance: Chance, members: dict[str, bytes]) -> bytes:
    """Return a package in which relationships lead elsewhere, and content types say something else."""
    names = [name for name in members if name.endswith((".rels", "[Content_Types].xml"))]
    if not names:
        return pack(members)
    name = chance.choice(names)
    text = members[name].decode("utf-8", "replace")
    values = re.findall(r"\"([^\"]*)\"", text)
    if values:
        odd = [
            *values,
            "../../etc/passwd",
            "/",
            "",
            "#x",
            "%E4%B8",
            "word/document.xml",
            "External",
            "x" * 3_000,
            "a b&amp;",
        ]
        text = text.replace(f'"{chance.choice(values)}"', f'"{chance.choice(odd)}"', chance.choice([1, -1]))
    return pack({**members, name: text.encode()})


def spoilt(chance: Chance, content: bytes) -> bytes:
    """Return the package *content* with one to four things wrong: in a member, in its names, in its records."""
    for _ in range(chance.randint(1, 4)):
        dice = chance.random()
        try:
            members = members_of(content)
        except (*_WORST, struct.error):
            return content
        if not members or dice < 0.05:
            content = spoil_bytes(chance, content)
        elif dice < 0.15:
            content = _spoil_records(chance, content)
        elif dice < 0.22:
            content = _spoil_names(chance, members)
        elif dice < 0.3:
            content = _spoil_relations(chance, members)
        elif dice < 0.35:
            content = PACKED[chance.choice(list(PACKED))](members)
        elif dice < 0.355:
            content = _bomb(chance, members)
        else:
            name = chance.choice([name for name in members if name.endswith((".xml", ".rels"))] or list(members))
            content = pack({**members, name: _spoil_member(chance, members[name])})
    return content


def _spoil_member(chance: Chance, content: bytes) -> bytes:
    dice = chance.random()
    if dice < 0.6:
        return spoil_tree(chance, content)
    return spoil_markup(chance, content) if dice < 0.92 else spoil_bytes(chance, content)


def spoil_text(chance: Chance, content: bytes) -> bytes:
    """Return lines of text with one taken out, doubled or moved, or a word changed."""
    lines = content.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    dice = chance.randrange(6)
    if dice == 0:
        del lines[one]
    elif dice == 1:
        lines.insert(other, lines[one])
    elif dice in {2, 5}:
        words = list(re.finditer(rb"\w+|\S", lines[one]))
        if words:
            at = chance.choice(words)
            others = re.findall(rb"\w+|\S", content[:5_000]) or [b"x"]
            new = chance.choice(
                [
                    *(
                        b"nan",
                        b"1e999",
                        b"true",
                        b"[[[",
                        b'"',
                        b"{",
                        b"-1",
                        b"9" * 5_000,
                        b"\xe4\xb8\x80",
                        b"[" * 9_999,
                    ),
                    *[chance.choice(others)] * 10,
                ]
            )
            lines[one] = lines[one][: at.start()] + new + lines[one][at.end() :]
    elif dice == 3:
        lines[one], lines[other] = lines[other], lines[one]
    else:
        return spoil_bytes(chance, content)
    return b"\n".join(lines)


def whole(content: bytes) -> bool:
    """Tell whether *content* is a package that zipfile reads to its end."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            return opened.testzip() is None
    except (*_WORST, struct.error):
        return False
