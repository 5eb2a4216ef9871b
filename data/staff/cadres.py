"""Cadres help others to check: staff invite them with a code, and they have a larger quota until a certain day."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from data.clock import WIB, add_months, from_unix, unix, wib_day
from data.database.sqlite import Transaction

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
DIGITS = "23456789"
"""The characters of codes: no vowels, so that codes form no words, and no look-alikes."""
CODE_LENGTH = 8
VALID = timedelta(hours=48)
"""How long an invitation is valid."""
LONGEST_TERM = 12
"""The most months from now that a role may last."""


@dataclass(frozen=True, slots=True)
class Cadre:
    """The role of a chat, which may have ended."""

    channel: str
    address: str
    label: str
    """The name that staff gave: "Posyandu Melati RW 05"."""
    since: datetime
    """Unique to the second, so that buttons identify a role by it rather than by its chat."""
    until: datetime
    checks: int

    @property
    def last_day(self) -> date:
        """The last day of the role, in Bekasi."""
        return last_day(self.until)


def last_day(until: datetime) -> date:
    """The last day, in Bekasi, of a role that ends at this time."""
    return (until - timedelta(seconds=1)).astimezone(WIB).date()


def end_of_term(begin: datetime, months: int) -> datetime:
    """The end of the day in Bekasi `months` later; if there is no such day, the end of that month."""
    return datetime.combine(add_months(wib_day(begin), months) + timedelta(days=1), time(), WIB).astimezone(UTC)


def extended_until(until: datetime, months: int, now: datetime) -> datetime:
    """The end of a role extended by some months from its end or, if it has ended, from now; at most a year from now."""
    first_not = max(until - timedelta(seconds=1), now)
    return min(end_of_term(first_not, months), end_of_term(now, LONGEST_TERM))


TABLE = "cadres"
_COLUMNS = "channel, address, label, since, until, checks"


def _cadre(row: tuple[Any, ...]) -> Cadre:
    channel, address, label, since, until, checks = row
    return Cadre(channel, address, label, from_unix(since), from_unix(until), checks)


# ---------------------------------------------------------------- invitations


def _new_code() -> str:
    """A random code with at least one letter and one digit, so that it looks like neither a word nor a number."""
    while True:
        code = "".join(secrets.choice(LETTERS + DIGITS) for _ in range(CODE_LENGTH))
        if not code.isalpha() and not code.isdecimal():
            return code


async def invite(tx: Transaction, label: str, until: datetime, given_by: str, now: datetime) -> str:
    """Creates an invitation and returns its code; `given_by` is the address of the staff member."""
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
    """Withdraws an invitation and returns its label; None if it was used or does not exist."""
    rows = await tx.rows("DELETE FROM invitations WHERE code = ? RETURNING label", code)
    return rows[0][0] if rows else None


async def accept(tx: Transaction, channel: str, address: str, code: str, now: datetime) -> Cadre | None:
    """Gives the code's role to a chat, replacing an earlier one; None if the code is wrong, used or expired."""
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
    tx.absent.discard((TABLE, channel, address))
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
    """The current role of a chat; None if it has none."""
    if (TABLE, channel, address) in tx.absent:
        return None
    rows = await tx.rows(
        f"SELECT {_COLUMNS} FROM cadres WHERE channel = ? AND address = ? AND until > ?",  # noqa: S608 - our own columns
        channel,
        address,
        unix(now),
    )
    return _cadre(rows[0]) if rows else None


async def count_check(tx: Transaction, channel: str, address: str) -> None:
    """Counts one more check of a cadre."""
    await tx.run("UPDATE cadres SET checks = checks + 1 WHERE channel = ? AND address = ?", channel, address)


async def move(tx: Transaction, channel: str, before: str, after: str, now: datetime) -> None:
    """Moves the role of a chat to its new address; a role that runs there stays, and the other ends."""
    if await find(tx, channel, after, now) is None and await find(tx, channel, before, now):
        await forget(tx, channel, after)
        tx.absent.discard((TABLE, channel, after))
        await tx.run("UPDATE cadres SET address = ? WHERE channel = ? AND address = ?", after, channel, before)
    await forget(tx, channel, before)


async def forget(tx: Transaction, channel: str, address: str) -> Cadre | None:
    """Deletes the role of a chat and returns it, even if it had ended."""
    rows = await tx.rows(
        f"DELETE FROM cadres WHERE channel = ? AND address = ? RETURNING {_COLUMNS}",  # noqa: S608
        channel,
        address,
    )
    return _cadre(rows[0]) if rows else None


# ---------------------------------------------------------------- management by staff


async def all_roles(tx: Transaction, now: datetime) -> list[Cadre]:
    """All roles by label; those that have ended come last, until they are deleted."""
    rows = await tx.rows(
        f"SELECT {_COLUMNS} FROM cadres ORDER BY until <= ?, lower(label), since",  # noqa: S608
        unix(now),
    )
    return [_cadre(row) for row in rows]


async def find_by_start(tx: Transaction, since: int) -> Cadre | None:
    """The role that began in this second; None if there is none."""
    rows = await tx.rows(f"SELECT {_COLUMNS} FROM cadres WHERE since = ?", since)  # noqa: S608
    return _cadre(rows[0]) if rows else None


async def take_back(tx: Transaction, since: int, now: datetime) -> bool:
    """Ends a role now, and keeps it listed as ended; returns whether it was running."""
    at = unix(now)
    return bool(await tx.run("UPDATE cadres SET until = ? WHERE since = ? AND until > ?", at, since, at))


async def extend(tx: Transaction, since: int, until: datetime) -> None:
    """Sets the end of a role."""
    await tx.run("UPDATE cadres SET until = ? WHERE since = ?", unix(until), since)
