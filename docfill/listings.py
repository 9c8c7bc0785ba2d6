"""Listings: what a form wants, which forms there are, what a problem means -> what a person reads."""

# ruff: noqa: T201  printed for whoever typed the command, as in `cli`

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from docfill.commandline import guess

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import SimpleNamespace

    from docfill.places import Language
    from docfill.word.fields import Field

_KINDS = {
    "value": {"en": "value", "zh": "值"},
    "list": {"en": "list", "zh": "列表"},
    "grid": {"en": "grid", "zh": "数据块"},
    "condition": {"en": "condition", "zh": "条件"},
}
_LOOPED = {"en": "one for each item", "zh": "每项一个"}
_OPTIONAL = {"en": "optional", "zh": "可缺省"}
_MORE = {"en": "and {} more", "zh": "另有 {} 处"}
_NO_TAGS = {"en": "nothing: there are no tags in it", "zh": "什么也不需要：里面没有标签"}
_EXAMPLE = {"en": "Example:", "zh": "例子："}
_WHAT_TO_DO = {"en": "What to do:", "zh": "怎么办："}
_ROWS = {"en": "rows:", "zh": "行："}
_COLUMNS = {"en": "columns:", "zh": "列："}
_ONE_ROW = {"en": "one row, without a name", "zh": "只有一行，不用写行名"}
_SHOWN_USES = 4


def inspect_form(options: SimpleNamespace, lang: Language) -> int:
    """Print what a form wants."""
    from docfill.filling import inspect

    fields = inspect(options.words[0])
    if options.json:
        told = [
            {
                "path": field.path,
                "kind": field.kind,
                "looped": field.looped,
                "optional": field.optional,
                "uses": _spots(field, lang),
                "label": field.label,
                "rows": field.rows,
                "columns": field.columns,
            }
            for field in fields
        ]
        _print_json(lang, fields=told)
        return 0
    if not fields:
        print(_NO_TAGS[lang])
    rows = []
    for field in fields:
        kind = [_KINDS[field.kind][lang]]
        kind += [_LOOPED[lang]] * field.looped + [_OPTIONAL[lang]] * field.optional
        uses = _spots(field, lang)
        if len(uses) > _SHOWN_USES:
            uses[_SHOWN_USES:] = [_MORE[lang].format(len(uses) - _SHOWN_USES)]
        rows.append((field.path, (", " if lang == "en" else "，").join(kind), "; ".join(uses), field.label))
    _print_table(rows)
    for field in fields:
        if field.columns:
            print(f"\n{field.path}")
            for name, keys in ((_ROWS, field.rows), (_COLUMNS, field.columns)):
                print(f"  {name[lang]} {' '.join(keys)}" if keys else f"  {_ONE_ROW[lang]}")
    return 0


def _spots(field: Field, lang: Language) -> list[str]:
    """Return where *field* is used, each spot once: one paragraph may use it several times."""
    return list(dict.fromkeys(place.spot(lang) for place in field.uses))


def list_forms(options: SimpleNamespace, lang: Language) -> int:
    """Print the built-in forms."""
    from docfill.forms.library import builtin_titles

    titles = builtin_titles()
    if options.json:
        _print_json(lang, forms=[{"name": name, "title": title} for name, title in titles.items()])
    else:
        _print_table(list(titles.items()))
    return 0


def explain(options: SimpleNamespace, lang: Language) -> int:
    """Print what a problem means, or all that there are."""
    from docfill.catalogue import CATALOGUE
    from docfill.console import readable
    from docfill.problems import failure

    if not options.words:
        found = {code: readable(entry.words(lang).message) for code, entry in CATALOGUE.items()}
        if options.json:
            _print_json(lang, codes=found)
        else:
            _print_table(list(found.items()))
        return 0
    code = options.words[0]
    if code not in CATALOGUE:
        raise failure("unknown-code", name=code, guess=guess(code, CATALOGUE))
    entry, words = CATALOGUE[code], CATALOGUE[code].words(lang)
    said = {
        "code": code,
        "severity": entry.severity.value,
        "message": readable(words.message),
        "explanation": words.explanation,
        "example": entry.example,
        "hint": readable(words.hint),
    }
    if options.json:
        _print_json(lang, **said)
        return 0
    print(f"{code}: {said['message']}\n\n{said['explanation']}\n\n{_EXAMPLE[lang]}")
    print("\n".join(f"  {line}" for line in entry.example.splitlines()))
    if words.hint:
        print(f"\n{_WHAT_TO_DO[lang]}\n  {said['hint']}")
    return 0


def _print_json(lang: Language, **result: object) -> None:
    from docfill import console

    print(console.as_json((), lang, ok=True, stream=sys.stdout, **result))


def _print_table(rows: Sequence[tuple[str, ...]]) -> None:
    from docfill.console import columns, visible

    widths = [max(columns(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (visible(cell) + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
