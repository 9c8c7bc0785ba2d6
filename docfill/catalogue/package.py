"""The catalogue's entries for a .docx as a file."""

from docfill.catalogue.entry import Entry, Words

ENTRIES: dict[str, Entry] = {
}
