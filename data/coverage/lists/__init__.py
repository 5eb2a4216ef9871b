"""Finds the list of participants in a file and gives its rows; begin with `list_files`."""
