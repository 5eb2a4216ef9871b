"""Moves keyed hashes in the live database to another key, as far as their NIKs and chats are known.

A hash cannot be reversed: NIKs are known from the lists, chats from their addresses. The result must not reveal who is
in a list: where a second factor is asked for, only hashes of people who knew it are moved by their NIK.
"""

import secrets
import sqlite3
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from data.channels import WEB
from data.chats import quotas, stored_state
from data.clock import from_unix
from data.coverage.importing.former_key import FormerHashes, NewHashes
from data.coverage.second_factor import Factor
from data.coverage.snapshots import About
from data.database import stored_values
from data.database.sqlite import Transaction
from data.hashing import HASH_BYTES, Key
from data.watches import snapshot_diff, watches
from data.watches.watches import News, Watch

_AT_ONCE = 500
"""The most watches compared at a time: each is a variable of one query."""

_CHATS = (
    "SELECT channel, address FROM chats UNION SELECT channel, address FROM watches UNION "
    "SELECT channel, address FROM cadres UNION SELECT channel, address FROM turns WHERE address IS NOT NULL"
)


@dataclass
class Plan:
    """The changes to the live database for the new key."""

    carried: int = 0
    """Watches that continue."""
    news: int = 0
    """Continued watches that have news at once."""
    ended: int = 0
    """Watches ended because their NIKs are unknown."""
    notified: Counter[str] = field(default_factory=Counter)
    """By channel: chats that get a notice that their watches ended."""
    unreached: int = 0
    """Web chats that cannot get it: their cookies are signed with the old key."""
    quotas: int = 0
    """NIKs asked for in the last day that still count."""
    proofs: int = 0
    """Proofs of second factors that stay valid."""
    dropped: int = 0
    """Rows of quotas, tries and proofs that cannot be carried over."""
    statements: list[tuple[str, tuple[object, ...]]] = field(default_factory=list)

    def add(self, sql: str, *values: object) -> None:
        """Adds a statement and its values."""
        self.statements.append((sql, values))


@dataclass(frozen=True)
class Change:
    """The old and the new key, and the snapshot built with the new one."""

    former: FormerHashes
    key: Key
    directory: Path
    """The directory of the snapshots."""
    built: Path
    about: About
    today: date

    @property
    def without_factor(self) -> bool:
        """Whether no second factor is required, so that anybody may check any NIK."""
        return self.about.second_factor is Factor.NONE


def plan(opened: sqlite3.Connection, change: Change) -> Plan:
    """Plans the changes from the live database. Raises SnapshotProblem when the new snapshot cannot be read."""
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
    """Carries out a plan, and records that the new snapshot is still to be published."""
    for sql, values in found.statements:
        await tx.run(sql, *values)
    await stored_values.write(tx, stored_values.KEY, key.fingerprint)
    await stored_values.write(tx, stored_values.CHANGING, key.fingerprint)


# ---------------------------------------------------------------- watches


def _plan_watches(opened: sqlite3.Connection, change: Change, found: Plan) -> None:
    kept = watches.all_of(opened)
    known = change.former.of(one.nik for one in kept)
    going_on: list[tuple[Watch, Watch]] = []
    notified, unreached = set[tuple[str, str]](), set[tuple[str, str]]()
    for one in kept:
        goes_on = one.news in {None, News.CHANGED}
        moved = _moved(one, known.get(one.nik), change) if goes_on else None
        if moved:
            going_on.append((one, moved))
            continue
        found.ended += goes_on
        if change.former.key is None and one.channel == WEB.name:
            found.add(_DROP_WATCH, *_key_of(one))
            unreached.add((one.channel, one.address))
            continue
        notified |= {(one.channel, one.address)} if goes_on else set()
        news = News.REKEYED if goes_on else one.news
        nobody = secrets.token_bytes(HASH_BYTES)  # no hash under the old key remains
        found.add(_END_WATCH, nobody, news, *_key_of(one))
    found.notified, found.unreached = Counter(channel for channel, _ in notified), len(unreached)
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
    if change.without_factor:
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
    """Makes the buttons below earlier answers ask for the NIK once more, as they do after a day."""
    found.add("UPDATE chats SET recent = NULL, recent_until = NULL WHERE recent IS NOT NULL")
    rows = opened.execute(
        "SELECT channel, address, question, question_until FROM chats WHERE question IS NOT NULL"
    ).fetchall()
    for channel, address, written, until in rows:
        if stored_state.concerns_a_nik(written, from_unix(until)):
            found.add(
                "UPDATE chats SET question = NULL, question_until = NULL WHERE channel = ? AND address = ?",
                channel,
                address,
            )


def _drop_counts(opened: sqlite3.Connection, found: Plan) -> None:
    for table in ("asked", "mismatches", "proved"):
        ((rows,),) = opened.execute(f"SELECT count(*) FROM {table}").fetchall()  # noqa: S608 - our own words
        found.dropped += rows
        found.add(f"DELETE FROM {table}")  # noqa: S608


def _buckets(opened: sqlite3.Connection, old: Key, new: Key) -> dict[bytes, bytes]:
    """The new quota bucket by the old one, for every known chat and for its tries at a cadre's code."""
    found = opened.execute(_CHATS).fetchall()
    return {
        name(old, channel, address): name(new, channel, address)
        for channel, address in found
        for name in (quotas.chat_bucket, quotas.cadre_bucket)
    }


def _plan_asked(opened: sqlite3.Connection, change: Change, buckets: dict[bytes, bytes], found: Plan) -> None:
    """Quotas continue. Their NIKs stay recognisable if anybody may check them; otherwise only their number counts."""
    rows = opened.execute("SELECT bucket, nik FROM asked").fetchall()
    known = change.former.of(nik for _, nik in rows) if change.without_factor else {}
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
    """Tries at a cadre's code continue. Those at a second factor restart: tries left would reveal who is in a list."""
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
