"""How many different NIKs a chat asked in a day, how often a second factor did not match, and who knew it.

Kept on disk, so that neither a restart nor `/hapus` refills them; limits that span chats are in
`data.limits.check_limits`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from data.clock import from_unix, unix
from data.database.sqlite import Transaction
from data.hashing import Key

DAY = timedelta(hours=24)
PROOF = timedelta(days=180)
"""How long it is known that a chat knew the second factor of a NIK."""


def chat_bucket(key: Key, channel: str, address: str) -> bytes:
    """The chat, as its quota is counted."""
    return key.of_bucket("chat", channel, address)


def cadre_bucket(key: Key, channel: str, address: str) -> bytes:
    """The chat, as its tries at a cadre's code are counted."""
    return key.of_bucket("cadre", channel, address)


def cadre_code_hash(key: Key) -> bytes:
    """Stands where a NIK's hash stands when second factors are counted."""
    return key.keyed(b"a cadre's code")


@dataclass(frozen=True, slots=True)
class Usage:
    """What a chat asked in the last 24 hours."""

    count: int
    """How many different NIKs."""
    repeated: bool
    """Whether this one is among them."""


async def usage(tx: Transaction, bucket: bytes, nik_hash: bytes, now: datetime) -> Usage:
    """What was asked from one place in the last 24 hours."""
    rows = await tx.rows("SELECT nik FROM asked WHERE bucket = ? AND at > ?", bucket, unix(now - DAY))
    return Usage(len(rows), (nik_hash,) in rows)


async def opens_at(tx: Transaction, bucket: bytes, beyond: int, now: datetime) -> datetime:
    """When one more may be asked, where `beyond` more were than the quota (a larger one may have ended)."""
    rows = await tx.rows(
        "SELECT at FROM asked WHERE bucket = ? AND at > ? ORDER BY at LIMIT 1 OFFSET ?",
        bucket,
        unix(now - DAY),
        beyond,
    )
    return from_unix(rows[0][0]) + DAY


async def count_nik(tx: Transaction, bucket: bytes, nik_hash: bytes, now: datetime) -> None:
    """Counts a NIK, from its first question within 24 hours."""
    await tx.run(
        "INSERT INTO asked (bucket, nik, at) VALUES (?, ?, ?) "
        "ON CONFLICT (bucket, nik) DO UPDATE SET at = excluded.at WHERE asked.at <= ?",
        bucket,
        nik_hash,
        unix(now),
        unix(now - DAY),
    )


async def mismatches(tx: Transaction, bucket: bytes, nik_hash: bytes, now: datetime) -> list[datetime]:
    """When the second factor did not match, in the last 24 hours, oldest first."""
    rows = await tx.rows(
        "SELECT at FROM mismatches WHERE bucket = ? AND nik = ? AND at > ? ORDER BY at",
        bucket,
        nik_hash,
        unix(now - DAY),
    )
    return [from_unix(at) for (at,) in rows]


async def count_mismatch(tx: Transaction, bucket: bytes, nik_hash: bytes, now: datetime) -> None:
    """Counts a second factor that did not match."""
    await tx.run("INSERT INTO mismatches (bucket, nik, at) VALUES (?, ?, ?)", bucket, nik_hash, unix(now))


async def keep_proof(tx: Transaction, bucket: bytes, nik_hash: bytes, factor: bytes, now: datetime) -> None:
    """Notes that the second factor of this NIK, by its keyed hash, was known in a chat."""
    await tx.run(
        "INSERT INTO proved (bucket, nik, factor, at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (bucket, nik) DO UPDATE SET factor = excluded.factor, at = excluded.at",
        bucket,
        nik_hash,
        factor,
        unix(now),
    )


async def proof(tx: Transaction, bucket: bytes, nik_hash: bytes, now: datetime) -> bytes | None:
    """The second factor that was known there within the last 180 days: another list may ask for another one."""
    rows = await tx.rows(
        "SELECT factor FROM proved WHERE bucket = ? AND nik = ? AND at > ?", bucket, nik_hash, unix(now - PROOF)
    )
    return rows[0][0] if rows else None


async def forget_proofs(tx: Transaction, bucket: bytes) -> None:
    """Forgets which second factors were known in a chat."""
    await tx.run("DELETE FROM proved WHERE bucket = ?", bucket)
