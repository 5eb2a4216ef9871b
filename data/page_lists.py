"""Gives the tables of a page as the sheets of a workbook are given: rows, titles above them, what is hidden."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from data import web_pages, xml_sheets
from data.books import BookSheet
from data.file_kinds import Kind
from data.headings import TITLE_ROWS, UnreadableFile, heading_row
from data.page_tables import Table, is_blank
from data.sheet_marks import Marks

_PAGE = "halaman web"
"""What the list of a web page is called: its tables have no names."""
_A_NIK = re.compile(r"\d(?:[ .\-]?\d){15}(?:\.0)?")


@dataclass(frozen=True, slots=True)
class PageRows:
    """The rows of a table."""

    all: Sequence[list[object]]
    width: int

    @property
    def height(self) -> int:
        """How many rows they are."""
        return len(self.all)

    def __iter__(self) -> Iterator[list[object]]:
        return iter(self.all)


class Pages:
    """A web page, or XML Spreadsheet 2003, as a workbook. Raises UnreadableFile."""

    is_1904 = False

    def __init__(self, file: BinaryIO, kind: Kind) -> None:
        match kind:
            case Kind.XML:
                tables = xml_sheets.tables(file)
            case Kind.MAIL:
                tables = [_together(web_pages.tables_of_mail(file.read()))]
            case _:
                tables = [_together(web_pages.tables(file.read()))]
        self._tables = {one.title: one for one in tables}
        if len(self._tables) < len(tables):
            raise UnreadableFile("page.damaged")
        self.titles = [*self._tables]
        for one in tables:
            _check(one)

    def is_hidden(self, title: str) -> bool:
        """Whether nobody sees a sheet who opens the file."""
        return self._tables[title].is_hidden

    def sheet(self, title: str) -> BookSheet:
        """The sheet of this name."""
        table = self._tables[title]
        marks = Marks(hidden_rows=table.hidden)
        return BookSheet(title, PageRows(table.rows, table.width), (), marks, table.is_hidden)


def _check(table: Table) -> None:
    """Raises UnreadableFile where cells of the list are merged over rows: whose they are is not clear."""
    found = heading_row(table.rows[:TITLE_ROWS])
    if found and (merged := [row for row in table.merged if row >= found[0]]):
        raise UnreadableFile("page.merged", row=str(min(merged) + 1))


def _together(tables: Sequence[Table]) -> Table:
    """One list of the tables of a page that begin with the same headings, as on each sheet of paper.

    What stands above the first one comes first, as Excel shows it. Raises UnreadableFile.
    """
    lists: list[tuple[Table, int]] = []
    for table in tables:
        found = heading_row(table.rows[:TITLE_ROWS])
        if found and not all(map(is_blank, table.rows[found[0] + 1 :])):
            if table.is_hidden:
                raise UnreadableFile("page.hidden_sheet")
            lists.append((table, found[0]))
    if not lists:
        raise UnreadableFile("heading.none" if any(one.rows for one in tables) else "page.no_table")
    chosen = [id(table) for table, _ in lists]
    if any(_holds_somebody(table) for table in tables if id(table) not in chosen):
        raise UnreadableFile("page.several")
    first, heading = lists[0]
    headings = _words(first.rows[heading])
    whole = Table(_PAGE, rows=[[line] for line in first.above])
    for table, at in lists:
        if _words(table.rows[at]) != headings:
            raise UnreadableFile("page.several")
        begin, base = (0, len(whole.rows)) if table is first else (at + 1, len(whole.rows) - at - 1)
        whole.rows += table.rows[begin:]
        whole.hidden |= {row + base for row in table.hidden if row >= begin}
        whole.merged |= {row + base for row in table.merged if row >= begin}
    return whole


def _holds_somebody(table: Table) -> bool:
    """Whether a NIK stands in a table without headings: nobody may be passed over."""
    return any(_A_NIK.fullmatch(str(cell).strip()) for cells in table.rows for cell in cells)


def _words(cells: Sequence[object]) -> list[str]:
    words = [" ".join(str(cell).split()).casefold() for cell in cells]
    while words and not words[-1]:
        words.pop()
    return words
