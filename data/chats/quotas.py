"""Counts the NIKs that a chat checked in a day and mismatches of second factors, and remembers correct ones.

Stored in the database, so that neither a restart nor `/hapus` resets them. Limits that span chats are in
`data.limits.check_limits`.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from data.clock import from_unix, unix
from data.database.sqlite import Transaction
from data.hashing import Key

DAY = timedelta(hours=24)
PROOF = timedelta(days=180)
"""How long a correct second factor is remembered."""


def chat_bucket(key: Key, channel: str, address: str) -> bytes:
    """The key under which a chat's quota is counted."""
    return key.of_bucket("chat", channel, address)


def cadre_bucket(key: Key, channel: str, address: str) -> bytes:
    """The key under which a chat's tries of cadre codes are counted."""
    return key.of_bucket("cadre", channel, address)


def cadre_code_hash(key: Key) -> bytes:
    """A constant in place of a NIK's hash, to count wrong cadre codes like second factors."""
    return key.keyed(b"a cadre's code")


class Usage(Struct, frozen=True):
    """What a chat checked in the last 24 hours."""

    bucket: bytes
    """The key under which it is counted."""
    count: int
    """The number of different NIKs."""
    repeated: bool
    """Whether the NIK is among them."""


async def usage(tx: Transaction, bucket: bytes, nik_hash: bytes, now: datetime) -> Usage:
    """What was checked under one key in the last 24 hours."""
    rows = await tx.rows("SELECT nik FROM asked WHERE bucket = ? AND at > ?", bucket, unix(now - DAY))
    return Usage(bucket, len(rows), (nik_hash,) in rows)


async def opens_at(tx: Transaction, bucket: bytes, beyond: int, now: datetime) -> datetime:
    """When the next check is allowed, `beyond` checks above the quota (a larger quota may have ended)."""
    rows = await tx.rows(
        "SELECT at FROM asked WHERE bucket = ? AND at > ? ORDER BY at LIMIT 1 OFFSET ?",
        bucket,
        unix(now - DAY),
        beyond,
    )
    return from_unix(rows[0][0]) + DAY


async def count_nik(tx: Transaction, bucket: bytes, nik_hash: bytes, now: datetime) -> None:
    """Counts a NIK from its first check within 24 hours."""
    await tx.run(
        "INSERT INTO asked (bucket, nik, at) VALUES (?, ?, ?) "
        "ON CONFLICT (bucket, nik) DO UPDATE SET at = excluded.at WHERE asked.at <= ?",
        bucket,
        nik_hash,
        unix(now),
        unix(now - DAY),
    )


async def mismatches(tx: Transaction, bucket: bytes, nik_hash: bytes, now: datetime) -> list[datetime]:
    """The times of mismatches in the last 24 hours, oldest first."""
    rows = await tx.rows(
        "SELECT at FROM mismatches WHERE bucket = ? AND nik = ? AND at > ? ORDER BY at",
        bucket,
        nik_hash,
        unix(now - DAY),
    )
    return [from_unix(at) for (at,) in rows]


async def count_mismatch(tx: Transaction, bucket: bytes, nik_hash: bytes, now: datetime) -> None:
    """Counts a mismatch of a second factor."""
    await tx.run("INSERT INTO mismatches (bucket, nik, at) VALUES (?, ?, ?)", bucket, nik_hash, unix(now))


async def keep_proof(tx: Transaction, bucket: bytes, nik_hash: bytes, factor: bytes, now: datetime) -> None:
    """Remembers that a chat gave the right second factor of this NIK, by its keyed hash."""
    await tx.run(
        "INSERT INTO proved (bucket, nik, factor, at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (bucket, nik) DO UPDATE SET factor = excluded.factor, at = excluded.at",
        bucket,
        nik_hash,
        factor,
        unix(now),
    )


async def proof(tx: Transaction, bucket: bytes, nik_hash: bytes, now: datetime) -> bytes | None:
    """The second factor that was right within the last 180 days; a new list may hold another one."""
    rows = await tx.rows(
        "SELECT factor FROM proved WHERE bucket = ? AND nik = ? AND at > ?", bucket, nik_hash, unix(now - PROOF)
    )
    return rows[0][0] if rows else None


async def forget_proofs(tx: Transaction, bucket: bytes) -> None:
    """Deletes a chat's correct second factors."""
    await tx.run("DELETE FROM proved WHERE bucket = ?", bucket)
