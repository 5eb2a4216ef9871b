"""Parses a part of a workbook piece by piece: no part is held in memory whole."""

import zipfile
from typing import IO, Any, Protocol
from xml.parsers import expat

from data.coverage.columns.headings import UnreadableFile

_PIECE = 1 << 18


def parse(opened: IO[bytes], parser: "expat.XMLParserType") -> None:
    """Feeds the parser. Raises UnreadableFile when this is no XML."""
    try:
        while piece := opened.read(_PIECE):
            parser.Parse(piece)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise UnreadableFile("book.damaged") from None


class Reading(Protocol):
    """Receives the elements of a part while it is parsed."""

    def start_element(self, name: str, attributes: Any) -> None:
        """Begins an element; attributes are a dict, or with `ordered` a list of alternating names and values."""

    def end_element(self, name: str) -> None:
        """Ends the element."""

    def add_text(self, text: str) -> None:
        """Adds text within it."""


def read(archive: zipfile.ZipFile, name: str, reading: Reading, *, ordered: bool = False) -> None:
    """Reads one part of a workbook. Raises UnreadableFile when it is no XML."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = ordered
    parser.StartElementHandler, parser.EndElementHandler = reading.start_element, reading.end_element
    parser.CharacterDataHandler = reading.add_text
    refuse_definitions(parser)
    with archive.open(name) as opened:
        parse(opened, parser)


def refuse_definitions(parser: "expat.XMLParserType") -> None:
    """Makes a parser raise UnreadableFile for definitions (DTD), by which a small part can grow without limit."""
    parser.StartDoctypeDeclHandler = _refuse


def _refuse(*_: object) -> None:
    raise UnreadableFile("book.dtd")
