"""Messages that were handled, and the answers to them until they are sent."""

from datetime import datetime

from data.database import Transaction


async def answer_to(tx: Transaction, channel: str, address: str, id_: str) -> tuple[bool, str | None]:
    """Whether this message was handled before, and its answer (JSON) when that is still kept."""
    rows = await tx.rows("SELECT answer FROM turns WHERE channel = ? AND address = ? AND id = ?", channel, address, id_)
    return (True, None if rows[0][0] is None else str(rows[0][0])) if rows else (False, None)


async def keep(tx: Transaction, channel: str, address: str, id_: str, answer: str, now: datetime) -> None:
    """Keeps the answer with the message, so that neither is lost nor handled twice."""
    await tx.run(
        "INSERT INTO turns (channel, address, id, at, answer) VALUES (?, ?, ?, ?, ?)",
        channel,
        address,
        id_,
        int(now.timestamp()),
        answer,
    )


async def sent(tx: Transaction, channel: str, address: str, id_: str) -> None:
    """Forgets an answer that has arrived; the message id stays for 48 hours."""
    await tx.run("UPDATE turns SET answer = NULL WHERE channel = ? AND address = ? AND id = ?", channel, address, id_)


async def unsent(tx: Transaction, channel: str) -> list[tuple[str, str, str]]:
    """Address, message id and answer of what a crash kept from being sent, oldest first."""
    rows = await tx.rows(
        "SELECT address, id, answer FROM turns WHERE channel = ? AND answer IS NOT NULL ORDER BY at, id",
        channel,
    )
    return [(str(address), str(id_), str(answer)) for address, id_, answer in rows]
