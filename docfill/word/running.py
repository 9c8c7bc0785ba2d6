"""Running: a program and data -> the filled part, block by block; or everything that is wrong, all at once."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from jinja2.runtime import Context, LoopContext
from jinja2.utils import missing
from markupsafe import Markup, escape

from docfill.data import Fault, FaultUsedError
from docfill.memory import NO_MEMORY
from docfill.problems import FillError
from docfill.word.assembly import Subscript
from docfill.word.bounds import BoundError, OutputBoundError
from docfill.word.charging import among, joined, span, spread
from docfill.word.chunks import finished
from docfill.word.run import PROGRAM_FILE, RUN, Missing, MissingUsedError, Run, printed
from docfill.word.runnable import (
    AMONG,
    CELL,
    COUNT,
    EXPECT,
    FILLED,
    GRID,
    JOINED,
    PARAGRAPHS,
    PLAIN,
    REGION,
    SPAN,
    SPREAD,
    STRUCTURE,
    TRIED,
)
from docfill.word.stretches import TooLargeError, plain_text
from docfill.word.values import PIECE, Structure, TooManyBreaksError, check_breaks
from docfill.word.vocabulary import ASKED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docfill.word.assembly import GridCell
    from docfill.word.cellwork import CellWork, Work
    from docfill.word.ids import Ids, IdSlot
    from docfill.word.loading import LoadedProgram
    from docfill.word.runnable import Loaded

_PIECE = PIECE.encode()
# How often one fill starts again after a tag that failed, to find what else fails.
_MAX_FAILURES = 50


def render(program: Loaded, run: Run) -> Iterator[bytes]:
    """Yield the filled part in blocks. What goes wrong is in ``run.problems``, and then the output is void."""
    template = program.jinja
    run.line_of = template.get_corresponding_lineno
    run.lines = program.line_tags
    run.without_value = set()
    run.suspects = []
    run.member = program.member
    run.budget.objects = program.environment.objects
    printer = _Printer(program, run)
    helpers: dict[str, Any] = {
        COUNT: run.count,
        PARAGRAPHS: printer.paragraphs,
        GRID: printer.grid,
        CELL: printer.cell,
        REGION: printer.region,
        PLAIN: printer.plain,
        EXPECT: printer.expect,
        JOINED: joined,
        AMONG: among,
        SPAN: span,
        SPREAD: spread,
        TRIED: printer.tried,
    }
    if program.catches:
        from docfill.word.capturing import FLAT, KEPT, TEXT, kept  # lazy for start-up

        helpers.update({TEXT: run.plain, FLAT: run.flat, KEPT: kept, STRUCTURE: run.structure})
    environment = program.environment
    context = _Context(environment, {**environment.globals, **run.data, **helpers}, None, template.blocks)
    context.stretch, context.caught_stretch = printer.stretch, printer.caught_stretch
    context.shown, context.round_of = _shown, _round_of
    context.helpers = {**helpers, FILLED: partial(environment.filled, context)}
    context.fixed = [stretch.texts[0] if stretch.is_fixed else b"" for stretch in program.stretches]
    run.at = 0
    token = RUN.set(run)
    try:
        chunks = template.root_render_func(context)
        yield from finished(chunks, program, run.budget.limits, printer.put_pieces, printer.rework)
    finally:
        RUN.reset(token)


def collect(program: LoadedProgram, run: Run) -> None:
    """Run until the end, past every tag that fails, so that ``run.problems`` holds all that is wrong."""
    for _ in range(_MAX_FAILURES):
        try:
            for _ in render(program, run):
                pass
        except Exception as error:
            line = failed_line(error, run)
            if line is None:
                raise
            token = RUN.set(run)
            if isinstance(error, MemoryError):
                error = error.with_traceback(None)
            report_failure(error, run, line)
            RUN.reset(token)
            if isinstance(error, (BoundError, FillError, MemoryError)) and not isinstance(error, FaultUsedError):
                return  # it took long enough to get here once
            if run.budget.clock.is_over():
                return
            program = program.without(line)
        else:
            return


def failed_line(error: BaseException, run: Run) -> int | None:
    """Return the line of the program at which *error* was raised; None where it was not raised by a tag."""
    if run.at:
        return run.at
    found = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == PROGRAM_FILE:
            found = run.line_of(trace.tb_lineno)
        trace = trace.tb_next
    return found


def is_about_missing(error: Exception, run: Run, line: int) -> bool:
    """Tell whether the tag on *line* failed because a name in it has no value."""
    if isinstance(error, MissingUsedError):
        return True
    if not isinstance(error, (TypeError, AttributeError, ValueError)):
        return False
    # A built-in function that is given a Missing says so in its own words, with the name of the class.
    return line in run.without_value or (Missing.__name__ in str(error) and bool(run.suspects_on(line)))


def report_failure(error: Exception, run: Run, line: int) -> None:
    """Add what *error* means to the reader to ``run.problems``."""
    from docfill.filters.faults import FilterError  # lazy for start-up
    from docfill.pictures.faults import PictureError

    tag = run.tag(line)
    place, typed = (tag.place, tag.typed) if tag is not None else (None, "")
    if isinstance(error, FaultUsedError):
        run.report_fault(error.problems, tag)
    elif isinstance(error, FillError):
        run.problems.extend(error.problems)
    elif isinstance(error, (FilterError, PictureError)):
        run.problems.add(error.code, place, tag=typed, **error.words)
    elif is_about_missing(error, run, line):
        run.report_suspects(line)
    elif isinstance(error, OutputBoundError):
        run.problems.add("output-too-large", place, limit=error.args[0])
    elif isinstance(error, BoundError):
        run.problems.add("too-much-asked", place, tag=typed, limit=error.args[0])
    elif isinstance(error, RecursionError):
        run.problems.add("too-much-asked", place, tag=typed, limit="1,000")
    elif isinstance(error, MemoryError):
        run.problems.add(NO_MEMORY, place)
    elif isinstance(error, ZeroDivisionError):
        run.problems.add("division-by-zero", place, tag=typed)
    elif isinstance(error, TypeError):
        run.problems.add("values-do-not-match", place, tag=typed)
    else:
        run.problems.add("tag-failed", place, tag=typed)


def report_unmendable(run: Run, line: int) -> None:
    """Add to ``run.problems`` that the tag on *line* fails however often it is left out."""
    tag = run.tag(line)
    run.problems.add("tag-failed", tag.place if tag is not None else None, tag=tag.typed if tag is not None else "")


def _shown(value: Any) -> bytes:
    """Return what a tag prints for *value*, escaped, ready for the file."""
    kind = type(value)
    if kind is int:
        return b"%d" % value
    if kind is str and value.isalnum():
        return str.encode(value)
    return (plain_text(value) or escape(printed(value))).encode()


class _Context(Context):
    """Jinja's context, with the printing of stretches and of values at hand for what `generator` writes."""

    stretch: Callable[..., bytes]
    caught_stretch: Callable[..., Structure]
    fixed: list[bytes]  # the texts of those that print no name
    helpers: dict[str, Callable[..., Any]]
    shown: Callable[[Any], bytes]
    round_of: Callable[[Any], Any]


class _Round(dict[str, Any]):
    """What ``loop`` says in one round, to be looked up as in any mapping when a stretch asks for it."""

    __slots__ = ("loop",)

    loop: LoopContext

    def __missing__(self, key: str) -> Any:
        if key not in ASKED:
            raise KeyError(key)
        return getattr(self.loop, key)


def _round_of(loop: Any) -> Any:
    """Return what stands for *loop* where a stretch looks into it; itself where a template gave it a meaning."""
    if type(loop) is not LoopContext:
        return loop
    found = _Round()
    found.loop = loop
    return found


class _Printer:
    """What the program's own helpers do in one run: print names, grids and paragraphs, and keep ids unique."""

    def __init__(self, program: Loaded, run: Run) -> None:
        self._program = program
        self._run = run
        self._cells: dict[int, list[Structure]] = {}
        self._regions: dict[int, int] = {}
        self._works: list[Work] = []
        self._cellwork: CellWork | None = None

    @cached_property
    def _ids(self) -> Ids:
        from docfill.word.ids import IdPool, Ids  # lazy for start-up

        self._run.ids = self._run.ids or IdPool(self._program.taken())
        return Ids(self._run.ids)

    def put_pieces(self, block: bytes) -> bytes:
        """Return *block*, a stretch of output, with its marks of pieces replaced by what they bring."""
        if not self._run.pieces or _PIECE not in block:
            return block
        from docfill.word.pieces import Sink, put_pieces  # lazy for start-up

        sink = Sink(self._program.part, self._run.additions, self._ids, self._run)
        return put_pieces(block.decode(), self._run, sink).encode()

    def stretch(self, number: int, *roots: Any) -> bytes:
        """Return the text of a stretch: what the template has, with names, cells and ids printed in it.

        *roots* are the values that the names in it begin with where a block gives them.
        """
        stretch = self._program.stretches[number]
        run = self._run
        most = run.budget.limits.output_bytes
        try:
            return stretch.printed(run.data, roots, self._look_up, self._print, self._grid_cell, self._fresh, most)
        except TooLargeError as error:
            run.at = error.line
            raise OutputBoundError(f"{most:,}") from error

    def _grid_cell(self, cell: GridCell) -> str:
        cells = self._cells.get(cell.grid)
        return cells[cell.slot] if cells else self._program.grids[cell.grid].slots[cell.slot].blank

    def _fresh(self, slot: IdSlot) -> str:
        return self._ids.fresh(slot)

    def caught_stretch(self, number: int, *roots: Any) -> Structure:
        """Return the text of a stretch for what catches its output, such as a macro."""
        text = self.stretch(number, *roots).decode()
        self._run.budget.made(len(text))
        return Structure(text)

    def region(self, group: int) -> str:
        """Let a group of cells begin anew: its loop does, or the next repetition of what is around it."""
        self._regions[group] = self._regions.get(group, 0) + 1
        return ""

    def cell(self, number: int, value: Any = None) -> Structure:
        """Return the mark of a cell that is to be worked on when its row is whole."""
        from docfill.word.cellwork import CELL_MARK, Work  # lazy for start-up

        if isinstance(value, Missing):
            self._run.missing(value)
            value = None
        spec = self._program.specs[number]
        self._works.append(Work(spec, self._regions.get(spec.group, 0), value))
        return Structure(f"{CELL_MARK}{len(self._works) - 1}{CELL_MARK}")

    def rework(self, row: str) -> str:
        """Return the markup of *row* with the work done that its cells are marked for."""
        if not self._works:
            return row
        if self._cellwork is None:
            from docfill.word.cellwork import CellWork  # lazy for start-up

            self._cellwork = CellWork(self._works, self._run)
        return self._cellwork.rework(row)

    def _look_up(self, root: int, value: Any, path: tuple[str, ...], line: int) -> str:
        """Return what is printed for the name at *path* as Jinja finds it: in globals, by attributes, or a Missing."""
        run = self._run
        run.at = line
        environment = self._program.environment
        if type(value) is _Round:
            value = value.loop
        if not root:
            name, path = path[0], path[1:]
            value = run.data[name] if name in run.data else environment.globals.get(name, missing)
            if value is missing:
                value = Missing(name=name)
        for step in path:
            look = environment.getitem if type(step) is Subscript else environment.getattr
            value = look(value, step)
        return self._print(value, line)

    def _print(self, value: Any, line: int) -> str:
        run = self._run
        run.at = line  # and so it stays where something is raised, for no frame of Jinja's tells of this tag
        text = escape(printed(value.loop if type(value) is _Round else value))
        run.at = 0
        return text

    def paragraphs(self, value: Any, number: int) -> Structure:
        """Return *value* one paragraph a line: between two lines the paragraph is ended and begun again."""
        run = self._run
        text = value if isinstance(value, str) else run.print_slowly(value)
        if isinstance(text, Structure):
            return text  # it brings its own paragraphs, or stands in this one
        try:
            check_breaks(str(text), run.budget.limits.breaks)
        except TooManyBreaksError as error:
            run.too_many_breaks(value, error)
            return Structure("")
        lines = (text if isinstance(text, str) else str(text)).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return Structure(self._program.bridges[number].join(str(escape(run.print_slowly(line))) for line in lines))

    def plain(self, value: Any, number: int) -> Structure:
        """Return *value* as it is printed where no markup of Word's may stand."""
        run = self._run
        writer = self._program.writers[number]
        if isinstance(value, Missing) and run.policy == "keep":
            run.missing(value)
            return Structure(writer.kept)
        if writer.box:
            return self._ticked(value)
        shown = printed(value)
        text = shown if isinstance(shown, str) else str(shown)
        if writer.frame:
            return self._framed(value, text if PIECE in text else Markup(writer.write(text)).unescape())  # noqa: S704
        if PIECE in text:
            run.bad_value(value, "value-needs-text")
            return Structure("")
        return Structure(writer.write(text))

    def _ticked(self, value: Any) -> Structure:
        """Return the mark of what ticks the control that its tag is the title of."""
        from docfill.filters.marks import check  # lazy for start-up, as the other
        from docfill.word.checkboxes import Tick

        tag = self._run.tag()
        if isinstance(value, Missing):
            self._run.missing(value)
            value = None
        return self._run.mark(Tick(tag.source if tag is not None else "", ticked=bool(check(value, "1", ""))), value)

    def _framed(self, value: Any, text: str) -> Structure:
        """Return the mark of what takes the place of a picture: *value*, printed as *text*."""
        from docfill.word.frames import InFrame  # lazy for start-up: few templates have any

        if PIECE in text:
            return self._run.mark(InFrame(self._run.piece_at(text)), value)
        if not text.strip():
            return self._run.mark(InFrame(None), value)
        self._run.bad_value(value, "picture-wanted", found=text[:40])
        return Structure("")

    def expect(self, number: int, caller: Callable[[], str]) -> Structure:
        """Return what *caller* prints, a whole text elsewhere, and record it if it is not of the kind that must be."""
        run = self._run
        before = len(run.problems)
        content = caller()
        text = self._program.expecting[number]
        found = Markup(content).unescape()  # noqa: S704  it is the part's own text, and goes into a message
        if text.wanted is not None and not text.wanted.pattern.match(found) and len(run.problems) == before:
            place = text.place(0, len(text.text))
            run.problems.add("not-of-this-kind", place, tag=text.text, found=found[:40], wanted=text.wanted.example)
        return Structure(content)

    def tried(self, line: int, caller: Callable[[], str]) -> Structure:
        """Return what *caller* prints, the tag on *line*; where it lacks a value to work with, what stands for none."""
        run = self._run
        try:
            return Structure(caller())
        except Exception as error:
            if not is_about_missing(error, run, line):
                raise
        run.at = 0
        return Structure(self._program.typed(line) if run.policy == "keep" else "")

    def grid(self, number: int, value: Any) -> Structure:
        """Fill a grid with *value* and return the text of its first cell; the others come with their stretches."""
        grid = self._program.grids[number]
        if isinstance(value, Missing):
            self._run.missing(value)
            value = [[]]
        elif isinstance(value, Fault):
            self._run.report_fault(value.problems, self._run.tag())
            value = [[]]
        self._cells[number] = grid.fill(value, self._run.problems, self._run.print_slowly)
        return self._cells[number][0]
