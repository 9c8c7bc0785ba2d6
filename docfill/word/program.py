"""Program: a scanned part with its tags -> a Jinja program, one tag a line, that prints the filled part.

The Jinja source holds each tag on a line of its own and, for each stretch of the part's text between them, a marker.
After parsing, the markers are swapped for the stretches themselves. So the text is never lexed, and Jinja's own line
number, in a syntax error as in a run-time traceback, is the index of a tag, and so its place in Word.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import TemplateSyntaxError, nodes
from jinja2.runtime import Context

from docfill.problems import FillError, Problems, failure
from docfill.word.blocks import (
    ENDS,
    MIDDLES,
    RANK_END,
    RANK_MIDDLE,
    Block,
    Level,
    Plan,
    opens_block,
    pair,
    plan,
)
from docfill.word.bridges import NoBridgeError, bridge, next_paragraph
from docfill.word.environment import PROGRAM_FILE, RUN, BoundError, MissingUsedError, Run
from docfill.word.fields import Use, uses_of
from docfill.word.grids import Grid, find_grid
from docfill.word.guards import Mender, find_guards
from docfill.word.ids import Ids, find_ids, ids_taken
from docfill.word.tags import escapes, find_tags
from docfill.word.values import Structure, escaped, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from docfill.word.environment import Environment
    from docfill.word.ids import IdSlot
    from docfill.word.scan import Element, Part
    from docfill.word.tags import Paragraph, Tag

# Names that the program gives to its own helpers; a template's author would not think of them.
_COUNT, _PARAGRAPHS, _GRID, _ID = "_docfill_count", "_docfill_paragraphs", "_docfill_grid", "_docfill_id"

_MARKER = re.compile("\x00(\\d+)\x00")
_SUPPORTED = frozenset({"if", "for", "set", "with", "filter", "macro", "call", "raw", "autoescape", "grid"})
_KNOWN_LATER = frozenset({"vm", "hm", "colspan", "cellbg", "include", "import", "from", "extends", "block", "do"})
_ALL_STATEMENTS = sorted(_SUPPORTED | _KNOWN_LATER | set(MIDDLES) | set(ENDS) - {"endgrid"})

# Chunks are joined, settled and mended in blocks of this many characters: large enough for the deflater, small
# enough that memory does not grow with the report.
_BLOCK_CHARACTERS = 1 << 16
MAX_OUTPUT_CHARACTERS = 1 << 30
# How often one fill starts again after a tag that failed, to find what else fails.
_MAX_FAILURES = 50


class Line(NamedTuple):
    """One tag in the program: *source* is what Jinja reads for it, *neutral* the same with nothing to work out."""

    source: str
    neutral: str
    tag: Tag | None


class _Insert(NamedTuple):
    """Something that goes into the output at *offset*; *rank* and *order* decide among others there."""

    offset: int
    rank: int
    order: int
    content: Line | str


class Program:
    """A compiled part: prints itself, filled, for any data."""

    def __init__(
        self, part: Part, environment: Environment, paragraph_fields: Collection[str], problems: Problems
    ) -> None:
        self.part = part
        self.environment = environment
        self._paragraph_fields = paragraph_fields
        self._bridges: list[str] = []
        self._grids: list[Grid] = []
        self._ids: list[IdSlot] = []
        self.slices: list[str] = []
        self.guarded = False
        found: Problems = Problems()
        self.paragraphs = find_tags(part, found)
        self.tags = _without_raw([tag for paragraph in self.paragraphs for tag in paragraph.tags])
        self.lines: list[Line] = []
        self.uses: list[Use] = []
        if self.tags or found.errors:
            self._compile(found)
        problems.extend(found)

    # --- compiling ---

    def _compile(self, problems: Problems) -> None:
        for index, tag in enumerate(self.tags):
            tag.index = index
            _check_statement(tag, problems)
        blocks = pair(self.tags, problems)
        if problems.errors:
            self._parse_alone(problems)
            return
        the_plan, guards, taken = self._plan(blocks, problems)
        if problems.errors:
            self._parse_alone(problems)
            return
        inserts = self._inserts(blocks, the_plan, problems)
        inserts.extend(_Insert(guard.offset, guard.rank, order, guard.text) for order, guard in enumerate(guards))
        self.guarded = bool(guards)
        source = self._assemble(sorted(inserts, key=lambda i: i[:3]), [*the_plan.removed, *taken])
        _check_nesting(self.lines, blocks, problems)
        if problems.errors:
            return
        tree = self._parse(source, problems)
        if not problems.errors:
            self._load(tree)

    def _plan(self, blocks: list[Block], problems: Problems) -> tuple[Plan, list[Any], list[tuple[int, int]]]:
        the_plan = plan(self.part, self.paragraphs, blocks, problems)
        guards, taken = find_guards(self.part, blocks, the_plan.gone)
        return the_plan, guards, taken

    def _inserts(self, blocks: list[Block], the_plan: Plan, problems: Problems) -> list[_Insert]:
        """Return what goes into the output, beside the part's own text."""
        extra = self._bridge_blocks(blocks, problems)
        inserts: list[_Insert] = []
        for tag in self.tags:
            spot = the_plan.spots[tag]
            before, after = extra.get(tag, ("", ""))
            line = self._line(tag, problems)
            inserts.append(_Insert(*spot, tag.index, line._replace(source=before + line.source + after)))
        for paragraph in self.paragraphs:
            the_plan.removed.extend(escapes(paragraph))
        for grid in self._grids:
            number = self._grids.index(grid)
            for index, slot in enumerate(grid.slots[1:], 1):
                the_plan.removed.append((slot.start, slot.stop))
                source = f"{{{{ {_GRID}_{number}[{index}] }}}}"
                inserts.append(_Insert(slot.start, RANK_MIDDLE, grid.tag.index, Line(source, "", grid.tag)))
        inserts.extend(_Insert(offset, RANK_END, -1, markup) for offset, markup in the_plan.moved)
        loops = [block for block in blocks if block.word == "for"]
        ranges = _outermost([(the_plan.spots[b.tags[0]].offset, the_plan.spots[b.tags[-1]].offset) for b in loops])
        for slot in find_ids(self.part, ranges):
            self._ids.append(slot)
            the_plan.removed.append((slot.start, slot.stop))
            line = Line(f"{{{{ {_ID}({len(self._ids) - 1}) }}}}", "", None)
            inserts.append(_Insert(slot.start, RANK_MIDDLE, -1, line))
        return inserts

    def _bridge_blocks(self, blocks: list[Block], problems: Problems) -> dict[Tag, tuple[str, str]]:
        """Return what stands before and after each tag's own source, where a block begins and ends in different runs."""
        extra: dict[Tag, tuple[str, str]] = {}
        for block in blocks:
            if not block.unit_cut and block.word in {"if", "for"}:
                try:
                    self._bridge_block(block, extra)
                except NoBridgeError:
                    opening, closing = block.tags[0], block.tags[-1]
                    problems.add(
                        "unbalanced-block",
                        opening.place,
                        closing.place,
                        tag=opening.typed,
                        closing=closing.typed,
                    )
        return extra

    def _bridge_block(self, block: Block, extra: dict[Tag, tuple[str, str]]) -> None:
        tags = block.tags
        # Where each branch begins, and at last where the block ends.
        spots: list[Element] = [tags[0].last, *(tag.first for tag in tags[1:])]

        def lead(start: int, stop: int) -> str:
            return self._literal(bridge(self.part, spots[start], spots[stop]))

        end = len(tags) - 1
        before = dict.fromkeys(tags, "")
        after = dict.fromkeys(tags, "")
        if block.word == "if":
            for index, tag in enumerate(tags[:-1]):
                after[tag] = lead(0, index)
                before[tags[index + 1]] += lead(index + 1, end)
            if not any(tag.word == "else" for tag in tags):
                skipped = lead(0, end)
                before[tags[-1]] += f"{{% else %}}{skipped}" if skipped else ""
        else:
            again, over, skipped = lead(1, 0), lead(1, end), lead(0, 1)
            after[tags[0]] = f"{{% if not loop.first %}}{again}{{% endif %}}" if again else ""
            before[tags[1]] = f"{{% if loop.last %}}{over}{{% endif %}}" if over else ""
            if len(tags) > 2:
                after[tags[1]] = skipped
            elif skipped:
                before[tags[1]] += f"{{% else %}}{skipped}"
        extra.update({tag: (before[tag], after[tag]) for tag in tags})

    def _literal(self, markup: str) -> str:
        if not markup:
            return ""
        self.slices.append(markup)
        return f"\x00{len(self.slices) - 1}\x00"

    def _line(self, tag: Tag, problems: Problems) -> Line:
        """Return what Jinja reads for *tag*."""
        if tag.kind == "comment" or tag.word in {"raw", "endraw"}:
            return Line("", "", tag)
        if tag.kind == "output":
            whole = tag.prefix == "p" or (not tag.prefix and tag.source in self._paragraph_fields)
            source = self._paragraphs_source(tag, problems) if whole else tag.source
            return Line(f"{{{{ {source} }}}}", "", tag)
        if tag.word == "grid":
            grid = find_grid(self.part, tag, problems)
            if grid is None:
                return Line("", "", tag)
            self._grids.append(grid)
            number = len(self._grids) - 1
            name = f"{_GRID}_{number}"
            return Line(
                f"{{% set {name} = {_GRID}({number}, {grid.name}) %}}{{{{ {name}[0] }}}}",
                f"{{% set {name} = [] %}}",
                tag,
            )
        return Line(f"{{% {tag.source} %}}", _neutral(tag), tag)

    def _paragraphs_source(self, tag: Tag, problems: Problems) -> str:
        try:
            self._bridges.append(next_paragraph(self.part, tag.first))
        except NoBridgeError:
            problems.add("paragraphs-cannot-repeat", tag.place, tag=tag.typed)
            self._bridges.append("")
        return f"{_PARAGRAPHS}(({tag.source}), {len(self._bridges) - 1})"

    def _assemble(self, inserts: list[_Insert], removed: list[tuple[int, int]]) -> str:
        """Return the Jinja source: markers for what stays of the part's text, and the inserted lines."""
        pieces: list[str] = []
        at = 0
        gone = _merged(removed)
        for offset, _, _, content in inserts:
            pieces.append(self._keep(at, offset, gone))
            at = max(at, offset)
            if isinstance(content, str):
                pieces.append(self._literal(content))
            else:
                self.lines.append(content)
                pieces.append(content.source + "\n")
        pieces.append(self._keep(at, len(self.part.text), gone))
        return "".join(pieces)

    def _keep(self, start: int, stop: int, gone: list[tuple[int, int]]) -> str:
        """Return the markers of what stays of the text from *start* to *stop*; *gone* is used up from its front."""
        kept = ""
        while start < stop and gone:
            begin, end = gone[0]
            if begin >= stop:
                break
            kept += self.part.text[start : max(start, begin)]
            start = max(start, min(end, stop))
            if end > stop:
                break
            gone.pop(0)
        kept += self.part.text[start:stop]
        return self._literal(kept)

    # --- Jinja ---

    def _parse_alone(self, problems: Problems) -> None:
        """Look at each tag on its own, where the part as a whole cannot be compiled, so that all faults come at once."""
        for tag in self.tags:
            try:
                tree = self.environment.parse(_alone(tag))
            except TemplateSyntaxError as error:
                _report_syntax(error, tag, problems)
            else:
                self._check_names(tree, [tag], problems)

    def _parse(self, source: str, problems: Problems) -> nodes.Template:
        """Return the tree of *source* with the text swapped in; every tag that Jinja cannot read is a problem."""
        while True:
            try:
                tree = self.environment.parse(source, filename=PROGRAM_FILE)
                break
            except TemplateSyntaxError as error:
                index = min(max(error.lineno, 1), len(self.lines)) - 1
                line = self.lines[index]
                _report_syntax(error, line.tag or self.tags[-1], problems)
                source_lines = source.split("\n")
                if source_lines[index] == line.neutral:
                    return nodes.Template([], lineno=1)
                source_lines[index] = line.neutral
                source = "\n".join(source_lines)
        self._check_names(tree, [line.tag for line in self.lines], problems)
        self.uses = uses_of(tree, self.lines)
        return tree

    def _check_names(self, tree: nodes.Template, tags: Sequence[Tag | None], problems: Problems) -> None:
        for kind, known, code in (
            (nodes.Filter, self.environment.filters, "unknown-filter"),
            (nodes.Test, self.environment.tests, "unknown-test"),
        ):
            for node in tree.find_all(kind):
                if node.name not in known:
                    tag = tags[min(node.lineno, len(tags)) - 1]
                    near = get_close_matches(node.name, known, 1)
                    problems.add(
                        code,
                        tag.place if tag else None,
                        name=node.name,
                        known=", ".join(near or sorted(known)[:8]),
                    )

    def _load(self, tree: nodes.Template) -> None:
        """Make *tree*, whose text is still markers, ready to run."""
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Call(nodes.Name(_COUNT, "load"), [loop.iter], [], None, None, lineno=loop.lineno)
        _swap(tree, self.slices)
        tree.set_environment(self.environment)
        code = self.environment.compile(tree, None, PROGRAM_FILE)
        self._jinja = self.environment.template_class.from_code(self.environment, code, self.environment.globals)

    # --- running ---

    def render(self, run: Run) -> Iterator[str]:
        """Yield the filled part in blocks. What goes wrong is in ``run.problems``, and then the output is void."""
        template = self._jinja
        run.line_of = template.get_corresponding_lineno
        run.lines = [line.tag for line in self.lines]
        run.failed = set()
        ids = Ids(ids_taken(self.part)) if self._ids else None
        helpers: dict[str, Any] = {
            _COUNT: run.count,
            _PARAGRAPHS: lambda value, number: self._print_paragraphs(run, value, number),
            _GRID: lambda number, value: self._fill_grid(run, number, value),
            _ID: lambda number: ids.fresh(self._ids[number]) if ids else "",
        }
        context = Context(self.environment, {**self.environment.globals, **run.data, **helpers}, None, template.blocks)
        mender = Mender() if self.guarded else None
        prefix = self._prefix()
        token = RUN.set(run)
        try:
            for block in _in_blocks(template.root_render_func(context)):
                text = settle(block, prefix)
                yield mender.mend(text) if mender else text
        finally:
            RUN.reset(token)

    def collect(self, run: Run) -> None:
        """Run until the end, past every tag that fails, so that `run.problems` holds all that is wrong."""
        program = self
        for _ in range(_MAX_FAILURES):
            try:
                for _ in program.render(run):
                    pass
            except Exception as error:  # noqa: BLE001  whatever a template's expression raises is that tag's problem
                line = program.failed_line(error, run)
                if line is None:
                    raise
                report_failure(error, run, line)
                program = program.without(line)
            else:
                return

    def failed_line(self, error: BaseException, run: Run) -> int | None:
        """Return the line of the program at which *error* was raised; None where it was not raised by a tag."""
        found = None
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == PROGRAM_FILE:
                found = run.line_of(trace.tb_lineno)
            trace = trace.tb_next
        return found

    def without(self, line: int) -> Program:
        """Return this program with the tag on *line* made neutral."""
        copy = object.__new__(Program)
        copy.__dict__.update(self.__dict__)
        copy.lines = list(self.lines)
        at = copy.lines[line - 1]
        copy.lines[line - 1] = Line(at.neutral, at.neutral, at.tag)
        source = "\n".join(entry.source for entry in copy.lines)
        copy._load(self.environment.parse(source, filename=PROGRAM_FILE))  # noqa: SLF001  of our own kind
        return copy

    def _print_paragraphs(self, run: Run, value: Any, number: int) -> Structure:
        text = run.print_slowly(value) if not isinstance(value, str) else value
        lines = str(text).replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").split("\n")
        return Structure(self._bridges[number].join(escaped(run.print_slowly(line)) for line in lines))

    def _fill_grid(self, run: Run, number: int, value: Any) -> list[Structure]:
        grid = self._grids[number]
        if isinstance(value, self.environment.undefined):
            run.missing(value)
            return [Structure(slot.blank) for slot in grid.slots]
        return grid.fill(value, run.problems, run.print_slowly)

    def _prefix(self) -> str:
        tag = self.part.root.children[0].tag
        return tag[: tag.index(":") + 1] if ":" in tag else ""


def report_failure(error: Exception, run: Run, line: int) -> None:
    """Add what *error* means to the reader to ``run.problems``."""
    tag = run.tag(line)
    if isinstance(error, FillError):
        run.problems.extend(error.problems)
        return
    if line in run.failed and isinstance(error, (MissingUsedError, TypeError, AttributeError, ValueError)):
        return  # it failed because of a name that is reported already
    run.failed.add(line)
    place, typed = (tag.place, tag.typed) if tag is not None else (None, "")
    if isinstance(error, BoundError):
        run.problems.add("too-much-asked", place, tag=typed, limit=error.args[0])
    elif isinstance(error, ZeroDivisionError):
        run.problems.add("division-by-zero", place, tag=typed)
    elif isinstance(error, TypeError):
        run.problems.add("values-do-not-match", place, tag=typed)
    elif isinstance(error, RecursionError):
        run.problems.add("too-much-asked", place, tag=typed, limit="1,000")
    else:
        run.problems.add("tag-failed", place, tag=typed)


def _without_raw(tags: list[Tag]) -> list[Tag]:
    """Return *tags* without those between ``raw`` and ``endraw``, which are the reader's text."""
    kept: list[Tag] = []
    raw = False
    for tag in tags:
        if tag.word == "endraw":
            raw = False
        if raw:
            tag.paragraph.tags.remove(tag)
        else:
            kept.append(tag)
        if tag.word == "raw":
            raw = True
    return kept


def _check_statement(tag: Tag, problems: Problems) -> None:
    if tag.kind == "comment":
        return
    unsupported = tag.kind == "output" and tag.prefix in {"r", "tr", "tc"}
    if tag.kind == "statement":
        word = tag.word
        if word not in _SUPPORTED and word not in MIDDLES and word not in ENDS:
            if word in _KNOWN_LATER:
                unsupported = True
            else:
                near = get_close_matches(word, _ALL_STATEMENTS, 1)
                problems.add(
                    "unknown-statement",
                    tag.place,
                    tag=tag.typed,
                    name=word,
                    known=", ".join(near or ("if", "for", "set")),
                )
    if unsupported or tag.trims:
        problems.add("unsupported-tag", tag.place, tag=tag.typed)
    elif not tag.source:
        problems.add("empty-tag", tag.place, tag=tag.typed)


def _alone(tag: Tag) -> str:
    """Return a Jinja source that holds just *tag*, made whole: "" where the tag is nothing by itself."""
    if not tag.source or tag.word == "grid":
        return ""
    if tag.kind == "output":
        return f"{{{{ {tag.source} }}}}"
    if opens_block(tag) and tag.word != "raw":
        return f"{{% {tag.source} %}}{{% end{tag.word} %}}"
    if tag.word == "elif":
        return f"{{% if true %}}{{% {tag.source} %}}{{% endif %}}"
    return f"{{% {tag.source} %}}" if tag.word == "set" else ""


def _neutral(tag: Tag) -> str:
    """Return a statement of the same shape as *tag* in which nothing is worked out."""
    if opens_block(tag):
        if tag.word == "for":
            return "{% for _ in () %}"
        if tag.word == "if":
            return "{% if true %}"
        return f"{{% {tag.source} %}}"
    if tag.word == "elif":
        return "{% elif true %}"
    target = re.match(r"set\s+(\w+)\s*=", tag.source)
    return f"{{% set {target.group(1)} = none %}}" if target else f"{{% {tag.source} %}}"


def _report_syntax(error: TemplateSyntaxError, tag: Tag, problems: Problems) -> None:
    problems.add("tag-not-understood", tag.place, tag=tag.typed, reason=str(error.message))


def _check_nesting(lines: list[Line], blocks: list[Block], problems: Problems) -> None:
    """Report blocks that came to cross when they were hoisted to their rows: each alone is sound, not both."""
    block_of = {tag: block for block in blocks for tag in block.tags}
    stack: list[Block] = []
    for line in lines:
        block = block_of.get(line.tag) if line.tag is not None else None
        if block is None or line.tag is None:
            continue
        if line.tag is block.tags[0]:
            if block.parent not in stack and block.parent is not None:
                _report_crossed(block, block.parent, problems)
            stack.append(block)
        elif not stack or stack[-1] is not block:
            _report_crossed(block, stack[-1] if stack else block, problems)
            return
        elif line.tag is block.tags[-1]:
            stack.pop()


def _report_crossed(block: Block, other: Block, problems: Problems) -> None:
    first, second = sorted((block.tags[0], other.tags[0]), key=lambda tag: tag.index)
    problems.add(
        "crossed-blocks",
        second.place,
        first.place,
        tag=second.typed,
        other=first.typed,
        closing=f"end{second.word}",
    )


def _swap(tree: nodes.Template, slices: list[str]) -> None:
    """Put the part's text in place of its markers; the line breaks between the tags were Jinja's only."""
    for output in tree.find_all(nodes.Output):
        kept: list[nodes.Expr] = []
        for node in output.nodes:
            if isinstance(node, nodes.TemplateData):
                node.data = "".join(slices[int(number)] for number in _MARKER.findall(node.data))
                if not node.data:
                    continue
            kept.append(node)
        output.nodes = kept


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
        else:
            merged.append((start, stop))
    return merged


def _outermost(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return _merged([(start, stop) for start, stop in ranges if start < stop])


def _in_blocks(chunks: Iterator[str]) -> Iterator[str]:
    """Yield *chunks* joined into blocks that are worth a call each. Raises FillError past the ceiling."""
    held: list[str] = []
    size = total = 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size >= _BLOCK_CHARACTERS:
            total += size
            if total > MAX_OUTPUT_CHARACTERS:
                raise failure("output-too-large", None, limit=f"{MAX_OUTPUT_CHARACTERS:,}")
            yield "".join(held)
            held, size = [], 0
    yield "".join(held)
