"""Whether a text for many readers discloses a personal number: a NIK, a KK or a mobile phone, in any notation.

Stricter than `data.nik.nik`, which answers one person: the name beside a number is ignored, since a NIK called "nomor
KK" is still a NIK. Numbers that every announcement holds are allowed (`everyday_numbers`): groups of digits that
together look like a NIK pass if all of them are such numbers.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Literal

from data.language.disguised_digits import spelled_out
from data.nik import everyday_numbers
from data.nik.form import NIK_LENGTH, flaw
from data.nik.number_readings import GROUP, SPACE, Reading, national, readings_of, windows
from data.nik.regions import PROVINCES

Kind = Literal["nik", "phone"]

_LARGE = 4
"""Groups of at least this many digits belong together whatever stands between: "3275 lalu 0509 lalu 0388 lalu 9401"."""
_FAR = 80
"""The most characters between two groups that are separated by words."""
_FEW = 8
"""The most groups of a number whose parts are named: "provinsi 32, kota 75"."""
_SEPARATORS = 2
"""The most different words that separate the groups of one number: "lalu", "dan"."""
_LONGEST_UNBROKEN = 12
"""An unbroken row of this many digits or more is a personal number of some kind."""

_YEAR = re.compile(r"20(?:2[4-9]|3\d)")
"""A year around now or in the future, which cannot hold the month and day of a birth date."""
_OF_A_PROVINCE = "".join(sorted({code[0] for code in PROVINCES}))
_MOBILE = r"8[1-35789]\d"
_PHONE = re.compile(rf"(?:0|62|620|0062){_MOBILE}\d{{6,9}}")
_PHONE_WITHOUT_0 = re.compile(r"8[1-35789][1-9]\d{6,9}")
_OF_A_PHONE = range(10, 16)
"""The lengths of a phone number, with 0 or 62."""
_WITHOUT_0 = range(10, 13)
_ON_AVERAGE = 3
"""The fewest digits per group, on average, of a phone number: "RT 08, 09, 10, 11, 12" is none."""
_TIGHT = re.compile(r"[ .\-()/_·•*]{0,4}")
_ONE_SIGN = re.compile(r"[ .\-/]{0,2}")
_LOOSE = re.compile(r"[\W_]{0,12}")
_PREFIX = re.compile(r"08\d\d")
_AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3})+")
_MEETING = re.compile(r"(?:zoom|meeting|rapat|webinar)[\w ]{0,20}[:.]?\s{0,2}$")
_BETWEEN_PHONES = re.compile(r"[,;/]|\b(?:atau|dan|or|and)\b")


def kind_of(text: str, today: date, known: frozenset[str] = frozenset()) -> Kind | None:
    """The kind of personal number that the text discloses; None if it discloses none.

    `known` are telephone numbers of offices, as `phones_in` returns them: these are allowed, as are landlines and short
    numbers.
    """
    shown = spelled_out(text)
    readings = [Reading(one, known) for read in shown for one in readings_of(read, today)]
    if any(_holds_a_nik(reading, today) for reading in readings):
        return "nik"
    rest = [Reading(everyday_numbers.without_links(SPACE.sub(" ", read)), known) for read in shown]
    if any(map(_holds_a_long_number, rest)):
        return "nik"
    return "phone" if any(map(_holds_a_phone, readings)) or any(map(_holds_a_phone_without_0, rest)) else None


def phones_in(line: str) -> frozenset[str]:
    """The telephone numbers in the line of a contact, as digits with 0 in place of +62."""
    return frozenset(national("".join(GROUP.findall(one))) for one in _BETWEEN_PHONES.split(line))


def _niks(groups: list[str], today: date) -> Iterator[tuple[int, int]]:
    for first, last, digits in windows(groups, _OF_A_PROVINCE, NIK_LENGTH):
        if flaw(digits, today) is None:
            yield first, last


def _holds_a_nik(reading: Reading, today: date) -> bool:
    for first, last in _niks(reading.groups, today):
        if last - first == 1 or (not _is_everyday(reading, first, last) and _belongs_together(reading, first, last)):
            return True
    return _holds_large_parts(reading, today)


def _is_everyday(reading: Reading, first: int, last: int) -> bool:
    """Whether all these groups are dates, times and the like, or one of them is the year of a date.

    Amounts that are not round count only if the groups begin or end in the middle of one.
    """
    kinds = reading.everyday[first:last]
    if any(kind and _YEAR.fullmatch(group) for kind, group in zip(kinds, reading.groups[first:last], strict=True)):
        return True
    if not all(kinds):
        return False
    if everyday_numbers.HARMLESS in kinds:
        return True
    start, end = reading.found[first][0], reading.found[last - 1][1]
    return reading.text[start - 1 : start] == "." or bool(re.match(r"\.\d", reading.text[end : end + 2]))


def _belongs_together(reading: Reading, first: int, last: int) -> bool:
    """Whether nothing between these groups shows that they are separate numbers."""
    words = [word for word in reading.words[first : last - 1] if word]
    if not words:
        return True
    if any(len(gap) > _FAR for gap in reading.gaps[first : last - 1]):
        return False
    widths = {len(one) for one in reading.groups[first:last]}
    different = len(set(words))
    if different == 1 and len(words) == last - first - 1:  # one word, repeated between all of them
        return True
    regular = widths == {1} or all(width % 2 == 0 for width in widths)
    if regular and different <= _SEPARATORS and len(words) > different:
        return True
    return regular and 1 not in widths and last - first <= _FEW and not any(reading.everyday[first:last])


def _holds_large_parts(reading: Reading, today: date) -> bool:
    """Whether large groups form a NIK, whatever words and small numbers stand between them."""
    at = [number for number, group in enumerate(reading.groups) if _LARGE <= len(group) < NIK_LENGTH]
    if len(at) <= 1:
        return False
    rest = [number for number in at if not reading.everyday[number]]
    links = [one.span() for one in everyday_numbers.LINK.finditer(reading.text)]
    for first, last in _niks([reading.groups[number] for number in rest], today):
        spans = [reading.found[number] for number in rest[first:last]]
        near = all(right[0] - left[1] <= _FAR for left, right in pairwise(spans))
        if near and not any(start < spans[-1][1] and spans[0][0] < end for start, end in links):
            return True
    return False


def _holds_a_long_number(reading: Reading) -> bool:
    return any(len(one) >= _LONGEST_UNBROKEN and not _PHONE.fullmatch(one) for one in reading.groups)


def _holds_a_phone(reading: Reading) -> bool:
    return any(
        _PHONE.fullmatch(digits)
        and not _of_an_office(reading, first, last, digits)
        and _is_compact(reading.groups[first:last], reading.gaps[first : last - 1], reading.words[first : last - 1])
        and not (reading.everyday[first] and len(reading.groups[first]) >= _LARGE)
        and not all(reading.everyday[first:last])
        for first, last, digits in windows(reading.groups, "06", *_OF_A_PHONE)
    )


def _of_an_office(reading: Reading, first: int, last: int, digits: str) -> bool:
    return national(digits) in reading.known or any(first < end and start < last for start, end in reading.of_offices)


def _is_compact(groups: list[str], gaps: list[str], words: list[str]) -> bool:
    """Whether groups are written like one telephone number, and not like a list of numbers."""
    if len(groups) == 1:
        return True
    if len(groups) > 2 and all(map(_PREFIX.fullmatch, groups)):  # "0811, 0812, 0813"
        return False
    behind = groups[1:] if groups[0] in {"62", "0062", "0"} else groups
    single, pairs = {len(one) for one in behind} == {1}, {len(one) for one in behind[:-1]} == {2} and len(behind) > 4
    large = len("".join(groups)) >= _ON_AVERAGE * len(groups)
    said = {word for word in words if word}
    if said:
        same = len(said) == 1 and all(words)
        return (same and (single or pairs or large)) or (
            large and min(map(len, groups)) >= _ON_AVERAGE and sum(map(len, gaps)) <= _FAR
        )
    if pairs and not large:
        return all(map(_TIGHT.fullmatch, gaps))
    return (large or single) and all(map(_LOOSE.fullmatch, gaps))


def _holds_a_phone_without_0(reading: Reading) -> bool:
    """Whether a number without its 0 or +62 stands there, outside links: "812-3456 7890"."""
    for first, last, digits in windows(reading.groups, "8", *_WITHOUT_0):
        if not _PHONE_WITHOUT_0.fullmatch(digits) or f"0{digits}" in reading.known:
            continue
        groups, start, end = reading.groups[first:last], reading.found[first][0], reading.found[last - 1][1]
        single = {len(one) for one in groups} == {1}
        whole = not re.search(r"\d[ .\-/]?$", reading.text[:start][-2:]) and not re.match(
            r"[ .\-/]?\d", reading.text[end : end + 2]
        )
        large = len(groups) == 1 or (len(groups[0]) >= _ON_AVERAGE and len(digits) >= _ON_AVERAGE * len(groups))
        if not (whole and (single or large)) or not all(map(_ONE_SIGN.fullmatch, reading.gaps[first : last - 1])):
            continue
        if _AMOUNT.fullmatch(reading.text[start:end]) or _MEETING.search(reading.text[max(0, start - 40) : start]):
            continue
        if not all(reading.everyday[first:last]):
            return True
    return False
