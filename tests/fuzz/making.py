"""Making: a source of chance -> a case: a document, a workbook, a form, data or a command, sound or spoilt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tests.fuzz import commands, forms, workbooks
from tests.fuzz.chances import Chance
from tests.fuzz.documents import document
from tests.fuzz.spoiling import spoil_text, spoilt
from tests.fuzz.values import as_json, plain, record, with_objects

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fuzz.commands import Line


class Case(NamedTuple):
    """What is tried.

    *kind* says what *content* is: ``template``, ``document``, ``workbook``, ``form``, ``json``, ``toml``; of a
    ``batch`` it is the template. Of a fill, *data* are what it is filled with, of a batch its jobs, and *missing* what
    becomes of those that are missing. A ``command`` has a *line* instead.
    """

    kind: str
    content: bytes = b""
    data: Any = None
    missing: str = "error"
    line: Line | None = None


def a_template(chance: Chance) -> Case:
    """Return a template of tags in any order, and data of any kind."""
    data = with_objects(chance) if chance.random() < 0.5 else record(chance)
    return Case("template", document(chance), data, chance.choice(["error", "error", "blank", "keep"]))


def a_spoilt_document(chance: Chance) -> Case:
    """Return a document that is not as it should be."""
    data = with_objects(chance) if chance.random() < 0.2 else record(chance)
    return Case("document", spoilt(chance, document(chance)), data, chance.choice(["error", "blank", "blank"]))


def a_batch(chance: Chance) -> Case:
    """Return a template, and the jobs of a batch: data of any kind, files that there are not, names used twice."""
    data = [with_objects(chance) if chance.random() < 0.3 else record(chance) for _ in range(chance.randint(1, 4))]
    names = ["甲.docx", "乙.docx", "甲.docx", "无/丙.docx", "", None, "数据.json", "x" * 300 + ".docx", "a\nb.docx"]
    jobs = [(chance.choice([each] * 9 + ["没有.json", "数据.json"]), chance.choice(names)) for each in data]
    content = document(chance) if chance.random() < 0.8 else spoilt(chance, document(chance))
    return Case("batch", content, jobs, chance.choice(["error", "blank", "keep"]))


def a_spoilt_workbook(chance: Chance) -> Case:
    """Return a workbook, mostly one that is not as it should be."""
    return Case("workbook", workbooks.workbook(chance))


def a_spoilt_form(chance: Chance) -> Case:
    """Return a ``form.toml``, and data for such a form."""
    return Case("form", forms.form(chance), forms.values(chance))


def a_spoilt_file_of_data(chance: Chance) -> Case:
    """Return JSON or TOML that is not as it should be."""
    toml = b'a = 1\n[record]\na = "x"\n[[rows]]\na = 1.5\nb = 2019-01-01\n[[rows]]\na = inf\n'
    kind = chance.choice(["toml", "json", "json"])
    content = toml if kind == "toml" else as_json({name: plain(chance) for name in "abc"})
    for _ in range(chance.randint(1, 5)):
        content = spoil_text(chance, content)
    return Case(kind, content)


def a_command(chance: Chance) -> Case:
    """Return a command line with the files of its folder."""
    return Case("command", line=commands.line(chance))


CASES: list[Callable[[Chance], Case]] = [
    *[a_template] * 5,
    *[a_spoilt_document] * 4,
    *[a_command] * 5,
    a_batch,
    *[a_spoilt_workbook] * 2,
    *[a_spoilt_form] * 2,
    a_spoilt_file_of_data,
]


def case_of(number: int) -> Case:
    """Return the case of that *number*, the same each time."""
    chance = Chance(number)
    return chance.choice(CASES)(chance)
