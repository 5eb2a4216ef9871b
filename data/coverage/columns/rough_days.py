"""Reads start and end dates in looser forms than `columns.day` does: "31-Okt-26", "10/2026".

A month means its first day as a start, and its last day as an end. A year of two digits is accepted only after a month
in words, because "10/11/26" can be read in two ways.
"""

import re
from calendar import monthrange
from datetime import date

from data.coverage.columns.columns import MONTHS, NoDate, day

_LONGEST = 60
_YEARS = range(1950, 2101)
_NO_END = 9999
"""The year with which programs mark something without an end."""
_WORD = "|".join(sorted(MONTHS, key=len, reverse=True))
_ROMAN = {one: at for at, one in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), start=1)}
_YEAR = r"(?P<y>(?:19|20)\d\d|['’]?\d\d)"
_WEEKDAY = re.compile(r"^(?:senin|selasa|rabu|kamis|jum['’]?at|jumat|sabtu|minggu|ahad)[ ,]{1,3}")
_BEFORE_END = re.compile(
    r"^(?:s\s?[/.]\s?d\.?|sd|sampai(?: dengan| dgn)?|hingga|until|till?)[ .:]{1,3}(?:tgl|tanggal)?[ .:]{0,2}"
    r"|^akhir (?:bulan )?"
)
_BEFORE_START = re.compile(r"^(?:mulai|sejak|per|dari|from)[ .:]{1,3}(?:tgl|tanggal)?[ .:]{0,2}|^awal (?:bulan )?")
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<d>\d{{1,2}})[ \-./]{{1,2}}(?P<w>{_WORD})\.?[ \-./,]{{0,2}}{_YEAR}",
        rf"(?P<d>\d{{1,2}})([ \-./])(?P<r>{'|'.join(sorted(_ROMAN, key=len, reverse=True))})\2(?P<y>(?:19|20)\d\d)",
        rf"(?P<w>{_WORD})\.?[ \-./,]{{0,2}}{_YEAR}",
        r"(?P<m>\d{1,2})[/\-.](?P<y>(?:19|20)\d\d)",
        r"(?P<y>(?:19|20)\d\d)[/\-.](?P<m>\d{1,2})",
        r"(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)",
        r"(?P<d>[0-3]\d)(?P<m>0[1-9]|1[0-2])(?P<y>(?:19|20)\d\d)",
    )
)
_ENDLESS = frozenset({"seumur hidup", "selamanya", "tidak terbatas", "tanpa batas"})
_IS_ENDLESS = re.compile(rf"(?:31[/\-.]12[/\-.]{_NO_END}|{_NO_END}-12-31)(?:[ t].{{0,15}})?")


def starts(cell: object) -> date | None:
    """The day on which something starts; None for a blank cell. Raises NoDate."""
    return _read(cell, _BEFORE_START, is_end=False)


def ends(cell: object) -> date | None:
    """The last day of something; None for a blank cell and for something without an end. Raises NoDate."""
    if isinstance(cell, str) and _is_endless(cell):
        return None
    return _read(cell, _BEFORE_END, is_end=True)


def _is_endless(cell: str) -> bool:
    text = " ".join(cell[:_LONGEST].lower().split())
    return text in _ENDLESS or bool(_IS_ENDLESS.fullmatch(text))


def _read(cell: object, before: "re.Pattern[str]", *, is_end: bool) -> date | None:
    try:
        return day(cell)
    except NoDate:
        if not isinstance(cell, str):
            raise
    text = " ".join(cell[:_LONGEST].lower().split()).lstrip("'’`")
    rest = before.sub("", _WEEKDAY.sub("", text), count=1)
    if rest != text:
        try:
            return day(rest)
        except NoDate:
            pass
    for form in _FORMS:
        if match := form.fullmatch(rest):
            return _day_of(match.groupdict(), is_end=is_end)
    raise NoDate(text)


def _day_of(parts: dict[str, str | None], *, is_end: bool) -> date:
    year, word, roman = (parts.get("y") or "").strip("'’"), parts.get("w"), parts.get("r")
    number = int(year) if len(year) > 2 else 2000 + int(year)
    month = MONTHS[word] if word else _ROMAN[roman] if roman else int(parts.get("m") or 0)
    if number not in _YEARS or not 1 <= month <= 12:
        raise NoDate
    last = monthrange(number, month)[1]
    written = parts.get("d")
    try:
        return date(number, month, int(written) if written else last if is_end else 1)
    except ValueError:
        raise NoDate from None
