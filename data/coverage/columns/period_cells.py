"""Recognizes days and periods in cells of unread columns, however roughly they are written.

They lead to a question and are never used as dates, so the year may have two digits and the day need not exist.
"""

import re
from datetime import date

from data.coverage.columns.columns import MONTHS

_LONGEST = 120
"""Characters of a cell that are looked at."""

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_SIGNS = r"[/.\-]"
_DAY = (
    rf"(?:(?:[12]\d|3[01]|0?[1-9])(?:/|-|\.)(?:1[0-2]|0?[1-9])(?:/|-|\.)(?:19|20)\d\d"
    rf"|(?:[12]\d|3[01]|0?[1-9])(?:/|-)(?:1[0-2]|0?[1-9])(?:/|-)\d\d"
    rf"|(?:19|20)\d\d{_SIGNS}(?:1[0-2]|0?[1-9]){_SIGNS}(?:[12]\d|3[01]|0?[1-9])"
    rf"|(?:[12]\d|3[01]|0?[1-9])[ \-./]{{0,2}}(?:{_MONTH})[ \-./,]{{0,2}}(?:(?:19|20)\d\d|\d\d))"
)
_MONTH_OF_YEAR = rf"(?:(?:1[0-2]|0?[1-9])[/\-.](?:19|20)\d\d|(?:{_MONTH})[ \-./,']{{0,2}}(?:(?:19|20)\d\d|\d\d)?)"
_SOME_DAY = rf"(?:{_DAY}|{_MONTH_OF_YEAR}|(?:19|20)\d\d)"
_UNTIL = r"(?:s\s?/\s?d|s\.\s?d\.?|sd|sampai(?: dengan| dgn)?|hingga|until|till|to|thru)"
_TIME = r"(?:[ t]\d{1,2}[:.]\d\d(?:[:.]\d\d(?:\.\d+)?)?z?)?"

_IS_A_DAY = re.compile(rf"['’`]?{_DAY}{_TIME}")
_BETWEEN = re.compile(rf"[\-–—~]|{_UNTIL}")
_A_SPAN = re.compile(rf"{_SOME_DAY}\s*(?:{_UNTIL}\.?|[-–—~]{{1,2}})\s*{_SOME_DAY}")
_ENDS_THEN = re.compile(
    rf"\b(?:{_UNTIL}|exp(?:\.|ired?)?|berakhir|berlaku|jatuh tempo|tempo|selesai|habis|kedalu\w*sa|kadalu\w*sa|end)\b"
    rf"[\s.:/]{{0,3}}(?:(?:tanggal|tgl|pada|bulan|tahun|dengan)[\s.:]{{1,2}}){{0,2}}(?:{_DAY}|{_MONTH_OF_YEAR}|20\d\d\b)"
)
_PERHAPS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d(?:[/\-.]\d|[ \-./]{0,2}[A-Za-z]{3,9}[ \-./,]{0,2}\d)")
"""A quick first test, which most cells fail."""


def is_a_span(cell: object) -> bool:
    """Whether a cell holds a period, from one day until another."""
    return isinstance(cell, str) and _spans(" ".join(cell[:_LONGEST].lower().split()))


def holds_a_time(cell: object) -> bool:
    """Whether the whole cell is a day, or a period or an end stands somewhere in it. A mere number does not count."""
    if isinstance(cell, date):
        return True
    if not isinstance(cell, str) or not _PERHAPS.search(cell[:_LONGEST]):
        return False
    text = " ".join(cell[:_LONGEST].lower().split())
    return bool(_IS_A_DAY.fullmatch(text) or _spans(text) or _ENDS_THEN.search(text))


def _spans(text: str) -> bool:
    return bool(_BETWEEN.search(text) and _A_SPAN.search(text))
