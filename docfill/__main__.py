"""``python -m docfill`` is the command."""

from docfill.cli import command

if __name__ == "__main__":
    command()
