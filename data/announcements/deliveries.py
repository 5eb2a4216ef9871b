"""Who is sent what: claimed before the request, settled after it.

pending -> claimed -> sent, gone, failed or unknown. A claim is committed before the request leaves, so a crash can
leave claims of which nobody knows whether they arrived: these become unknown, and are never sent again by themselves.
"""

import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from data.announcements import announcements, tallies
from data.announcements.announcements import Broadcast, State
from data.audit import audit_log
from data.channels import VISITED, WEB
from data.chats import chats
from data.clock import unix
from data.database import older_copy
from data.database.outside_log import How
from data.database.sqlite import Transaction

_MARKS = ", ".join("?" * len(VISITED))
UNSUBSCRIBED, INTERRUPTED, ABORTED, NOT_VISITED = "unsubscribed", "interrupted", "aborted", "not_visited"
RESTORED = "restored"
"""Reasons of ours, beside those that a channel gives."""
_ERASED = "erased"
"""Stands at a claim whose chat was erased meanwhile: once it is settled, nobody is to know whose it was."""


class DeliveryOutcome(StrEnum):
    """What became of a claim."""

    SENT = "sent"
    GONE = "gone"
    FAILED = "failed"
    UNKNOWN = "unknown"
    PENDING = "pending"
    """Surely nothing was sent: it waits again."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One message that one process may send now, once."""

    broadcast: int
    address: str
    language: str
    fencing_token: int
    tries: int
    """Earlier ones, of which none sent anything."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a claim."""

    claim: Claim
    outcome: DeliveryOutcome
    reason: str | None = None


# ---------------------------------------------------------------- claims and what became of them


async def claim(
    tx: Transaction, broadcast: Broadcast, channel: str, fence: int, most: int, now: datetime
) -> tuple[list[Claim], bool]:
    """At most so many messages to be sent now, and whether there may be more. Who stopped meanwhile gets none."""
    still, values = "c.subscribed IS NOT NULL", list[object]()
    if broadcast.audience.kecamatan is not None:
        still += " AND (c.kecamatan IS NULL OR c.kecamatan = ?)"
        values.append(broadcast.audience.kecamatan)
    rows = await tx.rows(
        f"SELECT d.address, d.language, d.tries, {still} FROM deliveries d "  # noqa: S608 - our own words
        "LEFT JOIN chats c ON c.channel = d.channel AND c.address = d.address "
        "WHERE d.broadcast = ? AND d.channel = ? AND d.state = 'pending' ORDER BY d.tries, d.address LIMIT ?",
        *values,
        broadcast.id,
        channel,
        most,
    )
    claims, stopped = [], 0
    for address, language, tries, still in rows:
        if not still:
            await set_outcome(tx, broadcast.id, channel, address, DeliveryOutcome.GONE, UNSUBSCRIBED, now)
            stopped += 1
            continue
        await tx.run(
            "UPDATE deliveries SET state = 'claimed', fence = ?, tries = tries + 1, at = ? "
            "WHERE broadcast = ? AND channel = ? AND address = ?",
            fence,
            unix(now),
            broadcast.id,
            channel,
            address,
        )
        claims.append(Claim(broadcast.id, address, language, fence, tries))
    await tallies.add(tx, broadcast.id, channel, {DeliveryOutcome.GONE: stopped})
    return claims, len(rows) == most


async def settle(tx: Transaction, channel: str, results: Iterable[Result], now: datetime) -> None:
    """Notes what became of claims; of one that was taken for unknown meanwhile, too, as now it is known."""
    counted: dict[int, Counter[str]] = {}
    for one in results:
        claim = one.claim
        rows = await tx.rows(
            "SELECT state, reason FROM deliveries WHERE broadcast = ? AND channel = ? AND address = ? "
            "AND fence = ? AND tries = ? AND state IN ('claimed', 'unknown')",
            claim.broadcast,
            channel,
            claim.address,
            claim.fencing_token,
            claim.tries + 1,
        )
        if not rows:
            continue  # settled before, or sent anew by staff meanwhile
        before, mark = rows[0]
        outcome, reason = one.outcome, one.reason
        if outcome is DeliveryOutcome.PENDING:
            outcome, reason = await _waits_again(tx, claim.broadcast, reason, erased=mark == _ERASED, now=now)
        await set_outcome(tx, claim.broadcast, channel, claim.address, outcome, reason, now)
        tally = counted.setdefault(claim.broadcast, Counter())
        if before == DeliveryOutcome.UNKNOWN:
            tally[DeliveryOutcome.UNKNOWN] -= 1
        if outcome is not DeliveryOutcome.PENDING:
            tally[outcome] += 1
        if one.outcome is DeliveryOutcome.GONE:
            await chats.unsubscribe(tx, channel, claim.address)
            await older_copy.left(tx, How.STOPPED, channel, claim.address)
    for broadcast, tally in counted.items():
        await tallies.add(tx, broadcast, channel, tally)


async def _waits_again(
    tx: Transaction, broadcast: int, reason: str | None, *, erased: bool, now: datetime
) -> tuple[DeliveryOutcome, str | None]:
    """What becomes of a claim of which surely nothing was sent: it waits, where there is something to wait for.

    One that was taken for unknown may come back when its broadcast has ended: that goes on then.
    """
    if erased:
        return DeliveryOutcome.GONE, UNSUBSCRIBED
    one = await announcements.load(tx, broadcast)
    if one is None or one.state is State.ABORTED:
        return DeliveryOutcome.FAILED, ABORTED
    await announcements.send_again(tx, broadcast, now)
    return DeliveryOutcome.PENDING, reason


async def return_claims(tx: Transaction, channel: str, fence: int, now: datetime) -> None:
    """The holder of this fence ends, and has settled all it sent: what else it claimed never left."""
    rows = await tx.rows(
        "SELECT broadcast, address, language, fence, tries - 1 FROM deliveries "
        "WHERE channel = ? AND state = 'claimed' AND fence = ?",
        channel,
        fence,
    )
    await settle(tx, channel, [Result(Claim(*row), DeliveryOutcome.PENDING, "stopped") for row in rows], now)


async def mark_interrupted(tx: Transaction, channel: str, fence: int, now: datetime) -> int:
    """Claims of holders before this fence, of whom nobody hears any more, become unknown; how many."""
    rows = await tx.rows(
        "SELECT broadcast, address FROM deliveries WHERE channel = ? AND state = 'claimed' AND fence < ?",
        channel,
        fence,
    )
    for broadcast, address in rows:
        await set_outcome(tx, broadcast, channel, address, DeliveryOutcome.UNKNOWN, INTERRUPTED, now)
    for broadcast, count in Counter(broadcast for broadcast, _ in rows).items():
        await tallies.add(tx, broadcast, channel, {DeliveryOutcome.UNKNOWN: count})
        await audit_log.note(
            tx, now, "bot", "broadcast.interrupted", broadcast=broadcast, channel=channel, unknown=count
        )
    return len(rows)


async def claimed_by_others(tx: Transaction, channel: str, fence: int | None) -> bool:
    """Whether there are claims that are not of this fence."""
    return bool(
        await tx.rows(
            "SELECT 1 FROM deliveries WHERE channel = ? AND state = 'claimed' "
            "AND (fence IS NULL OR fence != ?) LIMIT 1",
            channel,
            -1 if fence is None else fence,
        )
    )


async def doubtful(tx: Transaction, broadcast: int, now: datetime) -> int:
    """The database is an older copy: of whom it waits to send this broadcast to, nobody knows; returns how many."""
    counts = await tx.rows(
        "SELECT channel, count(*) FROM deliveries WHERE broadcast = ? AND state IN ('pending', 'claimed') GROUP BY 1",
        broadcast,
    )
    erased = await tx.rows(
        "SELECT channel, address FROM deliveries WHERE broadcast = ? AND state = 'claimed' AND reason = ?",
        broadcast,
        _ERASED,
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
    """Staff want those sent again of whom nobody knows, knowing it: some may get it twice. Returns how many."""
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
    """What became of one person's message, whatever it was before; who counts it is the caller."""
    await tx.run(
        "UPDATE deliveries SET state = ?, reason = ?, at = ?, address = CASE reason WHEN ? THEN ? ELSE address END "
        "WHERE broadcast = ? AND channel = ? AND address = ?",
        outcome,
        reason,
        unix(now),
        _ERASED,
        _nobody(),
        broadcast,
        channel,
        address,
    )


# ---------------------------------------------------------------- who wants no more


async def cancel_for(tx: Transaction, channel: str, address: str, now: datetime) -> None:
    """The person wants no more: what waits for them ends."""
    rows = await tx.rows(
        "SELECT broadcast FROM deliveries WHERE broadcast IN (SELECT id FROM broadcasts) "
        "AND channel = ? AND address = ? AND state = 'pending'",
        channel,
        address,
    )
    for (broadcast,) in rows:
        await set_outcome(tx, broadcast, channel, address, DeliveryOutcome.GONE, UNSUBSCRIBED, now)
        await tallies.add(tx, broadcast, channel, {DeliveryOutcome.GONE: 1})


async def anonymise(tx: Transaction, channel: str, address: str, now: datetime) -> None:
    """The chat is forgotten: that a message was sent stays, to whom does not. One on its way is settled first."""
    await cancel_for(tx, channel, address, now)
    await tx.run(
        "UPDATE deliveries SET reason = ? "
        "WHERE broadcast IN (SELECT id FROM broadcasts) AND channel = ? AND address = ? AND state = 'claimed'",
        _ERASED,
        channel,
        address,
    )
    settled = await tx.rows(
        "SELECT broadcast FROM deliveries "
        "WHERE broadcast IN (SELECT id FROM broadcasts) AND channel = ? AND address = ? AND state != 'claimed'",
        channel,
        address,
    )
    for (broadcast,) in settled:  # a name of its own in each, or they would tell that they were one person
        await tx.run(
            "UPDATE deliveries SET address = ? WHERE broadcast = ? AND channel = ? AND address = ?",
            _nobody(),
            broadcast,
            channel,
            address,
        )


def _nobody() -> str:
    """An address that leads to nobody."""
    return f"{_ERASED}-{secrets.token_hex(8)}"


# ---------------------------------------------------------------- what is not kept for ever

KEPT = timedelta(days=365)
"""Who was sent a broadcast is kept for so long after its end; then only the counts."""


def due(now: datetime) -> list[tuple[str, int]]:
    """Which deliveries a sweep would change: conditions, each with its moment in seconds since 1970."""
    old = "broadcast IN (SELECT id FROM broadcasts WHERE ended < ?)"
    return [(old, unix(now - KEPT)), (_NOT_COME, unix(now - WEB.chat_kept))]


_CHANNELS = ", ".join(f"'{one}'" for one in VISITED)
_NOT_COME = (
    f"state = 'pending' AND channel IN ({_CHANNELS}) AND broadcast IN "  # noqa: S608 - our own words
    f"(SELECT id FROM broadcasts WHERE state IN ('{State.SENDING}', '{State.DONE}') AND started < ?)"
)


async def forget_old(tx: Transaction, now: datetime, most: int) -> int:
    """After a year only the counts are kept. Returns how many were forgotten, at most so many."""
    return await tx.run(
        "DELETE FROM deliveries WHERE (broadcast, channel, address) IN (SELECT broadcast, channel, address "
        "FROM deliveries WHERE broadcast IN (SELECT id FROM broadcasts WHERE ended < ?) LIMIT ?)",
        unix(now - KEPT),
        most,
    )


async def give_up_visits(tx: Transaction, now: datetime, most: int) -> int:
    """Who does not come back to the web in a month was not told. Returns how many, at most so many."""
    rows = await tx.rows(
        f"SELECT broadcast, channel, address FROM deliveries WHERE {_NOT_COME} LIMIT ?",  # noqa: S608 - our own words
        unix(now - WEB.chat_kept),
        most,
    )
    for broadcast, channel, address in rows:
        await set_outcome(tx, broadcast, channel, address, DeliveryOutcome.FAILED, NOT_VISITED, now)
        await tallies.add(tx, broadcast, channel, {DeliveryOutcome.FAILED: 1})
    return len(rows)
