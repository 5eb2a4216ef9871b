"""Writes a list back as a workbook, with the reason in a red cell beside each rejected or unclear row.

The workbook holds the personal data of the whole list: only its owner may read it, and staff are asked to delete it.
"""

import math
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from data.coverage.columns.headings import UnreadableFile
from data.coverage.importing import given_lists, remark_rows
from data.coverage.lists import list_files
from data.coverage.lists.sheets import ROWS_A_SHEET, Row, Sheet
from data.coverage.lists.titles import doubtful_word
from data.files import own_files
from data.import_texts import TextProblem, reason_of, render
from data.shortened import cut

MOST = 1_048_576
"""Most rows of a sheet in Excel; rows beyond are left out."""
_MOST_COLUMNS = 16_383
_LONGEST = 32_767
"""Most characters of a cell in Excel."""
_MOST_OF_A_NAME = 27
"""Characters; Excel takes 31, and a number may follow."""
_MOST_NUMBERED = 100
_NO_NAME = str.maketrans("[]:*?/\\'", "________")
_TEXT = "@"
_NUMBERS = ("nik", "kk")
"""Fields whose cells Excel must keep as text, including cells that staff type anew."""


class CannotReturn(TextProblem):
    """The workbook cannot be written to this path; the message says why."""


def check(path: Path, data_dir: Path) -> None:
    """Checks the path before the list is read. Raises CannotReturn where no workbook may be written."""
    if path.suffix.lower() != ".xlsx":
        raise CannotReturn("rejected.name", file=cut(str(path), 300))
    if path.resolve().is_relative_to(data_dir.resolve()):
        raise CannotReturn("rejected.inside", file=path, folder=data_dir)
    if path.exists() or path.is_symlink():
        raise CannotReturn("rejected.there", file=path)
    if not path.parent.is_dir():
        raise CannotReturn("rejected.no_folder", file=path, folder=path.parent)


def free_path(path: Path) -> Path:
    """The path, or a similar one such as "hasil-2.xlsx" if the file exists by now."""
    paths = chain([path], (path.with_stem(f"{path.stem}-{number}") for number in range(2, _MOST_NUMBERED)))
    return next((one for one in paths if not (one.exists() or one.is_symlink())), path)


@dataclass(frozen=True)
class ImportedLists:
    """The files of an import, and how they were read."""

    files: Sequence[Path]
    sheet: str | None
    all_sheets: bool
    reasons: Mapping[int, str]
    """Row number -> reason, a key of data/coverage/importing/row_reasons.py."""
    checksum: str


def write(path: Path, lists: ImportedLists, language: str) -> int:
    """Writes all rows of the lists, each list on a sheet of its own; returns how many rows had to be left out.

    Raises CannotReturn, UnreadableFile and OSError; the file is deleted then.
    """
    try:
        file = own_files.open_private(path, anew=True)
    except FileExistsError:
        raise CannotReturn("rejected.there", file=path) from None
    except OSError as error:
        raise CannotReturn("rejected.unwritable", file=path, why=reason_of(error)) from None
    try:
        with file, tempfile.TemporaryDirectory(dir=path.parent, prefix=".sigap-") as folder:
            options = {"constant_memory": True, "tmpdir": folder, "strings_to_numbers": False}
            import xlsxwriter  # noqa: PLC0415 - takes long to load, and most imports write nothing back

            with xlsxwriter.Workbook(file, options) as book:
                left, sums = _write_all(book, lists, language)
        if given_lists.checksum_of(sums) != lists.checksum:
            raise UnreadableFile("file.changed", file=", ".join(cut(one.name) for one in lists.files[:5]))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return left


def _write_all(book: Any, lists: ImportedLists, language: str) -> tuple[int, list[str]]:
    """Returns how many rows were left out, and the checksums of the lists."""
    left, first, sums, names = 0, 0, [], set[str]()
    for one in lists.files:
        with list_files.open_list(one, lists.sheet, all_sheets=lists.all_sheets) as opened:
            for at, rows in _by_sheet(opened):
                sheet = opened.tops[at].sheet
                title = sheet if sheet and len(lists.files) == 1 else f"{one.stem} {sheet}"
                name = _name(title, doubtful_word([one.name, sheet]), names)
                base = (first + at) * ROWS_A_SHEET
                left += _Writer(book, name, opened, at, lists.reasons, base, language).write(rows)
            sums.append(opened.checksum())
            first += max(len(opened.sheets), 1)
    return left, sums


def _by_sheet(opened: Sheet) -> Iterator[tuple[int, Iterator[Row]]]:
    """The rows of each sheet, numbered as on that sheet."""
    if not opened.sheets:
        yield 0, opened.rows
        return
    for at, rows in groupby(opened.rows, lambda row: row[0] // ROWS_A_SHEET):
        yield at, ((row % ROWS_A_SHEET, cells) for row, cells in rows)


def _name(title: str, doubtful: str | None, taken: set[str]) -> str:
    """A name for a sheet, from its old name or its file. Excel refuses two that differ only in capital letters.

    A word that made the list doubtful ("usulan") is kept, because it may have stood in the name of the old file.
    """
    name = title.translate(_NO_NAME)[:_MOST_OF_A_NAME].strip() or "Daftar"
    if doubtful and not doubtful_word([name]):
        name = f"{doubtful} {name}"[:_MOST_OF_A_NAME].strip()
    number = 1
    while (found := name if number == 1 else f"{name} {number}").casefold() in taken:
        number += 1
    taken.add(found.casefold())
    return found


class _Writer:
    """Writes one sheet."""

    def __init__(
        self, book: Any, name: str, sheet: Sheet, at: int, reasons: Mapping[int, str], base: int, language: str
    ) -> None:
        self._out = book.add_worksheet(name)
        self._text = book.add_format({"num_format": _TEXT})
        self._struck = book.add_format({"num_format": _TEXT, "font_strikeout": True})
        self._bold = book.add_format({"num_format": _TEXT, "bold": True})
        self._day = book.add_format({"num_format": "dd/mm/yyyy"})
        self._red = book.add_format({"bg_color": "#FF0000", "font_color": "#FFFFFF", "bold": True})
        self._sheet, self._reasons, self._base, self._language = sheet, reasons, base, language
        self._above = sheet.tops[at].rows
        ours = [at for at, heading in enumerate(sheet.headings) if given_lists.is_reason_column(heading)]
        self._ours = frozenset(ours)
        self._beside = min([*ours, max(len(sheet.headings), sheet.longest), _MOST_COLUMNS])
        self._as_text = {sheet.columns[field] for field in _NUMBERS if field in sheet.columns}

    def write(self, rows: Iterable[Row]) -> int:
        """Writes titles, headings and rows at their old places; returns how many rows were left out."""
        for at in self._as_text:
            self._out.set_column(at, at, 20, self._text)
        self._out.set_column(self._beside, self._beside, 60)
        first, left = True, 0
        for row, cells in rows:
            if first:
                self._begin(max(row - 2, 0))
                first = False
            if row > MOST:
                left += 1
                continue
            self._row(row - 1, cells)
        if first:
            self._begin(0)
        return left

    def _begin(self, heading: int) -> None:
        for row, above in enumerate(self._above[:heading]):
            for at, text in enumerate(above):
                self._cell(row, at, text)
        for at, cell in enumerate(self._sheet.headings[:_MOST_COLUMNS]):
            self._out.write_string(heading, at, _fit(str(cell)), self._bold)
        self._out.write_string(heading, self._beside, render("rejected.heading", self._language), self._bold)
        self._out.freeze_panes(heading + 1, 0)

    def _row(self, at: int, cells: Sequence[object]) -> None:
        reason = self._reasons.get(self._base + at + 1)
        form = self._struck if reason == "struck" else self._text  # the copy shows the line through the cells, too
        for column, cell in enumerate(cells[:_MOST_COLUMNS]):
            if (
                column not in self._ours
            ):  # cells that slipped beyond the headings go behind the reason and are read again
                self._cell(at, column + (column >= self._beside and not self._ours), cell, form)
        for column in self._as_text:  # a NIK that is typed into a blank cell must stay a text
            if column >= len(cells) or cells[column] in {"", None}:
                self._out.write_blank(at, column, None, self._text)
        if reason:
            told = render(f"reason.{reason}", self._language)
            if reason == "remark_left":
                told = remark_rows.of_row(self._sheet, cells).in_language(self._language)
            self._out.write_string(at, self._beside, told, self._red)

    def _cell(self, row: int, column: int, cell: object, form: Any = None) -> None:
        """Writes a cell unchanged: a text becomes no formula or link, a number stays one (a NIK lost a digit)."""
        if cell is None or cell == "":
            return
        if isinstance(cell, (date, datetime)):
            self._out.write_datetime(row, column, cell, self._day)
        elif isinstance(cell, (int, float)) and not isinstance(cell, bool) and math.isfinite(cell):
            self._out.write_number(row, column, cell, self._text if column in self._as_text else None)
        else:
            self._out.write_string(row, column, _fit(str(cell)), form or self._text)


def _fit(text: str) -> str:
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
