"""Watches: a chat gets a notice when the answer for a NIK changes."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from data.clock import from_unix, unix
from data.coverage import emergency_stop
from data.database import older_copy
from data.database.outside_log import Departure
from data.database.sqlite import Transaction, placeholders
from data.hashing import HASH_BYTES

MAX_WATCHES_PER_CHAT = 5
"""How many NIKs one chat may watch."""
WATCH_LIFETIME = timedelta(days=365)
"""A watch ends after this time, with a notice."""


class News(StrEnum):
    """The kinds of notices. They reveal nothing on a shared phone."""

    CHANGED = "changed"
    EXPIRED = "expired"
    REKEYED = "rekeyed"
    """The key changed, and the watched NIK is no longer known."""


@dataclass(frozen=True, slots=True)
class Watch:
    """One NIK watched by one chat."""

    channel: str
    address: str
    nik: bytes
    """Its keyed hash."""
    factor: bytes | None
    """Keyed hashes of the second factor as typed, concatenated; None if none was asked for."""
    snapshot: int | None
    """The snapshot that gave the answer; None: we could not check."""
    since: datetime
    compared: int = 0
    news: News | None = None

    def has_typed(self, factor: bytes | None) -> bool:
        """Whether this second factor is among those typed."""
        typed = self.factor or b""
        return factor is not None and factor in {typed[at : at + HASH_BYTES] for at in range(0, len(typed), HASH_BYTES)}


TABLE = "watches"
_SELECT = "SELECT channel, address, nik, factor, snapshot, since, compared, news FROM watches"


def _watch(row: tuple[object, ...]) -> Watch:
    channel, address, nik, factor, snapshot, since, compared, news = row
    moment = from_unix(since)  # type: ignore[arg-type]
    return Watch(channel, address, nik, factor, snapshot, moment, compared, News(news) if news else None)  # type: ignore[arg-type]


async def add(tx: Transaction, watch: Watch) -> bool:
    """Adds a watch, or restarts it. Returns False if the chat has too many."""
    kept = await of_chat(tx, watch.channel, watch.address)
    if len(kept) >= MAX_WATCHES_PER_CHAT and watch.nik not in {one.nik for one in kept}:
        return False
    taken = {unix(one.since) for one in kept if one.nik != watch.nik}
    since = unix(watch.since)
    while since in taken:  # the moment also identifies a watch within its chat
        since += 1
    tx.absent.discard((TABLE, watch.channel, watch.address))
    await tx.run(
        "INSERT INTO watches (channel, address, nik, factor, snapshot, since, compared) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (channel, address, nik) DO UPDATE SET factor = excluded.factor, snapshot = excluded.snapshot, "
        "since = excluded.since, compared = excluded.compared, news = NULL",
        watch.channel,
        watch.address,
        watch.nik,
        watch.factor,
        watch.snapshot,
        since,
        watch.snapshot or 0,
    )
    await older_copy.note_return(tx, Departure.UNWATCHED, *outside_names(watch.channel, watch.address, watch.nik))
    return True


def all_of(opened: sqlite3.Connection) -> list[Watch]:
    """All watches."""
    return [_watch(row) for row in opened.execute(_SELECT)]


def outside_names(channel: str, address: str, nik: bytes) -> tuple[str, str, str]:
    """The parts of a watch that are hashed in the log outside the database."""
    return channel, address, nik.hex()


async def of_chat(tx: Transaction, channel: str, address: str) -> list[Watch]:
    """The watches of a chat, oldest first."""
    if (TABLE, channel, address) in tx.absent:
        return []
    rows = await tx.rows(f"{_SELECT} WHERE channel = ? AND address = ? ORDER BY since", channel, address)
    return [_watch(row) for row in rows]


async def remove(tx: Transaction, channel: str, address: str, since: int) -> bool:
    """Ends the watch of a chat that began at this second. Returns whether there was one."""
    rows = await tx.rows(
        "DELETE FROM watches WHERE channel = ? AND address = ? AND since = ? RETURNING nik", channel, address, since
    )
    await _note_ended(tx, channel, address, rows)
    return bool(rows)


async def end(tx: Transaction, channel: str, address: str, nik: bytes) -> int:
    """Ends the watch of a chat on one NIK; returns how many watches ended."""
    rows = await tx.rows(
        "DELETE FROM watches WHERE channel = ? AND address = ? AND nik = ? RETURNING nik", channel, address, nik
    )
    await _note_ended(tx, channel, address, rows)
    return len(rows)


async def forget(tx: Transaction, channel: str, address: str) -> None:
    """Ends all watches of a chat."""
    await tx.run("DELETE FROM watches WHERE channel = ? AND address = ?", channel, address)


async def move(tx: Transaction, channel: str, before: str, after: str) -> None:
    """Moves the watches of a chat to its new address, where a watch of the same NIK stays as it is."""
    moving = await of_chat(tx, channel, before)
    if not moving:
        return
    tx.absent.discard((TABLE, channel, after))
    there = await of_chat(tx, channel, after)
    niks, taken = {one.nik for one in there}, {unix(one.since) for one in there}
    for one in moving:
        if one.nik in niks:
            continue
        since = unix(one.since)
        while since in taken:  # the moment also identifies a watch within its chat
            since += 1
        taken.add(since)
        await tx.run(
            "UPDATE watches SET address = ?, since = ? WHERE channel = ? AND address = ? AND nik = ?",
            after,
            since,
            channel,
            before,
            one.nik,
        )
        await older_copy.note_return(tx, Departure.UNWATCHED, *outside_names(channel, after, one.nik))
    await forget(tx, channel, before)


async def record_answer(tx: Transaction, channel: str, address: str, nik: bytes, snapshot: int | None) -> None:
    """The person checked again: the watch continues from this snapshot, or ends (None) as the person is listed.

    An expired watch still gets its notice.
    """
    if (TABLE, channel, address) in tx.absent:
        return
    of_it = "channel = ? AND address = ? AND nik = ? AND (news IS NULL OR news != 'expired')"
    if snapshot is None:
        if await tx.rows(f"SELECT 1 FROM watches WHERE {of_it}", channel, address, nik):  # noqa: S608
            await tx.run(f"DELETE FROM watches WHERE {of_it}", channel, address, nik)  # noqa: S608
            await _note_ended(tx, channel, address, [(nik,)])
        return
    await tx.run(
        f"UPDATE watches SET snapshot = ?, compared = ?, news = NULL WHERE {of_it}",  # noqa: S608
        snapshot,
        snapshot,
        channel,
        address,
        nik,
    )


# ---------------------------------------------------------------- changes


_GOES_ON = "(news IS NULL OR news = 'changed')"
"""The watch has not expired."""


async def not_compared(tx: Transaction, live: int, most: int) -> list[Watch]:
    """Watches not yet compared with the live snapshot, by NIK hash; none while checks are stopped."""
    if await emergency_stop.off(tx):
        return []
    rows = await tx.rows(
        f"{_SELECT} WHERE (compared < ? OR compared > ?) AND {_GOES_ON} ORDER BY nik LIMIT ?",
        live,
        live,
        most,
    )
    return [_watch(row) for row in rows]


async def record_comparison(tx: Transaction, watch: Watch, live: int, *, changed: bool | None) -> None:
    """Saves the result of a comparison. A watch that was restarted meanwhile stays unchanged.

    `changed` None: the live snapshot is unclear, so the next one is compared with the one before it.
    """
    await tx.run(
        "UPDATE watches SET compared = ?, news = ?, snapshot = ? "
        "WHERE channel = ? AND address = ? AND nik = ? AND since = ? AND compared = ?",
        live,
        News.CHANGED if changed else None,
        live if changed is False else watch.snapshot,
        watch.channel,
        watch.address,
        watch.nik,
        unix(watch.since),
        watch.compared,
    )


# ---------------------------------------------------------------- notices

_TOLD = "(news IN ('expired', 'rekeyed') OR (news = 'changed' AND compared = ?))"
"""News from a snapshot that is no longer live is first compared again."""


async def with_unqueued_news(
    tx: Transaction, channels: Sequence[str], kind: str, live: int, most: int
) -> list[tuple[str, str, News]]:
    """Chats of these channels (channel and address) with news for which no notice of this kind is queued.

    None while the database may be an older copy, or checks are stopped.
    """
    if await older_copy.is_behind(tx) or await emergency_stop.off(tx):
        return []
    rows = await tx.rows(
        "SELECT DISTINCT channel, address, news FROM watches "  # noqa: S608 - our own words
        f"WHERE news IS NOT NULL AND channel IN ({placeholders(channels)}) AND {_TOLD} AND NOT EXISTS "
        "(SELECT 1 FROM outgoing WHERE outgoing.channel = watches.channel AND outgoing.address = watches.address "
        "AND outgoing.kind = ? AND outgoing.name = watches.news) LIMIT ?",
        *channels,
        live,
        kind,
        most,
    )
    return [(channel, address, News(news)) for channel, address, news in rows]


async def with_news_of_chat(tx: Transaction, channel: str, address: str, live: int) -> list[Watch]:
    """The watches of one chat with news; none while the database may be an older copy, or checks are stopped."""
    if (TABLE, channel, address) in tx.absent or tx.rollback_guard.behind or await emergency_stop.off(tx):
        return []
    rows = await tx.rows(
        f"{_SELECT} WHERE news IS NOT NULL AND channel = ? AND address = ? AND {_TOLD}", channel, address, live
    )
    return [_watch(row) for row in rows]


async def drop_pending_news(tx: Transaction) -> int:
    """Drops news that may have been sent before, as the database is an older copy. Returns the number."""
    over = await tx.run("DELETE FROM watches WHERE news = 'expired'")
    return over + await tx.run("UPDATE watches SET news = NULL, snapshot = compared WHERE news = 'changed'")


async def end_after_notice(tx: Transaction, watch: Watch) -> None:
    """Ends a watch after its notice was sent. A watch that was restarted meanwhile continues."""
    rows = await tx.rows(
        "DELETE FROM watches WHERE channel = ? AND address = ? AND nik = ? AND since = ? AND news IS NOT NULL "
        "RETURNING nik",
        watch.channel,
        watch.address,
        watch.nik,
        unix(watch.since),
    )
    await _note_ended(tx, watch.channel, watch.address, rows)


async def continue_without_notice(tx: Transaction, watch: Watch) -> None:
    """The notice did not arrive: a change is found again in the next snapshot; an expired watch ends.

    A watch that was restarted meanwhile continues.
    """
    if watch.news is not News.CHANGED:
        await end_after_notice(tx, watch)
        return
    await tx.run(
        "UPDATE watches SET news = NULL "
        "WHERE channel = ? AND address = ? AND nik = ? AND since = ? AND compared = ? AND news = 'changed'",
        watch.channel,
        watch.address,
        watch.nik,
        unix(watch.since),
        watch.compared,
    )


async def _note_ended(tx: Transaction, channel: str, address: str, rows: list[tuple[bytes]]) -> None:
    """Records the end outside the database, so that no restored backup repeats the notice."""
    for (nik,) in rows:
        await older_copy.note_departure(tx, Departure.UNWATCHED, *outside_names(channel, address, nik))
