"""The deliveries of a broadcast, one per recipient: pending -> claimed -> sent, gone, failed or unknown.

`data.announcements.delivery_claims` changes them while they are sent; all other changes stand here.
"""

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from data.announcements import tallies
from data.announcements.announcements import State
from data.channels import VISITED, WEB
from data.clock import unix
from data.database.sqlite import Transaction

UNSUBSCRIBED, INTERRUPTED, ABORTED, NOT_VISITED = "unsubscribed", "interrupted", "aborted", "not_visited"
RESTORED = "restored"
"""Our own reasons; others come from a channel."""
ERASED = "erased"
"""The reason of a claim whose chat was erased meanwhile: its address is removed when it is settled."""


class DeliveryOutcome(StrEnum):
    """The outcome of a claim."""

    SENT = "sent"
    GONE = "gone"
    FAILED = "failed"
    UNKNOWN = "unknown"
    PENDING = "pending"
    """Certainly not sent: it waits again."""


async def mark_unknown_after_restore(tx: Transaction, broadcast: int, now: datetime) -> int:
    """Marks open deliveries as unknown in a restored older copy: they may have been sent. Returns their number."""
    counts = await tx.rows(
        "SELECT channel, count(*) FROM deliveries WHERE broadcast = ? AND state IN ('pending', 'claimed') GROUP BY 1",
        broadcast,
    )
    erased = await tx.rows(
        "SELECT channel, address FROM deliveries WHERE broadcast = ? AND state = 'claimed' AND reason = ?",
        broadcast,
        ERASED,
    )
    for channel, address in erased:
        await set_outcome(tx, broadcast, channel, address, DeliveryOutcome.UNKNOWN, RESTORED, now)
    await tx.run(
        "UPDATE deliveries SET state = 'unknown', reason = ?, at = ? "
        "WHERE broadcast = ? AND state IN ('pending', 'claimed')",
        RESTORED,
        unix(now),
        broadcast,
    )
    for channel, count in counts:
        await tallies.add(tx, broadcast, channel, {DeliveryOutcome.UNKNOWN: count})
    return sum(count for _, count in counts)


async def resend_unknown(tx: Transaction, broadcast: int, now: datetime) -> int:
    """Makes unknown deliveries pending, as staff decided: some people may get it twice. Returns their number."""
    rows = await tx.rows(
        "SELECT channel, count(*) FROM deliveries WHERE broadcast = ? AND state = 'unknown' GROUP BY channel", broadcast
    )
    await tx.run(
        "UPDATE deliveries SET state = 'pending', reason = NULL, fence = NULL, at = ? "
        "WHERE broadcast = ? AND state = 'unknown'",
        unix(now),
        broadcast,
    )
    for channel, count in rows:
        await tallies.add(tx, broadcast, channel, {DeliveryOutcome.UNKNOWN: -count})
    return sum(count for _, count in rows)


async def set_outcome(
    tx: Transaction,
    broadcast: int,
    channel: str,
    address: str,
    outcome: DeliveryOutcome,
    reason: str | None,
    now: datetime,
) -> None:
    """Sets the outcome of one delivery, whatever it was before. The caller updates the tallies."""
    await tx.run(
        "UPDATE deliveries SET state = ?, reason = ?, at = ?, address = CASE reason WHEN ? THEN ? ELSE address END "
        "WHERE broadcast = ? AND channel = ? AND address = ?",
        outcome,
        reason,
        unix(now),
        ERASED,
        _anonymous_address(),
        broadcast,
        channel,
        address,
    )


async def end_all(
    tx: Transaction, rows: Iterable[tuple[Any, ...]], outcome: DeliveryOutcome, reason: str, now: datetime
) -> Counter[int]:
    """Ends open deliveries, given as broadcast, channel and address. Returns their number for each broadcast."""
    ended: list[tuple[int, str]] = []
    for broadcast, channel, address in rows:
        await set_outcome(tx, broadcast, channel, address, outcome, reason, now)
        ended.append((broadcast, channel))
    return await _add_to_tallies(tx, ended, outcome)


async def end_pending(
    tx: Transaction, rows: Sequence[tuple[Any, ...]], outcome: DeliveryOutcome, reason: str, now: datetime
) -> None:
    """Ends pending deliveries, given as broadcast, channel and address: none is that of an erased chat."""
    moment = unix(now)
    await tx.run_many(
        "UPDATE deliveries SET state = ?, reason = ?, at = ? WHERE broadcast = ? AND channel = ? AND address = ?",
        [(outcome, reason, moment, *row) for row in rows],
    )
    await _add_to_tallies(tx, [(broadcast, channel) for broadcast, channel, _ in rows], outcome)


async def end_next_pending(
    tx: Transaction, broadcast: int, most: int, outcome: DeliveryOutcome, reason: str, now: datetime
) -> int:
    """Ends the next pending deliveries of a broadcast, at most `most`, in one statement. Returns their number."""
    ended = await tx.rows(
        "UPDATE deliveries SET state = ?, reason = ?, at = ? WHERE broadcast = ? AND (channel, address) IN "
        "(SELECT channel, address FROM deliveries WHERE broadcast = ? AND state = 'pending' "
        "ORDER BY channel, tries, address LIMIT ?) RETURNING broadcast, channel",
        outcome,
        reason,
        unix(now),
        broadcast,
        broadcast,
        most,
    )
    await _add_to_tallies(tx, ended, outcome)
    return len(ended)


async def _add_to_tallies(tx: Transaction, ended: Iterable[tuple[int, str]], outcome: DeliveryOutcome) -> Counter[int]:
    """Counts deliveries with this outcome, given as broadcast and channel. Returns their number for each broadcast."""
    counts: Counter[int] = Counter()
    for (broadcast, channel), count in Counter(ended).items():
        await tallies.add(tx, broadcast, channel, {outcome: count})
        counts[broadcast] += count
    return counts


# ---------------------------------------------------------------- people who left


async def cancel_for(tx: Transaction, channel: str, address: str, now: datetime) -> None:
    """Ends the pending deliveries of a person who unsubscribed."""
    rows = await tx.rows(
        "SELECT broadcast, channel, address FROM deliveries WHERE broadcast IN (SELECT id FROM broadcasts) "
        "AND channel = ? AND address = ? AND state = 'pending'",
        channel,
        address,
    )
    await end_pending(tx, rows, DeliveryOutcome.GONE, UNSUBSCRIBED, now)


async def anonymise(tx: Transaction, channel: str, address: str, now: datetime) -> None:
    """Removes the address of an erased chat from its deliveries; from a claimed one when it is settled."""
    await cancel_for(tx, channel, address, now)
    await tx.run(
        "UPDATE deliveries SET reason = ? "
        "WHERE broadcast IN (SELECT id FROM broadcasts) AND channel = ? AND address = ? AND state = 'claimed'",
        ERASED,
        channel,
        address,
    )
    settled = await tx.rows(
        "SELECT broadcast FROM deliveries "
        "WHERE broadcast IN (SELECT id FROM broadcasts) AND channel = ? AND address = ? AND state != 'claimed'",
        channel,
        address,
    )
    for (broadcast,) in settled:  # each gets its own, so that they cannot be linked
        await tx.run(
            "UPDATE deliveries SET address = ? WHERE broadcast = ? AND channel = ? AND address = ?",
            _anonymous_address(),
            broadcast,
            channel,
            address,
        )


async def move(tx: Transaction, channel: str, before: str, after: str, now: datetime) -> None:
    """Moves the deliveries of a chat to its new address. One that is under way, or double, loses its address."""
    await tx.run(
        "UPDATE deliveries SET address = ? WHERE broadcast IN (SELECT id FROM broadcasts) AND channel = ? "
        "AND address = ? AND state != 'claimed' AND NOT EXISTS (SELECT 1 FROM deliveries AS other "
        "WHERE other.broadcast = deliveries.broadcast AND other.channel = deliveries.channel AND other.address = ?)",
        after,
        channel,
        before,
        after,
    )
    await anonymise(tx, channel, before, now)


def _anonymous_address() -> str:
    """A random string in place of an address."""
    return f"{ERASED}-{secrets.token_hex(8)}"


# ---------------------------------------------------------------- retention

KEPT = timedelta(days=365)
"""How long after the end of a broadcast its recipients are kept; then only the counts are."""


def sweep_conditions(now: datetime) -> list[tuple[str, int]]:
    """The conditions of deliveries that a sweep would change, each with its moment in seconds since 1970."""
    old = "broadcast IN (SELECT id FROM broadcasts WHERE ended < ?)"
    return [(old, unix(now - KEPT)), (_NOT_COME, unix(now - WEB.chat_kept))]


_CHANNELS = ", ".join(f"'{one}'" for one in VISITED)
_NOT_COME = (
    f"state = 'pending' AND channel IN ({_CHANNELS}) AND broadcast IN "  # noqa: S608 - our own words
    f"(SELECT id FROM broadcasts WHERE state IN ('{State.SENDING}', '{State.DONE}') AND started < ?)"
)


async def delete_old(tx: Transaction, now: datetime, most: int) -> int:
    """Deletes recipients of a broadcast that ended a year ago, at most `most`. Returns their number, 0 at the end."""
    rows = await tx.rows(
        "SELECT id FROM broadcasts WHERE ended < ? "
        "AND EXISTS (SELECT 1 FROM deliveries WHERE broadcast = broadcasts.id) ORDER BY id LIMIT 1",
        unix(now - KEPT),
    )
    return await delete_page(tx, rows[0][0], most) if rows else 0


async def delete_page(tx: Transaction, broadcast: int, most: int) -> int:
    """Deletes deliveries of a broadcast, at most `most`. Returns their number."""
    # With the broadcast in the list of keys, SQLite would read all that is left of it for each page.
    return await tx.run(
        "DELETE FROM deliveries WHERE broadcast = ? AND (channel, address) IN "
        "(SELECT channel, address FROM deliveries WHERE broadcast = ? LIMIT ?)",
        broadcast,
        broadcast,
        most,
    )


async def end_missed_visits(tx: Transaction, now: datetime, most: int) -> int:
    """Fails the deliveries of chats that did not come back within a month, at most `most`. Returns their number."""
    rows = await tx.rows(
        f"SELECT broadcast, channel, address FROM deliveries WHERE {_NOT_COME} LIMIT ?",  # noqa: S608 - our own words
        unix(now - WEB.chat_kept),
        most,
    )
    await end_pending(tx, rows, DeliveryOutcome.FAILED, NOT_VISITED, now)
    return len(rows)
