"""Library: a form's name or folder -> the form. The built-in ones come with the package."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from docfill.forms.declaration import parse_toml
from docfill.forms.form import Form, load_form
from docfill.limits import LIMITS, Limits
from docfill.places import FilePlace
from docfill.problems import failure


def builtin_forms() -> tuple[str, ...]:
    """Return the names of the built-in forms, in order."""
    return tuple(sorted(path.parent.name for path in _shelf().glob("*/form.toml")))


def builtin_titles() -> dict[str, str]:
    """Return the title of each built-in form by its name; the rest of a form takes longer to read."""
    return {name: parse_toml(_shelf() / name / "form.toml").values["title"] for name in builtin_forms()}


def find_form(name_or_path: str | Path, limits: Limits = LIMITS) -> Form:
    """Return the built-in form of that name, or the form in that folder; a folder goes first.

    Raises FillError where there is neither, with the names that there are.
    """
    folder = Path(name_or_path)
    if os.path.isdir(folder):  # noqa: PTH112  Path.is_dir raises for a name that is too long
        return load_form(folder, limits)
    name = str(name_or_path)
    names = builtin_forms()
    if name in names:
        return load_form(_shelf() / name)
    from difflib import get_close_matches  # lazy: only for a message

    near = get_close_matches(name, names, 1, cutoff=0.5)
    raise failure("form-not-found", FilePlace(name), names=", ".join(near or names))


@cache
def _shelf() -> Path:
    """Return the folder of the built-in forms: inside an installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"
