"""Filters in the language of official documents: dates, numbers, Chinese numerals, amounts in capitals, marks.

A template that names none of them never imports this package; see `docfill.word.official`.
"""
