"""Announcements on channels without push: people get them on their next visit."""

from datetime import datetime

from data.announcements import announcements, tallies
from data.announcements.announcements import Broadcast, State
from data.announcements.deliveries import DeliveryOutcome
from data.channels import VISITED
from data.chats.chats import Chat
from data.clock import unix
from data.database import older_copy
from data.database.sqlite import Transaction


async def waiting_for(tx: Transaction, chat: Chat) -> list[Broadcast]:
    """The announcements that wait for the next visit of this chat, if it still wants them, oldest first."""
    if chat.subscription is None or chat.channel not in VISITED or tx.rollback_guard.behind:
        return []
    rows = await tx.rows(
        "SELECT broadcast FROM deliveries WHERE broadcast IN (SELECT id FROM broadcasts WHERE state IN (?, ?)) "
        "AND channel = ? AND address = ? AND state = 'pending' ORDER BY broadcast",
        State.SENDING,
        State.DONE,
        chat.channel,
        chat.address,
    )
    found = [await announcements.load(tx, number) for (number,) in rows]
    return [one for one in found if one and chat.subscription.wants(one.audience.kecamatan)]


async def mark_shown(tx: Transaction, broadcast: int, channel: str, address: str, now: datetime) -> None:
    """Records the delivery as sent: the announcement is part of an answer to this chat."""
    if await tx.run(
        "UPDATE deliveries SET state = 'sent', at = ? "
        "WHERE broadcast = ? AND channel = ? AND address = ? AND state = 'pending'",
        unix(now),
        broadcast,
        channel,
        address,
    ):
        await tallies.add(tx, broadcast, channel, {DeliveryOutcome.SENT: 1})
        await older_copy.note_shown(tx, broadcast)
