"""Mentions: a text and the figures that it repeats -> those that say another number than the table."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from docfill.forms.figures import GapError, plain_number
from docfill.forms.rules import number, places_of
from docfill.forms.spans import together

if TYPE_CHECKING:
    from docfill.forms.figures import Figures
    from docfill.forms.form import Field
    from docfill.problems import Problems

# Digits and separators as input methods type them; other full-width marks stay, since sentences end with them.
_PLAIN_DIGITS = str.maketrans("０１２３４５６７８９．", "0123456789.")
_SPACES = re.compile(r"[ \t\u3000\xa0]+")
_NUMBER = re.compile(r"\d+(\.\d+)?\Z")


def check(field: Field, figures: Figures, problems: Problems) -> None:
    """Warn of each figure in the text of *field* that its form says should be another."""
    path = tuple(field.name.split("."))
    value = figures.value(path)
    if not isinstance(value, str):
        return
    text = _SPACES.sub("", value.translate(_PLAIN_DIGITS))
    for mention in field.mentions:
        # Only the first time that it is said: "of which by letter 12" often follows in the same words.
        found = mention.pattern.search(text)
        said = (found[1] or "").replace(",", "") if found else ""
        if not found or not _NUMBER.match(said):
            continue
        try:
            wanted = number(mention.equals, figures)
        except GapError:
            continue  # the table has no figure to compare with
        if Decimal(said) != wanted:
            places = places_of(mention.equals, figures)
            words = {"said": found[0], "figure": plain_number(wanted), "name": mention.name}
            problems.add("text-contradicts-figures", figures.place(path), *together(places), **words)
