"""Properties: a holder of properties (``w:tcPr``) and one to set or take away -> the holder, in the schema's order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docfill.word.spots import element_end

if TYPE_CHECKING:
    from collections.abc import Sequence

# ECMA-376 part 1, 17.4.69 (CT_TcPr).
CELL_ORDER = (
    *("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "textDirection"),
    *("tcFitText", "vAlign", "hideMark", "headers", "cellIns", "cellDel", "cellMerge", "tcPrChange"),
)
# ECMA-376 part 1, 17.4.81 (CT_TrPr): in any order, but for what is tracked.
ROW_ORDER = (
    *("cnfStyle", "divId", "gridBefore", "gridAfter", "wBefore", "wAfter", "cantSplit", "trHeight", "tblHeader"),
    *("tblCellSpacing", "jc", "hidden", "ins", "del", "trPrChange"),
)
_CHILD = re.compile(r"<((?:[\w.-]+:)?([\w.-]+))(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")


def children_of(holder: str) -> list[tuple[str, int, int]]:
    """Return the properties that stand directly in *holder*, an element's markup: name without prefix, start, end."""
    opening = _CHILD.match(holder)
    at = opening.end() if opening is not None else 0
    found: list[tuple[str, int, int]] = []
    while (child := _CHILD.search(holder, at)) is not None:
        at = child.end() if child.group().endswith("/>") else element_end(holder, child.end(), child[1])
        found.append((child[2], child.start(), at))
    return found


def with_property(holder: str, name: str, markup: str, order: Sequence[str]) -> str:
    """Return *holder* with *markup* as its property *name*, where *order* wants it; an empty one takes it away."""
    if holder.endswith("/>"):
        opening = _CHILD.match(holder)
        tag = opening[1] if opening is not None else ""
        holder = f"{holder[:-2].rstrip()}></{tag}>"
    children = children_of(holder)
    kept = [child for child in children if child[0] == name]
    for _, start, end in reversed(kept[1:] if markup else kept):
        holder = holder[:start] + holder[end:]  # one that stands there twice is one too many
    if not markup:
        return holder
    if kept:
        _, start, end = kept[0]
        return holder[:start] + markup + holder[end:]
    rank = order.index(name)
    behind = (start for other, start, _ in children if other in order and order.index(other) > rank)
    at = next(behind, holder.rindex("</"))
    return holder[:at] + markup + holder[at:]
