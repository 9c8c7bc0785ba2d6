"""Account: a document that works things out, as programs make many: loops within loops, conditions, sums, formats.

Its floor is the program that docxtpl makes of the template, compiled beforehand, and raw copies of all else.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from docx import Document
from docxtpl import DocxTemplate

from benchmarks.work import MAIN, Form, Mappings
from docfill.word.package import Package

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_HEAD = ("No.", "Item", "Pieces", "Price", "Sum", "Kind")
_ROW = (
    "{{ loop.index }}",
    "{{ item.name }}",
    "{{ item['pieces'] }}",
    '{{ "{:,.2f}".format(item.price) }}',
    "{{ (item.price * item.pieces)|round(2) }}",
    "{% if item.price > 100 %}dear{% else %}cheap{% endif %}",
)


def account_template(path: Path) -> None:
    """Write the template to *path*."""
    document = Document()
    document.add_heading("Account of {{ owner.name }}, {{ year }}", 0)
    document.add_paragraph("{%p for part in parts %}")
    document.add_heading("{{ part.name }}: {{ part['items']|length }} items", 2)
    document.add_paragraph(
        "Sold by {% for one in part.sellers %}{{ one.name }}{% if not loop.last %}, {% endif %}{% endfor %} "
        "{{ 'at once' if part.fast else 'in the end' }}, {{ part.note|default('as agreed') }}."
    )
    table = document.add_table(rows=4, cols=len(_ROW))
    for cell, text in zip(table.rows[0].cells, _HEAD, strict=True):
        cell.text = text
    table.rows[1].cells[0].text = "{%tr for item in part['items'] %}"
    for cell, text in zip(table.rows[2].cells, _ROW, strict=True):
        cell.text = text
    table.rows[3].cells[0].text = "{%tr endfor %}"
    document.add_paragraph("{%p endfor %}")
    document.save(str(path))


def account_data(parts: int, items: int) -> dict[str, Any]:
    """Return data of that many parts with that many items each."""
    return {
        "owner": {"name": "Smith & Sons"},
        "year": 2026,
        "parts": [
            {
                "name": f"Part {part}",
                "sellers": [{"name": f"seller {part}.{seller}"} for seller in range(3)],
                "fast": part % 2,
                "note": "with thanks",
                "items": [
                    {"name": f"thing {item}", "pieces": item % 7 + 1, "price": item * 12.75 + part}
                    for item in range(items)
                ],
            }
            for part in range(parts)
        ],
    }


class Account(Form):
    """The account and its data, filled by whoever is measured."""

    def floor(self) -> Callable[[], io.BytesIO]:
        """Return what fills the template's own program, as docxtpl hands it to Jinja."""
        document = DocxTemplate(self.path)
        document.init_docx()
        program = _Mappings(autoescape=True).from_string(document.patch_xml(document.get_xml()))
        package = Package(self.path.read_bytes(), self.path.name)

        def write() -> io.BytesIO:
            packed = package.pack(MAIN, [program.render(self.data).encode()])
            return io.BytesIO(b"".join(package.write({MAIN: packed})))

        return write


class _Mappings(Mappings):
    """Besides mappings there are loops that are asked how far they have come."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        return obj[attribute] if type(obj) is dict else getattr(obj, attribute)
