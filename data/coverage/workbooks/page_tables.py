"""The tables of a page: what is read of a web page, and of XML Spreadsheet 2003."""

from collections.abc import Sequence
from dataclasses import dataclass, field

MOST_COLUMNS = 16_384
"""As many as Excel has."""
MOST_ROWS = 1_048_576


@dataclass(slots=True)
class Table:
    """A table, or a sheet."""

    title: str = ""
    above: list[str] = field(default_factory=list)
    """What is written above it since the table before, and what it is called."""
    called: list[str] = field(default_factory=list)
    """What it, and elements around it, are called, where that says that who stands there has left."""
    rows: list[list[object]] = field(default_factory=list)
    merged: set[int] = field(default_factory=set)
    """Indexes of rows in which a cell begins that is merged over more than one row."""
    hidden: set[int] = field(default_factory=set)
    """Indexes of rows that nobody sees."""
    is_hidden: bool = False
    """Whether nobody sees any of it."""
    is_layout: bool = False
    """Whether another table stands within it."""
    drawn: int = 0
    """Cells in which something is drawn and nothing written."""
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    """Row and column -> what is written in a comment on the cell."""
    struck: dict[int, set[int]] = field(default_factory=dict)
    """Index of a row -> columns in which what is written has a line through it."""

    @property
    def width(self) -> int:
        """The most cells that a row has."""
        return max(map(len, self.rows), default=0)


def is_blank(cells: Sequence[object]) -> bool:
    """Whether nothing stands in a row."""
    return not any(str(cell).strip() for cell in cells)
