"""Opens a participants file, whatever office made it: CSV, TSV, Excel or a web page, any usual encoding.

The rows that it gives are the cells below the headings, each with its row number as a spreadsheet shows it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice, repeat
from pathlib import Path
from typing import BinaryIO

from data.coverage.columns.headings import UnreadableFile
from data.coverage.lists import csv_lists, workbook_process
from data.coverage.lists.opened_file import OpenedFile, shown_path
from data.coverage.lists.sheets import Row, Sheet, Top
from data.coverage.workbooks import file_kinds
from data.coverage.workbooks.file_kinds import Kind
from data.files import given_files
from data.import_texts import reason_of

_MOST = 2 << 30
"""Bytes; 5 million people take 500 MB."""


@contextmanager
def _open_workbook(raw: BinaryIO, name: str | None, file: OpenedFile, *, all_sheets: bool) -> Iterator[Sheet]:
    with workbook_process.open_book(raw, name, all_sheets=all_sheets) as book:
        done = 0

        def below() -> Iterator[Row]:
            nonlocal done
            for row in book.rows:
                done += 1
                yield row

        rows = below()
        sample = list(islice(rows, csv_lists.SAMPLE_ROWS))
        progress = lambda: min(done / book.height, 1.0)  # noqa: E731
        # Cells cannot slip in a workbook, where every row has the same width.
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
def open_list(path: Path, sheet: str | None = None, *, all_sheets: bool = False) -> Iterator[Sheet]:
    """Opens a participants file. Raises UnreadableFile, also while its rows are read.

    The content decides what kind of file it is. A workbook may have its participants on any sheet. If several sheets
    have participants, `sheet` must name one of them, or `all_sheets` must say that all of them are one list.
    """
    named = shown_path(path)
    try:
        raw = given_files.opened(path, _MOST)
    except OSError as error:
        raise UnreadableFile("file.unreadable", file=named, why=reason_of(error)) from None
    with raw:
        try:
            first, file = raw.peek(8)[:8], OpenedFile(path, raw)
            kind = file_kinds.kind_of(raw, named) if first else Kind.TEXT
        except OSError as error:
            raise UnreadableFile("file.unreadable", file=named, why=reason_of(error)) from None
        if not first:
            raise UnreadableFile("file.empty", file=named)
        if kind is Kind.TEXT:
            with csv_lists.open_text(raw, file) as found:
                yield found
        elif file.size > workbook_process.MOST:
            size, most = given_files.size(file.size), given_files.size(workbook_process.MOST)
            raise UnreadableFile("file.large_book", file=named, size=size, most=most)
        else:
            with _open_workbook(raw, sheet, file, all_sheets=all_sheets) as found:
                yield found
