"""Reads the tables of a web page that is called .xls: HTML, or HTML with all its parts in one file (MHTML).

Applications write such files for "Excel"; what stands in a cell is text, as Excel shows it.
"""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import unescape

from data.coverage.columns.headings import UnreadableFile
from data.coverage.workbooks import file_kinds, page_parser
from data.coverage.workbooks.page_tables import Table

_CHARSET = re.compile(rb"charset\s*+=\s*+[\"']?+\s*+([A-Za-z0-9_-]{3,20})", re.IGNORECASE)
_READ = {"utf-8": "utf-8", "utf8": "utf-8", "windows-1252": "cp1252", "iso-8859-1": "cp1252", "us-ascii": "cp1252"}
_HIDDEN_SHEET = re.compile(r"<x:Visible>\s*Sheet(?:Very)?Hidden", re.IGNORECASE)
_NAME = re.compile(
    r"<x:Name>\s{0,99}([^<]{1,100})</x:Name>(?:\s{0,99}<x:WorksheetSource\s{1,9}HRef=\"([^\"]{1,300})\")?"
)
"""The name of a sheet that Excel saved as a page, and the part that holds it."""
_BEGIN = 1 << 16
"""Bytes at the beginning of a page by which its encoding is found."""


def tables(content: bytes) -> list[Table]:
    """The tables of a page, in order. Raises UnreadableFile."""
    return _of_text(_decoded(content))


def tables_of_mail(content: bytes) -> list[tuple[str, list[Table]]]:
    """The name (if any) and the tables of each page in an MHTML file. Raises UnreadableFile."""
    message = message_from_bytes(content, policy=default)
    names: dict[str, str] = {}
    pages: list[tuple[str, str]] = []
    for part in message.walk():
        if isinstance(part, EmailMessage) and part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                text = _decoded(payload, part.get_content_charset() or "")
                names |= {
                    _file_name(found[2]): unescape(found[1]).strip() for found in _NAME.finditer(text) if found[2]
                }
                pages.append((_file_name(str(part.get("Content-Location", ""))), text))
    return [(names.get(place, ""), _of_text(text)) for place, text in pages]


def _file_name(place: str) -> str:
    """The file name of a part, without its folders."""
    return place.replace("\\", "/").rpartition("/")[2].lower()


def _decoded(content: bytes, said: str = "") -> str:
    if encoding := file_kinds.wide_encoding(content[:_BEGIN]):
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
    return page_parser.parse(text, [unescape(found[1]).strip() for found in _NAME.finditer(text) if not found[2]])
