"""The catalogue's entries for workbooks and other files of data."""

from docfill.catalogue.entry import Entry, Words

ENTRIES: dict[str, Entry] = {
}
