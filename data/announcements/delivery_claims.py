"""The right to send one message once: claimed before the request leaves, settled when its outcome is known.

A claim is committed before its request, so after a crash it is not known whether a claimed message arrived: such
claims become unknown, and are never sent again automatically.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from data.announcements import announcements, tallies, workflow
from data.announcements.announcements import Broadcast, State
from data.announcements.deliveries import (
    ABORTED,
    ERASED,
    INTERRUPTED,
    UNSUBSCRIBED,
    DeliveryOutcome,
    end_all,
    end_pending,
    set_outcome,
)
from data.audit import audit_log
from data.chats import chats
from data.clock import unix
from data.database import older_copy
from data.database.outside_log import Departure
from data.database.sqlite import Transaction

_MOST_OPEN = 100
"""No more claims than this are open on a channel, however fast it is."""
_USUAL_SECONDS, _MOST_SECONDS = 0.25, 2.0
"""How many seconds' worth of messages are claimed at once: while the channel is quick, and at most."""


def usually_open(rate: float) -> int:
    """How many claims may be open while the channel answers quickly, at `rate` messages a second."""
    return _open(rate * _USUAL_SECONDS)


def most_open(rate: float) -> int:
    """How many claims may be open at most, at `rate` messages a second: as many become unknown when the bot crashes."""
    return _open(rate * _MOST_SECONDS)


def _open(messages: float) -> int:
    return max(1, min(_MOST_OPEN, int(messages)))


@dataclass(frozen=True, slots=True)
class Claim:
    """One message that one process may send once."""

    broadcast: int
    address: str
    language: str
    fencing_token: int
    tries: int
    """Earlier attempts in which nothing was sent."""


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of a claim."""

    claim: Claim
    outcome: DeliveryOutcome
    reason: str | None = None


async def claim(
    tx: Transaction, broadcast: Broadcast, channel: str, fencing_token: int, most: int, now: datetime
) -> tuple[list[Claim], bool]:
    """Claims up to `most` pending messages. Returns them, and whether there may be more.

    The deliveries of people who unsubscribed meanwhile end.
    """
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
    claims = [
        Claim(broadcast.id, address, language, fencing_token, tries)
        for address, language, tries, still in rows
        if still
    ]
    moment = unix(now)
    await tx.run_many(
        "UPDATE deliveries SET state = 'claimed', fence = ?, tries = tries + 1, at = ? "
        "WHERE broadcast = ? AND channel = ? AND address = ?",
        [(fencing_token, moment, broadcast.id, channel, one.address) for one in claims],
    )
    stopped = [(broadcast.id, channel, address) for address, _, _, wanted in rows if not wanted]
    await end_pending(tx, stopped, DeliveryOutcome.GONE, UNSUBSCRIBED, now)
    return claims, len(rows) == most


async def settle(tx: Transaction, channel: str, results: Sequence[Result], now: datetime) -> None:
    """Saves the outcomes of claims, also of those that were marked unknown meanwhile."""
    counted: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for broadcast in {one.claim.broadcast for one in results}:
        own = [one for one in results if one.claim.broadcast == broadcast]
        sent = [one for one in own if one.outcome is DeliveryOutcome.SENT]
        settled = await _settle_sent(tx, broadcast, channel, sent, now)
        counted[broadcast][DeliveryOutcome.SENT] += settled
        rest = [one for one in own if one.outcome is not DeliveryOutcome.SENT] if settled == len(sent) else own
        for one in rest:
            await _settle_one(tx, channel, one, counted[broadcast], now)
    for broadcast, tally in counted.items():
        await tallies.add(tx, broadcast, channel, tally)


async def _settle_sent(tx: Transaction, broadcast: int, channel: str, sent: Sequence[Result], now: datetime) -> int:
    """Settles nearly all claims: those that are as they were claimed, and were sent. Returns their number."""
    moment = unix(now)
    return await tx.run_many(
        "UPDATE deliveries SET state = 'sent', reason = ?, at = ? WHERE broadcast = ? AND channel = ? "
        "AND address = ? AND fence = ? AND tries = ? AND state = 'claimed' AND coalesce(reason, '') != ?",
        [
            (one.reason, moment, broadcast, channel, (it := one.claim).address, it.fencing_token, it.tries + 1, ERASED)
            for one in sent
        ],
    )


async def _settle_one(tx: Transaction, channel: str, one: Result, tally: Counter[str], now: datetime) -> None:
    """Settles a claim by the state that it has now, and counts it."""
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
        return  # settled before, or meanwhile resent by staff
    before, mark = rows[0]
    outcome, reason = one.outcome, one.reason
    if outcome is DeliveryOutcome.PENDING:
        outcome, reason = await _pending_again(tx, claim.broadcast, reason, erased=mark == ERASED, now=now)
    await set_outcome(tx, claim.broadcast, channel, claim.address, outcome, reason, now)
    if before == DeliveryOutcome.UNKNOWN:
        tally[DeliveryOutcome.UNKNOWN] -= 1
    if outcome is not DeliveryOutcome.PENDING:
        tally[outcome] += 1
    if one.outcome is DeliveryOutcome.GONE:
        await chats.unsubscribe(tx, channel, claim.address)
        await older_copy.note_departure(tx, Departure.STOPPED, channel, claim.address)


async def _pending_again(
    tx: Transaction, broadcast: int, reason: str | None, *, erased: bool, now: datetime
) -> tuple[DeliveryOutcome, str | None]:
    """The outcome of a claim that certainly sent nothing: pending, unless its broadcast was aborted.

    If a claim marked unknown turns out unsent after the broadcast ended, the broadcast is reopened.
    """
    if erased:
        return DeliveryOutcome.GONE, UNSUBSCRIBED
    one = await announcements.load(tx, broadcast)
    if one is None or one.state is State.ABORTED:
        return DeliveryOutcome.FAILED, ABORTED
    await workflow.reopen(tx, one, now)
    return DeliveryOutcome.PENDING, reason


async def return_claims(tx: Transaction, channel: str, fencing_token: int, now: datetime) -> None:
    """Makes the open claims of a stopping owner pending: it has settled all that it sent."""
    rows = await tx.rows(
        "SELECT broadcast, address, language, fence, tries - 1 FROM deliveries "
        "WHERE channel = ? AND state = 'claimed' AND fence = ?",
        channel,
        fencing_token,
    )
    await settle(tx, channel, [Result(Claim(*row), DeliveryOutcome.PENDING, "stopped") for row in rows], now)


async def mark_interrupted(tx: Transaction, channel: str, fencing_token: int, now: datetime) -> int:
    """Marks the claims of earlier owners, which no longer run, as unknown. Returns their number."""
    rows = await tx.rows(
        "SELECT broadcast, channel, address FROM deliveries WHERE channel = ? AND state = 'claimed' AND fence < ?",
        channel,
        fencing_token,
    )
    for broadcast, count in (await end_all(tx, rows, DeliveryOutcome.UNKNOWN, INTERRUPTED, now)).items():
        await audit_log.note(
            tx, now, "bot", "broadcast.interrupted", broadcast=broadcast, channel=channel, unknown=count
        )
    return len(rows)


async def has_foreign_claims(tx: Transaction, channel: str, fencing_token: int | None) -> bool:
    """Whether there are claims with another fencing token."""
    return bool(
        await tx.rows(
            "SELECT 1 FROM deliveries WHERE channel = ? AND state = 'claimed' "
            "AND (fence IS NULL OR fence != ?) LIMIT 1",
            channel,
            -1 if fencing_token is None else fencing_token,
        )
    )
