"""Checks: a template -> what is wrong with it, and what looks as if it were, before any data is there."""
