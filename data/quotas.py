"""How many different NIKs were asked from one place in a day, and how often a second factor did not match."""

from datetime import UTC, datetime, timedelta

from data.database import Transaction

DAY = timedelta(hours=24)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


async def opens_at(
    tx: Transaction, bucket: bytes, nik_hash: bytes, most: int, window: timedelta, now: datetime
) -> datetime | None:
    """None while this NIK may be asked: as one of `most`, or again. Otherwise when the next one may be."""
    since = _seconds(now - window)
    rows = await tx.rows(
        "SELECT count(*), ifnull(sum(nik = ?), 0) FROM asked WHERE bucket = ? AND at > ?", nik_hash, bucket, since
    )
    count, repeated = rows[0]
    if repeated or count < most:
        return None
    ends = await tx.rows(  # not the first one's, where a larger quota has just ended
        "SELECT at FROM asked WHERE bucket = ? AND at > ? ORDER BY at LIMIT 1 OFFSET ?", bucket, since, count - most
    )
    return datetime.fromtimestamp(ends[0][0], UTC) + window


async def note(tx: Transaction, bucket: bytes, nik_hash: bytes, window: timedelta, now: datetime) -> None:
    """Counts a NIK, from its first question within the window."""
    await tx.run(
        "INSERT INTO asked (bucket, nik, at) VALUES (?, ?, ?) "
        "ON CONFLICT DO UPDATE SET at = excluded.at WHERE asked.at <= ?",
        bucket,
        nik_hash,
        _seconds(now),
        _seconds(now - window),
    )


async def mismatches(tx: Transaction, bucket: bytes, nik_hash: bytes, now: datetime) -> list[datetime]:
    """When the second factor did not match, in the last 24 hours, oldest first."""
    rows = await tx.rows(
        "SELECT at FROM mismatches WHERE bucket = ? AND nik = ? AND at > ? ORDER BY at",
        bucket,
        nik_hash,
        _seconds(now - DAY),
    )
    return [datetime.fromtimestamp(at, UTC) for (at,) in rows]


async def note_mismatch(tx: Transaction, bucket: bytes, nik_hash: bytes, now: datetime) -> None:
    """Counts a second factor that did not match."""
    await tx.run("INSERT INTO mismatches (bucket, nik, at) VALUES (?, ?, ?)", bucket, nik_hash, _seconds(now))
