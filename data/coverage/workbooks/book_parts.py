"""Finds the part of an .xlsx that holds each sheet, and the day from which the workbook counts its dates."""

import posixpath
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

from data.coverage.columns.headings import UnreadableFile

_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_BINARY = "xl/workbook.bin"
_MOST = 16 << 20
"""Most bytes of either part; a workbook with 500 sheets has some 100 KB."""
_YES = frozenset({"1", "true"})


@dataclass(frozen=True, slots=True)
class BookParts:
    """The sheets of a workbook and its date system."""

    sheets: dict[str, str]
    """Name of a sheet -> name of its part in the archive."""
    is_1904: bool
    """Whether dates count from 1 January 1904, as in Excel for Mac."""


def is_binary(archive: zipfile.ZipFile) -> bool:
    """Whether this is an .xlsb, in which errors cannot be told from blanks."""
    return _BINARY in {name.replace("\\", "/").lower() for name in archive.namelist()}


def read(archive: zipfile.ZipFile) -> BookParts | None:
    """Reads them; None when this is no .xlsx. Raises UnreadableFile when a part is no XML."""
    names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
    if _BOOK not in names or _RELATIONS not in names:
        return None
    targets: dict[str, str] = {}
    ids: dict[str, str] = {}
    is_1904 = False

    def relation(local: str, attributes: dict[str, str]) -> None:
        if local == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def book(local: str, attributes: dict[str, str]) -> None:
        nonlocal is_1904
        if local == "workbookPr":
            is_1904 = attributes.get("date1904") in _YES
        elif local == "sheet":
            ids[attributes.get("name", "")] = attributes.get("id", "")

    _parsed(archive, names[_RELATIONS], relation)
    _parsed(archive, names[_BOOK], book)
    sheets = {
        title: names[path]
        for title, one in ids.items()
        if one in targets and (path := posixpath.normpath(posixpath.join("/xl", targets[one])).lower()[1:]) in names
    }
    return BookParts(sheets, is_1904)


def _parsed(archive: zipfile.ZipFile, part: str, take: Callable[[str, dict[str, str]], None]) -> None:
    """Calls `take` with the name (without prefix) and the attributes of each element of a part."""
    if archive.getinfo(part).file_size > _MOST:
        raise UnreadableFile("book.damaged")
    parser = expat.ParserCreate()

    def start_element(name: str, attributes: dict[str, str]) -> None:
        take(name.rpartition(":")[2], {key.rpartition(":")[2]: value for key, value in attributes.items()})

    parser.StartElementHandler = start_element
    try:
        parser.Parse(archive.read(part), True)
    except expat.ExpatError:
        raise UnreadableFile("book.damaged") from None
