"""Moves a chat to the new address of its person, in every table: its state, watches, role, quotas, what waits for it.

A service says who has which new address. A report may come twice, late, or after the first message from the new
address. Two people are never taken for one: a report that contradicts an earlier one changes nothing.
"""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

from data.announcements import deliveries
from data.chats import chats, merging
from data.clock import unix
from data.database import older_copy
from data.database.outside_log import Departure
from data.database.sqlite import Transaction
from data.hashing import Key
from data.staff import cadres
from data.watches import watches

KEPT = timedelta(days=30)
"""How long a move is remembered: services repeat a report for a week, and a report that contradicts it may be late."""


class Moved(StrEnum):
    """What became of a report."""

    NOTHING = "nothing"
    """Nothing is known of the old address, or its chat moved on since."""
    DONE = "done"
    COLLISION = "collision"
    """Another chat has moved to the new address, or this one to another: nothing changed."""


_KNOWN = (
    "WITH old AS (SELECT ? AS channel, ? AS address) SELECT "
    "EXISTS (SELECT 1 FROM chats, old WHERE chats.channel = old.channel AND chats.address = old.address) "
    "OR EXISTS (SELECT 1 FROM watches, old WHERE watches.channel = old.channel AND watches.address = old.address) "
    "OR EXISTS (SELECT 1 FROM cadres, old WHERE cadres.channel = old.channel AND cadres.address = old.address) "
    "OR EXISTS (SELECT 1 FROM outgoing, old WHERE outgoing.channel = old.channel AND outgoing.address = old.address) "
    "OR EXISTS (SELECT 1 FROM turns, old "
    "WHERE turns.channel = old.channel AND turns.address = old.address AND answer IS NOT NULL) "
    "OR EXISTS (SELECT 1 FROM deliveries, old WHERE broadcast IN (SELECT id FROM broadcasts) "
    "AND deliveries.channel = old.channel AND deliveries.address = old.address) "
    "OR EXISTS (SELECT 1 FROM asked WHERE bucket IN (?, ?)) "
    "OR EXISTS (SELECT 1 FROM proved WHERE bucket IN (?, ?)) "
    "OR EXISTS (SELECT 1 FROM mismatches WHERE bucket IN (?, ?))"
)
"""Whether anything is kept of an address; one row, as it may be read with every message."""


async def move(tx: Transaction, key: Key | None, channel: str, before: str, after: str, now: datetime) -> Moved:
    """Moves what is known of a chat to its new address. May be called for every message: it reads one row then."""
    if before == after or not await _is_known(tx, key, channel, before):
        return Moved.NOTHING
    old, new = _hash(key, channel, before), _hash(key, channel, after)
    earlier = await tx.rows("SELECT before, after FROM moves WHERE before IN (?, ?) OR after = ?", old, new, new)
    if any(one != (old, new) and (one[0] == old or one[1] == new) for one in earlier):
        return Moved.COLLISION
    if (old, new) in earlier and any(one[0] == new for one in earlier):
        return Moved.NOTHING  # a late repetition: the chat has moved on, perhaps back
    if not earlier or (old, new) not in earlier:
        await tx.run("INSERT INTO moves (before, after, at) VALUES (?, ?, ?)", old, new, unix(now))
    await _move(tx, key, channel, before, after, now)
    return Moved.DONE


async def _is_known(tx: Transaction, key: Key | None, channel: str, address: str) -> bool:
    """Whether anything is kept of this address."""
    buckets = merging.buckets(key, channel, address) if key else (b"", b"")
    ((known,),) = await tx.rows(_KNOWN, channel, address, *buckets * 3)
    return bool(known)


def _hash(key: Key | None, channel: str, address: str) -> bytes:
    """The hash of an address; without a key, with which nothing can be checked, a plain one."""
    if key:
        return key.of_bucket("moved", channel, address)
    return hashlib.blake2b(f"moved\0{channel}\0{address}".encode(), digest_size=16).digest()


async def _move(tx: Transaction, key: Key | None, channel: str, before: str, after: str, now: datetime) -> None:
    old, new = await chats.load(tx, channel, before, now), await chats.load(tx, channel, after, now)
    await watches.move(tx, channel, before, after)
    await cadres.move(tx, channel, before, after, now)
    await deliveries.move(tx, channel, before, after, now)
    await merging.move_queued(tx, channel, before, after)
    if key:
        await merging.move_quotas(tx, key, channel, before, after)
    if old.used:
        both = merging.joined(old, new)
        await chats.save(tx, both, both.used or now)
        await chats.note_change(tx, new, both)
        await tx.run("DELETE FROM chats WHERE channel = ? AND address = ?", channel, before)
    # A restored copy from before the move must not write to the old address.
    await older_copy.note_departure(tx, Departure.ERASED, channel, before)
