"""The catalogue's entries for the command line and the files it names."""

from docfill.catalogue.entry import Entry, Words

ENTRIES: dict[str, Entry] = {
}
