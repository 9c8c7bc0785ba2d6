"""Commands: a source of chance -> the words of a command line, and the files of the folder in which it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.fuzz import forms, workbooks
from tests.fuzz.documents import document
from tests.fuzz.pictures import a_picture, shown
from tests.fuzz.spoiling import spoil_text, spoilt
from tests.fuzz.values import as_json, as_toml, record

if TYPE_CHECKING:
    from tests.fuzz.chances import Chance


class Line(NamedTuple):
    """A command line: its *words*, the *files* by name that lie in the folder, and the *encoding* of the terminal."""

    words: tuple[str, ...]
    files: dict[str, bytes]
    encoding: str = "utf-8"


def _data(chance: Chance, *, of_form: bool) -> tuple[str, bytes]:
    """Return a file of data, mostly sound."""
    dice = chance.random()
    if dice < 0.3:
        return "数据.xlsx", workbooks.workbook(chance)
    if dice < 0.4:
        name, content = "数据.toml", as_toml(forms.values(chance) if of_form else record(chance))
    else:
        name, content = "数据.json", as_json(forms.values(chance) if of_form else record(chance))
    for _ in range(chance.choice([0, 0, 0, 0, 1, 3])):
        content = spoil_text(chance, content)
    name = chance.choice([name] * 9 + ["数据", "数据.csv", "a b'c.json", "数据.xlsx", "数据.TOML", "数据.docx"])
    return name, content


def _settings(chance: Chance, verb: str, data: list[str], previous: str) -> list[str]:
    """Return options, most of which the *verb* knows."""
    words: list[str] = []
    if chance.random() < 0.4:
        words += ["--force"]
    if chance.random() < 0.25:
        words += ["--json"] if chance.random() < 0.6 else ["--concise"]
    if verb != "inspect" and chance.random() < 0.2:
        words += ["--previous", chance.choice([previous, *data])]
    if verb in {"fill", "check"} and chance.random() < 0.6:
        words += ["--pictures", chance.choice([".", "图", ".", "图", "无", "", "模板.docx"])]
    if verb == "fill" and chance.random() < 0.4:
        words += ["--missing", chance.choice(["blank", "keep", "error", "blank", "x"])]
    if verb == "fill" and chance.random() < 0.1:
        words += ["--resume"]
    return [*words, "--lang", chance.choice(["en", "zh", "zh", "xx" if chance.random() < 0.1 else "en"])]


_OUTPUTS = [
    "报告.docx",
    "out.docx",
    "成稿",
    "成稿/x.docx",
    "报告.pdf",
    "模板.docx",
    "",
    ".",
    "x" * 300 + ".docx",
    "a\nb.docx",
    "报告",
]


def line(chance: Chance) -> Line:
    """Return a command line, its files, sound or spoilt, and the encoding of its terminal."""
    of_form = chance.random() < 0.5
    form, files = _form(chance) if of_form else _template(chance)
    given = [_data(chance, of_form=of_form) for _ in range(chance.choice([1, 1, 1, 1, 2, 3]))]
    files |= {f"{n or ''}{name}": content for n, (name, content) in enumerate(given)}
    data = [f"{n or ''}{name}" for n, (name, _) in enumerate(given)]
    files |= {
        "去年.json": as_json(forms.values(chance)),
        "图/图.png": chance.choice(shown()),
        "图.png": a_picture(chance),
    }
    files |= {"图.svg": b"<svg/>", "成稿/keep.txt": b""}
    verb = chance.choice(["fill", "fill", "fill", "check", "check", "workbook", "workbook", "inspect", "explain", ""])
    if verb == "fill":
        words = [verb, form, *data] if chance.random() < 0.9 else [verb, *data]
        words += ["-o", chance.choice(_OUTPUTS)] if chance.random() < 0.85 else []
    elif verb == "check":
        words = [verb, form, *data[:1]] if chance.random() < 0.7 else [verb, form]
        words += ["--annotate", chance.choice(["批注.docx", *_OUTPUTS])] if chance.random() < 0.6 else []
    elif verb == "workbook":
        words = [verb, form, "-o", chance.choice(["填报.xlsx", "填报.xlsx", "填报.xls", "成稿"])]
        words += ["--from", chance.choice(data)] if chance.random() < 0.6 else []
    elif verb == "inspect":
        words = [verb, form]
    elif verb == "explain":
        words = [verb, chance.choice(["missing-value", "x", form])]
    else:
        words = [chance.choice([data[0], form, "", "-x", "--version", "forms"])]
    words += _settings(chance, verb, data, "去年.json")
    if chance.random() < 0.03:
        words.insert(
            chance.randrange(len(words)), chance.choice(["", "-", "--", "--recalculate", "甲", "--json=1", "-o"])
        )
    return Line(tuple(words), files, chance.choice(["utf-8", "utf-8", "gbk", "ascii"]))


def _form(chance: Chance) -> tuple[str, dict[str, bytes]]:
    """Return the name of a form, and its files in a folder."""
    if chance.random() < 0.1:
        return chance.choice(["gov-info-2021", "gov-info-2019", "gov-info-2012"]), {}
    template = forms.template(chance)
    if chance.random() < 0.15:
        template = spoilt(chance, template)
    files = {"表单/template.docx": template, "表单/form.toml": forms.form(chance)}
    if chance.random() < 0.05:
        files.pop(chance.choice(list(files)))
    return "表单", files


def _template(chance: Chance) -> tuple[str, dict[str, bytes]]:
    content = document(chance)
    if chance.random() < 0.25:
        content = spoilt(chance, content)
    return chance.choice(["模板.docx"] * 20 + ["无.docx", "图.svg"]), {"模板.docx": content}
