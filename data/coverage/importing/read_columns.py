"""Decides which columns of a list are read: drops ignored ones, and reads periods of cover as end dates."""

from collections.abc import Collection
from dataclasses import replace

from data.coverage.columns import periods
from data.coverage.columns.column_kinds import Kind, is_named
from data.coverage.columns.headings import UnreadableFile
from data.coverage.columns.period_cells import holds_a_time
from data.coverage.importing.column_cells import is_filled, row_has_nik
from data.coverage.importing.job import Report, short
from data.coverage.lists.sheets import Sheet
from data.coverage.lists.unread_columns import kinds, unread
from data.shortened import first_few

_NAMED = 20
"""Most headings that are named in a sentence."""


def without_ignored(sheet: Sheet, ignored: Collection[str]) -> Sheet:
    """The list without the ignored columns. Raises UnreadableFile for a name that no column has."""
    for name in sorted(ignored):
        if not any(is_named(heading, {name}) or _is_part(heading, name, ignored) for heading in sheet.headings):
            there = [short(str(heading)) for heading in sheet.headings if str(heading).strip()]
            raise UnreadableFile("columns.no_such", name=short(name), there=first_few(there, _NAMED))
    if is_named(sheet.headings[sheet.columns["nik"]], ignored):
        raise UnreadableFile("columns.nik_ignored")
    at_ignored = frozenset(at for at, heading in enumerate(sheet.headings) if is_named(heading, ignored))
    read = {name: at for name, at in sheet.columns.items() if at not in at_ignored}
    return replace(sheet, columns=read, ignored=sheet.ignored | at_ignored)


def _is_part(heading: object, name: str, ignored: Collection[str]) -> bool:
    """Whether the name is one piece of a heading with commas, all of whose pieces are ignored."""
    return is_named(heading, ignored) and any(is_named(part, {name}) for part in str(heading).split(","))


def with_cover(sheet: Sheet) -> Sheet:
    """The list with its periods of cover ("01/01/2026 - 31/12/2026") read as end dates.

    Only if it has no column of end dates, and the first rows hold nothing but such periods in that column.
    """
    if "ends" in sheet.columns:
        return sheet
    people = [cells for _, cells in sheet.sample if row_has_nik(cells, sheet.columns["nik"])]
    for at in (at for at, kind in kinds(sheet).items() if kind is Kind.COVER):
        said = [cells[at] for cells in people if at < len(cells) and is_filled(cells[at])]
        if said and all(holds_a_time(cell) and periods.end_of(cell) for cell in said):  # not "2026/2027": until when?
            return replace(sheet, columns={**sheet.columns, "ends": at}, cover=at)
    return sheet


def report_columns(sheet: Sheet, report: Report, cover: int | None = None) -> None:
    """Puts into the report which columns are read and which are not; `cover` is that of periods read as end dates."""
    read = sheet.columns if cover is None else {**sheet.columns, "ends": cover}
    report.columns = {name: str(sheet.headings[at]) for name, at in read.items()}
    report.unread_columns = [heading for at, heading in unread(sheet).items() if heading and at != cover]
