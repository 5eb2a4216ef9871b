"""Keeps what the buttons of a chat's last answers need, so that they work after another NIK was checked.

It holds keyed hashes, like an open question, and for the same time.
"""

from collections.abc import Iterator
from datetime import datetime

from data.chats import chats
from data.chats.chats import Chat, Pending
from data.clock import from_unix, unix
from data.database.sqlite import Transaction

MOST = 10
"""The most answers of one chat that are kept; older ones are deleted."""


def _tokens(pending: Pending) -> Iterator[str]:
    """The tokens of the buttons of an answer."""
    answers = pending.answers
    for one in (answers.get("token"), answers.get("button"), answers.get("watch", {}).get("token")):
        if isinstance(one, str) and one:
            yield one


async def keep(tx: Transaction, before: Chat, after: Chat) -> None:
    """Stores what the buttons of a new answer need."""
    pending = after.pending
    if pending is None or pending == before.pending:
        return
    for token in dict.fromkeys(_tokens(pending)):
        of_it = after.channel, after.address, token
        # Deleted rather than updated, as the row number shows how new an answer is.
        await tx.run("DELETE FROM offers WHERE channel = ? AND address = ? AND token = ?", *of_it)
        await tx.run(
            "INSERT INTO offers (channel, address, token, session, answers, until) VALUES (?, ?, ?, ?, ?, ?)",
            *of_it,
            pending.session,
            chats.dump_pending(pending),
            unix(pending.until),
        )
    await tx.run(
        "DELETE FROM offers WHERE channel = ? AND address = ? AND id <= (SELECT id FROM offers "
        "WHERE channel = ? AND address = ? ORDER BY id DESC LIMIT 1 OFFSET ?)",
        after.channel,
        after.address,
        after.channel,
        after.address,
        MOST,
    )


async def find(tx: Transaction, channel: str, address: str, token: str, now: datetime) -> Pending | None:
    """What the buttons with this token need, from any session of the chat; None if it has expired."""
    rows = await tx.rows(
        "SELECT answers, until FROM offers WHERE channel = ? AND address = ? AND token = ? AND until > ?",
        channel,
        address,
        token,
        unix(now),
    )
    return chats.load_pending(rows[0][0], from_unix(rows[0][1])) if rows else None
