"""Defines the table that is read from a web page or from XML Spreadsheet 2003."""

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
    """The lines above it since the previous table."""
    called: list[str] = field(default_factory=list)
    """Names of the table and of elements around it, if they say that its people have left."""
    rows: list[list[object]] = field(default_factory=list)
    merged: set[int] = field(default_factory=set)
    """Indexes of rows with the beginning of a cell that is merged over more than one row."""
    hidden: set[int] = field(default_factory=set)
    """Indexes of hidden rows."""
    is_hidden: bool = False
    """Whether the whole table is hidden."""
    is_layout: bool = False
    """Whether another table stands inside it."""
    drawn: int = 0
    """Number of cells with a drawing and no text."""
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    """Row and column -> comment on the cell."""
    struck: dict[int, set[int]] = field(default_factory=dict)
    """Index of a row -> columns with struck text."""

    @property
    def width(self) -> int:
        """Number of cells of the longest row."""
        return max(map(len, self.rows), default=0)


def is_blank(cells: Sequence[object]) -> bool:
    """Whether all cells of a row are blank."""
    return not any(str(cell).strip() for cell in cells)
