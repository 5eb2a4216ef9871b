"""Reads a workbook in a process of its own (`workbook_reader.py`), within bounds of memory and time."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from data.coverage.columns.headings import UnreadableFile
from data.coverage.lists.sheets import ROWS_A_SHEET
from data.coverage.lists.workbook_reader import DAY, SECONDS
from data.import_texts import Sentence

MOST = 200 << 20
"""Bytes; a million people take 50 MB."""
_LONGEST_LINE = 64 << 20
_PIECE = 1 << 16
_PATIENCE = 2.0 * SECONDS
"""Seconds without output after which the reader is given up; on a busy machine it may have to wait for its turn."""


@dataclass(frozen=True)
class ReadBook:
    """The list of participants in a workbook, as the reading process returned it."""

    columns: dict[str, int]
    headings: Sequence[object]
    width: int
    height: int
    """Number of rows on its sheets."""
    titles: Sequence[Sequence[str]]
    """For each sheet its name and the texts above its headings."""
    notes: tuple[Sentence, ...]
    """What staff should know about how it was read."""
    sheets: tuple[str, ...]
    """The names of its sheets."""
    above: Sequence[Sequence[Sequence[str]]]
    """For each sheet the rows above its headings, as text."""
    struck: frozenset[int]
    """Numbers of the rows of people who were struck out."""
    rows: Iterator[tuple[int, Sequence[object]]]
    """The rows below the headings, each with its number. Raises UnreadableFile."""


@contextmanager
def open_book(file: BinaryIO, sheet: str | None, *, all_sheets: bool = False) -> Iterator[ReadBook]:
    """Reads a workbook from an open file: one sheet, or all sheets as one list. Raises UnreadableFile."""
    how = ["all"] if all_sheets else ["one", *([sheet] if sheet is not None else [])]
    words = [sys.executable, "-P", "-s", "-m", "data.coverage.lists.workbook_reader", *how]
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}  # our secrets stay here
    environment = kept | {"PYTHONPATH": str(Path(__file__).parents[3]), "PYTHONUTF8": "1"}
    with subprocess.Popen(  # noqa: S603 - our own module
        words, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as reader:
        try:
            said = _output(reader)
            found = next(said)
            if "unreadable" in found:
                why = Sentence.read(found["unreadable"])
                raise UnreadableFile(why.key, **why.values)
            about = found["found"]
            sheets = tuple(about.pop("sheets"))
            notes = tuple(map(Sentence.read, about.pop("notes")))
            struck = frozenset(number * ROWS_A_SHEET + row + 1 for number, row in about.pop("struck"))
            yield ReadBook(struck=struck, rows=_rows(said), sheets=sheets, notes=notes, **about)
        finally:
            reader.kill()


def _rows(said: Iterator[Any]) -> Iterator[tuple[int, Sequence[object]]]:
    for batch in said:
        if type(batch) is dict:  # the end
            return
        sheet, index, rows = batch
        yield from enumerate(rows, sheet * ROWS_A_SHEET + index + 1)


def _output(reader: "subprocess.Popen[bytes]") -> Iterator[Any]:
    """The output of the reader, line by line. Raises UnreadableFile when its last line is missing."""
    said: Any = None
    for line in _lines(reader):
        said = json.loads(line, object_hook=_day)
        yield said
    if type(said) is not dict or "found" in said:
        ended = reader.wait()
        raise _too_long() if ended == -signal.SIGXCPU else UnreadableFile("book.memory")


def _day(said: dict[str, Any]) -> object:
    """The date that a JSON object stands for; other objects unchanged."""
    return date.fromisoformat(said[DAY]) if DAY in said else said


def _too_long() -> UnreadableFile:
    return UnreadableFile("book.time", seconds=SECONDS)


def _lines(reader: "subprocess.Popen[bytes]") -> Iterator[bytes]:
    assert reader.stdout
    pieces: list[bytes] = []
    held = 0
    while True:
        if not select.select([reader.stdout], [], [], _PATIENCE)[0]:
            raise _too_long()
        piece = os.read(reader.stdout.fileno(), _PIECE)
        if not piece:
            return
        *lines, rest = piece.split(b"\n")
        for line in lines:
            yield b"".join([*pieces, line])
            pieces, held = [], 0
        pieces.append(rest)
        held += len(rest)
        if held > _LONGEST_LINE:
            raise UnreadableFile("book.memory")
