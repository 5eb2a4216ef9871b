"""A process of its own that reads one workbook, so that a workbook that harms its reader harms nobody else.

It holds no key and no database. The workbook comes open on standard input; the arguments are `all` (all sheets as one
list), or `one` and perhaps the name of a sheet. What it finds goes to standard output as lines of JSON:
`{"unreadable": {"key": ..., "values": {...}}}`, a sentence of data/import_texts.py; or `{"found": ...}`, then the rows
below the headings, many on a line (`[number of the sheet, index of the first row, rows]`), and `{"end": true}`. A line
that is missing says that the reading failed. A day in a cell is `{"a day": "2026-11-22"}`.
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
"""At work. A million rows take 10."""
DAY = "a day"
"""The name in the object that stands for a day: JSON's own reader finds it, and no cell is looked at for one."""
_CELLS_A_LINE = 20_000
_PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """Has Linux end us when the import that started us is killed; elsewhere the limit of time does."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def main() -> None:
    """Reads, and says what it read."""
    _die_with_parent()
    memory_limit.no_core_dumps()
    memory_limit.limit_memory(seconds=SECONDS)
    for line in read(sys.stdin.buffer, *sys.argv[1:]):
        sys.stdout.write(line + "\n")


def read(file: BinaryIO, how: str, sheet: str | None = None) -> Iterator[str]:
    """Reads a workbook that is open at its begin; what is found there, as lines of JSON without their ends."""
    try:
        kind = file_kinds.of(file, "")
        book = _pages(file, kind) if kind.is_table else Book(file)
        if how == "all":
            found = book_lists.read_all(book, _CELLS_A_LINE)
        else:
            found = book_lists.read_one(book, sheet, _CELLS_A_LINE)
    except UnreadableFile as problem:
        yield _line({"unreadable": problem.sentence.plain()})
        return
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader's own word for a file that breaks its rules
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
    return json.dumps(what, default=_said, separators=(",", ":"))


def _said(cell: object) -> object:
    """What JSON has no form for: a day as an object, anything else as it reads."""
    return {DAY: cell.isoformat()[:10]} if isinstance(cell, date) else str(cell)


if __name__ == "__main__":
    main()
