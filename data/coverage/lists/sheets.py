"""What the import reads of a file: the headings of the list, its rows, and where each row stands."""

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
    """What stands above the headings of a sheet."""

    sheet: str
    """Its name; empty where the file is no workbook."""
    rows: Sequence[Sequence[str]]
    titles: Sequence[str]
    """Its name, and what is written there."""
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
    """A row with something beyond so many cells has slipped."""
    longest: int
    """A row with more cells than this has slipped, too."""
    sample: Sequence[Row]
    """The first rows, to judge columns by what they hold."""
    rows: Iterator[Row]
    progress: Callable[[], float]
    """How much has been read, from 0 to 1."""
    checksum: Callable[[], str]
    """SHA-256 of the very file that was read, in hex. Raises UnreadableFile when it has changed since it was opened."""
    notes: tuple[Sentence, ...] = ()
    """What staff should know of how it was read."""
    sheets: tuple[str, ...] = ()
    """The sheets that were read as one list, in this order; empty where there was one. See `place`."""
    ignored: frozenset[int] = frozenset()
    """Columns that say nothing of who is listed: staff said so, or an earlier import wrote them."""
    struck: frozenset[int] = frozenset()
    """Numbers of rows of somebody who was struck out, with a line through what is written."""
    cover: int | None = None
    """The column of end dates, where it holds spans of time, of which the end is read."""
    tops: tuple[Top, ...] = ()
    """Of each sheet that was read what stands above its headings, in the same order."""

    @property
    def titles(self) -> tuple[str, ...]:
        """What is written above the headings, and the names of the sheets."""
        return tuple(chain.from_iterable(top.titles for top in self.tops))

    def part(self, row: int) -> int:
        """The place among `tops` of that in which a row stands."""
        return row // ROWS_A_SHEET if self.sheets else 0


def place(row: int, sheets: Sequence[str]) -> tuple[str, int]:
    """Name of the sheet ("" where one was read) and number of the row there, of the number of a row in a list."""
    sheet, number = divmod(row, ROWS_A_SHEET)
    return (sheets[sheet], number) if sheets else ("", row)
