"""One entry of the catalogue: what a code means, in English and Chinese, with its smallest example."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from docfill.severity import Severity

if TYPE_CHECKING:
    from docfill.places import Language


@attrs.frozen
class Words:
    """What is said of a problem in one language.

    *message* says what is wrong and *hint* what to do, both with ``${name}`` for a detail; *explanation* is what
    ``docfill explain`` adds: why it is a problem and how it comes about.
    """

    message: str
    hint: str
    explanation: str


@attrs.frozen
class Entry:
    """One kind of problem. *example* is the smallest input that causes it: a template, a sheet, a command."""

    example: str
    en: Words
    zh: Words
    severity: Severity = Severity.ERROR

    def words(self, lang: Language) -> Words:
        """Return what is said in *lang*."""
        return self.zh if lang == "zh" else self.en
