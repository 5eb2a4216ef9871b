"""Finds the styles and shared texts of an .xlsx that strike text."""

import zipfile
from dataclasses import dataclass
from xml.parsers import expat

from data.coverage.workbooks import xml_parts

_STYLES, _TEXTS = "xl/styles.xml", "xl/sharedstrings.xml"
_WORD = b"strike"
_PIECE = 1 << 20
_NO = frozenset({"0", "false"})


@dataclass(frozen=True, slots=True)
class StruckStyles:
    """Indexes of the styles and texts that are struck."""

    formats: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    """Shared texts whose letters are struck, whatever the format of their cells."""
    rules: frozenset[str] = frozenset()
    """Formats of conditional formats that strike text."""

    def __bool__(self) -> bool:
        return bool(self.formats or self.texts or self.rules)


def read(archive: zipfile.ZipFile) -> StruckStyles:
    """Reads the styles and texts. Raises UnreadableFile when one of the parts is no XML."""
    names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
    formats, texts = _Formats(), _Texts()
    for part, reading in ((_STYLES, formats), (_TEXTS, texts)):
        if part in names and _mentions_strike(archive, names[part]):
            parser = expat.ParserCreate()
            parser.buffer_text = True
            parser.StartElementHandler, parser.EndElementHandler = reading.start_element, reading.end_element
            parser.CharacterDataHandler = reading.add_text
            xml_parts.refuse_definitions(parser)
            with archive.open(names[part]) as opened:
                xml_parts.parse(opened, parser)
    return StruckStyles(frozenset(formats.found), frozenset(texts.found), frozenset(formats.rules))


def is_on(attributes: dict[str, str]) -> bool:
    """Whether an element like <strike/> or <strike val="1"/> is switched on."""
    return next((value for name, value in attributes.items() if name.rpartition(":")[2] == "val"), "1") not in _NO


def _mentions_strike(archive: zipfile.ZipFile, part: str) -> bool:
    before = b""
    with archive.open(part) as opened:
        while piece := opened.read(_PIECE):
            if _WORD in before + piece:
                return True
            before = piece[-len(_WORD) :]
    return False


class _Formats:
    """Reads the styles: fonts come first, and formats refer to them by index."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self.rules: set[str] = set()
        self._rules = -1
        self._fonts: list[bool] = []
        self._formats = 0
        self._within = ""

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local in {"fonts", "cellXfs", "dxfs"}:
            self._within = local
        elif local == "font" and self._within == "fonts":
            self._fonts.append(False)
        elif local == "strike" and self._within == "fonts" and self._fonts:
            self._fonts[-1] = is_on(attributes)
        elif local == "dxf":
            self._rules += 1
        elif local == "strike" and self._within == "dxfs" and is_on(attributes):
            self.rules.add(str(self._rules))
        elif local == "xf" and self._within == "cellXfs":
            font = attributes.get("fontId", "0")
            if font.isdecimal() and len(font) < 9 and int(font) < len(self._fonts) and self._fonts[int(font)]:
                self.found.add(str(self._formats))
            self._formats += 1

    def end_element(self, name: str) -> None:
        if name.rpartition(":")[2] == self._within:
            self._within = ""

    def add_text(self, text: str) -> None:
        """The text within styles does not matter here."""


class _Texts:
    """Reads the shared texts."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self._count = -1
        self._runs = Runs()

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "si":
            self._count += 1
            self._runs = Runs()
        self._runs.start_element(local, attributes)

    def end_element(self, name: str) -> None:
        local = name.rpartition(":")[2]
        self._runs.end_element(local)
        if local == "si" and self._runs.are_struck:
            self.found.add(str(self._count))

    def add_text(self, text: str) -> None:
        self._runs.add_text(text)


class Runs:
    """The runs of one text, each in a font of its own."""

    def __init__(self) -> None:
        self._struck = self._plain = self._is_struck = self._within = False

    @property
    def are_struck(self) -> bool:
        """Whether all of the text is struck."""
        return self._struck and not self._plain

    def start_element(self, local: str, attributes: dict[str, str]) -> None:
        """Begins an element within the text."""
        if local == "r":
            self._is_struck = False
        elif local == "strike":
            self._is_struck = is_on(attributes)
        self._within = local == "t"

    def end_element(self, local: str) -> None:
        """Ends an element."""
        self._within = self._within and local != "t"

    def add_text(self, text: str) -> None:
        """Adds text within an element."""
        if self._within and text.strip():
            self._struck = self._struck or self._is_struck
            self._plain = self._plain or not self._is_struck
