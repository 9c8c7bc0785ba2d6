"""Faults: what is raised for a picture that cannot be shown."""

from __future__ import annotations


class PictureError(Exception):
    """Raised where a picture cannot be shown: a *code* of the catalogue, and the *words* that its sentence needs."""

    def __init__(self, code: str, **words: str) -> None:
        super().__init__(code, words)
        self.code = code
        self.words = words
