"""Finds the list of participants on one sheet: its headings, and the rows below them as the sheet shows them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Protocol

from data.coverage.columns.headings import TITLE_ROWS
from data.coverage.lists import heading_rows
from data.coverage.lists.heading_rows import Headings
from data.coverage.lists.merged_cells import fill
from data.coverage.workbooks.books import BookSheet
from data.import_texts import Sentence

DAY_FIELDS = ("starts", "ends")
_FIRST_DAY = date(1904, 1, 1)
_DAY_COUNT = re.compile(r"\d{5}(?:[.,]\d+)?")
_MOST_DAYS = 200_000


class Book(Protocol):
    """A file with sheets: a workbook (`workbooks/books.py`) or a web page (`lists/page_lists.py`)."""

    is_1904: bool
    titles: list[str]

    def is_hidden(self, title: str) -> bool:
        """Whether the sheet is hidden from a person who opens the file."""

    def sheet(self, title: str) -> BookSheet | None:
        """The sheet of this name; None for a chart. Raises UnreadableFile."""


@dataclass(slots=True)
class SheetList:
    """A sheet with participants."""

    sheet: BookSheet
    headings: Headings
    is_1904: bool
    notes: list[Sentence] = field(default_factory=list)
    struck: list[int] = field(default_factory=list)
    """Indexes of the rows of people who were struck out."""

    @property
    def titles(self) -> tuple[str, ...]:
        """The name of the sheet and the texts above the headings."""
        return (self.sheet.title, *self.headings.titles)

    def below(self) -> Iterator[list[object]]:
        """The rows below the headings, each cell as the sheet shows it."""
        headings = self.headings
        rows: Iterator[list[object]] = islice(self.sheet.rows, headings.last + 1, None)
        if self.sheet.merged:
            rows = fill(enumerate(rows, headings.last + 1), self.sheet.merged, headings.columns["nik"])
        if self.is_1904 and (days := [headings.columns[name] for name in DAY_FIELDS if name in headings.columns]):
            rows = (_date_counts(cells, days) for cells in rows)
        if len(headings.rows) > 1:  # repeated headings on the next page become blank rows
            again = [list(cells) for cells in headings.rows]
            rows = ([""] * len(cells) if cells in again else cells for cells in rows)
        return rows


def _date_counts(cells: list[object], days: Sequence[int]) -> list[object]:
    """Turns plain numbers in these columns, which count days from 1904 on, into dates."""
    for at in days:
        cell = cells[at]
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            if 0 < cell < _MOST_DAYS:
                cells[at] = _FIRST_DAY + timedelta(days=int(cell))
        elif isinstance(cell, str) and _DAY_COUNT.fullmatch(cell.strip()):
            cells[at] = (
                f"1904+{cell}"  # a text: unclear whether it counts from 1900 or from 1904, so it is made no date
            )
    return cells


def find(sheet: BookSheet, *, is_1904: bool) -> SheetList | None:
    """The list on a sheet; None where the sheet has no headings, or no row below them. Raises UnreadableFile."""
    headings = heading_rows.find(list(islice(sheet.rows, TITLE_ROWS)), sheet.merged)
    if headings is None:
        return None
    below = islice(sheet.rows, headings.last + 1, None)
    return SheetList(sheet, headings, is_1904) if any(any(cell != "" for cell in row) for row in below) else None
