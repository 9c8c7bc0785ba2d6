"""Tree: a part of a workbook -> its elements, for the parts that are small: all but the sheets and their texts.

By expat, which the sheets need as well: to import a library of trees takes as long as to read the workbook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docfill.excel.parsing import make_parser

if TYPE_CHECKING:
    from collections.abc import Iterator


class Element:
    """An element by its local *name*; *text* is what stands in it before its first child.

    An attribute in a namespace goes by that and its own name, with a space between.
    """

    __slots__ = ("attributes", "children", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes or _NONE
        self.children: list[Element] = []
        self.text = ""

    def get(self, name: str, default: str = "") -> str:
        """Return the attribute of this *name*."""
        return self.attributes.get(name, default)

    def each(self, path: str) -> Iterator[Element]:
        """Yield the elements that *path* leads to, names of children parted by slashes."""
        name, _, rest = path.partition("/")
        for child in self.children:
            if child.name == name:
                if rest:
                    yield from child.each(rest)
                else:
                    yield child

    def first(self, path: str) -> Element | None:
        """Return the first element that *path* leads to."""
        return next(self.each(path), None)

    def below(self, name: str) -> Iterator[Element]:
        """Yield the elements of this *name*, however deep they stand."""
        stack = self.children[::-1]
        while stack:
            element = stack.pop()
            if element.name == name:
                yield element
            stack.extend(reversed(element.children))


_NONE: dict[str, str] = {}  # of all elements without attributes: there may be millions


def read_tree(content: bytes) -> Element:
    """Return the root element of the part in *content*. Raises ExpatError, and ValueError for a document type."""
    parser = make_parser()
    document = Element("", {})
    open_elements = [document]
    pieces: list[str] = []

    def settle() -> None:
        element = open_elements[-1]
        if not element.children:
            element.text = "".join(pieces)
        pieces.clear()

    def start(name: str, attributes: dict[str, str]) -> None:
        settle()
        element = Element(name.rpartition(" ")[2], attributes)
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def end(_: str) -> None:
        settle()
        open_elements.pop()

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = pieces.append
    parser.Parse(content, True)
    return document.children[0]
