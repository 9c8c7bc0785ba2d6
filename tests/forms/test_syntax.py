"""Relations are read as Jinja reads them, by a parser that knows no more than they may hold."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.parser import Parser

from docfill.forms.syntax import Node, SyntaxFaultError, parse

ENVIRONMENT = Environment(autoescape=True)
SIGNS = {nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*", nodes.Div: "/", nodes.And: "and", nodes.Or: "or"}
COMPARED = {"eq": "==", "lteq": "<=", "gteq": ">="}


class NoRelationError(Exception):
    """Raised for what Jinja reads and no relation holds."""


def by_jinja(text: str) -> Node | None:
    """Return the tree of *text* as Jinja reads it; None where it does not, or no relation holds what it reads."""
    try:
        parser = Parser(ENVIRONMENT, text, state="variable")
        node = parser.parse_expression()
        return of_jinja(node) if parser.stream.eos else None
    except (TemplateSyntaxError, NoRelationError, ValueError):
        return None


def of_jinja(node: Any) -> Node:
    kind = type(node)
    if kind in SIGNS:
        return Node(SIGNS[kind], (of_jinja(node.left), of_jinja(node.right)))
    if kind is nodes.Compare and len(node.ops) == 1 and node.ops[0].op in COMPARED:
        return Node(COMPARED[node.ops[0].op], (of_jinja(node.expr), of_jinja(node.ops[0].expr)))
    if kind is nodes.Not:
        return Node("not", (of_jinja(node.node),))
    if kind is nodes.Neg:
        return Node("negative", (of_jinja(node.node),))
    if kind is nodes.Test and node.name == "matching" and len(node.args) == 1 and not node.kwargs:
        return Node("matching", (of_jinja(node.node),), pattern=text_of(node.args[0]))
    if kind is nodes.Call and not (node.kwargs or node.dyn_args or node.dyn_kwargs):
        return Node("call", (of_jinja(node.node), *map(of_jinja, node.args)))
    if kind is nodes.Const and type(node.value) in {int, float}:
        return Node("number", number=node.value)
    return Node("path", steps=path_of(node))


def path_of(node: Any) -> tuple[str, ...]:
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        return (*path_of(node.node), node.attr)
    if isinstance(node, nodes.Getitem):
        return (*path_of(node.node), text_of(node.arg))
    raise NoRelationError


def text_of(node: Any) -> str:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        return node.value
    raise NoRelationError


def read(text: str) -> Node | None:
    try:
        return parse(text)
    except SyntaxFaultError:
        return None


NAMES = st.sampled_from(["申请", "a", "sum", "合计", "每行", "_x1", "previous", "年度"])
TEXTS = st.sampled_from(["'收费|未收'", '"a\\"b"', r"'\\d+(县|旗)$'", "'甲' '乙'", '"\\u7532"'])
NUMBERS = st.sampled_from(["0", "7", "12", "1_000", "1.5", "2e3", "1.5E-2", "0x1F", "0b1_0"])
PATHS = st.builds(
    lambda name, steps: name + "".join(steps),
    NAMES,
    st.lists(st.one_of(NAMES.map(".{}".format), TEXTS.map("[{}]".format)), max_size=2),
)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from(["+", "-", "*", "/", "==", "<=", ">=", "and", "or"])
    return st.one_of(
        st.tuples(inner, signs, inner).map(" ".join),
        inner.map("({})".format),
        inner.map("not {}".format),
        inner.map("-{}".format),
        st.lists(inner, max_size=3).map(lambda parts: f"sum({', '.join(parts)})"),
        st.tuples(inner, st.sampled_from(["is", "is not"]), TEXTS).map(lambda of: f"{of[0]} {of[1]} matching {of[2]}"),
        st.tuples(inner, TEXTS).map(lambda of: f"{of[0]} is matching({of[1]})"),
    )


@given(st.recursive(st.one_of(PATHS, NUMBERS), grown, max_leaves=8))
def test_what_relations_hold_is_read_as_jinja_reads_it(text):
    assert read(text) == by_jinja(text)


PIECES = [
    *("a", "b.c", "申请", "_", "'x'", '"', "1", "1.5", "0", "00", "\n", "\\", "；", "，", "·"),
    *(".", "[", "]", "(", ")", "{", "}", ",", ":", "#", "+", "-", "**", "//", "|", "~", "%", "==", "!=", "<", "="),
    *("and", "or", "not", "in", "is", "matching", "if", "else", "true", "none"),
]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=7), st.sampled_from(["", " "]))
@example(["a", "is", "matching", "'x'", "'x'"], " ")
@example(["b.c", "(", "a", ",", ")"], "")
def test_nothing_is_read_that_jinja_does_not_read_so(pieces, between):
    text = between.join(pieces)
    assert read(text) == by_jinja(text)


@pytest.mark.parametrize("text", ["(" * 5000 + "a", "-" * 100_000 + "a", "9" * 5000, "not " * 100_000 + "a"])
def test_what_is_nested_or_long_without_end_is_no_relation(text):
    assert read(text) is None
