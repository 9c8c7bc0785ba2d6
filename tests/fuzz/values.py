"""Values: a source of chance -> data of any kind, sound and spoilt: figures, texts, lists, pictures, documents."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from docfill import Image, RichText, Subdocument
from tests.fuzz.dialect import NAMES
from tests.fuzz.pictures import a_picture, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fuzz.chances import Chance

# What JSON can say.
PLAIN: list[Any] = [
    *(None, 0, 1, -7, 3.5, 0.125, 10**30, True, False, "", "甲", "a & b < c", " 两端 ", "一\n二\t三", "\x00", "\ud800"),
    *("{{ a }}", "{% if a %}", "<w:p/>", "]]>", "\a\f", "\x14" + "0\x14", "\x0b", "x" * 5_000, "甲" * 40_000, [], {}),
    *(
        "2019-12-31",
        "2019年2月30日",
        "１２３",
        "1,234.50",
        "是",
        "×",
        "FF0000",
        "图.png",
        "../图.png",
        "图.svg",
        "https://a.cn/?甲",
    ),
    *("\ufffe", "\x85\u2028", "\u202e文", "é́", "a\r\nb\r", "N/A", "-", "12（其中2件）", "3.5万元", "=1+1"),
    *([1, 2, 3], [{"a": 1}, {"a": 2, "b": 3}], {"a": {"b": [1]}}, [[1, 2], [3]], [[1, 2], [3, 4]], [None, None]),
    *([{"a": "甲"}, {"a": "甲"}, {"a": "乙"}], [{}], [[]], {"": 1}, {"新收": {"自然人": 7}}, [{"a": None}] * 30),
]
SOUND: list[Any] = [
    "甲",
    "",
    None,
    0,
    7,
    1.5,
    "a & b < c",
    " 两端 ",
    "一\n二\t三",
    "{{ a }}",
    "长" * 500,
    "]]>",
    "\x85é́",
    True,
]
# What only a program can give.
OTHERS: list[Any] = [
    *(float("nan"), float("inf"), b"\xff", 1j, object(), Decimal("1.10"), Decimal("NaN"), Decimal("1e99")),
    *(dt.date(2019, 12, 31), dt.datetime(2019, 12, 31, 8, 30), dt.time(8, 30), (1, 2), {1, 2}, range(3), ValueError),  # noqa: DTZ001
    *({1: 2}, {None: 1}, {("a",): 1}, len, print, "x".join, Ellipsis, type, [{"a": object()}]),
]
_LOOKS: list[dict[str, Any]] = [
    {"bold": True, "color": "FF0000"},
    {"size": "小四", "font": "仿宋"},
    {"link": "https://a.cn/?x=1&y=<2>"},
    {"link": "#处"},
    {"underline": "wave", "highlight": "yellow", "shade": "00FF00"},
    {"style": "强调", "superscript": True},
    {"italic": False, "strike": True},
]


def plain(chance: Chance, depth: int = 0) -> Any:
    """Return a value that JSON can say, nested now and then."""
    dice = chance.random()
    if dice < 0.06 and depth < 4:
        return [plain(chance, depth + 1) for _ in range(chance.randint(0, 4))]
    if dice < 0.12 and depth < 4:
        return {chance.choice([*NAMES, "新收", "自然人", "b c", "é"]): plain(chance, depth + 1) for _ in range(3)}
    return chance.choice(PLAIN)


def record(chance: Chance) -> dict[str, Any]:
    """Return data for a template, of the values that JSON can say."""
    data = {name: plain(chance) for name in NAMES if chance.random() < 0.85} if chance.goes_wild() else _sound(chance)
    if chance.goes_wild():
        data |= {"rows": [{"a": plain(chance), "b": 2} for _ in range(chance.randint(0, 5))], "n": chance.randint(0, 9)}
        data |= {"record": {"a": {"b": 1}}, "text": "文", "申请": [[1, 2], [3, 4]], "x": {"y": plain(chance)}}
    data["图名"] = "图.png"
    if chance.goes_wild():
        data["图名"] = chance.choice(["图.png", "图.jpg", "图.svg", "无.png", "/etc/passwd", "..", ""])
    return data


def _sound(chance: Chance) -> dict[str, Any]:
    """Return data of the kind that the names ask for."""
    data = {name: chance.choice(SOUND) for name in ("a", "b", "甲", "附件", "照片", "富")}
    rows = [{"a": chance.choice(SOUND), "b": chance.randint(0, 2)} for _ in range(chance.choice([0, 1, 2, 3, 60]))]
    grid = [[chance.choice(SOUND) for _ in range(3)] for _ in range(chance.randint(1, 4))]
    data |= {"rows": rows, "record": {"a": {"b": chance.choice(SOUND)}}, "x": {"y": chance.choice(SOUND)}, "申请": grid}
    data |= {"n": chance.randint(0, 9), "text": chance.choice(["文", "", "一\n二", "a<&>"]), "日": "2019-12-31"}
    return data


def with_objects(chance: Chance) -> dict[str, Any]:
    """Return data for a template, with values that only a program can give."""
    data = record(chance)
    for name in list(data):
        if chance.goes_wild() and chance.random() < 0.3:
            data[name] = rich(chance)
    if not chance.goes_wild():
        rich_one = rich_text(chance) if chance.random() < 0.5 else _of_docxtpl(chance)
        data |= {"附件": subdocument(chance), "照片": picture(chance), "富": rich_one}
    return data


def rich(chance: Chance) -> Any:
    """Return a value that is more than text, or one that nobody should pass."""
    makers: list[Callable[[Chance], Any]] = [rich_text, picture, subdocument, _of_docxtpl, _other, _other]
    return chance.choice(makers)(chance)


def _other(chance: Chance) -> Any:
    return chance.choice(OTHERS)


def rich_text(chance: Chance) -> RichText:
    """Return a text of several formats."""
    made = RichText()
    for _ in range(chance.randint(0, 3)):
        texts = ["", "甲", "一\n二\a三\f四", " 两端 ", "<&>", "长" * 3_000, "\x00", "\ud800"]
        text = chance.choice(texts if chance.goes_wild() else texts[:6])
        made.add(text, **chance.choice(_LOOKS))
    return made


def picture(chance: Chance) -> Image:
    """Return a picture, sound or spoilt, of some size."""
    sizes: list[Any] = [None, None, 30, "3cm", 0.001, 10**9, "3 parsecs", -1, float("nan")]
    if not chance.goes_wild():
        return Image(chance.choice(shown()), width=chance.choice([None, 20]), alt=chance.choice(["", "甲"]))
    text = chance.choice(["", "甲", '"<&>', "\x00", "\n"])
    content = a_picture(chance)
    fallback = a_picture(chance) if chance.random() < 0.2 else None
    width, height = chance.choice(sizes), chance.choice(sizes)
    return Image(content, width=width, height=height, fit=chance.random() < 0.2, alt=text, link=text, fallback=fallback)


def subdocument(chance: Chance) -> Any:
    """Return a document to be inserted, sound or spoilt; what is none at all is refused before the fill."""
    from tests.fuzz.documents import document  # here, for documents have data with documents in them
    from tests.fuzz.spoiling import spoilt

    content = document(chance)
    return Subdocument(spoilt(chance, content) if chance.goes_wild() else content)


def _of_docxtpl(chance: Chance) -> Any:
    import docxtpl

    text = chance.choice(["甲", "a\nb\tc\a\f", "<&>", "", "\x00" if chance.goes_wild() else ""])
    made = chance.choice([docxtpl.RichText, docxtpl.Listing, docxtpl.RichTextParagraph, docxtpl.R])
    return made(text)


def as_toml(data: dict[str, Any]) -> bytes:
    """Return as a file of TOML what of *data* TOML can say."""
    return "".join(f"{json.dumps(name)} = {_inline(value)}\n" for name, value in data.items()).encode(
        "utf-8", "replace"
    )


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{json.dumps(name)} = {_inline(inner)}' for name, inner in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    return '""' if value is None else json.dumps(value).replace("\x7f", "")


def as_json(data: Any) -> bytes:
    """Return *data* as a file of JSON; half characters as JSON escapes them."""
    return json.dumps(data, ensure_ascii=True).encode()
