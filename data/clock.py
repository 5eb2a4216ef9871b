"""Time as the city and the database count it: Western Indonesian Time, whole months, seconds since 1970."""

import calendar
from datetime import UTC, date, datetime, timedelta, timezone

WIB = timezone(timedelta(hours=7), "WIB")
"""Western Indonesian Time; it has no summer time."""


def wib_day(moment: datetime) -> date:
    """The day in Bekasi at a moment."""
    return moment.astimezone(WIB).date()


def unix(moment: datetime) -> int:
    """Whole seconds since 1970, as the databases keep a moment."""
    return int(moment.timestamp())


def from_unix(seconds: float) -> datetime:
    """The moment, in UTC, of seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def add_months(day: date, months: int) -> date:
    """The same day `months` later (earlier if negative), or the last day of a month that has no such day.

    Raises ValueError outside the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
