"""The hours in which no announcement is sent, so that nobody is woken."""

from datetime import datetime, time, timedelta

from data.clock import WIB

QUIET_FROM = 21
QUIET_UNTIL = 7
"""Hours in Bekasi: quiet from 21:00 on, no longer quiet at 07:00."""


def is_quiet(moment: datetime) -> bool:
    """Whether people may be asleep. The moment is aware."""
    return not QUIET_UNTIL <= moment.astimezone(WIB).hour < QUIET_FROM


def after_quiet(moment: datetime) -> datetime:
    """The moment itself, or the next 07:00 in Bekasi when it lies in the quiet hours. The moment is aware."""
    if not is_quiet(moment):
        return moment
    local = moment.astimezone(WIB)
    day = local.date() + timedelta(days=local.hour >= QUIET_FROM)
    return datetime.combine(day, time(QUIET_UNTIL), WIB)
