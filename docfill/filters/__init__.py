"""Filters in the language of official documents: dates, numbers, Chinese numerals, amounts in capitals, marks.

A template that names none of them imports no more of this package than their names.
"""
