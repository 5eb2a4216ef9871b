"""Reads the tables of a web page that is called .xls: HTML, or HTML with all its parts in one file (MHTML).

Applications write such files for "Excel"; what stands in a cell is text, as Excel shows it.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

from data import file_kinds
from data.headings import UnreadableFile
from data.page_tables import MOST_COLUMNS, MOST_ROWS, Table, is_blank

_CHARSET = re.compile(rb"charset\s*+=\s*+[\"']?+\s*+([A-Za-z0-9_-]{3,20})", re.IGNORECASE)
_READ = {"utf-8": "utf-8", "utf8": "utf-8", "windows-1252": "cp1252", "iso-8859-1": "cp1252", "us-ascii": "cp1252"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_HIDDEN_SHEET = re.compile(r"<x:Visible>\s*Sheet(?:Very)?Hidden", re.IGNORECASE)
_UNSEEN = frozenset({"script", "style"})
_BREAKS = frozenset({"br", "p", "div", "li"})
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?(?:E[+-]?\d+)?", re.IGNORECASE)
_PIECE = 1 << 16
_MOST_ABOVE = 50
"""Lines above a table."""
_LONGEST_TAG = 1 << 17
"""Characters of a tag or a comment: the parser looks for its end anew with each piece."""


def tables(content: bytes) -> list[Table]:
    """The tables of a page, in order. Raises UnreadableFile."""
    return _of_text(_decoded(content))


def tables_of_mail(content: bytes) -> list[Table]:
    """The tables of all pages in one file. Raises UnreadableFile."""
    message = message_from_bytes(content, policy=default)
    found: list[Table] = []
    for part in message.walk():
        if isinstance(part, EmailMessage) and part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                found += _of_text(_decoded(payload, part.get_content_charset() or ""))
    return found


def _decoded(content: bytes, said: str = "") -> str:
    if encoding := file_kinds.wide(content[:_PIECE]):
        return content.decode(encoding, "replace")
    found = _CHARSET.search(content[:8192])
    said = (found[1].decode("ascii") if found else said).lower()
    try:
        return content.decode(_READ.get(said, "utf-8-sig"))
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _of_text(text: str) -> list[Table]:
    if _HIDDEN_SHEET.search(text):
        raise UnreadableFile("page.hidden_sheet")
    page = _Page()
    for at in range(0, len(text), _PIECE):
        page.feed(text[at : at + _PIECE])
        if len(page.rawdata) > _LONGEST_TAG:
            raise UnreadableFile("page.damaged")
    page.close()
    return page.done()


@dataclass(slots=True)
class _Frame:
    """A table that has begun, and the row and the cell that are open in it."""

    table: Table
    row: list[object] | None = None
    cell: list[str] | None = None
    wide: int = 1
    is_number: bool = False
    is_hidden: bool = False

    def end_cell(self) -> None:
        if self.cell is None:
            return
        assert self.row is not None
        text = " ".join("".join(self.cell).split())
        self.row.append(_number(text) if self.is_number else text)
        self.row += [""] * (self.wide - 1)
        if len(self.row) > MOST_COLUMNS:
            raise UnreadableFile("page.damaged")
        self.cell = None

    def end_row(self) -> None:
        self.end_cell()
        if self.row is None:
            return
        if self.is_hidden and not is_blank(self.row):
            self.table.hidden.add(len(self.table.rows))
        self.table.rows.append(self.row)
        if len(self.table.rows) > MOST_ROWS:
            raise UnreadableFile("page.damaged")
        self.row = None


def _number(text: str) -> object:
    """What Excel wrote as a number stays one: of a NIK the last digit is lost."""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else text


class _Page(HTMLParser):
    """Gathers tables while it reads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[_Frame] = []
        self._found: list[Table] = []
        self._unseen = 0
        self._above: list[str] = []

    def done(self) -> list[Table]:
        """The tables that were found."""
        while self._open:
            self._end_table()
        return self._found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._begin_table(dict(attrs))
        elif self._open and tag == "tr":
            self._begin_row(dict(attrs))
        elif self._open and tag in {"td", "th"}:
            self._begin_cell(dict(attrs))
        elif tag in _BREAKS:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif not self._open:
            return
        elif tag == "table":
            self._end_table()
        elif tag == "tr":
            self._open[-1].end_row()
        elif tag in {"td", "th"}:
            self._open[-1].end_cell()

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._open:
            if (cell := self._open[-1].cell) is not None:
                cell.append(data)
        elif (text := " ".join(data.split())) and len(self._above) < _MOST_ABOVE:
            self._above.append(text)

    def _begin_table(self, attributes: dict[str, str | None]) -> None:
        table = Table(above=[*self._above], is_hidden=_is_hidden(attributes))
        self._found.append(table)
        self._open.append(_Frame(table))

    def _end_table(self) -> None:
        self._open.pop().end_row()

    def _begin_row(self, attributes: dict[str, str | None]) -> None:
        frame = self._open[-1]
        frame.end_row()
        frame.row, frame.is_hidden = [], _is_hidden(attributes)

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        frame = self._open[-1]
        frame.end_cell()
        if frame.row is None:  # a cell without a row
            frame.row, frame.is_hidden = [], False
        frame.cell, frame.wide = [], _span(attributes.get("colspan"))
        frame.is_number = "x:num" in attributes
        if _span(attributes.get("rowspan")) > 1:
            frame.table.merged.add(len(frame.table.rows))


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _span(written: str | None) -> int:
    """How many columns or rows a cell takes. Raises UnreadableFile for more than a sheet has."""
    text = (written or "").strip()
    if not text.isdecimal():
        return 1
    if len(text) > 7 or int(text) > MOST_COLUMNS:
        raise UnreadableFile("page.damaged")
    return max(int(text), 1)
