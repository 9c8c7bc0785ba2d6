"""Memory: a call that runs out of memory -> the problem that says so, once all that the call held is let go."""

from __future__ import annotations

import errno
import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from docfill.places import FilePlace
from docfill.problems import FillError, failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from docfill.places import Place

P = ParamSpec("P")
T = TypeVar("T")

# What the loader of Linux says of a library that finds no room, and Python where it could not even make the error.
_NOT_LOADED = ("failed to map segment", "Cannot allocate memory", "error return without exception set")
# How want of memory looks.
_SHORTAGES = (MemoryError, ImportError, OSError, SystemError)

NO_MEMORY = "out-of-memory"


def out_of_memory(place: Place | None = None) -> FillError:
    """Return the FillError that says that memory ran out over what is at *place*."""
    return failure(NO_MEMORY, place)


def ran_out(error: BaseException) -> bool:
    """Tell whether *error* is want of memory: Python's own, or that of the system as it opens a file or a library."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    return isinstance(error, MemoryError) or (
        isinstance(error, (ImportError, SystemError)) and any(sign in str(error) for sign in _NOT_LOADED)
    )


def refuse_shortage(error: Exception) -> None:
    """Raise MemoryError where *error*, what a parser of XML raised, is want of memory and no fault of the file."""
    code = getattr(error, "code", None)
    # libxml2's errors are those of Python's syntax. It has one of which it knows neither line nor kind any more.
    is_lost = isinstance(error, SyntaxError) and code == 1 and not error.lineno
    if is_lost or code == (2 if isinstance(error, SyntaxError) else 1):  # XML_ERR_NO_MEMORY, XML_ERROR_NO_MEMORY
        raise MemoryError from error


def within_memory(call: Callable[P, T]) -> Callable[P, T]:
    """Return *call*, which now raises FillError where memory runs out.

    Its place is the first file that the call was given, by its path or as an object that has one, if any.
    """

    @functools.wraps(call)
    def told(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return call(*args, **kwargs)
        except _SHORTAGES as error:
            if not ran_out(error):
                raise
        # Only here is what was under way let go, which is what fills the memory: it hung on the exception.
        raise out_of_memory(_place(args))

    return told


def _place(given: tuple[Any, ...]) -> FilePlace | None:
    for one in given:
        name = one if isinstance(one, (str, Path)) else getattr(one, "file", None)
        if isinstance(name, (str, Path)):
            return FilePlace(str(name))
    return None
