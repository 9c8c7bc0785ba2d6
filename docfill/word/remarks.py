"""Remarks: a part and stretches of its paragraphs -> its text with the marks of comments put around them.

The marks stand between runs, so a run is split where a stretch begins or ends within it; both halves have its format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docfill.word.paragraphs import Paragraph
    from docfill.word.scan import Element, Part


class Marks:
    """The marks of comments that go into *part*; *prefix* and *namespace* are those of their elements."""

    def __init__(self, part: Part, namespace: str) -> None:
        self.namespace = namespace
        own = part.root.children[0].tag.rpartition(":")[0]
        self.prefix = own or "w"
        # Where the document's own namespace has no prefix, attributes could not be in it.
        self.declaration = "" if own else f' xmlns:w="{namespace}"'
        self._part = part
        self._ends: dict[int, list[str]] = {}
        self._begins: dict[int, list[str]] = {}
        self._splits: dict[int, tuple[str, str]] = {}
        self._dropped: dict[int, int] = {}
        self._kept: set[int] = set()

    def around(self, number: int, paragraph: Paragraph, start: int, stop: int) -> None:
        """Put the comment *number* around the characters *start* to *stop*, around all where both are 0."""
        stop = stop or len(paragraph.text)
        begin = self._edge(paragraph.owners[start], paragraph.starts[start], begins=True)
        end = self._edge(paragraph.owners[stop - 1], paragraph.ends[stop - 1], begins=False)
        self._begins.setdefault(begin, []).append(self._begin(number))
        self._ends.setdefault(end, []).append(self._end(number))

    def at_the_beginning(self, number: int) -> None:
        """Put the comment *number* at the beginning of the document, around nothing."""
        # Among the ends, so that a tag which stands there begins after it.
        self._ends.setdefault(self._beginning(), []).append(self._begin(number) + self._end(number))

    def text(self) -> str:
        """Return the part's text with the marks in it."""
        text, whole, at = self._part.text, "", 0
        for offset in sorted({*self._begins, *self._ends, *self._kept}):
            whole += text[at:offset]
            at = self._dropped.get(offset, offset)
            if offset in self._kept:
                whole += ' xml:space="preserve"'
                continue
            before, after = self._splits.get(offset, ("", ""))
            whole += before + "".join([*self._ends.get(offset, ()), *self._begins.get(offset, ())]) + after
        return whole + text[at:]

    def _begin(self, number: int) -> str:
        return f'<{self.prefix}:commentRangeStart{self.declaration} {self.prefix}:id="{number}"/>'

    def _end(self, number: int) -> str:
        w, declared = self.prefix, self.declaration
        return (
            f'<{w}:commentRangeEnd{declared} {w}:id="{number}"/>'
            f'<{w}:r{declared}><{w}:commentReference {w}:id="{number}"/></{w}:r>'
        )

    def _beginning(self) -> int:
        """Return where the document's first paragraph begins that may have a comment."""
        elements = self._part.root.walk()
        first = next((p for p in elements if p.kind == "p" and p.nearest("txbxContent") is None), None)
        if first is None:
            top = self._part.root.children[0]
            body = top.child("body")
            names = ["p"] if body is not None or top.kind != "document" else ["body", "p"]
            opened = "".join(f"<{self.prefix}:{name}{self.declaration}>" for name in names)
            closed = "".join(f"</{self.prefix}:{name}>" for name in reversed(names))
            holder = body or top
            if holder.inner == holder.end:
                return self._opened(holder, opened, closed)
            self._splits[holder.inner] = (opened, closed)
            return holder.inner
        if first.inner == first.end:
            return self._opened(first, "", "")
        properties = first.child("pPr")
        return properties.end if properties is not None else first.inner

    def _opened(self, element: Element, before: str, after: str) -> int:
        """Return the offset within *element*, which is written as `<w:p/>` and so has no inside, but will have."""
        slash = self._part.text.rindex("/", element.start, element.end)
        self._splits[slash] = (f">{before}", f"{after}</{element.tag}>")
        self._dropped[slash] = element.end
        return slash

    def _edge(self, owner: Element, at: int, *, begins: bool) -> int:
        """Return the offset between runs where a mark at *at*, within or beside *owner*, goes; split the run there."""
        paragraph = owner.nearest("p")
        runs = [element for element in owner.ancestors() if element.kind == "r" and element.nearest("p") is paragraph]
        run = runs[-1] if runs else owner
        text = self._part.text
        if owner.parent is not run or "<" in text[owner.inner : owner.inner_end]:
            return run.start if begins else run.end  # in a ruby text, an alternative, an element in a text: all of it
        if owner.kind == "t" and owner.inner < at < owner.inner_end:
            self._split_text(run, owner, at)
            return at
        properties = run.child("rPr")
        inner = properties.end if properties is not None else run.inner
        if begins:
            if not text[inner : owner.start].strip():
                return run.start
            at = owner.start
        else:
            if not text[owner.end : run.inner_end].strip():
                return run.end
            at = owner.end
        self._splits[at] = (f"</{run.tag}>", self._opening(run))
        return at

    def _split_text(self, run: Element, owner: Element, at: int) -> None:
        part = self._part
        # White space that was inside of a text must not come to stand at its end and be lost (17.3.3.31).
        if part.text[at - 1].isspace() and "xml:space" not in part.opening(owner):
            self._kept.add(owner.inner - 1)
        opened = f'{self._opening(run)}<{owner.tag} xml:space="preserve">'
        self._splits[at] = (f"</{owner.tag}></{run.tag}>", opened)

    def _opening(self, run: Element) -> str:
        """Return what begins a second half of *run*."""
        properties = run.child("rPr")
        return self._part.opening(run) + (self._part.source(properties) if properties is not None else "")
