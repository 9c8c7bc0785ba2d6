"""Unshown: why a number has no text under its format: the format is not understood, or Excel shows ##### itself."""

from __future__ import annotations


class UnknownFormatError(Exception):
    """A number format asks for what is not understood yet; the text is the format's code."""


class BrokenFormatError(UnknownFormatError):
    """A number format is none: Excel would not take it; the text is the format's code."""


class ShowsHashesError(Exception):
    """Excel fills the cell with ##### instead of showing its number."""


class OutsideCalendarError(ShowsHashesError):
    """A number is no day that Excel has: it shows ##### for it."""


class NoSectionError(ShowsHashesError):
    """A number meets none of its format's conditions: Excel shows ##### for it."""
