"""Syntax: the text of a relation -> its tree, read as Jinja reads an expression, of which relations use a small part.

By a parser of its own, since a form is read each time that it is filled, and to import Jinja takes longer than that.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple, NoReturn

_DIGITS = r"(?:\d+_)*\d+"
_TOKEN = rf"""\s*(?:
    (?P<float>(?<!\.){_DIGITS}(?:(?:\.{_DIGITS})?[eE][+-]?{_DIGITS}|\.{_DIGITS}))
  | (?P<integer>0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*)
  | (?P<text>'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*")
  | (?P<sign>==|<=|>=|[-+*/().,\[\]])
  | (?P<name>[^\s!-/:-@\[-^`{{-~]+))"""
# What Jinja takes for a value, and not for a name.
_VALUES = frozenset({"true", "True", "false", "False", "none", "None"})

Sign = Literal["+", "-", "*", "/", "==", "<=", ">=", "and", "or"]
Kind = Sign | Literal["path", "number", "call", "negative", "not", "matching"]


class SyntaxFaultError(Exception):
    """Raised for a text that is no expression, or of a kind that no relation has."""


class Node(NamedTuple):
    """One node of the tree.

    *steps* are those of a ``path`` (``a.b``, ``a["b"]``); *number* is the value of a ``number``; *pattern* that of
    ``matching``. *parts* are what stands on both sides of a sign, or behind it; of a ``call`` what is called, and its
    arguments.
    """

    kind: Kind
    parts: tuple[Node, ...] = ()
    steps: tuple[str, ...] = ()
    number: float = 0
    pattern: str = ""


def parse(text: str) -> Node:
    """Return the tree of *text*. Raises SyntaxFaultError."""
    try:
        parser = _Parser(_tokens(text))
        node = parser.either()
        parser.end()
    except (RecursionError, ValueError) as error:  # nested, or with digits, without end
        raise SyntaxFaultError from error
    return node


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_TOKEN, re.VERBOSE | re.DOTALL)


def _tokens(text: str) -> list[tuple[str, str]]:
    """Return the tokens of *text*, each its kind and its text; the last is the end."""
    text = text.rstrip()
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        found = _pattern().match(text, at)
        if found is None or found.lastgroup is None:
            raise SyntaxFaultError
        if found.lastgroup == "name" and not found["name"].isidentifier():
            raise SyntaxFaultError
        tokens.append((found.lastgroup, found[found.lastgroup]))
        at = found.end()
    return [*tokens, ("end", "")]


class _Parser:
    """Reads tokens from the first to the last; what binds less tightly comes first."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0

    def fail(self) -> NoReturn:
        raise SyntaxFaultError

    def taken(self, kind: str, *texts: str) -> str:
        """Return the next token, and pass it, if it is of *kind* and one of *texts*, where any are given; else ""."""
        found, text = self._tokens[self._at]
        if found != kind or (texts and text not in texts):
            return ""
        self._at += 1
        return text

    def expect(self, kind: str, *texts: str) -> str:
        return self.taken(kind, *texts) or self.fail()

    def end(self) -> None:
        if self._tokens[self._at][0] != "end":
            self.fail()

    def either(self) -> Node:
        node = self.both()
        while self.taken("name", "or"):
            node = Node("or", (node, self.both()))
        return node

    def both(self) -> Node:
        node = self.negated()
        while self.taken("name", "and"):
            node = Node("and", (node, self.negated()))
        return node

    def negated(self) -> Node:
        return Node("not", (self.negated(),)) if self.taken("name", "not") else self.compared()

    def compared(self) -> Node:
        left = self.added()
        if sign := self.taken("sign", "==", "<=", ">="):
            return Node(sign, (left, self.added()))  # type: ignore[arg-type]
        return left

    def added(self) -> Node:
        node = self.multiplied()
        while sign := self.taken("sign", "+", "-"):
            node = Node(sign, (node, self.multiplied()))  # type: ignore[arg-type]
        return node

    def multiplied(self) -> Node:
        node = self.tested()
        while sign := self.taken("sign", "*", "/"):
            node = Node(sign, (node, self.tested()))  # type: ignore[arg-type]
        return node

    def tested(self) -> Node:
        """Read what may have a test behind it: ``is matching "…"``."""
        node = self.unary()
        while self.taken("name", "is"):
            negated = self.taken("name", "not")
            self.expect("name", "matching")
            node = Node("matching", (node,), pattern=self.argument())
            node = Node("not", (node,)) if negated else node
        return node

    def argument(self) -> str:
        """Read the text that a test compares with, in brackets or without."""
        if not self.taken("sign", "("):
            return self.text()
        text = self.text()
        self.taken("sign", ",")
        self.expect("sign", ")")
        return text

    def unary(self) -> Node:
        return Node("negative", (self.unary(),)) if self.taken("sign", "-") else self.behind(self.primary())

    def primary(self) -> Node:
        if self.taken("sign", "("):
            node = self.either()
            self.expect("sign", ")")
            return node
        if text := self.taken("integer"):
            return Node("number", number=int(text.replace("_", ""), 0))
        if text := self.taken("float"):
            return Node("number", number=float(text.replace("_", "")))
        name = self.expect("name")
        return self.fail() if name in _VALUES else Node("path", steps=(name,))

    def behind(self, node: Node) -> Node:
        """Read what may follow *node*: the steps of a path, the arguments of a call."""
        while sign := self.taken("sign", ".", "[", "("):
            if sign == "(":
                node = Node("call", (node, *self.arguments()))
            elif node.kind != "path":
                self.fail()
            elif sign == ".":
                node = node._replace(steps=(*node.steps, self.expect("name")))
            else:
                node = node._replace(steps=(*node.steps, self.text()))
                self.expect("sign", "]")
        return node

    def arguments(self) -> list[Node]:
        found: list[Node] = []
        while not self.taken("sign", ")"):
            if found:
                self.expect("sign", ",")
                if self.taken("sign", ")"):
                    break
            found.append(self.either())
        return found

    def text(self) -> str:
        """Read a text; several in a row are one."""
        pieces = [self.expect("text")]
        while piece := self.taken("text"):
            pieces.append(piece)
        return "".join(map(_plain, pieces))


def _plain(quoted: str) -> str:
    """Return what a *quoted* text says, its escapes read as Jinja reads them: as Python does."""
    text = quoted[1:-1].replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("ascii", "backslashreplace").decode("unicode-escape") if "\\" in text else text
