"""Docs: the catalogue and the command's help -> the pages made from them. Run it after a change to either."""

# ruff: noqa: INP001  a script, not a package

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docfill.catalogue import archives, checks, command, entering, excel, figures, forms, package, pictures, template
from docfill.console import readable
from docfill.usage import COMMANDS, help_text

if TYPE_CHECKING:
    from docfill.catalogue.entry import Entry
    from docfill.places import Language

DOCS = Path(__file__).parent
_CHAPTERS = (
    (template.ENTRIES, {"en": "Tags and values", "zh": "标签和值"}),
    (pictures.ENTRIES, {"en": "Pictures", "zh": "图片"}),
    (checks.ENTRIES, {"en": "What only `docfill check` tells", "zh": "只有 `docfill check` 才提示的"}),
    (archives.ENTRIES, {"en": "Files as such", "zh": "文件本身"}),
    (package.ENTRIES, {"en": "The Word file", "zh": "Word 文件"}),
    (excel.ENTRIES, {"en": "The workbook and other data", "zh": "工作簿和其他数据"}),
    (forms.ENTRIES, {"en": "The form", "zh": "表单"}),
    (figures.ENTRIES, {"en": "Figures that must agree", "zh": "勾稽关系"}),
    (entering.ENTRIES, {"en": "Workbooks to type into", "zh": "填报用的工作簿"}),
    (command.ENTRIES, {"en": "The command and the report's name", "zh": "命令和成稿的文件名"}),
)
_SEVERITIES = {
    "error": {"en": "An error: nothing is written.", "zh": "错误：不写出文件。"},
    "warning": {"en": "A warning: the report is written.", "zh": "警告：成稿照样写出。"},
    "note": {"en": "A note: the report is written.", "zh": "说明：成稿照样写出。"},
}
_PROBLEMS_INTRO = {
    "en": """\
# The problems, one by one

[中文](problems.zh-CN.md)

Each problem has a code, which stands in brackets in front of its message and never changes.
`docfill explain CODE` shows what is written here. `<name>` stands for what was found.
""",
    "zh": """\
# 问题一览

[English](problems.md)

每个问题都有一个代码，写在提示前面的方括号里，不会改变。
`docfill explain 代码` 显示的就是这里的内容。`<name>` 代表实际遇到的内容。
""",
}
_COMMAND_INTRO = {
    "en": "# The command\n\n[中文](command.zh-CN.md)\n\nWhat `--help` says of each command.\n",
    "zh": "# 命令\n\n[English](command.md)\n\n各条命令的 `--help` 内容。\n",
}
_EXAMPLE = {"en": "Example:", "zh": "例子："}
_WHAT_TO_DO = {"en": "What to do: ", "zh": "怎么办："}


def pages() -> dict[str, str]:
    """Return the text of every page made here, by its file's name."""
    return {
        "problems.md": _problems("en"),
        "problems.zh-CN.md": _problems("zh"),
        "command.md": _command("en"),
        "command.zh-CN.md": _command("zh"),
    }


def _problems(lang: Language) -> str:
    written = [_PROBLEMS_INTRO[lang]]
    for entries, title in _CHAPTERS:
        written.append(f"## {title[lang]}\n")
        written += [_problem(code, entry, lang) for code, entry in sorted(entries.items())]
    return "\n".join(written)


def _problem(code: str, entry: Entry, lang: Language) -> str:
    words = entry.words(lang)
    written = [f"### {code}", f"> {_markdown(words.message)}", _markdown(words.explanation)]
    written += [_SEVERITIES[entry.severity.value][lang], _EXAMPLE[lang], f"```text\n{entry.example}\n```"]
    if words.hint:
        written.append(_WHAT_TO_DO[lang] + _markdown(words.hint))
    return "\n\n".join(written) + "\n"


def _markdown(sentence: str) -> str:
    """Return *sentence* so that Markdown shows it as it is; what stands in backticks it shows so anyway."""
    pieces = readable(sentence).split("`")
    pieces[::2] = [piece.replace("<", "\\<").replace("*", "\\*").replace("_", "\\_") for piece in pieces[::2]]
    return "`".join(pieces)


def _command(lang: Language) -> str:
    written = (f"## {f'docfill {name}'.strip()}\n\n```text\n{help_text(name, lang)}```\n" for name in ("", *COMMANDS))
    return "\n".join([_COMMAND_INTRO[lang], *written])


if __name__ == "__main__":
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8", newline="\n")
