"""The order of broadcasts: which one is sent now, and when it ends."""

from datetime import datetime

from data.announcements import announcements, tallies
from data.announcements.announcements import Broadcast, State
from data.announcements.deliveries import ABORTED, DeliveryOutcome, end_all
from data.announcements.quiet_hours import is_quiet
from data.audit import audit_log
from data.channels import PUBLIC, VISITED
from data.clock import unix
from data.database.sqlite import Transaction, placeholders

_COUNTED = ("total", "sent", "gone", "failed", "unknown")


async def start_due(tx: Transaction, now: datetime) -> None:
    """Starts the next broadcast that is due: one at a time, first come, first served, and none at night."""
    if await announcements.in_states(tx, State.SENDING, State.PAUSED):
        return
    waiting = await announcements.in_states(tx, State.APPROVED)
    due = [one for one in waiting if one.due <= now and not waits_for_morning(one, now)]
    first = min(due, key=lambda one: (one.due, one.id), default=None)
    if first and first.list_complete:
        await tx.run(
            "UPDATE broadcasts SET state = ?, started = coalesce(started, ?) WHERE id = ?",
            State.SENDING,
            unix(now),
            first.id,
        )
        await audit_log.note(tx, now, "bot", "broadcast.started", broadcast=first.id)


def waits_for_morning(broadcast: Broadcast, now: datetime) -> bool:
    """Whether it is due but waits for the end of the quiet hours."""
    return broadcast.override is None and is_quiet(now)


async def finish(tx: Transaction, broadcast: int, now: datetime) -> bool:
    """Ends a broadcast with no open delivery on a push channel; web chats still get it. Returns whether it ended."""
    # In the order of the index of pending deliveries: otherwise SQLite reads the whole list each time.
    waiting = await tx.rows(
        "SELECT 1 FROM deliveries WHERE broadcast = ? AND state = 'pending' "  # noqa: S608 - our own marks
        f"AND channel NOT IN ({placeholders(VISITED)}) ORDER BY channel, tries, address LIMIT 1",
        broadcast,
        *VISITED,
    )
    if waiting or await _is_claimed(tx, broadcast):
        return False
    ended = await tx.run(
        "UPDATE broadcasts SET state = ?, ended = ? WHERE id = ? AND state = ?",
        State.DONE,
        unix(now),
        broadcast,
        State.SENDING,
    )
    if ended:
        await _audit_end(tx, broadcast, now)
    return bool(ended)


async def _is_claimed(tx: Transaction, broadcast: int) -> bool:
    """Whether a message of it is being sent. Naming the channels makes SQLite use the index of claims."""
    channels = tuple(PUBLIC)
    return bool(
        await tx.rows(
            "SELECT 1 FROM deliveries WHERE broadcast = ? AND state = 'claimed' "  # noqa: S608 - our own marks
            f"AND channel IN ({placeholders(channels)}) LIMIT 1",
            broadcast,
            *channels,
        )
    )


async def end_with_unknown(tx: Transaction, broadcast: int, now: datetime) -> None:
    """Ends a broadcast that may have reached people, with all open deliveries unknown."""
    moment = unix(now)
    await tx.run(
        "UPDATE broadcasts SET state = ?, started = coalesce(started, ?), ended = ?, changed = ? WHERE id = ?",
        State.DONE,
        moment,
        moment,
        moment,
        broadcast,
    )
    await _audit_end(tx, broadcast, now)


async def _audit_end(tx: Transaction, broadcast: int, now: datetime) -> None:
    rows = await tx.rows(
        f"SELECT {', '.join(f'coalesce(sum({one}), 0)' for one in _COUNTED)} FROM tallies WHERE broadcast = ?",  # noqa: S608
        broadcast,
    )
    people, *ended = map(int, rows[0])
    counts = dict(zip(_COUNTED[1:], ended, strict=True))
    await audit_log.note(tx, now, "bot", "broadcast.ended", broadcast=broadcast, people=people, **counts)


async def clear_aborted(tx: Transaction, broadcast: int, most: int, now: datetime) -> bool:
    """Fails the next pending deliveries of an aborted broadcast, at most `most`. Returns whether there were any."""
    rows = await tx.rows(
        "SELECT broadcast, channel, address FROM deliveries WHERE broadcast = ? AND state = 'pending' "
        "ORDER BY channel, tries, address LIMIT ?",
        broadcast,
        most,
    )
    await end_all(tx, rows, DeliveryOutcome.FAILED, ABORTED, now)
    if not rows and not await _is_claimed(tx, broadcast):
        if not await tx.rows("SELECT 1 FROM tallies WHERE broadcast = ?", broadcast):
            await tallies.count_list(tx, broadcast)  # its list was never complete
        await tx.run("UPDATE broadcasts SET ended = ? WHERE id = ?", unix(now), broadcast)
        await _audit_end(tx, broadcast, now)
    return bool(rows)
