"""The queue of messages that nobody asked for, such as notices about watches: each stays until it is sent."""

from dataclasses import dataclass
from datetime import datetime

from data.clock import unix
from data.coverage import emergency_stop
from data.database import older_copy
from data.database.sqlite import Transaction


@dataclass(frozen=True, slots=True)
class QueuedMessage:
    """A message that waits to be sent to a chat."""

    id: int
    channel: str
    address: str
    kind: str
    """Which part of the program renders it."""
    name: str
    """What makes it the same message: a chat has one of this kind and name at a time."""
    body: str
    """JSON: what is to be rendered."""
    done: int = 0
    """The number of its parts that were sent."""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Identifies it in the queue."""
        return self.channel, self.address, self.kind, self.name


_SAME = "id = ? AND channel = ? AND address = ? AND kind = ? AND name = ?"
"""The id alone would not do: after the newest message is deleted, the next one gets its id."""


async def put(tx: Transaction, channel: str, address: str, kind: str, name: str, body: str, now: datetime) -> None:
    """Queues a message behind the others to this chat; one that is already queued stays as it is."""
    await tx.run(
        "INSERT INTO outgoing (channel, address, kind, name, body, created) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (channel, address, kind, name) DO NOTHING",
        channel,
        address,
        kind,
        name,
        body,
        unix(now),
    )


async def is_held(tx: Transaction) -> bool:
    """Whether all messages wait: the database may be an older copy, after which some were sent; or checks are stopped.

    Without staff's stop a notice would send people to checks that are refused.
    """
    return await older_copy.is_behind(tx) or await emergency_stop.off(tx) is not None


async def pending(tx: Transaction, channel: str, most: int) -> list[QueuedMessage]:
    """The oldest message of each chat of a channel, oldest first; none while all are held."""
    if await is_held(tx):
        return []
    rows = await tx.rows(
        "SELECT id, channel, address, kind, name, body, done FROM outgoing "
        "WHERE channel = ? AND NOT EXISTS (SELECT 1 FROM outgoing AS earlier "
        "WHERE earlier.channel = outgoing.channel AND earlier.address = outgoing.address "
        "AND earlier.id < outgoing.id) ORDER BY id LIMIT ?",
        channel,
        most,
    )
    return [QueuedMessage(*row) for row in rows]


async def is_queued(tx: Transaction, message: QueuedMessage) -> bool:
    """Whether the message still waits: the chat may have been erased, or its recipient gone."""
    return bool(await tx.rows(f"SELECT 1 FROM outgoing WHERE {_SAME}", message.id, *message.key))  # noqa: S608 - our own words


async def mark_progress(tx: Transaction, message: QueuedMessage, done: int) -> None:
    """Records how many parts of a message were sent."""
    await tx.run(f"UPDATE outgoing SET done = ? WHERE {_SAME}", done, message.id, *message.key)  # noqa: S608


async def remove(tx: Transaction, message: QueuedMessage) -> None:
    """Deletes a message that was sent, withdrawn or given up."""
    await tx.run(f"DELETE FROM outgoing WHERE {_SAME}", message.id, *message.key)  # noqa: S608


async def forget(tx: Transaction, channel: str, address: str) -> None:
    """Deletes the messages to a chat."""
    await tx.run("DELETE FROM outgoing WHERE channel = ? AND address = ?", channel, address)


async def forget_all(tx: Transaction) -> int:
    """Deletes all messages; returns their number."""
    return await tx.run("DELETE FROM outgoing")
