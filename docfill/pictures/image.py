"""Image: a picture that a value of the data is, with the size, the description and the link that it is shown with."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from docfill.files import at_most, opened
from docfill.limits import LIMITS
from docfill.pictures.faults import PictureError
from docfill.pictures.files import EMU_PER_INCH, look_at

if TYPE_CHECKING:
    from docfill.limits import Limits
    from docfill.pictures.files import ImageFile

Length = Any  # a number of millimetres, a text such as "3cm", or what has its own ``emu``, as python-docx's lengths do

# English Metric Units (ECMA-376 part 1, 20.1.2.1) in one of each unit, and what the units are called.
_UNITS = {
    "mm": 36_000,
    "毫米": 36_000,
    "cm": 360_000,
    "厘米": 360_000,
    "in": EMU_PER_INCH,
    "英寸": EMU_PER_INCH,
    "pt": 12_700,
    "磅": 12_700,
}
_LENGTH = re.compile(rf"(\d+(?:\.\d+)?|\.\d+)\s*({'|'.join(_UNITS)})?", re.IGNORECASE)
# Word takes no picture that is wider or higher than 22 inches.
MAX_EMU = 22 * EMU_PER_INCH


class FileName(str):
    """What the data call a picture's file; it is looked for in the folder that the caller of the fill allows."""

    __slots__ = ()


class Image:
    """A picture: PNG, JPEG, GIF, BMP, TIFF, EMF, WMF or SVG.

    *source* is its file's path, its bytes, or an open binary file, which is read here and now, once. *width* and
    *height* are millimetres or texts such as ``"30mm"``, ``"3cm"``, ``"1in"``, ``"72pt"``: one of them keeps the
    picture's proportion, both are its size. Without either it has its own size, by its resolution (96 dots an inch
    where the file states none), made smaller where the text's or the cell's width is. With *fit* it is made as large
    as *width* and *height* allow, or, where they are not given, the cell or the text that it stands in, in its own
    proportion. *alt* describes it for those who cannot see it, *link* is the address that a click on it opens,
    *fallback* the picture that is shown in place of an SVG where that cannot be shown.

    A fault of the file is a problem of the fill that prints it.
    """

    def __init__(
        self,
        source: str | Path | bytes | BinaryIO,
        *,
        width: Length = None,
        height: Length = None,
        fit: bool = False,
        alt: str = "",
        link: str = "",
        fallback: str | Path | bytes | BinaryIO | Image | None = None,
    ) -> None:
        self.width = width
        self.height = height
        self.fit = fit
        self.shrinks = False  # a picture of a workbook has a size, and yet is made smaller where there is no room
        self.alt = alt
        self.link = link
        self.fallback = fallback if fallback is None or isinstance(fallback, Image) else Image(fallback)
        self.name = ""
        self.origin: object = None  # the value of the data that a filter made this of
        # A path is kept as text: a template that reaches it has none of the methods of a Path, which read and delete.
        self.source: bytes | str
        self._file: ImageFile | None = None
        if isinstance(source, (bytes, bytearray, memoryview)):
            self.source = bytes(source)
        elif isinstance(source, FileName):
            self.source = source
        elif isinstance(source, (str, Path)):
            self.source = str(source)
        else:
            self.source = source.read(LIMITS.file_bytes)
            self.name = _name_of(source)
            if not isinstance(self.source, bytes):
                raise TypeError("an Image is read from a binary file: open(path, 'rb')")
        if isinstance(self.source, str):
            self.name = Path(self.source).name

    def __repr__(self) -> str:
        return f"<Image {self.name or 'of bytes'}>"

    def __str__(self) -> str:
        # Joined to a text, or calculated with, it would be lost without a word.
        raise PictureError("picture-as-text")

    def file(self, limits: Limits = LIMITS) -> ImageFile:
        """Return the picture's file, looked at: its kind, its content and its own size. Raises PictureError."""
        if self._file is None:
            self._file = look_at(self._content(limits), self.name, limits)
        return self._file

    def _content(self, limits: Limits) -> bytes:
        if isinstance(self.source, bytes):
            return self.source
        if isinstance(self.source, FileName):
            raise PictureError("pictures-folder-needed", name=self.source)
        return content_of(Path(self.source), limits)


def changed(image: Image, **changes: Any) -> Image:
    """Return *image* with other options: ``changed(image, width=30)``.

    No method, because a template could call that, and give a picture another source.
    """
    new = copy.copy(image)
    for name, value in changes.items():
        setattr(new, name, value)
    return new


def content_of(path: Path, limits: Limits = LIMITS) -> bytes:
    """Return the bytes of the picture at *path*. Raises PictureError."""
    try:
        if path.is_dir():
            raise PictureError("picture-is-folder", name=str(path))
        with opened(path) as file:
            return at_most(file, limits.picture_bytes + 1)
    except FileNotFoundError:
        raise PictureError("picture-missing", name=str(path), guess="") from None
    except (OSError, ValueError) as error:  # ValueError: a name with a zero character in it
        reason = getattr(error, "strerror", None) or str(error)
        raise PictureError("picture-unreadable", name=str(path), reason=reason) from error


def emu_of(length: Length) -> int | None:
    """Return *length* in English Metric Units; None where none is given. Raises PictureError for what is none."""
    if length is None or length == "":
        return None
    emu = getattr(length, "emu", None)
    if emu is None and isinstance(length, (int, float)) and not isinstance(length, bool):
        emu = round(length * _UNITS["mm"]) if length == length and abs(length) < MAX_EMU else 0  # noqa: PLR0124  NaN
    elif emu is None and isinstance(length, str):
        match = _LENGTH.fullmatch(length.strip())
        emu = round(float(match[1]) * _UNITS[(match[2] or "mm").lower()]) if match else 0
    if emu is None or not 0 < emu <= MAX_EMU:
        raise PictureError("picture-size", found=" ".join(str(length).split())[:40])
    return int(emu)


def _name_of(file: object) -> str:
    name = getattr(file, "name", "")
    return Path(name).name if isinstance(name, str) else ""
