"""Inserting one document into another: its paragraphs and tables, and what these need of its other parts."""
