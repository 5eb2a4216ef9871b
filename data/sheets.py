"""Reads the rows of a participants file, whatever office made it: CSV, TSV or Excel, any usual encoding.

What comes out are the cells below the heading row, each with its row number as a spreadsheet shows it.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook, load_workbook

from data.columns import heading

if TYPE_CHECKING:
    import _csv

Row = tuple[int, Sequence[object]]

_TITLE_ROWS = 50
"""So many rows are searched for the heading row; offices put titles, logos and dates above it."""
_SAMPLE = 1000
"""So many rows are looked at before the import begins."""
_DELIMITERS = ",;\t|"
_PIECE = 1 << 20
_LINE_BREAK, _A_NIK = re.compile(r"[\r\n]"), re.compile(r"\d(?:[ .\-]?\d){15}")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class UnreadableFile(Exception):
    """The file cannot be read as a participants file; the message says what to do."""


@dataclass(frozen=True)
class Sheet:
    """The part of a file that holds the participants."""

    columns: dict[str, int]
    """Field (nik, name, kk, cohort, starts, ends, status, synthetic) -> column index."""
    headings: Sequence[object]
    """The whole heading row."""
    width: int
    """A row with something beyond so many cells has slipped."""
    longest: int
    """A row with more cells than this has slipped, too."""
    sample: Sequence[Row]
    """The first rows, to judge columns by what they hold."""
    rows: Iterator[Row]
    progress: Callable[[], float]
    """How much has been read, from 0 to 1."""


def _columns(cells: Sequence[object]) -> dict[str, int]:
    """The fields that a heading row names. Raises UnreadableFile when it names the NIK twice."""
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        field = heading(cell)
        if field == "nik" and "nik" in found:
            raise UnreadableFile(
                f"Columns {found['nik'] + 1} and {index + 1} are both headed as NIK. Keep one of them."
            )
        if field:
            found.setdefault(field, index)
    return found


def _width(headings: Sequence[object]) -> int:
    """How many columns are headed, blanks at the end left out."""
    return max((at + 1 for at, cell in enumerate(headings) if str(cell).strip()), default=0)


def _heading_row(rows: Sequence[Sequence[object]]) -> tuple[int, dict[str, int]] | None:
    """Index and columns of the first row that has a NIK heading."""
    for index, cells in enumerate(rows):
        columns = _columns(cells)
        if "nik" in columns:
            return index, columns
    return None


_NO_HEADING = (
    "No NIK column was found in the first 50 rows. Put the headings in one row, the column with the NIK headed "
    "'NIK' (or 'No KTP', 'Nomor Induk Kependudukan')."
)


# ---------------------------------------------------------------- CSV


def _encoding(path: Path) -> str:
    """UTF-8 (with or without mark) when the whole file is, UTF-16 by its mark, else Windows-1252."""
    with path.open("rb") as opened:
        first = opened.read(_PIECE)
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        try:
            piece = first
            while piece:
                decoder.decode(piece)
                piece = opened.read(_PIECE)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _delimiter(path: Path, encoding: str) -> str:
    """The one of comma, semicolon, tab and bar that makes the most sense of the heading row."""

    def headings(delimiter: str) -> int:
        with path.open(encoding=encoding, errors="replace", newline="") as opened:
            lines = list(islice(csv.reader(opened, delimiter=delimiter), _TITLE_ROWS))
        found = _heading_row(lines)
        return len(found[1]) if found else 0

    best = max(_DELIMITERS, key=headings)
    if not headings(best):
        raise UnreadableFile(_NO_HEADING)
    return best


def _swallows(cell: str) -> bool:
    """Whether a cell runs over several lines and holds a NIK: it has swallowed other people's rows."""
    return bool(_LINE_BREAK.search(cell.strip()) and _A_NIK.search(cell))


def _rows(reader: "_csv.Reader") -> Iterator[Row]:
    """The rows of a CSV file. A quotation mark that is never closed makes many people one cell: that is refused."""
    row = line = 0
    try:
        for row, cells in enumerate(reader, start=1):
            several_lines, line = reader.line_num - line > 1, reader.line_num
            if several_lines and any(map(_swallows, cells)):
                raise UnreadableFile(
                    f'In row {row} a cell runs over several lines and holds a NIK: a quotation mark (") is not closed '
                    "there. Remove it, or export the list again."
                )
            yield row, cells
    except (csv.Error, UnicodeError) as error:
        raise UnreadableFile(
            f'The file cannot be read after row {row}: {error}. Often a quotation mark (") is not closed.'
        ) from None


@contextmanager
def _csv_sheet(path: Path) -> Iterator[Sheet]:
    try:
        encoding = _encoding(path)
        delimiter = _delimiter(path, encoding)
    except (csv.Error, UnicodeError) as error:
        raise UnreadableFile(f"This is no CSV file that can be read: {error}.") from None
    size = path.stat().st_size
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding, errors="replace", newline="") as opened:
        rows = _rows(csv.reader(opened, delimiter=delimiter, strict=True))
        above = list(islice(rows, _SAMPLE))
        found = _heading_row([cells for _, cells in above[:_TITLE_ROWS]])
        if found is None:
            raise UnreadableFile(_NO_HEADING)
        index, columns = found
        below = chain(above[index + 1 :], rows)
        headings, sample = above[index][1], above[index + 1 :]
        usual = Counter(len(cells) for _, cells in sample).most_common(1)
        longest = max(len(headings), usual[0][0] if usual else 0)
        yield Sheet(columns, headings, _width(headings), longest, sample, below, lambda: min(raw.tell() / size, 1.0))


# ---------------------------------------------------------------- Excel


def _excel_sheet(path: Path, name: str | None) -> Sheet:
    try:
        return _choose(load_workbook(str(path)), name)
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(f"Excel cannot be read: {error}. Open it, save it as .xlsx, and try again.") from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the reader's own word for a file that breaks its rules
            raise UnreadableFile("This Excel file is damaged. Open it, save it anew, and try again.") from None
        raise


def _choose(book: CalamineWorkbook, name: str | None) -> Sheet:
    if name is not None and name not in book.sheet_names:
        raise UnreadableFile(f"There is no sheet {name!r}. There are: {', '.join(book.sheet_names)}.")
    candidates = []
    for title in [name] if name is not None else book.sheet_names:
        try:
            cells = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
        except CalamineError:
            continue  # a chart sheet
        try:
            found = _heading_row(cells[:_TITLE_ROWS])
        except UnreadableFile as problem:
            raise UnreadableFile(f"Sheet {title!r}: {problem}") from None
        if found and any(any(cell != "" for cell in row) for row in cells[found[0] + 1 :]):
            candidates.append((title, found, cells))
    if not candidates:
        raise UnreadableFile(_NO_HEADING)
    if len(candidates) > 1:
        titles = ", ".join(title for title, _, _ in candidates)
        raise UnreadableFile(f"Several sheets hold participants: {titles}. Choose one with --sheet.")
    _, (index, columns), cells = candidates[0]
    done = index + 1

    def below() -> Iterator[Row]:
        nonlocal done
        for row in cells[index + 1 :]:
            done += 1
            yield done, row

    sample = list(enumerate(cells[index + 1 : index + 1 + _SAMPLE], start=index + 2))
    width = max(map(len, cells))  # cells cannot slip in a workbook
    return Sheet(columns, cells[index], width, width, sample, below(), lambda: done / len(cells))


@contextmanager
def opened(path: Path, sheet: str | None = None) -> Iterator[Sheet]:
    """Opens a participants file. Raises UnreadableFile, also while its rows are read.

    The kind of file is told by its content. A workbook may have its participants on any sheet; when several sheets
    have a NIK column with rows, `sheet` must name one.
    """
    try:
        with path.open("rb") as raw:
            first = raw.read(4)
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from None
    if not first:
        raise UnreadableFile(f"{path} is empty.")
    if first.startswith((_ZIP, _OLE)):
        yield _excel_sheet(path, sheet)
    else:
        with _csv_sheet(path) as found:
            yield found
