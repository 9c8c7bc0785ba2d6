"""Pattern: one line of text with tags, such as the name of an output file, and data -> the text."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateSyntaxError, meta, nodes
from jinja2.compiler import CodeGenerator

from docfill.places import FilePlace
from docfill.problems import failure
from docfill.word.bounds import STEPS_OF_A_CALL, BoundError
from docfill.word.charging import joined
from docfill.word.environment import Environment
from docfill.word.run import RUN, Run
from docfill.word.runnable import COUNT, JOINED
from docfill.word.tags import straighten

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Counting(Environment):
    """The sandbox, in which every call counts: of a macro, of a loop that calls itself.

    It prints texts as Jinja does: what a document's program prints goes into a file.
    """

    code_generator_class = CodeGenerator

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call *obj* within bounds."""
        RUN.get().budget.spend(STEPS_OF_A_CALL)
        return super().call(context, obj, *args, **kwargs)


def _within_bounds(tree: nodes.Template) -> nodes.Template:
    """Return *tree* with its loops counted, and its texts joined as in a template."""
    for node in tree.find_all((nodes.For, nodes.Concat)):
        if isinstance(node, nodes.For):
            node.iter = nodes.Call(nodes.Name(COUNT, "load"), [node.iter], [], None, None, lineno=node.lineno)
        elif isinstance(node, nodes.Concat):
            node.nodes = [nodes.Call(nodes.Name(JOINED, "load"), node.nodes, [], None, None, lineno=node.lineno)]
    return tree


def render_text(pattern: str, data: Mapping[str, Any]) -> str:
    """Return *pattern* with its tags worked out for *data*. Raises FillError.

    The tags are those of a template, in the same sandbox: ``{{ 单位名称 }}{{ 年度 }}年报告.docx``.
    """
    place = FilePlace(pattern)
    environment = _Counting({}, {})
    run = Run(data, "error")
    token = RUN.set(run)
    try:
        template = environment.loaded(environment.compile(_within_bounds(environment.parse(_straight(pattern)))))
        text = template.render({**data, COUNT: run.count, JOINED: joined})
    except TemplateSyntaxError as error:
        raise failure("tag-not-understood", place, tag=pattern, reason=str(error.message)) from error
    except BoundError as error:
        raise failure("too-much-asked", place, tag=pattern, limit=error.args[0]) from error
    except MemoryError:
        raise
    except Exception as error:
        # Whatever an expression raises is the pattern's fault; a missing name is recorded already.
        run.problems.raise_errors()
        raise failure("tag-failed", place, tag=pattern) from error
    finally:
        RUN.reset(token)
    run.problems.raise_errors()
    return unescape(text)


def names_in(pattern: str) -> frozenset[str]:
    """Return the names of the data that the tags of *pattern* use; none where they cannot be read."""
    try:
        return frozenset(meta.find_undeclared_variables(Environment({}, {}).parse(_straight(pattern))))
    except TemplateSyntaxError:
        return frozenset()


def _straight(pattern: str) -> str:
    return "".join(straighten(part) if part.startswith("{") else part for part in _split(pattern))


def _split(pattern: str) -> list[str]:
    """Return *pattern* cut where a tag begins and after it ends."""
    return pattern.replace("{{", "\0{{").replace("}}", "}}\0").split("\0")
