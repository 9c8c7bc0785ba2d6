"""Document: a template's file with what becomes of it in every report, and the parts that a fill made -> the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from docfill.word.package import Package
    from docfill.word.packing import Packed


class Document(NamedTuple):
    """A template's file, its *package*, and what becomes of it whatever the data are.

    *main* is the part that is the document itself, *stories* are all that have paragraphs; *strict* says that the
    relationships are those of Strict documents. In every report the members *replaced* have other content, and those
    of *signing* are left out.
    """

    package: Package
    main: str = ""
    stories: Collection[str] = ()
    strict: bool = False
    replaced: Mapping[str, bytes] = {}
    signing: frozenset[str] = frozenset()

    def report(
        self,
        made: Mapping[str, Packed],
        changed: Mapping[str, bytes] | None = None,
        new: Mapping[str, bytes] | None = None,
    ) -> Iterator[bytes]:
        """Yield the report, with the parts *made*; *changed* are all other members that change, *new* those added."""
        pack = self.package.pack
        others = self.replaced if changed is None else changed
        members = {**made, **{name: pack(name, [content]) for name, content in others.items()}}
        added = {name: pack(name, [content]) for name, content in (new or {}).items()}
        yield from self.package.write(members, added, self.signing)
