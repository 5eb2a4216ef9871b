"""What ends for a chat that leaves, in every table: the person erased it, or it cannot be reached any more."""

from datetime import datetime

from data.announcements import deliveries
from data.chats import chats, inbox, outgoing
from data.database import older_copy
from data.database.outside_log import Departure
from data.database.sqlite import Transaction
from data.watches import watches


async def erase(tx: Transaction, channel: str, address: str, now: datetime) -> None:
    """Deletes the chat, its watches and answers that wait; its deliveries keep no address."""
    await chats.erase(tx, channel, address)
    await deliveries.anonymise(tx, channel, address, now)
    await inbox.forget(tx, channel, address)


async def end_all_messages(tx: Transaction, channel: str, address: str, now: datetime) -> None:
    """Ends what would be sent to a chat whose person blocked us or left: nothing more is, no announcement either."""
    await older_copy.note_departure(tx, Departure.BLOCKED, channel, address)
    await inbox.forget(tx, channel, address)
    await chats.unsubscribe(tx, channel, address)
    await deliveries.cancel_for(tx, channel, address, now)
    await watches.forget(tx, channel, address)
    await outgoing.forget(tx, channel, address)


async def end_announcements(tx: Transaction, channel: str, address: str, now: datetime) -> None:
    """Ends the announcements to a person who told the service that they want none; answers still arrive."""
    await older_copy.note_departure(tx, Departure.STOPPED, channel, address)
    await chats.unsubscribe(tx, channel, address)
    await deliveries.cancel_for(tx, channel, address, now)
