"""Messages that were handled, and the answers to them until they are sent."""

import hashlib
from datetime import datetime

from data.database import Transaction


def seen_as(channel: str, address: str, id_: str) -> bytes:
    """How a message is recognised when it comes again, without keeping whose it was."""
    return hashlib.blake2b(f"{channel}\0{address}\0{id_}".encode(), digest_size=16).digest()


async def answer_to(tx: Transaction, seen: bytes) -> tuple[bool, str | None]:
    """Whether this message was handled before, and its answer (JSON) when that is still kept."""
    rows = await tx.rows("SELECT answer FROM turns WHERE seen = ?", seen)
    return (True, rows[0][0]) if rows else (False, None)


async def keep(tx: Transaction, seen: bytes, channel: str, address: str, answer: str, now: datetime) -> None:
    """Keeps the answer with the message, so that neither is lost nor handled twice."""
    await tx.run(
        "INSERT INTO turns (seen, at, channel, address, answer) VALUES (?, ?, ?, ?, ?)",
        seen,
        int(now.timestamp()),
        channel,
        address,
        answer,
    )


async def sent(tx: Transaction, seen: bytes) -> None:
    """Forgets an answer that has arrived, and where it went; that the message was handled stays for 48 hours."""
    await tx.run("UPDATE turns SET channel = NULL, address = NULL, answer = NULL WHERE seen = ?", seen)


async def forget(tx: Transaction, channel: str, address: str) -> None:
    """Forgets every answer to a chat that was not sent."""
    await tx.run(
        "UPDATE turns SET channel = NULL, address = NULL, answer = NULL WHERE channel = ? AND address = ? "
        "AND answer IS NOT NULL",
        channel,
        address,
    )
