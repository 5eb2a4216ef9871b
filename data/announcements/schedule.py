"""One broadcast after the other: which one is sent now, and when it has ended."""

from collections import Counter
from datetime import datetime

from data.announcements import announcements, tallies
from data.announcements.announcements import Broadcast, State
from data.announcements.deliveries import ABORTED, DeliveryOutcome, set_outcome
from data.announcements.quiet_hours import is_quiet
from data.audit import audit_log
from data.channels import VISITED
from data.database.sqlite import Transaction

_MARKS = ", ".join("?" * len(VISITED))


async def start_due(tx: Transaction, now: datetime) -> None:
    """Starts the broadcast whose turn it is: one at a time, first come, first served, and none at night."""
    if await announcements.in_states(tx, State.SENDING, State.PAUSED):
        return
    waiting = await announcements.in_states(tx, State.APPROVED)
    due = [one for one in waiting if one.due <= now and not waits_for_morning(one, now)]
    first = min(due, key=lambda one: (one.due, one.id), default=None)
    if first and first.listed:
        await tx.run(
            "UPDATE broadcasts SET state = ?, started = ifnull(started, ?) WHERE id = ?",
            State.SENDING,
            int(now.timestamp()),
            first.id,
        )
        await audit_log.note(tx, now, "bot", "broadcast.started", broadcast=first.id)


def waits_for_morning(broadcast: Broadcast, now: datetime) -> bool:
    """Whether it waits for the morning."""
    return broadcast.override is None and is_quiet(now)


async def finish(tx: Transaction, broadcast: int, now: datetime) -> bool:
    """Ends a broadcast of which nobody waits to be written to; whether it ended. On the web people still come."""
    for state in ("pending", "claimed"):  # named, or SQLite would read the whole list each time
        if await tx.rows(
            f"SELECT 1 FROM deliveries INDEXED BY deliveries_{state} "  # noqa: S608 - our own marks
            f"WHERE broadcast = ? AND state = '{state}' AND channel NOT IN ({_MARKS}) LIMIT 1",
            broadcast,
            *VISITED,
        ):
            return False
    ended = await tx.run(
        "UPDATE broadcasts SET state = ?, ended = ? WHERE id = ? AND state = ?",
        State.DONE,
        int(now.timestamp()),
        broadcast,
        State.SENDING,
    )
    if ended:
        await _note_the_end(tx, broadcast, now)
    return bool(ended)


async def end_in_doubt(tx: Transaction, broadcast: int, now: datetime) -> None:
    """Ends one of which nobody knows whom it reached, and which may be in people's phones."""
    moment = int(now.timestamp())
    await tx.run(
        "UPDATE broadcasts SET state = ?, started = ifnull(started, ?), ended = ?, changed = ? WHERE id = ?",
        State.DONE,
        moment,
        moment,
        moment,
        broadcast,
    )
    await _note_the_end(tx, broadcast, now)


async def _note_the_end(tx: Transaction, broadcast: int, now: datetime) -> None:
    rows = await tx.rows(
        "SELECT total(total), total(sent), total(gone), total(failed), total(unknown) FROM tallies WHERE broadcast = ?",
        broadcast,
    )
    counts = dict(zip(("people", "sent", "gone", "failed", "unknown"), map(int, rows[0]), strict=True))
    await audit_log.note(tx, now, "bot", "broadcast.ended", broadcast=broadcast, **counts)


async def clear_aborted(tx: Transaction, broadcast: int, most: int, now: datetime) -> bool:
    """Ends the next so many deliveries that an aborted broadcast will not make; whether there were any."""
    rows = await tx.rows(
        "SELECT channel, address FROM deliveries INDEXED BY deliveries_pending "
        "WHERE broadcast = ? AND state = 'pending' LIMIT ?",
        broadcast,
        most,
    )
    for channel, address in rows:
        await set_outcome(tx, broadcast, channel, address, DeliveryOutcome.FAILED, ABORTED, now)
    for channel, count in Counter(channel for channel, _ in rows).items():
        await tallies.add(tx, broadcast, channel, {DeliveryOutcome.FAILED: count})
    if not rows and not await tx.rows(
        "SELECT 1 FROM deliveries INDEXED BY deliveries_claimed WHERE broadcast = ? AND state = 'claimed' LIMIT 1",
        broadcast,
    ):
        if not await tx.rows("SELECT 1 FROM tallies WHERE broadcast = ?", broadcast):
            await tallies.begin(tx, broadcast)  # its list was never whole
        await tx.run("UPDATE broadcasts SET ended = ? WHERE id = ?", int(now.timestamp()), broadcast)
        await _note_the_end(tx, broadcast, now)
    return bool(rows)
