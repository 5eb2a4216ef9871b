"""Reads the cells of a row: NIK, second factor, days, status and cohort. Nothing is repaired.

Days, status words and cohorts are looked up in dictionaries that fill on demand: a list has few different ones.
"""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date

from data.coverage.columns import columns, periods, rough_days
from data.coverage.columns.error_values import is_error
from data.coverage.importing.row_reasons import Rejected
from data.coverage.second_factor import Factor, first_name, last_digits
from data.language.normalize import normalize
from data.nik.form import NIK_LENGTH

LONGEST = 200
"""Characters of a cell that are looked at: it may hold 200,000, and each takes time."""
_LONGEST_COHORT = 80
_MOST_COHORTS = 200
_LONGEST_DAY = 20
_MOST_UNKNOWN = 1000
"""Most different unknown status words that are counted."""

_SIGNS = str.maketrans("", "", " .-_\t\n\r")
_FLOAT = re.compile(r"\d{15,16}[.,]0+")
"""A NIK that was a number on its way into the file."""
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?\s*+e\s*+(?:\+\s*+)?\d{1,2}")
_LONG_NUMBER = re.compile(r"\d(?:[\s.\-]?\d){10,}")


class TooManyCohorts(Exception):
    """The column read as the cohort holds something else."""


def read_nik(cell: object) -> str:
    """The 16 digits in a cell that is not simply 16 digits. Raises Rejected."""
    if isinstance(cell, (int, float)):
        raise Rejected("nik_number_cell")
    written = str(cell if cell is not None else "").strip()
    if len(written) > LONGEST:
        raise Rejected("nik_too_long" if written[:LONGEST].isdigit() else "nik_not_digits")
    text = normalize(written).strip().removeprefix("=").strip("'’‘`´\" \xa0\n\t")
    digits = text.translate(_SIGNS)
    if not digits:
        raise Rejected("nik_missing")
    if _FLOAT.fullmatch(text):
        raise Rejected("nik_number_cell")
    if _SCIENTIFIC.fullmatch(text):
        raise Rejected("nik_scientific")
    if is_error(text):
        raise Rejected("nik_error")
    if not (digits.isascii() and digits.isdigit()):
        raise Rejected("nik_not_digits")
    if len(digits) != NIK_LENGTH:
        raise Rejected("nik_too_short" if len(digits) < NIK_LENGTH else "nik_too_long")
    return digits


def factor_word(factor: Factor, cell: object) -> str:
    """The second factor in a cell, as it is hashed; empty where there is none."""
    read = first_name if factor is Factor.NAME else last_digits
    return read(cell) if isinstance(cell, str) else ""


class Days(dict[object, int]):
    """Cell -> day number, or 0 for an empty cell; each spelling is read once. Raises NoDate."""

    def __init__(self) -> None:
        super().__init__()
        self.month_first: dict[str, None] = {}
        """Spellings that surely have the month first, in the order of the list."""
        self.day_first = 0
        """Number of spellings that surely have the day first."""

    def __missing__(self, cell: object) -> int:
        month_first = columns.is_month_first(cell)
        if month_first and len(self.month_first) < _MOST_UNKNOWN:
            self.month_first[str(cell).strip()[:_LONGEST_DAY]] = None
        self.day_first += month_first is False
        found = self._day(cell)
        self[cell] = number = found.toordinal() if found else 0
        return number

    def _day(self, cell: object) -> date | None:
        return rough_days.starts(cell)

    def month_first_with(self, ends: "Days") -> str:
        """A day with the month first, if these and `ends` have more of them than with the day first; else empty."""
        both = [self] if isinstance(ends, SpanEnds) else [self, ends]
        month_first = [day for days in both for day in days.month_first]
        return month_first[0] if len(month_first) > sum(days.day_first for days in both) else ""


class Ends(Days):
    """The same for end dates: a month alone means its last day."""

    def _day(self, cell: object) -> date | None:
        return rough_days.ends(cell)


class SpanEnds(Ends):
    """The same for a column of periods: the day on which the period ends."""

    def __missing__(self, cell: object) -> int:
        try:
            return super().__missing__(cell)
        except columns.NoDate:
            if (end := periods.end_of(cell)) is None:
                raise
        self[cell] = number = end.toordinal()
        return number


class Statuses(dict[object, bool | None]):
    """Cell -> listed or ended; None for an unknown word, and for a blank one unless blank means listed."""

    def __init__(self, more: Mapping[str, bool], *, blank_is_listed: bool) -> None:
        super().__init__()
        self._more = more
        self._blank_is_listed = blank_is_listed
        self.unknown: Counter[str] = Counter()
        """Unknown word -> number of rows."""
        self._written: dict[str, str] = {}

    def __missing__(self, cell: object) -> bool | None:
        listed = columns.is_listed(cell, self._more)
        if listed and not self._blank_is_listed and columns.is_blank(cell):
            listed = None
        self[cell] = listed
        return listed

    def count_unknown(self, cell: object) -> None:
        """Counts a row whose status word is unknown."""
        word = columns.word(cell)
        if word in self.unknown or len(self.unknown) < _MOST_UNKNOWN:
            self.unknown[word] += 1
            self._written.setdefault(word, " ".join(shown(cell)[:LONGEST].split()))

    def commonest(self) -> list[tuple[str, int]]:
        """The unknown words as written, the most frequent first."""
        return [(self._written[word], count) for word, count in self.unknown.most_common()]


def shown(cell: object) -> str:
    """A cell as the spreadsheet shows it: Excel's whole numbers arrive as floats."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell if cell is not None else "")


class Cohorts(dict[object, int]):
    """Cell -> number of the cohort, 0 for an empty cell. Raises ValueError or TooManyCohorts."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, int] = {}

    def __missing__(self, cell: object) -> int:
        name = " ".join(shown(cell).split())
        if len(name) > _LONGEST_COHORT or _LONG_NUMBER.search(normalize(name)) or is_error(name):
            raise ValueError
        if name and name not in self.names and len(self.names) >= _MOST_COHORTS:
            raise TooManyCohorts
        self[cell] = number = self.names.setdefault(name, len(self.names) + 1) if name else 0
        return number
