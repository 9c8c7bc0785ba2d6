"""Simple: a program that only prints names, calculates, asks and repeats -> what it prints, without Jinja.

Most templates ask no more than `simplified` finds in their programs. Jinja's import takes more than half of what such a
fill takes. Whatever is not as plain as it looks when it comes to the values is left to the template itself.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from docfill.limits import LIMITS
from docfill.problems import Problems
from docfill.word.chunks import finished
from docfill.word.clock import Clock
from docfill.word.steps import depth, flow, printed, slots_of, text
from docfill.word.values import check_breaks
from docfill.word.working import SIZED, NeedsTemplateError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from docfill.word.assembly import GridCell
    from docfill.word.document import Document
    from docfill.word.ids import IdPool, Ids, IdSlot
    from docfill.word.runnable import Runnable
    from docfill.word.values import Structure

# Jinja's code takes a microsecond or three less for a round; by then its import is worth it.
_MOST_ROUNDS = 20_000
# What takes longer is given up: together with what is done then it takes little longer than a fill may.
_SECONDS = LIMITS.seconds / 10


class Simple:
    """Fills *document* by simple programs: its *parts* with the statements of each.

    It does so until a fill takes what it cannot do, or so many rounds of loops were run that Jinja's code is worth its
    import: from then on `made` returns None.
    """

    def __init__(self, document: Document, parts: Sequence[tuple[Runnable, tuple[Any, ...]]]) -> None:
        self._document = document
        self._parts = [(part, flow(statements, part.stretches), depth(statements)) for part, statements in parts]
        self._rounds = _MOST_ROUNDS

    def made(self, data: Mapping[str, Any]) -> list[bytes] | None:
        """Return the report's bytes for *data*; None where it takes Jinja to make it, or to say why not."""
        try:
            return list(self._written(data))
        except (Exception, NeedsTemplateError):  # noqa: BLE001  whatever it is, Jinja's way tells of it at its place
            return None

    def _written(self, data: Mapping[str, Any]) -> Iterator[bytes]:
        fill = _Fill(self._rounds)
        made = {
            part.member: self._document.package.pack(
                part.member, finished(flowing(slots_of(data, _Part(fill, part), deepest)), part, LIMITS)
            )
            for part, flowing, deepest in self._parts
        }
        self._rounds = fill.rounds
        yield from self._document.report(made)


class _Fill:
    """One fill under way; *rounds* of loops are left to it."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds
        self._held = 0  # bytes of what is long
        self._clock = Clock(_SECONDS)
        self._pool: IdPool | None = None  # shared by the parts; made by the first that needs one

    def pool(self, program: Runnable) -> IdPool:
        """Return the ids that may be given to copies."""
        from docfill.word.ids import IdPool  # lazy for start-up

        self._pool = self._pool or IdPool(program.taken())
        return self._pool

    def spend(self, rounds: int) -> None:
        """Count the *rounds* of a loop, before the first of them. Raises NeedsTemplateError."""
        self.rounds -= rounds
        if self.rounds < 0:
            raise NeedsTemplateError

    def hold(self, size: int) -> None:
        """Count so many bytes that are printed. Raises NeedsTemplateError past what a part may have."""
        self._held += size
        if self._held > LIMITS.output_bytes:
            raise NeedsTemplateError

    def look_at_clock(self) -> None:
        """Raise NeedsTemplateError where it took long enough."""
        if self._clock.is_over():
            raise NeedsTemplateError


class _Part:
    """The program of one part under way: what its steps ask for besides the data."""

    def __init__(self, fill: _Fill, program: Runnable) -> None:
        self.fill = fill
        self._program = program
        self._cells: dict[int, list[Structure]] = {}

    @cached_property
    def _ids(self) -> Ids:
        from docfill.word.ids import Ids  # lazy for start-up

        return Ids(self.fill.pool(self._program))

    def lines(self, number: int, value: Any) -> str:
        """Return *value* one paragraph a line; between two lines the paragraph is ended and begun again."""
        whole = str(value if type(value) is str else text(value))
        check_breaks(whole, LIMITS.breaks)
        lines = whole.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return self._program.bridges[number].join(map(printed, lines))

    def filled(self, number: int, value: Any) -> Structure:
        """Return the first cell of a grid that is filled with *value*; the others come with their stretches."""
        if type(value) not in SIZED:
            raise NeedsTemplateError
        problems = Problems()
        self._cells[number] = self._program.grids[number].fill(value, problems, text)
        if problems:
            raise NeedsTemplateError
        return self._cells[number][0]

    def cell(self, cell: GridCell) -> str:
        """Return what stands in another cell of a grid; what it holds by itself where nothing fills it."""
        cells = self._cells.get(cell.grid)
        return cells[cell.slot] if cells else self._program.grids[cell.grid].slots[cell.slot].blank

    def fresh(self, slot: IdSlot) -> str:
        """Return an id that no other has."""
        return self._ids.fresh(slot)
