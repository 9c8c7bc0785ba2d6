"""``python -m docfill`` is the command, and so is ``docfill``."""

import signal

# Until the command listens for it, Ctrl-C ends the process without a word: Python would print where its imports are.
if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from docfill.cli import command

if __name__ == "__main__":
    command()
