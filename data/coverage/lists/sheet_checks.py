"""Checks the list on a sheet for what its cells do not show: comments, lines through them, hidden parts, formulas."""

from itertools import islice

from data.coverage.columns.cell_names import letters
from data.coverage.columns.column_kinds import Kind, kind
from data.coverage.columns.columns import is_listed
from data.coverage.columns.headings import UnreadableFile
from data.coverage.lists import heading_rows
from data.coverage.lists.sheet_lists import DAY_FIELDS, SheetList
from data.import_texts import Sentence, list_names
from data.shortened import cut

_NAMED = 30
"""Most columns, rows or cells that are named in a sentence."""
_HARMLESS_BLANKS = frozenset({"name", "kk"})
"""Fields that may be blank without making anybody count as listed."""
_NO_STATUS = frozenset({Kind.HARMLESS, Kind.PAID})
"""Kinds of columns whose formulas decide nobody's status: the formula below "Iuran" computes an amount."""
_OF_THE_PERSON = frozenset({"nik", "name", "status", "ends"})
"""A line through one of these removes the person from the list; a phone number may be struck out to correct it."""


def check(one: SheetList) -> None:
    """Adds notes about hidden and struck parts. Raises UnreadableFile where people would be read wrongly."""
    sheet, headings = one.sheet, one.headings
    marks, last = sheet.marks, headings.last
    first = last + 1 - len(headings.rows)
    for column, rows in marks.without_result.items():
        if any(first <= row <= last for row in rows):
            raise UnreadableFile("book.no_result", column=letters(column + 1), rows=len(rows))
    one.notes += heading_rows.notes(headings)
    if marks.drawn:
        one.notes.append(Sentence("note.drawn", {"count": marks.drawn}))
    if one.is_1904 and any(name in headings.columns for name in DAY_FIELDS):
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
    """Raises UnreadableFile where a comment says that a listed person has left."""
    from data.coverage.columns.remarks import words_of_leaving  # noqa: PLC0415 - few workbooks have comments

    at_nik, at_status = one.headings.columns["nik"], one.headings.columns.get("status")
    said = {place: words for place, text in one.sheet.marks.comments.items() if (words := words_of_leaving(text))}
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
    """Marks the cells that conditional formats strike. Raises UnreadableFile where that cannot be computed."""
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
    """Notes the people with a line through their NIK, name, status or end date."""
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
