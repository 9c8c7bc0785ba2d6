"""Formulas: the tree of a relation (`docfill.forms.algebra`) and where its figures stand -> formulas of Excel's.

Blank cells count in Excel as they do in docfill: as 0 where the form says ``blank = 0``; otherwise a relation that
lacks a figure is not checked, which `Formulas.gaps` is for.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from docfill.excel.areas import letters
from docfill.forms.algebra import Comparison, Given, Matches, Not, Number, Operation, Reference, Sum
from docfill.forms.patterns import condition, words_of
from docfill.places import quoted_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from docfill.forms.algebra import CellPath, Condition, Figure
    from docfill.forms.form import Form

# Excel reckons in binary: 0.1 + 0.2 is 0.3 only after rounding.
_DECIMALS = 9
# As far down as the records of a list may go.
_LAST_ROW = 5000


class NoFormulaError(Exception):
    """A relation that no formula can check; *why* is a key of `docfill.excel.entrywords`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class At(NamedTuple):
    """Where a figure stands in the entry workbook; *worked_out* says that a formula stands there."""

    sheet: str
    row: int
    column: int
    worked_out: bool = False

    def address(self, of: str) -> str:
        """Return the cell as a formula of the sheet *of* names it."""
        cell = f"${letters(self.column)}${self.row}"
        return cell if of == self.sheet else f"{quoted_sheet(self.sheet)}!{cell}"


class ListAt(NamedTuple):
    """Where the records of a list stand: the row of the header, the number of each column."""

    sheet: str
    header: int
    columns: Mapping[str, int]


class Formulas:
    """Writes relations of *form* as formulas for the sheet *of*."""

    def __init__(
        self,
        form: Form,
        cells: Mapping[CellPath, At],
        lists: Mapping[str, ListAt],
        past: Mapping[CellPath, At],
        of: str,
    ) -> None:
        self._form = form
        self._cells = cells
        self._past = past
        self._lists = lists
        self._of = of

    def figure(self, node: Figure, at: int = 0) -> str:
        """Return what gives the figure *node*, number *at* along its axis."""
        if isinstance(node, Number):
            return format(node.value, "f") if not isinstance(node.value, int) else str(node.value)
        if isinstance(node, Sum):
            return self._sum(node)
        if isinstance(node, Reference):
            return self._one(node, node.path(at))
        left, right = self.figure(node.left, at), self.figure(node.right, at)
        if isinstance(node.left, Operation) and node.sign in "*/":
            left = f"({left})"
        if isinstance(node.right, Operation) and node.sign in "-*/":
            right = f"({right})"
        return f"{left}{node.sign}{right}"

    def holds(self, node: Comparison, left: str, right: str, tolerance: object) -> str:
        """Return the condition that the cells *left* and *right* agree as *node* asks, but for *tolerance*."""
        over = f"ROUND({left}-{right},{_DECIMALS})"
        if node.sign == "==":
            return f"ABS({over})<={tolerance}"
        return f"{over}<={tolerance}" if node.sign == "<=" else f"{over}>=-{tolerance}"

    def condition(self, node: Condition) -> str:
        """Return the formula that is true where *node* holds."""
        if isinstance(node, Comparison):
            agrees = self.holds(node, f"({self.figure(node.left)})", f"({self.figure(node.right)})", 0)
            gaps = self.gaps(node)
            whole = f"AND(NOT(OR({','.join(gaps)})),{agrees})" if gaps else agrees
            return f"IFERROR({whole},FALSE)"
        if isinstance(node, Given):
            return self._given(node.what)
        if isinstance(node, Matches):
            words = words_of(node.pattern)
            if words is None:
                raise NoFormulaError("pattern")
            return condition(words, self._address(node.what, node.what.path()))
        if isinstance(node, Not):
            return f"NOT({self.condition(node.condition)})"
        return f"{node.word.upper()}({','.join(self.condition(each) for each in node.conditions)})"

    def gaps(self, node: Figure | Comparison, at: int = 0) -> list[str]:
        """Return the conditions each of which says that a figure of *node* is missing."""
        return [
            f'{self._address(reference, path)}=""'
            for reference, path in _named(node, at)
            if reference.previous or self._blank(path) is None
        ]

    def total(self, parts: Iterable[CellPath], *, zero: bool) -> str:
        """Return the sum of *parts*; where all of them are blank, 0 or nothing."""
        where = ",".join(self.ranges(parts))
        return f"SUM({where})" if zero else f'IF(COUNT({where})=0,"",SUM({where}))'

    def ranges(self, paths: Iterable[CellPath]) -> list[str]:
        """Return the cells of *paths*, those that follow each other down or across as one range."""
        cells = [self._cells[path] for path in paths]
        runs: list[list[At]] = []
        for cell in cells:
            if runs and _follows([*runs[-1], cell]):
                runs[-1].append(cell)
            else:
                runs.append([cell])
        return [
            run[0].address(self._of) + (f":{run[-1].address(run[-1].sheet)}" if len(run) > 1 else "") for run in runs
        ]

    def list_column(self, name: str, column: str) -> str:
        """Return the cells of one column of a list, with room below for more records."""
        found = self._lists[name]
        letter = letters(found.columns[column])
        cells = f"${letter}${found.header + 1}:${letter}${_LAST_ROW}"
        return cells if found.sheet == self._of else f"{quoted_sheet(found.sheet)}!{cells}"

    def _address(self, reference: Reference, path: CellPath) -> str:
        return (self._past if reference.previous else self._cells)[path].address(self._of)

    def _one(self, reference: Reference, path: CellPath) -> str:
        address = self._address(reference, path)
        if reference.previous:
            return address
        if self._cells[path].worked_out:
            return f"N({address})"  # an empty total is an empty text, which cannot be added
        blank = self._blank(path)
        return f'IF({address}="",{blank},{address})' if blank else address

    def _blank(self, path: CellPath) -> object:
        grid = self._form.grids.get(path[0])
        return grid.blank if grid else None

    def _sum(self, node: Sum) -> str:
        parts: list[str] = []
        plain: list[CellPath] = []
        for reference in node.parts:
            if reference.previous and reference.kind == "list":
                raise NoFormulaError("previous")
            if reference.kind == "list":
                parts.append(self.list_column(reference.name, reference.column))
            elif reference.previous or self._blank(reference.path()):
                parts += [self._one(reference, path) for path in reference.paths]
            else:
                plain += reference.paths
        return f"SUM({','.join([*self.ranges(plain), *parts])})"

    def _given(self, what: Reference) -> str:
        if what.name in self._lists:
            if what.previous:
                raise NoFormulaError("previous")
            columns = (self.list_column(what.name, column) for column in self._lists[what.name].columns)
            return f"COUNTA({','.join(columns)})>0"
        address = self._address(what, what.path())
        field = self._form.fields.get(what.name)
        if field is not None and field.type == "yesno":
            return f'{address}="是"'
        return f"IF(ISNUMBER({address}),{address}<>0,LEN(TRIM({address}))>0)"


def _named(node: Figure | Comparison, at: int) -> Iterator[tuple[Reference, CellPath]]:
    """Yield all single figures that *node* adds and compares, for number *at* along its axis."""
    if isinstance(node, Reference):
        yield node, node.path(at)
    elif isinstance(node, Sum):
        yield from ((part, path) for part in node.parts if part.kind != "list" for path in part.paths)
    elif isinstance(node, (Operation, Comparison)):
        yield from _named(node.left, at)
        yield from _named(node.right, at)


def _follows(run: list[At]) -> bool:
    """Say whether the cells of *run* stand in one sheet, one right below or beside the other."""
    if any(cell.sheet != run[0].sheet for cell in run):
        return False
    steps = {(after.row - before.row, after.column - before.column) for before, after in pairwise(run)}
    return steps in ({(1, 0)}, {(0, 1)})
