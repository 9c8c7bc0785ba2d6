"""The catalogue: every problem's sentence, hint and explanation in English and Chinese, by code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docfill.catalogue import (
    archives,
    checks,
    command,
    entering,
    excel,
    figures,
    forms,
    package,
    pictures,
    template,
)

if TYPE_CHECKING:
    from docfill.catalogue.entry import Entry

CATALOGUE: dict[str, Entry] = {
    **archives.ENTRIES,
    **package.ENTRIES,
    **template.ENTRIES,
    **pictures.ENTRIES,
    **checks.ENTRIES,
    **excel.ENTRIES,
    **forms.ENTRIES,
    **figures.ENTRIES,
    **entering.ENTRIES,
    **command.ENTRIES,
}
