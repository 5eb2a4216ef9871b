"""Reads one workbook in a process of its own, so that a harmful workbook can harm only this process.

It holds no key and no database. Standard input is the open workbook. The arguments are `all` (all sheets as one list),
or `one` and perhaps the name of a sheet. Standard output has lines of JSON: `{"unreadable": {"key": ..., "values":
{...}}}`, a sentence of data/import_texts.py; or `{"found": ...}`, then batches of the rows below the headings
(`[number of the sheet, index of the first row, rows]`), and `{"end": true}`. If the last line is missing, the reading
failed. A date in a cell is `{"a day": "2026-11-22"}`.
"""

import ctypes
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import BinaryIO

from data.coverage.columns.headings import UnreadableFile
from data.coverage.lists import book_lists
from data.coverage.workbooks import file_kinds
from data.coverage.workbooks.books import Book
from data.coverage.workbooks.file_kinds import Kind
from data.files import memory_limit
from data.import_texts import Sentence

SECONDS = 180
"""Seconds of CPU time. A million rows take 10."""
DAY = "a day"
"""The name in a JSON object that stands for a date: json's object hook finds dates without a look at each cell."""
_CELLS_A_LINE = 20_000
_PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """Has Linux kill this process when its parent is killed; elsewhere the time limit ends it."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def main() -> None:
    """Reads the workbook from standard input and writes the result to standard output."""
    _die_with_parent()
    memory_limit.no_core_dumps()
    memory_limit.limit_memory(seconds=SECONDS)
    for line in read(sys.stdin.buffer, *sys.argv[1:]):
        sys.stdout.write(line + "\n")


def read(file: BinaryIO, how: str, sheet: str | None = None) -> Iterator[str]:
    """Reads an open workbook; yields the lines of JSON without line ends."""
    try:
        kind = file_kinds.kind_of(file, "")
        book = _pages(file, kind) if kind.is_table else Book(file)
        if how == "all":
            found = book_lists.read_all(book, _CELLS_A_LINE)
        else:
            found = book_lists.read_one(book, sheet, _CELLS_A_LINE)
    except UnreadableFile as problem:
        yield _line({"unreadable": problem.sentence.plain()})
        return
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a panic of the library's Rust code: a malformed file
            raise
        yield _line({"unreadable": Sentence("book.damaged").plain()})
        return
    yield _line({
        "found": {
            "columns": found.columns, "headings": found.headings, "width": found.width, "height": found.height,
            "titles": found.titles, "notes": [note.plain() for note in found.notes], "sheets": found.sheets,
            "above": found.above, "struck": found.struck,
        }
    })  # fmt: skip
    for batch in found.rows:
        yield _line(batch)
    yield _line({"end": True})


def _pages(file: BinaryIO, kind: Kind) -> book_lists.Book:
    from data.coverage.lists.page_lists import Pages  # noqa: PLC0415 - few lists are web pages, and each import starts a reader

    return Pages(file, kind)


def _line(what: object) -> str:
    return json.dumps(what, default=_encode, separators=(",", ":"))


def _encode(cell: object) -> object:
    """Encodes what JSON cannot: a date as an object, anything else as text."""
    return {DAY: cell.isoformat()[:10]} if isinstance(cell, date) else str(cell)


if __name__ == "__main__":
    main()
