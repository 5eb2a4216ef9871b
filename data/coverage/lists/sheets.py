"""Defines what the import reads from a file: the headings of the list, its rows, and where each row stands."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from data.import_texts import Sentence

Row = tuple[int, Sequence[object]]
"""Number of a row, as a spreadsheet shows it, and its cells."""

ROWS_A_SHEET = 10_000_000
"""Of several sheets read as one list, sheet N (from 0 on) begins at row N times this; Excel has a million a sheet."""


@dataclass(frozen=True)
class Top:
    """The part of a sheet above its headings."""

    sheet: str
    """The name of the sheet; empty where the file is no workbook."""
    rows: Sequence[Sequence[str]]
    titles: Sequence[str]
    """The name of the sheet and the texts above the headings."""
    file: str
    """The name of the file."""


@dataclass(frozen=True)
class Sheet:
    """The part of a file that holds the participants."""

    columns: dict[str, int]
    """Field (nik, name, kk, cohort, starts, ends, status, synthetic) -> column index."""
    headings: Sequence[object]
    """The whole heading row."""
    width: int
    """A row with content beyond this number of cells has slipped."""
    longest: int
    """A row with more cells than this has slipped even if they are blank."""
    sample: Sequence[Row]
    """The first rows, to judge columns by their content."""
    rows: Iterator[Row]
    progress: Callable[[], float]
    """The part that has been read, from 0 to 1."""
    checksum: Callable[[], str]
    """SHA-256 in hex of the file that was read. Raises UnreadableFile when it has changed since it was opened."""
    notes: tuple[Sentence, ...] = ()
    """What staff should know about how it was read."""
    sheets: tuple[str, ...] = ()
    """The sheets that were read as one list, in this order; empty if a single sheet was read. See `place`."""
    ignored: frozenset[int] = frozenset()
    """Columns that do not concern who is listed: staff said so, or an earlier import wrote them."""
    struck: frozenset[int] = frozenset()
    """Numbers of the rows of people who were struck out, by a line through their cells."""
    cover: int | None = None
    """The column of end dates if it holds periods, whose last day is read."""
    tops: tuple[Top, ...] = ()
    """For each sheet that was read the part above its headings, in the same order."""

    @property
    def titles(self) -> tuple[str, ...]:
        """The names of the sheets and the texts above their headings."""
        return tuple(chain.from_iterable(top.titles for top in self.tops))

    def part(self, row: int) -> int:
        """The index in `tops` of the sheet or file in which a row stands."""
        return row // ROWS_A_SHEET if self.sheets else 0


def place(row: int, sheets: Sequence[str]) -> tuple[str, int]:
    """Name of the sheet ("" if a single sheet was read) and number of the row on it, for a row number of a list."""
    sheet, number = divmod(row, ROWS_A_SHEET)
    return (sheets[sheet], number) if sheets else ("", row)
