"""Reads when a period ends: "01/2024 - 12/2024", "Jan s.d. Des 2025", "2024/2025", "lunas sampai Maret 2026".

The result is the last day that may be meant: the end of the month or of the year, and the latest of several periods.
"""

import re
from calendar import monthrange
from datetime import date

from data.coverage.columns.columns import MONTHS

_LONGEST = 200
"""Characters of a cell that are looked at."""
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_NUMBER_OF_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY_OF_MONTH = r"(?:3[01]|[12]\d|0?[1-9])"
_CENTURY = r"(?:19|20)\d\d"
_TWO = r"\d\d(?!\d)"


def _point(name: str) -> str:
    """A pattern of a point in time, with groups of this name: y (year), m (month in digits), w (in words), d (day)."""

    def part(kind: str, at: int, pattern: str) -> str:
        return rf"(?P<{kind}{name}{at}>{pattern})"

    def year(at: int) -> str:
        return part("y", at, f"{_CENTURY}|{_TWO}")

    month, day, word = _NUMBER_OF_MONTH, _DAY_OF_MONTH, rf"(?:{_MONTH})(?![a-z])"
    return (
        rf"(?<!\d)(?:{part('d', 1, day)}[/.\-]{part('m', 1, month)}[/.\-]{year(1)}"
        rf"|{part('y', 2, _CENTURY)}[/.\-]{part('m', 2, month)}[/.\-]{part('d', 2, day)}(?!\d)"
        rf"|(?:{part('d', 3, day)}[ \-./]{{0,2}})?{part('w', 3, word)}\.?[ \-./,']{{0,2}}{year(3)}"
        rf"|{part('y', 4, _CENTURY)}[ \-./]{{0,2}}{part('w', 4, word)}"
        rf"|{part('m', 5, month)}[/.\-]{part('y', 5, _CENTURY)}(?!\d)"
        rf"|{part('y', 6, _CENTURY)}[/.\-]{part('m', 6, month)}(?!\d|[/.\-]\d)"
        rf"|{part('y', 7, _CENTURY)}{part('m', 7, '1[0-2]|0[1-9]')}(?!\d)"
        rf"|(?:{part('d', 8, day)}[ \-./]{{0,2}})?{part('w', 8, word)}"
        rf"|{part('m', 9, month)}/{part('y', 8, '2[0-9]')}(?!\d|/\d)"
        rf"|{part('y', 9, _CENTURY)}(?!\d))"
    )


_UNTIL = r"(?:s\s?/\s?d|s\s?\.\s?d\.?|sd|s\.?d\.?|sampai(?:[ -](?:dengan|dgn))?|hingga|until|till|to|thru|through|ke)"
_FILLING = r"(?:(?:tanggal|tgl|pada|bulan|bln|tahun|thn|th|akhir)\.?\s{1,2}){0,3}"
_BETWEEN = rf"\s{{0,3}}(?:[\-\u2010-\u2015~>\u2192]{{1,3}}|(?<![a-z]){_UNTIL}(?![a-z]))[\s.:]{{0,3}}{_FILLING}"
_SPAN = re.compile(_point("a") + _BETWEEN + _point("b"))
_YEARS = re.compile(rf"(?<![\d/]){_CENTURY}\s?/\s?({_CENTURY}|{_TWO})(?![\d/])")
_NUMBERS = re.compile(
    rf"(?<![\d/.\-]){_NUMBER_OF_MONTH}{_BETWEEN}({_NUMBER_OF_MONTH})[\s/.\-,(]{{1,3}}(?:{_FILLING})({_CENTURY})(?!\d)"
)
"""Months in digits and one year: "01-12/2024", "bulan 1 s.d. 12 tahun 2024"."""
_UNTIL_THEN = re.compile(rf"(?<![a-z]){_UNTIL}(?![a-z])[\s.:]{{0,3}}{_FILLING}{_point('u')}")
_MONTHS_OF_A_YEAR = re.compile(
    rf"(?<![a-z])(?:{_MONTH})(?![a-z])(?:\s?(?:[,+&/;]|\bdan\b)\s?(?:(?:{_MONTH})(?![a-z]))){{1,11}}[\s,'/\-]{{0,3}}({_CENTURY})(?!\d)"
)


def _part_of_a_year(name: str) -> str:
    """A pattern of a quarter or a half of a year, or of several in a row; without the year."""
    nth = r"(?:iv|i{1,3}|[1-4])"
    return (
        rf"(?<![a-z])(?P<part{name}>tri ?wulan|tw|kuartal|quarter|q|semester|smt|sem)\s?[.\-]?\s?(?:ke\s?-?\s?)?"
        rf"(?:{nth}\s?(?:-|&|,|dan|s\.?/?d\.?|sampai)\s?)?(?P<nth{name}>{nth})(?![a-z0-9])"
    )


_PART_OF_A_YEAR = re.compile(
    rf"{_part_of_a_year('a')}[\s,/\-.(]{{0,3}}(?:(?:tahun|thn|th)\s)?(?P<yeara>{_CENTURY})(?!\d)"
    rf"|(?<!\d)(?P<yearb>{_CENTURY})[\s,/\-.:(]{{0,3}}{_part_of_a_year('b')}"
)
"""A quarter or a half with its year: "Triwulan III 2026", "TW 1-3 2026", "2026 Semester 1"."""
_PART = re.compile(_part_of_a_year("c"))
"""A quarter or a half without a year."""
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEAR = re.compile(rf"(?<!\d)({_CENTURY})(?!\d)")
_A_MONTH = re.compile(rf"(?:{_MONTH})(?![a-z])")
_PERHAPS = re.compile(r"\d\d")


def end_of(cell: object, this_year: int | None = None) -> date | None:
    """The last day of the periods in a cell; None where there is no period, or no year.

    A period without a year ("Jan - Jun", "TW I") is taken to be in `this_year`, if that is given.
    """
    if not isinstance(cell, str) or not (this_year or _PERHAPS.search(cell[:_LONGEST])):
        return None
    text = " ".join(cell[:_LONGEST].lower().split())
    if years := _YEAR.findall(text):  # "2024: Jan - Des", "Jan - Des (2024)"
        this_year = int(years[-1])
    found = [
        *(_last_day(match, "b", this_year) for match in _SPAN.finditer(text)),
        *(_last_day(match, "u", this_year) for match in _UNTIL_THEN.finditer(text)),
        *(_end(int(match[2]), int(match[1]), None) for match in _NUMBERS.finditer(text)),
        *(_end(int(match[1]), MONTHS[_last_month(match[0])], None) for match in _MONTHS_OF_A_YEAR.finditer(text)),
        *(_end(_full_year(match[1]), None, None) for match in _YEARS.finditer(text)),
        *map(_end_of_part, _PART_OF_A_YEAR.finditer(text)),
    ]
    if this_year and not years:
        found += [_part_of(match["partc"], match["nthc"], this_year) for match in _PART.finditer(text)]
    return max(filter(None, found), default=None)


def _last_month(text: str) -> str:
    months: list[str] = _A_MONTH.findall(text)
    return months[-1]


def _last_day(match: "re.Match[str]", name: str, this_year: int | None) -> date | None:
    parts = _parts(match, name)
    year, month = _full_year(parts["y"]) if "y" in parts else this_year, _month(parts)
    if year is None:
        return None
    begin = _month(_parts(match, "a")) if name == "b" else None
    if "y" not in parts and begin and month and begin > month:  # "Nov - Jan"
        year += 1
    return _end(year, month, int(parts["d"]) if "d" in parts else None)


def _parts(match: "re.Match[str]", name: str) -> dict[str, str]:
    return {group[0]: value for group, value in match.groupdict().items() if value and group[1] == name}


def _month(parts: dict[str, str]) -> int | None:
    return MONTHS[parts["w"]] if "w" in parts else int(parts["m"]) if "m" in parts else None


def _end_of_part(match: "re.Match[str]") -> date:
    one = "a" if match["parta"] else "b"
    return _part_of(match[f"part{one}"], match[f"nth{one}"], int(match[f"year{one}"]))


def _part_of(part: str, nth: str, year: int) -> date:
    months = 6 if part.startswith("s") else 3
    number = _ROMAN.get(nth) or int(nth)
    return _end(year, min(number * months, 12), None)


def _full_year(year: str) -> int:
    return int(year) if len(year) > 2 else 2000 + int(year)


def _end(year: int, month: int | None, day: int | None) -> date:
    last = monthrange(year, month or 12)[1]
    return date(year, month or 12, min(day or last, last))
