"""Reads the sending time of an announcement from typed text, and says how it was understood.

"pagi" alone is 09:00, "siang" 13:00, "sore" 16:00, "malam" 19:00; an hour without one of these words is read on a
24-hour clock: "jam 8" is 08:00. "Jumat" is the next Friday, "Jumat depan" that of next week; weeks begin on Monday.
"""

from datetime import date, datetime, time, timedelta

from data.clock import WIB
from data.content import texts
from handlers.desk.time.time_words import PARTS, WEEKDAYS, NotATime, TimeExpression, read
from handlers.reading import Reading

__all__ = ["FARTHEST", "NotATime", "in_words", "parse", "short_day"]

FARTHEST = timedelta(days=60)
_USUAL = {"pagi": 9, "siang": 13, "sore": 16, "petang": 16, "malam": 19}
_DAY = timedelta(days=1)
_AFTER_MIDNIGHT = {12: 0, 0: 0, 1: 1, 2: 2, 3: 3}
"""Hours after midnight that people call part of the previous night."""


def in_words(moment: datetime) -> str:
    """The time in words: Sabtu, 28 November 2026 pukul 08.00 WIB. `moment` must be timezone-aware, without seconds."""
    return f"{WEEKDAYS[moment.astimezone(WIB).weekday()].capitalize()}, {texts.moment(moment, texts.DEFAULT)}"


def short_day(moment: datetime) -> str:
    """The day in short form: 28 Nov. `moment` must be timezone-aware."""
    local = moment.astimezone(WIB)
    return f"{local.day} {texts.language(texts.DEFAULT).months[local.month - 1][:3]}"


def parse(typed: Reading, now: datetime) -> datetime | None:
    """The time that the typed text names, in WIB and to the minute; None means at once.

    Raises NotATime when it is not understood, ambiguous, incomplete, in the past, or more than 60 days ahead.
    """
    local = now.astimezone(WIB)
    words = read(typed, local.date())
    if words.at_once:
        if words != TimeExpression(words.today, at_once=True):
            raise NotATime("not_understood")
        return None
    moment = _after(local, words) if words.wait is not None else _named(local, words)
    if moment <= local:
        raise NotATime("past")
    if moment - local > FARTHEST:
        raise NotATime("too_far")
    return moment


def _after(local: datetime, words: TimeExpression) -> datetime:
    """The moment after a wait from now, rounded up to the minute so that it is not too early."""
    if words != TimeExpression(words.today, wait=words.wait) or words.wait is None:
        raise NotATime("not_understood")
    begun = (local + words.wait).replace(second=0, microsecond=0)
    return begun if begun == local + words.wait else begun + timedelta(minutes=1)


def _named(local: datetime, words: TimeExpression) -> datetime:
    """The named day and time; if one of them is missing, the next possible one."""
    if not (words.days or words.weekdays or words.part) and (words.hour is None or words.bare):
        raise NotATime("not_understood")
    clock, late = _time(words)
    day = _day(words)
    if late and (day or words.weekdays):  # the night before that day, or the night after it
        raise NotATime("which_day")
    if words.later and not (day or words.weekdays or late):
        day = local.date()
    if day is None:
        return _next(local, words, clock)
    moment = datetime.combine(day, clock, WIB)
    if moment <= local < moment + timedelta(hours=12) and day == local.date() and _may_be_evening(words):
        raise NotATime("which_hour")
    return moment


def _next(local: datetime, words: TimeExpression, clock: time) -> datetime:
    """The next such time of day, on the named weekday if there is one."""
    moment = datetime.combine(local.date(), clock, WIB)
    while moment <= local or words.weekdays - {moment.weekday()}:
        moment += _DAY
    return moment


def _may_be_evening(words: TimeExpression) -> bool:
    return words.part is None and not words.certain


def _day(words: TimeExpression) -> date | None:
    """The named day. Raises NotATime for two days, or for a date that falls on another weekday."""
    if len(words.days) > 1 or len(words.weekdays) > 1:
        raise NotATime("which_day")
    day = next(iter(words.days), None)
    if day and words.weekdays - {day.weekday()}:
        raise NotATime("which_day")
    return day


def _time(words: TimeExpression) -> tuple[time, bool]:
    """The time of day, and whether it is after midnight in the night. Raises NotATime."""
    if words.hour is None:
        if words.part not in _USUAL:
            raise NotATime("no_hour")
        return time(_USUAL[words.part]), False
    if words.part is None:
        return time(words.hour, words.minute), False
    if words.part == "malam" and words.hour in _AFTER_MIDNIGHT:
        return time(_AFTER_MIDNIGHT[words.hour], words.minute), True
    first, last = PARTS[words.part]
    hour = next((one for one in (words.hour, words.hour + 12) if first <= one <= last), None)
    if hour is None:
        raise NotATime("not_understood")
    return time(hour, words.minute), False
