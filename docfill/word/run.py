"""Run: one fill under way, where it is and what it has found wrong; and what a name without a value does in it.

A name that does not exist records its tag and renders on, so that one run finds all of them.
"""

from __future__ import annotations

import os
import re
import sys
from contextvars import ContextVar
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

from jinja2 import Undefined
from jinja2.utils import missing
from markupsafe import Markup

from docfill.data import Data, Fault, Paths
from docfill.limits import LIMITS
from docfill.problems import FillError, Problems
from docfill.word.bounds import STEPS_OF_A_CALL
from docfill.word.budget import Budget, TimedList
from docfill.word.values import (
    PARAGRAPH_MARKS,
    PIECE,
    ForbiddenCharacterError,
    NotAFigureError,
    NotTextError,
    RawMarkupError,
    Structure,
    TooManyBreaksError,
    UnknownValueError,
    is_plain,
    plain_figure,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from types import FrameType

    from docfill.pictures.folder import PictureFolder
    from docfill.places import DocumentPlace, Place
    from docfill.problems import Problem
    from docfill.word.additions import Additions
    from docfill.word.ids import IdPool
    from docfill.word.paragraphs import Tag
    from docfill.word.pieces import Brought, Piece, Printed
    from docfill.word.runnable import MissingPolicy

# A loop of so few rounds looks at the clock when it begins, and no more.
_SHORT = 16
_HONEST = (list, tuple, dict, range, set, frozenset)

# Jinja's frames carry this name, so that a line of the program can be found from inside an expression.
PROGRAM_FILE = "<docfill template>"


class Run:
    """One fill under way: its data, what it has found wrong, and how far it has gone."""

    def __init__(
        self,
        data: Mapping[str, Any],
        policy: MissingPolicy,
        additions: Callable[[], Additions] | None = None,
        pictures: PictureFolder | None = None,
        budget: Budget | None = None,
    ) -> None:
        self.data = data
        self.budget = budget or Budget(LIMITS)
        self.pictures = pictures  # where files that the data name are looked for; None where nowhere
        self._additions = additions  # None where there is no package that anything could be added to
        self.added: Additions | None = None  # what was added to it so far
        self.pieces: list[Printed] = []
        self.brought: list[Brought] = []  # what was put in their places, in order
        self._marks: dict[str, int] = {}  # the number in the mark of each
        self.policy = policy
        self.problems = Problems()
        self.lines: Sequence[Tag | None] = ()
        self.without_value: set[int] = set()  # lines on which a name without a value was used
        self.suspects: list[tuple[Missing, int]] = []  # every name without a value that was met, and on which line
        self.member = ""
        self.line_of: Callable[[int], int] = int
        self.ids: IdPool | None = None  # shared by the parts; made by the first that needs one
        self.at = 0  # the line of a name that is printed without Jinja, whose frames tell of all others

    @cached_property
    def _paths(self) -> Paths:
        return Paths(self.data if isinstance(self.data, Data) else Data({}))

    @property
    def may_add(self) -> bool:
        """Whether there is a package that parts can be added to."""
        return self._additions is not None

    @property
    def additions(self) -> Additions:
        """What the fill adds to its package; made by the first that asks, which few fills do."""
        if self.added is None:
            if self._additions is None:  # whoever asks has looked at `may_add`
                raise AssertionError(self.member)
            self.added = self._additions()
        return self.added

    # --- where we are ---

    def line(self) -> int:
        """Return the line of the program that is being worked out, from 1; 0 where none is."""
        if self.at:
            return self.at
        frame: FrameType | None = sys._getframe(1)  # noqa: SLF001  the documented way to the caller's frame
        while frame is not None and frame.f_code.co_filename != PROGRAM_FILE:
            frame = frame.f_back
        return self.line_of(frame.f_lineno) if frame is not None else 0

    def tag(self, line: int | None = None) -> Tag | None:
        """Return the tag on *line* of the program, or on the one that is being worked out."""
        at = self.line() if line is None else line
        return self.lines[at - 1] if 0 < at <= len(self.lines) else None

    def place(self) -> DocumentPlace | None:
        """Return the place in Word of the tag that is being worked out."""
        tag = self.tag()
        return tag.place if tag is not None else None

    # --- names without a value ---

    def missing(self, value: Missing) -> str:
        """Record that *value* is missing, and return what is printed for it."""
        line = self.line()
        self.without_value.add(line)
        if self.policy == "blank":
            return ""
        tag = self.tag(line)
        if self.policy == "keep":
            return tag.typed if tag is not None else ""
        if self.policy == "error":
            name, candidates = value.full_name(tag)
            place = tag.place if tag is not None else None
            from difflib import get_close_matches  # lazy for start-up: only a fault needs a guess

            if tag is not None and name not in tag.source:
                name = tag.source  # put together from `l[7].x`, it would be no tag that works
            wanted = name.rpartition(".")[2]
            # Of a name of two characters, which is what many are in Chinese, one is half.
            close = get_close_matches(wanted, candidates, 1, 0.5 if len(wanted) <= 3 else 0.6)
            if close:
                prefix = name.rpartition(".")[0]
                suggestion = f"{prefix}.{close[0]}" if prefix else close[0]
                self.problems.add("misspelt-name", place, *self._sources(value), name=name, suggestion=suggestion)
            else:
                self.problems.add("missing-value", place, *self._sources(value), name=name)
        return ""

    def suspects_on(self, line: int) -> list[Missing]:
        """Return the names without a value that were met on *line*."""
        return [suspect for suspect, at in self.suspects if at == line]

    def report_suspects(self, line: int) -> None:
        """Record that the tag on *line* failed for want of a value, unless it said so itself."""
        if line not in self.without_value:
            self.at = line
            self.missing(self.suspects_on(line)[-1])
            self.at = 0

    def _sources(self, value: Missing) -> list[Place]:
        """Return where the whole stands in the data that lacks the name."""
        whole = value._undefined_obj  # noqa: SLF001  Jinja's name for it
        if not isinstance(self.data, Data) or not isinstance(whole, dict):
            return []
        path = self._paths.of(whole)
        source = self.data.source(path) if path else None
        return [source] if source else []

    # --- printing ---

    def print_slowly(self, value: Any) -> Any:
        """Return what is printed for *value* where that is not plain, or record why nothing can be."""
        if isinstance(value, Missing):
            return self.missing(value)
        if isinstance(value, Undefined):
            return ""  # what Jinja gives for an `if` within a tag that has no `else`
        if isinstance(value, Fault):
            self.report_fault(value.problems, self.tag())
            return ""
        try:
            self._look_at_marks(value)
            return text_of(value, self.budget.limits.breaks)
        except ForbiddenCharacterError as error:
            if error.character in PARAGRAPH_MARKS and self.may_add:
                return self._print_piece(value)
            code = f"U+{ord(error.character):04X}"
            self.bad_value(value, "forbidden-character", character=code)
        except TooManyBreaksError as error:
            self.too_many_breaks(value, error)
        except NotAFigureError:
            self.bad_value(value, "not-a-figure", found=str(value))
        except RawMarkupError:
            self.bad_value(value, "raw-markup", found=str(value)[:40])
        except NotTextError:
            suspects = self.suspects_on(self.line())
            if suspects and not value:
                return self.missing(suspects[-1])  # a filter made an empty list of a name without a value
            return self._print_piece(value)
        return ""

    def too_many_breaks(self, value: Any, error: TooManyBreaksError) -> None:
        """Record that *value* has more breaks than a tag may print."""
        limit = self.budget.limits.breaks
        self.bad_value(value, "too-many-breaks", found=f"{error.found:,}", limit=f"{limit:,}")

    def _look_at_marks(self, value: Any) -> None:
        """Raise ForbiddenCharacterError for text that a filter escaped with what looks like a piece's mark in it."""
        if isinstance(value, Markup) and type(value) is not Structure and PIECE in value:
            begins, *others = value.split(PIECE)
            if len(others) % 2 or not all(mark in self._marks for mark in others[::2]):
                raise ForbiddenCharacterError(begins, PIECE)

    def _print_piece(self, value: Any) -> Any:
        """Return the mark of *value*, something that is more than text, or record that it cannot be printed."""
        from docfill.word.kinds import is_rich, piece_of  # lazy for start-up

        if not self.may_add:
            self.bad_value(value, "value-needs-text" if is_rich(value) else "not-text")
            return ""
        try:
            piece = piece_of(value)
        except FillError as error:
            self.problems.extend(error.problems)
            return ""
        except ForbiddenCharacterError as error:
            self.bad_value(value, "forbidden-character", character=f"U+{ord(error.character):04X}")
            return ""
        except TooManyBreaksError as error:
            self.too_many_breaks(value, error)
            return ""
        except UnknownValueError as error:
            self.bad_value(value, error.code, **error.words)
            return ""
        return piece if isinstance(piece, str) else self.mark(piece, value)

    def piece_at(self, mark: str) -> Piece:
        """Return the piece that *mark* stands for."""
        return self.pieces[self._marks[mark.strip(PIECE)]].piece

    def printed_at(self, mark: str) -> Printed:
        """Return what was printed as the mark with the number *mark*."""
        return self.pieces[self._marks[mark]]

    def mark(self, piece: Piece, value: Any) -> Structure:
        """Return the mark that *piece*, made of *value*, is printed as."""
        from docfill.word.pieces import Printed

        # By chance: no text of the data can look like the mark of a piece that is there. Of one length, or the blocks
        # in which a long part is packed would begin elsewhere each time.
        mark = f"{int.from_bytes(os.urandom(8), 'big'):020}"
        self._marks[mark] = len(self.pieces)
        self.pieces.append(Printed(piece, self.tag(), value))
        return Structure(f"{PIECE}{mark}{PIECE}")

    def bad_value(self, value: Any, code: str, **details: str) -> None:
        """Record that *value* cannot be printed by the tag that is being worked out."""
        tag = self.tag()
        self.report(code, tag, self.places_of(value, tag), **details)

    def report(self, code: str, tag: Tag | None, places: list[Place], **details: str) -> None:
        """Record the problem *code* of *tag*, at the first of *places*."""
        words: dict[str, object] = {"tag": tag.typed if tag is not None else "", **details}
        first = places[0] if places else None
        self.problems.add(code, first, *places[1:], **words)

    def places_of(self, value: Any, tag: Tag | None) -> list[Place]:
        """Return where *value* came from, as far as that is known, and where *tag*, which prints it, stands."""
        source = None
        origin = getattr(value, "origin", None)  # what a filter made it of
        value = value if origin is None else origin
        if isinstance(self.data, Data):
            path = self._paths.of(value)
            source = self.data.source(path) if path else None
        return [found for found in (source, tag.place if tag is not None else None) if found is not None]

    def report_fault(self, problems: Iterable[Problem], tag: Tag | None) -> None:
        """Record the *problems* of a value that could not be read, now that *tag* uses it; once is enough."""
        known = {(problem.code, problem.place) for problem in self.problems}
        for problem in problems:
            if (problem.code, problem.place) not in known:
                related = (*problem.related, tag.place) if tag else problem.related
                self.problems.extend([problem._replace(related=related)])

    def count(self, items: Any) -> Any:
        """Return *items* to loop over, their number added to the steps of this run."""
        if isinstance(items, Missing):
            self.missing(items)
            return ()
        if items is None:
            return ()  # an empty cell where a list might be is an empty list
        if isinstance(items, (str, int, float)):
            self.bad_value(items, "loop-over-scalar", found=str(items)[:40])
            return ()
        try:
            length = len(items)
        except TypeError:
            return self._counted(items)
        self.budget.spend(length)
        # A class of the caller's may give more than it says it has.
        is_short = length <= _SHORT and isinstance(items, _HONEST)
        return items if is_short else TimedList(items, self.budget)

    def _counted(self, items: Iterable[Any]) -> Iterable[Any]:
        for item in items:
            self.budget.spend(1)
            yield item

    def plain(self, caught: Any) -> Any:
        """Return what a macro or a block *caught* as text."""
        from docfill.word.capturing import plain  # lazy for start-up

        self.budget.spend(STEPS_OF_A_CALL)
        return plain(caught)

    def flat(self, caught: Any) -> Any:
        """Return what a block *caught* as text that a filter may change, or record that it is more than text."""
        if PIECE not in caught:
            return self.plain(caught)
        self.bad_value(caught, "value-needs-text")
        return ""

    def structure(self, origin: Any, caught: Any) -> Any:
        """Return what the macro or the recursive loop *origin* printed, as it is to be printed again."""
        from docfill.word.capturing import structure  # lazy for start-up

        self.budget.spend(STEPS_OF_A_CALL)
        return structure(origin, caught)


RUN: ContextVar[Run] = ContextVar("RUN")


class Missing(Undefined):
    """What a name without a value stands for: it records its tag where it is used, and renders on."""

    __slots__ = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        run = RUN.get(None)
        if run is not None:
            run.budget.look_at_clock()  # a filter may look for what is not there in each of a million items
            run.suspects.append((self, run.line()))

    def full_name(self, tag: Tag | None) -> tuple[str, list[str]]:
        """Return the name as the tag writes it, and the names that would have had a value."""
        name = _written(self._undefined_name)
        whole = self._undefined_obj
        run = RUN.get()
        if isinstance(whole, Missing):
            outer, _ = whole.full_name(tag)
            return f"{outer}.{name}", []
        # Jinja's sentinel stands for the context: the name was looked up there, not in a value.
        candidates = whole if isinstance(whole, dict) else run.data if whole is missing else ()
        names = [str(key) for key in candidates]
        if tag is not None and isinstance(whole, dict):
            written = re.search(rf"[\w.\[\]]+\.{re.escape(name)}(?!\w)", tag.source)
            if written:
                return written.group(), names
        return name, names

    def _record(self) -> str:
        return RUN.get().missing(self)

    def _deeper(self, name: str) -> Missing:
        return Missing(obj=self, name=name)

    def _fail_with_undefined_error(self, *_: Any, **__: Any) -> NoReturn:
        self._record()
        raise MissingUsedError

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._deeper(name)

    def __getitem__(self, key: Any) -> Any:
        return self._deeper(str(key))

    def __str__(self) -> str:
        return self._record()

    def __html__(self) -> str:
        return self._record()

    def __bool__(self) -> bool:
        self._record()
        return False

    def __len__(self) -> int:
        self._record()
        return 0

    def __iter__(self) -> Any:
        self._record()
        return iter(())

    def __contains__(self, _: object) -> bool:
        self._record()
        return False

    def __eq__(self, other: object) -> bool:
        self._record()
        return self is other

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return id(self)

    __add__ = __radd__ = __sub__ = __rsub__ = _fail_with_undefined_error
    __mul__ = __rmul__ = __div__ = __rdiv__ = _fail_with_undefined_error
    __truediv__ = __rtruediv__ = _fail_with_undefined_error
    __floordiv__ = __rfloordiv__ = _fail_with_undefined_error
    __mod__ = __rmod__ = __pos__ = __neg__ = _fail_with_undefined_error
    __call__ = __lt__ = __le__ = __gt__ = __ge__ = _fail_with_undefined_error
    __int__ = __float__ = __complex__ = __pow__ = __rpow__ = _fail_with_undefined_error


class MissingUsedError(Exception):
    """Raised where a missing value is calculated with: it is recorded already, and its tag can go no further."""


def _written(name: Any) -> str:
    try:
        return str(name)
    except ValueError:  # a figure in the place of a name, of more digits than Python writes
        return "…"


def printed(value: Any) -> Any:
    """Return what a tag prints for *value* (Jinja's ``finalize``)."""
    kind = type(value)
    if kind is int or kind is Structure:
        return value
    if kind is str:
        return value if is_plain(value) else RUN.get().print_slowly(value)
    if kind is float and (figure := plain_figure(value)):
        return figure
    return RUN.get().print_slowly(value)
