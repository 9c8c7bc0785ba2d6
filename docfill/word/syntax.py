"""Syntax: tags as Jinja reads them: which of them it cannot read, and which filters and tests nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import TemplateSyntaxError, nodes

from docfill.word.blocks import opens_block

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from docfill.problems import Problems
    from docfill.word.environment import Environment
    from docfill.word.paragraphs import Tag


def look_at_each(tags: Iterable[Tag], environment: Environment, problems: Problems) -> None:
    """Look at each tag by itself, where the part as a whole cannot be compiled, so that all faults come at once."""
    for tag in tags:
        tag.paragraph.part.look_at_clock()
        try:
            check_names(environment.parse(_alone(tag)), [tag], environment, problems)
        except TemplateSyntaxError as error:
            report_syntax(error, tag, problems)
        except RecursionError:
            problems.add("too-deep", tag.place, tag=tag.typed[:80])


def is_readable(tag: Tag, environment: Environment) -> bool:
    """Tell whether Jinja can read *tag* by itself."""
    try:
        environment.parse(_alone(tag))
    except (TemplateSyntaxError, RecursionError):
        return False
    return True


def check_names(tree: nodes.Template, tags: Sequence[Tag | None], environment: Environment, problems: Problems) -> None:
    """Report the filters and tests of *tree* that nobody knows; a line of it is an index into *tags*."""
    for node in tree.find_all((nodes.Filter, nodes.Test)):
        is_filter = isinstance(node, nodes.Filter)
        known: Collection[str] = environment.filters if is_filter else environment.tests
        if node.name not in known:
            tag = tags[min(node.lineno, len(tags)) - 1]
            from difflib import get_close_matches

            near = get_close_matches(node.name, known, 1) or sorted(known)[:8]
            problems.add(
                "unknown-filter" if is_filter else "unknown-test",
                tag.place if tag else None,
                name=node.name,
                known=", ".join(near),
            )


def report_syntax(error: TemplateSyntaxError, tag: Tag, problems: Problems) -> None:
    """Report that Jinja cannot read *tag*."""
    problems.add("tag-not-understood", tag.place, tag=tag.typed, reason=str(error.message))


def _alone(tag: Tag) -> str:
    """Return a Jinja source that holds just *tag*, made whole; "" where the tag is nothing by itself."""
    if not tag.source or tag.word == "grid":
        return ""
    if tag.kind == "output":
        return f"{{{{ {tag.source} }}}}"
    if opens_block(tag) and tag.word != "raw":
        return f"{{% {tag.source} %}}{{% end{tag.word} %}}"
    if tag.word == "elif":
        return f"{{% if true %}}{{% {tag.source} %}}{{% endif %}}"
    return f"{{% {tag.source} %}}" if tag.word == "set" else ""
