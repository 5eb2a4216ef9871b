"""A process of its own that reads one workbook, so that a workbook that harms its reader harms nobody else.

It holds no key and no database. The workbook comes open on standard input; the arguments are `all` (all sheets as one
list), or `one` and perhaps the name of a sheet. What it finds goes to standard output as lines of JSON:
`{"unreadable": {"key": ..., "values": {...}}}`, a sentence of data/list_texts.py; or `{"found": ...}`, then the rows
below the headings, many on a line (`[number of the sheet, index of the first row, rows]`), and `{"end": true}`. A line
that is missing says that the reading failed.
"""

import ctypes
import json
import signal
import sys
from contextlib import suppress
from datetime import date

from data import book_lists, file_kinds, memory
from data.books import Book
from data.headings import UnreadableFile
from data.list_texts import Sentence
from data.page_lists import Pages

SECONDS = 180
"""At work. A million rows take 10."""
_CELLS_A_LINE = 20_000
_PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """Has Linux end us when the import that started us is killed; elsewhere the limit of time does."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def main() -> None:
    """Reads, and says what it read."""
    _die_with_parent()
    memory.no_cores()
    memory.bound(seconds=SECONDS)
    how, *name = sys.argv[1:]
    try:
        kind = file_kinds.of(sys.stdin.buffer, "")
        book = Pages(sys.stdin.buffer, kind) if kind.is_table else Book(sys.stdin.buffer)
        if how == "all":
            found = book_lists.of_all(book, _CELLS_A_LINE)
        else:
            found = book_lists.of_one(book, name[0] if name else None, _CELLS_A_LINE)
    except UnreadableFile as problem:
        _say({"unreadable": problem.sentence.plain()})
        return
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader's own word for a file that breaks its rules
            raise
        _say({"unreadable": Sentence("book.damaged").plain()})
        return
    _say({
        "found": {
            "columns": found.columns, "headings": found.headings, "width": found.width, "height": found.height,
            "titles": found.titles, "notes": [note.plain() for note in found.notes], "sheets": found.sheets,
            "above": found.above, "struck": found.struck,
        }
    })  # fmt: skip
    for batch in found.rows:
        _say(batch)
    _say({"end": True})


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what, default=_said, separators=(",", ":")) + "\n")


def _said(cell: object) -> object:
    """What JSON has no form for: a day as a list of one, anything else as it reads."""
    return [cell.isoformat()[:10]] if isinstance(cell, date) else str(cell)


if __name__ == "__main__":
    main()
