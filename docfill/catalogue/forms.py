"""The catalogue's entries for forms and what they ask of the data."""

from docfill.catalogue.entry import Entry, Words

ENTRIES: dict[str, Entry] = {
}
