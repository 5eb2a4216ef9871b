"""Looks into an .ods for what the library gives as a blank cell, or does not tell: such a sheet is not read."""

import re
import zipfile
from xml.parsers import expat

from data import xml_parts

_CONTENT = "content.xml"
_ERROR = re.compile(r"#(?:N/A|NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!)|Err:\d+")
_HIDDEN = frozenset({"collapse", "filter"})


def is_one(archive: zipfile.ZipFile) -> bool:
    """Whether the archive is an OpenDocument."""
    return _CONTENT in archive.namelist()


def unsafe(archive: zipfile.ZipFile) -> frozenset[str]:
    """The sheets with errors, formulas without a result, cells merged over rows, or hidden rows or columns.

    All of them ("") where dates count from 1904. Raises UnreadableFile when the content is no XML.
    """
    reading = _Reading()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reading.began, reading.ended
    parser.CharacterDataHandler = reading.said
    with archive.open(_CONTENT) as opened:
        xml_parts.parse(opened, parser)
    return frozenset(reading.unsafe)


class _Reading:
    """Takes the elements of the content as they come."""

    def __init__(self) -> None:
        self.unsafe: set[str] = set()
        self._table = ""
        self._text: list[str] | None = None

    def began(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        local = name.rpartition(":")[2]
        said = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if local == "table":
            self._table = said.get("name", "")
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

    def said(self, text: str) -> None:
        """Text within an element."""
        if self._text is not None and len(self._text) < 4:
            self._text.append(text)

    def ended(self, name: str) -> None:
        """An element ends."""
        if name.endswith(":table-cell") and self._text is not None:
            if _ERROR.fullmatch("".join(self._text).strip()):
                self.unsafe.add(self._table)
            self._text = None
