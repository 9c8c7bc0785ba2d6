"""Limits: how much a file may hold and a fill may ask for; far beyond any real document, and adjustable."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """What is refused, before it is read or while a report is filled; ``Limits(seconds=600)`` changes one of them.

    Of a package: how many *members* it has; the bytes of one member and of all together once unpacked, *part_bytes*
    and *package_bytes*; how many times its packed size a member may have, *ratio*, which does not count for members
    up to *ratio_exempt_bytes*.

    Of a template: the seconds that it may take to compile, *compile_seconds*.

    Of a fill: its *seconds*; the rounds of its loops, *steps*, a macro's call counting for a hundred; the *characters*
    of one text that an expression makes, and of all such texts together, *all_characters*; the characters of a part
    of the report, *output_characters*.
    """

    members: int = 20_000
    part_bytes: int = 256 << 20
    package_bytes: int = 2 << 30
    ratio: int = 1_000
    ratio_exempt_bytes: int = 8 << 20
    seconds: float = 60
    steps: int = 5_000_000
    characters: int = 20_000_000
    all_characters: int = 1 << 28
    output_characters: int = 1 << 30
    compile_seconds: float = 60


LIMITS = Limits()
