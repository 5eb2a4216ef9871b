"""Finds sheets of an .ods with content that the library does not show or gives as blank; these are not read."""

import re
import zipfile
from xml.parsers import expat

from data.coverage.workbooks import xml_parts

_STYLES, _CONTENT = "styles.xml", "content.xml"
_ERROR = re.compile(r"#(?:N/A|NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!)|Err:\d+")
_LINES = ("text-line-through-style", "text-line-through-type")
_HIDDEN = frozenset({"collapse", "filter"})


def is_open_document(archive: zipfile.ZipFile) -> bool:
    """Whether the archive is an OpenDocument file."""
    return _CONTENT in archive.namelist()


def unsafe(archive: zipfile.ZipFile) -> frozenset[str]:
    """The sheets with errors, formulas without a result, merged cells, struck text, hidden rows or columns.

    Also those with a comment that says that somebody has left, and all of them ("") where dates count from 1904. Raises
    UnreadableFile when the content is no XML.
    """
    reading = _Reading()
    for part in (_STYLES, _CONTENT):
        if part in archive.namelist():
            parser = expat.ParserCreate()
            parser.buffer_text = True
            parser.StartElementHandler, parser.EndElementHandler = reading.start_element, reading.end_element
            parser.CharacterDataHandler = reading.add_text
            with archive.open(part) as opened:
                xml_parts.parse(opened, parser)
    return frozenset(reading.unsafe)


def _count(said: dict[str, str], name: str) -> int:
    written = said.get(name, "1")
    return int(written) if written.isdecimal() and len(written) < 9 else 1


class _Reading:
    """Reads the elements of the content."""

    def __init__(self) -> None:
        self.unsafe: set[str] = set()
        self._table = ""
        self._text: list[str] | None = None
        self._style = ""
        self._struck: set[str] = set()
        """Styles that strike the text."""
        self._columns: list[tuple[int, str]] = []
        """Styles of the table's columns with their number of columns; they hold for cells and rows without one."""
        self._row_style = ""
        self._column = 0
        self._is_struck = False
        self._note: list[str] | None = None
        """The text of a comment on a cell."""

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        """Begins an element."""
        local = name.rpartition(":")[2]
        said = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        self._note_style(local, said)
        if local == "annotation":
            self._note = []
        if local == "table":
            self._table = said.get("name", "")
            self._columns = []
        elif local in {"table-row", "table-column"}:
            if said.get("visibility") in _HIDDEN:
                self.unsafe.add(self._table)
        elif local == "null-date":
            if said.get("date-value", "1899").startswith("1904"):
                self.unsafe.add("")
        elif local == "table-cell":
            kinds = [value for key, value in attributes.items() if key.endswith("value-type")]
            is_wide = said.get("number-rows-spanned", "1") != "1"
            if is_wide or "error" in kinds or ("formula" in said and not kinds):
                self.unsafe.add(self._table)
            self._text = []
            style = said.get("style-name") or self._row_style or self._style_of_column()
            self._is_struck = style in self._struck
            self._column += _count(said, "number-columns-repeated")
        elif self._text is not None and said.get("style-name") in self._struck:
            self._is_struck = True

    def _note_rule(self, local: str, said: dict[str, str]) -> None:
        """Notes a conditional format that strikes cells."""
        if local == "condition" and said.get("apply-style-name") in self._struck:
            self.unsafe.add(self._table)

    def _note_style(self, local: str, said: dict[str, str]) -> None:
        self._note_rule(local, said)
        if local == "style":
            self._style = said.get("name", "")
            if said.get("parent-style-name") in self._struck:
                self._struck.add(self._style)
        elif local == "text-properties" and self._style:
            lines = [said[name] for name in _LINES if name in said]
            if any(line != "none" for line in lines):
                self._struck.add(self._style)
            elif lines:
                self._struck.discard(self._style)
        elif local == "table-column":
            self._columns.append((_count(said, "number-columns-repeated"), said.get("default-cell-style-name", "")))
        elif local == "default-style":
            self._style = ""
        elif local == "covered-table-cell":
            self._column += _count(said, "number-columns-repeated")
        elif local == "table-row":
            self._row_style, self._column = said.get("default-cell-style-name", ""), 0

    def _style_of_column(self) -> str:
        end = 0
        for count, style in self._columns:
            end += count
            if self._column < end:
                return style
        return ""

    def add_text(self, text: str) -> None:
        """Adds text within an element."""
        if self._note is not None:
            self._note.append(text)
        elif self._text is not None and len(self._text) < 4:
            self._text.append(text)

    def end_element(self, name: str) -> None:
        """Ends an element."""
        if name.endswith(":annotation") and self._note is not None:
            from data.coverage.columns.remarks import words_of_leaving  # noqa: PLC0415 - few workbooks have comments

            if words_of_leaving(" ".join(self._note)):
                self.unsafe.add(self._table)
            self._note = None
        if name.endswith(":table-cell") and self._text is not None:
            text = "".join(self._text).strip()
            if _ERROR.fullmatch(text) or (text and self._is_struck):
                self.unsafe.add(self._table)
            self._text = None
