"""Pictures: the parts that speak of a workbook's pictures -> the picture in a cell, or placed over one.

There are three ways: a drawing anchors pictures over cells (ECMA-376 part 1, 20.5), Excel keeps a picture as the rich
value of a cell (MS-XLSX 2.2.4, `_localImage`), and WPS keeps a list by identity for its formula DISPIMG.
"""

from __future__ import annotations

import functools
import posixpath
from typing import TYPE_CHECKING, NamedTuple

from docfill.excel.package import relationship_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docfill.excel.areas import Spot
    from docfill.excel.cells import InCell
    from docfill.excel.package import Package
    from docfill.excel.tree import Element
    from docfill.pictures.image import Image

_EMU_PER_MM = 36_000
_IMAGE_KEYS = {"_localImage": "_rvRel:LocalImageIdentifier"}


class Placed(NamedTuple):
    """A picture that is still in its part: it is only read where its value is wanted.

    *width_emu* and *height_emu* are its size in the workbook in English Metric Units, None where unsaid.
    """

    package: Package
    part: str
    name: str
    alt: str = ""
    width_emu: int | None = None
    height_emu: int | None = None

    def picture(self) -> Image:
        """Return the picture itself, in the size that it has in the workbook. Raises FillError if it is not there."""
        from docfill.pictures.image import Image  # lazy for start-up: few workbooks have pictures

        width, height = (emu / _EMU_PER_MM if emu else None for emu in (self.width_emu, self.height_emu))
        image = Image(self.package.read(self.part), width=width, height=height, alt=self.alt)
        image.name = self.name
        image.shrinks = True  # no form knows how large the pictures of a sheet are
        return image


def placed_over_cells(package: Package, drawing: str) -> dict[Spot, list[Placed]]:
    """Return the pictures of the part *drawing* by the cell in which each begins; grouped and linked ones are none."""
    found: dict[Spot, list[Placed]] = {}
    for anchor in package.tree(drawing).children:
        if anchor.name not in {"twoCellAnchor", "oneCellAnchor"}:
            continue
        spot = (_number(anchor, "from/row") + 1, _number(anchor, "from/col") + 1)
        for element in _pictures_of(anchor):
            placed = _placed(package, drawing, element, anchor.first("ext"))
            if placed is not None:
                found.setdefault(spot, []).append(placed)
    return found


def _pictures_of(anchor: Element) -> Iterator[Element]:
    """Yield the pictures right in *anchor*; where it offers the same in several ways, the first of them."""
    yield from anchor.each("pic")
    yield from anchor.each("AlternateContent/Choice/pic")


def _number(element: Element, path: str) -> int:
    found = element.first(path)
    return int(found.text or "0") if found is not None else 0


def _placed(package: Package, part: str, element: Element, size: Element | None) -> Placed | None:
    """Return the picture that *element* of *part* shows; None for one that is hidden or lies outside the workbook."""
    blip = element.first("blipFill/blip")
    named = element.first("nvPicPr/cNvPr")
    image = package.relationships(part).get(relationship_id(blip, "embed")) if blip is not None else None
    if image is None or image.part not in package.members or (named is not None and named.get("hidden") == "1"):
        return None
    size = element.first("spPr/xfrm/ext") if size is None else size
    sizes = (int(size.get("cx", "0")) or None, int(size.get("cy", "0")) or None) if size is not None else (None, None)
    name, alt = (named.get("name"), named.get("descr")) if named is not None else ("", "")
    return Placed(package, image.part, name, alt, *sizes)


class InCellPictures:
    """The pictures that are a cell's value, in a workbook with its main part *part*."""

    def __init__(self, package: Package, part: str) -> None:
        self._package = package
        self._part = part

    def find(self, cell: InCell) -> Placed | None:
        """Return the picture that *cell* names; None where it names something else."""
        if cell.identity:
            return self._of_wps.get(cell.identity)
        number = cell.metadata - 1
        return self._of_excel[number] if 0 <= number < len(self._of_excel) else None

    @functools.cached_property
    def _of_wps(self) -> dict[str, Placed]:
        part = self._related("cellImage")
        if part is None:
            return {}
        elements = self._package.tree(part).each("cellImage/pic")
        found = (_placed(self._package, part, element, None) for element in elements)
        return {one.name: one for one in found if one is not None}

    @functools.cached_property
    def _of_excel(self) -> list[Placed | None]:
        """The picture of each value metadata: metadata -> rich value -> relation -> part; None for other values."""
        metadata = self._related("sheetMetadata")
        if metadata is None:
            return []
        root = self._package.tree(metadata)
        types = [one.get("name") for one in root.each("metadataTypes/metadataType")]
        future = {one.get("name"): list(one.each("bk")) for one in root.each("futureMetadata")}
        found: list[Placed | None] = []
        for block in root.each("valueMetadata/bk/rc"):
            name = types[int(block.get("t", "1")) - 1]
            rich = future.get(name, [])
            index = int(block.get("v", "0"))
            value = next(rich[index].below("rvb"), None) if name == "XLRICHVALUE" and index < len(rich) else None
            found.append(self._of_rich_value(int(value.get("i", "0"))) if value is not None else None)
        return found

    def _of_rich_value(self, index: int) -> Placed | None:
        values, relations = self._rich_values, self._relations
        if not 0 <= index < len(values):
            return None
        kind, value = values[index]
        key = _IMAGE_KEYS.get(kind, "")
        relation = int(value.get(key, "-1"))
        return relations[relation] if 0 <= relation < len(relations) else None

    @functools.cached_property
    def _rich_values(self) -> list[tuple[str, dict[str, str]]]:
        values, structures = self._related("rdRichValue"), self._related("rdRichValueStructure")
        if values is None or structures is None:
            return []
        shapes = [
            (one.get("t"), [key.get("n") for key in one.each("k")]) for one in self._package.tree(structures).each("s")
        ]
        found = []
        for one in self._package.tree(values).each("rv"):
            kind, keys = shapes[int(one.get("s", "0"))]
            found.append((kind, dict(zip(keys, (value.text for value in one.each("v")), strict=False))))
        return found

    @functools.cached_property
    def _relations(self) -> list[Placed | None]:
        part = self._related("richValueRel")
        if part is None:
            return []
        related = self._package.relationships(part)
        found = [related.get(relationship_id(one)) for one in self._package.tree(part).each("rel")]
        return [
            Placed(self._package, one.part, posixpath.basename(one.part))
            if one is not None and one.part in self._package.members
            else None
            for one in found
        ]

    def _related(self, kind: str) -> str | None:
        return self._package.related(self._part, kind)
