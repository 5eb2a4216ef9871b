"""Finds the list of participants in a workbook: on one sheet, or on all together (a sheet for each kecamatan)."""

from collections.abc import Sequence

from data.coverage.columns.headings import UnreadableFile, holds_somebody
from data.coverage.lists import likely_columns, sheet_checks, sheet_lists
from data.coverage.lists.joined_sheets import BookList, join
from data.coverage.lists.sheet_lists import Book, SheetList
from data.coverage.lists.titles import doubtful_word
from data.import_texts import Sentence, list_names
from data.shortened import cut

__all__ = ["Book", "BookList", "read_all", "read_one"]

_NAMED = 30
"""Most sheets that are named in a sentence."""


def read_one(book: Book, name: str | None, batch: int) -> BookList:
    """Reads the named sheet, or the only visible one with participants. Raises UnreadableFile."""
    if name is not None and name not in book.titles:
        raise UnreadableFile("book.no_sheet", sheet=cut(name), sheets=list_names(book.titles, _NAMED))
    if name is not None:
        if (chosen := _of_sheet(book, name)) is None:
            raise UnreadableFile("heading.none", likely=_nik_hint(book, name))
        if chosen.sheet.is_hidden:
            chosen.notes.insert(0, Sentence("note.hidden_sheet", {"sheet": cut(name)}))
        return join([chosen], chosen.notes, batch)
    seen = _visible(book)
    hidden = _hidden(book)
    if not seen:
        if hidden:
            raise UnreadableFile("book.only_hidden", sheets=list_names(hidden, _NAMED))
        raise _no_list(book)
    if len(seen) > 1:
        raise UnreadableFile("book.several", sheets=list_names([one.sheet.title for one in seen], _NAMED))
    _check_others(book, seen)
    return join(seen, [*_hidden_note(hidden), *seen[0].notes], batch)


def read_all(book: Book, batch: int) -> BookList:
    """Reads all visible sheets with participants as one list. Raises UnreadableFile."""
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
    return join(seen, [*notes, *_hidden_note(hidden)], batch)


def _no_list(book: Book) -> UnreadableFile:
    """The error for a workbook in which no visible sheet has headings."""
    hints = (_nik_hint(book, title) for title in book.titles if not book.is_hidden(title))
    return UnreadableFile("heading.none", likely=next(filter(None, hints), ""))


def _nik_hint(book: Book, title: str) -> Sentence | str:
    """A hint which column of a sheet may hold the NIK."""
    sheet = book.sheet(title)
    return likely_columns.nik_hint(sheet.rows) if sheet else ""


def _hidden_note(hidden: Sequence[str]) -> list[Sentence]:
    return [Sentence("note.hidden_sheets", {"sheets": list_names(hidden, _NAMED)})] if hidden else []


def _visible(book: Book) -> list[SheetList]:
    return [one for title in book.titles if not book.is_hidden(title) and (one := _of_sheet(book, title))]


def _check_others(book: Book, seen: Sequence[SheetList]) -> None:
    """Raises UnreadableFile where a visible sheet has people but no headings: they would be left out silently."""
    read = {one.sheet.title for one in seen}
    for title in (title for title in book.titles if title not in read and not book.is_hidden(title)):
        if (sheet := book.sheet(title)) and holds_somebody(sheet.rows):
            other = cut(seen[0].sheet.title)
            raise UnreadableFile("book.unheaded", sheet=cut(title), likely=_nik_hint(book, title), other=other)


def _hidden(book: Book) -> list[str]:
    """The names of hidden sheets that may hold participants."""
    named_so: list[str] = []
    for title in filter(book.is_hidden, book.titles):
        try:
            if _of_sheet(book, title, is_checked=False):
                named_so.append(title)
        except UnreadableFile:  # it is only named, so its fault does not matter
            named_so.append(title)
    return named_so


def _of_sheet(book: Book, title: str, *, is_checked: bool = True) -> SheetList | None:
    """The list on a sheet; None where the sheet holds none. Raises UnreadableFile."""
    sheet = book.sheet(title)
    if sheet is None:
        return None
    try:
        if (one := sheet_lists.find(sheet, is_1904=book.is_1904)) and is_checked:
            sheet_checks.check(one)
    except UnreadableFile as problem:
        raise UnreadableFile("book.of_sheet", sheet=cut(title), problem=problem.sentence) from None
    return one
