"""Decides whether a sweep may run: not if a wrong clock, or a long pause, makes much look expired at once."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from data import retention
from data.clock import unix
from data.database import stored_values
from data.database.sqlite import Database, Transaction
from data.retention import Share

LONGEST_PAUSE = timedelta(days=1)
"""After this time without a sweep, a sweep that would delete much is stopped."""
LONGEST_ABSENCE = timedelta(days=7)
"""After this time without a sweep, the first sweep of a run is always stopped."""
FURTHEST_AHEAD = timedelta(days=1)
"""How far the clock may run ahead of the elapsed time."""
_MANY_ROWS = 100
_MANY_OF = 10
""""Much" means more than this many rows and more than a tenth of the table."""

_LAST_KEPT = (
    "SELECT max(moment) FROM (SELECT max(used) AS moment FROM chats UNION ALL SELECT max(at) FROM turns) AS kept"
)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a sweep would do now."""

    last: datetime | None
    """When something was last deleted or, before that was recorded, last stored; None: never."""
    shares: Mapping[str, Share]
    """How much of each table would expire."""

    def doubt(self, now: datetime, ahead: timedelta, *, first: bool) -> str:
        """Why nothing may be deleted until an operator confirms it; empty if all is well.

        `ahead` is how far the clock ran ahead of the seconds elapsed in this run, and `first` whether no sweep of this
        run was allowed yet.
        """
        if not self.shares or self.last is None:
            return ""
        since = now - self.last
        if ahead > FURTHEST_AHEAD:
            return f"the clock went {_in_words(ahead)} ahead while the bot ran"
        if first and since > LONGEST_ABSENCE:
            return f"the last sweep, or message, was {_in_words(since)} ago as the clock has it"
        if since > LONGEST_PAUSE and (much := [name for name, share in self.shares.items() if _is_much(share)]):
            return f"after {_in_words(since)} without a sweep much would be forgotten of {', '.join(much)}"
        return ""

    def __str__(self) -> str:
        return ", ".join(f"{one.due:,} of {one.rows:,} rows of {name}" for name, one in sorted(self.shares.items()))


def _is_much(share: Share) -> bool:
    return share.missed > _MANY_ROWS and share.missed * _MANY_OF > share.rows


def _in_words(time: timedelta) -> str:
    return f"{time.days} days" if time.days > 1 else f"{time / timedelta(hours=1):.0f} hours"


async def forecast(database: Database, now: datetime, audit_months: int) -> Forecast:
    """Forecasts a sweep, which reads every row and therefore uses a connection of its own."""
    return await database.read_in_thread(partial(_forecast, now=now, audit_months=audit_months))


def _forecast(opened: sqlite3.Connection, now: datetime, audit_months: int) -> Forecast:
    opened.execute("BEGIN")
    noted = opened.execute("SELECT value FROM facts WHERE name = ?", (_SWEPT,)).fetchone()
    moment = int(noted[0]) if noted else opened.execute(_LAST_KEPT).fetchone()[0]
    last = None if moment is None else datetime.fromtimestamp(moment, now.tzinfo)
    return Forecast(last, retention.count_due(opened, now, audit_months))


async def last_sweep(database: Database) -> int | None:
    """The moment of the last complete sweep, in seconds since 1970."""
    noted = await database.group_commit(partial(stored_values.read, name=_SWEPT))
    return int(noted) if noted else None


async def note_sweep(tx: Transaction, now: datetime) -> None:
    """Records that a sweep was completed."""
    await stored_values.write(tx, _SWEPT, str(unix(now)))


_SWEPT = "swept"
