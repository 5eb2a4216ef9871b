"""The order of broadcasts: which one is sent now, and when it ends."""

from datetime import datetime

from data.announcements import announcements, audience, deliveries, workflow
from data.announcements.announcements import Broadcast, State
from data.announcements.deliveries import ABORTED, DeliveryOutcome
from data.announcements.quiet_hours import is_quiet
from data.channels import PUBLIC, VISITED
from data.database.sqlite import Transaction, placeholders


async def advance(tx: Transaction, now: datetime) -> None:
    """Ends what everybody has, and starts what is due next."""
    for one in await announcements.in_states(tx, State.SENDING):
        if not await has_open_deliveries(tx, one.id):
            await workflow.end(tx, one.id, now)
    if first := await _next_due(tx, now):
        await workflow.start(tx, first.id, now)


async def _next_due(tx: Transaction, now: datetime) -> Broadcast | None:
    """The broadcast to start now: one at a time, first come, first served, and none at night."""
    if await announcements.in_states(tx, State.SENDING, State.PAUSED):
        return None
    waiting = await announcements.in_states(tx, State.APPROVED)
    due = [one for one in waiting if one.due <= now and not waits_for_morning(one, now)]
    first = min(due, key=lambda one: (one.due, one.id), default=None)
    return first if first and first.list_complete else None


def waits_for_morning(broadcast: Broadcast, now: datetime) -> bool:
    """Whether it is due but waits for the end of the quiet hours."""
    return broadcast.override is None and is_quiet(now)


async def has_open_deliveries(tx: Transaction, broadcast: int) -> bool:
    """Whether somebody on a push channel is still to get it; web chats get it even after its end."""
    # In the order of the index of pending deliveries: otherwise SQLite reads the whole list each time.
    waiting = await tx.rows(
        "SELECT 1 FROM deliveries WHERE broadcast = ? AND state = 'pending' "  # noqa: S608 - our own marks
        f"AND channel NOT IN ({placeholders(VISITED)}) ORDER BY channel, tries, address LIMIT 1",
        broadcast,
        *VISITED,
    )
    return bool(waiting) or await _is_claimed(tx, broadcast)


async def _is_claimed(tx: Transaction, broadcast: int) -> bool:
    """Whether a message of it is being sent.

    Read by the index of claims, which are few; asked for one broadcast, SQLite would read the whole list of it.
    """
    channels = tuple(PUBLIC)
    claimed = await tx.rows(
        "SELECT DISTINCT broadcast FROM deliveries WHERE state = 'claimed' "  # noqa: S608 - our own marks
        f"AND channel IN ({placeholders(channels)})",
        *channels,
    )
    return (broadcast,) in claimed


async def clear_aborted(tx: Transaction, broadcast: int, most: int, now: datetime) -> bool:
    """Fails the next pending deliveries of an aborted broadcast, at most `most`. Returns whether there were any."""
    if not await tx.rows("SELECT 1 FROM tallies WHERE broadcast = ?", broadcast):
        await audience.count_unfinished(tx, broadcast)
    ended = await deliveries.end_next_pending(tx, broadcast, most, DeliveryOutcome.FAILED, ABORTED, now)
    if not ended and not await _is_claimed(tx, broadcast):
        await workflow.close(tx, broadcast, now)
    return bool(ended)
