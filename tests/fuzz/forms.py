"""Forms: a source of chance -> the text of a ``form.toml``: fields, grids, totals, rules, sound or spoilt."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from tests.building import Xml, cell, doc, p, row, table
from tests.fuzz.documents import HOME, blocks
from tests.fuzz.spoiling import spoil_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.fuzz.chances import Chance

FIELDS = ["单位", "年度", "说明", "a", "b", "n", "text", "record.a", "清单"]
ROWS = ["新收", "结转", "公开", "小计", "办结"]
COLUMNS = ["自然人", "企业", "总计", "一、其他"]
_TYPES = ["text", "paragraphs", "year", "date", "count", "integer", "number", "amount", "yesno", "list", "x"]
_SIDES = [
    *(
        "申请.新收",
        "申请.新收.总计",
        "申请.结转.自然人",
        "申请.每行.总计",
        "申请.each_row.企业",
        "n",
        "a",
        "规章.制发",
        "1",
        "0.5",
    ),
    *(
        "sum(申请.新收, 申请.办结)",
        "sum(清单.件数)",
        "previous.申请.新收",
        "previous.n",
        "单位",
        "年度",
        "没有",
        "申请",
        "清单",
        "-n",
    ),
    *(
        "申请.公开 + 申请.办结",
        "n * 2",
        "n / 0",
        "n / a",
        "1 / 3",
        "10 ** 9 ** 9",
        "sum()",
        "'x'",
        "申请.新收[0]",
        "max(a, b)",
        "(" * 90,
    ),
]
_CONDITIONS = [
    "a",
    "not a",
    "a and b",
    "n == 0",
    '单位 is matching "(乡|镇)$"',
    "text is matching '('",
    "a > b or n",
    "previous.n",
    "",
]
_PATTERNS = ["收到(\\\\d+)件", "(\\\\d+", "(a+)+$", "x", "()", "(.*)", "(?P<a>\\\\d+)", "\\\\"]
_ODD = ["true", "1", '""', "[]", "{}", '"x"', "nan", "1979-05-27", '["a", ["b"]]', "[1, 2]", "-1"]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if "\\\\" not in text else f'"{text}"'


def _some(chance: Chance, of: Sequence[str]) -> list[str]:
    return [each for each in of if chance.random() < 0.75] or [of[0]]


def _heads(chance: Chance, of: Sequence[str]) -> str:
    made = []
    for each in _some(chance, of):
        dice = chance.random()
        wild = chance.goes_wild()
        if dice < 0.6:
            made.append(_quoted(each))
        elif dice < 0.9 or not wild:
            label = chance.choice([_quoted(f"一、{each}"), '["办理", "结果"]', _quoted(each)])
            made.append(f"{{ key = {_quoted(each)}, label = {label}, type = {_quoted(_type(chance))} }}")
        else:
            made.append(chance.choice(_ODD))
    return f"[{', '.join(made)}]"


def _option(chance: Chance, name: str, value: str, often: float = 0.3) -> str:
    if chance.random() > often:
        return ""
    return f"{name} = {chance.choice(_ODD) if chance.goes_wild() and chance.random() < 0.2 else value}\n"


def _type(chance: Chance) -> str:
    return chance.choice(_TYPES if chance.goes_wild() else ["text", "count", "integer", "number", "amount"])


def _yes(chance: Chance) -> str:
    return chance.choice(["true", "false"])


def _field(chance: Chance, name: str) -> str:
    made = f"\n[fields.{name}]\n"
    made += _option(chance, "label", _quoted(f"{name}（全称）"))
    made += _option(chance, "type", _quoted("list" if name == "清单" else _type(chance)), 0.7)
    made += _option(chance, "required", _yes(chance))
    made += _option(chance, "example", chance.choice(['"某某街道"', "2019", "true", "1.5"]))
    made += _option(chance, "blank_as", _quoted(chance.choice(["无", "0", "{{ a }}"])), 0.15)
    made += _option(chance, "computed", _quoted(chance.choice(["申请.新收.自然人 + 1", _side(chance)])), 0.15)
    made += _option(chance, "columns", _heads(chance, ["件数", "名称", "a"]), 0.9 if name == "清单" else 0.03)
    mention = f"{{ pattern = {_quoted(chance.choice(_PATTERNS))}, equals = {_quoted(_side(chance))} }}"
    return made + _option(chance, "mentions", f"[{mention}]", 0.1)


def _grid(chance: Chance, name: str, rows: Sequence[str], columns: Sequence[str]) -> str:
    made = f"\n[grids.{name}]\n" + _option(chance, "label", _quoted("收到的申请"))
    made += _option(chance, "rows", _heads(chance, rows), 0.9 if name == "申请" else 0.1)
    made += _option(chance, "columns", _heads(chance, columns), 0.97)
    made += _option(chance, "type", _quoted(_type(chance)), 0.2)
    made += _option(chance, "blank", chance.choice(["0", "1", '""']), 0.4)
    made += _option(chance, "blank_as", _quoted(chance.choice(["0", "-"])), 0.2)
    made += _option(chance, "warn_blank", _yes(chance), 0.2) + _option(chance, "required", _yes(chance), 0.3)
    return made + _option(chance, "total", _totals(chance), 0.5)


def _totals(chance: Chance) -> str:
    def one() -> str:
        kind, of = chance.choice([("row", ROWS), ("column", COLUMNS)])
        parts = f"{kind} = {_quoted(chance.choice(of))}"
        dice = chance.random()
        if dice < 0.4:
            parts += f", of = [{', '.join(_quoted(each) for each in _some(chance, of))}]"
        elif dice < 0.7:
            parts += f", of = {{ from = {_quoted(chance.choice(of))}, to = {_quoted(chance.choice(of))} }}"
        return f"{{ {parts}{chance.choice(['', ', tolerance = 1', ', tolerance = -1'])} }}"

    return one() if chance.random() < 0.4 else f"[{one()}, {one()}, {one()}]"


def _side(chance: Chance) -> str:
    if not chance.goes_wild():
        return chance.choice(
            ["申请.新收", "申请.公开 + 申请.结转", "申请.新收.自然人", "n * 2", "sum(申请.新收)", "申请.每行.自然人"]
        )
    first = chance.choice(_SIDES)
    return f"{first} {chance.choice('+-*/')} {chance.choice(_SIDES)}" if chance.random() < 0.4 else first


def _rule(chance: Chance) -> str:
    check = f"{_side(chance)} {chance.choice(['==', '<=', '>=', '<', '!=', '=', 'and'])} {_side(chance)}"
    made = "\n[[rules]]\n" + _option(chance, "name", _quoted("两边相等"), 0.95)
    made += _option(chance, "check", _quoted(check if chance.random() < 0.8 else chance.choice(_CONDITIONS)), 0.97)
    made += _option(chance, "when", _quoted(chance.choice(_CONDITIONS)), 0.2)
    made += _option(chance, "tolerance", chance.choice(["1", "0.5", "1e300"]), 0.15)
    made += _option(chance, "severity", _quoted(chance.choice(["error", "warning", "x"])), 0.3)
    return made + _option(chance, "message", _quoted("请核对 ${name} {{ a }}"), 0.2)


def _written(chance: Chance) -> bytes:
    made = 'title = "统计表"\n' + _option(
        chance, "output", _quoted(chance.choice(["{{ 单位 }}.docx", "{{ a }}", "x/y", "{% if %}"]))
    )
    made += "".join(_field(chance, name) for name in FIELDS if chance.random() < 0.6)
    made += _grid(chance, "申请", ROWS, COLUMNS) if chance.random() < 0.9 else ""
    made += _grid(chance, "规章", ["制发"], ["制发", "废止"]) if chance.random() < 0.4 else ""
    return (made + "".join(_rule(chance) for _ in range(chance.randint(0, 3)))).encode()


@functools.cache
def _issued() -> list[bytes]:
    return [path.read_bytes() for path in sorted(HOME.glob("templates/*/form.toml"))]


def form(chance: Chance) -> bytes:
    """Return a ``form.toml``."""
    content = chance.choice(_issued()) if chance.random() < 0.15 else _written(chance)
    for _ in range(chance.choice([0, 0, 0, 1, 2, 5]) if chance.goes_wild() or chance.random() < 0.3 else 0):
        content = spoil_text(chance, content)
    return content


def template(chance: Chance) -> bytes:
    """Return a template that uses what such a form declares."""
    width = chance.randint(1, 4)
    lines = [
        row(f"{n}、", cell(p("{% grid 申请 %}" if not n else "")), *[cell(p()) for _ in range(width)]) for n in range(4)
    ]
    figures = table(row("类", *[cell(p(name)) for name in COLUMNS[: width + 1]]), *lines)
    single = table(
        row("新收", "{{ 申请.新收.自然人 }}", "{{ 申请.新收.总计 }}"), row("公开", "{{ 申请.公开.自然人 }}", "")
    )
    records = table(row("名称", "件数"), row("{% for 项 in 清单 %}{{ 项.名称 }}", "{{ 项.件数 }}{% endfor %}"))
    merged = table(
        row(
            cell("单位", properties='<w:vMerge w:val="restart"/>'),
            cell("{{ a }}", properties='<w:gridSpan w:val="2"/>'),
        ),
        row(cell("", properties="<w:vMerge/>"), "{{ b }}", cell(p())),
        Xml(row("甲{{ n }}", "{{ text }}").replace("<w:tr>", '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>', 1)),
        columns=3,
    )
    parts = [
        "{{ 单位 }}{{ 年度 }}",
        merged,
        figures,
        "",
        single,
        records,
        "{{ 规章.制发 }}",
        "{{ 说明 }}",
        "{% if a %}{{ n }}{% endif %}",
    ]
    return doc(*(part for part in parts if chance.random() < 0.7), *(blocks(chance) if chance.random() < 0.2 else []))


def values(chance: Chance) -> dict[str, object]:
    """Return data for such a form."""
    figure = [0, 1, 2, 7, None, "", "3", "-", "无", "１２", "2件", 1.5, -1, True, 10**20, "3万元", [1], {}]

    def some() -> object:
        return chance.choice(figure) if chance.random() < 0.4 else chance.randint(0, 3)

    whole: dict[str, object] = {each: {name: some() for name in COLUMNS if chance.random() < 0.9} for each in ROWS}
    grids = [
        *[whole] * 4,
        [[some() for _ in COLUMNS] for _ in ROWS],
        [{"类": f"一、{each}", **{name: some() for name in COLUMNS}} for each in ROWS],
        [some() for _ in COLUMNS],
        {**whole, "没有": 1},
        "x",
    ]
    data: dict[str, object] = {name: some() for name in FIELDS if "." not in name and chance.random() < 0.8}
    data |= {"record": {"a": some()}, "申请": chance.choice(grids), "规章": {"制发": some(), "废止": some()}}
    data["说明"] = chance.choice(["收到3件。\n\n　　收到申请 7 件", "x" * 9_000, None, "a" * 40 + "!"])
    data["清单"] = chance.choice(
        [[{"名称": "甲", "件数": some(), "a": some()} for _ in range(3)], [], None, [1], {"名称": 1}]
    )
    return data
