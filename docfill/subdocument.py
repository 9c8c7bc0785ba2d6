"""Sub-document: a Word document as a value, whose paragraphs and tables stand in place of the tag's paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from docfill.files import read_document
from docfill.limits import LIMITS

if TYPE_CHECKING:
    from pathlib import Path

    from docfill.limits import Limits


class Subdocument:
    """A Word document to be inserted: ``Subdocument("附件.docx")`` for ``{{p 附件 }}``.

    *source* is the path of a `.docx`, its bytes, or an open binary file, which is read here. Its paragraphs and tables
    are inserted with their styles, lists, pictures and links; styles that the template has under the same name look as
    they do in the template. Headers, footers and the last section's page layout are not taken over. *limits* say how
    large it may be. Raises FillError where there is no such file.
    """

    def __init__(self, source: str | Path | bytes | BinaryIO, *, limits: Limits = LIMITS) -> None:
        self.content, self.name = read_document(source, "subdocument.docx", limits)
        self.limits = limits

    def __repr__(self) -> str:
        return f"Subdocument({self.name!r})"
