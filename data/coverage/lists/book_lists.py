"""Finds the list of participants in a workbook: on one sheet, or on all together (a sheet for each kecamatan)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Protocol

from data.coverage.columns.cell_names import letters
from data.coverage.columns.column_kinds import Kind, kind
from data.coverage.columns.columns import is_listed
from data.coverage.columns.headings import TITLE_ROWS, UnreadableFile, holds_somebody
from data.coverage.lists import heading_rows, likely_columns
from data.coverage.lists.heading_rows import Headings
from data.coverage.lists.titles import doubtful_word
from data.coverage.workbooks.books import BookSheet
from data.coverage.workbooks.merged_cells import filled
from data.import_texts import Sentence, list_names
from data.shortened import cut

_NAMED = 30
"""Sheets and columns that are named in a sentence."""
_DECIDE = ("status", "ends")
"""Fields that decide who is listed: where one is missing, everybody is."""
_HARMLESS_BLANKS = frozenset({"name", "kk"})
"""Fields whose blanks make nobody listed."""
_NO_STATUS = frozenset({Kind.HARMLESS, Kind.PAID})
"""Kinds of columns of which a formula says nobody's status: what is computed below "Iuran" is an amount."""
_OF_THE_PERSON = frozenset({"nik", "name", "status", "ends"})
"""Fields that strike somebody out where a line goes through one of them; a telephone number is corrected so."""
_DAYS = ("starts", "ends")
_FIRST_DAY = date(1904, 1, 1)
_DAY_COUNT = re.compile(r"\d{5}(?:[.,]\d+)?")
_MOST_DAYS = 200_000


class Book(Protocol):
    """What holds sheets: a workbook (`workbooks/books.py`) or a web page (`lists/page_lists.py`)."""

    is_1904: bool
    titles: list[str]

    def is_hidden(self, title: str) -> bool:
        """Whether nobody sees a sheet who opens it."""

    def sheet(self, title: str) -> BookSheet | None:
        """The sheet of this name, None for a chart. Raises UnreadableFile."""


@dataclass(slots=True)
class SheetList:
    """A sheet that holds participants."""

    sheet: BookSheet
    headings: Headings
    is_1904: bool
    notes: list[Sentence] = field(default_factory=list)
    struck: list[int] = field(default_factory=list)
    """Indexes of rows of somebody who was struck out."""

    @property
    def titles(self) -> tuple[str, ...]:
        """The name of the sheet, and what is written above the headings."""
        return (self.sheet.title, *self.headings.titles)

    def below(self) -> Iterator[list[object]]:
        """The rows below the headings, each cell as it shows."""
        headings = self.headings
        rows: Iterator[list[object]] = islice(self.sheet.rows, headings.last + 1, None)
        if self.sheet.merged:
            rows = filled(enumerate(rows, headings.last + 1), self.sheet.merged, headings.columns["nik"])
        if self.is_1904 and (days := [headings.columns[name] for name in _DAYS if name in headings.columns]):
            rows = (_counted(cells, days) for cells in rows)
        if len(headings.rows) > 1:  # the headings again, on the next page
            again = [list(cells) for cells in headings.rows]
            rows = ([""] * len(cells) if cells in again else cells for cells in rows)
        return rows


def _counted(cells: list[object], days: Sequence[int]) -> list[object]:
    """A row whose plain numbers in these columns are days since 1904."""
    for at in days:
        cell = cells[at]
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            if 0 < cell < _MOST_DAYS:
                cells[at] = _FIRST_DAY + timedelta(days=int(cell))
        elif isinstance(cell, str) and _DAY_COUNT.fullmatch(cell.strip()):
            cells[at] = f"1904+{cell}"  # a text: nobody knows from which day it was counted
    return cells


@dataclass(frozen=True, slots=True)
class BookList:
    """A list as it stands in a workbook."""

    columns: dict[str, int]
    headings: Sequence[object]
    width: int
    height: int
    titles: tuple[tuple[str, ...], ...]
    """Of each of its sheets the name, and what is written above the headings."""
    notes: tuple[Sentence, ...]
    sheets: tuple[str, ...]
    """The sheets that it stands on, in the order of their rows."""
    above: tuple[tuple[tuple[str, ...], ...], ...]
    """Of each of these sheets the rows above the headings, as text."""
    struck: tuple[tuple[int, int], ...]
    """Number of the sheet and index of each row of somebody who was struck out."""
    rows: Iterator[tuple[int, int, list[list[object]]]]
    """Number of the sheet, index of the first row there, and some rows, each cell in the column of its heading."""


def of_one(book: Book, name: str | None, batch: int) -> BookList:
    """The sheet that is named, or the one that people see. Raises UnreadableFile."""
    if name is not None and name not in book.titles:
        raise UnreadableFile("book.no_sheet", sheet=cut(name), sheets=list_names(book.titles, _NAMED))
    if name is not None:
        if (chosen := _of_sheet(book, name)) is None:
            raise UnreadableFile("heading.none", likely=_nik_hint(book, name))
        if chosen.sheet.is_hidden:
            chosen.notes.insert(0, Sentence("note.hidden_sheet", {"sheet": cut(name)}))
        return _together([chosen], chosen.notes, batch)
    seen = _visible(book)
    hidden = _hidden(book)
    if not seen:
        if hidden:
            raise UnreadableFile("book.only_hidden", sheets=list_names(hidden, _NAMED))
        raise _no_list(book)
    if len(seen) > 1:
        raise UnreadableFile("book.several", sheets=list_names([one.sheet.title for one in seen], _NAMED))
    _check_others(book, seen)
    return _together(seen, [*_not_read(hidden), *seen[0].notes], batch)


def of_all(book: Book, batch: int) -> BookList:
    """All sheets that people see and that hold participants, as one list. Raises UnreadableFile."""
    seen, hidden = _visible(book), _hidden(book)
    if not seen:
        raise UnreadableFile("book.only_hidden", sheets=list_names(hidden, _NAMED)) if hidden else _no_list(book)
    for one in seen:
        if "status" not in one.headings.columns and doubtful_word([one.sheet.title]):
            raise UnreadableFile("book.left", sheet=cut(one.sheet.title))
    _check_others(book, seen)
    names = [one.sheet.title for one in seen]
    notes = [Sentence("note.all_sheets", {"sheets": list_names(names, _NAMED)})]
    others = [title for title in book.titles if not book.is_hidden(title) and title not in names]
    if others:
        notes.append(Sentence("note.other_sheets", {"sheets": list_names(others, _NAMED)}))
    for one in seen:
        notes += [Sentence("note.of_sheet", {"sheet": cut(one.sheet.title), "note": note}) for note in one.notes]
    return _together(seen, [*notes, *_not_read(hidden)], batch)


def _no_list(book: Book) -> UnreadableFile:
    """What to say where no sheet that people see has headings."""
    hints = (_nik_hint(book, title) for title in book.titles if not book.is_hidden(title))
    return UnreadableFile("heading.none", likely=next(filter(None, hints), ""))


def _nik_hint(book: Book, title: str) -> Sentence | str:
    """Which column of a sheet may hold the NIK."""
    sheet = book.sheet(title)
    return likely_columns.nik_hint(sheet.rows) if sheet else ""


def _not_read(hidden: Sequence[str]) -> list[Sentence]:
    return [Sentence("note.hidden_sheets", {"sheets": list_names(hidden, _NAMED)})] if hidden else []


def _visible(book: Book) -> list[SheetList]:
    return [one for title in book.titles if not book.is_hidden(title) and (one := _of_sheet(book, title))]


def _check_others(book: Book, seen: Sequence[SheetList]) -> None:
    """Raises UnreadableFile where people stand on a sheet that was found to be none of the list: none would be read."""
    read = {one.sheet.title for one in seen}
    for title in (title for title in book.titles if title not in read and not book.is_hidden(title)):
        if (sheet := book.sheet(title)) and holds_somebody(sheet.rows):
            other = cut(seen[0].sheet.title)
            raise UnreadableFile("book.unheaded", sheet=cut(title), likely=_nik_hint(book, title), other=other)


def _hidden(book: Book) -> list[str]:
    """The hidden sheets that may hold participants."""
    named_so: list[str] = []
    for title in filter(book.is_hidden, book.titles):
        try:
            if _of_sheet(book, title, is_checked=False):
                named_so.append(title)
        except UnreadableFile:  # nobody asked for it
            named_so.append(title)
    return named_so


def _of_sheet(book: Book, title: str, *, is_checked: bool = True) -> SheetList | None:
    """The list on a sheet, None when nobody stands on it. Raises UnreadableFile."""
    sheet = book.sheet(title)
    if sheet is None:
        return None
    try:
        headings = heading_rows.found(list(islice(sheet.rows, TITLE_ROWS)), sheet.merged)
        if headings is None or not any(
            any(cell != "" for cell in row) for row in islice(sheet.rows, headings.last + 1, None)
        ):
            return None
        one = SheetList(sheet, headings, book.is_1904)
        if is_checked:
            _check(one)
    except UnreadableFile as problem:
        raise UnreadableFile("book.of_sheet", sheet=cut(title), problem=problem.sentence) from None
    return one


def _check(one: SheetList) -> None:
    """Notes what is hidden. Raises UnreadableFile where a formula has no result that decides about people."""
    sheet, headings = one.sheet, one.headings
    marks, last = sheet.marks, headings.last
    first = last + 1 - len(headings.rows)
    for column, rows in marks.without_result.items():
        if any(first <= row <= last for row in rows):
            raise UnreadableFile("book.no_result", column=letters(column + 1), rows=len(rows))
    one.notes += heading_rows.notes(headings)
    if marks.drawn:
        one.notes.append(Sentence("note.drawn", {"count": marks.drawn}))
    if one.is_1904 and any(name in headings.columns for name in _DAYS):
        one.notes.append(Sentence("note.dates_1904"))
    fields = {at: name for name, at in headings.columns.items()}
    unseen = [
        f"{letters(at + 1)} ({cut(str(headings.cells[at]))})" for at in sorted(fields) if at in marks.hidden_columns
    ]
    if unseen:
        one.notes.append(Sentence("note.hidden_columns", {"columns": list_names(unseen, _NAMED)}))
    if marks.comments:
        _check_comments(one)
    if marks.hidden_rows or marks.without_result:
        _check_rows(one, fields)
    if marks.rules:
        _strike_by_rules(one, {at for at, name in fields.items() if name in _OF_THE_PERSON})
    if marks.struck:
        _note_struck(one, {at for at, name in fields.items() if name in _OF_THE_PERSON})


def _check_comments(one: SheetList) -> None:
    """Raises UnreadableFile where a comment says of somebody who is listed that they have left."""
    from data.coverage.columns.remarks import leaving  # noqa: PLC0415 - few workbooks have comments

    at_nik, at_status = one.headings.columns["nik"], one.headings.columns.get("status")
    said = {place: words for place, text in one.sheet.marks.comments.items() if (words := leaving(text))}
    rows: dict[int, list[tuple[int, int]]] = {}
    for place in sorted(said):
        rows.setdefault(place[0], []).append(place)
    found: list[tuple[int, int]] = []
    for row, cells in enumerate(islice(one.sheet.rows, one.headings.last + 1, None), one.headings.last + 1):
        if row not in rows or at_nik >= len(cells) or not str(cells[at_nik]).strip():
            continue
        status = cells[at_status] if at_status is not None and at_status < len(cells) else ""
        if is_listed(status) is not False:
            found += rows[row]
    if found:
        cells_named = list_names([f"{letters(column + 1)}{row + 1}" for row, column in found], _NAMED)
        raise UnreadableFile("book.comments", cells=cells_named, words=cut(said[found[0]]))


def _strike_by_rules(one: SheetList, of_person: set[int]) -> None:
    """Marks what rules strike. Raises UnreadableFile where nobody knows whom one of them strikes."""
    nik, first = one.headings.columns["nik"], one.headings.last + 1
    every = [
        (rule, area)
        for rule in one.sheet.marks.rules
        for area in rule.areas()
        if any(area.left <= at <= area.right for at in of_person)
    ]
    for row, cells in enumerate(islice(one.sheet.rows, first, None), first):
        if nik >= len(cells) or not str(cells[nik]).strip():
            continue
        for rule, area in every:
            if area.top <= row <= area.bottom and (strikes := rule.strikes(area, cells)) is not False:
                if strikes is None:
                    raise UnreadableFile("book.struck_by_rule", cells=cut(rule.sqref))
                one.sheet.marks.struck[row].update(range(area.left, min(area.right + 1, len(cells))))


def _note_struck(one: SheetList, of_person: set[int]) -> None:
    """Notes who was struck out: a line goes through the cells that say who somebody is, or whether they are listed."""
    nik, struck = one.headings.columns["nik"], one.sheet.marks.struck
    for row, cells in enumerate(islice(one.sheet.rows, one.headings.last + 1, None), one.headings.last + 1):
        if row in struck and not struck[row].isdisjoint(of_person) and nik < len(cells) and str(cells[nik]).strip():
            one.struck.append(row)
    if one.struck:
        rows = list_names([str(row + 1) for row in one.struck], _NAMED)
        one.notes.append(Sentence("note.struck", {"count": len(one.struck), "rows": rows}))


def _check_rows(one: SheetList, fields: dict[int, str]) -> None:
    headings, marks = one.headings, one.sheet.marks
    nik = headings.columns["nik"]
    hidden = 0
    blank: dict[int, int] = {}
    uncomputed = marks.without_result
    for row, cells in enumerate(islice(one.sheet.rows, headings.last + 1, None), headings.last + 1):
        somebody = nik < len(cells) and str(cells[nik]).strip()
        hidden += bool(somebody and row in marks.hidden_rows)
        for column, rows in uncomputed.items():
            if row in rows and (somebody or column == nik):
                blank[column] = blank.get(column, 0) + 1
    unread: list[str] = []
    for column, count in sorted(blank.items()):
        heading = str(headings.cells[column]) if column < len(headings.cells) else ""
        name = fields.get(column)
        if column == nik and count == 1:  # a total below the list
            continue
        if name not in _HARMLESS_BLANKS if name else kind(heading) not in _NO_STATUS:
            raise UnreadableFile("book.no_result", column=f"{letters(column + 1)} ({cut(heading)})", rows=count)
        unread.append(f"{letters(column + 1)} ({cut(heading)})")
    if unread:
        one.notes.append(Sentence("note.no_result", {"columns": list_names(unread, _NAMED)}))
    if hidden:
        one.notes.append(Sentence("note.hidden_rows", {"rows": hidden}))


def _together(lists: Sequence[SheetList], notes: Sequence[Sentence], batch: int) -> BookList:
    """One list of several. Raises UnreadableFile where one of them lacks a column that decides who is listed."""
    _check_alike(lists)
    first = lists[0]
    headings, fields = list(first.headings.cells), dict(first.headings.columns)
    orders = [_order(one, headings, fields) for one in lists[1:]]
    width = len(headings) if orders else max(len(headings), first.sheet.rows.width)
    every = [[*range(len(first.headings.cells))], *orders] if orders else [None]
    many = max(1, batch // max(width, 1))

    def rows() -> Iterator[tuple[int, int, list[list[object]]]]:
        for number, (one, order) in enumerate(zip(lists, every, strict=True)):
            below, index = one.below(), one.headings.last + 1
            while some := list(islice(below, many)):
                yield number, index, some if order is None else [_placed(cells, order, width) for cells in some]
                index += len(some)

    return BookList(
        columns=fields,
        headings=headings,
        width=width,
        height=sum(one.sheet.rows.height for one in lists),
        titles=tuple(one.titles for one in lists),
        notes=tuple(notes),
        sheets=tuple(one.sheet.title for one in lists),
        above=tuple(one.headings.above for one in lists),
        struck=tuple((number, row) for number, one in enumerate(lists) for row in one.struck),
        rows=rows(),
    )


def _check_alike(lists: Sequence[SheetList]) -> None:
    """Raises UnreadableFile where some sheets lack a column that decides who is listed: all of them at once."""
    for name in _DECIDE:
        lacking = [one for one in lists if name not in one.headings.columns]
        if not lacking or len(lacking) == len(lists):
            continue
        has = next(one for one in lists if name in one.headings.columns)
        heading, other = cut(str(has.headings.cells[has.headings.columns[name]])), cut(has.sheet.title)
        if len(lacking) > 1:
            titles = list_names([f"'{one.sheet.title}'" for one in lacking], _NAMED)
            raise UnreadableFile("book.unlike_several", sheets=titles, other=other, heading=heading)
        (one,) = lacking
        hint = _of_status(one) if name == "status" else ""
        raise UnreadableFile("book.unlike", sheet=cut(one.sheet.title), other=other, heading=heading, hint=hint)


def _of_status(one: SheetList) -> Sentence | str:
    """Which column of a sheet may be the status."""
    known, rows = one.headings.columns, islice(one.sheet.rows, one.headings.last + 1, None)
    return likely_columns.hint(one.headings.cells, rows, known["nik"], set(known.values()))


def _placed(cells: Sequence[object], order: Sequence[int], width: int) -> list[object]:
    """A row in the columns of the whole list."""
    placed = [cells[at] if 0 <= at < len(cells) else "" for at in order]
    return placed + [""] * (width - len(placed))


def _order(one: SheetList, headings: list[object], fields: dict[str, int]) -> list[int]:
    """For each column of the whole list the one of this sheet, -1 for none.

    Headings that are new are added to the list.
    """
    own = {at: name for name, at in one.headings.columns.items()}
    order = [-1] * len(headings)
    for at, heading in enumerate(one.headings.cells):
        field_name = own.get(at)
        if field_name in fields:
            place = fields[field_name]
        else:
            place = _place(heading, headings, {*fields.values(), *(to for to, held in enumerate(order) if held >= 0)})
        if place == len(headings):
            headings.append(heading)
            order.append(-1)
        if field_name:
            fields.setdefault(field_name, place)
        order[place] = at
    return order


def _place(heading: object, headings: Sequence[object], taken: set[int]) -> int:
    """The column of the whole list that has this heading, or the next one."""
    word = " ".join(str(heading).lower().split())
    same = (to for to, known in enumerate(headings) if to not in taken and " ".join(str(known).lower().split()) == word)
    return next(same, len(headings))
