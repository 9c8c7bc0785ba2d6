"""Keeping: compiled programs -> what another process needs to run them, in values of Python's own (see `kept`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jinja2

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docfill.word.program import Program


def values_of(programs: Mapping[str, Program]) -> tuple[str, list[tuple[Any, ...]]] | None:
    """Return what *programs* need to run, in values of Python's own; None where that is more than is kept.

    With it stands Jinja's version, "" where all of them run without Jinja.
    """
    simple = all(program.simple is not None for program in programs.values())
    parts = []
    for program in programs.values():
        if program.writers or program.expecting or program.specs:
            return None  # few templates have them; what they hold leads to the tags
        grids = [(grid.name, [tuple(slot) for slot in grid.slots], grid.walls) for grid in program.grids]
        parts.append(
            (
                *(program.member, program.encoding, program.prefix, program.guarded, program.catches),
                *(program.bridges, grids, [stretch.values for stretch in program.stretches]),
                program.simple if simple else program.code,
            )
        )
    return "" if simple else jinja2.__version__, parts
