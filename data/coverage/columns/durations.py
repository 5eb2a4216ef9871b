"""Reads durations of cover: "12 bulan" or "1 tahun" from the start on, "6" below "Jumlah Bulan"."""

import re
from calendar import monthrange
from datetime import date, timedelta

_LAST = re.compile(r"(\d{1,3})(?:[.,]0)? ?(?:(?P<months>bulan|bln|months?|mo|m)|(?P<years>tahun|thn|th|years?|yr))?\.?")
_LONGEST = 20
_MOST_MONTHS = 600


def months(cell: object) -> int | None:
    """The number of months in a cell; None where there is none. A number alone counts months."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = " ".join(str(cell if cell is not None else "").lower().split())
    found = _LAST.fullmatch(text) if len(text) <= _LONGEST else None
    number = int(found[1]) * (12 if found["years"] else 1) if found else 0
    return number if 0 < number <= _MOST_MONTHS else None


def end_of(starts: date, lasts: object) -> date | None:
    """The last day of a duration from the start on; None where the cell holds no duration."""
    count = months(lasts)
    if count is None:
        return None
    year, month = divmod(starts.month - 1 + count, 12)
    last = monthrange(starts.year + year, month + 1)[1]
    return date(starts.year + year, month + 1, min(starts.day, last)) - timedelta(days=1)
