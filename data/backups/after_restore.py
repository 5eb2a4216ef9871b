"""Makes up for what a restored backup lacks: repeats later departures, and marks possibly sent messages as unknown."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from data import departures
from data.announcements import announcements, audience, deliveries, workflow
from data.announcements.announcements import OPEN, Broadcast, State
from data.audit import audit_log
from data.chats import chats, inbox, outgoing
from data.database import older_copy, outside_log
from data.database.outside_log import Departure, Line
from data.database.rollback_detection import Gap
from data.database.sqlite import Database, DatabaseProblem, Transaction
from data.hashing import Key
from data.watches import watches

_A_PAGE = 100_000
_ADDRESSES = (
    "SELECT channel, address FROM chats UNION SELECT channel, address FROM watches "
    "UNION SELECT channel, address FROM deliveries UNION SELECT channel, address FROM turns WHERE address IS NOT NULL"
)


class OtherKey(DatabaseProblem):
    """Some departures were recorded under another key; the message says which, and what to do."""


@dataclass(slots=True)
class Settlement:
    """What was settled, in numbers."""

    first: int | None = None
    """The first lost action of the audit; None: none was lost."""
    last: int | None = None
    broadcasts: list[int] = field(default_factory=list)
    """Broadcasts ended because it is unknown whom they reached."""
    unknown: int = 0
    """Their deliveries that are unknown now."""
    approve_again: list[int] = field(default_factory=list)
    given_up: list[int] = field(default_factory=list)
    """Broadcasts aborted: not approved in this copy, but sent after it was made."""
    erased: int = 0
    stopped: int = 0
    unwatched: int = 0
    """Watches ended: their notice was sent after the backup, or they were cancelled."""
    news: int = 0
    """Watch notices that may have been sent, and are not sent again."""
    answers: int = 0
    """Queued answers dropped because they were being sent when the copy was made."""


@dataclass(frozen=True, slots=True)
class _Departures:
    """Departures since the copy, among the chats it has."""

    erased: tuple[tuple[str, str], ...]
    stopped: tuple[tuple[str, str], ...]
    unwatched: tuple[tuple[str, str, bytes], ...]


async def settle(
    database: Database, lost_keys: Sequence[Key], now: datetime, actor: str, *, without: bool
) -> Settlement:
    """Settles everything in one transaction. The database must be behind the files outside it.

    `lost_keys` are keys used before the present one; with `without`, departures under unknown keys are ignored. Raises
    OtherKey, and DatabaseProblem when the log outside cannot be read.
    """
    async with database.transaction() as tx:
        gap = await older_copy.gap(tx)
    assert gap
    lines = _lines_since(database, gap)
    keys = [*lost_keys, *([database.rollback_guard.key] if database.rollback_guard.key else [])]
    if not without:
        _require_keys(lines, keys)
    left = await database.read_in_thread(partial(_find, lines=lines, keys=keys))
    async with database.transaction() as tx:
        return await _settle(tx, gap, lines, left, now, actor)


def _lines_since(database: Database, gap: Gap) -> list[Line]:
    try:
        lines = database.rollback_guard.outside.lines() or []
    except OSError as error:
        raise DatabaseProblem(
            f"The log outside the live database, which records who left, cannot be read ({error.strerror or error}). "
            "Make it readable, and try again."
        ) from None
    until = max((one.number for one in lines), default=0) if gap.until is None else gap.until
    return [one for one in lines if gap.number < one.number <= until]


def _require_keys(lines: Iterable[Line], keys: Iterable[Key]) -> None:
    known = {outside_log.address_hash(one).partition(":")[0] for one in keys}
    strange = Counter(one.key for one in lines if one.kind == "left" and one.key not in known)
    if strange:
        named = ", ".join(f"{count:,} with the key {key}…" for key, count in strange.items())
        raise OtherKey(
            f"Some departures were recorded with another key ({named}) and cannot be matched without it. Name its "
            "file: sigap restored --key FILE. Only if that key is lost: --without-key; these people then get messages "
            "from us again."
        )


# ---------------------------------------------------------------- people who left


def _find(opened: sqlite3.Connection, lines: Sequence[Line], keys: Sequence[Key]) -> _Departures:
    """The departures that still hold: the last line of each chat; but an erasure holds even if the chat returned."""
    if not lines:
        return _Departures((), (), ())
    erased = {one.who for one in lines if one.kind == "left" and one.how == Departure.ERASED}
    blocked = {one.who: one.number for one in lines if one.kind == "left" and one.how == Departure.BLOCKED}
    last = {(one.how == Departure.UNWATCHED, one.who): one for one in lines if one.who and one.how != Departure.ERASED}

    def names(*of: str) -> list[str]:
        return [outside_log.address_hash(key, *of) for key in keys]

    found = [(channel, address, names(channel, address)) for channel, address in opened.execute(_ADDRESSES)]
    stopped = [
        (channel, address)
        for channel, address, known in found
        if any((one := last.get((False, name))) and one.kind == "left" for name in known)
    ]
    unwatched = []
    for channel, address, nik in opened.execute("SELECT channel, address, nik FROM watches"):
        of_it = [last.get((True, name)) for name in names(*watches.outside_names(channel, address, nik))]
        said = max((one for one in of_it if one), key=lambda one: one.number, default=None)
        block = max((blocked.get(name, 0) for name in names(channel, address)), default=0)
        if (said and said.kind == "left") or block > (said.number if said else 0):
            unwatched.append((channel, address, nik))
    gone = tuple((channel, address) for channel, address, known in found if erased.intersection(known))
    return _Departures(gone, tuple(stopped), tuple(unwatched))


async def _apply_departures(tx: Transaction, left: _Departures, now: datetime, done: Settlement) -> None:
    for channel, address in left.erased:
        await departures.erase(tx, channel, address, now)
    for channel, address in left.stopped:
        await chats.unsubscribe(tx, channel, address)
        await deliveries.cancel_for(tx, channel, address, now)
    for channel, address, nik in left.unwatched:
        done.unwatched += await watches.end(tx, channel, address, nik)
    done.erased, done.stopped = len(left.erased), len(left.stopped)


# ---------------------------------------------------------------- messages that may have been sent


async def _settle(
    tx: Transaction, gap: Gap, lines: Sequence[Line], left: _Departures, now: datetime, actor: str
) -> Settlement:
    done = Settlement()
    await _apply_departures(tx, left, now, done)
    for one in await announcements.in_states(tx, *OPEN):
        if one.state is State.APPROVED and one.due > now:
            await workflow.require_new_approval(tx, one.id, now)
            done.approve_again.append(one.id)
        else:
            done.unknown += await _end(tx, one, now)
            done.broadcasts.append(one.id)
    for one in await announcements.in_states(tx, State.DONE):  # web visitors may have seen it
        done.unknown += await deliveries.mark_unknown_after_restore(tx, one.id, now)
    for number in sorted({int(one.how) for one in lines if one.kind == "sent" and one.how.isdecimal()}):
        if await workflow.give_up(tx, number, now):
            done.given_up.append(number)
    if gap.blind:
        done.news = await watches.drop_pending_news(tx)
    done.answers = await inbox.forget_queued(tx)
    await outgoing.forget_all(tx)  # notices of the watches that are left are queued again
    await _audit(tx, gap, done, now, actor)
    await older_copy.close_gap(tx)
    return done


async def _end(tx: Transaction, one: Broadcast, now: datetime) -> int:
    while await audience.delete_discarded(tx, _A_PAGE):
        pass
    left = await announcements.load(tx, one.id)
    while left and not left.list_complete:
        await audience.snapshot_recipients(tx, left, _A_PAGE)
        left = await announcements.load(tx, one.id)
    return await workflow.end_unknown(tx, one.id, now)


async def _audit(tx: Transaction, gap: Gap, done: Settlement, now: datetime, actor: str) -> None:
    first, last = await audit_log.note_restore(
        tx,
        now,
        actor,
        gap.action,
        broadcasts=len(done.broadcasts),
        unknown=done.unknown,
        approve_again=len(done.approve_again),
        given_up=len(done.given_up),
        erased=done.erased,
        stopped=done.stopped,
        unwatched=done.unwatched,
        news=done.news,
    )
    done.first, done.last = first or None, last or None
