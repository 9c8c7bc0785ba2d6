"""Files: the path of a file, or the open file -> its bytes."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from docfill.places import FilePlace
from docfill.problems import failure


def content_of(path: Path) -> bytes:
    """Return the bytes of a file of data; it is open no longer, because Windows locks open files."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise failure("data-file-missing", FilePlace(str(path))) from None
    except OSError as error:
        raise failure("data-file-unreadable", FilePlace(str(path)), reason=error.strerror or error) from error


def read_document(source: str | Path | bytes | BinaryIO, unnamed: str) -> tuple[bytes, str]:
    """Return the bytes of the Word document *source* and its name; *unnamed* where it has none."""
    if isinstance(source, bytes):
        return source, unnamed
    if not isinstance(source, (str, Path)):
        name = getattr(source, "name", "")
        return source.read(), Path(name).name if isinstance(name, str) and name else unnamed
    path = Path(source)
    place = FilePlace(path.name)
    try:
        return path.read_bytes(), path.name
    except FileNotFoundError as error:
        raise failure("no-such-file", place, path=str(path)) from error
    except IsADirectoryError as error:
        raise failure("not-a-document", place) from error
    except OSError as error:
        raise failure("cannot-read", place, reason=error.strerror or str(error)) from error
