"""How many different NIKs were asked from one place in a day, and how often a second factor did not match."""

from datetime import UTC, datetime, timedelta

from data.database import Transaction

DAY = timedelta(hours=24)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


async def note(
    tx: Transaction, bucket: bytes, nik: bytes, most: int, window: timedelta, now: datetime
) -> datetime | None:
    """Counts a NIK; asking the same again is free. Returns when the next one may be asked, once `most` are reached."""
    since = _seconds(now - window)
    rows = await tx.rows(
        "SELECT count(*), min(at), ifnull(sum(nik = ?), 0) FROM asked WHERE bucket = ? AND at > ?",
        nik,
        bucket,
        since,
    )
    count, first, repeated = rows[0]
    if repeated:
        return None
    if isinstance(count, int) and count >= most:
        first = first if isinstance(first, int) else _seconds(now)
        return datetime.fromtimestamp(first, UTC) + window
    await tx.run(
        "INSERT INTO asked (bucket, nik, at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at",
        bucket,
        nik,
        _seconds(now),
    )
    return None


async def mismatches(tx: Transaction, bucket: bytes, nik: bytes, now: datetime) -> list[datetime]:
    """When the second factor did not match, in the last 24 hours, oldest first."""
    rows = await tx.rows(
        "SELECT at FROM mismatches WHERE bucket = ? AND nik = ? AND at > ? ORDER BY at",
        bucket,
        nik,
        _seconds(now - DAY),
    )
    return [datetime.fromtimestamp(at, UTC) for (at,) in rows if isinstance(at, int)]


async def note_mismatch(tx: Transaction, bucket: bytes, nik: bytes, now: datetime) -> None:
    """Counts a second factor that did not match."""
    await tx.run("INSERT INTO mismatches (bucket, nik, at) VALUES (?, ?, ?)", bucket, nik, _seconds(now))
