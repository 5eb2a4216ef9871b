"""Watches the columns that an import does not read, and those of the status, while the rows of a list are read.

Only cells beside a NIK count: titles, totals and signatures stand in columns, too.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from data.coverage.columns import columns, durations, periods, rough_days
from data.coverage.columns.column_kinds import Kind, names_changes
from data.coverage.importing.column_judges import (
    MARKS,
    TICKS,
    Spans,
    checks_of,
    holds_status_words,
    is_a_mark,
    is_blank,
    is_filled,
    is_of_candidates,
    is_status_word,
    row_has_nik,
)
from data.coverage.importing.job import short
from data.coverage.lists.sheets import ROWS_A_SHEET, Row, Sheet
from data.coverage.lists.unread_columns import kinds, status_tick_columns, unread

_WORDS = 3
"""Words of a column that are shown."""
_MOST = 20_000
"""Cells of a column that are held."""
ONLY_OF_LISTED = frozenset({"columns.over", "columns.cover", "columns.lasts"})
"""What is said of people who are listed only."""


@dataclass
class WatchedColumn:
    """A column that is watched."""

    at: int
    heading: str
    key: str
    """Of the sentence that is said of it."""
    doubtful: "Cells"
    rows: int = 0
    """In which a doubtful cell stands beside a NIK."""
    first: int = 0
    ticks: int = 0
    """How many of them hold a mark and no word."""
    marks: frozenset[str] = TICKS
    """Which words are marks in this column."""
    words: list[str] = field(default_factory=list)
    matters_if_partial: bool = False
    """Whether it says something only where it is filled for some of the people, and not for all."""

    def note(self, row: int, cell: object) -> None:
        """A doubtful cell."""
        self.rows += 1
        self.first = self.first or row
        self.ticks += columns.word(cell).strip("()[]. ") in self.marks
        end = periods.end_of(cell) if self.key in ONLY_OF_LISTED else None
        word = f"{end:%d/%m/%Y}" if end else short(columns.shown(cell))
        if len(self.words) < _WORDS and word not in self.words:
            self.words.append(word)

    @property
    def is_uninformative(self) -> bool:
        """Whether what stands in all rows says nothing of anybody: a day on which all were changed, or a dash."""
        return self.key == "columns.dates" or self.words == ["-"]


_Note = Callable[[int, object], None]


class Cells(dict[object, bool]):
    """Cell -> whether it is doubtful in its column."""

    def __init__(self, judge: Callable[[object], bool]) -> None:
        super().__init__()
        self._judge = judge

    def __missing__(self, cell: object) -> bool:
        if len(self) >= _MOST:
            self.clear()
        self[cell] = doubtful = self._judge(cell)
        return doubtful


class ColumnWatch:
    """Watches the unread columns of a sheet, and those of the status, while its rows are read.

    `day` is the one on which a span of time is over or not; `words` are status words that staff added.
    """

    def __init__(self, sheet: Sheet, day: date = date.min, words: Mapping[str, bool] | None = None) -> None:
        every = range(max(len(sheet.tops), 1))
        self.with_status: set[int] = set()
        """The sheets or files, as places in the list's `tops`, in which somebody has a status word or an end date."""
        self.lacking: set[int] = set() if "status" in sheet.columns else {*every}
        """Those in which somebody has no status word."""
        self.unsure: set[int] = set()
        """Those in which somebody has a status word that a candidate may have, too."""
        self.sheet = sheet
        self._at_nik = sheet.columns["nik"]
        self._day, self._words = day, words
        self._at_status, self._at_ends = sheet.columns.get("status"), sheet.columns.get("ends")
        spans = Spans(day)
        headings = unread(sheet)
        to_tick = status_tick_columns(sheet)
        # Columns that are watched, each with what was found there.
        self.unread = [
            WatchedColumn(
                at,
                headings[at],
                key,
                Cells(judge),
                marks=MARKS if at in to_tick or kind is Kind.ENDS else TICKS,
                matters_if_partial=kind is Kind.CHANGED or (kind is Kind.STATUS and names_changes(headings[at])),
            )
            for at, kind in kinds(sheet).items()
            for key, judge in (
                [("columns.words", is_status_word)]
                if holds_status_words(sheet, at)
                else checks_of(
                    Kind.STATUS if at in to_tick and kind is not Kind.ENDS else kind, headings[at], sheet, spans
                )
            )
        ]
        read = sorted(to_tick - headings.keys())
        self.unread += [
            WatchedColumn(at, str(sheet.headings[at]), "columns.status", Cells(is_a_mark), marks=MARKS) for at in read
        ]
        self.reads_ticks = bool(read)
        """Whether the column that is read as the status is one to be ticked."""
        self.to_tick = to_tick
        """Columns of which each is one status, and a mark says whose."""
        if sheet.cover is not None:
            heading = str(sheet.headings[sheet.cover]).strip()
            self.unread.append(WatchedColumn(sheet.cover, heading, "columns.cover", Cells(spans.is_over)))
        self._of_listed = {
            id(one.doubtful) for one in self.unread if one.key in ONLY_OF_LISTED or one.matters_if_partial
        }
        self._lasting = {id(one.doubtful) for one in self.unread if one.key == "columns.lasts"}
        self._at_starts = sheet.columns.get("starts")
        self.has_status_column = "status" in sheet.columns
        """Whether a status is read."""
        self.ends = short(str(sheet.headings[sheet.columns["ends"]])) if "ends" in sheet.columns else ""
        """The heading of the end dates that are read; empty where none are."""
        self._watched: list[tuple[int, Cells, _Note]] = [(one.at, one.doubtful, one.note) for one in self.unread]
        self._columns = self._watched
        self._of_status: list[tuple[int, Cells, set[int]]] = [
            (sheet.columns[name], Cells(is_filled), self.with_status)
            for name in ("status", "ends")
            if name in sheet.columns
        ]
        self._blank, self._of_candidates = Cells(is_blank), Cells(is_of_candidates)
        self._not_sure = Cells(lambda cell: self._blank[cell] or self._of_candidates[cell])
        self._part = 0
        self._end: float = 0

    def watch_rows(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows as they come; each is looked at on its way."""
        end, watched = self._end, self._watched
        for one in rows:
            row, cells = one
            if row >= end:
                self._begin(row)
                end, watched = self._end, self._watched
            held = len(cells)
            for at, doubtful, note in watched:  # in order
                if at >= held:
                    break
                if doubtful[cells[at]] and row_has_nik(cells, self._at_nik):
                    if id(doubtful) in self._of_listed and self._has_ended(cells):
                        continue
                    if id(doubtful) in self._lasting and not self._is_over(cells, cells[at]):
                        continue
                    note(row, cells[at])
                    watched = self._watched  # in the next row
            yield one

    def _has_ended(self, cells: Sequence[object]) -> bool:
        """Whether the row says by itself, in a column that is read, that its person is not listed any more."""
        status = cells[self._at_status] if self._at_status is not None and self._at_status < len(cells) else ""
        if columns.is_listed(status, self._words) is False:
            return True
        try:
            ends = rough_days.ends(cells[self._at_ends]) if self._at_ends is not None else None
        except (IndexError, columns.NoDate):
            return False
        return ends is not None and ends < self._day

    def _is_over(self, cells: Sequence[object], lasts: object) -> bool:
        """Whether so many months have passed since the start of the row's person."""
        try:
            starts = rough_days.starts(cells[self._at_starts]) if self._at_starts is not None else None
        except (IndexError, columns.NoDate):
            return False
        end = durations.end_of(starts, lasts) if starts else None
        return end is not None and end < self._day

    def _begin(self, row: int) -> None:
        """The first row of a sheet or file: each has a status for itself."""
        self._part = self.sheet.part(row)
        self._end = (self._part + 1) * ROWS_A_SHEET if self.sheet.sheets else math.inf
        self._look()

    def _look(self) -> None:
        """Watches what is not known yet: of a status one of each kind is enough, and no more rows are looked at."""
        of_status = [
            (at, doubtful, self._noting(found)) for at, doubtful, found in self._of_status if self._part not in found
        ]
        if self.has_status_column and not (self._part in self.lacking and self._part in self.unsure):
            doubtful = self._not_sure  # one look at each cell, and not two, while both may be found
            if self._part in self.lacking or self._part in self.unsure:
                doubtful = self._blank if self._part in self.unsure else self._of_candidates
            of_status.append((self.sheet.columns["status"], doubtful, self._note_not_sure))
        self._watched = sorted([*self._columns, *of_status], key=lambda watched: watched[0])

    def _note_not_sure(self, _row: int, cell: object) -> None:
        (self.lacking if self._blank[cell] else self.unsure).add(self._part)
        self._look()

    def _noting(self, found: set[int]) -> _Note:
        def note(_row: int, _cell: object) -> None:
            found.add(self._part)
            self._look()

        return note
