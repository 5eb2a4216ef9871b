"""Messages that were handled, and the answers to them until they are sent."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from data.clock import from_unix, unix
from data.database.sqlite import Transaction


def message_key_of(channel: str, address: str, id_: str) -> bytes:
    """How a message is recognised when it comes again, without keeping whose it was."""
    return hashlib.blake2b(f"{channel}\0{address}\0{id_}".encode(), digest_size=16).digest()


async def answer_to(tx: Transaction, seen: bytes) -> tuple[bool, str | None]:
    """Whether this message was handled before, and its answer (JSON) when that is still kept."""
    rows = await tx.rows("SELECT answer FROM turns WHERE seen = ?", seen)
    return (True, rows[0][0]) if rows else (False, None)


async def keep(
    tx: Transaction, seen: bytes, channel: str, address: str, answer: str, now: datetime, number: int, reference: str
) -> None:
    """Keeps the answer with the message, so that neither is lost nor handled twice.

    `number` puts the answers to a chat in order; `reference` is what the channel needs to find the message again.
    """
    await tx.run(
        "INSERT INTO turns (seen, at, channel, address, answer, number, reference) VALUES (?, ?, ?, ?, ?, ?, ?)",
        seen,
        unix(now),
        channel,
        address,
        answer,
        number,
        reference or None,
    )


async def mark(tx: Transaction, seen: bytes, now: datetime, done: int = 0) -> None:
    """Notes that something was done, without an answer; once more: anew."""
    await tx.run(
        "INSERT INTO turns (seen, at, done) VALUES (?, ?, ?) "
        "ON CONFLICT (seen) DO UPDATE SET at = excluded.at, done = excluded.done",
        seen,
        unix(now),
        done,
    )


async def marked_at(tx: Transaction, seen: bytes) -> tuple[datetime, int] | None:
    """When this was noted, and with which number, if it was in the last 48 hours."""
    rows = await tx.rows("SELECT at, done FROM turns WHERE seen = ?", seen)
    return (from_unix(rows[0][0]), rows[0][1]) if rows else None


async def unmark(tx: Transaction, seen: bytes) -> None:
    """It was not done after all."""
    await tx.run("DELETE FROM turns WHERE seen = ? AND answer IS NULL", seen)


@dataclass(frozen=True, slots=True)
class QueuedAnswer:
    """An answer on its way."""

    seen: bytes
    address: str
    answer: str
    """JSON."""
    reference: str
    done: int
    """How many of its parts were sent."""


async def queued_answers(tx: Transaction, channel: str) -> list[QueuedAnswer]:
    """What was not sent yet, oldest first; nothing of an older copy, of which most was sent."""
    if tx.rollback_guard.behind:
        return []
    rows = await tx.rows(
        "SELECT seen, address, answer, coalesce(reference, ''), done FROM turns "
        "WHERE channel = ? AND answer IS NOT NULL ORDER BY number",
        channel,
    )
    return [QueuedAnswer(*row) for row in rows]


async def mark_progress(tx: Transaction, seen: bytes, done: int) -> None:
    """Notes that so many parts of an answer were sent."""
    await tx.run("UPDATE turns SET done = ? WHERE seen = ?", done, seen)


EMPTIED = "address = NULL, answer = NULL, reference = NULL"
EMPTY = "UPDATE turns SET " + EMPTIED  # noqa: S608 - our own words
"""Keeps of a message only that it was handled, and on which channel: that says how long it may come again."""


async def mark_sent(tx: Transaction, seen: bytes) -> None:
    """Forgets an answer that has arrived, and where it went; that the message was handled stays (`data.retention`)."""
    await tx.run(f"{EMPTY} WHERE seen = ?", seen)


async def forget_queued(tx: Transaction) -> int:
    """Forgets every answer that was not sent; returns how many."""
    return await tx.run(f"{EMPTY} WHERE answer IS NOT NULL")


async def forget(tx: Transaction, channel: str, address: str) -> None:
    """Forgets every answer to a chat that was not sent."""
    await tx.run(f"{EMPTY} WHERE channel = ? AND address = ? AND answer IS NOT NULL", channel, address)
