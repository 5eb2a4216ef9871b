"""Recognizes what a spreadsheet shows where a formula failed: "#N/A", "#REF!", "Err:502", "####"."""

import re

_LONGEST = 200
"""Characters of a cell that are looked at."""
_ERROR = re.compile(r"#+|#(?:n/?a|nv|getting_data|[a-z][a-z0-9_/]*+[!?])|err:\d{3}", re.IGNORECASE)
"""With "####", which Excel shows where a column is too narrow."""
_HEADING = re.compile(r"#[A-Z][A-Z_0-9/]*[!?]?")


def is_error(cell: object) -> bool:
    """Whether a cell shows an error of a spreadsheet, and no word or number that somebody wrote."""
    return bool(_ERROR.fullmatch(str(cell)[:_LONGEST].strip()))


def is_error_heading(cell: object) -> bool:
    """Whether a heading is such an error. A mere "#" is none: it often heads the column of row numbers."""
    return bool(_HEADING.fullmatch(str(cell).strip()))
