"""Files: the path of a file of data -> its bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docfill.places import FilePlace
from docfill.problems import failure

if TYPE_CHECKING:
    from pathlib import Path


def content_of(path: Path) -> bytes:
    """Return the bytes of a file of data; it is open no longer, because Windows locks open files."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise failure("data-file-missing", FilePlace(str(path))) from None
    except OSError as error:
        raise failure("data-file-unreadable", FilePlace(str(path)), reason=error.strerror or error) from error
