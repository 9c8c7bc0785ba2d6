"""Rendering: a template's programs as Jinja runs them, and data -> the report's bytes; or every problem at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docfill.problems import Problems
from docfill.word.bounds import BoundError
from docfill.word.budget import Budget
from docfill.word.clock import Clock
from docfill.word.run import Run
from docfill.word.running import collect, failed_line, is_about_missing, render, report_failure, report_unmendable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from docfill.limits import Limits
    from docfill.pictures.folder import PictureFolder
    from docfill.word.additions import Additions
    from docfill.word.document import Document
    from docfill.word.loading import LoadedProgram
    from docfill.word.runnable import MissingPolicy


class Rendering:
    """Fills *document*, whose parts with tags are *programs*, within *limits*."""

    def __init__(self, document: Document, programs: Mapping[str, LoadedProgram], limits: Limits) -> None:
        self._document = document
        self._programs = programs
        self._limits = limits

    def made(
        self, data: Mapping[str, Any], missing: MissingPolicy, pictures: PictureFolder | None
    ) -> tuple[Run, list[bytes]]:
        """Return the report's bytes, and the run that made them, whose problems are worth a note. Raises FillError."""
        programs = dict(self._programs)
        clock = Clock(self._limits.seconds)
        left_out: set[tuple[str, int]] = set()
        tried: set[str] = set()
        while True:
            run = Run(data, missing, self._additions, pictures, Budget(self._limits, clock))
            try:
                content = list(self._write(programs, run))
            except Exception as error:
                line = failed_line(error, run)
                if line is None:
                    raise
                if isinstance(error, (BoundError, MemoryError)):  # it took long enough to get here once
                    report_failure(error.with_traceback(None), run, line)  # of memory its frames hold what there was
                    run.problems.raise_errors()
                if missing == "error" or not is_about_missing(error, run, line):
                    self._raise_all(data, run)
                    raise
                if clock.is_over():
                    report_failure(BoundError(clock.limit), run, line)
                    run.problems.raise_errors()
                if run.member not in tried:
                    tried.add(run.member)
                    programs[run.member] = programs[run.member].trying()
                    continue
                if (run.member, line) in left_out:  # a tag such as `macro`, which cannot do without what it works out
                    report_unmendable(run, line)
                    run.problems.raise_errors()
                left_out.add((run.member, line))
                # A name that may be missing was calculated with: its tag is printed as one that has no value.
                programs[run.member] = programs[run.member].without(line, kept=missing == "keep")
                continue
            if run.problems.errors:
                self._raise_all(data, run)
            return run, content

    def _additions(self) -> Additions:
        from docfill.word.additions import Additions  # lazy for start-up: few fills add anything

        document = self._document
        return Additions(document.package, document.main, strict=document.strict, replaced=document.replaced)

    def _write(self, programs: Mapping[str, LoadedProgram], run: Run) -> Iterator[bytes]:
        """Yield the report; the parts with tags are made first, for what they print may add others."""
        document = self._document
        relationships = [name for name in programs if name.endswith(".rels")]
        for name in relationships:
            run.additions.replace(name, b"".join(render(programs[name], run)))  # others are added to these
        made = {
            name: document.package.pack(name, render(program, run))
            for name, program in programs.items()
            if name not in relationships
        }
        if run.brought and not run.problems.errors:
            from docfill.word.proving import prove  # lazy for start-up: only what is more than text needs it

            for name in filter(programs.__contains__, document.stories):
                if brought := [each for each in run.brought if each.member == name]:
                    known = run.additions.relationship_ids(name)
                    prove(programs[name].part, made[name].content, known, brought, run.problems)
        if run.added is None:
            yield from document.report(made)
        else:
            yield from document.report(made, run.added.changed, run.added.new)

    def _raise_all(self, data: Mapping[str, Any], first: Run) -> None:
        """Raise FillError with everything that is wrong in filling *data*, of which *first* found some."""
        problems = Problems()
        clock = Clock(self._limits.seconds)
        for program in self._programs.values():
            run = Run(data, first.policy, self._additions, first.pictures, Budget(self._limits, clock))
            collect(program, run)
            problems.extend(run.problems)
            if clock.is_over():
                break  # what was found is enough to mend first
        if not problems.errors:
            problems.extend(first.problems)  # data that can be read only once have nothing more to tell
        problems.raise_errors()
