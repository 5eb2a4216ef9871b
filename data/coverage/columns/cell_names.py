"""Names the columns and cells of a sheet as a spreadsheet does."""


def letters(column: int) -> str:
    """The letters of a column that is a number; 1 is A."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
