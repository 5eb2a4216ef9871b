"""Whether checks are stopped: staff may stop all checks, and later state on which days answers may have been wrong."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from data.clock import from_unix, unix
from data.database import read_only
from data.database.sqlite import Transaction

SHOWN = timedelta(days=7)
"""How long a correction is shown above answers."""


@dataclass(frozen=True, slots=True)
class Off:
    """All checks are stopped."""

    since: datetime
    reason: str
    """For staff; it may hold anything, so no resident reads it."""


@dataclass(frozen=True, slots=True)
class Correction:
    """The first and last day in Bekasi on which answers may have been wrong."""

    first: date
    last: date
    until: datetime
    """The correction is shown above answers before this moment."""

    @property
    def sentence(self) -> str:
        """The key of the text to show: our own words, rather than what staff write in a hurry."""
        return "check.corrected_day" if self.first == self.last else "check.corrected_days"


_STATE = "emergency_stop"
_OFF = "SELECT since, reason FROM checks_off"


def _off(rows: list[tuple[int, str]]) -> Off | None:
    return Off(from_unix(rows[0][0]), rows[0][1]) if rows else None


async def off(tx: Transaction) -> Off | None:
    """Since when checks are stopped, and why; None if they are not."""
    return (await _state(tx))[0]


async def _state(tx: Transaction) -> tuple[Off | None, Correction | None]:
    """Both states, read once a transaction, since no other process changes them meanwhile; also an old correction."""
    known: tuple[Off | None, Correction | None] | None = tx.read_once.get(_STATE)
    if known is None:
        rows = await tx.rows(
            "SELECT since, reason, first, last, until FROM (SELECT 1) AS always "
            "LEFT JOIN checks_off ON true LEFT JOIN corrections ON true"
        )
        since, reason, first, last, until = rows[0]
        stopped = None if since is None else Off(from_unix(since), reason)
        corrected = None if until is None else Correction(_day(first), _day(last), from_unix(until))
        known = tx.read_once[_STATE] = stopped, corrected
    return known


def off_in(database: Path) -> Off | None:
    """The same for a database that may be in use; None also if it cannot be read, or has an earlier version."""
    try:
        with closing(read_only.to_read(database)) as opened:
            return _off(opened.execute(_OFF).fetchall())
    except (OSError, sqlite3.Error):
        return None


def carry(before: Path, opened: sqlite3.Connection) -> None:
    """Stops checks in a database being restored if they are stopped in the one that it replaces.

    A database of an earlier version cannot store this.
    """
    kept = off_in(before)
    known = read_only.has_table(opened, "checks_off")
    if kept and known and not opened.execute(_OFF).fetchall():
        opened.execute("INSERT INTO checks_off VALUES (?, ?)", (unix(kept.since), kept.reason))


async def stop(tx: Transaction, now: datetime, reason: str) -> Off | None:
    """Stops all checks; if they are already stopped, only changes the reason. Returns the previous state."""
    before = await off(tx)
    tx.read_once.pop(_STATE)
    if before:
        await tx.run("UPDATE checks_off SET reason = ?", reason)
    else:
        await tx.run("INSERT INTO checks_off VALUES (?, ?)", unix(now), reason)
    return before


async def go_on(tx: Transaction) -> Off | None:
    """Resumes checks. Returns how they were stopped; None if they were not."""
    before = await off(tx)
    tx.read_once.pop(_STATE)
    await tx.run("DELETE FROM checks_off")
    return before


async def correction(tx: Transaction, now: datetime) -> Correction | None:
    """The correction to show above answers now."""
    _, given = await _state(tx)
    return given if given and given.until > now else None


def _day(ordinal: int) -> date:
    return date.fromordinal(ordinal)


async def correct(tx: Transaction, given: Correction | None) -> None:
    """Shows a correction above answers, replacing an earlier one; None removes it."""
    tx.read_once.pop(_STATE, None)
    await tx.run("DELETE FROM corrections")
    if given:
        days = given.first.toordinal(), given.last.toordinal()
        await tx.run("INSERT INTO corrections VALUES (?, ?, ?)", *days, unix(given.until))
