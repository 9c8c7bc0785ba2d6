"""Declaration: the text of a form.toml -> its tables, read key by key, each fault a problem at its line."""

from __future__ import annotations

import functools
import re
from math import isfinite
from typing import TYPE_CHECKING, Any

from docfill.files import content_of
from docfill.limits import LIMITS, is_deeper
from docfill.places import FilePlace
from docfill.problems import Problems, failure
from docfill.toml import read_toml, reason_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from decimal import Decimal
    from pathlib import Path

    from docfill.limits import Limits

# tomllib says where only within its message, "… (at line 3, column 5)", until Python 3.14.
_WHERE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)\Z")
_HEADER = re.compile(r"\s*\[\[?([^\[\]]+)\]\]?\s*(?:#.*)?\Z")
# The names at the start of a line: a table's header, or the key before an equals sign; not quoted ones.
_NAMES = re.compile(r"\s*\[\[?[^\]\"'#]*\]|\s*[^\s\[\"'#={}][^\"'#={}]*=")
_BARE_NAME = re.compile(r"[\w-]*[^\W_a-zA-Z0-9][\w-]*")
_LONG_TEXT = re.compile(r"\"\"\"|'''")
# Words that a Jinja expression takes for its own, so that no tag could ask for a value of that name.
_JINJA_WORDS = frozenset(
    (
        "and",
        "elif",
        "else",
        "false",
        "False",
        "for",
        "if",
        "in",
        "is",
        "loop",
        "none",
        "None",
        "not",
        "or",
        "true",
        "True",
    )
)


class Toml:
    """A parsed file: its *values*, and its *lines* to find where a thing stands."""

    def __init__(self, file: str, values: dict[str, Any], lines: tuple[str, ...]) -> None:
        self.file = file
        self.values = values
        self.lines = lines

    @functools.cached_property
    def headers(self) -> dict[str, list[int]]:
        """The numbers of the lines that begin each table."""
        found: dict[str, list[int]] = {}
        for number, line in enumerate(self.lines, start=1):
            if header := _HEADER.match(line):
                found.setdefault(_bare(header[1]), []).append(number)
        return found

    def line_of(self, table: Sequence[str], words: Sequence[str], nth: int = 0) -> int:
        """Return the number of the first line with all *words* within *table*, else of the table's header.

        *nth* says which of the tables of that name is meant, from 0. 0 where neither is found. A search in the
        text, because tomllib keeps no positions. It ends with the table, as there may be thousands of them, each with
        a fault.
        """
        wanted = _bare(".".join(table))
        headers = self.headers.get(wanted, []) if table else [0]
        if len(headers) <= nth:
            return 0
        header = headers[nth]
        for number in range(max(header, 1), len(self.lines) + 1):
            line = self.lines[number - 1]
            if number != header and (found := _HEADER.match(line)):
                name = _bare(found[1])
                if not table or name == wanted or not name.startswith(f"{wanted}."):
                    break
            if words and all(_is_in(word, line) for word in words):
                return number
        return header


def _bare(name: str) -> str:
    return re.sub(r"[\s\"']", "", name)


def _with_quoted_names(text: str) -> str:
    """Return *text* with quotation marks around Chinese names: ``[fields.年度]`` -> ``[fields."年度"]``.

    TOML wants them, people forget them. Only where a line begins with a name, and not within ``\"\"\"`` texts.
    """
    lines = text.split("\n")
    in_text = ""
    for number, line in enumerate(lines):
        # Most lines are passed over by what takes no time: their names are ASCII, and no long text begins in them.
        if not in_text and not line.partition("=")[0].isascii() and (found := _NAMES.match(line)):
            lines[number] = _BARE_NAME.sub(r'"\g<0>"', found[0]) + line[found.end() :]
        if '"""' in line or "'''" in line:
            for mark in _LONG_TEXT.findall(line):
                in_text = "" if mark == in_text else in_text or mark
    return "\n".join(lines)


def _is_in(word: str, line: str) -> bool:
    if word.endswith('"'):
        # A key and its text, in whichever quotation marks, and with some of its characters escaped or not.
        line, word = (re.sub(r"\\|\s", "", text).replace("'", '"') for text in (line, word))
        return word in line
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", line.partition(" #")[0]) is not None


def parse_toml(path: Path, limits: Limits = LIMITS) -> Toml:
    """Return what *path* says. Raises FillError where it is not TOML, at the line."""
    import tomllib  # lazy: a template without a form never needs it

    content = content_of(path, limits._replace(file_bytes=limits.toml_bytes))
    try:
        # Windows' Notepad puts a byte order mark at the start, which TOML does not know.
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise failure("form-not-utf8", FilePlace(str(path), line)) from error
    text = _with_quoted_names(text.replace("\r\n", "\n"))
    lines = tuple(text.split("\n"))
    try:
        values = read_toml(text)
    except tomllib.TOMLDecodeError as error:
        where = _WHERE.search(str(error))
        line = int(where[1]) if where and where[1] else len(lines)
        raise failure("form-not-toml", FilePlace(str(path), line), reason=reason_of(error)) from error
    except (RecursionError, ValueError) as error:  # brackets within brackets, or a number of thousands of digits
        raise failure("form-beyond-limits", FilePlace(str(path), _longest_line(lines))) from error
    if is_deeper(values, limits.nested):
        raise failure("form-beyond-limits", FilePlace(str(path), _longest_line(lines)))
    return Toml(str(path), values, lines)


def _longest_line(lines: Sequence[str]) -> int:
    """Return the number of the longest of *lines*: tomllib says not where it gave up."""
    return max(range(len(lines)), key=lambda number: len(lines[number])) + 1


class Declaration:
    """One table of a form.toml. Every key is taken once, with its type; `finish` reports the others."""

    def __init__(self, toml: Toml, values: Mapping[str, Any], path: tuple[str, ...], problems: Problems) -> None:
        self._toml = toml
        self._values = values
        self._path = path
        self._problems = problems
        self._known: list[str] = []
        self._mark: tuple[str, ...] = ()  # words on the line of an inline table, to find it by
        self._nth = 0  # which of the tables of this name it is
        # Of a table that may be an inline one, too: the table that it then stands in, and what stands on its line.
        self._inline: tuple[tuple[str, ...], tuple[str, ...]] | None = None

    @classmethod
    def of(cls, toml: Toml, problems: Problems) -> Declaration:
        """Return the file's outermost table."""
        return cls(toml, toml.values, (), problems)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def wrong(self, code: str, *words: str, **details: object) -> None:
        """Report *code* at the line where *words* stand in this table."""
        line = self._toml.line_of(self._path, (*self._mark, *words), self._nth)
        if self._inline is not None and not line:
            outer, mark = self._inline
            line = self._toml.line_of(outer, (*mark, *words))
        self._problems.add(code, FilePlace(self._toml.file, line), **details)

    def take(self, key: str) -> Any:
        """Return what stands under *key*, of any type; None where it is left out."""
        self._known.append(key)
        return self._values.get(key)

    def text(self, key: str, *, required: bool = False) -> str:
        """Return the text under *key*, empty where it is left out."""
        value = self.take(key)
        if isinstance(value, str) and (value.strip() or not required):
            return value
        if value is not None:
            self.wrong("form-wrong-value", key, key=key, wanted="“…”", found=shown(value))
        elif required:
            self.wrong("form-key-missing", key=key)
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the text or the list of texts under *key*, empty where it is left out."""
        value = self.take(key)
        if value is None:
            return ()
        listed = value if isinstance(value, list) else [value]
        if listed and all(isinstance(item, str) for item in listed):
            return tuple(listed)
        self.wrong("form-wrong-value", key, key=key, wanted="“…” / [“…”, “…”]", found=shown(value))
        return ()

    def flag(self, key: str, *, default: bool) -> bool:
        """Return the true or false under *key*."""
        value = self.take(key)
        if value is not None and not isinstance(value, bool):
            self.wrong("form-wrong-value", key, key=key, wanted="true / false", found=shown(value))
        return value if isinstance(value, bool) else default

    def number(self, key: str) -> int | Decimal | None:
        """Return the number under *key*, exact as it is written; None where it is left out."""
        from decimal import Decimal  # lazy: few forms have numbers in them

        value = self.take(key)
        if value is None or type(value) is int:
            return value
        if isinstance(value, float) and isfinite(value):
            return Decimal(str(value))
        self.wrong("form-wrong-value", key, key=key, wanted="0 / 0.5", found=shown(value))
        return None

    def choice(self, key: str, choices: Sequence[str], default: str | None) -> str | None:
        """Return the one of *choices* that stands under *key*."""
        value = self.take(key)
        if value is None or value in choices:
            return default if value is None else str(value)
        self.wrong("form-wrong-value", key, key=key, wanted=" / ".join(choices), found=shown(value))
        return default

    def tables(self, key: str, options: Collection[str] | None = None) -> Iterator[tuple[str, Declaration]]:
        """Yield each table within the table *key* with its name.

        Where *options* are given, a name may have dots: what is nested in a table, and none of its *options*, is
        a table of its own.
        """
        value = self.take(key)
        if value is None:
            return
        if not isinstance(value, dict):
            self.wrong("form-wrong-value", key, key=key, wanted=f"[{key}.…]", found=shown(value))
            return
        outer = Declaration(self._toml, value, (*self._path, key), self._problems)
        for name, inner in value.items():
            if isinstance(inner, dict):
                nested = {}
                if options is not None:
                    nested = {k: v for k, v in inner.items() if isinstance(v, dict) and k not in options}
                own = {k: v for k, v in inner.items() if k not in nested}
                if own or not nested:
                    yield name, Declaration(self._toml, own, (*outer._path, name), self._problems)
                if nested:
                    around = Declaration(self._toml, {name: nested}, outer._path, self._problems)
                    yield from ((f"{name}.{rest}", table) for rest, table in around.tables(name, options))
            else:
                wanted = f"[{key}.{name}] / {{ … }}"
                outer.wrong("form-wrong-value", name, key=name, wanted=wanted, found=shown(inner))

    def items(self, key: str) -> Iterator[Declaration]:
        """Yield each inline table of the list under *key*; a bare text stands for ``{ key = text }``."""
        value = self.take(key)
        if not isinstance(value, list) or not value:
            if value is None:
                self.wrong("form-key-missing", key=key)
            else:
                self.wrong("form-wrong-value", key, key=key, wanted="[…, …]", found=shown(value))
            return
        for item in value:
            table = {"key": item} if isinstance(item, str) else item
            if not isinstance(table, dict):
                self.wrong("form-wrong-value", key, key=key, wanted='"…" / { key = "…" }', found=shown(item))
                continue
            inner = Declaration(self._toml, table, self._path, self._problems)
            if isinstance(table.get("key"), str):
                inner._mark = (table["key"],)
            yield inner

    def several(self, key: str) -> Iterator[Declaration]:
        """Yield each of the tables under *key*: one, ``key = { … }``, or a list of them, ``[[key]]``."""
        value = self.take(key)
        if value is None:
            return
        for nth, table in enumerate(value if isinstance(value, list) else [value]):
            if not isinstance(table, dict):
                self.wrong("form-wrong-value", key, key=key, wanted="{ … } / [{ … }, { … }]", found=shown(table))
                continue
            inner = Declaration(self._toml, table, (*self._path, key), self._problems)
            inner._nth = nth
            # An inline table stands on one line, with all of its texts.
            texts = tuple(f'{name} = "{text}"' for name, text in table.items() if isinstance(text, str))
            inner._inline = (self._path, texts or (key,))
            yield inner

    def check_name(self, name: str, *, dotted: bool) -> None:
        """Report *name* where no tag could use it."""
        steps = name.split(".") if dotted else [name]
        if name and not all(step.isidentifier() and step not in _JINJA_WORDS for step in steps):
            self.wrong("form-bad-name", name=name)

    def finish(self) -> None:
        """Report the keys that nobody took."""
        for key in self._values:
            if key not in self._known:
                from difflib import get_close_matches  # lazy: only for a message

                near = get_close_matches(key, self._known, 1)
                self.wrong("form-unknown-key", key, key=key, known=" / ".join(near or self._known))


def shown(value: object) -> str:
    """Return *value* as TOML writes it, near enough for a message."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{ … }" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    return f"“{value}”" if isinstance(value, str) else str(value)
