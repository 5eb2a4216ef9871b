"""Reads the rows of a participants file, whatever office made it: CSV, TSV or Excel, any usual encoding.

What comes out are the cells below the heading row, each with its row number as a spreadsheet shows it.
"""

import codecs
import csv
import hashlib
import io
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice, repeat
from pathlib import Path
from typing import BinaryIO

from data.coverage.columns.headings import TITLE_ROWS, UnreadableFile, heading_row, width
from data.coverage.lists import heading_rows, likely_columns, workbook_process
from data.coverage.workbooks import file_kinds
from data.coverage.workbooks.file_kinds import Kind
from data.files import given_files
from data.import_texts import Sentence, reason_of
from data.shortened import cut

__all__ = ["Row", "Sheet", "UnreadableFile", "opened"]

Row = tuple[int, Sequence[object]]

_SAMPLE = 1000
"""So many rows are looked at before the import begins."""
_DELIMITERS = ",;\t|"
_LONGEST_NAME = 300
"""Characters of a path in a sentence."""
_PIECE = 1 << 20
_MOST = 2 << 30
"""Bytes; 5 million people take 500 MB."""
_MOST_ROWS = 20_000_000
_LONGEST_ROW = 1 << 18
"""Characters; a row of 40 columns has some hundred."""
csv.field_size_limit(_LONGEST_ROW)  # so that a long cell is told of as a long row is
_LINE_BREAK, _A_NIK = re.compile(r"[\r\n]"), re.compile(r"\d(?:[ .\-]?\d){15}")


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
        return row // workbook_process.ROWS_A_SHEET if self.sheets else 0


def place(row: int, sheets: Sequence[str]) -> tuple[str, int]:
    """Name of the sheet ("" where one was read) and number of the row there, of the number of a row in a list."""
    sheet, number = divmod(row, workbook_process.ROWS_A_SHEET)
    return (sheets[sheet], number) if sheets else ("", row)


class _Opened:
    """A file as it was when it was opened; its path may lead elsewhere by now."""

    def __init__(self, path: Path, raw: BinaryIO) -> None:
        self.named, self.name, self._handle = cut(str(path), _LONGEST_NAME), path.name, raw.fileno()
        self._was = os.fstat(self._handle)
        self.size = self._was.st_size

    def checksum(self) -> str:
        """SHA-256, in hex; where the file is being read stays as it is. Raises UnreadableFile when it has changed."""
        found = hashlib.sha256()
        done = 0
        while done < self.size and (piece := os.pread(self._handle, min(_PIECE, self.size - done), done)):
            found.update(piece)
            done += len(piece)
        now = os.fstat(self._handle)
        if (now.st_size, now.st_mtime_ns) != (self._was.st_size, self._was.st_mtime_ns):
            raise UnreadableFile("file.changed", file=self.named)
        return found.hexdigest()


# ---------------------------------------------------------------- CSV


@contextmanager
def _text(raw: BinaryIO, encoding: str) -> Iterator[io.TextIOWrapper]:
    """The file from its begin, as text; it stays open."""
    raw.seek(0)
    text = io.TextIOWrapper(raw, encoding, errors="replace", newline="")
    try:
        yield text
    finally:
        text.detach()


def _encoding(raw: BinaryIO) -> str:
    """UTF-16 (with or without mark) by its begin, UTF-8 when the whole file is, else Windows-1252."""
    raw.seek(0)
    first = raw.read(_PIECE)
    if wide := file_kinds.wide(first):
        return wide
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        piece = first
        while piece:
            decoder.decode(piece)
            piece = raw.read(_PIECE)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _delimiter(raw: BinaryIO, encoding: str) -> str:
    """The one of comma, semicolon, tab and bar that makes the most sense of the heading row."""

    def headings(delimiter: str) -> int:
        with _text(raw, encoding) as text:
            lines = [cells for _, cells in islice(_rows(text, delimiter, strict=False), TITLE_ROWS)]
        found = heading_row(lines)
        if found and len(lines[found[0]]) == 1 and any(one in str(lines[found[0]][0]) for one in _DELIMITERS):
            return 0  # all headings in one cell: "No;NIK / No KK;Nama" may look like that of the NIK
        return len(found[1]) if found else 0

    best = max(_DELIMITERS, key=headings)
    if not headings(best):
        raise UnreadableFile("heading.none", likely=_nik_hint(raw, encoding))
    return best


def _nik_hint(raw: BinaryIO, encoding: str) -> Sentence | str:
    """Which column may hold the NIK, of a file that heads none; cut at the sign that makes the most cells."""

    def begin(delimiter: str) -> list[Sequence[object]]:
        with _text(raw, encoding) as text:
            return [cells for _, cells in islice(_rows(text, delimiter, strict=False), _SAMPLE)]

    return likely_columns.nik_hint(max(map(begin, _DELIMITERS), key=lambda rows: sum(map(len, rows))))


def _swallows(cell: str) -> bool:
    """Whether a cell runs over several lines and holds a NIK: it has swallowed other people's rows."""
    return bool(_LINE_BREAK.search(cell.strip()) and _A_NIK.search(cell))


def _rows(text: io.TextIOWrapper, delimiter: str, *, strict: bool = True) -> Iterator[Row]:
    """The rows of a CSV file. A quotation mark that is never closed makes many people one cell: that is refused.

    So is a line, or a row of several, that is longer than any list's: a file can be one line of 2 GB, and would be in
    memory before anybody looks at it.
    """
    row = line = 0
    left = _LONGEST_ROW

    def lines() -> Iterator[str]:
        nonlocal left
        readline = text.readline
        while read := readline(_LONGEST_ROW):
            left -= len(read)
            if left <= 0:
                raise UnreadableFile("rows.long", row=str(row), most=_LONGEST_ROW)
            yield read

    reader = csv.reader(lines(), delimiter=delimiter, strict=strict)
    try:
        for cells in reader:
            row += 1
            left = _LONGEST_ROW
            before, line = line, reader.line_num
            if line - before > 1 and strict and any(map(_swallows, cells)):
                raise UnreadableFile("rows.swallowed", row=str(row))
            if row > _MOST_ROWS:
                raise UnreadableFile("rows.many", most=_MOST_ROWS)
            yield row, cells
    except (csv.Error, UnicodeError):
        raise UnreadableFile("rows.broken", row=str(row)) from None
    except OSError as error:
        raise UnreadableFile("rows.unreadable", row=str(row), why=reason_of(error)) from None


@contextmanager
def _csv_sheet(raw: BinaryIO, file: _Opened) -> Iterator[Sheet]:
    try:
        encoding = _encoding(raw)
        delimiter = _delimiter(raw, encoding)
    except UnicodeError:
        raise UnreadableFile("file.no_csv") from None
    except OSError as error:
        raise UnreadableFile("file.unreadable", file=file.named, why=reason_of(error)) from None
    with _text(raw, encoding) as text:
        rows = _rows(text, delimiter)
        above = list(islice(rows, _SAMPLE))
        found = heading_rows.found([cells for _, cells in above[:TITLE_ROWS]])
        if found is None:
            raise UnreadableFile("heading.none", likely=likely_columns.nik_hint(cells for _, cells in above))
        headings = found.cells
        sample = [*_without_headings(above[found.last + 1 :], found)]
        below = chain(sample, _without_headings(rows, found))
        usual = Counter(len(cells) for _, cells in sample).most_common(1)
        longest = max(len(headings), usual[0][0] if usual else 0)
        progress = lambda: min(raw.tell() / file.size, 1.0)  # noqa: E731
        notes = heading_rows.notes(found)
        yield Sheet(
            found.columns,
            headings,
            width(headings),
            longest,
            sample,
            below,
            progress,
            file.checksum,
            notes,
            tops=(Top("", found.above, found.titles, file.name),),
        )


def _without_headings(rows: Iterable[Row], found: heading_rows.Headings) -> Iterable[Row]:
    """The rows, blank ones where the headings stand again on the next page; a single row of them is known anyhow."""
    if len(found.rows) == 1:
        return rows
    again = [[*cells] for cells in found.rows]
    return ((row, [""]) if cells in again else (row, cells) for row, cells in rows)


# ---------------------------------------------------------------- Excel


@contextmanager
def _excel_sheet(raw: BinaryIO, name: str | None, file: _Opened, *, all_sheets: bool) -> Iterator[Sheet]:
    with workbook_process.opened(raw, name, all_sheets=all_sheets) as book:
        done = 0

        def below() -> Iterator[Row]:
            nonlocal done
            for row in book.rows:
                done += 1
                yield row

        rows = below()
        sample = list(islice(rows, _SAMPLE))
        progress = lambda: min(done / book.height, 1.0)  # noqa: E731
        # Cells cannot slip in a workbook: its width is that of every row.
        yield Sheet(
            book.columns,
            book.headings,
            book.width,
            book.width,
            sample,
            chain(sample, rows),
            progress,
            file.checksum,
            book.notes,
            book.sheets if all_sheets else (),
            struck=book.struck,
            tops=tuple(map(Top, book.sheets, book.above, book.titles, repeat(file.name))),
        )


@contextmanager
def opened(path: Path, sheet: str | None = None, *, all_sheets: bool = False) -> Iterator[Sheet]:
    """Opens a participants file. Raises UnreadableFile, also while its rows are read.

    The kind of file is told by its content. A workbook may have its participants on any sheet; when several sheets
    have a NIK column with rows, `sheet` must name one, or `all_sheets` say that all of them are one list.
    """
    named = cut(str(path), _LONGEST_NAME)
    try:
        raw = given_files.opened(path, _MOST)
    except OSError as error:
        raise UnreadableFile("file.unreadable", file=named, why=reason_of(error)) from None
    with raw:
        try:
            first, file = raw.peek(8)[:8], _Opened(path, raw)
            kind = file_kinds.of(raw, named) if first else Kind.TEXT
        except OSError as error:
            raise UnreadableFile("file.unreadable", file=named, why=reason_of(error)) from None
        if not first:
            raise UnreadableFile("file.empty", file=named)
        if kind is Kind.TEXT:
            with _csv_sheet(raw, file) as found:
                yield found
        elif file.size > workbook_process.MOST:
            size, most = given_files.size(file.size), given_files.size(workbook_process.MOST)
            raise UnreadableFile("file.large_book", file=named, size=size, most=most)
        else:
            with _excel_sheet(raw, sheet, file, all_sheets=all_sheets) as found:
                yield found
