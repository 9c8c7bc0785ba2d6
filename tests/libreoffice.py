"""LibreOffice in tests: a file -> the same in another kind, made in a profile of its own.

Where CI runs, a machine without LibreOffice fails; elsewhere these tests are left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

needs_libreoffice = pytest.mark.skipif(
    not os.environ.get("CI") and not (shutil.which("soffice") and shutil.which("pdftoppm")),
    reason="no LibreOffice, or nothing to look at its pages with",
)


def convert(kind: str, *paths: Path, writer: bool = False) -> list[Path]:
    """Return *paths* as LibreOffice saves them in another *kind*: ``pdf``, or with a filter, ``csv:Text …``.

    They lie in a folder ``converted`` beside the first. *writer* has HTML opened as a document of Word's kind.
    """
    out = paths[0].parent / "converted"
    profile = (paths[0].parent / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", *["--writer"] * writer]
    subprocess.run(
        [*command, "--convert-to", kind, "--outdir", out, *paths],
        check=True,
        capture_output=True,
        timeout=300,
        # What a number looks like in text is the machine's; here it is the same on all.
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    return [out / f"{path.stem}.{kind.partition(':')[0]}" for path in paths]
