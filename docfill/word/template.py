"""Template: a `.docx` with tags -> a compiled, immutable form of it that fills any number of reports."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, BinaryIO, get_args

from docfill.files import read_document
from docfill.limits import LIMITS
from docfill.memory import within_memory
from docfill.places import FilePlace
from docfill.problems import FillError, Problem, Problems, failure
from docfill.word.clock import Clock
from docfill.word.decoding import decoded
from docfill.word.document import Document
from docfill.word.formats import no_document
from docfill.word.package import Package
from docfill.word.parts import CONTENT_TYPES, MACRO, MAIN_TYPES, WORD, content_types, filled_types, main_part
from docfill.word.program import Program
from docfill.word.runnable import MissingPolicy
from docfill.word.saving import deliver
from docfill.word.scan import TOO_LONG, scan
from docfill.word.signatures import signatures, without_signatures
from docfill.word.signs import LOOKS_LIKE_A_TAG, may_hold_tags, may_hold_tags_elsewhere
from docfill.word.simple import Simple
from docfill.word.wholeness import prove_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from docfill.limits import Limits
    from docfill.pictures.folder import PictureFolder
    from docfill.word.environment import Environment
    from docfill.word.fields import Field
    from docfill.word.ids import TakenIds
    from docfill.word.outlines import Outline
    from docfill.word.rendering import Rendering

_STORY_TYPES = frozenset(f"{WORD}{story}+xml" for story in ("header", "footer", "footnotes", "endnotes", "comments"))

# Parts without paragraphs of Word's, in which tags may stand all the same: properties, settings (for the variables of
# the document), charts, diagrams, and the addresses of links.
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ELSEWHERE_TYPES = frozenset(
    {
        "application/vnd.openxmlformats-package.core-properties+xml",
        "application/vnd.openxmlformats-package.relationships+xml",
        *(f"{_OFFICE}{kind}-properties+xml" for kind in ("extended", "custom")),
        *(f"{_OFFICE}drawingml.{kind}+xml" for kind in ("chart", "chartshapes", "diagramData")),
        "application/vnd.ms-office.chartex+xml",
        "application/vnd.ms-office.drawingml.diagramDrawing+xml",
        f"{WORD}settings+xml",
    }
)
# What content controls are bound to: it takes the place of their text as soon as Word opens the report.
_DATA = re.compile(r"customXml/[^/]+\.xml\Z")
# A chart's own data; Excel keeps all text of a workbook in one member.
_SHARED_STRINGS = "xl/sharedStrings.xml"
_WORKBOOK = re.compile(r"word/embeddings/[^/]+\.xls[xm]\Z", re.IGNORECASE)


class Template:
    """A Word template, compiled once; it fills any number of reports and never changes.

    *source* is the path of a `.docx`, `.docm`, `.dotx` or `.dotm`, its bytes, or an open binary file. *filters* and
    *globals* are added to those that tags may use. *paragraphs* names the fields that bring one paragraph a line
    wherever they stand as ``{{ name }}``. *objects* are classes of yours whose objects tags may look into and call,
    where the data hold any; without, data are read as records, lists and figures. *limits* keep a hostile file from
    taking all time and memory. Raises FillError with every fault of the template.
    """

    @within_memory
    def __init__(
        self,
        source: str | Path | bytes | BinaryIO,
        *,
        filters: Mapping[str, Callable[..., Any]] | None = None,
        globals: Mapping[str, Any] | None = None,  # noqa: A002  what Jinja and docxtpl call it
        paragraphs: Collection[str] = (),
        objects: Collection[type] = (),
        limits: Limits = LIMITS,
    ) -> None:
        content, self.file = read_document(source, "template.docx", limits)
        self._package = Package(content, self.file, limits)
        types = content_types(self._package)
        main, self._strict = main_part(self._package)
        self._main = main
        if types.get(main) not in MAIN_TYPES:
            raise no_document(self._package, main, types.get(main))
        self.extension = ".docm" if types[main].startswith(MACRO) else ".docx"
        filled = filled_types(self._package, main, types[main])
        self.own_extension = self.extension if filled is None else self.extension.replace(".doc", ".dot")
        # What else changes in every report, and what is left out of it.
        self._replaced = {CONTENT_TYPES: filled} if filled is not None else {}
        self._signing: frozenset[str] = frozenset()
        self._limits = limits
        self._given = (filters or {}, globals or {}, frozenset(paragraphs), tuple(objects), limits)
        self._sandbox: Environment | None = None
        clock = Clock(limits.compile_seconds)
        problems = Problems()
        self._programs: dict[str, Program] = {}
        self._stories = [name for name, kind in types.items() if name == main or kind in _STORY_TYPES]
        self._taken: TakenIds | None = None
        may = [name for name, kind in types.items() if kind in _ELSEWHERE_TYPES or _DATA.match(name)]
        others = [name for name in may if self._has_signs(name)]
        faulty = set()
        for name in (*self._stories, *others):
            try:
                self._compile(name, frozenset(paragraphs), problems, clock)
            except FillError as error:
                problems.extend(error.problems)  # the other parts may have faults too
                faulty.add(name)
                if any(problem.code == TOO_LONG for problem in error.problems):
                    break
        prove_whole(self._package, types, main, {*self._programs, *faulty}, problems)
        for name in filter(_WORKBOOK.match, types):
            self._look_into_workbook(name, problems)
        if self._programs:
            self._drop_signatures(problems)
            if self._package.around:
                problems.add("data-around-document", FilePlace(self.file), found=f"{self._package.around:,} B")
        self.problems: tuple[Problem, ...] = tuple(problems)
        self._judge(problems)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the template as its file's bytes: whoever gets it compiles it again, and nothing else travels."""
        return _rebuilt, (type(self), self._package.data, self.file, *self._given)

    def _judge(self, problems: Problems) -> None:
        """Refuse a template with faults, once all of them are known."""
        problems.raise_errors()

    def _compile(self, name: str, paragraphs: Collection[str], problems: Problems, clock: Clock) -> None:
        content = self._package.read(name)
        if not may_hold_tags(content):
            return
        part = scan(content, self.file, name, self._limits, clock)
        own_names = {*self._given[0], *self._given[1]}
        program = Program(part, self._environment, paragraphs, own_names, self._taken_ids, problems)
        if program.tags:
            self._programs[name] = program

    def _drop_signatures(self, problems: Problems) -> None:
        """Let reports go without the digital signatures of the template, and warn of it."""
        self._signing = signatures(self._package)
        if self._signing:
            problems.add("signature-lost", FilePlace(self.file))
            types = self._replaced.get(CONTENT_TYPES)
            self._replaced.update(without_signatures(self._package, self._signing, types))

    def _has_signs(self, name: str) -> bool:
        """Tell whether a part without paragraphs may hold tags."""
        try:
            return may_hold_tags_elsewhere(self._package.read(name))
        except FillError:
            return False  # which is told with the others that nobody can read

    def _look_into_workbook(self, name: str, problems: Problems) -> None:
        """Warn of what looks like a tag in an embedded workbook, which is carried over as it is."""
        try:
            workbook = Package(self._package.read(name), name, self._limits)
            strings = workbook.read(_SHARED_STRINGS) if _SHARED_STRINGS in workbook.names else b""
        except FillError:
            return  # the report holds it as the template does
        found = re.search(LOOKS_LIKE_A_TAG, strings.decode("utf-8", "replace"))
        if found:
            problems.add("tag-not-reached", FilePlace(self.file, member=name), tag=found.group())

    def _taken_ids(self) -> TakenIds:
        """Return the ids of all parts together; they are looked up for the first fill that needs a fresh one."""
        if self._taken is None:
            from docfill.word.ids import ids_taken  # lazy for start-up

            self._taken = ids_taken(decoded(self._package.read(name)) for name in self._stories)
        return self._taken

    @property
    def values(self) -> tuple[Any, ...] | None:
        """What another process needs to fill with it (see `kept`), in values of Python's own; None where it needs more.

        Of one that has filters, objects or limits of the caller's, or that is worth a note, nothing is kept.
        """
        filters, globals_, _, objects, limits = self._given
        if filters or globals_ or objects or limits != LIMITS or self.problems:
            return None
        from docfill.word.keeping import values_of  # lazy for start-up: a library has no shelf unless it asks

        kept = values_of(self._programs)
        if kept is None:
            return None
        jinja, gives_ids, parts = kept
        return self.extension, self._replaced, dict(self._taken_ids()) if gives_ids else None, jinja, parts

    @staticmethod
    def build_url_id(url: str) -> str:
        """Return what docxtpl's RichText takes as ``url_id`` for a link to *url*; docfill's own has ``link``."""
        from docfill.word.richruns import link_token  # lazy for start-up

        return link_token(url)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every name that the template wants, in the order of first use."""
        from docfill.word.fields import fields_of  # lazy for start-up: a fill never asks

        return fields_of(use for program in self._programs.values() for use in program.uses)

    @property
    def outlines(self) -> tuple[Outline, ...]:
        """The tables of the document as a reader sees them, their tags as text."""
        from docfill.word.outlines import outlines_of  # lazy: only an entry workbook asks

        return outlines_of(self._package.read(self._main), FilePlace(self.file, member=self._main))

    @within_memory
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
        """Write the report for *data* to *out*, a path or an open binary file, and return what is worth a note.

        *missing* says what becomes of a name without a value: an error, a blank, or the tag itself is kept.
        *pictures* is the folder in which the filter ``image`` looks for the files that the data name; nothing
        outside of it is read. Nothing is written where FillError is raised; it holds every problem. An existing
        file is replaced, at once and whole, unless *replace* is False; a *durable* one is on the disk by then, which
        takes far longer than the fill itself.
        """
        if missing not in get_args(MissingPolicy):
            raise ValueError(f"missing must be one of {', '.join(get_args(MissingPolicy))}, not {missing!r}")
        problems, content = self._made(_mapping(data, self._limits), missing, _picture_folder(pictures))
        deliver(content, out, durable=durable, replace=replace)
        return problems

    def _made(
        self, data: Mapping[str, Any], missing: MissingPolicy, pictures: PictureFolder | None
    ) -> tuple[tuple[Problem, ...], list[bytes]]:
        """Return what is worth a note, and the report's bytes: all of it, before any is written. Raises FillError."""
        if self._simple is not None and "_rendering" not in self.__dict__:
            content = self._simple.made(data)
            if content is not None:
                return (), content
        run, content = self._rendering.made(data, missing, pictures)
        return tuple(run.problems), content

    @cached_property
    def _document(self) -> Document:
        main, stories, replaced = self._main, self._stories, self._replaced
        return Document(self._package, main, stories, self._strict, replaced, self._signing)

    @cached_property
    def _simple(self) -> Simple | None:
        """What fills without Jinja; None where a program takes it, or the caller's limits are to be watched."""
        parts = [(part, part.simple) for part in self._programs.values() if part.simple is not None]
        simple = len(parts) == len(self._programs) and self._limits == LIMITS
        return Simple(self._document, parts) if simple else None

    @cached_property
    def _rendering(self) -> Rendering:
        """What fills with Jinja, and knows all places; made by the first fill that needs it."""
        from docfill.word.rendering import Rendering  # lazy for start-up, as is all that brings Jinja

        programs = {name: program.loaded for name, program in self._programs.items()}
        return Rendering(self._document, programs, self._limits)

    def _environment(self) -> Environment:
        """Return the sandbox, one for all parts."""
        from docfill.word.environment import Environment  # lazy for start-up

        filters, globals_, _, objects, _ = self._given
        self._sandbox = self._sandbox or Environment(filters, globals_, objects)
        return self._sandbox


def _rebuilt(kind: type[Template], content: bytes, file: str, *given: Any) -> Template:
    filters, globals_, paragraphs, objects, limits = given
    stream = io.BytesIO(content)
    stream.name = file
    return kind(stream, filters=filters, globals=globals_, paragraphs=paragraphs, objects=objects, limits=limits)


def _picture_folder(path: str | Path | None) -> PictureFolder | None:
    if path is None:
        return None
    from docfill.pictures.folder import PictureFolder  # lazy for start-up

    return PictureFolder(path)


def _mapping(data: Any, limits: Limits) -> Mapping[str, Any]:
    """Return *data* as a mapping: an attrs or dataclass instance by its fields. Raises FillError for anything else."""
    if isinstance(data, dict):
        return data
    if isinstance(data, Mapping):  # which may make its keys as it is asked for them, without end
        names = list(itertools.islice(data, limits.values + 1))
        if len(names) > limits.values:
            raise failure("too-many-values", None, found=f"> {limits.values:,}", limit=f"{limits.values:,}")
        return {name: data[name] for name in names}
    # The marks by which attrs and dataclasses know their classes, without importing either.
    kind = type(data)
    names = [field.name for field in getattr(kind, "__attrs_attrs__", ())] or list(
        getattr(kind, "__dataclass_fields__", ())
    )
    if not names:
        raise failure("data-not-an-object")
    return {name: getattr(data, name) for name in names}
