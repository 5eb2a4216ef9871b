"""Watches the unread columns and the status column while the rows of a list are read.

Only cells of rows with a NIK count: titles, totals and signatures stand in the columns, too.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from data.coverage.columns import columns, durations, periods, rough_days
from data.coverage.columns.column_kinds import Kind, names_changes
from data.coverage.importing.column_cells import (
    MARKS,
    TICKS,
    Spans,
    checks_of,
    holds_status_words,
    is_a_mark,
    is_blank,
    is_filled,
    is_status_word,
    may_be_of_candidate,
    row_has_nik,
)
from data.coverage.importing.job import short
from data.coverage.lists.sheets import ROWS_A_SHEET, Row, Sheet
from data.coverage.lists.unread_columns import kinds, status_tick_columns, unread

_WORDS = 3
"""Most words of a column that are shown."""
_MOST = 20_000
"""Most different cells of a column that are cached."""
ONLY_OF_LISTED = frozenset({"columns.over", "columns.cover", "columns.lasts"})
"""Sentences that concern listed people only."""


@dataclass
class WatchedColumn:
    """A watched column, and what was found in it."""

    at: int
    heading: str
    key: str
    """The key of the sentence about it."""
    doubtful: "Cells"
    rows: int = 0
    """Number of rows with a NIK and a doubtful cell."""
    first: int = 0
    ticks: int = 0
    """How many of them hold a mark instead of a word."""
    marks: frozenset[str] = TICKS
    """The words that count as marks in this column."""
    words: list[str] = field(default_factory=list)
    matters_if_partial: bool = False
    """Whether the column matters only if it is filled for some people and not for all."""

    def note(self, row: int, cell: object) -> None:
        """Counts a doubtful cell."""
        self.rows += 1
        self.first = self.first or row
        self.ticks += columns.word(cell).strip("()[]. ") in self.marks
        end = periods.end_of(cell) if self.key in ONLY_OF_LISTED else None
        word = f"{end:%d/%m/%Y}" if end else short(columns.shown(cell))
        if len(self.words) < _WORDS and word not in self.words:
            self.words.append(word)

    @property
    def is_uninformative(self) -> bool:
        """Whether the same content in all rows means nothing: the day on which all were changed, or a dash."""
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

    `day` is the day by which periods are judged as over; `words` are status words that staff added.
    """

    def __init__(self, sheet: Sheet, day: date = date.min, words: Mapping[str, bool] | None = None) -> None:
        every = range(max(len(sheet.tops), 1))
        self.with_status: set[int] = set()
        """Sheets or files (indexes in the list's `tops`) in which somebody has a status word or an end date."""
        self.lacking: set[int] = set() if "status" in sheet.columns else {*every}
        """Sheets or files in which somebody has no status word."""
        self.unsure: set[int] = set()
        """Sheets or files in which somebody has a status word that a candidate may have, too."""
        self.sheet = sheet
        self._at_nik = sheet.columns["nik"]
        self._day, self._words = day, words
        self._at_status, self._at_ends = sheet.columns.get("status"), sheet.columns.get("ends")
        spans = Spans(day)
        headings = unread(sheet)
        to_tick = status_tick_columns(sheet)
        # The watched columns, each with what was found in it.
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
        """Whether the column that is read as the status is ticked rather than written in."""
        self.to_tick = to_tick
        """Columns that each stand for one status and are ticked."""
        if sheet.cover is not None:
            heading = str(sheet.headings[sheet.cover]).strip()
            self.unread.append(WatchedColumn(sheet.cover, heading, "columns.cover", Cells(spans.is_over)))
        self._of_listed = {
            id(one.doubtful) for one in self.unread if one.key in ONLY_OF_LISTED or one.matters_if_partial
        }
        self._lasting = {id(one.doubtful) for one in self.unread if one.key == "columns.lasts"}
        self._at_starts = sheet.columns.get("starts")
        self.has_status_column = "status" in sheet.columns
        """Whether the list has a status column."""
        self.ends = short(str(sheet.headings[sheet.columns["ends"]])) if "ends" in sheet.columns else ""
        """The heading of the end dates; empty where the list has none."""
        self._watched: list[tuple[int, Cells, _Note]] = [(one.at, one.doubtful, one.note) for one in self.unread]
        self._columns = self._watched
        self._of_status: list[tuple[int, Cells, set[int]]] = [
            (sheet.columns[name], Cells(is_filled), self.with_status)
            for name in ("status", "ends")
            if name in sheet.columns
        ]
        self._blank, self._of_candidates = Cells(is_blank), Cells(may_be_of_candidate)
        self._not_sure = Cells(lambda cell: self._blank[cell] or self._of_candidates[cell])
        self._part = 0
        self._end: float = 0

    def watch_rows(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Passes the rows on and checks the watched columns of each."""
        end, watched = self._end, self._watched
        for one in rows:
            row, cells = one
            if row >= end:
                self._begin_part(row)
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
        """Whether the status or the end date of the row says that its person is no longer listed."""
        status = cells[self._at_status] if self._at_status is not None and self._at_status < len(cells) else ""
        if columns.is_listed(status, self._words) is False:
            return True
        try:
            ends = rough_days.ends(cells[self._at_ends]) if self._at_ends is not None else None
        except (IndexError, columns.NoDate):
            return False
        return ends is not None and ends < self._day

    def _is_over(self, cells: Sequence[object], lasts: object) -> bool:
        """Whether the duration in the cell has passed since the start date of the row."""
        try:
            starts = rough_days.starts(cells[self._at_starts]) if self._at_starts is not None else None
        except (IndexError, columns.NoDate):
            return False
        end = durations.end_of(starts, lasts) if starts else None
        return end is not None and end < self._day

    def _begin_part(self, row: int) -> None:
        """Begins a sheet or file: the status is watched in each of them separately."""
        self._part = self.sheet.part(row)
        self._end = (self._part + 1) * ROWS_A_SHEET if self.sheet.sheets else math.inf
        self._choose_columns()

    def _choose_columns(self) -> None:
        """Chooses the columns to watch. Of status words one of each kind is enough: the column is then left alone."""
        of_status = [
            (at, doubtful, self._marker(found)) for at, doubtful, found in self._of_status if self._part not in found
        ]
        if self.has_status_column and not (self._part in self.lacking and self._part in self.unsure):
            doubtful = self._not_sure  # one lookup for each cell, not two, while both kinds may still be found
            if self._part in self.lacking or self._part in self.unsure:
                doubtful = self._blank if self._part in self.unsure else self._of_candidates
            of_status.append((self.sheet.columns["status"], doubtful, self._note_not_sure))
        self._watched = sorted([*self._columns, *of_status], key=lambda watched: watched[0])

    def _note_not_sure(self, _row: int, cell: object) -> None:
        (self.lacking if self._blank[cell] else self.unsure).add(self._part)
        self._choose_columns()

    def _marker(self, found: set[int]) -> _Note:
        def note(_row: int, _cell: object) -> None:
            found.add(self._part)
            self._choose_columns()

        return note
