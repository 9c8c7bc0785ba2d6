"""Fields: a program's tree -> every name that the template wants, with its full path and where it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from jinja2 import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docfill.places import DocumentPlace
    from docfill.word.assembly import Line
    from docfill.word.paragraphs import Tag

FieldKind = Literal["value", "list", "grid", "condition"]
# What a field is, where it is used in several ways: the use that says most about its shape.
_STRENGTH: dict[FieldKind, int] = {"condition": 0, "value": 1, "list": 2, "grid": 3}
_OPTIONAL_FILTERS = frozenset({"default", "d"})
_OPTIONAL_TESTS = frozenset({"defined", "undefined", "none"})


class Field(NamedTuple):
    """One name that a template wants from the data.

    *path* is its full path, ``[]`` standing for every item of a list (``明细[].金额``); *kind* says how it is used;
    *uses* are the places in Word; *looped* fields belong to the items of a list; *optional* fields are used only
    where a condition asks for them first, or have a default. A form adds its *label*, and to a grid the names of its
    *rows* (none where it has one row that needs no name) and *columns*.
    """

    path: str
    kind: FieldKind
    uses: tuple[DocumentPlace, ...]
    looped: bool
    optional: bool
    label: str = ""
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


class Use(NamedTuple):
    """One use of a name by one tag."""

    path: str
    kind: FieldKind
    tag: Tag | None
    optional: bool


def fields_of(uses: Iterable[Use]) -> tuple[Field, ...]:
    """Return the fields that *uses* add up to, in the order of their first use."""
    by_path: dict[str, list[Use]] = {}
    for use in uses:
        by_path.setdefault(use.path, []).append(use)
    looked_into = {path[:at].removesuffix("[]") for path in by_path for at, sign in enumerate(path) if sign == "."}
    fields = []
    for path, its in by_path.items():
        # A whole that is only looked into (申请 of 申请.新收) is no field of its own.
        if path in looked_into and all(use.kind == "condition" for use in its):
            continue
        kind = max((use.kind for use in its), key=_STRENGTH.__getitem__)
        places = tuple(dict.fromkeys(use.tag.place for use in its if use.tag is not None))
        fields.append(Field(path, kind, places, "[]" in path, all(use.optional for use in its)))
    return tuple(fields)


def uses_of(tree: nodes.Template, lines: Sequence[Line]) -> list[Use]:
    """Return every use of the data in *tree*, whose line numbers are indexes into *lines*."""
    visitor = Visitor(lines)
    visitor.statements(tree.body, {}, frozenset())
    return visitor.uses


class Visitor:
    """Walks a tree with what its names stand for: loop variables for the items of a list, set names for nothing."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.uses: list[Use] = []

    def statements(self, body: Iterable[nodes.Node], scope: dict[str, str], asked: frozenset[str]) -> None:
        """Visit *body*; *scope* maps local names to paths ("" for none), *asked* are paths a condition asked for."""
        for node in body:
            if isinstance(node, nodes.For):
                self._for(node, scope, asked)
            elif isinstance(node, nodes.If):
                self._if(node, scope, asked)
            elif isinstance(node, nodes.Assign):
                self._assign(node, scope, asked)
            elif isinstance(node, (nodes.Macro, nodes.CallBlock)):
                inner = {**scope, **{argument.name: "" for argument in node.args}, "caller": ""}
                for default in node.defaults:
                    self.expression(default, scope, asked, "value")
                if isinstance(node, nodes.Macro):
                    scope[node.name] = ""
                else:
                    self.expression(node.call, scope, asked, "value")
                self.statements(node.body, inner, asked)
            elif isinstance(node, nodes.Output):
                for child in node.nodes:
                    self._output(child, scope, asked)
            else:
                self._other(node, scope, asked)

    def _for(self, node: nodes.For, scope: dict[str, str], asked: frozenset[str]) -> None:
        path = self.expression(node.iter, scope, asked, "list")
        inner = dict(scope)
        inner["loop"] = ""
        names = [name.name for name in node.target.find_all(nodes.Name)] if isinstance(node.target, nodes.Tuple) else []
        inner.update(dict.fromkeys(names, ""))
        if isinstance(node.target, nodes.Name):
            inner[node.target.name] = f"{path}[]" if path else ""
        if node.test is not None:
            self.expression(node.test, inner, asked, "condition")
        self.statements(node.body, inner, asked)
        self.statements(node.else_, scope, asked)

    def _if(self, node: nodes.If, scope: dict[str, str], asked: frozenset[str]) -> None:
        self.expression(node.test, scope, asked, "condition")
        paths = frozenset(self._paths(node.test, scope))
        self.statements(node.body, scope, asked | paths)
        self.statements(node.elif_, scope, asked)
        self.statements(node.else_, scope, asked)

    def _assign(self, node: nodes.Assign, scope: dict[str, str], asked: frozenset[str]) -> None:
        self.expression(node.node, scope, asked, "value")
        for name in node.target.find_all(nodes.Name):
            scope[name.name] = ""
        if isinstance(node.target, nodes.Name):
            scope[node.target.name] = ""

    def _output(self, node: nodes.Expr, scope: dict[str, str], asked: frozenset[str]) -> None:
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "_docfill_grid":
            self.expression(node.args[1], scope, asked, "grid")
        else:
            self.expression(node, scope, asked, "value")

    def _other(self, node: nodes.Node, scope: dict[str, str], asked: frozenset[str]) -> None:
        inner = dict(scope)
        if isinstance(node, nodes.With):
            for target, value in zip(node.targets, node.values, strict=True):
                self.expression(value, scope, asked, "value")
                if isinstance(target, nodes.Name):
                    inner[target.name] = ""
        elif isinstance(node, nodes.AssignBlock) and isinstance(node.target, nodes.Name):
            scope[node.target.name] = ""
        elif isinstance(node, nodes.FilterBlock):
            self.expression(node.filter, scope, asked, "value")
        body = getattr(node, "body", None)
        if body is not None:
            self.statements(body, inner, asked)

    def expression(self, node: nodes.Node, scope: dict[str, str], asked: frozenset[str], kind: FieldKind) -> str:
        """Note the uses of the data in *node* and return its path, "" where it is no plain name."""
        path = self._path(node, scope)
        if path is not None:
            if path:
                self._note(path, kind, node, optional=path in asked)
            return path
        optional = (isinstance(node, nodes.Filter) and node.name in _OPTIONAL_FILTERS) or (
            isinstance(node, nodes.Test) and node.name in _OPTIONAL_TESTS
        )
        if isinstance(node, nodes.CondExpr):
            self.expression(node.test, scope, asked, "condition")
            inner = asked | frozenset(self._paths(node.test, scope))
            for branch in (node.expr1, node.expr2):
                if branch is not None:
                    self.expression(branch, scope, inner, kind)
            return ""
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr) and self._path(node.node, scope):
            # What is called is no value of the data (`日期.strftime("%Y")`, `明细.items()`), but what it belongs to is.
            self.expression(node.node.node, scope, asked, kind)
            for given in (*node.args, *node.kwargs):
                self.expression(given, scope, asked, "value")
            return ""
        for child in node.iter_child_nodes():
            # `range(件数)` counts to a value; what a filter is given to loop over is a list.
            child_kind: FieldKind = "value" if kind == "list" and isinstance(node, nodes.Call) else kind
            if isinstance(node, (nodes.Compare, nodes.Test, nodes.Not)):
                child_kind = "condition"
            child_path = self._path(child, scope)
            if optional and child_path:
                self._note(child_path, child_kind, child, optional=True)
            else:
                self.expression(child, scope, asked, child_kind)
        if isinstance(node, nodes.Filter) and node.node is not None and kind == "list":
            return self._path(node.node, scope) or ""
        return ""

    def _note(self, path: str, kind: FieldKind, node: nodes.Node, *, optional: bool) -> None:
        line = self.lines[node.lineno - 1] if 0 < node.lineno <= len(self.lines) else None
        self.uses.append(Use(path, kind, line.tag if line else None, optional or kind == "condition"))

    def _paths(self, node: nodes.Node, scope: dict[str, str]) -> Iterable[str]:
        path = self._path(node, scope)
        if path:
            return [path]
        return [found for child in node.iter_child_nodes() for found in self._paths(child, scope)]

    def _path(self, node: nodes.Node, scope: dict[str, str]) -> str | None:
        """Return the path that *node* names; "" for a local name, None where it is no name."""
        if isinstance(node, nodes.Name):
            if node.name.startswith("_docfill_"):
                return ""
            return scope.get(node.name, node.name)
        if isinstance(node, (nodes.Getattr, nodes.Getitem)):
            outer = self._path(node.node, scope)
            if outer is None:
                return None
            if isinstance(node, nodes.Getattr):
                return f"{outer}.{node.attr}" if outer else ""
            if isinstance(node.arg, nodes.Const):
                if isinstance(node.arg.value, int):
                    return f"{outer}[]" if outer else ""
                return f"{outer}.{node.arg.value}" if outer else ""
        return None
