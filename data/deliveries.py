"""Who is sent what: listed once at the approval, claimed before the request, settled after it.

pending -> claimed -> sent, gone, failed or unknown. A claim is committed before the request leaves, so a crash can
leave claims of which nobody knows whether they arrived: these become unknown, and are never sent again by themselves.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from data import audit, broadcasts, chats, texts
from data.broadcasts import Audience, Broadcast, State
from data.database import Transaction
from data.quiet import is_quiet

PUSHED = ("telegram",)
"""Channels on which we write to people."""
VISITED = ("web",)
"""Channels on which people are told when they come, as we cannot write to them."""
_MARKS = ", ".join("?" * len(VISITED))
UNSUBSCRIBED, INTERRUPTED, ABORTED, NOT_VISITED = "unsubscribed", "interrupted", "aborted", "not_visited"
"""Reasons of ours, beside those that a channel gives."""
_ERASED = "erased"
"""Stands at a claim whose chat was erased meanwhile: once it is settled, nobody is to know whose it was."""
_NAMELESS = f"CASE reason WHEN '{_ERASED}' THEN '{_ERASED}-' || lower(hex(randomblob(8))) ELSE address END"


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


# ---------------------------------------------------------------- the list


def _wanted(audience: Audience) -> tuple[str, list[object]]:
    """The condition for chats that a broadcast is for."""
    reached = (*PUSHED, *VISITED)  # whoever tries the bot in a terminal is no public
    parts = ["subscribed IS NOT NULL", f"channel IN ({', '.join('?' * len(reached))})"]
    values: list[object] = [*reached]
    if audience.kecamatan:
        parts.append("(kecamatan IS NULL OR kecamatan = ?)")
        values.append(audience.kecamatan)
    if audience.language:
        parts.append("ifnull(language, ?) = ?")
        values += [texts.DEFAULT, audience.language]
    if audience.channel:
        parts.append("channel = ?")
        values.append(audience.channel)
    return " AND ".join(parts), values


async def reach(tx: Transaction, audience: Audience) -> Counter[tuple[str, str]]:
    """How many people a broadcast would reach now, by channel and language."""
    wanted, values = _wanted(audience)
    rows = await tx.rows(
        f"SELECT channel, ifnull(language, ?), count(*) FROM chats WHERE {wanted} GROUP BY 1, 2",  # noqa: S608
        texts.DEFAULT,
        *values,
    )
    return Counter({(channel, language): count for channel, language, count in rows})


async def chose(tx: Transaction, kecamatan: str) -> int:
    """How many people want only what is for this kecamatan and for the whole city."""
    rows = await tx.rows("SELECT count(*) FROM chats WHERE subscribed IS NOT NULL AND kecamatan = ?", kecamatan)
    return int(rows[0][0])


async def freeze(tx: Transaction, broadcast: Broadcast, most: int) -> bool:
    """Puts the next so many chats on the list, as they were subscribed at the approval; whether the list is whole.

    A page at a time, so that replies need not wait for a long list; a crash goes on where it stopped.
    """
    assert broadcast.approved
    after: list[object] = json.loads(broadcast.frozen) if broadcast.frozen else ["", ""]
    page = await tx.rows(
        "SELECT channel, address FROM chats WHERE subscribed IS NOT NULL AND (channel, address) > (?, ?) "
        "ORDER BY channel, address LIMIT 1 OFFSET ?",
        *after,
        most - 1,
    )
    wanted, values = _wanted(broadcast.audience)
    own = sorted({texts.DEFAULT, *broadcast.texts})
    until, upto = (" AND (channel, address) <= (?, ?)", list[object](page[0])) if page else ("", [])
    await tx.run(
        "INSERT OR IGNORE INTO deliveries (broadcast, channel, address, language) "  # noqa: S608 - our own words
        f"SELECT ?, channel, address, CASE WHEN language IN ({', '.join('?' * len(own))}) THEN language ELSE ? END "
        f"FROM chats WHERE {wanted} AND subscribed <= ? AND (channel, address) > (?, ?){until}",
        broadcast.id,
        *own,
        texts.DEFAULT,
        *values,
        int(broadcast.approved.timestamp()),
        *after,
        *upto,
    )
    await tx.run(
        "UPDATE broadcasts SET frozen = ? WHERE id = ?", json.dumps(list(page[0])) if page else "all", broadcast.id
    )
    if not page:
        await _tally(tx, broadcast.id)
    return not page


async def _tally(tx: Transaction, broadcast: int) -> None:
    """Counts the list, with those who stopped, or whose broadcast was aborted, while it was made."""
    await tx.run(
        "INSERT INTO tallies (broadcast, channel, total, gone, failed) "
        "SELECT broadcast, channel, count(*), sum(state = 'gone'), sum(state = 'failed') "
        "FROM deliveries WHERE broadcast = ? GROUP BY channel",
        broadcast,
    )


async def unlist(tx: Transaction, broadcast: int) -> None:
    """Takes back the list of a broadcast that is a draft again; nobody was sent anything."""
    await tx.run("DELETE FROM deliveries WHERE broadcast = ?", broadcast)
    await tx.run("DELETE FROM tallies WHERE broadcast = ?", broadcast)
    await tx.run("UPDATE broadcasts SET frozen = NULL WHERE id = ?", broadcast)


async def listed(
    tx: Transaction, broadcast: int, after: tuple[str, str], most: int
) -> list[tuple[str, str, str, str, str, datetime | None]]:
    """The next so many of the list: channel, address, language, state, reason, and since when."""
    rows = await tx.rows(
        "SELECT channel, address, language, state, ifnull(reason, ''), at FROM deliveries "
        "WHERE broadcast = ? AND (channel, address) > (?, ?) ORDER BY channel, address LIMIT ?",
        broadcast,
        *after,
        most,
    )
    return [(*row[:5], datetime.fromtimestamp(row[5], UTC) if row[5] else None) for row in rows]


# ---------------------------------------------------------------- one after the other


async def begin_due(tx: Transaction, now: datetime) -> None:
    """Starts the broadcast whose turn it is: one at a time, first come, first served, and none at night."""
    if await broadcasts.in_states(tx, State.SENDING, State.PAUSED):
        return
    waiting = await broadcasts.in_states(tx, State.APPROVED)
    due = [one for one in waiting if one.due <= now and not rests(one, now)]
    first = min(due, key=lambda one: (one.due, one.id), default=None)
    if first and first.listed:
        await tx.run(
            "UPDATE broadcasts SET state = ?, started = ifnull(started, ?) WHERE id = ?",
            State.SENDING,
            int(now.timestamp()),
            first.id,
        )
        await audit.note(tx, now, "bot", "broadcast.started", broadcast=first.id)


def rests(broadcast: Broadcast, now: datetime) -> bool:
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


async def _note_the_end(tx: Transaction, broadcast: int, now: datetime) -> None:
    rows = await tx.rows(
        "SELECT total(total), total(sent), total(gone), total(failed), total(unknown) FROM tallies WHERE broadcast = ?",
        broadcast,
    )
    counts = dict(zip(("people", "sent", "gone", "failed", "unknown"), map(int, rows[0]), strict=True))
    await audit.note(tx, now, "bot", "broadcast.ended", broadcast=broadcast, **counts)


async def clear_aborted(tx: Transaction, broadcast: int, most: int, now: datetime) -> bool:
    """Ends the next so many deliveries that an aborted broadcast will not make; whether there were any."""
    rows = await tx.rows(
        "SELECT channel, address FROM deliveries INDEXED BY deliveries_pending "
        "WHERE broadcast = ? AND state = 'pending' LIMIT ?",
        broadcast,
        most,
    )
    for channel, address in rows:
        await _becomes(tx, broadcast, channel, address, Outcome.FAILED, ABORTED, now)
    for channel, count in Counter(channel for channel, _ in rows).items():
        await _count(tx, broadcast, channel, {Outcome.FAILED: count})
    if not rows and not await tx.rows(
        "SELECT 1 FROM deliveries INDEXED BY deliveries_claimed WHERE broadcast = ? AND state = 'claimed' LIMIT 1",
        broadcast,
    ):
        if not await tx.rows("SELECT 1 FROM tallies WHERE broadcast = ?", broadcast):
            await _tally(tx, broadcast)  # its list was never whole
        await tx.run("UPDATE broadcasts SET ended = ? WHERE id = ?", int(now.timestamp()), broadcast)
        await _note_the_end(tx, broadcast, now)
    return bool(rows)


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
            await _becomes(tx, broadcast.id, channel, address, Outcome.GONE, UNSUBSCRIBED, now)
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
    await _count(tx, broadcast.id, channel, {Outcome.GONE: stopped})
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
        await _becomes(tx, claim.broadcast, channel, claim.address, outcome, reason, now)
        tally = counted.setdefault(claim.broadcast, Counter())
        if before == Outcome.UNKNOWN:
            tally[Outcome.UNKNOWN] -= 1
        if outcome is not Outcome.PENDING:
            tally[outcome] += 1
        if one.outcome is Outcome.GONE:
            await chats.unsubscribe(tx, channel, claim.address)
    for broadcast, tally in counted.items():
        await _count(tx, broadcast, channel, tally)


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
        await _becomes(tx, broadcast, channel, address, Outcome.UNKNOWN, INTERRUPTED, now)
    for broadcast, count in Counter(broadcast for broadcast, _ in rows).items():
        await _count(tx, broadcast, channel, {Outcome.UNKNOWN: count})
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
        await _count(tx, broadcast, channel, {Outcome.UNKNOWN: -count})
    return sum(count for _, count in rows)


async def _becomes(
    tx: Transaction, broadcast: int, channel: str, address: str, outcome: Outcome, reason: str | None, now: datetime
) -> None:
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


async def _count(tx: Transaction, broadcast: int, channel: str, more: dict[Outcome, int] | Counter[str]) -> None:
    for outcome, count in more.items():
        if count:
            await tx.run(
                f"UPDATE tallies SET {outcome} = {outcome} + ? WHERE broadcast = ? AND channel = ?",  # noqa: S608
                count,
                broadcast,
                channel,
            )


# ---------------------------------------------------------------- where people are told when they come


async def waiting(tx: Transaction, channel: str, address: str) -> list[Broadcast]:
    """What waits for this chat's visit, the oldest first."""
    if channel not in VISITED:
        return []
    rows = await tx.rows(
        "SELECT broadcast FROM deliveries WHERE broadcast IN (SELECT id FROM broadcasts WHERE state IN (?, ?)) "
        "AND channel = ? AND address = ? AND state = 'pending' ORDER BY broadcast",
        State.SENDING,
        State.DONE,
        channel,
        address,
    )
    found = [await broadcasts.load(tx, number) for (number,) in rows]
    return [one for one in found if one]


async def shown(tx: Transaction, broadcast: int, channel: str, address: str, now: datetime) -> None:
    """The chat has it in its answer."""
    if await tx.run(
        "UPDATE deliveries SET state = 'sent', at = ? "
        "WHERE broadcast = ? AND channel = ? AND address = ? AND state = 'pending'",
        int(now.timestamp()),
        broadcast,
        channel,
        address,
    ):
        await _count(tx, broadcast, channel, {Outcome.SENT: 1})


async def stopped(tx: Transaction, channel: str, address: str, now: datetime) -> None:
    """The person wants no more: what waits for them ends."""
    rows = await tx.rows(
        "SELECT broadcast FROM deliveries WHERE broadcast IN (SELECT id FROM broadcasts) "
        "AND channel = ? AND address = ? AND state = 'pending'",
        channel,
        address,
    )
    for (broadcast,) in rows:
        await _becomes(tx, broadcast, channel, address, Outcome.GONE, UNSUBSCRIBED, now)
        await _count(tx, broadcast, channel, {Outcome.GONE: 1})


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
        "UPDATE deliveries SET address = 'erased-' || lower(hex(randomblob(8))) "
        "WHERE broadcast IN (SELECT id FROM broadcasts) AND channel = ? AND address = ? AND state != 'claimed'",
        channel,
        address,
    )


# ---------------------------------------------------------------- what is not kept for ever

_KEPT = timedelta(days=365)
_VISIT = timedelta(days=30)
"""As long as a chat on the web lives without a message."""
_AT_ONCE = 2000


async def sweep(tx: Transaction, now: datetime) -> None:
    """After a year only the counts are kept; who does not come back to the web in a month was not told."""
    await tx.run(
        "DELETE FROM deliveries WHERE (broadcast, channel, address) IN (SELECT broadcast, channel, address "
        "FROM deliveries WHERE broadcast IN (SELECT id FROM broadcasts WHERE ended < ?) LIMIT ?)",
        int((now - _KEPT).timestamp()),
        _AT_ONCE,
    )
    rows = await tx.rows(
        "SELECT broadcast, channel, address FROM deliveries "  # noqa: S608 - our own marks
        "WHERE broadcast IN (SELECT id FROM broadcasts WHERE state IN (?, ?) AND started < ?) "
        f"AND channel IN ({_MARKS}) AND state = 'pending' LIMIT ?",
        State.SENDING,
        State.DONE,
        int((now - _VISIT).timestamp()),
        *VISITED,
        _AT_ONCE,
    )
    for broadcast, channel, address in rows:
        await _becomes(tx, broadcast, channel, address, Outcome.FAILED, NOT_VISITED, now)
        await _count(tx, broadcast, channel, {Outcome.FAILED: 1})
