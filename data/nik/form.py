"""The form of a NIK: says what is wrong with 16 digits taken as a NIK.

A NIK is PPKKCC DDMMYY SSSS: the place that first issued it, the birth date (with 40 added to a woman's day), a serial.
It never changes, and its form does not prove that it exists (PP 40/2019; UU 24/2013).
"""

import calendar
from datetime import date
from typing import Literal

from data.nik.regions import PROVINCES

Flaw = Literal["serial", "unknown_region", "bad_date"]
NIK_LENGTH = 16

_WOMAN = 40
_FIRST_KK = 2004
"""The year in which KK numbers of this form began."""
_FEBRUARY, _LEAP_DAY = 2, 29
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""The days of each month in a leap year."""


def _born(ddmmyy: str, today: date) -> bool:
    """Whether six digits are a birth date. A two-digit year is 20YY unless that lies in the future."""
    day, month, year = int(ddmmyy[:2]), int(ddmmyy[2:4]), 2000 + int(ddmmyy[4:])
    if day > _WOMAN:
        day -= _WOMAN
    if not (1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]):
        return False
    if month != _FEBRUARY or day != _LEAP_DAY:
        return True
    return calendar.isleap(year - 100 if (year, month, day) > (today.year, today.month, today.day) else year)


def flaw(digits: str, today: date) -> Flaw | None:
    """What is wrong with 16 ASCII digits as a NIK; None if they are well formed."""
    if digits[12:] == "0000":
        return "serial"
    if digits[:2] not in PROVINCES:
        return "unknown_region"
    return None if _born(digits[6:12], today) else "bad_date"


def may_be_of_a_kk(digits: str, today: date) -> bool:
    """Whether 16 digits may be a KK number: where a NIK has the birth date, that has its day of issue, since 2004."""
    day, year = int(digits[6:8]), 2000 + int(digits[10:12])
    return day <= _WOMAN and _FIRST_KK <= year <= today.year
