"""A process of its own that reads one workbook, so that a workbook that harms its reader harms nobody else.

It holds no key and no database. The workbook comes open on standard input, the name of a sheet perhaps as the one
argument; what it finds goes to standard output as lines of JSON: `{"unreadable": {"key": ..., "values": {...}}}`, a
sentence of data/list_texts.py; or `{"found": ...}`, then the rows below the heading row, many on a line, and
`{"end": true}`. A line that is missing says that the reading failed.
"""

import ctypes
import json
import signal
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, load_workbook

from data import archives, blanks, error_cells, memory
from data.few import cut
from data.headings import TITLE_ROWS, UnreadableFile, heading_row, texts_of
from data.list_texts import Sentence, named

SECONDS = 180
"""At work. A million rows take 10."""
_CELLS_A_LINE = 20_000
_NAMED = 30
"""Sheets that are named in a sentence."""
_ITSELF = "/dev/fd/0"
"""Standard input as a file: its name says nothing, its content is looked at."""
_PR_SET_PDEATHSIG = 1
_ZIP = b"PK\x03\x04"
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)


class _Rows:
    """The rows of a sheet, blank ones and blank columns at its begin counted, as a spreadsheet does."""

    def __init__(self, sheet: CalamineSheet) -> None:
        self._sheet = sheet
        start, end = sheet.start, sheet.end
        self._before: list[object] = [""] * start[1] if start else []
        self.width = end[1] + 1 if end else 0
        self.height = end[0] + 1 if end else 0

    def __iter__(self) -> Iterator[Sequence[object]]:
        rows = self._sheet.iter_rows()
        return ([*self._before, *row] for row in rows) if self._before else rows


@dataclass(frozen=True, slots=True)
class _Found:
    """A sheet that holds participants."""

    heading: int
    """Index of the heading row."""
    columns: dict[str, int]
    rows: _Rows
    titles: tuple[str, ...]


def _load(file: BinaryIO) -> CalamineWorkbook:
    """Raises UnreadableFile."""
    try:
        file.seek(0)  # whoever opened it may have looked inside
        if file.read(4) != _ZIP:
            return load_workbook(_ITSELF)
        with zipfile.ZipFile(file) as archive:
            reaches = archives.examine(archive)
            anew: BinaryIO | None = None
            if errors := {reach.part for reach in reaches if reach.errors}:
                anew = error_cells.as_text(archive, errors)
            if any(reach.too_far for reach in reaches):
                with zipfile.ZipFile(anew) if anew else nullcontext(archive) as before:
                    anew = blanks.left_out(before, reaches)
        return load_workbook(anew or _ITSELF)
    except PasswordError:
        raise UnreadableFile("book.locked") from None
    except (CalamineError, *_DAMAGED):  # without their own words, in which a cell may stand
        raise UnreadableFile("book.unreadable") from None


def _choose(book: CalamineWorkbook, name: str | None) -> _Found:
    """The sheet that is named, or the one that holds participants. Raises UnreadableFile."""
    if name is not None and name not in book.sheet_names:
        raise UnreadableFile("book.no_sheet", sheet=cut(name), sheets=named(book.sheet_names, _NAMED))
    charts = {one.name for one in book.sheets_metadata if one.typ is not SheetTypeEnum.WorkSheet}
    candidates: list[str] = []
    chosen: _Found | None = None
    for title in [name] if name is not None else book.sheet_names:
        try:
            rows = _Rows(book.get_sheet_by_name(title))
        except CalamineError:
            if title in charts:
                continue
            raise UnreadableFile("book.sheet_unreadable", sheet=cut(title)) from None
        try:
            found = heading_row(list(islice(rows, TITLE_ROWS)))
        except UnreadableFile as problem:
            raise UnreadableFile("book.of_sheet", sheet=cut(title), problem=problem.sentence) from None
        if found and any(any(cell != "" for cell in row) for row in islice(rows, found[0] + 1, None)):
            candidates.append(title)
            titles = (title, *texts_of(list(islice(rows, found[0]))))
            chosen = chosen or _Found(*found, rows, titles)
    if chosen is None:
        raise UnreadableFile("heading.none")
    if len(candidates) > 1:
        raise UnreadableFile("book.several", sheets=named(candidates, _NAMED))
    return chosen


def _die_with_parent() -> None:
    """Has Linux end us when the import that started us is killed; elsewhere the limit of time does."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def main() -> None:
    """Reads, and says what it read."""
    _die_with_parent()
    memory.no_cores()
    memory.bound(seconds=SECONDS)
    try:
        found = _choose(_load(sys.stdin.buffer), sys.argv[1] if len(sys.argv) > 1 else None)
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
            "columns": found.columns, "heading": found.heading, "width": found.rows.width, "height": found.rows.height,
            "titles": found.titles,
        }
    })  # fmt: skip
    rows = islice(found.rows, found.heading, None)
    many = max(1, _CELLS_A_LINE // max(found.rows.width, 1))
    while batch := list(islice(rows, many)):
        _say(batch)
    _say({"end": True})


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what, default=_said, separators=(",", ":")) + "\n")


def _said(cell: object) -> object:
    """What JSON has no form for: a day as a list of one, anything else as it reads."""
    return [cell.isoformat()[:10]] if isinstance(cell, date) else str(cell)


if __name__ == "__main__":
    main()
