"""A folder of pictures that the caller of a fill allows: a file's name in the data -> the picture there, or none.

The data may come from anyone; what they name is read only where it lies in that folder.
"""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from docfill.pictures.faults import PictureError
from docfill.pictures.image import Image
from docfill.problems import failure

if TYPE_CHECKING:
    from docfill.pictures.image import FileName

# Beginnings of names that lead elsewhere: a root, a drive, a home, another machine.
_ELSEWHERE = re.compile(r"[/\\~]|[A-Za-z]:|file:", re.IGNORECASE)


class PictureFolder:
    """The folder at *path*. Raises FillError where there is none."""

    def __init__(self, path: str | Path) -> None:
        try:
            self._folder = Path(path).resolve(strict=True)
            is_folder = self._folder.is_dir()
        except (OSError, RuntimeError, ValueError):  # a name too long, links in a circle, a zero character
            is_folder = False
        if not is_folder:
            raise failure("no-pictures-folder", None, folder=str(path))
        self._found: dict[str, Image] = {}

    def picture(self, name: FileName) -> Image:
        """Return the picture of the file *name* in this folder, or in one that lies in it. Raises PictureError."""
        if name not in self._found:
            self._found[name] = Image(self._path(name))
        return self._found[name]

    def _path(self, name: str) -> Path:
        steps = re.split(r"[/\\]", name.strip())
        if _ELSEWHERE.match(name.strip()) or ".." in steps or "\0" in name:
            raise PictureError("picture-outside", name=name[:80])
        path = self._folder.joinpath(*steps)
        try:
            # Whatever links there are on the way, the file itself must lie in the folder.
            real = path.resolve(strict=True)
        except (FileNotFoundError, UnicodeError):  # no file has half a character in its name
            raise PictureError("picture-missing", name=name, guess=self._guess(path)) from None
        except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
            reason = getattr(error, "strerror", None) or str(error)
            raise PictureError("picture-unreadable", name=name, reason=reason) from error
        if not real.is_relative_to(self._folder):
            raise PictureError("picture-outside", name=name)
        if not (real.is_file() or real.is_dir()):  # to open a pipe would wait for another program, without end
            raise PictureError("picture-unreadable", name=name, reason=os.strerror(errno.EINVAL))
        return real

    def _guess(self, path: Path) -> str:
        """Return the name of a file there that *path* was probably meant to be, as `` (it?)``; or nothing."""
        from difflib import get_close_matches  # lazy for start-up: only a fault needs a guess

        try:
            if not path.parent.is_dir() or not path.parent.resolve().is_relative_to(self._folder):
                return ""
            items = sorted(path.parent.iterdir())
        except OSError:
            return ""  # a folder whose files may be read, and not listed
        # What people leave off, or misspell, is most often the ending; of a name of two characters one is half.
        there = {stem: item.name for item in items for stem in (item.name, item.stem)}
        close = get_close_matches(path.stem, there, 1, 0.5)
        return f" ({there[close[0]]}?)" if close else ""
