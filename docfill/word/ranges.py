"""Ranges: blocks -> bookmarks, comments and permissions of which a block holds one end, kept in pairs.

Both ends must be there once (ECMA-376 part 1, 17.13.6.2, 17.13.4.4), whatever the data leave out, repeat or print
elsewhere. What there will be is known only when it is printed, so each end becomes a slot that `ids` prints if it is
due: a range that has begun does not begin again. Behind a block that holds an end is a slot for it too, which prints it
where the block did not. A loop or a macro that holds both ends makes a range of its own in each round.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from docfill.word.assembly import covered, merged
from docfill.word.ids import RANGE_ANEW, RANGE_BEGINS, RANGE_END, RANGE_ENDS, RANGE_OVER, IdSlot
from docfill.word.statements import LEAVING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from docfill.word.blocks import Block
    from docfill.word.cuts import Plan
    from docfill.word.paragraphs import Tag
    from docfill.word.scan import Element, Part

_REPEATED = frozenset({"for", "macro"})
# Which branch of which block, from the outermost inwards.
_Branches = tuple[tuple["Block", int], ...]


class Kept(NamedTuple):
    """What keeps ranges whole: what stands before and after a tag's own source, and slots for stretches of the text."""

    around: dict[Tag, tuple[str, str]]
    slots: list[tuple[int, int, IdSlot]]


class _Range(NamedTuple):
    """Both ends of a range, as offsets, and the *kind* that its elements have."""

    kind: str
    begins: tuple[int, int]
    ends: tuple[int, int]


def keep_ranges(
    part: Part, blocks: Sequence[Block], tags: Sequence[Tag], the_plan: Plan, marker: Callable[[str | IdSlot], str]
) -> Kept:
    """Return what keeps the ranges of *part* whole, whatever becomes of *blocks*, whose tags' lines go as planned.

    *marker* gives the Jinja source that stands for a piece of the output.
    """
    ranges = list(_ranges(part.text))
    if not ranges:
        return Kept({}, [])
    keeper = _Keeper(part, [block for block in blocks if block.word in {"for", "if", "macro"}], tags, the_plan, marker)
    for each in ranges:
        part.look_at_clock()
        keeper.keep(each)
    return Kept({tag: (keeper.before.get(tag, ""), keeper.after.get(tag, "")) for tag in keeper.tags}, keeper.slots)


def _ranges(text: str) -> Iterator[_Range]:
    """Yield the ranges of which both ends are in *text*."""
    begun: dict[tuple[str, str], tuple[int, int]] = {}
    for match in RANGE_END.finditer(text):
        kind, edge, value = match.groups()
        if edge == "Start":
            begun[kind, value] = match.span()
        elif (kind, value) in begun:
            yield _Range(kind, begun.pop((kind, value)), match.span())


class _Keeper:
    """Puts the slots of ranges where they go: *before* and *after* tags, and in place of stretches of the text."""

    def __init__(
        self,
        part: Part,
        blocks: Sequence[Block],
        tags: Sequence[Tag],
        the_plan: Plan,
        marker: Callable[[str | IdSlot], str],
    ) -> None:
        self.before: dict[Tag, str] = {}
        self.after: dict[Tag, str] = {}
        self.slots: list[tuple[int, int, IdSlot]] = []
        self._part = part
        self._marker = marker
        self._removed = merged(the_plan.removed)
        self._edges = {block: [the_plan.spot(tag).offset for tag in block.tags] for block in blocks}
        self._leaving = sorted(the_plan.spot(tag).offset for tag in tags if tag.word in LEAVING)
        # Where the blocks around a place are others than just before it, and which they are from there on.
        self._turns, self._around = self._turning_points()

    @property
    def tags(self) -> set[Tag]:
        """The tags beside which something stands."""
        return self.before.keys() | self.after.keys()

    def keep(self, each: _Range) -> None:
        """Put the slots of a range where they go, unless both its ends are left out and repeated together."""
        at = [self._branches(end[0]) for end in (each.begins, each.ends)]
        if at[0] == at[1] and not self._may_be_left(at[0], each):
            return
        shared = _shared(*at)
        if each.kind == "commentRange":  # a comment is about one place
            shared = _outside_of_loops(shared)
        places = [self._place_behind(branches, shared) for branches in at]
        while shared and None in places:
            shared = shared[:-1]
            places = [self._place_behind(branches, shared) for branches in at]
        outermost = [branches[len(shared)] if len(branches) > len(shared) else None for branches in at]
        # Where one branch holds both, nothing is due of a range that did not begin in it.
        behind = RANGE_OVER if outermost[0] == outermost[1] else ""
        for what, end, outer, place in zip((RANGE_BEGINS, RANGE_ENDS), each[1:], outermost, places, strict=True):
            self.slots.append((*end, self._slot(what, each)))
            if outer is not None:
                self._put_behind(*outer, place, self._slot(behind or what, each))
        loop = next((block for block, _ in reversed(shared) if block.word in _REPEATED), None)
        if loop is not None:
            self._add(self.after, loop.tags[0], self._slot(RANGE_ANEW, each))
            if loop.unit_cut:  # other loops are left where nothing but text follows
                self._add(self.after, loop.tags[-1], self._slot(RANGE_OVER, each))

    def _may_be_left(self, branches: _Branches, each: _Range) -> bool:
        """Tell whether the loop around a range may be left between its ends."""
        first, last = bisect_left(self._leaving, each.begins[0]), bisect_left(self._leaving, each.ends[0])
        return first < last and any(block.word == "for" for block, _ in branches)

    def _slot(self, what: str, each: _Range) -> IdSlot:
        text = self._part.text
        ends = f"{text[slice(*each.begins)]}\x00{text[slice(*each.ends)]}"
        return IdSlot(each.begins[0], each.ends[0], what, ends)  # type: ignore[arg-type]

    def _add(self, beside: dict[Tag, str], tag: Tag, slot: IdSlot) -> None:
        beside[tag] = beside.get(tag, "") + self._marker(slot)

    def _put_behind(self, block: Block, branch: int, place: int | None, slot: IdSlot) -> None:
        """Put *slot* behind *block*, and into its branches beside that which holds the end itself."""
        if not block.unit_cut:
            # Within a line there is no place for it in a branch.
            if place is not None:
                self.slots.append((place, place, slot))
            return
        for other in range(len(block.tags) - 1):
            if other > branch:
                self._add(self.after, block.tags[other], slot)
            elif other < branch and block.word == "if":
                self._add(self.before, block.tags[other + 1], slot)
        self._add(self.after, block.tags[-1], slot)

    def _place_behind(self, branches: _Branches, shared: _Branches) -> int | None:
        """Return where a slot may stand behind the block of *branches* that is the outermost in *shared*.

        It is behind a run or at the end of a paragraph, and always printed where the branch that *shared* says is. None
        where there is no such place; 0 where none is looked for.
        """
        if len(branches) == len(shared) or branches[len(shared)][0].unit_cut:
            return 0
        closing = branches[len(shared)][0].tags[-1]
        run = closing.last.nearest("r")
        paragraphs = self._part.paragraphs
        first = bisect_left(paragraphs, closing.paragraph.element.start, key=_start)
        behind = (paragraphs[at].inner_end for at in range(first, len(paragraphs)))
        places = chain([run.end] if run is not None else [], behind)
        fit = (at for at in places if self._branches(at) == shared and not covered(at, self._removed))
        return next(fit, None)

    # --- what is around a place ---

    def _branches(self, offset: int) -> _Branches:
        """Return the branches that hold what stands at *offset*."""
        at = bisect_right(self._turns, offset) - 1
        return self._around[at] if at >= 0 else ()

    def _turning_points(self) -> tuple[list[int], list[_Branches]]:
        turns = sorted({offset for edges in self._edges.values() for offset in edges})
        opening = deque(sorted(self._edges, key=lambda block: (self._edges[block][0], -self._edges[block][-1])))
        around: list[_Branches] = []
        holding: list[Block] = []
        for offset in turns:
            holding = [block for block in holding if self._edges[block][-1] > offset]
            while opening and self._edges[opening[0]][0] <= offset:
                block = opening.popleft()
                if self._edges[block][-1] > offset:
                    holding.append(block)
            around.append(tuple((block, bisect_right(self._edges[block], offset) - 1) for block in holding))
        return turns, around


def _start(element: Element) -> int:
    return element.start


def _shared(one: _Branches, other: _Branches) -> _Branches:
    """Return the branches that hold both ends."""
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return one[:count]


def _outside_of_loops(branches: _Branches) -> _Branches:
    first = next((at for at, (block, _) in enumerate(branches) if block.word in _REPEATED), len(branches))
    return branches[:first]
