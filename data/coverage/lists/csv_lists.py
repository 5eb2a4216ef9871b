"""Reads a list from a text file: any usual encoding, with commas, semicolons, tabs or bars between the cells."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import BinaryIO

from data.coverage.columns import nik_cells
from data.coverage.columns.headings import TITLE_ROWS, UnreadableFile, heading_row, width
from data.coverage.lists import heading_rows, likely_columns
from data.coverage.lists.opened_file import OpenedFile
from data.coverage.lists.sheets import Row, Sheet, Top
from data.coverage.workbooks import file_kinds
from data.import_texts import Sentence, reason_of

SAMPLE_ROWS = 1000
"""Rows that are looked at before the import begins."""
_DELIMITERS = ",;\t|"
_PIECE = 1 << 20
_MOST_ROWS = 20_000_000
_LONGEST_ROW = 1 << 18
"""Characters; a row of 40 columns has some hundred."""
csv.field_size_limit(_LONGEST_ROW)  # so that a cell that is too long gets the same message as a row that is too long
_LINE_BREAK = re.compile(r"[\r\n]")


@contextmanager
def _open_as_text(raw: BinaryIO, encoding: str) -> Iterator[io.TextIOWrapper]:
    """Gives the file as text from its beginning, and leaves it open."""
    raw.seek(0)
    text = io.TextIOWrapper(raw, encoding, errors="replace", newline="")
    try:
        yield text
    finally:
        text.detach()


def _encoding(raw: BinaryIO) -> str:
    """UTF-16 (with or without a byte order mark) by its beginning, UTF-8 if all of it is valid, else Windows-1252."""
    raw.seek(0)
    first = raw.read(_PIECE)
    if wide := file_kinds.wide_encoding(first):
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
    """The delimiter (comma, semicolon, tab or bar) with which the heading row has the most known headings."""

    def headings(delimiter: str) -> int:
        with _open_as_text(raw, encoding) as text:
            lines = [cells for _, cells in islice(_rows(text, delimiter, strict=False), TITLE_ROWS)]
        found = heading_row(lines)
        if found and len(lines[found[0]]) == 1 and any(one in str(lines[found[0]][0]) for one in _DELIMITERS):
            return 0  # all headings in one cell, "No;NIK / No KK;Nama", may look like a heading of the NIK
        return len(found[1]) if found else 0

    best = max(_DELIMITERS, key=headings)
    if not headings(best):
        raise UnreadableFile("heading.none", likely=_nik_hint(raw, encoding))
    return best


def _nik_hint(raw: BinaryIO, encoding: str) -> Sentence | str:
    """A hint which column may hold the NIK in a file without headings, split by the sign that gives most cells."""

    def begin(delimiter: str) -> list[Sequence[object]]:
        with _open_as_text(raw, encoding) as text:
            return [cells for _, cells in islice(_rows(text, delimiter, strict=False), SAMPLE_ROWS)]

    return likely_columns.nik_hint(max(map(begin, _DELIMITERS), key=lambda rows: sum(map(len, rows))))


def _swallows(cell: str) -> bool:
    """Whether a cell has several lines and a NIK: an unclosed quotation mark made other people's rows part of it."""
    return bool(_LINE_BREAK.search(cell.strip()) and nik_cells.contains_run(cell))


def _rows(text: io.TextIOWrapper, delimiter: str, *, strict: bool = True) -> Iterator[Row]:
    """The rows of a CSV file. Refuses a quotation mark that is never closed: it would turn many people into one cell.

    Refuses rows that are far too long, too: a file may be a single line of 2 GB, which would be read into memory whole.
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
def open_text(raw: BinaryIO, file: OpenedFile) -> Iterator[Sheet]:
    """Opens the list in a text file. Raises UnreadableFile, also while its rows are read."""
    try:
        encoding = _encoding(raw)
        delimiter = _delimiter(raw, encoding)
    except UnicodeError:
        raise UnreadableFile("file.no_csv") from None
    except OSError as error:
        raise UnreadableFile("file.unreadable", file=file.named, why=reason_of(error)) from None
    with _open_as_text(raw, encoding) as text:
        rows = _rows(text, delimiter)
        above = list(islice(rows, SAMPLE_ROWS))
        found = heading_rows.find([cells for _, cells in above[:TITLE_ROWS]])
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
    """The rows, with blank rows for headings of several rows that are repeated on the next page."""
    if len(found.rows) == 1:
        return rows
    again = [[*cells] for cells in found.rows]
    return ((row, [""]) if cells in again else (row, cells) for row, cells in rows)
