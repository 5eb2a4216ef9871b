"""Reads from the records of an .xls (Excel 97 to 2003) what the values of its cells do not show.

The library gives an error as a blank cell, and a plain number that is a date without saying from which day it counts.
"""

import struct
from array import array
from collections.abc import Iterator
from typing import BinaryIO

from data.coverage.workbooks.sheet_marks import Marks, Place

_END = 0xFFFFFFF0
"""Sector numbers from here on are special values."""
_NAMES = ("workbook", "book")
_FONT, _FORMAT = 0x0031, 0x00E0
_CELLS = frozenset({0x0006, 0x0206, 0x0406, 0x0203, 0x0204, 0x00D6, 0x00FD, 0x027E, 0x0205})
"""Records of one cell: row, column, format."""
_NUMBERS = 0x00BD
"""A record of several cells of one row, six bytes each."""
_BOF, _BOUNDSHEET, _DATE_MODE, _EOF = 0x0809, 0x0085, 0x0022, 0x000A
_ROW, _COLUMNS, _ERROR = 0x0208, 0x007D, 0x0205
_FORMULAS = frozenset({0x0006, 0x0206, 0x0406})
_CODES = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip
_IS_ERROR, _IS_BLANK = 2, 3
"""The types of a formula's result that is no number."""
_NOTE, _OBJECT, _TEXT_OF_OBJECT, _CONTINUE = 0x001C, 0x005D, 0x01B6, 0x003C
"""A comment names the object with its text; the text stands in the record after that of the object."""
_OF_NOTES = frozenset({_NOTE, _OBJECT, _TEXT_OF_OBJECT, _CONTINUE})
_LONGEST_NOTE = 2000
_MOST_NOTES = 100_000
_ENTRY = 128
_SMALL = 4096
"""Streams smaller than this lie in sectors of 64 bytes."""
_MOST_ENTRIES = 10_000
_LAST_COLUMN = 256


class Damaged(ValueError):
    """The file was not written by Excel 97 to 2003, or is damaged."""


def marks(file: BinaryIO) -> tuple[list[Marks], bool]:
    """The marks of each sheet, in the order of the workbook, and whether dates count from 1904. Raises Damaged."""
    try:
        stream = _Compound(file).workbook()
        return _marks(stream)
    except (struct.error, IndexError, MemoryError) as error:
        raise Damaged from error


class _Compound:
    """The file system inside an .xls (OLE compound file)."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        file.seek(0)
        head = file.read(512)
        (shift,) = struct.unpack_from("<H", head, 30)
        if shift not in {9, 12}:
            raise Damaged
        self._size = 1 << shift
        self._count = file.seek(0, 2) // self._size + 1
        (first_directory,) = struct.unpack_from("<I", head, 48)
        (first_small,) = struct.unpack_from("<I", head, 60)
        more, more_count = struct.unpack_from("<II", head, 68)
        tables = [*struct.unpack_from("<109I", head, 76)]
        for _ in range(min(more_count, self._count)):
            if more >= _END:
                break
            numbers = self._numbers(more)
            tables += numbers[:-1]
            more = numbers[-1]
        self._next = array("I")
        for one in tables[: self._count]:
            if one < _END:
                self._next.extend(self._numbers(one))
        self._small_next = array("I")
        for one in self._chain(first_small):
            self._small_next.extend(self._numbers(one))
        self._directory = b"".join(map(self._sector, self._chain(first_directory)))

    def workbook(self) -> bytes:
        """The stream with the sheets."""
        found: dict[str, tuple[int, int]] = {}
        root = 0
        for at in range(0, min(len(self._directory), _MOST_ENTRIES * _ENTRY) - _ENTRY + 1, _ENTRY):
            entry = self._directory[at : at + _ENTRY]
            (length,) = struct.unpack_from("<H", entry, 64)
            name = entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace").lower()
            begin, size = struct.unpack_from("<II", entry, 116)
            if not at:
                root = begin
            found.setdefault(name, (begin, size))
        for name in _NAMES:
            if name in found:
                begin, size = found[name]
                return self._small(root, begin)[:size] if size < _SMALL else self._whole(begin)[:size]
        raise Damaged

    def _sector(self, number: int) -> bytes:
        self._file.seek((number + 1) * self._size)
        return self._file.read(self._size)

    def _numbers(self, sector: int) -> tuple[int, ...]:
        return struct.unpack(f"<{self._size // 4}I", self._sector(sector))

    def _chain(self, number: int) -> Iterator[int]:
        for _ in range(self._count):
            if number >= _END:
                return
            yield number
            number = self._next[number]

    def _whole(self, begin: int) -> bytes:
        return b"".join(map(self._sector, self._chain(begin)))

    def _small(self, root: int, begin: int) -> bytes:
        held = self._whole(root)
        pieces = []
        number = begin
        for _ in range(len(held) // 64 + 1):
            if number >= _END:
                break
            pieces.append(held[number * 64 : number * 64 + 64])
            number = self._small_next[number]
        return b"".join(pieces)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Type, offset and length of each record from here on."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, at + 4, length
        at += 4 + length


def _marks(stream: bytes) -> tuple[list[Marks], bool]:
    is_1904 = False
    begins: list[int] = []
    fonts: list[bool] = []
    struck: list[bool] = []
    for kind, at, length in _records(stream, 0):
        if kind == _BOUNDSHEET and length >= 6:
            begins.append(struct.unpack_from("<I", stream, at)[0])
        elif kind == _DATE_MODE and length >= 2:
            is_1904 = struct.unpack_from("<H", stream, at)[0] == 1
        elif kind == _FONT and length >= 4:
            fonts.append(bool(stream[at + 2] & 0x08))
        elif kind == _FORMAT and length >= 2:
            (font,) = struct.unpack_from("<H", stream, at)
            font -= font > 4  # there is no font 4
            struck.append(font < len(fonts) and fonts[font])
        elif kind == _EOF:
            break
    formats = frozenset(at for at, is_struck in enumerate(struck) if is_struck)
    return [_of_sheet(stream, begin, formats) for begin in begins], is_1904


def _of_sheet(stream: bytes, begin: int, formats: frozenset[int]) -> Marks:
    found = Marks()
    computed: set[int] = set()
    notes = _Notes(stream)
    depth = 0
    for kind, at, length in _records(stream, begin):
        depth += (kind == _BOF) - (kind == _EOF)  # a chart within the sheet has its own end
        if depth < 1:
            break
        if kind in _OF_NOTES:
            notes.take(kind, at, length)
        if formats and (kind in _CELLS or kind == _NUMBERS):
            _note_struck(stream, at, length, found, formats, step=6 if kind == _NUMBERS else 0)
        if kind in _FORMULAS and length >= 14:
            _formula(stream, at, found, computed)
        elif kind == _ERROR and length >= 8 and stream[at + 7]:
            row, column = struct.unpack_from("<HH", stream, at)
            found.errors[row][column] = _CODES.get(stream[at + 6], "#N/A")
        elif kind == _ROW and length >= 16 and stream[at + 12] & 0x20:
            found.hidden_rows.add(*struct.unpack_from("<H", stream, at))
        elif kind == _COLUMNS and length >= 10 and stream[at + 8] & 1:
            first, last = struct.unpack_from("<HH", stream, at)
            found.hidden_columns.update(range(first, min(last, _LAST_COLUMN) + 1))
    for column in computed:  # there, a blank is what the formula came to; a program that cannot compute writes it, too
        found.without_result.pop(column, None)
    found.comments = notes.comments()
    return found


class _Notes:
    """Collects the comments of a sheet."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self._object = -1
        self._length = 0
        """Letters of a text still to come in the next records."""
        self._texts: dict[int, str] = {}
        self._slots: dict[Place, int] = {}

    def take(self, kind: int, at: int, length: int) -> None:
        """Takes one record; other records may stand between."""
        stream = self._stream
        if kind == _OBJECT and length >= 8:
            (self._object,) = struct.unpack_from("<H", stream, at + 6)
        elif kind == _TEXT_OF_OBJECT and length >= 12:
            (self._length,) = struct.unpack_from("<H", stream, at + 10)
        elif kind == _CONTINUE and self._length and length > 1 and len(self._texts) < _MOST_NOTES:
            is_wide = stream[at] & 1
            size = min(length - 1, min(self._length, _LONGEST_NOTE) * (2 if is_wide else 1))
            piece = stream[at + 1 : at + 1 + size].decode("utf-16-le" if is_wide else "latin-1", "replace")
            self._texts[self._object] = f"{self._texts.get(self._object, '')}{piece}"[:_LONGEST_NOTE]
            self._length = max(self._length - len(piece), 0)
        elif kind == _NOTE and length >= 8 and len(self._slots) < _MOST_NOTES:
            row, column, _, number = struct.unpack_from("<HHHH", stream, at)
            self._slots[row, column] = number

    def comments(self) -> dict[Place, str]:
        """The comments by cell."""
        return {place: self._texts[number] for place, number in self._slots.items() if number in self._texts}


def _note_struck(stream: bytes, at: int, length: int, found: Marks, formats: frozenset[int], *, step: int) -> None:
    """Marks the cells of a record whose format strikes the text."""
    row, column = struct.unpack_from("<HH", stream, at)
    for more in range((length - 6) // step if step else 1):
        (one,) = struct.unpack_from("<H", stream, at + 4 + more * step)
        if one in formats:
            found.struck[row].add(column + more)


def _formula(stream: bytes, at: int, found: Marks, computed: set[int]) -> None:
    row, column = struct.unpack_from("<HH", stream, at)
    kind_of_result = stream[at + 6] if stream[at + 12 : at + 14] == b"\xff\xff" else 0
    if kind_of_result == _IS_BLANK:
        found.without_result[column].add(row)
        return
    computed.add(column)
    if kind_of_result == _IS_ERROR:
        found.errors[row][column] = _CODES.get(stream[at + 8], "#N/A")
