"""Turns the rows of a list into a published snapshot, or refuses the list; begin with `importer`."""
