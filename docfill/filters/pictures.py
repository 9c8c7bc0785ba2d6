"""Pictures: a file's name, or a picture, and a size -> the picture in that size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docfill.filters.faults import FilterError, shortened
from docfill.filters.reading import is_blank
from docfill.pictures.image import FileName, Image, changed

if TYPE_CHECKING:
    from collections.abc import Callable


def image(
    value: object,
    width: object = None,
    height: object = None,
    *,
    fit: bool = False,
    alt: str = "",
    link: str = "",
) -> object:
    """Return the picture that *value* is, or that the file which it names is, with these options of `Image`.

    The file is looked for in the folder that the caller of the fill allows. What is blank stays so.
    """
    if is_blank(value):
        return ""
    if isinstance(value, Image):
        given = value
    elif isinstance(value, str):
        given = Image(FileName(" ".join(value.split())))
    else:
        raise FilterError("no-picture-name", found=shortened(value))
    changes: dict[str, Any] = {"alt": alt or given.alt, "link": link or given.link}
    if fit or width is not None or height is not None:
        changes |= {"width": width, "height": height, "fit": fit, "shrinks": False}
    return changed(given, **changes, origin=value)


FILTERS: dict[str, Callable[..., Any]] = {"图片": image, "image": image}
