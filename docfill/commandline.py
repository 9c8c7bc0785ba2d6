"""The command line: the words that were typed -> the command, its options, and the words left for it."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from docfill.usage import COMMANDS, help_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docfill.places import Language

# The fewest and the most words that a command takes besides its options, and what its missing one is called.
_ANY = 1_000_000
_TAKES = {
    "": (0, 0),
    "fill": (1, _ANY),
    "check": (1, 2),
    "workbook": (1, 1),
    "inspect": (1, 1),
    "forms": (0, 0),
    "explain": (0, 1),
}
MISSING_WORD = {
    "fill": {"en": "DATA", "zh": "“数据”"},
    "check": {"en": "FORM", "zh": "“表单”"},
    "workbook": {"en": "FORM", "zh": "“表单”"},
    "inspect": {"en": "FORM", "zh": "“表单”"},
}
_OPTIONS_WITH_VALUE = {
    "-o",
    "--output",
    "--missing",
    "--pictures",
    "--previous",
    "--annotate",
    "--jobs",
    "--from",
    "--lang",
}

_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".et", ".xlsb", ".ods"})
DATA_SUFFIXES = _WORKBOOKS | {".json", ".toml"}
# What Excel, LibreOffice and a Mac put beside a file that is open.
_LOCKS = ("~$", ".~", "._")

# argparse says what it does not understand in English sentences; these are the ones that can occur here.
_FAULTS = (
    (re.compile(r"argument (?P<name>\S+): expected one argument"), "option-needs-value"),
    (
        re.compile(r"argument (?P<name>\S+): invalid choice: (?P<value>.*) \(choose from (?P<choices>.*)\)"),
        "wrong-choice",
    ),
    (re.compile(r"argument (?P<name>\S+): invalid _number value: (?P<value>.*)"), "option-needs-number"),
    (re.compile(r"argument (?P<name>\S+): ignored explicit argument (?P<value>.*)"), "option-takes-no-value"),
    (re.compile(r"(?P<name>.*)", re.DOTALL), "unknown-argument"),
)


class Parser(argparse.ArgumentParser):
    """argparse, but what it does not understand is a problem like any other, in both languages."""

    def error(self, message: str) -> NoReturn:
        """Raise the problem that *message* speaks of."""
        from docfill.problems import failure

        fault, code = next((fault, code) for pattern, code in _FAULTS if (fault := pattern.fullmatch(message)))
        details = {name: text.replace("'", "") for name, text in fault.groupdict().items()}
        raise failure(code, None, command=self.prog, guess="", **details)


def make_parser(command: str) -> Parser:
    """Return the parser of the options of *command*; what is no option is left over for the command."""
    parser = Parser(prog=command, add_help=False, allow_abbrev=False)
    parser.add_argument("-h", "--help", action="store_true")
    parser.add_argument("--lang", choices=("en", "zh"))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--concise", action="store_true")
    if not command:
        parser.add_argument("--version", action="store_true")
    if command == "fill":
        parser.add_argument("-o", "--output")
        parser.add_argument("--missing", choices=("error", "blank", "keep"), default="error")
        parser.add_argument("--pictures")
        parser.add_argument("--previous")
        parser.add_argument("--force", action="store_true")
        parser.add_argument("--jobs", type=_number, default=1)
        parser.add_argument("--resume", action="store_true")
        parser.add_argument("--recalc", action="store_true")
    if command == "check":
        parser.add_argument("--annotate")
        parser.add_argument("--pictures")
        parser.add_argument("--previous")
        parser.add_argument("--force", action="store_true")
        parser.add_argument("--recalc", action="store_true")
    if command == "workbook":
        parser.add_argument("-o", "--output")
        parser.add_argument("--from", dest="source")
        parser.add_argument("--previous")
        parser.add_argument("--force", action="store_true")
    return parser


def _number(word: str) -> int:
    """Return the number that *word* is, from 1."""
    if not word.isdecimal() or not int(word):
        raise ValueError(word)
    return int(word)


def form_and_data(words: Sequence[str]) -> tuple[str | None, list[str]]:
    """Return the form and the data that *words* name; the form is None where the data name it themselves.

    A folder among the data stands for the workbooks in it, and a pattern (``*.xlsx``) for the files that it fits,
    which not every shell finds by itself. Excel's lock files are no data.
    """
    first = words[0]
    by_itself = len(words) == 1 or Path(first).suffix.lower() in DATA_SUFFIXES
    form, named = (None, words) if by_itself else (first, words[1:])
    data: list[str] = []
    for word in named:
        path = Path(word)
        if os.path.isdir(word):  # noqa: PTH112  Path.is_dir would raise for a word that is too long
            data.extend(str(file) for file in sorted(path.iterdir()) if _is_workbook(file))
        elif re.search(r"[*?]", word) and not os.path.exists(word):  # noqa: PTH110  as above
            data.extend(str(file) for file in sorted(path.parent.glob(path.name)) if not file.name.startswith(_LOCKS))
        else:
            data.append(word)
    return form, data


def _is_workbook(file: Path) -> bool:
    return file.suffix.lower() in _WORKBOOKS and not file.name.startswith(_LOCKS)


def find_command(words: list[str]) -> tuple[str, list[str]]:
    """Return the command that *words* name, and the other words.

    A file where the command should be is one to fill from. The empty name is docfill itself.
    """
    from docfill.problems import failure

    place = 0
    while place < len(words):
        word = words[place]
        if word in COMMANDS:
            return word, words[:place] + words[place + 1 :]
        if word == "-" or not word.startswith("-"):
            # Path.exists would raise for a word that is too long for a file's name.
            if word == "-" or Path(word).suffix or os.path.exists(word):  # noqa: PTH110
                return "fill", words
            raise failure("unknown-command", name=word, guess=guess(word, COMMANDS))
        place += 2 if word in _OPTIONS_WITH_VALUE else 1
    return "", words


def parse(command: str, words: list[str]) -> argparse.Namespace:
    """Return the options of *command* in *words*; ``words`` of it are those that are no option."""
    from docfill.problems import failure

    end = words.index("--") if "--" in words else len(words)
    options, left = make_parser(command).parse_known_args(words[:end])
    for word in left:
        if word.startswith("-") and word != "-":
            known = re.findall(r"--[a-z]+", help_text(command, "en"))
            raise failure("unknown-argument", name=word, command=command, guess=guess(word, known))
    options.words = left + words[end + 1 :]
    return options


def check_words(command: str, options: argparse.Namespace, lang: Language) -> None:
    """Raise FillError unless the command was given as many words as it takes."""
    from docfill.problems import failure

    fewest, most = _TAKES[command]
    if len(options.words) > most:
        raise failure("unknown-argument", name=options.words[most], command=command, guess="")
    if len(options.words) < fewest:
        raise failure("missing-argument", name=MISSING_WORD[command][lang], command=command)


def guess(word: str, known: Iterable[str]) -> str:
    """Return the one of *known* that *word* was probably meant to be, as `` (it?)``; or nothing."""
    import difflib

    found = difflib.get_close_matches(word, known, 1, 0.6)
    return f" ({found[0]}?)" if found else ""
