"""The language to speak: what was asked for, else what the machine is set to."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docfill.places import Language

_SETTINGS = ("DOCFILL_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def choose_language(words: Sequence[str], environ: Mapping[str, str]) -> Language:
    """Return the language that the command line *words* ask for with ``--lang``, else that of the machine.

    The last ``--lang`` counts, as for any option. Without one the first of DOCFILL_LANG, LC_ALL, LC_MESSAGES
    and LANG that is set decides, and on Windows, where none of them is usual, the language of its menus.
    """
    for place in reversed(range(len(words))):
        word = words[place]
        asked = word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if word == "--lang" and place + 1 < len(words):
            asked = words[place + 1]
        if asked == "zh":
            return "zh"
        if asked == "en":
            return "en"
    setting = next((environ[name] for name in _SETTINGS if environ.get(name)), "") or _menus_of_windows()
    return "zh" if setting.lower().startswith("zh") else "en"


def _menus_of_windows() -> str:
    if sys.platform != "win32":
        return ""
    import ctypes  # lazy: only Windows needs it
    import locale

    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
