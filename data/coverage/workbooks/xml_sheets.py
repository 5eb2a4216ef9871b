"""Reads the sheets of XML Spreadsheet 2003, which Excel saves and applications write as .xls."""

from datetime import date
from typing import BinaryIO
from xml.parsers import expat

from data.coverage.columns.headings import UnreadableFile
from data.coverage.workbooks.page_tables import MOST_COLUMNS, MOST_ROWS, Table

_SHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_PIECE = 1 << 18
_LONGEST_CELL = 1 << 18


def tables(file: BinaryIO) -> list[Table]:
    """The sheets of an open file. Raises UnreadableFile."""
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reading.start_element, reading.end_element
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = reading.add_text, _refuse
    try:
        while piece := file.read(_PIECE):
            parser.Parse(piece)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise UnreadableFile("page.damaged") from None
    return reading.found


def _refuse(*_: object) -> None:
    raise UnreadableFile("book.dtd")


class _Reading:
    """Keeps track of the current cell. Cells and rows may name their place, else each follows the one before."""

    def __init__(self) -> None:
        self.found: list[Table] = []
        self._row: list[object] = []
        self._across = 0
        self._kind = ""
        self._is_formula = False
        self._text: list[str] | None = None
        self._length = 0
        self._span = 0
        self._is_comment = False
        self._style = ""
        self._struck: set[str] = set()
        """Styles that strike the text."""
        self._row_style = self._cell_style = ""

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "Style":
                self._style = attributes.get(f"{_SHEET} ID", "")
                if attributes.get(f"{_SHEET} Parent") in self._struck:
                    self._struck.add(self._style)
            case "Font" if attributes.get(f"{_SHEET} StrikeThrough") == "1" and not self.found:
                self._struck.add(self._style)
            case "Worksheet":
                self.found.append(Table(title=attributes.get(f"{_SHEET} Name", "")))
            case "Row" if self.found:
                self._begin_row(attributes)
            case "Cell" if self.found:
                self._begin_cell(attributes)
            case "Comment":
                self._is_comment = True
            case "Data" if self.found:  # of a cell, or of the comment on it
                self._kind = attributes.get(f"{_SHEET} Type", "String")
                self._text, self._length = [], 0
            case "Visible":
                self._text, self._length = [], 0

    def end_element(self, name: str) -> None:
        match name.rpartition(" ")[2]:
            case "Data" if self.found and self._text is not None:
                if self._row:
                    self._end_data("".join(self._text))
                self._text, self._is_formula = None, self._is_formula and self._is_comment
            case "Cell" if self._is_formula:  # without a result: its value is unknown
                raise UnreadableFile("page.formula")
            case "Comment":
                self._is_comment = False
            case "Row" if self.found:
                self.found[-1].rows += [self._row, *([] for _ in range(self._span))]
                self._row = []
            case "Visible" if self._text is not None:
                if self.found and "Hidden" in "".join(self._text):
                    self.found[-1].is_hidden = True
                self._text = None

    def _end_data(self, text: str) -> None:
        """Ends the content of a cell, or of the comment on it."""
        table, at = self.found[-1], len(self._row) - 1 - self._across
        if self._is_comment:
            table.comments[len(table.rows), at] = text
            return
        self._row[at] = _value(self._kind, text)
        if self._cell_style in self._struck:
            table.struck.setdefault(len(table.rows), set()).add(at)

    def add_text(self, text: str) -> None:
        if self._text is not None:
            self._length += len(text)
            if self._length > _LONGEST_CELL:
                raise UnreadableFile("page.damaged")
            self._text.append(text)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        table = self.found[-1]
        at = _number(attributes, "Index", MOST_ROWS)
        while len(table.rows) < at - 1:
            table.rows.append([])
        if len(table.rows) >= MOST_ROWS:
            raise UnreadableFile("page.damaged")
        self._span = _number(attributes, "Span", MOST_ROWS)  # this many rows below are like this one, without cells
        if attributes.get(f"{_SHEET} Hidden") == "1":
            table.hidden.add(len(table.rows))
        self._row = []
        self._row_style = attributes.get(f"{_SHEET} StyleID", "")

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        table = self.found[-1]
        at = _number(attributes, "Index", MOST_COLUMNS)
        self._row += [""] * max(at - 1 - len(self._row), 0)
        self._across = _number(attributes, "MergeAcross", MOST_COLUMNS)
        self._row += [""] * (1 + self._across)
        if len(self._row) > MOST_COLUMNS:
            raise UnreadableFile("page.damaged")
        if _number(attributes, "MergeDown", MOST_ROWS):
            table.merged.add(len(table.rows))
        self._is_formula = f"{_SHEET} Formula" in attributes
        self._cell_style = attributes.get(f"{_SHEET} StyleID") or self._row_style


def _number(attributes: dict[str, str], name: str, most: int) -> int:
    """A number in an attribute. Raises UnreadableFile for anything else, or more than a sheet has."""
    written = attributes.get(f"{_SHEET} {name}", "0")
    if not (written.isdecimal() and len(written) < 9 and int(written) <= most):
        raise UnreadableFile("page.damaged")
    return int(written)


def _value(kind: str, text: str) -> object:
    """A cell as Excel gives it: a number stays a number, in which a NIK has lost a digit."""
    text = " ".join(text.split())
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return date.fromisoformat(text[:10])
    except ValueError:
        return text
    return text
