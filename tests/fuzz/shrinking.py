"""Shrinking: a package and what tells whether it is still a finding -> the same with as little in it as will do."""

from __future__ import annotations

import time
import zipfile
from typing import TYPE_CHECKING

from lxml import etree

from tests.fidelity.packages import members_of, pack

if TYPE_CHECKING:
    from collections.abc import Callable


def shrunk(content: bytes, still: Callable[[bytes], bool], seconds: float = 120) -> bytes:
    """Return the package *content* without the members, elements and attributes that the finding does not need."""
    ends = time.monotonic() + seconds
    try:
        members = members_of(content)
    except (zipfile.BadZipFile, OSError, ValueError):
        return content
    if not still(pack(members)):
        return content
    for name in list(members):
        less = {other: inside for other, inside in members.items() if other != name}
        if still(pack(less)):
            members = less
    for name in [name for name in members if name.endswith((".xml", ".rels"))]:
        members[name] = _shrunk_part(members, name, still, ends)
    return pack(members)


def _shrunk_part(members: dict[str, bytes], name: str, still: Callable[[bytes], bool], ends: float) -> bytes:
    """Return the part *name* with elements taken out as long as the finding stays, larger ones first."""
    try:
        top = etree.fromstring(members[name])
    except etree.XMLSyntaxError:
        return members[name]
    best = etree.tostring(top)
    if not still(pack({**members, name: best})):
        return members[name]
    at = 0
    while time.monotonic() < ends:
        top = etree.fromstring(best)
        elements = [each for each in top.iter() if each is not top]
        if at >= len(elements):
            break
        for change in (_without, _unwrapped):
            again = etree.fromstring(best)
            change([each for each in again.iter() if each is not again][at])
            smaller = etree.tostring(again)
            if still(pack({**members, name: smaller})):
                best = smaller
                break
        else:
            at += 1
    return best


def _without(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrapped(element: etree._Element) -> None:
    for child in list(element):
        element.addprevious(child)
    _without(element)
