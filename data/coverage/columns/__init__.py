"""Columns of a list: what headings, status words, dates and remarks mean."""
