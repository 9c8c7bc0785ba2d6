"""Entry: a form, the tables of its template and what is known already -> the description of its entry workbook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docfill.excel.entry import Book
from docfill.forms.entrychecks import add_checks
from docfill.forms.entryprevious import add_previous
from docfill.forms.entrysheets import lay_out
from docfill.places import FilePlace
from docfill.problems import Problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from docfill.excel.entry import Kind
    from docfill.forms.entrycells import Sheets
    from docfill.forms.form import Form
    from docfill.places import Language
    from docfill.word.outlines import Outline

# What Excel takes for a name, and not for a cell (A1, R1C1).
_NAME = re.compile(r"[^\W\d][\w.]{0,254}\Z")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+\Z|[Rr]\d*([Cc]\d*)?\Z|[Cc]\d*\Z")


def describe(
    form: Form,
    outlines: Iterable[Outline],
    values: Mapping[str, Any],
    lang: Language,
    settings: Mapping[str, str],
    kinds: Mapping[str, Kind],
    previous: Mapping[str, Any] | None = None,
) -> Book:
    """Return the entry workbook of *form*, whose template has the tables *outlines*, with *values* typed in already.

    *settings* is what its sheet ``docfill`` says, *kinds* what may be typed for a name whose type the form does not
    know, *previous* last year's values. Raises FillError where a name of the form is none in Excel.
    """
    made = lay_out(form, outlines, values, lang, kinds)
    _check_names(made)
    add_previous(made, previous)
    add_checks(made)
    return Book(form.title, lang, tuple(made.sheets), settings)


def _check_names(made: Sheets) -> None:
    problems = Problems()
    first: dict[str, str] = {}
    names = [".".join(path) for path in made.cells] + list(made.lists)
    for name in names:
        other = first.setdefault(name.lower(), name)
        if not _NAME.match(name) or _LIKE_A_CELL.match(name) or other != name:
            problems.add("name-not-for-excel", FilePlace(str(made.form.template.parent)), name=name)
    problems.raise_errors()
