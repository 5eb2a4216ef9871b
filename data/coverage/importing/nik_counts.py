"""Counts over all NIKs of a list: whether they look like NIKs at all, or like numbers of KKs, or lost their ends."""

from datetime import date

from data.nik.regions import REGENCIES

_LATELY = "04"
_WOMEN_FROM = "4"


class NikCounts:
    """What the NIKs of a list have in common; one is counted by its date of birth and its area, not by itself."""

    def __init__(self) -> None:
        self.born: dict[str, int] = {}
        """Dates of birth as NIKs hold them, and how many people have each."""
        self.areas: dict[str, int] = {}
        """Codes of regencies, and how many NIKs begin with each."""
        self.ending_in_zero = 0

    @property
    def unknown_regency(self) -> int:
        """NIKs whose regency code is not in today's table: old codes, kept."""
        return sum(count for area, count in self.areas.items() if area not in REGENCIES)

    @property
    def of_women(self) -> int:
        """NIKs of women: in those the day of birth is 40 higher. A KK number never has that."""
        return sum(count for born, count in self.born.items() if born >= _WOMEN_FROM)

    def born_lately(self, today: date) -> int:
        """NIKs of which the date is in 2004 or later: so are those of KK numbers, on which they were issued."""
        this_year = f"{today.year % 100:02}"
        return sum(count for born, count in self.born.items() if _LATELY <= born[4:] <= this_year)
