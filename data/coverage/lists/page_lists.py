"""Presents the tables of a web page as sheets of a workbook: rows, titles above them, hidden and struck cells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from data.coverage.columns import nik_cells
from data.coverage.columns.headings import TITLE_ROWS, UnreadableFile, heading_row
from data.coverage.lists import likely_columns
from data.coverage.lists.titles import is_title_of_others
from data.coverage.workbooks import web_pages, xml_sheets
from data.coverage.workbooks.books import BookSheet
from data.coverage.workbooks.file_kinds import Kind
from data.coverage.workbooks.page_tables import Table, is_blank
from data.coverage.workbooks.sheet_marks import Marks

_PAGE = "halaman web"
"""The name of the list on a web page, whose tables have none."""
_MOST_LINES = 30
"""Most lines above the list; its headings must be among the first 50 rows."""


@dataclass(frozen=True, slots=True)
class PageRows:
    """The rows of a table."""

    all: Sequence[list[object]]
    width: int

    @property
    def height(self) -> int:
        """Number of rows."""
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
                tables = _of_mail(web_pages.tables_of_mail(file.read()))
            case _:
                tables = [_join(web_pages.tables(file.read()))]
        self._tables = {one.title: one for one in tables}
        if len(self._tables) < len(tables):
            raise UnreadableFile("page.damaged")
        self.titles = [*self._tables]
        for one in tables:
            _check(one)

    def is_hidden(self, title: str) -> bool:
        """Whether the sheet is hidden from a person who opens the file."""
        return self._tables[title].is_hidden

    def sheet(self, title: str) -> BookSheet:
        """The sheet of this name."""
        table = self._tables[title]
        marks = Marks(hidden_rows=table.hidden, struck=table.struck, comments=table.comments, drawn=table.drawn)
        return BookSheet(title, PageRows(table.rows, table.width), (), marks, table.is_hidden)


def _check(table: Table) -> None:
    """Raises UnreadableFile where cells of the list are merged over rows: it is unclear to whom they belong."""
    found = heading_row(table.rows[:TITLE_ROWS])
    if found and (merged := [row for row in table.merged if row >= found[0]]):
        raise UnreadableFile("page.merged", row=str(min(merged) + 1))


def _of_mail(pages: Sequence[tuple[str, list[Table]]]) -> list[Table]:
    """The list of each page that has one: Excel saves each sheet as a page of its own. Raises UnreadableFile."""
    with_list = [(name, tables) for name, tables in pages if any(_is_a_list(table) for table in tables)]
    if len(with_list) < 2:
        return [_join([table for _, tables in pages for table in tables], *(name for name, _ in with_list))]
    if any(_holds_somebody(table) for name, tables in pages if (name, tables) not in with_list for table in tables):
        raise UnreadableFile("page.several")
    return [_join(tables, name or f"{_PAGE} {at}") for at, (name, tables) in enumerate(with_list, start=1)]


def _is_a_list(table: Table) -> bool:
    found = heading_row(table.rows[:TITLE_ROWS])
    return found is not None and not all(map(is_blank, table.rows[found[0] + 1 :]))


def _join(tables: Sequence[Table], name: str = "") -> Table:
    """Joins the tables of a page that begin with the same headings, as printed on each sheet of paper, into one list.

    The lines above the first table come first, as in Excel. Of the lines above another table, those that may be the
    title of people who have left are kept. Raises UnreadableFile.
    """
    lists: list[tuple[Table, int, dict[str, int]]] = []
    above: list[list[str]] = [[]]
    for table in tables:
        above[-1] += table.above
        found = heading_row(table.rows[:TITLE_ROWS])
        if found and _is_a_list(table):
            if table.is_hidden:
                raise UnreadableFile("page.hidden_sheet")
            lists.append((table, *found))
            above.append([])
        elif not (found or table.is_layout):
            above[-1] += _lines(table)
    if not lists:
        raise _no_list(tables)
    chosen = [id(table) for table, *_ in lists]
    if any(_holds_somebody(table) for table in tables if id(table) not in chosen):
        raise UnreadableFile("page.several")
    first, heading, _ = lists[0]
    headings = _words(first.rows[heading])
    whole = Table(name or _PAGE, rows=[[line] for line in [*above[0], *first.called][-_MOST_LINES:]])
    for (table, at, fields), lines in zip(lists, above, strict=False):
        if _words(table.rows[at]) != headings:
            raise UnreadableFile("page.several")
        begin = 0 if table is first else at + 1
        if begin:
            whole.rows += [
                [*[""] * fields["nik"], line]
                for line in (*lines, *table.called)
                if line not in above[0] and _is_of_others(line)
            ]
        base = len(whole.rows) - begin
        whole.rows += table.rows[begin:]
        whole.hidden |= {row + base for row in table.hidden if row >= begin}
        whole.merged |= {row + base for row in table.merged if row >= begin}
        whole.drawn += table.drawn
        whole.struck |= {row + base: at for row, at in table.struck.items() if row >= begin}
        whole.comments |= {(row + base, at): said for (row, at), said in table.comments.items() if row >= begin}
    return whole


def _is_of_others(line: str) -> bool:
    return is_title_of_others(line, beside_number=False, as_name=False)


def _lines(table: Table) -> list[str]:
    """The lines of a table that is only a layout for titles, not the figures of a summary."""
    written = ([str(cell) for cell in cells if str(cell).strip()] for cells in table.rows)
    return [cells[0] for cells in written if len(cells) == 1][:_MOST_LINES]


def _no_list(tables: Sequence[Table]) -> UnreadableFile:
    """The error for a page without a table that has headings."""
    if not any(one.rows for one in tables):
        return UnreadableFile("page.no_table")
    hints = (likely_columns.nik_hint(one.rows) for one in tables)
    return UnreadableFile("heading.none", likely=next(filter(None, hints), ""))


def _holds_somebody(table: Table) -> bool:
    """Whether a table without headings has a NIK in a cell of its own: no person may be left out silently."""
    return any(nik_cells.has_form(cell) for cells in table.rows for cell in cells)


def _words(cells: Sequence[object]) -> list[str]:
    words = [" ".join(str(cell).split()).casefold() for cell in cells]
    while words and not words[-1]:
        words.pop()
    return words
