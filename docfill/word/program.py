"""Program: a scanned part with its tags -> a source in Jinja's language, one tag a line, that prints the filled part.

The source holds each tag on a line of its own and, for each stretch of the part's text between them, a marker. So the
text is never lexed, and the line number of whatever goes wrong is the index of a tag, and so its place in Word. Where
the source is simple, it runs as `simplified` reads it; else, and as soon as more is asked of it, as Jinja does.

The module is longer than others because all that puts a line into the source shares one state; what could be parted
from it stands in the modules that it imports.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from docfill.problems import Problems
from docfill.word.assembly import MARKER, Assembly, GridCell, Line, covered, merged
from docfill.word.blocks import Level, pair
from docfill.word.cuts import RANK_ENTER, RANK_LEAVE, RANK_MIDDLE, Plan, plan
from docfill.word.edges import edges_of
from docfill.word.merges import CELL_STATEMENTS
from docfill.word.nesting import check_nesting, is_nested_too_deep, is_surely_compiled, report_too_deep
from docfill.word.runnable import CELL, EXPECT, GRID, PARAGRAPHS, PLAIN, REGION, STRUCTURE, Runnable
from docfill.word.simplified import simplified
from docfill.word.statements import catches, check_statement, has_stray_quote, names_bound, neutral, plain_name
from docfill.word.tags import escapes, find_tags
from docfill.word.whereabouts import kind_beside

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from docfill.word.assembly import Insert
    from docfill.word.blocks import Block
    from docfill.word.environment import Environment
    from docfill.word.fields import Use
    from docfill.word.grids import Grid
    from docfill.word.ids import IdSlot, TakenIds
    from docfill.word.loading import LoadedProgram
    from docfill.word.merges import CellSpec
    from docfill.word.paragraphs import Tag
    from docfill.word.plain import Writer
    from docfill.word.scan import Element, Part
    from docfill.word.texts import Text

_SIGNS_OF_IDS = ("paraId", "docPr", "bookmark", "perm", "Range", "commentRef", ":author", "sdtPr", "spid", "shape")
_SIGNS_OF_RANGES = ("bookmarkStart", "permStart", "RangeStart")


class Program(Runnable):
    """A part, compiled; *lines* are its tags in the order in which they run, *assembly* is the program that they make.

    *simple* are the statements that `simple` runs, None where they take Jinja; *compiled* tells whether there is no
    fault.
    """

    simple: tuple[Any, ...] | None = None
    compiled = False

    def __init__(
        self,
        part: Part,
        environment: Callable[[], Environment],
        paragraph_fields: Collection[str],
        own_names: Collection[str],
        taken: Callable[[], TakenIds],
        problems: Problems,
    ) -> None:
        self.part = part
        self.member = part.member
        self.encoding = part.encoding
        name = next((top.tag for top in part.root.children), "")  # properties and charts are not Word's own
        self.prefix = name[: name.index(":") + 1] if ":" in name else ""
        self.taken = taken
        self._environment = environment
        self.bridges: list[str] = []
        self.grids: list[Grid] = []
        self.writers: list[Writer] = []
        self.expecting: list[Text] = []
        self.specs: list[CellSpec] = []
        self.guarded = False
        self._calling: set[Tag] = set()  # those that print what a macro holds
        self._ranges: list[tuple[int, int, IdSlot]] = []  # ends of bookmarks and the like that a block holds
        self._paragraph_fields = paragraph_fields
        self._own_names = own_names
        self.assembly = Assembly()
        found = Problems()
        self.paragraphs = find_tags(part, found)
        self._trimmed: list[tuple[int, int]] = []
        unusual = (paragraph for paragraph in self.paragraphs if not paragraph.is_name)
        if not found.errors and any(tag.trims for paragraph in unusual for tag in paragraph.tags):
            from docfill.word.joins import join, trimmed  # lazy for start-up: few templates ask for it

            join(part, [paragraph for paragraph in self.paragraphs if not paragraph.elsewhere], found)
            self.paragraphs = find_tags(part, Problems())  # which has found all there is already
            self._trimmed = list(trimmed(self.paragraphs))
        tags = [tag for paragraph in self.paragraphs for tag in paragraph.tags]
        if any(paragraph.elsewhere for paragraph in self.paragraphs):
            tags.sort(key=lambda tag: tag.pieces[0])  # a text elsewhere may stand amidst a paragraph
        self.tags = _without_raw(tags)
        self._asides: dict[Element, Tag] = {}
        if any(tag.kind == "comment" and tag.prefix for tag in self.tags):
            from docfill.word.asides import find_asides, without_asides  # lazy for start-up

            self._asides = find_asides(self.paragraphs, found)
            self.tags = without_asides(self.tags, self._asides)
        for index, tag in enumerate(self.tags):
            tag.index = index
            check_statement(tag, found)
        self.catches = any(map(catches, self.tags))
        self.blocks = pair(self.tags, found)
        if is_nested_too_deep(self.blocks):
            report_too_deep(self.blocks, self.tags, found)
        elif self.tags:
            self._compile(self.blocks, found)
        part.clock = None  # a fill has a time of its own
        problems.extend(found)

    @property
    def lines(self) -> list[Line]:
        """The tags in the order in which they run."""
        return self.assembly.lines

    @cached_property
    def environment(self) -> Environment:
        """The sandbox in which Jinja works it out, as that of all parts."""
        return self._environment()

    @cached_property
    def loaded(self) -> LoadedProgram:
        """The same as Jinja runs it; where it is simple, Jinja compiles it when it is first asked for."""
        loaded = self._load(Problems())
        if loaded is None:  # what compiles has no fault, and is read as it was read before
            raise AssertionError(self.assembly.source)
        return loaded

    @property
    def uses(self) -> list[Use]:
        """Every use that the tags make of the data."""
        from docfill.word.fields import uses_of  # lazy for start-up: a fill never asks

        source = "\n".join(line.source for line in self.lines)
        found = uses_of(self.environment.parse(MARKER.sub("", source)), self.lines)
        return [use for use in found if use.path not in self.environment.globals]

    def _compile(self, blocks: list[Block], problems: Problems) -> None:
        part = self.part
        part.look_at_clock()
        unpaired = len(problems.errors)
        the_plan = plan(self.part, self.paragraphs, blocks, self._asides, problems)
        part.look_at_clock()
        inserts = [*self._tag_inserts(blocks, the_plan, problems), *self._other_inserts(blocks, the_plan)]
        part.look_at_clock()
        if len(problems.errors) == unpaired:  # a block that found no place would seem to cross others
            self.assembly.assemble(self.part.text, inserts, the_plan.removed)
            check_nesting(self.assembly.tags, blocks, problems)
        if problems.errors or any(map(has_stray_quote, self.tags)):
            from docfill.word.syntax import look_at_each  # lazy for start-up: brings Jinja

            look_at_each(self.tags, self.environment, problems)
        if problems.errors:
            return
        surely = is_surely_compiled(self.blocks, self.tags)
        found = simplified(self.assembly, self._own_names) if surely else None
        if found is not None:
            self.simple, self.stretches = found
            self.compiled = True
            return
        try:
            loaded = self._load(problems)
        except (RecursionError, MemoryError, SyntaxError) as error:  # what Python says of what is nested too deep
            if surely and isinstance(error, MemoryError):
                raise
            report_too_deep(self.blocks, self.tags, problems)
        else:
            if loaded is not None:
                self.loaded = loaded
                self.compiled = True

    def _load(self, problems: Problems) -> LoadedProgram | None:
        from docfill.word.loading import load  # lazy for start-up, as is all that brings Jinja

        return load(self, problems)

    # --- what goes into the output ---

    def _tag_inserts(self, blocks: list[Block], the_plan: Plan, problems: Problems) -> list[Insert]:
        """Return the lines of the tags, each where it goes."""
        extra: dict[Tag, tuple[str, str]] = {}
        if any(not block.unit_cut for block in blocks):
            from docfill.word.bridges import bridge_blocks  # lazy for start-up

            staying = [block for block in blocks if not any(tag in the_plan.gone_tags for tag in block.tags)]
            extra = bridge_blocks(self.part, staying, self.assembly.marker, problems)
        if the_plan.calls:
            from docfill.word.bridges import bridge_calls  # lazy for start-up

            extra.update(bridge_calls(self.part, the_plan.calls, the_plan.gone, self.assembly.marker, problems))
        for block in blocks:
            if block.word == "for" and block.unit_cut and _repeats_tables(block):
                # Word draws tables that nothing parts as one, so an empty paragraph stands between two copies.
                between = self.assembly.marker(f"<{block.units[0].tag}/>")
                extra[block.tags[0]] = ("", f"{{% if not loop.first %}}{between}{{% endif %}}")
        for groups, where in ((the_plan.merges.before, 0), (the_plan.merges.within, 1)):
            for tag, numbers in groups.items():
                around = [*extra.get(tag, ("", ""))]
                around[where] += "".join(f"{{{{ {REGION}({number}) }}}}" for number in numbers)
                extra[tag] = (around[0], around[1])
        if blocks and any(sign in self.part.text for sign in _SIGNS_OF_RANGES):
            from docfill.word.ranges import keep_ranges  # lazy for start-up

            kept = keep_ranges(self.part, blocks, self.tags, the_plan, self.assembly.marker)
            self._ranges = kept.slots
            for tag, (before, after) in kept.around.items():
                outer = extra.get(tag, ("", ""))
                extra[tag] = (before + outer[0], outer[1] + after)
        bound = names_bound(self.tags)
        self._calling = {call.tag for call in the_plan.calls}
        inserts: list[Insert] = []
        for tag in self.tags:
            path = plain_name(tag)
            if (
                path is not None
                and path[0] not in bound
                and tag.source not in self._paragraph_fields
                and tag.paragraph.elsewhere is None
            ):  # as nearly all are
                inserts.append((tag.pieces[0][0], RANK_MIDDLE, tag.index, tag, path))
                continue
            line = self._line(tag, the_plan, problems)
            if tag in extra:
                before, after = extra[tag]
                line = line._replace(source=before + line.source + after)
            inserts.append((*the_plan.spot(tag), tag.index, line, None))
        return inserts

    def _other_inserts(self, blocks: list[Block], the_plan: Plan) -> list[Insert]:
        """Return what else goes into the output: cells of grids, fresh ids, guards, what a marker leaves behind."""
        inserts: list[Insert] = []
        the_plan.removed.extend(self._trimmed)
        for paragraph in self.paragraphs:
            if not paragraph.is_tidy:
                the_plan.removed.extend(escapes(paragraph))
            if paragraph.elsewhere is not None and paragraph.elsewhere.wanted is not None:
                inserts.extend(self._expectation(paragraph.elsewhere))
        edges = edges_of(self.part, self.tags)
        gone = merged(the_plan.removed) if edges else []
        # White space that goes away with its paragraph has no edge: the mark would be left, outside of any text.
        inserts.extend(
            (offset, RANK_MIDDLE, len(self.tags), mark, None) for offset, mark in edges if not covered(offset, gone)
        )
        for number, grid in enumerate(self.grids):
            for index, slot in enumerate(grid.slots[1:], 1):
                the_plan.removed.append((slot.start, slot.stop))
                inserts.append((slot.start, RANK_MIDDLE, grid.tag.index, GridCell(number, index), None))
        for member in the_plan.merges.members:
            line = Line(self._cell_source(member.spec), "", None)
            inserts.append((member.cell.inner, RANK_ENTER, len(self.tags), line, None))
        if blocks or self.specs or self._asides:
            from docfill.word.guards import find_guards  # lazy for start-up, as are the ids

            guards, taken = find_guards(self.part, [*blocks, *the_plan.asides], the_plan.gone, the_plan.merges)
            the_plan.removed.extend(taken)
            inserts.extend((guard.offset, guard.rank, at, guard.text, None) for at, guard in enumerate(guards))
            self.guarded = bool(guards)
        if any("xmlns" in self.part.opening(unit) for unit in the_plan.gone):
            from docfill.word.prefixes import undeclared  # lazy for start-up

            inserts.append((*undeclared(self.part, the_plan.gone), None))
        the_plan.removed.extend((start, stop) for start, stop, _ in self._ranges)
        inserts.extend((start, RANK_MIDDLE, -1, slot, None) for start, _, slot in self._ranges)
        inserts.extend(self._id_inserts([block for block in blocks if block.word in {"for", "macro"}], the_plan))
        return inserts

    def _expectation(self, text: Text) -> list[Insert]:
        """Return what goes around *text* so that what comes out of it is looked at."""
        self.expecting.append(text)
        opening = f"{{% call {EXPECT}({len(self.expecting) - 1}) %}}"
        closing = "{% endcall %}"
        return [
            (text.element.inner, RANK_ENTER, -1, Line(opening, opening, None), None),
            (text.element.inner_end, RANK_LEAVE, -1, Line(closing, closing, None), None),
        ]

    def _id_inserts(self, loops: list[Block], the_plan: Plan) -> list[Insert]:
        """Return a fresh id for each id that stands in one of *loops*."""
        text = self.part.text
        spans = merged([the_plan.span(loop) for loop in loops])
        if not any(text.find(sign, *span) >= 0 for span in spans for sign in _SIGNS_OF_IDS):
            return []
        from docfill.word.ids import find_ids, find_single  # lazy for start-up

        gone = merged(the_plan.removed)
        once = [slot for slot in find_single(self.part, spans) if not covered(slot.start, gone)]
        gone = merged([*the_plan.removed, *((slot.start, slot.stop) for slot in once)])
        slots = [slot for slot in find_ids(self.part, spans) if not covered(slot.start, gone)]
        slots.extend(once)
        the_plan.removed.extend((slot.start, slot.stop) for slot in slots)
        return [(slot.start, RANK_MIDDLE, -1, slot, None) for slot in slots]

    def _line(self, tag: Tag, the_plan: Plan, problems: Problems) -> Line:
        """Return what Jinja reads for *tag*."""
        if tag in self._calling:
            name = tag.source[: tag.source.index("(")].strip()
            return Line(f"{{{{ {STRUCTURE}({name}, {tag.source}) }}}}", "", tag)
        if tag.kind == "comment" or tag.word in {"raw", "endraw"}:
            return Line("", "", tag)
        elsewhere = tag.paragraph.elsewhere
        if tag.kind == "output" and elsewhere is not None:
            self.writers.append(elsewhere.writer(tag))
            return Line(f"{{{{ {PLAIN}(({tag.source}), {len(self.writers) - 1}) }}}}", "", tag)
        if tag.kind == "output":
            whole = tag.prefix == "p" or (not tag.prefix and tag.source in self._paragraph_fields)
            source = self._paragraphs_source(tag, problems) if whole else tag.source
            return Line(f"{{{{ {source} }}}}", "", tag)
        if tag.word == "grid":
            from docfill.word.gridcells import find_grid  # lazy for start-up

            grid = find_grid(self.part, tag, problems)
            if grid is None:
                return Line("", "", tag)
            self.grids.append(grid)
            return Line(f"{{{{ {GRID}({len(self.grids) - 1}, {grid.name}) }}}}", "", tag)
        if tag.word in CELL_STATEMENTS:
            spec = the_plan.merges.specs.get(tag)
            return Line(self._cell_source(spec, tag.source.removeprefix(tag.word)) if spec else "", "", tag)
        return Line(f"{{% {tag.source} %}}", neutral(tag), tag)

    def _cell_source(self, spec: CellSpec, value: str = "") -> str:
        """Return what marks a cell for what *spec* says, with the *value* that its tag names."""
        self.specs.append(spec)
        return f"{{{{ {CELL}({len(self.specs) - 1}{', (' + value.strip() + ')' if value.strip() else ''}) }}}}"

    def _paragraphs_source(self, tag: Tag, problems: Problems) -> str:
        from docfill.word.bridges import NoBridgeError, next_paragraph  # lazy for start-up

        try:
            self.bridges.append(next_paragraph(self.part, tag.first))
        except NoBridgeError:
            problems.add("paragraphs-cannot-repeat", tag.place, tag=tag.typed)
        return f"{PARAGRAPHS}(({tag.source}), {len(self.bridges) - 1})"


def _repeats_tables(block: Block) -> bool:
    """Tell whether what *block* repeats begins and ends with a table."""
    first, last = block.units[0], block.units[-1]
    return (
        block.level is Level.PARAGRAPH
        and first is not last
        and first.kind == "p"
        and (kind_beside(first, 1) == kind_beside(last, -1) == "tbl")
    )


def _without_raw(tags: list[Tag]) -> list[Tag]:
    """Return *tags* without those between ``raw`` and ``endraw``, which are the reader's text."""
    kept: list[Tag] = []
    text: set[Tag] = set()
    raw = False
    for tag in tags:
        if tag.word == "endraw":
            raw = False
        if raw:
            text.add(tag)
        else:
            kept.append(tag)
        if tag.word == "raw":
            raw = True
    for paragraph in {tag.paragraph for tag in text}:
        paragraph.tags[:] = [tag for tag in paragraph.tags if tag not in text]
    return kept
