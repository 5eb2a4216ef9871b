"""Detects the kind of a file by its content: a name may end in .xls whatever is inside.

A list comes as CSV, as a workbook, or as one of the forms that Excel opens with a warning: a web page, or XML. All else
is refused by its name, with what to do about it.
"""

import codecs
import re
import zipfile
import zlib
from enum import Enum
from typing import BinaryIO

from data.coverage.columns.headings import UnreadableFile
from data.coverage.workbooks import text_kinds
from data.import_texts import list_names
from data.shortened import cut


class Kind(Enum):
    """The ways to read a list."""

    TEXT = "text"
    """CSV in any encoding."""
    BOOK = "book"
    """A workbook: .xlsx, .xlsm, .xlsb, .xls, .ods."""
    PAGE = "page"
    """A web page (HTML)."""
    MAIL = "mail"
    """A web page with all its parts in one file (MHTML)."""
    XML = "xml"
    """XML Spreadsheet 2003."""

    @property
    def is_table(self) -> bool:
        """Whether it is read as the tables of a page."""
        return self in {Kind.PAGE, Kind.MAIL, Kind.XML}


_HEAD = 1 << 16
_PIECE = 1 << 20
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_NAMED = 5
"""Most files in an archive that are named."""
_LISTS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt")

_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "file.pdf"),
    (b"{\\rtf", "file.rtf"),
    (b"\x89PNG", "file.picture"),
    (b"\xff\xd8\xff", "file.picture"),
    (b"GIF8", "file.picture"),
    (b"II*\0", "file.picture"),
    (b"MM\0*", "file.picture"),
    (b"II+\0", "file.picture"),
    (b"MM\0+", "file.picture"),
    (b"8BPS", "file.picture"),
    (b"AT&TFORM", "file.picture"),
    (b"\0\0\1\0\1\0", "file.picture"),
    (b"\0\0\0\x0cjP  ", "file.picture"),
    (b"PAR1", "file.database"),
    (b"\0\1\0\0Standard ", "file.database"),
    (b"SQLite format 3\0", "file.database"),
    (b"\x1f\x8b", "file.packed"),
    (b"BZh", "file.packed"),
    (b"\xfd7zXZ", "file.packed"),
    (b"7z\xbc\xaf", "file.packed"),
    (b"Rar!", "file.packed"),
    (b"PK\x05\x06", "file.packed"),
    (b"PK\x07\x08", "file.packed"),
    (b"\x28\xb5\x2f\xfd", "file.packed"),
)
"""Beginnings of files that are no list, and the sentence about each."""
_HEIC = re.compile(rb"....ftyp(?:heic|heix|mif1|msf1|avif)", re.DOTALL)
_WEBP = re.compile(rb"RIFF....WEBP", re.DOTALL)

_SURE = 3
"""A signature of more bytes than this counts after blanks, too."""
_BLANKS = b"\xef\xbb\xbf \t\r\n\0"
"""What programs may write before a file that still opens."""
_PDF_WITHIN = 1024
"""Bytes in which PDF readers look for the signature."""
_DBASE = frozenset({b"\x03", b"\x30", b"\x31", b"\x83", b"\x8b", b"\xf5"})
_TAR = slice(257, 262), b"ustar"
_BOOK_WITHIN = re.compile(rb"PK\x03\x04.{26}(?:\[Content_Types\]|_rels/|xl/|docProps/|mimetype)", re.DOTALL)
"""A workbook after other content, such as an error message of the program that made it."""

_BOOK_PARTS = ("xl/", "content.xml", "[Content_Types].xml")
_STREAMS = {
    "file.document": "WordDocument",
    "file.slides": "PowerPoint Document",
    "file.mail": "__properties_version1.0",
}
"""Streams which show that an OLE file is no workbook."""
_BOOK_STREAMS = ("Workbook", "Book", "EncryptedPackage")

_MAIL = re.compile(r"(?:^|\n)mime-version:", re.IGNORECASE)
_XML_2003 = re.compile(r"urn:schemas-microsoft-com:office:spreadsheet|progid=[\"']excel\.sheet", re.IGNORECASE)
_WORD_XML = re.compile(r"schemas\.microsoft\.com/office/word/2003|progid=[\"']word\.document", re.IGNORECASE)
_HTML = re.compile(r"<html[\s>]", re.IGNORECASE)
_PAGE = re.compile(
    r"<\s*(?:!doctype\s+html|html|head|body|table|meta|style|script|title|div|center|font|p|h\d)\b", re.IGNORECASE
)
_ZEROS = 0.3
"""If more than this share of every second byte is zero, a text is UTF-16."""
_FEW = 0.02
"""Share of the bytes with letters that may be zero."""


def kind_of(file: BinaryIO, named_so: str) -> Kind:
    """The kind of an open file, which is left at its beginning. Raises UnreadableFile for a file without a list."""
    file.seek(0)
    head = file.read(_HEAD)
    try:
        return _of(file, head, named_so)
    finally:
        file.seek(0)


def _of(file: BinaryIO, head: bytes, named_so: str) -> Kind:
    if head.startswith(_ZIP):
        _check_archive(file, named_so)
        return Kind.BOOK
    if head.startswith(_OLE):
        _check_ole(file, named_so)
        return Kind.BOOK
    if key := _refusal(file, head):
        raise UnreadableFile(key, file=named_so)
    encoding = wide_encoding(head)
    if encoding is None and head.count(0) > len(head) * _ZEROS:
        raise UnreadableFile("file.binary", file=named_so)
    return _of_text(head.decode(encoding or "latin-1", "replace"), named_so)


def _refusal(file: BinaryIO, head: bytes) -> str | None:
    """The sentence about a file that is no text; None for one that may be."""
    begin = head.lstrip(_BLANKS)
    for mark, key in _MARKS:
        if head.startswith(mark) or (len(mark) > _SURE and begin.startswith(mark)):
            return key
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return "file.pdf"
    if _BOOK_WITHIN.search(head):
        return "book.damaged"
    if head[_TAR[0]] == _TAR[1]:
        return "file.packed"
    if _is_dbase(head):
        return "file.database"
    return "file.picture" if _HEIC.match(head) or _WEBP.match(head) or _is_bitmap(file, head) else None


def _of_text(text: str, named_so: str) -> Kind:
    begin = text.lstrip("\ufeff\u00ef\u00bb\u00bf \t\r\n")
    if _MAIL.search(begin[:4096]) and "multipart/" in begin[:4096].lower():
        return Kind.MAIL
    is_xml = begin.startswith("<") and not _HTML.search(begin[:2000])
    if is_xml and _XML_2003.search(begin[:8192]):
        return Kind.XML
    if is_xml and _WORD_XML.search(begin[:8192]):
        raise UnreadableFile("file.document", file=named_so)
    if key := text_kinds.refusal(begin):
        raise UnreadableFile(key, file=named_so)
    if (begin.startswith("<") and _PAGE.search(begin[:8192])) or text_kinds.has_table(begin):
        return Kind.PAGE
    if begin.startswith("<?xml") or _XML_2003.search(begin[:8192]):
        raise UnreadableFile("file.xml", file=named_so)
    return Kind.TEXT


def wide_encoding(head: bytes) -> str | None:
    """The encoding of a text with two or four bytes a letter (with or without a byte order mark); else None."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if len(head) < 4:
        return None
    even, odd = head[::2], head[1::2]
    if odd.count(0) > _ZEROS * len(odd) and even.count(0) <= _FEW * len(even):
        return "utf-16-le"
    if even.count(0) > _ZEROS * len(even) and odd.count(0) <= _FEW * len(odd):
        return "utf-16-be"
    quarters = [head[at::4] for at in range(4)]
    zeros = [quarter.count(0) / max(len(quarter), 1) for quarter in quarters]
    if zeros[0] <= _FEW and zeros[1] > _ZEROS and min(zeros[2:]) >= 1 - _FEW:
        return "utf-32-le"
    if zeros[3] <= _FEW and zeros[2] > _ZEROS and min(zeros[:2]) >= 1 - _FEW:
        return "utf-32-be"
    return None


def _is_bitmap(file: BinaryIO, head: bytes) -> bool:
    """Whether a file is a bitmap; its two-letter signature proves little, so its size field is compared, too."""
    return head.startswith(b"BM") and len(head) > 6 and int.from_bytes(head[2:6], "little") == file.seek(0, 2)


def _is_dbase(head: bytes) -> bool:
    """Whether a file is a dBase table, by its first byte, its date, and the end of its fields."""
    end = int.from_bytes(head[8:10], "little")
    return end > 0 and head[:1] in _DBASE and b"\0" < head[2:3] <= b"\x0c" and head[end - 1 : end] == b"\r"


def _check_archive(file: BinaryIO, named_so: str) -> None:
    """Raises UnreadableFile for an archive that is surely no workbook; the library reports damaged ones."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.namelist()
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError):
        return
    if any(part.startswith("xl/") for part in parts):
        return
    if any(part.startswith("word/") for part in parts):
        raise UnreadableFile("file.document", file=named_so)
    if any(part.startswith("ppt/") for part in parts):
        raise UnreadableFile("file.slides", file=named_so)
    if any(part.startswith("Index/") or part == "Index.zip" for part in parts) and any(
        ".iwa" in one or one == "Index.zip" for one in parts
    ):
        raise UnreadableFile("file.numbers", file=named_so)
    lists = [part for part in parts if part.lower().endswith(_LISTS) and not part.startswith("__MACOSX/")]
    if lists:
        inside = list_names([cut(part) for part in lists], _NAMED)
        raise UnreadableFile("file.packed_list", file=named_so, lists=inside)
    if not any(part.startswith(_BOOK_PARTS) for part in parts):
        raise UnreadableFile("file.packed", file=named_so)


def _check_ole(file: BinaryIO, named_so: str) -> None:
    """Raises UnreadableFile for an OLE file (.doc, .ppt, .msg) without a workbook."""
    wanted = {one: one.encode("utf-16-le") + b"\0\0" for one in (*_STREAMS.values(), *_BOOK_STREAMS)}
    seen: set[str] = set()
    before = b""
    file.seek(0)
    while piece := file.read(_PIECE):
        piece = before + piece
        seen |= {one for one, written in wanted.items() if written in piece}
        before = piece[-64:]
    if seen & set(_BOOK_STREAMS):
        return
    for key, stream in _STREAMS.items():
        if stream in seen:
            raise UnreadableFile(key, file=named_so)
