"""Relations: what a form.toml says that must hold between figures -> totals, rules and mentions, parsed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from docfill.forms.declaration import shown
from docfill.forms.lines import FIGURE_TYPES
from docfill.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from docfill.forms.algebra import Condition, Figure
    from docfill.forms.declaration import Declaration
    from docfill.forms.form import Field, Grid
    from docfill.forms.lines import Line, ValueType

_SEVERITIES = ("error", "warning")
# The types that a value which is worked out may have.
_COMPUTED_TYPES = frozenset({"count", "integer", "number", "amount"})


class Names(NamedTuple):
    """What a relation may name: the *fields* and *grids* of a form."""

    fields: Mapping[str, Field]
    grids: Mapping[str, Grid]


class Total(NamedTuple):
    """A row or a column of a grid that is the sum of others.

    *kind* says whether *key* is that of a ``row`` or a ``column``; *of* are the keys of those that are added, of the
    same kind, in the form's order. What is typed may differ from the sum by *tolerance*.
    """

    kind: Literal["row", "column"]
    key: str
    of: tuple[str, ...]
    tolerance: int | Decimal = 0


class Rule(NamedTuple):
    """What must hold between figures (勾稽关系).

    *check* is the relation, parsed: a comparison is checked once for every key of its axis
    (`docfill.forms.algebra.axis_of`); *text* is how the form writes it. A rule with *when* is only checked where that
    holds. Two sides may differ by *tolerance*. A rule that is broken is an error, which stops a fill, or a warning.
    *message*, if any, is said in place of the *name*.
    """

    name: str
    text: str
    check: Condition
    when: Condition | None = None
    tolerance: int | Decimal = 0
    severity: Severity = Severity.ERROR
    message: str = ""

    @property
    def looks_back(self) -> bool:
        """Whether it needs last year's data."""
        from docfill.forms.algebra import references  # lazy for start-up

        named = [*references(self.check), *(references(self.when) if self.when else ())]
        return any(reference.previous for reference in named)


class Mention(NamedTuple):
    """A figure that a text repeats.

    The first group of *pattern* is the figure, *equals* what it should be, and *name* what people call that.
    """

    pattern: re.Pattern[str]
    equals: Figure
    name: str


def read_totals(
    table: Declaration, rows: tuple[Line, ...], columns: tuple[Line, ...], default: ValueType
) -> tuple[Total, ...]:
    """Return the totals of a grid of *rows* and *columns*; what names no line, or itself, is reported."""
    totals: list[Total] = []
    declared = [(item, _kind_and_key(item)) for item in table.several("total")]
    keys = {kind: {key for _, (of_kind, key) in declared if of_kind == kind} for kind in ("row", "column")}
    for item, (kind, key) in declared:
        lines = rows if kind == "row" else columns
        known = [line.key for line in lines]
        others = [line.key for line in lines if (line.type or default) in FIGURE_TYPES and line.key not in keys[kind]]
        of = _lines_of(item, known, others)
        tolerance = item.number("tolerance")
        item.finish()
        if not key:
            continue
        for name in (key, *of):
            if name not in known:
                item.wrong("form-unknown-line", name=name, known=" / ".join(known[:4]))
        if any(total.key == key and total.kind == kind for total in totals):
            item.wrong("form-given-twice", name=key)
        totals.append(Total(kind, key, of, tolerance or 0))
    for kind in ("row", "column"):
        parts = {total.key: total.of for total in totals if total.kind == kind}
        if round_ := _circle(parts):
            table.wrong("form-circular", "total", names=" → ".join(round_))
    return tuple(totals)


def _kind_and_key(item: Declaration) -> tuple[Literal["row", "column"], str]:
    column, row = item.text("column"), item.text("row")
    if bool(column) == bool(row):
        item.wrong("form-key-missing", key="row / column")
        return "column", ""
    return ("column", column) if column else ("row", row)


def _lines_of(item: Declaration, known: list[str], others: list[str]) -> tuple[str, ...]:
    """Return the keys under ``of``: all *others* where it is left out, a list, or a stretch from one to another."""
    given = item.take("of")
    if given is None:
        return tuple(others)
    if isinstance(given, dict) and set(given) == {"from", "to"} and all(end in known for end in given.values()):
        first, last = known.index(given["from"]), known.index(given["to"])
        if first <= last:
            return tuple(known[first : last + 1])
    if isinstance(given, list) and given and all(isinstance(key, str) for key in given):
        return tuple(given)
    wanted = '["…", "…"] / { from = "…", to = "…" }'
    item.wrong("form-wrong-value", "of", key="of", wanted=wanted, found=shown(given))
    return tuple(others)


def _circle(parts: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return a way along *parts* that comes back to where it began; empty where there is none.

    Each is gone through once, and none within another's call: thousands may hang together, by more ways than can be
    followed. Of the ways round one circle it is that which begins with what *parts* has first.
    """
    order = {name: number for number, name in enumerate(parts)}
    done: set[str] = set()
    for start in parts:
        way = {} if start in done else {start: iter(parts[start])}  # in order, each with what is left of its parts
        while way:
            last = next(reversed(way))
            part = next(way[last], None)
            if part is None:
                done.add(last)
                del way[last]
            elif part in way:
                names = list(way)
                names = names[names.index(part) :]
                first = names.index(min(names, key=order.__getitem__))
                return [*names[first:], *names[: first + 1]]
            elif part in parts and part not in done:
                way[part] = iter(parts[part])
    return []


def read_relations(
    top: Declaration, tables: Mapping[str, Declaration], names: Names
) -> tuple[dict[str, Field], tuple[Rule, ...]]:
    """Return the fields with what is computed and mentioned in them, and the rules, of the outermost table *top*."""
    fields = {name: _with_relations(names.fields[name], table, names) for name, table in tables.items()}
    _report_circles(fields, tables)
    rules = tuple(rule for table in top.several("rules") if (rule := _rule(table, names)))
    return fields, rules


def _with_relations(field: Field, table: Declaration, names: Names) -> Field:
    computed = None
    if text := table.text("computed"):
        from docfill.forms.expressions import parse_figure, told  # lazy for start-up

        computed = told(parse_figure, text, names, lambda code, **words: table.wrong(code, "computed", **words))
        if field.type not in _COMPUTED_TYPES:
            table.wrong("form-wrong-value", "type", key="type", wanted="count / integer / number", found=field.type)
    mentions = tuple(found for item in table.several("mentions") if (found := _mention(item, names)))
    if mentions and field.type not in {"paragraphs", "text"}:
        table.wrong("form-wrong-value", "type", key="type", wanted="paragraphs / text", found=field.type)
    table.finish()
    return field._replace(computed=computed, mentions=mentions)


def _mention(item: Declaration, names: Names) -> Mention | None:
    from docfill.forms.expressions import parse_figure, told  # lazy for start-up
    from docfill.forms.patterns import never_ends

    written, text = item.text("pattern", required=True), item.text("equals", required=True)
    name = item.text("name") or text
    item.finish()
    try:
        pattern = re.compile(written)
    except re.error:
        pattern = None
    if written and (pattern is None or not pattern.groups):
        item.wrong("form-bad-pattern", "pattern", pattern=written)
    elif pattern is not None and never_ends(written):
        item.wrong("form-endless-pattern", "pattern", pattern=written)
    equals = (
        told(parse_figure, text, names, lambda code, **words: item.wrong(code, "equals", **words)) if text else None
    )
    return Mention(pattern, equals, name) if pattern and equals else None


def _rule(table: Declaration, names: Names) -> Rule | None:
    from docfill.forms.expressions import parse_check, parse_condition, told  # lazy for start-up

    name = table.text("name", required=True)
    text = table.text("check", required=True)
    check = told(parse_check, text, names, lambda code, **words: table.wrong(code, "check", **words)) if text else None
    when = None
    if condition := table.text("when"):
        when = told(parse_condition, condition, names, lambda code, **words: table.wrong(code, "when", **words))
    tolerance = table.number("tolerance")
    severity = Severity(table.choice("severity", _SEVERITIES, "error"))
    message = table.text("message")
    table.finish()
    return Rule(name, text, check, when, tolerance or 0, severity, message) if check else None


def _report_circles(fields: Mapping[str, Field], tables: Mapping[str, Declaration]) -> None:
    computed = {name: field.computed for name, field in fields.items() if field.computed}
    if not computed:
        return
    from docfill.forms.algebra import references  # lazy for start-up

    parts = {name: tuple(reference.name for reference in references(of)) for name, of in computed.items()}
    if round_ := _circle(parts):
        tables[round_[0]].wrong("form-circular", "computed", names=" → ".join(round_))
