"""The form of a NIK: says what is wrong with 16 digits as one.

A NIK is PPKKCC DDMMYY SSSS: the place that first issued it, the birth date (a woman's day plus 40), a serial.
It never changes, and its form proves nothing about its existence (PP 40/2019; UU 24/2013).
"""

import calendar
from datetime import date
from typing import Literal

from data.nik.regions import PROVINCES

Flaw = Literal["serial", "unknown_region", "bad_date"]
NIK_LENGTH = 16

_WOMAN = 40
_FEBRUARY = 2
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""Of each month, in a leap year."""


def _born(ddmmyy: str, today: date) -> bool:
    """Whether the six digits are a birth date. Two-digit years are 20YY unless that lies in the future."""
    day, month, year = int(ddmmyy[:2]), int(ddmmyy[2:4]), int(ddmmyy[4:])
    day -= _WOMAN if day > _WOMAN else 0
    if not 1 <= month <= 12 or day < 1:
        return False

    def exists(century: int) -> bool:
        return day <= _DAYS[month - 1] - (month == _FEBRUARY and not calendar.isleap(century + year))

    if exists(2000) and date(2000 + year, month, day) <= today:
        return True
    in_the_future = (2000 + year, month, day) > (today.year, today.month, today.day)
    return in_the_future and exists(1900)


def flaw(digits: str, today: date) -> Flaw | None:
    """What is wrong with 16 ASCII digits as a NIK; None when they are well formed."""
    if digits[12:] == "0000":
        return "serial"
    if digits[:2] not in PROVINCES:
        return "unknown_region"
    return None if _born(digits[6:12], today) else "bad_date"
