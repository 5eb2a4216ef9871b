"""People who help others to check: invited by staff with a code, with a larger quota until a day."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from data.clock import WIB, add_months, from_unix, unix, wib_day
from data.database.sqlite import Transaction

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
DIGITS = "23456789"
"""What codes are made of: no vowel, so that no word comes out, and nothing that is mistaken for something else."""
CODE_LENGTH = 8
VALID = timedelta(hours=48)
"""How long an invitation may be taken."""
LONGEST_TERM = 12
"""Months from now."""


@dataclass(frozen=True, slots=True)
class Cadre:
    """A chat with the role, or one whose role has ended."""

    channel: str
    address: str
    label: str
    """As staff wrote it: "Posyandu Melati RW 05"."""
    since: datetime
    """No two roles begin in the same second, so staff's buttons name a role by it, and never the chat."""
    until: datetime
    checks: int

    @property
    def last_day(self) -> date:
        """The last day of the role, in Bekasi."""
        return last_day(self.until)


def last_day(until: datetime) -> date:
    """The day in Bekasi with which a role ends."""
    return (until - timedelta(seconds=1)).astimezone(WIB).date()


def end_of_term(begin: datetime, months: int) -> datetime:
    """The end of the day in Bekasi, so many months on; of the month's last day where it has no such day."""
    return datetime.combine(add_months(wib_day(begin), months) + timedelta(days=1), time(), WIB).astimezone(UTC)


def extended_until(until: datetime, months: int, now: datetime) -> datetime:
    """So many months after a role would end, or from now when it has ended; at most 12 months from now."""
    first_not = max(until - timedelta(seconds=1), now)
    return min(end_of_term(first_not, months), end_of_term(now, LONGEST_TERM))


_COLUMNS = "channel, address, label, since, until, checks"


def _cadre(row: tuple[Any, ...]) -> Cadre:
    channel, address, label, since, until, checks = row
    return Cadre(channel, address, label, from_unix(since), from_unix(until), checks)


# ---------------------------------------------------------------- invitations


def _new_code() -> str:
    """A random code that holds a letter and a digit, so that it looks like no word and no number."""
    while True:
        code = "".join(secrets.choice(LETTERS + DIGITS) for _ in range(CODE_LENGTH))
        if not code.isalpha() and not code.isdecimal():
            return code


async def invite(tx: Transaction, label: str, until: datetime, given_by: str, now: datetime) -> str:
    """The code with which one chat becomes a cadre, within 48 hours; `given_by` is the chat of the staff."""
    code = _new_code()
    await tx.run(
        "INSERT INTO invitations (code, label, until, given_by, expires) VALUES (?, ?, ?, ?, ?)",
        code,
        label,
        unix(until),
        given_by,
        unix(now + VALID),
    )
    return code


async def withdraw(tx: Transaction, code: str) -> str | None:
    """Takes an invitation back: its label; None when it was used, or there is none."""
    rows = await tx.rows("DELETE FROM invitations WHERE code = ? RETURNING label", code)
    return rows[0][0] if rows else None


async def accept(tx: Transaction, channel: str, address: str, code: str, now: datetime) -> Cadre | None:
    """The role that this code gives to the chat, in place of the one it has; None when it is wrong, used or too old."""
    rows = await tx.rows(
        "DELETE FROM invitations WHERE code = ? AND expires > ? RETURNING label, until, given_by", code, unix(now)
    )
    if not rows:
        return None
    label, until, given_by = rows[0]
    await tx.run("DELETE FROM cadres WHERE channel = ? AND address = ?", channel, address)
    since = unix(now)
    while await tx.rows("SELECT 1 FROM cadres WHERE since = ?", since):
        since += 1
    await tx.run(
        "INSERT INTO cadres (channel, address, label, since, until, given_by) VALUES (?, ?, ?, ?, ?, ?)",
        channel,
        address,
        label,
        since,
        until,
        given_by,
    )
    return _cadre((channel, address, label, since, until, 0))


# ---------------------------------------------------------------- the role


async def find(tx: Transaction, channel: str, address: str, now: datetime) -> Cadre | None:
    """The role of a chat, while it lasts."""
    rows = await tx.rows(
        f"SELECT {_COLUMNS} FROM cadres WHERE channel = ? AND address = ? AND until > ?",  # noqa: S608 - our own columns
        channel,
        address,
        unix(now),
    )
    return _cadre(rows[0]) if rows else None


async def count_check(tx: Transaction, channel: str, address: str) -> None:
    """Counts a check."""
    await tx.run("UPDATE cadres SET checks = checks + 1 WHERE channel = ? AND address = ?", channel, address)


async def forget(tx: Transaction, channel: str, address: str) -> Cadre | None:
    """Ends the role of a chat and forgets it; the role, also one that had ended."""
    rows = await tx.rows(
        f"DELETE FROM cadres WHERE channel = ? AND address = ? RETURNING {_COLUMNS}",  # noqa: S608
        channel,
        address,
    )
    return _cadre(rows[0]) if rows else None


# ---------------------------------------------------------------- what staff do


async def all_roles(tx: Transaction, now: datetime) -> list[Cadre]:
    """Every role, by its label; those that have ended stand last, until they are forgotten."""
    rows = await tx.rows(
        f"SELECT {_COLUMNS} FROM cadres ORDER BY until <= ?, lower(label), since",  # noqa: S608
        unix(now),
    )
    return [_cadre(row) for row in rows]


async def find_by_start(tx: Transaction, since: int) -> Cadre | None:
    """The role that began in this second."""
    rows = await tx.rows(f"SELECT {_COLUMNS} FROM cadres WHERE since = ?", since)  # noqa: S608
    return _cadre(rows[0]) if rows else None


async def take_back(tx: Transaction, since: int, now: datetime) -> bool:
    """Ends a role now; it stays in the list as ended. Whether it was running."""
    at = unix(now)
    return bool(await tx.run("UPDATE cadres SET until = ? WHERE since = ? AND until > ?", at, since, at))


async def extend(tx: Transaction, since: int, until: datetime) -> None:
    """Gives a role a new end."""
    await tx.run("UPDATE cadres SET until = ? WHERE since = ?", unix(until), since)
