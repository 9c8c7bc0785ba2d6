"""docfill fills an official Word form from a workbook, without disturbing a byte of it: the public names."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docfill.checking import annotate, check
    from docfill.data import Data
    from docfill.entering import workbook
    from docfill.filling import Report, fill, inspect, read_workbook
    from docfill.forms.form import Form
    from docfill.limits import Limits
    from docfill.making import Result
    from docfill.many import Job, fill_many
    from docfill.pictures.image import Image
    from docfill.places import Source
    from docfill.problems import FillError, Problem
    from docfill.richtext import RichText
    from docfill.severity import Severity
    from docfill.subdocument import Subdocument
    from docfill.word.fields import Field
    from docfill.word.template import Template

__version__ = "0.1.0"

__all__ = [
    "Data",
    "Field",
    "FillError",
    "Form",
    "Image",
    "Job",
    "Limits",
    "Problem",
    "Report",
    "Result",
    "RichText",
    "Severity",
    "Source",
    "Subdocument",
    "Template",
    "annotate",
    "check",
    "fill",
    "fill_many",
    "inspect",
    "read_workbook",
    "workbook",
]

# Where each public name lives. A name is imported when it is first used (PEP 562), so that a script which
# fills from JSON never waits for openpyxl, and `docfill --help` waits for nothing at all.
_HOMES = {
    "Data": "docfill.data",
    "Field": "docfill.word.fields",
    "FillError": "docfill.problems",
    "Form": "docfill.forms.form",
    "Image": "docfill.pictures.image",
    "Problem": "docfill.problems",
    "Job": "docfill.many",
    "Limits": "docfill.limits",
    "Report": "docfill.filling",
    "Result": "docfill.making",
    "RichText": "docfill.richtext",
    "Severity": "docfill.severity",
    "Source": "docfill.places",
    "Subdocument": "docfill.subdocument",
    "Template": "docfill.word.template",
    "annotate": "docfill.checking",
    "check": "docfill.checking",
    "fill": "docfill.filling",
    "fill_many": "docfill.many",
    "inspect": "docfill.filling",
    "read_workbook": "docfill.filling",
    "workbook": "docfill.entering",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value  # the second use costs nothing
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
