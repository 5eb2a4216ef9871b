"""Remembers handled messages, and keeps their answers until they are sent."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from data.clock import from_unix, unix
from data.database.sqlite import Transaction, placeholders

_MOST_AT_ONCE = 500
"""The most answers that one statement marks as sent."""


def message_key_of(channel: str, address: str, id_: str) -> bytes:
    """The key by which a repeated message is recognised; it does not reveal the chat."""
    return hashlib.blake2b(f"{channel}\0{address}\0{id_}".encode(), digest_size=16).digest()


async def keep(
    tx: Transaction, seen: bytes, channel: str, address: str, answer: str, now: datetime, number: int, reference: str
) -> None:
    """Stores the answer with the message, so that it is neither lost nor given twice.

    `number` orders the answers of a chat; `reference` is what the channel needs to refer to the message.
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


async def mark(tx: Transaction, seen: bytes, now: datetime, done: int = 0, channel: str | None = None) -> None:
    """Marks a message as handled without an answer; a repeated mark replaces the earlier one.

    With a channel, the mark is kept as long as messages may come again there.
    """
    await tx.run(
        "INSERT INTO turns (seen, at, done, channel) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (seen) DO UPDATE SET at = excluded.at, done = excluded.done",
        seen,
        unix(now),
        done,
        channel,
    )


async def marked_at(tx: Transaction, seen: bytes) -> tuple[datetime, int] | None:
    """When it was marked and with which number; None after 48 hours."""
    rows = await tx.rows("SELECT at, done FROM turns WHERE seen = ?", seen)
    return (from_unix(rows[0][0]), rows[0][1]) if rows else None


async def unmark(tx: Transaction, seen: bytes) -> None:
    """Removes a mark."""
    await tx.run("DELETE FROM turns WHERE seen = ? AND answer IS NULL", seen)


@dataclass(frozen=True, slots=True)
class QueuedAnswer:
    """An answer waiting to be sent."""

    seen: bytes
    address: str
    answer: str
    """JSON."""
    reference: str
    done: int
    """The number of its parts that were sent."""


async def queued_answers(tx: Transaction, channel: str) -> list[QueuedAnswer]:
    """Answers that were not sent yet, oldest first; none in a restored older copy, where most were sent."""
    if tx.rollback_guard.behind:
        return []
    rows = await tx.rows(
        "SELECT seen, address, answer, coalesce(reference, ''), done FROM turns "
        "WHERE channel = ? AND answer IS NOT NULL ORDER BY number",
        channel,
    )
    return [QueuedAnswer(*row) for row in rows]


async def mark_progress(tx: Transaction, seen: bytes, done: int) -> None:
    """Records how many parts of an answer were sent."""
    await tx.run("UPDATE turns SET done = ? WHERE seen = ? AND done < ?", done, seen, done)


async def mark_arrived(tx: Transaction, parts: Mapping[bytes, int]) -> None:
    """Records, of answers that still wait to be sent, how many parts have arrived."""
    seen = list(parts)
    for first in range(0, len(seen), _MOST_AT_ONCE):
        some = seen[first : first + _MOST_AT_ONCE]
        waiting = await tx.rows(
            f"SELECT seen FROM turns WHERE answer IS NOT NULL AND seen IN ({placeholders(some)})",  # noqa: S608
            *some,
        )
        for (one,) in waiting:
            await mark_progress(tx, one, parts[one])


EMPTIED = "address = NULL, answer = NULL, reference = NULL"
EMPTY = "UPDATE turns SET " + EMPTIED  # noqa: S608 - our own words
"""Keeps only that a message was handled and on which channel, which decides how long it may be repeated."""


async def mark_sent(tx: Transaction, *seen: bytes) -> None:
    """Deletes answers that have arrived, and their addresses; the messages stay marked (see `data.retention`)."""
    for first in range(0, len(seen), _MOST_AT_ONCE):
        part = seen[first : first + _MOST_AT_ONCE]
        await tx.run(f"{EMPTY} WHERE seen IN ({placeholders(part)})", *part)


async def forget_queued(tx: Transaction) -> int:
    """Deletes all answers that were not sent; returns their number."""
    return await tx.run(f"{EMPTY} WHERE answer IS NOT NULL")


async def forget(tx: Transaction, channel: str, address: str) -> None:
    """Deletes the answers to a chat that were not sent."""
    await tx.run(f"{EMPTY} WHERE channel = ? AND address = ? AND answer IS NOT NULL", channel, address)
