"""Who is sent what: claimed before the request, settled after it.

pending -> claimed -> sent, gone, failed or unknown. A claim is committed before the request leaves, so a crash can
leave claims of which nobody knows whether they arrived: these become unknown, and are never sent again by themselves.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from data import audit, behind, broadcasts, chats, tallies
from data.broadcasts import VISITED, Broadcast, State
from data.database import Transaction
from data.outside import How

_MARKS = ", ".join("?" * len(VISITED))
UNSUBSCRIBED, INTERRUPTED, ABORTED, NOT_VISITED = "unsubscribed", "interrupted", "aborted", "not_visited"
RESTORED = "restored"
"""Reasons of ours, beside those that a channel gives."""
_ERASED = "erased"
"""Stands at a claim whose chat was erased meanwhile: once it is settled, nobody is to know whose it was."""
_NOBODY = f"'{_ERASED}-' || lower(hex(randomblob(8)))"
_NAMELESS = f"CASE reason WHEN '{_ERASED}' THEN {_NOBODY} ELSE address END"


class Outcome(StrEnum):
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
    fence: int
    tries: int
    """Earlier ones, of which none sent anything."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a claim."""

    claim: Claim
    outcome: Outcome
    reason: str | None = None


# ---------------------------------------------------------------- claims and what became of them


async def claim(
    tx: Transaction, broadcast: Broadcast, channel: str, fence: int, most: int, now: datetime
) -> tuple[list[Claim], bool]:
    """At most so many messages to be sent now, and whether there may be more. Who stopped meanwhile gets none."""
    rows = await tx.rows(
        "SELECT d.address, d.language, d.tries, c.subscribed IS NOT NULL AND "
        "(? IS NULL OR c.kecamatan IS NULL OR c.kecamatan = ?) FROM deliveries d "
        "LEFT JOIN chats c ON c.channel = d.channel AND c.address = d.address "
        "WHERE d.broadcast = ? AND d.channel = ? AND d.state = 'pending' ORDER BY d.tries, d.address LIMIT ?",
        broadcast.audience.kecamatan,
        broadcast.audience.kecamatan,
        broadcast.id,
        channel,
        most,
    )
    claims, stopped = [], 0
    for address, language, tries, still in rows:
        if not still:
            await becomes(tx, broadcast.id, channel, address, Outcome.GONE, UNSUBSCRIBED, now)
            stopped += 1
            continue
        await tx.run(
            "UPDATE deliveries SET state = 'claimed', fence = ?, tries = tries + 1, at = ? "
            "WHERE broadcast = ? AND channel = ? AND address = ?",
            fence,
            int(now.timestamp()),
            broadcast.id,
            channel,
            address,
        )
        claims.append(Claim(broadcast.id, address, language, fence, tries))
    await tallies.add(tx, broadcast.id, channel, {Outcome.GONE: stopped})
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
            claim.fence,
            claim.tries + 1,
        )
        if not rows:
            continue  # settled before, or sent anew by staff meanwhile
        before, mark = rows[0]
        outcome, reason = one.outcome, one.reason
        if outcome is Outcome.PENDING:
            outcome, reason = await _waits_again(tx, claim.broadcast, reason, erased=mark == _ERASED, now=now)
        await becomes(tx, claim.broadcast, channel, claim.address, outcome, reason, now)
        tally = counted.setdefault(claim.broadcast, Counter())
        if before == Outcome.UNKNOWN:
            tally[Outcome.UNKNOWN] -= 1
        if outcome is not Outcome.PENDING:
            tally[outcome] += 1
        if one.outcome is Outcome.GONE:
            await chats.unsubscribe(tx, channel, claim.address)
            await behind.left(tx, How.STOPPED, channel, claim.address)
    for broadcast, tally in counted.items():
        await tallies.add(tx, broadcast, channel, tally)


async def _waits_again(
    tx: Transaction, broadcast: int, reason: str | None, *, erased: bool, now: datetime
) -> tuple[Outcome, str | None]:
    """What becomes of a claim of which surely nothing was sent: it waits, where there is something to wait for.

    One that was taken for unknown may come back when its broadcast has ended: that goes on then.
    """
    if erased:
        return Outcome.GONE, UNSUBSCRIBED
    one = await broadcasts.load(tx, broadcast)
    if one is None or one.state is State.ABORTED:
        return Outcome.FAILED, ABORTED
    await broadcasts.send_again(tx, broadcast, now)
    return Outcome.PENDING, reason


async def give_back(tx: Transaction, channel: str, fence: int, now: datetime) -> None:
    """The holder of this fence ends, and has settled all it sent: what else it claimed never left."""
    rows = await tx.rows(
        "SELECT broadcast, address, language, fence, tries - 1 FROM deliveries "
        "WHERE channel = ? AND state = 'claimed' AND fence = ?",
        channel,
        fence,
    )
    await settle(tx, channel, [Result(Claim(*row), Outcome.PENDING, "stopped") for row in rows], now)


async def interrupted(tx: Transaction, channel: str, fence: int, now: datetime) -> int:
    """Claims of holders before this fence, of whom nobody hears any more, become unknown; how many."""
    rows = await tx.rows(
        "SELECT broadcast, address FROM deliveries WHERE channel = ? AND state = 'claimed' AND fence < ?",
        channel,
        fence,
    )
    for broadcast, address in rows:
        await becomes(tx, broadcast, channel, address, Outcome.UNKNOWN, INTERRUPTED, now)
    for broadcast, count in Counter(broadcast for broadcast, _ in rows).items():
        await tallies.add(tx, broadcast, channel, {Outcome.UNKNOWN: count})
        await audit.note(tx, now, "bot", "broadcast.interrupted", broadcast=broadcast, channel=channel, unknown=count)
    return len(rows)


async def claimed_by_others(tx: Transaction, channel: str, fence: int | None) -> bool:
    """Whether there are claims that are not of this fence."""
    return bool(
        await tx.rows(
            "SELECT 1 FROM deliveries WHERE channel = ? AND state = 'claimed' AND fence IS NOT ? LIMIT 1",
            channel,
            fence,
        )
    )


async def doubtful(tx: Transaction, broadcast: int, now: datetime) -> int:
    """The database is an older copy: of whom it waits to send this broadcast to, nobody knows; returns how many."""
    counts = await tx.rows(
        "SELECT channel, count(*) FROM deliveries WHERE broadcast = ? AND state IN ('pending', 'claimed') GROUP BY 1",
        broadcast,
    )
    await tx.run(
        f"UPDATE deliveries SET address = {_NAMELESS}, state = 'unknown', reason = ?, at = ? "  # noqa: S608
        "WHERE broadcast = ? AND state IN ('pending', 'claimed')",
        RESTORED,
        int(now.timestamp()),
        broadcast,
    )
    for channel, count in counts:
        await tallies.add(tx, broadcast, channel, {Outcome.UNKNOWN: count})
    return sum(count for _, count in counts)


async def resend_unknown(tx: Transaction, broadcast: int, now: datetime) -> int:
    """Staff want those sent again of whom nobody knows, knowing it: some may get it twice. Returns how many."""
    rows = await tx.rows(
        "SELECT channel, count(*) FROM deliveries WHERE broadcast = ? AND state = 'unknown' GROUP BY channel", broadcast
    )
    await tx.run(
        "UPDATE deliveries SET state = 'pending', reason = NULL, fence = NULL, at = ? "
        "WHERE broadcast = ? AND state = 'unknown'",
        int(now.timestamp()),
        broadcast,
    )
    for channel, count in rows:
        await tallies.add(tx, broadcast, channel, {Outcome.UNKNOWN: -count})
    return sum(count for _, count in rows)


async def becomes(
    tx: Transaction, broadcast: int, channel: str, address: str, outcome: Outcome, reason: str | None, now: datetime
) -> None:
    """What became of one person's message, whatever it was before; who counts it is the caller."""
    await tx.run(
        f"UPDATE deliveries SET state = ?, reason = ?, at = ?, address = {_NAMELESS} "  # noqa: S608 - our own words
        "WHERE broadcast = ? AND channel = ? AND address = ?",
        outcome,
        reason,
        int(now.timestamp()),
        broadcast,
        channel,
        address,
    )


# ---------------------------------------------------------------- who wants no more


async def stopped(tx: Transaction, channel: str, address: str, now: datetime) -> None:
    """The person wants no more: what waits for them ends."""
    rows = await tx.rows(
        "SELECT broadcast FROM deliveries WHERE broadcast IN (SELECT id FROM broadcasts) "
        "AND channel = ? AND address = ? AND state = 'pending'",
        channel,
        address,
    )
    for (broadcast,) in rows:
        await becomes(tx, broadcast, channel, address, Outcome.GONE, UNSUBSCRIBED, now)
        await tallies.add(tx, broadcast, channel, {Outcome.GONE: 1})


async def erased(tx: Transaction, channel: str, address: str, now: datetime) -> None:
    """The chat is forgotten: that a message was sent stays, to whom does not. One on its way is settled first."""
    await stopped(tx, channel, address, now)
    await tx.run(
        "UPDATE deliveries SET reason = ? "
        "WHERE broadcast IN (SELECT id FROM broadcasts) AND channel = ? AND address = ? AND state = 'claimed'",
        _ERASED,
        channel,
        address,
    )
    await tx.run(
        f"UPDATE deliveries SET address = {_NOBODY} "  # noqa: S608 - our own words
        "WHERE broadcast IN (SELECT id FROM broadcasts) AND channel = ? AND address = ? AND state != 'claimed'",
        channel,
        address,
    )


# ---------------------------------------------------------------- what is not kept for ever

KEPT = timedelta(days=365)
"""Who was sent a broadcast is kept for so long after its end; then only the counts."""
_VISIT = timedelta(days=30)
"""As long as a chat on the web lives without a message."""


def due(now: datetime) -> list[tuple[str, int]]:
    """Which deliveries a sweep would change: conditions, each with its moment in seconds since 1970."""
    old = "broadcast IN (SELECT id FROM broadcasts WHERE ended < ?)"
    return [(old, int((now - KEPT).timestamp())), (_NOT_COME, int((now - _VISIT).timestamp()))]


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
        int((now - KEPT).timestamp()),
        most,
    )


async def give_up_visits(tx: Transaction, now: datetime, most: int) -> int:
    """Who does not come back to the web in a month was not told. Returns how many, at most so many."""
    rows = await tx.rows(
        f"SELECT broadcast, channel, address FROM deliveries WHERE {_NOT_COME} LIMIT ?",  # noqa: S608 - our own words
        int((now - _VISIT).timestamp()),
        most,
    )
    for broadcast, channel, address in rows:
        await becomes(tx, broadcast, channel, address, Outcome.FAILED, NOT_VISITED, now)
        await tallies.add(tx, broadcast, channel, {Outcome.FAILED: 1})
    return len(rows)
