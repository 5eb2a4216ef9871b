"""Writes the pages of docs/reference/ from the code: `python -m workshop.reference`; a test compares them."""
