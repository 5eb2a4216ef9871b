"""Names columns as a spreadsheet does."""


def letters(column: int) -> str:
    """The letters of a column by its number; 1 is A."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
