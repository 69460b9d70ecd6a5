"""Texts in the reader's language: catalogs, formats, durations."""
