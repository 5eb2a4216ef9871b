"""Counts what the NIKs of a list have in common, to notice KK numbers and lost last digits."""

from datetime import date

from data.nik.regions import REGENCIES

_LATELY = "04"
_WOMEN_FROM = "4"


class NikCounts:
    """Counts NIKs by date of birth and by area."""

    def __init__(self) -> None:
        self.born: dict[str, int] = {}
        """Date of birth as in a NIK -> number of people."""
        self.areas: dict[str, int] = {}
        """Code of a regency -> number of NIKs that begin with it."""
        self.ending_in_zero = 0

    @property
    def unknown_regency(self) -> int:
        """NIKs whose regency code is not in today's table. They are accepted: codes of former regencies stay valid."""
        return sum(count for area, count in self.areas.items() if area not in REGENCIES)

    @property
    def of_women(self) -> int:
        """NIKs of women, whose day of birth is 40 higher. In a KK number the day is never that high."""
        return sum(count for born, count in self.born.items() if born >= _WOMEN_FROM)

    def born_lately(self, today: date) -> int:
        """NIKs with a date in 2004 or later, as KK numbers have: theirs is the day of issue."""
        this_year = f"{today.year % 100:02}"
        return sum(count for born, count in self.born.items() if _LATELY <= born[4:] <= this_year)
