"""Joins the lists on several sheets into one: a column for each field and for each other heading."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from data.coverage.columns.headings import UnreadableFile
from data.coverage.lists import likely_columns
from data.coverage.lists.sheet_lists import SheetList
from data.import_texts import Sentence, list_names
from data.shortened import cut

_NAMED = 30
"""Most sheets that are named in a sentence."""
_DECIDE = ("status", "ends")
"""Fields that decide who is listed: without them everybody on the sheet would be."""


@dataclass(frozen=True, slots=True)
class BookList:
    """The list of a workbook, from one sheet or from several."""

    columns: dict[str, int]
    headings: Sequence[object]
    width: int
    height: int
    titles: tuple[tuple[str, ...], ...]
    """For each sheet its name and the texts above its headings."""
    notes: tuple[Sentence, ...]
    sheets: tuple[str, ...]
    """The names of its sheets, in the order of the rows."""
    above: tuple[tuple[tuple[str, ...], ...], ...]
    """For each sheet the rows above its headings, as text."""
    struck: tuple[tuple[int, int], ...]
    """Number of the sheet and index of the row, for each person who was struck out."""
    rows: Iterator[tuple[int, int, list[list[object]]]]
    """Batches of rows: number of the sheet, index of the first row, and rows with the cells in the list's columns."""


def join(lists: Sequence[SheetList], notes: Sequence[Sentence], batch: int) -> BookList:
    """Joins lists into one. Raises UnreadableFile where one of them lacks a column that decides who is listed."""
    _check_alike(lists)
    first = lists[0]
    headings, fields = list(first.headings.cells), dict(first.headings.columns)
    orders = [_column_order(one, headings, fields) for one in lists[1:]]
    width = len(headings) if orders else max(len(headings), first.sheet.rows.width)
    every = [[*range(len(first.headings.cells))], *orders] if orders else [None]
    many = max(1, batch // max(width, 1))

    def rows() -> Iterator[tuple[int, int, list[list[object]]]]:
        for number, (one, order) in enumerate(zip(lists, every, strict=True)):
            below, index = one.below(), one.headings.last + 1
            while some := list(islice(below, many)):
                yield number, index, some if order is None else [_move(cells, order, width) for cells in some]
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
    """Raises UnreadableFile, which names all sheets that lack a deciding column which another sheet has."""
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
        hint = _status_hint(one) if name == "status" else ""
        raise UnreadableFile("book.unlike", sheet=cut(one.sheet.title), other=other, heading=heading, hint=hint)


def _status_hint(one: SheetList) -> Sentence | str:
    """A hint which column of a sheet may be the status."""
    known, rows = one.headings.columns, islice(one.sheet.rows, one.headings.last + 1, None)
    return likely_columns.hint(one.headings.cells, rows, known["nik"], set(known.values()))


def _move(cells: Sequence[object], order: Sequence[int], width: int) -> list[object]:
    """A row, moved into the columns of the whole list."""
    placed = [cells[at] if 0 <= at < len(cells) else "" for at in order]
    return placed + [""] * (width - len(placed))


def _column_order(one: SheetList, headings: list[object], fields: dict[str, int]) -> list[int]:
    """For each column of the whole list the column of this sheet, -1 for none.

    New headings are added to the whole list.
    """
    own = {at: name for name, at in one.headings.columns.items()}
    order = [-1] * len(headings)
    for at, heading in enumerate(one.headings.cells):
        field_name = own.get(at)
        if field_name in fields:
            place = fields[field_name]
        else:
            place = _column_of(
                heading, headings, {*fields.values(), *(to for to, held in enumerate(order) if held >= 0)}
            )
        if place == len(headings):
            headings.append(heading)
            order.append(-1)
        if field_name:
            fields.setdefault(field_name, place)
        order[place] = at
    return order


def _column_of(heading: object, headings: Sequence[object], taken: set[int]) -> int:
    """The column of the whole list with this heading, or a new one."""
    word = " ".join(str(heading).lower().split())
    same = (to for to, known in enumerate(headings) if to not in taken and " ".join(str(known).lower().split()) == word)
    return next(same, len(headings))
