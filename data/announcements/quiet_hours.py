"""The hours in which no announcement is sent, so that nobody is woken."""

from datetime import datetime, time, timedelta

from data.clock import WIB

QUIET_FROM = 21
QUIET_UNTIL = 7
"""Hours of the day in Bekasi: quiet from 21:00 until just before 07:00."""


def is_quiet(moment: datetime) -> bool:
    """Whether people may be asleep. The moment must be aware."""
    return not QUIET_UNTIL <= moment.astimezone(WIB).hour < QUIET_FROM


def after_quiet(moment: datetime) -> datetime:
    """The moment itself or, within the quiet hours, the next 07:00 in Bekasi. The moment must be aware."""
    if not is_quiet(moment):
        return moment
    local = moment.astimezone(WIB)
    day = local.date() + timedelta(days=local.hour >= QUIET_FROM)
    return datetime.combine(day, time(QUIET_UNTIL), WIB)
