"""Problems: one thing each that a person must mend, as data: a code, a place, and the words its sentence needs."""

from __future__ import annotations

from string import Template as Sentence
from typing import TYPE_CHECKING, Any, NamedTuple

from docfill.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docfill.places import Language, Place


# A tag, a name or a value can be as long as a file; a sentence needs its beginning.
_LONGEST_DETAIL = 1000


class Details(dict[str, str]):
    """The words of one problem's sentence: a dict that hashes, because problems are told apart by them."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(self.items()))


class Problem(NamedTuple):
    """One thing that a person must mend.

    *code* is stable and documented (``missing-value``); *place* is where to mend it, None where no place is
    meant; *details* are the words that the sentence of the catalogue needs; *related* are further places that
    belong to it, such as the tag that uses a missing value.
    """

    code: str
    place: Place | None
    severity: Severity
    details: Details
    related: tuple[Place, ...] = ()

    def message(self, lang: Language = "en") -> str:
        """Return what is wrong, in one sentence."""
        return self._say("message", lang)

    def hint(self, lang: Language = "en") -> str:
        """Return what to do about it; empty where the message says it all."""
        return self._say("hint", lang)

    def _say(self, which: str, lang: Language) -> str:
        from docfill.catalogue import CATALOGUE  # lazy: a fill without problems never reads the sentences

        words = CATALOGUE[self.code].words(lang)
        details: dict[str, str] = self.details
        if lang == "zh" and "reason" in details:
            from docfill.catalogue.reasons import in_chinese  # lazy: few problems quote another's reason

            details = {**details, "reason": in_chinese(details["reason"])}
        return Sentence(getattr(words, which)).substitute(details).strip()

    def as_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Return the problem as plain values, the way ``--json`` prints it."""
        place = {name: value for name, value in self.place._asdict().items() if value} if self.place else None
        return {
            "code": self.code,
            "severity": self.severity.value,
            "message": self.message(lang),
            "hint": self.hint(lang),
            "where": self.place.text(lang) if self.place else "",
            "place": place,
            "related": [other.text(lang) for other in self.related],
            "details": dict(self.details),
        }

    def line(self, lang: Language = "en") -> str:
        """Return the problem in one line, for logs and for an exception's text."""
        where = f"{self.place.text(lang)}: " if self.place else ""
        return f"{where}{self.code}: {self.message(lang)}"


class Problems:
    """Collects problems; nothing stops at the first."""

    def __init__(self, found: Iterable[Problem] = ()) -> None:
        self._found: dict[Problem, None] = {}
        self.extend(found)

    def add(self, code: str, place: Place | None = None, *related: Place, **details: object) -> None:
        """Add the problem *code* at *place*; *details* are the words that its sentence needs."""
        from docfill.catalogue import CATALOGUE  # lazy: see Problem._say

        words = Details(sorted((name, _cut(str(value))) for name, value in details.items()))
        self.extend([Problem(code, place, CATALOGUE[code].severity, words, related)])

    def extend(self, found: Iterable[Problem]) -> None:
        """Add *found*; a problem that is there already is not added twice."""
        self._found.update(dict.fromkeys(found))

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    @property
    def errors(self) -> list[Problem]:
        """The problems that stop a fill."""
        return [problem for problem in self._found if problem.severity is Severity.ERROR]

    def raise_errors(self) -> None:
        """Raise FillError with all that was collected if any of it is an error."""
        if self.errors:
            raise FillError(self._found)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_DETAIL else f"{text[:_LONGEST_DETAIL]}…"


class FillError(Exception):
    """Raised where something must be mended first; nothing was written. ``problems`` holds all of it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(problem.line() for problem in self.problems)


def failure(code: str, place: Place | None = None, *related: Place, **details: object) -> FillError:
    """Return the FillError that holds just this one problem, for a fault that leaves nothing else to look at."""
    problems = Problems()
    problems.add(code, place, *related, **details)
    return FillError(problems)
