"""Parses a part of a workbook piece by piece, as none is held in memory whole."""

from typing import IO
from xml.parsers import expat

from data.headings import UnreadableFile

_PIECE = 1 << 18


def parse(opened: IO[bytes], parser: "expat.XMLParserType") -> None:
    """Raises UnreadableFile when this is no XML."""
    try:
        while piece := opened.read(_PIECE):
            parser.Parse(piece)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise UnreadableFile("book.damaged") from None


def refuse_definitions(parser: "expat.XMLParserType") -> None:
    """Has a parser raise UnreadableFile for definitions (DTD), by which a small part can grow without end."""
    parser.StartDoctypeDeclHandler = _refuse


def _refuse(*_: object) -> None:
    raise UnreadableFile("book.dtd")
