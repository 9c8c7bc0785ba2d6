"""Kept: what an earlier process compiled of a template, by `keeping` -> a template that fills with that.

Compiling takes longer than all the rest of a fill, and a command compiles each time anew. So the command keeps what is
compiled on the user's shelf. What is kept is enough for a fill in which nothing is amiss; as soon as anything is, the
template is compiled after all, and says what it is and where.
"""

from __future__ import annotations

import io
import marshal
import os
import sys
import zlib
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn, TypeVar

from docfill import shelf
from docfill.files import read_document
from docfill.limits import LIMITS
from docfill.word.document import Document
from docfill.word.package import Package
from docfill.word.runnable import Loaded, Runnable
from docfill.word.saving import deliver
from docfill.word.simple import Simple
from docfill.word.stretches import Stretch
from docfill.word.working import NeedsTemplateError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from docfill.limits import Limits
    from docfill.problems import Problem
    from docfill.word.runnable import MissingPolicy
    from docfill.word.template import Template

# A larger template is seldom text, and to look for it would take as long as to compile it.
_LARGEST = 4 << 20
# What takes longer is given up and filled by the template: together they take little longer than a fill may.
_LIMITS = LIMITS._replace(seconds=LIMITS.seconds / 10)


class _NotKept:
    """Stands for what is not kept, such as the tags and their places in Word."""

    def _needed(self, *_: object) -> NoReturn:
        raise NeedsTemplateError

    __getattr__ = __getitem__ = __len__ = __iter__ = __call__ = _needed


_NOT_KEPT: Any = _NotKept()
_AnyRunnable = TypeVar("_AnyRunnable", bound=Runnable)


def opened(source: str | Path, *, paragraphs: Collection[str] = (), limits: Limits = LIMITS) -> Template | Kept:
    """Return the template at *source*, ready to fill: as an earlier process kept it, or compiled, and kept for later.

    *paragraphs* and *limits* are what Template takes. Raises FillError.
    """
    content, file = read_document(source, "", limits)

    def compiled() -> Template:
        from docfill.word.template import Template  # lazy for start-up: brings Jinja and all that compiles

        stream = io.BytesIO(content)
        stream.name = file
        return Template(stream, paragraphs=paragraphs, limits=limits)

    if limits != LIMITS or len(content) > _LARGEST or not shelf.place():
        return compiled()
    try:
        maker = _maker(paragraphs)
    except OSError:  # docfill itself stands in no folder, but in an archive
        return compiled()
    name = f"{zlib.crc32(content):08x}-{zlib.crc32(maker.encode()):08x}"
    found = _unpacked(shelf.take(name), maker, content)
    if found is not None:
        return Kept(content, file, found, compiled)
    template = compiled()
    values = template.values
    if values is not None:
        shelf.put(name, marshal.dumps((maker, content, values)))
    return template


def _unpacked(kept: bytes | None, maker: str, content: bytes) -> tuple[Any, ...] | None:
    """Return the values that are *kept* for a template with that *content*, if *maker* made them."""
    if kept is None:
        return None
    by, of, values = marshal.loads(kept)  # noqa: S302  nobody but the user can have put it there (see shelf)
    return values if (by, of) == (maker, content) else None


def _maker(paragraphs: Collection[str]) -> str:
    """Return what else than its file a compiled template depends on: this Python, this docfill, what was asked for.

    Raises OSError where docfill's own files cannot be looked at.
    """
    sources = []
    for folder in (os.path.dirname(__file__), os.path.dirname(shelf.__file__)):  # noqa: PTH120  start-up
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    found = entry.stat(follow_symlinks=False)
                    sources.append((entry.name, found.st_size, found.st_mtime_ns))
    code = zlib.crc32(repr(sorted(sources)).encode())
    return f"{sys.version} {sys.flags.optimize} {len(sources)} {code:08x} {sorted(paragraphs)}"


class Kept:
    """A template that an earlier process has compiled: it fills as a Template does, and compiles it where it must.

    *content* and *file* are its bytes and name, *values* what `Template.values` gave, *compiled* compiles it.
    """

    problems: tuple[Problem, ...] = ()  # one that is worth a note is not kept

    def __init__(self, content: bytes, file: str, values: tuple[Any, ...], compiled: Callable[[], Template]) -> None:
        self._content = content
        self._file = file
        self._compiled = compiled
        self.extension: str
        self.extension, self._replaced, self._taken, self._jinja, self._parts = values

    def fill(
        self,
        data: Mapping[str, Any],
        out: str | Path | BinaryIO,
        *,
        missing: MissingPolicy = "error",
        pictures: str | Path | None = None,
        durable: bool = False,
        replace: bool = True,
    ) -> tuple[Problem, ...]:
        """Write the report for *data* to *out*, as `Template.fill` does."""
        content = self.made(data, missing) if pictures is None else None
        if content is None:
            how: dict[str, Any] = {"durable": durable, "replace": replace}
            return self._compiled().fill(data, out, missing=missing, pictures=pictures, **how)
        deliver(content, out, durable=durable, replace=replace)
        return ()

    def made(self, data: Mapping[str, Any], missing: MissingPolicy) -> list[bytes] | None:
        """Return the report's bytes; None where it takes the template itself to make it, or to say why not."""
        try:
            document = Document(Package(self._content, self._file), replaced=self._replaced)
            if self._jinja:
                return list(self._rendered(document, data, missing))
            parts = [(self._described(Runnable(), part), part[-1]) for part in self._parts]
        except (Exception, NeedsTemplateError):  # noqa: BLE001  whatever it is, the template tells of it at its place
            return None
        return Simple(document, parts).made(data)

    def _described(self, program: _AnyRunnable, part: tuple[Any, ...]) -> _AnyRunnable:
        """Return *program* as the *part* that `keeping` described."""
        program.member, program.encoding, program.prefix, program.guarded, _ = part[:5]
        program.bridges, grids, stretches, _ = part[5:]
        program.part = _NOT_KEPT
        program.taken = lambda: self._taken
        program.stretches = [Stretch.of_values(values) for values in stretches]
        program.grids = []
        if grids:
            from docfill.word.grids import Grid, Slot  # lazy for start-up

            program.grids = [
                Grid(_NOT_KEPT, name, [Slot(*slot) for slot in slots], walls) for name, slots, walls in grids
            ]
        return program

    def _rendered(self, document: Document, data: Mapping[str, Any], missing: MissingPolicy) -> Iterator[bytes]:
        """Yield the report as Jinja's programs make it."""
        import jinja2  # lazy for start-up, as the rest: many programs run without

        from docfill.word.budget import Budget
        from docfill.word.environment import Environment
        from docfill.word.run import Run
        from docfill.word.running import render

        if jinja2.__version__ != self._jinja:
            raise NeedsTemplateError
        environment = Environment({}, {})
        run = Run(data, missing, budget=Budget(_LIMITS))
        made = {}
        for part in self._parts:
            program = self._described(Loaded(), part)
            program.line_tags = program.writers = program.expecting = program.specs = _NOT_KEPT
            program.catches, code = part[4], part[-1]
            program.environment = environment
            program.jinja = environment.loaded(code)
            made[program.member] = document.package.pack(program.member, render(program, run))
        if run.problems or run.pieces:
            raise NeedsTemplateError
        yield from document.report(made)
