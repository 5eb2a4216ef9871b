"""Opens a workbook and gives its sheets: rows as a spreadsheet counts them, and the marks on their cells."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from data.coverage.columns.headings import UnreadableFile
from data.coverage.workbooks import (
    archives,
    book_parts,
    distant_blanks,
    error_cells,
    old_excel,
    open_document,
    sheet_comments,
    sheet_marks,
    struck_styles,
)
from data.coverage.workbooks.archives import Reach
from data.coverage.workbooks.book_parts import BookParts
from data.coverage.workbooks.sheet_marks import Marks
from data.coverage.workbooks.struck_styles import StruckStyles
from data.shortened import cut

_ITSELF = "/dev/fd/0"
"""Standard input as a file: without an ending, so that the library looks at its content."""
_ZIP = b"PK\x03\x04"
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)

Range = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged range: row and column, counted from 0."""


class Rows:
    """The rows of a sheet, with blank rows and columns at its beginning, as a spreadsheet counts."""

    def __init__(self, sheet: CalamineSheet, errors: dict[int, dict[int, str]]) -> None:
        self._sheet, self._errors = sheet, errors
        start, end = sheet.start, sheet.end
        lowest, rightmost = max(errors, default=-1), max((max(row) for row in errors.values()), default=-1)
        self._before: list[object] = [""] * start[1] if start else []
        self.width = max(end[1] if end else -1, rightmost) + 1
        self.height = max(end[0] if end else -1, lowest) + 1

    def __iter__(self) -> Iterator[list[object]]:
        rows: Iterator[list[object]] = iter(self._sheet.iter_rows())  # type: ignore[arg-type]
        if self._before:
            rows = ([*self._before, *row] for row in rows)
        return self._with_errors(rows) if self._errors else rows

    def _with_errors(self, rows: Iterator[list[object]]) -> Iterator[list[object]]:
        index = -1
        for index, cells in enumerate(rows):
            if index in self._errors:
                yield self._shown(index, cells)
            else:
                yield cells
        for below in range(index + 1, self.height):  # the library stops at the last cell that is no error
            yield self._shown(below, [])

    def _shown(self, index: int, cells: list[object]) -> list[object]:
        cells += [""] * (self.width - len(cells))
        for column, error in self._errors.get(index, {}).items():
            cells[column] = error
        return cells


class SheetRows(Protocol):
    """The rows of a sheet in any kind of file."""

    @property
    def width(self) -> int:
        """Most cells of a row."""

    @property
    def height(self) -> int:
        """Number of rows."""

    def __iter__(self) -> Iterator[list[object]]: ...


@dataclass(frozen=True, slots=True)
class BookSheet:
    """One sheet of a workbook."""

    title: str
    rows: SheetRows
    merged: Sequence[Range]
    marks: Marks
    is_hidden: bool


class Book:
    """A workbook. Raises UnreadableFile."""

    def __init__(self, file: BinaryIO) -> None:
        self.is_1904 = False
        self._file = file
        self._parts: BookParts | None = None
        self._reaches: dict[str, Reach] = {}
        self._old: dict[str, Marks] = {}
        self._unsafe: frozenset[str] = frozenset()
        self._struck = StruckStyles()
        self._has_comments = False
        try:
            self._library = self._opened()
        except PasswordError:
            raise UnreadableFile("book.locked") from None
        except (CalamineError, *_DAMAGED):  # without their own words, in which a cell may stand
            raise UnreadableFile("book.unreadable") from None
        self._about = {one.name: one for one in self._library.sheets_metadata}
        self.titles = self._library.sheet_names

    def _opened(self) -> CalamineWorkbook:
        self._file.seek(0)  # the caller may have read some of it
        if self._file.read(4) != _ZIP:
            library = load_workbook(_ITSELF)
            marks, self.is_1904 = old_excel.marks(self._file)
            self._old = dict(zip(library.sheet_names, marks, strict=True))
            return library
        with zipfile.ZipFile(self._file) as archive:
            reaches = archives.examine(archive)
            if book_parts.is_binary(archive):
                raise UnreadableFile("book.binary")
            self._reaches = {reach.part: reach for reach in reaches}
            self._parts = book_parts.read(archive)
            if self._parts:
                self.is_1904 = self._parts.is_1904
                self._struck = struck_styles.read(archive)
                self._has_comments = sheet_comments.has_comments(archive)
            elif open_document.is_open_document(archive):
                self._unsafe = open_document.unsafe(archive)
            anew: BinaryIO | None = None
            if errors := {reach.part for reach in reaches if reach.errors}:
                anew = error_cells.as_text(archive, errors)
            if any(reach.too_far for reach in reaches):
                with zipfile.ZipFile(anew) if anew else nullcontext(archive) as before:
                    anew = distant_blanks.without_distant_blanks(before, reaches)
        return load_workbook(anew or _ITSELF)

    def is_hidden(self, title: str) -> bool:
        """Whether the sheet is hidden from a person who opens the file."""
        return bool(self._about[title].visible != SheetVisibleEnum.Visible)

    def is_list(self, title: str) -> bool:
        """Whether a sheet has rows and is no chart."""
        return bool(self._about[title].typ == SheetTypeEnum.WorkSheet)

    def sheet(self, title: str) -> BookSheet | None:
        """The sheet of this name, None for a chart. Raises UnreadableFile."""
        try:
            found = self._library.get_sheet_by_name(title)
        except CalamineError:
            if not self.is_list(title):
                return None
            raise UnreadableFile("book.sheet_unreadable", sheet=cut(title)) from None
        if self._unsafe & {title, ""}:
            raise UnreadableFile("book.open_document")
        marks = self._marks(title)
        if self._has_comments and self._parts and (part := self._parts.sheets.get(title)):
            with self._reading() as archive:
                marks.comments = sheet_comments.of_sheet(archive, part)
        return BookSheet(title, Rows(found, marks.errors), found.merged_cell_ranges or (), marks, self.is_hidden(title))

    @contextmanager
    def _reading(self) -> Iterator[zipfile.ZipFile]:
        try:
            with zipfile.ZipFile(self._file) as archive:
                yield archive
        except _DAMAGED:
            raise UnreadableFile("book.unreadable") from None

    def _marks(self, title: str) -> Marks:
        if self._parts is None:
            return self._old.get(title) or Marks()
        part = self._parts.sheets.get(title, "")
        if part in self._reaches and not (self._reaches[part].marks or self._struck):
            return Marks()
        if part not in self._reaches:
            # The part of the sheet is unknown, so a cell that looks blank may be an error or a formula.
            if any(reach.marks for reach in self._reaches.values()):
                raise UnreadableFile("book.unreadable")
            return Marks()
        with self._reading() as archive:
            return sheet_marks.of_sheet(archive, part, self._struck)
