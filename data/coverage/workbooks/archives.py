"""Examines a workbook's ZIP archive before anything parses it: sizes, ratios, and how far its cells reach."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from data.coverage.columns.cell_names import letters
from data.coverage.columns.headings import UnreadableFile
from data.files.given_files import size

_PARTS = 2000
"""Most files in a workbook; one with 500 sheets has some 1,500."""
_UNPACKED = 1 << 30
"""Most bytes of all parts together, unpacked; a million people take 440 MB."""
_RATIO, _SMALL_PART = 200, 16 << 20
"""Most times that a part may be compressed: lists reach 10 to 30. Small parts may be compressed further."""
MOST_CELLS = 16_000_000
"""Most cells from the first one to the last one, including blanks: all of them are held in memory."""

_NARROW = 15
"""Columns of a sheet that has fewer than MOST_CELLS even if it reaches down to Excel's last row."""

_PIECE, _OVERLAP = 1 << 20, 64
"""Bytes searched at a time, and bytes searched twice because a name may lie across the border of two pieces."""
_ROW = re.compile(rb' r="(\d{1,9})"')
_WIDE = re.compile(rb' r="([P-Z]|[A-Z]{2,3})\d')
"""Matches columns beyond the narrow ones; to match those, too, takes twice as long."""
_ERROR, _ERROR_WITH_APOSTROPHES = b't="e"', b"t='e'"
"""The attribute of a cell that shows an error such as #N/A."""
_MARKS = (b"hidden", b"f>", b"strike")
"""Found where rows or columns are hidden, at the end of a formula (with any prefix), and in struck text."""
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([^"']*)""")
_READ_AS_WRITTEN = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_WIDE_LETTERS = (b"<\0", b"\0<", b"\xff\xfe<", b"\xfe\xff\0")
"""How XML in UTF-16 or UTF-32 begins."""
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reach:
    """The furthest cells of one part."""

    part: str
    row: int
    column: int
    """At least _NARROW."""
    errors: bool = False
    """Whether a cell may be an error."""
    marks: bool = False
    """Whether a cell may hold a formula or be hidden."""

    @property
    def too_far(self) -> bool:
        """Whether there are too many cells up to there, including blanks."""
        return self.row * self.column > MOST_CELLS

    @property
    def corner(self) -> str:
        """The last cell, as a spreadsheet names it."""
        return f"{letters(self.column)}{self.row}"


def examine(archive: zipfile.ZipFile) -> list[Reach]:
    """How far the cells of each part reach. Raises UnreadableFile; for damage, errors of zipfile and zlib."""
    parts = archive.infolist()
    if len(parts) > _PARTS:
        raise UnreadableFile("book.parts", parts=len(parts))
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile("book.locked")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > _UNPACKED or any(_is_bomb(part) for part in parts):
        raise UnreadableFile("book.unpacks", size=size(unpacked))
    if _overlap(parts):
        raise UnreadableFile("book.overlap")
    return [found for part in parts if (found := _reach(archive, part)) is not None]


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > max(_SMALL_PART, _RATIO * part.compress_size)


def _overlap(parts: list[zipfile.ZipInfo]) -> bool:
    """Whether two parts share bytes of the archive, or a name occurs twice."""
    if len({part.filename for part in parts}) < len(parts):
        return True
    ordered = sorted(parts, key=lambda part: part.header_offset)
    ends = [part.header_offset + 30 + len(part.orig_filename) + part.compress_size for part in ordered]
    return any(after.header_offset < end for end, after in zip(ends, ordered[1:], strict=False))


def _reach(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Reach | None:
    """Unpacks a part once, piece by piece, which verifies its size and checksum."""
    columns: set[bytes] = set()
    row, is_sheet, errors, marks = 0, False, False, False
    with archive.open(part) as opened:
        for at, piece in enumerate(_pieces(opened)):
            if not at and _is_unread(part.filename, piece):
                raise UnreadableFile("book.letters")
            if not at and _ENTITIES.search(piece):
                raise UnreadableFile("book.dtd")
            is_sheet = is_sheet or b"sheetData" in piece
            errors = errors or _ERROR in piece
            errors = errors or (b"'" in piece and _ERROR_WITH_APOSTROPHES in piece)  # one letter is found much faster
            marks = marks or any(mark in piece for mark in _MARKS)
            row = max(row, *map(int, _ROW.findall(piece)), 0)
            columns.update(_WIDE.findall(piece))
    return Reach(part.filename, row, max(map(number, columns), default=_NARROW), errors, marks) if is_sheet else None


def _is_unread(name: str, begin: bytes) -> bool:
    """Whether a part is XML in another encoding than UTF-8, which the library would read as an empty sheet."""
    if begin.startswith(_WIDE_LETTERS):
        return True
    is_text = name.lower().endswith((".xml", ".rels"))
    encoding = _ENCODING.match(begin[:400].removeprefix(b"\xef\xbb\xbf"))
    named = encoding is not None and encoding[1].strip().lower() not in _READ_AS_WRITTEN
    return is_text and (named or b"\0" in begin[:400])


def _pieces(opened: IO[bytes]) -> Iterator[bytes]:
    before = b""
    while piece := opened.read(_PIECE):
        yield before + piece
        before = piece[-_OVERLAP:]


def number(column: bytes) -> int:
    """The number of a column that is written in letters; A is 1."""
    found = 0
    for letter in column.upper():
        found = found * 26 + letter - 64
    return found
