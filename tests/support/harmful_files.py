"""Files that were made to take down whoever reads them, each small on the disk or quickly made."""

import gzip
import io
import os
import struct
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.conftest import BUDI

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_HEAD = (
    f'<worksheet {_SPACE}><sheetData><row r="1"><c r="A1" t="str"><v>NIK</v></c></row>'
    f'<row r="2"><c r="A2" t="str"><v>{BUDI}</v></c></row>'
)
_TAIL = "</sheetData></worksheet>"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"


def sheet(more: str = "", above: str = "") -> str:
    """A sheet with one person, and what is added."""
    return f"{above}{_HEAD}{more}{_TAIL}"


def parts(content: str | bytes, shared: str = "", sheets: int = 1) -> dict[str, str | bytes]:
    """The parts of a workbook, all its sheets the same."""
    numbers = range(1, sheets + 1)
    named = "".join(f'<sheet name="Data {one}" sheetId="{one}" r:id="r{one}"/>' for one in numbers)
    linked = "".join(
        f'<Relationship Id="r{one}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{one}.xml"/>' for one in numbers
    )
    strings = f'<Relationship Id="s" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>' if shared else ""
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="w" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_SPACE} xmlns:r="{_OFFICE}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{linked}{strings}'
        "</Relationships>",
    }
    made |= {f"xl/worksheets/sheet{one}.xml": content for one in numbers}
    return made | ({"xl/sharedStrings.xml": f"<sst {_SPACE}>{shared}</sst>"} if shared else {})


def packed(content: dict[str, str | bytes]) -> bytes:
    """An archive of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return made.getvalue()


def _everywhere(content: bytes, before: bytes, after: bytes) -> bytes:
    assert before in content
    return content.replace(before, after)


def _lying() -> bytes:
    """One cell of 200 MB, and the archive says that its sheet has 1,000 bytes."""
    content = sheet(f'<row r="3"><c r="A3" t="str"><v>{"A" * 200_000_000}</v></c></row>')
    return _everywhere(packed(parts(content)), struct.pack("<I", len(content)), struct.pack("<I", 1000))


def _locked() -> bytes:
    made = bytearray(packed(parts(sheet())))
    for mark, at in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        place = -1
        while (place := made.find(mark, place + 1)) >= 0:
            made[place + at] |= 1
    return bytes(made)


def _repeated() -> bytes:
    """An archive whose directory names each part a hundred times."""
    made = packed(parts(sheet()))
    end = made.rindex(b"PK\5\6")
    count, size, start = struct.unpack("<HII", made[end + 10 : end + 20])
    tail = bytearray(made[end:])
    tail[8:20] = struct.pack("<HHII", count * 100, count * 100, size * 100, start)
    return made[:start] + made[start : start + size] * 100 + bytes(tail)


def _ods(more: str) -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"

    def cell(words: str, times: int = 1) -> str:
        return (
            f'<table:table-cell office:value-type="string" table:number-columns-repeated="{times}">'
            f"<text:p>{words}</text:p></table:table-cell>"
        )

    rows = "".join(f"<table:table-row>{cell(words)}</table:table-row>" for words in ("NIK", BUDI))
    rows += f'<table:table-row table:number-rows-repeated="1048570">{cell(more, 16384)}</table:table-row>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return packed({
        "mimetype": kind,
        "content.xml": f'<office:document-content xmlns:office="{office}" xmlns:table="{_TABLE}" xmlns:text="{text}">'
        f'<office:body><office:spreadsheet><table:table table:name="A">{rows}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>",
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{manifest}"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
    })  # fmt: skip


def _laughs() -> str:
    entities = "".join(f'<!ENTITY a{one} "{f"&a{one - 1};" * 10}">' for one in range(1, 10))
    above = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>'
    return sheet('<row r="3"><c r="A3" t="str"><v>&a9;</v></c></row>', above)


def _outside() -> str:
    above = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return sheet('<row r="3"><c r="A3" t="str"><v>&a;</v></c></row>', above)


def _amplified() -> bytes:
    """200,000 cells that all show one string of 32,000 letters."""
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(3, 200_000))
    return packed(parts(sheet(rows), f"<si><t>{'x' * 32_000}</t></si>"))


_FAR = '<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>'

WORKBOOKS: dict[str, Callable[[], bytes]] = {
    "a cell at the far corner": lambda: packed(parts(sheet(_FAR))),
    "a cell at the far corner, its place written otherwise": lambda: packed(
        parts(sheet(_FAR.replace('"', "'").replace("<c ", "<c\n")))
    ),
    "a cell of 100 MB that is packed to nothing": lambda: packed(parts(sheet("<!--" + "A" * 100_000_000 + "-->"))),
    "a cell larger than its archive says": _lying,
    "a string of 32,000 letters in 200,000 cells": _amplified,
    "a billion laughs": lambda: packed(parts(_laughs())),
    "a file of the server as an entity": lambda: packed(parts(_outside())),
    "a sheet that breaks off": lambda: packed(parts(sheet()[:-30])),
    "a sheet in UTF-16": lambda: packed(parts(sheet().encode("utf-16"))),
    "a sheet in UTF-16 that does not say so": lambda: packed(parts(sheet().encode("utf-16-le"))),
    "a cell of a kind that nobody knows": lambda: packed(
        parts(sheet(f'<row r="3"><c r="A3" t="{BUDI}"><v>1</v></c></row>'))
    ),
    "a cell that shows a string there is not": lambda: packed(
        parts(sheet('<row r="3"><c r="A3" t="s"><v>99</v></c></row>'), "<si><t>a</t></si>")
    ),
    "3,000 parts": lambda: packed(parts(sheet()) | {f"x/{one}": "" for one in range(3000)}),
    "1,500 sheets": lambda: packed(parts(sheet(), sheets=1500)),
    "parts named a hundred times": _repeated,
    "a password": _locked,
    "a cell repeated 17 billion times": lambda: _ods("x"),
}


def _sparse(path: Path, begin: bytes, size: int) -> None:
    with path.open("wb") as file:
        file.write(begin)
        file.truncate(size)


def _blocks(path: Path, begin: bytes, block: bytes, times: int) -> None:
    with path.open("wb") as file:
        file.write(begin)
        for _ in range(times):
            file.write(block)


_PERSON = f"NIK,Nama\n{BUDI},BUDI\n".encode()

FILES: dict[str, Callable[[Path], object]] = {
    "a device without end": lambda path: path.symlink_to("/dev/zero"),
    "a pipe to which nobody writes": os.mkfifo,
    "a file that cannot be read": lambda path: path.symlink_to("/proc/self/mem"),
    "a file that says it is empty, and never ends": lambda path: path.symlink_to("/proc/self/pagemap"),
    "a file that says it is empty": lambda path: path.symlink_to("/proc/self/environ"),
    "a folder": Path.mkdir,
    "a link to itself": lambda path: path.symlink_to(path),
    "10 GB of nothing": lambda path: _sparse(path, _PERSON, 10 << 30),
    "10 GB of nothing, called a workbook": lambda path: _sparse(path, b"PK\3\4", 10 << 30),
    "1 GB of nothing": lambda path: _sparse(path, _PERSON, 1 << 30),
    "a line of 300 MB": lambda path: _blocks(path, _PERSON, b"A" * (1 << 20), 300),
    "a heading of 300 MB": lambda path: _blocks(path, b"NIK,", b"A" * (1 << 20), 300),
    "a row of 40 million short lines": lambda path: _blocks(path, _PERSON, b'"A\n",' * 100_000, 400),
    "a quotation mark that is never closed": lambda path: _blocks(path, _PERSON + b'"', b"A\n" * 1_000_000, 100),
    "a million columns": lambda path: path.write_bytes(_PERSON.replace(b"\n", b"," * 1_000_000 + b"\n")),
    "a line of 40 MB in UTF-16": lambda path: path.write_bytes(("\ufeffNIK\n" + "A" * 20_000_000).encode("utf-16-le")),
    "a list packed with gzip": lambda path: path.write_bytes(gzip.compress(_PERSON)),
}


def all_files() -> Iterator[tuple[str, Callable[[Path], object]]]:
    """Everything above, by name: what makes it at a path."""
    yield from FILES.items()
    for name, make in WORKBOOKS.items():
        yield name, partial(_write, make)


def _write(make: Callable[[], bytes], path: Path) -> None:
    path.write_bytes(make())
