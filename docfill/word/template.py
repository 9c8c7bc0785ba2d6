"""Template: a `.docx` with tags -> a compiled, immutable form of it that fills any number of reports."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from docfill.places import FilePlace
from docfill.problems import Problem, Problems, failure
from docfill.word.environment import Environment, MissingPolicy, Run
from docfill.word.package import Package
from docfill.word.program import Program
from docfill.word.running import collect, failed_line, render
from docfill.word.saving import save
from docfill.word.scan import encode, scan

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from docfill.word.fields import Field

CONTENT_TYPES = "[Content_Types].xml"
RELATIONSHIPS = "_rels/.rels"

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_MACRO = "application/vnd.ms-word."
# The main part's content type -> what a document filled from it is (ECMA-376 part 1, 11.3.10; MS-OFFMACRO2 2.2.1).
_MAIN_TYPES = {
    f"{_WORD}document.main+xml": f"{_WORD}document.main+xml",
    f"{_WORD}template.main+xml": f"{_WORD}document.main+xml",
    f"{_MACRO}document.macroEnabled.main+xml": f"{_MACRO}document.macroEnabled.main+xml",
    f"{_MACRO}template.macroEnabledTemplate.main+xml": f"{_MACRO}document.macroEnabled.main+xml",
}
_STORY_TYPES = frozenset(f"{_WORD}{story}+xml" for story in ("header", "footer", "footnotes", "endnotes", "comments"))
_TYPE = re.compile(r"<(?:[\w.-]+:)?(?:Override|Default)\b([^<>]*?)/?>")
_RELATIONSHIP = re.compile(r"<(?:[\w.-]+:)?Relationship\b([^<>]*?)/?>")
# Transitional and Strict (ECMA-376 part 1, 11.3.10; part 2, 9.2).
_MAIN_RELATIONSHIPS = frozenset(
    {
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument",
        "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument",
    }
)
_ATTRIBUTE = re.compile(r"([\w.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")

# What only a part with tags can hold: a brace, its full-width form, or a character reference to one. In UTF-16 the
# same bytes stand for other characters too; such a part is looked at in vain, never overlooked.
_SIGNS_OF_TAGS = (b"{", b"&#", "｛".encode(), b"\x5b\xff", b"\xff\x5b")

# Level 6 is what Word's own files are packed like; a lower one is faster and gives larger files.
COMPRESSION_LEVEL = 6


class Template:
    """A Word template, compiled once; it fills any number of reports and never changes.

    *source* is the path of a `.docx`, `.docm`, `.dotx` or `.dotm`, its bytes, or an open binary file. *filters* and
    *globals* are added to those that tags may use. *paragraphs* names the fields that bring one paragraph a line
    wherever they stand as ``{{ name }}``. Raises FillError with every fault of the template.
    """

    def __init__(
        self,
        source: str | Path | bytes | BinaryIO,
        *,
        filters: Mapping[str, Callable[..., Any]] | None = None,
        globals: Mapping[str, Any] | None = None,  # noqa: A002  what Jinja and docxtpl call it
        paragraphs: Collection[str] = (),
    ) -> None:
        content, self.file = _read(source)
        self._package = Package(content, self.file)
        types = _content_types(self._package)
        main = _main_part(self._package)
        if types.get(main) not in _MAIN_TYPES:
            raise failure("not-a-document", FilePlace(self.file))
        self.extension = ".docm" if types[main].startswith(_MACRO) else ".docx"
        self._types = _filled_types(self._package, types[main])
        environment = Environment(filters or {}, globals or {})
        problems = Problems()
        self._programs: dict[str, Program] = {}
        for name, kind in types.items():
            if (name == main or kind in _STORY_TYPES) and name in self._package.names:
                self._compile(name, environment, frozenset(paragraphs), problems)
        problems.raise_errors()
        self.problems: tuple[Problem, ...] = tuple(problems)

    def _compile(self, name: str, environment: Environment, paragraphs: Collection[str], problems: Problems) -> None:
        content = self._package.read(name)
        if not any(sign in content for sign in _SIGNS_OF_TAGS):
            return
        program = Program(scan(content, self.file, name), environment, paragraphs, problems)
        if program.tags:
            self._programs[name] = program

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every name that the template wants, in the order of first use."""
        from docfill.word.fields import fields_of  # lazy for start-up: a fill never asks

        return fields_of(use for program in self._programs.values() for use in program.uses)

    def fill(
        self, data: Mapping[str, Any], out: str | Path | BinaryIO, *, missing: MissingPolicy = "error"
    ) -> tuple[Problem, ...]:
        """Write the report for *data* to *out*, a path or an open binary file, and return what is worth a note.

        *missing* says what becomes of a name without a value: an error, a blank, or the tag itself is kept. Nothing
        is written where FillError is raised; it holds every problem. An existing file is replaced.
        """
        run = Run(data, missing)
        pieces = self._package.write(self._changed(run), COMPRESSION_LEVEL)
        try:
            if isinstance(out, (str, Path)):
                save(self._checked(pieces, run), Path(out))
            else:
                _write_all(self._checked(pieces, run), out)
        except _VoidError:
            self._collect(data, missing)
        return tuple(run.problems)

    def _changed(self, run: Run) -> dict[str, Iterable[bytes]]:
        changed: dict[str, Iterable[bytes]] = {}
        for name, program in self._programs.items():
            changed[name] = _encoded(program, run)
        if self._types is not None:
            changed[CONTENT_TYPES] = [self._types]
        return changed

    def _checked(self, pieces: Iterator[bytes], run: Run) -> Iterator[bytes]:
        """Yield *pieces* while the run is sound; the first fault makes the whole of it void."""
        try:
            yield from pieces
        except Exception as error:
            if failed_line(error, run) is not None:
                raise _VoidError from error
            raise
        if run.problems.errors:
            raise _VoidError

    def _collect(self, data: Mapping[str, Any], missing: MissingPolicy) -> None:
        """Raise FillError with everything that is wrong in filling *data*."""
        problems = Problems()
        for program in self._programs.values():
            run = Run(data, missing)
            collect(program, run)
            problems.extend(run.problems)
        problems.raise_errors()


class _VoidError(Exception):
    """Raised to leave a fill that cannot be written, before anything takes the output's place."""


def _encoded(program: Program, run: Run) -> Iterator[bytes]:
    encoding = program.part.encoding
    for block in render(program, run):
        yield encode(block, encoding)


def _write_all(pieces: Iterator[bytes], out: BinaryIO) -> None:
    # A stream cannot be taken back: everything is made, and so proved, before the first byte is written.
    out.writelines(list(pieces))


def _read(source: str | Path | bytes | BinaryIO) -> tuple[bytes, str]:
    """Return the bytes and the name of *source*."""
    if isinstance(source, bytes):
        return source, "template.docx"
    if not isinstance(source, (str, Path)):
        name = getattr(source, "name", "")
        return source.read(), Path(name).name if isinstance(name, str) and name else "template.docx"
    path = Path(source)
    place = FilePlace(path.name)
    try:
        return path.read_bytes(), path.name
    except FileNotFoundError as error:
        raise failure("no-such-file", place, path=str(path)) from error
    except IsADirectoryError as error:
        raise failure("not-a-document", place) from error
    except OSError as error:
        raise failure("cannot-read", place, reason=error.strerror or str(error)) from error


def _content_types(package: Package) -> dict[str, str]:
    """Return the content type of every part, by member name (ECMA-376 part 2, 10.1.2.2)."""
    if CONTENT_TYPES not in package.names:
        raise failure("not-a-document", FilePlace(package.file))
    text = scan(package.read(CONTENT_TYPES), package.file, CONTENT_TYPES).text
    declared = [_attributes(element) for element in _TYPE.findall(text)]
    of_extension = {
        each["Extension"].lower(): each["ContentType"]
        for each in declared
        if {"Extension", "ContentType"} <= each.keys()
    }
    types = {name: of_extension.get(name.rpartition(".")[2].lower(), "") for name in package.names}
    by_lower = {name.lower(): name for name in package.names}
    for each in declared:
        # Part names are the same whatever the case of their letters (10.1.1.1).
        name = by_lower.get(each.get("PartName", "").lstrip("/").lower())
        if name is not None:
            types[name] = each.get("ContentType", "")
    return types


def _main_part(package: Package) -> str:
    """Return the member that holds the document itself; "" where the package names none."""
    if RELATIONSHIPS not in package.names:
        return ""
    text = scan(package.read(RELATIONSHIPS), package.file, RELATIONSHIPS).text
    by_lower = {name.lower(): name for name in package.names}
    for each in map(_attributes, _RELATIONSHIP.findall(text)):
        if each.get("Type") in _MAIN_RELATIONSHIPS:
            return by_lower.get(each.get("Target", "").lstrip("/").lower(), "")
    return ""


def _attributes(element: str) -> dict[str, str]:
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(element)}


def _filled_types(package: Package, main: str) -> bytes | None:
    """Return the content types of a filled document where they differ: a filled template is a document."""
    filled = _MAIN_TYPES[main]
    if filled == main:
        return None
    part = scan(package.read(CONTENT_TYPES), package.file, CONTENT_TYPES)
    return encode(part.text.replace(main, filled, 1), part.encoding)
