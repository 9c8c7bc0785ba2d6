"""Slips: the names of a template -> pairs of them that differ so little that one is probably the other, mistyped.

A warning that cries wolf is read by nobody, so what families of honest names differ in is no slip: figures, Chinese
numerals, one letter that is a word of its own, a plural, a character with a meaning (自然人 and 法人, 上年 and 本年).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from docfill.word.checks.lookalikes import skeleton

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from docfill.problems import Problems
    from docfill.word.checks.usage import Usage
    from docfill.word.paragraphs import Tag

# English words of forms that are one letter apart and both meant.
_HONEST = frozenset(
    map(
        frozenset,
        [
            ("county", "country"),
            ("contract", "contact"),
            ("patent", "patient"),
            ("form", "from"),
            ("causal", "casual"),
            ("trail", "trial"),
            ("quiet", "quite"),
            ("price", "prize"),
            ("month", "mouth"),
        ],
    )
)
# Characters that turn a word into another one where they are put in.
_TURNS_A_WORD = frozenset("不无未非总全各单双多少大小新旧前后上下左右内外男女中市省县区分子母主副正负已应实")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[^\W_]")


class Name(NamedTuple):
    """One name: its last *step*, how often it is used, the *tag* of its first use (None where only a form has it)."""

    path: str
    step: str
    times: int
    tag: Tag | None
    is_list: bool
    order: int


def check_slips(
    usages: Sequence[Usage],
    bound: Iterable[Tag],
    known: Collection[str],
    problems: Problems,
    look: Callable[[], None],
) -> None:
    """Warn of names that differ by a slip from another of the same group, both places named.

    *look* is called for each name, to break off what takes too long.

    *bound* are the tags that name things themselves (a loop's items); *known* are the paths that the form or the data
    have: none of them is a slip, and one that no tag uses may be what a tag means.
    """
    names = _names_of(usages)
    for siblings in names.values():
        before = _Index()
        for name in siblings:
            look()
            for other in before.near(name.step):
                if differs_by_a_slip(name.step, other.step, lists=name.is_list or other.is_list):
                    _report(name, other, known, problems)
            before.add(name)
    _compare_with_unused(names, known, problems, look)
    locals_ = _Index(_locals_of(bound))
    for name in names.get("", ()):
        look()
        for local in locals_.near(name.step) if name.path not in known else ():
            if name.step != local.step and differs_by_a_slip(name.step, local.step, lists=True):
                _add(name, local, problems)


def _compare_with_unused(
    names: Mapping[str, Sequence[Name]], known: Collection[str], problems: Problems, look: Callable[[], None]
) -> None:
    """Warn of names that differ by a slip from one of *known* that no tag uses."""
    used = {name.path for siblings in names.values() for name in siblings}
    unused: dict[str, _Index] = {}
    for path in sorted({*known} - used):
        group, _, step = path.rpartition(".")
        unused.setdefault(group, _Index()).add(Name(path, step, 0, None, False, -1))
    for group, siblings in names.items():
        for name in siblings:
            look()
            for other in unused[group].near(name.step) if group in unused and name.path not in known else ():
                if differs_by_a_slip(name.step, other.step, lists=name.is_list):
                    _add(name, other, problems)


_LONGEST = 100  # letters of a name; of a longer one there are too many ways to leave out a letter


class _Index:
    """Names, found by others that may differ from them by a slip: a template may have thousands."""

    def __init__(self, names: Iterable[Name] = ()) -> None:
        self._names: dict[str, dict[Name, None]] = {}
        for name in names:
            self.add(name)

    def add(self, name: Name) -> None:
        """Add *name*."""
        for key in _keys(name.step):
            self._names.setdefault(key, {})[name] = None

    def near(self, step: str) -> list[Name]:
        """Return the names that may differ from *step* by a slip, in the order in which they are used."""
        found = {name for key in _keys(step) for name in self._names.get(key, ())}
        return sorted(found, key=lambda name: (name.order, name.path))


def _keys(step: str) -> set[str]:
    """Return what *step* has in common with every name that differs by a slip: its skeleton, or all but one letter."""
    keys = {f"\0{skeleton(step)}", f"\0{step.casefold()}"}
    if 3 <= len(step) <= _LONGEST:
        keys |= {step, *(step[:at] + step[at + 1 :] for at in range(len(step)))}
    return keys


def differs_by_a_slip(one: str, other: str, *, lists: bool = False) -> bool:
    """Tell whether *one* is probably *other*, mistyped; *lists* says that one of them names a list."""
    if min(len(one), len(other)) < 2 and (one + other).isascii():
        return False
    if skeleton(one) == skeleton(other) or one.casefold() == other.casefold():
        return True
    shorter, longer = sorted((one, other), key=len)
    at = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if frozenset((_word_at(shorter, at).lower(), _word_at(longer, at).lower())) in _HONEST:
        return False
    if len(longer) - len(shorter) == 1 and shorter[at:] == longer[at + 1 :]:
        return _inserted(shorter, longer, at, lists=lists)
    if len(longer) != len(shorter):
        return False
    if shorter[at + 1 :] == longer[at + 1 :]:
        return _replaced(shorter, longer, at)
    swapped = shorter[at : at + 2] == longer[at : at + 2][::-1] and shorter[at + 2 :] == longer[at + 2 :]
    return swapped and len(shorter) >= 4 and all(c.isalpha() and not c.isnumeric() for c in shorter[at : at + 2])


def _inserted(shorter: str, longer: str, at: int, *, lists: bool) -> bool:
    """Tell whether the character at *at* of *longer* was put in, or left out of *shorter*, by a slip."""
    new = longer[at]
    if not new.isalpha() or new.isnumeric():
        return False
    twice = len(shorter) >= 3 and new in (longer[at - 1 : at] or None, longer[at + 1 : at + 2] or None)
    inside = 0 < at < len(shorter)
    if new.isascii():
        plural = new == "s" and at == len(shorter)
        if plural:
            return not lists and len(shorter) >= 4
        return inside and len(shorter) >= 4 and len(_word_at(longer, at)) >= 5
    return twice or (inside and len(shorter) >= 5 and new not in _TURNS_A_WORD)


def _replaced(one: str, other: str, at: int) -> bool:
    """Tell whether one letter was typed for another; Chinese characters are told by their looks, in `skeleton`."""
    letters = one[at].isascii() and other[at].isascii() and one[at].isalpha() and other[at].isalpha()
    inside = 0 < at < len(one) - 1
    return letters and inside and min(len(_word_at(one, at)), len(_word_at(other, at))) >= 5 and _within(one, at)


def _within(name: str, at: int) -> bool:
    """Tell whether the letter at *at* is neither first nor last of its word: payer and payee, lender and sender."""
    return any(found.start() < at < found.end() - 1 for found in _WORDS.finditer(name))


def _word_at(name: str, at: int) -> str:
    return next((found.group() for found in _WORDS.finditer(name) if found.start() <= at < found.end()), "")


def _names_of(usages: Sequence[Usage]) -> dict[str, list[Name]]:
    """Return every name that *usages* step through, by the group that it belongs to, in the order of first use."""
    found: dict[str, Name] = {}
    for order, usage in enumerate(usages):
        if usage.tag is None:
            continue
        steps = usage.path.split(".")
        for depth, step in enumerate(steps):
            path = ".".join(steps[: depth + 1]).removesuffix("[]")
            own = step.removesuffix("[]")
            is_list = step.endswith("[]") or (depth == len(steps) - 1 and usage.shape == "list")
            before = found.get(path)
            if before is None:
                found[path] = Name(path, own, 1, usage.tag, is_list, order)
            else:
                found[path] = before._replace(times=before.times + 1, is_list=before.is_list or is_list)
    groups: dict[str, list[Name]] = {}
    for name in found.values():
        groups.setdefault(name.path.rpartition(".")[0], []).append(name)
    return groups


def _locals_of(tags: Iterable[Tag]) -> list[Name]:
    from docfill.word.statements import names_bound

    found: Mapping[str, Tag] = {name: tag for tag in reversed(list(tags)) for name in names_bound([tag])}
    return [Name(name, name, 1, tag, False, -1) for name, tag in found.items()]


def _report(one: Name, other: Name, known: Collection[str], problems: Problems) -> None:
    if one.path in known and other.path in known:
        return
    # The one that is used less is probably the slip, of two that are used alike the later.
    rank_one, rank_other = ((name.path in known, name.times, -name.order) for name in (one, other))
    _add(*((one, other) if rank_one < rank_other else (other, one)), problems=problems)


def _add(slip: Name, meant: Name, problems: Problems) -> None:
    places = [name.tag.place for name in (slip, meant) if name.tag is not None]
    # The names as people write them, without the marks of lists.
    name, other = slip.path.replace("[]", ""), meant.path.replace("[]", "")
    problems.add("names-differ-by-a-slip", *places, name=name, other=other)
