"""Pictures: a source of chance -> a picture's file, of every kind that Word shows, sound or spoilt."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from tests.fuzz.spoiling import spoil_bytes, spoil_markup
from tests.pictures import emf, empty_png, of_pillow, png, svg, turned_jpeg, wmf

if TYPE_CHECKING:
    from tests.fuzz.chances import Chance


@functools.cache
def sound() -> list[bytes]:
    """Return a small picture of each kind, and of some that Word does not show."""
    return [
        png(),
        png(dots=300),
        empty_png(60_000, 60_000),
        *(of_pillow(kind) for kind in ("JPEG", "GIF", "BMP", "TIFF", "WEBP", "ICO", "PPM")),
        turned_jpeg(),
        emf(),
        wmf(),
        svg(),
        svg("<g>" * 50 + "</g>" * 50, 'width="1e9" height="-1"'),
        svg('<image href="file:///etc/passwd"/><text>甲</text>', 'width="30" height="20%"'),
        b"",
        b"%PDF-1.4",
    ]


def shown() -> list[bytes]:
    """Return a picture of each kind that Word shows."""
    return [png(), png(dots=300), *(of_pillow(kind) for kind in ("JPEG", "GIF", "BMP", "TIFF")), emf(), wmf(), svg()]


def a_picture(chance: Chance) -> bytes:
    """Return a picture's file; half of them are not as they should be."""
    content = chance.choice(sound())
    for _ in range(chance.choice([0, 0, 0, 1, 2, 5])):
        content = (spoil_markup if content.startswith(b"<") else spoil_bytes)(chance, content)
        if chance.random() < 0.1:
            content = content[: chance.randrange(len(content) + 1)]
    return content
