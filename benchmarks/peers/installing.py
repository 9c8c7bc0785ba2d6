"""Installing: a peer -> the packages that it needs, below `out/`, and the commands that run it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable

_HERE = Path(__file__).parent
ROOT = _HERE.parent.parent
FOLDER = ROOT / "out" / "peers"
_NODE_MEMORY = "--max-old-space-size=8192"  # megabytes; Node takes half of it at most by itself


_REPLACE = ("--force",)


@frozen
class Peer:
    """An engine that is measured."""

    name: str
    version: str
    keeps: str  # from one fill to the next
    deflate: str  # how hard it packs
    command: tuple[str, ...]  # serves a worker; `once` and three paths after it fill one report
    own: tuple[str, ...] | None = None  # its own command: this, template, data and report, and what follows
    options: tuple[str, ...] = ()
    install: Callable[[], None] | None = None

    def cold(self, template: Path, data: Path, out: Path) -> list[str]:
        """Return the command that fills one report: its own, or the smallest script."""
        if self.own is None:
            return [*self.command, "once", str(template), str(data), str(out)]
        if self.options == _REPLACE:
            return [*self.own, str(template), str(data), "-o", str(out), *self.options]
        return [*self.own, str(template), str(data), str(out), *self.options]


def _python(name: str, version: str, keeps: str, options: tuple[str, ...] | None) -> Peer:
    """Return a peer with a virtual environment of its own: some of them share their import name."""
    folder = FOLDER / name
    python = str(folder / "bin" / "python")

    def install() -> None:
        stamp, wanted = folder / "installed", f"{name}=={version}"
        if stamp.exists() and stamp.read_text() == wanted:
            return
        venv.create(folder, with_pip=True, clear=True)
        _run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted])
        stamp.write_text(wanted)

    command = (python, str(_HERE / "worker.py"), name)
    own = (python, "-m", "docxtpl") if options is not None else None
    return Peer(name, version, keeps, "zlib 6", command, own, options or (), install)


def _node(name: str, version: str, keeps: str, deflate: str) -> Peer:
    command = ("node", _NODE_MEMORY, str(_HERE / "worker.cjs"), name)
    return Peer(name, version, keeps, deflate, command, install=_install_node)


def _install_node() -> None:
    wanted = (_HERE / "package.json").read_text()
    stamp = FOLDER / "node_modules" / "installed"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    shutil.copy(_HERE / "package.json", FOLDER)
    _run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(FOLDER)])
    stamp.write_text(wanted)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)


def environment() -> dict[str, str]:
    """Return the environment of every worker: where Node's packages are, and docfill for the Python that has it."""
    return {**os.environ, "PEERS_FOLDER": str(FOLDER), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


# docfill's command where ISA-L is not installed.
_WITHOUT_ISAL = "import sys; sys.modules['isal'] = None; from docfill.cli import command; command()"


def peers(ours: str, theirs: str, deflate: str) -> list[Peer]:
    """Return docfill in version *ours*, which packs by *deflate*, docxtpl in version *theirs*, and the others."""
    python, worker = sys.executable, str(_HERE / "worker.py")
    quietly, kept = ("-o", "-q"), "the compiled template"
    with_zlib = (python, "-c", _WITHOUT_ISAL, "fill")
    return [
        Peer("docfill", ours, kept, deflate, (python, worker, "docfill"), (python, "-m", "docfill", "fill"), _REPLACE),
        Peer("docfill, zlib", ours, kept, "zlib 3", (python, worker, "docfill, zlib"), with_zlib, _REPLACE),
        Peer("docxtpl", theirs, "nothing", "zlib 6", (python, worker, "docxtpl"), (python, "-m", "docxtpl"), quietly),
        _python("rust-docxtpl", "0.1.2", "the template, the compiled Jinja source", quietly),
        _python("docxtpl-ng", "0.2.0", "the template, the compiled Jinja source", (*quietly, "--no-sandbox")),
        _python("docx-mailmerge2", "1.0.3", "the file's bytes", None),
        _node("docxtemplater", "3.71.0", "the file's bytes", "zlib 1"),
        _node("easy-template-x", "7.2.8", "its handler, the file's bytes", "zlib 6"),
        _node("carbone", "3.8.2", "nothing", "zlib 6"),
        _node("docx-templates", "4.15.0", "the file's bytes", "zlib 1"),
    ]
