"""Draft: a template, faults and all -> its parts as far as they compile, and every use that its tags make of data."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Self

from jinja2 import TemplateSyntaxError, nodes

from docfill.problems import FillError
from docfill.word.assembly import MARKER, Line
from docfill.word.checks.usage import Usage, usages_of
from docfill.word.merges import CELL_STATEMENTS
from docfill.word.runnable import CELL, GRID
from docfill.word.scan import scan
from docfill.word.statements import names_bound, neutral
from docfill.word.syntax import is_readable
from docfill.word.template import Template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docfill.problems import Problems
    from docfill.word.environment import Environment
    from docfill.word.package import Package
    from docfill.word.paragraphs import Tag
    from docfill.word.program import Program
    from docfill.word.scan import Part

# Python itself compiles no more brackets within one another, and Jinja puts each step of an expression in brackets.
_DEEPEST = 200


# How often all tags are read, each time without one that goes with no other; each takes as long as to compile them.
_MOST_TRIES = 20


class Statements(NamedTuple):
    """A part's tags as Jinja reads them: the *tree*, and the *lines* that its line numbers count, from 1."""

    tree: nodes.Template
    lines: Sequence[Line]


class Draft(Template):
    """A template as it stands: compiled as far as its faults let it, to be looked at; ``problems`` has the faults.

    Takes what Template takes. Raises FillError only where the file cannot be read as a Word document at all.
    """

    @classmethod
    def of(cls, template: Template) -> Self:
        """Return *template*, which has no faults, as a draft."""
        draft = object.__new__(cls)
        draft.__dict__.update(template.__dict__)
        return draft

    def _judge(self, problems: Problems) -> None:
        """Refuse nothing: faults are what a draft is looked at for."""

    @property
    def package(self) -> Package:
        """The file as a package."""
        return self._package

    @property
    def programs(self) -> tuple[Program, ...]:
        """The parts that have tags, whether they compile or not."""
        return tuple(self._programs.values())

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts that can be read, in the order of a reader: the document itself, then headers, notes and so on.

        They are as the file has them; in those of the programs, paragraphs may have been joined.
        """
        found: list[Part] = []
        for name in self._stories:
            try:
                found.append(scan(self._package.read(name), self.file, name, self._limits))
            except FillError:
                continue  # it is among the problems
        known = [part for part in found if part.root.children]
        return tuple(sorted(known, key=lambda part: part.root.children[0].kind != "document"))

    @cached_property
    def statements(self) -> tuple[Statements, ...]:
        """What the tags of each part say, those left out that nobody can read."""
        return tuple(_statements(program) for program in self.programs)

    @cached_property
    def usages(self) -> tuple[Usage, ...]:
        """Every use that the tags make of the data."""
        found: list[Usage] = []
        for program, (tree, lines) in zip(self.programs, self.statements, strict=True):
            own = usages_of(tree, lines)
            # Functions are no data; and a name of a loop seems to be, where the loop could not be read.
            others = {*program.environment.globals, *(() if program.compiled else names_bound(program.tags))}
            found.extend(usage for usage in own if usage.path.partition(".")[0].removesuffix("[]") not in others)
        return tuple(found)

    @cached_property
    def words(self) -> frozenset[str]:
        """The texts that the tags themselves write; one may be the name of a column: ``sum(attribute="金额")``."""
        constants = (node for tree, _ in self.statements for node in tree.find_all(nodes.Const))
        return frozenset(node.value for node in constants if isinstance(node.value, str))


def _statements(program: Program) -> Statements:
    if program.compiled:
        sources = [MARKER.sub("", line.source) for line in program.lines]
        return Statements(program.environment.parse("\n".join(sources)), program.lines)
    paired = {tag for block in program.blocks for tag in block.tags}
    lines = [_line(tag, paired) for tag in program.tags]
    return Statements(_parsed(lines, program.environment), lines)


def _line(tag: Tag, paired: set[Tag]) -> Line:
    """Return what Jinja reads for *tag* where its part does not compile; nothing for a tag without its partner."""
    if tag.kind == "output":
        return Line(f"{{{{ {tag.source} }}}}", "", tag)
    if tag.word == "grid":
        name = tag.source.removeprefix("grid").strip()
        return Line(f"{{{{ {GRID}(0, {name}) }}}}" if name else "", "", tag)
    if tag.word in CELL_STATEMENTS:
        value = tag.source.removeprefix(tag.word).strip()
        return Line(f"{{{{ {CELL}(0, ({value})) }}}}" if value else "", "", tag)
    if tag.word in {"", "raw", "endraw"} or not (tag in paired or tag.word == "set"):
        return Line("", "", tag)
    return Line(f"{{% {tag.source} %}}", neutral(tag), tag)


def _parsed(lines: Sequence[Line], environment: Environment) -> nodes.Template:
    """Return the tree of *lines*, those neutral that Jinja cannot read; nothing where it is too deep for a walk."""
    readable = [line.tag is not None and is_readable(line.tag, environment) for line in lines]
    sources = [line.source if reads else line.neutral for line, reads in zip(lines, readable, strict=True)]
    for _ in range(_MOST_TRIES):
        try:
            tree = environment.parse("\n".join(sources))
        except TemplateSyntaxError as error:
            index = min(max(error.lineno, 1), len(lines)) - 1
            if sources[index] == lines[index].neutral:
                break
            sources[index] = lines[index].neutral
        except RecursionError:
            break  # what is nested too deep is told
        else:
            return tree if _is_shallow(tree) else nodes.Template([], lineno=1)
    return nodes.Template([], lineno=1)


def _is_shallow(tree: nodes.Template) -> bool:
    """Tell whether no node of *tree* stands deeper than in a template that compiles."""
    level: list[nodes.Node] = [tree]
    for _ in range(_DEEPEST):
        level = [child for node in level for child in node.iter_child_nodes()]
        if not level:
            return True
    return False
