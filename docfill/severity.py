"""Severity: how bad a problem is."""

import enum


class Severity(enum.Enum):
    """How bad it is: an error stops the fill, a warning and a note do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
