"""Dialect: a source of chance -> texts with tags in them, of the whole language, mostly paired and sometimes bent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fuzz.chances import Chance

NAMES = ["a", "b", "rows", "record", "n", "text", "甲", "items", "none", "x.y", "附件", "照片", "富", "申请"]
EXPRESSIONS = [
    *NAMES,
    *("rows[0].a", "record.a.b", "rows|length", "rows|map(attribute='a')|join('、')", "n + 1", "n / b", "n * 1000000"),
    *("text * n", "text ~ text", "n ** n", "'%*d' % (n, a)", "'%s' % record", "text.format(rows)", "'{:>9}'.format(a)"),
    *("text|replace('', a)", "rows|sort", "rows|groupby('a')", "rows|sum(attribute='a')", "rows|batch(2)|list"),
    *(
        "rows|tojson",
        "text|center(n)",
        "range(n)",
        "range(n)|list|join(text)",
        "a.b.c",
        "loop.index",
        "loop.previtem.a",
    ),
    *("caller()", "namespace(a=n).a", "dict(a=n)", "self", "not a", "a if b else n", "a if b", "text[1:]", "text[n]"),
    *("rows[:n]", "''.__class__", "a|attr('b')", "[a, b][n]", "{'a': a}.a", "a is defined", "a == b", "a < b"),
    *("a in rows", "rows|first", "rows|last", "rows|max", "a|default('无')", "a|default('无', true)", "a|round(n)"),
    *("a|int", "a|upper", "text|wordwrap(n)", "text|truncate(n)", "text|indent(n)", "rows|unique|list"),
    *("rows|slice(n)|list", "rows|selectattr('a')|list", "rows|rejectattr('a', 'none')|list", "rows|random", "text|e"),
    *("rows|xyz", "a is xyz", "a b", "(", "'", "a.", "1e999", "0x", "text|safe", "text|striptags", "text|urlize"),
    *("text|urlencode", "record|xmlattr", "record|dictsort", "record.items()", "record|items|list", "text|list"),
    *("a|日期", "a|日期('yyyy年mm月')", "a|中文日期", "a|ISO日期", "a|date_cn(样式=text)", "n|千分位", "n|千分位(2)"),
    *("n|小数(n)", "n|百分比(n)", "n|元", "n|万元(2)", "n|亿元(1, 单位=false)", "a|中文数字", "n|中文序号(2)"),
    *("n|中文序号(级=a)", "n|大写", "n|大写(人民币=true)", "n|amount_cn(whole_jiao=true)", "n|大写(四舍五入=a)"),
    *("a|勾选", "a|勾选('√', '×')", "a|check(yes=text)", "a|空白为('无')", "a|大写|空白为(text)", "n|xx(1, a=2)"),
    *(
        "a|图片",
        "照片|图片(宽=30)",
        "照片|图片(高='3cm')",
        "照片|image(width=25, height=35, fit=true)",
        "照片|图片(宽=n)",
    ),
    *(
        "照片|图片(适应=true)",
        "照片|图片(说明=text, 链接=a)",
        "图名|图片",
        "m(a)",
        "m()",
        "loop(rows)",
        "x",
        "x.a",
        "z",
        "k",
    ),
    *("cycler('a', 'b').next()", "joiner('、')()", "lipsum()", "loop.cycle(a, b)", "loop.changed(a)", "loop.last"),
    *(
        "申请.新收.自然人",
        "申请.新收",
        "'“'",
        "“甲”",
        "rows|length > n",
        "a ＝＝ b",
        "a｜default（“无”）",
        "record。a",
        "甲。乙",
    ),
    *(
        "text.__class__.__mro__",
        "().__class__.__bases__[0].__subclasses__()",
        "a.__init__",
        "m.__globals__",
        "rows.append(1)",
    ),
    *("record.update(a=1)", "record.pop('a')", "text.join(rows)", "text.encode()", "text.split()", "text.splitlines()"),
    *("text.ljust(n)", "text.zfill(n)", "text.translate(record)", "text.expandtabs(n)", "n.bit_length()", "n.real"),
    *(
        "1//0",
        "9**9**9",
        "-n",
        "+a",
        "~n",
        "a[1:2:0]",
        "a['b']",
        "a[none]",
        "a.0",
        "1 in 1",
        "1 < 2 < a",
        "a and b or n",
    ),
]
# What can be worked out with the data that `values.record` gives where it is not wild.
SOUND = [
    *(
        "a",
        "a",
        "b",
        "n",
        "text",
        "甲",
        "record.a.b",
        "x.y",
        "rows|length",
        "rows|map(attribute='a')|join('、')",
        "n + 1",
    ),
    *(
        "text * n",
        "text ~ n",
        "'%05.1f' % n",
        "'{:>9}'.format(n)",
        "text|replace('文', '字')",
        "text|center(n)",
        "a if b else n",
    ),
    *(
        "a|default('无')",
        "没有|default('无')",
        "text|upper",
        "text|truncate(n)",
        "n|round(1)",
        "text|urlencode",
        "text[1:]",
    ),
    *(
        "n|千分位(2)",
        "n|小数(1)",
        "n|百分比(0)",
        "n|元",
        "n|万元(2)",
        "n|中文数字",
        "n|中文序号(2)",
        "n|大写",
        "n|大写(人民币=true)",
    ),
    *(
        "n|勾选",
        "日|日期",
        "日|中文日期",
        "日|ISO日期",
        "a|空白为('无')",
        "rows|sum(attribute='b')",
        "rows[0].a",
        "申请[0][1]",
    ),
    *(
        "(rows|first).b",
        "rows|groupby('b')|length",
        "record|length",
        "没有 is defined",
        "n in [1, 2]",
        "“文” ~ text",
        "rows|length > n",
    ),
]
OPERATORS = ["+", "*", "~", "-", "//", "%", "**", "and", "or", "in", "<", "=="]
BLOCKS = [
    *[("for x in {}", "endfor")] * 3,
    ("for x in rows", "endfor"),
    ("for x in rows if x.a", "endfor"),
    ("for k, x in record.items()", "endfor"),
    ("for x in {} recursive", "endfor"),
    *[("if {}", "endif")] * 3,
    ("set z", "endset"),
    ("filter upper", "endfilter"),
    ("filter replace('a', {})", "endfilter"),
    ("macro m(a, b={})", "endmacro"),
    ("call m({})", "endcall"),
    ("call(x) m({})", "endcall"),
    ("with x = {}", "endwith"),
    ("raw", "endraw"),
    ("autoescape true", "endautoescape"),
]
CATCHING = [
    ("set z", "endset"),
    ("filter upper", "endfilter"),
    ("with k = n", "endwith"),
    ("autoescape true", "endautoescape"),
    ("macro m(a, b=1)", "endmacro"),
]
MIDDLES = ["else", "elif {}", "else", "break", "continue"]
SINGLES = [
    *("else", "elif {}", "set x = {}", "set ns.a = {}", "set x, z = {}", "break", "continue", "grid {}", "grid 申请"),
    *("include 'x'", "do {}", "%", "", "import 'x' as y", "extends 'x'", "block b", "endblock", "trans", "debug"),
    *("hm", "vm", "vm {}", "hm {}", "vm ({}, n)", "cellbg {}", "cellbg 'red'", "colspan {}", "colspan 2"),
    *("endfor", "endif", "for", "if", "{}", "fro x in a", "endfro", "autoescape false"),
]
PREFIXES = ["", "", "", "", "p ", "tr ", "tc ", "r "]
BENT = [
    ("｛｛", "｝｝"),
    ("{ {", "} }"),
    ("{{", ""),
    ("", "}}"),
    ("{{{", "}}"),
    ("｛％", "％｝"),
    ("{％", "%｝"),
    ("{_{", "}_}"),
]
PLAIN = ["", "", "前", "文 ", " ", "（", "a{1}b", "{1, 2}", "}}", "100%", "&lt;", "  "]


def expression(chance: Chance) -> str:
    """Return what may stand in a tag, right or wrong."""
    if not chance.goes_wild():
        return chance.choice(SOUND)
    first = chance.choice(NAMES) if chance.random() < 0.4 else chance.choice(EXPRESSIONS)
    if chance.random() < 0.1:
        first = f"({first}) {chance.choice(OPERATORS)} {chance.choice(EXPRESSIONS)}"
    if chance.random() < 0.02:
        times = chance.choice([3, 60, 300, 3_000])
        first = chance.choice([f"{'(' * times}{first}{')' * times}", " + ".join([first] * times), f"{first}|e" * times])
    return first


def tag(chance: Chance, kind: str, inner: str, prefix: str | None = None) -> str:
    """Return a tag of *kind* ("output", "statement", "comment") around *inner*, now and then bent."""
    wild = chance.goes_wild()
    before = prefix if prefix is not None else chance.choice(PREFIXES) if wild else ""
    opening, closing = {"output": ("{{", "}}"), "statement": ("{%", "%}"), "comment": ("{#", "#}")}[kind]
    dice = chance.random()
    if wild and dice < 0.03:
        opening, closing = chance.choice(BENT)
    elif dice < 0.03:
        opening, closing = opening.replace("{", "｛"), closing.replace("}", "｝")
    elif wild and dice < 0.05:
        opening, closing = opening + chance.choice(["-", ""]), chance.choice(["-", ""]) + closing
    space = chance.choice([" ", " ", " ", "", "\u00a0", "　"])
    return f"{opening}{before}{space}{inner}{space}{closing}"


def output(chance: Chance) -> str:
    """Return a text that prints something."""
    plain = PLAIN if chance.goes_wild() else PLAIN[:5]
    return chance.choice(plain) + tag(chance, "output", expression(chance)) + chance.choice(plain)


def statement(chance: Chance) -> str:
    """Return a tag that stands alone, or is half of something."""
    if not chance.goes_wild():
        return tag(chance, "statement", f"set {chance.choice(['z', 'k'])} = {expression(chance)}")
    return tag(chance, "statement", chance.choice(SINGLES).format(expression(chance)))


def line(chance: Chance, depth: int = 0) -> str:
    """Return the text of a paragraph in which every block is whole."""
    dice = chance.random()
    if dice < 0.4 or depth > 2:
        return output(chance)
    if dice < 0.5:
        return output(chance) + line(chance, depth + 1)
    inside = line(chance, depth + 1)
    if dice < 0.65:
        other = tag(chance, "statement", "else") + output(chance) if chance.random() < 0.5 else ""
        return tag(chance, "statement", f"if {condition(chance)}") + inside + other + tag(chance, "statement", "endif")
    if dice < 0.8:
        return tag(chance, "statement", loop(chance)) + inside + "{{ x }}、".replace("x", "loop.index") + "{% endfor %}"
    if dice < 0.9:
        return statement(chance) + inside + tag(chance, "comment", "注")
    opening, closing = chance.choice(CATCHING)
    return (
        tag(chance, "statement", opening)
        + inside
        + tag(chance, "statement", closing)
        + "{{ z }}" * (closing == "endset")
    )


def condition(chance: Chance) -> str:
    """Return what may stand behind ``if``."""
    return chance.choice(
        ["a", "n", "not n", "n > 2", "b", "rows", "没有 is defined", "text == '文'", expression(chance)]
    )


def loop(chance: Chance) -> str:
    """Return a statement that opens a loop."""
    sources = [
        "x in rows",
        "x in rows",
        "k, v in record.items()",
        "x in range(n)",
        "x in rows if x.b",
        "x in rows[:2]",
        "x in [1, 2]",
    ]
    return f"for {chance.choice(sources)}"


def texts(chance: Chance, depth: int = 0) -> list[str]:
    """Return texts with tags in them, each to stand in a paragraph; blocks are mostly paired."""
    made: list[str] = []
    for _ in range(chance.randint(1, 3)):
        dice = chance.random()
        if dice < 0.45 or depth > 3:
            made.append(output(chance))
        elif dice < 0.53:
            made.append(statement(chance))
        elif dice < 0.56:
            made.append(tag(chance, "comment", "注"))
        else:
            made += _block(chance, depth)
    return made


def _block(chance: Chance, depth: int) -> list[str]:
    opening, closing = chance.choice(BLOCKS)
    prefix = chance.choice(PREFIXES)
    first = tag(chance, "statement", opening.format(expression(chance)), prefix)
    last = tag(chance, "statement", closing, chance.choice([prefix, ""]))
    inside = texts(chance, depth + 1)
    if chance.random() < 0.25:
        middle = tag(chance, "statement", chance.choice(MIDDLES).format(expression(chance)), prefix)
        inside = [*inside, middle, *texts(chance, depth + 1)]
    dice = chance.random()
    if dice < 0.35:
        return ["".join([first, *inside, last])]
    if dice < 0.6:
        return [first + inside[0], *inside[1:-1], inside[-1] + last] if len(inside) > 1 else [first + inside[0] + last]
    return [first, *inside, last]
