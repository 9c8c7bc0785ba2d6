"""Expanses: the characters of a long text, noted by stretches -> sequences like lists of them, in little memory.

Lists take ninety bytes for each character, and a file of some kilobytes may unpack to a paragraph of millions.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from typing import Generic, TypeVar, overload

T = TypeVar("T")
_WORTH_A_RANGE = 64


class Same(Sequence[T], Generic[T]):
    """One *value* as many times as *length* says."""

    __slots__ = ("_value", "length")

    def __init__(self, value: T, length: int) -> None:
        self._value = value
        self.length = length

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[T]:
        return repeat(self._value, self.length)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return Same(self._value, len(range(self.length)[index])) if isinstance(index, slice) else self._value


class Expanse(Sequence[T], Generic[T]):
    """A sequence that is made of stretches, one behind the other."""

    def __init__(self) -> None:
        self._stretches: list[Sequence[T]] = []
        self._firsts: list[int] = []  # at which index each begins
        self._length = 0

    def extend(self, stretch: Sequence[T]) -> None:
        """Add *stretch*."""
        if stretch:
            self._stretches.append(stretch)
            self._firsts.append(self._length)
            self._length += len(stretch)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[T]:
        return chain.from_iterable(self._stretches)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            return self._part(*index.indices(self._length)[:2])
        at = index + self._length if index < 0 else index
        if not 0 <= at < self._length:
            raise IndexError(index)
        number = bisect_right(self._firsts, at) - 1
        return self._stretches[number][at - self._firsts[number]]

    def _part(self, start: int, stop: int) -> Sequence[T]:
        part: Expanse[T] = Expanse()
        first = max(bisect_right(self._firsts, start) - 1, 0)
        for begin, stretch in zip(self._firsts[first:], self._stretches[first:], strict=True):
            if begin >= stop:
                break
            part.extend(stretch[max(start - begin, 0) : stop - begin])
        return part


class Offsets(Expanse[int]):
    """Where the characters stand."""

    def extend(self, stretch: Sequence[int]) -> None:
        """Add *stretch*, a range. It is kept as one where that takes less than its numbers do."""
        last = self._stretches[-1] if self._stretches else None
        if len(stretch) >= _WORTH_A_RANGE:
            super().extend(stretch)
        elif isinstance(last, array):
            last.extend(stretch)
            self._length += len(stretch)
        else:
            super().extend(array("q", stretch))

    def append(self, offset: int) -> None:
        """Add the *offset* of one character."""
        self.extend((offset,))


class Owners(Expanse[T]):
    """What the characters stand in."""

    def extend_same(self, owner: T, length: int) -> None:
        """Add *owner* for so many characters."""
        last = self._stretches[-1] if self._stretches else None
        if isinstance(last, Same) and last[0] is owner:
            last.length += length
            self._length += length
        else:
            self.extend(Same(owner, length))

    def append(self, owner: T) -> None:
        """Add the *owner* of one character."""
        self.extend_same(owner, 1)
