"""Moves what the live database keeps under keyed hashes to another key, as far as it can be known what they stand for.

A hash cannot be turned back. What is moved is known from elsewhere: NIKs from the lists, chats from their addresses.
Nobody learns from it who is in a list: where a second factor is asked for, only what was left behind by somebody who
knew it is moved by its NIK; of all other NIKs nothing is.
"""

import secrets
import sqlite3
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from data.channels import WEB
from data.chats import chats, quotas
from data.coverage.importing.former_key import FormerHashes, NewHashes
from data.coverage.second_factor import Factor
from data.coverage.snapshots import About
from data.database import stored_values
from data.database.sqlite import Transaction
from data.hashing import HASH_BYTES, Key
from data.watches import snapshot_diff, watches
from data.watches.watches import News, Watch

_AT_ONCE = 500
"""Watches compared at a time: each is a variable of one query."""

_CHATS = (
    "SELECT channel, address FROM chats UNION SELECT channel, address FROM watches UNION "
    "SELECT channel, address FROM cadres UNION SELECT channel, address FROM turns WHERE address IS NOT NULL"
)


@dataclass
class Plan:
    """What becomes of the live database under the new key."""

    carried: int = 0
    """Watches that go on ..."""
    news: int = 0
    """... and how many of them have news at once."""
    ended: int = 0
    """Watches of NIKs that cannot be known."""
    told: Counter[str] = field(default_factory=Counter)
    """Chats, by channel, that hear once that their waiting has ended."""
    untold: int = 0
    """Web chats that cannot hear it: only the old key knows their cookies again."""
    quotas: int = 0
    """NIKs asked in the last day that still count."""
    proofs: int = 0
    """Second factors of which it is still known that a chat knew them."""
    dropped: int = 0
    """Rows of quotas, tries and proofs that cannot be moved."""
    statements: list[tuple[str, tuple[object, ...]]] = field(default_factory=list)

    def add(self, sql: str, *values: object) -> None:
        """One more statement."""
        self.statements.append((sql, values))


@dataclass(frozen=True)
class Change:
    """From which key to which, and the list under the new one as it was built."""

    former: FormerHashes
    key: Key
    directory: Path
    """Of the snapshots."""
    built: Path
    about: About
    today: date

    @property
    def asks_nothing(self) -> bool:
        """Whether anybody may hear of any NIK."""
        return self.about.second_factor is Factor.NONE


def plan(opened: sqlite3.Connection, change: Change) -> Plan:
    """What is to be done, read from the live database. Raises SnapshotProblem when the new list cannot be read."""
    found = Plan()
    _plan_watches(opened, change, found)
    _plan_questions(opened, found)
    if change.former.key is None:
        _drop_counts(opened, found)
    else:
        buckets = _buckets(opened, change.former.key, change.key)
        _plan_asked(opened, change, buckets, found)
        _plan_tries(opened, change.former.key, change.key, buckets, found)
        _plan_proofs(opened, change, buckets, found)
    return found


async def carry_out(tx: Transaction, found: Plan, key: Key) -> None:
    """Does it, and notes that the list is still to be published."""
    for sql, values in found.statements:
        await tx.run(sql, *values)
    await stored_values.write(tx, stored_values.KEY, key.fingerprint)
    await stored_values.write(tx, stored_values.CHANGING, key.fingerprint)


# ---------------------------------------------------------------- who waits for news


def _plan_watches(opened: sqlite3.Connection, change: Change, found: Plan) -> None:
    kept = watches.all_of(opened)
    known = change.former.of(one.nik for one in kept)
    going_on: list[tuple[Watch, Watch]] = []
    told, untold = set[tuple[str, str]](), set[tuple[str, str]]()
    for one in kept:
        goes_on = one.news in {None, News.CHANGED}
        moved = _moved(one, known.get(one.nik), change) if goes_on else None
        if moved:
            going_on.append((one, moved))
            continue
        found.ended += goes_on
        if change.former.key is None and one.channel == WEB.name:
            found.add(_DROP_WATCH, *_key_of(one))
            untold.add((one.channel, one.address))
            continue
        told |= {(one.channel, one.address)} if goes_on else set()
        news = News.REKEYED if goes_on else one.news
        nobody = secrets.token_bytes(HASH_BYTES)  # what was hashed with the old key does not stay
        found.add(_END_WATCH, nobody, news, *_key_of(one))
    found.told, found.untold = Counter(channel for channel, _ in told), len(untold)
    for at in range(0, len(going_on), _AT_ONCE):
        _go_on(going_on[at : at + _AT_ONCE], change, found)


_MOVE_WATCH = (
    "UPDATE watches SET nik = ?, factor = ?, snapshot = ?, compared = ?, news = ? "
    "WHERE channel = ? AND address = ? AND nik = ?"
)
_END_WATCH = "UPDATE watches SET nik = ?, factor = NULL, news = ? WHERE channel = ? AND address = ? AND nik = ?"
_DROP_WATCH = "DELETE FROM watches WHERE channel = ? AND address = ? AND nik = ?"


def _key_of(one: Watch) -> tuple[object, ...]:
    return one.channel, one.address, one.nik


def _moved(watch: Watch, now: NewHashes | None, change: Change) -> Watch | None:
    """The watch under the new key; None where it ends."""
    if now is None:
        return None
    if change.asks_nothing:
        return replace(watch, nik=now.nik, factor=None)
    return replace(watch, nik=now.nik, factor=now.factor) if watch.has_typed(now.old_factor) else None


def _go_on(pairs: list[tuple[Watch, Watch]], change: Change, found: Plan) -> None:
    live = change.about.number
    results = snapshot_diff.carried(change.directory, change.built, pairs, change.today)
    for (old, new), is_news in zip(pairs, results, strict=True):
        found.carried += 1
        found.news += bool(is_news)
        news, heard = News.CHANGED if is_news else None, live if is_news is False else old.snapshot
        found.add(
            _MOVE_WATCH,
            new.nik,
            new.factor,
            heard,
            live,
            news,
            *_key_of(old),
        )


# ---------------------------------------------------------------- questions, quotas, tries, proofs


def _plan_questions(opened: sqlite3.Connection, found: Plan) -> None:
    """Buttons of a NIK asked before say that it is needed once more, as they do after a day."""
    found.add("DELETE FROM offers")
    rows = opened.execute("SELECT channel, address, pending FROM chats WHERE pending IS NOT NULL").fetchall()
    for channel, address, written in rows:
        if chats.holds_hashes(written):
            found.add(
                "UPDATE chats SET pending = NULL, pending_until = NULL WHERE channel = ? AND address = ?",
                channel,
                address,
            )


def _drop_counts(opened: sqlite3.Connection, found: Plan) -> None:
    for table in ("asked", "mismatches", "proved"):
        ((rows,),) = opened.execute(f"SELECT count(*) FROM {table}").fetchall()  # noqa: S608 - our own words
        found.dropped += rows
        found.add(f"DELETE FROM {table}")  # noqa: S608


def _buckets(opened: sqlite3.Connection, old: Key, new: Key) -> dict[bytes, bytes]:
    """Of every chat that we know: how its quota, and its tries at a cadre's code, were named, and are."""
    found = opened.execute(_CHATS).fetchall()
    return {
        name(old, channel, address): name(new, channel, address)
        for channel, address in found
        for name in (quotas.chat_bucket, quotas.cadre_bucket)
    }


def _plan_asked(opened: sqlite3.Connection, change: Change, buckets: dict[bytes, bytes], found: Plan) -> None:
    """A quota goes on. Which NIKs it holds is kept where anybody may know them; else each only counts."""
    rows = opened.execute("SELECT bucket, nik FROM asked").fetchall()
    known = change.former.of(nik for _, nik in rows) if change.asks_nothing else {}
    for bucket, nik in rows:
        if bucket not in buckets:
            found.dropped += 1
            found.add("DELETE FROM asked WHERE bucket = ? AND nik = ?", bucket, nik)
            continue
        found.quotas += 1
        now = known[nik].nik if nik in known else change.key.keyed(b"asked under another key\0" + nik)
        found.add(
            "UPDATE asked SET bucket = ?, nik = ? WHERE bucket = ? AND nik = ?", buckets[bucket], now, bucket, nik
        )


def _plan_tries(opened: sqlite3.Connection, old: Key, new: Key, buckets: dict[bytes, bytes], found: Plan) -> None:
    """Those at a cadre's code go on. Those at a second factor begin anew: else who is in a list had fewer left."""
    tries = opened.execute("SELECT bucket, nik, count(*) FROM mismatches GROUP BY bucket, nik").fetchall()
    for bucket, mark, count in tries:
        if bucket in buckets and mark == quotas.cadre_code_hash(old):
            values = buckets[bucket], quotas.cadre_code_hash(new), bucket, mark
            found.add("UPDATE mismatches SET bucket = ?, nik = ? WHERE bucket = ? AND nik = ?", *values)
        else:
            found.dropped += count
            found.add("DELETE FROM mismatches WHERE bucket = ? AND nik = ?", bucket, mark)


def _plan_proofs(opened: sqlite3.Connection, change: Change, buckets: dict[bytes, bytes], found: Plan) -> None:
    rows = opened.execute("SELECT bucket, nik, factor FROM proved").fetchall()
    known = change.former.of(nik for _, nik, _ in rows)
    for bucket, nik, factor in rows:
        now = known.get(nik)
        if bucket not in buckets or now is None or now.old_factor != factor:
            found.dropped += 1
            found.add("DELETE FROM proved WHERE bucket = ? AND nik = ?", bucket, nik)
            continue
        found.proofs += 1
        found.add(
            "UPDATE proved SET bucket = ?, nik = ?, factor = ? WHERE bucket = ? AND nik = ?",
            buckets[bucket],
            now.nik,
            now.factor,
            bucket,
            nik,
        )
