"""Keeping: compiled programs -> what another process needs to run them, in values of Python's own (see `kept`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docfill.word.program import Program
    from docfill.word.stretches import Stretch


def values_of(programs: Mapping[str, Program]) -> tuple[str, bool, list[tuple[Any, ...]]] | None:
    """Return what *programs* need to run, in values of Python's own; None where that is more than is kept.

    With it stands Jinja's version, "" where all of them run without Jinja, and whether they give fresh ids.
    """
    if any(program.writers or program.expecting or program.specs for program in programs.values()):
        return None  # few templates have them; what they hold leads to the tags
    ways: list[tuple[Program, list[Stretch], Any]]
    if all(program.simple is not None for program in programs.values()):
        jinja = ""
        ways = [(program, program.stretches, program.simple) for program in programs.values()]
    else:
        from jinja2 import __version__ as jinja  # lazy for start-up

        ways = [(program, program.loaded.stretches, program.loaded.code) for program in programs.values()]
    parts = []
    for program, stretches, runs in ways:
        grids = [(grid.name, [tuple(slot) for slot in grid.slots], grid.walls) for grid in program.grids]
        parts.append(
            (
                *(program.member, program.encoding, program.prefix, program.guarded, program.catches),
                *(program.bridges, grids, [stretch.values for stretch in stretches], runs),
            )
        )
    return jinja, any(stretch.ids for _, stretches, _ in ways for stretch in stretches), parts
