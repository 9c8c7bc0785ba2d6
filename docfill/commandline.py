"""The command line: the words that were typed -> the command, its options, and the words left for it.

Not by argparse: what that does not understand it says in English sentences, which differ from one Python to the next
and would have to be taken apart again to be told in two languages, with a hint, as every other problem is.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from docfill.usage import COMMANDS, help_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from docfill.places import Language
    from docfill.problems import FillError

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
_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".et", ".xlsb", ".ods"})
DATA_SUFFIXES = _WORKBOOKS | {".json", ".toml"}
# What Excel, LibreOffice and a Mac put beside a file that is open.
_LOCKS = ("~$", ".~", "._")

# What an option takes: nothing, a text, a whole number, or one of a few words.
_NOTHING, _TEXT, _NUMBER = "nothing", "text", "number"
_LONGEST_NUMBER = 9  # digits; Python refuses to read thousands of them
_Takes = str | tuple[str, ...]
# The options of every command, then those of each: by what they may be written as, what they take. What they are
# called in the program is the last way to write them.
_COMMON: dict[str, _Takes] = {"-h/--help": _NOTHING, "--lang": ("en", "zh"), "--json": _NOTHING, "--concise": _NOTHING}
_OPTIONS: dict[str, dict[str, _Takes]] = {
    "": {"--version": _NOTHING},
    "fill": {
        "-o/--output": _TEXT,
        "--missing": ("error", "blank", "keep"),
        "--pictures": _TEXT,
        "--previous": _TEXT,
        "--force": _NOTHING,
        "--jobs": _NUMBER,
        "--resume": _NOTHING,
        "--recalc": _NOTHING,
    },
    "check": {
        "--annotate": _TEXT,
        "--pictures": _TEXT,
        "--previous": _TEXT,
        "--force": _NOTHING,
        "--recalc": _NOTHING,
    },
    "workbook": {"-o/--output": _TEXT, "--from": _TEXT, "--previous": _TEXT, "--force": _NOTHING},
}
_DEFAULTS = {"missing": "error", "jobs": 1}
_ATTRIBUTES = {"from": "source"}  # a word of Python's
_WITH_VALUE = {
    way
    for options in (_COMMON, *_OPTIONS.values())
    for name, takes in options.items()
    if takes != _NOTHING
    for way in name.split("/")
}


def options_of(command: str) -> dict[str, _Takes]:
    """Return the options of *command*, by all that each may be written as (``-o/--output``), and what each takes."""
    return {**_COMMON, **_OPTIONS.get(command, {})}


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
            data.extend(_workbooks_in(path))
        elif ("*" in word or "?" in word) and not os.path.exists(word):  # noqa: PTH110  as above
            pattern = re.sub(r"\*+", "*", path.name)  # two would be folders within folders
            data.extend(str(file) for file in sorted(path.parent.glob(pattern)) if not file.name.startswith(_LOCKS))
        else:
            data.append(word)
    return form, data


def _workbooks_in(folder: Path) -> list[str]:
    """Return the workbooks in *folder*. Raises FillError where it may not be looked into."""
    try:
        return [str(file) for file in sorted(folder.iterdir()) if _is_workbook(file)]
    except OSError as error:
        from docfill.places import FilePlace
        from docfill.problems import failure

        raise failure("data-file-unreadable", FilePlace(str(folder)), reason=error.strerror or error) from error


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
        place += 2 if word in _WITH_VALUE else 1
    return "", words


def parse(command: str, words: list[str]) -> SimpleNamespace:
    """Return the options of *command* in *words*; ``words`` of it are those that are no option.

    A value follows its option as the next word, after ``=``, or at once (``-oOUT``). Raises FillError.
    """
    options = options_of(command)
    written = {way: name for name in options for way in name.split("/")}
    values: dict[str, Any] = {_attribute(name): takes != _NOTHING and None for name, takes in options.items()}
    values.update((name, value) for name, value in _DEFAULTS.items() if name in values)
    end = words.index("--") if "--" in words else len(words)
    left: list[str] = []
    coming = iter(words[:end])
    for word in coming:
        way, given = _option_in(word, written)
        if way is None:
            left.append(word)
            continue
        name = written[way]
        takes = options[name]
        if takes == _NOTHING:
            if given is not None:
                raise _fault(command, "option-takes-no-value", name=name, value=given)
            values[_attribute(name)] = True
            continue
        value = next(coming, None) if given is None else given
        if value is None or (given is None and takes != _NUMBER and _looks_like_option(value)):
            raise _fault(command, "option-needs-value", name=name)
        values[_attribute(name)] = _read(command, name, takes, value)
    for word in left:
        if _looks_like_option(word):
            known = re.findall(r"--[a-z]+", help_text(command, "en"))
            raise _fault(command, "unknown-argument", name=word, guess=guess(word, known))
    return SimpleNamespace(**values, words=left + words[end + 1 :])


def _attribute(name: str) -> str:
    """Return what the option *name* is called in the program."""
    long = name.rpartition("--")[2]
    return _ATTRIBUTES.get(long, long)


def _option_in(word: str, written: Collection[str]) -> tuple[str | None, str | None]:
    """Return which of the ways of writing options *word* begins with, and the value that it gives; None for neither."""
    if word in written:
        return word, None
    way, equals, value = word.partition("=")
    if equals and way in written:
        return way, value
    if word[:2] in written and not word.startswith("--"):
        return word[:2], word[2:]
    return None, None


def _looks_like_option(word: str) -> bool:
    return word.startswith("-") and word != "-"


def _read(command: str, name: str, takes: _Takes, value: str) -> str | int:
    """Return *value* as what the option *name* takes."""
    if takes == _NUMBER:
        if not value.isdecimal() or not any(map(int, value)):
            raise _fault(command, "option-needs-number", name=name, value=value)
        return int(value) if len(value) <= _LONGEST_NUMBER else 10**_LONGEST_NUMBER
    if isinstance(takes, tuple) and value not in takes:
        raise _fault(command, "wrong-choice", name=name, value=value, choices=", ".join(takes))
    if not value:  # as a variable of the shell gives that nobody set: no file, and no folder either
        raise _fault(command, "option-needs-value", name=name)
    return value


def _fault(command: str, code: str, **words: str) -> FillError:
    from docfill.problems import failure

    return failure(code, None, command=command, **words)


def check_words(command: str, options: SimpleNamespace, lang: Language) -> None:
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
