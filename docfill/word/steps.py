"""Steps: the statements of a program without Jinja -> functions that print what they say, given the slots of a fill.

A statement without a loop in it adds to what is printed; one with a loop yields it bit by bit, so that memory does not
grow with the rounds. The bits are those of Jinja's code: where a part is packed in blocks, they decide where one ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from docfill.limits import LIMITS
from docfill.word.stretches import LONG, plain_text
from docfill.word.values import text_of
from docfill.word.vocabulary import FILL, FOR, IF, LINES, LOOP, NAME, PRINT, TEXT
from docfill.word.working import DATA, FIRST, PART, PLAIN, NeedsTemplateError, needed, truth, working

if TYPE_CHECKING:
    from docfill.word.stretches import Stretch
    from docfill.word.working import Scope, Slots, Working

Step = Callable[["Slots", list[bytes]], None]
Flow = Callable[["Slots"], Iterator[bytes]]

# A round of a loop prints little; so many are handed on together, and the clock is looked at in between.
_TOGETHER = 16


def flow(statements: Sequence[tuple[Any, ...]], stretches: Sequence[Stretch], scope: Scope | None = None) -> Flow:
    """Return what yields what *statements* print; *scope* has the slots of the names that loops around give a value."""
    within = scope or {}
    # Those between two loops are one.
    flows: list[Flow] = []
    steps: list[Step] = []
    for statement in statements:
        if _repeats(statement):
            if steps:
                flows.append(_together(steps))
                steps = []
            flows.append(_flow(statement, stretches, within))
        else:
            steps.append(_step(statement, stretches, within))
    if steps:
        flows.append(_together(steps))

    def flowing(slots: Slots) -> Iterator[bytes]:
        for one in flows:
            yield from one(slots)

    return flows[0] if len(flows) == 1 else flowing


def printed(value: Any, _line: int = 0) -> str:
    """Return what is printed for *value*, escaped, as `running` has it. Raises NeedsTemplateError."""
    return escape(text(value))


def text(value: Any) -> Any:
    """Return *value* as text that may be escaped and printed. Raises NeedsTemplateError."""
    if type(value) not in PLAIN:
        raise NeedsTemplateError
    return text_of(value)


def slots_of(data: Any, part: Any, deepest: int) -> Slots:
    """Return the slots of a fill: *data*, the *part*, and two for each loop around the *deepest* statement."""
    return [data, part, *[None] * (2 * deepest)]


def depth(statements: Sequence[tuple[Any, ...]]) -> int:
    """Return how many loops stand within one another in *statements*."""
    deepest = 0
    for statement in statements:
        if statement[0] == FOR:
            deepest = max(deepest, 1 + depth(statement[3]))
        elif statement[0] == IF:
            deepest = max([deepest, depth(statement[2]), *(depth(body) for _, body in statement[1])])
    return deepest


def _repeats(statement: tuple[Any, ...]) -> bool:
    return depth([statement]) > 0


def _together(steps: list[Step]) -> Flow:
    def flowing(slots: Slots) -> Iterator[bytes]:
        out: list[bytes] = []
        for step in steps:
            step(slots, out)
        yield from out

    return flowing


def _flow(statement: tuple[Any, ...], stretches: Sequence[Stretch], scope: Scope) -> Flow:
    """Return what yields what *statement* prints, in which there is a loop."""
    if statement[0] == FOR:
        return _loop(statement, stretches, scope)
    _, branches, last = statement
    tests = [(truth(test, scope), flow(body, stretches, scope)) for test, body in branches]
    otherwise = flow(last, stretches, scope)

    def chosen(slots: Slots) -> Iterator[bytes]:
        for test, body in tests:
            if test(slots):
                return body(slots)
        return otherwise(slots)

    return chosen


def _loop(statement: tuple[Any, ...], stretches: Sequence[Stretch], scope: Scope) -> Flow:
    _, target, over, body, is_asked_for = statement
    items_of = working(over, scope)
    slot = max(scope.values(), default=FIRST - 1) + 1
    round_slot = slot + 1
    within = {**scope, target: slot, LOOP: round_slot}
    repeats = any(map(_repeats, body))
    steps = [] if repeats else [_step(each, stretches, within) for each in body]
    flowing = flow(body, stretches, within) if repeats else None

    def looping(slots: Slots) -> Iterator[bytes]:
        items = items_of(slots)
        if items is None:
            return  # an empty cell where a list might be is an empty list
        if type(items) is not list:
            raise NeedsTemplateError
        length = len(items)
        slots[PART].fill.spend(length)
        out: list[bytes] = []
        for index, item in enumerate(items):
            slots[slot] = item
            if is_asked_for:
                slots[round_slot] = _round_of(index, length)
            if flowing is not None:
                slots[PART].fill.look_at_clock()
                yield from flowing(slots)
                continue
            for step in steps:
                step(slots, out)
            if not index % _TOGETHER:
                slots[PART].fill.look_at_clock()
                yield from out
                out.clear()
        yield from out

    return looping


def _round_of(index: int, length: int) -> dict[str, Any]:
    """Return what ``loop`` says in the round of that *index* among *length*."""
    left = length - index
    ends = {"first": not index, "last": left == 1, "length": length}
    return {"index0": index, "index": index + 1, "revindex0": left - 1, "revindex": left, **ends}


def _step(statement: tuple[Any, ...], stretches: Sequence[Stretch], scope: Scope) -> Step:
    """Return what adds to the output what *statement* prints, in which there is no loop."""
    kind = statement[0]
    if kind == TEXT:
        return _stretch(stretches[statement[1]], [working((NAME, root, ()), scope) for root in statement[2]])
    if kind == IF:
        tests = [(truth(test, scope), [_step(each, stretches, scope) for each in body]) for test, body in statement[1]]
        return _condition(tests, [_step(each, stretches, scope) for each in statement[2]])
    if kind == PRINT:
        return _value(working(statement[1], scope))
    number, value = statement[1], working(statement[2], scope)
    if kind == LINES:
        return lambda slots, out: _put(slots[PART].lines(number, value(slots)).encode(), slots, out)
    if kind != FILL:
        raise AssertionError(kind)
    return lambda slots, out: _put(slots[PART].filled(number, value(slots)).encode(), slots, out)


def _stretch(stretch: Stretch, roots: list[Working]) -> Step:
    if stretch.is_fixed:
        (fixed,) = stretch.texts
        return lambda _, out: out.append(fixed)

    def stretched(slots: Slots, out: list[bytes]) -> None:
        part = slots[PART]
        given = tuple([root(slots) for root in roots])
        most = LIMITS.output_bytes
        _put(stretch.printed(slots[DATA], given, needed, printed, part.cell, part.fresh, most), slots, out)

    return stretched


def _condition(tests: list[tuple[Working, list[Step]]], otherwise: list[Step]) -> Step:
    def chosen(slots: Slots, out: list[bytes]) -> None:
        body = otherwise
        for test, steps in tests:
            if test(slots):
                body = steps
                break
        for step in body:
            step(slots, out)

    return chosen


def _value(value: Working) -> Step:
    def shown(slots: Slots, out: list[bytes]) -> None:
        found = value(slots)
        if type(found) is int:
            out.append(b"%d" % found)
        else:
            _put((plain_text(found) or printed(found)).encode(), slots, out)

    return shown


def _put(content: bytes, slots: Slots, out: list[bytes]) -> None:
    """Add *content* to what is printed; what is long counts, for any number of tags may print it."""
    if len(content) > LONG:
        slots[PART].fill.hold(len(content))
    out.append(content)
