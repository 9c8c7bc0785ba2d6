"""Spots: output so far and a position in it -> what is open there: the run, the paragraph, and their properties.

A value that is more than text is printed as a mark; only where the mark ends up, perhaps by way of a macro, tells in
which run and paragraph it stands. So it is looked up in the output, backwards from the mark.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from docfill.word.prefixes import declared_by
from docfill.word.scan import IDENTITY

_TAG = re.compile(r"<(/?)((?:[\w.-]+:)?[\w.-]+)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_PROPERTIES = {"r": "rPr", "p": "pPr", "smartTag": "smartTagPr"}
_REOPENABLE = frozenset({"r", "t", "hyperlink", "ins", "moveTo", "smartTag"})


class Open(NamedTuple):
    """An element that is open: its *name* as written, where its opening tag stands, and its *properties*' markup.

    ``text[start:stop]`` is the opening tag with the properties behind it.
    """

    name: str
    start: int
    stop: int
    opening: str
    properties: str

    @property
    def kind(self) -> str:
        """The name without its prefix."""
        return self.name.rpartition(":")[2]


class Spot:
    """What is open at a position: *chain* leads from the paragraph (its first) inwards."""

    def __init__(self, chain: list[Open]) -> None:
        self.chain = chain

    @property
    def paragraph(self) -> Open:
        """The paragraph."""
        return self.chain[0]

    @property
    def prefix(self) -> str:
        """The prefix of WordprocessingML here, with its colon: ``w:``."""
        return self.chain[0].name.removesuffix("p")

    @property
    def in_text(self) -> bool:
        """Whether the position is in a run's text, where runs may be put."""
        return [item.kind for item in self.chain[-2:]] == ["r", "t"]

    @property
    def look(self) -> str:
        """The markup of the run's properties, its ``w:rPr``; empty where it has none."""
        return self.chain[-2].properties if self.in_text else ""

    @property
    def may_part(self) -> bool:
        """Whether the paragraph can be ended here and begun anew: nothing is open that cannot be opened twice."""
        return (
            self.in_text
            and all(item.kind in _REOPENABLE for item in self.chain[1:])
            and "sectPr" not in self.paragraph.properties
        )

    @property
    def declared_for_runs(self) -> str:
        """What a run of this one's properties has to declare, as this and they do for themselves."""
        run = self.chain[-2]
        properties = _TAG.match(run.properties)
        return declared_by(run.opening, properties.group() if properties is not None else "")

    @property
    def declared_for_paragraphs(self) -> str:
        """What a paragraph that takes this one's place or name has to declare, as this does for itself."""
        return declared_by(self.paragraph.opening)

    def close_run(self) -> str:
        """Return the markup that ends the text and the run."""
        return f"</{self.chain[-1].name}></{self.chain[-2].name}>"

    def open_run(self) -> str:
        """Return the markup that begins the run and its text anew."""
        return _opened(self.chain[-2]) + self._open_text()

    def close_around(self) -> str:
        """Return the markup that ends the paragraph, and all that is open in it but the run."""
        return _closed(self.chain[:-2])

    def open_around(self) -> str:
        """Return the markup that begins a paragraph of the same format, and in it all that is open but the run."""
        return "".join(map(_opened, self.chain[:-2]))

    def close_paragraph(self) -> str:
        """Return the markup that ends all that is open, and the paragraph."""
        return _closed(self.chain)

    def open_paragraph(self) -> str:
        """Return the markup that begins a paragraph of the same format, and in it all that is open here."""
        return "".join(map(_opened, self.chain[:-1])) + self._open_text()

    def empty_paragraph(self) -> str:
        """Return a paragraph of the same format with nothing in it."""
        name, properties = self.paragraph.name, self.paragraph.properties
        return f"<{name}{self.declared_for_paragraphs}>{properties}</{name}>"

    def _open_text(self) -> str:
        own = self.chain[-1]
        return f'<{own.name}{declared_by(own.opening)} xml:space="preserve">'


def spot_at(text: str, position: int) -> Spot | None:
    """Return what is open at *position* of *text*; None where that is in no paragraph, as far as *text* tells."""
    chain: list[Open] = []
    closed = 0
    at = text.rfind("<", 0, position)
    while at >= 0:
        tag = _TAG.match(text, at)
        if tag is not None:
            if tag[1]:
                closed += 1
            elif not tag[3].endswith("/"):
                if closed:
                    closed -= 1
                else:
                    chain.append(_opened_at(text, tag))
                    if chain[-1].kind == "p":
                        return Spot(chain[::-1])
        at = text.rfind("<", 0, at)
    return None


def element_end(text: str, position: int, name: str) -> int:
    """Return where the element *name* that is open at *position* ends, behind its closing tag; -1 where it does not."""
    depth = 1
    for tag in re.compile(rf"<(/?){re.escape(name)}(?=[\s/>])(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>").finditer(
        text, position
    ):
        if tag[1]:
            depth -= 1
            if not depth:
                return tag.end()
        elif not tag.group().endswith("/>"):
            depth += 1
    return -1


def _opened_at(text: str, tag: re.Match[str]) -> Open:
    name, stop = tag[2], tag.end()
    kind = name.rpartition(":")[2]
    wanted = name.removesuffix(kind) + _PROPERTIES.get(kind, "-")
    properties = ""
    own = _TAG.match(text, stop)
    if own is not None and own[2] == wanted and not own[1]:
        end = own.end() if own[3].endswith("/") else element_end(text, own.end(), wanted)
        properties = text[stop:end]
        stop = end
    return Open(name, tag.start(), stop, tag.group(), properties)


def _closed(items: list[Open]) -> str:
    return "".join(f"</{item.name}>" for item in reversed(items))


def _opened(item: Open) -> str:
    return re.sub(IDENTITY, "", item.opening) + item.properties
