"""Judges cells of unread columns: whether they may say that people have left, or were never listed."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from data.coverage.columns import columns, durations, nik_cells, periods
from data.coverage.columns.column_kinds import (
    Kind,
    names_changes,
    names_part_of_a_year,
    names_payment,
    names_year_of_cover,
)
from data.coverage.columns.period_cells import holds_a_time, is_a_span
from data.coverage.columns.remarks import says_left
from data.coverage.lists.sheets import Sheet

_BLANK = frozenset({"", "-", "--", "0", "0.0", "n/a", "null", "none", "nil", "0000-00-00"})

_NO_ONE_LEFT = frozenset(
    "hidup ada valid padan sesuai cocok terverifikasi verified ok oke lengkap layak lolos diterima disetujui tetap "
    "permanen wni sudah v x1 sehat baik normal benar lunas masuk sesuai dukcapil".split()
) | {"masih hidup", "penduduk tetap", "sudah valid", "data valid"}
"""Words in a second status column that do not contradict that somebody is listed."""
_NOT_SO = frozenset({"false", "no", "f", "tidak", "bukan", "belum"})
"""Words in a column like "Keluar" which mean that somebody has not left."""
TICKS = frozenset(["v", "x", "√", "✓", "✔", "☑", "☒", "✗", "✘", "×", "*", "+", "o", "●", "•", "ü", "þ", "1"])
"""Marks in a column that is ticked; "ü" and "þ" are ticks in the typeface Wingdings."""
MARKS = TICKS | frozenset("ya y iya yes ok oke true ada tidak t tdk no n false 0 ☐ bukan belum".split())
"""Marks in a column whose heading is a status of its own."""
_CAME = frozenset({"+", "(+)", "[+]", "tambah", "tambahan", "penambahan", "masuk", "mutasi masuk", "baru", "datang"})
"""Words in a column "Mutasi" for people who joined."""
_WENT = frozenset({"-", "(-)", "[-]", "–", "(–)"})
"""Words there for people who left; a mere dash in every row means nothing."""
_PLAIN = frozenset({"ya", "y", "tidak", "baru", "lanjut", "selesai"})
"""Status words that may answer other questions."""
_NEARLY_ALL = 0.9
_A_YEAR = re.compile(r"(?:19|20)\d\d")
_NO = re.compile(r"\b(?:tidak|tdk|tak|belum|blm|non|bukan|gagal|batal|no|false|off|putus|lepas)\b|^[nx0]$|tolak|\bnon")


class Spans:
    """Judges periods by the day on which the list is published."""

    def __init__(self, day: date) -> None:
        self._day = day

    def is_over(self, cell: object) -> bool:
        """Whether the last day of the period in a cell has passed."""
        end = periods.end_of(cell)
        return end is not None and end < self._day

    def is_over_this_year(self, cell: object) -> bool:
        """The same for a column that may leave out the year."""
        end = periods.end_of(cell, self._day.year)
        return end is not None and end < self._day

    def is_over_by_its_year(self, cell: object) -> bool:
        """The same for a column in which a year alone is the last year of cover."""
        year = columns.word(cell)
        return self.is_over_this_year(cell) or bool(_A_YEAR.fullmatch(year) and int(year) < self._day.year)

    def is_over_and_else_unseen(self, cell: object) -> bool:
        """The same for a column whose dates raise another question already."""
        return self.is_over(cell) and not holds_a_time(cell)

    def is_a_time(self, cell: object) -> bool:
        """Whether a cell names a day or a period whose end cannot be read."""
        return holds_a_time(cell) and periods.end_of(cell) is None


def checks_of(kind: Kind, heading: str, sheet: Sheet, spans: Spans) -> Iterator[tuple[str, Callable[[object], bool]]]:
    """The checks of a column's cells: the key of a sentence, and the function that finds the doubtful cells."""
    if kind in {Kind.OTHER, Kind.ANSWERS}:
        yield "columns.dates", holds_a_time
        yield "columns.over", spans.is_over_and_else_unseen
    yield from _checks_of_times(kind, heading, sheet, spans)
    if kind is Kind.ANSWERS:
        yield "columns.answers", _says_no
    if kind is Kind.STATUS and names_changes(heading):
        yield "columns.status", _says_that_somebody_went
    elif kind is Kind.STATUS:
        yield "columns.status", _contradicts if "status" in sheet.columns else is_filled
    if kind in {Kind.ENDS, Kind.COVER}:
        yield "columns.dates", is_a_span
        yield "columns.ends", _says_more_than_a_span
    if kind is Kind.STARTS and "starts" not in sheet.columns:
        yield "columns.starts", is_filled


def _checks_of_times(
    kind: Kind, heading: str, sheet: Sheet, spans: Spans
) -> Iterator[tuple[str, Callable[[object], bool]]]:
    """The checks of columns about payments, durations, and days of a change."""
    if kind is Kind.TIMES:
        yield "columns.dates", spans.is_a_time
    if kind is Kind.TIMES and names_part_of_a_year(heading):
        yield "columns.over", lambda cell: spans.is_over_this_year(f"{heading} {columns.shown(cell)}")
    elif kind in {Kind.TIMES, Kind.PAID} or (kind is Kind.NOTED and names_payment(heading)):
        is_over = spans.is_over_by_its_year if names_year_of_cover(heading) else spans.is_over_this_year
        yield "columns.over", is_over
    if kind is Kind.CHANGED:
        yield "columns.dates", holds_a_time
    if kind is Kind.LASTS and "starts" in sheet.columns and "ends" not in sheet.columns:
        yield "columns.lasts", lambda cell: durations.months(cell) is not None


def holds_status_words(sheet: Sheet, at: int) -> bool:
    """Whether nearly all of the first people have a status word in this column, and the list has no other status."""
    if "status" in sheet.columns:
        return False
    people = [cells for _, cells in sheet.sample if row_has_nik(cells, sheet.columns["nik"])]
    known = sum(is_status_word(cells[at]) for cells in people if at < len(cells))
    return bool(people) and known >= _NEARLY_ALL * len(people)


def is_status_word(cell: object) -> bool:
    """Whether a cell holds a status word that cannot answer another question."""
    return is_filled(cell) and columns.word(cell) not in _PLAIN and columns.is_listed(cell) is not None


def row_has_nik(cells: Sequence[object], at: int) -> bool:
    """Whether the row has a NIK that may be sound. Other rows are rejected, or hold nobody."""
    return at < len(cells) and nik_cells.has_digits(cells[at])


def is_blank(cell: object) -> bool:
    """Whether a cell is blank, or holds what offices write instead of a blank."""
    return columns.word(cell) in _BLANK


def is_filled(cell: object) -> bool:
    """Whether a cell holds anything else."""
    return columns.word(cell) not in _BLANK


def may_be_of_candidate(cell: object) -> bool:
    """Whether a status word may also describe somebody who was only proposed."""
    word = columns.word(cell)
    return word not in _BLANK and word not in columns.SURE_WORDS and columns.is_listed(word) is not False


def is_a_mark(cell: object) -> bool:
    """Whether a cell is ticked, or says yes or no."""
    return columns.word(cell).strip("()[]. ") in MARKS


def _contradicts(cell: object) -> bool:
    """Whether a second status is not plainly that of a listed person."""
    word = columns.word(cell)
    return columns.is_listed(word) is not True and word not in _NO_ONE_LEFT


def _says_that_somebody_went(cell: object) -> bool:
    """Whether a cell of a column "Mutasi" does not plainly say that somebody joined."""
    word = columns.word(cell)
    return word in _WENT or (word not in _BLANK and word not in _CAME and _contradicts(cell))


def _says_more_than_a_span(cell: object) -> bool:
    return is_filled(cell) and not is_a_span(cell) and columns.word(cell) not in _NOT_SO


def _says_no(cell: object) -> bool:
    return bool(_NO.search(columns.word(cell))) or says_left(cell)
