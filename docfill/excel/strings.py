"""Strings: the part that holds a workbook's texts, each once -> a list of them (ECMA-376 part 1, 18.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docfill.excel.parsing import MAIN_NAMESPACES, feed, make_parser

if TYPE_CHECKING:
    from docfill.excel.parsing import Readable


class TooManyStringsError(Exception):
    """A workbook has more texts than may be read; *limit* says how many."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


def read_strings(stream: Readable, limit: int) -> list[str]:
    """Return the texts in order: runs of rich text joined, phonetic guides left out.

    Raises TooManyStringsError, and ValueError or ExpatError where the part is not as it should be.
    """
    parser = make_parser()
    found: list[str] = []
    pieces: list[str] = []
    phonetic = 0

    def begin_document(name: str, _: dict[str, str]) -> None:
        namespace, local = name.rsplit(" ", 1) if " " in name else ("", name)
        if local != "sst" or namespace not in MAIN_NAMESPACES:
            raise ValueError(f"it is no table of strings but <{local}>")
        item, text, guide = (f"{namespace} {local}" for local in ("si", "t", "rPh"))

        def start(name: str, _: dict[str, str]) -> None:
            nonlocal phonetic
            if name == text:
                if not phonetic:
                    parser.CharacterDataHandler = pieces.append
            elif name == guide:
                phonetic += 1

        def end(name: str) -> None:
            nonlocal phonetic
            if name == text:
                parser.CharacterDataHandler = None
            elif name == item:
                if len(found) == limit:
                    raise TooManyStringsError(limit)
                found.append("".join(pieces))
                pieces.clear()
            elif name == guide:
                phonetic -= 1

        parser.StartElementHandler = start
        parser.EndElementHandler = end

    parser.StartElementHandler = begin_document
    feed(parser, stream)
    return found
