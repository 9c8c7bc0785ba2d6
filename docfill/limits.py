"""Limits: how much a file may hold and a fill may ask for; far beyond any real document, and adjustable."""

from __future__ import annotations

from typing import Any, NamedTuple


class Limits(NamedTuple):
    """What is refused, before it is read or while a report is filled; ``Limits(seconds=600)`` changes one of them.

    Of any file: its *file_bytes*.

    Of a package, be it a document, a sub-document or a workbook: how many *members* it has; the bytes of one member
    and of all together once unpacked, *part_bytes* and *package_bytes*; the bytes of all members that are read
    together, *read_bytes*; how many times its packed size a member may have, *ratio*, which does not count for members
    up to *ratio_exempt_bytes*.

    Of a part in XML that is held whole, as all are but the sheets of a workbook: its *xml_bytes*, how deep elements
    stand within one another, *depth*, and how many *elements* and attributes there are.

    Of a template: the seconds that it may take to compile, *compile_seconds*.

    Of a workbook: its *cells*, with its rows and the cells that merges spread over; its shared *strings*, its *styles*
    and its defined *names*. How many rows and columns a sheet may have, the format itself says.

    Of JSON and TOML: their *text_bytes* and *toml_bytes*, which are those of form.toml too; how many *values* there
    are, how deep lists and objects are *nested*, and how many *digits* a number has.

    Of a picture: its *picture_bytes* and *picture_pixels*.

    Of a fill: its *seconds*; the rounds of its loops, *steps*, a macro's call counting for a hundred; the *characters*
    of one text that an expression makes, and of all such texts together, *all_characters*; the *breaks* in one value:
    of lines, tabs, paragraphs and pages; the *output_bytes* of a part of the report.
    """

    members: int = 20_000
    part_bytes: int = 128 << 20
    package_bytes: int = 2 << 30
    ratio: int = 1_000
    ratio_exempt_bytes: int = 8 << 20
    seconds: float = 60
    steps: int = 5_000_000
    characters: int = 20_000_000
    all_characters: int = 1 << 27
    breaks: int = 100_000
    output_bytes: int = 1 << 28
    compile_seconds: float = 60
    file_bytes: int = 512 << 20
    read_bytes: int = 512 << 20
    depth: int = 400
    xml_bytes: int = 64 << 20
    elements: int = 3_000_000
    cells: int = 2_000_000
    strings: int = 2_000_000
    styles: int = 100_000
    names: int = 100_000
    text_bytes: int = 64 << 20
    toml_bytes: int = 2 << 20
    values: int = 2_000_000
    nested: int = 100
    digits: int = 4_300
    picture_bytes: int = 64 << 20
    picture_pixels: int = 150_000_000


LIMITS = Limits()

# What docfill made itself is as large and as deep as its template and its data made it.
UNLIMITED = LIMITS._replace(xml_bytes=1 << 62, elements=1 << 62, depth=1 << 62)


def count_of_elements(text: str) -> int:
    """Return about how many elements and attributes *text*, a part in XML, has; never fewer than there are.

    By the characters that each of them has, since no parser is to see what has too many.
    """
    return text.count("</") + text.count("/>") + text.count("=")


def is_deeper(value: Any, levels: int) -> bool:
    """Say whether *value* is nested deeper than *levels*."""
    containers = [value]
    for _ in range(levels + 1):
        inside = (each.values() if type(each) is dict else each for each in containers)
        containers = [item for items in inside for item in items if type(item) in (dict, list)]
        if not containers:
            return False
    return True
