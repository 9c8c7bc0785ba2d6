"""Runnable: what filling needs of a compiled part, and nothing of how it was compiled.

A `Program` is one that has just been compiled; `kept` makes others of what an earlier process compiled. A program that
Jinja runs is `Loaded`; `simple` needs less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jinja2 import Template

    from docfill.word.environment import Environment
    from docfill.word.grids import Grid
    from docfill.word.ids import TakenIds
    from docfill.word.merges import CellSpec
    from docfill.word.paragraphs import Tag
    from docfill.word.plain import Writer
    from docfill.word.scan import Part
    from docfill.word.stretches import Stretch
    from docfill.word.texts import Text

# What becomes of a name without a value.
MissingPolicy = Literal["error", "blank", "keep"]

# Names that a program gives to its own helpers; a template's author would not think of them.
COUNT, PARAGRAPHS, GRID = "_docfill_count", "_docfill_paragraphs", "_docfill_grid"
CELL, REGION = "_docfill_cell", "_docfill_region"
PLAIN, EXPECT = "_docfill_plain", "_docfill_expect"
STRUCTURE, JOINED = "_docfill_structure", "_docfill_joined"
AMONG, SPAN, SPREAD = "_docfill_among", "_docfill_span", "_docfill_spread"
TRIED, FILLED = "_docfill_tried", "_docfill_filled"


class Runnable:
    """A part that can be filled, for any data.

    *member* is its name in the package, *prefix* that of its elements (``w:``). *taken* gives the ids of the whole
    document. *stretches* are the runs of text, plain names and grid cells between the tags that are worked out;
    *bridges* lead from one paragraph into the next; *guarded* says that blocks may leave a cell, a row or a table
    empty.
    """

    part: Part
    member: str
    encoding: str
    prefix: str
    taken: Callable[[], TakenIds]
    stretches: list[Stretch]
    grids: list[Grid]
    bridges: list[str]
    guarded: bool


class Loaded(Runnable):
    """One that Jinja runs.

    *line_tags* are the tags on each line of the program, None where the line is docfill's own; *catches* says that some
    of them catch what others print.
    """

    environment: Environment
    jinja: Template
    writers: list[Writer]
    expecting: list[Text]
    specs: list[CellSpec]
    catches: bool
    line_tags: Sequence[Tag | None]

    def typed(self, line: int) -> str:
        """Return the markup of the tag on *line* as it was typed, where it is one that prints."""
        from markupsafe import escape  # lazy for start-up: only where a tag is to be kept

        tag = self.line_tags[line - 1]
        if tag is None or tag.kind != "output":
            return ""
        elsewhere = tag.paragraph.elsewhere
        return str(escape(tag.typed)) if elsewhere is None else elsewhere.kept(tag)
