"""Vocabulary: what the statements and expressions of a program that runs without Jinja are called.

`simplified` and `expressions` read a program into tuples that begin with one of these; `steps` and `working` do what
they say.
"""

from __future__ import annotations

import operator

# Statements.
TEXT, PRINT, LINES, IF, FOR, FILL = "text", "print", "lines", "if", "for", "grid"
# Expressions; a comparison or a calculation has one of the signs below.
NAME, CONST, NOT, AND, OR, FILTER = "name", "const", "not", "and", "or", "filter"
CHOICE, DEFAULT, DEFINED, BLANK, LENGTH, ROUND = "if else", "default", "defined", "none", "length", "round"
COMPARISONS = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gteq": operator.ge,
    "lt": operator.lt,
    "lteq": operator.le,
}
ARITHMETIC = {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv}

# The name of a round of a loop, and what of it may be asked for.
LOOP, ASKED = "loop", frozenset({"index", "index0", "revindex", "revindex0", "first", "last", "length"})
