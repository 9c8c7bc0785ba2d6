"""Stretches: what stands between two tags that Jinja works out -> bytes, ready for the file.

A stretch is the template's own text, kept as bytes, with plain names in it, grids' cells and ids. Nearly every tag of a
form is a plain name whose value is a figure or a short text in plain mappings; such are looked up and printed here in
one go, which takes a tenth of the time that Jinja's own way does (see benchmarks/). Whatever is not as plain as that
goes its way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import escape

from docfill.data import SHOWN
from docfill.word.assembly import GridCell, Name, Subscript
from docfill.word.values import plain_figure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from docfill.word.ids import IdSlot

    Piece: TypeAlias = "str | Name | GridCell | IdSlot"


# A printed value of more bytes counts: of shorter ones not enough are held at once to fill the memory.
LONG = 4_096


class TooLargeError(Exception):
    """Raised where what is printed would be larger than a part may be, by the tag on that *line*; 0 for a grid's."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class Stretch:
    """A run of pieces between two tags that Jinja works out: texts, with places in them that are filled in plainly.

    *texts* holds the template's own text, and an empty one wherever a name, a grid's cell or an id is printed; these
    are listed with the index of their place. Where nothing is, the stretch *is_fixed*: it is one text. What names are
    looked up in is listed once: *wholes*, each by the number of the one that it stands in, and its key there; the first
    is of the data (0) and of the roots (from 1).
    """

    __slots__ = ("_names", "_wholes", "cells", "ids", "is_fixed", "texts")

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.texts: list[bytes] = []
        self.cells: list[tuple[int, GridCell]] = []
        self.ids: list[tuple[int, IdSlot]] = []
        self._names: list[tuple[int, int, str | int, int]] = []
        self._wholes: list[tuple[int, str | int]] = []
        known: dict[tuple[int, str | int], int] = {}
        for at, piece in enumerate(pieces):
            if isinstance(piece, str):
                self.texts.append(piece.encode())
                continue
            self.texts.append(b"")
            if isinstance(piece, Name):
                path, line, root = piece
                if not path:
                    self._names.append((at, 0, root, line))
                    continue
                whole = known.setdefault((0, root), len(known) + 1)
                for key in path[:-1]:
                    whole = known.setdefault((whole, key), len(known) + 1)
                self._names.append((at, whole, path[-1], line))
            elif isinstance(piece, GridCell):
                self.cells.append((at, piece))
            else:
                self.ids.append((at, piece))
        self._wholes.extend(known)
        self.is_fixed = not (self._names or self.cells or self.ids)
        if self.is_fixed:
            self.texts = [b"".join(self.texts)]

    @classmethod
    def of_values(cls, values: tuple[Any, ...]) -> Stretch:
        """Return the stretch that gave these *values*."""
        self = cls.__new__(cls)
        self.texts, self._names, self._wholes, cells, ids, subscripts = values
        for number in subscripts:
            self._mark_subscript(number)
        self.is_fixed = not (self._names or cells or ids)
        self.cells = [(at, GridCell(*cell)) for at, cell in cells]
        self.ids = []
        if ids:
            from docfill.word.ids import IdSlot  # lazy for start-up

            self.ids = [(at, IdSlot(*slot)) for at, slot in ids]
        return self

    def _mark_subscript(self, number: int) -> None:
        """Let the key of that *number*, first of the names and then of the wholes, be one in brackets."""
        if number < len(self._names):
            at, whole, key, line = self._names[number]
            self._names[number] = at, whole, Subscript(key), line
        else:
            whole, key = self._wholes[number - len(self._names)]
            self._wholes[number - len(self._names)] = whole, Subscript(key)

    @property
    def values(self) -> tuple[Any, ...]:
        """What it is made of, in values of Python's own."""
        cells, ids = ([(at, tuple(piece)) for at, piece in pieces] for pieces in (self.cells, self.ids))
        keys = [key for _, _, key, _ in self._names] + [key for _, key in self._wholes]
        subscripts = [at for at, key in enumerate(keys) if type(key) is Subscript]
        names = [(at, whole, _plain_key(key), line) for at, whole, key, line in self._names]
        wholes = [(whole, _plain_key(key)) for whole, key in self._wholes]
        return self.texts, names, wholes, cells, ids, subscripts

    def _path(self, whole: int, key: str | int) -> tuple[int, tuple[str, ...]]:
        """Return the number of the root, and the steps from there, of the name that is the *key* of that *whole*."""
        steps: list[Any] = []
        while whole:
            steps.append(key)
            whole, key = self._wholes[whole - 1]
        return int(key), tuple(reversed(steps))

    def printed(
        self,
        data: Any,
        roots: tuple[Any, ...],
        slowly: Callable[[int, Any, tuple[str, ...], int], str],
        otherwise: Callable[[Any, int], str],
        cell: Callable[[GridCell], str],
        fresh: Callable[[IdSlot], str],
        most: int,
    ) -> bytes:
        """Return the texts with the names, cells and ids printed in them.

        *slowly* prints a name, given the number of its root (0 for the data), the root's value, its path and its tag's
        line; *otherwise* prints a value that is not plain. *cell* gives what stands in a grid's cell, *fresh* an id.
        Raises TooLargeError past *most* bytes of long values.
        """
        texts = self.texts.copy()
        room = most
        wholes: list[Any] = [(data, *roots)]
        for origin, key in self._wholes:
            try:
                whole = wholes[origin][key]
            except (KeyError, TypeError):
                whole = None
            # A mapping alone is looked in before its attributes; the rest is Jinja's to decide.
            wholes.append(whole if isinstance(whole, dict) else None)
        for at, origin, key, line in self._names:
            try:
                value = wholes[origin][key]
                kind = type(value)
                if kind is int:
                    texts[at] = b"%d" % value
                    continue
            except (KeyError, TypeError, ValueError):  # ValueError: Python writes no figure of 4,301 digits
                root, path = self._path(origin, key)
                text = slowly(root, wholes[0][root], path, line).encode()
            else:
                if kind is str and value.isalnum():
                    text = value.encode()
                else:
                    text = (plain_text(value) or otherwise(value, line)).encode()
            if len(text) > LONG:  # one long value may be printed by any number of tags
                room -= len(text)
                if room < 0:
                    raise TooLargeError(line)
            texts[at] = text
        for at, piece in self.cells:
            texts[at] = text = cell(piece).encode()
            if len(text) > LONG:
                room -= len(text)
                if room < 0:
                    raise TooLargeError(0)
        for at, slot in self.ids:
            texts[at] = fresh(slot).encode()
        return b"".join(texts)


def _plain_key(key: str | int) -> str | int:
    """Return *key* as a value of Python's own."""
    return str(key) if isinstance(key, str) else key


def plain_text(value: Any) -> str:
    """Return what is printed for *value* where that needs no thought, escaped; "" where it does."""
    kind = type(value)
    if kind in SHOWN:
        value, kind = value.shown, str
    if kind is float:
        return plain_figure(value)
    # Nothing that XML forbids is printable, nor are the line breaks and tabs that turn into markup.
    if kind is str and value and value.isprintable() and value[0] != " " != value[-1]:
        return escape(value)
    return ""
