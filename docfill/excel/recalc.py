"""Recalc: the bytes of a workbook -> those of an `.xlsx` that LibreOffice has calculated, from a copy of its own.

What staff have is never touched: LibreOffice gets a copy in a temporary folder, and a profile there too, so that it
neither meets a LibreOffice that is open nor leaves a trace.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docfill.memory import ran_out
from docfill.places import FilePlace
from docfill.problems import failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docfill.excel.kinds import Kind

TIMEOUT = 180  # seconds

_ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

_PROGRAMS = ("soffice", "libreoffice", "soffice.com")
_USUAL_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
# Calculate everything on loading: left to itself, LibreOffice believes what a program wrote beside a formula.
_SETTINGS = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">\
<value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse">\
<value>0</value></prop></item>
</oor:items>
"""


def recalculated(content: bytes, file: str, kind: Kind) -> bytes:
    """Return an `.xlsx` with the results of all formulas of the workbook *content*; *file* is its name for messages.

    Raises FillError where LibreOffice is not installed, fails, or takes longer than three minutes, or where there is no
    room for the copy.
    """
    place = FilePlace(file)
    program = find_libreoffice()
    if not program:
        raise failure("libreoffice-missing", place)
    try:
        with _ended_in_order():
            return _calculated(content, place, kind, program)
    except OSError as error:
        if ran_out(error):
            raise
        raise failure("recalc-failed", place, reason=error.strerror or error) from error


def _calculated(content: bytes, place: FilePlace, kind: Kind, program: str) -> bytes:
    """Return what *program* makes of the workbook *content*, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="docfill-") as folder:
        copy = Path(folder, f"copy{kind.value}")
        copy.write_bytes(content)
        profile = Path(folder, "profile")
        settings = profile / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
        out = Path(folder, "out")
        words = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck"]
        words += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(copy)]
        told = _run(words)
        if told is None:
            raise failure("recalc-failed", place, reason=f"it took longer than {TIMEOUT} seconds")
        made = out / "copy.xlsx"
        if not made.is_file():
            raise failure("recalc-failed", place, reason=told or "it wrote no workbook")
        return made.read_bytes()


class _Ended(BaseException):
    """What is raised where a signal would have ended the process; it holds the signal's number."""


@contextlib.contextmanager
def _ended_in_order() -> Iterator[None]:
    """Have a signal that ends the process, as it does a worker, end LibreOffice first, and remove its folder.

    What the program has signals do by itself stays so.
    """
    ours = [number for number in _ENDING if signal.getsignal(number) is signal.SIG_DFL]
    if threading.current_thread() is not threading.main_thread():
        ours = []  # only there may it be said what a signal does

    def stop(number: int, _frame: object) -> None:
        for each in ours:
            signal.signal(each, signal.SIG_IGN)
        raise _Ended(number)

    ended = 0
    try:
        for number in ours:
            signal.signal(number, stop)
        yield
    except _Ended as error:
        ended = error.args[0]
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)
    if ended:
        signal.raise_signal(ended)


def find_libreoffice() -> str:
    """Return the program of LibreOffice; empty where there is none."""
    found = (shutil.which(name) for name in _PROGRAMS)
    usual = (place for place in _USUAL_PLACES if Path(place).is_file())
    return next((program for program in (*found, *usual) if program), "")


def _run(words: list[str]) -> str | None:
    """Run a program and return the last line that it said of a failure; None where it had to be stopped."""
    running = None
    try:
        with _held_back():
            # A session of its own: what is started is a script, and the program behind it must end with it.
            running = subprocess.Popen(  # noqa: S603  LibreOffice itself, with words of our own
                words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        _, said = running.communicate(timeout=TIMEOUT)
    except BaseException as error:  # Ctrl+C, too
        if running is None:
            raise
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
        else:
            running.kill()
        running.communicate()
        if isinstance(error, subprocess.TimeoutExpired):
            return None
        raise
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:200] if lines else ""


@contextlib.contextmanager
def _held_back() -> Iterator[None]:
    """Hold back what ends this process while another begins, which would go on if nobody knew of it yet."""
    came: list[int] = []
    before: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():  # where signals are attended to
        for number in _ENDING:
            if signal.getsignal(number) is not None:  # else another than Python sees to it
                before[number] = signal.signal(number, lambda each, _: came.append(each))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    for number in came:
        signal.raise_signal(number)
