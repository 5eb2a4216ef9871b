"""Decides from first names alone whether the names in several rows may belong to one person."""

from difflib import SequenceMatcher
from itertools import combinations

from data.coverage.second_factor import OFTEN_SHORT, first_name

_MOST = 300_000
"""Most different first names that are kept; a list of five million people has some 200,000."""
_LONGEST = 80
"""Characters of a name that are looked at."""
_COMPARED = 20
"""Most names for one NIK that are compared."""
_LEAST_ALIKE = 0.75
"""From this share of equal letters on, two names count as one with a typing error."""
_TITLES = frozenset("Hh")
"""A single letter that is a title and no initial: H. Joko."""
_LEAST_LETTERS = 3
"""Letters of a name that was cut short: SUPRI for SUPRIYANTO."""


class FirstNames:
    """Numbers the first names of a list, so that only a number needs to be kept for each NIK."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._names: list[str] = []
        self.known: dict[str, int] = {}
        """First word of a cell -> number, where that word is the name: true of most cells."""

    def number(self, cell: object) -> int | None:
        """The number of a first name, from 1 on; None where no name can be read or too many are kept."""
        if not isinstance(cell, str):
            return None
        begin = cell.partition(" ")[0]
        found = self.known.get(begin)
        return self._long_way(cell, begin) if found is None else found

    def _long_way(self, cell: str, begin: str) -> int | None:
        written = cell[:_LONGEST].strip()
        name = "" if written.startswith("#") else first_name(written)
        if len(name) < _LEAST_LETTERS:
            return None
        if name in OFTEN_SHORT:  # the second one tells more
            name = f"{name} {_after(written)}".strip()
        elif written[1:2] in {".", " "} and written[0] not in _TITLES:
            name = f"{written[0].upper()} {name}"
        found = self._numbers.get(name)
        if found is None and len(self._names) < _MOST:
            self._names.append(name)
            found = self._numbers[name] = len(self._names)
        if found is not None and len(self.known) < _MOST and begin.upper() == name:
            self.known[begin] = found
        return found

    def are_different_people(self, *numbers: int) -> bool:
        """Whether the names with these numbers surely belong to different people."""
        names = [self._names[one - 1] for one in numbers[:_COMPARED]]
        return any(not _may_be_one(one, other) for one, other in combinations(names, 2))


def _after(name: str) -> str:
    """The name after one that lists abbreviate, such as Muhammad; empty where there is none."""
    words = name.split()
    found = [first_name(word) for word in words[1:]]
    return next((one for one in found if len(one) >= _LEAST_LETTERS and one not in OFTEN_SHORT), "")


def _may_be_one(one: str, other: str) -> bool:
    first, second = one.split(), other.split()
    if len(first) == len(second):
        return _is_like(first[-1], second[-1])  # of two "MUHAMMAD X" the X
    return any(_is_like(a, b) for a in first for b in second)  # ALI and MUHAMMAD ALI


def _is_like(one: str, other: str) -> bool:
    if min(len(one), len(other)) == 1:  # B. SANTOSO, who is BUDI
        return one[0] == other[0]
    if min(len(one), len(other)) >= _LEAST_LETTERS and (one.startswith(other) or other.startswith(one)):
        return True
    return SequenceMatcher(None, one, other).ratio() >= _LEAST_ALIKE
