"""Drops blank cells far from the list from a workbook, so that the others can be held in memory.

A blank in the last row that Excel knows makes a sheet of 40 people as large as one of a million.
"""

import io
import re
import zipfile
from collections.abc import Callable, Collection
from html import escape
from typing import IO
from xml.parsers import expat

from data.coverage.columns.headings import UnreadableFile
from data.coverage.workbooks import xml_parts
from data.coverage.workbooks.archives import Reach, number

_SHARED = "xl/sharedStrings.xml"
_PLACE = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_PIECE = 1 << 18
_LONGEST_TEXT = 1 << 16
_MOST_BLANKS = 1_000_000


def without_distant_blanks(archive: zipfile.ZipFile, reaches: Collection[Reach]) -> io.BytesIO:
    """A copy of the workbook in which its far parts end at their last filled cell. Raises UnreadableFile."""
    blanks = _blank_strings(archive)
    made = io.BytesIO()
    far = {reach.part for reach in reaches if reach.too_far}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as anew:
        for part in archive.infolist():
            with archive.open(part) as before, anew.open(part.filename, "w", force_zip64=True) as after:
                if part.filename in far:
                    reach = _filled_reach(archive, part.filename, blanks)
                    if reach.too_far:
                        raise UnreadableFile("book.far", cell=reach.corner)
                    _SheetCopy(after, reach).read(before)
                else:
                    while piece := before.read(_PIECE):
                        after.write(piece)
    made.seek(0)
    return made


def _quoted(value: str) -> str:
    """Quotes the value of an attribute so that a line end is read back as a line end."""
    written = escape(value).replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
    return f'"{written}"'


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _parser() -> "expat.XMLParserType":
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = True
    xml_parts.refuse_definitions(parser)
    return parser


def _blank_strings(archive: zipfile.ZipFile) -> set[str]:
    """Indexes of the blank shared strings."""
    blank: set[str] = set()
    if _SHARED not in archive.namelist():
        return blank
    count, holds = 0, False
    parser = _parser()

    def end_element(name: str) -> None:
        nonlocal count, holds
        if _local(name) == "si":
            if not holds and len(blank) < _MOST_BLANKS:
                blank.add(str(count))
            count, holds = count + 1, False

    def add_text(text: str) -> None:
        nonlocal holds
        holds = holds or not text.isspace()

    parser.EndElementHandler, parser.CharacterDataHandler = end_element, add_text
    with archive.open(_SHARED) as opened:
        xml_parts.parse(opened, parser)
    return blank


class _Position:
    """Keeps track of the current row and column; a cell without a reference follows the one before."""

    def __init__(self) -> None:
        self.row = self.column = 0

    def begins(self, kind: str, attributes: list[str]) -> None:
        """Begins a row or a cell."""
        place = dict(zip(attributes[::2], attributes[1::2], strict=True)).get("r", "")
        if kind == "row":
            self.row = int(place) if place.isdecimal() and len(place) < 9 else self.row + 1
            self.column = 0
        elif found := _PLACE.fullmatch(place):
            self.column, self.row = number(found[1].encode()), int(found[2])
        else:
            self.column += 1


def _filled_reach(archive: zipfile.ZipFile, part: str, blanks: set[str]) -> Reach:
    """How far the filled cells reach."""
    places = _Position()
    row = column = 0
    kind, within, text = "", False, ""
    parser = _parser()

    def start_element(name: str, attributes: list[str]) -> None:
        nonlocal kind, within, text
        local = _local(name)
        if local in {"row", "c"}:
            places.begins(local, attributes)
            kind, text = dict(zip(attributes[::2], attributes[1::2], strict=True)).get("t", ""), ""
        within = local in {"v", "t", "f"}

    def end_element(name: str) -> None:
        nonlocal row, column, within
        within = False
        if _local(name) == "c" and text.strip() and not (kind == "s" and text.strip() in blanks):
            row, column = max(row, places.row), max(column, places.column)

    def add_text(more: str) -> None:
        nonlocal text
        if within and len(text) < _LONGEST_TEXT:
            text += more

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = (
        start_element,
        end_element,
        add_text,
    )
    with archive.open(part) as opened:
        xml_parts.parse(opened, parser)
    return Reach(part, row, column)


class _SheetCopy:
    """Copies a sheet without the cells beyond a reach."""

    def __init__(self, out: IO[bytes], reach: Reach) -> None:
        self._write: Callable[[bytes], object] = out.write
        self._reach = reach
        self._slots = _Position()
        self._out: list[str] = []
        self._dropping = ""

    def read(self, opened: IO[bytes]) -> None:
        """Copies a sheet. Raises UnreadableFile."""
        parser = _parser()
        parser.StartElementHandler, parser.EndElementHandler = self._start_element, self._end_element
        parser.CharacterDataHandler = self._add_text
        xml_parts.parse(opened, parser)
        self._flush()

    def _start_element(self, name: str, attributes: list[str]) -> None:
        kind = _local(name)
        if kind == "dimension" and not self._dropping:  # no longer true for the copy
            self._dropping = kind
        elif kind in {"row", "c"} and self._dropping != "row":
            self._slots.begins(kind, attributes)
            if self._is_beyond(kind):
                self._dropping = kind
        if not self._dropping:
            pairs = zip(attributes[::2], attributes[1::2], strict=True)
            self._add(f"<{name}{''.join(f' {one}={_quoted(value)}' for one, value in pairs)}>")

    def _is_beyond(self, kind: str) -> bool:
        return self._slots.row > self._reach.row or (kind == "c" and self._slots.column > self._reach.column)

    def _end_element(self, name: str) -> None:
        if not self._dropping:
            self._add(f"</{name}>")
        elif _local(name) == self._dropping:
            self._dropping = ""

    def _add_text(self, text: str) -> None:
        if not self._dropping:
            self._add(escape(text, quote=False))

    def _add(self, text: str) -> None:
        self._out.append(text)
        if len(self._out) > 4096:
            self._flush()

    def _flush(self) -> None:
        self._write("".join(self._out).encode())
        self._out.clear()
