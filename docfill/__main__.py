"""``python -m docfill`` is the command."""

import sys

from docfill.cli import main

if __name__ == "__main__":
    sys.exit(main())
