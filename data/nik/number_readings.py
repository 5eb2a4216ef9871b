"""The ways to read a text for numbers: as groups of digits, and what stands between them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from propcache.api import cached_property

from data.nik import everyday_numbers

GROUP = re.compile(r"[0-9]+")
SPACE = re.compile(r"\s+")
_LETTERS = re.compile(r"[^\W\d_]+")
_MARK = re.compile(r"(?m)^[ \t]{0,4}[-*•]?[ \t]{0,2}\d{1,2}[.):]{1,2}[ \t]|\b(?:bagian|angka|digit|ke)[ \-]?\d(?![\d])")
"""The numbering of a list, and the names of parts of a number."""
_SPELLED_DATE = re.compile(
    r"(?<!\d)(\d{1,2})[ /.\-_]{1,3}"
    r"(?:(\d{1,2})|(jan|feb|mar|apr|me[iy]|may|jun|jul|agu|aug|sep|o[kc]t|no[pv]|de[sc])[a-z]{0,6})"
    r"[ /.\-_]{1,3}((?:19|20)\d\d)(?!\d)"
)
_SHORT_DATE = re.compile(r"(?<!\d)(?<!\d[/.\-])(?:(\d)[/.\-](\d{1,2})|(\d\d)[/.\-](\d))[/.\-](\d\d)(?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "mei may mey", "jun", "jul", "agu aug", "sep", "okt oct", "nop nov", "des dec")
_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_DIGITS = "0123456789"


def readings_of(shown: str, today: date) -> Iterator[str]:
    """The ways to read the text: as it is, without the numbering of a list, and with birth dates as in a NIK."""
    flat = SPACE.sub(" ", shown)
    yield flat
    if (without := _MARK.sub(" ", shown)) != shown:
        yield SPACE.sub(" ", without)
    born = _SPELLED_DATE.sub(lambda found: _as_in_a_nik(found, today), flat)
    if (born := _SHORT_DATE.sub(_padded, born)) != flat:
        yield born


def _as_in_a_nik(found: re.Match[str], today: date) -> str:
    """The six digits of a birth date whose year has four digits."""
    day, year = int(found[1]), int(found[4])
    month = int(found[2]) if found[2] else _MONTH_NUMBERS[found[3]]
    return f"{day:02}{month:02}{year % 100:02}" if year < today.year else found[0]


def _padded(found: re.Match[str]) -> str:
    """The six digits of a date with a short year: 9/3/88."""
    return f"{int(found[1] or found[3]):02}{int(found[2] or found[4]):02}{found[5]}"


@dataclass
class Reading:
    """A normalised text as groups of digits and what stands between them."""

    text: str
    known: frozenset[str]

    @cached_property
    def found(self) -> list[tuple[int, int]]:
        """The position of each group."""
        return [one.span() for one in GROUP.finditer(self.text)]

    @cached_property
    def groups(self) -> list[str]:
        """The digits of each group."""
        return [self.text[start:end] for start, end in self.found]

    @cached_property
    def gaps(self) -> list[str]:
        """The text between each group and the next one; nothing after the last group."""
        ends = [start for start, _ in self.found[1:]]
        return [self.text[end:start] for (_, end), start in zip(self.found, ends, strict=False)]

    @cached_property
    def words(self) -> list[str]:
        """The letters in each gap."""
        return ["".join(_LETTERS.findall(gap)) for gap in self.gaps]

    @cached_property
    def marks(self) -> bytearray:
        """For each character, whether it is part of an everyday number (`everyday_numbers`)."""
        return everyday_numbers.marks(self.text)

    @cached_property
    def everyday(self) -> bytearray:
        """For each group, whether it is part of an everyday number: a date, time, amount, or number of an office."""
        marks = self.marks
        kinds = bytearray(marks[start] and marks[end - 1] for start, end in self.found)
        for at, counts in enumerate(everyday_numbers.in_sequences(self.groups, self.gaps)):
            kinds[at] = counts or kinds[at]
        for first, last in self.of_offices:
            kinds[first:last] = bytes([everyday_numbers.HARMLESS]) * (last - first)
        return kinds

    @cached_property
    def of_offices(self) -> list[tuple[int, int]]:
        """Which groups form a telephone number of an office."""
        lengths = sorted({len(one) + more for one in self.known for more in (0, 1, 2)})
        return [
            (first, last)
            for first, last, digits in windows(self.groups, _DIGITS, *lengths)
            if national(digits) in self.known
        ]


def windows(groups: list[str], begins: str, *lengths: int) -> Iterator[tuple[int, int, str]]:
    """Neighbouring groups that together have one of these lengths: first group, end, and the joined digits.

    `begins` are the digits that may come first.
    """
    digits = "".join(groups)
    nth = {end: number for number, end in enumerate(accumulate(map(len, groups), initial=0))}
    for start, first in nth.items():
        if digits[start : start + 1] not in begins:
            continue
        for length in lengths:
            if last := nth.get(start + length):
                yield first, last, digits[start : start + length]


def national(digits: str) -> str:
    """A telephone number with 0 in place of +62."""
    return re.sub(r"^(?:00)?620?", "0", digits) if not digits.startswith("0") or digits.startswith("00") else digits
